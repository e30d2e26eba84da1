"""`folkmoot draw ticket`: the ticket that a seed gives to one entry, what it drew, and the right of somebody left out."""

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from folkmoot.cli.draw_beacon import the_jury
from folkmoot.cli.world import root_option, the_archive, the_root
from folkmoot.records.error import FolkmootError

if TYPE_CHECKING:
    from folkmoot.records.archive import Jury


@click.command("ticket")
@click.argument("jury")
@click.argument("entry")
@root_option
def ticket_verb(jury: str, entry: str, root: Path | None) -> None:
    """Show the ticket that JURY's seed gives to ENTRY, and where it stands.

    Anybody has a ticket, on the roster or not: whoever was wrongly left out can see whether it would have been drawn.
    """
    from folkmoot.sortition.replay import skips
    from folkmoot.sortition.ticket import ticket

    archive = the_archive(the_root(root))
    found = the_jury(archive, jury)
    if found.draw is None:
        raise FolkmootError(f"jury {found.id} is not drawn yet", f"draw it first: folkmoot draw run {found.id}")
    value = ticket(found.draw.seed, entry)
    click.echo(value)
    click.echo(f"  the same by hand: printf '%s:%s' {found.draw.seed} {entry} | sha256sum", err=True)
    roster = archive.roster(found.call.head.roster)
    if roster is None or roster.entries is None:
        return
    if entry.encode() not in set(roster.entries.tokens):
        for line in _left_out(found, entry, value):
            click.echo(f"  {line}", err=True)
        return
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
    later = next((event for event in jury.log if event.act in ("replaced", "admitted") and event.entry == entry), None)
    if later is not None:
        return f"came in for {later.instead} on {later.at:%Y-%m-%d}" if later.instead else f"{later.act} on {later.at:%Y-%m-%d}"
    return f"passed over: {reason}" if reason else "not drawn: other tickets were lower"


def _left_out(jury: "Jury", entry: str, value: str) -> Iterator[str]:
    """What the ticket of somebody who is not on the roster means, stratum by stratum."""
    from folkmoot.checks.fillings import cut_off

    assert jury.draw is not None
    yield f"'{entry}' is not in the roster {jury.call.head.roster}; see whether it is spelled as on the member's card"
    yield "a member who was wrongly left out has a right to a seat if this ticket is at or below the last one drawn in their stratum:"
    names = dict.fromkeys(seat.stratum for seat in jury.draw.panel.seats)
    wide = max(map(len, names), default=0)
    for name in names:
        cut = cut_off(jury.draw.panel.seats, name) or ""
        yield f"  {name or 'all':{max(wide, 3)}}  {cut}  {'a right to a seat' if value <= cut else 'above it: no right'}"
    if jury.call.head.exclude:
        yield "nobody has it whom the call excludes; see 'exclude' there"
