"""`folkmoot charter audit`: whether the charter goes on by itself, and who fills whom until when."""

import json
import sys
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import click

from folkmoot.cli.world import root_option, the_course
from folkmoot.formats.report import render
from folkmoot.procedure.chronicle import Chronicle
from folkmoot.records.bodies import Body
from folkmoot.records.error import FolkmootError
from folkmoot.records.finding import Severity
from folkmoot.rulebook.book import RuleBook, rule_book
from folkmoot.rulebook.mandate import Mandate, Source, mandates
from folkmoot.rulebook.oversight import watchers

_ROOTS = {
    Source.LOT: "Drawn by lot from all members",
    Source.MEMBERS: "Elected or appointed by members",
    Source.OPEN: "Open to whoever comes",
    Source.OFFICE: "Filled by an office that nobody fills",
    Source.NOBODY: "Filled by nobody",
    Source.UNKNOWN: "Filled by a name that no article defines",
}


@click.command("audit")
@click.option(
    "--at", "at", default=None, metavar="DATE",
    help="Audit the charter in force on this day; the files in charter/ as they stand now when left out.",
)  # fmt: skip
@click.option("--format", "form", type=click.Choice(("text", "json")), default="text", help="How to print it.")
@root_option
def audit(at: str | None, form: str, root: Path | None) -> None:
    """Say whether the charter goes on by itself, and whether what is hard to change can be changed by an easy way.

    Runs the clock for twenty years, counting on nobody's good will. Then it says who fills whom, and until when.
    """
    from folkmoot.checks.audit import AUDIT
    from folkmoot.checks.registry import all_checks, run_checks

    course = _charter_alone(the_course(root, at), at)
    checks = [check for check in all_checks() if check.code.startswith("A") or check.code in AUDIT]
    findings = run_checks(course, checks)
    book = rule_book(course.archive.articles)
    day = course.as_of.astimezone(course.zone).date()
    if form == "json":
        found = json.loads(render(findings, course.archive.files, "json"))
        click.echo(json.dumps({**found, "as_of": day.isoformat(), **as_data(book, day)}, indent=2))
    else:
        click.echo(render(findings, course.archive.files, "text"), nl=False)
        click.echo("\n".join((*([""] if findings else []), *account(book, day))))
        click.echo(_summary(len(findings), len(course.archive.articles)), err=True)
    sys.exit(1 if any(finding.severity is Severity.ERROR for finding in findings) else 0)


def _charter_alone(course: Chronicle, at: str | None) -> Chronicle:
    """The same chronicle with one charter and nothing proposed: the one in force, or the one that stands in the folder."""
    articles = course.archive.articles if at is None else tuple(course.charter.articles.values())
    if not articles:
        raise FolkmootError("there is no charter to audit", "" if at is None else "give a day on which one was in force")
    read = {article.path for article in course.archive.articles} | set(course.archive.drafts)
    lost = [fault for fault in course.archive.faults if fault.place.path.startswith("charter/") and fault.place.path not in read]
    if lost and at is None:
        what = f"{lost[0].place.path} cannot be read, and the charter is not audited by halves"
        raise FolkmootError(what, "see why with: folkmoot check")
    return replace(course, archive=replace(course.archive, articles=articles, faults=()), matters={})


def _summary(findings: int, articles: int) -> str:
    found = "nothing found" if not findings else f"{findings} finding{'' if findings == 1 else 's'}"
    return f"{found} in {articles} article{'' if articles == 1 else 's'}"


def as_data(book: RuleBook, day: date) -> dict[str, Any]:
    """Every body that has not ended with its mandate, and who has what over whom."""
    held = {name: mandate for name, mandate in mandates(book).items() if not _has_ended(mandate, day)}
    bodies = [
        {
            "body": name,
            "source": str(mandate.source),
            "chain": list(mandate.chain),
            "ends": mandate.life.day.isoformat() if mandate.life else None,
            "seated_until": mandate.seated.isoformat() if mandate.seated else None,
        }
        for name, mandate in sorted(held.items())
    ]
    edges = [{"watcher": edge.watcher, "hold": str(edge.hold), "watched": edge.watched, "rule": edge.key} for edge in watchers(book, day)]
    return {"bodies": bodies, "edges": edges}


def account(book: RuleBook, day: date) -> Iterator[str]:
    """Say who fills whom until when: a body stands below the one that fills it."""
    held = mandates(book)
    ended = {name for name, mandate in held.items() if _has_ended(mandate, day)}
    yield f"Who fills whom, as of {day}"
    for source, title in _ROOTS.items():
        roots = sorted(name for name, mandate in held.items() if mandate.source is source and name not in ended)
        if roots:
            yield from ("", title, *_tree(book, held, roots, ended))
    loops = sorted(name for name, mandate in held.items() if mandate.is_looped and name == min(mandate.chain) and name not in ended)
    if loops:
        yield from ("", "Filled by itself", *_tree(book, held, loops, ended))
    orphans = sorted(name for name, mandate in held.items() if mandate.filler in ended and name not in ended)
    if orphans:
        yield from ("", "Filled by a body that has ended", *_tree(book, held, orphans, ended))
    if ended:
        yield from ("", "Ended")
        yield from (f"  {name} on {life.day}" for name in sorted(ended) if (life := held[name].life))


def _tree(book: RuleBook, held: Mapping[str, Mandate], roots: Iterable[str], ended: set[str]) -> Iterator[str]:
    """Bodies with those they fill below them, each once; without recursion, for a chain may be long."""
    filled: dict[str, list[str]] = {}
    for name, mandate in sorted(held.items(), reverse=True):
        if name not in ended:
            filled.setdefault(mandate.filler, []).append(name)
    told: set[str] = set()
    waiting = [(name, 1) for name in sorted(roots, reverse=True)]
    while waiting:
        name, depth = waiting.pop()
        if name not in told:
            told.add(name)
            yield f"{'  ' * depth}{name}: {_in_words(book.bodies[name], held[name])}"
            waiting += [(other, depth + 1) for other in filled.get(name, ())]


def _in_words(body: Body, mandate: Mandate) -> str:
    seats = f"{body.seats.target} seat{'' if body.seats.target == 1 else 's'}"
    parts = [f"{seats} for {body.term.words}" if body.term else seats]
    if body.removal:
        parts.append(f"removed by {body.removal.by}")
    if body.reports:
        parts.append(f"reports to {body.reports.to}")
    if mandate.life:
        parts.append(f"ends on {mandate.life.day}")
    elif mandate.seated:
        parts.append(f"nobody sits after {mandate.seated}")
    return ", ".join(parts)


def _has_ended(mandate: Mandate, day: date) -> bool:
    return mandate.life is not None and mandate.life.day < day
