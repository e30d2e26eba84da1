"""The words inside a paragraph: text, code, emphasis, links and note marks, as Markdown.

What is written here means the same to Python-Markdown and to CommonMark; text never turns into markup, into
HTML or into a placeholder of the charter.
"""

import re
import unicodedata
from dataclasses import dataclass

from docutils import nodes

_SPECIAL = re.compile(r"[\\`*\[\]|]|(?<![^\W_])_|_(?![^\W_])")
_ENTITY_LIKE = re.compile(r"&(?=[A-Za-z#])")
_DOUBLED = re.compile(r"\{{2,}|~{2,}")
_LINE_START = re.compile(
    r"([-+])(?=\s|\1|$)|(?P<number>\d+)(?P<stop>[.)])(?=\s|$)|#|(?P<note>\[\^[^\]]+\]):|(?P<bare>:(?=\s)|=(?==|\s*$)|!(?=!!)|\?(?=\?\?))"
)
_WEB = re.compile(r"(?:https?|ftp)://\S+|mailto:\S+@\S+", re.IGNORECASE)
_UNSAFE_IN_ADDRESS = re.compile(r"[\s<>\\`|\"]|[{}]{2}")
_LABEL = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")
_RAISED = str.maketrans(
    "0123456789+-=()ni",
    "\u2070\u00b9\u00b2\u00b3\u2074\u2075\u2076\u2077\u2078\u2079\u207a\u207b\u207c\u207d\u207e\u207f\u2071",
)
_LOWERED = str.maketrans(
    "0123456789+-=()",
    "\u2080\u2081\u2082\u2083\u2084\u2085\u2086\u2087\u2088\u2089\u208a\u208b\u208c\u208d\u208e",
)


def escape(text: str) -> str:
    """Write text so that it is read as text wherever it stands in a line."""
    text = _SPECIAL.sub(lambda mark: "\\" + mark[0], text)
    text = _ENTITY_LIKE.sub("&amp;", text).replace("<", "&lt;").replace(">", "&gt;")
    return _DOUBLED.sub(lambda run: f"&#{ord(run[0][0])};" * len(run[0]), text)


def guard_line_starts(text: str) -> str:
    """Escape what would begin a list, a heading, a definition or a remark at the start of a line."""
    return "\n".join(_guarded(mark) + line[mark.end() :] if (mark := _LINE_START.match(line)) else line for line in text.split("\n"))


def _guarded(mark: re.Match[str]) -> str:
    if mark["note"]:
        # The mark of a note, then a colon: at the start of a line that would define the note.
        return f"{mark['note']}&#58;"
    if mark["number"]:
        return f"{mark['number']}\\{mark['stop']}"
    if mark["bare"]:
        return f"&#{ord(mark['bare'])};"
    return "\\" + mark[0]


def code(text: str, in_table: bool = False) -> str:
    """Write inline code; in a table a code with a bar becomes text, since readers differ on bars in code."""
    text = " ".join(text.split())
    if not text:
        return ""
    if in_table and "|" in text:
        return escape(text)
    longest = max((len(run) for run in re.findall("`+", text)), default=0)
    fence = "`" * (longest + 1)
    pad = " " if text[0] == "`" or text[-1] == "`" else ""
    return f"{fence}{pad}{text}{pad}{fence}"


def link(text: str, address: str) -> str:
    """Write a link, or only its text when the address is not one of the web or of mail."""
    if not _WEB.fullmatch(address):
        return text
    address = _UNSAFE_IN_ADDRESS.sub(_percent, address)
    return f"[{text}](<{address}>)" if "(" in address or ")" in address else f"[{text}]({address})"


def _percent(mark: re.Match[str]) -> str:
    return "".join(f"%{byte:02X}" for byte in mark[0].encode("utf-8"))


@dataclass(frozen=True, slots=True)
class Anchors:
    """What the links inside one text point at."""

    notes: dict[str, str]
    """The label of each footnote and citation that is referred to, by its id in the tree."""
    headings: dict[str, tuple[str, str]]
    """The anchor and the words of the heading behind each id in the tree."""
    names: dict[str, str]
    """The id behind each name that the text gives to a place."""

    @classmethod
    def of(cls, document: nodes.document, title: str) -> "Anchors":
        """Give notes their labels, and headings the anchors that Python-Markdown will give them."""
        cited = {str(mark.get("refid")) for kind in (nodes.footnote_reference, nodes.citation_reference) for mark in document.findall(kind)}
        notes: dict[str, str] = {}
        used: set[str] = set()
        for note in document.findall(lambda node: isinstance(node, (nodes.footnote, nodes.citation))):
            assert isinstance(note, nodes.Element)
            label = note[0].astext()
            if not _LABEL.fullmatch(label) or label.lower() in used:
                label = f"note-{len(used) + 1}"
            used.add(label.lower())
            notes.update(dict.fromkeys(set(note["ids"]) & cited, label))
        taken = {_slug(title): 0}
        headings: dict[str, tuple[str, str]] = {}
        for section in document.findall(nodes.section):
            words = section[0].astext()
            anchor = _unused(_slug(words), taken)
            headings.update(dict.fromkeys(section["ids"], (anchor, words)))
        return cls(notes, headings, {name: anchor for name, anchor in document.nameids.items() if anchor})


def _slug(words: str) -> str:
    """Follow `slugify` and `unique` of Python-Markdown's `toc` extension."""
    plain = unicodedata.normalize("NFKD", words).encode("ascii", "ignore").decode("ascii")
    return re.sub(r"[-\s]+", "-", re.sub(r"[^\w\s-]", "", plain).strip().lower())


def _unused(slug: str, taken: dict[str, int]) -> str:
    """Add the first free number to a slug that is taken; `taken` holds the last number tried for each."""
    anchor = slug
    while anchor in taken or not anchor:
        taken[slug] = taken.get(slug, 0) + 1
        anchor = f"{slug}_{taken[slug]}"
    taken[anchor] = 0
    return anchor


class InlineWriter:
    """Writes the children of a paragraph, a heading or a cell."""

    def __init__(self, anchors: Anchors) -> None:
        self.anchors = anchors

    def paragraph(self, node: nodes.Element) -> str:
        """Write the children, their lines kept, safe at the start of every line."""
        lines = (line.strip() for line in self.children(node).split("\n"))
        return guard_line_starts("\n".join(line for line in lines if line))

    def one_line(self, node: nodes.Element, in_table: bool = False) -> str:
        """Write the children in one line, for a heading, a term or a cell."""
        return " ".join(self.children(node, in_table).split())

    def children(self, node: nodes.Element, in_table: bool = False) -> str:
        """Write the children; codes that touch become one, since two touching codes cannot be written."""
        parts: list[str] = []
        touching = ""
        for child in node.children:
            if isinstance(child, (nodes.literal, nodes.math)):
                touching += child.astext()
                continue
            if isinstance(child, nodes.Text) and not child.astext():
                continue
            parts += [code(touching, in_table), self.node(child, in_table)]
            touching = ""
        return "".join([*parts, code(touching, in_table)])

    def node(self, node: nodes.Node, in_table: bool) -> str:
        """Write one child."""
        if isinstance(node, nodes.Text):
            return escape(node.astext())
        assert isinstance(node, nodes.Element)
        if isinstance(node, (nodes.emphasis, nodes.title_reference, nodes.strong)):
            mark = "**" if isinstance(node, nodes.strong) else "*"
            inner = self.children(node, in_table)
            return f"{mark}{inner}{mark}" if inner.strip() else inner
        if isinstance(node, nodes.reference):
            return self.reference(node, in_table)
        if isinstance(node, (nodes.footnote_reference, nodes.citation_reference)):
            return self.note_mark(node)
        if isinstance(node, (nodes.superscript, nodes.subscript)):
            return self.shifted(node)
        if isinstance(node, nodes.image):
            return self.image(node)
        if isinstance(node, nodes.problematic):
            return escape(node.astext())
        if "folkmoot_target" in node:
            return self.cross_reference(node)
        return self.children(node, in_table)

    def reference(self, node: nodes.Element, in_table: bool) -> str:
        """Write a link to an address, or to a heading of this text."""
        text = self.children(node, in_table)
        address = str(node.get("refuri", ""))
        if not address or address.startswith("#"):
            name = nodes.fully_normalize_name(address.removeprefix("#"))
            refid = str(node.get("refid", "")) or self.anchors.names.get(name, "")
            anchor, _ = self.anchors.headings.get(refid, ("", ""))
            return f"[{text}](#{anchor})" if anchor and text else text
        bare = node.astext()
        is_plain = _WEB.fullmatch(address) and not _UNSAFE_IN_ADDRESS.search(address)
        if is_plain and bare in (address, address.removeprefix("mailto:")):
            return f"<{bare}>"
        return link(text or escape(address), address)

    def note_mark(self, node: nodes.Element) -> str:
        """Write the mark of a footnote; a citation keeps its name before the mark."""
        label = self.anchors.notes.get(str(node.get("refid", "")))
        shown = escape(f"[{node.astext()}]")
        if label is None:
            return shown
        return f"{shown}[^{label}]" if isinstance(node, nodes.citation_reference) else f"[^{label}]"

    def shifted(self, node: nodes.Element) -> str:
        """Write a raised or lowered text with the letters Unicode has for it, else after `^` or `_`."""
        text = node.astext()
        table, mark = (_RAISED, "^") if isinstance(node, nodes.superscript) else (_LOWERED, "_")
        if all(ord(letter) in table for letter in text):
            return text.translate(table)
        return escape(f"{mark}({text})")

    def image(self, node: nodes.Element) -> str:
        """Write the words that stand for an image; the image itself is not fetched."""
        words = " ".join(str(node.get("alt", "")).split()) or str(node.get("uri", "")).rpartition("/")[2]
        return f"*Image: {escape(words)}*"

    def cross_reference(self, node: nodes.Element) -> str:
        """Write a link to a labelled place of this text; a label from elsewhere stays a word."""
        target = str(node["folkmoot_target"])
        anchor, words = self.anchors.headings.get(self.anchors.names.get(nodes.fully_normalize_name(target), ""), ("", ""))
        text = self.children(node) if node["folkmoot_titled"] or not words else escape(words)
        return f"[{text}](#{anchor})" if anchor else text
