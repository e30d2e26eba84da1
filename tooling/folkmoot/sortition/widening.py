"""Quotas that gave way: what they became, and whether they had to, checked without a solver."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from folkmoot.records.lottery import Pool, Proof, Quota, Quotas
from folkmoot.sortition.certificate import most


@dataclass(frozen=True, slots=True)
class Step:
    """By how much the quota of one value gave way."""

    column: str
    value: str
    called: Quota
    """The quota as the call has it."""
    down: int
    """Seats fewer that the value may take."""
    up: int
    """Seats more that the value may take."""


def widen(quotas: Quotas, steps: Sequence[Step]) -> Quotas:
    """Quotas after every step."""
    widened = {column: dict(values) for column, values in quotas.items()}
    for step in steps:
        widened[step.column][step.value] = Quota(step.called.least - step.down, step.called.most + step.up)
    return widened


def fits(pool: Pool, seats: Sequence[tuple[int, int]]) -> bool:
    """Whether a panel, as (place of a kind, seats), meets the size, counts, quotas and household limits of a pool."""
    taken = dict(seats)
    if len(taken) != len(seats) or sum(taken.values()) != pool.seats:
        return False
    if any(not 0 <= place < len(pool.kinds) or not 0 < count <= pool.kinds[place].count for place, count in seats):
        return False
    if any(sum(taken.get(place, 0) for place in places) > limit for places, limit in pool.limits):
        return False
    return all(
        quota.least <= sum(count for place, count in seats if pool.kinds[place].values[position] == value) <= quota.most
        for position, column in enumerate(pool.columns)
        for value, quota in pool.quotas[column].items()
    )


def is_proof(pool: Pool, proof: Proof) -> bool:
    """Whether prices prove that no panel meets the quotas: seats worth nothing would add up to less than nothing.

    ValueError for prices of what is not in the pool.
    """
    bound = most(pool, [Fraction(0)] * len(pool.kinds), proof, {})
    return bound is None or bound < 0


def unwarranted(pool: Pool, steps: Sequence[Step], order: Sequence[str], proof: Proof | None) -> tuple[str, ...]:
    """What speaks against a relaxation of a pool's quotas, a sentence each; checked without a solver.

    That only columns of `order` gave way, none of them to narrower quotas, and that the last of them had to: nothing less than
    widening it would have done. That the steps are the least ones is seen by relaxing again.
    """
    said = [f"'{step.column}' gave way, which the call does not allow" for step in steps if step.column not in order]
    said += [f"the quota of '{step.value}' in '{step.column}' became narrower" for step in steps if min(step.down, step.up) < 0]
    if said or not steps:
        return tuple(said)
    try:
        proved = proof is not None and is_proof(freed(pool, order, steps), proof)
    except ValueError as error:
        return (str(error),)
    last = max((step.column for step in steps), key=order.index)
    return () if proved else (f"nothing proves that '{last}' had to give way",)


def freed(pool: Pool, order: Sequence[str], steps: Sequence[Step]) -> Pool:
    """The pool without quotas in the columns before the last that gave way."""
    earlier = order[: max(order.index(step.column) for step in steps)]
    free = {column: {value: Quota(0, pool.seats) for value in pool.quotas[column]} for column in earlier}
    return replace(pool, quotas={**pool.quotas, **free})
