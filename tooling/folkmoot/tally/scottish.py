"""Single transferable vote as in Scottish council elections: weighted inclusive Gregory transfers with five decimals.

The Scottish Local Government Elections Order 2007 (SSI 2007/42), schedule 1, rules 45 to 52. Votes and values are whole numbers of
hundred-thousandths, so nothing is rounded but where rule 48(3) says so.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from fractions import Fraction

from folkmoot.records.election import ElectionTally, Round, TieBreak, VoteQuota
from folkmoot.tally.contest import Contest, conclude, round_step
from folkmoot.tally.ladder import Evidence, settle
from folkmoot.tally.preferences import Preferences
from folkmoot.tally.words import exact, listed

UNIT = 10**5
"""One vote."""

_Paper = tuple[Preferences, int, int, int]
"""Preferences, the place in them it counts for, how many ballots say the same, and the value of each in units."""


class ScottishCount:
    """One count under way."""

    __slots__ = (
        "_contest", "_elected", "_evidence", "_left", "_pending", "_piles", "_quota",
        "_rounds", "_steps", "_strict", "_ties", "_valid", "_votes",
    )  # fmt: skip

    def __init__(
        self, contest: Contest, quota: VoteQuota, papers: Mapping[Preferences, int], evidence: Evidence, steps: Sequence[str]
    ) -> None:
        size = len(contest.options)
        self._contest, self._evidence, self._steps = contest, evidence, list(steps)
        self._valid = sum(papers.values()) * UNIT
        self._strict = quota is VoteQuota.DROOP_EXACT
        share = Fraction(self._valid, contest.seats + 1)
        self._quota = share if self._strict else Fraction((share // UNIT + 1) * UNIT)
        self._piles: list[list[_Paper]] = [[] for _ in range(size)]
        self._votes: list[Fraction] = [Fraction(0)] * size
        self._left, self._elected, self._pending = list(range(size)), list[int](), list[int]()
        self._rounds: list[Round] = []
        self._ties: list[TieBreak] = []
        self._deal((preferences, -1, ballots, UNIT) for preferences, ballots in papers.items())

    def run(self) -> ElectionTally:
        """Count to the last seat, or to a tie that stands open."""
        above = "More than " if self._strict else ""
        words = f"{above}{exact(Fraction(self._quota, UNIT))} of {exact(Fraction(self._valid, UNIT))} votes elect."
        if not self._valid:
            self._steps.append("No ballot ranks an option.")
            return conclude(self._contest, (), (), (), (), self._steps)
        self._tell("First preferences", words)
        while len(self._elected) < self._contest.seats and self._left:
            tied = self._surplus() if self._pending else self._exclusion()
            if tied:
                return conclude(self._contest, self._names(self._elected), tied, self._rounds, self._ties, self._steps)
        return conclude(self._contest, self._names(self._elected), (), self._rounds, self._ties, self._steps)

    def _surplus(self) -> tuple[str, ...]:
        """Transfer the largest surplus, rules 48 and 49; the options between which that is open."""
        most = max(self._votes[place] for place in self._pending)
        equal = [place for place in self._pending if self._votes[place] == most]
        option, tied = self._one(equal, 1, "tied for the first transfer")
        if tied:
            return tied
        self._pending.remove(option)
        surplus, papers = most - self._quota, self._piles[option]
        self._piles[option], self._votes[option] = [], self._quota
        worth = {value: int(surplus * value // most) for value in {paper[3] for paper in papers}}
        self._deal((preferences, here, ballots, worth[value]) for preferences, here, ballots, value in papers)
        words = f"Of each vote {exact(Fraction(surplus, UNIT))} / {exact(Fraction(most, UNIT))} passes on."
        self._tell(f"Surplus of {self._contest.options[option]}", words)
        return ()

    def _exclusion(self) -> tuple[str, ...]:
        """Eliminate the lowest, rules 50 and 51; the options between which that is open."""
        least = min(self._votes[place] for place in self._left)
        equal = [place for place in self._left if self._votes[place] == least]
        option, tied = self._one(equal, len(equal) - 1, "tied for elimination")
        if tied:
            return tied
        self._left.remove(option)
        papers, self._piles[option], self._votes[option] = self._piles[option], [], Fraction(0)
        self._deal(papers)
        name = self._contest.options[option]
        self._tell(f"Elimination of {name}", f"Its {exact(Fraction(least, UNIT))} votes pass on at the value they came with.", (name,))
        return ()

    def _one(self, equal: Sequence[int], places: int, why: str) -> tuple[int, tuple[str, ...]]:
        """The one option that comes first of the equal (`places` 1) or goes out (all places but one)."""
        if len(equal) == 1:
            return equal[0], ()
        names = self._names(equal)
        first = dict(self._rounds[0].votes)
        evidence = replace(self._evidence, rounds=self._rounds[:-1], firsts=first)
        found = settle(names, places, why, self._contest.ladder, evidence, self._contest.lot)
        self._ties += found.ties
        self._steps += [tie.words for tie in found.ties]
        if found.undecided:
            return -1, found.undecided
        one = found.chosen[0] if why == "tied for the first transfer" else next(name for name in names if name not in found.chosen)
        return self._contest.options.index(one), ()

    def _deal(self, papers: Iterable[_Paper]) -> None:
        """Credit each paper to the next option it names that is neither elected nor out."""
        size = len(self._votes)
        left, gained = set(self._left), [0] * size
        open_ = [place in left for place in range(size)]
        for preferences, place, ballots, value in papers:
            for here in range(place + 1, len(preferences)):
                option = preferences[here]
                if open_[option]:
                    self._piles[option].append((preferences, here, ballots, value))
                    gained[option] += ballots * value
                    break
        self._votes = [held + more for held, more in zip(self._votes, gained, strict=True)]

    def _elect(self) -> tuple[str, ...]:
        """Elect who has the quota, rule 47, or everybody left for whom there is a seat, rule 52; the most votes first."""
        reached = sorted((place for place in self._left if self._has_quota(place)), key=lambda place: -self._votes[place])
        self._pending += [place for place in reached if self._votes[place] > self._quota]
        rest = [place for place in self._left if place not in reached]
        if rest and len(rest) <= self._contest.seats - len(self._elected) - len(reached):
            reached += sorted(rest, key=lambda place: -self._votes[place])
            rest = []
        self._left = rest
        self._elected += reached
        return self._names(reached)

    def _tell(self, title: str, words: str, gone: tuple[str, ...] = ()) -> None:
        shown = {*self._left, *self._elected}
        held = tuple((option, Fraction(self._votes[place], UNIT)) for place, option in enumerate(self._contest.options) if place in shown)
        exhausted = Fraction(self._valid, UNIT) - sum((votes for _, votes in held), Fraction(0))
        elected = self._elect()
        lucky = tuple(option for option in elected if not self._has_quota(self._contest.options.index(option)))
        if elected:
            words += f" {listed(elected)} elected."
        if lucky:
            words += f" Without the quota, as there is a seat for everybody left: {listed(lucky)}."
        self._rounds.append(Round(title, held, exhausted, elected, gone, words))
        self._steps.append(round_step(self._rounds[-1]))

    def _has_quota(self, place: int) -> bool:
        votes = self._votes[place]
        return votes > self._quota or (votes == self._quota and not self._strict)

    def _names(self, places: Iterable[int]) -> tuple[str, ...]:
        return tuple(self._contest.options[place] for place in places)
