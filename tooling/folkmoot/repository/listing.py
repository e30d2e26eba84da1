"""The files of a commit that may be read, from Git's listing of its tree; the others, and those of a work tree, as faults."""

import re
from itertools import chain

from folkmoot.formats.paths import FOLDERS, LONGEST_PATH, LONGEST_TEXT, ordinary_path, unsafe_path
from folkmoot.records.finding import Fault, Place
from folkmoot.repository.git import EXECUTABLE, REGULAR, Git, rows_of

LARGEST_TABLE = 256 * 1024 * 1024
"""Bytes that one file of entries may have; larger rosters are sharded."""
_PATH = rf"(?=[^\0]{{1,{LONGEST_PATH}}}\0){ordinary_path(chr(0))}"
_ROW = re.compile(rf"(?<![^\0])(?:{REGULAR} blob ([0-9a-f]+) +[0-9]{{1,5}}\t({_PATH})\0|([^\0]+)\0)")
"""Id and path of a file with nothing to refuse, at most 99,999 bytes long; or the whole row of what is looked at one by one."""


def wanted(git: Git, commit: str) -> tuple[dict[str, str], list[Fault]]:
    """The ids of the files of a commit that may be read, by path; the others are told as faults."""
    found: dict[str, str] = {}
    faults: list[Fault] = []
    for oid, path, row in chain.from_iterable(map(_ROW.findall, git.listing(commit, *FOLDERS))):
        if path:
            found[path] = oid
            continue
        for mode, other, size, name in rows_of(f"{row}\0"):
            spelt = name if name.isascii() else name.encode("utf-8", "surrogateescape").decode("utf-8", "replace")
            fault = refusal(spelt, size, mode in (REGULAR, EXECUTABLE))
            if fault:
                faults.append(fault)
            else:
                found[spelt] = other
    return found, faults


def refusal(path: str, size: int, is_regular: bool) -> Fault | None:
    """Why a file is not read; None when it may be."""
    reason = unsafe_path(path)
    if reason:
        return unsafe(path, reason)
    if not is_regular:
        return unsafe(path, "this is a link or a special file, not a file")
    most = LARGEST_TABLE if path.endswith((".csv", ".json", "/SHA256SUMS")) else LONGEST_TEXT
    if size > most:
        return Fault(Place(path), f"the file has {size:,} bytes; {most:,} are read at most", "shorten or split it", "too-large")
    return None


def unsafe(path: str, reason: str) -> Fault:
    """The fault of a path that may not stand here, for a reason."""
    mend = "use plain files named with lower-case letters, digits, '.', '_' and '-'"
    return Fault(Place(path), reason, mend, "unsafe-path")
