"""The registrar's private list of members: one cell is written, and every other byte stays as it was.

CSV as RFC 4180 describes it, with the line ends, quotes and byte order mark that spreadsheets like.
"""

from collections.abc import Iterator
from dataclasses import dataclass

_BOM = "\ufeff"


@dataclass(frozen=True, slots=True)
class Cell:
    """One value, and the stretch of the text that it fills, quotes included."""

    value: str
    start: int
    end: int


def keys_of(data: bytes) -> dict[str, str]:
    """Return the fingerprint each entry has in the column `key`; ValueError when this is no list with both columns."""
    entry, key, rows = _table(data.decode("utf-8"))
    return {row[entry].value: row[key].value for row in rows}


def put_key(data: bytes, entry: str, fingerprint: str) -> bytes:
    """Write a fingerprint into the `key` cell of one entry; ValueError when there is no such row, or more than one."""
    text = data.decode("utf-8")
    place, key, rows = _table(text)
    found = [row[key] for row in rows if row[place].value == entry]
    if len(found) != 1:
        raise ValueError(f"'{entry}' stands in {len(found)} rows" if found else f"no row has the entry '{entry}'")
    [cell] = found
    return (text[: cell.start] + fingerprint + text[cell.end :]).encode()


def _table(text: str) -> tuple[int, int, list[tuple[Cell, ...]]]:
    rows = list(_rows(text))
    names = [cell.value for cell in rows[0]] if rows else []
    for name in ("entry", "key"):
        if names.count(name) != 1:
            raise ValueError(f"{'two columns are' if name in names else 'no column is'} called '{name}'")
    for number, row in enumerate(rows[1:], start=2):
        if len(row) != len(names):
            raise ValueError(f"row {number} has {len(row)} values, and the header names {len(names)}")
    return names.index("entry"), names.index("key"), rows[1:]


def _rows(text: str) -> Iterator[tuple[Cell, ...]]:
    place = len(_BOM) if text.startswith(_BOM) else 0
    while place < len(text):
        row: list[Cell] = []
        more = True
        while more:
            cell = _cell(text, place)
            row.append(cell)
            more = text[cell.end : cell.end + 1] == ","
            place = cell.end + 1
        if text[row[-1].end : place + 1] == "\r\n":
            place += 1
        if len(row) > 1 or row[0].value:
            yield tuple(row)


def _cell(text: str, start: int) -> Cell:
    if text[start : start + 1] != '"':
        end = start
        while end < len(text) and text[end] not in ",\r\n":
            end += 1
        if '"' in text[start:end]:
            raise ValueError(f"a quote stands inside the value '{text[start:end][:40]}'")
        return Cell(text[start:end], start, end)
    end = start + 1
    while True:
        end = text.find('"', end)
        if end < 0:
            raise ValueError("a quoted value does not end")
        if text[end + 1 : end + 2] != '"':
            break
        end += 2
    if text[end + 1 : end + 2] not in ("", ",", "\r", "\n"):
        raise ValueError("something stands after the end of a quoted value")
    return Cell(text[start + 1 : end].replace('""', '"'), start, end + 1)
