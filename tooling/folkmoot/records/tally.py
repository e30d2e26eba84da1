"""How votes are counted and what a count says: rules, the numbers counted, tallies with steps in words."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

Ranking = tuple[int | None, ...]
"""A rank an option, in the order of the options; a lower rank is better, None is a blank."""

Matrix = tuple[tuple[int, ...], ...]
"""Square; the row is the option preferred to the column."""


class Outcome(StrEnum):
    """What a count decides."""

    ADOPTED = "adopted"
    REJECTED = "rejected"
    NO_QUORUM = "no-quorum"


class QuorumKind(StrEnum):
    """How the least number is found: a share, a fixed number, or a multiple of the square root."""

    FRACTION = "fraction"
    COUNT = "count"
    SQRT = "sqrt"


class QuorumOf(StrEnum):
    """Of what a share or a root is taken."""

    ELIGIBLE = "eligible"
    SEATS = "seats"


class QuorumCounts(StrEnum):
    """Which number must reach the quorum."""

    PARTICIPATION = "participation"
    """Everyone who took part, abstentions included."""
    APPROVAL = "approval"
    """Votes for."""
    ABOVE_DEFAULT = "above-default"
    """For each option of a ranked vote, those who put it above the default option."""


@dataclass(frozen=True, slots=True)
class Quorum:
    """The least number for a vote, or for an option of it, to count. Debian's 3Q is (sqrt, 3/2, eligible)."""

    kind: QuorumKind
    value: Fraction
    of: QuorumOf | None
    """None for a fixed number, and for that only."""
    counts: QuorumCounts


@dataclass(frozen=True, slots=True)
class QuorumTest:
    """A quorum beside the number it was put to; `needed` is the least whole number that meets it."""

    needed: int
    reached: int
    met: bool


class Base(StrEnum):
    """Of what number a majority is taken."""

    CAST = "cast"
    """Votes for and against; abstentions too where the rule puts them in the base."""
    PRESENT = "present"
    """Votes for and against, and abstentions."""
    ELIGIBLE = "eligible"
    SEATS = "seats"


class Abstain(StrEnum):
    """Whether an abstention is one of the votes cast. It always counts for a quorum of participation."""

    QUORUM_ONLY = "quorum-only"
    IN_BASE = "in-base"


class EqualVotes(StrEnum):
    """What happens when as many are for as against."""

    REJECTED = "rejected"
    """The proposal falls, whatever the threshold."""
    BY_THRESHOLD = "by-threshold"
    """Nothing special: the threshold and its strictness decide."""


@dataclass(frozen=True, slots=True)
class MajorityRule:
    """When a proposal put to a vote for or against is adopted."""

    threshold: Fraction
    """Share of the base, above 0 and at most 1."""
    strict: bool
    """True: more than the threshold; False: the threshold itself is enough."""
    base: Base
    abstain: Abstain
    quorum: Quorum | None
    ties: EqualVotes


@dataclass(frozen=True, slots=True)
class MajorityCount:
    """The numbers of one vote. Recused seats are in neither `eligible` nor `seats`."""

    eligible: int
    seats: int | None
    """Seats of the body, filled or not; None where the electorate is not a body with seats."""
    for_: int
    against: int
    abstain: int


@dataclass(frozen=True, slots=True)
class MajorityTally:
    """What a vote for or against comes to."""

    outcome: Outcome
    count: MajorityCount
    base: int
    needed: int
    """The least whole number of votes for that adopts; at least 1."""
    share: Fraction | None
    """Votes for as a share of the base; None of an empty base."""
    quorum: QuorumTest | None
    steps: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ClassTally:
    """One majority vote a class of members; adopted only if every class adopts."""

    outcome: Outcome
    classes: tuple[tuple[str, MajorityTally], ...]
    steps: tuple[str, ...]


class Strength(StrEnum):
    """How strong a victory in a pair is."""

    WINNING = "winning"
    """The number who prefer the winner of the pair."""
    MARGINS = "margins"
    """That number less those who prefer the loser."""


class Blank(StrEnum):
    """What an unranked option says."""

    LAST = "last"
    """Below every ranked option, and equal to the other blanks."""
    NO_OPINION = "no-opinion"
    """Nothing: the ballot is silent on every pair that names it."""


class RatioTest(StrEnum):
    """How an option defeats the default option by a ratio N (Debian constitution, A.6.3)."""

    STRICT = "strict"
    """More than N times as many above the default as below (Debian until version 1.5)."""
    AT_LEAST = "at-least"
    """N times as many or more, and more above than below (Debian since version 1.6)."""


class Levels(StrEnum):
    """How options that neither beats the other are put in levels."""

    UNBEATEN = "unbeaten"
    """The unbeaten come first, then those unbeaten once these are set aside, and so on."""
    WINS = "wins"
    """By the number of options each beats."""


class RankedTies(StrEnum):
    """Who settles a tie among the winners."""

    LOT = "lot"
    CASTING_VOTE = "casting-vote"


@dataclass(frozen=True, slots=True)
class RankedRule:
    """How rankings are counted."""

    strength: Strength
    blank: Blank
    default_option: str | None
    ratio: Fraction | None
    """By how much an option must defeat the default option; None where no option must."""
    ratios: tuple[tuple[str, Fraction], ...]
    """Options under another ratio than that."""
    ratio_test: RatioTest
    quorum: Quorum | None
    levels: Levels
    ties: RankedTies


@dataclass(frozen=True, slots=True)
class RankedCount:
    """The rankings of one vote: the options in ballot order, and how many ballots show each ranking."""

    eligible: int | None
    seats: int | None
    options: tuple[str, ...]
    profile: Mapping[Ranking, int]


@dataclass(frozen=True, slots=True)
class Pairs:
    """What rankings add up to two options at a time; pairs of parts of the ballots add up to those of all."""

    matrix: Matrix
    """Over the options in ballot order."""
    ballots: int
    blank: Blank
    """What an unranked option said when they were added up."""


class DropReason(StrEnum):
    """Why an option is dropped before the count."""

    QUORUM = "quorum"
    RATIO = "ratio"


@dataclass(frozen=True, slots=True)
class Dropped:
    """An option that is out before the count, and why, in a word and in a sentence."""

    option: str
    reason: DropReason
    words: str


@dataclass(frozen=True, slots=True)
class RankedTally:
    """What a vote by ranking comes to."""

    outcome: Outcome | None
    """None while more than one option has won and the tie is not settled."""
    options: tuple[str, ...]
    matrix: Matrix
    """Voters who prefer the row's option to the column's, over every option."""
    quorum: QuorumTest | None
    """Of the whole vote; what a quorum for each option did is in `dropped`."""
    dropped: tuple[Dropped, ...]
    strengths: Matrix
    """Strength of the strongest path from the row to the column; 0 where there is none or one was dropped."""
    winners: tuple[str, ...]
    """Options no other beats; more than one is a tie. In ballot order."""
    order: tuple[tuple[str, ...], ...]
    """Every option not dropped, in levels from first to last; the first level lies inside `winners`."""
    steps: tuple[str, ...]
    elected: tuple[str, ...] = ()
    """Who takes the seats, in order; empty before ties are settled."""
    tied: tuple[str, ...] = ()
    """Between whom the last seats are undecided, in a vote for several; empty where `winners` tells it."""
