"""Quorums: shares, fixed numbers and square roots, each exact."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from folkmoot.records.tally import Quorum, QuorumCounts, QuorumKind, QuorumOf
from folkmoot.tally.quorum import needed, put, quorum_words


def quorum(kind: QuorumKind, value: Fraction | str, of: QuorumOf | None = QuorumOf.ELIGIBLE) -> Quorum:
    return Quorum(kind, Fraction(value), of, QuorumCounts.PARTICIPATION)


@given(eligible=st.integers(0, 10**12), votes=st.integers(0, 3 * 10**6))
def test_debians_root_quorum_is_four_v_squared_against_nine_n(eligible: int, votes: int) -> None:
    test = put(quorum(QuorumKind.SQRT, "3/2"), votes, eligible, None)
    assert test.met == (votes * votes * 4 >= 9 * eligible)
    assert test.needed**2 * 4 >= 9 * eligible
    assert test.needed == 0 or (test.needed - 1) ** 2 * 4 < 9 * eligible


def test_a_root_that_comes_out_even_is_met_by_that_number() -> None:
    assert needed(quorum(QuorumKind.SQRT, "3/2"), 1024, None) == 48
    assert needed(quorum(QuorumKind.SQRT, "3/2"), 1025, None) == 49


def test_a_figure_published_as_a_decimal_and_the_root_behind_it_agree() -> None:
    published = quorum(QuorumKind.COUNT, "47.4341649025257", None)
    assert needed(published, None, None) == needed(quorum(QuorumKind.SQRT, "3/2"), 1000, None) == 48


def test_a_share_is_rounded_up_and_never_down() -> None:
    assert needed(quorum(QuorumKind.FRACTION, "2/3", QuorumOf.SEATS), 5000, 97) == 65
    assert needed(quorum(QuorumKind.FRACTION, "2/3", QuorumOf.SEATS), 5000, 96) == 64


@pytest.mark.parametrize(
    ("rule", "words"),
    [
        (quorum(QuorumKind.FRACTION, "1/2", None), "does not say of what"),
        (quorum(QuorumKind.FRACTION, "1/2", QuorumOf.SEATS), "'seats'"),
        (quorum(QuorumKind.COUNT, "5"), "not taken of anything"),
        (quorum(QuorumKind.COUNT, "-1", None), "less than nothing"),
    ],
)
def test_a_quorum_that_contradicts_itself_is_refused(rule: Quorum, words: str) -> None:
    with pytest.raises(ValueError, match=words):
        needed(rule, 100, None)


@pytest.mark.parametrize(
    ("rule", "words"),
    [
        (quorum(QuorumKind.FRACTION, "2/3", QuorumOf.SEATS), "2/3 of seats"),
        (quorum(QuorumKind.SQRT, "3/2"), "3/2 times the square root of eligible"),
        (quorum(QuorumKind.COUNT, "20", None), "at least 20"),
        (quorum(QuorumKind.COUNT, "45.2741648183597", None), "at least 45.2741648183597"),
        (quorum(QuorumKind.FRACTION, "1/128"), "0.0078125 of eligible"),
        (quorum(QuorumKind.FRACTION, "1/103"), "1/103 of eligible"),
    ],
)
def test_a_quorum_is_said_as_it_was_written(rule: Quorum, words: str) -> None:
    assert quorum_words(rule) == words
