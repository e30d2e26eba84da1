"""What a recorded draw shows by itself when the entries of its roster are kept outside the repository.

Each ticket is taken anew from the seed, and all that does not need the other entries is compared. Whether another entry had a
lower ticket only the roster tells: `folkmoot draw verify JURY --shards DIR`.
"""

from collections.abc import Iterator, Sequence

from folkmoot.formats.shards import SUMS
from folkmoot.records.archive import Archive, Jury
from folkmoot.records.draw import Draw, Seat
from folkmoot.sortition.replay import drawn
from folkmoot.sortition.ticket import ticket
from folkmoot.sortition.wish import panel_places, wish_of


def is_apart(archive: Archive, jury: Jury) -> bool:
    """Whether the shards of a call's roster are kept elsewhere, and only their digests are here."""
    roster = archive.roster(jury.call.head.roster)
    return roster is not None and roster.entries is None and f"{roster.folder}/{SUMS}" in archive.files


def fault_of(archive: Archive, jury: Jury, draw: Draw) -> str:
    """In one sentence what is false in a draw whose roster is kept elsewhere; empty when nothing is.

    Raises FolkmootError when the seed is missing, or the call is one that needs the whole roster.
    """
    head, roster = jury.call.head, archive.roster(jury.call.head.roster)
    count = roster.manifest.head.count if roster else 0
    if draw != drawn(jury, head.roster_digest, count, draw.eligible, draw.panel):
        return "it names another call, roster, number of entries or seed than the records do"
    wish = wish_of(head, draw.seed)
    for kind, seats in (("seat", draw.panel.seats), ("alternate", draw.panel.alternates)):
        found = _false(kind, seats, draw.seed)
        if found:
            return found
    last = {seat.stratum: seat.ticket for seat in draw.panel.seats}
    if early := next((seat for seat in draw.panel.alternates if seat.ticket < last.get(seat.stratum, "")), None):
        return f"alternate {early.number} has a lower ticket than a seat of the same stratum"
    for passed in draw.panel.passed_over:
        if ticket(draw.seed, passed.entry) != passed.ticket:
            return f"the ticket of {passed.entry}, who was passed over, is not what the seed gives"
        if passed.reason not in {rule.reason for rule in wish.rules}:
            return f"{passed.entry} was passed over for '{passed.reason}', which the call does not say"
    named = next((entry for entry in _entries(draw) if any(entry in rule.entries for rule in wish.rules)), None)
    if named:
        return f"{named} has a place and is excluded by the call"
    return "" if panel_places(head) == _places(draw) else "its places are not those of the call"


def _false(kind: str, seats: Sequence[Seat], seed: str) -> str:
    for place, seat in enumerate(seats):
        if ticket(seed, seat.entry) != seat.ticket:
            return f"the ticket of {kind} {seat.number} is not what the seed gives to {seat.entry}"
        if place and (seats[place - 1].stratum, seats[place - 1].ticket) > (seat.stratum, seat.ticket):
            return f"{kind} {seat.number} stands after a higher ticket"
    return ""


def _entries(draw: Draw) -> Iterator[str]:
    yield from (seat.entry for seat in (*draw.panel.seats, *draw.panel.alternates))


def _places(draw: Draw) -> dict[str, tuple[int, int]]:
    strata = {seat.stratum for seat in (*draw.panel.seats, *draw.panel.alternates)}
    return {name: (_count(draw.panel.seats, name), _count(draw.panel.alternates, name)) for name in strata}


def _count(seats: Sequence[Seat], stratum: str) -> int:
    return sum(seat.stratum == stratum for seat in seats)
