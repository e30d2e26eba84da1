"""`folkmoot charter compare` and `complete`: the charter beside a model of the library, and beside the questions it should answer."""

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from folkmoot.cli.world import root_option, the_course
from folkmoot.records.error import FolkmootError

if TYPE_CHECKING:
    from folkmoot.procedure.chronicle import Chronicle
    from folkmoot.records.archive import Article, Model
    from folkmoot.rulebook.book import RuleBook
    from folkmoot.rulebook.compare import Compared
    from folkmoot.rulebook.completeness import Answer

_AT = click.option(
    "--at", "at", default=None, metavar="DATE", help="The charter in force on this day; now when left out. Before any, the one proposed."
)
_MOST_RULES = 5
_FORM = click.option("--format", "form", type=click.Choice(("text", "json")), default="text", help="How to print it.")


@click.command("compare")
@click.argument("model")
@_AT
@_FORM
@root_option
def compare_verb(model: str, at: str | None, form: str, root: Path | None) -> None:
    """Show where the charter deviates from MODEL of the library, rule by rule, and why.

    Where an article cites the model and gives no reason, it asks for one. What is merely worded otherwise is not compared.
    """
    from folkmoot.cli.models import the_model
    from folkmoot.formats.canonical import write_json
    from folkmoot.rulebook.compare import compare

    known = the_model(model)
    book, articles, which = the_charter(the_course(root, at))
    found = compare(known, book)
    citing = [article for article in articles if known.head.id in article.head.models]
    if form == "json":
        facts = {"model": known.head.id, "cited_by": [article.head.id for article in citing], "rules": [_facts(one) for one in found]}
        return click.echo(write_json(facts).decode(), nl=False)
    return click.echo("\n".join(_compared(known, which, citing, found)))


@click.command("complete")
@_AT
@_FORM
@root_option
def complete_verb(at: str | None, form: str, root: Path | None) -> None:
    """Show for each of fifteen questions which clauses and rules of the charter answer it, and which question nothing answers."""
    from folkmoot.formats.canonical import write_json
    from folkmoot.rulebook.completeness import answers

    book, articles, which = the_charter(the_course(root, at))
    found = answers(book, articles)
    if form == "json":
        return click.echo(write_json([_answer_facts(one) for one in found]).decode(), nl=False)
    return click.echo("\n".join(_answered(which, found)))


def the_charter(course: "Chronicle") -> "tuple[RuleBook, tuple[Article, ...], str]":
    """The charter in force, else the one that a proposal would make; and in words which it is."""
    from folkmoot.checks.names import charters

    if course.charter.articles:
        return course.charter.book, tuple(course.charter.articles.values()), "the charter in force"
    for book, articles, _ in charters(course):
        if articles:
            return book, articles, "the charter that is proposed"
    raise FolkmootError("there is no charter yet, and none is proposed", "see why with: folkmoot check")


def _facts(one: "Compared") -> dict[str, Any]:
    return {
        "rule": one.rule, "model": one.model, "charter": one.charter, "standing": str(one.standing),
        "article": one.article.head.id if one.article else None, "why": one.why or None,
    }  # fmt: skip


def _compared(model: "Model", which: str, citing: "list[Article]", found: "Iterable[Compared]") -> Iterator[str]:
    from folkmoot.rulebook.compare import Standing

    groups: Mapping[Standing, list[Compared]] = {kind: [one for one in found if one.standing is kind] for kind in Standing}
    cited = f"cited by {', '.join(article.head.id for article in citing)}" if citing else "cited by no article"
    yield f"{model.head.title}, beside {which}; {cited}"
    deviating = (*groups[Standing.DIFFERENT], *groups[Standing.MISSING])
    if deviating:
        yield "\nDifferent"
    for one in deviating:
        yield f"  {one.rule}: {one.model} in the model, {one.charter if one.charter is not None else 'nothing'} here"
        if one.why:
            yield f"    because: {one.why}"
        elif one.article is not None and one.article in citing:
            yield f"    why? add to deviations in {one.article.path}:"
            yield f'    - {{model: {model.head.id}, rule: {one.rule}, why: "..."}}'
    if groups[Standing.EQUAL]:
        yield "\nEqual"
        yield from (f"  {one.rule}: {one.model}" for one in groups[Standing.EQUAL])
    if groups[Standing.ABSENT]:
        yield "\nNot in the charter"
        yield from (f"  {one.rule}: {one.model}" for one in groups[Standing.ABSENT])
    counts = [f"{len(groups[Standing.EQUAL])} equal", f"{len(deviating)} different", f"{len(groups[Standing.ABSENT])} not in the charter"]
    unsaid = sum(not one.why and one.article in citing for one in deviating)
    yield f"\n{', '.join(counts)}{f'; {unsaid} without a reason' if unsaid else ''}"


def _answer_facts(one: "Answer") -> dict[str, Any]:
    from folkmoot.rulebook.completeness import QUESTIONS

    clauses = [f"{article.head.id}#{clause}" for article, clause in one.clauses]
    return {"heading": one.heading, "question": QUESTIONS[one.heading], "clauses": clauses, "rules": list(one.rules)}


def _answered(which: str, found: "Iterable[Answer]") -> Iterator[str]:
    from folkmoot.rulebook.completeness import QUESTIONS

    yield f"What {which} answers"
    lacking = []
    for one in found:
        yield f"\n{one.heading}: {QUESTIONS[one.heading]}"
        for article, clause in one.clauses:
            title = next((each.title for each in article.head.clauses if each.id == clause and each.title), "")
            yield f"  {clause} {title} ({article.path})".replace("  (", " (")
        if one.rules:
            more = f" and {len(one.rules) - _MOST_RULES} more" if len(one.rules) > _MOST_RULES else ""
            yield f"  rules: {', '.join(one.rules[:_MOST_RULES])}{more}"
        if not one.is_given:
            lacking.append(one.heading)
            yield "  nothing"
    yield f"\nnothing answers: {', '.join(lacking)}" if lacking else "\nall fifteen are answered"
