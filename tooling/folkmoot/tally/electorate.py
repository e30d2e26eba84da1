"""Who may vote: the entries of a frozen roster, or the seated members of a drawn panel."""

from dataclasses import dataclass, replace
from datetime import datetime

from folkmoot.formats.canonical import digest
from folkmoot.formats.shards import SUMS
from folkmoot.records.archive import Archive, Jury, Proposal, Roster
from folkmoot.records.error import FolkmootError
from folkmoot.records.event import ElectorateNamed, ProposalEvent


@dataclass(frozen=True, slots=True)
class Voters:
    """The electorate of one vote."""

    kind: str
    id: str
    digest: str
    entries: frozenset[str]
    seats: int | None
    """Seats of the body; None for a roster."""
    size: int | None = None
    """How many they are, where they are too many to hold and `entries` is empty."""

    @property
    def count(self) -> int:
        """How many may vote."""
        return len(self.entries) if self.size is None else self.size


def voters(archive: Archive, named: ElectorateNamed, proposal: Proposal | None = None) -> Voters:
    """Find the electorate that a vote was opened for; FolkmootError when its records are not here.

    With its proposal: a panel as it was seated when the vote opened, without those who stand aside in this matter and with those who
    sit in their place for it alone; and with the exceptions that the log records, with a reason each, before the vote closed.
    """
    opened = next((event for event in reversed(proposal.log) if event.act == "voting-opened"), None) if proposal else None
    if named.kind == "roster":
        found = _of_roster(archive, named.id)
    else:
        found = _of_jury(archive, named.id, proposal.id if proposal else "", opened.at if opened else None)
    return replace(found, entries=_excepted(found.entries, proposal, opened)) if proposal and opened else found


def electorate_digest(archive: Archive, named: ElectorateNamed) -> str:
    """The digest that an electorate has now; FolkmootError when its records are not here.

    Of a roster whose shards are kept elsewhere it is that of their list, which is here.
    """
    roster = archive.roster(named.id) if named.kind == "roster" else None
    listed = shards_apart(archive, roster) if roster else None
    return voters(archive, named).digest if listed is None else digest(listed)


def shards_apart(archive: Archive, roster: Roster) -> bytes | None:
    """The list of a roster's shards where these are kept elsewhere; None for a roster that is here, or is not at all."""
    return archive.files.get(f"{roster.folder}/{SUMS}") if roster.entries is None else None


def _of_roster(archive: Archive, name: str) -> Voters:
    roster = archive.roster(name)
    if roster is None or roster.entries is None:
        raise FolkmootError(f"the roster {name} is not here", f"add juries/rosters/{name}/entries.csv")
    entries = frozenset(token.decode() for token in roster.entries.tokens)
    return Voters("roster", name, roster.entries.digest, entries, None)


def _of_jury(archive: Archive, name: str, proposal: str, opened: datetime | None) -> Voters:
    jury = archive.jury(name)
    if jury is None or jury.draw is None:
        raise FolkmootError(f"the jury {name} is not drawn", f"draw it first: folkmoot draw run {name}")
    if jury.call.head.stage == "invitation":
        raise FolkmootError(f"{name} only invites, and seats nobody", "name the jury that was selected among those who said yes")
    drawn = archive.files[f"{jury.folder}/draw.json"]
    holders, aside = seated(jury, proposal, opened), recused(jury, proposal, opened)
    standing = frozenset(event.instead for event in jury.log if event.act == "replaced" and event.proposal == proposal and proposal)
    empty = len(aside - standing)
    return Voters("jury", name, digest(drawn), holders - aside, jury.call.head.seats - empty)


def _excepted(entries: frozenset[str], proposal: Proposal, opened: ProposalEvent) -> frozenset[str]:
    added, removed = exceptions(proposal, opened)
    return (entries | added) - removed


def exceptions(proposal: Proposal, opened: ProposalEvent) -> tuple[frozenset[str], frozenset[str]]:
    """Who was let in and who was taken out while the vote was open; an exception without a reason changes nothing."""
    added, removed = frozenset[str](), frozenset[str]()
    for event in proposal.log[proposal.log.index(opened) + 1 :]:
        if event.act == "ballots-closed":
            break
        if event.act == "excepted" and event.entry and event.reason:
            if event.ref == "added":
                added, removed = added | {event.entry}, removed - {event.entry}
            elif event.ref == "removed":
                added, removed = added - {event.entry}, removed | {event.entry}
    return added, removed


def recused(jury: Jury, proposal: str, until: datetime | None = None) -> frozenset[str]:
    """The entries that stand aside in a matter, by the log until an instant; who names no matter stands aside in the jury's own."""
    return frozenset(
        event.entry
        for event in jury.log
        if event.act == "recused"
        and event.entry
        and (event.proposal or jury.call.head.mandate) == proposal
        and (until is None or event.at <= until)
    )


def key_roster(archive: Archive, electorate: Voters) -> Roster | None:
    """The roster with the keys of an electorate: itself, or the one its jury was drawn from."""
    if electorate.kind == "roster":
        return archive.roster(electorate.id)
    jury = archive.jury(electorate.id)
    return archive.roster(jury.call.head.roster) if jury else None


def seated(jury: Jury, proposal: str = "", until: datetime | None = None) -> frozenset[str]:
    """The entries that hold a seat: those drawn, less those who declined or left, and those who came in for them.

    Until an instant, where one is given; who replaces somebody in one matter only holds the seat in that matter.
    """
    if jury.draw is None:
        return frozenset()
    holders = {seat.entry for seat in jury.draw.panel.seats}
    alternates = {seat.entry for seat in jury.draw.panel.alternates}
    removals = {f"removals/{removal.number}.json" for removal in jury.removals}
    for event in jury.log:
        elsewhere = event.act == "replaced" and event.proposal not in (None, proposal)
        if event.entry is None or elsewhere or (until is not None and event.at > until):
            continue
        if event.act in ("declined", "removed", "withdrawn"):
            holders.discard(event.entry)
        elif event.act == "admitted" or (event.act == "replaced" and (event.entry in alternates or event.ref in removals)):
            holders.add(event.entry)
            holders.discard(event.instead or "")
    return frozenset(holders)
