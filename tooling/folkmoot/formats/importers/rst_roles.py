"""Roles that docutils lacks (those of Sphinx and of the PEPs' site), read so that no word is lost."""

import re
from typing import Any

from docutils import nodes
from docutils.parsers.rst import states

CODE_ROLES = frozenset({
    "attr", "class", "const", "data", "dec", "enum", "enumerator", "exc", "func", "function", "keyword",
    "macro", "member", "meth", "method", "mod", "module", "obj", "option", "struct", "token", "type",
    "union", "var",
})  # fmt: skip
UNTITLED_ROLES = frozenset({
    "code", "command", "envvar", "file", "kbd", "literal", "program", "prop", "samp", "source",
})  # fmt: skip
"""Roles that take their text whole, so that `a <b>` in it is no title with a target."""
TEXT_ROLES = frozenset({
    "any", "doc", "download", "label", "numref", "ref", "term",
})  # fmt: skip
WEB_ROLES = {
    "pypi": "https://pypi.org/project/{}/",
    "cpython-issue": "https://github.com/python/cpython/issues/{}",
    "cpython-pr": "https://github.com/python/cpython/pull/{}",
}
OWN_ROLES = frozenset({"pep", "rfc", "ref", "code", "raw", *WEB_ROLES})
"""Roles read here even where docutils has one of that name."""
_NUMBER = re.compile(r"[0-9]{1,5}")
_TITLED = re.compile(r"(.*?)\s*<([^<>]*)>", re.DOTALL)


def _split_title(text: str) -> tuple[str, str]:
    """Part `title <target>`; the target is the whole text when there is no title."""
    found = _TITLED.fullmatch(text)
    return (found[1], found[2]) if found and found[1] else ("", text.strip("<>"))


def read_role(
    name: str,
    rawtext: str,
    text: str,
    lineno: int,
    inliner: states.Inliner,
    options: Any = None,
    content: Any = (),
) -> tuple[list[nodes.Node], list[nodes.system_message]]:
    """Read one interpreted text; its words stay, and a known address becomes a link.

    docutils prescribes the form of this function.
    """
    whole = " ".join(nodes.unescape(text).split())
    title, target = _split_title(whole)
    name = name.lower()
    last = name.rpartition(":")[2]
    target = target.lstrip("!")
    if last in ("pep", "rfc"):
        return [_numbered(last, title, target, rawtext)], []
    if last in WEB_ROLES:
        shown = title or target
        return [nodes.reference(rawtext, shown, refuri=WEB_ROLES[last].format(target))], []
    if last in UNTITLED_ROLES:
        return [nodes.literal(rawtext, whole)], []
    if last in CODE_ROLES or name.startswith(("py:", "c:", "cpp:", "js:", "rst:")):
        shown = title or target.removeprefix("~")
        return [nodes.literal(rawtext, shown)], []
    if last == "ref":
        place = nodes.inline(rawtext, title or target, folkmoot_target=target, folkmoot_titled=bool(title))
        return [place], []
    if title and target.startswith(("http://", "https://")):
        return [nodes.reference(rawtext, title, refuri=target)], []
    return [nodes.inline(rawtext, title or target if last in TEXT_ROLES else whole)], []


def _numbered(kind: str, title: str, target: str, rawtext: str) -> nodes.Node:
    number, _, part = target.partition("#")
    number = number.strip()
    if not _NUMBER.fullmatch(number):
        return nodes.inline(rawtext, title or f"{kind.upper()} {target}")
    page = f"https://peps.python.org/pep-{int(number):04d}/" if kind == "pep" else f"https://datatracker.ietf.org/doc/html/rfc{int(number)}"
    address = f"{page}#{part}" if part else page
    return nodes.reference(rawtext, title or f"{kind.upper()} {number}", refuri=address)
