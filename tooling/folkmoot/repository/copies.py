"""The hand-written pages of the site that show a copy of the Terms of Service; no other page of it is a record."""

import os
from collections.abc import Iterator
from pathlib import Path

from folkmoot.formats.paths import LONGEST_TEXT
from folkmoot.repository.git import EXECUTABLE, REGULAR, Git
from folkmoot.rulebook.terms import OPENING

PAGES = "site/pages"
_MARK = OPENING.encode()


def copies_in_tree(root: Path) -> dict[str, bytes]:
    """Those of a work tree, by path; links are not followed."""
    found = {}
    for path in sorted(_pages(root / PAGES)):
        data = path.read_bytes()
        if _MARK in data:
            found[path.relative_to(root).as_posix()] = data
    return found


def _pages(folder: Path) -> Iterator[Path]:
    try:
        listing = list(os.scandir(folder))
    except (FileNotFoundError, NotADirectoryError, PermissionError):
        return
    for item in listing:
        if item.is_dir(follow_symlinks=False):
            yield from _pages(Path(item.path))
        elif item.name.endswith(".md") and item.is_file(follow_symlinks=False) and item.stat(follow_symlinks=False).st_size <= LONGEST_TEXT:
            yield Path(item.path)


def copies_in_commit(git: Git, commit: str) -> dict[str, bytes]:
    """Those of a commit, by path."""
    rows = [row for row in git.rows(commit, PAGES) if row[0] in (REGULAR, EXECUTABLE) and row[3].endswith(".md") and row[2] <= LONGEST_TEXT]
    read = git.read_many(oid for _, oid, _, _ in rows)
    return {path: read[oid] for _, oid, _, path in rows if _MARK in read[oid]}
