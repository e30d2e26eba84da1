"""Directives that docutils lacks (those of Sphinx and of the PEPs' site), read so that no word is lost."""

import re
from typing import Any

from docutils import nodes
from docutils.parsers.rst import Directive

SILENT = frozenset({
    "contents", "currentmodule", "default-domain", "default-role", "highlight", "index", "meta",
    "section-numbering", "sectnum", "tabularcolumns", "toctree",
})  # fmt: skip
CODE = frozenset({
    "code", "code-block", "doctest", "graphviz", "ipython", "mermaid", "productionlist", "prompt",
    "raw", "sourcecode", "testcode", "testoutput", "testsetup",
})  # fmt: skip
OBJECTS = frozenset({
    "attribute", "class", "classmethod", "confval", "data", "decorator", "describe", "envvar",
    "exception", "function", "method", "module", "object", "option", "program", "staticmethod",
})  # fmt: skip
BARE = frozenset({
    "centered", "container", "glossary", "hlist", "only",
})  # fmt: skip
_LANGUAGE = re.compile(r"[A-Za-z0-9#.+_-]{1,40}")


class AnyOption(dict[str, Any]):
    """An option list that lets every option of a directive pass as text."""

    def __bool__(self) -> bool:
        return True

    def __contains__(self, key: object) -> bool:
        return True

    def __getitem__(self, key: str) -> Any:
        return lambda value: value or ""


class Silent(Directive):
    """A directive that arranges the page and says nothing."""

    has_content = True
    optional_arguments = 1
    final_argument_whitespace = True
    option_spec = AnyOption()

    def run(self) -> list[nodes.Node]:
        """Leave nothing behind."""
        return []


class CodeLike(Directive):
    """A block of code, with its language where one is given."""

    has_content = True
    optional_arguments = 1
    final_argument_whitespace = True
    option_spec = AnyOption()

    def run(self) -> list[nodes.Node]:
        """Make a literal block, after a paragraph for a caption."""
        language = self.arguments[0].strip() if self.arguments else ""
        text = "\n".join(self.content)
        if language and (self.name == "productionlist" or not _LANGUAGE.fullmatch(language)):
            text, language = f"{language}\n{text}" if not _LANGUAGE.fullmatch(language) else text, ""
        block = nodes.literal_block(text, text, language=language)
        found: list[nodes.Node] = []
        if caption := self.options.get("caption"):
            found.append(_paragraph(self, caption))
        return [*found, block] if text.strip() else found


class ObjectLike(Directive):
    """The description of a function, class or field: its signature, then prose about it."""

    has_content = True
    optional_arguments = 1
    final_argument_whitespace = True
    option_spec = AnyOption()

    def run(self) -> list[nodes.Node]:
        """Make a definition list with the signature as its term."""
        signatures = [line.strip() for line in "".join(self.arguments).split("\n") if line.strip()]
        definition = nodes.definition()
        self.state.nested_parse(self.content, self.content_offset, definition)
        terms = [nodes.term("", "", nodes.literal(text, text)) for text in signatures]
        if not definition.children:
            return [nodes.paragraph("", "", *term.children) for term in terms]
        return [nodes.definition_list("", nodes.definition_list_item("", *terms, definition))]


class Remark(Directive):
    """Any other directive: its name, its argument and its content, as a remark."""

    has_content = True
    option_spec = AnyOption()

    def run(self) -> list[nodes.Node]:
        """Make an admonition under the directive's name, or the bare content when the name says nothing."""
        inner: nodes.Element = nodes.container() if self.name in BARE else nodes.admonition()
        if isinstance(inner, nodes.admonition):
            label = self.name.rpartition(":")[2].replace("-", " ").capitalize()
            inner += nodes.title(label, label)
        self.state.nested_parse(self.content, self.content_offset, inner)
        return [inner]


class Reference(Directive):
    """A directive that would read another file: only the name of that file is kept."""

    has_content = True
    optional_arguments = 1
    final_argument_whitespace = True
    option_spec = AnyOption()

    def run(self) -> list[nodes.Node]:
        """Make a paragraph that names the file."""
        return [_paragraph(self, f"({self.name}: {' '.join(self.arguments)})")]


def _paragraph(directive: Directive, text: str) -> nodes.Node:
    return nodes.paragraph(text, "", *directive.state.inline_text(text, directive.lineno)[0])


OWN_DIRECTIVES: dict[str, type[Directive]] = {
    **dict.fromkeys(SILENT, Silent),
    **dict.fromkeys(CODE, CodeLike),
    **dict.fromkeys(OBJECTS, ObjectLike),
    **dict.fromkeys(("include", "literalinclude", "date"), Reference),
}
