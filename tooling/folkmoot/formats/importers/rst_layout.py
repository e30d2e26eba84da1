"""How blocks of Markdown stand together: empty lines, indentation, marks; of words it knows nothing.

Everything inside a list, a definition, a note or a quotation is indented by four columns, and code there is
indented instead of fenced: the one form that plain Python-Markdown and CommonMark read alike.
"""

from collections.abc import Iterable
from typing import NamedTuple

_APART = "<!-- -->"
"""A comment that keeps two neighbours apart which Markdown would run together."""
_DEEPEST_HEADING = 6
_ROMAN = (
    (1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"), (40, "xl"),
    (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"),
)  # fmt: skip


class Block(NamedTuple):
    """One block and what it is, so that neighbours can be kept apart."""

    kind: str
    text: str


def join(blocks: Iterable[Block]) -> str:
    """Put an empty line between blocks, and a comment between those that would become one."""
    parts: list[str] = []
    before = ""
    for block in blocks:
        if block.text:
            if _runs_on(before, block.kind):
                parts.append(_APART)
            parts.append(block.text)
            before = block.kind
    return "\n\n".join(parts)


def _runs_on(before: str, after: str) -> bool:
    if after == "indented":
        return before in ("list", "item", "definitions", "indented")
    return (before, after) in {("list", "list"), ("list", "item"), ("item", "list"), ("quote", "quote")}


def indent(text: str, first: str = "    ") -> str:
    """Indent by four columns; `first` begins the first line instead."""
    return first + "\n".join(line and "    " + line for line in text.split("\n")).removeprefix("    ")


def heading(words: str, level: int) -> str:
    """Write a heading; below the sixth level Markdown has none, so it becomes a strong line."""
    if level > _DEEPEST_HEADING:
        return f"**{words}**"
    return "#" * level + " " + (words[:-1] + "\\#" if words.endswith("#") else words)


def list_item(mark: str, body: list[Block]) -> str:
    """Write one item of a list: its first paragraph beside the mark, the rest below."""
    if body and body[0].kind == "paragraph":
        return indent(join(body), mark)
    # Readers differ on a list, a table or code right beside a bare mark, so an empty paragraph goes there.
    beside = mark.rstrip() if mark.strip(" 0123456789.-") else mark + "&nbsp;"
    return beside + ("\n\n    " + indent(join(body), "") if body else "")


def quoted(blocks: list[Block]) -> list[Block]:
    """Put blocks into one quotation."""
    text = join(blocks)
    return [Block("quote", "\n".join(("> " + line).rstrip() for line in text.split("\n")))] if text else []


def ordinal(number: int, kind: str) -> str:
    """Write a number in the kind that docutils names: `arabic`, `loweralpha`, `upperroman`."""
    if kind == "arabic":
        return str(number)
    if kind.endswith("alpha"):
        letter = chr(ord("a") + (number - 1) % 26)
        return letter.upper() if kind.startswith("upper") else letter
    roman = ""
    for value, sign in _ROMAN:
        roman += sign * (number // value)
        number %= value
    return roman.upper() if kind.startswith("upper") else roman
