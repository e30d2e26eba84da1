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
_TOKEN = TOKEN.encode()
_MOST_COLUMNS = 64


def read_entries(path: str, data: bytes) -> tuple[Entries | None, list[Fault]]:
    """Read the table; None, with the first fault, when it is not in the one byte form."""
    end = data.find(b"\n")
    header = data[: end if end >= 0 else len(data)]
    columns = tuple(header.decode("utf-8", "replace").split(","))
    fault = _header_fault(path, columns)
    if fault is not None:
        return None, [fault]
    row = _TOKEN + (b"," + _VALUE) * (len(columns) - 1)
    if end < 0 or not re.compile(b"(?:" + row + b"\n)*+").fullmatch(data, end + 1):
        return None, [_row_fault(path, data, columns, re.compile(row))]
    try:
        data.decode("utf-8")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        return None, [Fault(Place(path, line), "these bytes are not UTF-8 text", "save the file as UTF-8", "broken-entries")]
    lines = tuple(data[end + 1 :].split(b"\n")[:-1])
    entries = Entries(columns, lines, sha256(data).hexdigest())
    fault = _order_fault(path, entries)
    return (None, [fault]) if fault else (entries, [])


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


def _row_fault(path: str, data: bytes, columns: tuple[str, ...], row: re.Pattern[bytes]) -> Fault:
    lines = data.split(b"\n")
    for number, line in enumerate(lines[1:], start=2):
        if number == len(lines):
            return Fault(Place(path, number), "the last line does not end", "end the file with one line feed", "broken-entries")
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
        return Fault(Place(path, number), "a quote or control character stands in a value", "use plain values", "broken-entries")
    return Fault(Place(path), "the file has no line end", "end every line with one line feed", "broken-entries")


def _order_fault(path: str, entries: Entries) -> Fault | None:
    tokens = entries.tokens
    if not any(map(ge, tokens, islice(tokens, 1, None))):
        return None
    for number, (earlier, later) in enumerate(pairwise(tokens), start=3):
        if earlier == later:
            what = f"the entry '{later.decode()}' stands here a second time"
            return Fault(Place(path, number, 1, len(later) + 1), what, "keep one of the two rows", "broken-entries")
        if earlier > later:
            what = f"'{later.decode()}' stands after '{earlier.decode()}'"
            return Fault(
                Place(path, number, 1, len(later) + 1), what, "sort the rows by the bytes of the entry (LC_ALL=C sort)", "broken-entries"
            )
    return None
