"""The library of governance models that ships in the package: its records, and for each the repository of a co-op that lives by it.

`models/<id>/model.md` is the record; `models/<id>/template/` is laid over `models/start/`, which holds what every new
co-op's repository has. In a template `[[word]]` stands for what is said only when a repository is begun.
"""

import re
from collections.abc import Iterator, Mapping
from functools import cache
from importlib import resources
from importlib.resources.abc import Traversable

from folkmoot.formats.canonical import digest
from folkmoot.formats.document import read_document
from folkmoot.formats.schema import read_head
from folkmoot.records.archive import Model
from folkmoot.records.error import FolkmootError
from folkmoot.records.model import ModelHead
from folkmoot.records.text import TextRecord

DEFAULT = "coop-juries"
"""The model for those who have not made up their minds."""
_COMMON = "start"
_BLANK = re.compile(r"\[\[([a-z0-9-]+)\]\]")


@cache
def library() -> Mapping[str, Model]:
    """Every model by its id, in alphabetical order."""
    folders = sorted(item.name for item in _top().iterdir() if item.is_dir() and (item / "model.md").is_file())
    return {name: _model(name) for name in folders}


def template(name: str) -> dict[str, bytes]:
    """The files of a co-op's repository that lives by a model, by path, their blanks still open; KeyError for no model."""
    library()[name]
    files = dict(_files(_top() / _COMMON, ""))
    own = _top() / name / "template"
    return files | dict(_files(own, "") if own.is_dir() else ())


def filled(text: str, words: Mapping[str, str]) -> str:
    """Fill in the blanks of a template's file; KeyError for a blank that nobody filled."""
    return _BLANK.sub(lambda blank: words[blank[1]], text)


def _top() -> Traversable:
    return resources.files("folkmoot") / "models"


def _files(folder: Traversable, prefix: str) -> Iterator[tuple[str, bytes]]:
    for item in sorted(folder.iterdir(), key=lambda item: item.name):
        if item.is_dir():
            yield from _files(item, f"{prefix}{item.name}/")
        else:
            yield prefix + item.name, item.read_bytes()


def _model(name: str) -> Model:
    path = f"models/{name}/model.md"
    data = (_top() / name / "model.md").read_bytes()
    document, faults = read_document(path, data)
    head, wrong = read_head(ModelHead, path, document.head, document.places) if document else (None, [])
    if document is None or head is None or head.id != name:
        told = [*faults, *wrong]
        raise FolkmootError(f"{path} cannot be read: {told[0].what if told else 'its id is another'}", "install folkmoot again")
    return TextRecord(path, head, document.body, document.body_line, digest(data))
