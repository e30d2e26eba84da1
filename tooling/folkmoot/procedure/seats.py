"""Who holds which seat of which body, and until when: derived from decisions' effects, from juries, from terms and last days.

Nobody writes down who sits where. A seat follows from a draw, or from a `seat` effect of those who fill the body (`seating`
says who that is), and it lasts for the body's term.

Where a body rotates (`rotation: {fraction: 1/3, every: 6m}`) and is filled whole at once, its first terms are staggered: a
third of the seats ends 6 months after the seating, the next third after 12, and the rest serve the full term. Of a drawn panel
those with the highest tickets leave first, and of those elected the ones ranked last. It is filled whole at once when nobody
else sits there as it is seated, and when more seats are given than change hands at once. Seats filled later into vacancies
last the full term. A replacement serves the rest of the term of the seat it fills (`instead` in the jury's log); one that names no
such seat, and somebody admitted beside the panel, serves with the part that ends next.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum

from folkmoot.procedure.actors import last_day
from folkmoot.procedure.calendar import end_of, start_of
from folkmoot.procedure.chronicle import Chronicle, Matter
from folkmoot.procedure.jury import Sitting, sittings
from folkmoot.procedure.rotation import is_whole, part_of, parts, span_of
from folkmoot.procedure.seating import no_right, no_room
from folkmoot.procedure.status import Status
from folkmoot.records.bodies import Body
from folkmoot.records.heads import Effect
from folkmoot.records.value import TOKEN, Span

_SEATING = (Status.IN_FORCE, Status.SUPERSEDED, Status.EXPIRED)


class Ending(StrEnum):
    """What ends a seat."""

    TERM = "its term ends"
    ROTATION = "its part of the seats changes hands"
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


@dataclass(frozen=True, slots=True)
class Unseated:
    """A `seat` effect that seats nobody, and why."""

    matter: Matter
    effect: Effect
    why: str


@dataclass(frozen=True, slots=True)
class Assembly:
    """Every seat ever held, and the decisions that meant to give one and could not."""

    seats: tuple[Tenure, ...]
    unseated: tuple[Unseated, ...]


@dataclass(frozen=True, slots=True)
class _Seating:
    """Seats of one body that begin together: those of one panel, or those of one decision."""

    body: str
    source: str
    began: datetime
    since: Mapping[str, datetime]
    """By holder: from when, in the order of the records."""
    places: Mapping[str, int]
    """By holder: the place of the seat in the order of leaving, from 0; left out when it is known of none."""
    count: int
    left: Mapping[str, tuple[datetime, Ending]] = field(default_factory=dict)
    """By holder: an end that the jury's log knows."""
    given_by: tuple[tuple[Matter, Effect], ...] = ()


def tenures(course: Chronicle, juries: Iterable[Sitting] | None = None) -> tuple[Tenure, ...]:
    """Every seat ever held up to the chronicle's instant, in the order of beginning."""
    return assembly(course, juries).seats


def assembly(course: Chronicle, juries: Iterable[Sitting] | None = None) -> Assembly:
    """Go through all that gave a seat or took one, in the order of time; once for the juries of the chronicle itself."""
    return course.once(_whole) if juries is None else _gathered(course, juries)


def _whole(course: Chronicle) -> Assembly:
    return _gathered(course, sittings(course).values())


def _gathered(course: Chronicle, panels: Iterable[Sitting]) -> Assembly:
    acts: list[tuple[datetime, str, int, _Seating | tuple[Matter, Effect]]] = []
    for panel in panels:
        acts += [(each.began, each.source, 0, each) for each in _from_jury(panel)]
    acts += _from_decisions(course)
    seats: list[Tenure] = []
    unseated: list[Unseated] = []
    for at, _, _, act in sorted(acts, key=lambda each: each[:3]):
        if isinstance(act, _Seating):
            why = _refused(course, act, seats)
            unseated += [Unseated(matter, effect, why) for matter, effect in act.given_by if why]
            seats += [] if why else _seated(course, act, seats)
        else:
            seats = _ended(seats, act[1], at)
    return Assembly(tuple(sorted(seats, key=lambda seat: (seat.since, seat.body, seat.holder))), tuple(unseated))


def holders(seats: Iterable[Tenure], body: str, at: datetime) -> tuple[str, ...]:
    """Those who hold a seat of a body at an instant, sorted."""
    return tuple(sorted({seat.holder for seat in seats if seat.body == body and seat.holds(at)}))


def bodies_of(seats: Iterable[Tenure], holder: str, at: datetime) -> tuple[str, ...]:
    """The bodies in which somebody holds a seat at an instant, sorted."""
    return tuple(sorted({seat.body for seat in seats if seat.holder == holder and seat.holds(at)}))


def alumni(seats: Iterable[Tenure], body: str, at: datetime) -> frozenset[str]:
    """Those who have had a seat of a body by an instant, whether or not they hold it still."""
    return frozenset(seat.holder for seat in seats if seat.body == body and seat.since <= at)


def lapsing(seats: Iterable[Tenure], after: datetime, until: datetime) -> tuple[Tenure, ...]:
    """The seats held at an instant that end by another, the next to end first."""
    ending = [(seat.until, seat) for seat in seats if seat.holds(after) and seat.until is not None and seat.until <= until]
    return tuple(seat for _, seat in sorted(ending, key=lambda pair: (pair[0], pair[1].body, pair[1].holder)))


def named_holders(effect: Effect) -> tuple[str, ...]:
    """The tokens that a `seat` or `unseat` effect names, between commas; empty when it names anything else."""
    parts = [part.strip() for part in effect.what.split(",")]
    return tuple(parts) if all(re.fullmatch(TOKEN, part) for part in parts) else ()


def _from_decisions(course: Chronicle) -> Iterator[tuple[datetime, str, int, _Seating | tuple[Matter, Effect]]]:
    """What the effects that hold by now give and take; the `seat` effects of one matter for one body and day are one seating."""
    for matter in course.matters.values():
        if matter.status not in _SEATING or matter.effective is None or matter.decision is None:
            continue
        given: dict[tuple[str, datetime], list[tuple[int, Effect]]] = {}
        for place, effect in enumerate(matter.decision.head.effects):
            if effect.do not in ("seat", "unseat", "dissolve") or effect.owner is None:
                continue
            since = max(matter.effective, start_of(effect.due, course.zone)) if effect.due else matter.effective
            if since > course.as_of:
                continue
            if effect.do == "seat":
                given.setdefault((effect.owner, since), []).append((place, effect))
            else:
                yield since, matter.proposal.id, place, (matter, effect)
        for (body, since), effects in given.items():
            yield since, matter.proposal.id, effects[0][0], _elected(matter, body, since, effects)


def _elected(matter: Matter, body: str, since: datetime, effects: list[tuple[int, Effect]]) -> _Seating:
    """The seats that a decision gives; who is ranked last leaves first."""
    winners = matter.decision.head.winners if matter.decision else ()
    rank = {option: number for number, option in enumerate(winners)}
    ordered = sorted(effects, key=lambda each: (rank.get(each[1].option or "", len(rank)), each[0]))
    names = tuple(dict.fromkeys(name for _, effect in ordered for name in named_holders(effect)))
    last_first = {name: place for place, name in enumerate(reversed(names))}
    given_by = tuple((matter, effect) for _, effect in effects)
    return _Seating(body, matter.proposal.id, since, dict.fromkeys(names, since), last_first, len(names), given_by=given_by)


def _from_jury(panel: Sitting) -> Iterator[_Seating]:
    head = panel.jury.call.head
    if not panel.since or panel.jury.draw is None or (head.is_standing and panel.seated is None):
        return
    drawn = sorted(panel.jury.draw.panel.seats, key=lambda seat: (seat.ticket, seat.entry), reverse=True)
    places = {seat.entry: place for place, seat in enumerate(drawn)}
    for event in panel.jury.log:
        if event.act == "replaced" and event.entry and event.entry in panel.since and event.instead in places:
            places[event.entry] = places[event.instead or ""]
    left = {entry: (at, Ending.DISCHARGED if panel.seats[entry] == "discharged" else Ending.LEFT) for entry, at in panel.until.items()}
    began = panel.seated or min(panel.since.values())
    # Those who come into a standing body take their seats together: till then those before them sit.
    since = {entry: max(at, began) for entry, at in panel.since.items()} if head.is_standing else panel.since
    yield _Seating(head.body, panel.jury.id, began, since, places, len(drawn), left)


def _refused(course: Chronicle, act: _Seating, seats: list[Tenure]) -> str:
    """Why a seating by decision seats nobody; the rules under which the matter opened say so, or those that it made."""
    if not act.given_by:
        return ""
    matter, _ = act.given_by[0]
    body = matter.book.bodies.get(act.body) or course.version_at(act.began).book.bodies.get(act.body)
    if body is None or matter.decision is None:
        return ""
    held = holders(seats, act.body, act.began)
    fresh = len(act.since.keys() - set(held))
    return no_right(act.body, body, matter.decision.head.by) or no_room(act.body, body, len(held), fresh)


def _seated(course: Chronicle, act: _Seating, seats: list[Tenure]) -> list[Tenure]:
    body = course.version_at(act.began).book.bodies.get(act.body)
    is_staggered = body is not None and is_whole(act.count, body) and not holders(seats, act.body, act.began)
    found = []
    for holder, since in act.since.items():
        seat = Tenure(act.body, holder, since, None, None, act.source)
        at, ending = _term(course, act, holder, since, body, is_staggered=is_staggered) if body else (None, Ending.TERM)
        seat = _bounded(course, seat.cut(at, ending), body)
        found.append(seat.cut(*act.left[holder]) if holder in act.left else seat)
    return found


def _term(
    course: Chronicle, act: _Seating, holder: str, since: datetime, body: Body, *, is_staggered: bool
) -> tuple[datetime | None, Ending]:
    """When a seat ends by itself: all terms run from the seating, a replacement's too."""
    book, began = course.version_at(act.began).book, act.began
    sizes = parts(act.count, body) if is_staggered else (act.count,)
    if holder not in act.places and not is_staggered:
        began = max(since, began)  # beside the panel, and for nobody's seat
    spans = [span_of(part, sizes, body) for part in range(len(sizes))] if is_staggered else [_full(body)]
    ends = [course.deadline(began, span, book) if span else None for span in spans]
    if holder in act.places:
        part = part_of(act.places[holder], sizes)
    else:
        part = next((number for number, at in enumerate(ends) if at is None or at > since), len(ends) - 1)
    last, at = ends[-1], ends[part]
    is_early = at is not None and (last is None or at < last)
    return (at, Ending.ROTATION) if is_early else (last, Ending.TERM)


def _full(body: Body) -> Span | None:
    """The whole term; for a body that has only a rotation, as long as the last part serves."""
    sizes = parts(body.seats.target, body)
    return span_of(len(sizes) - 1, sizes, body)


def _bounded(course: Chronicle, seat: Tenure, body: Body | None) -> Tenure:
    """End a seat with the last day of its body, or when the charter no longer knows the body."""
    day = last_day(seat.body, course.book_knowing(seat.body, seat.since))
    seat = seat.cut(end_of(day, course.zone) if day else None, Ending.SUNSET)
    if body is None:
        return seat
    later = (version for version in course.living if version.since > seat.since)
    gone = next((version.since for version in later if seat.body not in version.book.bodies), None)
    return seat.cut(gone, Ending.DISSOLVED)


def _ended(seats: list[Tenure], effect: Effect, at: datetime) -> list[Tenure]:
    """The seats after an `unseat` or a `dissolve`."""
    names = named_holders(effect) if effect.do == "unseat" else ()
    ending = Ending.UNSEATED if effect.do == "unseat" else Ending.DISSOLVED
    return [
        seat.cut(at, ending) if seat.body == effect.owner and seat.holds(at) and (effect.do == "dissolve" or seat.holder in names) else seat
        for seat in seats
    ]
