"""Which paths may stand in a repository of records, and below which folders."""

import re

from folkmoot.records.shown import shown

FOLDERS = ("charter", "proposals", "juries")
"""The top-level folders that hold records."""
LONGEST_PATH = 200
LONGEST_TEXT = 512 * 1024
"""Bytes a text may have; a longer one is not read."""
_DEVICES = frozenset({"aux", "con", "nul", "prn", *(f"{port}{number}" for port in ("com", "lpt") for number in range(1, 10))})
_SAFE_PATH = re.compile(r"[a-z0-9][a-z0-9._-]*(/[a-z0-9][a-z0-9._-]*)*")
_SUMS = re.compile(r"juries/rosters/[a-z0-9][a-z0-9._-]*/SHA256SUMS")
"""The one file with capital letters: coreutils call it so."""


def ordinary_path(end: str) -> str:
    r"""The pattern of a path without any fault, its length aside, that ends where `end` matches, such as `\Z`.

    What it does not match is looked at for a reason, and may have none.
    """
    device = rf"(?:aux|con|nul|prn|com[1-9]|lpt[1-9])(?:[./]|{end})"
    return rf"(?:(?!{device})[a-z0-9][a-z0-9._-]*+(?<!\.)(?:/(?!{end})|(?={end})))+"


_ORDINARY = re.compile(ordinary_path(r"\Z"))


def unsafe_path(path: str) -> str:
    """Say why a path may not stand in a repository of records; empty when it may."""
    if len(path) <= LONGEST_PATH and _ORDINARY.fullmatch(path):
        return ""
    if len(path) > LONGEST_PATH:
        return f"the path has {len(path)} characters; {LONGEST_PATH} are allowed"
    if device := next((part for part in path.split("/") if part.partition(".")[0] in _DEVICES), ""):
        return f"'{device}' is the name of a device on Windows"
    if path.endswith(".") or "./" in path:
        return f"a name in '{shown(path)}' ends with '.', which Windows drops"
    if not _SAFE_PATH.fullmatch(path) and not _SUMS.fullmatch(path):
        return f"the name '{shown(path)}' has other marks than lower-case letters, digits, '.', '_' and '-'"
    return ""
