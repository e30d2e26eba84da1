"""STAR: scores counted, then an automatic runoff in which each ballot is one vote for the finalist it scores higher.

Equal Vote Coalition, "STAR Voting" and its protocol for ties; the rungs that settle them are the rule's.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from fractions import Fraction

from folkmoot.records.ballot import Marks
from folkmoot.records.election import ElectionTally, Round, StarRule, TieBreak, Unscored
from folkmoot.tally.contest import Contest, conclude, only_participation, open_contest, opening_steps, round_step
from folkmoot.tally.ladder import Evidence, fill
from folkmoot.tally.score import Scores, pairs_of_scores, read_scores, score_evidence, worth_title, worths
from folkmoot.tally.words import counted, listed, number


def count_star(
    profile: Mapping[Marks, int],
    options: Sequence[str],
    seats: int,
    rule: StarRule,
    lot: str | None,
    *,
    eligible: int | None = None,
    body_seats: int | None = None,
) -> ElectionTally:
    """Count scores with a runoff of the top two; an option alone on the ballot needs somebody's score above 0.

    A tie for a place in the runoff has no earlier round to look at; a tie in the runoff has the round of the scores. Raises ValueError
    for more than one seat, for a score out of range, and where `open_contest` does.
    """
    contest = open_contest("star", profile.values(), options, seats, rule, lot, eligible, body_seats)
    only_participation(contest)
    if seats != 1:
        raise ValueError("STAR elects one option")
    scores = read_scores(profile, contest.options, rule.highest)
    return _Count(contest, rule, scores).run()


class _Count:
    """One count under way."""

    __slots__ = ("_contest", "_rounds", "_rule", "_scores", "_steps", "_ties")

    def __init__(self, contest: Contest, rule: StarRule, scores: Mapping[Scores, int]) -> None:
        self._contest, self._rule, self._scores = contest, rule, scores
        self._rounds: list[Round] = []
        self._ties: list[TieBreak] = []
        self._steps = opening_steps(contest, _how(rule))

    def run(self) -> ElectionTally:
        values = worths(self._scores, self._contest.options, self._rule.unscored)
        if not any(values.values()):
            self._tell(Round(worth_title(self._rule.unscored), tuple(values.items()), Fraction(0), words="Nobody has a point."))
            return self._close((), ())
        evidence = score_evidence(self._scores, self._contest.options, self._rule.highest, self._rule.unscored)
        found = fill(values, 2, "tied for a place in the runoff", self._contest.ladder, evidence, self._contest.lot)
        words = f"{listed(found.chosen)} {'is alone' if len(found.chosen) == 1 else 'go to the runoff'}." if not found.undecided else ""
        self._tell(Round(worth_title(self._rule.unscored), tuple(values.items()), Fraction(0), words=words), found.ties)
        if found.undecided:
            return self._close((), found.undecided)
        return self._close(found.chosen, ()) if len(found.chosen) == 1 else self._runoff(found.chosen, evidence)

    def _runoff(self, finalists: tuple[str, ...], evidence: Evidence) -> ElectionTally:
        contest, rule = self._contest, self._rule
        matrix = pairs_of_scores(self._scores, len(contest.options), rule.highest, rule.unscored)
        one, other = sorted(contest.options.index(option) for option in finalists)
        first, second = contest.options[one], contest.options[other]
        votes = {first: matrix[one][other], second: matrix[other][one]}
        found = fill(votes, 1, "tied in the runoff", contest.ladder, replace(evidence, rounds=self._rounds), contest.lot)
        silent = contest.ballots - sum(votes.values())
        words = f"{counted(silent, 'ballot')} {'prefers' if silent == 1 else 'prefer'} neither."
        held = tuple((option, Fraction(number_)) for option, number_ in votes.items())
        elected = tuple(option for option in found.chosen if option != rule.default_option)
        self._tell(Round("Runoff", held, Fraction(silent), elected=elected, words=words), found.ties)
        return self._close(found.chosen, found.undecided)

    def _tell(self, round_: Round, ties: Sequence[TieBreak] = ()) -> None:
        self._rounds.append(round_)
        self._ties += ties
        self._steps += [round_step(round_), *(tie.words for tie in ties)]

    def _close(self, winners: Sequence[str], tied: Sequence[str]) -> ElectionTally:
        default = self._rule.default_option
        if default is not None and default in winners:
            self._steps.append(f"{default} comes first, so nobody is elected.")
        elected = tuple(option for option in winners if option != default)
        return conclude(self._contest, elected, tied, self._rounds, self._ties, self._steps)


def _how(rule: StarRule) -> str:
    what = "totals" if rule.unscored is Unscored.ZERO else "averages of those who scored them"
    blank = "has 0" if rule.unscored is Unscored.ZERO else "is in no total and no pair"
    return (
        f"scores from 0 to {number(rule.highest)}; the two highest {what} go to a runoff, "
        f"where each ballot is a vote for the one it scores higher; an option without a score {blank}"
    )
