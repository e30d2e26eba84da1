"""The blocks of a text as Markdown: headings, paragraphs, lists, code, quotes, remarks, notes and tables."""

import re
from collections.abc import Callable, Iterable
from typing import Any

from docutils import nodes

from folkmoot.formats.importers.rst_inline import InlineWriter, code, escape, guard_line_starts
from folkmoot.formats.importers.rst_layout import Block, heading, indent, join, list_item, ordinal, quoted
from folkmoot.formats.importers.rst_table import write_table

_LANGUAGE = re.compile(r"[A-Za-z0-9#.+_-]+")
_UNSEEN = (
    nodes.comment,
    nodes.target,
    nodes.substitution_definition,
    nodes.pending,
    nodes.meta,
    nodes.title,
    nodes.label,
)
_NO_QUOTATION = (nodes.Sequential, nodes.table, nodes.comment, nodes.target)


class BlockWriter:
    """Writes one document."""

    def __init__(self, inline: InlineWriter) -> None:
        self.inline = inline
        self.late_notes: list[Block] = []
        self.writers: dict[type[nodes.Node], Callable[[Any, bool], list[Block]]] = {
            nodes.paragraph: self.paragraph,
            nodes.rubric: self.strong_line,
            nodes.literal_block: self.code,
            nodes.doctest_block: self.code,
            nodes.math_block: self.code,
            nodes.bullet_list: self.bullets,
            nodes.enumerated_list: self.enumeration,
            nodes.definition_list: self.definitions,
            nodes.field_list: self.fields,
            nodes.option_list: self.options,
            nodes.block_quote: self.quote,
            nodes.line_block: self.lines,
            nodes.table: self.table,
            nodes.footnote: self.note,
            nodes.citation: self.note,
            nodes.image: self.image,
            nodes.transition: self.transition,
            nodes.topic: self.remark,
            nodes.sidebar: self.remark,
            nodes.caption: self.paragraph,
            nodes.attribution: self.attribution,
        }

    def document(self, document: nodes.document) -> str:
        """Write the whole text, ending in one line end."""
        blocks = self.sections(document, 1)
        text = join([*blocks, *self.late_notes])
        return "".join(letter for letter in text if letter in "\n\t" or letter >= " ").strip("\n") + "\n"

    def sections(self, parent: nodes.Element, level: int) -> list[Block]:
        """Write the blocks and the sections below `parent`, whose own heading has this level."""
        blocks: list[Block] = []
        for child in parent.children:
            if not isinstance(child, nodes.section):
                blocks += self.block(child, False)
            else:
                words = self.inline.one_line(child[0]) if isinstance(child[0], nodes.title) else ""
                blocks.append(Block("heading", heading(words, level + 1)))
                blocks += self.sections(child, level + 1)
        return blocks

    def block(self, node: nodes.Node, nested: bool) -> list[Block]:
        """Write one block; an element without a writer of its own gives what it holds."""
        if isinstance(node, _UNSEEN):
            return []
        if isinstance(node, nodes.Text):
            return [Block("paragraph", guard_line_starts(escape(node.astext())))]
        assert isinstance(node, nodes.Element)
        writer = self.writers.get(type(node))
        if writer is not None:
            return writer(node, nested)
        if isinstance(node, nodes.Admonition):
            return self.remark(node, nested)
        if isinstance(node, (nodes.Inline, nodes.TextElement)):
            return self.paragraph(node, nested)
        return self.blocks(node, nested)

    def blocks(self, parent: nodes.Element, nested: bool) -> list[Block]:
        """Write the children of an element."""
        return [block for child in parent.children for block in self.block(child, nested)]

    def paragraph(self, node: nodes.Element, nested: bool) -> list[Block]:
        """Write a paragraph with the line breaks of its source."""
        return [Block("paragraph", self.inline.paragraph(node))]

    def strong_line(self, node: nodes.Element, nested: bool) -> list[Block]:
        """Write a heading that belongs to no section."""
        words = self.inline.one_line(node)
        return [Block("paragraph", f"**{words}**")] if words else []

    def attribution(self, node: nodes.Element, nested: bool) -> list[Block]:
        """Write who said the words quoted above."""
        return [Block("paragraph", "\u2014 " + self.inline.one_line(node))]

    def code(self, node: nodes.Element, nested: bool) -> list[Block]:
        """Write code between fences longer than any run of marks in it, or indented."""
        text = node.astext().strip("\n")
        if not text.strip():
            return []
        if nested:
            return [Block("indented", "\n".join(line and "    " + line for line in text.split("\n")))]
        longest = max((len(run) for run in re.findall("`{3,}", text)), default=2)
        fence = "`" * (longest + 1)
        return [Block("fenced", f"{fence}{_language(node)}\n{text}\n{fence}")]

    def bullets(self, node: nodes.Element, nested: bool) -> list[Block]:
        """Write a bullet list."""
        return [Block("list", self.items(node, ("-   " for _ in node.children)))]

    def enumeration(self, node: nodes.Element, nested: bool) -> list[Block]:
        """Write a numbered list; what Markdown may number otherwise (letters, a start after 1) becomes words."""
        start = int(node.get("start", 1))
        numbers = range(start, start + len(node.children))
        kind = str(node.get("enumtype", "arabic"))
        if kind == "arabic" and start == 1:
            marks = [f"{number}.".ljust(3) + " " for number in numbers]
        else:
            before, after = escape(str(node.get("prefix", ""))), str(node.get("suffix", "."))
            marks = [f"-   {guard_line_starts(before + ordinal(number, kind) + after)} " for number in numbers]
        return [Block("list", self.items(node, marks))]

    def items(self, node: nodes.Element, marks: Iterable[str]) -> str:
        """Write the items of a list behind their marks; short items stand close together."""
        bodies = [self.item(item) for item in node.children if isinstance(item, nodes.Element)]
        close = all(len(body) == 1 and body[0].kind == "paragraph" for body in bodies)
        items = [list_item(mark, body) for mark, body in zip(marks, bodies, strict=False)]
        return ("\n" if close else "\n\n").join(items)

    def item(self, node: nodes.Element) -> list[Block]:
        """Write what a list item holds; a term at its start (mostly odd indentation) becomes a paragraph."""
        if not node.children or not isinstance(node[0], nodes.definition_list):
            return self.blocks(node, True)
        blocks: list[Block] = []
        for entry in node[0].children:
            assert isinstance(entry, nodes.Element)
            for part in entry.children:
                assert isinstance(part, nodes.Element)
                is_definition = isinstance(part, nodes.definition)
                blocks += self.blocks(part, True) if is_definition else self.paragraph(part, True)
        return [*blocks, *(block for child in node.children[1:] for block in self.block(child, True))]

    def definitions(self, node: nodes.Element, nested: bool) -> list[Block]:
        """Write terms and their definitions as Markdown Extra does."""
        items: list[str] = []
        for item in node.children:
            assert isinstance(item, nodes.Element)
            terms: list[str] = []
            for part in item.children:
                if isinstance(part, nodes.term):
                    terms.append(guard_line_starts(self.inline.one_line(part)))
                elif isinstance(part, nodes.classifier):
                    terms[-1] += " : " + self.inline.one_line(part)
            bodies = [join(self.blocks(part, True)) for part in item.children if isinstance(part, nodes.definition)]
            items.append("\n".join([*terms, *(indent(body, ":   ") for body in bodies if body)]))
        return [Block("definitions", "\n\n".join(items))]

    def fields(self, node: nodes.Element, nested: bool) -> list[Block]:
        """Write a field list as bullets that begin with the name of the field."""
        items: list[str] = []
        for item in node.children:
            assert isinstance(item, nodes.Element)
            name, body = item.children
            assert isinstance(name, nodes.Element)
            assert isinstance(body, nodes.Element)
            items.append(list_item(f"-   **{self.inline.one_line(name)}:** ", self.blocks(body, True)))
        return [Block("list", "\n\n".join(items))]

    def options(self, node: nodes.Element, nested: bool) -> list[Block]:
        """Write the options of a command as bullets that begin with the option."""
        items: list[str] = []
        for item in node.children:
            assert isinstance(item, nodes.Element)
            group, body = item.children
            assert isinstance(group, nodes.Element)
            assert isinstance(body, nodes.Element)
            names = ", ".join(code(option.astext()) for option in group.children)
            items.append(list_item(f"-   {names}: ", self.blocks(body, True)))
        return [Block("list", "\n\n".join(items))]

    def quote(self, node: nodes.Element, nested: bool) -> list[Block]:
        """Write a quotation; a list or table that is merely indented is none."""
        if all(isinstance(child, _NO_QUOTATION) for child in node.children):
            return self.blocks(node, nested)
        return quoted(self.blocks(node, True))

    def remark(self, node: nodes.Element, nested: bool) -> list[Block]:
        """Write a note, a warning or a topic as a quotation under its name."""
        own = node[0] if node.children and isinstance(node[0], nodes.title) else None
        name = self.inline.one_line(own) if own is not None else escape(node.tagname.capitalize())
        blocks = self.blocks(node, True)
        label = f"**{name}:**"
        if blocks and blocks[0].kind == "paragraph":
            return quoted([Block("paragraph", f"{label} {blocks[0].text}"), *blocks[1:]])
        return quoted([Block("paragraph", label), *blocks])

    def lines(self, node: nodes.Element, nested: bool, depth: int = 0) -> list[Block]:
        """Write verse or an address: every line break counts."""
        rows: list[str] = []
        for child in node.children:
            assert isinstance(child, nodes.Element)
            if isinstance(child, nodes.line_block):
                rows += [block.text for block in self.lines(child, nested, depth + 1)]
            else:
                rows.append("&emsp;" * depth + (guard_line_starts(self.inline.one_line(child)) or "&nbsp;"))
        return [Block("paragraph", "  \n".join(rows))]

    def table(self, node: nodes.Element, nested: bool) -> list[Block]:
        """Write a table with bars, or as it looks when it has merged or crowded cells."""
        title = node[0] if isinstance(node[0], nodes.title) else None
        blocks = self.strong_line(title, nested) if title is not None else []
        text, plain = write_table(node, self.inline)
        body = self.code(nodes.literal_block(text, text), nested) if plain else [Block("table", text)]
        return [*blocks, *body]

    def note(self, node: nodes.Element, nested: bool) -> list[Block]:
        """Write a note under its label; one never referred to would vanish, so it becomes an item."""
        shown = escape(f"[{node[0].astext()}]")
        labels = self.inline.anchors.notes
        label = next((labels[name] for name in node["ids"] if name in labels), None)
        body = self.blocks(node, True)
        if label is None:
            return [Block("item", list_item(f"-   {shown} ", body))]
        mark = f"[^{label}]: " + (f"{shown} " if isinstance(node, nodes.citation) else "")
        block = Block("note", list_item(mark, body))
        if nested:
            self.late_notes.append(block)
            return []
        return [block]

    def image(self, node: nodes.Element, nested: bool) -> list[Block]:
        """Write the words that stand for an image."""
        return [Block("paragraph", self.inline.image(node))]

    def transition(self, node: nodes.Element, nested: bool) -> list[Block]:
        """Write a rule."""
        return [Block("rule", "* * *")]


def _language(node: nodes.Element) -> str:
    if isinstance(node, nodes.doctest_block):
        return "pycon"
    if isinstance(node, nodes.math_block):
        return "math"
    language = str(node.get("language", ""))
    return language if _LANGUAGE.fullmatch(language) else ""
