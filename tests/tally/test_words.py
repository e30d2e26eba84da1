"""Numbers in words, without a float."""

import ast
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import folkmoot.tally
from folkmoot.tally.words import counted, listed, number, out_of, percent


@pytest.mark.parametrize(
    ("share", "words"),
    [
        (Fraction(66, 92), "71.7 %"),
        (Fraction(0), "0.0 %"),
        (Fraction(1), "100.0 %"),
        (Fraction(1, 8), "12.5 %"),
        (Fraction(1249, 10000), "12.5 %"),
        (Fraction(25, 20000), "0.1 %"),
        (Fraction(1, 330_000_000), "0.1 %"),
        (Fraction(329_999_999, 330_000_000), "99.9 %"),
        (Fraction(3, 2), "150.0 %"),
    ],
)
def test_a_share_is_rounded_to_one_decimal_but_never_to_none_or_all(share: Fraction, words: str) -> None:
    assert percent(share) == words


@given(st.fractions(0, 1))
def test_a_shown_share_is_at_most_a_tenth_of_a_per_cent_off(share: Fraction) -> None:
    shown = Fraction(percent(share).removesuffix(" %")) / 100
    assert abs(shown - share) <= Fraction(1, 1000)


def test_numbers_carry_their_nouns() -> None:
    assert (counted(1, "ballot"), counted(12046, "ballot")) == ("1 ballot", "12,046 ballots")
    assert number(330_000_000) == "330,000,000"
    assert out_of(66, 92, "votes cast") == "66 of 92 votes cast (71.7 %)"
    assert out_of(0, 0, "votes cast") == "0 of 0 votes cast"
    assert [listed(names) for names in ((), ("a",), ("a", "b"), ("a", "b", "c"))] == [
        "none",
        "a",
        "a and b",
        "a, b and c",
    ]


def test_no_file_of_the_room_holds_a_float_or_a_division_that_could_make_one() -> None:
    files = sorted(Path(folkmoot.tally.__file__).parent.glob("*.py"))
    assert len(files) >= 9
    for file in files:
        for node in ast.walk(ast.parse(file.read_bytes())):
            assert not (isinstance(node, ast.Constant) and isinstance(node.value, float)), file
            assert not isinstance(node, ast.Div), file
            assert not (isinstance(node, ast.Name) and node.id == "float"), file
