"""Chances in words, numbers and a picture, for a lottery small enough to reckon by hand."""

from fractions import Fraction as F

import pytest

from folkmoot.publish.chances import kinds_table, named, percent, picture
from folkmoot.records.lottery import Certificate, Composition, Kind, Leaf, Lottery, Pool, Quota
from folkmoot.sortition.certificate import chances as chances_of

KINDS = (Kind(("old",), 3), Kind(("young",), 2), Kind(("<b>",), 1))
POOL = Pool(("age",), KINDS, 2, {"age": {"old": Quota(1, 2), "young": Quota(0, 1), "<b>": Quota(0, 0)}})
PROOF = Leaf(F(0), {}, {})
LOTTERY = Lottery(
    POOL,
    3,
    (Composition(2, ((0, 1), (1, 1))), Composition(1, ((0, 2),))),
    Certificate((F(1, 5), F(1, 5), F(0)), PROOF, F(2, 5), {2: PROOF}),
    F(1, 3),
)


def test_a_chance_is_the_seats_of_a_kind_over_all_tickets_shared_among_its_people() -> None:
    assert chances_of(LOTTERY) == (F(4, 9), F(1, 3), F(0))


@pytest.mark.parametrize(
    ("chance", "words"),
    [
        (F(0), "0 %"),
        (F(1), "100 %"),
        (F(1, 10), "10 %"),
        (F(1, 8), "12.5 %"),
        (F(1, 3), "33.3 %"),
        (F(1, 75), "1.33 %"),
        (F(1, 2500), "0.0400 %"),
    ],
)
def test_a_percentage_has_three_digits_that_say_something_or_is_whole(chance: F, words: str) -> None:
    assert percent(chance) == words


def test_a_kind_says_who_else_lives_there() -> None:
    old, young = ("old", "hill"), ("young", "hill")
    assert named(Kind(old, 3)) == "old, hill"
    assert named(Kind(old, 3, (old,))) == "old, hill"
    assert named(Kind(old, 3, (old, old))) == "old, hill (at home with old, hill)"
    assert named(Kind(old, 3, (old, young, young))) == "old, hill (at home with young, hill and young, hill)"


def test_the_table_lists_the_least_likely_first_and_says_who_can_never_sit() -> None:
    rows = kinds_table(LOTTERY)
    places = [rows.index(word) for word in ("&lt;b&gt;", "young", "old")]
    assert places == sorted(places)
    assert "0 % (no panel that meets the quotas can seat them: proved)" in rows
    assert "<b>" not in rows


def test_the_picture_has_the_same_numbers_beside_it() -> None:
    shown = picture(LOTTERY)
    assert shown.count("fm-chance__bar") == 3
    assert "Chances lie between 33.3 % and 44.4 %" in shown
    for people in ("3 people", "2 people", "1 person"):
        assert people in shown
