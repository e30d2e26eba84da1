"""Votes that talk: objections with what became of them, consent, slates and verdicts item by item, classes of members."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from fractions import Fraction

from folkmoot.records.election import ElectionTally
from folkmoot.records.tally import ClassTally, MajorityCount, MajorityTally, Outcome, QuorumTest, RankedTally


class ObjectionState(StrEnum):
    """What became of an objection."""

    STANDING = "standing"
    RESOLVED = "resolved"
    """Whoever raised it says that it is met, or takes it back."""
    OVERRULED = "overruled"
    """As many of the electorate as the rule asks for say that it is not paramount."""


@dataclass(frozen=True, slots=True)
class Objection:
    """One objection to a text that is put to consent."""

    number: int
    """From 1, in the order of the log, anew in each round; `resolved` and `overruled` name it as `objection-1`."""
    by: str
    at: datetime
    against: str
    """The clause or the aim it is about."""
    reason: str
    state: ObjectionState
    overruled_by: tuple[str, ...] = ()
    """Those of the electorate who say that it is not paramount, whether or not they are enough."""


@dataclass(frozen=True, slots=True)
class ClassWeight:
    """One class of members in a vote with a cap: its votes, and what each of them weighs."""

    name: str
    count: MajorityCount
    factor: Fraction
    """Above 0 and at most 1; 1 for a class within the cap. 0 where nothing outside the capped classes weighs anything."""


@dataclass(frozen=True, slots=True)
class CappedTally:
    """A vote for or against in which no class of members weighs more than its cap."""

    outcome: Outcome
    count: MajorityCount
    """The votes of all classes, one a member."""
    classes: tuple[ClassWeight, ...]
    base: Fraction
    for_: Fraction
    """The weight of the votes for, as a part of `base`."""
    quorum: QuorumTest | None
    steps: tuple[str, ...]


WordTally = MajorityTally | ClassTally | CappedTally
"""What a vote for or against comes to."""


@dataclass(frozen=True, slots=True)
class ConsentTally:
    """What consent or lazy consensus comes to."""

    method: str
    outcome: Outcome | None
    """None while objections stand and a further round is left."""
    count: MajorityCount
    """Consent counts as for, an objection on a ballot as against."""
    objections: tuple[Objection, ...]
    round: int
    fallback: WordTally | None
    """The count by the fall-back rule, where that decides."""
    steps: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ItemTally:
    """One person of a slate, one finding or remedy of a verdict."""

    item: str
    tally: MajorityTally
    stands: bool
    """Whether it is confirmed or adopted; a remedy with enough votes does not stand without a finding."""


@dataclass(frozen=True, slots=True)
class ItemsTally:
    """What a vote item by item comes to."""

    method: str
    outcome: Outcome
    ballots: int
    items: tuple[ItemTally, ...]
    winners: tuple[str, ...]
    """The items that stand, in the order of the proposal."""
    steps: tuple[str, ...]


AnyTally = WordTally | RankedTally | ElectionTally | ConsentTally | ItemsTally
"""What any method comes to; each has `outcome` and `steps`."""
