"""The state machines of a jury and of one of its seats, as data, with what each state means to a member."""

from collections.abc import Iterable
from enum import StrEnum

from folkmoot.procedure.acts import Clock, Edge, Guard, Role
from folkmoot.records.speech import phrase


class JuryStatus(StrEnum):
    """Where a jury stands."""

    PLANNED = "planned"
    CALLED = "called"
    POOL_FROZEN = "pool-frozen"
    CHALLENGE = "challenge"
    READY = "ready"
    SEEDED = "seeded"
    DRAWN = "drawn"
    CONFIRMED = "confirmed"
    INVITED = "invited"
    SEATED = "seated"
    REPORTED = "reported"
    DISCHARGED = "discharged"
    FAILED = "failed"
    ANNULLED = "annulled"


class SeatStatus(StrEnum):
    """Where one drawn person stands."""

    ALTERNATE = "alternate"
    SELECTED = "selected"
    SUMMONED = "summoned"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    NO_ANSWER = "no-answer"
    WITHDRAWN = "withdrawn"
    REMOVED = "removed"
    REPLACED = "replaced"
    DISCHARGED = "discharged"


_BEFORE = (JuryStatus.PLANNED, JuryStatus.CALLED, JuryStatus.POOL_FROZEN, JuryStatus.CHALLENGE, JuryStatus.READY, JuryStatus.SEEDED)
_DRAWN = (JuryStatus.DRAWN, JuryStatus.CONFIRMED, JuryStatus.SEATED, JuryStatus.REPORTED)
_STAFF = (Role.CONVENER, Role.KEEPER, Role.OFFICER)
SEAT_ACTS = ("summoned", "accepted", "declined", "recused", "withdrawn", "removed", "replaced", "admitted")
"""The acts that concern one seat, or with no entry named all of them."""


def _jury_edges() -> Iterable[Edge[JuryStatus]]:
    yield Edge(JuryStatus.PLANNED, "called", JuryStatus.CALLED, _STAFF)
    yield Edge(JuryStatus.PLANNED, "pool-frozen", JuryStatus.POOL_FROZEN, _STAFF)
    yield Edge(JuryStatus.CALLED, "pool-frozen", JuryStatus.CHALLENGE, _STAFF)
    yield Edge(JuryStatus.POOL_FROZEN, "called", JuryStatus.CHALLENGE, _STAFF)
    yield Edge(JuryStatus.CHALLENGE, "challenged", JuryStatus.CHALLENGE, closes=Clock.CHALLENGE)
    for status in (JuryStatus.CHALLENGE, JuryStatus.READY):
        yield Edge(status, "seed", JuryStatus.SEEDED, opens=Clock.CHALLENGE)
    yield Edge(JuryStatus.DRAWN, "confirmed", JuryStatus.CONFIRMED, (Role.CONFIRMER,))
    for status in _DRAWN:
        for act in SEAT_ACTS:
            yield Edge(status, act, status)
    for status in (JuryStatus.SEATED, JuryStatus.REPORTED):
        yield Edge(status, "discharged", JuryStatus.DISCHARGED, _STAFF)
    for status in (*_BEFORE, JuryStatus.DRAWN, JuryStatus.CONFIRMED):
        yield Edge(status, "failed", JuryStatus.FAILED, _STAFF, guard=Guard.REASON)
    for status in (*_BEFORE, *_DRAWN):
        yield Edge(status, "annulled", JuryStatus.ANNULLED, (Role.CONFIRMER, Role.CONVENER, Role.OFFICER), guard=Guard.REASON)


def _seat_edges() -> Iterable[Edge[SeatStatus]]:
    own, staff = (Role.HOLDER, Role.OFFICER, Role.KEEPER), (*_STAFF, Role.CONFIRMER)
    yield Edge(SeatStatus.SELECTED, "summoned", SeatStatus.SUMMONED, _STAFF)
    for status in (SeatStatus.SELECTED, SeatStatus.SUMMONED):
        yield Edge(status, "accepted", SeatStatus.ACCEPTED, own, closes=Clock.RESPONSE)
        yield Edge(status, "declined", SeatStatus.DECLINED, own)
    yield Edge(SeatStatus.NO_ANSWER, "declined", SeatStatus.DECLINED, own)
    yield Edge(SeatStatus.ACCEPTED, "recused", SeatStatus.ACCEPTED, (*own, Role.CONFIRMER))
    yield Edge(SeatStatus.ACCEPTED, "withdrawn", SeatStatus.WITHDRAWN, own)
    for status in (SeatStatus.SELECTED, SeatStatus.SUMMONED, SeatStatus.NO_ANSWER, SeatStatus.ACCEPTED):
        yield Edge(status, "removed", SeatStatus.REMOVED, staff, guard=Guard.REASON)
    yield Edge(SeatStatus.ALTERNATE, "replaced", SeatStatus.SUMMONED, staff)
    yield Edge(SeatStatus.ALTERNATE, "admitted", SeatStatus.SUMMONED, (Role.CONFIRMER, Role.CONVENER, Role.OFFICER), guard=Guard.REASON)


JURY_ARROWS: dict[tuple[JuryStatus, str], Edge[JuryStatus]] = {(edge.source, edge.act): edge for edge in _jury_edges()}
SEAT_ARROWS: dict[tuple[SeatStatus, str], Edge[SeatStatus]] = {(edge.source, edge.act): edge for edge in _seat_edges()}
EMPTY = (SeatStatus.DECLINED, SeatStatus.NO_ANSWER, SeatStatus.WITHDRAWN, SeatStatus.REMOVED)
"""A seat that an alternate can take; the one who left it is then replaced."""

JURY_COMPUTED: dict[tuple[JuryStatus, JuryStatus], str] = {
    (JuryStatus.CHALLENGE, JuryStatus.READY): "the time to challenge passed",
    (JuryStatus.SEEDED, JuryStatus.DRAWN): "the call, the roster and the seed give the panel",
    (JuryStatus.DRAWN, JuryStatus.SEATED): "every seat is taken, or the time to answer passed and enough are",
    (JuryStatus.CONFIRMED, JuryStatus.SEATED): "every seat is taken, or the time to answer passed and enough are",
    (JuryStatus.DRAWN, JuryStatus.INVITED): "this lot only invites",
    (JuryStatus.CONFIRMED, JuryStatus.INVITED): "this lot only invites",
    (JuryStatus.INVITED, JuryStatus.DISCHARGED): "the selection among those who said yes is called",
    (JuryStatus.SEATED, JuryStatus.REPORTED): "its report stands in the records",
}
"""The arrows that nobody's act draws, and why they are drawn."""

JURY_MEANING: dict[JuryStatus, str] = {
    JuryStatus.PLANNED: phrase("The call is being written."),
    JuryStatus.CALLED: phrase("It is called. The roster is frozen next."),
    JuryStatus.POOL_FROZEN: phrase("Its roster is frozen. The call comes next."),
    JuryStatus.CHALLENGE: phrase("Call and roster are fixed. Anybody can challenge them now."),
    JuryStatus.READY: phrase("Nobody can challenge the call any more. The seed is awaited."),
    JuryStatus.SEEDED: phrase("The seed is known. The panel is drawn from it."),
    JuryStatus.DRAWN: phrase("The panel is drawn. Those drawn say yes or no."),
    JuryStatus.CONFIRMED: phrase("The panel is drawn and the draw is confirmed. Those drawn say yes or no."),
    JuryStatus.INVITED: phrase("The letters are out. Among those who say yes, a second lot seats the jury."),
    JuryStatus.SEATED: phrase("Its seats are taken and it is at work."),
    JuryStatus.REPORTED: phrase("It has reported. It is discharged next."),
    JuryStatus.DISCHARGED: phrase("Its work is done, and its seats are empty."),
    JuryStatus.FAILED: phrase("It could not be seated. Its draw stays published."),
    JuryStatus.ANNULLED: phrase("Its draw was annulled. Nobody sits by it, and the draw stays published."),
}
"""One plain sentence a status."""
