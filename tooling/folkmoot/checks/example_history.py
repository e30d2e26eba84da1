"""The examples of checks that look at merges: what happened to Brook's records before they came to stand as they do.

`pairs/<code>-<name>/history.json` lists merges, oldest first, after the one that brought the base: the commit, its date, and
for each file what became of it: `{"replace": [old, new]}` changes words of the base, `"base"` puts the file back as it is
there, `{"mode": ...}` gives it another of Git's modes, and `null` removes it.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field

from folkmoot.checks.example import base
from folkmoot.checks.registry import Check
from folkmoot.formats.blob import blob_id
from folkmoot.records.change import Change
from folkmoot.records.checkpoint import PLAIN
from folkmoot.records.history import Merge
from folkmoot.records.value import parse_instant

_FOUNDING = "0" * 39 + "1"


@dataclass(frozen=True, slots=True)
class Step:
    """One merge of an example, with the files it set; None for one that it removed."""

    commit: str
    at: str
    files: dict[str, bytes | None]
    modes: dict[str, str] = field(default_factory=dict)
    """Git's modes of files that are not plain ones."""


def steps(check: Check) -> tuple[Step, ...]:
    """The merges of the bad example after the founding; none when it needs no history."""
    described = check.pair / "history.json"
    if not described.is_file():
        return ()
    sound = base()
    return tuple(
        Step(
            each["commit"],
            each["at"],
            {path: _file(sound[path], how) for path, how in each["files"].items()},
            {path: how["mode"] for path, how in each["files"].items() if isinstance(how, dict) and "mode" in how},
        )
        for each in json.loads(described.read_bytes())
    )


def _file(data: bytes, how: object) -> bytes | None:
    if isinstance(how, dict) and "replace" in how:
        old, new = (words.encode() for words in how["replace"])
        assert old in data, f"the base does not say {old!r}"
        return data.replace(old, new, 1)
    return None if how is None else data


def bad_history(check: Check) -> tuple[Merge, ...]:
    """The history of the bad example, as Git would tell it."""
    wanted = steps(check)
    if not wanted:
        return ()
    standing: dict[str, bytes] = {}
    founding = Step(_FOUNDING, "2026-02-05T12:00:00Z", dict(base()))
    return tuple(Merge(step.commit, parse_instant(step.at), tuple(_changes(standing, step))) for step in (founding, *wanted))


def _changes(standing: dict[str, bytes], step: Step) -> Iterator[Change]:
    for path, data in sorted(step.files.items()):
        old = standing.pop(path, None)
        if data is None:
            assert old is not None
            yield Change("D", path, blob_id(old), "", "")
            continue
        standing[path] = data
        grew = old is not None and data.startswith(old)
        yield Change(
            "A" if old is None else "M", path, "" if old is None else blob_id(old), blob_id(data), step.modes.get(path, PLAIN), grew
        )
