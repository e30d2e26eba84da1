"""An audit for ghost members: which entries of a roster are opened in private, and what that finds."""

import re
from collections.abc import Iterable
from fractions import Fraction
from hashlib import sha256
from heapq import nsmallest

from folkmoot.records.draw import Ticket
from folkmoot.records.error import FolkmootError

_SEED = re.compile(r"[0-9a-f]{64}")


def audit_ticket(seed: str, entry: str) -> str:
    r"""SHA-256 of `"audit/1" LF seed ":" entry`, in hex: what `printf 'audit/1\n%s:%s' SEED ENTRY | sha256sum` prints."""
    return sha256(_prefix(seed) + entry.encode("ascii")).hexdigest()


def choose(seed: str, entries: Iterable[bytes], count: int) -> tuple[Ticket, ...]:
    """The `count` entries with the lowest audit tickets, lowest first; all of them when there are not so many.

    The words before the seed keep these tickets apart from those of a draw, so that the same public number may serve
    both. FolkmootError for a seed that is none.
    """
    start = sha256(_prefix(seed)).copy

    def of(entry: bytes) -> tuple[bytes, bytes]:
        state = start()
        state.update(entry)
        return state.digest(), entry

    return tuple(Ticket(digest.hex(), entry.decode("ascii")) for digest, entry in nsmallest(count, map(of, entries)))


def detection(count: int, ghosts: int, sample: int) -> Fraction:
    """The exact chance that a sample without replacement hits at least one of `ghosts` among `count` entries.

    Hypergeometric: 1 - C(count - ghosts, sample) / C(count, sample). FolkmootError for numbers that fit no roster.
    """
    if not 0 <= ghosts <= count or not 0 <= sample <= count:
        raise FolkmootError(f"{ghosts} ghosts and {sample} openings do not fit {count} entries", "give smaller numbers")
    missed, ways = 1, 1
    # The smaller of the two counts gives the shorter product; the chance is the same with both exchanged.
    fewer, more = sorted((ghosts, sample))
    for step in range(fewer):
        missed *= max(count - more - step, 0)
        ways *= count - step
    return 1 - Fraction(missed, ways)


def ghosts_of(count: int, padding: Fraction) -> int:
    """How many entries of `count` a share of padding is, rounded up."""
    return -(-count * padding.numerator // padding.denominator)


def _prefix(seed: str) -> bytes:
    if not _SEED.fullmatch(seed):
        raise FolkmootError(f"'{seed}' is not a seed", "a seed is 64 digits of lower-case hex")
    return b"audit/1\n" + seed.encode("ascii") + b":"
