"""Instants, days, spans and counts in words that a member reads without a manual."""

import re
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

from folkmoot.publish.languages import day_in, month_in, numeral_in, weekday_in
from folkmoot.records.speech import ENGLISH, language, phrase_of, say, say_of
from folkmoot.records.value import Span

NOUNS = {
    "act": phrase_of("{count} act", "{count} acts"),
    "alternate": phrase_of("{count} alternate", "{count} alternates"),
    "article": phrase_of("{count} article", "{count} articles"),
    "body": phrase_of("{count} body", "{count} bodies"),
    "check": phrase_of("{count} check", "{count} checks"),
    "claim": phrase_of("{count} claim", "{count} claims"),
    "clause": phrase_of("{count} clause", "{count} clauses"),
    "composition": phrase_of("{count} composition", "{count} compositions"),
    "date": phrase_of("{count} date", "{count} dates"),
    "day": phrase_of("{count} day", "{count} days"),
    "decision": phrase_of("{count} decision", "{count} decisions"),
    "draw": phrase_of("{count} draw", "{count} draws"),
    "earlier decision": phrase_of("{count} earlier decision", "{count} earlier decisions"),
    "entry": phrase_of("{count} entry", "{count} entries"),
    "failed attempt": phrase_of("{count} failed attempt", "{count} failed attempts"),
    "file": phrase_of("{count} file", "{count} files"),
    "finding": phrase_of("{count} finding", "{count} findings"),
    "hour": phrase_of("{count} hour", "{count} hours"),
    "jury": phrase_of("{count} jury", "{count} juries"),
    "line": phrase_of("{count} line", "{count} lines"),
    "matter": phrase_of("{count} matter", "{count} matters"),
    "member": phrase_of("{count} member", "{count} members"),
    "milestone": phrase_of("{count} milestone", "{count} milestones"),
    "month": phrase_of("{count} month", "{count} months"),
    "named entry": phrase_of("{count} named entry", "{count} named entries"),
    "open case": phrase_of("{count} open case", "{count} open cases"),
    "open proposal": phrase_of("{count} open proposal", "{count} open proposals"),
    "option": phrase_of("{count} option", "{count} options"),
    "person": phrase_of("{count} person", "{count} people"),
    "place": phrase_of("{count} place", "{count} places"),
    "precedent": phrase_of("{count} precedent", "{count} precedents"),
    "promise": phrase_of("{count} promise", "{count} promises"),
    "proposal": phrase_of("{count} proposal", "{count} proposals"),
    "sentence": phrase_of("{count} sentence", "{count} sentences"),
    "question": phrase_of("{count} question", "{count} questions"),
    "round": phrase_of("{count} round", "{count} rounds"),
    "seat": phrase_of("{count} seat", "{count} seats"),
    "term": phrase_of("{count} term", "{count} terms"),
    "thing": phrase_of("{count} thing", "{count} things"),
    "value": phrase_of("{count} value", "{count} values"),
    "vote": phrase_of("{count} vote", "{count} votes"),
    "watcher": phrase_of("{count} watcher", "{count} watchers"),
    "week": phrase_of("{count} week", "{count} weeks"),
    "year": phrase_of("{count} year", "{count} years"),
}
"""What things are counted by, for one and for more."""
_UNITS = {"h": "hour", "d": "day", "w": "week", "m": "month", "y": "year"}
_MOST_NAMES = 4
_ANYONE = "anyone"
_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December",
)  # fmt: skip


def day(value: date) -> str:
    """`3 March 2026`."""
    return f"{value.day} {_MONTHS[value.month - 1]} {value.year}" if language() == ENGLISH else day_in(language(), value)


def weekday(value: date) -> str:
    """`Monday`."""
    return _DAYS[value.weekday()] if language() == ENGLISH else weekday_in(language(), value)


def month(value: date) -> str:
    """`March 2026`."""
    return f"{_MONTHS[value.month - 1]} {value.year}" if language() == ENGLISH else month_in(language(), value)


def instant(value: datetime, zone: ZoneInfo) -> str:
    """`3 March 2026, 12:00 (Europe/Brussels)`."""
    here = value.astimezone(zone)
    return say("{day}, {time} ({zone})", day=day(here.date()), time=f"{here:%H:%M}", zone=zone.key)


def until(value: datetime, zone: ZoneInfo) -> str:
    """A deadline: `the end of Monday 9 March 2026 (Europe/Brussels)`, or the day and the minute."""
    here = value.astimezone(zone)
    if (here.hour, here.minute, here.second) == (0, 0, 0):
        last = here.date() - timedelta(days=1)
        return say("the end of {weekday} {day} ({zone})", weekday=weekday(last), day=day(last), zone=zone.key)
    return say("{weekday} {instant}", weekday=weekday(here.date()), instant=instant(value, zone))


def left(value: datetime, as_of: datetime) -> str:
    """How long a deadline is away: `5 days left`, `last day`, `overdue by 2 days`."""
    hours = (value - as_of) // timedelta(hours=1)
    if hours < 0:
        late = -hours // 24
        return say_of(late, "overdue by {count} day", "overdue by {count} days") if late else say("overdue")
    return say_of(hours // 24, "{count} day left", "{count} days left") if hours >= 24 else say("less than a day left")


def span(value: Span | None, otherwise: str = "") -> str:
    """`14 days`."""
    if value is None:
        return otherwise or say("no limit")
    return counted(value.count, _UNITS[value.unit])


def counted(count: int, noun: str) -> str:
    """`1 seat`, `12,046 members`; KeyError for a noun that is none of `NOUNS`."""
    return say_of(count, *NOUNS[noun])


def listed(names: Iterable[str], last: Literal["and", "or", "then"] = "and") -> str:
    """`a, b and c`."""
    rest = list(names)
    if len(rest) < 2:
        return "".join(rest)
    places = {"first": ", ".join(rest[:-1]), "last": rest[-1]}
    match last:
        case "and":
            return say("{first} and {last}", **places)
        case "or":
            return say("{first} or {last}", **places)
        case "then":
            return say("{first} then {last}", **places)


def numeral(text: str) -> str:
    """Numbers that were written in English, such as `71.7 %` or `~3.33333`, with the marks that the language has for them."""
    return text if language() == ENGLISH else numeral_in(language(), text)


def the(slug: str) -> str:
    """A body or an office in a sentence: `policy-jury` as `the policy jury`."""
    return say("the {body}", body=spoken(slug))


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
        return counted(len(known), "person")
    return listed(map(_called, known), "or")


def _called(name: str) -> str:
    if name == _ANYONE:
        return say("anyone")
    return name if _is_token(name) else the(name)


def begun_people(names: Iterable[str]) -> str:
    """The same at the start of a sentence; a token keeps its spelling."""
    known = tuple(names)
    return people(known) if known and _is_token(known[0]) else begun(people(known))


def _is_token(name: str) -> bool:
    """Whether it reads as a member's token: bodies and offices are words."""
    return any(mark.isdigit() for mark in name)
