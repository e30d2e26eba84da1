"""Instants, days, spans and counts in words that a member reads without a manual."""

import re
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from folkmoot.records.value import Span

_MOST_NAMES = 4
_ANYONE = "anyone"
_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December",
)  # fmt: skip


def day(value: date) -> str:
    """`3 March 2026`."""
    return f"{value.day} {_MONTHS[value.month - 1]} {value.year}"


def instant(value: datetime, zone: ZoneInfo) -> str:
    """`3 March 2026, 12:00 (Europe/Brussels)`."""
    here = value.astimezone(zone)
    return f"{day(here.date())}, {here:%H:%M} ({zone.key})"


def until(value: datetime, zone: ZoneInfo) -> str:
    """A deadline: `the end of Monday 9 March 2026 (Europe/Brussels)`, or the day and the minute."""
    here = value.astimezone(zone)
    if (here.hour, here.minute, here.second) == (0, 0, 0):
        last = here.date() - timedelta(days=1)
        return f"the end of {_DAYS[last.weekday()]} {day(last)} ({zone.key})"
    return f"{_DAYS[here.weekday()]} {instant(value, zone)}"


def left(value: datetime, as_of: datetime) -> str:
    """How long a deadline is away: `5 days left`, `last day`, `overdue by 2 days`."""
    hours = (value - as_of) // timedelta(hours=1)
    if hours < 0:
        late = -hours // 24
        return f"overdue by {counted(late, 'day')}" if late else "overdue"
    return f"{counted(hours // 24, 'day')} left" if hours >= 24 else "less than a day left"


def span(value: Span | None, otherwise: str = "no limit") -> str:
    """`14 days`."""
    return value.words if value else otherwise


def counted(count: int, noun: str) -> str:
    """`1 seat`, `12,046 members`."""
    if count != 1:
        noun = noun[:-1] + "ies" if noun.endswith("y") and noun[-2] not in "aeou" else noun + "s"
    return f"{count:,} {noun}"


def listed(names: Iterable[str], last: str = "and") -> str:
    """`a, b and c`."""
    rest = list(names)
    return f"{', '.join(rest[:-1])} {last} {rest[-1]}" if len(rest) > 1 else "".join(rest)


def spoken(slug: str) -> str:
    """An id as words: `policy-jury` as `policy jury`."""
    return slug.replace("-", " ")


def valued(value: str) -> str:
    """A value of a roster's column as words: `elsewhere-in-europe` as `elsewhere in europe`, while `16-29` stays."""
    return re.sub(r"(?<=[a-z])-(?=[a-z])", " ", value)


def begun(sentence: str) -> str:
    """The sentence with a capital letter at its start."""
    return sentence[:1].upper() + sentence[1:]


def people(names: Iterable[str]) -> str:
    """Bodies, offices and tokens in a sentence: `the policy jury or m-0001`; many tokens as their number."""
    known = list(names)
    if len(known) > _MOST_NAMES:
        return f"{len(known):,} people"
    return listed((name if name == _ANYONE or _is_token(name) else f"the {spoken(name)}" for name in known), "or")


def begun_people(names: Iterable[str]) -> str:
    """The same at the start of a sentence; a token keeps its spelling."""
    known = tuple(names)
    return people(known) if known and _is_token(known[0]) else begun(people(known))


def _is_token(name: str) -> bool:
    """Whether it reads as a member's token: bodies and offices are words."""
    return any(mark.isdigit() for mark in name)
