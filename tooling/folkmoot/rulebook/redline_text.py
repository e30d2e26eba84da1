"""A redline as plain text: `[-removed-] {+added+}` inside a clause, `+` or `-` beside a whole one."""

import re
from collections.abc import Callable, Iterable, Iterator
from itertools import groupby
from textwrap import wrap

from folkmoot.rulebook.book import in_words
from folkmoot.rulebook.redline import ClauseChange, Fate, FileRedline, ValueChange
from folkmoot.rulebook.redline_outline import (
    Block,
    arrow,
    blocks,
    clause_line,
    counted,
    elided,
    gathered,
    headline,
    is_only_number,
    value_block,
    without_heading,
)
from folkmoot.rulebook.wording import Mark, compare, visible

Style = Callable[[Mark, str], str]
"""How a stretch of one line is painted; the marks are there without it too."""
_BULLET = re.compile(r"(?:[-*+>]|[0-9]{1,3}[.)])(?: \([a-z0-9]{1,5}\))? ")


def unpainted(mark: Mark, text: str) -> str:
    """Leave a stretch as it is."""
    return text


def as_text(redlines: Iterable[FileRedline], width: int = 100, style: Style = unpainted) -> str:
    """Write redlines for a terminal: `[-removed-] {+added+}` inside a clause, `+` or `-` beside a whole one."""
    return "\n\n".join("\n".join(_file_lines(redline, width, style)) for redline in redlines) + "\n"


def _file_lines(redline: FileRedline, width: int, style: Style) -> Iterator[str]:
    yield from wrap(f"{visible(redline.path)}: {headline(redline)}", width, subsequent_indent="  ", break_on_hyphens=False)
    for title, values in (("Rules", redline.rules), ("Head", redline.head)):
        if values:
            yield ""
            yield f"  {title}"
            for value in values:
                yield from _value_lines(value, width, style)
    for changes in gathered(redline.clauses):
        yield ""
        yield from wrap(clause_line(redline, changes), width, initial_indent="  ", subsequent_indent="    ", break_on_hyphens=False)
        if len(changes) == 1:
            yield from _clause_lines(changes[0], width, style)
    kept = sum(change.is_empty for change in redline.clauses)
    if kept and not redline.is_empty:
        yield ""
        yield f"  {counted(kept, 'other clause')} {'stays as it is' if kept == 1 else 'stay as they are'}."


def _clause_lines(change: ClauseChange, width: int, style: Style) -> Iterator[str]:
    found = blocks(change.runs)
    if change.fate in (Fate.ADDED, Fate.REMOVED):
        sign, mark = ("+", Mark.ADDED) if change.fate is Fate.ADDED else ("-", Mark.REMOVED)
        for at, block in enumerate(without_heading(found, change)):
            plain: Block = [(Mark.KEPT, "".join(text for _, text in block))]
            if at and not _BULLET.match(plain[0][1]):
                yield style(mark, f"    {sign}")
            for line in _wrapped(plain, width, "", unpainted, taken=6):
                yield style(mark, f"    {sign} {line}")
        return
    if change.fate is Fate.CHANGED and not is_only_number(change):
        yield from _changed_lines(found, width, "      ", style)


def as_words(before: str, after: str, width: int = 100, indent: str = "", style: Style = unpainted) -> str:
    """Write the paragraphs that differ between two texts."""
    return "\n".join(_changed_lines(blocks(compare(before, after)), width, indent, style))


def _changed_lines(found: list[Block], width: int, indent: str, style: Style) -> Iterator[str]:
    for block in elided(found):
        yield from _wrapped(block, width, indent, style) if block else [f"{indent}..."]


def _value_lines(change: ValueChange, width: int, style: Style) -> Iterator[str]:
    """A value with `+` or `-` beside it when it is written on one side only."""
    words = value_block(change)
    if words is not None:
        yield from _wrapped([(Mark.KEPT, f"{change.path}: "), *words], width, "      ", style)
    elif change.before is None or change.after is None:
        sign, mark, value = ("+", Mark.ADDED, change.after) if change.before is None else ("-", Mark.REMOVED, change.before)
        yield style(mark, visible(f"    {sign} {change.path}: {in_words(value)}"))
    else:
        yield visible(f"      {change.path}: {arrow(change)}")


_SIGNS = {Mark.KEPT: ("", ""), Mark.REMOVED: ("[-", "-]"), Mark.ADDED: ("{+", "+}")}


def _wrapped(block: Block, width: int, indent: str, style: Style, taken: int = 0) -> Iterator[str]:
    """Break a paragraph into lines; a list item hangs below its mark."""
    marked: list[tuple[str, Mark]] = []
    for mark, text in block:
        opening, closing = _SIGNS[mark]
        marked += [(character, mark) for character in f"{opening}{text}{closing}"]
    bullet = _BULLET.match("".join(text for _, text in block))
    hanging = " " * len(bullet[0]) if bullet else ""
    room = max(20, width - len(indent) - taken - len(hanging))
    line: list[tuple[str, Mark]] = []
    lead = indent
    for is_space, group in groupby(marked, key=lambda pair: pair[0] == " "):
        word = list(group)
        if is_space:
            line += word
        elif line and len(line) + len(word) > room:
            yield lead + _painted(line, style)
            line, lead = word, indent + hanging
        else:
            line += word
    if line:
        yield lead + _painted(line, style)


def _painted(line: list[tuple[str, Mark]], style: Style) -> str:
    while line and line[-1][0] == " ":
        line = line[:-1]
    groups = groupby(line, key=lambda pair: pair[1])
    return "".join(style(mark, "".join(character for character, _ in group)) for mark, group in groups)
