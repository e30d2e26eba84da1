"""Instant runoff: the lowest option goes out and its ballots pass on, until one holds a majority."""

from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction
from itertools import pairwise

from folkmoot.records.election import ElectionTally, Elimination, Exhausted, IrvRule, Overvote, Round, Skipped, TieBreak
from folkmoot.tally.contest import Contest, conclude, only_participation, open_contest, opening_steps, round_step
from folkmoot.tally.ladder import Evidence, settle
from folkmoot.tally.preferences import Levels, Preferences, pairs_of, ranked_at_all, read_preferences
from folkmoot.tally.words import counted, listed, number

_Paper = tuple[Preferences, int, int]
"""A ballot's preferences, the place in them it counts for now, and how many ballots say the same."""


def count_irv(
    profile: Mapping[Levels, int],
    options: Sequence[str],
    seats: int,
    rule: IrvRule,
    lot: str | None,
    *,
    eligible: int | None = None,
    body_seats: int | None = None,
) -> ElectionTally:
    """Count rankings by instant runoff. Ballots that name no option belong to no base.

    Raises ValueError for more than one seat, an option that is not there or twice on a ballot, and where `open_contest` does.
    """
    contest = open_contest("irv", profile.values(), options, seats, rule, lot, eligible, body_seats)
    only_participation(contest)
    if seats != 1:
        raise ValueError("an instant runoff elects one option")
    return _Count(contest, rule, profile).run()


class _Count:
    """One count under way."""

    __slots__ = ("_base", "_blank", "_contest", "_out", "_piles", "_profile", "_rounds", "_rule", "_steps", "_ties", "_votes")

    def __init__(self, contest: Contest, rule: IrvRule, profile: Mapping[Levels, int]) -> None:
        self._contest, self._rule, self._profile = contest, rule, profile
        self._steps = opening_steps(contest, _how(rule))
        self._rounds: list[Round] = []
        self._ties: list[TieBreak] = []
        self._out = [False] * len(contest.options)
        self._votes = [0] * len(contest.options)
        self._piles: list[list[_Paper]] = [[] for _ in contest.options]
        papers, self._blank = read_preferences(profile, contest.options, rule.overvote, rule.skipped)
        self._base = contest.ballots - self._blank
        if self._blank:
            self._steps.append(f"{counted(self._blank, 'ballot')} without any option in no base.")
        self._deal((preferences, -1, ballots) for preferences, ballots in papers.items())

    def run(self) -> ElectionTally:
        gone: tuple[int, ...] = ()
        while True:
            left = [place for place, out in enumerate(self._out) if not out]
            winner = self._leader(left)
            self._tell(gone, winner)
            if winner is not None:
                return self._close(winner)
            if not any(self._votes) or len(left) == 1:
                self._steps.append("No option is left that could still reach the majority.")
                return conclude(self._contest, (), (), self._rounds, self._ties, self._steps)
            gone, tied = self._lowest(left)
            if tied:
                return conclude(self._contest, (), tied, self._rounds, self._ties, self._steps)
            for place in gone:
                self._out[place] = True
            for place in gone:
                papers, self._piles[place], self._votes[place] = self._piles[place], [], 0
                self._deal(papers)

    def _deal(self, papers: Iterable[_Paper]) -> None:
        """Lay each paper on the pile of the next option it names that is not out."""
        out, piles, votes = self._out, self._piles, self._votes
        for preferences, place, ballots in papers:
            for here in range(place + 1, len(preferences)):
                option = preferences[here]
                if not out[option]:
                    piles[option].append((preferences, here, ballots))
                    votes[option] += ballots
                    break

    def _standing(self) -> int:
        return self._base if self._rule.exhausted is Exhausted.IN_BASE else sum(self._votes)

    def _leader(self, left: Sequence[int]) -> int | None:
        best = max(left, key=self._votes.__getitem__)
        return best if 2 * self._votes[best] > self._standing() else None

    def _lowest(self, left: Sequence[int]) -> tuple[tuple[int, ...], tuple[str, ...]]:
        """Who goes out now, or between whom that is open."""
        rising = sorted(left, key=self._votes.__getitem__)
        if self._rule.elimination is Elimination.BATCH:
            batch = self._batch(rising)
            if batch:
                return tuple(sorted(rising[:batch])), ()
        options = self._contest.options
        tied = tuple(options[place] for place in left if self._votes[place] == self._votes[rising[0]])
        if len(tied) == 1:
            return (rising[0],), ()
        found = settle(tied, len(tied) - 1, "tied for elimination", self._contest.ladder, self._evidence(), self._contest.lot)
        self._ties += found.ties
        self._steps += [tie.words for tie in found.ties]
        if found.undecided:
            return (), found.undecided
        return tuple(options.index(option) for option in tied if option not in found.chosen), ()

    def _batch(self, rising: Sequence[int]) -> int:
        """How many of the lowest hold together less than the next one: the greatest such number, 0 for none."""
        together, most = 0, 0
        for number_, (place, above) in enumerate(pairwise(rising), start=1):
            together += self._votes[place]
            if together < self._votes[above]:
                most = number_
        return most

    def _evidence(self) -> Evidence:
        options = self._contest.options
        firsts = dict(self._rounds[0].votes)
        return Evidence(
            options, self._rounds[:-1], lambda: pairs_of(self._profile, options), firsts, ranked_at_all(self._profile, options)
        )

    def _tell(self, gone: Sequence[int], winner: int | None) -> None:
        options = self._contest.options
        out = tuple(options[place] for place in gone)
        standing = self._standing()
        of = "that named an option" if self._rule.exhausted is Exhausted.IN_BASE else "that count for an option"
        needed = f"more than half of the {counted(standing, 'ballot')} {of} ({number(standing // 2 + 1)} needed)"
        words = f"Nobody has {needed}." if winner is None else f"{options[winner]} has {needed}."
        held = tuple((option, Fraction(self._votes[place])) for place, option in enumerate(options) if not self._out[place])
        title = f"Elimination of {listed(out)}" if out else "First preferences"
        elected = () if winner is None or options[winner] == self._rule.default_option else (options[winner],)
        round_ = Round(title, held, Fraction(self._base - sum(self._votes)), elected, out, words)
        self._rounds.append(round_)
        self._steps.append(round_step(round_))

    def _close(self, winner: int) -> ElectionTally:
        option = self._contest.options[winner]
        if option == self._rule.default_option:
            self._steps.append(f"{option} wins, so nobody is elected.")
        winners = () if option == self._rule.default_option else (option,)
        return conclude(self._contest, winners, (), self._rounds, self._ties, self._steps)


def rank_words(overvote: Overvote, skipped: Skipped) -> str:
    """What the rule says of shared and empty ranks."""
    shared = "ends the ballot there" if overvote is Overvote.EXHAUST else "is passed over"
    empty = "ends the ballot there" if skipped is Skipped.EXHAUST else "is passed over"
    return f"two options on one rank: the rank {shared}; an empty rank {empty}"


def _how(rule: IrvRule) -> str:
    base = "all ballots that named an option" if rule.exhausted is Exhausted.IN_BASE else "the ballots that still count for an option"
    out = "the lowest option goes out"
    if rule.elimination is Elimination.BATCH:
        out = "all of the lowest options that together hold less than the next one go out at once"
    return f"more than half of {base} elects; otherwise {out}; {rank_words(rule.overvote, rule.skipped)}"
