"""P: what a proposal would bring about: effects that say too little, derogations, what daily work may cost."""

from collections.abc import Iterator
from datetime import timedelta

from folkmoot.checks.registry import check
from folkmoot.procedure.chronicle import DEROGATION, LONGEST_DEROGATION, Chronicle, Matter
from folkmoot.procedure.seats import named_holders
from folkmoot.records.finding import Fault
from folkmoot.records.value import shown
from folkmoot.rulebook.book import RuleBook, rule_book
from folkmoot.rulebook.derogation import amends_charter, derogated


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
