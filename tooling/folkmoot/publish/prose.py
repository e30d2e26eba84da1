"""Contributors' Markdown into HTML that holds nothing but text, links and the plain elements of a text.

The prose is converted here and not by the site generator, for four reasons. What a member sees on the forge is what the
site shows: people write CommonMark and proof-read it there, and generators that read lists by other rules show another
text than the one decided on. Every generator then publishes the same words; what contributors wrote is sanitised before it
is put beside what we made, so that our own figures need no hole in the sanitiser; and no extension a generator happens to
load (templates, snippets, attribute lists) ever sees it. Two walls: raw HTML is not understood as HTML at all, and what
the converter made passes nh3 with a short list of elements. A text is shown up to `LONGEST`.
"""

import re
from collections.abc import Callable
from urllib.parse import unquote, urlsplit

import nh3

from folkmoot.publish.commonmark import convert
from folkmoot.publish.safety.outside import mark_outside
from folkmoot.records.recall import recall

LONGEST = 64 * 1024
"""Characters of a text that a page shows; the file has the rest."""
_FENCE = re.compile(r"^ {0,3}(```+|~~~+)", re.MULTILINE)
_TAGS = {
    "a", "abbr", "b", "blockquote", "br", "code", "dd", "del", "div", "dl", "dt", "em", "h3", "h4", "h5", "h6", "h2", "hr", "i", "ins",
    "kbd", "li", "ol", "p", "pre", "q", "s", "strong", "sub", "sup", "table", "tbody", "td", "th", "thead", "tr", "ul",
}  # fmt: skip
_ATTRIBUTES = {
    "a": {"href"}, "abbr": {"title"}, "ol": {"start"}, "td": {"align"}, "th": {"align"},
    "li": {"id"}, "sup": {"id"}, "h2": {"id"}, "h3": {"id"}, "h4": {"id"}, "h5": {"id"}, "h6": {"id"},
}  # fmt: skip
Find = Callable[[str], str | None]
"""What a relative link of the text points at on the site; None when it points at nothing there."""


def prose(body: str, prefix: str, find: Find = lambda reference: None, title: str = "", *, highest: int = 3) -> str:
    """Convert and sanitise one text; raises nothing.

    `prefix` keeps its ids apart from others on the page; a first heading that only repeats `title` is left out;
    `highest` is the level of its highest headings.
    """
    shown, is_cut = _cut(_untitled(body, title))
    clean = mark_outside(nh3.clean(
        _converted(shown, title, highest),
        tags=_TAGS,
        attributes=_ATTRIBUTES,
        attribute_filter=lambda tag, name, value: _attribute(name, value, prefix, find),
        url_schemes={"https", "mailto"},
        link_rel="noopener noreferrer",
        id_prefix=f"{prefix}-",
    ))  # fmt: skip
    return clean + (f"<p><em>The text goes on: its file has {len(body):,} characters.</em></p>" if is_cut else "")


def _converted(shown: str, title: str, highest: int) -> str:
    """Convert, or recall it: a site is made again after every change of one file."""
    return recall("prose", lambda: (shown, title, str(highest)), lambda: convert(shown, title, highest))


def _untitled(body: str, title: str) -> str:
    first, _, rest = body.lstrip("\n").partition("\n")
    return rest if title and first.startswith("# ") and first[2:].strip(" #") == title else body


def _cut(body: str) -> tuple[str, bool]:
    """Shorten a very long text after a whole paragraph, and close a code block that was cut."""
    if len(body) <= LONGEST:
        return body, False
    end = body.rfind("\n\n", 0, LONGEST)
    shown = body[: end if end > LONGEST // 2 else LONGEST]
    open_fence = ""
    for fence in _FENCE.findall(shown):
        if not open_fence:
            open_fence = fence
        elif fence.startswith(open_fence):
            open_fence = ""
    return (f"{shown}\n{open_fence}\n" if open_fence else shown), True


def _attribute(name: str, value: str, prefix: str, find: Find) -> str | None:
    """Let an attribute through, changed or not at all; an address leads out by https, or to a page that exists."""
    if name != "href":
        return value
    if value.startswith("#"):
        return f"#{prefix}-{value[1:]}"
    try:
        parts = urlsplit(value)
    except ValueError:
        return None
    if parts.scheme:
        return value
    if parts.netloc or value.startswith(("/", "\\")):
        return None
    # The converter writes an address as URLs are written; records are known by the names of their files.
    path, mark, anchor = value.partition("#")
    return find(unquote(path) + mark + anchor)
