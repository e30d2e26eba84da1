"""What else a built site may hold beside its pages: pictures and feeds that run nothing, styles that ask nobody, our own scripts."""

import re
from collections.abc import Mapping
from hashlib import sha256
from typing import Any
from xml.parsers import expat

from folkmoot.publish.safety.inert import SHAPES, scheme
from folkmoot.publish.safety.inspection import Ours, inspect_page
from folkmoot.records.finding import Fault, Place

_SVG, _XLINK = "http://www.w3.org/2000/svg", "http://www.w3.org/1999/xlink"
_RUNNING = frozenset({_SVG, "http://www.w3.org/1999/xhtml", "http://www.w3.org/1999/XSL/Transform", "http://www.w3.org/1998/Math/MathML"})
_OTHER_PAGES = frozenset({
    "asp", "cgi", "hta", "htc", "htm", "jar", "jse", "mht", "mhtml", "mjs", "php", "rdf", "shtml", "swf", "svgz", "vbs", "wasm", "xht",
    "xhtml", "xsl", "xslt",
})  # fmt: skip
_STYLE_ADDRESS = re.compile(r"url\(\s*[\"']?\s*([^\"')]*)|@import\s+[\"']?([^\"';\s]*)", re.IGNORECASE)
_STYLE_IMAGE = ("data:image/svg+xml", "data:image/png", "data:font/")
JUDGED = frozenset({"html", "svg", "css", "js", "xml"}) | _OTHER_PAGES
"""The endings of files whose bytes are judged; a browser runs nothing in the others, where they are served as what they are."""


def ending(path: str) -> str:
    """`html` of `index.html`; empty when there is none."""
    return path.rpartition("/")[2].rpartition(".")[2].lower() if "." in path.rpartition("/")[2] else ""


def inspect_file(path: str, data: bytes, ours: Ours) -> tuple[Fault, ...]:
    """Judge one file of a built site."""
    match ending(path):
        case "html":
            return inspect_page(path, data, ours)
        case "js":
            return _script(path, data, ours)
        case "css":
            return _style(path, data)
        case "svg" | "xml" as kind:
            return _Xml(path, kind == "svg").read(data)
        case other if other in _OTHER_PAGES:
            return (Fault(Place(path), f"a file '.{other}' can run in a browser", "leave it out, or publish it as a text"),)
    return ()


def _script(path: str, data: bytes, ours: Ours) -> tuple[Fault, ...]:
    if ours.files.get(path) == sha256(data).hexdigest():
        return ()
    mend = "name it in extra_javascript of mkdocs.yml if it is the co-op's own; else find out how it came here"
    return (Fault(Place(path), "this script is neither the theme's nor named in mkdocs.yml", mend),)


def _style(path: str, data: bytes) -> tuple[Fault, ...]:
    text = data.decode("utf-8", "replace")
    if "\\" in text and re.search(r"(?i)\\0*[46][0-9a-f]", text):  # letters written as escapes can hide an address
        return (Fault(Place(path), "letters are written as escapes here", "write them as they are"),)
    faults = []
    for found in _STYLE_ADDRESS.finditer(text):
        address = found[1] or found[2] or ""
        if scheme(address) and not address.lower().startswith(_STYLE_IMAGE):
            line = text.count("\n", 0, found.start()) + 1
            faults.append(Fault(Place(path, line), f"the style asks for '{address[:60]}'", "put the file into this repository"))
    return tuple(faults)


class _Xml:
    """One XML file read strictly, with its namespaces; a picture may hold still shapes only, a feed no markup that runs."""

    def __init__(self, path: str, is_picture: bool) -> None:
        self._path, self._is_picture, self._faults = path, is_picture, list[Fault]()

    def read(self, data: bytes) -> tuple[Fault, ...]:
        parser = expat.ParserCreate(namespace_separator=" ")
        parser.StartElementHandler = self._element
        parser.StartDoctypeDeclHandler = lambda *_: self._tell("a document type stands here, and can hold entities")
        parser.ProcessingInstructionHandler = lambda target, _: self._tell(f"an instruction '{target}' stands here")
        self._parser = parser
        try:
            parser.Parse(data, True)
        except expat.ExpatError as error:
            self._faults.append(Fault(Place(self._path, error.lineno), "this is no well-formed XML", "mend it where it is made"))
        return tuple(self._faults)

    def _tell(self, what: str) -> None:
        self._faults.append(Fault(Place(self._path, self._parser.CurrentLineNumber), what, "take it out of the file"))

    def _element(self, name: str, given: Mapping[str, Any]) -> None:
        space, _, local = name.rpartition(" ")
        if not self._is_picture:
            if space in _RUNNING:
                self._tell(f"an element <{local}> stands here, which a browser runs")
            return
        if (space == _SVG and local.lower() not in SHAPES | {"style", "metadata"}) or (space in _RUNNING and space != _SVG):
            self._tell(f"an element <{local}> stands in a picture")
        for attribute, value in given.items():
            if attribute.lower().startswith("on"):
                self._tell(f"the attribute '{attribute}' runs a script")
            elif attribute in ("href", f"{_XLINK} href", "src") and not str(value).startswith("#"):
                self._tell(f"the picture names '{str(value)[:60]}'")
