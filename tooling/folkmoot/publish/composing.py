"""A page of headings, plain sentences with links, and finished HTML, made without the site generator's Markdown reader.

Nearly every page of a record is such a page once its finished blocks are lifted out (`lifting`). What is made here is what
Python-Markdown 3 with MkDocs's own three extensions makes of it, to the letter; any other page is left to that reader.
"""

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass

_WORDS = r"[\w .,;:'\"()?/%\u2013\u2014\u2026\u00a0-]"
_HEADING = re.compile(rf"(#{{1,6}}) (\w(?:{_WORDS}*\w)?)")
_TAG = re.compile(r"</?(?:span|code|strong|em)>|<(?:span|code) class=\"[a-z -]+\">")
_LINK = re.compile(rf"\[((?:\w{_WORDS}*)?\w)\]\(([A-Za-z0-9./-]+\.md)(#[A-Za-z0-9-]+)?\)")
_SENTENCE = re.compile(rf"(?:\w|\()(?:{_WORDS}|&(?:#[0-9]+|[a-z]+);)*")
_MARK = re.compile(r"_|\bw{3}\.|--|://|\d\.\s|\d\)\s| $|^[-+*] ")
_BLOCK_STAND = re.compile(r'<div class="fm-lifted">[0-9]+</div>')
_WORD_STAND = re.compile(r"fmliftedx[0-9]+x")
_DIGITS = re.compile(r"^(.*)_([0-9]+)$")

Lead = Callable[[str, str], str | None]
"""The address of a link's target (a path and `#anchor` or nothing) from this page; None for what is not a page of the site."""


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading by its level (1 to 6), the id that leads to it, and its words as HTML."""

    level: int
    id: str
    words: str


@dataclass(frozen=True, slots=True)
class Composed:
    """The HTML of a page and its headings in their order."""

    html: str
    headings: tuple[Heading, ...]


def composed(thin: str, lead: Lead) -> Composed | None:
    """What the Markdown reader makes of a page without its finished blocks; None where it must be asked."""
    made, headings, taken, is_listed = list[str](), list[Heading](), set[str](), False
    for part in thin.strip("\n").split("\n\n"):
        is_listed, was_listed = part.startswith("- "), is_listed
        heading = _HEADING.fullmatch(part)
        if heading and not _MARK.search(heading[2]) and " ".join(heading[2].split()) == heading[2]:
            found = Heading(len(heading[1]), _id_of(heading[2], taken), heading[2])
            headings.append(found)
            made.append(f'<h{found.level} id="{found.id}">{found.words}</h{found.level}>\n')
        elif _BLOCK_STAND.fullmatch(part):
            made.append(f"{part}\n\n")
        elif is_listed:
            items = [_sentence(line.removeprefix("- "), lead) if line.startswith("- ") else None for line in part.split("\n")]
            if was_listed or None in items:
                return None
            made.append("".join(("<ul>\n", *(f"<li>{item}</li>\n" for item in items), "</ul>\n")))
        else:
            words = part if _WORD_STAND.fullmatch(part) else _sentence(part, lead)
            if words is None:
                return None
            made.append(f"<p>{words}</p>\n")
    return Composed("".join(made).strip(), tuple(headings))


def _sentence(part: str, lead: Lead) -> str | None:
    """A paragraph of one line in which nothing but a link to a page of the site is a mark."""
    pieces, at = list[str](), 0
    for link in _LINK.finditer(part):
        address = lead(link[2], link[3] or "")
        if address is None or _MARK.search(link[1]):
            return None
        pieces += [part[at : link.start()], f'<a href="{address}">{link[1]}</a>']
        at = link.end()
    pieces.append(part[at:])
    plain = _TAG.sub("", "x".join(pieces[::2]))
    if not _SENTENCE.fullmatch(plain) or _MARK.search(plain):
        return None
    return "".join(pieces)


def _id_of(words: str, taken: set[str]) -> str:
    """The id that the reader's table of contents gives a heading, apart from those that are taken."""
    plain = unicodedata.normalize("NFKD", words).encode("ascii", "ignore").decode("ascii")
    found = re.sub(r"[-\s]+", "-", re.sub(r"[^\w\s-]", "", plain).strip().lower())
    while found in taken or not found:
        counted = _DIGITS.match(found)
        found = f"{counted[1]}_{int(counted[2]) + 1}" if counted else f"{found}_1"
    taken.add(found)
    return found
