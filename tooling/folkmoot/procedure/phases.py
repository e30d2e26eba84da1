"""The phases of a bootstrap or conversion plan: which one runs, until when, and what moved it on.

A phase runs between the days that the charter gives it. A decision with the effect `advance-phase` that names the phase which
follows ends the one before it early; nothing makes a phase longer.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from folkmoot.procedure.calendar import end_of, start_of
from folkmoot.procedure.chronicle import Chronicle
from folkmoot.procedure.conversion import Conversion
from folkmoot.procedure.staffing import Staff
from folkmoot.procedure.status import Status
from folkmoot.records.sentence import Sentence, joined, later, later_of
from folkmoot.records.transition import Phase

_HELD = (Status.IN_FORCE, Status.SUPERSEDED, Status.EXPIRED)


@dataclass(frozen=True, slots=True)
class Stage:
    """One phase, [since, until), as the plan and the decisions up to now make it."""

    name: str
    phase: Phase
    since: datetime
    until: datetime
    moved_by: str = ""
    """The proposal whose decision ended it early; empty when its last day does."""

    def runs(self, at: datetime) -> bool:
        """Whether the phase runs at an instant."""
        return self.since <= at < self.until


def has_plan(course: Chronicle) -> bool:
    """Whether any charter up to now has planned phases or milestones."""
    return any(version.book.phases or version.book.milestones for version in course.versions if version.since <= course.as_of)


def stages(course: Chronicle) -> tuple[Stage, ...]:
    """Every phase that a charter up to now has planned, in the order in which they begin."""
    planned: dict[str, Phase] = {}
    for version in course.living:
        if version.since <= course.as_of:
            planned |= version.book.phases
    zone = course.zone
    found = {name: Stage(name, phase, start_of(phase.starts, zone), end_of(phase.ends, zone)) for name, phase in planned.items()}
    for at, name, proposal in sorted(_advances(course)):
        for before in [stage for stage in found.values() if stage.phase.successor == name and stage.runs(at)]:
            found[before.name] = replace(before, until=at, moved_by=proposal)
            if name in found:
                found[name] = replace(found[name], since=min(found[name].since, at))
    return tuple(sorted(found.values(), key=lambda stage: (stage.since, stage.name)))


def unseated(plan: Conversion, stage: Stage, at: datetime) -> tuple[Staff, ...]:
    """The bodies that must sit when a phase ends and that have too few holders at an instant."""
    found = (plan.staffing.body(name, at) for name in stage.phase.seated)
    return tuple(staff for staff in found if staff.lacks)


def unpassed(plan: Conversion, stage: Stage) -> tuple[str, ...]:
    """The milestones that must be passed when a phase ends and are not passed by now."""
    known = ((name, plan.milestones.get(name)) for name in stage.phase.milestones)
    return tuple(name for name, progress in known if progress is None or progress.passed is None)


def countdown(plan: Conversion, stage: Stage) -> str:
    """The clock of a running phase in English: when it ends, what is missing, and what happens if it stays missing."""
    return clock(plan, stage).english


def clock(plan: Conversion, stage: Stage) -> Sentence:
    """The same for readers of any language."""
    course = plan.staffing.course
    days = (stage.until - course.as_of) // timedelta(days=1)
    phase = _spoken(stage.name)
    ends = later_of(days, "{phase} ends in {count} day", "{phase} ends in {count} days", phase=phase)
    words = [ends if days else later("{phase} ends within a day", phase=phase)]
    missing = [_not_seated(staff) for staff in unseated(plan, stage, course.as_of)]
    fallback = stage.phase.fallback
    if missing and fallback:
        drawn = _spoken(fallback.draw)
        words.append(later("{missing}: otherwise the {body} is drawn by lot", missing=joined(missing, ", "), body=drawn))
    elif missing:
        words.append(joined(missing, ", "))
    elif stage.phase.seated:
        words.append(later("every body that must sit by then sits"))
    ahead = unpassed(plan, stage)
    if ahead:
        titles = [plan.milestones[name].milestone.title if name in plan.milestones else name for name in ahead]
        words.append(later("not passed yet: {milestones}", milestones=", ".join(titles)))
    return joined(words, "; ")


def _not_seated(staff: Staff) -> Sentence:
    places = {"body": _spoken(staff.name), "held": str(len(staff.holders)), "needed": str(staff.needed)}
    return later("the {body} is not seated ({held} of {needed})", **places)


def _spoken(name: str) -> str:
    return name.replace("-", " ")


def _advances(course: Chronicle) -> Iterator[tuple[datetime, str, str]]:
    """When a decision moved the plan on, to which phase, and which proposal it was."""
    for matter in course.matters.values():
        if matter.decision is None or matter.effective is None or matter.status not in _HELD or matter.effective > course.as_of:
            continue
        for effect in matter.decision.head.effects:
            if effect.do == "advance-phase":
                yield matter.effective, effect.what.strip(), matter.proposal.id
