"""Pools: eligible entries as kinds, households as make-ups with limits, and what a call's quotas may not be."""

from collections import Counter
from collections.abc import Mapping
from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from folkmoot.formats.table import read_entries, write_entries
from folkmoot.records.error import FolkmootError
from folkmoot.records.jury_heads import JuryHead
from folkmoot.records.lottery import Kind
from folkmoot.records.roster import Entries
from folkmoot.sortition.pool import kinds_of, pool_of

Quotas = Mapping[str, Mapping[str, tuple[int, int]]]
HOMES = [("a01", "x", "h1"), ("a02", "y", "h1"), ("a03", "x", ""), ("a04", "x", "h2"), ("a05", "y", "h2"), ("a06", "y", "h3")]


def roster(rows: list[tuple[str, ...]], *columns: str) -> Entries:
    entries, faults = read_entries("entries.csv", write_entries(("entry", *columns), rows))
    assert entries is not None, faults
    return entries


def call(seats: int, quotas: Quotas, household: str | None = None, relax: tuple[str, ...] = ()) -> JuryHead:
    """A call as far as a pool needs it."""
    return JuryHead.model_construct(seats=seats, quotas=quotas, household=household, relax=relax, roster="2026-members")


def refused(head: JuryHead, entries: Entries) -> str:
    with pytest.raises(FolkmootError) as caught:
        pool_of(head, entries, {})
    assert caught.value.mend
    return caught.value.what


def test_equal_people_are_one_kind_and_the_excluded_are_of_none() -> None:
    entries = roster([("a01", "north", "x"), ("a02", "north", "y"), ("a03", "south", "x"), ("a04", "south", "x")], "region", "unused")
    head = call(2, {"region": {"south": (0, 2), "north": (0, 2)}})
    skipped = {b"a01": "staff", b"zzz": "gone"}
    pool = pool_of(head, entries, skipped)
    assert pool.kinds == (Kind(("north",), 1), Kind(("south",), 2))
    assert list(pool.quotas["region"]) == ["north", "south"]
    assert list(kinds_of(pool, entries, skipped).kinds) == [-1, 0, 1, 1]
    assert pool.limits == ()


def test_people_who_share_a_household_differ_by_its_make_up() -> None:
    entries = roster(HOMES, "tenure", "home")
    head = call(2, {"tenure": {"x": (0, 2), "y": (0, 2)}}, "home")
    pool = pool_of(head, entries, {})
    both = (("x",), ("y",))
    assert pool.kinds == (Kind(("x",), 1, (("x",),)), Kind(("x",), 2, both), Kind(("y",), 2, both), Kind(("y",), 1, (("y",),)))
    assert pool.limits == (((1, 2), 2),)
    placed = kinds_of(pool, entries, {})
    assert list(placed.kinds) == [1, 2, 0, 1, 2, 3]
    assert list(placed.households) == ["h1", "h1", "", "h2", "h2", "h3"]


def test_whoever_is_excluded_counts_for_no_household() -> None:
    entries = roster(HOMES, "tenure", "home")
    pool = pool_of(call(2, {"tenure": {"x": (0, 2), "y": (0, 2)}}, "home"), entries, {b"a02": "staff"})
    assert pool.kinds[0] == Kind(("x",), 2, (("x",),))
    assert pool.limits == (((1, 2), 1),)


def test_twins_in_one_household_share_its_one_seat() -> None:
    entries = roster([("a01", "x", "h1"), ("a02", "x", "h1"), ("a03", "x", "h2"), ("a04", "x", "h2"), ("a05", "x", "h3")], "tenure", "home")
    pool = pool_of(call(3, {"tenure": {"x": (3, 3)}}, "home"), entries, {})
    assert pool.kinds == (Kind(("x",), 1, (("x",),)), Kind(("x",), 4, (("x",), ("x",))))
    assert pool.limits == (((1,), 2),)


@settings(max_examples=60, deadline=None)
@given(some.lists(some.tuples(some.sampled_from("xy"), some.sampled_from(["", "h1", "h2", "h3"])), min_size=2, max_size=9))
def test_the_limits_allow_the_counts_that_panels_of_one_a_household_have(people: list[tuple[str, str]]) -> None:
    entries = roster([(f"a{number:02d}", *person) for number, person in enumerate(people)], "tenure", "home")
    homes = len({home for _, home in people if home}) + sum(not home for _, home in people)
    pool = pool_of(call(min(3, homes), {"tenure": {"x": (0, 9), "y": (0, 9)}}, "home"), entries, {})
    places = kinds_of(pool, entries, {}).kinds
    by_people = set()
    for panel in combinations(range(len(people)), pool.seats):
        shared = Counter(people[one][1] for one in panel if people[one][1])
        if max(shared.values(), default=1) == 1:
            by_people.add(tuple(sorted(places[one] for one in panel)))
    by_kinds = set()
    for chosen in combinations([place for place, kind in enumerate(pool.kinds) for _ in range(kind.count)], pool.seats):
        if all(sum(place in limited for place in chosen) <= homes for limited, homes in pool.limits):
            by_kinds.add(chosen)
    assert by_people == by_kinds


def test_what_a_call_may_not_ask_is_said_in_plain_words() -> None:
    entries = roster([("a01", "north"), ("a02", "north"), ("a03", "south"), ("a04", "")], "region")
    free = (0, 2)
    assert refused(call(2, {"area": {"north": free}}), entries) == "the roster 2026-members has no column 'area'"
    assert refused(call(2, {"region": {"north": free}}, "home"), entries) == "the roster 2026-members has no column 'home'"
    assert "1 eligible entry has no value in the column 'region'" in refused(call(2, {"region": {"north": free, "south": free}}), entries)
    assert "have the value 'north'" in refused(call(2, {"region": {"": free, "south": free}}), entries)
    assert "asks for 2 at least and 1 at most" in refused(call(2, {"region": {"": free, "north": (2, 1), "south": free}}), entries)
    assert refused(call(2, {"region": {"": (0, 1), "north": (2, 2), "south": (1, 1)}}), entries) == (
        "the least numbers of 'region' add up to 3, more than the 2 seats"
    )
    assert refused(call(2, {"region": {"": (0, 0), "north": (0, 1), "south": (0, 0)}}), entries) == (
        "the greatest numbers of 'region' add up to 1, fewer than the 2 seats"
    )
    assert refused(call(5, {"region": {"": (0, 5), "north": (0, 5), "south": (0, 5)}}), entries) == (
        "there are 4 eligible people for 5 seats"
    )
    assert refused(call(3, {"region": {"": (0, 1), "north": (0, 2), "south": (2, 2)}}), entries) == (
        "the quota of 'south' in 'region' asks for 2 at least, and 1 can be filled"
    )


def test_a_quota_that_nobody_can_fill_may_stand_in_a_column_that_gives_way() -> None:
    entries = roster([("a01", "north"), ("a02", "north"), ("a03", "south")], "region")
    quotas = {"region": {"north": (0, 1), "south": (2, 2)}}
    assert pool_of(call(3, quotas, relax=("region",)), entries, {}).quotas["region"]["south"].least == 2
    assert "which has no quotas" not in refused(call(3, quotas), entries)
    assert "is to give way and has no quotas" in refused(call(1, {}, relax=("region",)), entries)


def test_kinds_of_another_roster_are_refused() -> None:
    quotas = {"region": {"north": (0, 2), "south": (0, 2)}}
    entries = roster([("a01", "north"), ("a02", "north"), ("a03", "south")], "region")
    other = roster([("a01", "north"), ("a02", "south"), ("a03", "south")], "region")
    pool = pool_of(call(2, quotas), entries, {})
    with pytest.raises(FolkmootError, match="not those of the roster"):
        kinds_of(pool, other, {})
    with pytest.raises(FolkmootError, match="not those of the roster"):
        kinds_of(pool, entries, {b"a01": "staff"})


def test_the_order_of_columns_in_the_call_and_in_the_roster_does_not_matter() -> None:
    one = roster([("a01", "n", "x"), ("a02", "s", "y"), ("a03", "s", "x")], "region", "tenure")
    two = roster([("a01", "x", "n"), ("a02", "y", "s"), ("a03", "x", "s")], "tenure", "region")
    region, tenure = {"n": (0, 1), "s": (0, 2)}, {"y": (0, 1), "x": (0, 2)}
    assert pool_of(call(2, {"region": region, "tenure": tenure}), one, {}) == pool_of(
        call(2, {"tenure": tenure, "region": region}), two, {}
    )
