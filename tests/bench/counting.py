"""A hundred thousand voters who all rank twenty options differently, for what Schulze's count claims of its speed."""

from collections.abc import Callable
from hashlib import shake_256

import numpy as np

BALLOTS = 100_000
OPTIONS = 20


def rankings() -> dict[tuple[int | None, ...], int]:
    """As many different strict rankings, each on one ballot."""
    found: dict[tuple[int | None, ...], int] = {}
    number = 0
    while len(found) < BALLOTS:
        keys = shake_256(str(number).encode()).digest(2 * OPTIONS)
        order = sorted(range(OPTIONS), key=lambda place: (keys[2 * place : 2 * place + 2], place))
        found[tuple(rank + 1 for rank in order)] = 1
        number += 1
    return found


def sides() -> tuple[Callable[[], object], Callable[[], object]]:
    """Schulze's whole count from the ballots to its words, and NumPy doing nothing but the sums of pairs from a table of ranks."""
    from folkmoot.records.tally import Blank, Levels, RankedCount, RankedRule, RankedTies, RatioTest, Strength
    from folkmoot.tally.schulze import count_schulze

    profile = rankings()
    count = RankedCount(BALLOTS, None, tuple(f"option-{place}" for place in range(OPTIONS)), profile)
    rule = RankedRule(Strength.WINNING, Blank.LAST, None, None, (), RatioTest.STRICT, None, Levels.UNBEATEN, RankedTies.LOT)
    table = np.ascontiguousarray(np.array(list(profile), dtype=np.int8).T)
    weights = np.array(list(profile.values()))

    def bare() -> object:
        return [(table[row] < table) @ weights for row in range(OPTIONS)]

    assert count_schulze(count, rule).matrix == tuple(tuple(row.tolist()) for row in bare())  # type: ignore[attr-defined]
    return lambda: count_schulze(count, rule), bare
