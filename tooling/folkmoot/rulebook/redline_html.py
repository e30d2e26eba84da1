"""A redline as HTML: `del` and `ins` with words that only a screen reader speaks; every character of the texts is escaped."""

from collections.abc import Iterable, Iterator
from html import escape

from folkmoot.rulebook.book import in_words
from folkmoot.rulebook.redline import ClauseChange, Fate, FileRedline, ValueChange
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

_HTML = {
    Mark.REMOVED: '<del><span class="fm-hidden">[removed: </span>{}<span class="fm-hidden">]</span></del>',
    Mark.ADDED: '<ins><span class="fm-hidden">[added: </span>{}<span class="fm-hidden">]</span></ins>',
}


def as_html(redlines: Iterable[FileRedline], level: int = 3) -> str:
    """Write redlines as HTML sections whose headings begin at `level`; every word of the texts is escaped."""
    return "\n".join("\n".join(_file_html(redline, level)) for redline in redlines) + "\n"


def clause_as_html(change: ClauseChange) -> str:
    """Write what became of the words of one clause as HTML paragraphs; empty when they stayed."""
    return "\n".join(_clause_html(change))


def _file_html(redline: FileRedline, level: int) -> Iterator[str]:
    yield '<section class="fm-redline">'
    yield f"<h{level}>{escape(visible(redline.title))}</h{level}>"
    yield f"<p><code>{escape(visible(redline.path))}</code>: {escape(headline(redline))}.</p>"
    for name, values in (("Rules", redline.rules), ("Head", redline.head)):
        if values:
            yield f"<h{level + 1}>{name}</h{level + 1}>"
            yield "<ul>"
            yield from (f"<li><code>{escape(visible(change.path))}</code>: {_value_html(change)}</li>" for change in values)
            yield "</ul>"
    for changes in gathered(redline.clauses):
        yield f"<h{level + 1}>{escape(clause_line(redline, changes))}</h{level + 1}>"
        yield from _clause_html(changes[0]) if len(changes) == 1 else ()
    yield "</section>"


def _clause_html(change: ClauseChange) -> Iterator[str]:
    if change.fate in (Fate.KEPT, Fate.RESPACED) or is_only_number(change):
        return
    found = blocks(change.runs)
    for block in elided(found) if change.fate is Fate.CHANGED else without_heading(found, change):
        yield f"<p>{_marked_html(block)}</p>" if block else '<p class="fm-gap">…</p>'


def _marked_html(block: Block) -> str:
    return "".join(_HTML.get(mark, "{}").format(escape(text)) for mark, text in block)


def _value_html(change: ValueChange) -> str:
    words = value_block(change)
    if words is not None:
        return _marked_html(words)
    pairs = ((Mark.REMOVED, change.before), (Mark.ADDED, change.after))
    return " ".join(_HTML[mark].format(escape(visible(in_words(value) or value))) for mark, value in pairs if value is not None)


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
