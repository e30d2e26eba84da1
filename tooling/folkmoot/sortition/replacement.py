"""A replacement: who takes an empty seat, by a later round that nobody could know while the seat fell empty."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from folkmoot.records.draw import BeaconRound, Draw, Seat
from folkmoot.records.error import FolkmootError
from folkmoot.records.event import JuryEvent
from folkmoot.records.jury_heads import JuryHead
from folkmoot.records.lottery import Lottery
from folkmoot.records.removal import Removal
from folkmoot.records.roster import Entries
from folkmoot.sortition.caps import Caps
from folkmoot.sortition.pool import kinds_of
from folkmoot.sortition.seed import replacement_seed
from folkmoot.sortition.ticket import lowest


@dataclass(frozen=True, slots=True)
class Bench:
    """What a replacement is drawn from: the call, its roster, who is excluded, and the lottery of a draw with quotas."""

    head: JuryHead
    entries: Entries
    skipped: Mapping[bytes, str]
    lottery: Lottery | None = None
    caps: Caps | None = None


def reference(removal: Removal) -> str:
    """What a log names a removal by."""
    return f"removals/{removal.number}.json"


def refill(bench: Bench, draw: Draw, removal: Removal, beacon: BeaconRound, log: Sequence[JuryEvent]) -> tuple[tuple[str, Seat], ...]:
    """Who takes the seats of those who leave by a removal: each who leaves, in that order, with the seat as it is filled.

    The log says who had a seat before; its events from the first on that fills a seat of this removal do not count. Raises
    FolkmootError for somebody who holds no seat, for another round than the removal names, and when nobody is left.
    """
    if (removal.seed, removal.chain, removal.round) != (draw.seed, beacon.chain, beacon.round):
        what = f"removal {removal.number} of {draw.jury} names another seed or another round"
        raise FolkmootError(what, "use the round that it names")
    sitting, had = _seats(draw, log, reference(removal))
    for entry in removal.entries:
        if entry not in sitting:
            raise FolkmootError(f"{entry} is to leave jury {draw.jury} and holds no seat in it", "name an entry that sits")
    left = [sitting.pop(entry) for entry in removal.entries]
    again = replacement_seed(draw.seed, removal.digest, beacon)
    filled = list[tuple[str, Seat]]()
    for seat in left:
        taken = fill(bench, again, seat, sitting, had)
        sitting[taken.entry] = taken
        had.add(taken.entry)
        filled.append((seat.entry, taken))
    return tuple(filled)


def next_alternate(draw: Draw, log: Sequence[JuryEvent], gone: str | None) -> Seat | None:
    """The alternate whose turn it is where alternates fill empty seats; None when the draw has none left for this seat.

    The first in the order of the draw, of the same stratum or kind as the seat of `gone`, whom the log has not brought in. Without
    `gone`, the first of all strata.
    """
    sitting, had = _seats(draw, log, "")
    left = sitting.get(gone) if gone else None
    if gone and left is None:
        return None
    free = (seat for seat in draw.panel.alternates if seat.entry not in had and (left is None or seat.stratum == left.stratum))
    return next(free, None)


def _seats(draw: Draw, log: Sequence[JuryEvent], until: str) -> tuple[dict[str, Seat], set[str]]:
    """Who sits, with the seat, and who ever did, as the log has it before the first event that names `until`."""
    sitting = {seat.entry: seat for seat in draw.panel.seats}
    had = set(sitting)
    for event in log:
        if event.ref == until and event.act == "replaced":
            break
        if event.entry is None or event.act not in ("replaced", "admitted"):
            continue
        left = sitting.pop(event.instead, None) if event.instead else None
        number, stratum = (left.number, left.stratum) if left else (0, event.stratum or "")
        sitting[event.entry] = Seat(number, event.entry, "", stratum)
        had.add(event.entry)
    return sitting, had


def fill(bench: Bench, seed: str, left: Seat, sitting: Collection[str], had: Collection[str]) -> Seat:
    """The seat of somebody who left, with the one who takes it: the lowest ticket by the new seed among those who may.

    `had` are all who ever had a seat of this panel, the one who left among them; `sitting` are those who sit now, of whose
    households nobody comes, nor anybody of an affiliation that has its seats under the caps of the call. A draw without strata
    fills from all, one with strata from the same stratum, one with quotas from the same kind; and when no one of that kind is
    left, from those with the same values, first in all columns with quotas and then without the columns that the call lets give
    way (`relax`), which are dropped one after another. Raises FolkmootError when nobody is left.
    """
    spent = {entry.encode("ascii") for entry in had} | bench.skipped.keys() | _capped(bench, sitting)
    steps = _by_kind(bench, left, sitting) if bench.lottery else _by_stratum(bench, left)
    for candidates, strata in steps:
        ranking = lowest(seed, (entry for entry in candidates if entry not in spent), 1)
        if ranking.taken:
            (drawn,) = ranking.taken
            return replace(left, entry=drawn.entry, ticket=drawn.ticket, stratum=strata.get(drawn.entry.encode("ascii"), left.stratum))
    raise FolkmootError(
        f"nobody is left who may take the seat of {left.entry}",
        "let the seat stand empty if the charter allows it, or call a new jury; the call's 'relax' would have said what gives way",
    )


def _capped(bench: Bench, sitting: Collection[str]) -> set[bytes]:
    """Those whose affiliation has its seats already."""
    if bench.caps is None:
        return set()
    held = bench.caps.held(sitting)
    return {entry for entry in bench.caps.values if bench.caps.full(entry, held)}


Step = tuple[Sequence[bytes], Mapping[bytes, str]]
"""Who may come at one step of the ladder, and the stratum of each where it can be another than that of the one who left."""


def _by_stratum(bench: Bench, left: Seat) -> Iterator[Step]:
    tokens = bench.entries.tokens
    if bench.head.strata:
        column = dict(zip(tokens, bench.entries.column(bench.head.strata.column), strict=True))
        own = column.get(left.entry.encode("ascii"), left.stratum)
        tokens = [entry for entry, stratum in column.items() if stratum == own]
    yield tokens, {}


def _by_kind(bench: Bench, left: Seat, sitting: Collection[str]) -> Iterator[Step]:
    if bench.lottery is None:
        return
    pool, tokens = bench.lottery.pool, bench.entries.tokens
    placed = kinds_of(pool, bench.entries, bench.skipped)
    labels = [" / ".join(kind.values) for kind in pool.kinds]
    place_of = dict(zip(tokens, placed.kinds, strict=True))
    own = place_of.get(left.entry.encode("ascii"), labels.index(left.stratum) if left.stratum in labels else -1)
    if own < 0:
        raise FolkmootError(f"{left.entry} is of no kind of the lottery", "record the kind with 'stratum' in the event that admitted them")
    homes = {home for entry, home in zip(tokens, placed.households, strict=True) if home and entry.decode("ascii") in sitting}
    rows = zip(tokens, placed.kinds, placed.households, strict=True)
    free = {entry: place for entry, place, home in rows if place >= 0 and home not in homes}
    yield [entry for entry, place in free.items() if place == own], {}
    for dropped in range(len(bench.head.relax) + 1):
        kept = [at for at, column in enumerate(pool.columns) if column not in bench.head.relax[:dropped]]
        fits = [all(kind.values[at] == pool.kinds[own].values[at] for at in kept) for kind in pool.kinds]
        strata = {entry: labels[place] for entry, place in free.items() if fits[place]}
        yield list(strata), strata
