"""Panels: who is seated, who waits and who is passed over, and how seats are shared among strata."""

from collections.abc import Mapping
from fractions import Fraction
from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as some

from folkmoot.records.draw import Panel
from folkmoot.records.error import FolkmootError
from folkmoot.sortition.panel import apportion, draw_simple, draw_stratified

SEED = sha256(b"a panel").hexdigest()
MEMBERS = {f"m-{number:04d}".encode(): ("north", "east", "south")[number % 7 % 3] for number in range(120)}
seeds = some.binary(max_size=8).map(lambda salt: sha256(salt).hexdigest())
skipped = some.sets(some.sampled_from(sorted(MEMBERS)), max_size=30)
order = some.permutations(sorted(MEMBERS))


def by_hand(seed: str, members: Mapping[bytes, str], skip: set[bytes], places: int, stratum: str | None) -> list[str]:
    """The lowest tickets of a stratum, by sorting them all."""
    pool = [entry.decode() for entry in members if entry not in skip and stratum in (None, members[entry])]
    return sorted(pool, key=lambda entry: (sha256(f"{seed}:{entry}".encode()).hexdigest(), entry))[:places]


def named(panel: Panel) -> tuple[list[str], list[str]]:
    return [seat.entry for seat in panel.seats], [seat.entry for seat in panel.alternates]


@given(seeds, skipped, order)
def test_a_simple_panel_is_the_lowest_tickets_whatever_the_order_of_rows(seed: str, skip: set[bytes], rows: list[bytes]) -> None:
    panel = draw_simple(seed, rows, seats=12, alternates=4, skip=dict.fromkeys(skip, "staff"))
    expected = by_hand(seed, MEMBERS, skip, 16, None)
    assert named(panel) == (expected[:12], expected[12:])
    assert [seat.number for seat in panel.seats] == list(range(1, 13))
    assert [seat.number for seat in panel.alternates] == [1, 2, 3, 4]
    assert {seat.stratum for seat in panel.seats + panel.alternates} == {""}


@given(seeds, skipped, order)
def test_each_stratum_has_exactly_its_seats_whatever_the_order_of_rows(seed: str, skip: set[bytes], rows: list[bytes]) -> None:
    seats, alternates = {"south": 3, "north": 5, "east": 0}, {"east": 1, "north": 2}
    strata = [MEMBERS[entry] for entry in rows]
    reasons = dict.fromkeys(skip, "staff")
    panel = draw_stratified(seed, rows, strata, seats=seats, alternates=alternates, skip=reasons)
    north, south = (by_hand(seed, MEMBERS, skip, 7, name) for name in ("north", "south"))
    assert named(panel) == (north[:5] + south[:3], by_hand(seed, MEMBERS, skip, 1, "east") + north[5:7])
    assert [(seat.number, seat.stratum) for seat in panel.seats] == [
        *((number, "north") for number in range(1, 6)),
        *((number, "south") for number in range(6, 9)),
    ]
    assert [(seat.number, seat.stratum) for seat in panel.alternates] == [
        (1, "east"),
        (2, "north"),
        (3, "north"),
    ]


@given(seeds, skipped)
def test_those_passed_over_stand_before_the_last_one_taken_and_nobody_else_does(seed: str, skip: set[bytes]) -> None:
    reasons = {entry: f"reason-{entry[-1]}" for entry in skip}
    panel = draw_simple(seed, MEMBERS, seats=9, alternates=2, skip=reasons)
    last = panel.alternates[-1].ticket
    tickets = {sha256(f"{seed}:".encode() + entry).hexdigest(): entry for entry in skip}
    expected = [(drawn, tickets[drawn].decode()) for drawn in sorted(tickets) if drawn < last]
    assert [(passed.ticket, passed.entry) for passed in panel.passed_over] == expected
    assert all(passed.reason == reasons[passed.entry.encode()] for passed in panel.passed_over)


@given(seeds, skipped)
def test_in_strata_those_passed_over_are_counted_stratum_by_stratum(seed: str, skip: set[bytes]) -> None:
    seats = {"north": 4, "east": 2, "south": 1}
    reasons = dict.fromkeys(skip, "staff")
    panel = draw_stratified(seed, MEMBERS, MEMBERS.values(), seats=seats, skip=reasons)
    last = {stratum: max(seat.ticket for seat in panel.seats if seat.stratum == stratum) for stratum in seats}
    tickets = {sha256(f"{seed}:".encode() + entry).hexdigest(): entry for entry in skip}
    expected = [(drawn, tickets[drawn].decode()) for drawn in sorted(tickets) if drawn < last[MEMBERS[tickets[drawn]]]]
    assert [(passed.ticket, passed.entry) for passed in panel.passed_over] == expected


def test_a_pool_that_is_too_small_stops_the_draw() -> None:
    skip = dict.fromkeys(sorted(MEMBERS)[:100], "staff")
    assert len(draw_simple(SEED, MEMBERS, seats=15, alternates=5, skip=skip).alternates) == 5
    with pytest.raises(FolkmootError, match="the roster has 20 eligible entries for 21 seats and alternates"):
        draw_simple(SEED, MEMBERS, seats=15, alternates=6, skip=skip)


def test_a_stratum_that_is_too_small_stops_the_draw_and_is_named() -> None:
    entries, strata = [b"m-001", b"m-002", b"m-003"], ["north", "north", "south"]
    with pytest.raises(FolkmootError, match="stratum 'south' has 1 eligible entries for 2 seats and alternates"):
        draw_stratified(SEED, entries, strata, seats={"north": 1, "south": 2})
    with pytest.raises(FolkmootError, match="stratum 'west' has 0 eligible"):
        draw_stratified(SEED, entries, strata, seats={"north": 1, "south": 1, "west": 1})


def test_a_stratum_without_a_number_of_seats_stops_the_draw_unless_nobody_of_it_is_eligible() -> None:
    entries, strata = [b"m-001", b"m-002", b"m-003"], ["north", "north", "south"]
    with pytest.raises(FolkmootError, match="stratum 'south' has 1 eligible entries and no number of seats"):
        draw_stratified(SEED, entries, strata, seats={"north": 1})
    skip = {b"m-003": "moved"}
    assert len(draw_stratified(SEED, entries, strata, seats={"north": 1}, skip=skip).seats) == 1
    assert len(draw_stratified(SEED, entries, strata, seats={"north": 1, "south": 0}).seats) == 1


@pytest.mark.parametrize(("seats", "alternates"), [(0, 0), (-1, 0), (1, -1)])
def test_a_draw_of_no_seats_is_none(seats: int, alternates: int) -> None:
    with pytest.raises(FolkmootError, match="is none"):
        draw_simple(SEED, MEMBERS, seats=seats, alternates=alternates)
    with pytest.raises(FolkmootError):
        draw_stratified(SEED, [b"m-001"], ["north"], seats={"north": seats}, alternates={"north": alternates})


def test_alternates_of_an_unknown_stratum_stop_the_draw() -> None:
    with pytest.raises(FolkmootError, match="'south' has alternates and no seats"):
        draw_stratified(SEED, [b"m-001"], ["north"], seats={"north": 1}, alternates={"south": 1})


def test_every_entry_is_seated_about_equally_often() -> None:
    members = sorted(MEMBERS)[:30]
    seated = dict.fromkeys(members, 0)
    for number in range(2_000):
        for seat in draw_simple(sha256(str(number).encode()).hexdigest(), members, seats=5).seats:
            seated[seat.entry.encode()] += 1
    expected = Fraction(2_000 * 5, 30)
    deviation = sum((count - expected) ** 2 for count in seated.values()) / expected
    assert deviation < 60, "chi squared with 29 degrees of freedom passes 60 once in 1,600 fair runs"


def test_seats_are_shared_by_largest_remainders() -> None:
    # Quotas by hand: 4.61, 2.37, 3.02 of 10; the last seat goes to the remainder 0.61.
    assert apportion({"north": 461, "east": 237, "south": 302}, 10) == {"east": 2, "north": 5, "south": 3}


def test_equal_remainders_go_to_the_lower_name() -> None:
    assert apportion({"c": 1, "a": 1, "b": 1}, 2) == {"a": 1, "b": 1, "c": 0}


@given(some.dictionaries(some.text(max_size=3), some.integers(0, 10**12), max_size=8), some.fractions(0, 1))
def test_shares_add_up_and_stay_within_one_of_their_quota(counts: dict[str, int], part: Fraction) -> None:
    total = sum(counts.values())
    seats = int(total * part)
    shares = apportion(counts, seats)
    assert sum(shares.values()) == seats
    assert shares.keys() == counts.keys()
    for name, count in counts.items():
        assert abs(shares[name] * total - seats * count) < max(total, 1)
        assert shares[name] <= count


@pytest.mark.parametrize(("counts", "seats"), [({"a": 1}, 2), ({"a": 1}, -1), ({}, 1), ({"a": -1, "b": 3}, 1)])
def test_more_seats_than_people_cannot_be_shared(counts: dict[str, int], seats: int) -> None:
    with pytest.raises(FolkmootError, match="cannot be shared"):
        apportion(counts, seats)
