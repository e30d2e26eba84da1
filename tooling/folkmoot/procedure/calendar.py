"""Days and deadlines in the co-op's declared zone; a window is [open, close), and the day of an event is not counted.

A recess that the charter declares stops the count: its days are added to every span that runs through it.
"""

import calendar
from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from folkmoot.records.rules import Recess
from folkmoot.records.value import Span

LAST = datetime.max.replace(microsecond=0, tzinfo=UTC)
"""The instant that stands for every deadline beyond the calendar's end."""


@lru_cache
def zone_named(name: str) -> ZoneInfo | None:
    """Find a zone of the IANA database; None when it has no such zone."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return None


def add_days(day: date, span: Span) -> date:
    """Add a span of whole days to a day; a month or year later falls on the same day, or on the month's last."""
    match span.unit:
        case "d":
            return day + timedelta(days=span.count)
        case "w":
            return day + timedelta(weeks=span.count)
        case "h":
            return day + timedelta(days=-(-span.count // 24))
    months = day.month - 1 + span.count * (12 if span.unit == "y" else 1)
    year, month = day.year + months // 12, months % 12 + 1
    return date(year, month, min(day.day, calendar.monthrange(year, month)[1]))


def deadline(start: datetime, span: Span, zone: ZoneInfo, recess: Iterable[Recess] = ()) -> datetime:
    """Return the instant at which a window that an event opened closes.

    Hours are exact; longer spans are whole days of the zone, counted from the day after the event and without the days
    of a recess, so the window closes at midnight after its last day. What lies beyond the calendar is `LAST`.
    """
    try:
        if span.unit == "h":
            return start + timedelta(hours=span.count)
        first = start.astimezone(zone).date()
        last = _resumed(first, add_days(first, span), tuple(recess))
        return start_of(last + timedelta(days=1), zone)
    except (OverflowError, ValueError):
        return LAST


def _resumed(first: date, last: date, recess: tuple[Recess, ...]) -> date:
    """Move the last day of a count past the recess days that lie after its first."""
    resting = {day for stretch in recess for day in _days(stretch, first)}
    wanted = sum(first < day <= last for day in resting)
    while wanted:
        last += timedelta(days=1)
        if last not in resting:
            wanted -= 1
    return last


def _days(stretch: Recess, after: date) -> Iterable[date]:
    """The days of a stretch that come after a day; a stretch longer than a year counts as one year."""
    start = max(stretch.from_, after + timedelta(days=1))
    length = min((stretch.to - start).days + 1, 366)
    return (start + timedelta(days=number) for number in range(max(0, length)))


def end_of(day: date, zone: ZoneInfo) -> datetime:
    """Return the first instant after a day of the zone, in UTC."""
    return start_of(day + timedelta(days=1), zone) if day < date.max - timedelta(days=1) else LAST


def start_of(day: date, zone: ZoneInfo) -> datetime:
    """Return the first instant of a day of the zone, in UTC."""
    return datetime.combine(day, time(), zone).astimezone(UTC)
