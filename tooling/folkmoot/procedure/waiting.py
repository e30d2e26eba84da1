"""What waits: everything owed, everything awaited and every seat that lapses, the overdue first."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from folkmoot.procedure.agenda import agenda
from folkmoot.procedure.duties import duties
from folkmoot.procedure.ledger import Ledger
from folkmoot.procedure.milestones import MilestoneState
from folkmoot.procedure.obligations import Obligation, State, obligations
from folkmoot.procedure.phases import clock, stages
from folkmoot.procedure.plan_dues import plan_dues, ways_back
from folkmoot.procedure.seats import lapsing
from folkmoot.records.sentence import Sentence, joined, later, later_of

LATE = ("escalated", "overdue")
OFFERED = "possible"
LAPSES = "lapses"
CLOCK = "clock"
"""The running phase of a plan: when it ends, and what is missing till then."""


@dataclass(frozen=True, slots=True)
class Due:
    """One thing that waits for somebody."""

    state: str
    who: tuple[str, ...]
    says: Sentence
    """What waits."""
    source: str
    opens: datetime | None
    due: datetime | None
    path: str = ""
    """The file it comes from, where that is known."""

    @property
    def what(self) -> str:
        """What waits, in English."""
        return self.says.english


def everything_owed(ledger: Ledger) -> tuple[Obligation, ...]:
    """What is owed once, what is owed again and again, and what a plan asks for, done or not."""
    return (*obligations(ledger), *duties(ledger), *plan_dues(ledger))


def waiting(ledger: Ledger, horizon: datetime) -> tuple[Due, ...]:
    """Everything overdue, the clock of the phase, what falls due by the horizon, and the seats that lapse by then; the overdue first."""
    found = [*_owed(ledger, horizon), *_awaited(ledger, horizon), *_ending(ledger, horizon), *_planned(ledger)]
    order = {"escalated": 0, "overdue": 0, CLOCK: 1, OFFERED: 3}
    return tuple(sorted(found, key=lambda each: (order.get(each.state, 2), each.due is None, each.due, each.source, each.what)))


def _owed(ledger: Ledger, horizon: datetime) -> Iterator[Due]:
    for owed in everything_owed(ledger):
        state = owed.state(ledger.course.as_of)
        if state is not State.DONE and owed.due <= horizon:
            who = (owed.owner, owed.heir) if state is State.ESCALATED else (owed.owner,)
            yield Due(state, who, owed.says, owed.source, None, owed.due, owed.path)


def _awaited(ledger: Ledger, horizon: datetime) -> Iterator[Due]:
    for step in agenda(ledger.course, ledger.juries.values()):
        is_late = step.closes is not None and step.closes <= ledger.course.as_of
        is_soon = step.closes is None or step.closes <= horizon
        if is_soon or (step.leading and (step.opens is None or step.opens <= horizon)):
            state = "overdue" if is_late and step.leading else "next" if step.leading else OFFERED
            yield Due(state, step.who, step.says, step.source, step.opens, step.closes)


def _ending(ledger: Ledger, horizon: datetime) -> Iterator[Due]:
    groups: dict[tuple[str, datetime | None, str], list[str]] = {}
    for seat in lapsing(ledger.seats, ledger.course.as_of, horizon):
        groups.setdefault((seat.body, seat.until, str(seat.ending)), []).append(seat.holder)
    for (body, ends, why), holders in groups.items():
        says = later_of(len(holders), "a seat of {body} lapses: {why}", "{count} seats of {body} lapse: {why}", body=body, why=later(why))
        yield Due(LAPSES, (body, *holders), says, body, None, ends)


def _planned(ledger: Ledger) -> Iterator[Due]:
    """The clock of each phase that runs, the ways back that are open, and what waits for a new day."""
    course, plan = ledger.course, ledger.conversion
    for stage in stages(course):
        if stage.runs(course.as_of):
            who = (*stage.phase.bodies, *([stage.phase.fallback.by] if stage.phase.fallback else []))
            yield Due(CLOCK, who, clock(plan, stage), f"plan.phases.{stage.name}", None, stage.until)
    for progress, ends in ways_back(ledger):
        what, source = (
            later("roll back, by a decision: {milestone}", milestone=progress.milestone.title),
            f"plan.milestones.{progress.name}",
        )
        yield Due(OFFERED, ("anyone",), what, source, None, ends)
    for progress in plan.milestones.values():
        source = f"plan.milestones.{progress.name}"
        if progress.state is MilestoneState.ROLLED_BACK:
            what = later("give it a new day, by a decision: {milestone}", milestone=progress.milestone.title)
            yield Due(OFFERED, ("anyone",), what, source, None, None)
        elif short := plan.frozen(progress):
            why = joined((staff.says for staff in short), "; ")
            what = later("{milestone} is frozen: {why}", milestone=progress.milestone.title, why=why)
            yield Due("next", (progress.milestone.by,), what, source, None, None)
