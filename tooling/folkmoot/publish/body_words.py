"""Bodies in words: how many of their seats are held, what became of a seat, and what follows for them."""

from collections.abc import Iterable

from folkmoot.procedure.jury_status import JuryStatus
from folkmoot.procedure.obligations import State
from folkmoot.procedure.seats import Ending, Tenure
from folkmoot.publish.seat_words import ENDINGS, POWERS
from folkmoot.publish.words import counted, listed, span, spoken
from folkmoot.records.bodies import Body, Power
from folkmoot.records.speech import phrase, say
from folkmoot.rulebook.oversight import Hold

STATES = {
    State.SCHEDULED: ("draft", phrase("Later")), State.DUE: ("open", phrase("Due")), State.OVERDUE: ("error", phrase("Overdue")),
    State.ESCALATED: ("error", phrase("Handed on")), State.DONE: ("done", phrase("Done")),
}  # fmt: skip
"""What is owed, as a badge: its kind and its word."""
JURY_WORDS = {
    JuryStatus.PLANNED: phrase("planned"), JuryStatus.CALLED: phrase("called"), JuryStatus.POOL_FROZEN: phrase("pool-frozen"),
    JuryStatus.CHALLENGE: phrase("challenge"), JuryStatus.READY: phrase("ready"), JuryStatus.SEEDED: phrase("seeded"),
    JuryStatus.DRAWN: phrase("drawn"), JuryStatus.CONFIRMED: phrase("confirmed"), JuryStatus.INVITED: phrase("invited"),
    JuryStatus.SEATED: phrase("seated"), JuryStatus.REPORTED: phrase("reported"), JuryStatus.DISCHARGED: phrase("discharged"),
    JuryStatus.FAILED: phrase("failed"), JuryStatus.ANNULLED: phrase("annulled"),
}  # fmt: skip
"""Where a jury stands, in a word."""
HELD = {
    Hold.REMOVES: phrase("Seats are taken away by {bodies}."), Hold.REVIEWS: phrase("Reviewed by {bodies}."),
    Hold.HEARS: phrase("Reports to {bodies}."), Hold.STOPS: phrase("Can be stopped by {bodies}."),
}  # fmt: skip
"""What others do with a body, as a sentence about it."""
_OVER = {
    Ending.TERM: phrase("its term ended"), Ending.ROTATION: phrase("its part of the seats changed hands"),
    Ending.SUNSET: phrase("the body ended"), Ending.DISSOLVED: phrase("the body was dissolved"),
}  # fmt: skip


def seats_held(sits: int, body: Body) -> str:
    """How many of its seats are held, and how many it needs."""
    return say("{held} of {seats} held, {least} needed.", held=sits, seats=counted(body.seats.target, "seat"), least=body.seats.min)


def again(body: Body) -> str:
    """How often somebody may sit, and after which pause."""
    terms = say("{terms} at the most", terms=counted(body.max_terms, "term")) if body.max_terms is not None else ""
    rest = say("not again for {span} after serving", span=span(body.cool_off)) if body.cool_off else ""
    return "; ".join(filter(None, (terms, rest)))


def powers(given: Iterable[Power]) -> str:
    """What a body may do."""
    return listed(say(POWERS[each]) for each in given) or say("nothing")


def most_of(body: Body) -> str:
    """How many of one group of people may sit at once."""
    caps = sorted(body.select.max_per.items())
    return listed(say("{most} of one {column}", most=most, column=spoken(column)) for column, most in caps)


def will_end(seat: Tenure) -> str:
    """What ends a seat; empty when nothing known does."""
    return say(ENDINGS[seat.ending]) if seat.ending else ""


def has_ended(seat: Tenure) -> str:
    """What ended a seat that is over."""
    return say(_OVER.get(seat.ending) or ENDINGS[seat.ending]) if seat.ending else ""
