"""What a build keeps for the next: a row for each key in a SQLite file in `.cache/folkmoot/`, which may be deleted at any time.

A row counts only if it carries the right code of authentication (BLAKE2b with a key, RFC 7693 section 2.5), and the name of the file
follows from the same key: it is this user's own, lies outside of every repository, and no commit and no download can know it. So a
cache that came with a clone, that was restored from elsewhere, or that somebody else wrote into is as good as none, and SQLite never
opens a file that we did not make. Nothing in it is run or unpickled.
"""

import os
import secrets
import sqlite3
from contextlib import suppress
from hashlib import blake2b
from hmac import compare_digest
from pathlib import Path

_MAC = 32
_SPACES = 2
"""How many settings' builds are kept side by side: `mkdocs serve` has another address than `mkdocs build`."""
_BUILDS = 5
"""A row that none of so many builds had a use for goes: what a kept page was made of is asked for again when the page changes."""
_SUFFIX = ".sqlite"
_MADE = (
    "pragma page_size = 16384",
    "pragma journal_mode = memory",
    "pragma synchronous = off",
    "pragma trusted_schema = off",
    "create table if not exists kept (kind text, key text, data blob, primary key (kind, key))",
    "create table if not exists used (kind text, key text, build integer, primary key (kind, key)) without rowid",
    "begin immediate",
)
"""What is lost in a crash is made again, so nothing waits for the disk; a file that was left in pieces is thrown away."""


class Kept:
    """One build's view of the cache in the file at `path`; whatever goes wrong with it, the build only takes longer."""

    def __init__(self, path: Path, secret: bytes) -> None:
        self._path, self._secret = path, secret
        self._used: set[tuple[str, str]] = set()
        self._rows = _opened(path)
        self.found = self.made = 0

    def get(self, kind: str, key: str) -> bytes | None:
        """What was kept under this key; None when there is nothing, or not as we wrote it."""
        if self._rows is None:
            return None
        try:
            row = self._rows.execute("select data from kept where kind = ? and key = ?", (kind, key)).fetchone()
        except sqlite3.Error:
            self._lose()
            return None
        if row is None or not isinstance(row[0], bytes) or not compare_digest(row[0][:_MAC], self._code(kind, key, row[0][_MAC:])):
            return None
        self.found += 1
        self._used.add((kind, key))
        return row[0][_MAC:]

    def put(self, kind: str, key: str, data: bytes) -> None:
        """Keep it; where nothing can be written, nothing is kept."""
        self.made += 1
        if self._rows is None:
            return
        self._used.add((kind, key))
        try:
            self._rows.execute("insert or replace into kept values (?, ?, ?)", (kind, key, self._code(kind, key, data) + data))
        except sqlite3.Error:
            self._lose()

    def close(self) -> None:
        """Delete what no build of late had a use for, and the builds under settings that are gone."""
        if self._rows is not None:
            try:
                build = self._rows.execute("select coalesce(max(build), 0) + 1 from used").fetchone()[0]
                self._rows.executemany("insert or replace into used values (?, ?, ?)", ((*each, build) for each in sorted(self._used)))
                self._rows.execute("delete from used where build <= ?", (build - _BUILDS,))
                self._rows.execute("delete from kept where (kind, key) not in (select kind, key from used)")
            except sqlite3.Error:
                self._lose()
            self.leave()
        files = sorted(self._path.parent.glob(f"*{_SUFFIX}"), key=lambda path: path.lstat().st_mtime, reverse=True)
        for path in files[_SPACES:]:
            path.unlink(missing_ok=True)

    def leave(self) -> None:
        """Let go of the file and delete nothing: what a build that failed had made is as good as any."""
        if self._rows is not None:
            try:
                self._rows.execute("commit")
                self._rows.close()
                os.utime(self._path)
                self._rows = None
            except (sqlite3.Error, OSError):
                self._lose()

    def _lose(self) -> None:
        """Go on without it, and leave nothing for the next build to stumble over."""
        if self._rows is not None:
            with suppress(sqlite3.Error):
                self._rows.close()
            self._rows = None
            with suppress(OSError):
                self._path.unlink(missing_ok=True)

    def _code(self, kind: str, key: str, data: bytes) -> bytes:
        told = blake2b(f"{kind}/{key}\n".encode(), digest_size=_MAC, key=self._secret)
        told.update(data)
        return told.digest()


def _opened(path: Path) -> sqlite3.Connection | None:
    """Open the file for this build alone; None while another build holds it. One that cannot be read is made anew."""
    for _ in range(2):
        try:
            rows = sqlite3.connect(path, timeout=0, isolation_level=None)
            for line in _MADE:
                rows.execute(line)
        except sqlite3.OperationalError:
            return None
        except sqlite3.DatabaseError:
            path.unlink(missing_ok=True)
        else:
            path.chmod(0o600)
            return rows
    return None


def open_kept(folder: Path, space: str) -> Kept | None:
    """Open the cache in a folder, and make it; None where it cannot be made or others may write into it.

    `space` names everything that all keys have in common, such as versions.
    """
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
    name = blake2b(space.encode(), digest_size=16, key=secret, person=b"folkmoot cache").hexdigest()
    return Kept(folder / f"{name}{_SUFFIX}", secret)


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
