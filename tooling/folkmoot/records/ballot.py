"""What voters and those who count for them hand in, what a vote is about, and why a ballot does not count."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from folkmoot.records.belenios import BeleniosOrigin


@dataclass(frozen=True, slots=True)
class Marks:
    """A mark an option or item, in the order of their ids: a score, or a word for, against or abstain."""

    items: tuple[tuple[str, str | int], ...]


Choice = str | tuple[tuple[str, ...], ...] | Marks
"""One word; levels of options from the most to the least wanted, those on one level equal; or a mark an option."""


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
    merge: int | None = None
    """Which merge of the main line brought it and its signature, counted from 0.

    None where there is no history to tell it, or nobody asks: of the one good ballot of a voter."""

    def brought_by(self, merge: int) -> "Ballot":
        """The same ballot, with the merge that brought it."""
        bound = (self.proposal, self.text, self.electorate)
        return Ballot(*bound, self.voter, self.sequence, self.choice, self.at, self.path, merge)


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
    """What tellers signed after a secret vote in the room: numbers only.

    Of a vote for or against the first three hold them. Of a vote by approval `options` does, of one item by item `items`, and
    `ballots` says how many took part; the first three are 0 then.
    """

    proposal: str
    text: str
    electorate: str
    for_: int
    against: int
    abstain: int
    tellers: tuple[str, ...]
    ballots: int | None = None
    """Papers in the box, blank ones among them; None of a vote for or against, where it is the sum."""
    options: tuple[tuple[str, int], ...] = ()
    """How many approved each option, by id."""
    items: tuple[tuple[str, tuple[int, int, int]], ...] = ()
    """How many were for, against and abstained on each item, by id."""
    election: BeleniosOrigin | None = None
    """The election of Belenios that they were taken from; None of totals counted in the room."""


class ChoiceKind(StrEnum):
    """What a ballot of a method holds."""

    VOTE = "vote"
    """A word: for, against, abstain."""
    CONSENT = "consent"
    """A word: consent, object, abstain. An objection's reason stands in the log."""
    RANKING = "ranking"
    """Levels of options; one left out is a blank."""
    APPROVAL = "approval"
    """At most one level, the options approved; no level approves nothing."""
    SCORES = "scores"
    """A whole number from 0 to the highest for some or all options."""
    ITEMS = "items"
    """A word for, against or abstain for some or all items."""


@dataclass(frozen=True, slots=True)
class Choices:
    """What may stand on a ballot."""

    options: tuple[str, ...]
    """The words, options or items to choose among."""
    kind: ChoiceKind
    highest: int | None = None
    """Of scores: the highest."""
    max_approvals: int | None = None
    """Of approvals: how many options may be approved; None for as many as there are."""
    whole: bool = False
    """Of items: whether one word for all of them at once is a choice too, as on a slate."""


FOR_AGAINST_ABSTAIN = Choices(("for", "against", "abstain"), ChoiceKind.VOTE)
CONSENT_OBJECT_ABSTAIN = Choices(("consent", "object", "abstain"), ChoiceKind.CONSENT)


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
    UNREADABLE = "unreadable"
    WRONG_KIND = "wrong-kind"
    UNSIGNED = "unsigned"
    BAD_SIGNATURE = "bad-signature"
    WRONG_KEY = "wrong-key"
    REVOKED_KEY = "revoked-key"
    NOT_A_CLERK = "not-a-clerk"
    NOT_TELLERS = "not-tellers"


@dataclass(frozen=True, slots=True)
class Discarded:
    """A ballot that does not count, and why, in a word and in a sentence."""

    ballot: Ballot
    """Of a file that holds none: its name in place of a voter, and 0 for the number."""
    reason: DiscardReason
    words: str

    @property
    def whose(self) -> str:
        """The voter and the number, or the name of a file that holds no ballot."""
        named = f"`{self.ballot.voter}`"
        return f"{named}, number {self.ballot.sequence}" if self.ballot.sequence else f"the file {named}"
