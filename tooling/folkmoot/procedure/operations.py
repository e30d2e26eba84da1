"""What bodies decided on their own word, until when members can call it up, and what was promised and shipped."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from folkmoot.procedure.chronicle import Chronicle, Matter
from folkmoot.procedure.ledger import Ledger
from folkmoot.procedure.obligations import Kind, Obligation, State, obligations
from folkmoot.procedure.status import HOLDING


@dataclass(frozen=True, slots=True)
class Operation:
    """One operational matter that was adopted, whatever became of it."""

    matter: Matter
    body: str
    decided: datetime
    members: int
    """How many members can call it up together; 0 where the charter knows no call-up."""
    until: datetime | None
    """Until when they can."""

    def day(self, course: Chronicle) -> date:
        """The day of the decision, in the co-op's zone."""
        return self.decided.astimezone(course.zone).date()

    def can_be_called_up(self, as_of: datetime) -> bool:
        """Whether members can call it up at an instant."""
        return self.until is not None and as_of < self.until and self.matter.status in HOLDING


@dataclass(frozen=True, slots=True)
class Promise:
    """Something a decision obliges somebody to do by a day."""

    matter: Matter
    owed: Obligation
    adopted: datetime
    is_late: bool
    told: str
    """The status of the last report that the owner made about the matter; empty when there is none."""


def operations(course: Chronicle) -> tuple[Operation, ...]:
    """Every adopted operational matter, the last first."""
    return tuple(sorted(_operations(course), key=lambda each: (each.decided, each.matter.proposal.id), reverse=True))


def _operations(course: Chronicle) -> Iterator[Operation]:
    for matter in course.matters.values():
        if matter.procedure is None or matter.procedure.sphere != "operational" or matter.decision is None:
            continue
        if matter.decision.head.outcome == "adopted":
            closed, rule = matter.decision.head.closed, matter.book.spheres.call_up if matter.book.spheres else None
            until = course.deadline(closed, rule.within, matter.book) if rule else None
            yield Operation(matter, matter.procedure.decide.by, closed, rule.members if rule else 0, until)


def promises(ledger: Ledger) -> tuple[Promise, ...]:
    """What adopted matters oblige somebody to do: the late by the names of those who owe it, then what is due, then what was done."""
    found = []
    for owed in obligations(ledger):
        matter = ledger.course.matters.get(owed.source)
        if owed.kind is Kind.OBLIGE and matter is not None and matter.decision is not None:
            late = owed.state(ledger.course.as_of) in (State.OVERDUE, State.ESCALATED)
            found.append(Promise(matter, owed, matter.decision.head.closed, late, _told(ledger, owed)))
    return tuple(sorted(found, key=_rank))


def _rank(each: Promise) -> tuple[bool, str, bool, datetime]:
    return not each.is_late, each.owed.owner if each.is_late else "", each.owed.done is not None, each.owed.due


def _told(ledger: Ledger, owed: Obligation) -> str:
    matter = ledger.course.matters[owed.source]
    ids = (owed.source, *((matter.decision.head.id,) if matter.decision else ()))
    heads = [head for name in ids for head in ledger.about.get(name, ()) if head.by == owed.owner]
    return max(heads, key=ledger.dated).status if heads else ""
