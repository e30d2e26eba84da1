"""Tickets: the number that a seed gives to each entry, and the lowest of them out of millions."""

import hashlib
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import islice, pairwise

from folkmoot.records.draw import Passed, Ticket
from folkmoot.records.error import FolkmootError

_SEED = re.compile(r"[0-9a-f]{64}")
_ENTRY = re.compile(rb"[a-z0-9][a-z0-9-]{2,53}")
_HIGHEST = b"\xff" * 32
_BATCH = 16_384

Candidate = tuple[bytes, bytes]
"""A ticket's 32 bytes and its entry; candidates sort as tickets do, a tie going to the lower entry."""


@dataclass(frozen=True, slots=True)
class Ranking:
    """The lowest tickets that no skip rule excludes, and the excluded entries before the last of them."""

    taken: tuple[Ticket, ...]
    passed_over: tuple[Passed, ...]


def ticket(seed: str, entry: str) -> str:
    """An entry's ticket in 64 lower-case hex digits: what `printf '%s:%s' SEED ENTRY | sha256sum` prints."""
    return hashlib.sha256(_prefix(seed) + entry.encode("ascii")).hexdigest()


def lowest(seed: str, entries: Iterable[bytes], count: int, skip: Mapping[bytes, str] | None = None) -> Ranking:
    """Rank the entries by ticket and take the first `count` that `skip` (entry to reason) does not exclude.

    Fewer are taken when there are not so many. Exact for any order of rows, in memory that grows with
    `count` and not with the roster: each batch lowers the bar that later tickets must not pass (a bottom-k
    sketch; Cohen and Kaplan, "Summarizing data using bottom-k sketches", 2007). Raises FolkmootError for a
    seed or an entry that is not one, and for an entry that would be taken twice.
    """
    if count < 1:
        return Ranking((), ())
    excluded = skip or {}
    start = hashlib.sha256(_prefix(seed)).copy
    rows = iter(entries)
    bar, kept, limit = _HIGHEST, list[Candidate](), 0
    while batch := list(islice(rows, _BATCH)):
        for entry in batch:
            # The seed fills one block of SHA-256; a copy of the state behind it leaves one block an entry.
            state = start()
            state.update(entry)
            digest = state.digest()
            if digest <= bar:
                kept.append((digest, entry))
        if len(kept) > limit:
            kept = first(kept, count, excluded)
            bar = kept[-1][0] if len(kept) - _excluded(kept, excluded) == count else _HIGHEST
            limit = len(kept) * 2
    return _ranking(first(kept, count, excluded), count, excluded)


def first(candidates: Iterable[Candidate], count: int, skip: Mapping[bytes, str]) -> list[Candidate]:
    """Sort candidates and cut them after the `count`-th that `skip` does not exclude."""
    ordered = sorted(candidates)
    left = count
    for place, (_, entry) in enumerate(ordered):
        left -= entry not in skip
        if not left:
            return ordered[: place + 1]
    return ordered


def _excluded(candidates: Iterable[Candidate], skip: Mapping[bytes, str]) -> int:
    return sum(entry in skip for _, entry in candidates)


def _ranking(candidates: list[Candidate], count: int, skip: Mapping[bytes, str]) -> Ranking:
    for before, after in pairwise(candidates):
        if before == after:
            raise FolkmootError(f"entry {_shown(before[1])} stands twice in the roster", "list it once")
    taken, passed_over = list[Ticket](), list[Passed]()
    for digest, entry in candidates:
        if not _ENTRY.fullmatch(entry):
            raise FolkmootError(f"{_shown(entry)} is not an entry", "an entry is 3 to 54 of a-z, 0-9 and '-'")
        if entry in skip:
            passed_over.append(Passed(digest.hex(), entry.decode("ascii"), skip[entry]))
        else:
            taken.append(Ticket(digest.hex(), entry.decode("ascii")))
    # With too few eligible entries nobody was reached last, so every excluded one came before.
    return Ranking(tuple(taken), tuple(passed_over))


def _shown(entry: bytes) -> str:
    return f"'{entry.decode('ascii', 'backslashreplace')}'"


def _prefix(seed: str) -> bytes:
    if not _SEED.fullmatch(seed):
        raise FolkmootError(f"'{seed}' is not a seed", "a seed is 64 digits of lower-case hex")
    return f"{seed}:".encode("ascii")
