"""The plan of a beginning or a conversion as plain sentences: its phases, its steps, and the work that may never stop."""

from collections.abc import Iterator

from folkmoot.publish.words import begun, counted, day, listed, span, spoken, the
from folkmoot.records.speech import say
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
    yield say("From {first} to {last}.", first=day(rule.starts), last=day(rule.ends))
    if rule.bodies:
        yield say("{bodies} may act in it.", bodies=begun(_bodies(rule.bodies)))
    if rule.seated:
        yield say("When it ends, {bodies} must sit.", bodies=_bodies(rule.seated))
    if rule.fallback:
        places = {"body": spoken(rule.fallback.by), "drawn": spoken(rule.fallback.draw), "span": span(rule.fallback.within)}
        yield say("Otherwise the {body} must have the {drawn} drawn by lot within {span}.", **places)
    if rule.milestones:
        yield say("By then {milestones} must be passed.", milestones=listed(map(spoken, rule.milestones)))
    if rule.successor:
        yield say("Then comes {phase}.", phase=spoken(rule.successor))


def _milestone(rule: Milestone) -> Iterator[str]:
    places = {"title": rule.title.rstrip("."), "body": spoken(rule.by), "day": day(rule.due)}
    yield say("{title}: the {body} must have done it by {day}.", **places)
    if rule.after:
        yield say("It comes after {milestones}.", milestones=listed(map(spoken, rule.after)))
    for gate in rule.gates.values():
        yield say("The {body} must find it shown: {claim}.", body=spoken(gate.judged_by), claim=gate.claim.rstrip("."))
    if rule.continuity:
        yield say("Meanwhile {duties} must not stop.", duties=listed(map(spoken, rule.continuity)))
    yield say("Until {day} it can be undone: {how}.", day=day(rule.rollback.until), how=rule.rollback.text.rstrip("."))
    yield say("A decision can put it off once.")


def _duty(rule: ContinuityDuty) -> str:
    people, what = counted(max(2, rule.holders), "person"), rule.what.rstrip(".")
    return say("At least {people} of {bodies} always hold this: {what}.", people=people, bodies=_bodies(rule.by), what=what)


def _bodies(names: tuple[str, ...]) -> str:
    return listed(map(the, names))
