"""Quotas that cannot be met together, widened as little as may be, in the order that the call fixed.

The columns give way in the order of `relax`: a later column is widened only if widening the earlier ones alone, however far,
does not help. Inside that order the widening is the least there is: the total of a column first, then its largest single step,
then the steps of its values in ascending order, the least number of seats before the greatest. So the answer is one, and no
solver's choice.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from folkmoot.records.error import FolkmootError
from folkmoot.records.lottery import Pool, Proof, Quota, Quotas
from folkmoot.sortition.lottery.evidence import Prover, nothing
from folkmoot.sortition.lottery.program import shape_of
from folkmoot.sortition.whole_numbers import Row, Task, least
from folkmoot.sortition.widening import Step, fits, freed, is_proof, widen

Bound = tuple[str, str, bool]
"""Column, value, and whether it is the greatest number of seats (True) or the least."""


@dataclass(frozen=True, slots=True)
class Relaxation:
    """A pool whose quotas a panel can meet, and what it took."""

    pool: Pool
    steps: tuple[Step, ...]
    """By column and value; none when the quotas can be met as called."""
    witness: tuple[tuple[int, int], ...]
    """(place of a kind, seats) of some panel that meets the quotas of `pool`."""
    proof: Proof | None
    """Why no panel meets the quotas as called, even when the columns before the last that gave way are free; `unwarranted` checks
    it. None when nothing gave way, or when it would take too many cases."""


def relax(pool: Pool, order: Sequence[str]) -> Relaxation:
    """The least widening of the columns in `order` that lets a panel meet the quotas.

    Raises FolkmootError, naming quotas that cannot be met together, when even all of `order` does not help.
    """
    task = _task(pool, pool.quotas)
    found = least(task, {})
    if found is not None:
        return Relaxation(pool, (), _seats(pool, found), None)
    widened, places = _slackened(pool, order)
    found = least(widened, {})
    if found is None:
        raise _impossible(pool, order)
    for column in reversed(order):
        # By value, and of each value the least number of seats before the greatest.
        own = tuple(place for (name, _, _), place in sorted(places.items()) if name == column)
        widened, found = _give_way(widened, own)
    steps = tuple(
        Step(column, value, pool.quotas[column][value], found[down], found[up])
        for (column, value, _), down in sorted(places.items())
        for up in [places[column, value, True]]
        if down != up and (found[down] or found[up])
    )
    relaxed = replace(pool, quotas=widen(pool.quotas, steps))
    if not fits(relaxed, _seats(pool, found)):
        raise FolkmootError("the widened quotas are not met by the panel found", "report this with the call and the roster")
    return Relaxation(relaxed, steps, _seats(pool, found), impossibility(freed(pool, order, steps)))


def impossibility(pool: Pool) -> Proof | None:
    """A proof that no panel meets the quotas of a pool; None when one may, or when it would take too many cases."""
    shape = shape_of(pool)
    found = Prover(shape, nothing(shape)).within(Fraction(0))
    return found[0] if found is not None and is_proof(pool, found[0]) else None


def _slackened(pool: Pool, order: Sequence[str]) -> tuple[Task, dict[Bound, int]]:
    """The task in which every bound of the columns that give way has a variable by how much it does, and their places."""
    base = _task(pool, {column: values for column, values in pool.quotas.items() if column not in order})
    bounds, rows, places = list(base.bounds), list(base.rows), dict[Bound, int]()
    for column in order:
        for value, quota in sorted(pool.quotas[column].items()):
            down, up = len(bounds), len(bounds) + 1
            bounds += [(0, quota.least), (0, max(0, pool.seats - quota.most))]
            places[column, value, False], places[column, value, True] = down, up
            terms = _terms(pool, column, value)
            rows += [Row({**terms, down: 1}, quota.least, 2 * pool.seats), Row({**terms, up: -1}, -pool.seats, quota.most)]
    return Task(tuple(bounds), tuple(rows)), places


def _give_way(task: Task, places: Sequence[int]) -> tuple[Task, tuple[int, ...]]:
    """Fix the variables of one column at the least they can be, those of the later columns being fixed already."""
    found = _best(task, dict.fromkeys(places, 1))
    total = sum(found[place] for place in places)
    task = replace(task, rows=(*task.rows, Row(dict.fromkeys(places, 1), 0, total)))
    largest = len(task.bounds)
    each = tuple(Row({largest: 1, place: -1}, 0, total) for place in places)
    found = _best(Task((*task.bounds, (0, total)), (*task.rows, *each)), {largest: 1})
    task = _capped(task, dict.fromkeys(places, (0, found[largest])))
    for place in places:
        found = _best(task, {place: 1})
        task = _capped(task, {place: (found[place], found[place])})
    return task, found


def _best(task: Task, cost: Mapping[int, int]) -> tuple[int, ...]:
    found = least(task, cost)
    if found is None:
        raise FolkmootError("the solver finds no panel where it found one before", "report this with the call and the roster")
    return found


def _capped(task: Task, bounds: Mapping[int, tuple[int, int]]) -> Task:
    """The task with tighter bounds for some variables; a bound only ever gets tighter."""
    tighter = tuple(
        (max(low, bounds[place][0]), min(high, bounds[place][1])) if place in bounds else (low, high)
        for place, (low, high) in enumerate(task.bounds)
    )
    return replace(task, bounds=tighter)


def _task(pool: Pool, quotas: Quotas) -> Task:
    """Panels of a pool as whole numbers, a variable a kind, under some of its quotas."""
    bounds = tuple((0, min(kind.count, pool.seats)) for kind in pool.kinds)
    rows = [Row(dict.fromkeys(range(len(pool.kinds)), 1), pool.seats, pool.seats)]
    rows += [Row(dict.fromkeys(places, 1), 0, min(most, pool.seats)) for places, most in pool.limits]
    rows += [
        Row(_terms(pool, column, value), quota.least, quota.most) for column, values in quotas.items() for value, quota in values.items()
    ]
    return Task(bounds, tuple(rows))


def _terms(pool: Pool, column: str, value: str) -> dict[int, int]:
    position = pool.columns.index(column)
    return {place: 1 for place, kind in enumerate(pool.kinds) if kind.values[position] == value}


def _seats(pool: Pool, found: Sequence[int]) -> tuple[tuple[int, int], ...]:
    return tuple((place, count) for place, count in enumerate(found[: len(pool.kinds)]) if count)


def _impossible(pool: Pool, order: Sequence[str]) -> FolkmootError:
    """Name quotas that nobody can meet together, and of which each is needed for that (a deletion filter)."""
    columns = [column for column in pool.columns if column not in order]
    # The greatest numbers are left out first: what too few people can fill is said by a least one.
    firm = [(column, value, end) for end in (True, False) for column in columns for value in pool.quotas[column]]
    needed = list(firm)
    if least(_task(pool, _only(pool, needed)), {}) is not None:
        needed = []
    for bound in firm:
        fewer = [other for other in needed if other != bound]
        if fewer != needed and least(_task(pool, _only(pool, fewer)), {}) is None:
            needed = fewer
    said = ", ".join(_words(bound, pool.quotas) for bound in sorted(needed))
    if not needed:
        return FolkmootError(f"no {pool.seats} people can sit together at all", "call fewer seats or exclude fewer entries")
    ways = _ways(order)
    return FolkmootError(
        f"no panel of {pool.seats} meets these quotas together, {ways}: {said}",
        "change one of them, or let another column give way (relax); a call already signed is voided with this reason",
    )


def _words(bound: Bound, quotas: Quotas) -> str:
    column, value, end = bound
    quota = quotas[column][value]
    return f"at {f'most {quota.most}' if end else f'least {quota.least}'} of '{value}' in '{column}'"


def _only(pool: Pool, bounds: Sequence[Bound]) -> Quotas:
    """The quotas of a pool with no bound but these."""
    kept: dict[str, dict[str, Quota]] = {}
    for column, value, end in bounds:
        quota, before = pool.quotas[column][value], kept.get(column, {}).get(value, Quota(0, pool.seats))
        kept.setdefault(column, {})[value] = Quota(before.least, quota.most) if end else Quota(quota.least, before.most)
    return kept


def _ways(order: Sequence[str]) -> str:
    if not order:
        return "and no column may give way"
    return f"even when {' and '.join(repr(column) for column in order)} {'gives' if len(order) == 1 else 'give'} way"
