"""What may stand in a page: elements that run nothing and fetch nothing by themselves, and where addresses stand in them.

The list names what is allowed. An element that is missing here is told, however harmless: a new one of HTML is read about first.
"""

import re

_TEXT = frozenset({
    "a", "abbr", "address", "b", "bdi", "bdo", "blockquote", "br", "cite", "code", "data", "dd", "del", "dfn", "div", "dl", "dt", "em",
    "figcaption", "figure", "h1", "h2", "h3", "h4", "h5", "h6", "hr", "i", "ins", "kbd", "li", "mark", "ol", "p", "pre", "q", "rp", "rt",
    "ruby", "s", "samp", "small", "span", "strong", "sub", "sup", "time", "u", "ul", "var", "wbr",
})  # fmt: skip
_PAGE = frozenset({
    "article", "aside", "body", "details", "dialog", "footer", "head", "header", "hgroup", "html", "link", "main", "menu", "meta", "nav",
    "noscript", "script", "search", "section", "summary", "title",
})  # fmt: skip
_TABLE = frozenset({"caption", "col", "colgroup", "table", "tbody", "td", "tfoot", "th", "thead", "tr"})
_ASKING = frozenset({
    "button", "datalist", "fieldset", "form", "input", "label", "legend", "meter", "optgroup", "option", "output", "progress", "select",
    "textarea",
})  # fmt: skip
_HELD = frozenset({"audio", "img", "picture", "source", "track", "video"})
SHAPES = frozenset({
    "circle", "clippath", "defs", "desc", "ellipse", "g", "line", "lineargradient", "marker", "mask", "path", "pattern", "polygon",
    "polyline", "radialgradient", "rect", "stop", "svg", "switch", "symbol", "text", "textpath", "title", "tspan", "use",
})  # fmt: skip
"""Still pictures: no script, no other markup inside, and nothing that changes an address after the page is there."""
ELEMENTS = _TEXT | _PAGE | _TABLE | _ASKING | _HELD | SHAPES

REFUSED = frozenset({
    "action", "archive", "background", "classid", "code", "codebase", "formaction", "http-equiv", "imagesrcset", "lowsrc", "nonce", "ping",
    "profile", "shadowrootmode", "srcdoc", "srcset", "style", "usemap",
})  # fmt: skip
"""Attributes that carry a script, or an address of their own; `action` and `http-equiv` are judged where they belong."""
ADDRESSES = frozenset({"cite", "data", "dynsrc", "href", "icon", "longdesc", "manifest", "poster", "src", "xlink:href"})
"""Attributes that hold one address."""
TOLD_OF = frozenset({"alternate", "author", "canonical", "edit", "feed", "help", "license", "me", "next", "prev", "search"})
"""What a `link` may be to a page elsewhere: a browser fetches none of these by itself."""
DATA_BLOCKS = frozenset({"application/json", "application/ld+json"})
"""Types by which a `script` element is data; a browser runs every other that it knows."""

_SPACES = re.compile(r"[\t\n\r]+")
_SCHEME = re.compile(r"([a-zA-Z][a-zA-Z0-9+.-]*):")
_BLANK = "".join(map(chr, range(33)))


def scheme(address: str) -> str:
    """The scheme of an address as a browser reads it, in lower case: `//` where it names another machine without one, else empty.

    Leading controls and spaces are stripped, tabs and line ends inside are dropped, and a backslash is a slash (WHATWG URL,
    section 4.4).
    """
    read = _SPACES.sub("", address.strip(_BLANK))
    found = _SCHEME.match(read)
    if found:
        return found[1].lower()
    return "//" if read[:2].replace("\\", "/") == "//" else ""
