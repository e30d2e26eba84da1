"""What a build keeps for the next: a file for each key under `.cache/folkmoot/`, which may be deleted at any time.

A file counts only if it carries the right code of authentication (BLAKE2b with a key, RFC 7693 section 2.5): the key is this
user's own, lies outside of every repository, and no commit and no download can know it. So a cache that came with a clone,
that was restored from elsewhere, or that somebody else wrote into is as good as none. Nothing in it is run or unpickled.
"""

import os
import secrets
from collections.abc import Iterator
from contextlib import suppress
from hashlib import blake2b
from hmac import compare_digest
from pathlib import Path

_MAC = 32
_WRITE = os.O_WRONLY | os.O_CREAT | os.O_TRUNC | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0)
_SPACES = 2
"""How many settings' builds are kept side by side: `mkdocs serve` has another address than `mkdocs build`."""


class Kept:
    """One build's view of the cache; `space` names everything that all keys have in common, such as versions."""

    def __init__(self, folder: Path, secret: bytes, space: str) -> None:
        self._top, self._secret, self._folder = folder, secret, folder / space
        self._used: dict[str, set[str]] = {}
        self.found = self.made = 0

    def get(self, kind: str, key: str) -> bytes | None:
        """What was kept under this key; None when there is nothing, or not as we wrote it."""
        try:
            with open(f"{self._folder}/{kind}/{key}", "rb", buffering=0) as file:
                data = file.read()
        except OSError:
            return None
        if not compare_digest(data[:_MAC], self._code(kind, key, data[_MAC:])):
            return None
        self.found += 1
        self._used.setdefault(kind, set()).add(key)
        return data[_MAC:]

    def put(self, kind: str, key: str, data: bytes) -> None:
        """Keep it; what was written in part has not its code and is as good as none, and so it is where nothing can be written."""
        self.made += 1
        target = f"{self._folder}/{kind}/{key}"
        if kind not in self._used:
            self._used[kind] = set()
            (self._folder / kind).mkdir(mode=0o700, parents=True, exist_ok=True)
        self._used[kind].add(key)
        try:
            with open(os.open(target, _WRITE, 0o600), "wb", buffering=0) as file:
                file.write(self._code(kind, key, data) + data)
        except OSError:
            with suppress(OSError):
                Path(target).unlink()

    def close(self) -> None:
        """Delete what this build had no use for, and the builds under settings that are gone."""
        for folder in _folders(self._folder):
            used = self._used.get(folder.name, set())
            for name in os.listdir(folder):
                if name not in used:
                    (folder / name).unlink(missing_ok=True)
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        os.utime(self._folder)
        spaces = sorted(_folders(self._top), key=lambda folder: folder.stat().st_mtime, reverse=True)
        for space in spaces[_SPACES:]:
            _remove(space)

    def _code(self, kind: str, key: str, data: bytes) -> bytes:
        told = blake2b(f"{kind}/{key}\n".encode(), digest_size=_MAC, key=self._secret)
        told.update(data)
        return told.digest()


def open_kept(folder: Path, space: str) -> Kept | None:
    """Open the cache in a folder, and make it; None where it cannot be made or others may write into it."""
    try:
        secret = _secret()
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        if not _is_ours(folder):
            return None
        ignored = folder / ".gitignore"
        if not ignored.is_file():
            ignored.write_text("*\n", encoding="utf-8")
    except OSError:
        return None
    return Kept(folder, secret, space)


def _is_ours(path: Path) -> bool:
    """Whether it is no link, is this user's, and nobody else may write there."""
    told = path.lstat()
    return not path.is_symlink() and (not hasattr(os, "getuid") or (told.st_uid == os.getuid() and not told.st_mode & 0o022))


def _secret() -> bytes:
    """This user's key, made the first time."""
    path = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "folkmoot" / "key"
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    try:
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.write(secrets.token_bytes(_MAC))
    except FileExistsError:
        pass
    found = path.read_bytes()
    if len(found) != _MAC or not _is_ours(path):
        raise PermissionError(f"{path} is not this user's own")
    return found


def _folders(folder: Path) -> Iterator[Path]:
    if folder.is_dir():
        yield from (Path(item.path) for item in os.scandir(folder) if item.is_dir(follow_symlinks=False))


def _remove(folder: Path) -> None:
    for inner in _folders(folder):
        for item in inner.iterdir():
            item.unlink(missing_ok=True)
        inner.rmdir()
    for item in folder.iterdir():
        item.unlink(missing_ok=True)
    folder.rmdir()
