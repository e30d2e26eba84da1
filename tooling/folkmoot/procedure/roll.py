"""The members' roll: which frozen roster says who was a member when something was asked."""

from bisect import bisect_left
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property

from folkmoot.procedure.chronicle import Chronicle
from folkmoot.records.archive import Roster
from folkmoot.records.bodies import Body
from folkmoot.rulebook.mandate import is_everybody


@dataclass(frozen=True)
class Roll:
    """The rosters of a chronicle that say who is a member."""

    course: Chronicle

    @cached_property
    def rolls(self) -> tuple[Roster, ...]:
        """The rosters that all members voted by or were drawn from, oldest first; one of a panel or of volunteers is none."""
        found = {each.id: each for name in self._named() if (each := self.course.archive.roster(name))}
        return tuple(sorted(found.values(), key=_as_of))

    def _named(self) -> Iterator[str]:
        for matter in self.course.matters.values():
            event = matter.events.get("voting-opened")
            electorate, rule = event.electorate if event else None, matter.procedure
            if electorate and electorate.kind == "roster" and rule and is_everybody(matter.book, rule.decide.by):
                yield electorate.id
        for jury in self.course.archive.juries:
            called = next((event.at for event in jury.log if event.act == "called"), None)
            body = self.course.version_at(called).book.bodies.get(jury.call.head.body) if called else None
            if body and jury.call.head.stage != "selection" and _from_everybody(body):
                yield jury.call.head.roster

    def at(self, instant: datetime) -> tuple[Roster, ...]:
        """The newest roll of a day not after an instant, and every roster frozen since; empty where nobody can look anybody up.

        Those frozen since are among them because whoever joins after one roster is first seen on the next.
        """
        day = instant.astimezone(self.course.zone).date()
        roll = next((each for each in reversed(self.rolls) if _as_of(each)[0] <= day), None)
        if roll is None or roll.entries is None or roll.manifest.head.storage == "sealed":
            return ()
        now = self.course.as_of.astimezone(self.course.zone).date()
        known = (each for each in self.course.archive.rosters if each.entries is not None and each.manifest.head.as_of <= now)
        return (roll, *sorted((each for each in known if _as_of(each) > _as_of(roll)), key=_as_of))


def _from_everybody(body: Body) -> bool:
    """Whether a body is drawn by lot, and not from those alone who sat in another; what `source` says is prose."""
    return body.select.method == "sortition" and not body.select.alumni_of


def strangers(rosters: Iterable[Roster], tokens: Iterable[str]) -> tuple[str, ...]:
    """The tokens that none of the rosters has."""
    known = tuple(each.entries.tokens for each in rosters if each.entries is not None)
    return tuple(token for token in tokens if not any(_holds(entries, token.encode()) for entries in known))


def _holds(entries: list[bytes], token: bytes) -> bool:
    place = bisect_left(entries, token)
    return place < len(entries) and entries[place] == token


def _as_of(roster: Roster) -> tuple[date, str]:
    return roster.manifest.head.as_of, roster.id
