"""Published lotteries: what a certificate proves, and what is found wrong with a lottery."""

from dataclasses import replace
from fractions import Fraction
from time import process_time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from folkmoot.records.lottery import Branch, Certificate, Composition, Kind, Leaf, Lottery, Pool, Quota
from folkmoot.sortition.certificate import chances, faults_of, most, value
from folkmoot.sortition.pool import limits_of
from sortition.small_draws import Chance, hopeless, panels, some_lottery, some_proof


def pool_by(number: int) -> Pool:
    """A small pool that only its number decides; two columns, every third with households."""
    chance = Chance(number)
    values = [(age, gender) for age in ("old", "young") for gender in ("f", "m")]
    kinds = [Kind(pair, 1 + chance.below(3)) for pair in values if chance.below(4)] or [Kind(values[0], 3)]
    if number % 3 == 0:
        own, other = (values[0], values[1])
        shared = tuple(sorted([own, other]))
        alone = [replace(kind, household=(kind.values,)) for kind in kinds]
        homes = 1 + chance.below(2)
        kinds = sorted([*alone, Kind(own, homes, shared), Kind(other, homes, shared)], key=lambda kind: (kind.values, kind.household))
    seats = 1 + chance.below(3)
    quotas = {
        column: {name: Quota(chance.below(2), 1 + chance.below(seats)) for name in names}
        for column, names in (("age", ("old", "young")), ("gender", ("f", "m")))
    }
    return Pool(("age", "gender"), tuple(kinds), seats, quotas, "house" if number % 3 == 0 else "", limits_of(kinds))


def lottery_by(number: int) -> Lottery | None:
    pool = pool_by(number)
    lottery = some_lottery(pool, Chance(number)) if any(panels(pool)) else None
    return lottery if lottery and not faults_of(lottery) else None


LOTTERIES = [lottery for number in range(60) if (lottery := lottery_by(number))]


def test_enough_small_lotteries_are_sound_to_test_with() -> None:
    assert len(LOTTERIES) > 20
    assert any(lottery.certificate.uncovered for lottery in LOTTERIES)
    assert any(lottery.pool.limits for lottery in LOTTERIES)
    assert any(isinstance(lottery.certificate.proof, Branch) for lottery in LOTTERIES)


@given(some.sampled_from(LOTTERIES), some.integers(0, 10**9))
@settings(max_examples=300)
def test_whatever_the_prices_no_panel_is_worth_more_than_the_bound(lottery: Lottery, number: int) -> None:
    pool, chance = lottery.pool, Chance(number)
    worth = [Fraction(chance.below(7), 1 + chance.below(5)) for _ in pool.kinds]
    bound = most(pool, worth, some_proof(pool, chance, 3), {})
    assert bound is not None
    for counts in panels(pool):
        assert sum(one * count for one, count in zip(worth, counts, strict=True)) <= bound


@given(some.integers(0, 10**6))
def test_a_kind_that_some_panel_holds_is_never_proved_hopeless(number: int) -> None:
    pool, chance = pool_by(number % 200), Chance(number)
    place = chance.below(len(pool.kinds))
    bound = most(pool, [Fraction(0)] * len(pool.kinds), some_proof(pool, chance, 3), {place: (1, min(pool.kinds[place].count, pool.seats))})
    if any(counts[place] for counts in panels(pool)):
        assert bound is not None
        assert bound >= 0


def test_a_branch_that_leaves_no_case_counts_for_nothing() -> None:
    pool = LOTTERIES[0].pool
    worth, nobody = [Fraction(1)] * len(pool.kinds), Leaf(Fraction(1000), {}, {})
    proof = Branch(0, 10**6, Leaf(Fraction(0), {}, {}), nobody)
    assert most(pool, worth, proof, {}) == most(pool, worth, Leaf(Fraction(0), {}, {}), {})
    assert most(pool, worth, Leaf(Fraction(0), {}, {}), {}) is not None
    assert value(pool, Certificate((Fraction(1),) * len(pool.kinds), Branch(0, 10**6, proof, nobody), Fraction(0), {})) is not None


def test_people_who_can_sit_in_no_panel_are_proved_so_by_trying_all() -> None:
    kinds = (Kind(("a", "x"), 2), Kind(("b", "x"), 2), Kind(("b", "y"), 1))
    pool = Pool(("letter", "mark"), kinds, 2, {"letter": {"a": Quota(0, 2), "b": Quota(0, 2)}, "mark": {"x": Quota(2, 2), "y": Quota(0, 1)}})
    proof = Leaf(Fraction(0), {}, {})
    weights = (Fraction(1), Fraction(1), Fraction(0))
    base = Lottery(pool, 1, (Composition(1, ((0, 1), (1, 1))),), Certificate(weights, proof, Fraction(0), {2: hopeless(pool, 2)}), Fraction(1, 2))
    bound = value(pool, base.certificate)
    assert bound is not None
    sound = replace(base, certificate=replace(base.certificate, bound=bound))
    assert faults_of(sound) == []
    unproved = replace(sound.certificate, uncovered={2: proof})
    assert faults_of(replace(sound, certificate=unproved)) == ["nothing proves that kind 2 can sit in no panel"]


def alternate(people: int, seats: int) -> Lottery:
    """Two columns that agree in all but one person: everybody can have the chance seats/people, and nobody more."""
    half = people // 2
    kinds = (Kind(("a", "a"), half), Kind(("b", "a"), 1), Kind(("b", "b"), half - 1))
    quota = Quota(seats // 2 - 1, seats)
    pool = Pool(("one", "two"), kinds, seats, {column: {"a": quota, "b": quota} for column in ("one", "two")})
    half_seats = seats // 2
    with_them = Composition(1, ((0, half_seats), (1, 1), (2, half_seats - 1)))
    without = Composition(people // seats - 1, ((0, half_seats), (2, half_seats)))
    weights = tuple(Fraction(kind.count) for kind in kinds)
    certificate = Certificate(weights, Leaf(Fraction(1, people), {}, {}), Fraction(seats, people), {})
    return Lottery(pool, people // seats, (with_them, without), certificate, Fraction(seats, people))


def test_the_published_example_of_two_hundred_people_reaches_a_tenth_and_no_lottery_more() -> None:
    lottery = alternate(200, 20)
    assert set(chances(lottery)) == {Fraction(1, 10)}
    assert faults_of(lottery) == []
    assert value(lottery.pool, lottery.certificate) == lottery.least == Fraction(1, 10)


@pytest.mark.parametrize(
    ("spoil", "sentence"),
    [
        (lambda one: replace(one, tickets=11), "do not add up to the 11 tickets"),
        (lambda one: replace(one, compositions=one.compositions[::-1]), "ascending order of their seats"),
        (lambda one: replace(one, compositions=(one.compositions[0], *one.compositions)), "ascending order of their seats"),
        (lambda one: replace(one, compositions=(replace(one.compositions[0], weight=0), one.compositions[1])), "has no ticket"),
        (lambda one: replace(one, compositions=(Composition(10, ((0, 10), (2, 9))),)), "has 19 seats, not 20"),
        (lambda one: replace(one, compositions=(Composition(10, ((2, 10), (0, 10))),)), "ascending order, each once"),
        (lambda one: replace(one, compositions=(Composition(10, ((0, 18), (1, 2))),)), "more seats than it has people"),
        (lambda one: replace(one, compositions=(Composition(10, ((0, 12), (2, 8))),)), "gives 'b' in 'one' 8 seats, not 9 to 20"),
        (lambda one: replace(one, least=Fraction(1, 11)), "has the chance 1/10, the lottery says 1/11"),
        (lambda one: replace(one, certificate=replace(one.certificate, bound=Fraction(1, 9))), "the proof gives the bound 1/10"),
        (lambda one: replace(one, certificate=replace(one.certificate, weights=(Fraction(0),) * 3)), "weights are not numbers from 0"),
        (lambda one: replace(one, certificate=replace(one.certificate, weights=(Fraction(1),) * 2)), "weighs 2 kinds, the pool has 3"),
        (lambda one: replace(one, certificate=replace(one.certificate, uncovered={1: Leaf(Fraction(0), {}, {})})), "kind 1 .* and it sits"),
        (lambda one: replace(one, certificate=replace(one.certificate, uncovered={7: Leaf(Fraction(0), {}, {})})), "kind 7, .* is none"),
        (
            lambda one: replace(one, certificate=replace(one.certificate, proof=Leaf(Fraction(0), {"one": {"c": Fraction(1)}}, {}))),
            "prices 'c' in 'one', for which there is no quota",
        ),
        (
            lambda one: replace(one, certificate=replace(one.certificate, proof=Leaf(Fraction(0), {}, {0: Fraction(1)}))),
            "a household price 1 for a limit 0",
        ),
        (lambda one: replace(one, pool=replace(one.pool, kinds=one.pool.kinds[::-1])), "kinds do not stand in ascending order"),
        (lambda one: replace(one, pool=replace(one.pool, limits=(((0, 1), 1),))), "limits are not those"),
        (lambda one: replace(one, pool=replace(one.pool, columns=("one",))), "columns are not those of the quotas"),
        (lambda one: replace(one, pool=replace(one.pool, seats=0)), "quotas for no seats"),
    ],
)
def test_what_is_wrong_with_a_lottery_is_said_in_a_sentence(spoil: object, sentence: str) -> None:
    import re

    assert callable(spoil)
    faults = faults_of(spoil(alternate(200, 20)))
    assert any(re.search(sentence, fault) for fault in faults), faults


def big_lottery() -> Lottery:
    """1,000 compositions of 110 seats among 819 kinds in seven columns."""
    chance = Chance(819)
    values = sorted({tuple(f"v{chance.below(4)}" for _ in range(7)) for _ in range(900)})[:819]
    kinds = tuple(Kind(one, 2 + chance.below(3)) for one in values)
    columns = tuple(f"column-{number}" for number in range(7))
    pool = Pool(columns, kinds, 110, {column: {f"v{number}": Quota(0, 110) for number in range(4)} for column in columns})
    seats = sorted({tuple(sorted({chance.below(819) for _ in range(150)}))[:110] for _ in range(1000)})
    compositions = tuple(Composition(1, tuple((place, 1) for place in places)) for places in seats if len(places) == 110)
    prices = {column: {f"v{number}": Fraction(chance.below(99) - 49, 1 + chance.below(9999)) for number in range(4)} for column in columns}
    weights = tuple(Fraction(chance.below(999), 1000) for _ in kinds)
    certificate = Certificate(weights, Leaf(Fraction(17, 20200), prices, {}), Fraction(0), {})
    lottery = Lottery(pool, len(compositions), compositions, certificate, Fraction(0))
    bound = value(pool, certificate)
    assert bound is not None
    return replace(lottery, certificate=replace(certificate, bound=bound), least=min(chances(lottery)))


def test_a_thousand_compositions_of_110_seats_are_checked_in_half_a_second() -> None:
    lottery = big_lottery()
    assert len(lottery.compositions) > 990
    took = []
    for _ in range(3):
        start = process_time()
        assert faults_of(lottery) == []
        took.append(process_time() - start)
    assert min(took) < 0.5
