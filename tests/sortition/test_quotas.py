"""Quotas: sums that miss the seats, and the quotas that a roster's own counts give by largest remainders."""

import pytest
from hypothesis import given
from hypothesis import strategies as some

from folkmoot.records.error import FolkmootError
from folkmoot.records.lottery import Quota
from folkmoot.sortition.quotas import as_quotas, departures, misstated, proportional, slack_of

COUNTS = {"north": 5210, "south": 4103, "west": 2733}


def test_quotas_follow_from_counts_by_largest_remainders_with_slack() -> None:
    # 48 seats of 12,046: 20.76, 16.35, 10.89; the two seats left go to west and north.
    assert proportional(COUNTS, 48, 0) == {"north": (21, 21), "south": (16, 16), "west": (11, 11)}
    assert proportional(COUNTS, 48, 1) == {"north": (20, 22), "south": (15, 17), "west": (10, 12)}


def test_quotas_never_fall_below_nothing_or_rise_above_people_and_seats() -> None:
    assert proportional({"few": 1, "many": 99}, 10, 2) == {"few": (0, 1), "many": (8, 10)}
    assert proportional(COUNTS, 2, 3) == {"north": (0, 2), "south": (0, 2), "west": (0, 2)}


def test_a_value_without_a_least_keeps_its_most() -> None:
    assert proportional({"said": 60, "unsaid": 40}, 10, 1, unbound=("unsaid",)) == {"said": (5, 7), "unsaid": (0, 5)}


def test_a_slack_below_nothing_is_refused() -> None:
    with pytest.raises(FolkmootError):
        proportional(COUNTS, 48, -1)


@given(some.dictionaries(some.sampled_from("abcdef"), some.integers(0, 50), min_size=1), some.integers(0, 3), some.data())
def test_quotas_from_counts_are_never_misstated(counts: dict[str, int], slack: int, data: some.DataObject) -> None:
    total = sum(counts.values())
    if not total:
        return
    seats = data.draw(some.integers(1, total))
    quotas = as_quotas({"region": proportional(counts, seats, slack)})
    assert misstated(quotas, seats) == ()
    assert departures(quotas, {"region": counts}, seats, slack) == ()


def test_departures_from_the_counts_are_named() -> None:
    quotas = {"region": {"north": Quota(20, 22), "south": Quota(10, 17), "east": Quota(1, 2), "nobody": Quota(0, 3)}, "age": {}}
    assert departures(quotas, {"region": COUNTS}, 48, 1) == (
        "'east' in 'region' asks for 1 at least, and nobody on the roster has it",
        "'south' in 'region' has 10 to 17, the roster's counts give 15 to 17",
        "'west' in 'region' has no quota, the roster's counts give 10 to 12",
        "the roster counts no column 'age'",
    )


def test_the_slack_of_quotas_is_found_from_the_counts() -> None:
    quotas = as_quotas({"region": proportional(COUNTS, 48, 2)})
    assert slack_of(quotas, {"region": COUNTS}, 48) == 2
    assert slack_of({"region": {**quotas["region"], "west": Quota(0, 48)}}, {"region": COUNTS}, 48) is None


def test_what_is_misstated_is_named() -> None:
    assert misstated({"age": {"old": Quota(3, 2), "young": Quota(1, 1)}}, 3) == (
        "the quota of 'old' in 'age' asks for 3 at least and 2 at most",
        "the least numbers of 'age' add up to 4, more than the 3 seats",
    )
    assert misstated({"age": {"old": Quota(0, 1)}}, 3) == ("the greatest numbers of 'age' add up to 1, fewer than the 3 seats",)
    assert misstated({"age": {"old": Quota(0, 1)}}, 0) == ("quotas for no seats are none",)
