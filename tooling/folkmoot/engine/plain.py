"""The plain engine: the standard library alone, each shard read once, its digest and its tickets taken from the same bytes."""

import platform
import ssl
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from hashlib import sha256
from operator import itemgetter

from folkmoot.engine.cells import Cells, Values
from folkmoot.engine.progress import Progress
from folkmoot.engine.ranked import Cell, Found, Gathering, Ranked
from folkmoot.engine.shards import Shards, pieces
from folkmoot.engine.workers import each, usual_workers
from folkmoot.sortition.wish import Wish

Task = tuple[str, Mapping[str, bytes]]
"""A shard, and the bars that other shards have set already."""


class Plain:
    """Ranks with hashlib, in one process for one file and in several for shards."""

    name = "plain"

    def __init__(self, workers: int | None = None) -> None:
        self._workers = workers or usual_workers()

    @property
    def version(self) -> str:
        """The Python and the library behind hashlib."""
        return f"Python {platform.python_version()}, {ssl.OPENSSL_VERSION.rsplit(' ', 3)[0]}"

    def rank(self, shards: Shards, wish: Wish, tell: Progress) -> Ranked:
        """Rank a roster, shard by shard."""
        Cells(wish, shards.columns)
        so_far = Gathering(wish)
        tasks: Iterator[Task] = ((name, dict(so_far.bars)) for name in shards.sums)
        workers = min(self._workers, len(shards.sums))
        for done, (_, part) in enumerate(each(partial(_of_shard, shards, wish), tasks, workers, itemgetter(0)), start=1):
            so_far.merge(part)
            tell("tickets", done, len(shards.sums))
        return so_far.ranked()


def _of_shard(shards: Shards, wish: Wish, task: Task) -> Ranked:
    name, bars = task
    part, cells = Gathering(wish, bars), Cells(wish, shards.columns)
    for piece in pieces(shards, name):
        take_in(piece, cells, part)
    return part.ranked()


def take_in(piece: bytes, cells: Cells, part: Gathering) -> None:
    """Rank the rows of a piece of a shard."""
    prefix = sha256(f"{part.wish.seed}:".encode("ascii")).copy
    for values, entries in _by_values(piece, cells.places).items():
        stratum, rule = cells.of(values)
        _count(part, cells, (stratum, rule), entries)
        bar, found = part.bar(stratum), list[Found]()
        if not bar:
            continue
        for entry in entries:
            # The seed fills one block of SHA-256; a copy of the state behind it leaves one block an entry.
            state = prefix()
            state.update(entry)
            digest = state.digest()
            if digest <= bar:
                found.append((digest, entry, cells.rule_for(entry, rule)))
        part.add(stratum, found)


def _count(part: Gathering, cells: Cells, cell: Cell, entries: Sequence[bytes]) -> None:
    part.counts[cell] += len(entries)
    for entry in cells.named.keys() & entries if cells.named else ():
        part.counts[cell] -= 1
        part.counts[cell[0], cells.rule_for(entry, cell[1])] += 1


def _by_values(piece: bytes, places: Sequence[int]) -> dict[Values, list[bytes]]:
    """The entries of some rows by their values in the columns that matter."""
    lines = piece.split(b"\n")
    lines.pop()
    if not places:
        return {(): [line.partition(b",")[0] for line in lines]}
    grouped: dict[Values, list[bytes]] = {}
    pick: Callable[[list[bytes]], Values] = itemgetter(*places) if len(places) > 1 else lambda fields: (fields[places[0]],)
    for line in lines:
        fields = line.split(b",")
        grouped.setdefault(pick(fields), []).append(fields[0])
    return grouped
