"""The dates as iCalendar (RFC 5545): one file of all, and one a body.

Every instant is written in UTC, so that each member's own calendar shows it in their own zone and no rule about summer time has
to travel along. A deadline is the hour that ends with it, because most end at midnight and would otherwise stand under the next
day. A date keeps its UID when it moves; SEQUENCE and DTSTAMP come from the records and never from a clock.
"""

from collections.abc import Iterable, Mapping
from datetime import UTC, timedelta
from functools import lru_cache

from icalendar import Calendar, Event, vUri

from folkmoot.publish.atlas import Atlas
from folkmoot.publish.follow.dates import Date, dates
from folkmoot.publish.follow.feeds import body_feed, co_op_name
from folkmoot.publish.follow.place import Place
from folkmoot.publish.words import instant, spoken, until
from folkmoot.records.speech import language, say

ALL_DATES = "feeds/calendar.ics"
LONGEST = 1000
"""How many dates a calendar holds, the earliest ones; more than that no telephone takes in."""
_HOUR = timedelta(hours=1)


def calendar_files(atlas: Atlas, place: Place) -> Mapping[str, bytes]:
    """Every calendar."""
    found, name = dates(atlas), co_op_name(atlas)
    event = lru_cache(maxsize=None)(lambda date: _event(atlas, date, place))
    made = {ALL_DATES: _calendar(name, say("The dates of {co_op}", co_op=name), map(event, found[:LONGEST]))}
    bodies: dict[str, list[Date]] = {body: [] for body in atlas.bodies}
    for date in found:
        for body in date.bodies:
            bodies[body].append(date)
    for body, its in bodies.items():
        says = say("The dates of the {body}", body=spoken(body))
        made[f"{body_feed(body)}.ics"] = _calendar(f"{name}: {spoken(body)}", says, map(event, its[:LONGEST]))
    return made


def _calendar(title: str, says: str, events: Iterable[Event]) -> bytes:
    made = Calendar()
    made.add("prodid", f"-//folkmoot//folkmoot//{language().upper()}")
    made.add("version", "2.0")
    made.add("calscale", "GREGORIAN")
    made.add("method", "PUBLISH")
    made.add("name", title)
    made.add("x-wr-calname", title)
    made.add("description", says)
    made.add("refresh-interval", timedelta(hours=12), parameters={"value": "DURATION"})
    for event in events:
        made.add_component(event)
    return bytes(made.to_ical())


def _event(atlas: Atlas, date: Date, place: Place) -> Event:
    made = Event()
    at = date.at.astimezone(UTC)
    zone = atlas.course.zone
    when = say("From {instant}.", instant=instant(at, zone)) if date.begins else say("Until {deadline}.", deadline=until(at, zone))
    made.add("uid", f"{date.key}@{place.authority}")
    made.add("dtstamp", date.changed.astimezone(UTC))
    made.add("sequence", date.revision)
    made.add("dtstart", at if date.begins else at - _HOUR)
    made.add("dtend", at + _HOUR if date.begins else at)
    made.add("summary", date.title)
    made.add("description", "\n".join(line for line in (when, date.says, place.address(date.page)) if line))
    made.add("transp", "TRANSPARENT")
    made.add("categories", ["folkmoot", *date.bodies])
    if place.url:
        made.add("url", vUri(place.address(date.page)))
    return made
