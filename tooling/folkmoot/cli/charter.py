"""`folkmoot charter`: the charter at any date, the decisions that made each sentence, and what a proposal would change."""

import re
from collections.abc import Callable, Iterable
from difflib import get_close_matches
from pathlib import Path
from typing import Any

import click

from folkmoot.cli import charter_words as words
from folkmoot.cli.audit import audit
from folkmoot.cli.charter_data import article_data, clause_data, decision_data, values_data
from folkmoot.cli.charter_models import compare_verb, complete_verb
from folkmoot.cli.charter_precedents import read as read_precedents
from folkmoot.cli.charter_rebase import rebase
from folkmoot.cli.world import root_option, the_course
from folkmoot.formats.canonical import write_json
from folkmoot.procedure.charter import Version, changed_files
from folkmoot.procedure.chronicle import Chronicle, Matter
from folkmoot.procedure.provenance import (
    CHARTER,
    Amendment,
    Place,
    amendments,
    base_of,
    by_sentence,
    changes_of,
    containing,
    decided,
    origins,
    overtaken,
    places,
    proposed,
    rule_origins,
)
from folkmoot.publish.words import counted
from folkmoot.records.error import FolkmootError
from folkmoot.records.value import write_instant
from folkmoot.rulebook.clauses import article_passages
from folkmoot.rulebook.redline_html import as_page
from folkmoot.rulebook.redline_outline import as_data, headline
from folkmoot.rulebook.redline_text import as_text
from folkmoot.rulebook.wording import visible

_MOST_SENTENCES = 20


@click.group("charter")
def command() -> None:
    """Read the charter at any date, and see which decisions made it what it is.

    Everything is rebuilt from the decisions alone; the files in charter/ are not read.
    """


command.add_command(rebase)


def at_option(verb: Callable[..., Any]) -> Callable[..., Any]:
    """Add `--at DATE`."""
    option = click.option(
        "--at", "at", default=None, metavar="DATE",
        help="The end of this day in the co-op's time zone, or an instant such as 2026-03-01T12:00:00Z; now when left out.",
    )  # fmt: skip
    return option(verb)


def form_option(verb: Callable[..., Any]) -> Callable[..., Any]:
    """Add `--format text|json`."""
    return click.option("--format", "form", type=click.Choice(("text", "json")), default="text", help="How to print it.")(verb)


@command.command("show")
@click.argument("article", required=False)
@at_option
@click.option("--raw", is_flag=True, help="Print the file of ARTICLE byte for byte.")
@form_option
@root_option
def show(article: str | None, at: str | None, raw: bool, form: str, root: Path | None) -> None:
    """Print the charter in force.

    Or one ARTICLE of it, with what its rules say in place of the placeholders, and with the decision that made it.
    """
    course = the_course(root, at)
    version = decided(course)
    path = _article(course, version, article) if article else None
    if raw:
        if path is None:
            raise FolkmootError("--raw prints one file", "name an article, such as: folkmoot charter show 01 --raw")
        click.echo(version.files[path], nl=False)
    elif form == "json":
        chosen = [path] if path else sorted(course.charter.articles)
        _print_json({"at": write_instant(course.as_of), "articles": [article_data(course, one) for one in chosen]})
    elif path:
        _print(words.article_lines(course, path, version.articles[path]))
    else:
        _print(words.charter_lines(course))


@command.command("why")
@click.argument("clause")
@at_option
@form_option
@root_option
def why(clause: str, at: str | None, form: str, root: Path | None) -> None:
    """Say which decisions made a clause.

    They come with their counts and dates, oldest first. CLAUSE is a clause's id such as c4-2, or ARTICLE#ID; the path
    of a rule such as decisions.two-thirds.threshold; or some words of a sentence.
    """
    course = the_course(root, at)
    found = _clause(course, clause)
    if found is not None:
        place, version = found
        made = tuple(one for one in origins(course, place, version) if _is_decided(course, one.amendment))
        if form == "json":
            return _print_json(clause_data(course, place, made))
        return _print(words.clause_lines(course, place, version, made))
    rule = clause.removeprefix("rules.")
    known = rule_origins(course, rule) if re.fullmatch(r"[a-z0-9_.-]+", rule) else ()
    steps = tuple(step for step in known if _is_decided(course, step[0]))
    if steps:
        if form == "json":
            return _print_json([{**decision_data(step), "values": values_data(changes)} for step, changes in steps])
        return _print(words.rule_lines(course, rule, steps))
    return _sentences(course, clause, form)


def _sentences(course: Chronicle, wanted: str, form: str) -> None:
    found = containing(course.charter, wanted)
    if not found:
        raise FolkmootError(f"nothing in the charter is called or says '{visible(wanted)}'", _hint(course, wanted))
    if len(found) > _MOST_SENTENCES:
        what = f"{counted(len(found), 'sentence')} of the charter say '{visible(wanted)}'"
        raise FolkmootError(what, "give more words of the one you mean")
    made = []
    for place, sentence in found:
        known = dict(by_sentence(origins(course, place, course.charter), course.as_of))
        made.append((place, sentence, known.get(sentence)))
    if form == "json":
        return _print_json([
            {
                "path": place.path,
                "clause": place.passage.id,
                "sentence": sentence,
                "by": decision_data(origin.amendment) if origin else None,
            }
            for place, sentence, origin in made
        ])
    for number, (place, sentence, origin) in enumerate(made):
        _print((*(("", "") if number else ()), *words.sentence_lines(course, place, sentence, origin)))
    return None


@command.command("history")
@click.argument("article", required=False)
@at_option
@form_option
@root_option
def history(article: str | None, at: str | None, form: str, root: Path | None) -> None:
    """List every version, and what changed.

    Of the whole charter, or of one ARTICLE; the newest first.
    """
    course = the_course(root, at)
    path = _article(course, course.versions[-1], article) if article and course.versions else ""
    found = tuple(one for one in amendments(course, path) if _is_decided(course, one))
    if form == "json":
        steps = [(one, [redline for redline in changes_of(one) if path in ("", redline.path)]) for one in reversed(found)]
        return _print_json([{**decision_data(one), "files": {line.path: headline(line) for line in lines}} for one, lines in steps])
    return _print(words.history_lines(course, found, path) if found else ["No decision has touched the charter yet."])


@command.command("redline")
@click.argument("proposal")
@click.option("--against", type=click.Choice(("opening", "now")), default="opening", help="The charter it found, or today's.")
@click.option("--format", "form", type=click.Choice(("text", "html", "json")), default="text", help="How to print it.")
@at_option
@root_option
def redline(proposal: str, against: str, form: str, at: str | None, root: Path | None) -> None:
    """Show what a proposal changes.

    Clause by clause and word by word: [-removed-] and {+added+}; rules are compared as rules.
    """
    course = the_course(root, at)
    name = proposal.removeprefix("proposals/").strip("/")
    matter = course.matters.get(name)
    if matter is None:
        raise FolkmootError(f"there is no proposal '{visible(name)}'", _nearest(name, course.matters) or "see proposals/")
    base = base_of(course, matter, at_opening=against == "opening")
    lines = proposed(course, matter, base)
    title = f"{name}: {matter.proposal.text.head.title}"
    if form == "json":
        return _print_json({"proposal": name, "base": base.proposal or None, "files": as_data(lines)})
    if form == "html":
        return click.echo(as_page(title, lines), nl=False)
    click.echo(words.strong(visible(title)))
    click.echo(_compared(course, base) if lines else "It changes nothing in the charter.")
    for note in _notes(course, matter, against):
        click.echo(note)
    if lines:
        click.echo(f"\n{as_text(lines, words.line_width(), words.painted)}", nl=False)
    return None


def _compared(course: Chronicle, base: Version) -> str:
    if not base.proposal:
        return "There was no charter before it."
    return f"Compared with the charter of {words.date_of(course, base.since)}, after {base.proposal}."


def _notes(course: Chronicle, matter: Matter, against: str) -> Iterable[str]:
    others = sorted(path for path in changed_files(course.archive, matter.proposal) if not path.startswith(CHARTER))
    if others:
        yield visible(f"It also brings {counted(len(others), 'file')} outside the charter: {', '.join(others)}")
    since = overtaken(course, matter)
    if since and against == "opening":
        names = ", ".join(one.proposal.id for one in since)
        yield f"Since it opened, {names} changed the same article. See what it would change now with: --against now"


def _is_decided(course: Chronicle, step: Amendment) -> bool:
    return step.decision.head.closed <= course.as_of


def _article(course: Chronicle, version: Version, name: str) -> str:
    """Find an article by path, id, file name or the number its name begins with."""
    wanted, stems = _stem(name.removeprefix("./")), {path: _stem(path) for path in sorted(version.articles)}
    found = [path for path, stem in stems.items() if f"{stem}-".startswith(f"{wanted}-")]
    exact = [path for path in found if stems[path] == wanted]
    if len(exact or found) == 1:
        return (exact or found)[0]
    begun = next((one for one in amendments(course) if any(f"{_stem(path)}-".startswith(f"{wanted}-") for path in one.paths)), None)
    if begun is not None:
        mend = f"it holds from {words.date_of(course, begun.since)}; {begun.proposal.id} made it"
    else:
        mend = _nearest(wanted, stems.values()) or f"name one of {', '.join(stems.values()) or 'the articles that came later'}"
    raise FolkmootError(f"on {words.date_of(course, course.as_of)} the charter had no article '{visible(name)}'", mend)


def _stem(path: str) -> str:
    return path.removeprefix(CHARTER).removesuffix(".md")


def _clause(course: Chronicle, name: str) -> tuple[Place, Version] | None:
    """Find a clause in the charter in force, else in the newest version that had it, else in one to come."""
    article, hash_, clause = name.rpartition("#")
    past = [version for version in reversed(course.living) if version.since <= course.as_of]
    coming = [one.after for one in amendments(course) if one.since > course.as_of and _is_decided(course, one)]
    for version in (*past, *coming):
        path = _article(course, version, article) if hash_ and version.articles else ""
        found = places(version, clause, path)
        if len(found) > 1:
            choices = [f"{_stem(place.path)}#{clause}" for place in found]
            raise FolkmootError(f"{counted(len(found), 'article')} have a clause '{visible(clause)}'", f"name one of {', '.join(choices)}")
        if found:
            return found[0], version
    return None


def _hint(course: Chronicle, name: str) -> str:
    ids = [passage.id for article in course.charter.articles.values() for passage in article_passages(article)]
    return _nearest(name, ids) or "give a clause's id, a rule's path, or words of one sentence: folkmoot charter show"


def _nearest(name: str, known: Iterable[str]) -> str:
    close = get_close_matches(name, list(known), n=1)
    return f"did you mean '{close[0]}'?" if close else ""


def _print(lines: Iterable[str]) -> None:
    click.echo("\n".join(lines))


def _print_json(value: Any) -> None:
    click.echo(write_json(value).decode(), nl=False)


for _verb in (audit, compare_verb, complete_verb, read_precedents):
    command.add_command(_verb)
