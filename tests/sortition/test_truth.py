"""Lotteries against the truth found by listing every panel, and the chances that seeds give against those that the lottery says."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction as F
from hashlib import sha256
from itertools import combinations

import pytest

from folkmoot.records.error import FolkmootError
from folkmoot.records.lottery import Lottery
from folkmoot.sortition.certificate import chances, faults_of
from folkmoot.sortition.composition import draw_quota
from folkmoot.sortition.lottery.build import build
from folkmoot.sortition.pool import kinds_of, pool_of
from sortition.oracle import Case, Chance, cases, game_value, panels, relabelled, truth

FEW = 20


def judged(case: Case, tickets: int | None) -> str:
    """Hold the lottery of a case against the truth about it; the kind of case it was. Without `tickets` it is weighted."""
    pool, true = case.pool(), truth(case)
    if true is None:
        with pytest.raises(FolkmootError):
            build(pool)
        return "impossible"
    places = case.places(pool)
    nowhere = {places[one] for one in true.uncovered}
    lottery = build(pool, tickets)
    assert faults_of(lottery) == [], case
    assert set(lottery.certificate.uncovered) == nowhere, case
    assert lottery.certificate.bound == true.value, (case, lottery.certificate.bound, true.value)
    loss = F(16, 10 * tickets) if tickets else 0
    assert true.value - loss <= lottery.least <= true.value, (case, lottery.least, true.value)
    return "some sit nowhere" if nowhere else "all can sit"


def test_the_listing_gives_the_values_of_games_solved_by_hand() -> None:
    assert game_value([[1, 0, 0], [0, 1, 0], [0, 0, 1]]) == F(1, 3)
    assert game_value([[1, 1, 0], [0, 1, 1], [1, 0, 1]]) == F(2, 3)
    # The first sits always; the others share two panels of one and of two.
    assert game_value([[1, 1, 0, 0], [1, 0, 1, 1]]) == F(1, 2)
    assert game_value([[1, 1], [1, 1]]) == 1
    # Seven points, three on each of seven lines, and three lines through each.
    lines = [(0, 1, 2), (0, 3, 4), (0, 5, 6), (1, 3, 5), (1, 4, 6), (2, 3, 6), (2, 4, 5)]
    assert game_value([[point in line for point in range(7)] for line in lines]) == F(3, 7)


KINDS = ("impossible", "some sit nowhere", "all can sit")


@pytest.mark.parametrize("tickets", [100, None], ids=["equal", "weighted"])
def test_lotteries_of_small_pools_reach_what_a_listing_of_all_panels_says(tickets: int | None) -> None:
    outcomes = Counter(judged(case, tickets) for case in cases(60))
    assert min(outcomes[kind] for kind in KINDS) > 0


@pytest.mark.slow
@pytest.mark.parametrize("tickets", [250, None], ids=["equal", "weighted"])
def test_lotteries_of_hundreds_of_small_pools_reach_what_a_listing_of_all_panels_says(tickets: int | None) -> None:
    outcomes = Counter(judged(case, tickets) for case in cases(450, 1000))
    assert min(outcomes[kind] for kind in KINDS) > 20


def bound(case: Case) -> F:
    return build(case.pool(), FEW).certificate.bound


def lively(count: int, start: int = 0) -> list[Case]:
    """Cases in which everybody can sit, so that chances can be compared."""
    found = list[Case]()
    for case in cases(40 * count, start):
        true = truth(case)
        if true is not None and not true.uncovered:
            found.append(case)
        if len(found) == count:
            return found
    raise AssertionError("too few cases in which everybody can sit")


def test_a_wider_quota_never_lowers_the_bound() -> None:
    for number, case in enumerate(lively(12)):
        chance = Chance(f"wider {number}")
        place = chance.below(len(case.quotas))
        column = list(case.quotas[place])
        at = chance.below(len(column))
        value, least, most = column[at]
        column[at] = (value, max(0, least - 1), most + 1)
        quotas = (*case.quotas[:place], tuple(column), *case.quotas[place + 1 :])
        assert bound(replace(case, quotas=quotas)) >= bound(case)


def test_a_pool_twice_as_large_halves_the_bound() -> None:
    """With as many seats as before; nobody's chance was held down by how few they are, so nothing else changes."""
    halved = 0
    for case in lively(30):
        twice = replace(case, people=case.people * 2, homes=(*case.homes, *(home and f"z{home}" for home in case.homes)))
        before, after = bound(case), bound(twice)
        assert after >= before / 2
        # Everybody is on average seats / n likely: a bound that is already there cannot but halve.
        if before == F(case.seats, len(case.people)):
            assert after == before / 2
            halved += 1
    assert halved > 2


def test_order_and_names_do_not_change_what_anybody_gets() -> None:
    for number, case in enumerate(lively(12, 500)):
        other = relabelled(case, Chance(f"names {number}"))
        one, two = build(case.pool(), FEW), build(other.pool(), FEW)
        assert one.certificate.bound == two.certificate.bound
        assert abs(one.least - two.least) <= F(16, 10 * FEW)


def test_entries_may_be_renamed_and_the_lottery_stays_the_same() -> None:
    case = lively(1)[0]
    renamed = replace(case.entries, lines=tuple(line.replace(b"a0", b"zz-") for line in case.entries.lines))
    assert build(pool_of(case.head(), renamed, {}), FEW) == build(case.pool(), FEW)


ASSEMBLY = Case(
    people=tuple((("x", "y", "z")[number % 3], ("x", "y")[number % 7 % 2]) for number in range(24)),
    homes=("",) * 24,
    seats=6,
    quotas=((("x", 1, 3), ("y", 2, 3), ("z", 1, 2)), (("x", 3, 4), ("y", 2, 3))),
)
SHARED = replace(ASSEMBLY, homes=tuple(f"h{number // 2}" if number < 16 else "" for number in range(24)), households=True)


def drawn(case: Case, lottery: Lottery, seeds: int) -> Iterator[frozenset[int]]:
    """The people whom each of so many seeds seats."""
    tokens, placed = case.entries.tokens, kinds_of(lottery.pool, case.entries, {})
    for number in range(seeds):
        panel, _ = draw_quota(sha256(f"fair {number}".encode()).hexdigest(), tokens, placed, lottery)
        yield frozenset(int(seat.entry[1:]) for seat in panel.seats)


@pytest.mark.parametrize("case", [ASSEMBLY, SHARED], ids=["people", "households"])
def test_every_panel_drawn_meets_the_quotas(case: Case) -> None:
    lottery, allowed = build(case.pool(), 100), {frozenset(panel) for panel in panels(case)}
    assert all(panel in allowed for panel in drawn(case, lottery, 200))


@pytest.mark.slow
@pytest.mark.parametrize("case", [ASSEMBLY, SHARED], ids=["people", "households"])
def test_over_twenty_thousand_seeds_everybody_sits_as_often_as_the_lottery_says(case: Case) -> None:
    """One z a person, held to 5 % over all of them together (Bonferroni); and no rounder than chance is (mean z squared)."""
    seeds, lottery = 20_000, build(case.pool(), 1000)
    seated = Counter(one for panel in drawn(case, lottery, seeds) for one in panel)
    places, likely = case.places(lottery.pool), chances(lottery)
    squares = []
    for one, place in enumerate(places):
        chance = float(likely[place])
        squares.append((seated[one] - seeds * chance) ** 2 / (seeds * chance * (1 - chance)))
    assert max(squares) < 3.08**2  # two-sided, 5 % / 24
    assert 0.3 < sum(squares) / len(squares) < 2.0


@pytest.mark.slow
def test_two_of_a_kind_sit_together_as_often_as_any_other_two() -> None:
    """Inside a kind of n with x seats a pair sits together with chance x (x - 1) / (n (n - 1)), mixed over the compositions."""
    seeds, lottery = 20_000, build(ASSEMBLY.pool(), 1000)
    places = ASSEMBLY.places(lottery.pool)
    together: Counter[tuple[int, int]] = Counter()
    for panel in drawn(ASSEMBLY, lottery, seeds):
        together.update(combinations(sorted(panel), 2))
    pairs = 0
    for place, kind in enumerate(lottery.pool.kinds):
        seats = [(one.weight, dict(one.seats).get(place, 0)) for one in lottery.compositions]
        chance = sum(F(weight * x * (x - 1), lottery.tickets * kind.count * (kind.count - 1)) for weight, x in seats)
        for pair in combinations([one for one, where in enumerate(places) if where == place], 2):
            pairs += 1
            spread = float(seeds * chance * (1 - chance)) ** 0.5
            assert abs(together[pair] - float(seeds * chance)) <= 3.6 * spread
    assert pairs > 30
