"""`folkmoot draw`: record a seed, run a draw, show a ticket, verify a panel."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from folkmoot.cli.world import as_of_option, root_option, the_archive, the_instant, the_root
from folkmoot.records.error import FolkmootError

if TYPE_CHECKING:
    from folkmoot.records.archive import Archive, Jury
    from folkmoot.records.draw import BeaconRound


@click.group("draw")
def command() -> None:
    """Run a draw, show a member's ticket, verify a panel."""


@command.command("run")
@click.argument("jury")
@root_option
def run(jury: str, root: Path | None) -> None:
    """Draw JURY from its call, its roster and its recorded seed, and write draw.json."""
    from folkmoot.formats.draw_json import write_draw
    from folkmoot.repository.writer import write_files
    from folkmoot.sortition.replay import redraw

    top = the_root(root)
    archive = the_archive(top)
    found = the_jury(archive, jury)
    refuse_false_seed(found)
    draw = redraw(archive, found)
    write_files(top, {f"{found.folder}/draw.json": write_draw(draw)})
    click.echo(f"{found.folder}/draw.json: {len(draw.panel.seats)} seats from {draw.eligible:,} eligible entries, seed {draw.seed}")


@command.command("seed")
@click.argument("jury")
@click.option("--signature", default=None, help="The signature that the announced beacon round carries, in hex.")
@click.option("--dice", default=None, help="The digits of the announced dice, as they were called out.")
@click.option("--demonstration", is_flag=True, help="Make the round of the demonstration beacon.")
@click.option("--by", default="registrar", help="Who records the seed.")
@as_of_option
@root_option
def seed_verb(
    jury: str, signature: str | None, dice: str | None, demonstration: bool, by: str, as_of: str | None, root: Path | None
) -> None:
    """Record what the sources that JURY's call announced have given; a false signature is refused."""
    from folkmoot.formats.canonical import write_log
    from folkmoot.records.value import write_instant
    from folkmoot.repository.writer import write_files

    top, instant = the_root(root), the_instant(as_of)
    archive = the_archive(top)
    found = the_jury(archive, jury)
    if any(event.act == "seed" for event in found.log):
        raise FolkmootError(
            f"the seed of {jury} is recorded already", "a seed is recorded once; a new one needs an annulment and a new call"
        )
    values: list[dict[str, object]] = []
    for source in found.call.head.sources:
        if source.kind == "dice":
            values.append({"kind": "dice", "digits": needed(dice, "--dice", "the digits of the dice")})
            continue
        round_ = the_round(source.chain or "", source.round or 0, signature, demonstration)
        values.append({"kind": "beacon", "chain": round_.chain, "round": round_.round, "signature": round_.signature})
    event = {"at": write_instant(instant), "act": "seed", "by": by, "sources": values}
    path = f"{found.folder}/log.yml"
    write_files(top, {path: archive.files.get(path, b"") + write_log([event])}, replace=True)
    click.echo(f"{path}: the seed is recorded; draw with: folkmoot draw run {jury}")


@command.command("ticket")
@click.argument("jury")
@click.argument("entry")
@root_option
def ticket_verb(jury: str, entry: str, root: Path | None) -> None:
    """Show the ticket that JURY's seed gives to ENTRY, and where it stands."""
    from folkmoot.sortition.replay import skips
    from folkmoot.sortition.ticket import ticket

    archive = the_archive(the_root(root))
    found = the_jury(archive, jury)
    if found.draw is None:
        raise FolkmootError(f"jury {jury} is not drawn yet", f"draw it first: folkmoot draw run {jury}")
    value = ticket(found.draw.seed, entry)
    click.echo(value)
    click.echo(f"  the same by hand: printf '%s:%s' {found.draw.seed} {entry} | sha256sum", err=True)
    roster = archive.roster(found.call.head.roster)
    if roster is None or roster.entries is None:
        return
    if entry.encode() not in set(roster.entries.tokens):
        raise FolkmootError(f"'{entry}' is not in the roster {roster.id}", "see whether the token is spelled as on the member's card")
    reason = skips(found.call.head, roster.entries).get(entry.encode())
    click.echo(f"  {standing(found, entry, reason)}", err=True)


def standing(jury: "Jury", entry: str, reason: str | None) -> str:
    """Say what the draw means for one entry."""
    if jury.draw is None:
        return "not drawn yet"
    for kind, seats in (("seat", jury.draw.panel.seats), ("alternate", jury.draw.panel.alternates)):
        for seat in seats:
            if seat.entry == entry:
                return f"drawn: {kind} {seat.number}{f', stratum {seat.stratum}' if seat.stratum else ''}"
    return f"passed over: {reason}" if reason else "not drawn: other tickets were lower"


@command.command("verify")
@click.argument("jury")
@root_option
def verify_verb(jury: str, root: Path | None) -> None:
    """Draw JURY again and compare with draw.json; check the roster's digest and the seed's signature."""
    from folkmoot.checks.verification import verify
    from folkmoot.procedure.chronicle import chronicle

    archive = the_archive(the_root(root))
    found = the_jury(archive, jury)
    wanted = {("roster", found.call.head.roster), ("seed", jury), ("draw", jury)}
    results = [one for one in verify(chronicle(archive, the_instant(None))) if (one.kind, one.id) in wanted]
    for one in results:
        click.echo(f"{'holds' if one.holds else 'FAILS'}  {one.kind:8} {one.id}: {one.detail}")
    if not any(one.kind == "draw" for one in results):
        raise FolkmootError(f"jury {jury} is not drawn yet", f"draw it first: folkmoot draw run {jury}")
    sys.exit(0 if all(one.holds for one in results) else 1)


@command.command("rfc3797")
@click.argument("sources", nargs=-1, required=True, metavar="NUMBERS...")
@click.option("--pool", required=True, type=click.IntRange(1, 65535), help="How many stand in the list.")
@click.option("--select", "count", required=True, type=click.IntRange(1), help="How many are selected.")
def rfc3797_verb(sources: tuple[str, ...], pool: int, count: int) -> None:
    """Select by RFC 3797: each argument holds the numbers of one source, such as "9 18 26 34 41 45"."""
    from folkmoot.sortition.rfc3797 import key_of, selections

    try:
        groups = [[int(number) for number in source.replace(",", " ").split()] for source in sources]
    except ValueError:
        raise FolkmootError("a source is not a list of numbers", "write the numbers of one source between quotes") from None
    if count > pool:
        raise FolkmootError(f"{count} cannot be selected from {pool}", "select fewer")
    key = key_of(groups)
    click.echo(f"key {key}")
    for rank, (index, md5) in enumerate(selections(key, pool, count), start=1):
        click.echo(f"{rank:4}  number {index:5}  md5 {md5}")


def the_jury(archive: "Archive", name: str) -> "Jury":
    """Find a jury by id; FolkmootError, with a suggestion, when there is none."""
    found = archive.jury(name.removeprefix("juries/").strip("/"))
    if found is None:
        from difflib import get_close_matches

        close = get_close_matches(name, [jury.id for jury in archive.juries], n=1)
        raise FolkmootError(f"there is no jury '{name}'", f"did you mean '{close[0]}'?" if close else "see juries/, and: folkmoot check")
    return found


def the_round(chain: str, number: int, signature: str | None, demonstration: bool) -> "BeaconRound":
    """Return the announced round with its signature, verified."""
    from folkmoot.records.draw import BeaconRound
    from folkmoot.sortition.beacon import DEMONSTRATION, demonstration_round, verify_round

    if demonstration:
        if chain != DEMONSTRATION.hash:
            raise FolkmootError("the call announces a real beacon", "give its signature with --signature")
        return demonstration_round(number)
    found = BeaconRound(chain, number, needed(signature, "--signature", "the signature of the round"))
    reason = verify_round(found)
    if reason:
        raise FolkmootError(reason, "fetch the round again, from another relay if need be")
    return found


def needed(value: str | None, option: str, what: str) -> str:
    """Return an option that the call makes necessary."""
    if value is None:
        raise FolkmootError(f"{what} is missing", f"give it with {option}")
    return value


def refuse_false_seed(jury: "Jury") -> None:
    """Stop before a draw from a seed whose signature does not hold."""
    from folkmoot.records.draw import BeaconRound
    from folkmoot.sortition.beacon import verify_round
    from folkmoot.sortition.replay import sources_of

    for source in sources_of(jury):
        reason = verify_round(source) if isinstance(source, BeaconRound) else None
        if reason:
            raise FolkmootError(reason, "record the announced round from the beacon itself")
