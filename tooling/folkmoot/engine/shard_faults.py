"""What is wrong with a roster too large to hold: every file read once, as a stream, by the rules that smaller ones are read by.

An entry stands in the shard that its digest names, and in it once: so it stands in the roster once, though no process ever sees
two shards together.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from hashlib import sha256
from pathlib import Path

from folkmoot.engine.progress import Progress, silent
from folkmoot.engine.shards import ENTRIES, LONGEST_ROW, Shards, blocks
from folkmoot.engine.workers import each
from folkmoot.formats.shards import SUMS, changed, digits_of, misplaced, missing, other_columns, read_sums, shard_of, stray
from folkmoot.formats.table import order_fault, read_header, read_rows
from folkmoot.records.error import FolkmootError
from folkmoot.records.finding import Fault, Place

_NAME = "broken-entries"
_PIECE = 1 << 20
_MOST_VALUES = 10_000


@dataclass(frozen=True, slots=True)
class Inspected:
    """What stands in a folder of entries, and every fault that was found; counts are of what could be read."""

    shards: Shards | None
    """None when the folder does not say which files it should have."""
    count: int = 0
    strata: Mapping[str, Counter[str]] = field(default_factory=dict)
    """For each column that was asked for and is there: how many entries have which value."""
    faults: tuple[Fault, ...] = ()


def inspect(folder: Path, counted: Sequence[str] = (), *, workers: int = 1, progress: Progress = silent) -> Inspected:
    """Read every row of a roster's folder, and tell all that is wrong, at most a few faults a file.

    FolkmootError only when there is nothing to read, a file cannot be read, or a process is killed.
    """
    sums, digest, faults = _listed(folder)
    names = [name for name in sums if (folder / name).is_file()]
    if not names:
        return Inspected(None, faults=tuple(faults))
    columns, fault = _first_columns(folder, names)
    if fault is not None:
        faults.append(fault)
    counted = tuple(column for column in counted if column in columns[1:])
    task = partial(_inspect_file, folder, columns, sums, counted)
    read = dict[str, _Read]()
    for name, found in each(task, names, workers, lambda name: str(folder / name)):
        read[name] = found
        progress("Files of the roster checked", len(read), len(names))
    faults += [fault for name in names for fault in read[name].faults if fault not in faults]
    if ENTRIES in read:
        digest = read[ENTRIES].digest
    listed = {name: said or read[name].digest for name, said in sums.items()}
    shards = Shards(folder, columns, listed, digest, 0 if ENTRIES in sums else digits_of(sums))
    return Inspected(shards, sum(each.rows for each in read.values()), _joined(counted, read.values()), tuple(faults))


@dataclass(frozen=True, slots=True)
class _Read:
    """What one file has."""

    digest: str
    rows: int
    counts: tuple[Counter[str], ...]
    faults: tuple[Fault, ...]


def _listed(folder: Path) -> tuple[dict[str, str], str, list[Fault]]:
    """The names of the files that a folder should have, with the digests it lists, and what is wrong with the list."""
    sums_file, one_file = folder / SUMS, folder / ENTRIES
    if one_file.exists():
        mend = "keep the form that the manifest's digest is of"
        both = [Fault(Place(str(sums_file)), "entries.csv and shards stand here both", mend, _NAME)] if sums_file.exists() else []
        return {ENTRIES: ""}, "", both
    there = sorted(path.name for path in (folder / "shards").glob("*")) if (folder / "shards").is_dir() else []
    if not sums_file.exists():
        if not there:
            raise FolkmootError(f"there is no {SUMS} and no {ENTRIES} in {folder}", "name the folder that holds the roster's entries")
        place = Place(str(folder / "shards" / there[0]))
        return {}, "", [Fault(place, f"a shard stands here without {SUMS}", f"add the {SUMS} that was frozen with it", _NAME)]
    data = b"".join(blocks(sums_file, _PIECE, sha256()))
    sums, fault = read_sums(str(sums_file), data)
    if fault is not None:
        return {}, "", [fault]
    if not there:
        mend = "fetch the shards into this folder, or name the folder that holds them"
        return sums, "", [Fault(Place(str(sums_file)), f"none of the {len(sums):,} shards that are listed is here", mend, _NAME)]
    faults = [missing(str(folder / name), name) for name in sums if not (folder / name).is_file()]
    faults += [stray(str(folder / "shards" / name)) for name in there if f"shards/{name}" not in sums]
    return sums, sha256(data).hexdigest(), faults


def _first_columns(folder: Path, names: Sequence[str]) -> tuple[tuple[str, ...], Fault | None]:
    """The header of the first file that has a sound one; the fault of the first file when none has."""
    first: tuple[tuple[str, ...], Fault | None] | None = None
    for name in names:
        header = next(blocks(folder / name, _PIECE, sha256()), b"")
        columns, fault = read_header(str(folder / name), header)
        if fault is None:
            return columns, None
        first = first or (("entry",), fault)
    assert first is not None
    return first


@dataclass(slots=True)
class _Reading:
    """One file on its way through: the line that comes next, and what stood before it."""

    path: str
    columns: tuple[str, ...]
    prefix: str
    """What the digest of each entry must begin with."""
    line: int = 1
    last: bytes = b""
    fault: Fault | None = None
    stranger: bytes = b""
    """The entry that stands in the wrong shard."""

    def header(self, block: bytes) -> bytes:
        """Read the header; the rows after it."""
        columns, self.fault = read_header(self.path, block)
        if self.fault is None and columns != self.columns:
            self.fault = other_columns(self.path, self.columns)
        self.line = 2
        return block.partition(b"\n")[2]

    def rows(self, block: bytes) -> list[bytes]:
        """Read whole rows; none once there is a fault."""
        if b"\n" not in block and len(block) > LONGEST_ROW:
            what = f"a row of more than {LONGEST_ROW:,} bytes stands here"
            self.fault = Fault(Place(self.path, self.line), what, "keep the columns that a draw needs", _NAME)
            return []
        rows, self.fault = read_rows(self.path, block, self.columns, line=self.line)
        tokens = rows if len(self.columns) == 1 else [row.partition(b",")[0] for row in rows]
        before = [self.last] if self.last else []
        self.fault = self.fault or order_fault(self.path, before + tokens, line=self.line - len(before)) or self._misplaced(tokens)
        self.line += len(rows)
        self.last = tokens[-1] if tokens else self.last
        return [] if self.fault else rows

    def _misplaced(self, tokens: Sequence[bytes]) -> Fault | None:
        prefix, digits = self.prefix, len(self.prefix)
        if digits == 2:  # by far the most shards, and the digest is what takes the time
            firsts = bytes([sha256(token).digest()[0] for token in tokens])
            if firsts.count(int(prefix, 16)) == len(firsts):
                return None
        at = next((at for at, token in enumerate(tokens) if sha256(token).hexdigest()[:digits] != prefix), None)
        if at is None:
            return None
        self.stranger = tokens[at]
        return misplaced(self.path, self.line + at, tokens[at], len(prefix))


def _inspect_file(folder: Path, columns: tuple[str, ...], sums: Mapping[str, str], counted: tuple[str, ...], name: str) -> _Read:
    path, digest = folder / name, sha256()
    reading = _Reading(str(path), columns, name.removeprefix("shards/").removesuffix(".csv") if name != ENTRIES else "")
    places = [columns.index(column) for column in counted]
    counts: tuple[Counter[bytes], ...] = tuple(Counter() for _ in counted)
    total, block = 0, b""
    for block in blocks(path, _PIECE, digest):
        rest = reading.header(block) if reading.line == 1 else block
        if reading.fault is None and rest:
            rows = reading.rows(rest)
            total += len(rows)
            for place, count in zip(places, counts, strict=True):
                count.update([row.split(b",")[place] for row in rows])
    if block == b"":
        reading.header(b"")
    elif reading.line == 2 and not block.endswith(b"\n"):
        mend = "end every line with one line feed"
        reading.fault = reading.fault or Fault(Place(str(path)), "the file has no line end", mend, _NAME)
    found = digest.hexdigest()
    faults = tuple(_faults(folder, name, reading, found, sums, is_cut=block != b"" and not block.endswith(b"\n")))
    return _Read(found, total, tuple(Counter({value.decode(): n for value, n in count.items()}) for count in counts), faults)


def _faults(folder: Path, name: str, reading: _Reading, found: str, sums: Mapping[str, str], *, is_cut: bool) -> Iterator[Fault]:
    """What is told of one file: that it is another shard, or that it was changed, and the first row that is wrong."""
    is_empty = reading.line == 2 and reading.fault is None
    if sums[name] and found != sums[name]:
        yield changed(reading.path, name, found, sums, is_empty=is_empty, is_cut=is_cut)
        if is_cut or (found in sums.values() and not is_empty):
            return
    if reading.fault is None:
        return
    if reading.stranger and (line := _line_of(folder, shard_of(reading.stranger, len(reading.prefix)), reading.stranger)):
        what = f"{reading.fault.what}, where it stands on line {line} too"
        yield Fault(reading.fault.place, what, "keep one of the two rows, and freeze the roster again", _NAME)
        return
    yield reading.fault


def _line_of(folder: Path, name: str, token: bytes) -> int:
    """The line on which an entry stands in a shard; 0 when it does not."""
    line = 1
    if not (folder / name).is_file():
        return 0
    for block in blocks(folder / name, _PIECE, sha256()):
        ends = (b",", b"\n")
        at = next((at for end in ends if (at := (b"\n" + block).find(b"\n" + token + end)) >= 0), None)
        if at is not None:
            return line + block.count(b"\n", 0, at)
        line += block.count(b"\n")
    return 0


def _joined(counted: Sequence[str], read: Iterable[_Read]) -> dict[str, Counter[str]]:
    """The counts of all files together; of a column with very many values only the first ones that come are kept."""
    joined = {column: Counter[str]() for column in counted}
    for each_file in read:
        for column, counts in zip(counted, each_file.counts, strict=True):
            held = joined[column]
            has_room = len(held) + len(counts) <= _MOST_VALUES
            held.update(counts if has_room else {value: count for value, count in counts.items() if value in held})
    return joined
