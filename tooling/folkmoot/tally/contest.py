"""An election among options before and after its rounds: what cannot be, whether enough took part, and what it comes to."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

from folkmoot.records.election import ElectionRule, ElectionTally, Round, Rung, TieBreak
from folkmoot.records.tally import Outcome, Quorum, QuorumCounts, QuorumTest
from folkmoot.tally.quorum import put, quorum_words
from folkmoot.tally.words import counted, exact, listed, number


@dataclass(frozen=True, slots=True)
class Contest:
    """What every count among options begins with."""

    method: str
    options: tuple[str, ...]
    seats: int
    """Seats to fill."""
    ballots: int
    ladder: tuple[Rung, ...]
    lot: str | None
    """The seed that settles ties, or None while it is not out."""
    quorum: Quorum | None
    test: QuorumTest | None
    """The quorum of participation put to the ballots; None where there is none."""


def open_contest(
    method: str,
    papers: Collection[int],
    options: Sequence[str],
    seats: int,
    rule: ElectionRule,
    lot: str | None,
    eligible: int | None,
    body_seats: int | None,
) -> Contest:
    """Begin a count; `papers` says of each different choice how many ballots hold it.

    Raises ValueError for no option or one twice, no seat, less than no ballot, more ballots than voters, a default option that is not
    on the ballot, and a quorum of a number that the vote does not have.
    """
    if not options or len(set(options)) != len(options):
        raise ValueError("an election needs at least one option, and each of them once")
    if seats < 1:
        raise ValueError("an election fills at least one seat")
    if any(ballots < 0 for ballots in papers):
        raise ValueError("a choice cannot stand on less than no ballot")
    ballots = sum(papers)
    if eligible is not None and ballots > eligible:
        raise ValueError(f"{counted(ballots, 'ballot')} cannot come from {number(eligible)} eligible")
    default = getattr(rule, "default_option", None)
    if default is not None and default not in options:
        raise ValueError(f"the default option '{default}' is not on the ballot")
    test = None
    if rule.quorum is not None and rule.quorum.counts is QuorumCounts.PARTICIPATION:
        test = put(rule.quorum, ballots, eligible, body_seats)
    return Contest(method, tuple(options), seats, ballots, rule.ladder, lot, rule.quorum, test)


def only_participation(contest: Contest) -> None:
    """Raise ValueError when the quorum asks for a number that this method has not."""
    if contest.quorum is not None and contest.test is None:
        raise ValueError(f"a quorum of '{contest.quorum.counts}' has no meaning in a count by {contest.method}")


def opening_steps(contest: Contest, how: str) -> list[str]:
    """The first sentences of every count: ballots, options, seats, the rule in words, the quorum."""
    over = f"{counted(contest.ballots, 'ballot')} over {counted(len(contest.options), 'option')} for {counted(contest.seats, 'seat')}"
    steps = [f"Ballots: {over}.", f"Rule: {how}."]
    if contest.quorum is not None and contest.test is not None:
        verdict = "met" if contest.test.met else "not met"
        what = "took part" if contest.quorum.counts is QuorumCounts.PARTICIPATION else "approve the most approved"
        numbers = f"{number(contest.test.reached)} {what}, needed {number(contest.test.needed)}"
        steps.append(f"Quorum ({quorum_words(contest.quorum)}): {numbers}: {verdict}.")
    return steps


def round_step(round_: Round) -> str:
    """A round in one line: title, what everybody holds, what happened."""
    votes = ", ".join(f"{option} {exact(held)}" for option, held in round_.votes)
    gone = f", exhausted {exact(round_.exhausted)}" if round_.exhausted else ""
    return f"{round_.title}: {votes}{gone}. {round_.words}".rstrip()


def conclude(
    contest: Contest,
    winners: Sequence[str],
    tied: Sequence[str],
    rounds: Sequence[Round],
    ties: Sequence[TieBreak],
    steps: Sequence[str],
) -> ElectionTally:
    """Close a count: outcome, last sentences, and nobody elected without a quorum."""
    if contest.test is not None and not contest.test.met:
        outcome: Outcome | None = Outcome.NO_QUORUM
        would = f"; {listed(tuple(winners))} would have been" if winners else ""
        last = [f"Without the quorum nobody is elected{would}."]
        winners = tied = ()
        rounds = [replace(round_, elected=()) for round_ in rounds]
    else:
        outcome = None if tied else Outcome.ADOPTED if winners else Outcome.REJECTED
        last = [f"Elected: {listed(tuple(winners))}." if winners else "Nobody is elected."]
        if tied:
            missing = "the lot decides, and its seed is not out yet" if Rung.LOT in contest.ladder else "the rule's ladder ends here"
            last = [*(last if winners else ()), f"Tied: {listed(tuple(tied))}; {missing}."]
        elif 0 < len(winners) < contest.seats:
            last.append(f"{counted(contest.seats - len(winners), 'seat')} left empty.")
    last.append(f"Outcome: {outcome or 'open until the tie is settled'}.")
    return ElectionTally(
        contest.method, outcome, contest.options, contest.seats, tuple(winners), tuple(tied), tuple(rounds), tuple(ties),
        contest.test, (*steps, *last),
    )  # fmt: skip
