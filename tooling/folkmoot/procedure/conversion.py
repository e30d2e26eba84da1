"""Where a conversion stands: the milestones of the plan, moved by the reports and the decisions that hold by now."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial

from folkmoot.procedure.chronicle import Chronicle
from folkmoot.procedure.milestones import Act, Exhibit, Flaw, Machine, Progress, Ruling, Void
from folkmoot.procedure.seats import Tenure
from folkmoot.procedure.staffing import Filed, Freeze, Staff, Staffing
from folkmoot.procedure.status import Status
from folkmoot.records.heads import Effect, ReportHead

_HELD = (Status.IN_FORCE, Status.SUPERSEDED, Status.EXPIRED)
MOVES = ("pass-gate", "fail-gate", "extend", "roll-back")
"""The effects that move a milestone."""


@dataclass(frozen=True)
class Conversion:
    """Every milestone of the plan at the chronicle's instant; empty where the charter plans none."""

    staffing: Staffing
    milestones: Mapping[str, Progress]
    void: tuple[Void, ...]
    """The acts that moved nothing, oldest first."""
    freezes: tuple[Freeze, ...]
    """When too few people held a body or a duty that an unfinished milestone needs, oldest first."""

    def crew(self, progress: Progress) -> tuple[Staff, ...]:
        """Who works on a milestone at the chronicle's instant: the body that takes the step, then the duties that go on."""
        return self.staffing.crew(progress.name, progress.milestone, self.staffing.course.as_of)

    def short(self, progress: Progress) -> tuple[Staff, ...]:
        """Which of them are too few, so that no gate of the milestone can be passed."""
        return () if progress.passed else tuple(staff for staff in self.crew(progress) if staff.lacks)

    def frozen(self, progress: Progress) -> tuple[Staff, ...]:
        """Which of those had been enough before."""
        lasting = {(freeze.name, freeze.is_duty) for freeze in self.freezes if freeze.until is None}
        return tuple(staff for staff in self.short(progress) if (staff.name, staff.is_duty) in lasting)

    def waits(self, progress: Progress) -> tuple[str, ...]:
        """The milestones that must be passed before it and are not."""
        return tuple(name for name in progress.milestone.after if name in self.milestones and not self.milestones[name].passed)


def conversion(course: Chronicle, seats: tuple[Tenure, ...], told: Iterable[tuple[datetime, str, ReportHead]]) -> Conversion:
    """Run the milestones through all that was decided by now, and all that was told: when, in which report, and what."""
    reports = tuple(Filed(*each) for each in told)
    staffing = Staffing(course, seats, reports)
    if not any(version.book.milestones for version in course.versions):
        return Conversion(staffing, {}, (), ())
    undated = [filed for filed in reports if filed.head.period is None]
    void = [Void(each, Flaw.EVIDENCE, _UNDATED) for filed in undated for each in _exhibits(staffing, filed)]
    acts: list[Act] = [each for filed in reports if filed.head.period for each in _exhibits(staffing, filed)]
    acts += [ruling for ruling in _rulings(course) if ruling.at <= course.as_of]
    machine = Machine(lambda at: staffing.book(at).milestones, staffing.crew, course.zone).run(acts)
    milestones = machine.progress(course.as_of)
    freezes = sorted(_freezes(staffing, milestones), key=lambda freeze: (freeze.since, freeze.name))
    return Conversion(staffing, milestones, (*void, *machine.void), tuple(freezes))


_UNDATED = "the report has no period, so nobody can tell when this could be seen"


def _exhibits(staffing: Staffing, filed: Filed) -> Iterator[Exhibit]:
    """The evidence of a report about a milestone; a claim that names no gate is for none."""
    head = filed.head
    if head.about in staffing.book(staffing.course.as_of).milestones:
        for place, claim in enumerate(head.evidence):
            if claim.gate is not None:
                yield Exhibit(filed.at, head.about, claim.gate, head.by, claim, filed.path, place)


def _rulings(course: Chronicle) -> Iterator[Ruling]:
    for matter in course.matters.values():
        if matter.decision is None or matter.effective is None or matter.status not in _HELD:
            continue
        decision = matter.decision
        for place, effect in enumerate(decision.head.effects):
            if effect.do in MOVES:
                milestone, gate = aim(effect)
                yield Ruling(
                    matter.effective, matter.opened or decision.head.opened, decision.head.closed, effect.do, milestone, gate,
                    effect.due, decision.head.by, matter.proposal.id, decision.path, place,
                )  # fmt: skip


def aim(effect: Effect) -> tuple[str, str]:
    """The milestone that an effect names, and the gate, which is empty where it names none."""
    milestone, _, gate = effect.what.strip().partition("/")
    return milestone.strip(), gate.strip()


def _freezes(staffing: Staffing, milestones: Mapping[str, Progress]) -> Iterator[Freeze]:
    """The freezes of each body and duty, as long as a milestone needs it that is not passed."""
    until: dict[tuple[str, bool], datetime] = {}
    keeper: dict[str, Progress] = {}
    for progress in milestones.values():
        ends = progress.passed or staffing.course.as_of
        for name, is_duty in ((progress.milestone.by, False), *((name, True) for name in progress.milestone.continuity)):
            until[name, is_duty] = max(until.get((name, is_duty), ends), ends)
            if is_duty and (name not in keeper or not progress.passed):
                keeper[name] = progress
    for (name, is_duty), last in until.items():
        owner = keeper.get(name)
        measure = partial(staffing.duty, name, owner.name, owner.milestone) if is_duty and owner else partial(staffing.body, name)
        for freeze in staffing.freezes(name, measure, last):
            yield replace(freeze, until=last) if freeze.until is None and last < staffing.course.as_of else freeze
