"""Who holds a seat of a jury when a vote opens."""

import pytest

from co_op import event, log, proposal
from folkmoot.checks.example import base
from folkmoot.formats.canonical import digest
from folkmoot.formats.layout import read_archive
from folkmoot.tally.electorate import Voters, seated, voters

JURY = "2026-care-circle-1"


def _seated(*acts: tuple[str, str]) -> frozenset[str]:
    files = base()
    path = f"juries/{JURY}/log.yml"
    files = {**files, path: files[path] + log(*(event("2026-03-05T12:00:00Z", act, entry=entry) for act, entry in acts))}
    jury = read_archive(files).jury(JURY)
    assert jury is not None
    return seated(jury)


def _drawn() -> tuple[list[str], list[str]]:
    jury = read_archive(base()).jury(JURY)
    assert jury is not None
    assert jury.draw is not None
    return [seat.entry for seat in jury.draw.panel.seats], [seat.entry for seat in jury.draw.panel.alternates]


@pytest.mark.parametrize("act", ["declined", "removed", "withdrawn"])
def test_who_leaves_holds_no_seat(act: str) -> None:
    seats, _ = _drawn()
    assert _seated((act, seats[0])) == set(seats[1:])


def test_an_alternate_comes_in_and_a_stranger_does_not() -> None:
    seats, alternates = _drawn()
    assert _seated(("declined", seats[0]), ("replaced", alternates[0])) == {*seats[1:], alternates[0]}
    assert _seated(("replaced", "m-nobody")) == set(seats)


def test_who_did_not_answer_holds_no_seat_once_it_is_filled() -> None:
    seats, alternates = _drawn()
    files = base()
    path = f"juries/{JURY}/log.yml"
    filled = log(event("2026-03-05T12:00:00Z", "replaced", entry=alternates[0], instead=seats[0]))
    jury = read_archive({**files, path: files[path] + filled}).jury(JURY)
    assert jury is not None
    assert seated(jury) == {*seats[1:], alternates[0]}


def _voters(*acts: dict[str, str], opened: str = "2026-03-20T12:00:00Z") -> Voters:
    """The electorate of a vote for that jury after acts of its seats."""
    files = base()
    path, question = f"juries/{JURY}/log.yml", "proposals/2026-lamps"
    draw = digest(files[f"juries/{JURY}/draw.json"])
    files = {
        **files,
        path: files[path] + log(*({"by": "registrar", **act} for act in acts)),
        f"{question}/proposal.md": proposal("2026-lamps"),
        f"{question}/log.yml": log(event(opened, "voting-opened", electorate={"kind": "jury", "id": JURY, "digest": draw})),
    }
    archive = read_archive(files)
    matter = archive.proposal("2026-lamps")
    assert matter is not None
    named = matter.log[0].electorate
    assert named is not None
    return voters(archive, named, matter)


def test_a_panel_stands_as_it_was_seated_when_the_vote_opened() -> None:
    seats, alternates = _drawn()
    left = {"at": "2026-03-21T12:00:00Z", "act": "declined", "entry": seats[0]}
    filled = {"at": "2026-03-21T13:00:00Z", "act": "replaced", "entry": alternates[0], "instead": seats[0]}
    assert _voters(left, filled).entries == set(seats)
    assert _voters(left, filled, opened="2026-03-22T12:00:00Z").entries == {*seats[1:], alternates[0]}


def test_who_stands_aside_leaves_seat_and_electorate_in_that_matter_only() -> None:
    seats, _ = _drawn()
    aside = {"at": "2026-03-10T12:00:00Z", "act": "recused", "entry": seats[0]}
    whole = _voters()
    here, elsewhere = _voters({**aside, "proposal": "2026-lamps"}), _voters({**aside, "proposal": "2026-bells"})
    assert whole.seats is not None
    assert (here.entries, here.seats) == (whole.entries - {seats[0]}, whole.seats - 1)
    assert elsewhere == whole


def test_who_sits_in_one_matter_only_holds_the_seat_there() -> None:
    seats, alternates = _drawn()
    aside = {"at": "2026-03-10T12:00:00Z", "act": "recused", "entry": seats[0], "proposal": "2026-lamps"}
    comes = {"at": "2026-03-10T13:00:00Z", "act": "replaced", "entry": alternates[0], "instead": seats[0]}
    here = _voters(aside, {**comes, "proposal": "2026-lamps"})
    assert (here.entries, here.seats) == ({*seats[1:], alternates[0]}, _voters().seats)
    assert _voters({**comes, "proposal": "2026-bells"}).entries == set(seats)
