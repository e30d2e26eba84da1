"""Markdown as other tools write it, made plain: their heads, their marks and the HTML that people put between the words.

Here raw HTML is shown as it stands and never understood, so what means something in it becomes Markdown: headings, lists, tables,
breaks, emphasis, links and the words that stand in for an image. Elements that only arrange the page go, and so do comments
and the marks of other site generators. No word that a reader of the source saw is lost.
"""

import re
from collections.abc import Callable
from html import unescape

_HEAD = re.compile(r"\A(---|\+\+\+)[ \t]*\n(.*?\n)?\1[ \t]*(?:\n|\Z)", re.DOTALL)
_TITLE = re.compile(r"^title[ \t]*[:=][ \t]*(.+?)[ \t]*$", re.MULTILINE)
_FENCED = re.compile(r"^ {0,3}(```+|~~~+)[^\n]*\n.*?(?:^ {0,3}\1[`~]*[ \t]*$|\Z)", re.MULTILINE | re.DOTALL)
_SPAN = re.compile(r"(`+)(?!`).+?(?<!`)\1(?!`)", re.DOTALL)
_COMMENT = re.compile(r"<!--.*?-->[ \t]*", re.DOTALL)
_MARK_LINE = re.compile(r"^[ \t]*(?:\{::?[^{}\n]*\}|\{%[^%\n]*%\}|\[\[?_?TOC_?\]?\]|\[toc\])[ \t]*\n?", re.MULTILINE | re.IGNORECASE)
_MARK = re.compile(r"\{:[^{}\n]*\}|\{#[a-zA-Z][\w-]*\}")
_TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9]*)((?:\s+[a-zA-Z_:][\w:.-]*(?:\s*=\s*(?:\"[^\"]*\"|'[^']*'|[^\s\"'=<>`]+))?)*)\s*/?>")
_FIELD = re.compile(r"([a-zA-Z_:][\w:.-]*)\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s\"'=<>`]+))")
_BLOCKS = frozenset(
    {"address", "article", "aside", "blockquote", "center", "div", "figure", "footer", "header", "main", "nav", "p", "section", "details"}
)
_AROUND = {"b": "**", "strong": "**", "i": "*", "em": "*", "code": "`", "del": "~~", "s": "~~", "cite": "*", "dfn": "*"}
_GONE = frozenset({"abbr", "big", "colgroup", "col", "figcaption", "font", "img", "ins", "kbd", "mark", "q", "small", "span", "sub", "sup",
                   "tbody", "thead", "tfoot", "tt", "u", "var", "wbr"})  # fmt: skip


def without_head(text: str) -> tuple[str, str]:
    """Take off the head that another site generator keeps there; what it says is the title is returned beside the rest."""
    found = _HEAD.match(text)
    if found is None or (found[2] and not re.match(r"[ \t]*(#.*)?(\n|$)|[\w-]+[ \t]*[:=]", found[2])):
        return text, ""
    named = _TITLE.search(found[2] or "")
    return text[found.end() :], unescape(named[1].strip("\"'")) if named else ""


def plain_markdown(text: str) -> tuple[str, int]:
    """Make one text plain Markdown; beside it, how many comments and marks were left out. Code stays as it stands."""
    unseen = 0

    def outside(part: str) -> str:
        nonlocal unseen
        for mark in (_COMMENT, _MARK_LINE, _MARK):
            part, left_out = mark.subn("", part)
            unseen += left_out
        return _untagged(part)

    return outside_code(text, outside), unseen


def outside_code(text: str, change: Callable[[str], str]) -> str:
    """Change a text wherever it is not code."""
    return _apart(text, _FENCED, lambda part: _apart(part, _SPAN, change))


def _apart(text: str, kept: re.Pattern[str], change: Callable[[str], str]) -> str:
    """Change what stands between the matches of a pattern, and nothing in them."""
    parts, end = [], 0
    for found in kept.finditer(text):
        parts += [change(text[end : found.start()]), found[0]]
        end = found.end()
    return "".join([*parts, change(text[end:])])


class _Page:
    """Where one pass over the tags of a text stands."""

    def __init__(self) -> None:
        self.lists: list[tuple[str, int]] = []
        """The style and the number of the next item of each list that is open."""
        self.links: list[str] = []
        self.cells = -1
        """How many cells the present row has; -1 outside a table."""
        self.is_first_row = False


def _untagged(text: str) -> str:
    if "<" not in text:
        return text
    page, parts, end = _Page(), [], 0
    for tag in _TAG.finditer(text):
        name = tag[2].lower()
        made = _closed(page, name) if tag[1] else _opened(page, name, tag[3])
        words = text[end : tag.start()]
        parts.append(" ".join(words.split("\n")).strip() if page.cells >= 0 and words.strip() else words.strip(" \n") if page.lists and not
                     words.strip() else words)  # fmt: skip
        parts.append(tag[0] if made is None else made)
        end = tag.end()
    return "".join([*parts, text[end:]])


def _opened(page: _Page, name: str, fields: str) -> str | None:
    """The Markdown of an opening tag; None for a tag that is none, such as `<year>`."""
    said = {key.lower(): unescape(a or b or c) for key, a, b, c in _FIELD.findall(fields)}
    if name in ("ul", "ol"):
        style = said.get("type", "1") if name == "ol" else "-"
        page.lists.append((style, int(said["start"]) if said.get("start", "").isdigit() else 1))
        return "\n" if len(page.lists) > 1 else "\n\n"
    if name == "li":
        return _item(page)
    if name == "a":
        page.links.append(said.get("href", ""))
        return "[" if page.links[-1] else ""
    if name == "img":
        return said.get("alt", "")
    return _block(page, name) if name in ("table", "tr", "td", "th", "br", "hr") else _plain(page, name, "")


def _item(page: _Page) -> str:
    style, number = page.lists[-1] if page.lists else ("-", 1)
    indent = "    " * max(0, len(page.lists) - 1)
    if page.lists:
        page.lists[-1] = (style, number + 1)
    if style == "1":
        return f"\n{indent}{number}. "
    return f"\n{indent}- {'' if style == '-' else f'({_lettered(style, number)}) '}"


def _lettered(style: str, number: int) -> str:
    if style in "iI":
        digits = ((100, "c"), (90, "xc"), (50, "l"), (40, "xl"), (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"))
        made = ""
        for value, letters in digits:
            made += letters * (number // value)
            number %= value
        return made.upper() if style == "I" else made
    letters = ""
    while number:
        number, place = divmod(number - 1, 26)
        letters = chr(97 + place) + letters
    return letters.upper() if style == "A" else letters


def _block(page: _Page, name: str) -> str:
    if name == "table":
        page.cells, page.is_first_row = 0, True
        return "\n\n"
    if name == "tr":
        page.cells = 0
        return ""
    if name in ("td", "th"):
        page.cells += 1
        return "| "
    return "\n\n---\n\n" if name == "hr" else " " if page.cells >= 0 else "  \n"


def _closed(page: _Page, name: str) -> str | None:
    if name in ("ul", "ol"):
        if page.lists:
            page.lists.pop()
        return "" if page.lists else "\n\n"
    if name == "a":
        href = page.links.pop() if page.links else ""
        return f"]({href})" if href else ""
    if name == "tr":
        rule = f"|\n{'| --- ' * page.cells}|\n" if page.is_first_row else "|\n"
        page.is_first_row = False
        return rule
    if name == "table":
        page.cells = -1
        return "\n"
    return "" if name == "li" else " " if name in ("td", "th") else _plain(page, name, "/")


def _plain(page: _Page, name: str, slash: str) -> str | None:
    if re.fullmatch(r"h[1-6]", name):
        return "\n\n" if slash else f"\n\n{'#' * int(name[1])} "
    if name in _AROUND:
        return _AROUND[name]
    if name in _BLOCKS:
        return " " if page.cells >= 0 else "" if page.lists else "\n\n"
    return "" if name in _GONE or name == "summary" else None
