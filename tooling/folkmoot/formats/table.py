"""`entries.csv`: the one byte form of a roster's entries, read whole and checked in one pass.

The form is a strict part of CSV: UTF-8, LF, a header, no quotes, no comma inside a value, rows sorted by the bytes of
the entry, each entry once. So the digest needs no canonicalisation: `sha256sum entries.csv`.
"""

import re
from collections.abc import Iterable, Sequence
from hashlib import sha256
from itertools import islice, pairwise
from operator import ge

from folkmoot.records.finding import Fault, Place
from folkmoot.records.roster import Entries
from folkmoot.records.value import SLUG, TOKEN, shown

_VALUE = rb'[^,"\r\n\x00-\x1f]*'
_MARK = re.compile(rb'["\r\x00-\x1f]')
"""What no value may hold."""
_TOKEN = TOKEN.encode()
_MOST_COLUMNS = 64


def read_entries(path: str, data: bytes) -> tuple[Entries | None, list[Fault]]:
    """Read the table; None, with the first fault, when it is not in the one byte form."""
    columns, fault = read_header(path, data)
    if fault is not None:
        return None, [fault]
    end = data.find(b"\n")
    if end < 0:
        return None, [Fault(Place(path), "the file has no line end", "end every line with one line feed", "broken-entries")]
    lines, fault = read_rows(path, data, columns, start=end + 1)
    if fault is not None:
        return None, [fault]
    entries = Entries(columns, tuple(lines), sha256(data).hexdigest())
    fault = order_fault(path, entries.tokens)
    return (None, [fault]) if fault else (entries, [])


def read_header(path: str, data: bytes) -> tuple[tuple[str, ...], Fault | None]:
    """Read the columns that a table begins with, and what is wrong with them."""
    columns = tuple(data.partition(b"\n")[0].decode("utf-8", "replace").split(","))
    return columns, _header_fault(path, columns)


def read_rows(path: str, data: bytes, columns: Sequence[str], *, start: int = 0, line: int = 2) -> tuple[list[bytes], Fault | None]:
    """Read whole rows from `start` on, of which the first is that line of its file; the first fault other than of their order."""
    row = _TOKEN + (b"," + _VALUE) * (len(columns) - 1)
    if not re.compile(b"(?:" + row + b"\n)*+").fullmatch(data, start):
        return [], _row_fault(path, data[start:].split(b"\n"), columns, re.compile(row), line)
    rows = data[start:]
    try:
        rows.isascii() or rows.decode("utf-8")
    except UnicodeDecodeError as error:
        begin = rows.rfind(b"\n", 0, error.start) + 1
        column = len(rows[begin : error.start].decode("utf-8")) + 1
        place = Place(path, line + rows.count(b"\n", 0, error.start), column, column + 1)
        return [], Fault(place, "these bytes are not UTF-8 text", "save the file as UTF-8", "broken-entries")
    return rows.split(b"\n")[:-1], None


def write_entries(columns: Sequence[str], rows: Iterable[Sequence[str]]) -> bytes:
    """Write rows in the one byte form, sorted; ValueError when a value does not fit or an entry comes twice."""
    data = join_lines(columns, sorted(",".join(row).encode() for row in rows))
    entries, faults = read_entries("entries.csv", data)
    if entries is None:
        raise ValueError(f"line {faults[0].place.line}: {faults[0].what}")
    return data


def join_lines(columns: Sequence[str], lines: Iterable[bytes]) -> bytes:
    """Put a header over sorted lines; sorting whole lines sorts by entry, for the comma lies below every mark of an entry."""
    return b"\n".join((",".join(columns).encode(), *lines, b""))


def _header_fault(path: str, columns: tuple[str, ...]) -> Fault | None:
    mend = "write 'entry', then the names of the attributes, with commas between them"
    if columns[0] != "entry":
        return Fault(Place(path), f"the first column is called '{shown(columns[0])}', not 'entry'", mend, "broken-entries")
    for name in columns[1:]:
        if not re.fullmatch(SLUG, name):
            return Fault(Place(path), f"the column '{shown(name)}' has no proper name", mend, "broken-entries")
    if len(columns) > _MOST_COLUMNS:
        what = f"the header names {len(columns):,} columns; {_MOST_COLUMNS} are read at most"
        return Fault(Place(path), what, "keep the columns that a draw needs", "broken-entries")
    if len(set(columns)) < len(columns):
        return Fault(Place(path), "two columns have the same name", "rename or remove one of them", "broken-entries")
    return None


def _row_fault(path: str, lines: list[bytes], columns: Sequence[str], row: re.Pattern[bytes], first: int) -> Fault:
    for number, line in enumerate(lines, start=first):
        if number == first + len(lines) - 1:
            break
        if row.fullmatch(line):
            continue
        if line.endswith(b"\r"):
            return Fault(
                Place(path, number), "the line ends with a carriage return", "save the file with Unix line ends (LF)", "broken-entries"
            )
        values = line.split(b",")
        if len(values) != len(columns):
            what = f"{len(values)} values stand here, the header names {len(columns)}"
            return Fault(Place(path, number), what, "write one value a column", "broken-entries")
        entry = values[0].decode("utf-8", "replace")
        if not re.fullmatch(TOKEN, entry):
            what = f"'{shown(entry)}' is not an entry"
            mend = "use 3 to 54 lower-case letters, digits and hyphens, like m-0a22"
            return Fault(Place(path, number, 1, len(entry) + 1), what, mend, "broken-entries")
        return _value_fault(path, number, values, columns)
    return Fault(Place(path, number), "the last line does not end", "end the file with one line feed", "broken-entries")


def _value_fault(path: str, number: int, values: list[bytes], columns: Sequence[str]) -> Fault:
    at, wrong = next((at, match) for at, value in enumerate(values) if (match := _MARK.search(value)))
    before = b",".join((*values[:at], values[at][: wrong.start()]))
    column = len(before.decode("utf-8", "replace")) + 1
    what = f"a quote or control character stands in the value of '{columns[at]}'"
    return Fault(Place(path, number, column, column + 1), what, "use plain values", "broken-entries")


def order_fault(path: str, tokens: Sequence[bytes], *, line: int = 2) -> Fault | None:
    """The first entry, of which the first is that line of its file, that does not stand after the one before it."""
    if not any(map(ge, tokens, islice(tokens, 1, None))):
        return None
    for number, (earlier, later) in enumerate(pairwise(tokens), start=line + 1):
        if earlier == later:
            what = f"the entry '{later.decode()}' stands here a second time"
            return Fault(Place(path, number, 1, len(later) + 1), what, "keep one of the two rows", "broken-entries")
        if earlier > later:
            what = f"'{later.decode()}' stands after '{earlier.decode()}'"
            return Fault(
                Place(path, number, 1, len(later) + 1), what, "sort the rows by the bytes of the entry (LC_ALL=C sort)", "broken-entries"
            )
    return None
