"""`folkmoot draw call`: finish a call, publish its lottery, and record that the jury is called."""

from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from folkmoot.cli.draw_beacon import the_jury
from folkmoot.cli.world import as_of_option, root_option, the_instant, the_root
from folkmoot.records.error import FolkmootError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from folkmoot.procedure.chronicle import Chronicle
    from folkmoot.records.archive import Archive, Jury
    from folkmoot.records.draw import Source
    from folkmoot.records.lottery import Lottery, Pool
    from folkmoot.records.roster import Entries


@click.command("call")
@click.argument("jury")
@click.option("--by", required=True, help="The body that convenes the jury.")
@click.option("--keeper", default=None, help="Who keeps the roster; the same body when left out.")
@click.option("--tickets", type=click.IntRange(1), default=1000, show_default=True, help="Into how many tickets a lottery is divided.")
@as_of_option
@root_option
def call_verb(jury: str, by: str, keeper: str | None, tickets: int, as_of: str | None, root: Path | None) -> None:
    """Finish juries/JURY/call.md and record it as called: from now on its text stands.

    Fills in what follows from the records and is not written yet: the roster's digest; whom the charter keeps out of the
    draw, with the reason (`exclude`); its caps on affiliations; the beacon round, as soon after the time to challenge as the
    charter lets it be; and for a jury with quotas its lottery.json with the digest. Infeasible quotas are refused, with the
    least that would have to give way.
    """
    from folkmoot.formats.canonical import digest, write_log
    from folkmoot.formats.lottery_json import write_lottery
    from folkmoot.procedure.chronicle import chronicle
    from folkmoot.records.lottery import PublishedLottery
    from folkmoot.repository.reader import read_work_tree
    from folkmoot.repository.writer import write_files
    from folkmoot.sortition.replay import is_by_quota, ties_of

    top, instant = the_root(root), the_instant(as_of)
    course = chronicle(read_work_tree(top), instant)
    jury = jury.removeprefix("juries/").strip("/")
    path = f"juries/{jury}/call.md"
    if any(event.act == "called" for each in course.archive.juries if each.id == jury for event in each.log):
        raise FolkmootError(f"{jury} is called already", "a call stands; annul it with its reason and call another, or go on with the draw")
    data = finished(course, path)
    found, archive = reread(course.archive, path, data)
    written: dict[str, bytes] = {}
    if is_by_quota(found.call.head):
        lottery = built(archive, found, tickets)
        made = write_lottery(PublishedLottery(lottery, found.call.head.roster_digest, ties_of(found.call.head)))
        written[f"juries/{jury}/lottery.json"] = made
        data = _with(data, {"lottery": digest(made)})
        found, _ = reread(course.archive, path, data)
        click.echo(_told(lottery))
    events = _called(found, instant, by, keeper or by)
    log = f"juries/{jury}/log.yml"
    written |= {path: data, log: course.archive.files.get(log, b"") + write_log(events)}
    refuse_unsound(course, jury, written)
    write_files(top, written, replace=True)
    for line in _kept_out(found):
        click.echo(line)
    click.echo(f"{path}: called; its sha256 is {found.call.digest}")
    click.echo(f"  sign it before it is merged: folkmoot sign {path}", err=True)


def _called(jury: "Jury", instant: datetime, by: str, keeper: str) -> list[dict[str, object]]:
    """The two events of a call: whom it calls, and that the pool stands still from here on."""
    from folkmoot.records.value import write_instant

    head, at = jury.call.head, write_instant(instant)
    return [
        {"at": at, "act": "called", "by": by, "call": jury.call.digest},
        {"at": at, "act": "pool-frozen", "by": keeper, "ref": head.roster, "roster": head.roster_digest},
    ]


def finished(course: "Chronicle", path: str) -> bytes:
    """The call with what follows from the records filled in; FolkmootError when there is no call, or no roster for it."""
    from folkmoot.formats.document import read_document

    data = course.archive.files.get(path)
    document = read_document(path, data)[0] if data is not None else None
    if data is None or document is None or not isinstance(document.head, dict):
        raise FolkmootError(f"there is no call at {path}", "write its text first; folkmoot schema jury says which fields it has")
    fields: dict[str, str] = {}
    name = str(document.head.get("roster", ""))
    roster = course.archive.roster(name)
    if roster is None:
        raise FolkmootError(f"there is no roster '{name}'", "freeze it first: folkmoot roster freeze")
    if "roster_digest" not in document.head:
        fields["roster_digest"] = roster.manifest.head.digest
    invitation = course.archive.jury(str(document.head.get("invitation", "")))
    if "ties" not in document.head and invitation is not None and invitation.draw is not None:
        fields["ties"] = _ties(invitation.draw.sources[-1])
    if "sources" not in document.head:
        fields["sources"] = _sources(course, str(document.head.get("body", "")))
    return _with(data, {**fields, **_of_the_pool(course, document.head, roster.entries)})


def _of_the_pool(course: "Chronicle", head: "Mapping[str, Any]", entries: "Entries | None") -> dict[str, str]:
    """Who is kept out and what is capped, where the call says neither; quotas have no caps."""
    from folkmoot.cli.draw_fill import caps, exclusions

    name, found = str(head.get("body", "")), dict[str, str]()
    if "exclude" not in head and entries is not None and (kept_out := exclusions(course, name, str(head.get("mandate", "")), entries)):
        found["exclude"] = kept_out
    body = course.charter.book.bodies.get(name)
    if body is not None and "max_per" not in head and head.get("stage") != "invitation" and "quotas" not in head:
        found |= caps(body.select)
    return found


def _ties(source: "Source") -> str:
    """The seed of the invitation, which was announced and is known, settles what the construction leaves open."""
    from folkmoot.records.draw import Dice

    if isinstance(source, Dice):
        return f'{{kind: dice, digits: "{source.digits}"}}'
    return f"{{kind: beacon, chain: {source.chain}, round: {source.round}, signature: {source.signature}}}"


def _sources(course: "Chronicle", body: str) -> str:
    """The first round that the charter's draw rule allows, once the time to challenge is over, on the hour."""
    from folkmoot.records.value import write_instant
    from folkmoot.sortition.beacon import QUICKNET, round_at, round_time

    book = course.charter.book
    named = book.bodies[body].select.draw_rule if body in book.bodies else None
    rule = book.draws.get(named) if named else next(iter(book.draws.values()), None)
    if rule is None:
        raise FolkmootError("the charter has no rule for draws", "name the seed's sources in the call")
    if rule.seed.kind != "beacon":
        raise FolkmootError("the charter asks for dice", "name the seed's sources in the call, the beacon last")
    earliest = max(course.deadline(course.as_of, rule.seed.after), course.deadline(course.as_of, rule.challenge))
    hour = earliest.replace(minute=0, second=0, microsecond=0)
    number = round_at(QUICKNET, hour if hour == earliest else hour + timedelta(hours=1))
    when = write_instant(round_time(QUICKNET, number))
    return f'[{{kind: beacon, chain: {QUICKNET.hash}, round: {number}, when: "{when}"}}]'


def _with(data: bytes, fields: dict[str, str]) -> bytes:
    from folkmoot.formats.document import with_fields

    return with_fields(data, fields) if fields else data


def reread(archive: "Archive", path: str, data: bytes) -> "tuple[Jury, Archive]":
    """Read the records with the call as it would be written; FolkmootError with the first fault found in it."""
    from folkmoot.formats.layout import read_archive

    again = replace(read_archive({**archive.files, path: data}), history=archive.history)
    for fault in again.faults:
        if fault.place.path == path:
            raise FolkmootError(f"{fault.place}: {fault.what}", fault.mend)
    return the_jury(again, path.split("/")[1]), again


def _kept_out(jury: "Jury") -> list[str]:
    """Whom the call keeps out of the draw, a line a reason."""
    return [
        f"  kept out ({rule.reason}): {' '.join((rule.column, *rule.values)) if rule.column else len(rule.entries)}"
        for rule in jury.call.head.exclude
    ]


def built(archive: "Archive", jury: "Jury", tickets: int) -> "Lottery":
    """Build the lottery of a call; FolkmootError, with what would have to give way, when its quotas cannot be met."""
    from folkmoot.sortition.lottery.build import build
    from folkmoot.sortition.replay import ties_of

    return build(met(pool(archive, jury), jury), tickets, ties_of(jury.call.head))


def pool(archive: "Archive", jury: "Jury") -> "Pool":
    """The pool of a call: its eligible people under its quotas."""
    from folkmoot.sortition.pool import pool_of
    from folkmoot.sortition.replay import skips

    roster = archive.roster(jury.call.head.roster)
    if roster is None or roster.entries is None:
        raise FolkmootError(f"the entries of roster {jury.call.head.roster} are not here", "freeze the roster first, or fetch its entries")
    return pool_of(jury.call.head, roster.entries, skips(jury.call.head, roster.entries))


def met(made: "Pool", jury: "Jury") -> "Pool":
    """The pool itself when its quotas can be met; FolkmootError with the least relaxation otherwise."""
    from folkmoot.sortition.relaxation import relax

    found = relax(made, jury.call.head.relax)
    if not found.steps:
        return made
    said = "; ".join(
        f"'{step.value}' in '{step.column}'" + (f" {step.down} fewer" if step.down else "") + (f" {step.up} more" if step.up else "")
        for step in found.steps
    )
    lines = "\n".join(
        f"  {column}: {{{', '.join(f'{value}: [{quota.least}, {quota.most}]' for value, quota in values.items())}}}"
        for column, values in found.pool.quotas.items()
    )
    raise FolkmootError(
        f"the quotas of {jury.id} cannot all be met; the least that gives way is {said}", f"write in the call:\nquotas:\n{lines}"
    )


def refuse_unsound(course: "Chronicle", jury: str, written: "Mapping[str, bytes]") -> None:
    """Stop before a call is recorded that the checks would find fault with: once it is called, it stands."""
    from folkmoot.checks.registry import all_checks, introduced, run_checks
    from folkmoot.formats.layout import read_archive
    from folkmoot.procedure.chronicle import chronicle

    draws = [check for check in all_checks() if check.code.startswith("D")]
    again = replace(read_archive({**course.archive.files, **written}), history=course.archive.history)
    found = introduced(run_checks(chronicle(again, course.as_of), draws), run_checks(course, draws))
    for each in found:
        if each.place.path.startswith(f"juries/{jury}/"):
            raise FolkmootError(f"{each.place.path}: {each.what}", f"{each.mend}; see: folkmoot explain {each.code}")


def _told(lottery: "Lottery") -> str:
    kinds, people = len(lottery.pool.kinds), sum(kind.count for kind in lottery.pool.kinds)
    words = (
        f"lottery: {people:,} people of {kinds:,} kinds, {len(lottery.compositions):,} compositions on {lottery.tickets:,} tickets; "
        f"least chance {lottery.least}, and no lottery within these quotas gives more than {lottery.certificate.bound}"
    )
    if lottery.certificate.uncovered:
        count = sum(lottery.pool.kinds[place].count for place in lottery.certificate.uncovered)
        words += f"; {count:,} people can sit in no panel that meets the quotas (proved)"
    return words
