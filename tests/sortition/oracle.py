"""The slow truth about small pools: every panel of people listed, and the fairest lottery over them found exactly.

Nothing here is shared with what it judges: it knows people, not kinds, and its simplex works on whole fractions.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cached_property
from hashlib import sha256
from itertools import combinations

from folkmoot.formats.table import read_entries, write_entries
from folkmoot.records.jury_heads import JuryHead
from folkmoot.records.lottery import Pool
from folkmoot.records.roster import Entries
from folkmoot.sortition.pool import kinds_of, pool_of


class Chance:
    """Numbers that look random and are the same everywhere."""

    def __init__(self, name: str) -> None:
        self.name, self.turn = name, 0

    def below(self, end: int) -> int:
        self.turn += 1
        return int.from_bytes(sha256(f"{self.name}:{self.turn}".encode()).digest()) % end

    def between(self, low: int, high: int) -> int:
        return low + self.below(high - low + 1)


@dataclass(frozen=True)
class Case:
    """A pool of a few people: each one's values, each one's household (empty: alone), and what a panel must look like."""

    people: tuple[tuple[str, ...], ...]
    homes: tuple[str, ...]
    seats: int
    quotas: tuple[tuple[tuple[str, int, int], ...], ...]
    """A column, its values with least and most."""
    households: bool = False

    @cached_property
    def entries(self) -> Entries:
        columns = ("entry", *self.columns, "home")
        rows = [(f"a{number:04d}", *own, home) for number, (own, home) in enumerate(zip(self.people, self.homes, strict=True))]
        entries, faults = read_entries("entries.csv", write_entries(columns, rows))
        assert entries is not None, faults
        return entries

    @property
    def columns(self) -> list[str]:
        return [f"column-{place}" for place in range(len(self.quotas))]

    def head(self) -> JuryHead:
        """A call as far as a pool needs it; every column may give way, so that no pool is refused for its quotas."""
        quotas = {
            name: {value: (least, most) for value, least, most in column} for name, column in zip(self.columns, self.quotas, strict=True)
        }
        home = "home" if self.households else None
        return JuryHead.model_construct(seats=self.seats, quotas=quotas, household=home, relax=tuple(self.columns), roster="2026-members")

    def pool(self) -> Pool:
        return pool_of(self.head(), self.entries, {})

    def places(self, pool: Pool) -> list[int]:
        """The place of each person's kind."""
        return list(kinds_of(pool, self.entries, {}).kinds)


def hostile(number: int, *, households: bool | None = None) -> Case:
    """A small pool with quotas around a panel that may or may not exist; every number gives another, for ever the same."""
    chance = Chance(f"hostile {number}")
    size, columns = chance.between(4, 11), 1 + min(2, chance.below(4))
    wide = [chance.between(1, 3) if chance.below(4) == 0 else chance.between(2, 3) for _ in range(columns)]
    people = tuple(tuple("xyz"[min(chance.below(one), chance.below(one + 1))] for one in wide) for _ in range(size))
    shared = chance.below(2) == 0 if households is None else households
    homes = tuple(f"h{chance.below(size)}" if shared and chance.below(4) else "" for _ in range(size))
    seats = chance.between(1, min(size - 1, 5))
    whole, quotas = chance.below(2) == 0, []
    model = _some(people, seats, chance)
    for place, one in enumerate(wide):
        # Quotas around one panel can be met unless households forbid it; around a panel a column they may clash.
        model = model if whole else _some(people, seats, chance)
        column = []
        for value in "xyz"[:one]:
            here = sum(own[place] == value for own in model)
            least = max(0, here - (chance.below(3) == 0))
            column.append((value, least, max(least, here + (chance.below(3) == 0) - (chance.below(6) == 0))))
        if chance.below(5) == 0:
            column.append(("nobody", 0, chance.below(2)))
        quotas.append(tuple(column))
    return Case(people, homes, seats, tuple(quotas), shared)


def _some(people: Sequence[tuple[str, ...]], count: int, chance: Chance) -> list[tuple[str, ...]]:
    order = sorted(range(len(people)), key=lambda one: (chance.below(1 << 40), one))
    return [people[one] for one in order[:count]]


def sound(case: Case) -> bool:
    """Whether a pool can be made of a case at all: sums around the seats, enough households."""
    for column in case.quotas:
        if not sum(least for _, least, _ in column) <= case.seats <= sum(most for _, _, most in column):
            return False
    return len(apart(case)) >= case.seats


def apart(case: Case) -> set[str]:
    """The households, and those who live alone under names of their own."""
    return {home if case.households and home else f"alone {number}" for number, home in enumerate(case.homes)}


def cases(count: int, start: int = 0) -> Iterator[Case]:
    """The first `count` hostile cases of which pools can be made."""
    number = start
    while count:
        case = hostile(number)
        number += 1
        if sound(case):
            count -= 1
            yield case


def panels(case: Case) -> list[tuple[int, ...]]:
    """Every panel that meets the quotas, as numbers of people; at most one a household where households matter."""
    return [
        panel
        for panel in unruly(case)
        if all(
            least <= sum(case.people[one][place] == value for one in panel) <= most
            for place, column in enumerate(case.quotas)
            for value, least, most in column
        )
    ]


def unruly(case: Case) -> Iterator[tuple[int, ...]]:
    """Every panel of the right size that respects households, whatever the quotas say."""
    for panel in combinations(range(len(case.people)), case.seats):
        homes = [case.homes[one] for one in panel if case.homes[one]]
        if not case.households or len(set(homes)) == len(homes):
            yield panel


@dataclass(frozen=True)
class Truth:
    """Who can sit in no panel, and the best that a lottery can do for the least likely of all others."""

    uncovered: frozenset[int]
    value: Fraction


def truth(case: Case) -> Truth | None:
    """None when there is no panel."""
    every = panels(case)
    if not every:
        return None
    seen = {one for panel in every for one in panel}
    people = sorted(seen)
    return Truth(frozenset(range(len(case.people))) - seen, game_value([[one in panel for one in people] for panel in every]))


def game_value(rows: Sequence[Sequence[int]]) -> Fraction:
    """The value of the game in which one side picks a row, the other a column: the greatest least chance of a column.

    Every column needs a row with a 1. The packing programme (most of sum y, each row's y at most 1) starts feasible, and its
    optimum is the inverse of the value; solved by the simplex method under Bland's rule, which cannot cycle.
    """
    unique = sorted({tuple(Fraction(int(cell)) for cell in row) for row in rows})
    width = len(unique[0])
    table = [[*row, Fraction(1)] for row in unique]
    goal = [Fraction(1)] * width + [Fraction(0)]
    column_names, row_names = list(range(width)), list(range(width, width + len(table)))
    while entering := min((name for name, cost in zip(column_names, goal, strict=False) if cost > 0), default=-1) + 1:
        column = column_names.index(entering - 1)
        _, _, row = min((line[-1] / line[column], row_names[at], at) for at, line in enumerate(table) if line[column] > 0)
        _pivot(table, goal, row, column)
        column_names[column], row_names[row] = row_names[row], column_names[column]
    return -1 / goal[-1]


def _pivot(table: list[list[Fraction]], goal: list[Fraction], row: int, column: int) -> None:
    """Exchange a row for a column in a tableau that keeps no columns of the basis."""
    pivot = table[row][column]
    line = [cell / pivot for cell in table[row]]
    line[column] = 1 / pivot
    for other in (*(table[at] for at in range(len(table)) if at != row), goal):
        factor = other[column]
        if factor:
            for at, cell in enumerate(line):
                if cell:
                    other[at] = -factor * cell if at == column else other[at] - factor * cell
    table[row] = line


def relabelled(case: Case, shuffle: Chance) -> Case:
    """The same people in another order of rows, under other names of values and households."""
    order = sorted(range(len(case.people)), key=lambda one: (shuffle.below(1 << 40), one))
    named = {"x": "quince", "y": "apple", "z": "medlar", "nobody": "bergamot"}
    return replace(
        case,
        people=tuple(tuple(named[value] for value in case.people[one]) for one in order),
        homes=tuple(f"z{case.homes[one]}" if case.homes[one] else "" for one in order),
        quotas=tuple(tuple((named[value], least, most) for value, least, most in reversed(column)) for column in case.quotas),
    )
