"""Leximin chances by kind: known first levels, and later levels that a reader can work out."""

from fractions import Fraction

import numpy as np
import pytest

from folkmoot.sortition.lottery.build import levels
from folkmoot.sortition.lottery.leximin import leximin
from folkmoot.sortition.lottery.program import shape_of
from sortition.pools import alternate, pool_from, vector


@pytest.mark.parametrize(
    ("name", "least"), [("alternate_200_20", Fraction(1, 10)), ("syn_mass_70_24_c5", Fraction(2, 9)), ("syn_hd_239_30_c7", Fraction(17, 202))]
)
def test_the_first_level_is_the_known_one(name: str, least: Fraction) -> None:
    assert min(levels(vector(name))) == pytest.approx(float(least), abs=1e-7)


def test_everybody_of_alternate_is_at_one_level() -> None:
    assert levels(alternate(200, 20)) == pytest.approx((0.1, 0.1, 0.1))


def test_later_levels_share_what_the_first_leaves() -> None:
    # 1 of 10 a; the other 5 seats for 5 b and 5 c, of whom b may take 1 only: b 1/5, c 4/5.
    pool = pool_from({("a",): 10, ("b",): 5, ("c",): 5}, 6, {"one": {"a": (1, 1), "b": (0, 1), "c": (0, 6)}})
    assert levels(pool) == pytest.approx((0.1, 0.2, 0.8), abs=1e-7)


def test_nobody_is_given_more_than_certainty() -> None:
    pool = pool_from({("a",): 10, ("b",): 2, ("c",): 3}, 6, {"one": {"a": (1, 1), "b": (0, 6), "c": (0, 6)}})
    assert levels(pool) == pytest.approx((0.1, 1.0, 1.0), abs=1e-7)


def test_the_levels_keep_the_quotas() -> None:
    pool = vector("syn_hd_239_30_c7")
    shape = shape_of(pool)
    seats = np.array(levels(pool)) * shape.counts
    rows = shape.matrix @ seats
    assert (rows >= shape.row_least - 1e-6).all()
    assert (rows <= shape.row_most + 1e-6).all()


def test_without_a_panel_there_are_no_chances() -> None:
    pool = pool_from({("a", "c"): 4, ("b", "d"): 4}, 4, {"one": {"a": (2, 2), "b": (2, 2)}, "two": {"c": (4, 4), "d": (0, 0)}})
    shape = shape_of(pool)
    assert leximin(shape, np.ones(shape.kinds, dtype=bool)) is None
