"""`folkmoot draw replace`: say who leaves a panel and which future round fills the seats; then, when it is out, who comes."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from folkmoot.cli.draw_beacon import Origin, origin_options, the_jury, the_round
from folkmoot.cli.world import as_of_option, root_option, the_instant, the_root
from folkmoot.records.error import FolkmootError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from folkmoot.procedure.chronicle import Chronicle
    from folkmoot.procedure.jury_status import SeatStatus
    from folkmoot.records.archive import Jury
    from folkmoot.records.removal import Removal
    from folkmoot.sortition.beacon import Chain


@click.command("replace")
@click.argument("jury")
@click.argument("entries", nargs=-1)
@click.option("--reason", default=None, help="Why they leave, in a few words that name nobody.")
@click.option("--round", "number", type=click.IntRange(1), default=None, help="The future round; the next allowed one when left out.")
@origin_options
@click.option("--by", default="registrar", help="Who records it.")
@as_of_option
@root_option
def replace_verb(
    jury: str, entries: tuple[str, ...], reason: str | None, number: int | None, signature: str | None, file: Path | None,
    relays: tuple[str, ...], demonstration: bool, by: str, as_of: str | None, root: Path | None,
) -> None:  # fmt: skip
    """With ENTRIES: record that they leave JURY, and which round will fill their seats. Without: fill them, once it is out.

    Where the charter lets alternates come, and the draw has some left, they come at once.

    Whoever still sits is recorded as removed at once. The round lies in the future then, so nobody can know who would come
    instead.
    """
    from folkmoot.procedure.chronicle import chronicle
    from folkmoot.repository.reader import read_work_tree

    top, instant = the_root(root), the_instant(as_of)
    course = chronicle(read_work_tree(top), instant)
    found = the_jury(course.archive, jury)
    if found.draw is None:
        raise FolkmootError(f"jury {found.id} is not drawn yet", f"draw it first: folkmoot draw run {found.id}")
    if entries:
        _leave(top, course, found, Leave(entries, " ".join((reason or "").split()), number, by))
    else:
        _fill(top, course, found, Origin(signature, file, relays, demonstration), by)


@dataclass(frozen=True, slots=True)
class Leave:
    """Who leaves, why, which round was asked for, and who records it."""

    entries: tuple[str, ...]
    reason: str
    round: int | None
    by: str


def _leave(top: Path, course: "Chronicle", jury: "Jury", leave: Leave) -> None:
    from folkmoot.formats.canonical import write_log
    from folkmoot.formats.removal_json import write_removal
    from folkmoot.records.removal import Removal
    from folkmoot.repository.writer import write_files
    from folkmoot.sortition.beacon import round_time

    assert jury.draw is not None
    seats = _leaving(course, jury, leave)
    comers = _alternates(course, jury, leave)
    if comers:
        _bring_in(top, course, jury, leave, seats, comers)
        return
    chain, earliest = _rounds(course, jury)
    if leave.round is not None and leave.round < earliest:
        raise FolkmootError(f"round {leave.round} comes out too early", f"name round {earliest} or a later one, or leave out --round")
    number = max((removal.number for removal in jury.removals), default=0) + 1
    removal = Removal(jury.id, number, jury.draw.seed, leave.entries, leave.reason, chain.hash, leave.round or earliest)
    path, log = f"{jury.folder}/removals/{number}.json", f"{jury.folder}/log.yml"
    events = _removed(course, leave, seats)
    grown = {log: course.archive.files.get(log, b"") + write_log(events)} if events else {}
    write_files(top, {path: write_removal(removal), **grown}, replace=True)
    comes = round_time(chain, removal.round)
    leaves, seat = ("leaves", "the seat") if len(leave.entries) == 1 else ("leave", "the seats")
    click.echo(f"{path}: {', '.join(leave.entries)} {leaves}; round {removal.round} of {comes:%Y-%m-%d %H:%M:%S} UTC fills {seat}")
    click.echo(f"  merge it before then, and afterwards run: folkmoot draw replace {jury.id}", err=True)


def _leaving(course: "Chronicle", jury: "Jury", leave: Leave) -> "Mapping[str, SeatStatus]":
    """Where each seat stands; FolkmootError when somebody named has none to leave, leaves already, or no reason is given."""
    from folkmoot.procedure.jury import sitting

    found = sitting(course, jury)
    if jury.call.head.stage == "invitation":
        raise FolkmootError(f"{jury.id} only invites, so nobody has a seat in it", "whoever does not want to come just says no")
    if found.status not in ("drawn", "confirmed", "seated", "reported"):
        raise FolkmootError(f"{jury.id} is {found.status}, so nobody leaves it", f"see where it stands: folkmoot status {jury.id}")
    waiting = {entry for removal in _open(jury) for entry in removal.entries}
    for place, entry in enumerate(leave.entries):
        if found.seats.get(entry, "alternate") in ("alternate", "replaced", "discharged"):
            raise FolkmootError(f"{entry} does not sit in {jury.id}", f"name one of those whom {jury.folder}/draw.json and log.yml seat")
        if entry in waiting or entry in leave.entries[:place]:
            raise FolkmootError(f"{entry} leaves {jury.id} already", f"name each once; fill the seat with: folkmoot draw replace {jury.id}")
    if not leave.reason:
        raise FolkmootError("no reason is given", "give one with --reason; it is published, so name nobody")
    return found.seats


def _removed(course: "Chronicle", leave: Leave, seats: "Mapping[str, SeatStatus]") -> list[dict[str, object]]:
    """The events by which those who still have their seat lose it."""
    from folkmoot.procedure.jury_status import EMPTY
    from folkmoot.records.value import write_instant

    return [
        {"at": write_instant(course.as_of), "act": "removed", "by": leave.by, "entry": entry, "reason": leave.reason}
        for entry in leave.entries if seats[entry] not in EMPTY or seats[entry] == "no-answer"
    ]  # fmt: skip


def _alternates(course: "Chronicle", jury: "Jury", leave: Leave) -> dict[str, str]:
    """Who comes for each who leaves, where the charter lets alternates come and the draw has enough of them left; else nobody."""
    from folkmoot.procedure.jury import draw_rule
    from folkmoot.records.event import JuryEvent
    from folkmoot.sortition.replacement import next_alternate

    rule = draw_rule(course, jury)
    if jury.draw is None or rule is None or rule.replace.mode != "alternate" or leave.round is not None:
        return {}
    found: dict[str, str] = {}
    log = list(jury.log)
    for entry in leave.entries:
        comes = next_alternate(jury.draw, log, entry)
        if comes is None:
            return {}
        found[entry] = comes.entry
        log.append(JuryEvent(at=course.as_of, act="replaced", by=leave.by, entry=comes.entry, instead=entry))
    return found


def _bring_in(
    top: Path, course: "Chronicle", jury: "Jury", leave: Leave, seats: "Mapping[str, SeatStatus]", comers: "Mapping[str, str]"
) -> None:
    from folkmoot.formats.canonical import write_log
    from folkmoot.records.value import write_instant
    from folkmoot.repository.writer import write_files

    events = _removed(course, leave, seats)
    for gone, comes in comers.items():
        at = write_instant(course.as_of)
        events.append({"at": at, "act": "replaced", "by": leave.by, "entry": comes, "instead": gone, "reason": "the next alternate"})
    path = f"{jury.folder}/log.yml"
    write_files(top, {path: course.archive.files.get(path, b"") + write_log(events)}, replace=True)
    for gone, comes in comers.items():
        click.echo(f"{jury.id}: the next alternate, {comes}, takes the seat of {gone}")


def _rounds(course: "Chronicle", jury: "Jury") -> "tuple[Chain, int]":
    """The chain whose rounds fill seats, and the first round that may."""
    from folkmoot.records.draw import BeaconRound
    from folkmoot.sortition.beacon import chain_named, round_at

    chains = [source.chain for source in jury.draw.sources if isinstance(source, BeaconRound)] if jury.draw else []
    if not chains:
        raise FolkmootError(f"{jury.id} was drawn by dice alone, and no beacon is announced", "annul it and call a new one with a beacon")
    chain = chain_named(chains[-1])
    return chain, round_at(chain, _earliest(course, jury))


def _open(jury: "Jury") -> "list[Removal]":
    """The removals whose seats are not filled yet."""
    from folkmoot.sortition.replacement import reference

    filled = {event.ref for event in jury.log if event.act == "replaced"}
    return [removal for removal in jury.removals if reference(removal) not in filled]


def _earliest(course: "Chronicle", jury: "Jury") -> datetime:
    """The first instant whose round may fill a seat: as long from now as the charter lets a seed wait after its call."""
    from folkmoot.procedure.jury import draw_rule

    rule = draw_rule(course, jury)
    return course.deadline(course.as_of, rule.replace.after or rule.seed.after) if rule else course.as_of


def _fill(top: Path, course: "Chronicle", jury: "Jury", origin: Origin, by: str) -> None:
    from folkmoot.formats.canonical import write_log
    from folkmoot.records.value import write_instant
    from folkmoot.repository.writer import write_files
    from folkmoot.sortition.beacon import chain_named, round_time
    from folkmoot.sortition.replacement import reference
    from folkmoot.sortition.replay import replacements

    waiting = _open(jury)
    if not waiting:
        mend = f"say who leaves: folkmoot draw replace {jury.id} ENTRY --reason WHY"
        raise FolkmootError(f"no seat of {jury.id} waits to be filled", mend)
    open_ = waiting[0]
    comes = round_time(chain_named(open_.chain), open_.round)
    if course.as_of < comes:
        raise FolkmootError(f"round {open_.round} comes out at {comes:%Y-%m-%dT%H:%M:%SZ}", "wait for it; nobody can know it before")
    round_ = the_round(open_.chain, open_.round, origin)
    value: dict[str, object] = {"kind": "beacon", "chain": round_.chain, "round": round_.round, "signature": round_.signature}
    value |= {"previous_signature": round_.previous_signature} if round_.previous_signature else {}
    events: list[dict[str, object]] = [
        {
            "at": write_instant(course.as_of), "act": "replaced", "by": by, "ref": reference(open_), "entry": seat.entry,
            "instead": gone, "sources": [value],
        }
        for gone, seat in replacements(course.archive, jury, open_, round_)
    ]  # fmt: skip
    path = f"{jury.folder}/log.yml"
    write_files(top, {path: course.archive.files.get(path, b"") + write_log(events)}, replace=True)
    for event in events:
        click.echo(f"{jury.id}: {event['entry']} takes the seat of {event['instead']}")
    for later in waiting[1:]:
        click.echo(f"  removals/{later.number}.json waits too: folkmoot draw replace {jury.id}", err=True)

