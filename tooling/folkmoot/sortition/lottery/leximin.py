"""Leximin selection chances by kind: the least chance as great as can be, then the next, and so on to the last.

The chances are those of the linear relaxation, p_k = x_k / n_k, which is exact for almost every pool and never too small
(Flanigan, Gölz, Gupta, Hennig, Procaccia, "Fair algorithms for selecting citizens' assemblies", Nature 2021, over kinds
instead of people). A kind is settled at a level only by proof: its row of the program has a price, so no panel gives
it more without giving somebody else of the level less. A kind without a price stays open, which costs at most one more program.
"""

from dataclasses import dataclass

import numpy as np

from folkmoot.sortition.lottery.program import Floats, Shape, Solver

_SHARE = 1e-3
"""A kind is settled when its price is more than this share of the greatest price of the level, far above the solver's noise."""


@dataclass(frozen=True, slots=True)
class Level:
    """The first level: what the least likely can have, and why not more."""

    chance: float
    weights: Floats
    """Of kinds, none below 0: their prices at the first level."""
    prices: Floats
    """Of the rows of the pool's program."""


@dataclass(frozen=True, slots=True)
class Leximin:
    """All levels: the seats that each kind takes on average, and the first level's prices."""

    seats: Floats
    first: Level


def leximin(shape: Shape, covered: np.ndarray, *, all_levels: bool = True) -> Leximin | None:
    """Leximin over the kinds that can sit at all (a mask); None when the relaxation has no panel. Without `all_levels`, the first only."""
    solver = _solver(shape, covered)
    kinds, counts = shape.kinds, shape.counts.astype(float)
    open_ = covered.copy()
    floor = np.zeros(kinds)
    upper = np.where(covered, shape.most, 0).astype(float)
    first: Level | None = None
    seats = np.zeros(kinds)
    for _ in range(kinds):
        answer = solver.solve()
        if answer is None:
            break
        seats, level = answer.columns[:kinds], float(answer.columns[kinds])
        # Row of kind k: x_k - n_k t >= 0; its price is 0 or negative, for more of it leaves less for the level.
        weights = np.where(open_, np.maximum(-answer.prices[len(shape.matrix) :], 0.0), 0.0)
        if first is None:
            if not weights.any():  # everybody who can sit always does, and no kind holds the level down: any weights prove it
                weights = covered.astype(float)
            first = Level(level, weights, answer.prices[: len(shape.matrix)])
        shares = weights * counts
        settled = open_ & (shares > _SHARE * max(float(shares.max()), 1e-9))
        if level >= 1 - 1e-9 or not settled.any():
            settled = open_.copy()
        floor[settled] = np.maximum(level * counts[settled] - 1e-9, 0.0)
        open_ &= ~settled
        if not all_levels or not open_.any():
            break
        solver.bounds(np.append(floor, 0.0), np.append(upper, 1.0))
        for kind in np.flatnonzero(settled):
            solver.change_entry(len(shape.matrix) + int(kind), kinds, 0.0)
    return None if first is None else Leximin(np.clip(seats, 0.0, upper), first)


def _solver(shape: Shape, covered: np.ndarray) -> Solver:
    rows, kinds = shape.matrix.shape
    matrix = np.zeros((rows + kinds, kinds + 1))
    matrix[:rows, :kinds] = shape.matrix
    matrix[rows:, :kinds] = np.eye(kinds)
    matrix[rows:, kinds] = np.where(covered, -shape.counts, 0)
    solver = Solver(
        matrix,
        (np.zeros(kinds + 1), np.append(np.where(covered, shape.most, 0), 1.0)),
        (np.append(shape.row_least, np.zeros(kinds)), np.append(shape.row_most, np.full(kinds, np.inf))),
    )
    solver.costs(np.append(np.zeros(kinds), 1.0))
    return solver
