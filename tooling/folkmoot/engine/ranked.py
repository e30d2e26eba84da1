"""What an engine answers to a wish: the lowest tickets of each stratum and exact counts; and what every answer must pass.

Partial answers of shards, threads and machines are put together by `Gathering` in any order, and come out the same: the lowest of
the lowest are the lowest, and counts are sums.
"""

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import Protocol

from folkmoot.engine.progress import Progress
from folkmoot.engine.shards import Shards
from folkmoot.records.draw import Passed, Ticket
from folkmoot.records.error import FolkmootError
from folkmoot.records.value import TOKEN
from folkmoot.sortition.ticket import Ranking, ticket
from folkmoot.sortition.wish import ELIGIBLE, Wish

Found = tuple[bytes, bytes, int]
"""A ticket's 32 bytes, its entry, and the number of the rule that excludes it, or `ELIGIBLE`."""
Cell = tuple[str, int]
"""A stratum and the number of a rule, or `ELIGIBLE`."""
MOST_PASSED_OVER = 1_000_000
"""So many excluded entries of one stratum may come before the last one taken."""
_HIGHEST = b"\xff" * 32
_NOTHING = b""


@dataclass(frozen=True, slots=True)
class Ranked:
    """How many entries each cell has, and by stratum the lowest tickets up to the last one wanted, those of excluded entries too."""

    counts: Mapping[Cell, int]
    lowest: Mapping[str, tuple[Found, ...]]

    @property
    def count(self) -> int:
        """How many entries there are in all."""
        return sum(self.counts.values())

    @property
    def eligible(self) -> dict[str, int]:
        """How many entries of each stratum no rule excludes."""
        return {stratum: count for (stratum, rule), count in sorted(self.counts.items()) if rule == ELIGIBLE}


class Engine(Protocol):
    """Something that ranks a roster; the name by which it is asked for, and what exactly it is."""

    @property
    def name(self) -> str:
        """As in `--engine`."""
        ...

    @property
    def version(self) -> str:
        """What ran, with the numbers of its versions."""
        ...

    def rank(self, shards: Shards, wish: Wish, tell: Progress) -> Ranked:
        """Rank a roster whose bytes are compared with its digests in the same run; FolkmootError when it cannot be done."""
        ...


class Gathering:
    """The lowest tickets of each stratum so far, in memory that grows with the places and not with the roster."""

    def __init__(self, wish: Wish, bars: Mapping[str, bytes] | None = None) -> None:
        self.wish = wish
        self.counts = Counter[Cell]()
        self.bars = dict(bars) if bars is not None else {name: _HIGHEST if wanted > 0 else _NOTHING for name, wanted in wish.places.items()}
        """By stratum: no ticket above it can be among the lowest; a stratum that is not named wants none."""
        self._kept: dict[str, list[Found]] = {name: [] for name in wish.places}
        self._limits = dict.fromkeys(wish.places, 0)

    def bar(self, stratum: str) -> bytes:
        """Tickets of a stratum above this are no matter."""
        return self.bars.get(stratum, _NOTHING)

    def add(self, stratum: str, found: Iterable[Found]) -> None:
        """Take in some tickets of a stratum that do not pass its bar, and lower the bar when there are many."""
        kept, wanted = self._kept[stratum], self.wish.places[stratum]
        kept.extend(found)
        if len(kept) <= max(self._limits[stratum], wanted):
            return
        kept = self._kept[stratum] = cut(kept, wanted)
        if _eligible(kept) == wanted:
            self.bars[stratum] = min(self.bars[stratum], kept[-1][0])
        elif len(kept) > MOST_PASSED_OVER + wanted:
            what = f"more than {MOST_PASSED_OVER:,} entries would be passed over by the rules of the call"
            raise FolkmootError(what, "freeze a roster without them, and call from that")
        self._limits[stratum] = len(kept) * 2

    def merge(self, part: Ranked) -> None:
        """Take in the answer for a part of the roster."""
        self.counts.update(part.counts)
        for stratum, found in part.lowest.items():
            self.add(stratum, found)

    def ranked(self) -> Ranked:
        """The answer for all that was taken in."""
        lowest = {name: tuple(cut(kept, self.wish.places[name])) for name, kept in self._kept.items()}
        return Ranked({cell: count for cell, count in sorted(self.counts.items()) if count}, lowest)


def cut(found: Iterable[Found], wanted: int) -> list[Found]:
    """Sort tickets and cut them after the last one wanted; an excluded one does not count."""
    ordered = sorted(found)
    if wanted < 1:
        return []
    left = wanted
    for place, (_, _, rule) in enumerate(ordered):
        left -= rule == ELIGIBLE
        if not left:
            return ordered[: place + 1]
    return ordered


def settle(wish: Wish, ranked: Ranked, engine: str) -> dict[str, Ranking]:
    """The rankings of all strata, after each ticket of the answer was taken anew with hashlib.

    Raises FolkmootError when an answer cannot be right: a false ticket, a wrong order, a wrong number of tickets, a rule that
    the call does not have; and for an entry that stands twice.
    """
    rankings = dict[str, Ranking]()
    for stratum, wanted in wish.places.items():
        found = ranked.lowest.get(stratum, ())
        for before, after in pairwise(found):
            if before[1] == after[1]:
                raise FolkmootError(f"entry '{_shown(after[1])}' stands twice in the roster", "list it once")
            if before[:2] > after[:2]:
                raise _wrong(engine, f"the ticket of '{_shown(after[1])}' stands after a higher one")
        for digest, entry, rule in found:
            _check(wish, engine, digest, entry, rule)
        if wanted > 0 and _eligible(found) != min(wanted, ranked.eligible.get(stratum, 0)):
            raise _wrong(engine, f"there are {_eligible(found)} tickets where {wanted} are wanted, of {ranked.eligible.get(stratum, 0)}")
        rankings[stratum] = Ranking(
            tuple(Ticket(digest.hex(), entry.decode("ascii")) for digest, entry, rule in found if rule == ELIGIBLE),
            tuple(
                Passed(digest.hex(), entry.decode("ascii"), wish.rules[rule].reason) for digest, entry, rule in found if rule != ELIGIBLE
            ),
        )
    return rankings


def _check(wish: Wish, engine: str, digest: bytes, entry: bytes, rule: int) -> None:
    text = entry.decode("ascii", "replace")
    if not re.fullmatch(TOKEN, text):
        raise FolkmootError(f"'{_shown(entry)}' is not an entry", "an entry is 3 to 54 of a-z, 0-9 and '-'")
    if ticket(wish.seed, text) != digest.hex():
        raise _wrong(engine, f"the ticket of {text} is not {digest.hex()}")
    named = next((number for number, each in enumerate(wish.rules) if text in each.entries), len(wish.rules))
    if rule >= len(wish.rules) or rule < ELIGIBLE or named < (rule if rule != ELIGIBLE else len(wish.rules)):
        raise _wrong(engine, f"the rules of the call do not say this of {text}")


def _wrong(engine: str, what: str) -> FolkmootError:
    return FolkmootError(f"the engine {engine} gave a wrong answer: {what}", "nothing was drawn; use another engine, and report this")


def _eligible(found: Iterable[Found]) -> int:
    return sum(rule == ELIGIBLE for _, _, rule in found)


def _shown(entry: bytes) -> str:
    return entry.decode("ascii", "backslashreplace")
