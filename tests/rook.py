"""Rookery, the invented co-op of this repository, read once for all its tests; and how its texts' figures are told and counted."""

import re
from collections import Counter
from collections.abc import Iterable
from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path

from folkmoot.formats.layout import read_archive
from folkmoot.formats.paths import FOLDERS
from folkmoot.procedure.chronicle import Chronicle, chronicle
from folkmoot.records.archive import Archive, Jury

ROOT = Path(__file__).parents[1]
TODAY = datetime(2026, 11, 23, 12, tzinfo=UTC)
"""The day on which Rookery's records end."""
ORDERS = {
    "age": ("16-29", "30-44", "45-59", "60-plus", "unsaid"),
    "use": ("daily", "weekly", "rarely"),
    "region": ("germany", "elsewhere-in-europe", "americas", "asia-pacific", "africa-middle-east"),
}
"""The groups of members, in the order in which the texts tell them."""
MEMBERS = ("2024-09-members", "2025-06-members", "2026-01-members")
"""The rosters that say who belongs to which group."""


@cache
def files() -> dict[str, bytes]:
    """Every file of Rookery, by its path."""
    paths = (path for folder in FOLDERS for path in (ROOT / folder).rglob("*") if path.is_file())
    return {path.relative_to(ROOT).as_posix(): path.read_bytes() for path in paths}


@cache
def rookery() -> Archive:
    """Its archive."""
    return read_archive(files())


@cache
def life() -> Chronicle:
    """Its life up to the day on which its records end."""
    return chronicle(rookery(), TODAY)


def jury(name: str) -> Jury:
    """One of its juries."""
    found = rookery().jury(name)
    assert found is not None, name
    return found


@cache
def rows(name: str) -> dict[str, dict[str, str]]:
    """The rows of a roster, by entry."""
    found = rookery().roster(name)
    assert found is not None, name
    assert found.entries is not None
    return {row["entry"]: row for row in found.entries.rows()}


def told(text: str) -> list[int]:
    """The numbers of a sentence, without those that name an age."""
    return [int(each.replace(",", "")) for each in re.findall(r"\d[\d,]*", re.sub(r"\d\d-\d\d|60 and over", "", text))]


def answers(report: str) -> dict[str, str]:
    """What a report answers, by question."""
    archive = rookery()
    found = (*(each.reports for each in archive.juries), *(each.reports for each in archive.proposals))
    return dict(next(each.head.answers for reports in found for each in reports if each.head.id == report))


def counted(people: Iterable[dict[str, str]], column: str) -> list[int]:
    """How many of some people belong to each group of a column, in the order of the texts."""
    found = Counter(row[column] for row in people)
    return [found[value] for value in ORDERS[column]]


def first_drawn(found: Jury) -> list[str]:
    """Those on whom the lot fell, without the alternates."""
    assert found.draw is not None
    return [seat.entry for seat in found.draw.panel.seats]


def first_answers(name: str) -> list[int]:
    """How many were first drawn, how many of them accepted and declined, and how many never answered."""
    found = jury(name)
    drawn = set(first_drawn(found))
    acts = Counter(event.act for event in found.log if event.entry in drawn)
    return [len(drawn), acts["accepted"], acts["declined"], acts["removed"]]


def said_to_the_lot(since: date, until: date) -> dict[tuple[str, str], str]:
    """What each person asked to a seat by a jury called in these days had said by the last: accepted, declined, removed or nothing."""
    found: dict[tuple[str, str], str] = {}
    for each in rookery().juries:
        if each.call.head.stage == "invitation" or each.draw is None or not since <= each.log[0].at.date() <= until:
            continue
        found |= dict.fromkeys(((each.id, entry) for entry in first_drawn(each)), "")
        for event in each.log:
            if event.act in ("accepted", "declined", "removed", "replaced") and event.entry and event.at.date() <= until:
                found[each.id, event.entry] = event.act if event.act != "replaced" else ""
    return found


def ever_drawn(until: date) -> frozenset[str]:
    """On whom any lot has fallen, for a seat or a letter, in a call up to a day."""
    calls = [each for each in rookery().juries if each.draw is not None and each.log[0].at.date() <= until]
    taken = (event.entry for each in calls for event in each.log if event.act == "accepted" and event.entry)
    return frozenset((*(entry for each in calls for entry in first_drawn(each)), *taken))


def person(entry: str, roster: str) -> dict[str, str]:
    """What the rosters say of somebody: the one named first, and where it does not know them, the others."""
    return next(rows(name)[entry] for name in (roster, *MEMBERS) if entry in rows(name))
