"""`folkmoot plan`: where a beginning or a conversion stands: phases, milestones, gates, who must do what, staffing and freezes."""

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from folkmoot.cli.world import as_of_option, root_option, the_course

if TYPE_CHECKING:
    from datetime import datetime

    from folkmoot.procedure.ledger import Ledger
    from folkmoot.procedure.milestones import Progress
    from folkmoot.procedure.phases import Stage
    from folkmoot.procedure.staffing import Staff


@click.command("plan")
@click.option("--format", "form", type=click.Choice(("text", "json")), default="text")
@as_of_option
@root_option
def command(form: str, as_of: str | None, root: Path | None) -> None:
    """Say where the beginning or the conversion stands, what is missing and who must do what."""
    from folkmoot.formats.canonical import write_json
    from folkmoot.procedure.ledger import Ledger
    from folkmoot.procedure.phases import has_plan

    ledger = Ledger(the_course(root, as_of))
    if form == "json":
        click.echo(write_json(plan_facts(ledger)).decode(), nl=False)
    elif not has_plan(ledger.course):
        click.echo("the charter plans no phases and no milestones")
    else:
        click.echo("\n".join(_lines(ledger)))


def plan_facts(ledger: "Ledger") -> dict[str, Any]:
    """Where the plan stands, as plain values."""
    from folkmoot.procedure.phases import stages

    plan = ledger.conversion
    return {
        "phases": [_phase(ledger, stage) for stage in stages(ledger.course)],
        "milestones": [_milestone(ledger, progress) for progress in plan.milestones.values()],
        "void": [{"by": each.act.by, "at": _written(each.act.at), "why": each.what, "path": each.act.path} for each in plan.void],
        "freezes": [
            {"who": each.name, "fewest": each.fewest, "needed": each.needed, "since": _written(each.since), "until": _written(each.until)}
            for each in plan.freezes
        ],
        "owed": [
            {"who": each.owner, "what": each.what, "due": _written(each.due), "state": str(each.state(ledger.course.as_of))}
            for each in _owed(ledger)
        ],
    }  # fmt: skip


def _phase(ledger: "Ledger", stage: "Stage") -> dict[str, Any]:
    from folkmoot.procedure.phases import countdown, unpassed, unseated

    plan, at = ledger.conversion, ledger.course.as_of
    runs = stage.runs(at)
    return {
        "name": stage.name, "since": _written(stage.since), "until": _written(stage.until), "moved_by": stage.moved_by or None,
        "state": "runs" if runs else "over" if stage.until <= at else "ahead", "bodies": list(stage.phase.bodies),
        "unseated": [_staff(each) for each in unseated(plan, stage, min(at, stage.until))] if stage.since <= at else [],
        "unpassed": list(unpassed(plan, stage)), "clock": countdown(plan, stage) if runs else None,
    }  # fmt: skip


def _milestone(ledger: "Ledger", progress: "Progress") -> dict[str, Any]:
    plan, course, rule = ledger.conversion, ledger.course, progress.milestone
    return {
        "name": progress.name, "title": rule.title, "by": rule.by, "state": str(progress.state), "due": progress.due.isoformat(),
        "extended_by": progress.extended.source if progress.extended else None, "passed": _written(progress.passed),
        "overdue": progress.overdue(course.as_of, course.zone), "waits_for": list(plan.waits(progress)),
        "frozen": [_staff(each) for each in plan.frozen(progress)], "staff": [_staff(each) for each in plan.crew(progress)],
        "rollback": {"text": rule.rollback.text, "until": rule.rollback.until.isoformat()},
        "rolled_back_by": [each.source for each in progress.undone],
        "gates": [
            {
                "name": name, "claim": rule.gates[name].claim, "judged_by": rule.gates[name].judged_by, "state": str(gate.state),
                "decision": gate.ruling.source if gate.ruling else None, "decided": _written(gate.ruling.closed if gate.ruling else None),
                "evidence": [
                    {"claim": shown.claim.claim, "digest": shown.claim.digest, "url": shown.claim.url, "path": shown.path}
                    for shown in gate.exhibits
                ],
            }
            for name, gate in progress.gates.items()
        ],
    }  # fmt: skip


def _staff(staff: "Staff") -> dict[str, Any]:
    return {"name": staff.name, "kind": "duty" if staff.is_duty else "body", "holders": list(staff.holders), "needed": staff.needed}


def _owed(ledger: "Ledger") -> list[Any]:
    from folkmoot.procedure.obligations import State
    from folkmoot.procedure.plan_dues import plan_dues

    return [each for each in plan_dues(ledger) if each.state(ledger.course.as_of) is not State.DONE]


def _written(at: "datetime | None") -> str | None:
    from folkmoot.records.value import write_instant

    return write_instant(at) if at else None


def _lines(ledger: "Ledger") -> Iterator[str]:
    from folkmoot.procedure.phases import stages
    from folkmoot.publish.words import counted, instant, left, until

    course, plan, facts = ledger.course, ledger.conversion, plan_facts(ledger)
    passed = sum(progress.passed is not None for progress in plan.milestones.values())
    done = f": {passed} of {counted(len(plan.milestones), 'milestone')} passed" if plan.milestones else ""
    yield f"As of {instant(course.as_of, course.zone)}{done}."
    yield from ("", "Phases")
    for stage, phase in zip(stages(course), facts["phases"], strict=True):
        ends = f"until {until(stage.until, course.zone)}"
        yield f"  {stage.name:12} {phase['state']:6} {phase['clock'] or ends}"
        yield from (f"{'':22}{each['name']} was not seated" for each in (phase["unseated"] if phase["state"] == "over" else ()))
    if plan.milestones:
        yield from ("", "Milestones")
    for fact in facts["milestones"]:
        yield from _milestone_lines(fact)
    if facts["freezes"]:
        yield from ("", "Freezes")
        for each in plan.freezes:
            ends = f"until {instant(each.until, course.zone)}" if each.until else "and lasts"
            yield f"  {each.name}: {each.fewest} of {each.needed} at the least, since {instant(each.since, course.zone)}, {ends}"
    if plan.void:
        yield from ("", "Void")
        yield from (f"  {each.act.by}: {each.what} ({each.act.path})" for each in plan.void)
    owed = _owed(ledger)
    if owed:
        yield from ("", "Who must do what")
        yield from (f"  {each.owner}: {each.what}; by {until(each.due, course.zone)}, {left(each.due, course.as_of)}" for each in owed)


def _milestone_lines(fact: dict[str, Any]) -> Iterator[str]:
    marks = ["overdue"] if fact["overdue"] else []
    marks += ["FROZEN"] if fact["frozen"] else []
    marks += [f"put off by {fact['extended_by']}"] if fact["extended_by"] else []
    marks += [f"waits for {', '.join(fact['waits_for'])}"] if fact["waits_for"] else []
    more = f" ({', '.join(marks)})" if marks else ""
    yield f"  {fact['name']}: {fact['title']}; {fact['by']}, due {fact['due']}: {fact['state']}{more}"
    for gate in fact["gates"]:
        judged = f" by {gate['judged_by']}, {gate['decision']}" if gate["decision"] else f", judged by {gate['judged_by']}"
        shown = len(gate["evidence"])
        yield f"    {gate['name']}: {gate['state']}{judged}; {shown} piece{'' if shown == 1 else 's'} of evidence"
    for staff in () if fact["passed"] else fact["staff"]:
        yield f"    {staff['name']}: {len(staff['holders'])} of the {staff['needed']} people it needs"
    yield f"    way back until {fact['rollback']['until']}: {fact['rollback']['text']}"
