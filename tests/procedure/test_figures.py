"""How a lot was answered, as a whole and by group, and whom lots have reached."""

from datetime import date

from co_op import event, log
from folkmoot.formats.canonical import digest, write_document
from folkmoot.formats.draw_json import write_draw
from folkmoot.formats.layout import read_archive
from folkmoot.formats.table import write_entries
from folkmoot.procedure.figures import Answer, Figures, figures
from folkmoot.procedure.ledger import Ledger
from folkmoot.sortition.replay import redraw
from procedure.brook import beside, course_of

FOLDER = "juries/2026-jury-1"
SEATS = {"day": 7, "night": 6, "van": 3}


def _files(storage: str = "public") -> dict[str, bytes]:
    """A jury of sixteen from a roster of thirty: 14 by day, 10 by night, 6 in the van."""
    shifts = ("day",) * 14 + ("night",) * 10 + ("van",) * 6
    entries = write_entries(("entry", "shift"), [(f"m-{place:04}", shift) for place, shift in enumerate(shifts, start=1)])
    roster = {
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
        **beside(draws=draws), "juries/rosters/2026-members/roster.md": write_document(roster, "\n"),
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
