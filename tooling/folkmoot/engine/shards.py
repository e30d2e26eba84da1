"""A frozen roster on disk, too large to hold: which files it has, and their rows as a stream of bytes whose digest is compared."""

import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from hashlib import sha256
from itertools import chain
from pathlib import Path
from typing import IO, TYPE_CHECKING

from folkmoot.formats.shards import SUMS, digits_of, read_sums
from folkmoot.formats.table import read_header
from folkmoot.records.error import FolkmootError
from folkmoot.records.finding import Fault

if TYPE_CHECKING:
    from hashlib import _Hash as Hash

ENTRIES = "entries.csv"
LONGEST_ROW = 64 * 1024
"""Bytes that one row may have where rows are read as a stream."""


@dataclass(frozen=True, slots=True)
class Shards:
    """A roster in a folder, which may stand outside Git."""

    folder: Path
    """Holds `SHA256SUMS` and `shards/*.csv`, or one `entries.csv`."""
    columns: tuple[str, ...]
    """`entry` first, then the attributes."""
    sums: Mapping[str, str]
    """Names relative to the folder -> SHA-256 in hexadecimal, in order; of an `entries.csv` that one name."""
    digest: str
    """What calls bind: `sha256sum SHA256SUMS`, or `sha256sum entries.csv`."""
    digits: int
    """How many hex digits name the shard of an entry; 0 when all stand in `entries.csv`."""


def open_shards(folder: Path) -> Shards:
    """Find out what stands in a folder; FolkmootError, naming the file, when it is no roster or a shard is not there.

    Of shards only the names, and the header of the first, are looked at here; `pieces` compares their bytes.
    """
    sums_file, one_file = folder / SUMS, folder / ENTRIES
    if sums_file.exists() and one_file.exists():
        raise FolkmootError(f"{folder} holds entries.csv and {SUMS} both", "keep the form that the manifest's digest is of")
    if one_file.exists():
        digest = digest_of(one_file)
        return Shards(folder, _columns(one_file), {ENTRIES: digest}, digest, 0)
    if not sums_file.exists():
        raise FolkmootError(f"there is no {SUMS} and no {ENTRIES} in {folder}", "name the folder that holds the roster's entries")
    data = _whole(sums_file)
    sums, fault = read_sums(str(sums_file), data)
    if fault is not None:
        raise refusal(fault)
    for name in sums:
        if not (folder / name).is_file():
            raise FolkmootError(f"{name} is listed in {sums_file} and is not here", "fetch that shard, and put it into this folder")
    return Shards(folder, _columns(folder / next(iter(sums))), sums, sha256(data).hexdigest(), digits_of(sums))


def pieces(shards: Shards, name: str, size: int = 1 << 20) -> Iterator[bytes]:
    """Read one file of a roster as pieces of about `size` bytes: whole rows, without the header, each ending with a line feed.

    FolkmootError, naming the file, when its header is not the roster's, when a row does not end, and at the end when the digest
    is not the one that is listed: whoever reads must take nothing from a file before its last piece has come.
    """
    path, digest = shards.folder / name, sha256()
    header = ",".join(shards.columns).encode() + b"\n"
    read = blocks(path, size, digest)
    first = next(read, b"")
    is_whole = has_header = first.startswith(header)
    for block in chain((first[len(header) :],), read):
        is_whole = is_whole and (block == b"" or block.endswith(b"\n"))
        if is_whole and block:
            yield block
    found, mend = digest.hexdigest(), f"put the frozen file back; see what is wrong with: folkmoot roster check {shards.folder}"
    if found != shards.sums[name]:
        raise FolkmootError(f"{path}: sha256sum says {found[:12]}..., listed is {shards.sums[name][:12]}...", mend)
    if not has_header:
        raise FolkmootError(f"{path} does not begin with the header {header.decode().rstrip()} of the other shards", mend)
    if not is_whole:
        raise FolkmootError(f"{path}: the last line does not end", mend)


def blocks(path: Path, size: int, digest: "Hash") -> Iterator[bytes]:
    """Read a file as blocks of whole lines, and put every byte into a digest.

    A block that does not end with a line feed is the end of a file that is cut off, or a stretch of a line longer than
    LONGEST_ROW; whatever comes after such a stretch begins in the midst of that line.
    """
    rest = b""
    with _opened(path) as stream:
        while piece := _read(stream, size, path):
            digest.update(piece)
            cut = piece.rfind(b"\n") + 1
            if cut:
                yield rest + piece[:cut]
                rest = piece[cut:]
            else:
                rest += piece
            if len(rest) > LONGEST_ROW:
                yield rest
                rest = b""
    if rest:
        yield rest


def digest_of(path: Path) -> str:
    """`sha256sum` of a file, read as a stream; FolkmootError when it cannot be read."""
    digest = sha256()
    for _ in blocks(path, 1 << 20, digest):
        pass
    return digest.hexdigest()


def refusal(fault: Fault) -> FolkmootError:
    """A fault as the error of somebody who cannot go on because of it."""
    return FolkmootError(f"{fault.place.path}, line {fault.place.line}: {fault.what}", fault.mend)


def _columns(path: Path) -> tuple[str, ...]:
    with _opened(path) as stream:
        columns, fault = read_header(str(path), _read(stream, LONGEST_ROW, path))
    if fault is not None:
        raise refusal(fault)
    return columns


def _whole(path: Path) -> bytes:
    with _opened(path) as stream:
        return _read(stream, 1 << 24, path)


def _opened(path: Path) -> IO[bytes]:
    """Open a plain file, unbuffered; never a link to somewhere else's device or pipe."""
    try:
        if not path.is_file():
            raise FolkmootError(f"{path} is not a file", "put the frozen file back")
        return open(path, "rb", buffering=0)
    except OSError as error:
        raise _unreadable(path, error) from None


def _read(stream: IO[bytes], size: int, path: Path) -> bytes:
    """Read `size` bytes, or fewer only at the end of the file."""
    parts, left = list[bytes](), size
    try:
        while left and (part := stream.read(left)):
            parts.append(part)
            left -= len(part)
    except OSError as error:
        raise _unreadable(path, error) from None
    return b"".join(parts)


def _unreadable(path: Path, error: OSError) -> FolkmootError:
    return FolkmootError(f"{path} cannot be read: {error.strerror or os.strerror(error.errno or 0)}", "see who may read it")
