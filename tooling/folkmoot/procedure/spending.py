"""What bodies spend on their own word: which matters weigh on a budget, for how long, and from when a further one would fit.

An operational matter weighs on the budget of the body that decides it, from the day of its decision to the day a span `per`
later, that one left out; days are those of the co-op's zone. So two matters share a window when the later one is decided
before the earlier one has ceased to weigh. A matter that was vetoed, suspended, repealed or decided by nobody who could does
not weigh, and one that was called up and upheld was decided by others than the body itself.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from folkmoot.procedure.calendar import add_days
from folkmoot.procedure.chronicle import Chronicle, Matter
from folkmoot.procedure.status import HOLDING, OPEN_STATUSES, Status
from folkmoot.records.bodies import Spend
from folkmoot.records.value import Span

_SPENT = (*HOLDING, Status.SUPERSEDED, Status.EXPIRED)
"""It was adopted, and its money may be gone even if it holds no more."""
_AHEAD = (Status.DRAFT, *OPEN_STATUSES)
_DECIDED, _OPEN, _DRAFT = range(3)


@dataclass(frozen=True, slots=True)
class Weight:
    """One matter on the budget of a body."""

    proposal: str
    body: str
    amount: int
    since: date
    """The day of its decision; of an undecided one, the first day on which it can be decided."""
    place: tuple[int, datetime, str]
    """Its place in the order of judging: what is decided, then what is open, then drafts, which take no room from others."""

    def weighs(self, day: date, per: Span) -> bool:
        """Whether it weighs on a day."""
        return self.since <= day < add_days(self.since, per)


@dataclass(frozen=True, slots=True)
class Excess:
    """A matter that does not fit into the budget of its body beside others."""

    own: Weight
    beside: tuple[Weight, ...]
    """The others of the window, in the order of their days."""
    spend: Spend
    fits: date
    """The first day on which it would fit if nothing else is adopted."""

    @property
    def total(self) -> int:
        """What the window comes to."""
        return self.own.amount + sum(each.amount for each in self.beside)


@dataclass(frozen=True, slots=True)
class Account:
    """The budget of a body on the day of the chronicle."""

    body: str
    spend: Spend
    weighing: tuple[Weight, ...]
    """The adopted matters that weigh on that day, in the order of their days."""

    @property
    def spent(self) -> int:
        """What the matters that weigh come to."""
        return sum(each.amount for each in self.weighing)

    @property
    def left(self) -> int:
        """What the body may still spend on its own word."""
        return max(0, self.spend.max - self.spent)

    @property
    def next_free(self) -> tuple[date, int] | None:
        """The day on which the first of them ceases to weigh, and how much comes free then; None when nothing weighs."""
        ends = [(add_days(each.since, self.spend.per), each.amount) for each in self.weighing]
        first = min((day for day, _ in ends), default=None)
        return (first, sum(amount for day, amount in ends if day == first)) if first else None


def budget_of(matter: Matter) -> tuple[str, Spend] | None:
    """The body that decides an operational matter, and what it may spend; None where the charter sets it no sum."""
    if matter.procedure is None or matter.procedure.sphere != "operational":
        return None
    name = matter.procedure.decide.by
    body = matter.book.bodies.get(name)
    return (name, body.scope.spend) if body and body.scope and body.scope.spend else None


def excesses(course: Chronicle) -> Iterator[Excess]:
    """Every matter that takes its body's spending above the limit within some window; each fits by itself.

    A decided matter is judged beside those decided before it. An undecided one is judged on the first day on which it can be
    decided, beside everything decided and those opened before it.
    """
    weights = sorted(_weights(course), key=lambda each: each.place)
    for number, own in enumerate(weights):
        found = budget_of(course.matters[own.proposal])
        assert found is not None
        spend, before = found[1], [each for each in weights[:number] if each.body == own.body and each.place[0] < _DRAFT]
        beside = _heaviest(own, before, spend.per)
        if own.amount <= spend.max < own.amount + sum(each.amount for each in beside):
            yield Excess(own, beside, spend, _fits(own, before, spend))


def accounts(course: Chronicle) -> tuple[Account, ...]:
    """The budget of every body with a sum of its own, by the charter in force; bodies in the order of their names."""
    today = course.as_of.astimezone(course.zone).date()
    weights = [each for each in _weights(course) if each.place[0] == _DECIDED]
    found = []
    for name, body in sorted(course.charter.book.bodies.items()):
        if body.scope and (spend := body.scope.spend):
            own = [each for each in weights if each.body == name and each.weighs(today, spend.per)]
            same = [each for each in own if _currency(course, each) == spend.currency]
            found.append(Account(name, spend, tuple(sorted(same, key=lambda each: each.place))))
    return tuple(found)


def _currency(course: Chronicle, weight: Weight) -> str:
    cost = course.matters[weight.proposal].proposal.text.head.cost
    return cost.currency if cost else ""


def _weights(course: Chronicle) -> Iterator[Weight]:
    for name, matter in course.matters.items():
        found, cost = budget_of(matter), matter.proposal.text.head.cost
        if found is None or cost is None or cost.amount == 0 or cost.currency != found[1].currency:
            continue
        if matter.status in _SPENT and matter.decision and not _was_upheld(course, matter):
            closed = matter.decision.head.closed
            yield Weight(name, found[0], cost.amount, closed.astimezone(course.zone).date(), (_DECIDED, closed, name))
        elif matter.status in _AHEAD and matter.proposal.decision is None and cost.amount <= found[1].max:
            day = earliest_decision(course, matter).astimezone(course.zone).date()
            place = (_OPEN, matter.opened, name) if matter.opened else (_DRAFT, course.as_of, name)
            yield Weight(name, found[0], cost.amount, day, place)


def _was_upheld(course: Chronicle, matter: Matter) -> bool:
    asked = course.matters.get(matter.walk.call_up.id) if matter.walk.call_up else None
    return asked is not None and asked.decision is not None and asked.decision.head.outcome == "adopted"


def earliest_decision(course: Chronicle, matter: Matter) -> datetime:
    """The first instant at which an undecided matter can be decided, if everything happens as early as it may."""
    rule, events = matter.procedure, matter.events
    if rule is None:
        return course.as_of
    if closed := events.get("ballots-closed"):
        return max(closed.at, course.as_of)
    asked = max((events[act].at for act in ("opened", "revised") if act in events), default=course.as_of)
    moment = asked
    for act, span in (("frozen", rule.discuss.min), ("voting-opened", rule.freeze)):
        later = course.deadline(moment, span, matter.book) if span else moment
        moment = events[act].at if act in events else max(later, course.as_of)
    return max(course.deadline(moment, rule.decide.open, matter.book), course.as_of)


def _heaviest(own: Weight, others: Sequence[Weight], per: Span) -> tuple[Weight, ...]:
    """Those who share with a matter the window in which they weigh most."""
    ends = {own.since, *(each.since for each in others if own.weighs(each.since, per))}
    groups = (tuple(each for each in others if each.weighs(end, per)) for end in sorted(ends))
    heaviest = max(groups, key=lambda group: sum(each.amount for each in group))
    return tuple(sorted(heaviest, key=lambda each: (each.since, each.proposal)))


def _fits(own: Weight, others: Iterable[Weight], spend: Spend) -> date:
    """The first day from its own on which a matter fits beside the others; on the last candidate nothing weighs any more."""
    known = tuple(others)
    days = sorted({day for each in known if (day := add_days(each.since, spend.per)) > own.since})
    return next(
        day for day in days if own.amount + sum(each.amount for each in _heaviest(replace(own, since=day), known, spend.per)) <= spend.max
    )
