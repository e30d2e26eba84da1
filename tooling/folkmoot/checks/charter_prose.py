"""C: the words of the charter, the part of the family that holds prose and rules together."""

import re
from collections.abc import Iterator
from typing import Any

from folkmoot.checks.names import charters, listed, nearest
from folkmoot.checks.registry import check
from folkmoot.procedure.chronicle import Chronicle
from folkmoot.records.archive import Article
from folkmoot.records.finding import Fault, Place, Severity
from folkmoot.records.value import shown
from folkmoot.rulebook.book import PLACEHOLDER, RuleBook, in_words, quoted

_BRACES = re.compile(r"\{\{[^{}\n]{0,200}\}\}")
_WORTH_QUOTING = re.compile(r"[1-9][0-9]*[hdwmy]|[1-9][0-9]*/[1-9][0-9]*")


@check("C001", "unresolved-placeholder")
def unresolved_placeholder(course: Chronicle) -> Iterator[Fault]:
    """The prose of an article quotes a rule that does not exist.

    ## Why
    A placeholder is where the prose and the rule are one. If it stands for nothing, members read a gap where they
    should read the rule that binds them.

    ## Mend
    Write the path of the rule as the heads of the articles spell it, such as
    {{ rules.decisions.two-thirds.threshold }}.
    """
    for book, _, new in charters(course):
        for article in new:
            for match in _BRACES.finditer(article.body):
                inner = PLACEHOLDER.fullmatch(match[0])
                if inner is None or quoted(inner[1], article, book) is None:
                    name = match[0].strip("{} ")
                    otherwise = "write {{ rules. and the path of a rule }}, or plain words"
                    mend = nearest(name, _quotable(book), otherwise, likeness=0.85)
                    yield Fault(_at(article, match.span()), f"'{shown(name)}' stands for no rule", mend)


def _quotable(book: RuleBook) -> set[str]:
    return {f"rules.{path}" for path, _ in _leaves(book.plain, ())} | {"expires"}


def _leaves(value: Any, steps: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    """Every value of rules in plain form that can be quoted, with its dotted path."""
    if isinstance(value, dict):
        for name, part in value.items():
            yield from _leaves(part, (*steps, name))
    elif (words := in_words(value)) is not None:
        yield ".".join(steps), str(value) if isinstance(value, str) else words


def _at(article: Article, span: tuple[int, int]) -> Place:
    start = article.body.rfind("\n", 0, span[0]) + 1
    line = article.body_line + article.body.count("\n", 0, start)
    return Place(article.path, line, span[0] - start + 1, span[1] - start + 1)


@check("C003", "bare-number", Severity.WARNING)
def bare_number(course: Chronicle) -> Iterator[Fault]:
    """The prose of an article repeats a number that is a rule of the same article.

    ## Why
    A number that stands in two places can be changed in one. Then the prose says one thing and the rule another, and
    both were voted on.

    ## Mend
    Write the placeholder in place of the number; the site shows the number there.
    """
    for _, _, new in charters(course):
        for article in new:
            yield from _bare_numbers(article)


def _bare_numbers(article: Article) -> Iterator[Fault]:
    if article.head.rules is None:
        return
    prose = PLACEHOLDER.sub(lambda match: " " * len(match[0]), article.body)
    plain = article.head.rules.model_dump(mode="json", by_alias=True, exclude_none=True)
    told: set[tuple[int, int]] = set()
    for path, value in _leaves(plain, ()):
        if not _WORTH_QUOTING.fullmatch(value):
            continue
        words = in_words(value) or value
        written = re.escape(words).replace(r"\ ", r"[ \-]").removesuffix("s") + "s?"
        for match in re.finditer(rf"(?<![\w/.]){written}(?![\w/])", prose):
            if match.span() not in told:
                told.add(match.span())
                what = f"'{match[0]}' is a rule of this article too"
                yield Fault(_at(article, match.span()), what, f"write {{{{ rules.{path} }}}}")


@check("C004", "transitional-without-end")
def transitional_without_end(course: Chronicle) -> Iterator[Fault]:
    """A transitional article does not say when it ends.

    ## Why
    Powers for a transition tend to outlive it. A condition alone can fail to come for ever; a day always comes.

    ## Mend
    Add a day to the head, such as `expires: 2027-01-31`.
    """
    for _, _, new in charters(course):
        for article in new:
            if article.head.class_ == "transitional" and article.head.expires is None:
                place = course.archive.place(article.path, "class")
                mend = "add a line 'expires: 2027-01-31', with the day on which it ends"
                yield Fault(place, "this article is transitional and has no end", mend)


@check("C007", "one-sided-tension")
def one_sided_tension(course: Chronicle) -> Iterator[Fault]:
    """A clause is held in balance with another that does not name it back.

    ## Why
    A jury that judges under one clause must weigh the other. If only one of the two says so, the outcome depends on
    which of them the complaint happens to name.

    ## Mend
    Name each clause in `balances_with` of the other.
    """
    for _, articles, new in charters(course):
        clauses = {clause.id: clause for article in articles for clause in article.head.clauses}
        for article in new:
            for index, clause in enumerate(article.head.clauses):
                for position, name in enumerate(clause.balances_with):
                    place = course.archive.place(article.path, "clauses", index, "balances_with", position)
                    other = clauses.get(name)
                    if other is None:
                        mend = nearest(name, clauses, f"name one of {listed(clauses)}")
                        yield Fault(place, f"there is no clause '{name}'", mend)
                    elif clause.id not in other.balances_with:
                        what = f"'{clause.id}' is balanced with '{name}', and '{name}' not with '{clause.id}'"
                        yield Fault(place, what, f"add {clause.id} to balances_with of {name}")


@check("C008", "clause-not-in-text")
def clause_not_in_text(course: Chronicle) -> Iterator[Fault]:
    """A clause stands in the head of an article and nowhere in its prose.

    ## Why
    Verdicts cite clauses. A clause whose words nobody can find cannot be kept, and cannot be appealed to.

    ## Mend
    Begin the sentence that is the clause with its id, such as **c5-1**.
    """
    for _, _, new in charters(course):
        for article in new:
            for index, clause in enumerate(article.head.clauses):
                if not re.search(rf"(?<![a-z0-9-]){re.escape(clause.id)}(?![a-z0-9-])", article.body):
                    place = course.archive.place(article.path, "clauses", index, "id")
                    what = f"the prose has no clause '{clause.id}'"
                    yield Fault(place, what, f"begin its sentence with **{clause.id}**")
