"""`folkmoot roster`: from a private list of members to a frozen, pseudonymous roster."""

import csv
import io
from collections import Counter
from collections.abc import Sequence
from datetime import date
from pathlib import Path

import click

from folkmoot.cli.world import root_option, the_root
from folkmoot.records.error import FolkmootError
from folkmoot.records.value import parse_day


@click.group("roster")
def command() -> None:
    """Freeze a roster of who may be drawn or may vote."""


@command.command("freeze")
@click.argument("members", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option("--id", "name", required=True, help="The roster's id, such as 2026-03-members.")
@click.option("--day", required=True, metavar="DAY", help="The day the roster speaks of, such as 2026-03-01.")
@click.option("--rules-at", default=None, metavar="DAY", help="The day whose rules say who is in it; the same day when left out.")
@click.option("--title", default=None, help="A title; made from the id when left out.")
@click.option("--summary", default=None, help="One plain sentence; made from the counts when left out.")
@click.option("--column", "columns", multiple=True, help="A column to keep; every other one is left out. May be repeated.")
@click.option("--exclude", "excluded", multiple=True, metavar="COLUMN=VALUE:REASON", help="Leave out rows, and count them by reason.")
@root_option
def freeze(
    members: Path, name: str, day: str, rules_at: str | None, title: str | None, summary: str | None,
    columns: tuple[str, ...], excluded: tuple[str, ...], root: Path | None,
) -> None:  # fmt: skip
    """Write roster.md and entries.csv from MEMBERS, a CSV file that stays outside Git.

    MEMBERS has a column 'entry' with the token the registrar gave to each member. Names, addresses and every other
    column that is not asked for with --column are left out.
    """
    from folkmoot.formats.table import count_strata, read_entries, write_entries
    from folkmoot.repository.writer import write_files

    top = the_root(root)
    rows, reasons = chosen(read_members(members), columns, [_rule(text) for text in excluded], members)
    try:
        data = write_entries(("entry", *columns), rows)
    except ValueError as error:
        raise FolkmootError(f"{members} gives no roster: {error}", "mend the list and freeze again") from None
    entries, _ = read_entries("entries.csv", data)
    assert entries is not None
    folder = f"juries/rosters/{name}"
    attributes = [column for column in columns if column != "key"]
    head = {
        "id": name,
        "type": "roster",
        "title": title or f"Roster {name}",
        "summary": summary or f"{len(rows):,} entries as of {day}.",
        "as_of": _day(day).isoformat(),
        "rules_at": _day(rules_at or day).isoformat(),
        "count": len(rows),
        "columns": list(entries.columns),
        "digest": entries.digest,
        **({"strata": {column: count_strata(entries, column) for column in attributes}} if attributes else {}),
        **({"excluded": dict(sorted(reasons.items()))} if reasons else {}),
        "storage": "public",
    }
    write_files(top, {f"{folder}/roster.md": manifest(head), f"{folder}/entries.csv": data})
    click.echo(f"{folder}: {len(rows):,} entries, sha256 {entries.digest}")
    for reason, count in sorted(reasons.items()):
        click.echo(f"  left out: {count:,} ({reason})")


def manifest(head: dict[str, object]) -> bytes:
    """Write roster.md, with the words that tell a reader how to check it."""
    from folkmoot.formats.canonical import write_document

    folder = f"juries/rosters/{head['id']}"
    body = (
        "\nEntries are tokens that the registrar assigned; they carry no order and no meaning, and no name stands here.\n"
        f"\nCheck the digest yourself:\n\n    sha256sum {folder}/entries.csv\n"
    )
    return write_document(head, body)


def read_members(path: Path) -> list[dict[str, str]]:
    """Read the registrar's list, as spreadsheets write it; FolkmootError when it is no table with a column 'entry'."""
    try:
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        raise FolkmootError(f"{path} is not UTF-8 text", "save the list as CSV in UTF-8") from None
    reader = csv.DictReader(io.StringIO(text, newline=""), strict=True)
    try:
        rows = list(reader)
    except csv.Error as error:
        raise FolkmootError(f"{path}, line {reader.line_num}: {error}", "save the list as plain CSV") from None
    if "entry" not in (reader.fieldnames or ()):
        raise FolkmootError(f"{path} has no column 'entry'", "give each member a token in a column 'entry'")
    for number, row in enumerate(rows, start=2):
        if None in row or None in row.values():
            raise FolkmootError(f"{path}, row {number}: the row has not one value a column", "mend the row")
    return rows


def chosen(
    rows: list[dict[str, str]], columns: Sequence[str], rules: Sequence[tuple[str, str, str]], path: Path
) -> tuple[list[tuple[str, ...]], Counter[str]]:
    """Keep the wanted columns of the eligible rows; count the others by the reason they are left out for."""
    for column in (*columns, *(rule[0] for rule in rules)):
        if rows and column not in rows[0]:
            raise FolkmootError(f"{path} has no column '{column}'", f"name one of {', '.join(rows[0])}")
    kept, reasons = [], Counter[str]()
    for row in rows:
        reason = next((why for column, value, why in rules if row[column] == value), None)
        if reason is None:
            kept.append((row["entry"], *(row[column] for column in columns)))
        else:
            reasons[reason] += 1
    return kept, reasons


def _rule(text: str) -> tuple[str, str, str]:
    column, equals, rest = text.partition("=")
    value, colon, reason = rest.rpartition(":")
    if not (equals and colon and column and reason):
        raise FolkmootError(f"'{text}' is not an exclusion", "write COLUMN=VALUE:REASON, such as --exclude status=suspended:suspended")
    return column, value, reason


def _day(text: str) -> date:
    try:
        return parse_day(text)
    except ValueError:
        raise FolkmootError(f"'{text}' is not a day", "write year, month and day, like 2026-03-01") from None
