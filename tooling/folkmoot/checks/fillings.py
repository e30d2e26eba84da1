"""D: seats that are filled after the draw, rounds that were awaited, and draws that are done twice."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime

from folkmoot.checks.registry import check
from folkmoot.procedure.chronicle import Chronicle
from folkmoot.procedure.jury import draw_rule
from folkmoot.records.archive import Jury
from folkmoot.records.draw import BeaconRound, Seat
from folkmoot.records.error import FolkmootError
from folkmoot.records.event import JuryEvent, SeedValue
from folkmoot.records.finding import Fault, Place
from folkmoot.records.removal import Removal
from folkmoot.sortition.beacon import CHAINS, round_time, verify_round
from folkmoot.sortition.replacement import next_alternate, reference
from folkmoot.sortition.replay import replacements
from folkmoot.sortition.ticket import ticket


def _place(course: Chronicle, jury: Jury, event: JuryEvent, *keys: str) -> Place:
    return course.archive.place(f"{jury.folder}/log.yml", jury.log.index(event), *keys)


@check("D018", "filled-otherwise")
def filled_otherwise(course: Chronicle) -> Iterator[Fault]:
    """A seat that fell empty was filled by somebody whom neither a fresh round nor the list of alternates gives.

    ## Why
    Who may name a substitute may choose who sits. So a seat is filled by a round that nobody knew when it fell empty, or,
    where the charter says so, by the next alternate of the draw.

    ## Mend
    Record who leaves and which future round fills the seat with `folkmoot draw replace`, and run it again once the round
    is out.
    """
    for jury in course.archive.juries:
        if jury.draw is None:
            continue
        removals = {reference(removal): removal for removal in jury.removals}
        for number, event in enumerate(jury.log):
            if event.act != "replaced":
                continue
            before = jury.log[:number]
            if event.instead and _sits(before, event.instead):
                what = f"{event.entry or 'somebody'} comes for {event.instead}, who accepted and has not left"
                yield Fault(_place(course, jury, event, "instead"), what, f"record that {event.instead} left: removed or withdrawn")
            if event.ref in removals:
                yield from _by_round(course, jury, event, removals[event.ref])
            else:
                yield from _by_alternate(course, jury, event, before)


def _sits(log: Sequence[JuryEvent], entry: str) -> bool:
    """Whether somebody who accepted a seat has it still."""
    acts = [event.act for event in log if event.entry == entry and event.act in ("accepted", "declined", "withdrawn", "removed")]
    return acts[-1:] == ["accepted"]


def _by_alternate(course: Chronicle, jury: Jury, event: JuryEvent, before: Sequence[JuryEvent]) -> Iterator[Fault]:
    assert jury.draw is not None
    mend = f"fill the seat with: folkmoot draw replace {jury.id}"
    alternate = next((seat for seat in jury.draw.panel.alternates if seat.entry == event.entry), None)
    rule = draw_rule(course, jury)
    if alternate is None:
        what = f"{event.entry or 'nobody'} is neither an alternate nor drawn by a round that a removal named"
        yield Fault(_place(course, jury, event, "entry"), what, mend)
    elif rule is not None and rule.replace.mode == "fresh-round":
        what = f"the seat went to the alternate {event.entry}, and the charter lets a fresh round fill it"
        yield Fault(_place(course, jury, event, "entry"), what, mend)
    elif event.instead:
        due = next_alternate(jury.draw, before, event.instead)
        if due is None or due.entry != event.entry:
            turn = f"the turn is {due.entry}'s" if due else f"the draw has no alternate left for the seat of {event.instead}"
            yield Fault(_place(course, jury, event, "entry"), f"{event.entry} comes for {event.instead}; {turn}", mend)


def _by_round(course: Chronicle, jury: Jury, event: JuryEvent, removal: Removal) -> Iterator[Fault]:
    place = _place(course, jury, event, "entry")
    values = [value for value in event.sources if value.kind == "beacon"]
    if len(event.sources) != 1 or not values:
        yield Fault(place, "the event does not hold the one round that the removal named", "record it with: folkmoot draw replace")
        return
    beacon = _round(values[0])
    reason = verify_round(beacon)
    if reason:
        yield Fault(_place(course, jury, event, "sources"), reason, "record the round from the beacon itself")
        return
    try:
        due = dict(replacements(course.archive, jury, removal, beacon))
    except FolkmootError as error:
        yield Fault(place, f"it cannot be drawn again: {error.what}", error.mend)
        return
    found = due.get(event.instead or "")
    if found is None:
        what = f"{event.instead or 'nobody'} is not among those who leave by {event.ref}"
        yield Fault(_place(course, jury, event, "instead"), what, f"name one of {', '.join(due)}")
    elif found.entry != event.entry:
        what = f"{event.entry or 'nobody'} comes for {event.instead}; drawing again gives {found.entry}"
        yield Fault(place, what, f"write entry: {found.entry}")


def _round(value: SeedValue) -> BeaconRound:
    return BeaconRound(value.chain or "", value.round or 0, value.signature or "", value.previous_signature or "")


@check("D019", "round-was-known")
def round_was_known(course: Chronicle) -> Iterator[Fault]:
    """A call or a removal was merged when its round had come out already.

    ## Why
    Dates in a log can be written as one likes. A record that came into the history after its round may have been made to
    fit it.

    ## Mend
    A call whose round is known is void: annul the jury and call another, with a round in the future.
    """
    if course.archive.is_demonstration:
        return
    merged = _merged(course)
    for jury in course.archive.juries:
        for place, chain, number, used in _awaited(course, jury):
            comes, came = _comes_out(chain, number), merged.get(place.path)
            if comes is None or (came is None and used) or comes > (came or course.as_of):
                continue
            since = f"this was merged only at {came:%Y-%m-%dT%H:%M:%SZ}" if came else "this is not merged yet"
            what = f"round {number} came out at {comes:%Y-%m-%dT%H:%M:%SZ}; {since}"
            yield Fault(place, what, "announce a round that lies in the future when it is merged")


def _merged(course: Chronicle) -> Mapping[str, datetime]:
    """When each file got the bytes it has, by the merges."""
    return {change.path: merge.at for merge in course.archive.history for change in merge.changes}


def _awaited(course: Chronicle, jury: Jury) -> Iterator[tuple[Place, str, int, bool]]:
    """What announces a round: the place, the chain, the round, and whether the round was used already."""
    if any(event.act == "called" for event in jury.log):
        for position, source in enumerate(jury.call.head.sources):
            if source.kind == "beacon":
                place = course.archive.place(jury.call.path, "sources", position, "round")
                yield place, source.chain or "", source.round or 0, jury.draw is not None
    filled = {event.ref for event in jury.log if event.act == "replaced"}
    for removal in jury.removals:
        yield Place(removal.path), removal.chain, removal.round, reference(removal) in filled


def _comes_out(chain: str, number: int) -> datetime | None:
    try:
        return round_time(CHAINS[chain], number) if chain in CHAINS else None
    except FolkmootError:
        return None


@check("D020", "drawn-again")
def drawn_again(course: Chronicle) -> Iterator[Fault]:
    """A jury was called for a purpose for which another one was drawn and not annulled.

    ## Why
    Whoever may draw again until they like the result chooses it. A draw that cannot stand is annulled with its reason
    first, by those who watch over draws, and stays published.

    ## Mend
    Go on with the first jury. If it cannot stand, record that it failed or was annulled, and why; then call the next.
    """
    for jury in course.archive.juries:
        called = next((event for event in jury.log if event.act == "called"), None)
        if called is None:
            continue
        head = jury.call.head
        for other in course.archive.juries:
            same = (other.call.head.body, other.call.head.mandate, other.call.head.stage) == (head.body, head.mandate, head.stage)
            if other.id != jury.id and same and not head.is_standing and _stood(other, called.at):
                what = f"{other.id} was drawn for the same purpose and had not ended when this jury was called"
                yield Fault(_place(course, jury, called, "act"), what, f"end {other.id} first: annulled or failed, with its reason")


def _stood(jury: Jury, at: datetime) -> bool:
    """Whether a jury was seeded before an instant and had not ended by then."""
    past = {event.act for event in jury.log if event.at < at}
    return "seed" in past and not past & {"annulled", "failed", "discharged"}


@check("D021", "admitted-without-right")
def admitted_without_right(course: Chronicle) -> Iterator[Fault]:
    """Somebody was admitted to a panel as wrongly left out whose ticket would not have been drawn.

    ## Why
    Who is left out of a roster by mistake can compute the ticket afterwards: the seed is public. One at or below the
    last ticket drawn has a right to a seat. A higher one has none, or anybody could be "forgotten" and let in.

    ## Mend
    Admit nobody whose ticket is above the last one drawn in the same stratum: `folkmoot draw ticket` shows both.
    """
    for jury in course.archive.juries:
        for event in jury.log:
            if event.act != "admitted" or event.entry is None or jury.draw is None:
                continue
            cut = cut_off(jury.draw.panel.seats, event.stratum or "")
            if cut is None:
                what = f"nobody was drawn in a stratum '{event.stratum}'" if event.stratum else "the event does not say the stratum"
                yield Fault(_place(course, jury, event, "stratum"), what, "name the stratum as draw.json spells it")
            elif ticket(jury.draw.seed, event.entry) > cut:
                above = ticket(jury.draw.seed, event.entry)[:12]
                what = f"the ticket of {event.entry} is {above}..., above the last one drawn, {cut[:12]}..."
                yield Fault(_place(course, jury, event, "entry"), what, "take the event back before it is merged; nobody has this right")


def cut_off(seats: tuple[Seat, ...], stratum: str) -> str | None:
    """The highest ticket that was seated in a stratum; None when there is no such stratum."""
    return max((seat.ticket for seat in seats if seat.stratum == stratum), default=None)
