"""The phases of a bootstrap or conversion plan: which one runs, until when, and what moved it on.

A phase runs between the days that the charter gives it. A decision with the effect `advance-phase` that names the phase which
follows ends the one before it early; nothing makes a phase longer.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime

from folkmoot.procedure.calendar import end_of, start_of
from folkmoot.procedure.chronicle import Chronicle
from folkmoot.procedure.status import Status
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


def _advances(course: Chronicle) -> Iterator[tuple[datetime, str, str]]:
    """When a decision moved the plan on, to which phase, and which proposal it was."""
    for matter in course.matters.values():
        if matter.decision is None or matter.effective is None or matter.status not in _HELD or matter.effective > course.as_of:
            continue
        for effect in matter.decision.head.effects:
            if effect.do == "advance-phase":
                yield matter.effective, effect.what.strip(), matter.proposal.id
