"""`folkmoot draw`: from a call to a panel that anybody can draw again."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from folkmoot.cli.draw_beacon import the_jury
from folkmoot.cli.draw_call import call_verb
from folkmoot.cli.draw_engine import Way, drawn_by_engine, engine_options, lowest_verb, shards_option, tell_receipt, write_receipt_file
from folkmoot.cli.draw_replace import replace_verb
from folkmoot.cli.draw_seed import seed_verb
from folkmoot.cli.draw_sign import sign_verb
from folkmoot.cli.draw_simulate import simulate_verb
from folkmoot.cli.draw_ticket import ticket_verb
from folkmoot.cli.world import root_option, the_archive, the_instant, the_root
from folkmoot.formats.draw_json import read_draw, write_draw
from folkmoot.records.error import FolkmootError

if TYPE_CHECKING:
    from folkmoot.records.archive import Archive, Jury
    from folkmoot.records.verification import Verified


@click.group("draw")
def command() -> None:
    """Call a jury, sign the call, record its seed, draw it, fill empty seats, show a ticket, verify a panel."""


for _verb in (call_verb, sign_verb, seed_verb, replace_verb, ticket_verb, simulate_verb, lowest_verb):
    command.add_command(_verb)


@command.command("run")
@click.argument("jury")
@shards_option
@engine_options
@root_option
def run(jury: str, shards: Path | None, engine: str | None, master: str | None, receipt: Path | None, root: Path | None) -> None:
    """Draw JURY from its call, its roster and its recorded seed, and write draw.json.

    With --engine, or with --shards for a roster that is kept outside the repository, an engine ranks the roster as a stream; the
    bytes that come out are the same.
    """
    from folkmoot.repository.writer import write_files

    top, way = the_root(root), Way(engine, shards, master, receipt)
    archive = the_archive(top)
    found = the_jury(archive, jury)
    refuse_false_seed(found)
    data = _drawn(top, archive, found, way)
    write_files(top, {f"{found.folder}/draw.json": data})
    draw = read_draw(data)
    click.echo(f"{found.folder}/draw.json: {len(draw.panel.seats)} seats from {draw.eligible:,} eligible entries, seed {draw.seed}")


def _drawn(top: Path, archive: "Archive", jury: "Jury", way: Way) -> bytes:
    """The bytes of draw.json, by an engine where one is asked for or the entries are elsewhere."""
    from folkmoot.sortition.replay import redraw

    roster = archive.roster(jury.call.head.roster)
    if not way.is_asked_for and (roster is None or roster.entries is not None or not (top / roster.folder / "shards").is_dir()):
        return write_draw(redraw(archive, jury))
    result = drawn_by_engine(top, archive, jury, way)
    write_receipt_file(way, result)
    tell_receipt(result)
    return result.data


@command.command("verify")
@click.argument("jury")
@shards_option
@engine_options
@root_option
def verify_verb(jury: str, shards: Path | None, engine: str | None, master: str | None, receipt: Path | None, root: Path | None) -> None:
    """Draw JURY again and compare with draw.json; check the roster's digest and the seed's signature."""
    from folkmoot.checks.verification import verify
    from folkmoot.procedure.chronicle import chronicle

    top, way = the_root(root), Way(engine, shards, master, receipt)
    archive = the_archive(top)
    found = the_jury(archive, jury)
    if found.draw is None:
        raise FolkmootError(f"jury {jury} is not drawn yet", f"draw it first: folkmoot draw run {jury}")
    kinds = ("seed",) if way.is_asked_for else ("seed", "lottery", "draw")
    wanted = {("roster", found.call.head.roster), *((kind, found.id) for kind in kinds)}
    results = [one for one in verify(chronicle(archive, the_instant(None))) if (one.kind, one.id) in wanted]
    if way.is_asked_for:
        results.append(_drawn_again(top, archive, found, way))
    for one in results:
        click.echo(f"{'holds' if one.holds else 'FAILS'}  {one.kind:8} {one.id}: {one.detail}")
    sys.exit(0 if all(one.holds for one in results) else 1)


def _drawn_again(top: Path, archive: "Archive", jury: "Jury", way: Way) -> "Verified":
    """Whether an engine gives the bytes of draw.json."""
    from folkmoot.checks.draws import first_difference
    from folkmoot.records.verification import Verified

    assert jury.draw is not None
    data = _drawn(top, archive, jury, way)
    again = read_draw(data)
    if data != archive.files[f"{jury.folder}/draw.json"]:
        return Verified("draw", jury.id, False, first_difference(jury.draw, again))
    return Verified("draw", jury.id, True, f"{len(again.panel.seats)} seats from {again.eligible:,} eligible entries, drawn again the same")


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


def refuse_false_seed(jury: "Jury") -> None:
    """Stop before a draw from a seed whose signature does not hold."""
    from folkmoot.records.draw import BeaconRound
    from folkmoot.sortition.beacon import verify_round
    from folkmoot.sortition.replay import sources_of

    for source in sources_of(jury):
        reason = verify_round(source) if isinstance(source, BeaconRound) else None
        if reason:
            raise FolkmootError(reason, "record the announced round from the beacon itself")
