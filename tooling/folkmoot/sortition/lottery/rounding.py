"""From an optimum in fractions to a panel in whole numbers: try the few nearest, then mend broken quotas by exchanging seats.

At a vertex of the program few kinds have a fraction of a seat, so all ways to round them are tried at once. Where none is
within the quotas, seats move one at a time from kind to kind, each time the exchange that mends most and costs least. All
sums that decide are of small whole numbers, exact in any order.
"""

import numpy as np

from folkmoot.sortition.lottery.program import Floats, Ints, Shape

_ENUMERATED = 8
_EXCHANGES = 24
_WHOLE = 1e-6

_CHOICES = [((np.arange(1 << width)[:, None] >> np.arange(width)) & 1).astype(np.float64) for width in range(_ENUMERATED + 1)]


def rounded(shape: Shape, seats: Floats, costs: Floats, rank: Ints) -> Ints | None:
    """A panel near an optimum `seats` of the program, good by `costs`; None when none was found. `rank` breaks ties."""
    base = np.floor(seats + _WHOLE)
    parts = seats - base
    split = np.flatnonzero(parts > _WHOLE)
    if len(split) > _ENUMERATED:
        order = np.lexsort((rank[split], np.round(np.abs(parts[split] - 0.5), 6)))
        base[split[order[_ENUMERATED:]]] = np.rint(seats[split[order[_ENUMERATED:]]])
        split = np.sort(split[order[:_ENUMERATED]])
    broken = _round_best(shape, base, split, costs)
    whole = base.astype(np.int64)
    if broken:
        return _mended(shape, whole, costs, rank)
    return whole


def _round_best(shape: Shape, base: Floats, split: Ints, costs: Floats) -> bool:
    """Round the kinds `split` of `base` up or down, in place, breaking quotas least; whether any is broken."""
    choices = _CHOICES[len(split)]
    rows = shape.matrix @ base
    touched = np.flatnonzero(shape.matrix[:, split].any(axis=1))
    sums = choices @ shape.matrix[np.ix_(touched, split)].T + rows[touched]
    breach = (np.maximum(shape.row_least[touched] - sums, 0) + np.maximum(sums - shape.row_most[touched], 0)).sum(axis=1)
    least = breach.min()
    worth = np.where(breach <= least, choices @ costs[split], -np.inf)
    base[split] += choices[int(worth.argmax())]
    rows = shape.matrix @ base
    return bool((rows < shape.row_least).any() or (rows > shape.row_most).any())


def _mended(shape: Shape, seats: Ints, costs: Floats, rank: Ints) -> Ints | None:
    """Exchange single seats until all quotas are kept."""
    _level_panel(shape, seats, costs, rank)
    rows = shape.matrix @ seats
    matrix = shape.matrix.astype(np.float64)
    for _ in range(_EXCHANGES):
        breach = _breach(shape, rows)
        if not breach.any():
            return seats
        less = _breach(shape, rows - 1) - breach
        more = _breach(shape, rows + 1) - breach
        givers, takers = np.flatnonzero(seats > shape.least), np.flatnonzero(seats < shape.most)
        shared = (matrix[:, givers] * (less + more)[:, None]).T @ matrix[:, takers]
        change = (less @ matrix[:, givers])[:, None] + (more @ matrix[:, takers])[None, :] - shared
        best = change.min()
        if best >= 0:
            return None
        gain = np.where(change <= best, costs[takers][None, :] - costs[givers][:, None], -np.inf)
        giver, taker = np.unravel_index(int(gain.argmax()), gain.shape)
        seats[givers[giver]] -= 1
        seats[takers[taker]] += 1
        rows = shape.matrix @ seats
    return None


def _level_panel(shape: Shape, seats: Ints, costs: Floats, rank: Ints) -> None:
    """Add or take single seats, in place, until they are as many as the panel has."""
    missing = int(shape.row_most[0] - seats.sum())
    order = np.lexsort((rank, -costs))
    while missing:
        room = seats < shape.most if missing > 0 else seats > shape.least
        kinds = order if missing > 0 else order[::-1]
        kind = kinds[room[kinds]][0]
        seats[kind] += 1 if missing > 0 else -1
        missing = int(shape.row_most[0] - seats.sum())


def _breach(shape: Shape, rows: Ints) -> Ints:
    breach: Ints = np.maximum(np.maximum(shape.row_least - rows, rows - shape.row_most), 0)
    return breach
