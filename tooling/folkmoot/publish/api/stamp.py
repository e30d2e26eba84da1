"""What every document begins with, and the one way in which documents are written."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from folkmoot.formats.canonical import write_json
from folkmoot.publish.api.form import Plain
from folkmoot.publish.atlas import Atlas
from folkmoot.records.value import write_instant

FOLDER = "api/v1"


def stamp(atlas: Atlas, schema: str) -> Mapping[str, Any]:
    """The first fields of a document of this schema."""
    course = atlas.course
    return {
        "as_of": write_instant(course.as_of),
        "demonstration": course.archive.is_demonstration,
        "about": f"schema/{schema}.json",
    }


def written(document: Plain) -> bytes:
    """The bytes of a document: canonical JSON, so that equal records give equal files."""
    return write_json(document.model_dump(mode="json"))


def address(page: str) -> str:
    """A page as documents name it: its folder, from the home page."""
    return page.removesuffix("index.md")


def when(instant: datetime | None) -> str | None:
    """An instant as documents write it."""
    return write_instant(instant) if instant else None
