"""A redline as HTML: `del` and `ins` with words that only a screen reader speaks; every character of the texts is escaped."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from html import escape

from folkmoot.rulebook.book import in_words
from folkmoot.rulebook.redline import ClauseChange, Fate, FileRedline, ValueChange
from folkmoot.rulebook.redline_marks import Piece, shown
from folkmoot.rulebook.redline_outline import (
    Block,
    blocks,
    clause_line,
    elided,
    gathered,
    headline,
    is_only_number,
    value_block,
    without_heading,
)
from folkmoot.rulebook.wording import Mark, visible

_TAGS = {Mark.REMOVED: "del", Mark.ADDED: "ins"}


@dataclass(frozen=True, slots=True)
class Words:
    """What a redline says itself, beside the texts it compares."""

    removed: str = "removed"
    added: str = "added"
    rules: str = "Rules"
    head: str = "Head"
    headline: Callable[[FileRedline], str] = headline
    line: Callable[[FileRedline, list[ClauseChange]], str] = clause_line


_ENGLISH = Words()


def as_html(redlines: Iterable[FileRedline], level: int = 3, words: Words = _ENGLISH) -> str:
    """Write redlines as HTML sections whose headings begin at `level`; every word of the texts is escaped."""
    return "\n".join("\n".join(_file_html(redline, level, words)) for redline in redlines) + "\n"


def clause_as_html(change: ClauseChange, words: Words = _ENGLISH) -> str:
    """Write what became of the words of one clause as HTML paragraphs; empty when they stayed."""
    return "\n".join(_clause_html(change, words))


def _file_html(redline: FileRedline, level: int, words: Words) -> Iterator[str]:
    yield '<section class="fm-redline">'
    yield f"<h{level}>{escape(visible(redline.title))}</h{level}>"
    yield f"<p><code>{escape(visible(redline.path))}</code>: {escape(words.headline(redline))}.</p>"
    for name, values in ((words.rules, redline.rules), (words.head, redline.head)):
        if values:
            yield f"<h{level + 1}>{escape(name)}</h{level + 1}>"
            yield "<ul>"
            yield from (f"<li><code>{escape(visible(change.path))}</code>: {_value_html(change, words)}</li>" for change in values)
            yield "</ul>"
    for changes in gathered(redline.clauses):
        yield f"<h{level + 1}>{escape(words.line(redline, changes))}</h{level + 1}>"
        yield from _clause_html(changes[0], words) if len(changes) == 1 else ()
    yield "</section>"


def _clause_html(change: ClauseChange, words: Words) -> Iterator[str]:
    if change.fate in (Fate.KEPT, Fate.RESPACED) or is_only_number(change):
        return
    found, in_list = blocks(change.runs), False
    for block in elided(found) if change.fate is Fate.CHANGED else without_heading(found, change):
        seen = shown(block)
        if seen.is_item is not in_list:
            in_list = seen.is_item
            yield "<ul>" if in_list else "</ul>"
        tag = "li" if in_list else "p"
        made = "".join(_marked(mark, _pieces(pieces), words) for mark, pieces in seen.runs)
        yield f"<{tag}>{made}</{tag}>" if block else '<p class="fm-gap">…</p>'
    if in_list:
        yield "</ul>"


def _pieces(pieces: Iterable[Piece]) -> str:
    """Words and how they look; the elements are our own."""
    return "".join(
        "".join(f"<{look}>" for look in piece.looks) + escape(piece.text) + "".join(f"</{look}>" for look in reversed(piece.looks))
        for piece in pieces
    )


def _marked(mark: Mark, made: str, words: Words) -> str:
    """Finished HTML as removed or added, to the eye and to the ear."""
    if mark is Mark.KEPT:
        return made
    said = escape(words.removed if mark is Mark.REMOVED else words.added)
    tag = _TAGS[mark]
    return f'<{tag}><span class="fm-hidden">[{said}: </span>{made}<span class="fm-hidden">]</span></{tag}>'


def _value_html(change: ValueChange, words: Words) -> str:
    block: Block | None = value_block(change)
    if block is not None:
        return "".join(_marked(mark, escape(text), words) for mark, text in block)
    pairs = ((Mark.REMOVED, change.before), (Mark.ADDED, change.after))
    return " ".join(_marked(mark, escape(visible(in_words(value) or value)), words) for mark, value in pairs if value is not None)


def as_page(title: str, redlines: Iterable[FileRedline]) -> str:
    """Write redlines as a whole page that needs nothing else."""
    name = escape(visible(title))
    return (
        f'<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n<title>{name}</title>\n<style>{_STYLE}</style>\n</head>\n'
        f"<body>\n<main>\n<h1>{name}</h1>\n{as_html(redlines, 2)}</main>\n</body>\n</html>\n"
    )


_STYLE = (
    "body{font:1rem/1.6 system-ui,sans-serif;max-width:45rem;margin:2rem auto;padding:0 1rem;color:#1a1a1a;background:#fff}"
    "del{color:#8a1c1c;background:#fdeaea}ins{color:#14532d;background:#e6f4ea}"
    ".fm-hidden{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%);white-space:nowrap}"
    "@media (prefers-color-scheme:dark){body{color:#e8e8e8;background:#161616}"
    "del{color:#ffb4ab;background:#3b1613}ins{color:#a6e3b4;background:#12301c}}"
)
