"""From a repository to an archive: the files of a work tree, or the objects of a revision."""

import os
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from folkmoot.formats.document import LONGEST_TEXT
from folkmoot.formats.layout import FOLDERS, read_archive, unsafe_path
from folkmoot.records.archive import Archive
from folkmoot.records.error import FolkmootError
from folkmoot.records.finding import Fault, Place
from folkmoot.records.history import Merge
from folkmoot.repository.git import EXECUTABLE, REGULAR, Git
from folkmoot.repository.history import read_history

LARGEST_TABLE = 256 * 1024 * 1024
"""Bytes that one file of entries may have; larger rosters are sharded."""
_MARKS = ("charter", "proposals", "juries")


def find_root(start: Path) -> Path:
    """Find the co-op's repository at or above `start`; FolkmootError when there is none."""
    for folder in (start.absolute(), *start.absolute().parents):
        if (folder / ".git").exists() or any((folder / mark).is_dir() for mark in _MARKS):
            return folder
    raise FolkmootError(f"no co-op's repository at or above {start}", "go into a clone, or name one with --root")


def read_work_tree(root: Path) -> Archive:
    """Read the records as they stand in the folders; links are told as faults and never followed."""
    files: dict[str, bytes] = {}
    faults: list[Fault] = []
    for folder in FOLDERS:
        _walk(root, folder, files, faults)
    history = _history(Git(root), "HEAD", files, faults) if (root / ".git").exists() else ()
    return replace(read_archive(files, faults=tuple(faults)), history=history)


def read_revision(root: Path, revision: str, *, with_history: bool = True) -> Archive:
    """Read the records of one commit, and the merges that led to it, from Git's objects.

    FolkmootError when there is no such revision.
    """
    return _read_commit(Git(root), revision, {}, with_history)


def read_sides(root: Path, one: str, other: str) -> tuple[Archive, Archive]:
    """Read the records of two commits, both with the merges that led to the first; a file that both hold is fetched once.

    So what the second adds stands after all history, as it would once it is merged.
    """
    git, blobs = Git(root), dict[str, bytes]()
    before = _read_commit(git, one, blobs, True)
    return before, replace(_read_commit(git, other, blobs, False), history=before.history)


def _read_commit(git: Git, revision: str, blobs: dict[str, bytes], with_history: bool) -> Archive:
    commit = git.commit(revision)
    wanted: dict[str, str] = {}
    faults: list[Fault] = []
    for blob in git.tree(commit, *FOLDERS):
        path = blob.path if blob.path.isascii() else blob.path.encode("utf-8", "surrogateescape").decode("utf-8", "replace")
        fault = _refusal(path, blob.size, blob.mode in (REGULAR, EXECUTABLE))
        if fault:
            faults.append(fault)
        else:
            wanted[path] = blob.oid
    blobs.update(git.read_many(oid for oid in wanted.values() if oid not in blobs))
    files = {path: blobs[oid] for path, oid in wanted.items()}
    history = _history(git, commit, files, faults) if with_history else ()
    return replace(read_archive(files, commit, tuple(faults)), history=history)


def _history(git: Git, revision: str, files: Mapping[str, bytes], faults: list[Fault]) -> tuple[Merge, ...]:
    """Read the history of a revision; what is cut off is told as a fault, and a repository without a commit has none."""
    reason = git.cut_off()
    if reason:
        mend = "fetch the whole history, for example with: git fetch --unshallow"
        faults.append(Fault(Place(".git"), reason, mend, "history-cut-off"))
        return ()
    try:
        commit = git.commit(revision)
    except FolkmootError:
        return ()
    return read_history(git, commit, files)


def _walk(root: Path, folder: str, files: dict[str, bytes], faults: list[Fault]) -> None:
    try:
        listing = sorted(os.scandir(root / folder), key=lambda item: item.name)
    except FileNotFoundError:
        return
    except OSError as error:
        raise FolkmootError(f"{folder} cannot be read: {error.strerror}", "see who may read it") from None
    for item in listing:
        path = f"{folder}/{item.name}".encode("utf-8", "surrogateescape").decode("utf-8", "replace")
        if item.is_dir(follow_symlinks=False):
            if item.name == ".git":
                faults.append(_unsafe(path, "a Git repository stands inside the records"))
            else:
                _walk(root, f"{folder}/{item.name}", files, faults)
            continue
        is_regular = item.is_file(follow_symlinks=False)
        fault = _refusal(path, item.stat(follow_symlinks=False).st_size, is_regular)
        if fault:
            faults.append(fault)
            continue
        try:
            files[path] = Path(item.path).read_bytes()
        except OSError as error:
            raise FolkmootError(f"{path} cannot be read: {error.strerror}", "see who may read it") from None


def _refusal(path: str, size: int, is_regular: bool) -> Fault | None:
    reason = unsafe_path(path)
    if reason:
        return _unsafe(path, reason)
    if not is_regular:
        return _unsafe(path, "this is a link or a special file, not a file")
    most = LARGEST_TABLE if path.endswith((".csv", ".json", "/SHA256SUMS")) else LONGEST_TEXT
    if size > most:
        return Fault(Place(path), f"the file has {size:,} bytes; {most:,} are read at most", "shorten or split it", "too-large")
    return None


def _unsafe(path: str, reason: str) -> Fault:
    mend = "use plain files named with lower-case letters, digits, '.', '_' and '-'"
    return Fault(Place(path), reason, mend, "unsafe-path")
