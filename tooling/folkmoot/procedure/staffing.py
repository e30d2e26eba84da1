"""Who keeps a conversion going: how many hold a body or a duty that may never stop, and when there were too few of them."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from folkmoot.procedure.charter import version_at
from folkmoot.procedure.chronicle import Chronicle
from folkmoot.procedure.seats import Tenure, holders
from folkmoot.records.heads import ReportHead
from folkmoot.records.sentence import Sentence, later, later_of
from folkmoot.records.transition import Milestone
from folkmoot.rulebook.book import RuleBook

NEVER_ALONE = 2
"""How few people may hold work that may never stop, whatever its rule says."""


@dataclass(frozen=True, slots=True)
class Filed:
    """A report finished by now."""

    at: datetime
    path: str
    head: ReportHead


@dataclass(frozen=True, slots=True)
class Staff:
    """Those who hold a body or a continuity duty at an instant, and how many it needs."""

    name: str
    holders: tuple[str, ...]
    needed: int
    is_duty: bool = False

    @property
    def lacks(self) -> bool:
        """Whether there are too few."""
        return len(self.holders) < self.needed

    @property
    def says(self) -> Sentence:
        """`core-team has 5 people and needs 6`."""
        places = {"body": self.name, "needed": str(self.needed)}
        if not self.holders:
            return later("{body} has nobody and needs {needed}", **places)
        return later_of(
            len(self.holders), "{body} has {count} person and needs {needed}", "{body} has {count} people and needs {needed}", **places
        )

    @property
    def words(self) -> str:
        """The same in English."""
        return self.says.english


@dataclass(frozen=True, slots=True)
class Freeze:
    """A time, [since, until), in which a body or a duty had too few people after it had once had enough."""

    name: str
    is_duty: bool
    fewest: int
    needed: int
    since: datetime
    until: datetime | None
    """None when it lasts."""


@dataclass(frozen=True)
class Staffing:
    """Who holds what at any instant, by the seats and by the hand-over reports."""

    course: Chronicle
    seats: tuple[Tenure, ...]
    reports: tuple[Filed, ...]

    @cached_property
    def _handovers(self) -> tuple[Filed, ...]:
        named = (filed for filed in self.reports if filed.head.holders)
        return tuple(sorted(named, key=lambda filed: (filed.at, filed.path), reverse=True))

    def book(self, at: datetime) -> RuleBook:
        """The rules that decisions had made by an instant, with those of articles that have expired since."""
        return version_at(self.course.versions, at).book

    def body(self, name: str, at: datetime) -> Staff:
        """Those who sit in a body, and how many it needs to work; one at the least if no article defines it."""
        body = self.course.book_knowing(name, at).bodies.get(name)
        return Staff(name, holders(self.seats, name, at), body.seats.min if body else 1)

    def duty(self, name: str, key: str, milestone: Milestone, at: datetime) -> Staff:
        """Those whom the newest hand-over report names for a duty and who sit where its holders are to sit.

        The report is one about the milestone `key`, or any other one of the body that takes the step.
        """
        rule = self.book(at).continuity.get(name)
        told = (filed for filed in self._handovers if filed.at <= at and name in filed.head.holders)
        newest = next((filed for filed in told if filed.head.by == milestone.by or filed.head.about == key), None)
        if rule is None:
            return Staff(name, (), NEVER_ALONE, is_duty=True)
        seated = {holder for body in rule.by for holder in holders(self.seats, body, at)}
        named = set(newest.head.holders[name]) if newest else set()
        return Staff(name, tuple(sorted(named & seated)), max(NEVER_ALONE, rule.holders), is_duty=True)

    def crew(self, key: str, milestone: Milestone, at: datetime) -> tuple[Staff, ...]:
        """The body that takes a step, then each duty that goes on meanwhile."""
        return (self.body(milestone.by, at), *(self.duty(name, key, milestone, at) for name in milestone.continuity))

    def freezes(self, name: str, measure: Callable[[datetime], Staff], until: datetime) -> Iterator[Freeze]:
        """The times with too few people before an instant; how it was before there were first enough of them is left out."""
        points = {seat.since for seat in self.seats} | {seat.until for seat in self.seats if seat.until}
        points |= {filed.at for filed in self._handovers} | {version.since for version in self.course.versions}
        known = [(at, measure(at)) for at in sorted(point for point in points if point <= until)]
        first = next((place for place, (_, staff) in enumerate(known) if not staff.lacks), len(known))
        since: datetime | None = None
        fewest = needed = 0
        for at, staff in known[first:]:
            if staff.lacks:
                fewest = len(staff.holders) if since is None else min(fewest, len(staff.holders))
                since, needed, is_duty = since or at, staff.needed, staff.is_duty
            elif since is not None:
                yield Freeze(name, is_duty, fewest, needed, since, at)
                since = None
        if since is not None and since < until:
            yield Freeze(name, is_duty, fewest, needed, since, None)
