"""Two wordings of one text compared word by word: what was kept, removed and added, so that both can be rebuilt from it.

Sentences are matched first and words inside the sentences that differ (Ratcliff and Obershelp's matching, as `difflib`
has it). Then crumbs are cleared away: a few kept words between two larger changes are shown as changed too, because
nobody reads a sentence that alternates between two texts (the semantic clean-up of Neil Fraser's "Diff Strategies").
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum
from textwrap import wrap

_TOKEN = re.compile(r"\s*(?:\{\{[^{}\n]*\}\}|[0-9]{1,3}[.)](?=\s)|\w+(?:[.,'’/:-]\w+)*|([^\w\s])\1*)|\s+")
_MARKER = re.compile(r"[-*+>|]|#+|[0-9]{1,3}[.)]")
"""What gives a line its own meaning in Markdown when it stands first on it."""
_FENCE = re.compile(r" {0,3}(```|~~~)")
_LIST_ITEM = re.compile(r"[ \t]*(?:[-*+]|[0-9]{1,3}[.)])[ \t]+(?:\([a-z0-9]{1,5}\)[ \t]+)?(?=\S)")
_SENTENCE_ENDS = frozenset(".?!:;")
_MOST_CELLS = 250_000
"""Tokens of one text times tokens of the other beyond which two stretches are not matched word by word."""
_SENTENCE = re.compile(r"(?<=[.!?])[\"'”’)\]*_]*\s+(?=[\"'“‘(\[*_]*[A-Z0-9{])|\n[ \t]*\n|\n(?=[ \t]*(?:[-*+]|[0-9]{1,3}[.)])[ \t])")


class Mark(StrEnum):
    """What became of a run of words."""

    KEPT = "kept"
    REMOVED = "removed"
    ADDED = "added"


@dataclass(frozen=True, slots=True)
class Run:
    """Words in a row with one fate."""

    mark: Mark
    text: str
    was: str = ""
    """Of kept words, how the earlier text had them; it can differ from `text` in spaces and line breaks only."""


def compare(before: str, after: str) -> tuple[Run, ...]:
    """Say how one wording becomes another; in a changed place the removed words stand before the added ones."""
    if before == after:
        return (Run(Mark.KEPT, after, before),) if after else ()
    old, new = _tokens(before), _tokens(after)
    blocks = _cleared(_matched(old, new))
    return tuple(_runs(blocks))


def before_of(runs: Iterable[Run]) -> str:
    """Rebuild the earlier wording."""
    return "".join(run.was if run.mark is Mark.KEPT else run.text for run in runs if run.mark is not Mark.ADDED)


def after_of(runs: Iterable[Run]) -> str:
    """Rebuild the later wording."""
    return "".join(run.text for run in runs if run.mark is not Mark.REMOVED)


def visible(text: str) -> str:
    """Show characters that steer a terminal or hide in a text as a replacement mark; line breaks stay."""
    hidden = ("Cc", "Cf", "Cs")
    return "".join("\N{REPLACEMENT CHARACTER}" if mark not in "\n\t" and unicodedata.category(mark) in hidden else mark for mark in text)


def sentences(text: str) -> tuple[str, ...]:
    """Split prose into sentences and list items, each on one line, without headings."""
    prose = re.sub(r"^ {0,3}#{1,6}[ \t].*$", "\n", text, flags=re.MULTILINE)
    return tuple(flat for part in _SENTENCE.split(prose) if (flat := " ".join(part.split())))


def flowed(text: str, width: int) -> str:
    """Break the paragraphs of Markdown anew to fit a width; code, tables and headings keep their lines."""
    lines: list[str] = []
    paragraph: list[str] = []
    fence = ""
    for line in [*visible(text).split("\n"), ""]:
        mark = _FENCE.match(line)
        begins = _begins(line, paragraph) or line.lstrip().startswith(("#", "|", ">"))
        if paragraph and (begins or mark or not line.strip()):
            lines += _filled(paragraph, width)
            paragraph = []
        if fence or mark:
            fence = "" if mark and fence == mark[1] else fence or (mark[1] if mark else "")
            lines.append(line)
        elif line.lstrip().startswith(("#", "|")) or not line.strip():
            lines.append(line.rstrip())
        else:
            paragraph.append(line)
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines).strip("\n"))


def _begins(line: str, paragraph: list[str]) -> bool:
    """Whether a list item begins here; a number on which a sentence was broken is none."""
    item = _LIST_ITEM.match(line)
    if item is None or not paragraph or _LIST_ITEM.match(paragraph[0]):
        return item is not None
    return not item[0].strip()[0].isdigit() or item[0].strip() in ("1.", "1)")


def _filled(paragraph: list[str], width: int) -> list[str]:
    item = _LIST_ITEM.match(paragraph[0])
    lead = item[0] if item else paragraph[0][: len(paragraph[0]) - len(paragraph[0].lstrip())]
    words = " ".join(" ".join(paragraph).removeprefix(lead).split())
    return wrap(words, width, initial_indent=lead, subsequent_indent=" " * len(lead), break_long_words=False, break_on_hyphens=False)


@dataclass(frozen=True, slots=True)
class _Token:
    """One word with the space before it."""

    text: str
    key: str
    """What must be equal in two texts for the word to count as kept."""

    @property
    def ends_sentence(self) -> bool:
        return self.key[-1:] in _SENTENCE_ENDS


@dataclass(slots=True)
class _Block:
    """A kept stretch (equal keys) or a change between two stretches."""

    is_kept: bool
    old: list[_Token]
    new: list[_Token]

    @property
    def weight(self) -> int:
        return max(len(self.old), len(self.new))


def _tokens(text: str) -> list[_Token]:
    found = []
    for match in _TOKEN.finditer(text):
        whole = match[0]
        word = whole.lstrip()
        space = whole[: len(whole) - len(word)]
        found.append(_Token(whole, _key(word, space, is_first=match.start() == 0)))
    return found


def _key(word: str, space: str, *, is_first: bool) -> str:
    if is_first or not word:
        return word
    if "\n" in space and _MARKER.fullmatch(word):
        return f"\n{space.rpartition(chr(10))[2]}{word}"
    if space.count("\n") > 1:
        return f"\n\n{word}"
    return f" {word}" if space else word


def _matched(old: list[_Token], new: list[_Token]) -> list[_Block]:
    """Match the ends first, then sentence by sentence, then word by word."""
    head, most = 0, min(len(old), len(new))
    while head < most and old[head].key == new[head].key:
        head += 1
    tail = 0
    while tail < most - head and old[-1 - tail].key == new[-1 - tail].key:
        tail += 1
    blocks = [_Block(True, old[:head], new[:head])]
    blocks += _by_sentence(old[head : len(old) - tail], new[head : len(new) - tail])
    blocks.append(_Block(True, old[len(old) - tail :], new[len(new) - tail :]))
    return [block for block in blocks if block.old or block.new]


def _by_sentence(old: list[_Token], new: list[_Token]) -> Iterator[_Block]:
    olds, news = _grouped(old), _grouped(new)
    for is_kept, (first, last), (start, end) in _steps([_keys(one) for one in olds], [_keys(one) for one in news]):
        here, there = _joined(olds[first:last]), _joined(news[start:end])
        if is_kept:
            yield _Block(True, here, there)
            continue
        for is_same, (one, two), (three, four) in _steps([token.key for token in here], [token.key for token in there]):
            yield _Block(is_same, here[one:two], there[three:four])


Span = tuple[int, int]


def _steps(old: Sequence[object], new: Sequence[object]) -> Iterator[tuple[bool, Span, Span]]:
    """Yield which stretches of two sequences are equal; what is too long to compare is one change."""
    if len(old) * len(new) > _MOST_CELLS:
        yield False, (0, len(old)), (0, len(new))
        return
    for tag, first, last, start, end in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        yield tag == "equal", (first, last), (start, end)


def _grouped(tokens: list[_Token]) -> list[list[_Token]]:
    groups: list[list[_Token]] = [[]]
    for token in tokens:
        if token.key.startswith("\n") and groups[-1]:
            groups.append([])
        groups[-1].append(token)
        if token.ends_sentence:
            groups.append([])
    return [group for group in groups if group]


def _keys(tokens: list[_Token]) -> tuple[str, ...]:
    return tuple(token.key for token in tokens)


def _joined(groups: list[list[_Token]]) -> list[_Token]:
    return [token for group in groups for token in group]


def _cleared(blocks: list[_Block]) -> list[_Block]:
    """Let a kept stretch that is not longer than the change on either side of it become part of the change."""
    cleared: list[_Block] = []
    for block in blocks:
        cleared.append(_Block(block.is_kept, list(block.old), list(block.new)))
        while len(cleared) > 1 and not cleared[-1].is_kept:
            if not cleared[-2].is_kept:
                _merge(cleared, 2)
            elif len(cleared) > 2 and _is_crumb(*cleared[-3:]):
                _merge(cleared, 3)
            else:
                break
    return cleared


def _is_crumb(before: _Block, kept: _Block, after: _Block) -> bool:
    if before.is_kept or any(token.key.startswith("\n\n") for token in kept.new):
        return False
    return kept.weight <= before.weight and kept.weight <= after.weight


def _merge(blocks: list[_Block], count: int) -> None:
    parts = blocks[-count:]
    blocks[-count:] = [_Block(False, _joined([part.old for part in parts]), _joined([part.new for part in parts]))]


def _runs(blocks: list[_Block]) -> Iterator[Run]:
    kept: list[_Block] = []
    for block in [*blocks, _Block(False, [], [])]:
        if block.is_kept:
            kept.append(block)
            continue
        if kept:
            yield Run(Mark.KEPT, *("".join(token.text for one in kept for token in side(one)) for side in (_new, _old)))
            kept = []
        if block.old:
            yield Run(Mark.REMOVED, "".join(token.text for token in block.old))
        if block.new:
            yield Run(Mark.ADDED, "".join(token.text for token in block.new))


def _new(block: _Block) -> list[_Token]:
    return block.new


def _old(block: _Block) -> list[_Token]:
    return block.old
