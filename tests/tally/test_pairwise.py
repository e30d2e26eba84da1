"""The matrix of pairs, against a table by hand and the plainest possible count."""

from collections.abc import Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st

from folkmoot.records.tally import Blank, Matrix, Ranking
from folkmoot.tally.pairwise import compare


def plainly(profile: Mapping[Ranking, int], size: int, blank: Blank) -> Matrix:
    rows = [[0] * size for _ in range(size)]
    for ranking, ballots in profile.items():
        for row in range(size):
            for column in range(size):
                mine, yours = ranking[row], ranking[column]
                if mine is None:
                    continue
                if yours is None:
                    rows[row][column] += ballots if blank is Blank.LAST else 0
                elif mine < yours:
                    rows[row][column] += ballots
    return tuple(map(tuple, rows))


def profiles(size: int) -> st.SearchStrategy[dict[Ranking, int]]:
    ranking = st.tuples(*[st.none() | st.integers(0, 6)] * size)
    return st.dictionaries(ranking, st.integers(0, 10**6), max_size=12)


@given(
    st.integers(1, 6).flatmap(lambda size: st.tuples(st.just(size), profiles(size))), st.sampled_from(Blank)
)
def test_the_matrix_is_what_the_plainest_count_gives(
    sized: tuple[int, dict[Ranking, int]], blank: Blank
) -> None:
    size, profile = sized
    assert compare(profile, size, blank) == plainly(profile, size, blank)


def test_a_blank_is_last_or_silent() -> None:
    profile: dict[Ranking, int] = {(1, None, None): 5, (None, 2, 1): 3}
    assert compare(profile, 3, Blank.LAST) == ((0, 5, 5), (3, 0, 0), (3, 3, 0))
    assert compare(profile, 3, Blank.NO_OPINION) == ((0, 0, 0), (0, 0, 0), (0, 3, 0))


def test_gaps_between_ranks_say_nothing() -> None:
    assert compare({(1, 9, 9): 1, (3, 4, 4): 1}, 3, Blank.LAST) == compare({(1, 2, 2): 2}, 3, Blank.LAST)


def test_no_ballot_gives_an_empty_matrix() -> None:
    assert compare({}, 2, Blank.LAST) == ((0, 0), (0, 0))


def test_a_hundred_thousand_ballots_over_twenty_options_are_counted_exactly() -> None:
    few: dict[Ranking, int] = {
        tuple((place * step + shift) % 23 + 1 for place in range(20)): 200
        for step in range(1, 23)
        for shift in range(23)
    }
    assert sum(few.values()) >= 100_000
    assert compare(few, 20, Blank.LAST) == plainly(few, 20, Blank.LAST)


@pytest.mark.parametrize("profile", [{(1, 2, 3): 1}, {(1,): 1}, {(1, 2): -1}])
def test_a_ranking_of_another_length_or_less_than_no_ballot_is_refused(profile: dict[Ranking, int]) -> None:
    with pytest.raises(ValueError, match="ranking"):
        compare(profile, 2, Blank.LAST)


@pytest.mark.parametrize("blank", Blank)
@pytest.mark.parametrize("ranks", [(126, 127, -128, -127), (1, 128, 200, 298), (-(2**40), 0, 2**40, 2**61)])
def test_far_ranks_are_compared_as_they_stand(ranks: tuple[int, ...], blank: Blank) -> None:
    profile: dict[Ranking, int] = {(*ranks, None): 3, (None, *reversed(ranks)): 2, (*ranks, 5): 1}
    assert compare(profile, 5, blank) == plainly(profile, 5, blank)


@pytest.mark.parametrize("profile", [{(1, 2): 2**62}, {(1, 2**62): 1}, {(1, 2**70): 1}, {(None, -(2**62)): 1}])
def test_what_64_bits_do_not_hold_is_refused(profile: dict[Ranking, int]) -> None:
    with pytest.raises(ValueError, match="no "):
        compare(profile, 2, Blank.LAST)
