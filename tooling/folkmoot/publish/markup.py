"""Text into Markdown and HTML, so that nothing a contributor writes can become markup.

Two places, two functions: `inline` for a line of Markdown, `html` for the inside of an HTML block. Both write character
references, which no site generator interprets, so a title reads the same under each of them.
"""

import re
import unicodedata
from collections.abc import Iterable
from html import escape

_MARKS = re.compile(r"[\\`*_{}\[\]|~^=$]")
_OPENING = re.compile(r"^(?:[^\w&\s]|[0-9]+[.)])")
_TEMPLATE = re.compile(r"\{(?=[{%#])")
_WHOLE = re.compile(r"[A-Za-z0-9]+(-[A-Za-z0-9]+)+")
_LONGEST_WHOLE = 24
_BLANK_LINES = re.compile(r"\n(?:[ \t]*\n)+")


def plain(text: object) -> str:
    """Flatten to one line and drop the marks that cannot be seen but change how a line reads, such as bidi overrides."""
    said = str(text)
    if said.isprintable():  # then there is none of these marks
        return " ".join(said.split())
    kept = (mark if unicodedata.category(mark) not in ("Cc", "Cf", "Cs", "Co") else " " for mark in said)
    return " ".join("".join(kept).split())


def html(text: object) -> str:
    """Text for the inside of an HTML element or of a quoted attribute."""
    return _no_template(escape(plain(text)))


def inline(text: object) -> str:
    """Text for a line of Markdown: it is shown as it stands, whatever marks are in it."""
    shown = _MARKS.sub(lambda mark: f"&#{ord(mark[0])};", escape(plain(text))).replace("://", "&#58;//")
    return _OPENING.sub(lambda start: f"{start[0][:-1]}&#{ord(start[0][-1])};", shown)


def code(text: object) -> str:
    """Text as code in a line of Markdown or in HTML; a short word, such as a token, is not broken at its hyphen."""
    whole = ' class="fm-whole"' if len(str(text)) <= _LONGEST_WHOLE and _WHOLE.fullmatch(str(text)) else ""
    return f"<code{whole}>{_MARKS.sub(lambda mark: f'&#{ord(mark[0])};', html(text))}</code>"


def block(markup: str) -> str:
    """Make finished HTML one HTML block of Markdown: no blank line may stand in it, and no template mark."""
    return _no_template(_BLANK_LINES.sub(lambda lines: lines[0].replace("\n", "&#10;"), markup.strip("\n")))


def _no_template(markup: str) -> str:
    return _TEMPLATE.sub("&#123;", markup)


def verbatim(text: str) -> str:
    """Several lines as they stand, for the inside of `pre`."""
    if text.replace("\n", "").replace("\t", "").isprintable():
        return escape(text)
    shown = "".join(
        mark if mark in "\n\t" or unicodedata.category(mark) not in ("Cc", "Cf", "Cs") else "\N{REPLACEMENT CHARACTER}" for mark in text
    )
    return escape(shown)


def commands(*lines: str) -> str:
    """Commands to type, one a line."""
    return block(f'<pre class="fm-command"><code>{verbatim(chr(10).join(lines))}</code></pre>')


def table(head: Iterable[str], rows: Iterable[Iterable[str]], name: str = "") -> str:
    """A table of finished HTML cells; the first cell of a row is its header. Empty when there are no rows."""
    body = "\n".join(
        "<tr>" + "".join(f'<th scope="row">{cell}</th>' if not at else f"<td>{cell}</td>" for at, cell in enumerate(row)) + "</tr>"
        for row in rows
    )
    if not body:
        return ""
    top = "".join(f'<th scope="col">{cell}</th>' if cell else "<td></td>" for cell in head)
    caption = f"<caption>{name}</caption>\n" if name else ""
    kind, top = ("fm-grid", f"<thead><tr>{top}</tr></thead>\n") if top else ("fm-facts", "")
    return block(f'<div class="fm-table"><table class="{kind}">\n{caption}{top}<tbody>\n{body}\n</tbody>\n</table></div>')


def badge(kind: str, words: str) -> str:
    """A status in a word; the sentence that says what it means stands beside it."""
    return f'<span class="fm-badge fm-badge--{html(kind)}">{html(words)}</span>'


def note(words: str, kind: str = "note") -> str:
    """A boxed sentence of finished HTML."""
    return block(f'<div class="fm-note fm-note--{kind}"><p>{words}</p></div>')


def folded(summary: str, inside: str) -> str:
    """Something long that opens when asked for; `summary` and `inside` are finished HTML."""
    return block(f'<details class="fm-more"><summary>{summary}</summary>\n{inside}\n</details>')


def page(title: str, description: str, *parts: str, unsearched: bool = False) -> bytes:
    """A whole page; its head is escaped too, because site generators print it as it stands.

    An `unsearched` page is left out of the search: its words stand on another page as they hold today.
    """
    head = f"title: {_quoted(title)}\ndescription: {_quoted(description)}\n" + ("search:\n  exclude: true\n" if unsearched else "")
    return ("---\n" + head + "---\n\n" + "\n\n".join(part for part in parts if part) + "\n").encode()


def _quoted(text: str) -> str:
    shown = html(text).replace("\\", "&#92;")
    return f'"{shown}"'
