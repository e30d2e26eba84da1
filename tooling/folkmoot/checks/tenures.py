"""P: who sits where and when: seats that one person cannot hold together, and seats taken again too soon."""

from collections.abc import Iterator
from itertools import pairwise

from folkmoot.checks.registry import check
from folkmoot.procedure.calendar import add_days, end_of
from folkmoot.procedure.chronicle import Chronicle
from folkmoot.procedure.seats import Tenure, tenures
from folkmoot.records.finding import Fault, Place


@check("P117", "seats-that-exclude-each-other")
def seats_that_exclude_each_other(course: Chronicle) -> Iterator[Fault]:
    """Somebody holds a seat in two bodies at once of which one excludes the other, or watches it.

    ## Why
    Those who write the rules should not hold the keys, and nobody watches themselves. One person in both seats undoes
    what the charter keeps apart.

    ## Mend
    Let the person choose, and record the seat that they leave: `withdrawn` in a jury's log, or an `unseat`.
    """
    seats = tenures(course)
    by_holder: dict[str, list[Tenure]] = {}
    for seat in seats:
        by_holder.setdefault(seat.holder, []).append(seat)
    for holder, held in by_holder.items():
        for number, later in enumerate(held):
            for earlier in held[:number]:
                if earlier.holds(later.since) and _exclude(course, earlier, later):
                    what = f"{holder} takes a seat in {later.body} and sits in {earlier.body}, which exclude each other"
                    yield Fault(_seat_place(course, later), what, f"let {holder} leave one of the two seats first")


def _exclude(course: Chronicle, one: Tenure, other: Tenure) -> bool:
    bodies = course.version_at(other.since).book.bodies
    pairs = ((one.body, other.body), (other.body, one.body))
    return any(first in bodies and second in (*bodies[first].incompatible, *bodies[first].reviews) for first, second in pairs)


def _seat_place(course: Chronicle, seat: Tenure) -> Place:
    jury = course.archive.jury(seat.source)
    if jury is not None:
        position = next((place for place, event in enumerate(jury.log) if event.act == "accepted" and event.entry == seat.holder), 0)
        return course.archive.place(f"{jury.folder}/log.yml", position, "entry")
    matter = course.matters[seat.source]
    effects = matter.proposal.text.head.effects
    position = next((place for place, effect in enumerate(effects) if effect.do == "seat" and effect.owner == seat.body), 0)
    return course.archive.place(matter.proposal.text.path, "effects", position, "what")


@check("P118", "seat-too-soon")
def seat_too_soon(course: Chronicle) -> Iterator[Fault]:
    """Somebody takes a seat again before the time between two seats is over, or more often than the body allows.

    ## Why
    Seats go round so that many serve and nobody settles in.

    ## Mend
    Put those who served lately under `exclude` in the call, with the reason.
    """
    turns: dict[tuple[str, str], list[Tenure]] = {}
    for seat in tenures(course):
        turns.setdefault((seat.body, seat.holder), []).append(seat)
    for (name, holder), held in turns.items():
        for count, (before, after) in enumerate(pairwise(held), start=2):
            body = course.version_at(after.since).book.bodies.get(name)
            if body is None or before.until is None:
                continue
            last = before.until.astimezone(course.zone).date()
            free = end_of(add_days(last, body.cool_off), course.zone) if body.cool_off else before.until
            if after.since < free:
                what = f"{holder} sat in {name} until {last}, and may sit again after {body.cool_off.words if body.cool_off else 'that'}"
                yield Fault(_seat_place(course, after), what, "exclude those who served lately in the call")
            elif body.cool_off is None and body.max_terms is not None and count > body.max_terms:
                what = f"this is turn {count} of {holder} in {name}, which allows {body.max_terms}"
                yield Fault(_seat_place(course, after), what, "seat somebody else")
