"""Rotation: a body filled whole at once leaves in parts, and whoever comes later takes over a seat or serves a whole term."""

from fractions import Fraction
from pathlib import Path

import pytest

from co_op import event
from folkmoot.procedure.rotation import is_whole, part_of, parts, span_of
from folkmoot.procedure.seats import Ending, Tenure, tenures
from folkmoot.records.bodies import Body, Rotation, Seats, Selection
from folkmoot.records.value import Span, parse_ratio, parse_span, write_instant
from ideas.glade import add, at_end, call, draw, founded, sit


def body(fraction: str = "", every: str = "6m", term: str = "", target: int = 12) -> Body:
    """A body with a rotation and a term, where they are given."""
    rotation = Rotation(fraction=parse_ratio(fraction), every=parse_span(every)) if fraction else None
    select = Selection(method="sortition")
    return Body(
        purpose="Watch", powers=(), select=select, seats=Seats(min=1, target=target), rotation=rotation,
        term=parse_span(term) if term else None,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("count", "fraction", "sizes"),
    [
        (12, "1/3", (4, 4, 4)), (7, "1/2", (3, 4)), (7, "1/3", (2, 2, 3)), (2, "1/3", (0, 1, 1)), (5, "2/3", (3, 2)), (9, "1", (9,)),
        (1, "1/2", (0, 1)), (4, "", (4,)),
    ],
)  # fmt: skip
def test_seats_fall_into_parts_of_which_the_last_takes_what_is_left(count: int, fraction: str, sizes: tuple[int, ...]) -> None:
    assert parts(count, body(fraction)) == sizes
    assert [part_of(place, sizes) for place in range(count)] == [part for part, size in enumerate(sizes) for _ in range(size)]


def test_each_part_ends_one_span_after_the_other_and_the_last_serves_the_term() -> None:
    thirds = body("1/3", "6m", "18m")
    assert [span_of(part, (4, 4, 4), thirds) for part in range(3)] == [Span(6, "m"), Span(12, "m"), Span(18, "m")]
    assert span_of(2, (4, 4, 4), body("1/3", "6m")) == Span(18, "m"), "a rotation without a term is held to itself"
    assert span_of(0, (12,), body(term="1y")) == Span(1, "y")
    assert span_of(0, (12,), body()) is None


def test_only_more_seats_than_change_hands_at_once_are_a_body_filled_whole() -> None:
    assert [is_whole(count, body("1/3")) for count in (4, 5, 12)] == [False, True, True]
    assert not is_whole(12, body())
    assert body("1/3").rotation == Rotation(fraction=Fraction(1, 3), every=Span(6, "m"))


def _ends(root: Path, as_of: str) -> dict[str, tuple[str, Ending | None]]:
    return {seat.holder: (write_instant(seat.until)[:10] if seat.until else "", seat.ending) for seat in _watch(root, as_of)}


def _watch(root: Path, as_of: str) -> list[Tenure]:
    return [seat for seat in tenures(at_end(root, as_of)) if seat.body == "review-committee"]


def test_of_a_panel_the_highest_tickets_leave_first_whatever_the_order_of_their_answers(tmp_path: Path) -> None:
    root = founded(tmp_path)
    call(root, "2023-watch", "review-committee", 6, "2023-04-01")
    drawn = draw(root, "2023-watch", "2023-04-11")
    answers = zip(range(11, 17), (drawn[5], drawn[0], drawn[3], drawn[2], drawn[4], drawn[1]), strict=True)
    add(root, "2023-watch", *(event(f"2023-04-{day}T13:00:00Z", "accepted", entry, entry=entry) for day, entry in answers))
    ends = _ends(root, "2023-05-01")
    assert [ends[entry] for entry in drawn] == [
        *[("2024-04-16", Ending.TERM)] * 2, *[("2023-12-16", Ending.ROTATION)] * 2, *[("2023-08-16", Ending.ROTATION)] * 2,
    ], "all terms run from the seating of the panel, on the day of the last answer"  # fmt: skip


def test_a_replacement_serves_the_rest_of_the_seat_it_fills(tmp_path: Path) -> None:
    root = founded(tmp_path)
    call(root, "2023-watch", "review-committee", 6, "2023-04-01", alternates="2")
    drawn = draw(root, "2023-watch", "2023-04-11")
    add(root, "2023-watch", *(event("2023-04-12T12:00:00Z", "accepted", entry, entry=entry) for entry in drawn))
    jury = at_end(root, "2023-05-01").archive.jury("2023-watch")
    assert jury is not None
    assert jury.draw is not None
    one, other = (seat.entry for seat in jury.draw.panel.alternates)
    add(
        root, "2023-watch",
        event("2023-05-01T12:00:00Z", "withdrawn", drawn[3], entry=drawn[3]),
        event("2023-05-02T12:00:00Z", "replaced", "secretary", entry=one, instead=drawn[3]),
        event("2023-05-03T12:00:00Z", "accepted", one, entry=one),
        event("2023-05-04T12:00:00Z", "withdrawn", one, entry=one),
        event("2023-05-05T12:00:00Z", "replaced", "secretary", entry=other, instead=one),
        event("2023-05-06T12:00:00Z", "accepted", other, entry=other),
    )  # fmt: skip
    ends = _ends(root, "2023-06-01")
    assert ends[drawn[3]] == ("2023-05-01", Ending.LEFT)
    assert ends[other] == ends[drawn[2]] == ("2023-12-12", Ending.ROTATION), "also when the seat changed hands twice"


def test_who_comes_for_nobody_named_leaves_with_the_part_that_ends_next(tmp_path: Path) -> None:
    root = founded(tmp_path)
    call(root, "2023-watch", "review-committee", 6, "2023-04-01", alternates="1")
    drawn = draw(root, "2023-watch", "2023-04-11")
    add(root, "2023-watch", *(event("2023-04-12T12:00:00Z", "accepted", entry, entry=entry) for entry in drawn))
    jury = at_end(root, "2023-05-01").archive.jury("2023-watch")
    assert jury is not None
    assert jury.draw is not None
    comes = jury.draw.panel.alternates[0].entry
    late = (
        event("2023-09-01T12:00:00Z", "replaced", "secretary", entry=comes), event("2023-09-02T12:00:00Z", "accepted", comes, entry=comes),
    )  # fmt: skip
    add(root, "2023-watch", *late)
    assert _ends(root, "2023-10-01")[comes] == ("2023-12-12", Ending.ROTATION), "the first part was gone by then"


def test_seats_filled_later_into_vacancies_last_the_whole_term(tmp_path: Path) -> None:
    root = founded(tmp_path)
    sit(root, "2023-watch", "review-committee", 6, "2023-04-01")
    later = sit(root, "2023-watch-2", "review-committee", 2, "2023-08-02")
    assert {_ends(root, "2023-09-01")[entry] for entry in later} == {("2024-08-12", Ending.TERM)}


def test_a_body_that_stands_empty_and_gets_one_part_is_not_filled_whole(tmp_path: Path) -> None:
    root = founded(tmp_path)
    few = sit(root, "2023-watch", "review-committee", 2, "2023-04-01")
    assert {_ends(root, "2023-05-01")[entry][1] for entry in few} == {Ending.TERM}
