"""Where the conversion stands: the phase and its clock, each step with its gates and evidence, the way back, and who keeps it running."""

from collections.abc import Iterator, Mapping
from datetime import timedelta

from folkmoot.procedure.calendar import end_of
from folkmoot.procedure.milestones import Exhibit, GateStand, GateState, MilestoneState, Progress, Ruling
from folkmoot.procedure.phases import Stage, countdown, has_plan, stages
from folkmoot.procedure.staffing import Freeze, Staff
from folkmoot.publish.atlas import CONVERSION, Atlas, proposal_page
from folkmoot.publish.markup import badge, block, code, commands, html, inline, note, page, table
from folkmoot.publish.words import begun, counted, day, instant, left, listed, spoken, until

_WIDTH = 1000
_STATES = {
    MilestoneState.PLANNED: ("draft", "Planned"), MilestoneState.FILED: ("voting", "Evidence filed"),
    MilestoneState.FAILED: ("rejected", "A gate failed"), MilestoneState.PASSED: ("adopted", "Passed"),
    MilestoneState.ROLLED_BACK: ("warning", "Rolled back"),
}  # fmt: skip
_GATES = {
    GateState.OPEN: ("draft", "Open"), GateState.FILED: ("voting", "Shown, not judged"), GateState.PASSED: ("adopted", "Passed"),
    GateState.FAILED: ("rejected", "Failed"),
}  # fmt: skip


def conversion_page(atlas: Atlas) -> Mapping[str, bytes]:
    """The page of the plan; none where the charter plans neither phases nor milestones."""
    if not has_plan(atlas.course):
        return {}
    plan, planned = atlas.ledger.conversion, stages(atlas.course)
    parts = ["# Where the conversion stands", _lead(atlas, planned), *_frozen(atlas)]
    if planned:
        parts += ["## Phases", _bar(atlas, planned), *_phases(atlas, planned)]
    if plan.milestones:
        cards = "\n".join(_card(atlas, progress) for progress in plan.milestones.values())
        parts += ["## Milestones", _MILESTONES, block(f'<ul class="fm-cards">\n{cards}\n</ul>')]
    parts += [*_staffing(atlas), *_freezes(atlas), *_void(atlas)]
    parts.append(f"## See it yourself\n\n{commands('folkmoot plan', 'folkmoot next')}")
    return {CONVERSION: page("Where the conversion stands", "Phases, milestones, gates, evidence, ways back and staffing.", *parts)}


_MILESTONES = (
    "A step is passed when each of its gates is: there is evidence, and a body other than the one that takes the step has found that "
    "it is enough. Until a day that was fixed beforehand, a decision can undo it."
)


def _lead(atlas: Atlas, planned: tuple[Stage, ...]) -> str:
    """The answer first: which phase runs until when, how much is done, and what comes next."""
    course, milestones = atlas.course, atlas.ledger.conversion.milestones.values()
    running = [stage for stage in planned if stage.runs(course.as_of)]
    ends = [(spoken(stage.name), until(stage.until, course.zone), left(stage.until, course.as_of)) for stage in running]
    said = [f"The phase “{name}” runs until {when}: {rest}." for name, when, rest in ends]
    if planned and not running:
        over = all(stage.until <= course.as_of for stage in planned)
        said.append("All phases are over." if over else "No phase runs today.")
    if milestones:
        passed = sum(progress.passed is not None for progress in milestones)
        said.append(f"{passed} of {counted(len(milestones), 'milestone')} {'is' if passed == 1 else 'are'} passed.")
        ahead = next((progress for progress in milestones if not progress.passed and not atlas.ledger.conversion.waits(progress)), None)
        if ahead and ahead.state is not MilestoneState.ROLLED_BACK:
            said.append(f"The next step is “{ahead.milestone.title}”, due on {day(ahead.due)}.")
    return block(f'<p class="fm-lead">{html(" ".join(said))}</p>')


def _frozen(atlas: Atlas) -> Iterator[str]:
    plan = atlas.ledger.conversion
    short = {_short(staff) for progress in plan.milestones.values() for staff in plan.frozen(progress)}
    if short:
        words = html(" ".join(sorted(short)))
        yield note(f"<strong>Frozen.</strong> {words} Until there are enough again, no gate is passed.", "warning")


def _short(staff: Staff) -> str:
    count = counted(len(staff.holders), "person").replace("persons", "people") if staff.holders else "nobody"
    return f"The {spoken(staff.name)}{' duty' if staff.is_duty else ''} has {count} and needs {staff.needed}."


def _bar(atlas: Atlas, planned: tuple[Stage, ...]) -> str:
    """The phases on one line of time; every date also stands in the figure's caption."""
    course = atlas.course
    first, last = planned[0].since, max(stage.until for stage in planned)
    whole = (last - first) // timedelta(hours=1) or 1

    def at(hours: int) -> int:
        return hours * _WIDTH // whole

    shapes, keys = [], []
    for stage in planned:
        kind = "for" if stage.until <= course.as_of else "abstain" if stage.runs(course.as_of) else "silent"
        start, end = (at((edge - first) // timedelta(hours=1)) for edge in (stage.since, stage.until))
        shapes.append(f'<rect class="fm-bar__{kind}" x="{start}" y="6" width="{max(1, end - start - 3)}" height="44"/>')
        keys.append(f'<li class="fm-key fm-key--{kind}">{html(_dates(atlas, stage))}</li>')
    if first <= course.as_of < last:
        shapes.append(f'<path class="fm-bar__mark" d="M{at((course.as_of - first) // timedelta(hours=1))} 0V56"/>')
        keys.append(f'<li class="fm-key fm-key--mark">today, {html(day(course.as_of.astimezone(course.zone).date()))}</li>')
    label = html("; ".join(_dates(atlas, stage) for stage in planned))
    drawing = (
        f'<svg class="fm-bar" viewBox="-3 0 1006 56" preserveAspectRatio="none" role="img" aria-label="{label}">{"".join(shapes)}</svg>'
    )
    return block(f'<figure class="fm-figure">\n{drawing}\n<figcaption><ul class="fm-keys">{"".join(keys)}</ul></figcaption>\n</figure>')


def _dates(atlas: Atlas, stage: Stage) -> str:
    zone, at = atlas.course.zone, atlas.course.as_of
    first, last = stage.since.astimezone(zone).date(), (stage.until - timedelta(seconds=1)).astimezone(zone).date()
    state = "over" if stage.until <= at else "runs" if stage.runs(at) else "to come"
    return f"{spoken(stage.name)}: {day(first)} to {day(last)}, {state}"


def _phases(atlas: Atlas, planned: tuple[Stage, ...]) -> Iterator[str]:
    """The clock of what runs, and which phase a decision ended early."""
    for stage in planned:
        if stage.runs(atlas.course.as_of):
            yield f"{inline(begun(countdown(atlas.ledger.conversion, stage)))}."
        if stage.moved_by:
            there = atlas.link(CONVERSION, proposal_page(stage.moved_by), "A decision")
            yield f"{there} ended the phase {inline(spoken(stage.name))} before its last day."


def _card(atlas: Atlas, progress: Progress) -> str:
    course, plan, rule = atlas.course, atlas.ledger.conversion, progress.milestone
    marks = [badge(*_STATES[progress.state])]
    marks += [badge("error", "Overdue")] if progress.overdue(course.as_of, course.zone) else []
    marks += [badge("frozen", "Frozen")] if plan.frozen(progress) else []
    waits = plan.waits(progress)
    after = f" It comes after {listed(plan.milestones[name].milestone.title for name in waits)}." if waits else ""
    said = f"The {spoken(rule.by)} take{'' if rule.by.endswith('s') else 's'} this step. {_when(atlas, progress)}{after}"
    gates = "".join(f"<li>{_gate(atlas, name, progress, stand)}</li>" for name, stand in progress.gates.items())
    return (
        f'<li id="{html(progress.name)}"><p class="fm-card__title">{html(rule.title)}</p><p>{"".join(marks)} {html(said)}'
        f"{_put_off(atlas, progress)}</p><ul>{gates}</ul><p>{_way_back(atlas, progress)}</p></li>"
    )


def _when(atlas: Atlas, progress: Progress) -> str:
    if progress.passed:
        return f"It was passed on {instant(progress.passed, atlas.course.zone)}."
    if progress.state is MilestoneState.ROLLED_BACK:
        return "A decision can give it a new day."
    return f"It is due on {day(progress.due)}: {left(end_of(progress.due, atlas.course.zone), atlas.course.as_of)}."


def _put_off(atlas: Atlas, progress: Progress) -> str:
    if progress.extended is None:
        return ""
    return f" {_decision(atlas, progress.extended, 'A decision')} put it off from {html(day(progress.milestone.due))}, as is possible once."


def _gate(atlas: Atlas, name: str, progress: Progress, stand: GateStand) -> str:
    rule = progress.milestone.gates[name]
    shown = "".join(f" {_evidence(atlas, exhibit)}" for exhibit in stand.exhibits)
    if stand.ruling and stand.state is not GateState.FILED:
        judged = f"Judged by the {html(spoken(stand.ruling.by))} on {html(instant(stand.ruling.closed, atlas.course.zone))}: " \
                 f"{_decision(atlas, stand.ruling, 'the decision')}."  # fmt: skip
    else:
        judged = f"The {html(spoken(rule.judged_by))} will judge it."
    claim = html(begun(rule.claim.rstrip(".")))
    return f"{badge(*_GATES[stand.state])} <strong>{claim}.</strong>{shown or ' Nothing has been shown yet.'} {judged}"


def _evidence(atlas: Atlas, exhibit: Exhibit) -> str:
    """What was shown, in which report, with the digest or address by which anyone can look at it."""
    claim = exhibit.claim
    parts = [f"sha256 {code(claim.digest[:12] + '…')}"] if claim.digest else []
    if claim.url:
        safe = claim.url.startswith("https://")
        parts.append(f'<a href="{html(claim.url)}" rel="nofollow noopener">{html(claim.url)}</a>' if safe else code(claim.url))
    there = atlas.records.get(exhibit.path, "")
    return f"Shown: {atlas.tie(CONVERSION, there, claim.claim.rstrip('.'))} ({'; '.join(parts)})."


def _decision(atlas: Atlas, ruling: Ruling, label: str) -> str:
    return atlas.tie(CONVERSION, proposal_page(ruling.source), label)


def _way_back(atlas: Atlas, progress: Progress) -> str:
    rule, course = progress.milestone.rollback, atlas.course
    ends = end_of(rule.until, course.zone)
    state = f"open until {day(rule.until)}, {left(ends, course.as_of)}" if course.as_of < ends else f"closed since {day(rule.until)}"
    days = [(each, day(each.at.astimezone(course.zone).date())) for each in progress.undone]
    undone = "".join(f" {_decision(atlas, each, 'A decision')} rolled it back on {html(when)}." for each, when in days)
    return f"<strong>The way back</strong> ({html(state)}): {html(rule.text)}{undone}"


def _staffing(atlas: Atlas) -> Iterator[str]:
    """Who keeps it running today, while a step is still ahead."""
    plan = atlas.ledger.conversion
    found: dict[tuple[str, bool], Staff] = {}
    for progress in plan.milestones.values():
        if not progress.passed:
            for staff in plan.crew(progress):
                found[staff.name, staff.is_duty] = staff
    if found:
        book = plan.staffing.book(atlas.course.as_of)
        rows = []
        for (name, is_duty), staff in sorted(found.items(), key=lambda pair: (pair[0][1], pair[0][0])):
            what = book.continuity[name].what if is_duty and name in book.continuity else f"The {spoken(name)}"
            held = " ".join(code(each) for each in staff.holders) or "nobody"
            rows.append((html(begun(what)), str(len(staff.holders)), str(staff.needed), held))
        yield "## Who keeps it running"
        yield "The platform is in use while it changes hands. With fewer people than needed, no gate is passed and no step is begun."
        yield table(("Who or what", "Has", "Needs", "Held by"), rows, "Staffing today")


def _freezes(atlas: Atlas) -> Iterator[str]:
    freezes = atlas.ledger.conversion.freezes
    if freezes:
        yield "## Freezes"
        yield "\n".join(f"- {inline(_freeze(atlas, each))}" for each in freezes)


def _freeze(atlas: Atlas, freeze: Freeze) -> str:
    zone = atlas.course.zone
    ends = f"until {instant(freeze.until, zone)}" if freeze.until else "until now"
    return f"{begun(spoken(freeze.name))}: {freeze.fewest} of {freeze.needed} at the least, from {instant(freeze.since, zone)} {ends}."


def _void(atlas: Atlas) -> Iterator[str]:
    """Decisions and evidence that moved nothing, with the reason."""
    found = atlas.ledger.conversion.void
    if found:
        yield "## What did not count"
        lines = []
        for each in found:
            there = proposal_page(each.act.source) if isinstance(each.act, Ruling) else atlas.records.get(each.act.path, "")
            when = day(each.act.at.astimezone(atlas.course.zone).date())
            known = atlas.ledger.conversion.milestones.get(each.act.milestone)
            step = f"{inline(f'“{known.milestone.title}”')}: " if known else ""
            lines.append(f"- {atlas.link(CONVERSION, there, when)}, {step}{inline(each.what)}.")
        yield "\n".join(lines)
