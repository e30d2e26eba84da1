"""When the content of each page last changed, from the records and their one reading of Git's log; never the day of a build."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime

from folkmoot.publish.atlas import BRIEF, CALENDAR, HOME, IMPORTED, JURIES, NEXT, PROPOSALS, ROSTERS, VERIFICATION, WORK, Atlas
from folkmoot.publish.follow.happenings import Happening

_COMPUTED_FOR_NOW = (HOME, BRIEF, NEXT, CALENDAR, WORK, VERIFICATION)
"""The pages that tell how things stand at the instant they are made for."""
_INDEXES = {PROPOSALS: "proposals/", IMPORTED: "proposals/", JURIES: "juries/", ROSTERS: "juries/rosters/"}


def changed(atlas: Atlas, news: Sequence[Happening]) -> Mapping[str, str]:
    """The day, in UTC, by the path of the page; a page that follows from the tooling alone has none."""
    found: dict[str, datetime] = {}
    for each in news:
        _later(found, each.page, each.at)
    for path, at in _merged(atlas):
        _later(found, _shown_on(atlas, path), at)
    for page, start in _INDEXES.items():
        if latest := _latest(found, start):
            found[page] = latest
    found |= dict.fromkeys(_COMPUTED_FOR_NOW, atlas.course.as_of)
    found.pop("", None)
    return {page: f"{min(at, atlas.course.as_of).astimezone(UTC):%Y-%m-%d}" for page, at in found.items()}


def _later(found: dict[str, datetime], page: str, at: datetime) -> None:
    if page not in found or found[page] < at:
        found[page] = at


def _latest(found: Mapping[str, datetime], start: str) -> datetime | None:
    return max((at for page, at in found.items() if page.startswith(start)), default=None)


def _merged(atlas: Atlas) -> Iterable[tuple[str, datetime]]:
    for merge in atlas.course.archive.history:
        for change in merge.changes:
            yield change.path, merge.at


def _shown_on(atlas: Atlas, path: str) -> str:
    """The page that shows a file: its own, or that of the proposal, jury or roster in whose folder it stands; empty for none."""
    if path in atlas.records:
        return atlas.records[path]
    parts = path.split("/")
    folder = 3 if parts[:2] == ["juries", "rosters"] else 2
    page = "/".join((*parts[:folder], "index.md"))
    return page if len(parts) > folder and page in atlas.pages else ""
