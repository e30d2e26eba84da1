"""The check of a published lottery: quotas and chances in whole numbers, and the proof that no lottery is fairer, in fractions.

No solver is needed. The proof is weak duality of linear programmes: whatever prices a certificate names, they bound what any
panel within the quotas can be worth, so wrong numbers can only make the bound weaker (Flanigan, Goelz, Gupta, Hennig, Procaccia,
"Fair algorithms for selecting citizens' assemblies", Nature 2021, name the aim; the certificate is `records.lottery`'s).
"""

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from itertools import pairwise
from math import lcm

from folkmoot.records.lottery import Certificate, Composition, Leaf, Lottery, Pool, Proof
from folkmoot.sortition.pool import limits_of
from folkmoot.sortition.quotas import misstated

Box = Mapping[int, tuple[int, int]]
"""Place of a kind to the least and the most seats that it takes here; others from none to all they can."""


def value(pool: Pool, certificate: Certificate) -> Fraction | None:
    """The greatest chance that any lottery within the quotas can give the least likely person, as the certificate proves it.

    None when the proof leaves no case in which a panel exists. Raises ValueError for weights and prices that are none.
    """
    weights = certificate.weights
    if len(weights) != len(pool.kinds):
        raise ValueError(f"the certificate weighs {len(weights)} kinds, the pool has {len(pool.kinds)}")
    whole = sum(weights)
    if whole <= 0 or min(weights) < 0:
        raise ValueError("the certificate's weights are not numbers from 0 of which one is above 0")
    worth = [weight / (whole * kind.count) for weight, kind in zip(weights, pool.kinds, strict=True)]
    return most(pool, worth, certificate.proof, {})


def most(pool: Pool, worth: Sequence[Fraction], proof: Proof, box: Box) -> Fraction | None:
    """What a panel is worth at most when a seat of each kind is worth so much: the greatest value of the proof's leaves."""
    scale = lcm(*(one.denominator for one in worth))
    scaled = [one.numerator * (scale // one.denominator) for one in worth]
    columns = [[kind.values[position] for kind in pool.kinds] for position in range(len(pool.columns))]
    found: Fraction | None = None
    for leaf, inside in _leaves(pool, proof, box):
        here = _leaf(pool, columns, scaled, scale, leaf, inside)
        found = here if found is None else max(found, here)
    return found


def _leaves(pool: Pool, proof: Proof, box: Box) -> Iterator[tuple[Leaf, Box]]:
    """The leaves that are not void, each with the box of its branch."""
    stack = [(proof, box)]
    while stack:
        node, inside = stack.pop()
        if isinstance(node, Leaf):
            yield node, inside
            continue
        if not 0 <= node.kind < len(pool.kinds):
            raise ValueError(f"the proof distinguishes a kind {node.kind}, which is none")
        low, high = inside.get(node.kind) or (0, min(pool.kinds[node.kind].count, pool.seats))
        for child, least, greatest in ((node.below, low, min(high, node.at)), (node.above, max(low, node.at + 1), high)):
            if least <= greatest:
                stack.append((child, {**inside, node.kind: (least, greatest)}))


def _leaf(pool: Pool, columns: Sequence[Sequence[str]], worth: Sequence[int], scale: int, leaf: Leaf, box: Box) -> Fraction:
    """The bound that one leaf's prices give, reckoned in whole numbers over one common denominator."""
    prices = {column: dict(named) for column, named in leaf.prices.items()}
    _check_prices(pool, leaf)
    every = [leaf.base, *leaf.household_prices.values(), *(price for named in prices.values() for price in named.values())]
    whole = lcm(scale, *(price.denominator for price in every))

    def units(price: Fraction) -> int:
        return price.numerator * (whole // price.denominator)

    base, times = units(leaf.base), whole // scale
    reduced = [one * times - base for one in worth]
    total = base * pool.seats
    for column, values in zip(pool.columns, columns, strict=True):
        named = {value: units(price) for value, price in prices.get(column, {}).items()}
        for value, price in named.items():
            quota = pool.quotas[column][value]
            total += price * (quota.most if price > 0 else quota.least)
        if named:
            reduced = [one - named.get(value, 0) for one, value in zip(reduced, values, strict=True)]
    for number, cost in leaf.household_prices.items():
        places, limit = pool.limits[number]
        total += units(cost) * limit
        for place in places:
            reduced[place] -= units(cost)
    for place, (one, kind) in enumerate(zip(reduced, pool.kinds, strict=True)):
        low, high = box.get(place) or (0, min(kind.count, pool.seats))
        total += max(one * low, one * high)
    return Fraction(total, whole)


def _check_prices(pool: Pool, leaf: Leaf) -> None:
    for column, named in leaf.prices.items():
        for name in named:
            if column not in pool.quotas or name not in pool.quotas[column]:
                raise ValueError(f"the proof prices '{name}' in '{column}', for which there is no quota")
    for number, price in leaf.household_prices.items():
        if not 0 <= number < len(pool.limits) or price < 0:
            raise ValueError(f"the proof has a household price {price} for a limit {number}: no such limit, or below 0")


def faults_of(lottery: Lottery) -> list[str]:
    """Everything that is wrong with a published lottery, a sentence each; empty when it is what it says it is."""
    if faults := _pool_faults(lottery.pool):
        return faults
    faults = [*_order_faults(lottery), *_composition_faults(lottery)]
    return faults or [*_chance_faults(lottery), *_proof_faults(lottery)]


def chances(lottery: Lottery) -> tuple[Fraction, ...]:
    """The chance of each kind's people, exactly."""
    taken = [0] * len(lottery.pool.kinds)
    for composition in lottery.compositions:
        for place, seats in composition.seats:
            taken[place] += composition.weight * seats
    return tuple(Fraction(one, lottery.tickets * kind.count) for one, kind in zip(taken, lottery.pool.kinds, strict=True))


def _pool_faults(pool: Pool) -> list[str]:
    faults = list(misstated(pool.quotas, pool.seats))
    if pool.columns != tuple(sorted(pool.quotas)) or not pool.columns:
        faults.append("the columns are not those of the quotas, sorted")
    names = [(kind.values, kind.household) for kind in pool.kinds]
    if not names or any(one >= other for one, other in pairwise(names)):
        faults.append("the kinds do not stand in ascending order, each once")
    for place, kind in enumerate(pool.kinds):
        fits = len(kind.values) == len(pool.columns) and kind.count > 0
        if not fits or any(name not in pool.quotas[column] for column, name in zip(pool.columns, kind.values, strict=True)):
            faults.append(f"kind {place} counts nobody, or has not one value with a quota for each column")
        home = kind.household
        sound = home.count(kind.values) and kind.count % home.count(kind.values) == 0 and list(home) == sorted(home)
        if bool(home) != bool(pool.household_column) or (home and not sound):
            faults.append(f"the household of kind {place} is not one")
    if not faults and pool.limits != limits_of(pool.kinds):
        faults.append("the limits are not those that the kinds' households set")
    return faults


def _order_faults(lottery: Lottery) -> Iterator[str]:
    drawn = lottery.compositions
    if lottery.tickets < 1 or sum(composition.weight for composition in drawn) != lottery.tickets:
        yield f"the weights of the compositions do not add up to the {lottery.tickets} tickets"
    if any(composition.weight < 1 for composition in drawn):
        yield "a composition has no ticket"
    if any(one.seats >= other.seats for one, other in pairwise(drawn)):
        yield "the compositions do not stand in ascending order of their seats, each once"


def _composition_faults(lottery: Lottery) -> Iterator[str]:
    pool = lottery.pool
    bounds = [(column, name, quota) for column in pool.columns for name, quota in pool.quotas[column].items()]
    index = {(column, name): number for number, (column, name, _) in enumerate(bounds)}
    rows = [[index[pair] for pair in zip(pool.columns, kind.values, strict=True)] for kind in pool.kinds]
    for number, (places, _) in enumerate(pool.limits, start=len(bounds)):
        for place in places:
            rows[place].append(number)
    least = [quota.least for *_, quota in bounds] + [0] * len(pool.limits)
    greatest = [quota.most for *_, quota in bounds] + [limit for _, limit in pool.limits]
    names = [f"'{name}' in '{column}'" for column, name, _ in bounds] + [f"household limit {at}" for at in range(len(pool.limits))]
    for number, composition in enumerate(lottery.compositions, start=1):
        if fault := _seats_fault(pool, composition):
            yield f"composition {number} {fault}"
            continue
        tally = [0] * len(names)
        for place, seats in composition.seats:
            for one in rows[place]:
                tally[one] += seats
        for low, count, high, name in zip(least, tally, greatest, names, strict=True):
            if not low <= count <= high:
                yield f"composition {number} gives {name} {count} seats, not {low} to {high}"


def _seats_fault(pool: Pool, composition: Composition) -> str | None:
    places = [place for place, _ in composition.seats]
    if any(one >= other for one, other in pairwise(places)) or not all(0 <= place < len(pool.kinds) for place in places):
        return "does not name kinds of the pool in ascending order, each once"
    if not all(1 <= seats <= pool.kinds[place].count for place, seats in composition.seats):
        return "gives a kind no seat, or more seats than it has people"
    total = sum(seats for _, seats in composition.seats)
    return None if total == pool.seats else f"has {total} seats, not {pool.seats}"


def _chance_faults(lottery: Lottery) -> Iterator[str]:
    uncovered, found = lottery.certificate.uncovered, chances(lottery)
    for place in uncovered:
        if not 0 <= place < len(found):
            yield f"kind {place}, said to sit in no panel, is none"
        elif found[place]:
            yield f"kind {place} is said to sit in no panel, and it sits"
    covered = [chance for place, chance in enumerate(found) if place not in uncovered]
    if not covered or min(covered) != lottery.least:
        yield f"the least likely person has the chance {min(covered, default=None)}, the lottery says {lottery.least}"


def _proof_faults(lottery: Lottery) -> Iterator[str]:
    pool, certificate = lottery.pool, lottery.certificate
    try:
        proved = value(pool, certificate)
        hopeless = {place: _is_hopeless(pool, place, proof) for place, proof in certificate.uncovered.items()}
    except ValueError as error:
        yield str(error)
        return
    if proved != certificate.bound:
        yield f"the proof gives the bound {proved}, the certificate says {certificate.bound}"
    if lottery.least > certificate.bound:
        yield "the least likely person has a better chance than the bound allows any lottery"
    for place, proof_holds in hopeless.items():
        if not proof_holds:
            yield f"nothing proves that kind {place} can sit in no panel"
        if certificate.weights[place]:
            yield f"kind {place} can sit in no panel and weighs something"


def _is_hopeless(pool: Pool, place: int, proof: Proof) -> bool:
    if not 0 <= place < len(pool.kinds):
        raise ValueError(f"kind {place}, said to sit in no panel, is none")
    at_least_one = {place: (1, min(pool.kinds[place].count, pool.seats))}
    bound = most(pool, [Fraction(0)] * len(pool.kinds), proof, at_least_one)
    return bound is None or bound < 0
