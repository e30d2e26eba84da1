"""What a finished page follows from, as a key: equal keys, equal pages."""

import json
import re
from collections.abc import Callable, Iterable, Mapping
from hashlib import sha256
from pathlib import PurePath
from typing import Any

_LINK = re.compile(r"\]\(<?([^)\s>]*)")
_OUTSIDE = re.compile(r"[a-zA-Z][a-zA-Z0-9+.-]*:|#|$")
READERS = frozenset({
    "abbr", "admonition", "attr_list", "codehilite", "def_list", "fenced_code", "footnotes", "md_in_html", "meta", "nl2br", "sane_lists",
    "smarty", "tables", "toc", "wikilinks", *(f"pymdownx.{name}" for name in (
        "betterem", "caret", "critic", "details", "highlight", "inlinehilite", "keys", "mark", "smartsymbols", "superfences", "tabbed",
        "tasklist", "tilde",
    )),
})  # fmt: skip
"""Extensions of Markdown that make of a text what follows from it alone; others may read files."""
_ASKED = re.compile(rb"\b(build_date_utc|pages)\b")


def told(value: Any) -> Any:
    """Settings as JSON can hold them; ValueError for what has no text of its own that says all of it."""
    if value is None or isinstance(value, str | int | float | bool):
        return value
    if isinstance(value, PurePath):
        return str(value)
    if isinstance(value, Mapping):
        return [[told(key), told(inner)] for key, inner in value.items()]
    if isinstance(value, list | tuple):
        return [told(inner) for inner in value]
    if isinstance(value, set | frozenset):
        return sorted(told(inner) for inner in value)
    raise ValueError(f"a setting of the kind {type(value).__name__} says not what it holds")


def digest_of(*values: Any) -> str:
    """The digest of settings, hexadecimal; ValueError as for `told`."""
    return sha256(json.dumps(told(values), ensure_ascii=False).encode("utf-8", "surrogatepass")).hexdigest()


def targets(markdown: str, find: Callable[[str], str | None]) -> list[tuple[str, str | None]]:
    """Where the links of a Markdown text lead within the site: each with the address of its target, None where there is none."""
    found = dict.fromkeys(link.partition("#")[0] for link in _LINK.findall(markdown) if not _OUTSIDE.match(link))
    return [(link, find(link)) for link in found]


def asks_for_more(templates: Iterable[bytes]) -> bool:
    """Whether a template of the co-op's own asks for the day of the build or for all pages, which no key of one page holds."""
    return any(_ASKED.search(data) for data in templates)
