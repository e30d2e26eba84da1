"""The fast engine: machine code from wheels alone takes the tickets of a shard from the same bytes as its digest, in threads."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from hashlib import sha256
from threading import Lock

import numba
import numpy as np
from numpy.typing import NDArray

from folkmoot.engine import kernels, lanes
from folkmoot.engine.cells import Cells
from folkmoot.engine.progress import Progress
from folkmoot.engine.ranked import Cell, Found, Gathering, Ranked
from folkmoot.engine.shards import Shards, pieces
from folkmoot.engine.workers import usual_workers
from folkmoot.records.error import FolkmootError
from folkmoot.sortition.wish import ELIGIBLE, Wish

_BEHIND = b"\0" * 192
_FIRST_BATCH = 1024
_LARGEST_BATCH = 1 << 20


class Fast:
    """Ranks with machine code that Numba makes at the start; a ticket is taken anew by hashlib before it counts."""

    name = "fast"

    def __init__(self, workers: int | None = None, *, by_instructions: bool | None = None) -> None:
        self._workers = workers or usual_workers()
        self._by_instructions = lanes.has_instructions() if by_instructions is None else by_instructions

    @property
    def version(self) -> str:
        """The version of Numba, and which of the two ways this processor allows."""
        return f"Numba {numba.__version__}, {'SHA instructions' if self._by_instructions else f'{lanes.LANES} lanes'}"

    def rank(self, shards: Shards, wish: Wish, tell: Progress) -> Ranked:
        """Rank a roster, each thread a shard at a time."""
        waiting, lock, done = iter(shards.sums), Lock(), list[str]()

        def some_shards() -> Ranked:
            scan = _Scan(shards, wish, self._by_instructions)
            while True:
                with lock:
                    name = next(waiting, None)
                if name is None:
                    return scan.ranked()
                scan.shard(name)
                with lock:
                    done.append(name)
                    tell("tickets", len(done), len(shards.sums))

        together = Gathering(wish)
        with ThreadPoolExecutor(min(self._workers, len(shards.sums))) as threads:
            for part in [threads.submit(some_shards) for _ in range(min(self._workers, len(shards.sums)))]:
                together.merge(part.result())
        return together.ranked()


class _Scan:
    """One thread's pass over some shards."""

    def __init__(self, shards: Shards, wish: Wish, by_instructions: bool) -> None:
        self._shards, self._cells, self._part = shards, Cells(wish, shards.columns), Gathering(wish)
        # The loop reads columns as they stand in a row; `Cells` has them in the order of the wish.
        self._columns = sorted(set(self._cells.places))
        self._values = _Values()
        self._cell_of: list[Cell] = [] if self._columns else [self._cells.of(())]
        self._named_rows, self._rows = dict[Cell, int](), 0
        self._heads = kernels.heads_kernel(by_instructions)
        self._state, self._padding, self._prefix = lanes.state_of(wish.seed), lanes.padding(), sha256(f"{wish.seed}:".encode("ascii")).copy
        self._named = self._flags()
        self._batch = _FIRST_BATCH

    def shard(self, name: str) -> None:
        """Take in a shard."""
        for piece in pieces(self._shards, name):
            rows, at = piece.count(b"\n"), 1
            self._rows += rows
            buffer = np.frombuffer(b"\n" + piece + _BEHIND, dtype=np.uint8)
            while rows:
                # The first batches are small, so that there soon is a bar.
                batch = min(rows, self._batch)
                at = self._take(name, buffer, at, batch)
                rows -= batch
                self._batch = min(2 * self._batch, _LARGEST_BATCH)

    def ranked(self) -> Ranked:
        """The answer for all shards that were taken in."""
        counts = self._part.counts
        if self._columns:
            for cell, count in zip(self._cell_of, self._values.counts.tolist(), strict=False):
                counts[cell] += count
        else:
            counts[self._cell_of[0]] += self._rows
        return self._part.ranked()

    def _take(self, name: str, buffer: NDArray[np.uint8], at: int, rows: int) -> int:
        starts, lengths, values = np.empty(rows, np.int64), np.empty(rows, np.int64), np.zeros(rows, np.int64)
        following = int(kernels.split(buffer, at, rows, np.array(self._columns, np.int64), self._values.table, starts, lengths, values))
        if following == kernels.FULL:
            what = f"{name} brings the columns that the call looks at to more than {kernels.MOST_VALUES:,} different values"
            raise FolkmootError(what, "use --engine duckdb")
        if following < 0:
            raise FolkmootError(f"{name} holds a row that is none of a roster", "see which one with: folkmoot roster check")
        for values_met in self._values.new(len(self._cell_of)) if self._columns else ():
            self._cell_of.append(self._cells.of(tuple(values_met[self._columns.index(place)] for place in self._cells.places)))
        heads, picked = np.empty(rows, np.uint32), np.empty(rows, np.int64)
        self._heads(buffer, rows, starts, lengths, self._padding, self._state, heads)
        bars = np.array([_first_word(self._part.bar(stratum)) for stratum, _ in self._cell_of], np.int64)
        count = kernels.low(rows, heads, values, bars, self._named, picked)
        self._keep(buffer, picked[:count], starts, lengths, values)
        return following

    def _keep(
        self,
        buffer: NDArray[np.uint8],
        picked: NDArray[np.int64],
        starts: NDArray[np.int64],
        lengths: NDArray[np.int64],
        values: NDArray[np.int64],
    ) -> None:
        """Take the tickets of the rows that were picked with hashlib, and keep the low ones."""
        found: dict[str, list[Found]] = {}
        named = self._cells.named
        for start, length, value in zip(starts[picked].tolist(), lengths[picked].tolist(), values[picked].tolist(), strict=True):
            entry = buffer[start : start + length].tobytes()
            stratum, rule = self._cell_of[value]
            if entry in named:
                self._part.counts[stratum, rule] -= 1
                rule = self._cells.rule_for(entry, rule)
                self._part.counts[stratum, rule] += 1
            state = self._prefix()
            state.update(entry)
            digest = state.digest()
            if digest <= self._part.bar(stratum):
                found.setdefault(stratum, []).append((digest, entry, rule))
        for stratum, tickets in found.items():
            self._part.add(stratum, tickets)

    def _flags(self) -> NDArray[np.uint8]:
        """A bit for the first 20 bits of the ticket of each entry that a rule names."""
        flags = np.zeros(1 << 17, np.uint8)
        for entry in self._cells.named:
            state = self._prefix()
            state.update(entry)
            first = int.from_bytes(state.digest()[:4], "big") >> 12
            flags[first >> 3] |= 1 << (first & 7)
        return flags


class _Values:
    """The combinations of values met so far in the columns that matter, each with a number, and how often."""

    def __init__(self) -> None:
        slots, ends = np.full(kernels.SLOTS, -1, np.int32), np.zeros(kernels.MOST_VALUES + 1, np.int64)
        self.counts = np.zeros(kernels.MOST_VALUES, np.int64)
        arena, key = np.empty(kernels.ARENA, np.uint8), np.empty(kernels.LONGEST_KEY + 1, np.uint8)
        self.table = (slots, ends, self.counts, arena, np.zeros(1, np.int64), key)

    def new(self, known: int) -> Iterator[list[bytes]]:
        """The combinations from a number on."""
        _, ends, _, arena, size, _ = self.table
        for number in range(known, int(size[0])):
            yield arena[ends[number] : ends[number + 1]].tobytes().split(b",")


def _first_word(bar: bytes) -> int:
    return int.from_bytes(bar[:4], "big") if bar else ELIGIBLE
