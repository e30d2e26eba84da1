"""The catalogues of the interface kept up with the messages in the code (`make catalogues`): new ones added, gone ones dropped.

What is missing afterwards stands in the file with an empty `msgstr`; `tests/publish/test_languages.py` names it.
"""

import ast
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po, write_po

PACKAGE = Path(__file__).parent.parent / "tooling" / "folkmoot"
ROOM = PACKAGE / "publish" / "languages"
PLACES = {"say": (0,), "say_of": (1, 2), "phrase": (0,), "phrase_of": (0, 1), "later": (0,), "later_of": (1, 2)}
"""Where the messages stand among the arguments of the functions that speak."""
_EPOCH = datetime(2026, 1, 1, tzinfo=UTC)


def messages() -> Iterator[tuple[str, str | tuple[str, ...]]]:
    """Every message of the code with its file, in their order; also those inside of f-strings, where Babel's own reader is blind."""
    for path in sorted(PACKAGE.rglob("*.py")):
        calls = [node for node in ast.walk(ast.parse(path.read_text("utf-8"))) if isinstance(node, ast.Call)]
        for call in sorted(calls, key=lambda node: (node.lineno, node.col_offset)):
            places = PLACES.get(call.func.id, ()) if isinstance(call.func, ast.Name) else ()
            said = [node.value for at in places if at < len(call.args) and isinstance(node := call.args[at], ast.Constant)]
            if places and len(said) == len(places):
                yield path.relative_to(PACKAGE).as_posix(), said[0] if len(said) == 1 else tuple(said)


def template() -> Catalog:
    """All messages without their translations."""
    made = Catalog(project="folkmoot", copyright_holder="the folkmoot founders", creation_date=_EPOCH, revision_date=_EPOCH)
    for file, message in messages():
        made.add(message, locations=[(file, None)])
    return made


def read(tag: str, path: Path | None = None) -> Catalog:
    """A language's catalogue."""
    with (path or ROOM / f"{tag}.po").open("rb") as file:
        return read_po(file, locale=tag)


def update(tag: str) -> None:
    """Bring a language's file up to the code."""
    catalogue, path = read(tag) if (ROOM / f"{tag}.po").is_file() else Catalog(locale=tag), ROOM / f"{tag}.po"
    catalogue.update(template(), no_fuzzy_matching=True)
    catalogue.obsolete.clear()
    catalogue.revision_date = catalogue.creation_date = _EPOCH
    catalogue.project, catalogue.version, catalogue.fuzzy = "folkmoot", "", False
    catalogue.header_comment = f"# The interface in the language '{tag}'; its records stay in the language they were written in."
    catalogue.last_translator = catalogue.language_team = catalogue.msgid_bugs_address = "folkmoot"
    with path.open("wb") as file:
        write_po(file, catalogue, width=140, sort_output=False, include_lineno=False)


if __name__ == "__main__":
    for each in sys.argv[1:] or sorted(path.stem for path in ROOM.glob("*.po")):
        update(each)
