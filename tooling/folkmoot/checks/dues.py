"""P: what is owed and when: overdue obligations, duties that another body should have, dates that cannot be."""

from collections.abc import Iterator
from datetime import date, timedelta

from folkmoot.checks.registry import check
from folkmoot.procedure.calendar import add_days
from folkmoot.procedure.chronicle import Chronicle
from folkmoot.procedure.ledger import ledger_of
from folkmoot.procedure.obligations import Kind, Obligation, State
from folkmoot.procedure.waiting import everything_owed
from folkmoot.records.archive import Step
from folkmoot.records.finding import Fault, Severity
from folkmoot.records.value import shown


@check("P110", "overdue", Severity.WARNING)
def overdue(course: Chronicle) -> Iterator[Fault]:
    """Something that was promised, ordered or asked for is overdue.

    ## Why
    A decision that nobody carries out, a report that nobody writes and a review that nobody holds end quietly, unless
    somebody says so in public and by name.

    ## Mend
    Do what is owed and record it: a report about the matter, with the period that it speaks of.
    """
    for owed in (each for each in _late(course) if each.kind is not Kind.LOOK_BACK):
        last = (owed.due - timedelta(seconds=1)).astimezone(course.zone).date()
        place = course.archive.place(owed.path, *owed.keys)
        what = f"{owed.owner} owed this by {last}: {shown(owed.what)} ({owed.source})"
        yield Fault(place, what, "do it, and record a report about it")


def _late(course: Chronicle) -> Iterator[Obligation]:
    ledger = ledger_of(course)
    for owed in everything_owed(ledger):
        if owed.state(course.as_of) in (State.OVERDUE, State.ESCALATED):
            yield owed


@check("P111", "not-escalated")
def not_escalated(course: Chronicle) -> Iterator[Fault]:
    """A duty, or the reply to a recommendation, is so long overdue that another body should have it, and no proposal puts it there.

    ## Why
    A duty whose neglect has no consequence is a wish. The charter names who takes it up, and after how long.

    ## Mend
    Open a proposal whose `responds_to` names the duty or the recommendation, so that the body that it names has to answer.
    """
    asked = {matter.proposal.text.head.responds_to for matter in course.matters.values() if matter.opened}
    for owed in _late(course):
        if owed.state(course.as_of) is State.ESCALATED and not {owed.source, owed.source.rpartition(".")[2]} & asked:
            place = course.archive.place(owed.path, *owed.keys, "overdue")
            name = owed.source if owed.kind is Kind.RECOMMENDED else owed.source.rpartition(".")[2]
            yield Fault(place, f"'{name}' is overdue and now the business of {owed.heir}", f"open a proposal with responds_to: {name}")


@check("P113", "dates-disagree")
def dates_disagree(course: Chronicle) -> Iterator[Fault]:
    """A day in a proposal or a call lies before the day on which it could matter.

    ## Why
    A due day before the question was even opened is a slip of the pen, and a promise that nobody can keep.

    ## Mend
    Write the day that is meant.
    """
    for matter in course.matters.values():
        head, path = matter.proposal.text.head, matter.proposal.text.path
        start = matter.opened.astimezone(course.zone).date() if matter.opened else None
        days: list[tuple[tuple[Step, ...], date | None]] = [(("review_by",), head.review_by), (("expires",), head.expires)]
        days += [(("effects", place, "due"), effect.due) for place, effect in enumerate(head.effects)]
        yield from _before(course, path, start, days, "the question was opened")
    for jury in course.archive.juries:
        called = next((event.at for event in jury.log if event.act == "called"), None)
        start = called.astimezone(course.zone).date() if called else None
        call = jury.call.head
        days = [(("respond_by",), call.respond_by), (("evaluation_due",), call.evaluation_due)]
        yield from _before(course, jury.call.path, start, days, "the jury was called")


def _before(
    course: Chronicle, path: str, start: date | None, days: list[tuple[tuple[Step, ...], date | None]], words: str
) -> Iterator[Fault]:
    for keys, day in days:
        if start is not None and day is not None and day < start:
            yield Fault(course.archive.place(path, *keys), f"{day} is before {words}, {start}", "write a later day")


@check("P114", "review-too-late")
def review_too_late(course: Chronicle) -> Iterator[Fault]:
    """A proposal sets its review later than its procedure allows.

    ## Why
    The charter promises that every decision of this kind is looked at again after some time. A day in the far future
    is a way not to.

    ## Mend
    Write a `review_by` within the time that the message names, counted from the day on which the decision takes effect.
    """
    for matter in course.matters.values():
        day, rule = matter.proposal.text.head.review_by, matter.procedure
        if day is None or rule is None or rule.review is None or matter.effective is None:
            continue
        latest = add_days(matter.effective.astimezone(course.zone).date(), rule.review)
        if day > latest:
            place = course.archive.place(matter.proposal.text.path, "review_by")
            what = f"the procedure '{matter.proposal.text.head.kind}' asks for a review within {rule.review.words}, by {latest}"
            yield Fault(place, what, f"write {latest} or an earlier day")
