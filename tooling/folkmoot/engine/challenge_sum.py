"""The parts of many readers added up: what is covered, what is missing, and whether all of it together gives the draw again."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from hashlib import sha256

from folkmoot.engine.challenge import deal, span, the_wish
from folkmoot.engine.ranked import Gathering, Ranked, settle
from folkmoot.formats.draw_json import write_draw
from folkmoot.records.archive import Jury
from folkmoot.records.challenge import ChallengePart, PieceChecked, PieceDealt
from folkmoot.records.error import FolkmootError
from folkmoot.sortition.replay import drawn
from folkmoot.sortition.wish import ELIGIBLE, panel_of


@dataclass(frozen=True, slots=True)
class Together:
    """What the parts come to."""

    readers: int
    pieces: int
    covered: int
    missing: tuple[PieceDealt, ...]
    rows: int
    eligible: int
    faults: tuple[str, ...]
    is_whole: bool
    """Whether every piece was checked, nothing is wrong, and the parts together give draw.json byte for byte."""


def add_up(jury: Jury, draw_file: bytes, names: tuple[str, ...], count: int, parts: Mapping[str, ChallengePart]) -> Together:
    """Add up parts by the name of their file; `names` are the shards of the roster, `count` is what its manifest states.

    FolkmootError for a part of another draw, or of another number of readers than the others.
    """
    readers = _alike(jury, draw_file, parts)
    asked = {piece for reader in range(1, readers + 1) for piece in deal(names, reader, readers)}
    faults = [f"{name}: {fault}" for name, part in parts.items() for fault in part.faults]
    found: dict[PieceDealt, PieceChecked] = {}
    origin: dict[PieceDealt, str] = {}
    for name, part in parts.items():
        own = set(deal(names, part.reader, readers)) if part.reader <= readers else set()
        for each in part.checked:
            if each.piece not in own:
                faults.append(f"{name}: {each.piece.shard} was not dealt to reader {part.reader} of {readers}")
            elif each.piece in found and found[each.piece] != each:
                faults.append(f"{name} and {origin[each.piece]} say different things of {each.piece.shard}")
            else:
                found[each.piece], origin[each.piece] = each, name
    faults += _uneven(found.values())
    missing = tuple(sorted(asked - found.keys(), key=lambda piece: (piece.shard, piece.part)))
    rows = sum(each.last - each.first + 1 for each in found.values())
    eligible = sum(number for each in found.values() for _, rule, number in each.counts if rule == ELIGIBLE)
    if not missing and not faults:
        faults += _whole(jury, draw_file, count, rows, found.values())
    return Together(readers, len(asked), len(found), missing, rows, eligible, tuple(faults), not missing and not faults)


def _alike(jury: Jury, draw_file: bytes, parts: Mapping[str, ChallengePart]) -> int:
    """How many readers the parts are of."""
    if not parts:
        raise FolkmootError("there are no parts to add up", "name the files that readers wrote: folkmoot verify --together part-*.json")
    digest = sha256(draw_file).hexdigest()
    first = next(iter(parts))
    for name, part in parts.items():
        if (part.jury, part.draw, part.roster) != (jury.id, digest, jury.call.head.roster_digest):
            raise FolkmootError(f"{name} is not a part of this draw of {jury.id}", "leave it away, or check that part again")
        if part.of != parts[first].of:
            what = f"{name} is of {part.of:,} readers and {first} of {parts[first].of:,}"
            raise FolkmootError(what, "add up parts of the same number of readers")
    return parts[first].of


def _uneven(checked: Iterable[PieceChecked]) -> Iterable[str]:
    """Pieces that are not as they were dealt, or that do not agree on how long their shard is."""
    length: dict[str, int] = {}
    for each in checked:
        name, counted = each.piece.shard, sum(number for *_, number in each.counts)
        if (each.first, each.last) != span(each.piece, each.rows) or counted != each.last - each.first + 1:
            yield f"part {each.piece.part} of {each.piece.of} of {name} does not count the rows that were dealt"
        elif length.setdefault(name, each.rows) != each.rows:
            yield f"readers of {name} do not agree on how many rows it has"


def _whole(jury: Jury, draw_file: bytes, count: int, rows: int, checked: Iterable[PieceChecked]) -> Iterable[str]:
    """Draw the jury again from the parts alone."""
    if rows != count:
        yield f"the parts have {rows:,} entries together, and the manifest of the roster says {count:,}"
        return
    head = jury.call.head
    wish = the_wish(jury)
    sums = Gathering(wish)
    for each in checked:
        lowest: dict[str, list[tuple[bytes, bytes, int]]] = {name: [] for name in wish.places}
        for low in each.lowest:
            lowest.setdefault(low.stratum, []).append((bytes.fromhex(low.ticket), low.entry.encode(), low.rule))
        if strangers := sorted(lowest.keys() - wish.places.keys()):
            yield f"a part has tickets of stratum '{strangers[0]}', for which the call has no seats"
            return
        counts = {(stratum, rule): number for stratum, rule, number in each.counts}
        sums.merge(Ranked(counts, {name: tuple(found) for name, found in lowest.items()}))
    try:
        ranked = sums.ranked()
        panel = panel_of(head, settle(wish, ranked, "of many readers"), ranked.eligible)
    except FolkmootError as error:
        yield f"the parts do not make a draw: {error.what}"
        return
    again = drawn(jury, head.roster_digest, rows, sum(ranked.eligible.values()), panel)
    if write_draw(again) != draw_file:
        yield "the parts together give another draw than draw.json"
