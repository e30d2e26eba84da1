"""Who holds which seat of which body, and until when: derived from decisions' effects, from juries, from terms and last days."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from folkmoot.procedure.actors import last_day
from folkmoot.procedure.calendar import end_of, start_of
from folkmoot.procedure.chronicle import Chronicle, Matter
from folkmoot.procedure.jury import Sitting, sittings
from folkmoot.procedure.status import Status
from folkmoot.records.heads import Effect
from folkmoot.records.value import TOKEN

_SEATING = (Status.IN_FORCE, Status.SUPERSEDED, Status.EXPIRED)


class Ending(StrEnum):
    """What ends a seat."""

    TERM = "its term ends"
    SUNSET = "the body ends"
    DISSOLVED = "the body is dissolved"
    UNSEATED = "a decision ended it"
    LEFT = "its holder left or was removed"
    DISCHARGED = "the jury was discharged"


@dataclass(frozen=True, slots=True)
class Tenure:
    """One person in one seat, from an instant to another, [since, until)."""

    body: str
    holder: str
    since: datetime
    until: datetime | None
    """None when nothing known ends it."""
    ending: Ending | None
    source: str
    """The proposal or jury that gave the seat."""

    def holds(self, at: datetime) -> bool:
        """Whether the seat is held at an instant."""
        return self.since <= at and (self.until is None or at < self.until)

    def cut(self, at: datetime | None, ending: Ending) -> "Tenure":
        """The same seat, ended at an instant if it does not end before."""
        if at is None or (self.until is not None and self.until <= at):
            return self
        return replace(self, until=max(at, self.since), ending=ending)


def tenures(course: Chronicle, juries: Iterable[Sitting] | None = None) -> tuple[Tenure, ...]:
    """Every seat ever held up to the chronicle's instant, in the order of beginning."""
    panels = sittings(course).values() if juries is None else juries
    found = [*_from_effects(course), *(seat for panel in panels for seat in _from_jury(course, panel))]
    return tuple(sorted(found, key=lambda seat: (seat.since, seat.body, seat.holder)))


def holders(seats: Iterable[Tenure], body: str, at: datetime) -> tuple[str, ...]:
    """Those who hold a seat of a body at an instant, sorted."""
    return tuple(sorted({seat.holder for seat in seats if seat.body == body and seat.holds(at)}))


def bodies_of(seats: Iterable[Tenure], holder: str, at: datetime) -> tuple[str, ...]:
    """The bodies in which somebody holds a seat at an instant, sorted."""
    return tuple(sorted({seat.body for seat in seats if seat.holder == holder and seat.holds(at)}))


def lapsing(seats: Iterable[Tenure], after: datetime, until: datetime) -> tuple[Tenure, ...]:
    """The seats held at an instant that end by another, the next to end first."""
    ending = [(seat.until, seat) for seat in seats if seat.holds(after) and seat.until is not None and seat.until <= until]
    return tuple(seat for _, seat in sorted(ending, key=lambda pair: (pair[0], pair[1].body, pair[1].holder)))


def named_holders(effect: Effect) -> tuple[str, ...]:
    """The tokens that a `seat` or `unseat` effect names, between commas; empty when it names anything else."""
    parts = [part.strip() for part in effect.what.split(",")]
    return tuple(parts) if all(re.fullmatch(TOKEN, part) for part in parts) else ()


def _effects(course: Chronicle) -> Iterator[tuple[datetime, Effect, Matter]]:
    """The effects that hold by now, in the order in which they began to."""
    found = []
    for matter in course.matters.values():
        if matter.status not in _SEATING or matter.effective is None or matter.decision is None:
            continue
        for place, effect in enumerate(matter.decision.head.effects):
            later = effect.due if effect.do in ("seat", "unseat", "dissolve") else None
            since = max(matter.effective, start_of(later, course.zone)) if later else matter.effective
            if since <= course.as_of:
                found.append((since, matter.proposal.id, place, effect, matter))
    for since, _, _, effect, matter in sorted(found, key=lambda each: each[:3]):
        yield since, effect, matter


def _from_effects(course: Chronicle) -> Sequence[Tenure]:
    seats: list[Tenure] = []
    for since, effect, matter in _effects(course):
        if effect.owner is None:
            continue
        if effect.do == "seat":
            seats += [_bounded(course, Tenure(effect.owner, name, since, None, None, matter.proposal.id)) for name in named_holders(effect)]
        elif effect.do in ("unseat", "dissolve"):
            names = named_holders(effect) if effect.do == "unseat" else ()
            ending = Ending.UNSEATED if effect.do == "unseat" else Ending.DISSOLVED
            seats = [
                seat.cut(since, ending)
                if seat.body == effect.owner and seat.holds(since) and (effect.do == "dissolve" or seat.holder in names)
                else seat
                for seat in seats
            ]
    return seats


def _from_jury(course: Chronicle, panel: Sitting) -> Iterator[Tenure]:
    head = panel.jury.call.head
    for entry, since in panel.since.items():
        began = max(since, panel.seated) if panel.seated else since
        seat = _bounded(course, Tenure(head.body, entry, since, None, None, panel.jury.id), began)
        left = panel.until.get(entry)
        yield seat.cut(left, Ending.DISCHARGED if panel.seats[entry] == "discharged" else Ending.LEFT)


def _bounded(course: Chronicle, seat: Tenure, began: datetime | None = None) -> Tenure:
    """End a seat with its term, with the last day of its body, or when the charter no longer knows the body."""
    book = course.version_at(seat.since).book
    body = book.bodies.get(seat.body)
    if body is not None and body.term is not None:
        seat = seat.cut(course.deadline(began or seat.since, body.term, book), Ending.TERM)
    day = last_day(seat.body, book)
    seat = seat.cut(end_of(day, course.zone) if day else None, Ending.SUNSET)
    if body is None:
        return seat
    later = (version for version in course.living if version.since > seat.since)
    gone = next((version.since for version in later if seat.body not in version.book.bodies), None)
    return seat.cut(gone, Ending.DISSOLVED)
