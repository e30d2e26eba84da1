"""Panels of equal weight that together come as near as can be to given chances: each makes up for what the earlier left out.

Greedy like kernel herding (Welling, "Herding dynamical weights to learn", ICML 2009): what a seat of a kind is worth to panel m
grows steeply with what its people are still owed, m times the target less the seats had, per person. The steepness keeps the
worst off near everybody else, which decides the least chance; the last tenth of the panels is steeper still. Nothing is
random; powers are taken by multiplying, so that every machine reckons the same.
"""

from collections.abc import Callable, Iterator

import numpy as np

from folkmoot.sortition.lottery.panels import Panels
from folkmoot.sortition.lottery.program import Floats, Ints

_MOST = 4.0


def herd(panels: Panels, target: Floats, tickets: int, progress: Callable[[int, int], None] | None = None) -> Iterator[Ints]:
    """So many panels whose average comes near `target` (seats a kind); at least one panel must exist."""
    counts = panels.shape.counts
    used = np.zeros(len(counts))
    for number in range(1, tickets + 1):
        panel = panels.some(_worth((number * target - used) / counts, 4 if 10 * number > 9 * tickets else 3))
        assert panel is not None
        used += panel
        yield panel
        if progress is not None:
            progress(number, tickets)


def _worth(owed: Floats, squarings: int) -> Floats:
    """About e to the power of twice what is owed, or four times, capped: (1 + owed/4)^8 or ^16."""
    worth = np.maximum(0.0, 1.0 + np.minimum(owed, _MOST) / 4)
    for _ in range(squarings):
        worth = worth * worth
    return worth
