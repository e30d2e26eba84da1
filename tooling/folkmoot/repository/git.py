"""Every Git call, hardened, in one place.

A pull request may hold anything, so Git is started with a fixed environment, reads no configuration of the machine or of
the user, runs no hook or file watcher, follows no replace ref, fetches nothing, and reads objects only, never the
work tree of a stranger.
"""

import re
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from io import RawIOBase
from pathlib import Path
from sys import intern
from typing import TYPE_CHECKING, Any, TypeVar

from folkmoot.records.change import Change
from folkmoot.records.error import FolkmootError
from folkmoot.repository.objects import bytes_of, pieces_of, sums_of, widen

if TYPE_CHECKING:
    import git as gitpython

_ENVIRONMENT = {
    "LC_ALL": "C",
    "HOME": "/nonexistent",
    "XDG_CONFIG_HOME": "/nonexistent",
    "GIT_CONFIG_NOSYSTEM": "1",
    "GIT_CONFIG_GLOBAL": "/dev/null",
    "GIT_NO_REPLACE_OBJECTS": "1",
    "GIT_TERMINAL_PROMPT": "0",
    "GIT_NO_LAZY_FETCH": "1",
    "GIT_OPTIONAL_LOCKS": "0",
}
_OPTIONS = (
    "--no-pager",
    *("-c", "safe.bareRepository=explicit"),
    *("-c", "safe.directory=*"),
    *("-c", "core.fsmonitor=false"),
    *("-c", "core.hooksPath=/dev/null"),
    *("-c", "core.quotePath=false"),
    *("-c", "core.commitGraph=false"),  # a forged graph file would name other parents
    *("-c", "protocol.allow=never"),
)
CHANGE = re.compile(r"\n?:[0-7]+ ([0-7]+) ([0-9a-f]+) ([0-9a-f]+) ([A-Z])[0-9]*\0([^\0]*)\0")
"""A change in Git's raw form, `:100644 100644 <id> <id> M` and the path, each ended by a NUL byte."""
_ROW = re.compile(r"([0-9]+) [a-z]+ ([0-9a-f]+) +([0-9]+|-)\t([^\0]*)\0")
T = TypeVar("T")
_NOTHING = bytes(8).hex()
"""How the id begins that stands where there is no file."""
REGULAR = "100644"
EXECUTABLE = "100755"
SHOW_LINKS = "--ignore-submodules=none"
"""Without it, a `.gitmodules` of the stranger's can hide that a path became a link to another repository."""


@dataclass(frozen=True, slots=True)
class Blob:
    """One file of one commit, without its bytes."""

    path: str
    mode: str
    oid: str
    size: int


class Git:
    """The objects of one repository."""

    def __init__(self, root: Path) -> None:
        self.root = root.absolute()
        self.git_dir = _git_dir(self.root)

    @cached_property
    def _command(self) -> "gitpython.Git":
        try:
            import git as gitpython
        except ImportError as error:  # GitPython looks for the git program when it is imported
            raise FolkmootError("Git is not installed", "install it, for example with: apt-get install git") from error
        command = gitpython.Git(str(self.root))
        command.update_environment(**_ENVIRONMENT)
        return command

    def run(self, *arguments: str, env: Mapping[str, str] | None = None) -> bytes:
        """Run one Git command, with a few variables more, and return what it prints; FolkmootError when it fails."""
        line = ["git", *_OPTIONS, f"--git-dir={self.git_dir}", *arguments]
        command = self._command
        import git as gitpython

        try:
            return bytes(command.execute(line, stdout_as_string=False, strip_newline_in_stdout=False, env=dict(env or {})))
        except gitpython.GitCommandError as error:
            raise _failed(arguments[0], error) from None

    def commit(self, revision: str) -> str:
        """Resolve a revision to a commit; FolkmootError when there is none."""
        if revision.startswith("-"):
            raise FolkmootError(f"'{revision}' is not a revision", "give a branch, a tag or a commit")
        try:
            return self.run("rev-parse", "--verify", "--quiet", "--end-of-options", f"{revision}^{{commit}}").decode().strip()
        except FolkmootError:
            raise FolkmootError(f"there is no revision '{revision}' here", "fetch it, or give another one") from None

    def merge_base(self, one: str, other: str) -> str:
        """Return the commit where two lines of history parted."""
        return self.run("merge-base", self.commit(one), self.commit(other)).decode().split()[0]

    @property
    def shared_dir(self) -> Path:
        """The Git directory that all linked work trees have in common."""
        marker = self.git_dir / "commondir"
        return self.git_dir / marker.read_text(encoding="utf-8").strip() if marker.is_file() else self.git_dir

    def cut_off(self) -> str:
        """Say why the history here is not the whole one: a shallow clone, or grafts; empty when it is whole."""
        shared = self.shared_dir
        if (shared / "shallow").is_file():
            return "this clone is shallow: the merges before its first commit are not here"
        grafts = shared / "info" / "grafts"
        if grafts.is_file() and grafts.read_bytes().strip():
            return "this clone has grafts, which put other parents in the place of the true ones"
        return ""

    def changes(self, one: str, other: str) -> tuple[Change, ...]:
        """List every path in which two commits differ."""
        listing = self.run("diff-tree", "-r", "--raw", "-z", "--no-abbrev", "--no-renames", "-O/dev/null", SHOW_LINKS, one, other)
        return tuple(map(made_change, CHANGE.findall(listing.decode("utf-8", "replace"))))

    def tree(self, commit: str, *paths: str) -> Iterator[Blob]:
        """List the files of a commit, below the given paths only."""
        for mode, oid, size, path in self.rows(commit, *paths):
            yield Blob(path, mode, oid, size)

    def rows(self, commit: str, *paths: str) -> Iterator[tuple[str, str, int, str]]:
        """List mode, id, size and path of the files of a commit, below the given paths only."""
        for piece in self.listing(commit, *paths):
            yield from rows_of(piece)

    def listing(self, commit: str, *paths: str) -> Iterator[str]:
        """What `rows` reads, in pieces while git is still at work: a row for each file, ended by a NUL mark."""
        line = ["git", *_OPTIONS, f"--git-dir={self.git_dir}", "ls-tree", "-r", "-z", "-l", "--full-tree", commit, "--", *paths]
        with self._streamed(line) as stream:
            for piece in pieces_of(stream, b"\0"):
                yield piece.decode("utf-8", "surrogateescape")

    def read(self, oid: str) -> bytes:
        """Return the bytes of one object; one process serves all calls."""
        _, _, _, data = self._objects.get_object_data(oid)
        return bytes(data)

    def read_many(self, oids: Iterable[str]) -> dict[str, bytes]:
        """Return the bytes of each object, all read by one process; FolkmootError when one is not here."""
        wanted = dict.fromkeys(oids)
        return dict(zip(wanted, self.read_each(wanted), strict=True))

    def read_each(self, oids: Iterable[str]) -> Iterator[bytes]:
        """Go through the bytes of objects, in their order and each once, all read by one process; FolkmootError as `read_many`."""
        return self._batch(oids, bytes_of)

    def sha256sums(self, oids: Iterable[str]) -> dict[str, str]:
        """Return the `sha256sum` of the bytes of each object, all read by one process; FolkmootError when one is not here."""
        wanted = dict.fromkeys(oids)
        return dict(zip(wanted, self._batch(wanted, sums_of), strict=True))

    def _batch(self, oids: Iterable[str], take: Callable[[RawIOBase, int], Iterator[T]]) -> Iterator[T]:
        """Ask for each object once, in their order, and take from the stream what `take` makes of so many."""
        line = ["git", *_OPTIONS, f"--git-dir={self.git_dir}", "cat-file", "--batch", "--buffer"]
        each = dict.fromkeys(oids)
        with tempfile.TemporaryFile() as wanted:
            wanted.write("".join(f"{oid}\n" for oid in each).encode())
            wanted.seek(0)
            with self._streamed(line, istream=wanted) as stream:
                yield from take(stream, len(each))

    @contextmanager
    def _streamed(self, line: list[str], **options: Any) -> Iterator[RawIOBase]:
        """Run a command of Git, and let what it prints be read meanwhile; FolkmootError when it fails."""
        process: Any = self._command.execute(line, as_process=True, **options)
        import git as gitpython

        try:
            with process.stdout as stream:
                widen(stream.raw)
                yield stream.raw
            process.wait()
        except gitpython.GitCommandError as error:
            raise _failed(line[len(_OPTIONS) + 2], error) from None
        except BaseException:
            process.terminate()
            raise

    @cached_property
    def _objects(self) -> "gitpython.Git":
        import git as gitpython

        objects = gitpython.Git(str(self.root))
        objects.update_environment(**_ENVIRONMENT, GIT_DIR=str(self.git_dir))
        return objects

    def close(self) -> None:
        """End the process that serves objects."""
        if "_objects" in self.__dict__:
            self._objects.clear_cache()

    def begin_branch(self, name: str, commit: str) -> None:
        """Begin a branch at a commit; FolkmootError when the name is none, or is taken. Nothing is checked out."""
        if name.startswith("-"):
            raise FolkmootError(f"'{name}' is no name of a branch", "give another one with --branch")
        try:
            self.run("check-ref-format", f"refs/heads/{name}")
        except FolkmootError:
            raise FolkmootError(f"'{name}' is no name of a branch", "give another one with --branch") from None
        try:
            self.run("update-ref", "-m", "folkmoot: begun", f"refs/heads/{name}", commit, "", env=self._people())
        except FolkmootError:
            mend = "give another one with --branch"
            raise FolkmootError(f"there is a branch '{name}' already, or one whose name stands in its way", mend) from None

    def make_commit(self, files: Mapping[str, bytes], message: str, after: str = "HEAD") -> str:
        """Make a commit that follows another and differs from it in these files only; no branch moves yet.

        No hook, filter or signing program runs: it is made of objects, in an index of its own. Who commits is what
        `GIT_AUTHOR_NAME` and the like say, else the user's own Git configuration, which is read for that only.
        """
        parent, people = self.commit(after), self._people()
        with tempfile.TemporaryDirectory() as folder:
            index = {"GIT_INDEX_FILE": str(Path(folder) / "index")}
            self.run("read-tree", parent, env=index)
            for path, data in files.items():
                held = Path(folder) / "held"
                held.write_bytes(data)
                oid = self.run("hash-object", "-w", "--no-filters", "--", str(held)).decode().strip()
                self.run("update-index", "--add", "--cacheinfo", f"{REGULAR},{oid},{path}", env=index)
            made = self.run("write-tree", env=index).decode().strip()
        return self.run("commit-tree", made, "-p", parent, "-m", message, env=people).decode().strip()

    def advance(self, commit: str, message: str) -> None:
        """Let the branch that is checked out go on to a commit made here, and the index with it, for what it changed."""
        parent = self.commit(f"{commit}^")
        self.run("update-ref", "-m", message, "HEAD", commit, parent, env=self._people())
        for change in self.changes(parent, commit):
            self.run("update-index", "--add", "--cacheinfo", f"{REGULAR},{change.after},{change.path}")

    def _people(self) -> dict[str, str]:
        """Name author and committer as Git would for this user; FolkmootError when Git knows no name."""
        import git as gitpython

        people: dict[str, str] = {}
        for role in ("AUTHOR", "COMMITTER"):
            line = ["git", "--no-pager", f"--git-dir={self.git_dir}", "-c", "user.useConfigOnly=true", "var", f"GIT_{role}_IDENT"]
            try:
                said = str(gitpython.Git(str(self.root)).execute(line))
            except gitpython.GitCommandError:
                mend = "say who you are: git config user.name NAME, and git config user.email ADDRESS"
                raise FolkmootError("Git does not know who commits", mend) from None
            found = re.fullmatch(r"(.*) <(.*)> (\d+ [+-]\d{4})", said)
            assert found, said
            people |= {f"GIT_{role}_NAME": found[1], f"GIT_{role}_EMAIL": found[2], f"GIT_{role}_DATE": found[3]}
        return people

    def last_changes(self, *paths: str) -> dict[str, tuple[str, int]]:
        """For each file the newest first-parent commit that touched it and its committer time (seconds), from one log pass."""
        log = self.run("log", "--first-parent", "-m", "--name-only", "-z", "--no-renames", "--format=%x01%H %ct", "HEAD", "--", *paths)
        changes: dict[str, tuple[str, int]] = {}
        commit, seconds = "", 0
        for part in log.decode("utf-8", "surrogateescape").replace("\n", "\0").split("\0"):
            if part.startswith("\x01"):
                commit, time = part[1:].split()
                seconds = int(time)
            elif part:
                changes.setdefault(part, (commit, seconds))
        return changes


def _failed(command: str, error: "gitpython.GitCommandError") -> FolkmootError:
    said = str(error.stderr).strip().strip("'").removeprefix("stderr: ").strip().strip("'")
    return FolkmootError(f"git {command} failed: {said}", "see whether the revision exists in this clone")


def rows_of(listing: str) -> Iterator[tuple[str, str, int, str]]:
    """Read mode, id, size and path of each row of a listing."""
    for line in _ROW.finditer(listing):
        mode, oid, size, path = line.groups()
        yield mode, oid, int(size) if size != "-" else 0, path


def made_change(row: Sequence[str]) -> Change:
    """Make a change of the five groups of `CHANGE`."""
    mode, before, after, status, path = row
    was = "" if before.startswith(_NOTHING) and not before.strip("0") else before
    now = "" if after.startswith(_NOTHING) and not after.strip("0") else after
    return Change(status, path, was, now, intern(mode) if now else "")


def _git_dir(root: Path) -> Path:
    """Find the Git directory of a work tree, also of a linked one, without asking Git to search for it."""
    marker = root / ".git"
    if marker.is_dir():
        return marker
    if marker.is_file():
        text = marker.read_text(encoding="utf-8", errors="replace").strip()
        if text.startswith("gitdir: "):
            return (root / text.removeprefix("gitdir: ")).resolve()
    if (root / "HEAD").is_file() and (root / "objects").is_dir():
        return root
    raise FolkmootError(f"{root} is not the top of a Git repository", "run folkmoot inside a clone, or make one with: git init")
