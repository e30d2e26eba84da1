"""Tables of ranks: a header with the options, a row a ballot, a number or `No opinion` a cell (CIVS, Elekto)."""

import csv
from collections import Counter
from collections.abc import Iterator

from folkmoot.formats.importers.elections import Paper, WrongElection, check_options
from folkmoot.records.finding import Place
from folkmoot.records.tally import Ranking
from folkmoot.records.value import shown

_BLANKS = ("", "-", "no opinion", "noopinion")
_RANK_DIGITS = 4


def rows(paper: Paper) -> Iterator[tuple[int, list[str]]]:
    """Each row of comma-separated values with the line it ends on; empty lines are passed over."""
    reader = csv.reader(paper.text.split("\n"), strict=True)
    try:
        for row in reader:
            if row:
                yield reader.line_num, [cell.strip() for cell in row]
    except csv.Error as error:
        place = Place(paper.name, max(reader.line_num, 1))
        raise WrongElection(place, f"this is not a row of comma-separated values: {error}", "close every quote on its line") from None


def read_rank_table(paper: Paper) -> tuple[tuple[str, ...], Counter[Ranking]]:
    """Read options and ballots; WrongElection with line and column for a row or cell that does not fit."""
    table = rows(paper)
    line, header = next(table, (1, []))
    options = tuple(header)
    check_options(paper.name, line, options)
    found = Counter[Ranking]()
    for line, row in table:
        if len(row) != len(options):
            what = f"{len(row)} ranks stand here, and the header names {len(options)} options"
            raise WrongElection(Place(paper.name, line), what, "write one rank an option, and put a name with a comma in quotes")
        found[tuple(_rank(paper, line, row, place) for place in range(len(row)))] += 1
    return options, found


def _rank(paper: Paper, line: int, row: list[str], place: int) -> int | None:
    cell = row[place]
    if cell.lower() in _BLANKS:
        return None
    if cell.isascii() and cell.isdecimal() and len(cell) <= _RANK_DIGITS and int(cell) > 0:
        return int(cell)
    column = sum(len(before) + 1 for before in row[:place]) + 1
    what = f"'{shown(cell)}' is neither a rank nor 'No opinion'"
    raise WrongElection(Place(paper.name, line, column, column + len(cell)), what, "write a whole number from 1 up")
