"""Rankings compared two options at a time: how many voters prefer each option to each other one."""

from collections import Counter, defaultdict
from collections.abc import Mapping

from folkmoot.records.tally import Blank, Matrix, Ranking

_Levels = tuple[tuple[int, ...], ...]


def compare(profile: Mapping[Ranking, int], size: int, blank: Blank) -> Matrix:
    """Count for each pair of `size` options how many ballots put the row above the column.

    Rankings that say the same are counted once with their number. A row of counts is one large integer with a
    field an option, wide enough that no field overflows, so a ballot costs one addition an option and not one
    a pair. Raises ValueError for a ranking of another length, and for less than no ballots.
    """
    weights = _collapse(profile, size, blank)
    width = max(1, sum(weights.values()).bit_length())
    field = [1 << (width * option) for option in range(size)]
    rows = [0] * size
    for levels, ballots in weights.items():
        below = 0
        for level in reversed(levels):
            worth = below * ballots
            for option in level:
                rows[option] += worth
                below += field[option]
    mask = (1 << width) - 1
    return tuple(tuple(row >> (width * column) & mask for column in range(size)) for row in rows)


def _collapse(profile: Mapping[Ranking, int], size: int, blank: Blank) -> Counter[_Levels]:
    weights: Counter[_Levels] = Counter()
    for ranking, ballots in profile.items():
        if len(ranking) != size:
            raise ValueError(f"a ranking of {len(ranking)} options stands among ballots over {size}")
        if ballots < 0:
            raise ValueError("a ranking cannot stand on less than no ballot")
        weights[_levels(ranking, blank)] += ballots
    return weights


def _levels(ranking: Ranking, blank: Blank) -> _Levels:
    """The options from best to worst, equals together: ranks 1, 3 and 1, 2 say the same."""
    levels: defaultdict[int, list[int]] = defaultdict(list)
    blanks = []
    for option, rank in enumerate(ranking):
        if rank is None:
            blanks.append(option)
        else:
            levels[rank].append(option)
    ranked = tuple(tuple(levels[rank]) for rank in sorted(levels))
    return (*ranked, tuple(blanks)) if blanks and blank is Blank.LAST else ranked
