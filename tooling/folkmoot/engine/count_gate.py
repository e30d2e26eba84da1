"""What every engine reads first: shards whose digest is compared and whose rows are of the one form, ballots and roster alike."""

import re
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path

from folkmoot.engine.shards import Shards, pieces
from folkmoot.formats.ballot_shards import COLUMNS, FILE, ROW, Packed, read_packed
from folkmoot.formats.shards import SUMS, digits_of, read_sums
from folkmoot.records.error import FolkmootError

_ROWS = re.compile(rb'(?:[^,"\x00-\x1f]++,(?:[1-9]|0|[1-9][0-9]{1,14}),[^,"\x00-\x1f]*+\n)*+')
"""Rows as `ROW` has them, written so that nothing is tried twice."""
_ONE = re.compile(ROW)
_MEND = "pack the ballots again: folkmoot ballots pack ID --shards FOLDER"


def open_ballots(folder: Path) -> tuple[Packed, Shards]:
    """Find packed ballots in a folder; FolkmootError, naming the file, when a part of them is not there or not theirs."""
    head = _read(folder / FILE)
    try:
        packed = read_packed(head)
    except ValueError as error:
        raise FolkmootError(f"{folder / FILE} does not tell what the ballots are: {error}", _MEND) from None
    data = _read(folder / SUMS)
    found = sha256(data).hexdigest()
    if found != packed.digest:
        raise FolkmootError(f"sha256sum {folder / SUMS} says {found[:12]}..., {FILE} says {packed.digest[:12]}...", _MEND)
    sums, fault = read_sums(str(folder / SUMS), data)
    if fault is not None:
        raise FolkmootError(f"{fault.place.path}, line {fault.place.line}: {fault.what}", _MEND)
    for name in sums:
        if not (folder / name).is_file():
            raise FolkmootError(f"{name} is listed in {folder / SUMS} and is not here", "fetch that shard, and put it into this folder")
    return packed, Shards(folder, COLUMNS, sums, found, digits_of(sums))


def ballot_pieces(ballots: Shards, name: str) -> Iterator[bytes]:
    """Whole rows of a shard of ballots; FolkmootError, naming shard and row, for the first that is none."""
    row = 2
    for piece in pieces(ballots, name):
        if not _ROWS.fullmatch(piece) or not (piece.isascii() or _is_text(piece)):
            raise _no_row(name, row, piece)
        row += piece.count(b"\n")
        yield piece


def rows_of_ballots(ballots: Shards, name: str) -> int:
    """Read a shard of ballots through, and count its rows."""
    return sum(piece.count(b"\n") for piece in ballot_pieces(ballots, name))


def rows_of_roster(roster: Shards, name: str) -> int:
    """Read a shard of the roster through, and count its rows."""
    return sum(piece.count(b"\n") for piece in pieces(roster, name))


def _is_text(piece: bytes) -> bool:
    try:
        piece.decode()
    except UnicodeDecodeError:
        return False
    return True


def _no_row(name: str, first: int, piece: bytes) -> FolkmootError:
    for number, line in enumerate(piece.split(b"\n")[:-1], start=first):
        if not _ONE.fullmatch(line) or not _is_text(line):
            return FolkmootError(f"{name}, row {number:,}: this is not a ballot's voter, number and choice", _MEND)
    return FolkmootError(f"{name} holds rows that are no ballots", _MEND)


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise FolkmootError(f"{path} cannot be read: {error.strerror}", "name the folder that the ballots were packed into") from None
