"""A draw checked again by many readers, each a part of it, and their parts added up to the whole draw.

Shards are dealt to readers in turn: reader K of N has the shards K, K+N, K+2N and so on. Where there are more readers than shards,
reader K has the shard that is dealt to them in the second or a later round, and those who have the same shard share its rows, equal
parts in the order of the file. So a roster in one file is one shard that all readers share.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from hashlib import sha256

from folkmoot.engine.cells import Cells
from folkmoot.engine.one_shard import Listing, read_shard
from folkmoot.engine.plain import take_in
from folkmoot.engine.progress import Progress, silent
from folkmoot.engine.ranked import Gathering
from folkmoot.formats.shards import shard_of
from folkmoot.records.archive import Jury
from folkmoot.records.challenge import ChallengePart, LowTicket, PieceChecked, PieceDealt
from folkmoot.records.draw import Draw
from folkmoot.records.error import FolkmootError
from folkmoot.records.roster import Entries
from folkmoot.sortition.replay import seed_of
from folkmoot.sortition.ticket import ticket
from folkmoot.sortition.wish import ELIGIBLE, Wish, wish_of


def deal(names: Sequence[str], reader: int, readers: int) -> tuple[PieceDealt, ...]:
    """What a reader checks; FolkmootError for a reader who is none of them."""
    if not 1 <= reader <= readers:
        raise FolkmootError(f"there is no reader {reader} of {readers}", f"give a number from 1 to {readers}, such as --shards 1/{readers}")
    if readers <= len(names):
        return tuple(PieceDealt(name, 1, 1) for name in names[reader - 1 :: readers])
    turn, place = divmod(reader - 1, len(names))
    sharing = (readers - place - 1) // len(names) + 1
    return (PieceDealt(names[place], turn + 1, sharing),)


def span(piece: PieceDealt, rows: int) -> tuple[int, int]:
    """The first and the last row of a piece of a shard with so many rows, counted from 1."""
    return rows * (piece.part - 1) // piece.of + 1, rows * piece.part // piece.of


def the_wish(jury: Jury) -> Wish:
    """What a call asks for with its seed; FolkmootError for a draw that cannot be checked in parts."""
    try:
        return wish_of(jury.call.head, seed_of(jury))
    except FolkmootError as error:
        raise FolkmootError(error.what, f"check it as a whole: folkmoot draw verify {jury.id}") from None


def check_part(jury: Jury, draw_file: bytes, listed: Listing, reader: int, readers: int, tell: Progress = silent) -> ChallengePart:
    """Check one reader's part of a draw.

    Faults tell a shard that is not the frozen one, an entry in the wrong shard, a ticket or a seat that the seed does not give, an
    entry that was left out, and somebody in the panel who is not on the roster. FolkmootError when a shard is not here.
    """
    draw = jury.draw
    if draw is None:
        raise FolkmootError(f"jury {jury.id} is not drawn yet", f"draw it first: folkmoot draw run {jury.id}")
    pieces = deal(tuple(listed.sums), reader, readers)
    wish = the_wish(jury)
    faults = list(_of_panel(jury, draw, wish))
    checked: list[PieceChecked] = []
    for done, piece in enumerate(pieces):
        tell("shards", done, len(pieces))
        entries, fault = read_shard(listed, piece.shard)
        if entries is None:
            faults.append(fault)
            continue
        found = _checked(piece, entries, wish, draw)
        faults += _of_piece(found, entries, listed, wish, draw)
        checked.append(found)
    digest = sha256(draw_file).hexdigest()
    return ChallengePart(jury.id, digest, jury.call.head.roster_digest, reader, readers, tuple(checked), tuple(faults))


def _of_panel(jury: Jury, draw: Draw, wish: Wish) -> Iterable[str]:
    """What can be seen from the draw and the call alone; every reader looks at it."""
    if draw.seed != wish.seed or draw.call_digest != jury.call.digest or draw.roster_digest != jury.call.head.roster_digest:
        yield "draw.json is not of this call, this roster and the seed that was recorded"
    passed = ((gone.entry, gone.ticket) for gone in draw.panel.passed_over)
    for entry, said in (*((seat.entry, seat.ticket) for seat in (*draw.panel.seats, *draw.panel.alternates)), *passed):
        if ticket(wish.seed, entry) != said:
            yield f"the ticket of {entry} in draw.json is not the one that the seed gives"
    seats = Counter(seat.stratum for seat in (*draw.panel.seats, *draw.panel.alternates))
    for stratum in sorted(seats.keys() | wish.places.keys()):
        if seats[stratum] != wish.places.get(stratum, 0):
            of = f" of stratum '{stratum}'" if stratum else ""
            yield f"draw.json has {seats[stratum]} seats and alternates{of}, and the call has {wish.places.get(stratum, 0)}"


def bars(wish: Wish, draw: Draw) -> dict[str, bytes]:
    """The last ticket taken of each stratum, by what draw.json says."""
    found = dict.fromkeys(wish.places, b"")
    for seat in (*draw.panel.seats, *draw.panel.alternates):
        if seat.stratum in found:
            found[seat.stratum] = max(found[seat.stratum], bytes.fromhex(seat.ticket))
    return found


def _checked(piece: PieceDealt, entries: Entries, wish: Wish, draw: Draw) -> PieceChecked:
    """Rank the rows of a piece up to the last tickets taken."""
    first, last = span(piece, len(entries.lines))
    part = Gathering(wish, bars(wish, draw))
    take_in(b"".join(line + b"\n" for line in entries.lines[first - 1 : last]), Cells(wish, entries.columns), part)
    ranked = part.ranked()
    lowest = (
        LowTicket(stratum, digest.hex(), entry.decode(), rule) for stratum, found in ranked.lowest.items() for digest, entry, rule in found
    )
    counts = tuple((stratum, rule, number) for (stratum, rule), number in ranked.counts.items())
    in_order = sorted(lowest, key=lambda low: (low.stratum, low.ticket, low.entry))
    return PieceChecked(piece, len(entries.lines), first, last, counts, tuple(in_order))


def _of_piece(found: PieceChecked, entries: Entries, listed: Listing, wish: Wish, draw: Draw) -> Iterable[str]:
    name = found.piece.shard
    rows = entries.tokens[found.first - 1 : found.last]
    for number, token in enumerate(rows if listed.digits else (), start=found.first + 1):
        if shard_of(token, listed.digits) != name:
            yield f"{name}, line {number:,}: {token.decode()} belongs in {shard_of(token, listed.digits)}"
    taken = {(seat.stratum, seat.entry) for seat in (*draw.panel.seats, *draw.panel.alternates)}
    passed = {(gone.entry, gone.reason) for gone in draw.panel.passed_over}
    for low in found.lowest:
        if low.rule == ELIGIBLE and (low.stratum, low.entry) not in taken:
            yield f"{low.entry} in {name} has ticket {low.ticket}, below the last one taken, and was left out"
        elif low.rule != ELIGIBLE and (low.entry, wish.rules[low.rule].reason) not in passed:
            yield f"{low.entry} in {name} has ticket {low.ticket}, was to be passed over, and draw.json does not say so"
    yield from _of_those_drawn(found, entries, listed, draw)


def _of_those_drawn(found: PieceChecked, entries: Entries, listed: Listing, draw: Draw) -> Iterable[str]:
    """Whether those of the panel who belong into this piece are in it, and rightly drawn."""
    name = found.piece.shard
    rows = set(entries.tokens[found.first - 1 : found.last])
    everybody = rows if len(rows) == len(entries.lines) else set(entries.tokens)
    low = {(each.stratum, each.entry) for each in found.lowest if each.rule == ELIGIBLE}
    skipped = {each.entry for each in found.lowest if each.rule != ELIGIBLE}
    for seat in (*draw.panel.seats, *draw.panel.alternates):
        if listed.shard_of(seat.entry) != name:
            continue
        if seat.entry.encode() not in everybody:
            yield f"{seat.entry} is in the panel and not in {name}: nobody of that name is on the roster"
        elif seat.entry.encode() in rows and (seat.stratum, seat.entry) not in low:
            yield f"{seat.entry} is in the panel, and by the roster and the call may not be, or not in this stratum"
    for gone in draw.panel.passed_over:
        if listed.shard_of(gone.entry) == name and (
            gone.entry.encode() not in everybody or (gone.entry.encode() in rows and gone.entry not in skipped)
        ):
            yield f"{gone.entry} was passed over, and by the roster and the call was not to be"


def numbers(part: ChallengePart) -> Mapping[str, int]:
    """What a reader checked, in whole numbers: shards, rows, eligible entries, and how many of the lowest tickets."""
    eligible = sum(number for each in part.checked for _, rule, number in each.counts if rule == ELIGIBLE)
    rows = sum(each.last - each.first + 1 for each in part.checked)
    return {"shards": len(part.checked), "rows": rows, "eligible": eligible, "lowest": sum(len(each.lowest) for each in part.checked)}
