"""Instants and counts in words."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from folkmoot.publish.words import counted, day, instant, left, listed, until

ZONE = ZoneInfo("Europe/Berlin")


def test_a_day_and_an_instant_name_month_and_zone() -> None:
    assert day(date(2026, 3, 9)) == "9 March 2026"
    assert instant(datetime(2026, 7, 1, 10, 5, tzinfo=UTC), ZONE) == "1 July 2026, 12:05 (Europe/Berlin)"


def test_a_deadline_at_midnight_is_the_end_of_the_day_before() -> None:
    assert until(datetime(2026, 3, 9, 23, tzinfo=UTC), ZONE) == "the end of Monday 9 March 2026 (Europe/Berlin)"
    assert until(datetime(2026, 3, 9, 11, 30, tzinfo=UTC), ZONE) == "Monday 9 March 2026, 12:30 (Europe/Berlin)"


@pytest.mark.parametrize(
    ("hours", "words"), [(49, "2 days left"), (24, "1 day left"), (23, "less than a day left"), (-1, "overdue"), (-48, "overdue by 2 days")]
)
def test_what_is_left_is_counted_in_whole_days(hours: int, words: str) -> None:
    from datetime import timedelta

    now = datetime(2026, 3, 1, tzinfo=UTC)
    assert left(now + timedelta(hours=hours), now) == words


def test_counts_agree_with_their_noun() -> None:
    assert [counted(1, "entry"), counted(12046, "entry"), counted(0, "day"), counted(2, "jury")] == [
        "1 entry", "12,046 entries", "0 days", "2 juries",
    ]  # fmt: skip
    assert listed(["a", "b", "c"]) == "a, b and c"
