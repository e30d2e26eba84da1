"""Pools for tests: those of `tests/vectors/selection`, and small ones written by hand."""

import csv
import re
from collections import Counter
from collections.abc import Mapping
from pathlib import Path

from folkmoot.records.lottery import Kind, Pool, Quota

VECTORS = Path(__file__).parent.parent / "vectors" / "selection"


def pool_from(kinds: Mapping[tuple[str, ...], int], seats: int, quotas: Mapping[str, Mapping[str, tuple[int, int]]]) -> Pool:
    """A pool of kinds whose values stand in the order in which the quotas are written."""
    written = list(quotas)
    columns = tuple(sorted(written))
    turned = {tuple(values[written.index(column)] for column in columns): count for values, count in kinds.items()}
    return Pool(
        columns,
        tuple(Kind(values, count) for values, count in sorted(turned.items())),
        seats,
        {column: {value: Quota(*quotas[column][value]) for value in sorted(quotas[column])} for column in columns},
    )


def vector(name: str) -> Pool:
    """A pool of the vectors, by the name of its folder."""
    quotas: dict[str, dict[str, tuple[int, int]]] = {}
    with (VECTORS / name / "categories.csv").open(newline="") as file:
        for row in csv.DictReader(file):
            quotas.setdefault(row["category"], {})[row["feature"]] = (int(row["min"]), int(row["max"]))
    with (VECTORS / name / "respondents.csv").open(newline="") as file:
        kinds = Counter(tuple(row[column] for column in quotas) for row in csv.DictReader(file))
    found = re.search(r"_\d+_(\d+)", name)
    assert found is not None
    return pool_from(kinds, int(found[1]), quotas)


def alternate(people: int, seats: int) -> Pool:
    """Two columns that agree in everybody but one, every value with half the seats less one at least."""
    quota = (seats // 2 - 1, seats)
    kinds = {("a0", "b1"): 1, ("a0", "b0"): people // 2 - 1, ("a1", "b1"): people // 2}
    return pool_from(kinds, seats, {"a": {"a0": quota, "a1": quota}, "b": {"b0": quota, "b1": quota}})
