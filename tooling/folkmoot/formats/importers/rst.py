"""reStructuredText to Markdown, by way of the tree that docutils makes of it.

docutils runs closed: it may not read files, pass raw HTML, read its own configuration or print.
"""

import re

from docutils import nodes
from docutils.core import publish_doctree

from folkmoot.formats.importers.interface import LONGEST_SUMMARY, Prose
from folkmoot.formats.importers.rst_blocks import BlockWriter
from folkmoot.formats.importers.rst_dispatch import tolerant
from folkmoot.formats.importers.rst_inline import Anchors, InlineWriter

LONGEST_LINE = 10_000
"""Characters a line may have."""
LONGEST_RUN = 20_000
"""Characters that may stand without an empty line; docutils needs time by the square of them."""

_SETTINGS = {
    "_disable_config": True,
    "file_insertion_enabled": False,
    "raw_enabled": False,
    "line_length_limit": LONGEST_LINE,
    "report_level": 5,
    "halt_level": 6,
    "warning_stream": False,
    "traceback": True,
    "doctitle_xform": False,
    "docinfo_xform": False,
    "sectsubtitle_xform": False,
    "syntax_highlight": "none",
    "smart_quotes": False,
    "input_encoding": "unicode",
    "language_code": "en",
    "datestamp": None,
    "generator": None,
    "source_link": None,
}
_UNREAD = 3
"""The level of a docutils message from which on words may be missing from the tree."""
_OPENINGS = ("abstract", "summary", "overview", "introduction")
_SENTENCE_END = re.compile(r"(?<=[.!?])[\"')\u201d]*\s+(?=[\"'(\u201c]*[A-Z])")
_NOT_AN_END = re.compile(r"(?:\b(?:e\.g|i\.e|etc|vs|cf|Dr|Mr|Mrs|Ms|St|No|[A-Z])\.)$")


class RstError(Exception):
    """A text that docutils cannot turn into a tree; raised with the line, and caught by the importer."""

    def __init__(self, line: int, what: str, mend: str) -> None:
        super().__init__(what)
        self.line, self.what, self.mend = line, what, mend


def convert(text: str, title: str) -> Prose:
    """Turn reStructuredText into Markdown whose headings begin at `##`, below the page's own `title`.

    Raises RstError when a line or a paragraph is too long, or the text is nested too deeply or trips docutils.
    """
    _refuse_what_takes_too_long(text)
    try:
        document = read_tree(text)
        inline = InlineWriter(Anchors.of(document, title))
        return Prose(BlockWriter(inline).document(document), summary_of(document))
    except RecursionError:
        what = "the text is nested too deeply, or one paragraph holds too many links"
        raise RstError(1, what, "flatten it, or part the paragraph") from None
    # One strange file must not stop the hundreds beside it, and docutils names no class for all it may raise.
    except Exception as error:
        what = f"docutils cannot read this text: {type(error).__name__}"
        raise RstError(1, what, "mend the markup, or convert the file by hand") from error


def _refuse_what_takes_too_long(text: str) -> None:
    first, run = 1, 0
    for number, line in enumerate(text.split("\n"), start=1):
        if len(line) > LONGEST_LINE:
            what = f"the line has {len(line):,} characters; {LONGEST_LINE:,} are read at most"
            raise RstError(number, what, "break the line")
        first, run = (first, run + len(line) + 1) if line.strip() else (number + 1, 0)
        if run > LONGEST_RUN:
            what = f"more than {LONGEST_RUN:,} characters stand here without an empty line"
            raise RstError(first, what, "part them by empty lines")


def read_tree(text: str) -> nodes.document:
    """Parse with every unknown role and directive kept as text, and without the complaints of docutils.

    Where it could not read a construct, the source of that construct stays as code.
    """
    with tolerant():
        document = publish_doctree(text, source_path="text", settings_overrides=_SETTINGS)
    for message in list(document.findall(nodes.system_message)):
        unread = list(message.findall(nodes.literal_block)) if message["level"] >= _UNREAD else []
        message.parent.replace(message, unread)
    for section in list(document.findall(nodes.section)):
        if "system-messages" in section["classes"]:
            section.parent.remove(section)
    return document


def summary_of(document: nodes.document) -> str:
    """Take one or two whole sentences from the abstract, or from the first paragraph when there is none."""
    sections = list(document.findall(nodes.section))
    for opening in _OPENINGS:
        for section in sections:
            if section[0].astext().strip().lower() == opening and (text := _first_paragraph(section)):
                return _shortened(text)
    return _shortened(next((text for part in [document, *sections] if (text := _first_paragraph(part))), ""))


def _first_paragraph(part: nodes.Element) -> str:
    for child in part.children:
        if isinstance(child, nodes.paragraph):
            copy = child.deepcopy()
            for mark in list(copy.findall(nodes.footnote_reference)):
                mark.parent.remove(mark)
            text = " ".join(copy.astext().split())
            if text:
                return re.sub(r" (?=[.,;:])", "", text)
    return ""


def _shortened(text: str) -> str:
    sentences = _sentences(text)
    if not sentences:
        return ""
    if len(sentences[0]) > LONGEST_SUMMARY:
        cut = sentences[0][: LONGEST_SUMMARY - 1]
        return (cut.rpartition(" ")[0] or cut).rstrip(",;:") + "\u2026"
    both = " ".join(sentences[:2])
    return both if len(both) <= LONGEST_SUMMARY else sentences[0]


def _sentences(text: str) -> list[str]:
    sentences: list[str] = []
    start = 0
    for gap in _SENTENCE_END.finditer(text):
        if not _NOT_AN_END.search(text[start : gap.start()]):
            sentences.append(text[start : gap.end()].rstrip())
            start = gap.end()
    rest = text[start:].strip()
    return [*sentences, rest] if rest else sentences
