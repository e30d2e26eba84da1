"""B: seats, and the decisions and juries behind them: who may give one, how many there are, and who chooses whom."""

from collections.abc import Iterator, Mapping
from datetime import datetime

from folkmoot.checks.registry import check
from folkmoot.procedure.calendar import add_days, end_of
from folkmoot.procedure.chronicle import Chronicle, Matter
from folkmoot.procedure.exclusions import soonest
from folkmoot.procedure.jury import Sitting
from folkmoot.procedure.jury_status import JuryStatus
from folkmoot.procedure.ledger import Ledger, ledger_of
from folkmoot.procedure.seats import Tenure, alumni, assembly, holders, named_holders
from folkmoot.records.bodies import Body
from folkmoot.records.error import FolkmootError
from folkmoot.records.finding import Fault, Severity
from folkmoot.records.heads import Effect
from folkmoot.rulebook.book import RuleBook
from folkmoot.rulebook.weakness import home
from folkmoot.tally.electorate import voters

_OVER = (JuryStatus.FAILED, JuryStatus.ANNULLED)
_STANDING = ("election", "appointment")


@check("B001", "seated-without-right")
def seated_without_right(course: Chronicle) -> Iterator[Fault]:
    """A decision gives a seat that it cannot give, so nobody holds it.

    ## Why
    A seat has the decision behind it that the charter asks for, or it does not exist. Otherwise those who run things could
    seat their friends among those who watch them.

    ## Mend
    Let those fill the seat who the charter names in `select`: call a jury where seats are drawn, put the election to its
    electors. In an open body that is full, call a jury among those who would join.
    """
    for each in assembly(course).unseated:
        place, effects = each.matter.proposal.text.path, each.matter.proposal.text.head.effects
        position = effects.index(each.effect) if each.effect in effects else 0
        yield Fault(
            course.archive.place(place, "effects", position, "owner"), f"nobody is seated: {each.why}", _fillers(course, each.effect)
        )


def _fillers(course: Chronicle, effect: Effect) -> str:
    body = course.charter.book.bodies.get(effect.owner or "")
    if body is None or body.select.method in ("sortition", "open"):
        return f"call a jury for {effect.owner}: folkmoot draw call"
    return f"put it to {body.select.by or 'members'}"


@check("B002", "more-seats-than-free")
def more_seats_than_free(course: Chronicle) -> Iterator[Fault]:
    """A call or a decision for a body that rotates gives more seats than will be free.

    ## Why
    Those whose term goes on keep their seat. Seats beyond the body's number shift every quorum, and whoever adds them
    chooses the majority.

    ## Mend
    Call as many seats as are empty or end by the time the jury is seated: `folkmoot seats --body` shows them.
    """
    ledger = ledger_of(course)
    for panel in ledger.juries.values():
        head = panel.jury.call.head
        if panel.called is None or panel.status in _OVER or head.stage == "invitation":
            continue
        body = course.book_at(panel.called.at).bodies.get(head.body)
        if body is None or body.rotation is None:
            continue
        at = panel.seated or soonest(course, head.body, panel.called.at)
        staying = _staying(ledger.seats, head.body, at, panel.jury.id)
        if head.seats > max(0, body.seats.target - staying):
            place = course.archive.place(panel.jury.call.path, "seats")
            yield Fault(place, _too_many(head.body, head.seats, staying, body), f"call at most {max(0, body.seats.target - staying)}")
    yield from _elected_beyond(course, ledger.seats)


def _elected_beyond(course: Chronicle, seats: tuple[Tenure, ...]) -> Iterator[Fault]:
    given: dict[tuple[str, str, datetime], int] = {}
    for seat in seats:
        if seat.source in course.matters:
            given[seat.source, seat.body, seat.since] = given.get((seat.source, seat.body, seat.since), 0) + 1
    for (source, name, since), count in given.items():
        body = course.version_at(since).book.bodies.get(name)
        staying = _staying(seats, name, since, source)
        if body is not None and body.rotation is not None and staying + count > body.seats.target:
            text = course.matters[source].proposal.text
            position = next(place for place, effect in enumerate(text.head.effects) if effect.do == "seat" and effect.owner == name)
            place = course.archive.place(text.path, "effects", position, "what")
            yield Fault(place, _too_many(name, count, staying, body), f"fill at most {max(0, body.seats.target - staying)}")


def _staying(seats: tuple[Tenure, ...], body: str, at: datetime, source: str) -> int:
    return len(holders((seat for seat in seats if seat.source != source), body, at))


def _too_many(name: str, count: int, staying: int, body: Body) -> str:
    return f"{count} seats of {name} are to be filled, {staying} of its {body.seats.target} go on"


@check("B003", "below-minimum", Severity.WARNING)
def below_minimum(course: Chronicle) -> Iterator[Fault]:
    """Fewer people sit in a body than it needs to work.

    ## Why
    A body below its least number decides nothing that counts. What only it can do waits, and nobody else is answerable.

    ## Mend
    Fill the seats: `folkmoot draw replace` for somebody who left a panel, a new call or election for terms that ended.
    """
    ledger, book = ledger_of(course), course.charter.book
    coming = {panel.jury.call.head.body for panel in ledger.juries.values() if _is_filling(panel)}
    for name, body in book.bodies.items():
        sits = len(holders(ledger.seats, name, course.as_of))
        sat = any(seat.body == name and seat.since <= course.as_of for seat in ledger.seats)
        is_standing = body.rotation is not None or body.select.method in _STANDING
        if name in coming or sits >= body.seats.min or not sat or not (sits or is_standing) or _is_over(book, name, course):
            continue
        place = course.archive.place(home(book.owners[f"bodies.{name}"]), "rules", "bodies", name, "seats", "min")
        yield Fault(place, f"{sits} sit in {name}, which works with {body.seats.min} at the least", "fill its empty seats")


def _is_filling(panel: Sitting) -> bool:
    """Whether people are drawn and have still to say yes."""
    return panel.status in (JuryStatus.SEEDED, JuryStatus.DRAWN, JuryStatus.CONFIRMED)


def _is_over(book: RuleBook, name: str, course: Chronicle) -> bool:
    owner = book.owners[f"bodies.{name}"].head.expires
    ends = min((day for day in (book.bodies[name].expires, owner) if day is not None), default=None)
    return ends is not None and end_of(ends, course.zone) <= course.as_of


@check("B004", "nominated-and-decided-alone")
def nominated_and_decided_alone(course: Chronicle) -> Iterator[Fault]:
    """The same people propose the names for the seats of a body and elect among them.

    ## Why
    Whoever writes the list has chosen already. So one panel looks for people who would serve well, and another, which it
    does not fill, chooses.

    ## Mend
    Let the nominating body introduce the matter and another body decide it, and call panels that share nobody.
    """
    ledger = ledger_of(course)
    for matter, seated in _elections(course):
        head, rule = matter.proposal.text.head, matter.procedure
        decider = rule.decide.by if rule else ""
        if head.introduced_by == decider or head.introduced_by == _panel_of(matter):
            what = f"{head.introduced_by} proposes the names for {_listed(seated)} and decides on them"
            yield Fault(course.archive.place(matter.proposal.text.path, "introduced_by"), what, "let another body propose them")
            continue
        shared = sorted(_nominators(ledger, matter) & _electors(course, matter))
        if shared:
            what = f"{_some(shared)} helped to propose the names for {_listed(seated)} and can vote on them"
            yield Fault(course.archive.place(matter.proposal.text.path, "introduced_by"), what, "let them stand aside, recorded as recused")


@check("B005", "candidate-has-a-hand-in-it")
def candidate_has_a_hand_in_it(course: Chronicle) -> Iterator[Fault]:
    """Somebody who is proposed for a seat sits with those who propose or elect, or sat there until lately.

    ## Why
    Nobody chooses themselves. And a panel whose members hope for the seats soon after looks for weak rivals.

    ## Mend
    Take the name off the list, or let the juror leave the panel before the names are collected.
    """
    ledger = ledger_of(course)
    for matter, seated in _elections(course):
        nominators, electors = _nominators(ledger, matter), _electors(course, matter)
        cooling = {owner: _cooling(course, ledger, matter, owner) for owner in seated}
        for position, effect in enumerate(matter.proposal.text.head.effects):
            for name in named_holders(effect) if effect.do == "seat" and effect.owner in seated else ():
                source = matter.proposal.text.head.introduced_by
                why = f"sits in {source}, which proposes the names" if name in nominators else cooling[effect.owner or ""].get(name, "")
                why = why or (f"votes on the names in {_panel_of(matter) or 'the vote'}" if name in electors else "")
                if why:
                    place = course.archive.place(matter.proposal.text.path, "effects", position, "what")
                    yield Fault(place, f"{name} is proposed for {effect.owner} and {why}", f"take {name} off the list")


def _elections(course: Chronicle) -> Iterator[tuple[Matter, tuple[str, ...]]]:
    """Every matter that was opened and gives seats of elected bodies, with those bodies."""
    for matter in course.matters.values():
        if matter.opened is None:
            continue
        book = course.version_at(matter.opened).book
        owners = dict.fromkeys(effect.owner or "" for effect in matter.proposal.text.head.effects if effect.do == "seat")
        seated = tuple(name for name in owners if name in book.bodies and book.bodies[name].select.method == "election")
        if seated:
            yield matter, seated


def _panel_of(matter: Matter) -> str:
    """The jury that votes; empty when it is a roster that does."""
    opened = matter.events.get("voting-opened")
    return opened.electorate.id if opened and opened.electorate and opened.electorate.kind == "jury" else ""


def _electors(course: Chronicle, matter: Matter) -> frozenset[str]:
    """Those who sit on the jury that votes, but for those who stand aside."""
    opened = matter.events.get("voting-opened")
    if opened is None or opened.electorate is None or opened.electorate.kind != "jury":
        return frozenset()
    try:
        return voters(course.archive, opened.electorate, matter.proposal).entries
    except FolkmootError:
        return frozenset()


def _nominators(ledger: Ledger, matter: Matter) -> frozenset[str]:
    """Those who sat in the body or jury that introduced the matter, when it did."""
    source, at = matter.proposal.text.head.introduced_by, matter.opened
    if at is None:
        return frozenset()
    if source in ledger.juries:
        return frozenset(seat.holder for seat in ledger.seats if seat.source == source and seat.holds(at))
    return frozenset(holders(ledger.seats, source, at))


def _cooling(course: Chronicle, ledger: Ledger, matter: Matter, seated: str) -> Mapping[str, str]:
    """Those who left the nominating body too lately when the matter was opened, with the words for it.

    How long one waits says the body to be seated (`cool_off_from`), or else the `cool_off` of the nominating one.
    """
    source = matter.proposal.text.head.introduced_by
    name = ledger.juries[source].jury.call.head.body if source in ledger.juries else source
    bodies = course.version_at(matter.opened).book.bodies if matter.opened else {}
    wait = bodies[seated].cool_off_from.get(name, bodies[name].cool_off) if {seated, name} <= bodies.keys() else None
    if wait is None or matter.opened is None:
        return {}
    found = {}
    for holder in alumni(ledger.seats, name, matter.opened):
        ends = [seat.until for seat in ledger.seats if seat.body == name and seat.holder == holder and seat.until]
        last = max(ends).astimezone(course.zone).date() if ends else None
        if last is not None and matter.opened < end_of(add_days(last, wait), course.zone):
            found[holder] = f"sat in {name}, which proposes the names, until {last}"
    return found


def _listed(names: tuple[str, ...]) -> str:
    return " and ".join(names)


def _some(names: list[str]) -> str:
    return f"{', '.join(names[:3])} and {len(names) - 3} more" if len(names) > 3 else ", ".join(names)
