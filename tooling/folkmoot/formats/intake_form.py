"""The form that a member fills in without Git: a few labelled lines of plain text, and the text of the proposal last.

    Form: proposal
    Title: A longer table for the kitchen
    ...
    Text:
    Everything from here on is the text.

A label stands at the start of a line; what it says may go on below it, up to the next label. Every value keeps its line and column,
so that what is wrong with a record made of it can be told where the member wrote it.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from folkmoot.formats.document import decode
from folkmoot.records.finding import Fault, Place

LARGEST = 64 * 1024
"""Bytes a form may have."""
TEXT = "text"
_NAME = "form"
Kind = Literal["proposal", "second", "object"]
FIELDS: Mapping[str, Mapping[str, str]] = {
    "proposal": {
        "title": "Title", "kind": "Kind", "summary": "In a sentence or two", "asks": "The question", "introduced_by": "By",
        "seconds": "Seconded by", "responds_to": "Answers", "id": "Id", TEXT: "Text",
    },
    "second": {"proposal": "Proposal", "by": "By"},
    "object": {"proposal": "Proposal", "by": "By", "ref": "Clause or aim", "reason": "Reason"},
}  # fmt: skip
"""The fields of each form by their names in the records, with the labels that stand in the form."""
OPTIONAL = frozenset({"seconds", "responds_to", "id"})
_SPOKEN = {
    "ballot": "folkmoot vote attest writes down what was voted on paper",
    "vote": "folkmoot vote attest writes down what was voted on paper",
}
_LABEL = re.compile(r"([A-Za-z][A-Za-z ]{0,30}?)[ \t]*:(?:[ \t]+|$)")
_HIDDEN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]")


@dataclass(frozen=True, slots=True)
class IntakeForm:
    """One form that was filled in."""

    kind: str
    values: Mapping[str, str]
    """By the names of the records; one line each, but for the text."""
    places: Mapping[str, Place]
    """Where each value begins; under the empty name, the form itself."""

    def place(self, name: str) -> Place:
        """Where a field stands, or where the form begins."""
        return self.places.get(name, self.places[""])


def blank(kind: str, values: Mapping[str, str]) -> str:
    """A form to fill in, with what is known already."""
    lines = [f"Form: {kind}"]
    lines += [f"{label}: {values.get(name, '')}".rstrip() for name, label in FIELDS[kind].items() if name != TEXT and (
        name not in OPTIONAL or name in values or name == "seconds"
    )]  # fmt: skip
    return "\n".join([*lines, *(["Text:", values.get(TEXT, ""), ""] if TEXT in FIELDS[kind] else [""])])


def read_form(path: str, data: bytes) -> tuple[IntakeForm | None, list[Fault]]:
    """Read one form; None, with what is wrong and where, when a record cannot be made of it."""
    if len(data) > LARGEST:
        what = f"the form has {len(data):,} bytes; {LARGEST:,} are read at most"
        return None, [Fault(Place(path), what, "shorten the text; a longer one comes as a pull request")]
    text, faults = decode(path, data.replace(b"\r\n", b"\n").removeprefix(b"\xef\xbb\xbf"))
    if text is None:
        return None, faults
    lines = text.split("\n")
    faults += [
        Fault(Place(path, row, hidden.start() + 1, hidden.end() + 1), "a mark stands here that cannot be seen", "take it out")
        for row, line in enumerate(lines, start=1)
        for hidden in _HIDDEN.finditer(line)
    ]
    kind, start = _kind(path, lines)
    if isinstance(start, Fault):
        return None, [*faults, start]
    values, places, wrong = _values(path, lines, start, FIELDS[kind])
    places[""] = Place(path, start, 1, len(lines[start - 1]) + 1)
    faults += wrong
    missing = [label for name, label in FIELDS[kind].items() if not values.get(name) and name not in OPTIONAL]
    faults += [Fault(places[""], f"nothing stands after '{label}:'", f"write it on the line that begins '{label}:'") for label in missing]
    return (IntakeForm(kind, values, places) if not faults else None), faults


def _kind(path: str, lines: list[str]) -> tuple[str, int | Fault]:
    """Which form it is and the line that says so; what stands before it, such as the head of a letter, is passed over."""
    known = " or ".join(FIELDS)
    for row, line in enumerate(lines, start=1):
        found = _LABEL.match(line)
        if found and found[1].lower() == _NAME:
            kind = line[found.end() :].strip().lower()
            if kind in FIELDS:
                return kind, row
            place = Place(path, row, found.end() + 1, len(line) + 1)
            return "", Fault(place, f"there is no form '{kind[:40]}'", _SPOKEN.get(kind, f"write one of: {known}"))
    return "", Fault(Place(path), "no line says which form this is", f"begin it with 'Form: ' and one of: {known}")


def _values(
    path: str, lines: list[str], start: int, fields: Mapping[str, str]
) -> tuple[dict[str, str], dict[str, Place], list[Fault]]:
    """Every value, with where it begins; a label that stands twice or that the form does not have is told."""
    names = {label.lower(): name for name, label in fields.items()}
    values: dict[str, list[str]] = {}
    places: dict[str, Place] = {}
    faults: list[Fault] = []
    current = ""
    for row in range(start + 1, len(lines) + 1):
        line = lines[row - 1]
        found = _LABEL.match(line)
        name = names.get(found[1].lower(), "") if found else ""
        if found and name:
            if name in values:
                faults.append(Fault(Place(path, row, 1, found.end(1) + 1), f"'{found[1]}:' stands here again", "keep one of the two"))
            values[name], current = [line[found.end() :]], name
            places[name] = Place(path, row, found.end() + 1, len(line) + 1)
            if name == TEXT:
                values[name] += lines[row:]
                first = next((at for at, part in enumerate(values[name]) if part.strip()), 0)
                places[name] = places[name] if first == 0 else Place(path, row + first, 1, len(lines[row + first - 1]) + 1)
                break
        elif current:
            values[current].append(line)
        elif line.strip():
            mend = f"begin it with a label such as '{fields[next(iter(fields))]}:'"
            faults.append(Fault(Place(path, row), "this line belongs to no field", mend))
    return {name: _joined(name, part) for name, part in values.items()}, places, faults


def _joined(name: str, part: list[str]) -> str:
    text = "\n".join(part).strip("\n")
    if name == TEXT:
        return f"{text}\n" if text.strip() else ""
    return " ".join(text.split())
