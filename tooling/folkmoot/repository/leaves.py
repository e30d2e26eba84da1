"""The leaves of a repository: every change of a record on the main line, in the order of history."""

from collections.abc import Iterable
from pathlib import Path

from folkmoot.records.checkpoint import Leaf
from folkmoot.records.error import FolkmootError
from folkmoot.records.history import Merge
from folkmoot.repository.git import EXECUTABLE, REGULAR, Git
from folkmoot.repository.history import read_history

_LINK = "120000"
_REMOVED = "0" * 64
_HELD = (REGULAR, EXECUTABLE, _LINK)
"""The modes of what Git holds as bytes; another repository is only named by its commit."""


def read_leaves(root: Path, revision: str = "HEAD") -> tuple[Leaf, ...]:
    """Return the leaves up to a revision: merges oldest first, within a merge by path.

    FolkmootError when the history here is not the whole one, or when an object of it is missing.
    """
    git = Git(root)
    reason = git.cut_off()
    if reason:
        raise FolkmootError(reason, "fetch the whole history: git fetch --unshallow; with GitHub's checkout action: fetch-depth: 0")
    return leaves_of(git, read_history(git, git.commit(revision), {}))


def leaves_of(git: Git, history: Iterable[Merge]) -> tuple[Leaf, ...]:
    """Return the leaves of merges that were read already; each distinct file is read once, whatever its size."""
    merges = tuple(history)
    sums = git.sha256sums(change.after for merge in merges for change in merge.changes if change.mode in _HELD)
    return tuple(
        Leaf(change.path, _digest(change.after, sums), change.mode or REGULAR)
        for merge in merges
        for change in sorted(merge.changes, key=lambda change: change.path.encode())
    )


def _digest(oid: str, sums: dict[str, str]) -> str:
    return sums.get(oid, oid.rjust(64, "0")) if oid else _REMOVED
