"""The output gate: reads a finished page as a browser does, and tells everything in it that could run or ask elsewhere.

The page is parsed by Lexbor (selectolax), an HTML parser that follows the WHATWG rules, so that a payload that lives on the
difference between two readings has none to live on. Everything else that could carry a script is told from the allow-list of
`inert`; our own scripts are known by their digest, never by their name.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from html import unescape
from posixpath import dirname, join, normpath

from selectolax.lexbor import LexborHTMLParser, LexborNode

from folkmoot.publish.safety.inert import ADDRESSES, DATA_BLOCKS, ELEMENTS, REFUSED, TOLD_OF, scheme
from folkmoot.records.finding import Fault, Place

_BEGINS = b"<!doctype html>"
_LEADS = frozenset({"", "https", "http", "mailto", "tel"})
_HTTP_EQUIV = frozenset({"content-security-policy", "x-ua-compatible", "refresh"})
_REFRESH = re.compile(r"\s*0\s*;\s*url=([^\"'\s]*)\s*", re.IGNORECASE)
_NOSCRIPT = re.compile(rb"<(/?)noscript", re.IGNORECASE)
_HANDLER = re.compile(rb"on[a-z]+\s*=")
"""Without this in its bytes no element of a page has a handler; where a sentence has it too, more is read than needed."""
_PLAIN = ELEMENTS - {"script"}
_JUDGED = REFUSED | ADDRESSES | {"target"}
_OUT = "take it out of the record or page that it comes from"
_OURS = "if it is the co-op's own, name the file in extra_javascript of mkdocs.yml; else find out how it came here"
_NEAR = "put the file into this repository and name it by a relative address"


@dataclass(frozen=True, slots=True)
class Ours:
    """What may run: the digests (SHA-256, hex) of our own scripts."""

    inline: frozenset[str] = frozenset()
    files: Mapping[str, str] = field(default_factory=dict)
    """Of script files, by their path in the site."""
    base: str = "/"
    """Under which path of its host the site stands."""


Told = Iterator[tuple[str, str, str]]
"""What is wrong, how to mend it, and the words of the page to find the line by."""


def inspect_page(path: str, data: bytes, ours: Ours) -> tuple[Fault, ...]:
    """Judge one finished page of HTML; empty when nothing in it runs but ours and nothing asks elsewhere."""
    if not data[:200].lstrip().lower().startswith(_BEGINS):
        return (Fault(Place(path), "the page does not begin with <!doctype html>", "begin it so; browsers guess at any other"),)
    return inspect_markup(path, data, ours)


def inspect_markup(path: str, data: bytes, ours: Ours) -> tuple[Fault, ...]:
    """Judge markup that is to stand in a page: the whole, or a part."""
    try:
        data.decode("utf-8")
    except UnicodeDecodeError as error:
        return (Fault(Place(path, data.count(b"\n", 0, error.start) + 1), "these bytes are not UTF-8", "save the file as UTF-8"),)
    tree = LexborHTMLParser(data)
    found = [*_unclear(tree, data)]
    handlers = _HANDLER.search(data.lower()) is not None
    for node in tree.css("*"):
        if handlers or node.tag not in _PLAIN or not _JUDGED.isdisjoint(node.attributes):
            found += _element(node, path, ours)
    return tuple(Fault(Place(path, _line(data, words)), what, mend) for what, mend, words in dict.fromkeys(found))


def _line(data: bytes, words: str) -> int:
    """The line of the first occurrence, as it stands or as it is escaped; 1 when it cannot be found again."""
    at = data.lower().find(words.lower().encode())
    if at >= 0 and words:
        return data.count(b"\n", 0, at) + 1
    wanted = _bare(words)[:60]
    lines = data.decode("utf-8", "replace").split("\n")
    return next((row for row, line in enumerate(lines, start=1) if wanted and wanted in _bare(unescape(line))), 1)


def _bare(text: str) -> str:
    return "".join(mark for mark in text.lower() if mark > " " and mark.isprintable())


def _element(node: LexborNode, path: str, ours: Ours) -> Told:
    name, given = node.tag or "", node.attributes
    if name not in ELEMENTS:
        yield f"an element <{name}> stands here", _OUT, f"<{name}"
    elif name == "script":
        yield from _script(node, given, path, ours)
    if given:
        yield from _attributes(name, given)


def _attributes(name: str, given: Mapping[str, str | None]) -> Told:
    for attribute, raw in given.items():
        value = raw or ""
        if attribute.startswith("on"):
            yield f"the attribute '{attribute}' runs a script", _OUT, f"{attribute}="
        elif attribute in REFUSED:
            yield from _refused(name, attribute, value, given)
        elif attribute in ADDRESSES and name != "script":
            yield from _address(name, attribute, value, given)
        elif attribute == "target" and value != "_self" and "noopener" not in (given.get("rel") or ""):
            yield f"target='{value}' hands this page to another", 'add rel="noopener noreferrer"', f'target="{value}'


def _refused(name: str, attribute: str, value: str, given: Mapping[str, str | None]) -> Told:
    if (name, attribute) == ("meta", "http-equiv"):
        yield from _http_equiv(value.strip().lower(), given.get("content") or "")
    elif (name, attribute) == ("form", "action"):
        if scheme(value):
            yield f"a form sends what is typed to '{_short(value)}'", _OUT, value
    else:
        yield f"the attribute '{attribute}' stands in <{name}>", _OUT, f"{attribute}="


def _http_equiv(told: str, content: str) -> Told:
    if told not in _HTTP_EQUIV:
        yield f"<meta http-equiv='{_short(told)}'> tells the browser how to read the page", _OUT, "http-equiv"
    elif told == "refresh":
        onward = _REFRESH.fullmatch(content)
        if onward is None or scheme(onward[1]):
            yield f"the page leads on to '{_short(content)}' by itself", "lead on within the site, by a relative address", "http-equiv"


def _address(name: str, attribute: str, value: str, given: Mapping[str, str | None]) -> Told:
    kind = scheme(value)
    if name in ("a", "area") and attribute == "href":
        if kind not in _LEADS:
            said = "another machine without saying how" if kind == "//" else f"'{kind}:', which runs or shows what it holds"
            yield f"a link leads to {said}: '{_short(value)}'", "write the whole https address, or a relative one", value
    elif name == "link" and attribute == "href":
        kinds = set((given.get("rel") or "").lower().split())
        if kind and not (kinds and kinds <= TOLD_OF and kind in ("https", "http")):
            yield f"the page asks '{_short(value)}' for a file ({' '.join(sorted(kinds)) or 'no rel'})", _NEAR, value
    elif attribute == "cite" or name == "use":
        if kind or (name == "use" and not value.startswith("#")):
            yield f"'{attribute}' of <{name}> names '{_short(value)}'", _OUT, value
    elif kind:
        yield f"<{name}> asks for '{_short(value)}'", _NEAR, value


def _script(node: LexborNode, given: Mapping[str, str | None], path: str, ours: Ours) -> Told:
    kind, source = (given.get("type") or "").strip().lower(), given.get("src")
    if source is not None:
        if scheme(source):
            yield f"a script is fetched from '{_short(source)}'", _OURS, source
        elif site_path(path, source, ours.base) not in ours.files:
            yield f"the script file '{_short(source)}' is not ours", _OURS, source
    elif kind not in DATA_BLOCKS:
        text = node.text(deep=True)
        if sha256(text.encode()).hexdigest() not in ours.inline:
            yield f"a script that is not ours stands in the page: {_short(text)}", _OURS, text[:60]


def site_path(page: str, address: str, base: str = "/") -> str:
    """The path in the site that a relative address of a page names."""
    plain = re.split(r"[?#]", address, maxsplit=1)[0]
    if plain.startswith("/"):
        return normpath(plain.removeprefix(base).lstrip("/"))
    return normpath(join(dirname(page), plain))


def _unclear(tree: LexborHTMLParser, data: bytes) -> Told:
    """With scripts on, a browser reads the inside of `noscript` as one text; what has two readings is told."""
    marks = _NOSCRIPT.findall(data)
    if not marks:
        return
    nodes = tree.css("noscript")
    if len(nodes) != marks.count(b"") or len(nodes) != marks.count(b"/"):
        yield "<noscript> reads in two ways here", _OUT, "<noscript"
    for node in nodes:
        inside = [value or "" for each in node.css("*") for value in each.attributes.values()]
        if any("<" in text for text in (*inside, node.text(deep=True))) or "<!--" in (node.html or ""):
            yield "<noscript> holds a mark that reads in two ways", _OUT, "<noscript"


def _short(text: str) -> str:
    flat = "".join(mark if mark.isprintable() else " " for mark in text).strip()
    return f"{flat[:60]}..." if len(flat) > 60 else flat
