"""What the plan of a bootstrap or conversion asks for: fall-back draws, milestones by their day, and judgements of gates."""

from collections.abc import Iterator
from datetime import datetime

from folkmoot.procedure.calendar import end_of
from folkmoot.procedure.chronicle import Chronicle
from folkmoot.procedure.jury_status import JuryStatus
from folkmoot.procedure.ledger import Ledger
from folkmoot.procedure.milestones import GateState, MilestoneState, Progress
from folkmoot.procedure.obligations import Kind, Obligation
from folkmoot.procedure.phases import Stage, stages, unseated
from folkmoot.records.archive import Step
from folkmoot.records.sentence import joined, later
from folkmoot.records.transition import Fallback
from folkmoot.records.value import Span

_TO_JUDGE = Span(14, "d")
"""How long after evidence was shown it is judged at the latest, where the milestone's own day is earlier."""


def plan_dues(ledger: Ledger) -> tuple[Obligation, ...]:
    """Every fall-back draw that a phase left due, every milestone, and every gate whose evidence waits for its judges."""
    found = [*_fallbacks(ledger)]
    for progress in ledger.conversion.milestones.values():
        found += _of_milestone(ledger, progress)
    return tuple(sorted(found, key=lambda each: (each.due, each.source, each.what)))


def rule_place(course: Chronicle, key: str, *more: Step) -> tuple[str, tuple[Step, ...]]:
    """The article that carries a rule, such as `plan.phases.founding`, and where in it the rule stands.

    The article as it stands in `charter/`, if it is still the one that was decided.
    """
    files = course.archive.files
    for version in reversed(course.versions):
        if key in version.book.owners:
            path = version.book.owners[key].path
            standing = path.partition("/changes/")[2]
            return standing if files.get(standing) == files.get(path) else path, ("rules", *key.split("."), *more)
    return "", ()


def _fallbacks(ledger: Ledger) -> Iterator[Obligation]:
    course = ledger.course
    for stage in stages(course):
        rule = stage.phase.fallback
        if rule is None or not stage.phase.seated or course.as_of < stage.until:
            continue
        missing = unseated(ledger.conversion, stage, stage.until)
        if missing:
            names = joined((staff.says for staff in missing), ", ")
            key = f"plan.phases.{stage.name}"
            path, keys = rule_place(course, key, "fallback")
            drawn = rule.draw.replace("-", " ")
            what = later("draw the {body} by lot: when {phase} ended, {missing}", body=drawn, phase=stage.name, missing=names)
            due = course.deadline(stage.until, rule.within)
            yield Obligation(Kind.FALLBACK, key, rule.by, what, stage.until, due, _drawn(ledger, stage, rule), path, keys)


def _drawn(ledger: Ledger, stage: Stage, rule: Fallback) -> datetime | None:
    """When the fall-back body was called or seated after the phase; at its end, if it sat already."""
    if not ledger.conversion.staffing.body(rule.draw, stage.until).lacks:
        return stage.until
    found = []
    for panel in ledger.juries.values():
        if panel.jury.call.head.body == rule.draw and panel.status not in (JuryStatus.FAILED, JuryStatus.ANNULLED):
            acts = (panel.called.at if panel.called else None, panel.seated)
            found += [at for at in acts if at is not None and at >= stage.until]
    return min(found, default=None)


def _of_milestone(ledger: Ledger, progress: Progress) -> Iterator[Obligation]:
    course, name, milestone = ledger.course, progress.name, progress.milestone
    key, title = f"plan.milestones.{name}", milestone.title
    if progress.state is MilestoneState.ROLLED_BACK:
        return
    path, keys = rule_place(course, key, "due")
    since = next(version.since for version in course.versions if name in version.book.milestones)
    due = end_of(progress.due, course.zone)
    if progress.awaits:
        what = later("{milestone}: show evidence for {gates}", milestone=title, gates=", ".join(progress.awaits))
    else:
        what = later("{milestone}: every gate has its evidence", milestone=title)
    yield Obligation(Kind.MILESTONE, key, milestone.by, what, min(since, due), due, progress.passed, path, keys)
    for gate, stand in progress.gates.items():
        if stand.state is GateState.FILED and not progress.passed:
            filed = stand.exhibits[-1].at
            judged = max(due, course.deadline(filed, _TO_JUDGE))
            path, keys = rule_place(course, key, "gates", gate)
            rule = milestone.gates[gate]
            what = later("{milestone}: judge whether it is so: {claim}", milestone=title, claim=rule.claim)
            yield Obligation(Kind.GATE, f"{key}.gates.{gate}", rule.judged_by, what, filed, judged, None, path, keys)


def ways_back(ledger: Ledger) -> Iterator[tuple[Progress, datetime]]:
    """The milestones that a decision can still roll back, each with the instant at which that ends."""
    course = ledger.course
    for progress in ledger.conversion.milestones.values():
        ends = end_of(progress.milestone.rollback.until, course.zone)
        touched = progress.state not in (MilestoneState.PLANNED, MilestoneState.ROLLED_BACK)
        rested_on = any(progress.name in other.milestone.after and other.passed for other in ledger.conversion.milestones.values())
        if touched and not rested_on and course.as_of < ends:
            yield progress, ends
