"""The state machine of a conversion's milestones: what is shown, who judges it, what is put off, and what is undone.

planned -> evidence filed -> each gate passed or failed -> passed once all are; extended once, by decision; rolled back until
its day, and then planned again under a new day. An act that the rules do not allow is void and moves nothing.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from zoneinfo import ZoneInfo

from folkmoot.procedure.calendar import end_of
from folkmoot.procedure.staffing import Staff
from folkmoot.records.heads import Claim
from folkmoot.records.transition import Milestone


class GateState(StrEnum):
    """Where one gate stands."""

    OPEN = "open"
    FILED = "evidence filed"
    PASSED = "passed"
    FAILED = "failed"


class MilestoneState(StrEnum):
    """Where a milestone stands."""

    PLANNED = "planned"
    FILED = "evidence filed"
    FAILED = "gate failed"
    PASSED = "passed"
    ROLLED_BACK = "rolled back"


class Flaw(StrEnum):
    """Why an act is void."""

    UNKNOWN = "unknown"
    """The plan has no such milestone or gate, or a day is missing."""
    EVIDENCE = "evidence"
    JUDGE = "judge"
    ORDER = "order"
    STAFF = "staff"
    EXTENSION = "extension"
    ROLLBACK = "rollback"
    """The last day of the way back was over."""


@dataclass(frozen=True, slots=True)
class Exhibit:
    """A piece of evidence for a gate, in a report about its milestone."""

    at: datetime
    milestone: str
    gate: str
    by: str
    claim: Claim
    path: str
    place: int
    """Which entry of the report's `evidence` it is, from 0."""


@dataclass(frozen=True, slots=True)
class Ruling:
    """An effect of an adopted decision on a milestone."""

    at: datetime
    """From when it holds."""
    opened: datetime
    """When the question was opened: the plan in force then says who judges."""
    closed: datetime
    """When it was decided: the evidence there was by then counts."""
    do: str
    milestone: str
    gate: str
    due: date | None
    by: str
    source: str
    path: str
    place: int


Act = Exhibit | Ruling


@dataclass(frozen=True, slots=True)
class Void:
    """An act that moves nothing, and why."""

    act: Act
    flaw: Flaw
    what: str


@dataclass(frozen=True, slots=True)
class GateStand:
    """One gate: the evidence of this attempt, and the judgement if there is one."""

    state: GateState
    exhibits: tuple[Exhibit, ...] = ()
    ruling: Ruling | None = None


@dataclass(frozen=True, slots=True)
class Progress:
    """Where one milestone stands."""

    name: str
    milestone: Milestone
    state: MilestoneState
    gates: Mapping[str, GateStand]
    due: date
    """The day planned, or the one that an extension set."""
    extended: Ruling | None
    passed: datetime | None
    undone: tuple[Ruling, ...]
    """The roll-backs, oldest first."""
    history: tuple[Act, ...]
    """Every act that counts, oldest first."""

    @property
    def awaits(self) -> tuple[str, ...]:
        """The gates for which nothing new was shown."""
        return tuple(name for name, gate in self.gates.items() if gate.state in (GateState.OPEN, GateState.FAILED))

    def overdue(self, as_of: datetime, zone: ZoneInfo) -> bool:
        """Whether its day is over and it is not passed; one that was rolled back has no day until it is given one."""
        return self.state not in (MilestoneState.PASSED, MilestoneState.ROLLED_BACK) and end_of(self.due, zone) <= as_of


@dataclass
class _Attempt:
    """What one milestone has come to by now."""

    gates: dict[str, GateStand] = field(default_factory=dict)
    extended: Ruling | None = None
    passed: datetime | None = None
    undone: list[Ruling] = field(default_factory=list)
    history: list[Act] = field(default_factory=list)
    needs_day: bool = False

    @property
    def begun(self) -> bool:
        return bool(self.gates)

    def gate(self, name: str) -> GateStand:
        return self.gates.get(name, GateStand(GateState.OPEN))


@dataclass
class Machine:
    """The milestones of a plan, moved act by act in the order of time."""

    plan: Callable[[datetime], Mapping[str, Milestone]]
    """The milestones that are planned at an instant."""
    crew: Callable[[str, Milestone, datetime], tuple[Staff, ...]]
    """The body that takes a step at an instant, and after it the duties that go on."""
    zone: ZoneInfo
    void: list[Void] = field(default_factory=list)
    _attempts: dict[str, _Attempt] = field(default_factory=dict)

    def run(self, acts: Iterable[Act]) -> "Machine":
        """Take all acts, the earliest first; evidence of an instant comes before the judgements of that instant."""
        for act in sorted(acts, key=lambda act: (act.at, isinstance(act, Ruling), act.path, act.place)):
            self.take(act)
        return self

    def take(self, act: Act) -> None:
        """Take one act: let it count, or note why it is void."""
        flawed = self._exhibit_flaw(act) if isinstance(act, Exhibit) else self._ruling_flaw(act)
        if flawed:
            self.void.append(Void(act, *flawed))
            return
        here = self._at(act.milestone)
        here.history.append(act)
        if isinstance(act, Exhibit):
            self._file(here, act)
        elif act.do in ("pass-gate", "fail-gate"):
            state = GateState.PASSED if act.do == "pass-gate" else GateState.FAILED
            here.gates[act.gate] = GateStand(state, here.gate(act.gate).exhibits, act)
            now = self.plan(act.at).get(act.milestone) or self.plan(act.opened)[act.milestone]
            if all(here.gate(name).state is GateState.PASSED for name in now.gates):
                here.passed = act.at
        elif act.do == "extend":
            here.extended, here.needs_day = act, False
        else:
            undone, history = [*here.undone, act], here.history
            self._attempts[act.milestone] = _Attempt(undone=undone, history=history, needs_day=True)

    def _file(self, here: _Attempt, exhibit: Exhibit) -> None:
        if here.passed is None:
            before = here.gate(exhibit.gate)
            state = before.state if before.state is GateState.PASSED else GateState.FILED
            here.gates[exhibit.gate] = GateStand(state, (*before.exhibits, exhibit), before.ruling)

    def _at(self, name: str) -> _Attempt:
        return self._attempts.setdefault(name, _Attempt())

    def _exhibit_flaw(self, exhibit: Exhibit) -> tuple[Flaw, str] | None:
        milestone = self.plan(exhibit.at).get(exhibit.milestone)
        if milestone is None or exhibit.gate not in milestone.gates:
            return Flaw.UNKNOWN, f"the milestone '{exhibit.milestone}' has no gate '{exhibit.gate}'"
        if exhibit.by != milestone.by:
            return Flaw.EVIDENCE, f"{exhibit.by} shows this; {milestone.by} takes the step and owes the evidence"
        if not (exhibit.claim.url or exhibit.claim.digest):
            return Flaw.EVIDENCE, "this claim has neither a digest nor an address, so nobody can look at what supports it"
        executor = self.crew(exhibit.milestone, milestone, exhibit.at)[0]
        if not executor.holders or (executor.lacks and not self._at(exhibit.milestone).begun):
            return Flaw.STAFF, f"{executor.words}; until then no step is begun"
        return None

    def _ruling_flaw(self, ruling: Ruling) -> tuple[Flaw, str] | None:
        milestone = self.plan(ruling.opened).get(ruling.milestone) or self.plan(ruling.at).get(ruling.milestone)
        if milestone is None:
            return Flaw.UNKNOWN, f"the plan has no milestone '{ruling.milestone}'"
        if ruling.do == "extend":
            return self._extension_flaw(ruling, milestone)
        if ruling.do == "roll-back":
            return self._rollback_flaw(ruling, milestone)
        if ruling.gate not in milestone.gates:
            return Flaw.UNKNOWN, f"the milestone '{ruling.milestone}' has no gate '{ruling.gate}'"
        return self._judgement_flaw(ruling, milestone)

    def _judgement_flaw(self, ruling: Ruling, milestone: Milestone) -> tuple[Flaw, str] | None:
        here, judge = self._at(ruling.milestone), milestone.gates[ruling.gate].judged_by
        if ruling.by == milestone.by:
            return Flaw.JUDGE, f"{ruling.by} takes this step and cannot judge whether it is done"
        if ruling.by != judge:
            return Flaw.JUDGE, f"{ruling.by} decided this; '{ruling.gate}' is judged by {judge}"
        if here.passed is not None:
            return Flaw.ORDER, f"'{ruling.milestone}' is passed already; only a roll-back undoes it"
        if here.needs_day:
            return Flaw.ORDER, f"'{ruling.milestone}' was rolled back, and no decision has given it a new day"
        if ruling.do == "fail-gate":
            return None
        waiting = [name for name in milestone.after if self._at(name).passed is None]
        if waiting:
            return Flaw.ORDER, f"'{ruling.milestone}' comes after {_listed(waiting)}, which is not passed"
        gate = here.gate(ruling.gate)
        failed = gate.ruling.closed if gate.ruling and gate.ruling.do == "fail-gate" else None
        shown = [each for each in gate.exhibits if each.at <= ruling.closed and (failed is None or failed < each.at)]
        if not shown:
            since = " since it failed" if failed else ""
            return Flaw.EVIDENCE, f"no report had shown anything for '{ruling.gate}'{since} when this was decided"
        short = [staff.words for staff in self.crew(ruling.milestone, milestone, ruling.at) if staff.lacks]
        return (Flaw.STAFF, f"{'; '.join(short)}; until then no gate is passed") if short else None

    def _extension_flaw(self, ruling: Ruling, milestone: Milestone) -> tuple[Flaw, str] | None:
        here = self._at(ruling.milestone)
        if ruling.due is None:
            return Flaw.UNKNOWN, "this 'extend' has no new day"
        if here.passed is not None:
            return Flaw.EXTENSION, f"'{ruling.milestone}' is passed and needs no new day"
        if ruling.by == milestone.by:
            return Flaw.EXTENSION, f"{ruling.by} takes this step and cannot put it off"
        if here.extended is not None:
            return Flaw.EXTENSION, f"'{ruling.milestone}' was put off once already, by {here.extended.source}"
        if not here.needs_day and ruling.due <= milestone.due:
            return Flaw.EXTENSION, f"{ruling.due} is not later than {milestone.due}, the day there was"
        return None

    def _rollback_flaw(self, ruling: Ruling, milestone: Milestone) -> tuple[Flaw, str] | None:
        here, name = self._at(ruling.milestone), ruling.milestone
        if end_of(milestone.rollback.until, self.zone) <= ruling.at:
            return Flaw.ROLLBACK, f"the way back from '{name}' was open until {milestone.rollback.until}"
        if here.needs_day or not here.begun:
            return Flaw.ORDER, f"of '{name}' nothing is done that could be undone"
        resting = [other for other, plan in self.plan(ruling.at).items() if name in plan.after and self._at(other).passed]
        if resting:
            return Flaw.ORDER, f"{_listed(resting)} rests on '{name}' and is passed; it is rolled back first"
        return None

    def progress(self, as_of: datetime) -> dict[str, Progress]:
        """Where every milestone that is planned stands, in the order of their days."""
        planned = self.plan(as_of)
        found = {name: _progress(name, planned[name], self._at(name)) for name in planned}
        return dict(sorted(found.items(), key=lambda pair: (pair[1].milestone.due, pair[0])))


def _progress(name: str, milestone: Milestone, here: _Attempt) -> Progress:
    gates = {gate: here.gate(gate) for gate in milestone.gates}
    states = {gate.state for gate in gates.values()}
    if here.passed is not None:
        state = MilestoneState.PASSED
    elif here.needs_day:
        state = MilestoneState.ROLLED_BACK
    elif GateState.FAILED in states:
        state = MilestoneState.FAILED
    else:
        state = MilestoneState.FILED if here.begun else MilestoneState.PLANNED
    due = here.extended.due if here.extended and here.extended.due else milestone.due
    return Progress(name, milestone, state, gates, due, here.extended, here.passed, tuple(here.undone), tuple(here.history))


def _listed(names: list[str]) -> str:
    return " and ".join(f"'{name}'" for name in names)
