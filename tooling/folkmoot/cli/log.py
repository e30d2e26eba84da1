"""`folkmoot log`: record one act in the log of a proposal or a jury, if by the charter it counts there now."""

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from folkmoot.cli.status import the_id
from folkmoot.cli.world import as_of_option, root_option, the_course, the_root
from folkmoot.records.error import FolkmootError

if TYPE_CHECKING:
    from folkmoot.procedure.agenda import Ahead
    from folkmoot.procedure.chronicle import Chronicle
    from folkmoot.records.archive import Jury, Proposal

_ELSEWHERE = {
    "voting-opened": "folkmoot vote open", "ballots-closed": "folkmoot vote close", "seed": "folkmoot draw seed",
    "removed": "folkmoot draw replace",
}  # fmt: skip
"""Acts that have a command of their own, which records more than the act."""


@click.command("log")
@click.argument("record", metavar="ID")
@click.argument("act")
@click.option("--by", default=None, help="Whose act it is; found when only one can do it, or when it is the introducer's.")
@click.option("--ref", default=None, help="What it rests on: of a call-up, the proposal that asks; of an objection, the clause.")
@click.option("--reason", default=None, help="Why; of a veto, an objection or an annulment it is needed.")
@click.option("--entry", default=None, metavar="TOKEN", help="Of a seat: whose it is; the one who acts when left out.")
@click.option("--instead", default=None, metavar="TOKEN", help="Of a seat that is filled again: who had it.")
@click.option("--proposal", default=None, metavar="ID", help="Of somebody who stands aside: in which matter.")
@click.option("--stratum", default=None, help="Of somebody admitted: the group that the roster should have shown.")
@click.option("--account", default=None, help="The forge account that did it, by number, such as github:123456.")
@as_of_option
@root_option
def command(record: str, act: str, by: str | None, as_of: str | None, root: Path | None, **given: str | None) -> None:
    """Record that ACT was done in the matter or jury ID, now.

    Nothing is written that the charter does not let happen there: by that person, at this time, with these grounds. The
    digests of a frozen text or of a call are taken from the files.

    \b
    folkmoot log 2026-cool-off opened
    folkmoot log 2026-new-oven called-up --by m-0a22 --ref 2026-which-oven
    folkmoot log 2026-policy-jury-2 accepted --by m-0a22
    """  # noqa: D301
    from folkmoot.formats.canonical import write_log
    from folkmoot.records.value import write_instant
    from folkmoot.repository.writer import write_files

    top = the_root(root)
    course = the_course(top, as_of)
    name = the_id(course, record)
    found: Proposal | Jury = course.archive.proposal(name) or course.archive.jury(name)  # type: ignore[assignment]
    if act in _ELSEWHERE:
        raise FolkmootError(f"'{act}' is recorded with what belongs to it by a command of its own", f"run: {_ELSEWHERE[act]} {name}")
    known = {key: value for key, value in given.items() if value is not None}
    person = by or _whose(course, name, act)
    event = {"at": write_instant(course.as_of), "act": act, "by": person, **_bound(course, name, act), **known}
    if course.archive.jury(name) and act in ("accepted", "declined", "withdrawn") and "entry" not in event:
        event["entry"] = person
    path = f"{found.folder}/log.yml"
    if found.log and found.log[-1].at > course.as_of:
        raise FolkmootError(f"the last act in {path} is of {write_instant(found.log[-1].at)}", "an act is recorded when it is done")
    before = course.archive.files.get(path, b"")
    data = before + (b"\n" if before and not before.endswith(b"\n") else b"") + write_log([event])
    after = _judged(course, name, path, data)
    write_files(top, {path: data}, replace=True)
    click.echo(f"{path}: '{act}' by {person} is recorded")
    click.echo(f"  {name} {after}", err=True)


def _whose(course: "Chronicle", name: str, act: str) -> str:
    """Whose act it is if nobody says so: the introducer's, or that of the only one who can do it."""
    step = next((step for step in _steps(course, name) if step.act == act), None)
    matter = course.matters.get(name)
    introducer = matter.proposal.text.head.introduced_by if matter else ""
    if step is None or introducer in step.who or (act == "frozen" and introducer):
        return introducer or _nobody(act)
    return step.who[0] if len(step.who) == 1 and step.who[0] != "anyone" else _nobody(act)


def _nobody(act: str) -> str:
    raise FolkmootError(f"nobody is named whose act '{act}' is", "say it with --by, and a token, a body or an office")


def _steps(course: "Chronicle", name: str) -> "tuple[Ahead, ...]":
    from folkmoot.procedure.agenda import ahead_of_jury, ahead_of_matter
    from folkmoot.procedure.jury import sitting

    jury = course.archive.jury(name)
    return ahead_of_jury(course, sitting(course, jury)) if jury else ahead_of_matter(course, course.matters[name])


def _bound(course: "Chronicle", name: str, act: str) -> Mapping[str, Any]:
    """The digests that an act names: of the text that is frozen, of the call that goes out, of the roster that is frozen."""
    proposal, jury = course.archive.proposal(name), course.archive.jury(name)
    if proposal:
        return {"text": proposal.text_digest} if act in ("frozen", "corrected") else {}
    assert jury is not None
    head = jury.call.head
    return {"called": {"call": jury.call.digest}, "pool-frozen": {"ref": head.roster, "roster": head.roster_digest}}.get(act, {})


def _judged(course: "Chronicle", name: str, path: str, data: bytes) -> str:
    """Where the matter or jury stands after the act, in words; FolkmootError when the act does not count."""
    from folkmoot.formats.layout import read_archive
    from folkmoot.procedure.chronicle import chronicle
    from folkmoot.procedure.jury import sitting
    from folkmoot.procedure.jury_status import JURY_MEANING
    from folkmoot.procedure.status import MEANING

    again = replace(read_archive({**course.archive.files, path: data}), history=course.archive.history)
    fault = next((fault for fault in again.faults if fault.place.path == path), None)
    if fault is not None:
        raise FolkmootError(fault.what, fault.mend)
    after = chronicle(again, course.as_of)
    jury = again.jury(name)
    if jury is not None:
        panel = sitting(after, jury)
        last, refusals, words = len(jury.log) - 1, panel.refusals, f"is now {panel.status}: {JURY_MEANING[panel.status]}"
    else:
        matter = after.matters[name]
        last, refusals, words = len(matter.proposal.log) - 1, matter.walk.refusals, f"is now {matter.status}: {MEANING[matter.status]}"
    refused = next((refusal for refusal in refusals if refusal.position == last), None)
    if refused is not None:
        may = ", ".join(sorted({step.act for step in _steps(course, name)} - {"vote", "draw"}))
        raise FolkmootError(refused.what, f"what can come next: {may}" if may else f"see: folkmoot status {name}")
    return words
