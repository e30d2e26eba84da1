from hashlib import sha256
from io import BytesIO, FileIO

import pytest

from folkmoot.records.error import FolkmootError
from folkmoot.repository import objects
from folkmoot.repository.objects import bytes_of, sums_of

FILES = (b"", b"one\n", b"\n\n", b"x" * 300, b"a line\nwithout an end", bytes(range(256)))


def stream_of(*files: bytes) -> bytes:
    return b"".join(b"%040x blob %d\n%b\n" % (place, len(data), data) for place, data in enumerate(files))


class Pipe(FileIO):
    """Bytes that come a few at a time, as from a pipe."""

    def __init__(self, data: bytes, piece: int) -> None:
        self._data, self._piece = BytesIO(data), piece

    def readable(self) -> bool:
        return True

    def read(self, size: int | None = -1) -> bytes:  # type: ignore[override]
        return self._data.read(min(self._piece, size if size and size > 0 else self._piece))

    def readinto(self, into: bytearray) -> int:  # type: ignore[override]
        data = self.read(len(into))
        into[: len(data)] = data
        return len(data)

    @property
    def closed(self) -> bool:
        return False


@pytest.mark.parametrize("piece", [1, 2, 7, 47, 64, 300, 10_000])
def test_objects_come_whole_however_the_pipe_cuts_them(piece: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(objects, "_PIECE", 32)
    assert tuple(bytes_of(Pipe(stream_of(*FILES), piece), len(FILES))) == FILES
    assert list(sums_of(Pipe(stream_of(*FILES), piece), len(FILES))) == [sha256(data).hexdigest() for data in FILES]


@pytest.mark.parametrize("take", [bytes_of, sums_of])
def test_a_stream_that_ends_early_is_an_error_and_not_a_shorter_file(take: object, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = stream_of(b"first", b"second")
    for length in range(len(whole) - 1):
        with pytest.raises(FolkmootError):
            list(take(Pipe(whole[:length], 16), 2))  # type: ignore[operator]


@pytest.mark.parametrize("take", [bytes_of, sums_of])
def test_an_object_that_is_not_here_is_named(take: object) -> None:
    with pytest.raises(FolkmootError, match="the object abc is not in this clone"):
        list(take(Pipe(stream_of(b"first") + b"abc missing\n", 16), 2))  # type: ignore[operator]
