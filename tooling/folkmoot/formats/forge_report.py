"""What check and gate found, for a forge: the comment on a pull request, and GitLab's Code Quality report.

Both are made of the JSON that the two verbs print, and that is read as a stranger's: every value is bounded, flattened to one line,
and shown in a code block that no value can end, so that nothing in a record can call somebody, load a picture or become a link.
"""

import json
import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from folkmoot.formats.strict_json import load

LARGEST = 8 * 1024 * 1024
"""Bytes of one report that are read."""
MARK = "<!-- folkmoot -->"
"""How a comment begins, so that the next one takes its place."""
_MOST = 200
_LONGEST = 500
_LONGEST_COMMENT = 55_000
_RUN = re.compile(r"`+")


@dataclass(frozen=True, slots=True)
class Said:
    """One thing that was found."""

    path: str
    line: int
    what: str
    mend: str
    code: str
    is_error: bool


def read_report(data: bytes) -> tuple[Said, ...]:
    """Read what `check --format json` or `gate --format json` printed; ValueError with a sentence when it is neither."""
    told = load(data, LARGEST)
    if not isinstance(told, dict) or told.get("version") != 1:
        raise ValueError("it is no report of version 1")
    if isinstance(told.get("findings"), list):
        return tuple(_finding(each) for each in told["findings"])
    if isinstance(told.get("verdicts"), list):
        return tuple(_verdict(each) for each in told["verdicts"] if not (isinstance(each, dict) and each.get("allowed") is True))
    raise ValueError("it has neither findings nor verdicts")


def _finding(value: Any) -> Said:
    if not isinstance(value, dict):
        raise ValueError("a finding is an object")
    line, code = value.get("line"), f"{_flat(value.get('code'))} {_flat(value.get('name'))}".strip()
    row = line if isinstance(line, int) and 0 < line < 10**7 else 1
    return Said(_flat(value.get("path")), row, _flat(value.get("what")), _flat(value.get("mend")), code, value.get("severity") != "warning")


def _verdict(value: Any) -> Said:
    if not isinstance(value, dict):
        raise ValueError("a verdict is an object")
    return Said(_flat(value.get("path")), 1, _flat(value.get("reason")), _flat(value.get("mend")), "gate", True)


def _flat(value: Any) -> str:
    if value is None:
        return ""
    if not isinstance(value, str):
        raise ValueError("a text of the report is no text")
    kept = "".join(mark if unicodedata.category(mark)[0] != "C" else " " for mark in value[: 2 * _LONGEST])
    flat = " ".join(kept.split())
    return f"{flat[:_LONGEST]}..." if len(flat) > _LONGEST else flat


def comment(found: Sequence[Said]) -> str:
    """The comment on a pull request, in Markdown."""
    wrong = sum(each.is_error for each in found)
    if not found:
        return f"{MARK}\n**folkmoot**: check and gate find nothing wrong. It may be merged when a maintainer has looked at it.\n"
    count = f"{wrong} thing{'' if wrong == 1 else 's'} to mend" if wrong else "nothing that stops a merge, and a warning"
    lines = list(_lines(found))
    while lines and sum(map(len, lines)) > _LONGEST_COMMENT:
        lines.pop()
    shown = "\n".join(lines)
    fence = "`" * max(3, 1 + max((len(run) for run in _RUN.findall(shown)), default=0))
    return f"{MARK}\n**folkmoot**: {count}. Change the files, and this is looked at again.\n\n{fence}text\n{shown}\n{fence}\n"


def _lines(found: Sequence[Said]) -> Iterator[str]:
    for each in found[:_MOST]:
        note = "" if each.is_error else " (warning)"
        yield f"{each.path}:{each.line}: {each.code}{note}: {each.what}"
        if each.mend:
            yield f"    mend: {each.mend}"
    if len(found) > _MOST:
        yield f"and {len(found) - _MOST:,} more; folkmoot check shows them all"


def quality(found: Sequence[Said]) -> bytes:
    """GitLab's Code Quality report, a JSON list, each finding with a fingerprint that does not move with its line."""
    told = [
        {
            "description": f"{each.what} {f'Mend: {each.mend}' if each.mend else ''}".strip(), "check_name": each.code,
            "fingerprint": sha256(f"{each.code}\n{each.path}\n{each.what}".encode()).hexdigest(),
            "severity": "major" if each.is_error else "minor", "location": {"path": each.path, "lines": {"begin": each.line}},
        }
        for each in found
    ]  # fmt: skip
    return (json.dumps(told, indent=2, ensure_ascii=False) + "\n").encode()
