"""A draw: the sources of its seed, the tickets, the panel they give, and all that `draw.json` says."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Dice:
    """Dice rolled in public, as the digits that were called out."""

    digits: str
    """Text, never a number: leading zeros belong to it."""


@dataclass(frozen=True, slots=True)
class BeaconRound:
    """One numbered output of a drand beacon; every digest and signature is bare lower-case hex."""

    chain: str
    """The SHA-256 that names the chain: its public key, period and first second."""
    round: int
    signature: str
    previous_signature: str = ""
    """Only on a chained beacon, whose signatures cover the one before; no part of the seed."""


Source = Dice | BeaconRound


@dataclass(frozen=True, slots=True)
class Ticket:
    """The number an entry receives from a seed, as 64 lower-case hex digits."""

    ticket: str
    entry: str


@dataclass(frozen=True, slots=True)
class Passed:
    """An entry whose ticket came up and which a published skip rule passed over, or the seat of somebody in its household."""

    ticket: str
    entry: str
    reason: str


@dataclass(frozen=True, slots=True)
class Seat:
    """One place and the entry that holds it; seats are numbered from 1, and so are alternates."""

    number: int
    entry: str
    ticket: str
    stratum: str = ""


@dataclass(frozen=True, slots=True)
class Panel:
    """Those drawn, those next in line, and those passed over before the last of them was taken."""

    seats: tuple[Seat, ...]
    alternates: tuple[Seat, ...] = ()
    passed_over: tuple[Passed, ...] = ()


@dataclass(frozen=True, slots=True)
class Chosen:
    """What a seed chose from a published lottery."""

    lottery: str
    """`sha256sum lottery.json`."""
    tickets: int
    """How many tickets the lottery has."""
    ticket: int
    """The ticket that the seed drew, from 0."""
    composition: int
    """Which composition of the lottery holds that ticket, counted from 1."""
    columns: tuple[str, ...]
    """The roster columns with quotas; a seat's stratum is their values in this order, with ` / ` between them."""


@dataclass(frozen=True, slots=True)
class Draw:
    """The whole result of one draw; digests and the seed are bare lower-case SHA-256 hex."""

    method: str
    """The name and version of the method, `draw/1`; a draw is replayed by the method it names."""
    jury: str
    call_digest: str
    roster: str
    """The roster's id."""
    roster_digest: str
    roster_count: int
    sources: tuple[Source, ...]
    seed: str
    eligible: int
    """How many entries of the roster no skip rule excludes."""
    strata_by: str
    """The roster column that the strata come from; empty for a draw without strata."""
    panel: Panel
    chosen: Chosen | None = None
    """Of a draw with quotas only."""
