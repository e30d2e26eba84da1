"""Deadlines: whole days of the co-op's zone, the day of the event not counted."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from folkmoot.procedure.calendar import add_days, deadline, zone_named
from folkmoot.records.value import parse_instant, parse_span

BERLIN = ZoneInfo("Europe/Berlin")


@pytest.mark.parametrize(
    ("start", "span", "ends"),
    [
        ("2026-03-02T12:00:00Z", "14d", "2026-03-16T23:00:00Z"),  # closes at midnight in Berlin, winter time
        ("2026-03-02T12:00:00Z", "28d", "2026-03-30T22:00:00Z"),  # summer time began on the 29th
        ("2026-03-02T23:30:00Z", "1d", "2026-03-04T23:00:00Z"),  # in Berlin the event was on the 3rd
        ("2026-10-24T12:00:00Z", "1d", "2026-10-25T23:00:00Z"),  # the day the clocks go back has 25 hours
        ("2026-03-02T12:00:00Z", "72h", "2026-03-05T12:00:00Z"),  # hours are exact
        ("2026-01-31T12:00:00Z", "1m", "2026-02-28T23:00:00Z"),
        ("2024-02-29T12:00:00Z", "1y", "2025-02-28T23:00:00Z"),
        ("2026-03-02T12:00:00Z", "2w", "2026-03-16T23:00:00Z"),
    ],
)
def test_a_window_closes_at_midnight_after_its_last_day(start: str, span: str, ends: str) -> None:
    assert deadline(parse_instant(start), parse_span(span), BERLIN) == parse_instant(ends)


def test_months_end_on_their_last_day() -> None:
    assert add_days(date(2026, 8, 31), parse_span("18m")) == date(2028, 2, 29)


@pytest.mark.parametrize("name", ["Europe/Nowhere", "", "../../etc/passwd", "Berlin"])
def test_what_is_no_zone_is_none(name: str) -> None:
    assert zone_named(name) is None


def test_a_deadline_is_in_utc() -> None:
    assert deadline(datetime(2026, 1, 1, tzinfo=UTC), parse_span("1d"), BERLIN).tzinfo is UTC
