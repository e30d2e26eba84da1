"""P: what is owed and when: overdue obligations, dates that cannot be, effects without an owner, derogations, seats held twice."""

from collections.abc import Iterator
from datetime import date, timedelta
from itertools import pairwise

from folkmoot.checks.registry import check
from folkmoot.procedure.calendar import add_days, end_of
from folkmoot.procedure.chronicle import DEROGATION, LONGEST_DEROGATION, Chronicle, Matter
from folkmoot.procedure.ledger import ledger_of
from folkmoot.procedure.obligations import Kind, Obligation, State
from folkmoot.procedure.seats import Tenure, named_holders, tenures
from folkmoot.procedure.waiting import everything_owed
from folkmoot.records.archive import Step
from folkmoot.records.finding import Fault, Place, Severity
from folkmoot.records.value import shown
from folkmoot.rulebook.book import RuleBook, rule_book
from folkmoot.rulebook.derogation import amends_charter, derogated


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


@check("P112", "effect-incomplete")
def effect_incomplete(course: Chronicle) -> Iterator[Fault]:
    """An effect of a proposal does not say who owes it, until when, or whom it seats.

    ## Why
    What nobody owes nobody does, and what has no day is never late. Seats are derived from effects alone, so an effect
    that names no token seats nobody.

    ## Mend
    Give an `oblige` or `remedy` its `owner` and `due`, a `create-body` the article that defines it, an `advance-phase` the
    name of the phase that follows, and a `seat` or `unseat` its `owner` (the body) and tokens, with commas between.
    """
    for matter in course.matters.values():
        path = matter.proposal.text.path
        for place, effect in enumerate(matter.proposal.text.head.effects):
            at = course.archive.place(path, "effects", place)
            if effect.owner is None and effect.do in ("oblige", "remedy", "seat", "unseat", "create-body", "dissolve"):
                yield Fault(at, f"this '{effect.do}' has no owner", "add owner: and a body")
            if effect.do in ("oblige", "remedy") and effect.due is None:
                yield Fault(at, f"this '{effect.do}' has no due day", "add due: and a day")
            if effect.do == "create-body" and effect.owner and effect.owner not in _bodies(course, matter):
                at = course.archive.place(path, "effects", place, "owner")
                yield Fault(at, f"no article defines a body '{effect.owner}'", "bring the article that does below changes/charter/")
            if effect.do == "advance-phase" and effect.what.strip() not in _phases(course, matter):
                at = course.archive.place(path, "effects", place, "what")
                yield Fault(at, f"the plan has no phase '{shown(effect.what)}'", "write the name of the phase that follows")
            if effect.do in ("seat", "unseat") and not named_holders(effect):
                at = course.archive.place(path, "effects", place, "what")
                yield Fault(at, f"'{shown(effect.what)}' is no list of tokens", 'write tokens, such as what: "m-0a22, m-19c0"')


def _books(course: Chronicle, matter: Matter) -> list[RuleBook]:
    """The rules a proposal was written under, and those it brings."""
    drafts = [course.archive.drafts[path] for path in matter.proposal.changes if path in course.archive.drafts]
    return [matter.book, rule_book(drafts)]


def _bodies(course: Chronicle, matter: Matter) -> set[str]:
    return {name for book in _books(course, matter) for name in book.bodies}


def _phases(course: Chronicle, matter: Matter) -> set[str]:
    return {name for book in _books(course, matter) for name in book.phases}


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


@check("P115", "derogation-without-end")
def derogation_without_end(course: Chronicle) -> Iterator[Fault]:
    """A derogation does not name a rule and what holds instead, or does not end within 90 days.

    ## Why
    Now and then a rule does harm that nobody foresaw, and must not wait for an amendment. A departure that names no rule
    departs from all of them, and one without an early end is an amendment by the back door.

    ## Mend
    Write `derogates` with the rule's path, such as `procedures.policy.notice`, `instead` with what holds for a while, and
    `expires` with a day at most 90 days after it takes effect. No rule by which the charter is changed can be put aside.
    What should stay is put to the amendment procedure.
    """
    for matter in course.matters.values():
        head, path = matter.proposal.text.head, matter.proposal.text.path
        if head.kind != DEROGATION:
            continue
        if head.derogates is None:
            yield Fault(course.archive.place(path, "kind"), "this derogation names no rule", "add derogates: and the path of the rule")
        elif matter.book.lookup(head.derogates) is None:
            what = f"the charter has no rule '{shown(head.derogates)}'"
            yield Fault(course.archive.place(path, "derogates"), what, "write a path such as procedures.policy.notice")
        elif amends_charter(matter.book, head.derogates):
            what = f"'{shown(head.derogates)}' decides how the charter is changed; nothing may depart from it"
            yield Fault(course.archive.place(path, "derogates"), what, "put the change to the amendment procedure")
        elif head.instead is None:
            place = course.archive.place(path, "derogates")
            yield Fault(place, "nothing is said to hold instead", "add instead: and the rule's value for that time")
        elif derogated(matter.book, head.derogates, head.instead) is None:
            what = f"'{shown(head.instead)}' is not a value for {head.derogates}"
            yield Fault(course.archive.place(path, "instead"), what, f"write a value like {matter.book.lookup(head.derogates)}")
        start = matter.effective or matter.opened
        latest = start.astimezone(course.zone).date() + timedelta(days=LONGEST_DEROGATION.count) if start else None
        if head.expires is None:
            yield Fault(course.archive.place(path, "kind"), "this derogation has no last day", "add expires: and a day")
        elif latest and head.expires > latest:
            what = f"it would last until {head.expires}; a derogation ends within {LONGEST_DEROGATION.words}, by {latest}"
            yield Fault(course.archive.place(path, "expires"), what, f"write {latest} or an earlier day")


@check("P116", "over-budget")
def over_budget(course: Chronicle) -> Iterator[Fault]:
    """An operational matter costs more than the deciding body may spend.

    ## Why
    A body that runs things may spend up to a sum on its own word. Above it, members or a jury decide.

    ## Mend
    Put the question under a deliberative procedure, or make it cheaper.
    """
    for matter in course.matters.values():
        cap = _cap(matter)
        cost = matter.proposal.text.head.cost
        if cap is None or cost is None:
            continue
        most, currency = cap
        place = course.archive.place(matter.proposal.text.path, "cost")
        if cost.currency != currency:
            yield Fault(place, f"the cost is in {cost.currency}, the body's limit in {currency}", f"write it in {currency}")
        elif cost.amount > most:
            by = matter.procedure.decide.by if matter.procedure else ""
            what = f"this costs {cost.amount:,} {cost.currency}; {by} may spend {most:,}"
            yield Fault(place, what, "write a kind of proposal that members or a jury decide")


def _cap(matter: Matter) -> tuple[int, str] | None:
    if matter.procedure is None or matter.procedure.sphere != "operational":
        return None
    body = matter.book.bodies.get(matter.procedure.decide.by)
    spend = body.scope.spend if body and body.scope else None
    return (spend.max, spend.currency) if spend else None


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
