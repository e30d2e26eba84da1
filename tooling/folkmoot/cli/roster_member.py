"""`folkmoot roster secrets`, `card` and `mine`: a member's secret, the card that carries it, and what it finds."""

import csv
import io
import secrets
import sys
from collections.abc import Iterator
from itertools import product
from pathlib import Path
from typing import TYPE_CHECKING

import click

from folkmoot.cli.roster_freeze import coop_of
from folkmoot.cli.roster_list import read_list, read_secrets
from folkmoot.cli.world import root_option, the_archive, the_root
from folkmoot.records.error import FolkmootError

if TYPE_CHECKING:
    from folkmoot.records.archive import Archive, Jury, Roster
    from folkmoot.records.roster import Entries
    from folkmoot.trust.card import Card

FILE = click.Path(path_type=Path, dir_okay=False)
HERE = click.Path(path_type=Path, exists=True, dir_okay=False)


@click.command("secrets")
@click.argument("members", type=HERE)
@click.argument("out", type=FILE)
@click.option(
    "--forget", is_flag=True, help="Drop the secrets of those who are no longer in the list; their old entries become random numbers."
)
def secrets_verb(members: Path, out: Path, forget: bool) -> None:
    """Write OUT, a private file with a secret for each of MEMBERS; those that OUT has already are kept."""
    from folkmoot.formats.members import Wanted
    from folkmoot.repository.private import write_private
    from folkmoot.trust.commitment import MEMBER, SECRET_BYTES, write_base32

    found = read_list(members, Wanted("member", MEMBER)).names
    known = {member: secret for member, secret in (read_secrets(out) if out.exists() else {}).items() if secret}
    missing = [member for member in found if member not in known]
    gone = known.keys() - set(found)
    rows = {**known, **{member: write_base32(secrets.token_bytes(SECRET_BYTES)) for member in missing}}
    table = io.StringIO()
    writer = csv.writer(table, lineterminator="\n")
    writer.writerow(("member", "secret"))
    writer.writerows((member, secret) for member, secret in rows.items() if not (forget and member in gone))
    write_private(out, table.getvalue().encode(), replace=True)
    click.echo(f"{out}: {len(missing):,} secrets made, {len(known) - len(gone):,} kept; only you may read it")
    if gone:
        click.echo(f"  {len(gone):,} of members no longer in the list: {'dropped' if forget else 'kept; --forget drops them'}")


@click.command("card")
@click.argument("member")
@click.option("--secrets", "private", type=HERE, required=True, help="The private file with the columns member and secret.")
@click.option("--coop", default=None, help="The co-op's id; taken from the records when left out.")
@click.option("--out", type=FILE, default=None, help="Write the card into a file that only you may read, in place of showing it.")
@root_option
def card(member: str, private: Path, coop: str | None, out: Path | None, root: Path | None) -> None:
    """Print the card of MEMBER: what they need to find themselves in a sealed roster, and nothing else."""
    from folkmoot.repository.private import write_private
    from folkmoot.trust.card import Card, write_card
    from folkmoot.trust.commitment import read_secret

    text = read_secrets(private).get(member)
    if not text:
        raise FolkmootError(f"{private} has no secret of member {member}", "make one: folkmoot roster secrets MEMBERS.csv " + str(private))
    try:
        made = write_card(Card(coop or coop_of(the_root(root)), member, read_secret(text)))
    except ValueError as error:
        raise FolkmootError(f"{private}, member {member}: {error}", "make a new one") from None
    if out is None:
        click.echo(made, nl=False)
    else:
        write_private(out, made.encode())
        click.echo(f"{out}: the card of member {member}")


@click.command("mine")
@click.argument("roster")
@click.option("--card", "card_file", type=HERE, default=None, help="Your card, as a file; asked for when left out.")
@click.option("--entry", default=None, help="Your entry, where the roster is public.")
@click.option(
    "--from", "folder", type=click.Path(path_type=Path, exists=True, file_okay=False), default=None,
    help="The folder with the one shard that you fetched, where the entries are kept outside Git.",
)  # fmt: skip
@root_option
def mine(roster: str, card_file: Path | None, entry: str | None, folder: Path | None, root: Path | None) -> None:
    """Say whether you are in ROSTER, what is recorded of you, and what the lot gave you; nothing leaves your machine.

    Where the entries are kept outside Git, it says which shard is yours; fetch that one and give its folder with --from. Exit 0 when
    you are in it, 1 when not.
    """
    top = the_root(root)
    archive = the_archive(top)
    found = the_roster(archive, roster)
    if entry is None and found.manifest.head.storage == "public":
        raise FolkmootError(f"{found.id} is a public roster", "give the token that the registrar gave you, with --entry")
    mine_card = _the_card(archive, card_file) if entry is None else None
    entries = found.entries
    if folder is not None:
        from folkmoot.cli.roster_shard import tell_from_shard

        names = [entry] if entry else [name for name, _ in _candidates(found, mine_card)]
        tell_from_shard(archive, found, names, (folder, top / found.folder))
        return
    if entries is None:
        _tell_candidates(found, mine_card, entry)
        return
    name = entry or _entry_of(found, entries, mine_card)
    place = next((at for at, token in enumerate(entries.tokens) if token == name.encode()), None) if name else None
    if place is None or name is None:
        click.echo(f"You are not in {found.id}. If you should be, say so to the clerks before the time to challenge ends.")
        sys.exit(1)
    _tell_place(found, entries, place)
    juries = [jury for jury in archive.juries if jury.call.head.roster == found.id]
    for jury in juries:
        for line in _lot(jury, entries, name):
            click.echo(line)
    if not juries:
        click.echo("No jury is called from this roster.")


def the_roster(archive: "Archive", name: str) -> "Roster":
    """Find a roster by id; FolkmootError, with a suggestion, when there is none."""
    found = archive.roster(name.removeprefix("juries/rosters/").strip("/"))
    if found is None:
        from difflib import get_close_matches

        close = get_close_matches(name, [roster.id for roster in archive.rosters], n=1)
        raise FolkmootError(f"there is no roster '{name}'", f"did you mean '{close[0]}'?" if close else "see juries/rosters/")
    return found


def _the_card(archive: "Archive", path: Path | None) -> "Card":
    from folkmoot.trust.card import read_card

    coop = archive.coop.id if archive.coop else ""
    if path is not None:
        text = path.read_text(encoding="utf-8", errors="replace")
    else:
        member = click.prompt("Member number", err=True)
        secret = click.prompt("Secret, all groups (not shown)", err=True, hide_input=True)
        text = f"co-op: {coop}\nmember: {member}\nsecret: {secret}\n"
    try:
        read = read_card(text)
    except ValueError as error:
        raise FolkmootError(f"this is not a card: {error}", "compare it with the printed one, group by group") from None
    if coop and read.coop != coop:
        raise FolkmootError(f"the card is of {read.coop}, these are the records of {coop}", "take the card of this co-op")
    return read


def _entry_of(roster: "Roster", entries: "Entries", mine_card: "Card | None") -> str | None:
    """The member's entry, found by trying every combination of values that the roster has; None when none is there."""
    from folkmoot.trust.commitment import find

    assert mine_card is not None
    width = len(entries.columns) - 1
    cells = (tuple(rest.decode().split(",")) if width else () for rest in {line.partition(b",")[2] for line in entries.lines})
    present = set(entries.tokens)
    tries = find(mine_card.secret, mine_card.coop, roster.id, mine_card.member, cells)
    return next((name for name, _ in tries if name.encode() in present), None)


def _tell_candidates(roster: "Roster", mine_card: "Card | None", entry: str | None) -> None:
    """Where the entries are kept elsewhere: say which entry to look for, and in which shard."""
    from folkmoot.formats.shards import SUMS, digits_for, shard_of

    head = roster.manifest.head
    click.echo(f"The entries of {roster.id} are not here. Get them from the clerks, check them with sha256sum -c {SUMS}, and look for:")
    digits = digits_for(head.count)
    if mine_card is None:
        click.echo(f"  {entry}   in {shard_of((entry or '').encode(), digits)} if it is sharded")
        return
    for name, values in _candidates(roster, mine_card):
        click.echo(f"  {name}   in {shard_of(name.encode(), digits)} if it is sharded, if you are {', '.join(values) or 'in it'}")


def _candidates(roster: "Roster", mine_card: "Card | None") -> "list[tuple[str, tuple[str, ...]]]":
    """Every entry that a card can stand for, by the values that the manifest tells."""
    from folkmoot.trust.commitment import find

    assert mine_card is not None
    head = roster.manifest.head
    if set(head.columns[1:]) - head.strata.keys():
        raise FolkmootError("the manifest does not tell every value that an entry is made of", "put the entries in place and ask again")
    cells: Iterator[tuple[str, ...]] = product(*(head.strata[column] for column in head.columns[1:]))
    return list(find(mine_card.secret, mine_card.coop, roster.id, mine_card.member, cells))


def _tell_place(roster: "Roster", entries: "Entries", place: int) -> None:
    line = entries.lines[place].decode()
    name, *values = line.split(",")
    where, number = "entries.csv", place + 2
    if entries.digits:
        from folkmoot.formats.shards import shard_of

        where = shard_of(name.encode(), entries.digits)
        number = 2 + sum(shard_of(token, entries.digits) == where for token in entries.tokens[:place])
    click.echo(f"You are in {roster.id}: {name}, line {number:,} of {roster.folder}/{where}")
    for column, value in zip(entries.columns[1:], values, strict=True):
        click.echo(f"  {column}: {value or '(nothing)'}")


def _lot(jury: "Jury", entries: "Entries", name: str) -> Iterator[str]:
    """What the lot of one jury gave an entry, and what became of it."""
    from folkmoot.cli.draw_ticket import standing
    from folkmoot.records.value import write_instant
    from folkmoot.sortition.replay import skips
    from folkmoot.sortition.sketch import rank
    from folkmoot.sortition.ticket import ticket

    if jury.draw is None:
        yield f"{jury.id}: called from this roster, not drawn yet"
        return
    head = jury.call.head
    if entries.digest != head.roster_digest:
        yield f"{jury.id}: was called from other entries under this name; see: folkmoot check"
        return
    reason = skips(head, entries).get(name.encode())
    place = rank(jury.draw.seed, entries.tokens, name)
    yield f"{jury.id}: {standing(jury, name, reason)}"
    yield f"  ticket {ticket(jury.draw.seed, name)}, {place:,} of {len(entries.lines):,} from the lowest"
    for event in jury.log:
        if name == event.entry:
            yield f"  {write_instant(event.at)}: {event.act}" + (f" by {event.instead}" if event.instead else "")
        elif name == event.instead:
            yield f"  {write_instant(event.at)}: {event.act} {event.entry}"
