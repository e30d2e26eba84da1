"""Rankings compared two options at a time: how many voters prefer each option to each other one."""

from collections.abc import Mapping
from itertools import chain, repeat
from operator import contains

import numpy as np

from folkmoot.records.tally import Blank, Matrix, Ranking

_MOST = 2**62
"""Sums of whole numbers below this are exact in 64 bits."""
_BLANK = 2**63 - 1


def compare(profile: Mapping[Ranking, int], size: int, blank: Blank) -> Matrix:
    """Count for each pair of `size` options how many ballots put the row above the column.

    A row is one comparison of whole columns of ranks and one exact sum in 64-bit whole numbers. Raises ValueError for a ranking of
    another length, for less than no ballots, and for ranks or a number of ballots that 64 bits do not hold.
    """
    wrong = set(map(len, profile)) - {size}
    if wrong:
        raise ValueError(f"a ranking of {min(wrong)} options stands among ballots over {size}")
    if min(profile.values(), default=0) < 0:
        raise ValueError("a ranking cannot stand on less than no ballot")
    if sum(profile.values()) >= _MOST:
        raise ValueError("no count holds that many ballots")
    weights = np.fromiter(profile.values(), dtype=np.int64, count=len(profile))
    mine, theirs = _ranks(profile, size, blank)
    return tuple(tuple(((mine[row] < theirs) @ weights).tolist()) for row in range(size))


def _ranks(profile: Mapping[Ranking, int], size: int, blank: Blank) -> tuple[np.ndarray, np.ndarray]:
    """A row of ranks an option, twice: for the option that is preferred, and for the other one.

    A blank that is last is behind every rank in both. One without an opinion is behind every rank in the first and before every rank in
    the second, so that no comparison with it holds.
    """
    ranks = chain.from_iterable(profile)
    silent = any(map(contains, profile, repeat(None)))
    try:
        flat = np.fromiter(
            (_BLANK if rank is None else rank for rank in ranks) if silent else ranks, dtype=np.int64, count=len(profile) * size
        )
    except OverflowError:
        raise ValueError("no ranking holds a rank that large") from None
    ranked = flat if not silent else flat[flat != _BLANK]
    if ranked.size and max(-int(ranked.min()), int(ranked.max())) >= _MOST:
        raise ValueError("no ranking holds a rank that large")
    low, high = (int(ranked.min()) - 1, int(ranked.max()) + 1) if ranked.size else (-1, 1)
    narrow = np.int8 if low >= -128 and high <= 127 else np.int64
    table = flat.reshape(len(profile), size).T
    mine = np.ascontiguousarray(np.where(table == _BLANK, high, table) if silent else table, dtype=narrow)
    if not silent or blank is Blank.LAST:
        return mine, mine
    return mine, np.where(mine == high, np.asarray(low, dtype=narrow), mine)
