"""Where the conversion stands: the phase and its clock, each step with its gates and evidence, the way back, and who keeps it running."""

from collections.abc import Iterator, Mapping
from datetime import timedelta

from folkmoot.procedure.calendar import end_of
from folkmoot.procedure.milestones import Exhibit, GateStand, GateState, MilestoneState, Progress, Ruling
from folkmoot.procedure.phases import Stage, clock, has_plan, stages
from folkmoot.procedure.staffing import Freeze, Staff
from folkmoot.publish.atlas import CONVERSION, Atlas, proposal_page
from folkmoot.publish.markup import badge, block, code, commands, html, inline, note, page, table
from folkmoot.publish.words import begun, counted, day, instant, left, listed, spoken, the, until
from folkmoot.records.speech import phrase, say, say_of

_WIDTH = 1000
_STATES = {
    MilestoneState.PLANNED: ("draft", phrase("Planned")),
    MilestoneState.FILED: ("voting", phrase("Evidence filed")),
    MilestoneState.FAILED: ("rejected", phrase("A gate failed")),
    MilestoneState.PASSED: ("adopted", phrase("Passed")),
    MilestoneState.ROLLED_BACK: ("warning", phrase("Rolled back")),
}
_GATES = {
    GateState.OPEN: ("draft", phrase("Open")),
    GateState.FILED: ("voting", phrase("Shown, not judged")),
    GateState.PASSED: ("adopted", phrase("Passed")),
    GateState.FAILED: ("rejected", phrase("Failed")),
}


def conversion_page(atlas: Atlas) -> Mapping[str, bytes]:
    """The page of the plan; none where the charter plans neither phases nor milestones."""
    if not has_plan(atlas.course):
        return {}
    plan, planned = atlas.ledger.conversion, stages(atlas.course)
    parts = [f"# {say('Where the conversion stands')}", _lead(atlas, planned), *_frozen(atlas)]
    if planned:
        parts += [f"## {say('Phases')}", _bar(atlas, planned), *_phases(atlas, planned)]
    if plan.milestones:
        cards = "\n".join(_card(atlas, progress) for progress in plan.milestones.values())
        parts += [f"## {say('Milestones')}", say(_MILESTONES), block(f'<ul class="fm-cards">\n{cards}\n</ul>')]
    parts += [*_staffing(atlas), *_freezes(atlas), *_void(atlas)]
    parts.append(f"## {say('See it yourself')}\n\n{commands('folkmoot plan', 'folkmoot next')}")
    about = say("Phases, milestones, gates, evidence, ways back and staffing.")
    return {CONVERSION: page(say("Where the conversion stands"), about, *parts)}


_MILESTONES = phrase(
    "A step is passed when each of its gates is: there is evidence, and a body other than the one that takes the step has found that "
    "it is enough. Until a day that was fixed beforehand, a decision can undo it."
)


def _lead(atlas: Atlas, planned: tuple[Stage, ...]) -> str:
    """The answer first: which phase runs until when, how much is done, and what comes next."""
    course, milestones = atlas.course, atlas.ledger.conversion.milestones.values()
    running = [stage for stage in planned if stage.runs(course.as_of)]
    ends = [(spoken(stage.name), until(stage.until, course.zone), left(stage.until, course.as_of)) for stage in running]
    said = [say("The phase “{name}” runs until {deadline}: {left}.", name=name, deadline=when, left=rest) for name, when, rest in ends]
    if planned and not running:
        over = all(stage.until <= course.as_of for stage in planned)
        said.append(say("All phases are over.") if over else say("No phase runs today."))
    if milestones:
        passed = sum(progress.passed is not None for progress in milestones)
        whole = counted(len(milestones), "milestone")
        said.append(say_of(passed, "{count} of {milestones} is passed.", "{count} of {milestones} are passed.", milestones=whole))
        ahead = next((progress for progress in milestones if not progress.passed and not atlas.ledger.conversion.waits(progress)), None)
        if ahead and ahead.state is not MilestoneState.ROLLED_BACK:
            said.append(say("The next step is “{title}”, due on {day}.", title=ahead.milestone.title, day=day(ahead.due)))
    return block(f'<p class="fm-lead">{html(" ".join(said))}</p>')


def _frozen(atlas: Atlas) -> Iterator[str]:
    plan = atlas.ledger.conversion
    short = {_short(staff) for progress in plan.milestones.values() for staff in plan.frozen(progress)}
    if short:
        words = html(" ".join(sorted(short)))
        frozen, until_then = say("Frozen."), say("Until there are enough again, no gate is passed.")
        yield note(f"<strong>{frozen}</strong> {words} {until_then}", "warning")


def _short(staff: Staff) -> str:
    count = counted(len(staff.holders), "person") if staff.holders else say("nobody")
    if staff.is_duty:
        return say("The {duty} duty has {people} and needs {needed}.", duty=spoken(staff.name), people=count, needed=staff.needed)
    return say("The {body} has {people} and needs {needed}.", body=spoken(staff.name), people=count, needed=staff.needed)


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
        today = day(course.as_of.astimezone(course.zone).date())
        shapes.append(f'<path class="fm-bar__mark" d="M{at((course.as_of - first) // timedelta(hours=1))} 0V56"/>')
        keys.append(f'<li class="fm-key fm-key--mark">{html(say("today, {day}", day=today))}</li>')
    label = html("; ".join(_dates(atlas, stage) for stage in planned))
    drawing = (
        f'<svg class="fm-bar" viewBox="-3 0 1006 56" preserveAspectRatio="none" role="img" aria-label="{label}">{"".join(shapes)}</svg>'
    )
    return block(f'<figure class="fm-figure">\n{drawing}\n<figcaption><ul class="fm-keys">{"".join(keys)}</ul></figcaption>\n</figure>')


def _dates(atlas: Atlas, stage: Stage) -> str:
    zone, at = atlas.course.zone, atlas.course.as_of
    first, last = stage.since.astimezone(zone).date(), (stage.until - timedelta(seconds=1)).astimezone(zone).date()
    places = {"phase": spoken(stage.name), "first": day(first), "last": day(last)}
    if stage.until <= at:
        return say("{phase}: {first} to {last}, over", **places)
    return say("{phase}: {first} to {last}, runs", **places) if stage.runs(at) else say("{phase}: {first} to {last}, to come", **places)


def _phases(atlas: Atlas, planned: tuple[Stage, ...]) -> Iterator[str]:
    """The clock of what runs, and which phase a decision ended early."""
    for stage in planned:
        if stage.runs(atlas.course.as_of):
            yield f"{inline(begun(clock(atlas.ledger.conversion, stage).spoken()))}."
        if stage.moved_by:
            there = atlas.link(CONVERSION, proposal_page(stage.moved_by), say("A decision"))
            yield say("{a_decision} ended the phase {phase} before its last day.", a_decision=there, phase=inline(spoken(stage.name)))


def _card(atlas: Atlas, progress: Progress) -> str:
    course, plan, rule = atlas.course, atlas.ledger.conversion, progress.milestone
    marks = [_marked(*_STATES[progress.state])]
    marks += [badge("error", say("Overdue"))] if progress.overdue(course.as_of, course.zone) else []
    marks += [badge("frozen", say("Frozen"))] if plan.frozen(progress) else []
    said = f"{_taken(rule.by)} {_when(atlas, progress)}"
    if waits := plan.waits(progress):
        before = listed(plan.milestones[name].milestone.title for name in waits)
        said += f" {say('It comes after {milestones}.', milestones=before)}"
    gates = "".join(f"<li>{_gate(atlas, name, progress, stand)}</li>" for name, stand in progress.gates.items())
    return (
        f'<li id="{html(progress.name)}"><p class="fm-card__title">{html(rule.title)}</p><p>{"".join(marks)} {html(said)}'
        f"{_put_off(atlas, progress)}</p><ul>{gates}</ul><p>{_way_back(atlas, progress)}</p></li>"
    )


def _marked(kind: str, words: str) -> str:
    return badge(kind, say(words))


def _taken(by: str) -> str:
    if by.endswith("s"):
        return say("The {body} take this step.", body=spoken(by))
    return say("The {body} takes this step.", body=spoken(by))


def _when(atlas: Atlas, progress: Progress) -> str:
    course = atlas.course
    if progress.passed:
        return say("It was passed on {instant}.", instant=instant(progress.passed, course.zone))
    if progress.state is MilestoneState.ROLLED_BACK:
        return say("A decision can give it a new day.")
    return say("It is due on {day}: {left}.", day=day(progress.due), left=left(end_of(progress.due, course.zone), course.as_of))


def _put_off(atlas: Atlas, progress: Progress) -> str:
    if progress.extended is None:
        return ""
    there, due = _decision(atlas, progress.extended, say("A decision")), html(day(progress.milestone.due))
    return f" {say('{a_decision} put it off from {day}, as is possible once.', a_decision=there, day=due)}"


def _gate(atlas: Atlas, name: str, progress: Progress, stand: GateStand) -> str:
    rule = progress.milestone.gates[name]
    shown = "".join(f" {_evidence(atlas, exhibit)}" for exhibit in stand.exhibits)
    if stand.ruling and stand.state is not GateState.FILED:
        judged = say(
            "Judged by the {body} on {instant}: {the_decision}.",
            body=html(spoken(stand.ruling.by)),
            instant=html(instant(stand.ruling.closed, atlas.course.zone)),
            the_decision=_decision(atlas, stand.ruling, say("the decision")),
        )
    else:
        judged = say("The {body} will judge it.", body=html(spoken(rule.judged_by)))
    claim = html(begun(rule.claim.rstrip(".")))
    return f"{_marked(*_GATES[stand.state])} <strong>{claim}.</strong>{shown or ' ' + say('Nothing has been shown yet.')} {judged}"


def _evidence(atlas: Atlas, exhibit: Exhibit) -> str:
    """What was shown, in which report, with the digest or address by which anyone can look at it."""
    claim = exhibit.claim
    parts = [f"sha256 {code(claim.digest[:12] + '…')}"] if claim.digest else []
    if claim.url:
        safe = claim.url.startswith("https://")
        parts.append(f'<a href="{html(claim.url)}" rel="nofollow noopener">{html(claim.url)}</a>' if safe else code(claim.url))
    there = atlas.records.get(exhibit.path, "")
    tie = atlas.tie(CONVERSION, there, claim.claim.rstrip("."))
    return say("Shown: {claim} ({evidence}).", claim=tie, evidence="; ".join(parts))


def _decision(atlas: Atlas, ruling: Ruling, label: str) -> str:
    return atlas.tie(CONVERSION, proposal_page(ruling.source), label)


def _way_back(atlas: Atlas, progress: Progress) -> str:
    rule, course = progress.milestone.rollback, atlas.course
    ends = end_of(rule.until, course.zone)
    if course.as_of < ends:
        state = say("open until {day}, {left}", day=day(rule.until), left=left(ends, course.as_of))
    else:
        state = say("closed since {day}", day=day(rule.until))
    back = f"<strong>{say('The way back')}</strong> ({html(state)}): {html(rule.text)}"
    for each in progress.undone:
        when = html(day(each.at.astimezone(course.zone).date()))
        there = _decision(atlas, each, say("A decision"))
        back += f" {say('{a_decision} rolled it back on {day}.', a_decision=there, day=when)}"
    return back


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
            what = book.continuity[name].what if is_duty and name in book.continuity else the(name)
            held = " ".join(code(each) for each in staff.holders) or say("nobody")
            rows.append((html(begun(what)), str(len(staff.holders)), str(staff.needed), held))
        yield f"## {say('Who keeps it running')}"
        yield say("The platform is in use while it changes hands. With fewer people than needed, no gate is passed and no step is begun.")
        yield table((say("Who or what"), say("Has"), say("Needs"), say("Held by")), rows, say("Staffing today"))


def _freezes(atlas: Atlas) -> Iterator[str]:
    freezes = atlas.ledger.conversion.freezes
    if freezes:
        yield f"## {say('Freezes')}"
        yield "\n".join(f"- {inline(_freeze(atlas, each))}" for each in freezes)


def _freeze(atlas: Atlas, freeze: Freeze) -> str:
    zone = atlas.course.zone
    places = {"name": begun(spoken(freeze.name)), "fewest": freeze.fewest, "needed": freeze.needed, "since": instant(freeze.since, zone)}
    if freeze.until:
        last = instant(freeze.until, zone)
        return say("{name}: {fewest} of {needed} at the least, from {since} until {until}.", **places, until=last)
    return say("{name}: {fewest} of {needed} at the least, from {since} until now.", **places)


def _void(atlas: Atlas) -> Iterator[str]:
    """Decisions and evidence that moved nothing, with the reason."""
    found = atlas.ledger.conversion.void
    if found:
        yield f"## {say('What did not count')}"
        lines = []
        for each in found:
            there = proposal_page(each.act.source) if isinstance(each.act, Ruling) else atlas.records.get(each.act.path, "")
            when = day(each.act.at.astimezone(atlas.course.zone).date())
            known = atlas.ledger.conversion.milestones.get(each.act.milestone)
            step = f"{inline(say('“{title}”', title=known.milestone.title))}: " if known else ""
            lines.append(f"- {atlas.link(CONVERSION, there, when)}, {step}{inline(each.what)}.")
        yield "\n".join(lines)
