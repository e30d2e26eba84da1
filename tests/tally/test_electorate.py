"""Who holds a seat of a jury when a vote opens."""

import pytest

from co_op import event, log
from folkmoot.checks.example import base
from folkmoot.formats.layout import read_archive
from folkmoot.tally.electorate import seated

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
