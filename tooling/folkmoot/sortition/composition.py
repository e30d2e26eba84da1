"""A quota draw: the seed picks one composition of the published lottery, and tickets pick the people of each kind."""

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import accumulate, count

from folkmoot.records.draw import Panel, Passed, Seat, Ticket
from folkmoot.records.error import FolkmootError
from folkmoot.records.lottery import Lottery
from folkmoot.sortition.pool import Placed
from folkmoot.sortition.ticket import lowest

HOUSEHOLD = "household"
"""The reason for passing over somebody of whose household another has a place already."""
_RANGE = 2**64


def pick(seed: str, tickets: int) -> int:
    """The ticket that a seed draws from a lottery, from 0 to `tickets` - 1, each with the same chance.

    For i = 0, 1, ...: x is the first 16 hex digits of `sha256(seed ":panel:" i)` as an integer; the first x below
    2^64 - (2^64 mod tickets) gives x mod tickets (rejection sampling). ValueError for a number of tickets below 1 or above 2^64.
    """
    if not 1 <= tickets <= _RANGE:
        raise ValueError(f"{tickets} tickets cannot be drawn from")
    bar = _RANGE - _RANGE % tickets
    for number in count():
        drawn = int(hashlib.sha256(f"{seed}:panel:{number}".encode("ascii")).hexdigest()[:16], 16)
        if drawn < bar:
            return drawn % tickets
    raise AssertionError


def composition_at(lottery: Lottery, ticket: int) -> int:
    """The place, from 0, of the composition that holds a ticket: the first whose weight and all before it exceed the ticket."""
    return next(place for place, upto in enumerate(accumulate(drawn.weight for drawn in lottery.compositions)) if ticket < upto)


def draw_quota(seed: str, entries: Sequence[bytes], placed: Placed, lottery: Lottery, alternates: int = 0) -> tuple[Panel, int]:
    """The panel of a quota draw, and the ticket of the lottery that its seed drew.

    Each kind's seats go to its lowest tickets, kinds in the order of their places; seats are numbered so. Where households
    matter, somebody of whose household another has a place already is passed over. For alternates the seated are walked in the
    order of their tickets, and each is given the next ticket of its kind, in as many rounds as it takes; there may
    be fewer alternates than asked for, because a kind can be exhausted. Raises FolkmootError when a kind has too few people.
    """
    ticket = pick(seed, lottery.tickets)
    composition = lottery.compositions[composition_at(lottery, ticket)]
    groups: dict[int, list[bytes]] = {place: [] for place, _ in composition.seats}
    homes = dict[str, str]()
    for entry, place, home in zip(entries, placed.kinds, placed.households, strict=True):
        if place in groups:
            groups[place].append(entry)
            if home:
                homes[entry.decode("ascii")] = home
    # Without households nobody is passed over, so that only the lowest tickets need be kept.
    ranked = {
        place: lowest(seed, groups[place], len(groups[place]) if homes else seats + alternates).taken for place, seats in composition.seats
    }
    hall = _Hall(homes, {place: iter(tickets) for place, tickets in ranked.items()})
    labels = {place: " / ".join(lottery.pool.kinds[place].values) for place in groups}
    seated = list[tuple[int, Seat]]()
    for place, seats in composition.seats:
        for _ in range(seats):
            drawn = hall.next_of(place)
            if drawn is None:
                raise FolkmootError(f"kind {place} of the lottery has too few people in the roster", "build the lottery from the roster")
            seated.append((place, Seat(len(seated) + 1, drawn.entry, drawn.ticket, labels[place])))
    waiting = tuple(
        Seat(number, drawn.entry, drawn.ticket, labels[place])
        for number, (place, drawn) in enumerate(_alternates(hall, seated, alternates), start=1)
    )
    passed = tuple(sorted(hall.passed, key=lambda one: (one.ticket, one.entry)))
    return Panel(tuple(seat for _, seat in seated), waiting, passed), ticket


@dataclass(slots=True)
class _Hall:
    """The tickets of each kind as they come up, and the households that have a place."""

    homes: Mapping[str, str]
    ranked: Mapping[int, Iterator[Ticket]]
    taken: set[str] = field(default_factory=set)
    passed: list[Passed] = field(default_factory=list)

    def next_of(self, place: int) -> Ticket | None:
        """The next of a kind whose household has no place yet; None when the kind is exhausted."""
        for drawn in self.ranked[place]:
            home = self.homes.get(drawn.entry)
            if home is None or home not in self.taken:
                self.taken |= {home} if home else set()
                return drawn
            self.passed.append(Passed(drawn.ticket, drawn.entry, HOUSEHOLD))
        return None


def _alternates(hall: _Hall, seated: Sequence[tuple[int, Seat]], wanted: int) -> Iterator[tuple[int, Ticket]]:
    walk = [place for place, seat in sorted(seated, key=lambda one: (one[1].ticket, one[1].entry))]
    while walk and wanted:
        further = list[int]()
        for place in walk:
            drawn = hall.next_of(place) if wanted else None
            if drawn:
                further.append(place)
                wanted -= 1
                yield place, drawn
        walk = further
