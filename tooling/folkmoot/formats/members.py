"""A registrar's private list of members, as spreadsheets write it: the asked columns of those who stay, and counts of the others.

Only what is asked for is kept; every other column is dropped as the row is read.
"""

import csv
import re
from array import array
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from operator import itemgetter

from folkmoot.formats.cells import Cell
from folkmoot.records.finding import Fault, Place
from folkmoot.records.value import shown

FINGERPRINT = r"SHA256:[A-Za-z0-9+/]{43}"
_VALUE = re.compile(r'[^,"\x00-\x1f]*[^,"\s\x00-\x1f][^,"\x00-\x1f]*')
Row = list[str]


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is read of a list."""

    name: str
    """The column that names a member: `entry`, or of a sealed roster `member`."""
    pattern: str
    """What a name looks like."""
    counted: tuple[str, ...] = ()
    further: tuple[str, ...] = ()
    """Columns with another value for each member: `key`, `secret`, a household."""
    unique: tuple[str, ...] = ("key", "secret")
    """The further columns in which no value may stand twice."""
    leave_out: tuple[tuple[str, str, str], ...] = ()
    """Column, value and reason: a row with that value is left out for that reason."""
    only: tuple[str, frozenset[str]] | None = None
    """A reason, and the names that it does not leave out."""


@dataclass(frozen=True, slots=True)
class Members:
    """The rows that stay, in three lists of one length, and how many were left out for which reason."""

    names: list[str] = field(default_factory=list)
    cells: list[Cell] = field(default_factory=list)
    """The values of the counted columns; equal ones are one object."""
    further: list[tuple[str, ...]] = field(default_factory=list)
    """Empty when no further column is wanted."""
    excluded: Counter[str] = field(default_factory=Counter)


def read_members(path: str, lines: Iterable[str], wanted: Wanted) -> tuple[Members | None, list[Fault]]:
    """Read a list in one pass; None, with the first fault and its line, when it cannot be used.

    Refused are rows of another length than the header, a member, key or secret that stands twice, a name that is none, and
    values that a roster cannot hold. `lines` may raise UnicodeDecodeError; that is a fault too.
    """
    reader = csv.reader(lines, strict=True)
    try:
        header = next(reader, [])
        fault = header_fault(path, header, wanted)
        return (None, [fault]) if fault else _rows(path, reader, header, wanted)
    except csv.Error as error:
        return None, [_fault(path, reader.line_num, str(error), "save the list as plain CSV")]
    except UnicodeDecodeError:
        return None, [_fault(path, reader.line_num + 1, "this is not UTF-8 text", "save the list as CSV in UTF-8")]


def header_fault(path: str, header: Row, wanted: Wanted) -> Fault | None:
    """What keeps a list with such a header from being read; None when nothing does."""
    if wanted.name not in header:
        what = "a token" if wanted.name == "entry" else "a number"
        return _fault(path, 1, f"there is no column '{wanted.name}'", f"give each member {what} in a column '{wanted.name}'")
    for column in (*wanted.counted, *wanted.further, *(rule[0] for rule in wanted.leave_out)):
        if column not in header:
            return _fault(path, 1, f"there is no column '{column}'", f"name one of {', '.join(header)}")
        if header.count(column) > 1:
            return _fault(path, 1, f"two columns are called '{column}'", "rename one of them")
    return None


def _rows(path: str, reader: Iterable[Row], header: Row, wanted: Wanted) -> tuple[Members | None, list[Fault]]:
    found, out = Members(), list[str]()
    numbers, out_numbers = array("L"), array("L")
    name, width = header.index(wanted.name), len(header)
    cell_of, further_of = picker(header, wanted.counted), picker(header, wanted.further)
    rules = [(header.index(column), value, reason) for column, value, reason in wanted.leave_out]
    known: dict[Cell, Cell] = {}
    number = 1
    for row in reader:
        number = reader.line_num  # type: ignore[attr-defined]
        if len(row) != width:
            if not row:
                continue
            return None, [_fault(path, number, f"the row has {len(row)} values, the header {width} names", "mend the row")]
        reason = next((why for at, value, why in rules if row[at] == value), None) if rules else None
        if wanted.only is not None and reason is None and row[name] not in wanted.only[1]:
            reason = wanted.only[0]
        if reason is not None:
            found.excluded[reason] += 1
            out.append(row[name])
            out_numbers.append(number)
            continue
        cell = cell_of(row)
        found.names.append(row[name])
        found.cells.append(known.setdefault(cell, cell))
        numbers.append(number)
        if wanted.further:
            found.further.append(further_of(row))
    fault = _name_fault(path, [*found.names, *out], [*numbers, *out_numbers], wanted) or _value_fault(path, found, numbers, known, wanted)
    return (None, [fault]) if fault else (found, [])


def picker(header: Row, columns: Sequence[str]) -> Callable[[Row], tuple[str, ...]]:
    """What takes the values of some columns out of a row."""
    places = [header.index(column) for column in columns]
    if not places:
        return lambda row: ()
    if len(places) == 1:
        return lambda row: (row[places[0]],)
    return itemgetter(*places)


def _name_fault(path: str, names: list[str], numbers: list[int], wanted: Wanted) -> Fault | None:
    """Find a name that is none, or that stands twice, whether or not one of its rows is left out."""
    if len(set(names)) < len(names):
        at, first = _second(names)
        return _fault(
            path, numbers[at], f"the {wanted.name} '{shown(names[at])}' stands on line {numbers[first]} too", "keep one of the two"
        )
    fits = re.compile(wanted.pattern).fullmatch
    wrong = next((place for place, name in enumerate(names) if not fits(name)), None)
    return None if wrong is None else _fault(path, numbers[wrong], *no_name(names[wrong], wanted))


def no_name(name: str, wanted: Wanted) -> tuple[str, str]:
    """What to say of a name that is none, and how to mend it."""
    like = "3 to 54 lower-case letters, digits and hyphens, like m-0a22" if wanted.name == "entry" else "letters, digits and hyphens"
    return f"'{shown(name)}' is not {'an entry' if wanted.name == 'entry' else 'a member number'}", f"use {like}"


def no_value(column: str, value: str) -> tuple[str, str] | None:
    """What keeps the value of a counted column out of a roster, and how to mend it; None when nothing does."""
    if _VALUE.fullmatch(value):
        return None
    if not value.strip():
        return f"the column '{column}' is empty", "write a value such as 'unsaid'"
    return f"{column}: '{shown(value)}' holds a comma, quote or control character", "use a plain value"


def no_further(column: str, value: str) -> tuple[str, str] | None:
    """What keeps the value of a further column out of a roster, and how to mend it; None when nothing does."""
    if column == "key" and value and not re.fullmatch(FINGERPRINT, value):
        return f"'{shown(value)}' is not the fingerprint of a key", "write what ssh-keygen -l -f KEY.pub prints, SHA256:..., or nothing"
    if column != "secret" and value and not _VALUE.fullmatch(value):
        return f"{column}: '{shown(value)}' holds a comma, quote or control character", "use a plain value"
    return None


def stands_twice(column: str, first: int) -> tuple[str, str]:
    """What to say of a key or secret that stood on an earlier line."""
    mend = "each member needs their own" if column == "key" else "give one of them a new one: folkmoot roster secrets"
    return f"this {column} stands on line {first} too", mend


def _value_fault(path: str, found: Members, numbers: Sequence[int], known: Iterable[Cell], wanted: Wanted) -> Fault | None:
    bad = {cell for cell in known if not all(map(_VALUE.fullmatch, cell))}
    if bad:
        at = next(at for at, cell in enumerate(found.cells) if cell in bad)
        wrong = next(filter(None, map(no_value, wanted.counted, found.cells[at])))
        return _fault(path, numbers[at], *wrong)
    for place, column in enumerate(wanted.further):
        fault = _further_fault(path, column, [row[place] for row in found.further], numbers, column in wanted.unique)
        if fault is not None:
            return fault
    return None


def _further_fault(path: str, column: str, values: list[str], numbers: Sequence[int], unique: bool) -> Fault | None:
    for at, value in enumerate(values):
        if wrong := no_further(column, value):
            return _fault(path, numbers[at], *wrong)
    if unique:
        given = [value for value in values if value]
        if len(set(given)) < len(given):
            at, first = _second(values)
            return _fault(path, numbers[at], *stands_twice(column, numbers[first]))
    return None


def _second(values: Sequence[str]) -> tuple[int, int]:
    """The place of the first value that was there before, and where it was."""
    seen: dict[str, int] = {}
    for at, value in enumerate(values):
        if value and value in seen:
            return at, seen[value]
        seen[value] = at
    raise AssertionError("no value stands twice")


def _fault(path: str, number: int, what: str, mend: str) -> Fault:
    return Fault(Place(path, number), what, mend)
