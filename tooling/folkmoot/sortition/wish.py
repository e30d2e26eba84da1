"""A wish: what a draw asks of whatever ranks the tickets, and the panel that follows from the answer.

It holds all that a draw without a lottery and without caps needs of a roster: how many of the lowest tickets in each stratum, and
whom the call's published rules skip. So a roster may be ranked in memory, from a file or on a hundred machines, and the panel is
made by the same lines.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from folkmoot.records.draw import Panel
from folkmoot.records.error import FolkmootError
from folkmoot.records.jury_heads import Exclusion, JuryHead
from folkmoot.sortition.panel import check_named, check_places, seated
from folkmoot.sortition.ticket import Ranking

ELIGIBLE = -1
"""In place of the number of a skip rule: no rule excludes the entry."""


@dataclass(frozen=True, slots=True)
class Wish:
    """The seed, how many tickets of each stratum are wanted, and the rules that skip."""

    seed: str
    places: Mapping[str, int]
    """How many of the lowest tickets by stratum; under the empty name alone for a draw without strata."""
    column: str = ""
    """The roster column that the strata come from; empty without strata."""
    rules: tuple[Exclusion, ...] = ()
    """The first rule that fits an entry excludes it."""

    @property
    def columns(self) -> tuple[str, ...]:
        """The roster columns that matter, each once."""
        named = (self.column, *(rule.column or "" for rule in self.rules))
        return tuple(dict.fromkeys(name for name in named if name))

    def rule_of(self, entry: str, values: Mapping[str, str]) -> int:
        """The number of the first rule that excludes an entry with these values by column; `ELIGIBLE` when none does."""
        for number, rule in enumerate(self.rules):
            if entry in rule.entries or (rule.column is not None and values[rule.column] in rule.values):
                return number
        return ELIGIBLE


def wish_of(head: JuryHead, seed: str) -> Wish:
    """What a call asks for, with its seed.

    Raises FolkmootError for a call with quotas, or with caps, whose panel follows from the whole pool at once.
    """
    for is_there, name in ((head.quotas and head.stage != "invitation", "quotas"), (head.max_per, "caps (max_per)")):
        if is_there:
            raise FolkmootError(
                f"the call of {head.id} has {name}: such a draw needs the whole roster at once and is not ranked by an engine",
                "draw it without --engine and --shards, from the entries in the repository",
            )
    if head.strata is None:
        if head.seats < 1:
            raise FolkmootError(f"a draw of {head.seats} seats is none", "draw at least one seat")
        return Wish(seed, {"": head.seats + head.alternates}, rules=head.exclude)
    check_places(head.strata.seats, head.strata.alternates)
    places = {name: seats + head.strata.alternates.get(name, 0) for name, seats in head.strata.seats.items()}
    return Wish(seed, places, head.strata.column, head.exclude)


def panel_of(head: JuryHead, rankings: Mapping[str, Ranking], eligible: Mapping[str, int]) -> Panel:
    """The panel of a call from the rankings of its strata, and how many eligible entries each stratum has.

    Raises FolkmootError for a stratum with too few of them, and for one that has some and that the call does not name.
    """
    if head.strata is None:
        return seated(rankings, {"": head.seats}, {"": head.alternates})
    check_named(eligible, head.strata.seats)
    return seated(rankings, head.strata.seats, head.strata.alternates)


def panel_places(head: JuryHead) -> dict[str, tuple[int, int]]:
    """How many seats and alternates a call without quotas fills in each stratum that gets any; under the empty name without strata."""
    if head.strata is None:
        return {"": (head.seats, head.alternates)}
    places = {name: (seats, head.strata.alternates.get(name, 0)) for name, seats in head.strata.seats.items()}
    return {name: counts for name, counts in places.items() if any(counts)}
