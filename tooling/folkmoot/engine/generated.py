"""Generated test rosters: entries behind which nobody stands, of any size, the same for everybody who gives the same seed.

Entry number i, from 0, is `t-` and the first 18 hexadecimal digits of sha256("<seed>:<i>"). The values of the columns go round
with the number, so that each value's share is exact as soon as the size is a multiple of all shares.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from hashlib import sha256
from itertools import product
from math import prod
from pathlib import Path

from folkmoot.engine.progress import Progress, silent
from folkmoot.engine.shard_writer import ROWS_A_RUN, Also, Target, nothing_else, write_parts
from folkmoot.engine.shards import Shards
from folkmoot.formats.canonical import digest, write_json
from folkmoot.formats.cells import strata
from folkmoot.formats.shards import LARGEST_IN_ONE_FILE, digits_for

MOST_CELLS = 1_000_000
"""Combinations of shares that the columns of a generated roster may have."""


@dataclass(frozen=True, slots=True)
class Recipe:
    """What a generated roster is made of."""

    size: int
    seed: str
    columns: tuple[tuple[str, tuple[tuple[str, int], ...]], ...] = ()
    """Each column's name, and its values with the share of each."""

    @property
    def names(self) -> tuple[str, ...]:
        """The header."""
        return ("entry", *(name for name, _ in self.columns))

    @property
    def period(self) -> int:
        """After how many entries the values come round again."""
        return prod(sum(share for _, share in shares) for _, shares in self.columns)

    @property
    def cells(self) -> list[tuple[str, ...]]:
        """The values that go round: entry i has those at i modulo their number."""
        return list(product(*([value for value, share in shares for _ in range(share)] for _, shares in self.columns)))

    @property
    def strata(self) -> dict[str, dict[str, int]]:
        """How many entries have each value of each column."""
        counts = dict[tuple[str, ...], int]()
        cells = self.cells
        rounds, rest = divmod(self.size, len(cells))
        for number, cell in enumerate(cells):
            counts[cell] = counts.get(cell, 0) + rounds + (number < rest)
        return strata({cell: count for cell, count in counts.items() if count}, self.names[1:])


def generate(recipe: Recipe, folder: Path, *, workers: int = 1, progress: Progress = silent, also: Also = nothing_else) -> Shards:
    """Write the roster's entries: one file up to a million, shards above; a run that was killed goes on."""
    digits = 0 if recipe.size <= LARGEST_IN_ONE_FILE else digits_for(recipe.size)
    identity = digest(write_json({"columns": recipe.columns, "seed": recipe.seed, "size": recipe.size}))
    target = Target(folder, recipe.names, digits, f"generated {identity}")
    parts = -(-recipe.size // ROWS_A_RUN)
    workers = workers if parts > 1 else 1
    return write_parts(target, partial(rows, recipe), parts, workers=workers, progress=progress, also=also)


def rows(recipe: Recipe, part: int) -> Iterator[bytes]:
    """The rows of one part of `ROWS_A_RUN` entries, in the order of their numbers."""
    endings = ["".join(f",{value}" for value in cell) for cell in recipe.cells]
    first = part * ROWS_A_RUN
    start = sha256(f"{recipe.seed}:".encode())
    period = len(endings)
    for number in range(first, min(recipe.size, first + ROWS_A_RUN)):
        made = start.copy()
        made.update(b"%d" % number)
        yield f"t-{made.hexdigest()[:18]}{endings[number % period]}".encode()
