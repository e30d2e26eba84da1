"""Shards: the one byte form of a roster too large for one file, and `SHA256SUMS`, whose digest binds them all.

An entry stands in the shard named by the first hex digits of its sha256. Each shard is a table as `entries.csv` is, with the
header; an empty one is written too, so that a shard that is not there is always a fault. `sha256sum -c SHA256SUMS` confirms them.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from hashlib import sha256

from folkmoot.formats.canonical import manifest
from folkmoot.formats.table import join_lines, read_entries
from folkmoot.records.finding import Fault, Place
from folkmoot.records.roster import Entries

LARGEST_IN_ONE_FILE = 1_000_000
"""Entries up to which a roster stands in one `entries.csv`."""
LARGEST_WITH_TWO_DIGITS = 64_000_000
SUMS = "SHA256SUMS"
_SUM = re.compile(r"([0-9a-f]{64})  (shards/[0-9a-f]{2,3}\.csv)")
_NAME = "broken-entries"


def digits_for(count: int) -> int:
    """How many hex digits name a shard of a roster of so many entries."""
    return 2 if count <= LARGEST_WITH_TWO_DIGITS else 3


def shard_of(entry: bytes, digits: int) -> str:
    """The shard that an entry stands in, relative to the roster's folder: `shards/3f.csv`."""
    return f"shards/{sha256(entry).hexdigest()[:digits]}.csv"


def shard_names(digits: int) -> tuple[str, ...]:
    """Every shard's name, sorted."""
    return tuple(f"shards/{number:0{digits}x}.csv" for number in range(16**digits))


def write_shards(columns: Sequence[str], lines: Iterable[bytes], digits: int) -> dict[str, bytes]:
    """Write sorted rows as shards and `SHA256SUMS`, by their paths in the roster's folder."""
    rows: dict[str, list[bytes]] = {f"{number:0{digits}x}": [] for number in range(16**digits)}
    for line in lines:
        rows[sha256(line.partition(b",")[0]).hexdigest()[:digits]].append(line)
    files = {f"shards/{name}.csv": join_lines(columns, held) for name, held in rows.items()}
    return {**files, SUMS: manifest(files)}


def read_shards(folder: str, files: Mapping[str, bytes]) -> tuple[Entries | None, list[Fault]]:
    """Read a sharded roster from the files of a repository; `Entries` keeps the digest of `SHA256SUMS`.

    None without a fault when no shard is here: they may be kept outside Git. Faults tell a shard that is missing, cut
    off, changed or put in another's place, an entry in the wrong shard, and whatever `read_entries` tells of a table.
    """
    path = f"{folder}/{SUMS}"
    sums, fault = read_sums(path, files[path])
    if fault is not None:
        return None, [fault]
    if not any(each.startswith(f"{folder}/shards/") for each in files):
        return None, []
    faults = list(_shard_faults(folder, sums, files))
    if faults:
        return None, faults
    columns: tuple[str, ...] = ()
    lines: list[bytes] = []
    for name in sums:
        entries, faults = read_entries(f"{folder}/{name}", files[f"{folder}/{name}"])
        if entries is None:
            return None, faults
        columns = columns or entries.columns
        faults = list(_misplaced(f"{folder}/{name}", name, entries, columns))
        if faults:
            return None, faults
        lines += entries.lines
    lines.sort()
    return Entries(columns, tuple(lines), sha256(files[path]).hexdigest(), digits_of(sums)), []


def read_sums(path: str, data: bytes) -> tuple[dict[str, str], Fault | None]:
    """Read `SHA256SUMS` into digests by name; a fault when it does not list every shard once, in order."""
    sums: dict[str, str] = {}
    text = data.decode("ascii", "replace")
    for number, line in enumerate(text.removesuffix("\n").split("\n"), start=1):
        match = _SUM.fullmatch(line)
        if match is None:
            mend = "write it with: cd to the roster's folder, then LC_ALL=C sha256sum shards/*.csv"
            return {}, Fault(Place(path, number), "this is not a digest, two spaces and the name of a shard", mend, _NAME)
        sums[match[2]] = match[1]
    digits = digits_of(sums)
    expected = shard_names(digits)
    if tuple(sums) != expected or not text.endswith("\n") or text.count("\n") != len(expected):
        absent = next((name for name in expected if name not in sums), "")
        what = f"{absent} is not listed" if absent else "the shards are not listed once each, in order, a line each"
        return {}, Fault(Place(path), what, f"list all {len(expected)} shards, sorted; an empty one has its header alone", _NAME)
    return sums, None


def digits_of(sums: Mapping[str, str]) -> int:
    """How many hex digits name each of the listed shards."""
    return len(next(iter(sums))) - len("shards/.csv")


def _shard_faults(folder: str, sums: Mapping[str, str], files: Mapping[str, bytes]) -> Iterator[Fault]:
    for name, said in sums.items():
        path = f"{folder}/{name}"
        if path not in files:
            yield missing(path, name)
            continue
        found = sha256(files[path]).hexdigest()
        if found != said:
            is_empty = files[path].count(b"\n") < 2
            yield changed(path, name, found, sums, is_empty=is_empty, is_cut=not files[path].endswith(b"\n") and files[path] != b"")
    strays = (path for path in files if path.startswith(f"{folder}/shards/") and path.removeprefix(f"{folder}/") not in sums)
    yield from map(stray, strays)


def missing(path: str, name: str) -> Fault:
    """A listed shard is not here."""
    return Fault(Place(path), f"{name} is listed in {SUMS} and is not here", "add it, or keep all shards outside Git", _NAME)


def stray(path: str) -> Fault:
    """A shard is here that is not listed."""
    return Fault(Place(path), f"{SUMS} does not list this shard", "remove it", _NAME)


def changed(path: str, name: str, found: str, sums: Mapping[str, str], *, is_empty: bool, is_cut: bool) -> Fault:
    """A shard has another digest than the listed one: it is another shard, it is cut off, or it was changed."""
    mend = "put the frozen shard back"
    other = next((each for each, digest in sums.items() if digest == found), None)
    if other is not None and not is_empty:  # empty shards are all alike
        return Fault(Place(path), f"this is {other}, in the place of {name}", mend, _NAME)
    cut = "; the file is cut off" if is_cut else ""
    return Fault(Place(path), f"sha256sum {name} says {found[:12]}..., {SUMS} says {sums[name][:12]}...{cut}", mend, _NAME)


def _misplaced(path: str, name: str, entries: Entries, columns: tuple[str, ...]) -> Iterator[Fault]:
    if entries.columns != columns:
        yield other_columns(path, columns)
    short = name.removeprefix("shards/").removesuffix(".csv")
    for number, token in enumerate(entries.tokens, start=2):
        if sha256(token).hexdigest()[: len(short)] != short:
            yield misplaced(path, number, token, len(short))


def other_columns(path: str, columns: tuple[str, ...]) -> Fault:
    """A shard has other columns than the first."""
    return Fault(Place(path), "this shard has other columns than the first", f"write {','.join(columns)}", _NAME)


def misplaced(path: str, line: int, token: bytes, digits: int) -> Fault:
    """An entry stands in another shard than its digest names, where it could stand a second time."""
    what = f"'{token.decode()}' belongs in {shard_of(token, digits)}"
    return Fault(Place(path, line, 1, len(token) + 1), what, "freeze the roster again, or move the row", _NAME)
