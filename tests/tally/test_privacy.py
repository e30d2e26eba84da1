"""How much of the ballots a page may show."""

from hypothesis import given
from hypothesis import strategies as st

from folkmoot.records.ballot import Choice, ChoiceKind, Marks
from folkmoot.tally.privacy import LEAST_ALIKE, Shown, choice_words, disclose, too_few, unusual


def ranked(text: str) -> Choice:
    return tuple(tuple(level) for level in text.split(">"))


def test_ballots_that_are_alike_with_enough_others_are_shown_as_they_are() -> None:
    found = disclose(ChoiceKind.RANKING, {ranked("a>b"): 5, ranked("b>a"): 7})
    assert found.shown is Shown.RAW
    assert found.profile == ((ranked("b>a"), 7), (ranked("a>b"), 5))


def test_one_odd_ballot_cuts_every_ranking_to_the_places_that_are_shared() -> None:
    found = disclose(ChoiceKind.RANKING, {ranked("a>b>c"): 9, ranked("a>b>d"): 6, ranked("b>a>c"): 6, ranked("a>b>e"): 1})
    assert found.shown is Shown.TRUNCATED
    assert found.places == 2
    assert found.profile == ((ranked("a>b"), 16), (ranked("b>a"), 6))
    assert "1 ballot of 22 has fewer than 4 others alike" in found.why


def test_where_the_first_place_already_tells_only_the_pairs_are_shown() -> None:
    found = disclose(ChoiceKind.RANKING, {ranked("a>b"): 9, ranked("b>a"): 4})
    assert found.shown is Shown.MATRIX
    assert found.profile == ()


def test_fewer_than_five_ballots_show_only_the_result() -> None:
    found = disclose(ChoiceKind.RANKING, {ranked("a>b"): 4})
    assert found.shown is Shown.RESULT
    assert found.why == "Only 4 ballots were counted: the numbers alone would show who chose what."


def test_words_are_shown_however_few_vote() -> None:
    assert disclose(ChoiceKind.VOTE, {"for": 2, "against": 1}).shown is Shown.RAW


def test_scores_cannot_be_cut_and_go_straight_to_their_totals() -> None:
    found = disclose(ChoiceKind.SCORES, {Marks((("a", 5),)): 9, Marks((("a", 4),)): 1})
    assert found.shown is Shown.MATRIX


def test_an_electorate_is_small_against_the_ways_to_fill_in_a_ballot() -> None:
    assert too_few(ChoiceKind.RANKING, 29, 3)
    assert not too_few(ChoiceKind.RANKING, 30, 3)
    assert too_few(ChoiceKind.RANKING, 119, 4)
    assert not too_few(ChoiceKind.APPROVAL, 40, 3)
    assert too_few(ChoiceKind.ITEMS, 44, 2)
    assert not too_few(ChoiceKind.VOTE, 1, 3)


def test_a_choice_is_told_in_a_line() -> None:
    assert choice_words((("a",), ("b", "c"))) == "a > b = c"
    assert choice_words(()) == "nothing"
    assert choice_words((("a",), (), ("b",))) == "a > (empty) > b"
    assert choice_words(Marks((("a", 3), ("b", "for")))) == "a: 3, b: for"


@given(st.dictionaries(st.permutations(["a", "b", "c", "d"]).map(lambda names: tuple((name,) for name in names)), st.integers(1, 12)))
def test_nothing_unusual_is_ever_shown_and_no_ballot_is_lost(profile: dict[Choice, int]) -> None:
    found = disclose(ChoiceKind.RANKING, profile)
    shown = dict(found.profile)
    assert unusual(shown) == 0
    assert all(ballots >= LEAST_ALIKE for ballots in shown.values())
    if found.shown in (Shown.RAW, Shown.TRUNCATED):
        assert sum(shown.values()) == sum(profile.values())


def test_five_ballots_are_enough_to_show_when_all_say_the_same() -> None:
    assert disclose(ChoiceKind.RANKING, {ranked("a>b"): LEAST_ALIKE}).shown is Shown.RAW
    assert disclose(ChoiceKind.RANKING, {ranked("a>b"): LEAST_ALIKE - 1}).shown is Shown.RESULT
