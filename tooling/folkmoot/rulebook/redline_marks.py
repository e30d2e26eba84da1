"""The marks of Markdown in a paragraph of a redline: which are read as bold, emphasis, code or a list, and not shown themselves.

The earlier and the later wording are read apart, since a mark may pair with another only in the wording that it stands in. This
knows as much of Markdown as clauses are written with (CommonMark, sections 4.2, 5.2, 6.1 and 6.2, without its rules for runs of
many stars); what it does not know is shown as it was written.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby

from folkmoot.rulebook.redline_outline import Block
from folkmoot.rulebook.wording import Mark

_ITEM = re.compile(r"[-*+] (?=\S)")
_HEADING = re.compile(r"#{1,6} (?=\S)")
_INLINE = (
    ("code", re.compile(r"(`+)(?=[^`])(.+?)(?<=[^`])\1(?!`)")),
    ("strong", re.compile(r"(?<![*\\])(\*\*)(?=[^\s*])(.+?)(?<=[^\s*\\])\1(?!\*)")),
    ("strong", re.compile(r"(?<![\w\\])(__)(?=[^\s_])(.+?)(?<=[^\s_\\])\1(?!\w)")),
    ("em", re.compile(r"(?<![*\\])(\*)(?=[^\s*])([^*]+?)(?<=[^\s*\\])\1(?!\*)")),
    ("em", re.compile(r"(?<![\w\\])(_)(?=[^\s_])([^_]+?)(?<=[^\s_\\])\1(?!\w)")),
)
"""In the order in which they are looked for: nothing is a mark inside code."""
_SIDES = (frozenset({Mark.KEPT, Mark.REMOVED}), frozenset({Mark.KEPT, Mark.ADDED}))
"""The earlier wording and the later one; how kept words look follows from the later."""


@dataclass(frozen=True, slots=True)
class Piece:
    """Words of one fate that look alike."""

    text: str
    looks: tuple[str, ...] = ()
    """The elements of HTML they stand in, the outermost first."""


@dataclass(frozen=True, slots=True)
class Shown:
    """A paragraph as a reader sees it."""

    runs: tuple[tuple[Mark, tuple[Piece, ...]], ...]
    is_item: bool = False
    """Whether it is an item of a list without numbers; numbers are words."""


def shown(block: Block) -> Shown:
    """Read the marks of one paragraph; where nothing that changed would be left to see, all of it stands as it was written."""
    signs = [(mark, sign) for mark, text in block for sign in text]
    hidden, looks, is_item = set[int](), dict[int, tuple[str, ...]](), False
    for side in _SIDES:
        places = [at for at, (mark, _) in enumerate(signs) if mark in side]
        words = "".join(signs[at][1] for at in places)
        is_later, opening = Mark.ADDED in side, _ITEM.match(words) or _HEADING.match(words)
        is_item = bool(_ITEM.match(words)) or (is_item and not (is_later and words))
        told, found = _read(words, opening.end() if opening else 0, is_bold=bool(_HEADING.match(words)))
        for near, at in enumerate(places):
            if is_later or signs[at][0] is Mark.REMOVED:
                looks[at] = found[near]
                hidden |= {at} if near in told else set()
    left = [(at, mark, sign) for at, (mark, sign) in enumerate(signs) if at not in hidden]
    is_changed = any(mark is not Mark.KEPT for mark, _ in block)
    if is_changed and not any(mark is not Mark.KEPT and sign.strip() for _, mark, sign in left):
        return Shown(tuple((mark, (Piece(text),)) for mark, text in block))
    return Shown(tuple(_runs(left, looks)), is_item)


def _runs(left: list[tuple[int, Mark, str]], looks: dict[int, tuple[str, ...]]) -> Iterator[tuple[Mark, tuple[Piece, ...]]]:
    for mark, group in groupby(left, key=lambda each: each[1]):
        alike = groupby(group, key=lambda each: looks[each[0]])
        yield mark, tuple(Piece("".join(sign for _, _, sign in signs), look) for look, signs in alike)


def _read(words: str, start: int, *, is_bold: bool) -> tuple[set[int], list[tuple[str, ...]]]:
    """The places of marks in one wording, and how each sign of it looks."""
    told, looks = set(range(start)), [("strong",) if is_bold else ()] * len(words)
    for name, pattern in _INLINE:
        for found in pattern.finditer(words, start):
            width, inside = len(found[1]), range(*found.span(2))
            ends = {*range(found.start(), found.start() + width), *range(found.end() - width, found.end())}
            if ends & told or any("code" in looks[at] for at in ends):
                continue
            told |= ends
            for at in inside:
                looks[at] = (*looks[at], name) if name not in looks[at] else looks[at]
    return told, [tuple(sorted(look, key=("strong", "em", "code").index)) for look in looks]
