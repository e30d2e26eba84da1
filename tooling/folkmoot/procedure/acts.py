"""What the state machines are made of: who may act, what must hold, and the windows in which an act counts; data only."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Generic, TypeVar

S = TypeVar("S", bound=StrEnum)


class Role(StrEnum):
    """In which capacity somebody acts; the charter's rules say who that is."""

    ANYONE = "anyone"
    INTRODUCER = "whoever introduced it"
    DECIDER = "the deciding body"
    VETOER = "the body with the veto"
    EDITOR = "whoever may correct the spelling"
    CONVENER = "a body that convenes"
    KEEPER = "a body that keeps the roster"
    CONFIRMER = "a body that confirms draws"
    OFFICER = "a clerk, the secretary, a registrar or the tellers"
    HOLDER = "whoever holds the seat"
    OBJECTOR = "whoever may object"
    VOTER = "whoever may vote"


class Guard(StrEnum):
    """What an event must bring with it."""

    TEXT = "the digest of the text"
    ELECTORATE = "the electorate"
    REASON = "a reason"
    OVERRIDE = "the proposal that overrides"
    CALL_UP = "the proposal that calls it up"
    OBJECTION = "a reason, and the clause or the aim it is about"
    RESOLUTION = "which of one's own objections is met, and how"
    OVERRULING = "which objection is not paramount, and why"
    EXCEPTION = "whom it adds or takes out, and why"
    ROUND = "an objection that stands, and a round that is left"


class Clock(StrEnum):
    """The instants that open or close a window."""

    DISCUSSED = "the shortest discussion is over"
    LAPSE = "the longest discussion is over"
    RESTED = "the text has rested"
    VOTED = "the vote is over"
    VETO = "the veto window is over"
    OVERRIDE = "the time to override is over"
    CALL_UP = "the time to call up is over"
    CHALLENGE = "the time to challenge is over"
    RESPONSE = "the time to answer is over"


class Cause(StrEnum):
    """Why an event does not count, or counts with a fault."""

    EDGE = "edge"
    """The act does not follow from where the matter stands."""
    ACTOR = "actor"
    SUNSET = "sunset"
    """The body that acts has ended."""
    GUARD = "guard"
    EARLY = "early"
    LATE = "late"


FAULTS_THAT_COUNT = frozenset({Cause.EARLY})
"""An act too early is told by its own check and still counts, so that what follows it can be judged; all else is void."""


@dataclass(frozen=True, slots=True)
class Edge(Generic[S]):
    """One arrow of a state machine."""

    source: S
    act: str
    target: S
    who: tuple[Role, ...] = (Role.ANYONE,)
    guard: Guard | None = None
    """What the event must bring, or it is void. A digest or an electorate left out is told by its own check."""
    opens: Clock | None = None
    """The act is too early before this instant."""
    closes: Clock | None = None
    """The act is too late from this instant on."""


@dataclass(frozen=True, slots=True)
class Refusal:
    """An event that does not count, or should not have happened yet."""

    position: int
    """Its place in the log, from 0."""
    act: str
    cause: Cause
    what: str
