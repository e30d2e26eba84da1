"""T: what was done at the beginning of a co-op: acts outside a body's phases, seats too soon after drafting, seats in ended bodies."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from folkmoot.checks.names import proceedings, unread
from folkmoot.checks.registry import check
from folkmoot.procedure.actors import last_day, sunset
from folkmoot.procedure.calendar import deadline, end_of
from folkmoot.procedure.chronicle import Chronicle
from folkmoot.procedure.phases import Stage, stages
from folkmoot.procedure.seats import Tenure, tenures
from folkmoot.records.archive import Keys
from folkmoot.records.event import JuryEvent, ProposalEvent
from folkmoot.records.finding import Fault, Place
from folkmoot.records.value import write_instant


@check("T004", "act-outside-phase")
def act_outside_phase(course: Chronicle) -> Iterator[Fault]:
    """A body of the beginning acts when none of the phases runs that name it.

    ## Why
    A plan says who may act when, so that those who begin a co-op do one thing after the other and then go.

    ## Mend
    Leave the act to a body of the phase that runs. If the plan names too few bodies, change the plan first.
    """
    planned = stages(course)
    for path, keys, by, at in _acts(course):
        ours = [stage for stage in planned if by in stage.phase.bodies]
        book = course.book_knowing(by, at)
        if ours and last_day(by, book) and not sunset(by, at, (book,), course.zone) and not any(stage.runs(at) for stage in ours):
            what = f"{by} acts on {write_instant(at)}, outside {_told(ours, course)}"
            yield Fault(course.archive.place(path, *keys), what, "leave it to a body of the phase that runs")


def _told(ours: list[Stage], course: Chronicle) -> str:
    """The phases with their first and last days."""
    ends = [(stage.name, stage.since, stage.until - timedelta(seconds=1)) for stage in ours]
    days = [(name, first.astimezone(course.zone).date(), last.astimezone(course.zone).date()) for name, first, last in ends]
    return " and ".join(f"'{name}' ({first} to {last})" for name, first, last in days)


def _acts(course: Chronicle) -> Iterator[tuple[str, Keys, str, datetime]]:
    """Every act in a log and every decision up to now, with where it stands, who acted and when."""
    lost = unread(course.archive)
    for owner in proceedings(course.archive):
        path = f"{owner.folder}/log.yml"
        if path not in lost:
            log: tuple[ProposalEvent | JuryEvent, ...] = owner.log
            yield from ((path, (index, "by"), event.by, event.at) for index, event in enumerate(log) if event.at <= course.as_of)
        if owner.decision is not None and owner.decision.head.closed <= course.as_of:
            yield owner.decision.path, ("by",), owner.decision.head.by, owner.decision.head.closed


@check("T006", "seat-before-cool-off")
def seat_before_cool_off(course: Chronicle) -> Iterator[Fault]:
    """Somebody takes a seat too soon after a seat in a body from which one has to cool off first.

    ## Why
    Who wrote the rules for a board and then sits on it wrote them for themselves. Some time must lie between the two.

    ## Mend
    Seat somebody else. The rule is `cool_off_from` of the body; those who have to wait can be excluded in the call.
    """
    seats = tenures(course)
    for seat in seats:
        body = course.version_at(seat.since).book.bodies.get(seat.body)
        for before, span in body.cool_off_from.items() if body else ():
            for other in seats:
                if other.holder != seat.holder or other.body != before or other.since > seat.since or other.source == seat.source:
                    continue
                left = min(other.until or seat.since, seat.since)
                free = deadline(left, span, course.zone)
                if seat.since < free:
                    last = (free - timedelta(seconds=1)).astimezone(course.zone).date()
                    what = f"{seat.holder} sat in {before} and takes a seat in {seat.body}, which is open to them after {last}"
                    yield Fault(_seat_place(course, seat), what, f"seat somebody who did not sit in {before} in the last {span.words}")


def _seat_place(course: Chronicle, seat: Tenure) -> Place:
    jury = course.archive.jury(seat.source)
    if jury is not None:
        index = next((place for place, event in enumerate(jury.log) if event.act == "accepted" and event.entry in (seat.holder, None)), 0)
        return course.archive.place(f"{jury.folder}/log.yml", index, "entry")
    proposal = course.matters[seat.source].proposal
    named = [place for place, effect in enumerate(proposal.text.head.effects) if effect.do == "seat" and effect.owner == seat.body]
    return course.archive.place(proposal.text.path, "effects", *named[:1], "what")


@check("T008", "seat-in-ended-body")
def seat_in_ended_body(course: Chronicle) -> Iterator[Fault]:
    """A decision seats somebody in a body whose last day was over.

    ## Why
    A body of the beginning ends on its day. A seat in it afterwards is none, and its powers are none.

    ## Mend
    Leave the effect out. If the work goes on, a body that is still there does it.
    """
    for seat in tenures(course):
        day = last_day(seat.body, course.book_knowing(seat.body, seat.since))
        matter = course.matters.get(seat.source)
        if day is not None and end_of(day, course.zone) <= seat.since and matter is not None:
            what = f"{seat.body} ended on {day}; {seat.holder} is seated in nothing"
            yield Fault(_seat_place(course, seat), what, "leave this out")
