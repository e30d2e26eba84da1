"""The lottery of a quota jury: panels with weights under which the least likely people are as likely as can be, and the proof.

(1) Which kinds can sit at all. (2) Leximin chances of the others over the relaxation, and the bound of its first level.
(3) Panels whose average comes near those chances. (4) A certificate of the bound. Everything follows from the pool and the
text that breaks ties: the same pool gives the same lottery. The aim and the uniform lottery are those of Flanigan, Kehne,
Procaccia, "Fair sortition made transparent", NeurIPS 2021; the way there is our own.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction

import numpy as np

from folkmoot.records.lottery import Certificate, Composition, Lottery, Pool
from folkmoot.sortition.lottery.columns import GAIN, Master, Weighted, improved
from folkmoot.sortition.lottery.coverage import Coverage, coverage
from folkmoot.sortition.lottery.evidence import SMALL, Prover, denominator_of, excluding, weights_of, worth_of
from folkmoot.sortition.lottery.herding import herd
from folkmoot.sortition.lottery.leximin import Leximin, leximin
from folkmoot.sortition.lottery.panels import Panels, rank_of
from folkmoot.sortition.lottery.program import Floats, Ints, Shape, shape_of

Progress = Callable[[int, int], None]
"""Told (panels so far, panels in all)."""

_FINE = 10**12
_EXACT_KINDS = 300
_RARE = 1.6
"""What herding loses at most, as a rule, in tickets: kinds with fewer need finer tickets, and a greater loss a second attempt."""
_ROUNDS = 2000
_LARGE_ROUNDS = 300


def build(pool: Pool, tickets: int | None = 1000, ties: str = "", progress: Progress | None = None) -> Lottery:
    """Build the lottery of a pool. Raises FolkmootError where no panel keeps the quotas.

    With a number of tickets every panel found has one, and equal panels are merged. Where a kind is to sit so rarely that it
    has fewer than 1.6 of them, and for None, the tickets are as many as the best weights of the panels need: their
    denominator up to 2000, else 10^12. Up to 300 kinds the bound is what some lottery attains; beyond, that of the relaxation,
    hardly ever greater.
    """
    search = _search(pool, ties)
    target = search.chances.seats
    equal = tickets is not None and float(target[search.covered].min()) * tickets >= _RARE
    exact = int(search.covered.sum()) <= _EXACT_KINDS
    weighted = _weighted(search, exact=exact, progress=progress) if exact or not equal else None
    if tickets is None or not equal:
        assert weighted is not None
        weights = _whole_weights(weighted)
    else:
        weights = _equal_weights(search, tickets, weighted, progress)
    return _lottery(pool, weights, search, _certificate(search, weighted))


def levels(pool: Pool) -> tuple[float, ...]:
    """The leximin chance of each kind's people over the relaxation, 0 for those that can sit in no panel."""
    search = _search(pool, "")
    return tuple((search.chances.seats / search.panels.shape.counts).tolist())


@dataclass(frozen=True, slots=True)
class _Search:
    """What is known before panels are weighed."""

    whole: Shape
    panels: Panels
    found: Coverage
    covered: np.ndarray
    chances: Leximin


def _search(pool: Pool, ties: str) -> _Search:
    shape, rank = shape_of(pool), rank_of(pool, ties)
    panels = Panels(shape, rank)
    found = coverage(pool, panels)
    covered = np.array([kind not in found.never for kind in range(shape.kinds)])
    if found.never:
        panels = Panels(replace(shape, most=np.where(covered, shape.most, 0)), rank)
    chances = leximin(panels.shape, covered)
    assert chances is not None
    return _Search(shape, panels, found, covered, chances)


def _weighted(search: _Search, *, exact: bool, progress: Progress | None) -> Weighted:
    """Herd as many panels as there are kinds at most, weigh them, and add the panels that are missing."""
    master = Master(search.panels.shape, search.covered)
    known: set[bytes] = set()
    kinds, bound = search.panels.shape.kinds, search.chances.first.chance
    looks = {max(8, kinds // 6), max(16, kinds // 3), max(24, 2 * kinds // 3)}

    def add(panel: Ints) -> None:
        if panel.tobytes() not in known:
            known.add(panel.tobytes())
            master.add(panel)

    for panel in search.found.panels:
        add(panel)
    for number, panel in enumerate(herd(search.panels, search.chances.seats, max(looks), progress), 1):
        add(panel)
        if number in looks and master.weigh().least >= bound - GAIN:
            break
    return improved(search.panels, master, bound, _ROUNDS if exact else _LARGE_ROUNDS, exact=exact)


def _equal_weights(search: _Search, tickets: int, weighted: Weighted | None, progress: Progress | None) -> Mapping[bytes, int]:
    """Herd towards the leximin chances; where whole panels cannot have them, towards those of the best weights."""
    target, bound = search.chances.seats, search.chances.first.chance
    if weighted is not None and weighted.settled and weighted.least < bound - GAIN:
        return _merged(herd(search.panels, _average(weighted), tickets, progress))
    weights = _merged(herd(search.panels, target, tickets, progress))
    if _least(search, weights) < bound - _RARE / tickets:
        if weighted is None:
            weighted = _weighted(search, exact=False, progress=None)
        others = _merged(herd(search.panels, _average(weighted), tickets, progress))
        return max(weights, others, key=lambda one: _least(search, one))
    return weights


def _average(weighted: Weighted) -> Floats:
    used = np.flatnonzero(weighted.weights > 0)
    total = np.zeros(len(weighted.prices))
    for place in used.tolist():  # in order, not as a product of matrices: the same sum on every machine
        total += weighted.weights[place] * weighted.panels[place]
    return total


def _merged(panels: Iterable[Ints]) -> Mapping[bytes, int]:
    return Counter(panel.tobytes() for panel in panels)


def _whole_weights(weighted: Weighted) -> Mapping[bytes, int]:
    """Weights as whole numbers of tickets: by their denominator if it is small, else by largest remainders of 10^12."""
    used = np.flatnonzero(weighted.weights > 0).tolist()
    shares = weighted.weights[used] / weighted.weights[used].sum()
    denominator = denominator_of(shares)
    whole = np.rint(shares * denominator).astype(np.int64)
    if denominator > SMALL or int(whole.sum()) != denominator:
        whole = np.floor(shares * _FINE).astype(np.int64)
        order = np.lexsort((np.arange(len(used)), whole - shares * _FINE))
        whole[order[: _FINE - int(whole.sum())]] += 1
    return {weighted.panels[place].tobytes(): int(weight) for place, weight in zip(used, whole, strict=True) if weight}


def _certificate(search: _Search, weighted: Weighted | None) -> Certificate:
    shape, first = search.panels.shape, search.chances.first
    worth = worth_of(shape, first.weights)
    proof = Prover(shape, worth).plain()
    if weighted is not None and weighted.settled and weighted.least < first.chance - GAIN:
        truer = worth_of(shape, weighted.prices)
        best = search.panels.best(truer.units / truer.denominator)
        assert best is not None
        found = Prover(shape, truer).within(truer.of(best))
        if found is not None and found[1] < proof[1]:
            worth, proof = truer, found
    whole = excluding(search.whole, worth, proof, search.found.never)
    uncovered = {kind: hopeless for kind, (hopeless, _bound) in search.found.never.items()}
    return Certificate(weights_of(shape, worth), whole, proof[1], uncovered)


def _least(search: _Search, weights: Mapping[bytes, int]) -> Fraction:
    """The chance of the least likely covered kind, exactly."""
    counts = search.whole.counts
    total = np.zeros(len(counts), dtype=np.int64)
    for data, weight in weights.items():
        total += weight * np.frombuffer(data, dtype=np.int64)
    tickets = sum(weights.values())
    return min(Fraction(int(total[kind]), tickets * int(counts[kind])) for kind in np.flatnonzero(search.covered).tolist())


def _lottery(pool: Pool, weights: Mapping[bytes, int], search: _Search, certificate: Certificate) -> Lottery:
    compositions = []
    for data, weight in weights.items():
        panel = np.frombuffer(data, dtype=np.int64)
        compositions.append(Composition(weight, tuple((kind, int(panel[kind])) for kind in np.flatnonzero(panel).tolist())))
    ordered = tuple(sorted(compositions, key=lambda one: one.seats))
    return Lottery(pool, sum(weights.values()), ordered, certificate, _least(search, weights))
