"""The tables in which docutils looks up roles and directives, opened for the time of one parse."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from docutils import nodes
from docutils.parsers.rst import Directive, directives, roles

from folkmoot.formats.importers.rst_directives import OWN_DIRECTIVES, ObjectLike, Remark
from folkmoot.formats.importers.rst_roles import OWN_ROLES, read_role


@contextmanager
def tolerant() -> Iterator[None]:
    """Let docutils find an answer for every role and directive; its own tables are restored at the end.

    docutils keeps both tables for the whole process, so two threads must not import at once.
    """
    find_directive, find_role = directives.directive, roles.role
    kept: dict[str, Any] = vars(roles)["_roles"]
    before = dict(kept)

    def directive(name: str, language: Any, document: nodes.document) -> tuple[type[Directive], list[Any]]:
        name = name.lower()
        own = OWN_DIRECTIVES.get(name) or (ObjectLike if ":" in name else None)
        if own is None:
            known, messages = find_directive(name, language, document)
            return (known, messages) if known is not None else (Remark, [])
        return own, []

    def role(name: str, language: Any, lineno: int, reporter: Any) -> tuple[Any, list[Any]]:
        if name.lower() not in OWN_ROLES:
            known, messages = find_role(name, language, lineno, reporter)
            if known is not None and vars(roles)["unimplemented_role"] is not known:
                return known, messages
        return read_role, []

    vars(directives)["directive"], vars(roles)["role"] = directive, role
    try:
        yield
    finally:
        vars(directives)["directive"], vars(roles)["role"] = find_directive, find_role
        kept.clear()
        kept.update(before)
