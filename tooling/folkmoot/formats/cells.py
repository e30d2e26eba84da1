"""Small cells: values that so few people share that they could be recognised, and how they are joined before freezing."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import TypeVar

WITHHELD = "withheld"
"""What a value becomes that too few people share."""
Cell = tuple[str, ...]
"""One person's values in the counted columns."""
LEAST = 5
"""Fewer people than this could be recognised by a published count."""
K = TypeVar("K", str, Cell)


def small_cells(counts: Mapping[Cell, int], least: int, *, cross: bool = False) -> Iterator[tuple[Cell, int]]:
    """The values, or with `cross` also the combinations of values, that fewer than `least` people share.

    A value is a cell with an empty text in every column but its own.
    """
    width = len(next(iter(counts), ()))
    for place in range(width):
        for value, count in sorted(_of_column(counts, place).items()):
            if count < least:
                yield tuple(value if at == place else "" for at in range(width)), count
    if cross and width > 1:
        yield from ((cell, count) for cell, count in sorted(counts.items()) if count < least)


def merge_cells(counts: Mapping[Cell, int], least: int, *, cross: bool = False) -> dict[Cell, Cell]:
    """Rewrite small values to `withheld`, and with `cross` small combinations in all their columns; old cell to new.

    Where the withheld are too few themselves, the next smallest value joins them, ties by name, until they are enough.
    ValueError when there are fewer than `least` people in all, so that nothing helps.
    """
    if 0 < sum(counts.values()) < least:
        raise ValueError(f"{sum(counts.values())} people in all")
    width = len(next(iter(counts), ()))
    merged = {cell: cell for cell in counts}
    while True:
        # Each turn withholds at least one value more, so there is a last one.
        before = dict(merged)
        for place in range(width):
            small = _to_join(_of_column(_now(counts, merged), place), WITHHELD, least)
            merged = {old: (*new[:place], WITHHELD, *new[place + 1 :]) if new[place] in small else new for old, new in merged.items()}
        if cross and width > 1:
            all_withheld = (WITHHELD,) * width
            joined = _to_join(_now(counts, merged), all_withheld, least)
            merged = {old: all_withheld if new in joined else new for old, new in merged.items()}
        if merged == before:
            return merged


def rewritten(counts: Mapping[Cell, int], merged: Mapping[Cell, Cell], columns: Sequence[str]) -> dict[tuple[str, str], int]:
    """How many people's value was rewritten, by column and former value."""
    found = Counter[tuple[str, str]]()
    for old, new in merged.items():
        for column, before, after in zip(columns, old, new, strict=True):
            if before != after:
                found[column, before] += counts[old]
    return dict(sorted(found.items()))


def strata(counts: Mapping[Cell, int], columns: Sequence[str]) -> dict[str, dict[str, int]]:
    """Count each value of each column, sorted by value."""
    return {column: dict(sorted(_of_column(counts, place).items())) for place, column in enumerate(columns)}


def _of_column(counts: Mapping[Cell, int], place: int) -> Counter[str]:
    found = Counter[str]()
    for cell, count in counts.items():
        found[cell[place]] += count
    return found


def _now(counts: Mapping[Cell, int], merged: Mapping[Cell, Cell]) -> Counter[Cell]:
    found = Counter[Cell]()
    for cell, count in counts.items():
        found[merged[cell]] += count
    return found


def _to_join(counts: Counter[K], withheld: K, least: int) -> set[K]:
    joined = {key for key, count in counts.items() if count < least and key != withheld}
    total = counts[withheld] + sum(counts[key] for key in joined)
    for key in sorted(counts, key=lambda key: (counts[key], key)):
        if not 0 < total < least:
            break
        if key not in joined and key != withheld:
            joined.add(key)
            total += counts[key]
    return joined
