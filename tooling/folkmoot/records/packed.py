"""What a count of packed ballots leaves in Git: which rows were counted beside which roster, what they come to, and by which engine."""

from collections.abc import Mapping
from dataclasses import dataclass

from folkmoot.records.ballot import Discarded, DiscardReason
from folkmoot.records.tally import Pairs


@dataclass(frozen=True, slots=True)
class PackedClass:
    """The ballots of one class of members, where the rule looks at classes."""

    name: str
    eligible: int
    choices: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class CountedBy:
    """Which engine counted and what it was checked by; nothing that was counted depends on it."""

    engine: str
    version: str
    golden: str
    """The digest of the test poll that the engine reproduced before it counted."""
    shards: int
    """How many shards were read and compared with their digests."""


@dataclass(frozen=True, slots=True)
class PackedCount:
    """One vote whose ballots are kept outside Git, counted."""

    proposal: str
    text: str
    """Digest of the frozen text, SHA-256 in lower-case hex."""
    electorate: str
    """Digest of the roster that the ballots were joined with."""
    entries: int
    """Rows of that roster."""
    eligible: int
    """Members who may vote: the roster with the exceptions that the log records."""
    digest: str
    """`sha256sum SHA256SUMS` of the packed ballots."""
    files: str
    """Digest of the ballot files that were packed, as a decision names it; empty where nobody knows it."""
    rows: int
    """Packed ballots, in all shards."""
    set_aside: Mapping[DiscardReason, int]
    """Ballots left out when the pack was made, by reason."""
    counted: int
    discarded: Mapping[DiscardReason, int]
    """Rows that do not count, by reason."""
    named: tuple[Discarded, ...]
    """Ballots that do not count, either way; of very many the first of each reason."""
    choices: Mapping[str, int]
    """How many of the ballots that count hold each choice, by the choice as text; empty where only pairs are known."""
    pairs: Pairs | None
    """What rankings add up to, where they were too many to keep."""
    classes: tuple[PackedClass, ...]
    """By name; empty where the rule looks at no classes."""
    counted_by: CountedBy

    @property
    def cast(self) -> int:
        """Ballots handed in: the rows, and those that were set aside before."""
        return self.rows + sum(self.set_aside.values())

    @property
    def uncounted(self) -> int:
        """Ballots that do not count, either way."""
        return self.cast - self.counted
