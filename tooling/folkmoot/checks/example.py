"""The examples of checks: a small sound co-op, Brook, and for each check what makes it unsound.

`pairs/base/` is sound and is the good example of every check. `pairs/<code>-<name>/bad/` is laid over it: a file
replaces or joins those of the base, an empty file `<path>.removed` takes one away. Bytes that cannot stand in a
checked-out tree are described in `overlay.json`, by path: `{"text": ...}`, `{"base64": ...}` or
`{"repeat": ..., "times": ...}`. A folder `good/` is laid over the base where the base itself does not show enough.
"""

import json
from base64 import b64decode
from collections.abc import Iterator
from datetime import UTC, datetime
from functools import cache
from importlib import resources
from importlib.resources.abc import Traversable
from typing import Any

from folkmoot.checks.registry import Check

AS_OF = datetime(2026, 4, 1, tzinfo=UTC)
"""The instant by which the examples are judged."""
_REMOVED = ".removed"


def base() -> dict[str, bytes]:
    """The files of the sound co-op, by path."""
    return dict(_base())


@cache
def _base() -> tuple[tuple[str, bytes], ...]:
    return tuple(_files(resources.files("folkmoot.checks") / "pairs" / "base", ""))


def bad(check: Check) -> dict[str, bytes]:
    """The files of a co-op in which `check` finds something."""
    files = _laid_over(base(), check.pair / "bad")
    described = check.pair / "overlay.json"
    if described.is_file():
        overlay: dict[str, dict[str, Any]] = json.loads(described.read_bytes())
        files |= {path: _described(how) for path, how in overlay.items()}
    return files


def good(check: Check) -> dict[str, bytes]:
    """The files of a co-op in which `check` finds nothing."""
    return _laid_over(base(), check.pair / "good")


def message(check: Check) -> str:
    """What `check` says of its bad example, to the letter."""
    return (check.pair / "message.txt").read_text("utf-8")


def _files(folder: Traversable, prefix: str) -> Iterator[tuple[str, bytes]]:
    for item in sorted(folder.iterdir(), key=lambda item: item.name):
        if item.is_dir():
            yield from _files(item, f"{prefix}{item.name}/")
        else:
            yield prefix + item.name, item.read_bytes()


def _laid_over(files: dict[str, bytes], overlay: Traversable) -> dict[str, bytes]:
    for path, data in _files(overlay, "") if overlay.is_dir() else ():
        if path.endswith(_REMOVED):
            files.pop(path.removesuffix(_REMOVED))
        else:
            files[path] = data
    return files


def _described(how: dict[str, Any]) -> bytes:
    if "base64" in how:
        return b64decode(how["base64"])
    if "repeat" in how:
        return str(how["repeat"]).encode() * int(how["times"])
    return str(how["text"]).encode()
