"""An article in clauses: its prose split into passages, each with an id that a decision, a link or a member can name.

Two kinds of texts come here. An article that declares clauses in its head is split where the prose carries their ids.
Any other text, such as bylaws that were written long before folkmoot, gets ids made from its headings, section numbers
and numbered lists: `section-3-1-2-a`, `article-4-section-2`, or the words of a heading without a number.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from folkmoot.records.archive import Article
from folkmoot.records.heads import Clause

OPENING = "opening"
"""The id of what stands before the first clause."""
_HEADING = re.compile(r" {0,3}(?P<marks>#{1,6})[ \t]+(?P<words>.*?)[ \t]*#*")
_BLANK = re.compile(r"\n[ \t]*\n")
_FENCE = re.compile(r" {0,3}(```|~~~)")
_ANCHOR = re.compile(
    r"[ \t]*(?:(?P<heading>#{1,6})[ \t]+|(?P<item>[-*+]|[0-9]{1,3}[.)])[ \t]+)?"
    r"(?P<bold>(?:\*\*|__)?)[\[(]?(?P<id>[a-z0-9][a-z0-9-]+)(?![\w-])"
)
_ITEM = re.compile(
    r"(?P<indent>[ \t]*)(?:(?:[-*+][ \t]+)?\(?(?P<letter>[a-z]|[ivxl]{2,6}|[0-9]{1,3})\)|(?P<number>[0-9]{1,3})[.)])[ \t]+(?=\S)"
)
_WORDS = "article|section|chapter|part|title|clause|rule|annex|schedule|artikel|§"
_LABEL = re.compile(
    rf"(?:\*\*|__)?(?:(?P<word>{_WORDS})[ \t]*(?P<named>[0-9]{{1,3}}(?:\.[0-9]{{1,3}})*|[ivxlc]{{1,7}}|[a-z])"
    r"|(?P<number>[0-9]{1,3}(?:\.[0-9]{1,3})*))(?:[.:)]|(?=[ \t*_]|$))",
    re.IGNORECASE,
)
_BOLD = 7
"""The depth of a paragraph that begins in bold with `Section 2.`: below every heading."""
_LONGEST_ID = 60


@dataclass(frozen=True, slots=True)
class Passage:
    """A stretch of prose with an id; the passages of a text, one after the other, are the text."""

    id: str
    label: str
    """What the prose itself puts before the words: `c4-1`, `3.1`, `(a)`; empty when there is nothing."""
    title: str
    text: str
    line: int
    """Its first line, counted from 0 at the beginning of the prose."""
    is_declared: bool = False

    @property
    def name(self) -> str:
        """Id and title, as a reader looks for it."""
        return f"{self.id} {self.title}".rstrip()

    @property
    def content(self) -> str:
        """The words without the number before them and without line breaks: equal for a clause that only got a new number."""
        first, _, rest = self.text.lstrip().partition("\n")
        if self.label:
            first = re.sub(rf"{re.escape(self.label)}[.:)]?", "", first, count=1)
        paragraphs = _BLANK.split(f"{first}\n{rest}")
        return "\n\n".join(" ".join(paragraph.split()) for paragraph in paragraphs if paragraph.strip())


def article_passages(article: Article) -> tuple[Passage, ...]:
    """Split an article."""
    return passages(article.body, article.head.clauses)


def passages(prose: str, declared: Iterable[Clause] = ()) -> tuple[Passage, ...]:
    """Split prose into passages with distinct ids; nothing is lost: their texts joined are the prose."""
    lines = re.findall(r"[^\n]*\n|[^\n]+", prose)
    clauses = {clause.id: clause for clause in declared}
    outside = list(_outside_code(lines))
    starts = list(_declared(outside, clauses) if clauses else _Outline().starts(outside))
    if not lines:
        return ()
    if not starts or any(line.strip() for line in lines[: starts[0].line]):
        starts.insert(0, _Start(0, OPENING))
    elif starts[0].line:
        starts[0] = _Start(0, starts[0].id, starts[0].label, starts[0].title, starts[0].is_declared)
    ends = [start.line for start in starts[1:]] + [len(lines)]
    found, taken = [], set[str]()
    for start, end in zip(starts, ends, strict=True):
        name = _distinct(start.id, taken)
        found.append(Passage(name, start.label, start.title, "".join(lines[start.line : end]), start.line, start.is_declared))
    return tuple(found)


@dataclass(frozen=True, slots=True)
class _Start:
    """The line a passage begins on."""

    line: int
    id: str
    label: str = ""
    title: str = ""
    is_declared: bool = False


@dataclass(frozen=True, slots=True)
class _Line:
    """A line that is not code, and whether a paragraph begins with it."""

    at: int
    text: str
    is_first: bool


def _outside_code(lines: list[str]) -> Iterator[_Line]:
    fence, blank = "", True
    for at, line in enumerate(lines):
        text = line.rstrip("\n")
        mark = _FENCE.match(text)
        if mark and (not fence or fence == mark[1]):
            fence = "" if fence else mark[1]
        elif not fence and text.strip():
            yield _Line(at, text, blank)
        blank = not text.strip() or bool(_HEADING.fullmatch(text))


def _distinct(name: str, taken: set[str]) -> str:
    candidate, number = name, 2
    while candidate in taken:
        candidate, number = f"{name}-{number}", number + 1
    taken.add(candidate)
    return candidate


def slug(words: str) -> str:
    """Turn the words of a heading into an id."""
    flat = unicodedata.normalize("NFKD", words).encode("ascii", "ignore").decode().lower()
    made = re.sub(r"[^a-z0-9]+", "-", flat).strip("-")
    return made if len(made) <= _LONGEST_ID else made[:_LONGEST_ID].rpartition("-")[0] or made[:_LONGEST_ID]


def _declared(lines: list[_Line], clauses: Mapping[str, Clause]) -> Iterator[_Start]:
    """Begin a passage at every declared id, and at headings that do not stand below the clause before them."""
    anchors = {line.at: name for name, line in _anchors(lines, clauses).items()}
    depth, is_item = _BOLD, False
    for line in lines:
        heading = _HEADING.fullmatch(line.text)
        if line.at in anchors:
            clause = clauses[anchors[line.at]]
            found = _ANCHOR.match(line.text)
            is_item = bool(found and found["item"])
            depth = len(heading["marks"]) if heading else _BOLD
            yield _Start(line.at, clause.id, clause.id, clause.title or _title(heading, clause.id), True)
        elif heading and len(heading["marks"]) <= depth and not _is_title(line, heading):
            depth, is_item = len(heading["marks"]), False
            yield _Start(line.at, slug(heading["words"]) or "part", "", heading["words"])
        elif is_item and line.is_first and not line.text[0].isspace() and not _ANCHOR_ITEM.match(line.text):
            is_item = False
            yield _Start(line.at, "end")


_ANCHOR_ITEM = re.compile(r"[-*+][ \t]|[0-9]{1,3}[.)][ \t]")


def _title(heading: re.Match[str] | None, label: str) -> str:
    return heading["words"].replace(label, "", 1).strip(" \t.:*_") if heading else ""


def _is_title(line: _Line, heading: re.Match[str]) -> bool:
    """Whether the line is the heading of the whole text."""
    return len(heading["marks"]) == 1 and line.is_first and line.at <= 1


def _anchors(lines: list[_Line], clauses: Mapping[str, Clause]) -> dict[str, _Line]:
    """Find the line each declared clause begins on: a heading rather than a list item, and that rather than a bare paragraph."""
    best: dict[str, tuple[int, _Line]] = {}
    for line in lines:
        found = _ANCHOR.match(line.text)
        if found is None or found["id"] not in clauses:
            continue
        rank = 0 if found["heading"] else 1 if found["item"] or found["bold"] else 2
        if rank == 2 and not line.is_first:
            continue
        if found["id"] not in best or rank < best[found["id"]][0]:
            best[found["id"]] = (rank, line)
    return {name: line for name, (_, line) in best.items()}


@dataclass(frozen=True, slots=True)
class _Held:
    """A heading or list item that encloses the present line."""

    depth: int
    id: str
    number: str = ""


@dataclass(slots=True)
class _Outline:
    """Headings and list items on the way down a text without declared clauses."""

    headings: list[_Held] = field(default_factory=list)
    items: list[_Held] = field(default_factory=list)
    taken: set[str] = field(default_factory=set)

    def starts(self, lines: list[_Line]) -> Iterator[_Start]:
        for line in lines:
            heading = _HEADING.fullmatch(line.text)
            label = _LABEL.match(heading["words"] if heading else line.text)
            if heading and not _is_title(line, heading):
                yield self.heading(line.at, len(heading["marks"]), heading["words"], label)
            elif label and line.is_first and (_is_bold(line.text, label) or "." in (label["number"] or "")):
                yield self.heading(line.at, _BOLD, "", label)
            elif (item := _ITEM.match(line.text)) and (line.is_first or item["indent"] or self.items or item["number"] == "1"):
                yield self.item(line.at, item)
            elif line.is_first and self.items and _indent(line.text) <= self.items[-1].depth:
                yield self.after_items(line.at, _indent(line.text))

    def heading(self, at: int, depth: int, words: str, label: re.Match[str] | None) -> _Start:
        self.items.clear()
        while self.headings and self.headings[-1].depth >= depth:
            self.headings.pop()
        number = _number(label) if label else ""
        name = self.named(label, number) if label else slug(words) or "part"
        self.headings.append(_Held(depth, name, number))
        shown = label[0].strip("*_ .:)") if label else ""
        title = (words[label.end() :] if label else words).strip(" \t.:*_-–—")
        return _Start(at, name, shown, title)

    def named(self, label: re.Match[str], number: str) -> str:
        """Make the id of a numbered heading from its own number and the heading above it."""
        above = next((held for held in reversed(self.headings) if held.number), None)
        if above and number.startswith(f"{above.number}-"):
            return f"{above.id}-{number.removeprefix(f'{above.number}-')}"
        word = (label["word"] or "").lower().replace("§", "section")
        if above and "-" not in number:
            return f"{above.id}-{word}-{number}" if word else f"{above.id}-{number}"
        return f"{word or 'section'}-{number}"

    def item(self, at: int, found: re.Match[str]) -> _Start:
        indent = _indent(found[0])
        while self.items and self.items[-1].depth >= indent:
            self.items.pop()
        above = self.above()
        mark = found["letter"] or found["number"]
        name = f"{above}-{mark}"
        if found["number"]:
            number = int(mark)
            while f"{above}-{number}" in self.taken:
                number += 1
            name = f"{above}-{number}"
        self.taken.add(name)
        self.items.append(_Held(indent, name))
        return _Start(at, name, found[0].strip(" \t-*+"))

    def after_items(self, at: int, indent: int) -> _Start:
        while self.items and indent <= self.items[-1].depth:
            self.items.pop()
        return _Start(at, f"{self.above()}-end")

    def above(self) -> str:
        held = self.items or self.headings
        return held[-1].id if held else OPENING


def _is_bold(text: str, label: re.Match[str]) -> bool:
    return text.startswith(("**", "__")) and bool(label["word"])


def _indent(text: str) -> int:
    """The column a line begins in; a tab counts to the next multiple of four."""
    wide = text.expandtabs(4)
    return len(wide) - len(wide.lstrip())


_ROMAN = {"i": 1, "v": 5, "x": 10, "l": 50, "c": 100}


def _number(label: re.Match[str]) -> str:
    """The number of a heading with hyphens: `3.1` as `3-1`, `Article IV` as `4`, `Section B` as `b`."""
    if label["number"]:
        return label["number"].replace(".", "-")
    named = label["named"].lower()
    if named[0].isdigit() or set(named) - set(_ROMAN):
        return str(named).replace(".", "-")
    values = [_ROMAN[mark] for mark in named]
    return str(sum(-one if one < after else one for one, after in zip(values, [*values[1:], 0], strict=True)))
