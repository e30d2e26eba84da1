"""`folkmoot status`: where every matter and jury stands, or one of them with what holds and what comes next."""

from difflib import get_close_matches
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from folkmoot.cli.world import as_of_option, root_option, the_course
from folkmoot.records.error import FolkmootError

if TYPE_CHECKING:
    from folkmoot.procedure.agenda import Ahead
    from folkmoot.procedure.chronicle import Chronicle, Matter
    from folkmoot.procedure.jury import Sitting


@click.command("status")
@click.argument("name", required=False, metavar="[ID]")
@click.option("--format", "form", type=click.Choice(("text", "json")), default="text")
@as_of_option
@root_option
def command(name: str | None, form: str, as_of: str | None, root: Path | None) -> None:
    """Say where every proposal and jury stands; with ID, what holds there, what comes next, by whom and until when."""
    from folkmoot.formats.canonical import write_json

    course = the_course(root, as_of)
    if name is None:
        for line in _phase_lines(course) if form == "text" else ():
            click.echo(line)
        found: Any = [*(matter_facts(course, each) for each in course.matters.values()), *_juries(course)]
        lines = _table(found)
    else:
        found = facts_of(course, the_id(course, name))
        lines = _page(course, found)
    click.echo(write_json(found).decode() if form == "json" else "".join(f"{line}\n" for line in lines), nl=False)


def _phase_lines(course: "Chronicle") -> list[str]:
    from folkmoot.procedure.phases import stages
    from folkmoot.publish.words import until

    running = [stage for stage in stages(course) if stage.runs(course.as_of)]
    return [f"phase '{stage.name}' runs until {until(stage.until, course.zone)}" for stage in running]


def the_id(course: "Chronicle", name: str) -> str:
    """The id that was meant; FolkmootError, with a suggestion, when there is neither such a proposal nor such a jury."""
    wanted = name.removeprefix("proposals/").removeprefix("juries/").strip("/")
    known = [*course.matters, *(jury.id for jury in course.archive.juries)]
    if wanted in known:
        return wanted
    close = get_close_matches(wanted, known, n=1)
    mend = f"did you mean '{close[0]}'?" if close else "list them with: folkmoot status"
    raise FolkmootError(f"there is no proposal or jury '{wanted}'", mend)


def _juries(course: "Chronicle") -> list[dict[str, Any]]:
    from folkmoot.procedure.jury import sittings

    return [jury_facts(course, each) for each in sittings(course).values()]


def facts_of(course: "Chronicle", name: str) -> dict[str, Any]:
    """Everything known of one proposal or jury, as plain values."""
    from folkmoot.procedure.agenda import ahead_of_jury, ahead_of_matter
    from folkmoot.procedure.jury import sitting

    jury = course.archive.jury(name)
    if name in course.matters:
        matter = course.matters[name]
        steps, facts = ahead_of_matter(course, matter), matter_facts(course, matter)
    else:
        assert jury is not None
        panel = sitting(course, jury)
        steps, facts = ahead_of_jury(course, panel), jury_facts(course, panel)
    return {**facts, "next": [step_facts(step) for step in steps], "owed": _owed(course, name)}


def matter_facts(course: "Chronicle", matter: "Matter") -> dict[str, Any]:
    """Where a proposal stands, as plain values."""
    from folkmoot.procedure.status import MEANING

    return {
        "id": matter.proposal.id, "type": "proposal", "title": matter.proposal.text.head.title, "status": str(matter.status),
        "meaning": MEANING[matter.status], "until": _written(matter.due), "final": _written(matter.final),
        "effective": _written(matter.effective), "enacted": matter.enacted, "ended": _written(matter.ended),
        "rules_at": _written(matter.opened), "void": [each.what for each in matter.void],
    }  # fmt: skip


def jury_facts(course: "Chronicle", panel: "Sitting") -> dict[str, Any]:
    """Where a jury stands, as plain values."""
    from folkmoot.procedure.acts import FAULTS_THAT_COUNT
    from folkmoot.procedure.jury_status import JURY_MEANING, JuryStatus
    from folkmoot.publish.seat_words import rotation_sentence

    ends = {JuryStatus.CHALLENGE: panel.challenge, JuryStatus.DRAWN: panel.response, JuryStatus.CONFIRMED: panel.response}
    counts: dict[str, int] = {}
    for status in panel.seats.values():
        counts[str(status)] = counts.get(str(status), 0) + 1
    return {
        "id": panel.jury.id, "type": "jury", "title": panel.jury.call.head.title, "status": str(panel.status),
        "meaning": JURY_MEANING[panel.status], "until": _written(ends.get(panel.status)), "seats": counts,
        "seated": _written(panel.seated),
        "rotation": rotation_sentence(panel.body, panel.jury.call.head.seats) if panel.body else "",
        "void": [each.what for each in panel.refusals if each.cause not in FAULTS_THAT_COUNT],
    }  # fmt: skip


def step_facts(step: "Ahead") -> dict[str, Any]:
    """A step that may follow, as plain values."""
    return {
        "act": step.act, "what": step.what, "who": list(step.who), "opens": _written(step.opens), "closes": _written(step.closes),
        "waited_for": step.leading,
    }  # fmt: skip


def _owed(course: "Chronicle", name: str) -> list[dict[str, Any]]:
    from folkmoot.procedure.ledger import Ledger
    from folkmoot.procedure.obligations import obligations

    return [
        {
            "owner": each.owner, "what": each.what, "due": _written(each.due), "state": str(each.state(course.as_of)),
            "done": _written(each.done),
        }
        for each in obligations(Ledger(course)) if each.source == name
    ]  # fmt: skip


def _written(instant: Any) -> str | None:
    from folkmoot.records.value import write_instant

    return write_instant(instant) if instant else None


def _table(found: list[dict[str, Any]]) -> list[str]:
    wide = max((len(each["id"]) for each in found), default=0)
    return [f"{each['id']:{wide}}  {each['status']:11}  {each['title']}" for each in found]


def _page(course: "Chronicle", facts: dict[str, Any]) -> list[str]:
    until = f" This lasts until {spoken(course, facts['until'])}." if facts["until"] else ""
    lines = [facts["title"], "", f"{facts['status']}: {facts['meaning']}{until}"]
    if facts.get("effective") and not facts.get("ended"):
        lines.append(f"It holds from {spoken(course, facts['effective'], since=True)}.")
    if facts.get("ended"):
        lines.append(f"It ended at {spoken(course, facts['ended'])}.")
    if facts.get("enacted") is False:
        lines.append("charter/ does not hold its text.")
    if facts.get("rules_at"):
        lines.append(f"It is governed by the rules that held on {spoken(course, facts['rules_at'], since=True)}.")
    if facts.get("seats"):
        lines.append("Seats: " + ", ".join(f"{count} {name}" for name, count in sorted(facts["seats"].items())) + ".")
    lines += [facts["rotation"]] if facts.get("rotation") else []
    lines += [f"void: {each}" for each in facts["void"]]
    lines += ["", "What can come next:", *(f"  {_step(course, step)}" for step in facts["next"])] if facts["next"] else []
    lines += ["", "What is owed:", *(f"  {_due(course, each)}" for each in facts["owed"])] if facts["owed"] else []
    return lines


def _step(course: "Chronicle", step: dict[str, Any]) -> str:
    when = f", from {spoken(course, step['opens'], since=True)}" if step["opens"] else ""
    when += f", until {spoken(course, step['closes'])}" if step["closes"] else ""
    return f"{people(step['who'])} may {step['what']}{when}"


def _due(course: "Chronicle", owed: dict[str, Any]) -> str:
    return f"{owed['state']}: {owed['owner']}: {owed['what']}, by {spoken(course, owed['due'])}"


def people(names: list[str]) -> str:
    """Those who may act, in words; a long list is told by its number."""
    from folkmoot.publish.words import listed

    if len(names) > 6 and all("-" in name for name in names):
        return f"{len(names)} people"
    return listed(names[:6] if len(names) <= 6 else [*names[:5], f"{len(names) - 5} others"], "or")


def spoken(course: "Chronicle", written: str, *, since: bool = False) -> str:
    """An instant in words in the co-op's zone: as a beginning, or as the end of a window."""
    from folkmoot.publish.words import instant, until
    from folkmoot.records.value import parse_instant

    value = parse_instant(written)
    return instant(value, course.zone) if since else until(value, course.zone)
