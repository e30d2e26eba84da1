"""`folkmoot charter precedents`: what verdicts found of a clause, and what the reasons of other decisions say of it."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click

from folkmoot.cli.charter_words import date_of, line_width, strong
from folkmoot.cli.world import root_option, the_course
from folkmoot.formats.canonical import write_json
from folkmoot.procedure.chronicle import Chronicle
from folkmoot.procedure.precedents import Precedent, precedents
from folkmoot.records.error import FolkmootError
from folkmoot.records.value import write_instant
from folkmoot.rulebook.tension import Clauses, clauses_of, name_of, tension
from folkmoot.rulebook.wording import flowed, visible


@click.command("precedents")
@click.argument("clause")
@click.option("--at", "at", default=None, metavar="DATE", help="The end of this day, or an instant; now when left out.")
@click.option("--format", "form", type=click.Choice(("text", "json")), default="text", help="How to print it.")
@root_option
def read(clause: str, at: str | None, form: str, root: Path | None) -> None:
    """Say how a clause was read.

    Every verdict that found something of CLAUSE, and every other decision whose reasons speak of it, the latest first.
    """
    course = the_course(root, at)
    found = precedents(course).get(clause, ())
    clauses = clauses_of(article for version in course.living for article in version.articles.values())
    if clause not in clauses and not found:
        raise FolkmootError(f"the charter never had a clause '{visible(clause)}'", "see: folkmoot charter show")
    if form == "json":
        click.echo(write_json([data(each) for each in found]).decode(), nl=False)
        return
    click.echo("\n".join(_lines(course, clause, clauses, found)))


def _lines(course: Chronicle, clause: str, clauses: Clauses, found: tuple[Precedent, ...]) -> Iterator[str]:
    yield strong(visible(name_of(clauses, clause)))
    beside = [name_of(clauses, name) for name in tension(clauses_of(course.charter.articles.values()), (clause,)) if name != clause]
    if beside:
        yield visible(f"Held in balance with {' and '.join(beside)}: whoever judges by one answers both.")
    if not found:
        yield "No verdict and no reasons have read it yet."
    for each in found:
        what = f"found {each.holds}" if each.holds else "spoken of"
        how = "verdict" if each.is_verdict else "reasons of a decision"
        aside = f"; set aside by {each.set_aside}" if each.set_aside else ""
        yield ""
        yield visible(f"{date_of(course, each.at)}, {each.matter.proposal.id} ({how}): {what}{aside}")
        yield from (f"  {line}" for line in flowed(each.why, line_width() - 2).split("\n"))
        yield f"  {each.report.path}"


def data(each: Precedent) -> dict[str, Any]:
    """One precedent as plain values."""
    return {
        "proposal": each.matter.proposal.id,
        "title": each.matter.proposal.text.head.title,
        "verdict": each.is_verdict,
        "holds": each.holds or None,
        "why": each.why,
        "decided": write_instant(each.at),
        "reasons": each.report.path,
        "set_aside_by": each.set_aside or None,
    }
