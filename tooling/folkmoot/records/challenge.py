"""What one of many readers found when checking a part of a draw again; the parts of all readers add up to the whole draw."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class PieceDealt:
    """Rows that one reader checks: the `part`-th of `of` equal parts of a shard."""

    shard: str
    """Its name in the roster's folder."""
    part: int
    """From 1."""
    of: int


@dataclass(frozen=True, slots=True)
class LowTicket:
    """An entry whose ticket is not above the last one taken of its stratum."""

    stratum: str
    ticket: str
    entry: str
    rule: int
    """The number of the call's rule that skips it, from 0; -1 when none does."""


@dataclass(frozen=True, slots=True)
class PieceChecked:
    """What a reader found in the rows dealt to them."""

    piece: PieceDealt
    rows: int
    """Rows of the whole shard."""
    first: int
    """The first row checked, from 1; the header is no row."""
    last: int
    """The last row checked; one less than the first where there is none."""
    counts: tuple[tuple[str, int, int], ...]
    """Stratum, rule, and how many entries, sorted."""
    lowest: tuple[LowTicket, ...]


@dataclass(frozen=True, slots=True)
class ChallengePart:
    """One reader's part."""

    jury: str
    draw: str
    """`sha256sum draw.json`."""
    roster: str
    """The digest that the call binds."""
    reader: int
    of: int
    """How many readers share the draw."""
    checked: tuple[PieceChecked, ...]
    faults: tuple[str, ...]
    """What does not hold, a sentence each."""
