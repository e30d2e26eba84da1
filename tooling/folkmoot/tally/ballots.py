"""Which ballots count: one a voter, bound to this vote, recorded in time; every other one with its reason."""

from collections import Counter, defaultdict
from collections.abc import Container, Iterable, Sequence

from folkmoot.records.ballot import (
    FOR_AGAINST_ABSTAIN,
    Ballot,
    BallotBatch,
    Choices,
    CountedTotals,
    Discarded,
    DiscardReason,
    Vote,
)
from folkmoot.records.tally import MajorityCount, RankedCount, Ranking

Verdict = tuple[DiscardReason, str]
"""The reason in a word and in a sentence that begins with `it` or tells of the voter."""


def accept(
    ballots: Iterable[Ballot], vote: Vote, electorate: Container[str]
) -> tuple[tuple[Ballot, ...], tuple[Discarded, ...]]:
    """Judge each ballot; `electorate` holds the entries that may vote.

    Of a voter's good ballots the highest sequence number counts, so a bad one never pushes out a good one.
    Two that share a number count once if they say the same, and not at all if they differ: nobody can tell
    which was meant. The accepted come by voter, the discarded by path; the order of the ballots given
    changes nothing.
    """
    good: defaultdict[str, list[Ballot]] = defaultdict(list)
    discarded: list[Discarded] = []
    for ballot in ballots:
        verdict = _judge(ballot, vote, electorate)
        if verdict is None:
            good[ballot.voter].append(ballot)
        else:
            discarded.append(Discarded(ballot, *verdict))
    accepted = []
    for voter in sorted(good):
        last, others = _last(good[voter])
        accepted += last
        discarded += others
    return tuple(accepted), tuple(sorted(discarded, key=lambda one: _place(one.ballot)))


def misbound(paper: Ballot | BallotBatch | CountedTotals, vote: Vote) -> Verdict | None:
    """Why what was handed in belongs to another vote than this one; None when it belongs here."""
    if paper.proposal != vote.proposal:
        return DiscardReason.WRONG_PROPOSAL, "it names another proposal"
    if paper.text != vote.text:
        return DiscardReason.WRONG_TEXT, "it names another text than the one put to the vote"
    if paper.electorate != vote.electorate:
        return DiscardReason.WRONG_ELECTORATE, "it names another electorate"
    return None


def is_choice(choice: object, choices: Choices) -> bool:
    """Whether the choice is one the vote offers; a ranking may leave options out but names none twice."""
    if not choices.ranked:
        return isinstance(choice, str) and choice in choices.options
    if not isinstance(choice, tuple) or not all(isinstance(level, tuple) and level for level in choice):
        return False
    named = [option for level in choice for option in level]
    return len(set(named)) == len(named) and set(named) <= set(choices.options)


def count_of(ballots: Iterable[Ballot], eligible: int, seats: int | None) -> MajorityCount:
    """The numbers of a vote for or against, from ballots accepted; ValueError for ballots of another kind."""
    votes = Counter(ballot.choice for ballot in ballots)
    if not set(votes) <= set(FOR_AGAINST_ABSTAIN.options):
        raise ValueError("a ballot says something else than for, against or abstain")
    return MajorityCount(eligible, seats, votes["for"], votes["against"], votes["abstain"])


def count_of_totals(totals: CountedTotals, eligible: int, seats: int | None) -> MajorityCount:
    """The numbers of a vote that tellers counted."""
    return MajorityCount(eligible, seats, totals.for_, totals.against, totals.abstain)


def rankings_of(
    ballots: Iterable[Ballot], options: Sequence[str], eligible: int, seats: int | None
) -> RankedCount:
    """The rankings of a ranked vote, from ballots accepted; an option left out is a blank.

    Raises ValueError for ballots of another kind.
    """
    profile: Counter[Ranking] = Counter()
    for choice, papers in Counter(ballot.choice for ballot in ballots).items():
        if isinstance(choice, str):
            raise ValueError("a ballot of a ranked vote holds no ranking")
        ranks = {option: rank for rank, level in enumerate(choice, start=1) for option in level}
        profile[tuple(ranks.get(option) for option in options)] += papers
    return RankedCount(eligible, seats, tuple(options), profile)


def _judge(ballot: Ballot, vote: Vote, electorate: Container[str]) -> Verdict | None:
    elsewhere = misbound(ballot, vote)
    if elsewhere is not None:
        return elsewhere
    if ballot.voter not in electorate:
        return DiscardReason.OFF_ROSTER, "its voter is not in the electorate"
    if not is_choice(ballot.choice, vote.choices):
        return DiscardReason.MALFORMED_CHOICE, "its choice is not one the vote offers"
    if ballot.sequence < 1:
        return DiscardReason.BAD_SEQUENCE, "its sequence number is below 1"
    return _judge_time(ballot, vote)


def _judge_time(ballot: Ballot, vote: Vote) -> Verdict | None:
    if vote.opens is None and vote.closes is None:
        return None
    if ballot.at is None:
        return DiscardReason.UNDATED, "nobody can tell when it was recorded"
    if vote.opens is not None and ballot.at < vote.opens:
        return DiscardReason.EARLY, "it was recorded before the vote opened"
    if vote.closes is not None and ballot.at >= vote.closes:
        return DiscardReason.LATE, "it was recorded after the vote had closed"
    return None


def _last(ballots: list[Ballot]) -> tuple[list[Ballot], list[Discarded]]:
    """The one ballot of a voter that counts, if any, and the others with their reasons."""
    numbered: defaultdict[int, list[Ballot]] = defaultdict(list)
    for ballot in sorted(ballots, key=_place):
        numbered[ballot.sequence].append(ballot)
    last: list[Ballot] = []
    others: list[Discarded] = []
    for sequence in sorted(numbered, reverse=True):
        first, *again = numbered[sequence]
        if any(ballot.choice != first.choice for ballot in again):
            words = f"two ballots of this voter under number {sequence} differ, so neither counts"
            others += [Discarded(ballot, DiscardReason.DOUBLE, words) for ballot in numbered[sequence]]
            continue
        words = f"it repeats this voter's ballot number {sequence}"
        others += [Discarded(ballot, DiscardReason.DOUBLE, words) for ballot in again]
        if last:
            others.append(_overtaken(first, last[0]))
        else:
            last.append(first)
    return last, others


def _overtaken(ballot: Ballot, last: Ballot) -> Discarded:
    if ballot.at is not None and last.at is not None and ballot.at > last.at:
        words = f"it was recorded after this voter's ballot number {last.sequence}, under a lower number"
        return Discarded(ballot, DiscardReason.OUT_OF_ORDER, words)
    words = f"this voter's ballot number {last.sequence} takes its place"
    return Discarded(ballot, DiscardReason.SUPERSEDED, words)


def _place(ballot: Ballot) -> tuple[str, str, int, str]:
    return ballot.path, ballot.voter, ballot.sequence, repr(ballot)
