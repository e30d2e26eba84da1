"""How a lot was answered, as a whole and by group, and whom lots have reached."""

from datetime import date

import pytest

from co_op import event, log, roster
from folkmoot.formats.canonical import digest, write_document
from folkmoot.formats.draw_json import write_draw
from folkmoot.formats.layout import read_archive
from folkmoot.formats.table import write_entries
from folkmoot.procedure.chronicle import chronicle
from folkmoot.procedure.figures import Answer, Figures, Reach, figures
from folkmoot.procedure.ledger import Ledger
from folkmoot.procedure.roll import Roll
from folkmoot.records.draw import Seat
from folkmoot.records.value import parse_instant
from folkmoot.sortition.replay import redraw
from procedure.brook import beside, course_of, rules

FOLDER = "juries/2026-jury-1"
SEATS = {"day": 7, "night": 6, "van": 3}


def _files(storage: str = "public") -> dict[str, bytes]:
    """A jury of sixteen from a roster of thirty: 14 by day, 10 by night, 6 in the van."""
    shifts = ("day",) * 14 + ("night",) * 10 + ("van",) * 6
    entries = write_entries(("entry", "shift"), [(f"m-{place:04}", shift) for place, shift in enumerate(shifts, start=1)])
    manifest = {
        "id": "2026-members", "type": "roster", "title": "Members", "summary": "All.", "as_of": "2026-01-01", "rules_at": "2026-01-01",
        "count": "30", "columns": ["entry", "shift"], "digest": digest(entries), "storage": storage,
        "strata": {"shift": {"day": "14", "night": "10", "van": "6"}},
    }  # fmt: skip
    call = {
        "id": "2026-jury-1", "type": "jury", "title": "Jury", "summary": "Sixteen look on.", "body": "council", "mandate": "2023-genesis",
        "question": "Shall we?", "seats": "16", "roster": "2026-members", "roster_digest": digest(entries),
        "strata": {"column": "shift", "seats": {name: str(count) for name, count in SEATS.items()}},
        "sources": [{"kind": "dice", "when": "2026-02-15T12:00:00Z"}], "hours": "8",
        "compensation": {"amount": "15", "currency": "EUR", "per": "hour"}, "facilitator": "Somebody.", "respond_by": "2026-09-01",
        "evaluation_due": "2026-10-01",
    }  # fmt: skip
    text = write_document(call, "\nCome.\n")
    draws = {"by-lot": {"seed": {"kind": "dice", "after": "24h"}, "challenge": "7d", "response": "7d"}}
    start = (
        event("2026-02-02T12:00:00Z", "pool-frozen", by="registrar", roster=digest(entries)),
        event("2026-02-03T12:00:00Z", "called", by="registrar", call=digest(text)),
        event("2026-02-15T12:00:00Z", "seed", by="registrar", sources=[{"kind": "dice", "digits": "12345612345612345612"}]),
    )
    files = {
        **beside(draws=draws), "juries/rosters/2026-members/roster.md": write_document(manifest, "\n"),
        "juries/rosters/2026-members/entries.csv": entries, f"{FOLDER}/call.md": text, f"{FOLDER}/log.yml": log(*start),
    }  # fmt: skip
    archive = read_archive(files)
    found = archive.jury("2026-jury-1")
    assert found is not None
    draw = redraw(archive, found)
    said = [event("2026-02-16T12:00:00Z", "summoned", by="registrar")]
    for seat in draw.panel.seats:
        act = "declined" if seat.stratum == "night" else "accepted"
        if seat.stratum != "day" or seat.number > 2:
            said.append(event("2026-02-17T12:00:00Z", act, by=seat.entry, entry=seat.entry))
    return {**files, f"{FOLDER}/draw.json": write_draw(draw), f"{FOLDER}/log.yml": log(*start, *said)}


def _figures(files: dict[str, bytes], as_of: str = "2026-04-01T00:00:00Z") -> Figures:
    return figures(Ledger(course_of(files, as_of)), date(2026, 1, 1), date(2026, 3, 31))


def test_yes_no_and_silence_are_counted_and_a_small_group_is_told_with_the_next() -> None:
    [answered] = _figures(_files()).responses
    assert answered.whole == Answer("", 16, 8, 6, 2)
    assert [(one.stratum, one.asked) for one in answered.strata] == [("day", 7), ("others", 9)], "three in the van would stand out"
    day, others = answered.strata
    assert (day.accepted, day.declined, day.silent) == (5, 0, 2)
    assert (others.accepted, others.declined, others.silent) == (3, 6, 0)
    assert (day.response, others.decline) == (Answer("", 7, 5, 0, 2).response, Answer("", 9, 3, 6, 0).decline)


def test_whoever_was_drawn_was_reached_whatever_they_said() -> None:
    reach = _figures(_files()).reach
    assert (reach.roster, reach.members, reach.drawn, reach.seats) == ("2026-members", 30, 16, 16)
    assert figures(Ledger(course_of(_files(), "2026-04-01T00:00:00Z")), date(2026, 1, 1), date(2026, 2, 1)).reach.seats == 0


def test_from_a_sealed_roster_nobody_can_tell_who_was_never_drawn() -> None:
    assert _figures(_files("sealed")).reach.drawn is None


def _reach(*rosters: tuple[str, str, int], until: date = date(2026, 3, 31)) -> Reach:
    """Whom lots have reached where these rosters stand, each with its day and how many it lists, beside the thirty of January."""
    listed = {}
    for name, day, count in rosters:
        listed |= roster(name, day, *(f"m-{place:04}" for place in range(1, count + 1)))
    return figures(Ledger(course_of({**_files(), **listed}, "2026-04-01T00:00:00Z")), date(2026, 1, 1), until).reach


@pytest.mark.parametrize(
    ("rosters", "chosen"),
    [
        ((), ("2026-members", 30)),
        ((("2026-next", "2026-02-01", 20),), ("2026-next", 20)),
        ((("2026-council", "2026-02-01", 14),), ("2026-members", 30)),
        ((("2026-half", "2026-02-01", 15),), ("2026-half", 15)),
        ((("2025-more", "2025-12-31", 40),), ("2026-members", 30)),
        ((("2025-many", "2025-12-31", 61),), ("2025-many", 61)),
        ((("2026-nobody", "2026-01-01", 30),), ("2026-nobody", 30)),
        ((("2026-april", "2026-04-01", 90),), ("2026-members", 30)),
        ((("2026-last", "2026-03-31", 30),), ("2026-last", 30)),
    ],
)  # fmt: skip
def test_reach_is_told_of_the_newest_roster_that_is_no_list_of_a_few(
    rosters: tuple[tuple[str, str, int], ...], chosen: tuple[str, int]
) -> None:
    reach = _reach(*rosters)
    assert (reach.roster, reach.members) == chosen


def test_of_those_drawn_only_the_ones_who_are_on_the_roster_still_are_reached() -> None:
    drawn = {seat.entry for seat in _drawn()}
    still = _reach(("2026-next", "2026-02-01", 20))
    assert (still.drawn, still.seats) == (len([entry for entry in drawn if entry <= "m-0020"]), 16)
    assert still.drawn != 16


def test_the_volunteers_whom_a_selection_draws_from_are_no_roll_of_members() -> None:
    files = _files()
    call = files[f"{FOLDER}/call.md"].replace(b"roster: 2026-members", b"roster: 2026-volunteers").replace(b"2026-jury-1", b"2026-jury-2")
    selection = call.replace(b"hours:", b"stage: selection\ninvitation: 2026-jury-1\nhours:")
    volunteers = roster("2026-volunteers", "2026-03-01", *(f"m-{place:04}" for place in range(1, 19)))
    chosen = []
    for text in (call, selection):
        more = {**files, **volunteers, "juries/2026-jury-2/call.md": text}
        chosen.append(figures(Ledger(course_of(more, "2026-04-01T00:00:00Z")), date(2026, 1, 1), date(2026, 3, 31)).reach.roster)
    assert chosen == ["2026-volunteers", "2026-members"]


def test_where_there_is_no_roster_yet_nobody_can_be_reached() -> None:
    assert _reach(until=date(2022, 12, 31)) == Reach("", 0, None, 0)


def _drawn() -> tuple[Seat, ...]:
    found = read_archive(_files()).jury("2026-jury-1")
    assert found is not None
    assert found.draw is not None
    return found.draw.panel.seats


@pytest.mark.parametrize("entries", [True, False])
def test_where_the_entries_are_not_here_nobody_can_tell_who_was_never_drawn(entries: bool) -> None:
    files = _files()
    if not entries:
        del files["juries/rosters/2026-members/entries.csv"]
    archive = read_archive(files)
    found = figures(Ledger(chronicle(archive, parse_instant("2026-04-01T00:00:00Z"))), date(2026, 1, 1), date(2026, 3, 31)).reach
    assert (found.members, found.drawn) == (30, 16 if entries else None)


@pytest.mark.parametrize(
    ("select", "stage", "rolls"),
    [
        ({"method": "sortition", "draw_rule": "by-lot"}, "single", ["2026-members"]),
        ({"method": "sortition", "draw_rule": "by-lot"}, "invitation", ["2026-members"]),
        ({"method": "sortition", "draw_rule": "by-lot"}, "selection", []),
        ({"method": "sortition", "draw_rule": "by-lot", "alumni_of": "starters"}, "single", []),
        ({"method": "election", "by": "members", "decision_rule": "simple"}, "single", []),
    ],
)
def test_only_a_lot_among_everybody_makes_a_roster_a_roll(select: dict[str, str], stage: str, rolls: list[str]) -> None:
    known = rules()
    council = {**known["bodies"]["council"], "select": select}
    draws = {"by-lot": {"seed": {"kind": "dice", "after": "24h"}, "challenge": "7d", "response": "7d"}}
    files = _files() | beside(draws=draws, bodies={**known["bodies"], "council": council})
    text = files[f"{FOLDER}/call.md"].replace(b"hours:", f"stage: {stage}\ninvitation: 2026-x\nhours:".encode())
    course = course_of({**files, f"{FOLDER}/call.md": text}, "2026-04-01T00:00:00Z")
    assert [each.id for each in Roll(course).rolls if each.id != "2023-founders"] == rolls
