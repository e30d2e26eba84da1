"""What voters and those who count for them hand in, what a vote is about, and why a ballot does not count."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

Choice = str | tuple[tuple[str, ...], ...]
"""One word, or levels of options from the most to the least wanted; options on one level are equal."""


@dataclass(frozen=True, slots=True)
class Ballot:
    """One voter's paper in an open vote."""

    proposal: str
    text: str
    """Digest of the frozen text, SHA-256 in lower-case hex."""
    electorate: str
    """Digest of the roster or panel, SHA-256 in lower-case hex."""
    voter: str
    sequence: int
    """1 for the first paper of this voter; a later paper carries a higher number."""
    choice: Choice
    at: datetime | None = None
    """When it was recorded, with its zone; a fact of history and not of the file."""
    path: str = ""


@dataclass(frozen=True, slots=True)
class BallotBatch:
    """What a clerk attests: paper ballots, or a show of hands, name by name."""

    proposal: str
    text: str
    electorate: str
    clerk: str
    ballots: tuple[Ballot, ...]
    """One a voter, each with sequence 1, in the order of the voters' entries."""


@dataclass(frozen=True, slots=True)
class CountedTotals:
    """What tellers signed after a secret vote in the room: numbers only."""

    proposal: str
    text: str
    electorate: str
    for_: int
    against: int
    abstain: int
    tellers: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Choices:
    """What may stand on a ballot: one of the options, or a ranking of some or all of them."""

    options: tuple[str, ...]
    ranked: bool


FOR_AGAINST_ABSTAIN = Choices(("for", "against", "abstain"), ranked=False)


@dataclass(frozen=True, slots=True)
class Vote:
    """What a ballot must name to belong to this vote, and when it may be recorded."""

    proposal: str
    text: str
    electorate: str
    choices: Choices
    opens: datetime | None
    """The first instant at which a ballot counts; None where the vote has no opening to judge by."""
    closes: datetime | None
    """The first instant at which a ballot no longer counts; None where there is no closing to judge by."""


class DiscardReason(StrEnum):
    """Why a ballot is not among those counted."""

    WRONG_PROPOSAL = "wrong-proposal"
    WRONG_TEXT = "wrong-text"
    WRONG_ELECTORATE = "wrong-electorate"
    OFF_ROSTER = "off-roster"
    MALFORMED_CHOICE = "malformed-choice"
    BAD_SEQUENCE = "bad-sequence"
    UNDATED = "undated"
    EARLY = "early"
    LATE = "late"
    DOUBLE = "double"
    OUT_OF_ORDER = "out-of-order"
    SUPERSEDED = "superseded"


@dataclass(frozen=True, slots=True)
class Discarded:
    """A ballot that does not count, and why, in a word and in a sentence."""

    ballot: Ballot
    reason: DiscardReason
    words: str
