"""The Terms of Service annex: the clauses of the charter that are marked for it, word for word, in one canonical text.

The annex is its bytes: UTF-8, line feeds, no space at the end of a line, one empty line between paragraphs. Its first line and
its last are marks by which a copy is known wherever it was pasted, and `sha256sum` of a copy is the digest of the annex.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from folkmoot.formats.canonical import digest
from folkmoot.records.archive import Article
from folkmoot.records.heads import Clause
from folkmoot.rulebook.book import RuleBook, resolved
from folkmoot.rulebook.clauses import article_passages, passages
from folkmoot.rulebook.redline import FileRedline, clause_changes

OPENING = "<!-- folkmoot terms/1: "
"""How the first line of an annex begins, and of every copy."""
CLOSING = "<!-- folkmoot terms/1 ends -->"
_BLANK = re.compile(r"\n{3,}")
_HEADING = re.compile(r" {0,3}#{1,6}[ \t]")
_MARKER = re.compile(r"[ \t]*(?:[-*+][ \t]+|[0-9]{1,3}[.)][ \t]+)?")


@dataclass(frozen=True, slots=True)
class Part:
    """One clause of the annex."""

    clause: Clause
    path: str
    """The article it stands in."""
    words: str
    """What it says, with what its placeholders stand for; without its number and title."""

    @property
    def name(self) -> str:
        """Its number and title."""
        return " ".join(f"{self.clause.id} {self.clause.title or ''}".split())

    @property
    def text(self) -> str:
        """The clause as it stands in the annex."""
        return f"## {self.name}\n\n{self.words}\n"


@dataclass(frozen=True, slots=True)
class Annex:
    """The whole annex, from a day on."""

    parts: tuple[Part, ...]
    since: date
    text: bytes

    @property
    def digest(self) -> str:
        """What `sha256sum` says of it."""
        return digest(self.text)


def parts_of(articles: Iterable[Article], book: RuleBook) -> tuple[Part, ...]:
    """The marked clauses of articles, in the order of paths and heads, as they read under a rule book."""
    return tuple(
        Part(clause, article.path, _words(article, clause, book))
        for article in sorted(articles, key=lambda article: article.path)
        for clause in article.head.clauses
        if clause.tos
    )


def annex(parts: tuple[Part, ...], coop: str, name: str, since: date) -> Annex:
    """Write the annex of a co-op, by its id and its name, as it holds from a day on."""
    coop, name = (re.sub(r"[<>\s]+", " ", text) for text in (coop, name))
    lines = [
        f"{OPENING}{coop}, in force since {since.isoformat()} -->",
        "",
        f"# Terms of Service of {name}",
        "",
        f"In force since {since.isoformat()}. These are clauses of the charter of {name}, in the words its members decided.",
        "",
        *(line for part in parts for line in part.text.split("\n")),
        CLOSING,
        "",
    ]
    return Annex(parts, since, "\n".join(lines).encode())


def _words(article: Article, clause: Clause, book: RuleBook) -> str:
    found = next((each for each in article_passages(article) if each.is_declared and each.id == clause.id), None)
    text = resolved(found.text, article, book) if found else ""
    first, _, rest = text.lstrip("\n").partition("\n")
    if _HEADING.match(first):
        first = ""
    lines = [re.sub(r"^ {0,3}#{1,2}[ \t]+", "### ", line.rstrip()) for line in (_unmarked(first, clause), *rest.split("\n"))]
    return _BLANK.sub("\n\n", "\n".join(lines)).strip("\n")


def _unmarked(line: str, clause: Clause) -> str:
    """The first line of a clause without its number, and without its title where that stands beside it in bold."""
    text = line[_MARKER.match(line).end() :] if re.search(rf"(?<![\w-]){re.escape(clause.id)}(?![\w-])", line) else line  # type: ignore[union-attr]
    number, title = re.escape(clause.id), re.escape(clause.title or clause.id)
    bold = rf"(?:\*\*|__)[\[(]?{number}[\])]?[.:]?(?:[ \t]+{title}[.:]?)?(?:\*\*|__)[.:]?"
    return re.sub(rf"^(?:{bold}|[\[(]?{number}[\])]?[.:]?)(?![\w-])[ \t]*", "", text)


def redline(before: Annex | None, after: Annex | None) -> FileRedline:
    """What changes from one annex to another, clause by clause; None where there was or will be none."""
    sides = [
        passages("\n".join(part.text for part in each.parts), [part.clause for part in each.parts]) if each and each.parts else ()
        for each in (before, after)
    ]
    return FileRedline("terms", "Terms of Service", before is None, after is None, clause_changes(*sides))


def differing(before: Iterable[Part], after: Iterable[Part]) -> tuple[str, ...]:
    """The ids of the clauses that read otherwise in one annex than in another, or stand in one only; those of the later one first."""
    old, new = ({part.clause.id: part.text for part in side} for side in (before, after))
    return tuple(name for name in dict.fromkeys((*new, *old)) if old.get(name) != new.get(name))


def copies_in(data: bytes) -> Iterator[tuple[int, bytes]]:
    """The copies of an annex that stand in a file, each with the line it begins on, counted from 1; carriage returns do not matter.

    A copy goes from its first mark to its last; without a last mark, to the end of the file.
    """
    lines = data.decode("utf-8", "replace").replace("\r\n", "\n").split("\n")
    start = None
    for at, line in enumerate(lines):
        if line.startswith(OPENING):
            start = at
        elif start is not None and line == CLOSING:
            yield start + 1, "\n".join((*lines[start : at + 1], "")).encode()
            start = None
    if start is not None:
        yield start + 1, "\n".join(lines[start:]).encode()


def stated(copy: bytes) -> dict[str, str]:
    """The clauses of a copy as they stand in it, by id."""
    text = copy.decode("utf-8", "replace")
    found: dict[str, str] = {}
    for stretch in re.split(r"^(?=## )", text, flags=re.MULTILINE)[1:]:
        name = stretch[3:].split(None, 1)[0]
        found[name] = stretch.partition(CLOSING)[0].strip("\n") + "\n"
    return found


def stale(copy: bytes, held: Annex) -> tuple[str, ...]:
    """The ids of the clauses in which a copy differs from an annex; empty where only what stands around them does."""
    said, ours = stated(copy), {part.clause.id: part.text.strip("\n") + "\n" for part in held.parts}
    return tuple(name for name in dict.fromkeys((*ours, *said)) if said.get(name) != ours.get(name))
