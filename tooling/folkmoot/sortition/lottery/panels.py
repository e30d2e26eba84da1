"""Panels within the quotas, found for given worths of seats: by the program and rounding, or exactly in whole numbers."""

import hashlib
import json

import numpy as np

from folkmoot.records.lottery import Pool
from folkmoot.sortition.lottery.program import Floats, Ints, Shape, Solver, panel_solver
from folkmoot.sortition.lottery.rounding import rounded

_TIE = 1e-9


def rank_of(pool: Pool, ties: str) -> Ints:
    """The order in which equal kinds are taken: by sha256 of `ties` ":" and the kind's values and household as JSON."""
    labels = [json.dumps([kind.values, kind.household], ensure_ascii=False, separators=(",", ":")) for kind in pool.kinds]
    digests = [hashlib.sha256(f"{ties}:{label}".encode()).digest() for label in labels]
    order = sorted(range(len(labels)), key=lambda kind: (digests[kind], labels[kind]))
    rank = np.empty(len(labels), dtype=np.int64)
    rank[order] = np.arange(len(labels))
    return rank


class Panels:
    """Finds panels within the quotas of one pool."""

    __slots__ = ("_exact", "_program", "_rank", "_tilt", "shape")

    def __init__(self, shape: Shape, rank: Ints) -> None:
        self.shape = shape
        self._rank = rank
        self._tilt = _TIE * (1 - rank / max(1, len(rank)))
        self._program = panel_solver(shape)
        self._exact: Solver | None = None

    def near(self, worth: Floats) -> Ints | None:
        """A panel worth much, not surely the most; None when rounding found none."""
        costs = self._scaled(worth)
        self._program.costs(costs)
        answer = self._program.solve()
        return None if answer is None else self._checked(rounded(self.shape, answer.columns, costs, self._rank))

    def best(self, worth: Floats, kind: int | None = None) -> Ints | None:
        """The panel worth most, among those that seat `kind` if one is given; None when there is none."""
        if self._exact is None:
            self._exact = panel_solver(self.shape, whole=True)
        least = self.shape.least.copy()
        if kind is not None:
            least[kind] = max(1, least[kind])
        self._exact.bounds(least, self.shape.most)
        self._exact.costs(self._scaled(worth))
        answer = self._exact.solve()
        return None if answer is None else self._checked(np.rint(answer.columns).astype(np.int64))

    def some(self, worth: Floats) -> Ints | None:
        """A panel worth much; None only when there is no panel at all."""
        found = self.near(worth)
        return self.best(worth) if found is None else found

    def _scaled(self, worth: Floats) -> Floats:
        """Worths of a size that the solver's tolerances suit, equal ones told apart by rank."""
        greatest = float(np.abs(worth).max())
        return worth / (greatest or 1.0) + self._tilt

    def _checked(self, seats: Ints | None) -> Ints | None:
        return seats if seats is not None and self.shape.within(seats) else None

