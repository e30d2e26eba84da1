"""The plan of a beginning or a conversion as plain sentences: its phases, its steps, and the work that may never stop."""

from collections.abc import Iterator

from folkmoot.publish.words import begun, counted, day, listed, spoken
from folkmoot.records.transition import ContinuityDuty, Milestone, Phase, Plan


def plan_sentences(plan: Plan | None) -> Iterator[tuple[str, str]]:
    """Yield each rule's key and what it says."""
    if plan is None:
        return
    for name, phase in plan.phases.items():
        yield f"plan.phases.{name}", " ".join(_phase(phase))
    for name, milestone in plan.milestones.items():
        yield f"plan.milestones.{name}", " ".join(_milestone(milestone))
    for name, duty in plan.continuity.items():
        yield f"plan.continuity.{name}", _duty(duty)


def _phase(rule: Phase) -> Iterator[str]:
    yield f"From {day(rule.starts)} to {day(rule.ends)}."
    if rule.bodies:
        yield f"{begun(_bodies(rule.bodies))} may act in it."
    if rule.seated:
        yield f"When it ends, {_bodies(rule.seated)} must sit."
    if rule.fallback:
        yield f"Otherwise the {spoken(rule.fallback.by)} must have the {spoken(rule.fallback.draw)} drawn by lot within " \
              f"{rule.fallback.within.words}."  # fmt: skip
    if rule.milestones:
        yield f"By then {listed(map(spoken, rule.milestones))} must be passed."
    if rule.successor:
        yield f"Then comes {spoken(rule.successor)}."


def _milestone(rule: Milestone) -> Iterator[str]:
    yield f"{rule.title.rstrip('.')}: the {spoken(rule.by)} must have done it by {day(rule.due)}."
    if rule.after:
        yield f"It comes after {listed(map(spoken, rule.after))}."
    for gate in rule.gates.values():
        yield f"The {spoken(gate.judged_by)} must find it shown: {gate.claim.rstrip('.')}."
    if rule.continuity:
        yield f"Meanwhile {listed(map(spoken, rule.continuity))} must not stop."
    yield f"Until {day(rule.rollback.until)} it can be undone: {rule.rollback.text.rstrip('.')}."
    yield "A decision can put it off once."


def _duty(rule: ContinuityDuty) -> str:
    people = counted(max(2, rule.holders), "person").replace("persons", "people")
    return f"At least {people} of {_bodies(rule.by)} always hold this: {rule.what.rstrip('.')}."


def _bodies(names: tuple[str, ...]) -> str:
    return listed(f"the {spoken(name)}" for name in names)
