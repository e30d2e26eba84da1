"""RFC 3797: its own example and real draws of the IETF, to the last MD5."""

import json
from pathlib import Path
from typing import Any

import pytest

from folkmoot.records.error import FolkmootError
from folkmoot.sortition.rfc3797 import key_of, selections

CASES = {case["id"]: case for case in json.loads((Path(__file__).parents[1] / "vectors/draws/rfc3797.json").read_text())}
BY_NUMBERS = [case for case in CASES.values() if case["algorithm"] == "rfc3797-md5"]


@pytest.mark.parametrize("case", BY_NUMBERS, ids=lambda case: case["id"])
def test_a_published_draw_comes_out_with_every_md5(case: dict[str, Any]) -> None:
    key = key_of(case["seed_groups"])
    drawn = selections(key, case["pool_size"], len(case["expected_selected"]))
    assert key == case["key"]
    assert [place for place, _ in drawn] == case["expected_selected"]
    assert [digest for _, digest in drawn] == [digest.lower() for digest in case["md5"]]


def test_there_are_four_published_draws_with_their_numbers() -> None:
    assert len(BY_NUMBERS) == 4


def test_the_example_of_rfc_2777_comes_out_with_counters_of_one_octet() -> None:
    case = CASES["rfc2777-example"]
    drawn = selections(case["key"], case["pool_size"], 10, counter_octets=1)
    assert [place for place, _ in drawn] == case["expected_selected"]


def test_the_whole_pool_can_be_drawn_and_nobody_twice() -> None:
    assert sorted(place for place, _ in selections("1./", 300, 300)) == list(range(1, 301))


@pytest.mark.parametrize(("pool", "count"), [(0, 0), (5, 0), (5, 6), (65_536, 1), (-1, 1)])
def test_a_pool_outside_the_method_is_refused(pool: int, count: int) -> None:
    with pytest.raises(FolkmootError, match="cannot draw"):
        selections("1./", pool, count)


def test_counters_of_one_octet_end_after_256_turns() -> None:
    with pytest.raises(FolkmootError, match="cannot draw 257"):
        selections("1./", 300, 257, counter_octets=1)
