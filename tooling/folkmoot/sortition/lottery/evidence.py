"""Proofs of what no panel can be worth, in exact fractions: the solver's prices rounded, with cases distinguished where needed.

Prices are rounded to one denominator, the smallest that nearly hits them all: the true prices of a vertex are fractions, and
once they are met the bound is exact. Any prices give a valid bound (`sortition.certificate` says how it is computed), so
rounding can only weaken it. Where the program's optimum is a fraction of a panel, the proof branches on a kind's seats.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from fractions import Fraction

import numpy as np

from folkmoot.records.lottery import Branch, Leaf, Proof
from folkmoot.sortition.lottery.program import Floats, Ints, Shape, Solver, panel_solver

SMALL = 2000
"""The greatest denominator that is found exactly."""
_LARGE = 10**8
_NEAR = 1e-7
_WHOLE = 1e-6
_NODES = 6000
_EXACT = 2.0**62


@dataclass(frozen=True, slots=True)
class Worth:
    """What a seat of each kind is worth in a proof: whole numbers over a common denominator, and what to divide by."""

    units: Ints
    denominator: int
    total: int
    """S times the denominator, where S is the sum of the weights; the worth of a seat is units / total."""

    def of(self, seats: Ints) -> Fraction:
        """What a panel is worth, exactly."""
        return Fraction(sum(int(unit) * int(seat) for unit, seat in zip(self.units, seats, strict=True)), self.total)


def worth_of(shape: Shape, weights: Floats) -> Worth:
    """The worth of seats from prices of kinds: c_k = y_k / (S n_k) with y_k = n_k times the price."""
    scaled = np.maximum(weights, 0.0) / weights.max()
    denominator = denominator_of(scaled)
    units = np.rint(scaled * denominator).astype(np.int64)
    return Worth(units, denominator, sum(int(unit) * int(count) for unit, count in zip(units, shape.counts, strict=True)))


def nothing(shape: Shape) -> Worth:
    """No worth at all, for proofs that nobody can sit."""
    return Worth(np.zeros(shape.kinds, dtype=np.int64), 1, 1)


def weights_of(shape: Shape, worth: Worth) -> tuple[Fraction, ...]:
    """The weights y_k of a certificate."""
    return tuple(Fraction(int(unit) * int(count)) for unit, count in zip(worth.units, shape.counts, strict=True))


def denominator_of(values: Floats) -> int:
    """The smallest denominator up to 2000 that nearly hits all values, else 10^8."""
    distinct = np.unique(values.round(12))
    for start in range(1, SMALL, 100):
        tried = np.arange(start, start + 100)
        products = distinct[:, None] * tried[None, :]
        good = np.flatnonzero((np.abs(products - np.rint(products)) < _NEAR * tried[None, :]).all(axis=0))
        if len(good):
            return int(tried[good[0]])
    return _LARGE


@dataclass(frozen=True, slots=True)
class _Priced:
    """Prices of rows as whole numbers over a denominator, and the exact bound that they give in a box."""

    units: Ints
    denominator: int
    bound: Fraction


def _priced(shape: Shape, worth: Worth, prices: Floats) -> _Priced:
    """Round prices, given in units of the worth (of a seat times `total / denominator`), to the best bound."""
    tried = {denominator_of(np.append(prices, worth.units[worth.units > 0][:1] / worth.denominator)), _LARGE}
    found = [_at(shape, worth, prices, denominator) for denominator in sorted(tried)]
    return min(found, key=lambda priced: priced.bound)


def _at(shape: Shape, worth: Worth, prices: Floats, denominator: int) -> _Priced:
    scale = denominator * worth.denominator // np.gcd(denominator, worth.denominator)
    units = np.rint(prices * denominator).astype(np.int64) * (scale // denominator)
    if shape.limits:
        units[-shape.limits :] = np.maximum(units[-shape.limits :], 0)
    return _Priced(units, int(scale), _bound(shape, worth, units, int(scale)))


def _bound(shape: Shape, worth: Worth, units: Ints, scale: int) -> Fraction:
    seat = worth.units
    times = scale // worth.denominator
    size = (float(np.abs(units).max(initial=0)) * len(units) + float(seat.max(initial=0)) * times) * float(shape.row_most[0]) * shape.kinds
    if size > _EXACT:  # no longer surely within 64 bits: the same with Python's whole numbers
        seat, units = seat.astype(object), units.astype(object)
    reduced = seat * times - units @ shape.matrix
    held = np.where(units > 0, shape.row_most, shape.row_least)
    total = int(units @ held) + int(np.maximum(reduced * shape.least, reduced * shape.most).sum())
    return Fraction(total * worth.denominator, scale * worth.total)


def _leaf(shape: Shape, worth: Worth, priced: _Priced) -> Leaf:
    """The leaf of a certificate: prices divided as the worth of seats is."""
    unit = Fraction(worth.denominator, priced.denominator * worth.total)
    prices: dict[str, dict[str, Fraction]] = {}
    for (column, value), price in zip(shape.quota_rows, priced.units[1:].tolist(), strict=False):
        if price:
            prices.setdefault(column, {})[value] = price * unit
    households = priced.units[len(shape.matrix) - shape.limits :].tolist()
    return Leaf(priced.units[:1].tolist()[0] * unit, prices, {place: price * unit for place, price in enumerate(households) if price})


class Prover:
    """Proves bounds on what a panel is worth by branch and bound, keeping the tree."""

    __slots__ = ("_elastic", "_nodes", "_program", "_shape", "_target", "_worth")

    def __init__(self, shape: Shape, worth: Worth) -> None:
        self._shape = shape
        self._worth = worth
        self._program = panel_solver(shape)
        self._program.costs(worth.units / worth.denominator)
        self._elastic = _elastic(shape)
        self._nodes = 0
        self._target = Fraction(0)

    def plain(self) -> tuple[Proof, Fraction]:
        """A proof without cases, and its bound."""
        answer = self._program.solve()
        assert answer is not None
        priced = _priced(self._shape, self._worth, answer.prices)
        return _leaf(self._shape, self._worth, priced), priced.bound

    def within(self, target: Fraction) -> tuple[Proof, Fraction] | None:
        """A proof whose bound is `target` or hardly more; None when it would take too many cases."""
        self._nodes = _NODES
        self._target = target
        return self._prove(self._shape)

    def never(self, kind: int) -> tuple[Proof, Fraction] | None:
        """A proof that no panel seats this kind (of a prover of nothing), its bound below 0; None when it would take too many cases."""
        self._nodes = _NODES
        self._target = Fraction(0)
        least = self._shape.least.copy()
        least[kind] = max(1, least[kind])
        found = self._prove(replace(self._shape, least=least))
        return found if found is not None and found[1] < 0 else None

    def _prove(self, box: Shape) -> tuple[Proof, Fraction] | None:
        if self._nodes <= 0:
            return None
        self._nodes -= 1
        self._program.bounds(box.least, box.most)
        answer = self._program.solve()
        if answer is None:
            return self._empty(box)
        priced = _priced(box, self._worth, answer.prices)
        split = np.abs(answer.columns - np.rint(answer.columns))
        value = answer.value * self._worth.denominator / self._worth.total
        bare = not self._worth.units.any()
        if split.max() <= _WHOLE or (not bare and (priced.bound <= self._target or value <= float(self._target) + 1e-10)):
            return _leaf(box, self._worth, priced), priced.bound
        kind = int(split.argmax())
        at = int(np.floor(answer.columns[kind]))
        most, least = box.most.copy(), box.least.copy()
        most[kind], least[kind] = at, at + 1
        below = self._prove(replace(box, most=most))
        above = self._prove(replace(box, least=least)) if below is not None else None
        if below is None or above is None:
            return None
        return Branch(kind, at, below[0], above[0]), max(below[1], above[1])

    def _empty(self, box: Shape) -> tuple[Proof, Fraction] | None:
        """Where no fraction of a panel lies in the box: prices of the contradiction, as high as the target needs."""
        least, most = box.least, box.most
        slack = len(box.matrix)
        self._elastic.bounds(np.append(least, np.zeros(2 * slack)), np.append(most, np.full(2 * slack, np.inf)))
        answer = self._elastic.solve()
        assert answer is not None
        contradiction = _priced(box, nothing(box), answer.prices)
        if contradiction.bound >= 0:
            return None
        if not self._worth.units.any():
            return _leaf(box, self._worth, contradiction), contradiction.bound
        start = _at(box, self._worth, np.zeros(slack), 1)
        times = max(0, -((start.bound - self._target) // (contradiction.bound * self._worth.denominator / self._worth.total)))
        scale = self._worth.denominator * contradiction.denominator
        units = contradiction.units.astype(object) * (int(times) * self._worth.denominator)
        priced = _Priced(units, scale, _bound(box, self._worth, units, scale))
        return _leaf(box, self._worth, priced), priced.bound


def _elastic(shape: Shape) -> Solver:
    """The program with rows that may give way at a price of 1: its prices prove a contradiction."""
    rows, kinds = shape.matrix.shape
    matrix = np.hstack([shape.matrix, np.eye(rows), -np.eye(rows)])
    columns = (np.zeros(kinds + 2 * rows), np.append(shape.most, np.full(2 * rows, np.inf)))
    solver = Solver(matrix, columns, (shape.row_least, shape.row_most))
    solver.costs(np.append(np.zeros(kinds), np.full(2 * rows, -1.0)))
    return solver


def excluding(shape: Shape, worth: Worth, proof: tuple[Proof, Fraction], never: Mapping[int, tuple[Proof, Fraction]]) -> Proof:
    """Make a proof about panels without the kinds that can never sit one about all panels, by a case for each such kind."""
    dearest = Fraction(int(worth.units.max()), worth.total)
    whole, bound = proof
    for kind, (hopeless, below_zero) in sorted(never.items(), reverse=True):
        times = max(0, -((dearest * int(shape.row_most[0]) - bound) // below_zero))
        whole = Branch(kind, 0, whole, _raised(hopeless, dearest, Fraction(times)))
    return whole


def _raised(proof: Proof, base: Fraction, times: Fraction) -> Proof:
    """A contradiction's prices so many times over, on top of a base that no kind is worth more than."""
    if isinstance(proof, Branch):
        return Branch(proof.kind, proof.at, _raised(proof.below, base, times), _raised(proof.above, base, times))
    prices = {column: {value: price * times for value, price in named.items()} for column, named in proof.prices.items()}
    return Leaf(base + proof.base * times, prices, {place: price * times for place, price in proof.household_prices.items()})
