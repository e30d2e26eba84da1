"""Clauses held in balance: which others have to be answered whenever one of them is judged by."""

from collections.abc import Iterable, Mapping

from folkmoot.records.archive import Article
from folkmoot.records.heads import Clause

Clauses = Mapping[str, tuple[Article, Clause]]
"""The clauses of a charter by id, each with the article it stands in, in the order of the articles' paths and heads."""


def clauses_of(articles: Iterable[Article]) -> Clauses:
    """Collect the declared clauses of articles; of two with one id the first counts."""
    found: dict[str, tuple[Article, Clause]] = {}
    for article in sorted(articles, key=lambda article: article.path):
        for clause in article.head.clauses:
            found.setdefault(clause.id, (article, clause))
    return found


def tension(clauses: Clauses, cited: Iterable[str]) -> tuple[str, ...]:
    """The clauses cited, and all that are held in balance with one of them, however many steps away; in the charter's order.

    A balance holds in both directions, also where only one of the two clauses names the other. What is no clause is left out.
    """
    beside: dict[str, set[str]] = {name: set() for name in clauses}
    for name, (_, clause) in clauses.items():
        for other in clause.balances_with:
            if other in beside:
                beside[name].add(other)
                beside[other].add(name)
    reached: set[str] = set()
    waiting = [name for name in cited if name in clauses]
    while waiting:
        name = waiting.pop()
        if name not in reached:
            reached.add(name)
            waiting += beside[name]
    return tuple(name for name in clauses if name in reached)


def name_of(clauses: Clauses, name: str) -> str:
    """A clause's id and title, as a reader looks for it."""
    title = clauses[name][1].title if name in clauses else None
    return f"{name} {title}" if title else name
