"""Writing a roster that is too large to hold: rows in any order are spilled, sorted shard by shard and written whole or not at all.

A run that was killed goes on where it was: rows are spilled as runs of many rows each, and what is finished stays. Everything
that is not finished stands in a folder of its own, `.unfinished`, which is removed at the end.
"""

import os
import shutil
from array import array
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from hashlib import sha256
from itertools import chain, islice
from pathlib import Path

from folkmoot.engine.progress import Progress, silent
from folkmoot.engine.shards import ENTRIES, Shards
from folkmoot.engine.workers import each
from folkmoot.formats.canonical import write_json
from folkmoot.formats.shards import SUMS
from folkmoot.formats.table import order_fault, read_rows
from folkmoot.records.error import FolkmootError

ROWS_A_RUN = 1 << 19
"""Rows that are held at once while they are spilled."""
Also = Callable[[Shards], Mapping[str, bytes]]
"""What else is written into the folder once the digest is known, by name."""
_UNFINISHED = ".unfinished"
_STATE = "state.json"


def nothing_else(shards: Shards) -> Mapping[str, bytes]:
    """Write no further file."""
    return {}


@dataclass(frozen=True, slots=True)
class Target:
    """What is written where."""

    folder: Path
    columns: tuple[str, ...]
    digits: int
    """How many hex digits name a shard; 0 for one `entries.csv`."""
    identity: str
    """Names the input: a run that was killed goes on only with the same."""
    rows_a_run: int = ROWS_A_RUN

    @property
    def names(self) -> tuple[str, ...]:
        """The files that hold entries, relative to the folder."""
        return tuple(map(self.name, range(16**self.digits)))

    def name(self, at: int) -> str:
        """The name of one of these files."""
        return f"shards/{at:0{self.digits}x}.csv" if self.digits else ENTRIES

    @property
    def unfinished(self) -> Path:
        """The folder that is removed at the end."""
        return self.folder / _UNFINISHED


def write_rows(
    target: Target, rows: Iterable[bytes], *, total: int = 0, workers: int = 1, progress: Progress = silent, also: Also = nothing_else
) -> Shards:
    """Write rows without line ends, in any order; FolkmootError when one comes twice, does not fit or cannot be written.

    The same rows give the same bytes as `formats.shards.write_shards`, whatever their order and however many `workers`.
    """
    begin(target)
    rows, written = iter(rows), 0
    for number in range(1 << 62):
        held = list(islice(rows, target.rows_a_run))
        if not held:
            break
        spill(target, number, held)
        written += len(held)
        progress("Rows distributed to shards", written, max(total, written))
    return finish(target, number, workers=workers, progress=progress, also=also)


def write_parts(
    target: Target, part: Callable[[int], Iterable[bytes]], parts: int, *, workers: int = 1, progress: Progress = silent,
    also: Also = nothing_else,
) -> Shards:  # fmt: skip
    """Write rows that come in parts, each made by `part` in whichever process is free; as `write_rows` otherwise."""
    begin(target)
    spilled = each(partial(_spill_part, target, part), range(parts), workers, lambda number: f"part {number + 1:,} of {parts:,}")
    for done, _ in enumerate(spilled, start=1):
        progress("Rows distributed to shards", done, parts)
    return finish(target, parts, workers=workers, progress=progress, also=also)


def begin(target: Target) -> None:
    """Make the folder, or find one that was left unfinished; FolkmootError when it holds anything else."""
    state = target.unfinished / _STATE
    said = write_json(
        {"columns": target.columns, "digits": target.digits, "identity": target.identity, "run": target.rows_a_run, "version": 1}
    )
    if state.exists():
        if state.read_bytes() != said:
            what = f"{target.folder} holds a roster that was left unfinished, of another input"
            raise FolkmootError(what, "give the same input and options as before, or remove that folder")
        for part in target.unfinished.glob("*.part"):
            part.unlink()
        return
    if target.folder.exists() and any(path.name != _UNFINISHED for path in target.folder.iterdir()):
        raise FolkmootError(f"{target.folder} holds something already", "name a folder that is empty or not there yet")
    try:
        target.unfinished.mkdir(parents=True, exist_ok=True)
        _write(target, state, said)
    except OSError as error:
        raise _unwritable(target, target.unfinished, error) from None


def spill(target: Target, number: int, rows: Iterable[bytes]) -> None:
    """Write one run: an index of where each shard's rows begin, then the rows; nothing when it stands there already."""
    path = _run(target, number)
    if path.exists():
        return
    held = _distributed(rows, target.digits)
    blocks = [b"\n".join((*lines, b"")) if lines else b"" for lines in held]
    index = array("Q", [0])
    for block in blocks:
        index.append(index[-1] + len(block))
    _write(target, path, index.tobytes(), *blocks)


def finish(target: Target, runs: int, *, workers: int = 1, progress: Progress = silent, also: Also = nothing_else) -> Shards:
    """Sort and write each shard out of its runs, then what binds them, and the files that `also` gives.

    Shards that stand there already are only digested.
    """
    digests = dict[str, str]()
    names = target.names
    total = len(names)
    for at, digest in each(partial(_merge, target, runs), range(total), workers, names.__getitem__):
        digests[names[at]] = digest
        progress("Shards sorted and written", len(digests), total)
    sums = {name: digests[name] for name in names}
    digest = sums.get(ENTRIES, "")
    if target.digits:
        listed = "".join(f"{digest}  {name}\n" for name, digest in sums.items()).encode()
        _write(target, target.folder / SUMS, listed)
        digest = sha256(listed).hexdigest()
    shards = Shards(target.folder, target.columns, sums, digest, target.digits)
    for name, data in also(shards).items():
        _write(target, target.folder / name, data)
    shutil.rmtree(target.unfinished)
    return shards


def _spill_part(target: Target, part: Callable[[int], Iterable[bytes]], number: int) -> None:
    if not _run(target, number).exists():
        spill(target, number, part(number))


def _distributed(rows: Iterable[bytes], digits: int) -> Sequence[list[bytes]]:
    """Rows by shard."""
    if not digits:
        return [list(rows)]
    held: list[list[bytes]] = [[] for _ in range(16**digits)]
    if digits == 2:
        for row in rows:
            held[sha256(row.partition(b",")[0]).digest()[0]].append(row)
    else:
        for row in rows:
            held[int.from_bytes(sha256(row.partition(b",")[0]).digest()[:2]) >> 4].append(row)
    return held


def _merge(target: Target, runs: int, at: int) -> str:
    """Sort the rows of one shard out of all runs, and write it; its digest."""
    name = target.name(at)
    path = target.folder / name
    if path.exists():
        return sha256(path.read_bytes()).hexdigest()
    rows = sorted(chain.from_iterable(_segment(target, number, at).split(b"\n")[:-1] for number in range(runs)))
    header = ",".join(target.columns).encode() + b"\n"
    data = b"\n".join((header[:-1], *rows, b""))
    lines, fault = read_rows(name, data, target.columns, start=len(header))
    fault = fault or order_fault(name, [line.partition(b",")[0] for line in lines])
    if fault is not None:
        row = rows[fault.place.line - 2].decode("utf-8", "replace")
        raise FolkmootError(f"the row '{row}' cannot stand in a roster: {fault.what}", f"{fault.mend}, and write it again")
    _write(target, path, data)
    return sha256(data).hexdigest()


def _segment(target: Target, number: int, at: int) -> bytes:
    """The rows of one shard in one run."""
    path, width = _run(target, number), 8
    with open(path, "rb") as stream:
        stream.seek(at * width)
        bounds = array("Q", stream.read(2 * width))
        stream.seek((16**target.digits + 1) * width + bounds[0])
        return stream.read(bounds[1] - bounds[0])


def _run(target: Target, number: int) -> Path:
    return target.unfinished / f"{number:06}.run"


def _write(target: Target, path: Path, *blocks: bytes) -> None:
    """Write a file whole, beside its place first; when it cannot be written nothing of it stays."""
    part = target.unfinished / f"{os.getpid()}-{path.name}.part"
    try:
        with open(part, "wb") as stream:
            stream.writelines(blocks)
            stream.flush()
            os.fsync(stream.fileno())
        path.parent.mkdir(exist_ok=True)
        os.replace(part, path)
    except OSError as error:
        part.unlink(missing_ok=True)
        raise _unwritable(target, path, error) from None


def _unwritable(target: Target, path: Path, error: OSError) -> FolkmootError:
    what = f"{path} cannot be written: {error.strerror}"
    return FolkmootError(what, f"make room and run the same command again, which goes on from there; or remove {target.folder}")
