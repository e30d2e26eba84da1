"""The file form of real elections: what may be left out, and what is malformed."""

import json
from fractions import Fraction
from typing import Any

import pytest

from folkmoot.formats.election_vector import read_election
from folkmoot.records.tally import Levels, QuorumCounts, RatioTest
from folkmoot.tally.conform import reproduce

DEBIAN: dict[str, Any] = {
    "id": "some-vote",
    "method": "schulze",
    "strength": "winning",
    "blank": "last",
    "default_option": 3,
    "options": [1, 2, 3],
    "ballots_cast": 7,
    "quorum_above_default": "45.2741648183597",
    "majority_ratio": {"1": 3, "2": "3/1"},
    "ballots": {"12-": 4, "--1": 3},
    "published": {"winner": 1},
}
PLAIN: dict[str, Any] = {
    "method": "schulze",
    "strength": "winning",
    "blank": "no-opinion",
    "options": ["ada", "bob"],
    "ballots": {"1 12": 2, "- 1": 1},
    "published": {"order": [["bob", "ada"]]},
}


def read(election: dict[str, Any], **change: Any) -> Any:
    return read_election(json.dumps(election | change).encode())


def test_a_debian_vote_is_read() -> None:
    case = read(DEBIAN)
    assert case.count.options == ("1", "2", "3")
    assert dict(case.count.profile) == {(1, 2, None): 4, (None, None, 1): 3}
    assert case.rule.default_option == "3"
    assert case.rule.quorum.value == Fraction("45.2741648183597")
    assert case.rule.quorum.counts is QuorumCounts.ABOVE_DEFAULT
    assert case.rule.ratios == (("1", Fraction(3)), ("2", Fraction(3)))
    assert case.rule.ratio_test is RatioTest.STRICT
    assert case.published.winners == ("1",)


def test_a_vote_without_default_option_quorum_or_ratio_is_read() -> None:
    case = read(PLAIN)
    assert dict(case.count.profile) == {(1, 12): 2, (None, 1): 1}
    assert (case.rule.default_option, case.rule.quorum, case.rule.ratio) == (None, None, None)
    assert case.published.order == (("ada", "bob"),)
    assert case.rule.levels is Levels.WINS


@pytest.mark.parametrize("text", [3, "3", "3/1", "3:1", "3.0"])
def test_a_ratio_may_be_written_as_number_or_text_and_for_all_at_once(text: Any) -> None:
    assert read(DEBIAN, majority_ratio={"1": text}).rule.ratios == (("1", Fraction(3)),)
    assert read(DEBIAN, majority_ratio=text).rule.ratio == 3


def test_a_quorum_written_as_a_json_number_stays_exact() -> None:
    data = json.dumps(DEBIAN).replace('"45.2741648183597"', "45.2741648183597").encode()
    quorum = read_election(data).rule.quorum
    assert quorum is not None
    assert quorum.value == Fraction("45.2741648183597")


def test_without_ratios_an_option_must_still_defeat_the_default() -> None:
    election = {
        key: value for key, value in DEBIAN.items() if key not in ("majority_ratio", "quorum_above_default")
    }
    rule = read(election).rule
    assert (rule.ratio, rule.ratios, rule.quorum) == (Fraction(1), (), None)


def test_letters_follow_nine_in_a_ranking_of_single_characters() -> None:
    options = list(range(1, 12))
    case = read(PLAIN, options=options, ballots={"123456789AB": 1}, published={"order": options})
    assert list(case.count.profile) == [tuple(range(1, 12))]


def test_tied_winners_may_be_published() -> None:
    assert read(PLAIN, published={"winner": ["bob", "ada"]}).published.winners == ("ada", "bob")


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"method": "borda"}, "the method is one of schulze, irv, stv"),
        ({"strength": "votes"}, "'strength' is one of"),
        ({"blank": None}, "'blank' is missing"),
        ({"ratio_test": "more"}, "'ratio_test' is one of"),
        ({"options": []}, "not a list"),
        ({"options": [1, "1"]}, "stands twice"),
        ({"options": [True, 2, 3]}, "named by a number or a text"),
        ({"default_option": 4}, "'4' is not one of the options"),
        ({"default_option": None}, "needs a default option"),
        ({"ballots": {"12": 1}}, "'12' does not rank 3 options"),
        ({"ballots": {"1?2": 1}}, "does not rank"),
        ({"ballots": {"1 2 x": 1}}, "does not rank"),
        ({"ballots": {"123": -1}}, "on how many ballots"),
        ({"ballots": {"123": True}}, "on how many ballots"),
        ({"ballots": ["123"]}, "not an object"),
        ({"ballots_cast": "7"}, "'ballots_cast'"),
        ({"id": 7}, "the id"),
        ({"majority_ratio": {"1": "3/0"}}, "not a number"),
        ({"majority_ratio": {"1": -3}}, "less than nothing"),
        ({"majority_ratio": {"9": 3}}, "'9' is not one"),
        ({"quorum_above_default": "many"}, "the quorum is not"),
        ({"published": []}, "'published' is not an object"),
        ({"published": {"seats": 2}}, "nothing was published"),
        ({"published": {"winner": 9}}, "'9' is not one"),
        ({"published": {"order": [1, [2, 1]]}}, "twice in the published order"),
        ({"published": {"order": "1"}}, "order is not a list"),
        ({"published": {"dropped": 1}}, "not a list"),
        ({"published": {"pairwise_without_diagonal": [[1, 2], [1, 2]]}}, "a row an option"),
        ({"published": {"pairwise_without_diagonal": [[1], [1], [1]]}}, "each other option"),
    ],
)
def test_a_malformed_election_is_refused(change: dict[str, Any], words: str) -> None:
    with pytest.raises(ValueError, match=words):
        read(DEBIAN, **change)


def test_what_is_no_object_is_refused() -> None:
    with pytest.raises(ValueError, match="no JSON object"):
        read_election(b"[]")


IRV: dict[str, Any] = {
    "method": "irv",
    "options": ["ada", "bob", "cy"],
    "ballots": {"1 2 3": 3, "2 1 -": 2, "- - 1": 1},
    "published": {"rounds": [{"votes": {"ada": 3, "bob": 2, "cy": 1}, "eliminated": ["cy"]}, [3, 2, None]], "winner": "ada"},
}


def test_what_makes_no_difference_to_the_ballots_of_a_runoff_may_be_left_out() -> None:
    case = read(IRV)
    assert (case.method, case.seats, case.published.winners) == ("irv", 1, ("ada",))
    assert case.published.rounds[1].votes == {"ada": 3, "bob": 2}
    assert case.published.rounds[1].eliminated is None


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"ballots": {"1 1 2": 1}}, "'overvote' is missing"),
        ({"ballots": {"1 3 -": 1}}, "'skipped' is missing"),
        ({"elimination": "two"}, "'elimination' is one of one, batch"),
        ({"ladder": ["dice"]}, "'ladder' is a list of"),
        ({"seats": 0}, "'seats' is not a whole number from 1"),
        ({"published": {"rounds": []}}, "rounds are not a list"),
        ({"published": {"rounds": ["1"]}}, "not an object or a list of votes"),
        ({"published": {"rounds": [{"dan": 1}]}}, "'dan' is not one of the options"),
        ({"published": {"rounds": [[1, 2]]}}, "one number an option"),
        ({"method": "stv"}, "'quota' is missing"),
        ({"method": "score"}, "'highest' is missing"),
        ({"method": "score", "highest": 2}, "a score is higher than 2"),
        ({"method": "star", "highest": 5}, "'unscored' is missing"),
        ({"method": "approval", "max_approvals": 0}, "'max_approvals'"),
        ({"method": ["irv"]}, "the method is one of"),
    ],
)
def test_a_malformed_election_of_another_method_is_refused(change: dict[str, Any], words: str) -> None:
    with pytest.raises(ValueError, match=words):
        read(IRV, **change)


def test_ballots_without_a_published_result_are_read_and_cannot_be_compared() -> None:
    case = read({key: value for key, value in IRV.items() if key != "published"})
    assert case.published.is_nothing
    assert reproduce(case) == "no result was published with these ballots, so there is nothing to compare"
