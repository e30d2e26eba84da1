"""Addresses that stay: one a clause, wherever it stands, and what is left at the address of an article that is no more.

A record is never renamed, so a proposal, a jury and a roster need no second address. A clause does move between articles, and an
article does leave the charter; then its old address says what became of it. Each is a small page of HTML without any script.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from folkmoot.procedure.charter import Version
from folkmoot.publish.atlas import CHARTER, Atlas, article_page, articles_of, proposal_page
from folkmoot.publish.follow.place import Place
from folkmoot.publish.markup import html
from folkmoot.publish.words import day
from folkmoot.records.archive import Article
from folkmoot.records.speech import language, say


@dataclass(frozen=True, slots=True)
class _Last:
    """The last version that had something, and the one after it."""

    path: str
    article: Article
    gone: Version | None
    """The version without it; None where it is in force."""


def clause_permalink(clause: str) -> str:
    """The page that leads to a clause."""
    return f"c/{clause}/index.md"


def permalinks(atlas: Atlas, place: Place) -> Mapping[str, bytes]:
    """The page of every clause and of every article that ever was in force, but for those that have a page of their own."""
    clauses, articles = _ever(atlas)
    made = {_file(clause_permalink(name)): _clause(atlas, place, name, last) for name, last in sorted(clauses.items())}
    for path, last in sorted(articles.items()):
        if last.gone and article_page(path) not in atlas.pages:
            made[_file(article_page(path))] = _article(atlas, path, last, clauses)
    return made


def _file(page: str) -> str:
    return f"{page.removesuffix('.md')}.html"


def _ever(atlas: Atlas) -> tuple[dict[str, _Last], dict[str, _Last]]:
    """Every clause by id and every article by path, each as it last was."""
    course = atlas.course
    articles = {path: _Last(path, article, None) for path, article in articles_of(course).items()}
    clauses = {clause.id: last for last in articles.values() for clause in last.article.head.clauses}
    seen = {id(last.article) for last in articles.values()}
    past = [version for version in course.living if version.since <= course.as_of]
    for place in range(len(past) - 2, -1, -1):
        for path, article in past[place].articles.items():
            if id(article) not in seen:
                seen.add(id(article))
                last = _Last(path, article, past[place + 1])
                articles.setdefault(path, last)
                for clause in article.head.clauses:
                    clauses.setdefault(clause.id, last)
            elif path not in articles:
                articles[path] = _Last(path, article, past[place + 1])
    return clauses, articles


def _clause(atlas: Atlas, place: Place, name: str, last: _Last) -> bytes:
    here = clause_permalink(name)
    if last.gone is None:
        there = article_page(last.path)
        whole, way = place.address(there), atlas.address(here, there, name)
        canonical = f"{whole}#{name}" if whole else way
        return _page(
            f"{name}: {last.article.head.title}",
            way,
            canonical,
            f'<p><a href="{html(way)}">{html(say("Read {clause}", clause=name))}</a></p>',
        )
    ended = _ended(atlas, here, say("The clause {name} has not been in force since {day}.", name=name, day=_since(atlas, last)), last)
    return _page(say("{name} is no more", name=name), "", "", "".join(ended))


def _article(atlas: Atlas, path: str, last: _Last, clauses: Mapping[str, _Last]) -> bytes:
    here = article_page(path)
    title = last.article.head.title
    words = say("The article {title} has not been in force since {day}.", title=title, day=_since(atlas, last))
    parts = list(_ended(atlas, here, words, last))
    moved = [clause.id for clause in last.article.head.clauses if clauses[clause.id].gone is None]
    if moved:
        items = "".join(f"<li>{_tie(atlas, here, article_page(clauses[name].path), name, name)}</li>" for name in moved)
        parts.append(f"<p>{html(say('These clauses of it stand elsewhere now:'))}</p>\n<ul>{items}</ul>")
    return _page(say("{name} is no more", name=title), "", "", "\n".join(parts))


def _since(atlas: Atlas, last: _Last) -> str:
    """The first day without it."""
    assert last.gone is not None
    return day(last.gone.since.astimezone(atlas.course.zone).date())


def _ended(atlas: Atlas, here: str, words: str, last: _Last) -> Iterator[str]:
    assert last.gone is not None
    matter = atlas.course.matters.get(last.gone.proposal)
    yield f"<p>{html(words)}</p>\n"
    expires = last.article.head.expires
    if expires and expires < last.gone.since.astimezone(atlas.course.zone).date():
        yield f"<p>{html(say('Its article had its last day on {day}.', day=day(expires)))}</p>\n"
    elif matter:
        decision = _tie(atlas, here, proposal_page(last.gone.proposal), matter.proposal.text.head.title)
        yield f"<p>{say('The decision that ended it: {decision}', decision=decision)}</p>\n"
    yield f"<p>{_tie(atlas, here, CHARTER, say('The charter in force'))}</p>"


def _tie(atlas: Atlas, here: str, there: str, label: str, anchor: str = "") -> str:
    return f'<a href="{html(atlas.address(here, there, anchor))}">{html(label)}</a>'


def _page(title: str, way: str, canonical: str, body: str) -> bytes:
    """A page by itself; with a way it leads on at once."""
    onward = f'<link rel="canonical" href="{html(canonical)}">\n<meta http-equiv="refresh" content="0; url={html(way)}">\n' if way else ""
    return (
        f'<!doctype html>\n<html lang="{language()}">\n<head>\n'
        '<meta charset="utf-8">\n<meta name="viewport" content="width=device-width">\n'
        f'<meta name="robots" content="noindex">\n{onward}<title>{html(title)}</title>\n</head>\n<body>\n<main>\n'
        f"<h1>{html(title)}</h1>\n{body}\n</main>\n</body>\n</html>\n"
    ).encode()
