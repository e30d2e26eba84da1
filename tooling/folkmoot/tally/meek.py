"""Single transferable vote by Meek's method, in the arithmetic `meek/1` that gives every machine the same digits.

B. L. Meek (1969); I. D. Hill, B. A. Wichmann and D. R. Woodall, "Algorithm 123: single transferable vote by Meek's method", The Computer
Journal 30 (1987), with the rounding of the Proportional Representation Foundation's reference rule. `meek/1`: votes, weights and keep
values are whole billionths. An option takes weight * keep of a ballot, rounded up, and the rest passes on. The quota is counted anew
from the votes in use, rounded down, and a billionth more than a fraction where it must be exceeded. Keep values become keep * quota /
votes, rounded up after each operation, and never above 1. A round ends with an election, when the surplus is below a millionth, or when
it falls no more; as it falls by whole billionths, every round ends. The lowest option and all within the surplus of it are tied.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from fractions import Fraction

from folkmoot.records.election import ElectionTally, Round, TieBreak, VoteQuota
from folkmoot.tally.contest import Contest, conclude, round_step
from folkmoot.tally.ladder import Evidence, fill, settle
from folkmoot.tally.preferences import Preferences
from folkmoot.tally.words import exact, listed

UNIT = 10**9
"""One vote."""
OMEGA = UNIT // 10**6
"""A surplus below this is none."""

_Paper = tuple[Preferences, int, int]
"""Preferences, the place in them after which nothing is needed yet, and how many ballots say the same."""


class MeekCount:
    """One count under way."""

    __slots__ = (
        "_bundles", "_contest", "_elected", "_evidence", "_keep", "_left", "_quota", "_quota_kind",
        "_rounds", "_steps", "_ties", "_valid", "_votes",
    )  # fmt: skip

    def __init__(
        self, contest: Contest, quota: VoteQuota, papers: Mapping[Preferences, int], evidence: Evidence, steps: Sequence[str]
    ) -> None:
        size = len(contest.options)
        self._contest, self._evidence, self._steps = contest, evidence, list(steps)
        self._valid, self._quota_kind, self._quota = sum(papers.values()), quota, 0
        self._keep, self._votes = [UNIT] * size, [0] * size
        self._left, self._elected = list(range(size)), list[int]()
        self._rounds: list[Round] = []
        self._ties: list[TieBreak] = []
        self._bundles: defaultdict[Preferences, list[_Paper]] = defaultdict(list)
        self._deal((), ((preferences, -1, ballots) for preferences, ballots in papers.items()))

    def run(self) -> ElectionTally:
        """Count to the last seat, or to a tie that stands open."""
        title = "First preferences"
        gone: tuple[str, ...] = ()
        tied: tuple[str, ...] = ()
        while self._valid and not tied and self._left and len(self._elected) < self._contest.seats:
            reached, surplus = self._iterate()
            elected, tied = self._elect(reached)
            self._tell(title, gone, elected, surplus)
            if tied or len(self._elected) == self._contest.seats or not self._left:
                break
            if reached:
                title, gone = f"Surplus of {listed(self._names(self._elected))}", ()
                continue
            gone, tied = self._eliminate(surplus)
            title = f"Elimination of {listed(gone)}"
        if not self._valid:
            self._steps.append("No ballot ranks an option.")
        return conclude(self._contest, self._names(self._elected), tied, self._rounds, self._ties, self._steps)

    def _iterate(self) -> tuple[list[int], int]:
        """Count with ever better keep values; who has the quota, if anybody, and the surplus left."""
        filled = len(self._left) + len(self._elected) <= self._contest.seats
        weights = [(bundle, sum(ballots for _, _, ballots in papers)) for bundle, papers in self._bundles.items()]
        last = None
        while True:
            self._distribute(weights)
            reached = [place for place in self._left if self._votes[place] >= self._quota]
            surplus = sum(max(0, self._votes[place] - self._quota) for place in self._elected)
            if reached or filled or surplus < OMEGA or (last is not None and surplus >= last):
                return reached, surplus
            last = surplus
            for place in self._elected:
                raised = -(-self._keep[place] * self._quota // UNIT)
                self._keep[place] = min(UNIT, -(-raised * UNIT // self._votes[place]))

    def _distribute(self, weights: Iterable[tuple[Preferences, int]]) -> None:
        """Give every ballot's weight to its options and count the quota of what they hold."""
        keep, votes = self._keep, [0] * len(self._votes)
        for bundle, ballots in weights:
            weight = UNIT
            for place in bundle:
                part = -(-weight * keep[place] // UNIT)
                votes[place] += part * ballots
                weight -= part
                if not weight:
                    break
        self._votes = votes
        shares = self._contest.seats + 1
        if self._quota_kind is VoteQuota.DROOP_EXACT:
            self._quota = sum(votes) // shares + 1
        else:
            self._quota = (sum(votes) // (shares * UNIT) + 1) * UNIT

    def _elect(self, reached: Sequence[int]) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """Elect who has the quota and, when there is a seat for everybody left, everybody; or between whom that is open."""
        seats = self._contest.seats - len(self._elected)
        able = self._left if len(self._left) <= seats else reached
        values = {self._contest.options[place]: self._votes[place] for place in able}
        why = "tied for the last seat at the quota"
        found = fill(values, seats, why, self._contest.ladder, replace(self._evidence, rounds=self._rounds), self._contest.lot)
        self._ties += found.ties
        self._steps += [tie.words for tie in found.ties]
        for option in found.chosen:
            place = self._contest.options.index(option)
            self._left.remove(place)
            self._elected.append(place)
        for option in found.chosen:
            self._pass_on(self._contest.options.index(option), kept=True)
        return found.chosen, found.undecided

    def _eliminate(self, surplus: int) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """Take out the lowest; or between whom that is open."""
        least = min(self._votes[place] for place in self._left)
        names = self._names(place for place in self._left if self._votes[place] <= least + surplus)
        lowest = names[0]
        if len(names) > 1:
            firsts = dict(self._rounds[0].votes)
            evidence = replace(self._evidence, rounds=self._rounds[:-1], firsts=firsts)
            found = settle(names, len(names) - 1, "tied for elimination", self._contest.ladder, evidence, self._contest.lot)
            self._ties += found.ties
            self._steps += [tie.words for tie in found.ties]
            if found.undecided:
                return (), found.undecided
            lowest = next(name for name in names if name not in found.chosen)
        place = self._contest.options.index(lowest)
        self._left.remove(place)
        self._keep[place] = 0
        self._pass_on(place, kept=False)
        return (lowest,), ()

    def _pass_on(self, option: int, *, kept: bool) -> None:
        """Look for the next option on each ballot that came to rest at this one."""
        for bundle in [bundle for bundle in self._bundles if bundle and bundle[-1] == option]:
            self._deal(bundle if kept else bundle[:-1], self._bundles.pop(bundle))

    def _deal(self, bundle: Preferences, papers: Iterable[_Paper]) -> None:
        """Put each paper into the bundle of those options it passes: elected ones, and the first that is still open."""
        open_, elected = set(self._left), set(self._elected)
        for preferences, place, ballots in papers:
            way, here = bundle, place
            for here in range(place + 1, len(preferences)):
                option = preferences[here]
                if option in elected:
                    way = (*way, option)
                elif option in open_:
                    way = (*way, option)
                    break
            self._bundles[way].append((preferences, here, ballots))

    def _tell(self, title: str, gone: tuple[str, ...], elected: tuple[str, ...], surplus: int) -> None:
        shown = {*self._left, *self._elected}
        held = tuple((option, Fraction(self._votes[place], UNIT)) for place, option in enumerate(self._contest.options) if place in shown)
        keeps = ", ".join(f"{self._contest.options[place]} {exact(Fraction(self._keep[place], UNIT))}" for place in self._elected)
        words = f"Quota {exact(Fraction(self._quota, UNIT))}, surplus {exact(Fraction(surplus, UNIT))}."
        words += f" Keep values: {keeps}." if keeps else ""
        words += f" {listed(elected)} elected." if elected else ""
        lucky = tuple(option for option in elected if self._votes[self._contest.options.index(option)] < self._quota)
        words += f" Without the quota, as there is a seat for everybody left: {listed(lucky)}." if lucky else ""
        exhausted = Fraction(self._valid) - sum((votes for _, votes in held), Fraction(0))
        self._rounds.append(Round(title, held, exhausted, elected, gone, words))
        self._steps.append(round_step(self._rounds[-1]))

    def _names(self, places: Iterable[int]) -> tuple[str, ...]:
        return tuple(self._contest.options[place] for place in places)
