"""The sections of a set of rules in Markdown of any shape: its title, what stands before the first section, and each section.

People number their articles as headings of any level, underline them, print them in bold, or write `Article IV` or
`§ 3` on a line of its own. Where enough headings are numbered in one way, these divide the text; else the highest level
that has several headings does.
"""

import re
from collections import Counter
from dataclasses import dataclass

_FENCE = re.compile(r" {0,3}(```+|~~~+)")
_ATX = re.compile(r" {0,3}(#{1,6})(?:[ \t]+(.*?))?[ \t]*#*[ \t]*")
_UNDERLINE = re.compile(r" {0,3}(=+|-{2,})[ \t]*")
_NO_TITLE = re.compile(r"[ \t]*$|[ \t]*([-*+>|]|[0-9]+[.)])[ \t]| {4}|\t")
_BOLD = re.compile(r" {0,3}(\*\*|__)(?!\s)(.{2,100}?)(?<!\s)\1[ \t]*:?[ \t]*\\?")
_NUMBERED = re.compile(
    r"(?P<word>articles?|artikel|artículo|artigo|articolo|kapitel|chapters?|parts?|sections?|by-?laws?|titles?|rules?|canons?|§+)"
    r"[ \t]*(?:no\.?[ \t]*)?(?P<number>[0-9]{1,3}(?:[.-][0-9]{1,3})*|[ivxlc]{1,7}|[a-h]|one|two|three|four|five|six|seven|eight|nine|ten)\b"
    r"|(?P<after>[0-9]{1,3})[ \t]*§"
    r"|(?P<plain>[0-9]{1,3})(?:[.):]|[ \t]+[-\N{EN DASH}\N{EM DASH}])(?![0-9])"
    r"|(?P<roman>[ivxlc]{1,7})[.):]",
    re.IGNORECASE,
)
_GOVERNING = re.compile(
    r"by-?laws?|constitution|charter|statut|governance|vedtægt|säännöt|satzung|stadgar|manifesto|agreement|rules of|articles of|code of",
    re.IGNORECASE,
)
_LEAST_NUMBERED = 3
_LONGEST_LINE = 120
_LEAST_ITEMS = 4


@dataclass(frozen=True, slots=True)
class Heading:
    """One heading: the lines it takes, [first, end), its level and its words."""

    first: int
    end: int
    level: int
    words: str
    kind: str = ""
    """By which word or sign it is numbered, such as `article`; empty when it is not."""


@dataclass(frozen=True, slots=True)
class Section:
    """One section: its heading, its prose, and the line of its file that it begins on, from 1."""

    heading: str
    prose: str
    line: int


@dataclass(frozen=True, slots=True)
class Parts:
    """One text, divided."""

    title: str
    before: str
    """What stands before the first section, without the title."""
    sections: tuple[Section, ...]
    body: str
    """All of it, without the title."""
    is_numbered: bool
    """Whether the sections are numbered articles, so that they are parts of their own and not the paragraphs of one text."""


def divide(text: str, title: str = "") -> Parts:
    """Divide one text; `title` is what is known of its title. Without headings there are no sections, and all stands before."""
    lines = text.split("\n")
    found = headings(lines)
    named, dividing, is_numbered = _dividing(found, title)
    if not dividing:
        found = _printed(lines, found)
        named, dividing, is_numbered = _dividing(found, title)
    first = dividing[0].first if dividing else len(lines)
    kept = [line for at, line in enumerate(lines[:first]) if not (named and named.first <= at < named.end)]
    ends = [*(heading.first for heading in dividing), len(lines)][1:]
    sections = [
        Section(_named(heading, lines[heading.end : end]), "\n".join(lines[heading.end : end]), heading.first + 1)
        for heading, end in zip(dividing, ends, strict=True)
    ]
    body = "\n".join(line for at, line in enumerate(lines) if not (named and named.first <= at < named.end)).strip("\n")
    return Parts((plain(named.words) if named else "") or title, "\n".join(kept).strip("\n"), tuple(sections), body, is_numbered)


def _named(heading: Heading, below: list[str]) -> str:
    """The words of a heading; where it is a bare `Article IV` and another heading follows at once, with the words of that one."""
    words, numbered = plain(heading.words), _NUMBERED.fullmatch(plain(heading.words).rstrip("."))
    at = next((at for at, line in enumerate(below) if line.strip()), -1)
    if numbered is None or at < 0:
        return words
    inner = [*headings(below[: at + 2]), *(_heading(at, at + 1, 6, found[2]) for found in [_BOLD.fullmatch(below[at])] if found)]
    return f"{words.rstrip('.')}: {plain(inner[0].words)}" if inner and inner[0].first == at and not inner[0].kind else words


def headings(lines: list[str]) -> list[Heading]:
    """Every heading that Markdown knows, with marks or underlined; none inside fenced code."""
    found: list[Heading] = []
    fence = ""
    for at, line in enumerate(lines):
        mark = _FENCE.match(line)
        if fence or mark:
            fence = "" if mark and mark[1].startswith(fence or "\0") else fence or (mark[1] if mark else "")
            continue
        atx = _ATX.fullmatch(line)
        if atx and atx[2]:
            found.append(_heading(at, at + 1, len(atx[1]), atx[2]))
        elif (under := _UNDERLINE.fullmatch(line)) and _can_be_underlined(lines, at) and (not found or found[-1].end < at):
            found.append(_heading(at - 1, at + 1, 1 if under[1][0] == "=" else 2, lines[at - 1].strip()))
    return found


def _can_be_underlined(lines: list[str], at: int) -> bool:
    """Whether the line before is one line of plain words with nothing before it; two lines above a rule are a paragraph that ends."""
    before = lines[at - 1] if at else ""
    return not _NO_TITLE.match(before) and not _ATX.fullmatch(before) and (at < 2 or not lines[at - 2].strip())


def _heading(first: int, end: int, level: int, words: str) -> Heading:
    numbered = _NUMBERED.match(plain(words))
    kind = ""
    if numbered:
        kind = (numbered["word"] or "").lower().rstrip("s") or ("§" if numbered["after"] else "1" if numbered["plain"] else "i")
        kind = "." if "." in (numbered["number"] or "").rstrip(".") else kind
    return Heading(first, end, level, words.strip(), kind)


def plain(words: str) -> str:
    """The words of a heading without marks, links and images."""
    words = re.sub(r"!?\[([^\]]*)\](?:\([^)]*\)|\[[^\]]*\])", r"\1", words)
    words = re.sub(r"\\([\\`*_{}\[\]()#+.!-])", r"\1", re.sub(r"\*+|`+|~~|(?<!\w)_+|_+(?!\w)|</?[a-zA-Z][^>]*>", "", words))
    return " ".join(words.split()).strip(" #:")


def _dividing(found: list[Heading], known: str) -> tuple[Heading | None, list[Heading], bool]:
    """The heading that is the title, where no head said one, those that divide the text, and whether these are numbered."""
    kinds = Counter(heading.kind for heading in found if heading.kind not in ("", "."))
    often = [kind for kind, count in kinds.items() if count >= _LEAST_NUMBERED]
    if often:
        # The kind that stands on the highest level, and of those on one level the one that comes first.
        kind = min(often, key=lambda name: (_usual(found, name), next(heading.first for heading in found if heading.kind == name)))
        level = _usual(found, kind)
        one = next(heading for heading in found if heading.kind == kind)
        title = found[0] if found[0] is not one and found[0].level <= level and not found[0].kind else None
        dividing = [heading for heading in found if heading is not title and (heading.level <= level or heading.kind == kind)]
        return title, dividing, True
    first = found[0] if found else None
    is_above_all = first is not None and all(other.level > first.level for other in found[1:])
    is_title = first is not None and (is_above_all or (not known and bool(_GOVERNING.search(first.words))))
    title = first if is_title else None
    rest = [heading for heading in found if heading is not title]
    level = next((level for level in range(1, 7) if sum(heading.level == level for heading in rest) > 1), 0)
    return title, [heading for heading in rest if heading.level <= level], False


def _usual(found: list[Heading], kind: str) -> int:
    return Counter(heading.level for heading in found if heading.kind == kind).most_common(1)[0][0]


def _printed(lines: list[str], known: list[Heading]) -> list[Heading]:
    """Headings that are none in Markdown: lines in bold, `Article IV` on a line of its own, or a run of short numbered lines."""
    taken = {at for heading in known for at in range(heading.first, heading.end)}
    bold, numbered, items = list[Heading](), list[Heading](), list[Heading]()
    for at, line in enumerate(lines):
        if at in taken or not line.strip() or len(line) > _LONGEST_LINE:
            continue
        is_alone = (at == 0 or not lines[at - 1].strip()) and (at + 1 == len(lines) or not lines[at + 1].strip() or line.isupper())
        if found := _BOLD.fullmatch(line):
            bold.append(_heading(at, at + 1, 6, found[2]))
        made = _heading(at, at + 1, 6, line)
        if made.kind not in ("", ".", "1", "i") and (is_alone or line.rstrip()[-1] not in ".;,") and not line.startswith((" ", "\t")):
            numbered.append(made)
        elif made.kind == "1" and re.fullmatch(r"[0-9]{1,3}[.)][ \t]+[^.;:]{3,70}", line) and _follows(items, line):
            items.append(made)
    if sum(heading.kind != "" for heading in bold) >= _LEAST_NUMBERED:
        bold = [heading for heading in bold if heading.kind]
    for made_up in (numbered, items if len(items) >= _LEAST_ITEMS else [], bold):
        if len(made_up) >= _LEAST_NUMBERED:
            return sorted([*known, *made_up], key=lambda heading: heading.first)
    return known


def _follows(items: list[Heading], line: str) -> bool:
    """Whether a numbered line carries on the count of those before it; one may be left out, as people do."""
    number = int(re.match(r"[0-9]+", line)[0])  # type: ignore[index]
    last = int(re.match(r"[0-9]+", items[-1].words)[0]) if items else 0  # type: ignore[index]
    return last < number <= last + 2
