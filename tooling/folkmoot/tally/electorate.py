"""Who may vote: the entries of a frozen roster, or the seated members of a drawn panel."""

from dataclasses import dataclass

from folkmoot.formats.canonical import digest
from folkmoot.records.archive import Archive, Jury
from folkmoot.records.error import FolkmootError
from folkmoot.records.event import ElectorateNamed


@dataclass(frozen=True, slots=True)
class Voters:
    """The electorate of one vote."""

    kind: str
    id: str
    digest: str
    entries: frozenset[str]
    seats: int | None
    """Seats of the body; None for a roster."""


def voters(archive: Archive, named: ElectorateNamed) -> Voters:
    """Find the electorate that a vote was opened for; FolkmootError when its records are not here."""
    if named.kind == "roster":
        roster = archive.roster(named.id)
        if roster is None or roster.entries is None:
            raise FolkmootError(f"the roster {named.id} is not here", f"add juries/rosters/{named.id}/entries.csv")
        entries = frozenset(token.decode() for token in roster.entries.tokens)
        return Voters("roster", named.id, roster.entries.digest, entries, None)
    jury = archive.jury(named.id)
    if jury is None or jury.draw is None:
        raise FolkmootError(f"the jury {named.id} is not drawn", f"draw it first: folkmoot draw run {named.id}")
    if jury.call.head.stage == "invitation":
        raise FolkmootError(f"{named.id} only invites, and seats nobody", "name the jury that was selected among those who said yes")
    drawn = archive.files[f"{jury.folder}/draw.json"]
    return Voters("jury", named.id, digest(drawn), seated(jury), jury.call.head.seats)


def seated(jury: Jury) -> frozenset[str]:
    """The entries that hold a seat: those drawn, less those who declined or left, and those who came in for them."""
    if jury.draw is None:
        return frozenset()
    holders = {seat.entry for seat in jury.draw.panel.seats}
    alternates = {seat.entry for seat in jury.draw.panel.alternates}
    removals = {f"removals/{removal.number}.json" for removal in jury.removals}
    for event in jury.log:
        if event.entry is None:
            continue
        if event.act in ("declined", "removed", "withdrawn"):
            holders.discard(event.entry)
        elif event.act == "admitted" or (event.act == "replaced" and (event.entry in alternates or event.ref in removals)):
            holders.add(event.entry)
            holders.discard(event.instead or "")
    return frozenset(holders)
