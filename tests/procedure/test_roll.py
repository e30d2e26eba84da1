"""The roll: which roster says who was a member when a question was asked."""

from typing import Any

import pytest

from co_op import roster
from folkmoot.checks.registry import find_check, run_checks
from folkmoot.procedure.roll import Roll
from folkmoot.records.value import parse_instant
from ideas.modules import founded
from lived import course_of, matter

FILES = founded()
AS_OF = "2023-06-01T00:00:00Z"


def _told(files: dict[str, bytes]) -> list[str]:
    return [each.what for each in run_checks(course_of(files, AS_OF), [find_check("B025")])]


def _asked(*rosters: dict[str, bytes], **fields: Any) -> dict[str, bytes]:
    files = {**FILES, **{path: data for each in rosters for path, data in each.items()}}
    return {**files, **matter(files, "2023-x", "opened", kind="feature", opened="2023-03-01", **fields)}


def test_members_on_the_roll_may_ask() -> None:
    assert _told(_asked()) == []


def test_whoever_joined_stands_on_a_later_roster() -> None:
    stranger = {"seconds": ["m-0002", "m-0009"]}
    said = "'m-0009' seconds this and stands neither on the roll '2023-founders' nor on a later one"
    assert _told(_asked(**stranger)) == [said]
    assert _told(_asked(roster("2023-spring", "2023-03-01", "m-0001", "m-0009"), **stranger)) == []
    assert _told(_asked(roster("2023-summer", "2023-03-02", "m-0001", "m-0009"), **stranger)) == [], "the next one shows who had joined"
    assert _told(_asked(roster("2023-autumn", "2023-06-02", "m-0001", "m-0009"), **stranger)) == [said], "it is not June yet"


def test_a_small_roster_of_volunteers_strikes_nobody_off_the_roll() -> None:
    assert _told(_asked(roster("2023-volunteers", "2023-02-01", "m-0003"))) == []


def test_a_newer_roll_strikes_off_who_left() -> None:
    newer = roster("2023-all", "2023-02-01", "m-0001", "m-0002")
    files = _asked(newer)
    voted = matter({**FILES, **newer}, "2023-y", "voting-opened", kind="feature", opened="2023-02-01", seconds=["m-0002"])
    log = voted["proposals/2023-y/log.yml"].replace(b"id: 2023-founders", b"id: 2023-all")
    assert _told({**files, **voted, "proposals/2023-y/log.yml": log}) == [
        "'m-0003' seconds this and stands neither on the roll '2023-all' nor on a later one"
    ]


@pytest.mark.parametrize("who", ["finance", "members", "party-a"])
def test_a_body_and_a_party_of_a_case_stand_on_no_roll(who: str) -> None:
    assert _told(_asked(introduced_by=who)) == []


def test_before_there_is_a_roster_nobody_is_a_stranger() -> None:
    assert Roll(course_of(FILES, AS_OF)).at(parse_instant("2022-12-31T12:00:00Z")) == ()


def test_a_sealed_roll_tells_nobody_who_is_on_it() -> None:
    path = "juries/rosters/2023-founders/roster.md"
    sealed = {**_asked(seconds=["m-0009"]), path: FILES[path].replace(b"storage: public", b"storage: sealed")}
    assert _told(sealed) == []
