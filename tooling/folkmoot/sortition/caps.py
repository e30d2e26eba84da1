"""Affiliation caps: of people with the same value in a column, such as one employer, no more than a published number is drawn.

The rule of draw/1: tickets are walked in order, lowest first, through all strata at once; first all seats are filled, then all
alternates. Somebody whose ticket comes up while a place of their stratum is free is passed over when their value in a capped
column holds its number of seats and alternates already. Values that the call lists as unbound, such as `none` or `unsaid`, are
not capped: those who share them share nothing.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from folkmoot.records.draw import Panel, Passed, Seat
from folkmoot.records.error import FolkmootError
from folkmoot.records.jury_heads import JuryHead
from folkmoot.records.roster import Entries
from folkmoot.sortition.ticket import Ranking, lowest

Value = tuple[str, str]
"""A capped column and one of its values."""


@dataclass(frozen=True, slots=True)
class Caps:
    """What a call caps, and the values of each entry that it concerns."""

    most: Mapping[str, int]
    """By column, in the order of their names: how many places people with one value get."""
    values: Mapping[bytes, tuple[Value, ...]]
    """By entry; without those that are not capped."""

    def full(self, entry: bytes, held: Counter[Value]) -> str:
        """The reason for which an entry is passed over, beside those with seats; empty when it is not."""
        return next((f"max-per {column}" for column, value in self.values.get(entry, ()) if held[column, value] >= self.most[column]), "")

    def held(self, entries: Iterable[str]) -> Counter[Value]:
        """How many of some entries have each value."""
        return Counter(value for entry in entries for value in self.values.get(entry.encode("ascii"), ()))


def caps_of(head: JuryHead, entries: Entries) -> Caps | None:
    """The caps of a call; None when it has none.

    Raises FolkmootError for a column that the roster has not, and for a call that draws from a lottery under quotas.
    """
    if not head.max_per:
        return None
    if head.quotas and head.stage != "invitation":
        raise FolkmootError(
            f"the call of {head.id} has quotas and 'max_per': its published lottery knows no such cap",
            "for one seat at the most, name the column as 'household'; for more, leave one of the two out",
        )
    values: dict[bytes, list[Value]] = {}
    for column in sorted(head.max_per):
        if column not in entries.columns:
            raise FolkmootError(f"the roster {head.roster} has no column '{column}'", f"name one of {', '.join(entries.columns[1:])}")
        unbound = head.unbound.get(column, ())
        for token, value in zip(entries.tokens, entries.column(column), strict=True):
            if value not in unbound:
                values.setdefault(token, []).append((column, value))
    return Caps(dict(sorted(head.max_per.items())), {token: tuple(each) for token, each in values.items()})


@dataclass(frozen=True, slots=True)
class Places:
    """What one stratum is to fill, from whom."""

    entries: tuple[bytes, ...]
    seats: int
    alternates: int


def draw_capped(seed: str, strata: Mapping[str, Places], caps: Caps, skip: Mapping[bytes, str]) -> Panel:
    """The panel under caps; `strata` has one name, the empty one, for a draw without strata.

    Only as many tickets are ranked as are needed: the walk begins with four times the places, and begins again with more
    when it comes to their end. Raises FolkmootError when a stratum cannot fill its places.
    """
    depth = 4
    while True:
        wanted = {name: depth * (of.seats + of.alternates) for name, of in strata.items()}
        rankings = {name: lowest(seed, of.entries, wanted[name], skip) for name, of in strata.items()}
        panel, short = _walk(rankings, strata, caps)
        if not short:
            return panel
        name = short[0]
        if len(rankings[name].taken) < wanted[name]:
            of = strata[name]
            where = f"stratum '{name}'" if name else "the roster"
            raise FolkmootError(
                f"{where} cannot fill {of.seats} seats and {of.alternates} alternates under the caps of the call",
                "call fewer seats; a call already signed is voided with this reason",
            )
        depth *= 4


def _walk(rankings: Mapping[str, Ranking], strata: Mapping[str, Places], caps: Caps) -> tuple[Panel, tuple[str, ...]]:
    """One walk along the tickets that were ranked: the panel, and the strata that they do not fill."""
    coming = sorted((drawn.ticket, drawn.entry, name) for name, ranking in rankings.items() for drawn in ranking.taken)
    held, done, passed = Counter[Value](), set[str](), list[Passed]()
    filled = {"seats": {name: list[tuple[str, str]]() for name in strata}, "alternates": {name: list[tuple[str, str]]() for name in strata}}
    for part, taken in filled.items():
        for number, entry, name in coming:
            if entry in done or len(taken[name]) >= getattr(strata[name], part):
                continue
            done.add(entry)
            if reason := caps.full(entry.encode("ascii"), held):
                passed.append(Passed(number, entry, reason))
            else:
                held.update(caps.values.get(entry.encode("ascii"), ()))
                taken[name].append((number, entry))
    for name, ranking in rankings.items():
        last = max((taken[name][-1] for taken in filled.values() if taken[name]), default=("", ""))
        passed += [each for each in ranking.passed_over if (each.ticket, each.entry) < last]
    taken_of = {name: len(filled["seats"][name]) + len(filled["alternates"][name]) for name in strata}
    short = tuple(name for name, of in strata.items() if taken_of[name] < of.seats + of.alternates)
    passed.sort(key=lambda each: (each.ticket, each.entry))
    return Panel(_numbered(filled["seats"]), _numbered(filled["alternates"]), tuple(passed)), short


def _numbered(taken: Mapping[str, list[tuple[str, str]]]) -> tuple[Seat, ...]:
    """Seats in the order of their strata's names, inside a stratum by ticket."""
    rows = [(name, ticket, entry) for name in sorted(taken) for ticket, entry in taken[name]]
    return tuple(Seat(number, entry, ticket, name) for number, (name, ticket, entry) in enumerate(rows, start=1))
