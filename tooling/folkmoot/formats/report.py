"""Findings as people and machines read them: text, JSON, GitHub annotations, SARIF."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from folkmoot.records.finding import Finding, Place, Severity

FORMATS = ("text", "json", "github", "sarif")
_LONGEST_EXCERPT = 160
_LEAD = 60
"""Characters shown before the stretch, when a line must be cut on its left."""


def render(findings: Sequence[Finding], files: Mapping[str, bytes], form: str) -> str:
    """Render findings in one of FORMATS; `files` are the bytes that excerpts are taken from."""
    match form:
        case "json":
            return json.dumps({"version": 1, "findings": [_as_json(finding) for finding in findings]}, indent=2) + "\n"
        case "github":
            return "".join(_as_github(finding) for finding in findings)
        case "sarif":
            return json.dumps(_as_sarif(findings), indent=2) + "\n"
        case _:
            rows = _rows(files, findings)
            return "\n".join(_as_text(finding, rows.get(finding.place.path, ())) for finding in findings)


def _rows(files: Mapping[str, bytes], findings: Sequence[Finding]) -> dict[str, list[str]]:
    """The lines of every file that a finding speaks of, decoded once: a file may have very many findings."""
    paths = {finding.place.path for finding in findings}
    return {path: files[path].decode("utf-8", "replace").split("\n") for path in paths if path in files}


def _as_text(finding: Finding, rows: Sequence[str]) -> str:
    """Render one finding with the line it speaks of and carets under the very stretch."""
    place = finding.place
    note = "" if finding.severity is Severity.ERROR else " (warning)"
    first = f"{place.path}:{place.line}:{place.column}: {finding.code} {finding.name}{note}: {finding.what}"
    lines = [_visible(first), *_excerpt(place, rows)]
    lines += [f"  = why:  {finding.why}", f"  = mend: {_visible(finding.mend)}", f"  = see:  folkmoot explain {finding.code}"]
    return "\n".join(lines) + "\n"


def _visible(text: str) -> str:
    """A line that stays one line and moves no cursor, whatever a record or the name of a file holds."""
    return "".join(mark if mark.isprintable() else "\N{REPLACEMENT CHARACTER}" for mark in text)


def _excerpt(place: Place, rows: Sequence[str]) -> list[str]:
    text = rows[place.line - 1].rstrip("\r") if place.line <= len(rows) else ""
    start = max(0, min(place.column, len(text)) - 1)
    end = max(start + 1, min((place.end_column or len(text) + 1) - 1, len(text)))
    shown, start, end = _window(text, start, end)
    shown = _visible(shown.expandtabs(1))
    if not shown.strip() or "\0" in text:
        return []
    gutter = " " * len(str(place.line))
    return [f"{gutter} |", f"{place.line} | {shown}", f"{gutter} | {' ' * start}{'^' * (end - start)}"]


def _window(text: str, start: int, end: int) -> tuple[str, int, int]:
    """Cut a long line to the part round the stretch, and say where the stretch stands in that part."""
    if len(text) <= _LONGEST_EXCERPT:
        return text, start, end
    first = 0 if end <= _LONGEST_EXCERPT else max(0, min(start - _LEAD, len(text) - _LONGEST_EXCERPT))
    before, after = "..." if first else "", "..." if first + _LONGEST_EXCERPT < len(text) else ""
    part = text[first : first + _LONGEST_EXCERPT]
    start, end = start - first + len(before), min(end - first, len(part)) + len(before)
    return f"{before}{part}{after}", start, end


def _as_json(finding: Finding) -> dict[str, Any]:
    place = finding.place
    where = {"path": place.path, "line": place.line, "column": place.column, "end_column": place.end_column or None}
    return {"code": finding.code, "name": finding.name, "severity": str(finding.severity), **where,
            "what": finding.what, "why": finding.why, "mend": finding.mend}  # fmt: skip


def _as_github(finding: Finding) -> str:
    place = finding.place
    fields = [f"file={_escaped(place.path, True)}", f"line={place.line}", f"endLine={place.line}", f"col={place.column}"]
    if place.end_column:
        fields.append(f"endColumn={place.end_column}")
    fields.append(f"title={_escaped(f'{finding.code} {finding.name}', True)}")
    message = _escaped(f"{finding.what}\nmend: {finding.mend}", False)
    return f"::{finding.severity} {','.join(fields)}::{message}\n"


def _escaped(text: str, is_field: bool) -> str:
    text = "\n".join(_visible(line) for line in text.split("\n")).replace("%", "%25").replace("\n", "%0A")
    return text.replace(":", "%3A").replace(",", "%2C") if is_field else text


def _as_sarif(findings: Sequence[Finding]) -> dict[str, Any]:
    rules = {finding.code: finding for finding in findings}
    driver = {
        "name": "folkmoot",
        "rules": [
            {"id": code, "name": rules[code].name, "shortDescription": {"text": rules[code].why}} for code in sorted(rules)
        ],
    }
    run = {"tool": {"driver": driver}, "columnKind": "unicodeCodePoints", "results": [_as_result(finding) for finding in findings]}
    return {"$schema": "https://json.schemastore.org/sarif-2.1.0.json", "version": "2.1.0", "runs": [run]}


def _as_result(finding: Finding) -> dict[str, Any]:
    place = finding.place
    region: dict[str, Any] = {"startLine": place.line, "startColumn": place.column}
    if place.end_column:
        region["endColumn"] = place.end_column
    location = {"artifactLocation": {"uri": place.path}, "region": region}
    return {
        "ruleId": finding.code,
        "level": str(finding.severity),
        "message": {"text": f"{finding.what}. {finding.mend}"},
        "locations": [{"physicalLocation": location}],
    }
