"""From a repository to an archive: the files of a work tree, or the objects of a revision."""

import os
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from folkmoot.formats.paths import FOLDERS
from folkmoot.records.error import FolkmootError
from folkmoot.records.finding import Fault, Place
from folkmoot.records.history import Merge
from folkmoot.repository.git import Git
from folkmoot.repository.history import log_of, read_history
from folkmoot.repository.judging import Ahead
from folkmoot.repository.listing import refusal, unsafe, wanted

if TYPE_CHECKING:
    from folkmoot.records.archive import Archive

_MARKS = ("charter", "proposals", "juries")


def find_root(start: Path) -> Path:
    """Find the co-op's repository at or above `start`; FolkmootError when there is none."""
    for folder in (start.absolute(), *start.absolute().parents):
        if (folder / ".git").exists() or any((folder / mark).is_dir() for mark in _MARKS):
            return folder
    raise FolkmootError(f"no co-op's repository at or above {start}", "go into a clone, or name one with --root")


def read_work_tree(root: Path, *, judging: bool = False) -> "Archive":
    """Read the records as they stand in the folders; links are told as faults and never followed.

    With `judging`, the signatures of ballots are judged ahead, for a reader who will count them.
    """
    from folkmoot.formats.layout import read_archive
    from folkmoot.repository.copies import copies_in_tree

    files: dict[str, bytes] = {}
    faults: list[Fault] = []
    for folder in FOLDERS:
        _walk(root, folder, files, faults)
    ahead = Ahead()
    for path in files if judging else ():
        ahead.add(path, files)
    judged = ahead.close()
    history = _history(Git(root), "HEAD", files, faults) if (root / ".git").exists() else ()
    return replace(read_archive(files, faults=tuple(faults)), history=history, judged=judged, copies=copies_in_tree(root))


def read_revision(root: Path, revision: str, *, with_history: bool = True, judging: bool = False) -> "Archive":
    """Read the records of one commit, and the merges that led to it, from Git's objects; `judging` as for a work tree.

    FolkmootError when there is no such revision.
    """
    return _read_commit(Git(root), revision, {}, with_history, judging)


def read_sides(root: Path, one: str, other: str) -> "tuple[Archive, Archive]":
    """Read the records of two commits, both with the merges that led to the first; a file that both hold is fetched once.

    So what the second adds stands after all history, as it would once it is merged.
    """
    git, blobs = Git(root), dict[str, bytes]()
    before = _read_commit(git, one, blobs, True)
    return before, replace(_read_commit(git, other, blobs, False), history=before.history)


def _read_commit(git: Git, revision: str, blobs: dict[str, bytes], with_history: bool, judging: bool = False) -> "Archive":
    commit = git.commit(revision)
    with ThreadPoolExecutor(2) as meanwhile:
        log = meanwhile.submit(log_of, git, commit) if with_history and not git.cut_off() else None
        listed = meanwhile.submit(wanted, git, commit)
        from folkmoot.formats.layout import read_archive  # takes as long as git does, and so is imported while git is at work
        from folkmoot.repository.copies import copies_in_commit

        (paths, faults), listing = listed.result(), log.result() if log else None
    files: dict[str, bytes] = {}
    ahead = Ahead()
    fetched = git.read_each(oid for oid in paths.values() if oid not in blobs)
    for path, oid in paths.items():
        if oid not in blobs:
            blobs[oid] = next(fetched)
        files[path] = blobs[oid]
        if judging and path.endswith(".sig"):
            ahead.add(path, files)
    next(fetched, None)  # so that git has ended too
    judged = ahead.close()
    history = _history(git, commit, files, faults, listing) if with_history else ()
    copies = copies_in_commit(git, commit)
    return replace(read_archive(files, commit, tuple(faults)), history=history, judged=judged, copies=copies)


def _history(
    git: Git, revision: str, files: Mapping[str, bytes], faults: list[Fault], listing: bytes | None = None
) -> tuple[Merge, ...]:
    """Read the history of a revision, from its listing if that is here.

    What is cut off is told as a fault, and a repository without a commit has none.
    """
    reason = git.cut_off()
    if reason:
        mend = "fetch the whole history, for example with: git fetch --unshallow"
        faults.append(Fault(Place(".git"), reason, mend, "history-cut-off"))
        return ()
    if listing is not None:
        return read_history(git, revision, files, listing)
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
                faults.append(unsafe(path, "a Git repository stands inside the records"))
            else:
                _walk(root, f"{folder}/{item.name}", files, faults)
            continue
        is_regular = item.is_file(follow_symlinks=False)
        size = item.stat(follow_symlinks=False).st_size
        fault = refusal(path, size, is_regular)
        if fault:
            faults.append(fault)
            continue
        try:
            files[path] = _bytes(item.path, size)
        except OSError as error:
            raise FolkmootError(f"{path} cannot be read: {error.strerror}", "see who may read it") from None


def _bytes(path: str, size: int) -> bytes:
    """Read a file whose size is known; a file object for each of thousands of small files costs more than reading them."""
    handle = os.open(path, os.O_RDONLY | os.O_NOFOLLOW)  # a link put there meanwhile is refused
    try:
        parts = [os.read(handle, size + 1)]
        while parts[-1]:  # until nothing follows: a file may grow, and one read may give less than it was asked for
            parts.append(os.read(handle, size + 1))
    finally:
        os.close(handle)
    return b"".join(parts)
