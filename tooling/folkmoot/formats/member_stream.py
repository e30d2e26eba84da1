"""A registrar's private list too long to hold: `formats.members` row by row, each judged by itself and none of them kept.

Whether a value stands twice in the list is for the caller to find out, who sees every row and its line.
"""

import csv
import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from folkmoot.formats.cells import Cell
from folkmoot.formats.members import Row, Wanted, header_fault, no_further, no_name, no_value, picker
from folkmoot.records.finding import Fault, Place


class Listed(NamedTuple):
    """One row of the list."""

    line: int
    name: str
    reason: str | None
    """Why the row is left out; None when it stays. The values of one that is left out are not looked at."""
    cell: Cell
    further: tuple[str, ...]


def each_member(path: str, lines: Iterable[str], wanted: Wanted) -> Iterator[Listed | Fault]:
    """The rows of a list in their order; a fault is the last that comes. `lines` may raise UnicodeDecodeError; that is a fault too."""
    reader = csv.reader(lines, strict=True)
    try:
        header = next(reader, [])
        fault = header_fault(path, header, wanted)
        if fault is not None:
            yield fault
            return
        desk = _Desk(path, header, wanted)
        for row in reader:
            if row:
                found = desk.judged(reader.line_num, row)
                yield found
                if isinstance(found, Fault):
                    return
    except csv.Error as error:
        yield Fault(Place(path, reader.line_num), str(error), "save the list as plain CSV")
    except UnicodeDecodeError:
        yield Fault(Place(path, reader.line_num + 1), "this is not UTF-8 text", "save the list as CSV in UTF-8")


class _Desk:
    """Where rows of one list are judged; the cells that were found good are kept, for there are few."""

    def __init__(self, path: str, header: Row, wanted: Wanted) -> None:
        self.path, self.width, self._wanted = path, len(header), wanted
        self.known: dict[Cell, Cell] = {}
        self._name, self._fits = header.index(wanted.name), re.compile(wanted.pattern).fullmatch
        self._cell, self._further = picker(header, wanted.counted), picker(header, wanted.further)
        self._rules = [(header.index(column), value, reason) for column, value, reason in wanted.leave_out]

    def judged(self, line: int, row: Row) -> Listed | Fault:
        """A row as far as it is wanted, or what is wrong with it."""
        if len(row) != self.width:
            return Fault(Place(self.path, line), f"the row has {len(row)} values, the header {self.width} names", "mend the row")
        name = row[self._name]
        if not self._fits(name):
            return Fault(Place(self.path, line), *no_name(name, self._wanted))
        reason = next((why for at, value, why in self._rules if row[at] == value), None) if self._rules else None
        if self._wanted.only is not None and reason is None and name not in self._wanted.only[1]:
            reason = self._wanted.only[0]
        if reason is not None:
            return Listed(line, name, reason, (), ())
        cell, further = self._cell(row), self._further(row)
        if cell not in self.known:
            if wrong := next(filter(None, map(no_value, self._wanted.counted, cell)), None):
                return Fault(Place(self.path, line), *wrong)
            self.known[cell] = cell
        for column, value in zip(self._wanted.further, further, strict=True):
            if wrong := no_further(column, value):
                return Fault(Place(self.path, line), *wrong)
        return Listed(line, name, None, self.known[cell], further)
