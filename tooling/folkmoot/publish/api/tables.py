"""Tables for spreadsheets: CSV (RFC 4180) of decisions, votes, juries with how they were answered, and seats."""

import csv
import io
from collections.abc import Iterable, Mapping, Sequence

from folkmoot.publish.api.body_form import Answers, Body
from folkmoot.publish.api.matter_form import Decision
from folkmoot.publish.api.stamp import FOLDER
from folkmoot.publish.atlas import Atlas
from folkmoot.publish.markup import plain

_FORMULA = (
    *("=", "+", "-", "@"),
    *("\N{FULLWIDTH EQUALS SIGN}", "\N{FULLWIDTH PLUS SIGN}", "\N{FULLWIDTH HYPHEN-MINUS}", "\N{FULLWIDTH COMMERCIAL AT}"),
)
"""How a cell may not begin: a spreadsheet would take it for a formula."""
Cell = str | int | bool | None

TABLES: dict[str, tuple[str, dict[str, str]]] = {
    "decisions": ("Every decision", {
        "proposal": "The proposal that was decided", "kind": "Its kind", "title": "Its title", "by": "The body that decided",
        "rule": "The decision rule of the charter", "closed": "When the vote closed, in UTC", "outcome": "What came of it",
        "winners": "The options adopted, with spaces between", "status": "Where the proposal stands now",
        "effective": "From when it holds, in UTC", "review_by": "The day by which it is looked at again",
    }),
    "votes": ("Every vote, with how many took part", {
        "proposal": "The proposal voted on", "kind": "Its kind", "electorate": "The roster or jury that could vote",
        "entitled": "How many could vote", "counted": "How many ballots counted", "discarded": "How many did not",
        "secrecy": "The kind of ballots", "opened": "When the vote opened, in UTC", "closed": "When it closed, in UTC",
        "outcome": "What came of it", "counts": "The votes for each option; empty where they could give single voters away",
    }),
    "juries": ("Every jury, with how those asked by lot answered", {
        "jury": "The jury", "body": "The body whose seats it fills", "stage": "Where it stands", "seats": "How many seats it has",
        "stratum": "Of which stratum the figures are; empty for the whole", "asked": "How many the lot asked",
        "accepted": "How many said yes", "declined": "How many said no, or left later", "silent": "How many did not answer",
    }),
    "seats": ("Every seat ever held", {
        "body": "The body", "holder": "The token of who holds it", "since": "From when, in UTC", "until": "Until when, in UTC",
        "ending": "What ends it", "source": "The proposal or jury that gave it", "held": "Whether it is held now",
    }),
}  # fmt: skip
"""By name: what the table holds, and what each of its columns says."""


def table_files(
    atlas: Atlas, decided: Sequence[Decision], bodies: Iterable[Body], answered: Mapping[str, tuple[Answers, ...]]
) -> Mapping[str, bytes]:
    """The four tables."""
    rows: dict[str, Iterable[Sequence[Cell]]] = {
        "decisions": (
            (each.of, each.kind, each.title, each.by, each.rule, each.closed, each.outcome, " ".join(each.winners), each.status,
             each.effective, each.review_by) for each in decided
        ),
        "votes": (
            (each.of, each.kind, each.electorate, each.entitled, each.counted, each.discarded, each.secrecy, each.opened, each.closed,
             each.outcome, "; ".join(f"{option} {count}" for option, count in sorted((each.counts or {}).items()))) for each in decided
        ),
        "juries": _juries(atlas, answered),
        "seats": (
            (body.id, seat.holder, seat.since, seat.until, seat.ending, seat.source, seat.held) for body in bodies for seat in body.seats
        ),
    }  # fmt: skip
    return {f"{FOLDER}/{name}.csv": write_table(tuple(columns), rows[name]) for name, (_, columns) in TABLES.items()}


def _juries(atlas: Atlas, answered: Mapping[str, tuple[Answers, ...]]) -> Iterable[Sequence[Cell]]:
    for name, panel in atlas.ledger.juries.items():
        head = panel.jury.call.head
        for each in answered.get(name, ()) or (None,):
            figures = (each.stratum, each.asked, each.accepted, each.declined, each.silent) if each else (None,) * 5
            yield (name, head.body, panel.status, head.seats, *figures)


def write_table(columns: Sequence[str], rows: Iterable[Sequence[Cell]]) -> bytes:
    """Write a table; no cell of it is a formula to a spreadsheet."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(columns)
    writer.writerows([[_safe(cell) for cell in row] for row in rows])
    return out.getvalue().encode()


def _safe(cell: Cell) -> str:
    """One line of text; one that begins like a formula gets an apostrophe before it, which spreadsheets do not show."""
    match cell:
        case None:
            return ""
        case bool():
            return "yes" if cell else "no"
        case int():
            return str(cell)
    flat = plain(cell)
    return f"'{flat}" if flat.startswith(_FORMULA) else flat
