"""Patterns of paths, as procedures and scopes write them."""

from fnmatch import fnmatchcase


def matches(path: str, pattern: str) -> bool:
    """Whether a path is among those a pattern names: `*` stands for any part of one name, `**` for any folders."""
    return _matches(path.split("/"), pattern.split("/"))


def _matches(path: list[str], pattern: list[str]) -> bool:
    if not pattern or not path:
        return not path and all(part == "**" for part in pattern)
    if pattern[0] == "**":
        return _matches(path, pattern[1:]) or _matches(path[1:], pattern)
    return fnmatchcase(path[0], pattern[0]) and _matches(path[1:], pattern[1:])
