"""One act of a person or body, as a log records it; what follows by computation is never an event."""

from typing import Literal

from folkmoot.records.value import Account, Count, Digest, Head, Instant, Slug, Text, Token

ProposalAct = Literal[
    "opened", "revised", "frozen", "corrected", "voting-opened", "ballots-closed", "vetoed", "override-opened", "called-up",
    "withdrawn", "returned", "objected", "resolved", "overruled", "excepted",
]  # fmt: skip
JuryAct = Literal[
    "called", "pool-frozen", "challenged", "seed", "summoned", "accepted", "declined", "confirmed", "recused", "removed", "replaced",
    "annulled", "discharged", "withdrawn", "failed", "admitted",
]  # fmt: skip


class ElectorateNamed(Head):
    """The electorate a vote was opened for."""

    kind: Literal["roster", "jury"]
    id: Slug
    digest: Digest


class SeedValue(Head):
    """What a seed source gave: dice digits, or a beacon's round with its signature."""

    kind: Literal["dice", "beacon"]
    digits: Text | None = None
    chain: Digest | None = None
    round: Count | None = None
    signature: Text | None = None
    previous_signature: Text | None = None
    """Only of a chained beacon, whose signatures cover the one before."""


class ProposalEvent(Head):
    """An act in the life of a proposal."""

    at: Instant
    act: ProposalAct
    by: Slug
    ref: Text | None = None
    text: Digest | None = None
    electorate: ElectorateNamed | None = None
    sources: tuple[SeedValue, ...] = ()
    """Of the opening of a vote: the future round that settles ties, still without its signature; of its closing: what it gave."""
    entry: Token | None = None
    """Of an exception to the electorate: whom it adds or takes out, as its `ref`, `added` or `removed`, says."""
    reason: Text | None = None
    account: Account | None = None
    """The forge account that did it, by its number: `github:123456`."""


class JuryEvent(Head):
    """An act in the life of a jury or of one of its seats."""

    at: Instant
    act: JuryAct
    by: Slug
    ref: Text | None = None
    entry: Token | None = None
    instead: Token | None = None
    call: Digest | None = None
    roster: Digest | None = None
    sources: tuple[SeedValue, ...] = ()
    stratum: Text | None = None
    """Of somebody admitted: the stratum or kind that the roster should have shown."""
    proposal: Slug | None = None
    reason: Text | None = None
    account: Account | None = None
    """The forge account that did it, by its number: `github:123456`."""
