"""Pools of citizens' assemblies as two CSV tables: who answered, and how many seats each value may take.

`respondents.csv` has a row a person and a column a category, `categories.csv` the columns category, feature, min and max. Other
columns of either are left alone. UTF-8; lines may end as on any system.
"""

import csv
import re
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256

from folkmoot.records.lottery import Quota, Quotas
from folkmoot.records.roster import Entries
from folkmoot.records.value import shown

_COUNT = re.compile(r"0|[1-9][0-9]{0,8}")


@dataclass(frozen=True, slots=True)
class SelectionPool:
    """People as the entries of a roster, `p-0000001` and on in the order of the file, and the quotas of their categories."""

    entries: Entries
    quotas: Quotas


def read_selection_pool(categories: bytes, respondents: bytes) -> SelectionPool:
    """Read both tables; ValueError with a sentence when they are malformed or do not fit each other."""
    quotas: dict[str, dict[str, Quota]] = {}
    for number, row in enumerate(_rows("categories.csv", categories), start=2):
        named = quotas.setdefault(_cell("categories.csv", number, row, "category"), {})
        value = _cell("categories.csv", number, row, "feature")
        if value in named:
            raise ValueError(f"categories.csv, row {number}: '{shown(value)}' stands a second time")
        named[value] = Quota(_count(number, row, "min"), _count(number, row, "max"))
    columns = tuple(sorted(quotas))
    lines = []
    for number, row in enumerate(_rows("respondents.csv", respondents), start=2):
        cells = [_cell("respondents.csv", number, row, column) for column in columns]
        lines.append(",".join((f"p-{number - 1:07d}", *cells)).encode())
    if not columns or not lines:
        raise ValueError("there are no categories, or no respondents")
    entries = Entries(("entry", *columns), tuple(lines), sha256(respondents).hexdigest())
    return SelectionPool(entries, {column: dict(sorted(quotas[column].items())) for column in columns})


def _rows(path: str, data: bytes) -> list[dict[str, str]]:
    try:
        text = data.decode("utf-8-sig")
        rows = list(csv.reader(text.splitlines(), strict=True))
    except (UnicodeDecodeError, csv.Error):
        raise ValueError(f"{path} is not a table of comma-separated values in UTF-8") from None
    if not rows or len(set(rows[0])) < len(rows[0]):
        raise ValueError(f"{path} has no header, or one that names a column twice")
    for number, row in enumerate(rows[1:], start=2):
        if len(row) != len(rows[0]):
            raise ValueError(f"{path}, row {number}: {len(row)} values stand here, the header names {len(rows[0])}")
    return [dict(zip(rows[0], row, strict=True)) for row in rows[1:]]


def _cell(path: str, number: int, row: Mapping[str, str], column: str) -> str:
    if column not in row:
        raise ValueError(f"{path} has no column '{shown(column)}'")
    if "," in row[column] or '"' in row[column]:
        raise ValueError(f"{path}, row {number}: a value holds a comma or a quote")
    return row[column]


def _count(number: int, row: Mapping[str, str], column: str) -> int:
    text = _cell("categories.csv", number, row, column)
    if not _COUNT.fullmatch(text):
        raise ValueError(f"categories.csv, row {number}: '{shown(text)}' is not a number of seats")
    return int(text)
