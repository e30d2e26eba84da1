"""Elections among options: the exact rules of approval, score, STAR, IRV and STV, and what a count comes to, round by round."""

from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from folkmoot.records.tally import Outcome, Quorum, QuorumTest


class Rung(StrEnum):
    """One rung of the ladder by which a tie among options is settled."""

    PRIOR_ROUNDS = "prior-rounds"
    """The latest earlier round in which they differ: more votes, or points, come first."""
    MARGINS = "margins"
    """Strongest paths of victories by margins, among the tied alone."""
    COPELAND = "copeland"
    """Pairs won less pairs lost, among the tied alone."""
    MOST_FIRST_PREFERENCES = "most-first-preferences"
    """Votes in the first round; with scores, ballots that give the highest score."""
    MOST_APPROVALS = "most-approvals"
    """Ballots that rank the option at all; with scores, ballots that give it more than 0."""
    LOT = "lot"
    """Tickets from the announced seed, lowest first."""


class Overvote(StrEnum):
    """What two options on one rank do to a ballot in a transferable count."""

    EXHAUST = "exhaust"
    SKIP = "skip"


class Skipped(StrEnum):
    """What an empty rank does to a ballot in a transferable count."""

    NEXT = "next"
    EXHAUST = "exhaust"


class Elimination(StrEnum):
    """How many options leave an instant runoff at a time."""

    ONE = "one"
    BATCH = "batch"
    """All of the lowest together that hold fewer votes than the next one, so that none of them could ever pass it.

    Ties apart, the winner is that of eliminating one at a time; with `prior-rounds`, the rounds looked at are those of the batches.
    """


class Exhausted(StrEnum):
    """Whether ballots that name nobody any more belong to the base of a majority."""

    IN_BASE = "in-base"
    """More than half of all ballots that named somebody; where nobody gets there, nobody is elected."""
    OUT = "out"
    """More than half of the ballots that still count for somebody."""


class VoteQuota(StrEnum):
    """How many votes elect in a count by single transferable vote."""

    DROOP = "droop"
    """The whole number above votes / (seats + 1), or more."""
    DROOP_EXACT = "droop-exact"
    """More than that fraction."""


class Transfer(StrEnum):
    """How surpluses are transferred in a count by single transferable vote."""

    SCOTTISH = "scottish"
    """Scottish Local Government Elections Order 2007, schedule 1, rules 45 to 52."""
    MEEK = "meek"
    """Meek's method in arithmetic of nine decimals: `meek/1` in the count's steps."""


class Unscored(StrEnum):
    """What an option without a score gets from a ballot."""

    ZERO = "zero"
    """0: options compete by their totals."""
    EXCLUDED = "excluded"
    """Nothing: options compete by the average of those who scored them."""


@dataclass(frozen=True, slots=True)
class ApprovalRule:
    """How approvals are counted. The quorum is of participation, or of approvals that an option needs."""

    max_approvals: int | None
    """None for as many as one likes."""
    min_share: Fraction | None
    """The least share of the ballots that must approve an option."""
    default_option: str | None
    """An option that others must beat and that takes no seat."""
    quorum: Quorum | None
    ladder: tuple[Rung, ...]


@dataclass(frozen=True, slots=True)
class ScoreRule:
    """How scores from 0 to `highest` are counted."""

    highest: int
    unscored: Unscored
    min_share: Fraction | None
    """The least share of the ballots that must give an option more than 0."""
    default_option: str | None
    quorum: Quorum | None
    ladder: tuple[Rung, ...]


@dataclass(frozen=True, slots=True)
class StarRule:
    """How scores from 0 to `highest` are counted with a runoff between the two best.

    The protocol of the Equal Vote Coalition for ties is the ladder prior-rounds, copeland, most-first-preferences, lot.
    """

    highest: int
    unscored: Unscored
    default_option: str | None
    quorum: Quorum | None
    ladder: tuple[Rung, ...]


@dataclass(frozen=True, slots=True)
class IrvRule:
    """How rankings are counted by instant runoff."""

    overvote: Overvote
    skipped: Skipped
    elimination: Elimination
    exhausted: Exhausted
    default_option: str | None
    """An option like any other in the count; when it wins, nobody is elected."""
    quorum: Quorum | None
    ladder: tuple[Rung, ...]


@dataclass(frozen=True, slots=True)
class StvRule:
    """How rankings are counted by single transferable vote."""

    quota: VoteQuota
    transfer: Transfer
    overvote: Overvote
    skipped: Skipped
    quorum: Quorum | None
    ladder: tuple[Rung, ...]


ElectionRule = ApprovalRule | ScoreRule | StarRule | IrvRule | StvRule


@dataclass(frozen=True, slots=True)
class Round:
    """One round of a count: what opened it, the votes then, and who is elected by them."""

    title: str
    """`First preferences`, `Runoff`, `Surplus of a`, `Elimination of b`."""
    votes: tuple[tuple[str, Fraction], ...]
    """Each option not eliminated with what it holds, in ballot order; points or averages where scores are counted."""
    exhausted: Fraction
    """What counts for nobody in this round, fractions lost in truncation included; 0 in approval and score."""
    elected: tuple[str, ...] = ()
    """Elected at the end of this round."""
    eliminated: tuple[str, ...] = ()
    """Eliminated at its beginning: the votes are those without them."""
    words: str = ""
    """What happened, in a sentence or some."""


@dataclass(frozen=True, slots=True)
class TieBreak:
    """One step of the rule's ladder that was used."""

    between: tuple[str, ...]
    by: str
    """The rung, a value of `Rung`."""
    first: tuple[str, ...]
    """Those of `between` that the rung puts first; all of them when it settles nothing."""
    words: str


@dataclass(frozen=True, slots=True)
class ElectionTally:
    """What a count among options comes to."""

    method: str
    outcome: Outcome | None
    """None while a tie is not settled."""
    options: tuple[str, ...]
    seats: int
    winners: tuple[str, ...]
    """Those elected, in the order of their election; nobody without a quorum, and never a default option."""
    tied: tuple[str, ...]
    """Between whom the count stands still until a tie is settled; empty when it does not."""
    rounds: tuple[Round, ...]
    ties: tuple[TieBreak, ...]
    quorum: QuorumTest | None
    steps: tuple[str, ...]
