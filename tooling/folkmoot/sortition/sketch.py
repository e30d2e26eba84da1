"""How many entries a draw really had: an estimate from the lowest tickets, which everybody can publish and check.

The k-th lowest of n even numbers lies near k/n, so it tells n (Bar-Yossef and others, "Counting distinct elements in a data
stream", 2002). With (k - 1) in place of k it is right on average, and its standard error is 1/sqrt(k - 2) of n (Beyer and
others, "On synopses for distinct-value estimation under multiset operations", 2007).
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from hashlib import sha256
from math import isqrt

from folkmoot.records.draw import Ticket
from folkmoot.records.error import FolkmootError
from folkmoot.sortition.ticket import lowest, ticket

SIZE = 1024
"""Tickets that are kept: an error of about 3 in 100."""


@dataclass(frozen=True, slots=True)
class Estimate:
    """A count of entries and its standard error, both whole numbers rounded down."""

    count: int
    error: int
    """0 when the tickets are all there are, and the count is exact."""


def bottom(seed: str, entries: Iterable[bytes], count: int = SIZE) -> tuple[Ticket, ...]:
    """The lowest tickets that a seed gives to any entries, whether or not a rule skips them; lowest first."""
    return lowest(seed, entries, count).taken


def estimate(tickets: Sequence[Ticket], size: int = SIZE) -> Estimate:
    """Estimate from the `size` lowest tickets how many entries there were; fewer than `size` tickets are all there are.

    n = (k - 1) * 2^256 / t_k in whole numbers. FolkmootError when the tickets are not sorted or `size` is below 3.
    """
    if size < 3:
        raise FolkmootError(f"{size} tickets estimate nothing", "keep at least 3")
    values = [int(each.ticket, 16) for each in tickets]
    if values != sorted(values) or len(values) > size:
        raise FolkmootError("these are not the lowest tickets in their order", f"give the {size} lowest, lowest first")
    if len(values) < size:
        return Estimate(len(values), 0)
    count = ((size - 1) << 256) // max(values[-1], 1)
    return Estimate(count, isqrt(count * count // (size - 2)))


def rank(seed: str, entries: Iterable[bytes], entry: str) -> int:
    """The place of an entry among all entries, by ticket, counted from 1; the entry itself need not be among them."""
    mine = (bytes.fromhex(ticket(seed, entry)), entry.encode("ascii"))
    prefix = f"{seed}:".encode("ascii")
    return 1 + sum((sha256(prefix + each).digest(), each) < mine for each in entries)
