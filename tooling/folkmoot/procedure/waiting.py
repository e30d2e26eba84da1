"""What waits: everything owed, everything awaited and every seat that lapses, the overdue first."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from folkmoot.procedure.agenda import agenda
from folkmoot.procedure.duties import duties
from folkmoot.procedure.obligations import Ledger, State, obligations
from folkmoot.procedure.seats import lapsing

LATE = ("escalated", "overdue")
OFFERED = "possible"
LAPSES = "lapses"


@dataclass(frozen=True, slots=True)
class Due:
    """One thing that waits for somebody."""

    state: str
    who: tuple[str, ...]
    what: str
    source: str
    opens: datetime | None
    due: datetime | None
    path: str = ""
    """The file it comes from, where that is known."""


def waiting(ledger: Ledger, horizon: datetime) -> tuple[Due, ...]:
    """Everything overdue, everything that falls due by the horizon, and the seats that lapse by then; the overdue first."""
    found = [*_owed(ledger, horizon), *_awaited(ledger, horizon), *_ending(ledger, horizon)]
    order = {"escalated": 0, "overdue": 0, OFFERED: 2}
    return tuple(sorted(found, key=lambda each: (order.get(each.state, 1), each.due is None, each.due, each.source, each.what)))


def _owed(ledger: Ledger, horizon: datetime) -> Iterator[Due]:
    for owed in (*obligations(ledger), *duties(ledger)):
        state = owed.state(ledger.course.as_of)
        if state is not State.DONE and owed.due <= horizon:
            who = (owed.owner, owed.heir) if state is State.ESCALATED else (owed.owner,)
            yield Due(state, who, owed.what, owed.source, None, owed.due, owed.path)


def _awaited(ledger: Ledger, horizon: datetime) -> Iterator[Due]:
    for step in agenda(ledger.course, ledger.juries.values()):
        is_late = step.closes is not None and step.closes <= ledger.course.as_of
        is_soon = step.closes is None or step.closes <= horizon
        if is_soon or (step.leading and (step.opens is None or step.opens <= horizon)):
            state = "overdue" if is_late and step.leading else "next" if step.leading else OFFERED
            yield Due(state, step.who, step.what, step.source, step.opens, step.closes)


def _ending(ledger: Ledger, horizon: datetime) -> Iterator[Due]:
    groups: dict[tuple[str, datetime | None, str], list[str]] = {}
    for seat in lapsing(ledger.seats, ledger.course.as_of, horizon):
        groups.setdefault((seat.body, seat.until, str(seat.ending)), []).append(seat.holder)
    for (body, ends, why), holders in groups.items():
        words = f"a seat of {body} lapses" if len(holders) == 1 else f"{len(holders)} seats of {body} lapse"
        yield Due(LAPSES, (body, *holders), f"{words}: {why}", body, None, ends)
