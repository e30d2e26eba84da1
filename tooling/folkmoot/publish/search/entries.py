"""What a reader finds: every page by its title and summary, every clause of the charter, and the words that the records say."""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from html import unescape

from folkmoot.publish.api.stamp import address
from folkmoot.publish.atlas import (
    SECTIONS,
    Atlas,
    article_page,
    articles_of,
    body_page,
    jury_page,
    model_page,
    proposal_page,
    roster_page,
    terms_page,
)
from folkmoot.publish.markup import plain
from folkmoot.publish.proposal import BADGES
from folkmoot.publish.search.index import Entry
from folkmoot.publish.words import day, spoken
from folkmoot.records.archive import Article
from folkmoot.records.speech import say
from folkmoot.rulebook.book import resolved
from folkmoot.rulebook.clauses import article_passages

_HEAD = re.compile(rb'---\ntitle: "([^"]*)"\ndescription: "([^"]*)"\n')
_FRONT = re.compile(r"\A---\n.*?\n---\n", re.DOTALL)
_HEADING = re.compile(r"^# +(.+?)[ #]*$", re.MULTILINE)
_MARKS = re.compile(r"!?\[([^\]]*)\]\([^)]*\)|<[^>]*>|[*_`#>|]+|\{[^}]*\}")
_SHOWN = 200
"""Characters of a clause that a result shows."""


@dataclass(frozen=True, slots=True)
class _About:
    """What a page is, for somebody who looks for it."""

    kind: str
    names: tuple[str, ...] = ()
    texts: tuple[str, ...] = ()


def entries(atlas: Atlas, rendered: Mapping[str, bytes], written: Mapping[str, str]) -> tuple[Entry, ...]:
    """Everything that is found, what is looked for most first: `written` are the texts of pages written by hand, by their paths."""
    own = [_by_hand(path, text) for path, text in sorted(written.items())]
    about = dict(_abouts(atlas))
    ahead, after = list[Entry](), list[Entry]()
    for path in (*about, *sorted(rendered.keys() - about.keys())):
        head = _HEAD.match(rendered.get(path, b"")) if path.endswith(".md") and path not in written else None
        if head:
            title, says = (plain(unescape(part.decode())) for part in head.groups())
            what = about.get(path) or _About("")
            entry = Entry(address(path), title, what.kind, says, what.names, what.texts)
            (ahead if path in SECTIONS else after).append(entry)
    return (*ahead, *own, *_clauses(atlas), *after)


def _by_hand(path: str, text: str) -> Entry:
    body = _FRONT.sub("", text)
    heading = _HEADING.search(body)
    title = _unmarked(heading[1]) if heading else spoken(path.removesuffix("/index.md").removesuffix(".md").rpartition("/")[2])
    there = path if path.endswith("index.md") else f"{path.removesuffix('.md')}/index.md"
    words = body[heading.end() :] if heading else body
    return Entry(address(there), title, "", _cut(_unmarked(words.strip().partition("\n\n")[0])), (), (_unmarked(body),))


def _unmarked(text: str) -> str:
    return plain(unescape(_MARKS.sub(r"\1", text)))


def _cut(text: str) -> str:
    """The beginning of a text, to the end of a word."""
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN].rpartition(' ')[0] or text[:_SHOWN]} …"


def _clauses(atlas: Atlas) -> Iterator[Entry]:
    """Every clause in force, at its place on the page of its article."""
    for path, article in articles_of(atlas.course).items():
        words = _passages(atlas, article)
        for clause in article.head.clauses:
            text = words.get(clause.id, "")
            title = f"{clause.id} {clause.title or ''}".strip()
            kind = say("Clause of the charter, part of the Terms of Service") if clause.tos else say("Clause of the charter")
            there = f"{address(article_page(path))}#{clause.id}"
            yield Entry(there, title, kind, _cut(text), (clause.id, article.head.title), (text,))


def _passages(atlas: Atlas, article: Article) -> dict[str, str]:
    """What each clause says, without its number and title."""
    found = {}
    titles = {clause.id: clause.title or "" for clause in article.head.clauses}
    for each in article_passages(article):
        if each.is_declared:
            text = _unmarked(resolved(each.text, article, atlas.course.charter.book))
            found[each.id] = text.removeprefix(each.id).lstrip(" .:").removeprefix(titles.get(each.id, "")).lstrip(" .:")
    return found


def _abouts(atlas: Atlas) -> Iterator[tuple[str, _About]]:
    """What the page of each record is, by its path: the charter, then proposals and juries with the newest first."""
    archive = atlas.course.archive
    for path, article in articles_of(atlas.course).items():
        yield article_page(path), _About(say("Article of the charter"), (article.head.id,), (article.body,))
    for body in atlas.bodies:
        yield body_page(body), _About(say("Body"), (body, spoken(body)))
    for name, matter in sorted(atlas.course.matters.items(), reverse=True):
        shown = (matter.proposal.text, matter.decision, *matter.proposal.reports)
        kind = say("Proposal · {status}", status=say(BADGES[matter.status]))
        yield proposal_page(name), _About(kind, (name, matter.proposal.text.head.kind), tuple(text.body for text in shown if text))
    for jury in sorted(archive.juries, key=lambda jury: jury.id, reverse=True):
        texts = tuple(text.body for text in (jury.call, jury.decision, *jury.sessions, *jury.reports) if text)
        yield jury_page(jury.id), _About(say("Jury"), (jury.id, spoken(jury.call.head.body)), (jury.call.head.question, *texts))
    for edition in atlas.editions:
        since = edition.annex.since
        yield terms_page(edition), _About(say("Terms of Service of {day}", day=day(since)), (since.isoformat(),))
    for roster in archive.rosters:
        yield roster_page(roster.id), _About(say("Roster"), (roster.id,))
    yield from _named(atlas, atlas.pages, "models/", say("Model"), model_page)
    yield from _named(atlas, atlas.pages, "checks/", say("Check"), lambda name: f"checks/{name}/index.md")


def _named(atlas: Atlas, pages: frozenset[str], start: str, kind: str, page: Callable[[str], str]) -> Iterator[tuple[str, _About]]:
    for path in sorted(pages):
        name = path.removeprefix(start).removesuffix("/index.md")
        if path.startswith(start) and path == page(name):
            yield path, _About(kind, (name,))
