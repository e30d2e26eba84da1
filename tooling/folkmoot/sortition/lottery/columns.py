"""The best weights for panels already found, and the search for panels that would make them better (column generation)."""

from dataclasses import dataclass, replace

import numpy as np

from folkmoot.sortition.lottery.panels import Panels
from folkmoot.sortition.lottery.program import Floats, Ints, Shape, Solver

GAIN = 1e-9
"""What is no gain in a chance."""


@dataclass(frozen=True, slots=True)
class Weighted:
    """Panels with weights that add up to 1."""

    panels: tuple[Ints, ...]
    weights: Floats
    least: float
    """The chance of the least likely covered kind."""
    prices: Floats
    """Of kinds, none below 0: what a seat of each is worth to the least likely."""
    settled: bool
    """No panel within the quotas would make the least likely chance greater."""


class Master:
    """Weighs panels so that the least likely covered kind is as likely as can be."""

    __slots__ = ("_covered", "_panels", "_shape", "_solver")

    def __init__(self, shape: Shape, covered: np.ndarray) -> None:
        rows = np.append(np.where(covered, -shape.counts, 0), 0).astype(float)
        self._solver = Solver(
            rows[:, None], (np.zeros(1), np.ones(1)), (np.append(np.zeros(shape.kinds), 1.0), np.append(np.full(shape.kinds, np.inf), 1.0))
        )
        self._solver.option("simplex_strategy", 4)
        self._shape = shape
        self._covered = covered
        self._panels: list[Ints] = []

    def add(self, panel: Ints) -> None:
        """One more panel."""
        self._panels.append(panel)
        self._solver.add_column(0.0, np.append(panel, 1))
    def weigh(self) -> Weighted:
        """The best weights for the panels so far."""
        self._solver.costs(np.append(1.0, np.zeros(len(self._panels))))
        answer = self._solver.solve()
        assert answer is not None
        prices = np.where(self._covered, np.maximum(-answer.prices[:-1], 0.0), 0.0)
        return Weighted(tuple(self._panels), np.maximum(answer.columns[1:], 0.0), answer.value, prices, settled=False)


def improved(panels: Panels, master: Master, bound: float, rounds: int, *, exact: bool) -> Weighted:
    """Add panels until the least chance reaches `bound` or no panel found would raise it, for so many rounds at most.

    `exact` asks the program in whole numbers where rounding finds no such panel; only then can the end be settled.
    """
    weighted = master.weigh()
    known = {panel.tobytes() for panel in weighted.panels}

    def gains(panel: Ints | None) -> bool:
        return panel is not None and panel.tobytes() not in known and float(weighted.prices @ panel) > weighted.least + GAIN

    for _ in range(rounds):
        if weighted.least >= bound - GAIN:
            break
        found = panels.near(weighted.prices)
        if not gains(found) and exact:
            found = panels.best(weighted.prices)
        if found is None or not gains(found):
            return replace(weighted, settled=exact)
        known.add(found.tobytes())
        master.add(found)
        weighted = master.weigh()
    return weighted
