"""Every Git call, hardened, in one place.

A pull request may hold anything, so Git is started with a fixed environment, reads no configuration of the machine or of
the user, runs no hook or file watcher, follows no replace ref, fetches nothing, and reads objects only, never the
work tree of a stranger.
"""

import re
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256
from io import BufferedReader
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO, TypeVar

from folkmoot.records.change import Change
from folkmoot.records.error import FolkmootError

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
_PIECE = 1 << 20
T = TypeVar("T")
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
            said = str(error.stderr).strip().strip("'").removeprefix("stderr: ").strip().strip("'")
            raise FolkmootError(f"git {arguments[0]} failed: {said}", "see whether the revision exists in this clone") from None

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
        return tuple(read_changes(listing.decode("utf-8", "surrogateescape").split("\0")))

    def tree(self, commit: str, *paths: str) -> Iterator[Blob]:
        """List the files of a commit, below the given paths only."""
        listing = self.run("ls-tree", "-r", "-z", "-l", "--full-tree", commit, "--", *paths)
        for line in listing.decode("utf-8", "surrogateescape").split("\0")[:-1]:
            facts, _, path = line.partition("\t")
            mode, _, oid, size = facts.split()
            yield Blob(path, mode, oid, int(size) if size != "-" else 0)

    def read(self, oid: str) -> bytes:
        """Return the bytes of one object; one process serves all calls."""
        _, _, _, data = self._objects.get_object_data(oid)
        return bytes(data)

    def read_many(self, oids: Iterable[str]) -> dict[str, bytes]:
        """Return the bytes of each object, all read by one process; FolkmootError when one is not here."""
        return dict(self._batch(oids, _bytes_of))

    def sha256sums(self, oids: Iterable[str]) -> dict[str, str]:
        """Return the `sha256sum` of the bytes of each object, all read by one process; FolkmootError when one is not here."""
        return dict(self._batch(oids, _sum_of))

    def _batch(self, oids: Iterable[str], take: Callable[[BinaryIO, int], T]) -> Iterator[tuple[str, T]]:
        """Go through objects in their order, and take from the stream what `take` makes of each."""
        line = ["git", *_OPTIONS, f"--git-dir={self.git_dir}", "cat-file", "--batch", "--buffer"]
        with tempfile.TemporaryFile() as wanted:
            wanted.write("".join(f"{oid}\n" for oid in dict.fromkeys(oids)).encode())
            wanted.seek(0)
            process: Any = self._command.execute(line, istream=wanted, as_process=True)
            stream = BufferedReader(process.stdout.raw, _PIECE)
            while head := stream.readline():
                oid, *facts = head.decode().split()
                if len(facts) != 2:
                    process.terminate()
                    raise FolkmootError(f"the object {oid} is not in this clone", "make a whole clone, without --filter, and run again")
                yield oid, take(stream, int(facts[1]))
            process.wait()

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

    def make_commit(self, files: Mapping[str, bytes], message: str) -> str:
        """Make a commit that follows HEAD and differs from it in these files only; no branch moves yet.

        No hook, filter or signing program runs: it is made of objects, in an index of its own. Who commits is what
        `GIT_AUTHOR_NAME` and the like say, else the user's own Git configuration, which is read for that only.
        """
        parent, people = self.commit("HEAD"), self._people()
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


def read_changes(words: Sequence[str]) -> Iterator[Change]:
    """Read changes in Git's raw form, `:100644 100644 <id> <id> M` and the path, a word each."""
    for facts, path in zip(words[::2], words[1::2], strict=False):
        _, mode, before, after, status = facts.removeprefix(":").split()
        name = path if path.isascii() else path.encode("utf-8", "surrogateescape").decode("utf-8", "replace")
        yield Change(status[0], name, _known(before), _known(after), mode if _known(after) else "")


def _bytes_of(stream: BinaryIO, size: int) -> bytes:
    """Read the next bytes of a stream, and pass over the line feed behind them."""
    data = stream.read(size + 1)
    if len(data) <= size:
        raise FolkmootError("git ended in the middle of an object", "see whether the clone is whole: git fsck")
    return data[:-1]


def _sum_of(stream: BinaryIO, size: int) -> str:
    """Hash the next bytes of a stream, and pass over the line feed behind them."""
    found = sha256()
    while size:
        data = stream.read(min(size, _PIECE))
        if not data:
            raise FolkmootError("git ended in the middle of an object", "see whether the clone is whole: git fsck")
        found.update(data)
        size -= len(data)
    stream.read(1)
    return found.hexdigest()


def _known(oid: str) -> str:
    return oid if oid.strip("0") else ""


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
