"""The pool of a quota jury: eligible entries grouped into kinds that the quotas cannot tell apart.

Any fair lottery may treat people with equal attributes equally, so that counts of kinds say all that a lottery needs and no
entry stands in what is published. With households, of which one person at most sits, a kind also holds the make-up of its
household, and the kinds of one make-up share a limit; that loses nothing either.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from folkmoot.records.error import FolkmootError
from folkmoot.records.jury_heads import JuryHead
from folkmoot.records.lottery import Kind, Pool, Quotas
from folkmoot.records.roster import Entries
from folkmoot.sortition.quotas import as_quotas, misstated

Values = tuple[str, ...]
MakeUp = tuple[Values, ...]
Key = tuple[Values, MakeUp]


@dataclass(frozen=True, slots=True)
class Placed:
    """The entries of a roster in a pool, both sequences in the order of the file."""

    kinds: Sequence[int]
    """The place of each entry's kind in the pool; -1 for an entry that a skip rule excludes."""
    households: Sequence[str]
    """The household of each entry; empty for somebody who lives alone, and for everybody where households are no matter."""


def pool_of(head: JuryHead, entries: Entries, skipped: Mapping[bytes, str]) -> Pool:
    """Group the entries that no skip rule excludes into kinds, under the quotas of the call.

    Raises FolkmootError for a column that the roster has not, a value without a quota, misstated quotas, fewer people or
    households than seats, and a quota of more seats than people could fill in a column that the call does not let give way.
    """
    quotas = as_quotas(head.quotas)
    _need_columns(entries, (*quotas, *head.relax, *([head.household] if head.household else ())), head.roster)
    if others := [name for name in head.relax if name not in quotas]:
        raise FolkmootError(f"the column '{others[0]}' is to give way and has no quotas", "let only columns with quotas give way")
    if faults := misstated(quotas, head.seats):
        raise FolkmootError(faults[0], "correct the quotas; a call already signed is voided with this reason")
    pool = group(quotas, head.seats, head.household or "", entries, skipped)
    _check_values(pool)
    _check_enough(pool, head.relax)
    return pool


def group(quotas: Quotas, seats: int, household: str, entries: Entries, skipped: Mapping[bytes, str]) -> Pool:
    """The pool of entries under quotas that are taken as they come; `pool_of` also checks them."""
    columns = tuple(sorted(quotas))
    keys, index, _ = _read(columns, household, entries, skipped)
    counts = Counter(index)
    kinds = tuple(Kind(*key[:1], counts[number], *key[1:]) for key, number in sorted(zip(keys, range(len(keys)), strict=True)))
    return Pool(columns, kinds, seats, quotas, household, limits_of(kinds))


def kinds_of(pool: Pool, entries: Entries, skipped: Mapping[bytes, str]) -> Placed:
    """The place of every entry among the kinds of a pool; FolkmootError when the pool is not that of these entries."""
    _need_columns(entries, (*pool.columns, *([pool.household_column] if pool.household_column else ())), "")
    keys, index, households = _read(pool.columns, pool.household_column, entries, skipped)
    places = {(kind.values, kind.household): place for place, kind in enumerate(pool.kinds)}
    counts = Counter(index)
    found = {key: counts[number] for number, key in enumerate(keys)}
    if found != {(kind.values, kind.household): kind.count for kind in pool.kinds}:
        raise FolkmootError(
            "the kinds of the lottery are not those of the roster and its skip rules",
            "build the lottery again, before the seed can be known, from the roster that the call names",
        )
    by_number = [*(places[key] for key in keys), -1]
    return Placed([by_number[number] for number in index], households)


def fillable(pool: Pool) -> dict[str, dict[str, int]]:
    """Column to value to how many seats people of that value could fill: their number, or that of their households."""
    homes = _homes(pool)
    return {
        column: {value: sum(count for count, own in homes if any(one[position] == value for one in own)) for value in pool.quotas[column]}
        for position, column in enumerate(pool.columns)
    }


def limits_of(kinds: Sequence[Kind]) -> tuple[tuple[tuple[int, ...], int], ...]:
    """The limits that households set: places of the kinds of one make-up, and how many such households there are.

    In ascending order of places. People who live alone need none: no kind takes more seats than it counts.
    """
    shared: dict[MakeUp, list[int]] = {}
    for place, kind in enumerate(kinds):
        if len(kind.household) > 1:
            shared.setdefault(kind.household, []).append(place)
    return tuple(sorted((tuple(places), _households(kinds[places[0]])) for places in shared.values()))


def _households(kind: Kind) -> int:
    """How many households people of one kind live in; as many as people where households are no matter."""
    return kind.count // kind.household.count(kind.values) if kind.household else kind.count


def _need_columns(entries: Entries, names: Sequence[str], roster: str) -> None:
    for name in names:
        if name not in entries.columns[1:]:
            others = ", ".join(entries.columns[1:]) or "none: it has no attributes"
            raise FolkmootError(f"the roster{roster and ' '}{roster} has no column '{name}'", f"name one of its columns ({others})")


def _read(
    columns: tuple[str, ...], household: str, entries: Entries, skipped: Mapping[bytes, str]
) -> tuple[list[Key], list[int], list[str]]:
    """The kinds that occur, the number of each entry's kind (-1 for an excluded one), and the household of each entry."""
    positions = [entries.columns.index(column) for column in columns]
    home = entries.columns.index(household) if household else 0
    numbers: dict[tuple[bytes, ...], int] = {}
    index, households = list[int](), [""] * len(entries.lines)
    for row, line in enumerate(entries.lines):
        fields = line.split(b",")
        if home:
            households[row] = fields[home].decode()
        if fields[0] in skipped:
            index.append(-1)
        else:
            index.append(numbers.setdefault(tuple([fields[position] for position in positions]), len(numbers)))
    values = [tuple(field.decode() for field in fields) for fields in numbers]
    if not household:
        return [(own, ()) for own in values], index, households
    return *_with_households(values, index, households), households


def _with_households(values: list[Values], index: list[int], households: list[str]) -> tuple[list[Key], list[int]]:
    """Tell people of equal values apart by who else of their household is eligible."""
    members: dict[str, list[int]] = {}
    for number, home in zip(index, households, strict=True):
        if home and number >= 0:
            members.setdefault(home, []).append(number)
    alone = [(number,) for number in range(len(values))]
    make_ups = {home: tuple(sorted(numbers)) for home, numbers in members.items() if len(numbers) > 1}
    found: dict[tuple[int, tuple[int, ...]], int] = {}
    renumbered = [
        found.setdefault((number, make_ups.get(home) or alone[number]), len(found)) if number >= 0 else -1
        for number, home in zip(index, households, strict=True)
    ]
    keys = [(values[number], tuple(sorted(values[other] for other in make_up))) for number, make_up in found]
    return keys, renumbered


def _check_values(pool: Pool) -> None:
    for position, column in enumerate(pool.columns):
        strays: Counter[str] = Counter()
        for kind in pool.kinds:
            if kind.values[position] not in pool.quotas[column]:
                strays[kind.values[position]] += kind.count
        if strays:
            value, count = min(strays.items())
            said = f"the value '{value}'" if value else "no value"
            who = "eligible entry has" if count == 1 else "eligible entries have"
            raise FolkmootError(
                f"{count} {who} {said} in the column '{column}', for which there is no quota",
                "give every value that occurs a quota, [0, the number of seats] if it is to be free",
            )


def _check_enough(pool: Pool, relax: Sequence[str]) -> None:
    whole = sum(count for count, _ in _homes(pool))
    if whole < pool.seats:
        of = "households with eligible people" if pool.household_column else "eligible people"
        raise FolkmootError(f"there are {whole} {of} for {pool.seats} seats", "call fewer seats or exclude fewer entries")
    there = fillable(pool)
    for column in pool.columns:
        for value, quota in pool.quotas[column].items():
            if there[column][value] < quota.least and column not in relax:
                raise FolkmootError(
                    f"the quota of '{value}' in '{column}' asks for {quota.least} at least, and {there[column][value]} can be filled",
                    f"ask for {there[column][value]} at most, or let '{column}' give way (relax)",
                )


def _homes(pool: Pool) -> list[tuple[int, set[Values]]]:
    """How many households (people where households are no matter) have which values among them."""
    homes: dict[object, tuple[int, set[Values]]] = {}
    for place, kind in enumerate(pool.kinds):
        homes[kind.household or place] = (_households(kind), {*kind.household} or {kind.values})
    return list(homes.values())
