"""The objects in the stream of `git cat-file --batch`: a line with id, kind and size, the bytes, and a line feed."""

from collections.abc import Iterator
from contextlib import suppress
from hashlib import sha256
from io import BufferedReader, RawIOBase
from time import sleep
from typing import IO

from folkmoot.records.error import FolkmootError

_PIECE = 1 << 18
_WIDTH = 1 << 20
_PAUSE = 0.01
"""Seconds between two readings of very many objects. Git writes them one by one, and who waits for each is woken for each."""
_PAUSE_AN_OBJECT = 0.000_005


def widen(stream: RawIOBase) -> None:
    """Let a pipe hold a mebibyte, where the system can (Linux, fcntl(2), `F_SETPIPE_SZ`)."""
    with suppress(ImportError, OSError):
        from fcntl import F_SETPIPE_SZ, fcntl

        fcntl(stream.fileno(), F_SETPIPE_SZ, _WIDTH)


def bytes_of(stream: RawIOBase, count: int) -> Iterator[bytes]:
    """Return the bytes of each of so many objects; FolkmootError when one is not there, or cut off."""
    held, at = b"", 0
    while count:
        end = held.find(b"\n", at)
        if end < 0:
            held, at = held[at:] + _more(stream, 1, count), 0
            continue
        start = end + 1
        length = held[held.rfind(b" ", at, end) + 1 : end]
        size = int(length) if length.isdigit() else _size(held[at:end])
        at = start + size + 1
        if at > len(held):
            held, start, at = held[start:] + _more(stream, at - len(held), count), 0, size + 1
        yield held[start : start + size]
        count -= 1


def pieces_of(stream: RawIOBase, mark: bytes) -> Iterator[bytes]:
    """Go through a stream in pieces that end behind a mark; the last may end without one."""
    rest = b""
    while data := stream.read(_WIDTH):
        end = data.rfind(mark) + 1
        if end:
            yield rest + data[:end]
            rest = data[end:]
        else:
            rest += data
    if rest:
        yield rest


def sums_of(stream: RawIOBase, count: int) -> Iterator[str]:
    """Return the `sha256sum` of the bytes of each of so many objects, never holding a whole one; FolkmootError as `bytes_of`."""
    buffered = BufferedReader(stream, _PIECE)
    try:
        for _ in range(count):
            yield _sum(buffered, _size(buffered.readline()))
    finally:
        buffered.detach()


def _sum(stream: IO[bytes] | BufferedReader, size: int) -> str:
    """Hash the next bytes of a stream, and pass over the line feed behind them."""
    found = sha256()
    while size:
        data = stream.read(min(size, _PIECE))
        if not data:
            raise _cut_off()
        found.update(data)
        size -= len(data)
    stream.read(1)
    return found.hexdigest()


def _size(head: bytes) -> int:
    if not head:
        raise _cut_off()
    facts = head.split()
    if len(facts) != 3:
        mend = "make a whole clone, without --filter, and run again"
        raise FolkmootError(f"the object {facts[0].decode()} is not in this clone", mend)
    return int(facts[2])


def _more(stream: RawIOBase, missing: int, objects: int) -> bytes:
    """Read that many bytes, and maybe some that follow them, when so many objects are still to come."""
    sleep(min(_PAUSE, objects * _PAUSE_AN_OBJECT))
    parts: list[bytes] = []
    while missing > 0:
        data = stream.read(max(missing, _WIDTH))
        if not data:
            raise _cut_off()
        parts.append(data)
        missing -= len(data)
    return b"".join(parts)


def _cut_off() -> FolkmootError:
    return FolkmootError("git ended in the middle of an object", "see whether the clone is whole: git fsck")
