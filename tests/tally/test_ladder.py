"""The ladder of ties: each rung alone, one after the other, and what stays open."""

from fractions import Fraction

import pytest

from folkmoot.records.election import Round, Rung
from folkmoot.tally.ladder import Evidence, fill, settle
from folkmoot.tally.lot import by_lot

CYCLE = ((0, 6, 7), (3, 0, 7), (8, 2, 0))
"""a beats b by 3, b beats c by 5, c beats a by 1, though with the most votes."""


def held(title: str, **votes: int) -> Round:
    return Round(title, tuple((option, Fraction(number)) for option, number in votes.items()), Fraction(0))


def test_the_latest_round_in_which_they_differ_settles_it() -> None:
    evidence = Evidence(("a", "b"), (held("One", a=1, b=5), held("Two", a=4, b=3), held("Three", a=6, b=6)))
    found = settle(("a", "b"), 1, "tied for elimination", (Rung.PRIOR_ROUNDS, Rung.LOT), evidence, "seed")
    assert found.chosen == ("a",)
    assert [tie.by for tie in found.ties] == ["prior-rounds"]
    assert found.ties[0].words == "a and b are tied for elimination; prior-rounds puts a, then b (in the round 'Two' a 4, b 3)."


def test_those_that_a_round_leaves_equal_look_further_back() -> None:
    evidence = Evidence(("a", "b", "c"), (held("One", a=1, b=2, c=9), held("Two", a=3, b=3, c=4)))
    found = settle(("a", "b", "c"), 2, "tied for elimination", (Rung.PRIOR_ROUNDS,), evidence, None)
    assert found.chosen == ("c", "b")
    assert found.undecided == ()


def test_a_cycle_is_settled_by_margins_and_not_by_copeland() -> None:
    evidence = Evidence(("a", "b", "c"), pairs=lambda: CYCLE)
    found = settle(("a", "b", "c"), 1, "tied", (Rung.COPELAND, Rung.MARGINS), evidence, None)
    assert [(tie.by, tie.first) for tie in found.ties] == [("copeland", ("a", "b", "c")), ("margins", ("a",))]
    assert "copeland settles nothing (a 0, b 0, c 0)" in found.ties[0].words
    assert found.chosen == ("a",)


def test_a_pair_is_compared_among_the_tied_alone() -> None:
    evidence = Evidence(("a", "b", "c"), pairs=lambda: CYCLE)
    found = settle(("a", "c"), 1, "tied", (Rung.MARGINS,), evidence, None)
    assert found.chosen == ("c",)
    assert "7 prefer a to c, and 8 c to a" in found.ties[0].words


def test_first_preferences_then_approvals() -> None:
    evidence = Evidence(("a", "b", "c"), firsts={"a": 4, "b": 4, "c": 1}, approvals={"a": 5, "b": 8, "c": 9})
    found = settle(("a", "b", "c"), 1, "tied", (Rung.MOST_FIRST_PREFERENCES, Rung.MOST_APPROVALS), evidence, None)
    assert [(tie.between, tie.first) for tie in found.ties] == [(("a", "b", "c"), ("a", "b")), (("a", "b"), ("b",))]
    assert found.chosen == ("b",)


def test_those_who_are_surely_in_do_not_climb_on() -> None:
    evidence = Evidence(("a", "b", "c"), firsts={"a": 2, "b": 2, "c": 3})
    found = settle(("a", "b", "c"), 2, "tied", (Rung.MOST_FIRST_PREFERENCES, Rung.LOT), evidence, "seed")
    assert found.ties[0].first == ("c",)
    assert found.ties[1].between == ("a", "b")
    assert found.chosen == ("c", by_lot("seed", ("a", "b"))[0])


def test_a_lot_without_its_seed_and_a_ladder_without_a_lot_leave_it_open() -> None:
    for ladder in ((Rung.LOT,), (), (Rung.COPELAND,)):
        found = settle(("a", "b"), 1, "tied", ladder, Evidence(("a", "b")), None)
        assert found.undecided == ("a", "b")
        assert found.chosen == ()


def test_seats_go_by_value_and_only_the_tie_across_the_last_one_climbs() -> None:
    values = {"a": 5, "b": 9, "c": 5, "d": 9, "e": 1}
    assert fill(values, 2, "tied", (Rung.LOT,), Evidence(tuple("abcde")), None).chosen == ("b", "d")
    three = fill(values, 3, "tied", (Rung.LOT,), Evidence(tuple("abcde")), None)
    assert (three.chosen, three.undecided) == (("b", "d"), ("a", "c"))
    assert fill(values, 9, "tied", (Rung.LOT,), Evidence(tuple("abcde")), None).chosen == ("b", "d", "a", "c", "e")


@pytest.mark.parametrize("places", [0, 2])
def test_places_for_nobody_or_for_everybody_are_no_tie(places: int) -> None:
    with pytest.raises(ValueError, match="not tied"):
        settle(("a", "b"), places, "tied", (Rung.LOT,), Evidence(("a", "b")), "seed")
