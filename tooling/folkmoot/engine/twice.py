"""Whether a value stands twice among more values than can be held: keyed digests, sorted outside of memory and compared as they meet.

Only digests are written, with a key that is never written, into a file that has no name. So nothing of the values is left behind, even
when the machine is switched off in the middle.
"""

from collections.abc import Iterator
from hashlib import blake2b
from heapq import merge
from secrets import token_bytes
from tempfile import TemporaryFile
from typing import IO, NamedTuple

from folkmoot.records.error import FolkmootError

HELD = 1 << 18
"""Values whose digests are held at once."""
_DIGEST, _RECORD = 16, 24
_AT_ONCE = 512 * _RECORD


class Met(NamedTuple):
    """Two places of one value."""

    first: int
    second: int


class Twice:
    """Takes values in with the places where they stand, places ascending; ends as a context manager."""

    def __init__(self, held: int = HELD) -> None:
        self._key, self._most = token_bytes(32), held
        self._held: list[bytes] = []
        self._runs: list[int] = []
        self._file: IO[bytes] = TemporaryFile(prefix="folkmoot-")  # noqa: SIM115 closed by __exit__

    def __enter__(self) -> "Twice":
        return self

    def __exit__(self, *_: object) -> None:
        self._file.close()

    def add(self, value: str, place: int) -> None:
        """Take a value in; FolkmootError when the disk is full."""
        self._held.append(blake2b(value.encode(), digest_size=_DIGEST, key=self._key).digest() + place.to_bytes(8))
        if len(self._held) >= self._most:
            self._spill()

    def met(self) -> Met | None:
        """Two places of one value, the second as early as there is one; None when every value stands once."""
        self._spill()
        found: Met | None = None
        before = b""
        for record in merge(*(self._run(number) for number in range(len(self._runs)))):
            if record[:_DIGEST] == before[:_DIGEST]:
                met = Met(int.from_bytes(before[_DIGEST:]), int.from_bytes(record[_DIGEST:]))
                found = met if found is None or met.second < found.second else found
            before = record
        return found

    def _spill(self) -> None:
        if not self._held:
            return
        try:
            self._file.seek(0, 2)
            self._file.write(b"".join(sorted(self._held)))
        except OSError as error:
            what = f"the folder for temporary files cannot take the digests of the list: {error.strerror}"
            raise FolkmootError(what, "make room there, or name another folder in TMPDIR") from None
        self._runs.append(len(self._held))
        self._held = []

    def _run(self, number: int) -> Iterator[bytes]:
        """The records of one run, a few at a time."""
        at = sum(self._runs[:number]) * _RECORD
        end = at + self._runs[number] * _RECORD
        while at < end:
            self._file.seek(at)
            data = self._file.read(min(_AT_ONCE, end - at))
            yield from (data[place : place + _RECORD] for place in range(0, len(data), _RECORD))
            at += len(data)
