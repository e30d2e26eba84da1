"""Figures of two-stage juries, against values reckoned by hand and by listing every panel."""

from fractions import Fraction as F
from itertools import combinations

import pytest

from folkmoot.records.error import FolkmootError
from folkmoot.records.lottery import Kind, Pool, Quota
from folkmoot.sortition.stages import (
    Chances,
    Response,
    Shortfall,
    absence,
    at_least,
    chances,
    distance,
    invites_needed,
    margin_of_error,
    responses,
    risk,
    seats_to_carry,
    shortfalls,
    strays,
)


def test_response_rates_are_exact_and_small_cells_are_taken_together() -> None:
    invited = {"north": 300, "south": 200, "east": 40, "west": 30}
    rows = responses(invited, {"north": 45, "south": 7, "east": 4, "west": 3})
    assert rows == (Response("north", 300, 45), Response("south", 200, 7), Response("other", 70, 7))
    assert [row.rate for row in rows] == [F(3, 20), F(7, 200), F(1, 10)]


def test_a_single_small_cell_takes_the_next_with_it_so_that_subtraction_tells_nothing() -> None:
    rows = responses({"north": 300, "south": 200, "east": 40}, {"north": 45, "south": 7, "east": 1})
    assert rows == (Response("north", 300, 45), Response("other", 240, 8))


def test_a_stratum_called_other_is_not_listed_twice() -> None:
    assert responses({"other": 50, "north": 20, "east": 9}, {"other": 6, "north": 8, "east": 1}) == (
        Response("north", 20, 8),
        Response("other", 59, 7),
    )


def test_more_volunteers_than_invited_are_refused() -> None:
    with pytest.raises(FolkmootError, match="'north' has 3 volunteers of 2 invited"):
        responses({"north": 2}, {"north": 3})
    with pytest.raises(FolkmootError, match="'east' has 1 volunteers of 0 invited"):
        responses({"north": 2}, {"east": 1})


def test_an_overall_chance_is_that_of_the_invitation_times_that_of_the_selection() -> None:
    people = [(F(1, 10), F(1, 4)), (F(1, 5), F(1, 6)), (F(1, 10), F(1))]
    assert chances(people) == Chances((F(1, 6), F(1)), (F(1, 40), F(1, 10)))


def test_a_shortfall_counts_people_or_their_households() -> None:
    quotas = {"age": {"old": Quota(2, 3), "young": Quota(0, 3)}}
    both = (("old",), ("old",))
    alone = Pool(("age",), (Kind(("old",), 1), Kind(("young",), 9)), 3, quotas)
    shared = Pool(("age",), (Kind(("old",), 2, both), Kind(("young",), 9, (("young",),))), 3, quotas, "home", (((0,), 1),))
    assert shortfalls(alone) == shortfalls(shared) == (Shortfall("age", "old", 2, 1),)


def test_the_distance_of_a_pool_is_the_share_to_be_exchanged() -> None:
    assert distance({"a": 30, "b": 10}, {"a": 50, "b": 50}) == F(1, 4)
    assert distance({"a": 1}, {"b": 1}) == 1
    assert distance({"a": 2, "b": 2}, {"a": 7, "b": 7}) == 0


def test_invitations_are_rounded_up() -> None:
    assert invites_needed(48, 4, F(5, 100)) == 3840
    assert invites_needed(10, 3, F(7, 100)) == 429
    with pytest.raises(FolkmootError):
        invites_needed(10, 3, F(0))


def test_a_chance_is_that_of_a_listing_of_all_panels() -> None:
    members, group = 9, 4
    for seats in range(1, 10):
        every = [sum(one < group for one in panel) for panel in combinations(range(members), seats)]
        for wanted in range(seats + 2):
            assert at_least(members, seats, group, wanted) == F(sum(one >= wanted for one in every), len(every))
        off = sum(abs(F(one, seats) - F(group, members)) > F(1, 7) for one in every)
        assert strays(members, seats, group, F(1, 7)) == F(off, len(every))
        assert absence(members, seats, group) == F(every.count(0), len(every))


def test_what_carries_depends_on_the_threshold_and_its_strictness() -> None:
    assert [seats_to_carry(48, F(1, 2), strict=strict) for strict in (True, False)] == [25, 24]
    assert [seats_to_carry(48, F(2, 3), strict=strict) for strict in (True, False)] == [33, 32]
    assert [seats_to_carry(47, F(1, 2), strict=strict) for strict in (True, False)] == [24, 24]


@pytest.mark.parametrize(
    ("seats", "margin", "tenth", "twentieth", "at_55", "at_60"),
    [
        (12, "0.283", ".28", ".54", ".47", ".33"),
        (24, "0.200", ".08", ".29", ".39", ".21"),
        (36, "0.163", ".02", ".16", ".33", ".15"),
        (48, "0.141", ".006", ".085", ".29", ".10"),
        (96, "0.100", ".000", ".007", ".19", ".03"),
        (150, "0.080", ".000", ".000", ".12", ".008"),
    ],
)
def test_a_row_of_risks_is_that_of_the_table_of_jury_sizes(
    seats: int, margin: str, tenth: str, twentieth: str, at_55: str, at_60: str
) -> None:
    row = risk(12_046, seats)
    assert row.margin == F(margin)
    found = [chance for _, chance in (*row.absent, *row.differs)]
    for chance, shown in zip(found, (tenth, twentieth, at_55, at_60), strict=True):
        assert abs(chance - F(shown)) <= F(1, 10 ** len(shown[1:])) * F(52, 100)


def test_a_panel_of_everybody_misses_nothing() -> None:
    row = risk(20, 20)
    assert (row.margin, {chance for _, chance in row.absent + row.differs}) == (0, {F(0)})


def test_a_thousand_seats_out_of_hundreds_of_millions_are_reckoned_exactly() -> None:
    row = risk(330_000_000, 1000)
    assert row.margin == F(31, 1000)
    assert 0 < row.differs[0][1] < F(1, 100)


def test_a_panel_larger_than_its_members_is_refused() -> None:
    with pytest.raises(FolkmootError):
        margin_of_error(3, 4)
    with pytest.raises(FolkmootError):
        at_least(3, 2, 4, 1)
