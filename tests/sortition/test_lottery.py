"""The lottery of a quota jury: known values, loss, proofs, and the same lottery for the same pool."""

import subprocess
import sys
from fractions import Fraction as F
from pathlib import Path

import pytest

from folkmoot.records.error import FolkmootError
from folkmoot.records.lottery import Kind, Lottery, Pool, Quota
from folkmoot.sortition.certificate import chances, faults_of
from folkmoot.sortition.lottery.build import build
from folkmoot.sortition.pool import limits_of
from sortition.pools import alternate, pool_from, vector

TOP = Path(__file__).parent.parent.parent
KNOWN = {"alternate_200_20": F(1, 10), "syn_mass_70_24_c5": F(2, 9), "syn_hd_239_30_c7": F(17, 202)}


@pytest.mark.parametrize("name", KNOWN)
def test_weighted_lotteries_reach_the_known_bounds(name: str) -> None:
    lottery = build(vector(name), tickets=None)
    assert faults_of(lottery) == []
    assert lottery.certificate.bound == KNOWN[name]
    assert KNOWN[name] - F(1, 10**9) <= lottery.least <= KNOWN[name]


def test_weights_of_small_denominator_are_exact() -> None:
    assert build(vector("syn_mass_70_24_c5"), tickets=None).least == F(2, 9)


@pytest.mark.parametrize(("name", "least"), [("alternate_200_20", F(1, 10)), ("syn_mass_70_24_c5", F(221, 1000))])
def test_a_thousand_tickets_lose_little(name: str, least: F) -> None:
    lottery = build(vector(name))
    assert faults_of(lottery) == []
    assert lottery.tickets == 1000
    assert lottery.least >= least
    assert lottery.least >= KNOWN[name] - F(16, 10_000)


def test_everybody_of_alternate_has_the_same_chance() -> None:
    assert set(chances(build(alternate(200, 20), tickets=None))) == {F(1, 10)}


def test_where_no_panel_keeps_the_quotas_the_call_is_refused() -> None:
    # Half the panel from a, half from b, and all from c: every c is an a.
    pool = pool_from({("a", "c"): 4, ("b", "d"): 4}, 4, {"one": {"a": (2, 2), "b": (2, 2)}, "two": {"c": (4, 4), "d": (0, 0)}})
    with pytest.raises(FolkmootError, match="no panel of 4 of the 8 people"):
        build(pool)


def test_a_kind_that_can_never_sit_is_proved_so_and_leaves_the_others_their_bound() -> None:
    pool = pool_from({("a", "c"): 4, ("b", "c"): 4, ("b", "d"): 2}, 4, {"one": {"a": (2, 2), "b": (2, 2)}, "two": {"c": (4, 4), "d": (0, 0)}})
    lottery = build(pool, tickets=None)
    assert faults_of(lottery) == []
    assert list(lottery.certificate.uncovered) == [2]
    assert lottery.certificate.bound == lottery.least == F(1, 2)


def test_a_kind_that_only_fractions_of_a_panel_could_seat_is_proved_by_cases() -> None:
    # Pairs of three columns, one seat a value: half of each would do, and no three people.
    quotas = {"one": {"x": (1, 1), "y": (2, 2)}, "two": {"x": (1, 1), "y": (2, 2)}, "three": {"x": (1, 1), "y": (2, 2)}}
    kinds = {("x", "x", "y"): 1, ("x", "y", "x"): 1, ("y", "x", "x"): 1, ("x", "x", "x"): 1, ("y", "y", "y"): 4}
    lottery = build(pool_from(kinds, 3, quotas), tickets=None)
    assert faults_of(lottery) == []
    sitting = {kind.values for kind, chance in zip(lottery.pool.kinds, chances(lottery), strict=True) if chance}
    assert sitting == {("x", "x", "x"), ("y", "y", "y")}
    assert lottery.certificate.bound == lottery.least == F(1, 2)


def test_households_share_their_limit() -> None:
    kinds = (Kind(("a",), 2, (("a",),)), Kind(("a",), 3, (("a",), ("b",))), Kind(("b",), 3, (("a",), ("b",))))
    pool = Pool(("one",), kinds, 4, {"one": {"a": Quota(0, 4), "b": Quota(0, 4)}}, "home", limits_of(kinds))
    lottery = build(pool, tickets=None)
    assert faults_of(lottery) == []
    # Six people share the seats of three households: 1/2 each at best, and then the two who live alone have 1/2 too.
    assert lottery.certificate.bound == lottery.least == F(1, 2)
    assert all(sum(dict(composition.seats).get(place, 0) for place in (1, 2)) <= 3 for composition in lottery.compositions)


def test_a_kind_rarer_than_a_ticket_makes_the_tickets_finer() -> None:
    pool = pool_from({("a",): 1, ("b",): 9999}, 2, {"one": {"a": (0, 2), "b": (0, 2)}})
    lottery = build(pool, tickets=1000)
    assert lottery.tickets != 1000
    assert F(1, 5000) - F(1, 10**9) <= lottery.least <= lottery.certificate.bound == F(1, 5000)


def test_the_order_in_which_a_pool_was_written_changes_nothing() -> None:
    pool = vector("syn_mass_70_24_c5")
    turned = {column: dict(reversed(named.items())) for column, named in reversed(pool.quotas.items())}
    assert seen(build(pool, 100)) == seen(build(Pool(pool.columns, pool.kinds, pool.seats, turned), 100))


def test_another_text_breaks_ties_another_way_and_changes_no_least_chance() -> None:
    one, other = (build(vector("syn_mass_70_24_c5"), tickets=None, ties=ties) for ties in ("", "dice 3 4"))
    assert one.compositions != other.compositions
    assert one.certificate.bound == other.certificate.bound


SCRIPT = """
import sys
sys.path[:0] = sys.argv[1:3]
from sortition.pools import vector
from folkmoot.sortition.lottery.build import build
from folkmoot.sortition.pool import limits_of
print(build(vector("syn_mass_70_24_c5"), 60).compositions, build(vector("syn_mass_70_24_c5"), None).compositions)
"""


def test_the_lottery_is_the_same_whatever_the_hash_seed() -> None:
    said = {
        subprocess.run(
            [sys.executable, "-c", SCRIPT, str(TOP / "tooling"), str(TOP / "tests")],
            env={"PYTHONHASHSEED": seed},
            capture_output=True,
            check=True,
        ).stdout
        for seed in ("0", "1", "2")
    }
    assert len(said) == 1
    assert b"Composition(weight=" in said.pop()


def seen(lottery: Lottery) -> tuple[object, ...]:
    """What must not differ."""
    return lottery.compositions, lottery.certificate.bound, lottery.certificate.weights, lottery.least
