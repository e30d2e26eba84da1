"""Rankings read for a transferable count: one option after the other, by the rule's word on shared and on empty ranks."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from folkmoot.records.election import Overvote, Skipped
from folkmoot.records.tally import Blank, Matrix, Ranking
from folkmoot.tally.pairwise import compare

Levels = tuple[tuple[str, ...], ...]
"""The choice of a ballot: options from the most to the least wanted, equals on one level, `()` for a rank left empty."""

Preferences = tuple[int, ...]
"""Places of options in ballot order, the most wanted first."""


def read_preferences(
    profile: Mapping[Levels, int], options: Sequence[str], overvote: Overvote, skipped: Skipped
) -> tuple[Counter[Preferences], int]:
    """How many ballots count for which options in which order, and how many ballots name no option at all.

    A ballot that a shared or empty rank ends before its first option is there with no preference. Raises ValueError for an option that
    is not on the ballot or stands twice on one.
    """
    place = {option: number for number, option in enumerate(options)}
    found: Counter[Preferences] = Counter()
    blank = 0
    for levels, ballots in profile.items():
        if not any(levels):
            blank += ballots
            continue
        named = [option for level in levels for option in level]
        if len(set(named)) != len(named) or not place.keys() >= set(named):
            raise ValueError("a ranking names an option twice, or one that is not on the ballot")
        found[tuple(place[option] for option in _followed(levels, overvote, skipped))] += ballots
    return found, blank


def _followed(levels: Levels, overvote: Overvote, skipped: Skipped) -> Iterable[str]:
    for level in levels:
        if len(level) == 1:
            yield level[0]
        elif (overvote is Overvote.EXHAUST) if level else (skipped is Skipped.EXHAUST):
            return


def pairs_of(profile: Mapping[Levels, int], options: Sequence[str]) -> Matrix:
    """The matrix of pairs over rankings as they were cast, shared ranks included; an unranked option stands below every ranked one."""
    rankings: Counter[Ranking] = Counter()
    for levels, ballots in profile.items():
        ranks = {option: rank for rank, level in enumerate(levels) for option in level}
        rankings[tuple(ranks.get(option) for option in options)] += ballots
    return compare(rankings, len(options), Blank.LAST)


def ranked_at_all(profile: Mapping[Levels, int], options: Sequence[str]) -> dict[str, int]:
    """For each option, the ballots that rank it anywhere."""
    named: Counter[str] = Counter()
    for levels, ballots in profile.items():
        for level in levels:
            for option in level:
                named[option] += ballots
    return {option: named[option] for option in options}
