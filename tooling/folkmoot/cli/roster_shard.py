"""`folkmoot roster mine --from`: a member finds herself in the one shard that is hers, without any other being there."""

import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from folkmoot.records.error import FolkmootError

if TYPE_CHECKING:
    from folkmoot.records.archive import Archive, Jury, Roster
    from folkmoot.records.roster import Entries


def tell_from_shard(archive: "Archive", roster: "Roster", names: Sequence[str], folders: tuple[Path, ...]) -> None:
    """Look for a member under each of some names in the shards that are here, and tell what stands there and what the lot gave.

    Exit 1 when every shard that could hold the member is here and none does; FolkmootError when one that is needed is not here, or
    is not the frozen one.
    """
    from folkmoot.engine.one_shard import fetched, listing, read_shard

    listed = listing(roster.manifest.head.digest, folders)
    absent: list[str] = []
    for name in names:
        shard = listed.shard_of(name)
        try:
            fetched(listed, shard)
        except FolkmootError:
            absent.append(shard)
            continue
        entries, fault = read_shard(listed, shard)
        if entries is None:
            raise FolkmootError(
                f"this is not the frozen shard: {fault}", "fetch it again; if it stays so, tell the clerks and everybody else"
            )
        token = name.encode()
        if token in entries.tokens:
            for line in _told(archive, roster, shard, entries, entries.tokens.index(token)):
                click.echo(line)
            return
    if absent:
        several = "one of these shards could be yours" if len(absent) > 1 else "this shard is yours"
        mend = f"fetch from where the roster is published: {', '.join(sorted(set(absent)))}"
        raise FolkmootError(f"{several} and is not in {folders[0]}: {', '.join(sorted(set(absent)))}", mend)
    click.echo(f"You are not in {roster.id}. If you should be, say so to the clerks before the time to challenge ends.")
    sys.exit(1)


def _told(archive: "Archive", roster: "Roster", shard: str, entries: "Entries", place: int) -> Iterator[str]:
    name, *values = entries.lines[place].decode().split(",")
    yield f"You are in {roster.id}: {name}, line {place + 2:,} of {shard}, which has the digest that the signed manifest binds"
    for column, value in zip(entries.columns[1:], values, strict=True):
        yield f"  {column}: {value or '(nothing)'}"
    juries = [jury for jury in archive.juries if jury.call.head.roster == roster.id]
    for jury in juries:
        yield from _lot(jury, roster, entries, name)
    if not juries:
        yield "No jury is called from this roster."


def _lot(jury: "Jury", roster: "Roster", entries: "Entries", name: str) -> Iterator[str]:
    from folkmoot.cli.draw_ticket import standing
    from folkmoot.sortition.replay import skips
    from folkmoot.sortition.ticket import ticket

    if jury.draw is None:
        yield f"{jury.id}: called from this roster, not drawn yet"
    elif jury.call.head.roster_digest != roster.manifest.head.digest:
        yield f"{jury.id}: was called from other entries under this name; see: folkmoot check"
    else:
        yield f"{jury.id}: {standing(jury, name, skips(jury.call.head, entries).get(name.encode()))}"
        yield f"  ticket {ticket(jury.draw.seed, name)}"
        strata = sorted({seat.stratum for seat in jury.draw.panel.seats})
        for stratum in strata:
            last = max(seat.ticket for seat in jury.draw.panel.seats if seat.stratum == stratum)
            yield f"  the last seat{f' of {stratum}' if stratum else ''} went to ticket {last}"
