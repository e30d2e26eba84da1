"""What another reading of the rule would have come to."""

from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from folkmoot.formats.election_vector import read_election
from folkmoot.records.ballot import Choice, Marks
from folkmoot.records.decision_rule import DecisionRule
from folkmoot.records.reading import Differs, Reading
from folkmoot.rulebook.book import RuleBook
from folkmoot.tally.case import rule_of, vote_of
from folkmoot.tally.circumstances import Circumstances
from folkmoot.tally.methods import METHODS
from folkmoot.tally.sensitivity import sensitivity

VECTORS = Path(__file__).parent.parent / "vectors" / "elections"
MAJORITY = {"method": "majority", "base": "cast", "abstain": "quorum-only", "ties": "rejected", "secrecy": "open"}
SCHULZE = {"method": "schulze", "strength": "winning", "blank": "no-opinion", "levels": "unbeaten", "ratio_test": "strict", "ties": "lot"}


def readings(rule: dict[str, Any], profile: dict[Choice, int], options: tuple[str, ...] = (), lot: str | None = None) -> dict[str, Reading]:
    made = DecisionRule.model_construct(**{"secrecy": "open", **rule})
    around = Circumstances(options, sum(profile.values()), None, lot)
    return {each.name: each for each in sensitivity("rule", made, RuleBook(), profile, around)}


def vector(name: str, seats: int | None = None) -> tuple[dict[str, Reading], tuple[str, ...]]:
    case = read_election((VECTORS / name).read_bytes())
    case = replace(case, seats=seats or case.seats)
    rule, (profile, around) = rule_of(case), vote_of(case)
    tally: Any = METHODS[rule.method].count("rule", rule, RuleBook(), profile, around)
    return {each.name: each for each in sensitivity("rule", rule, RuleBook(), profile, around)}, tally.winners


def ranked(text: str) -> Choice:
    return tuple(tuple(level) for level in text.split(">"))


def majority(threshold: Fraction, strict: bool, **words: int) -> dict[str, Reading]:
    return readings({**MAJORITY, "threshold": threshold, "strict": strict}, {word.rstrip("_"): number for word, number in words.items()})


def test_abstentions_in_the_base_can_reject_what_was_adopted() -> None:
    found = majority(Fraction(1, 2), True, for_=31, against=24, abstain=12)
    assert found["present"].differs is Differs.OUTCOME
    assert found["present"].verdict == "Another outcome: rejected in place of adopted."
    assert found["not-strict"].differs is Differs.SAME


def test_reaching_the_threshold_exactly_hangs_on_one_word() -> None:
    found = majority(Fraction(2, 3), False, for_=20, against=10)
    assert found["strict"].differs is Differs.OUTCOME
    assert set(found) == {"strict"}


def test_a_tie_is_a_question_only_where_there_is_one() -> None:
    assert "tie-by-threshold" not in majority(Fraction(1, 2), False, for_=4, against=3)
    assert majority(Fraction(1, 2), False, for_=4, against=4)["tie-by-threshold"].differs is Differs.OUTCOME


def test_a_base_of_everybody_entitled_is_read_as_votes_cast_too() -> None:
    rule = {**MAJORITY, "base": "eligible", "threshold": Fraction(1, 2), "strict": True}
    made = DecisionRule.model_construct(**rule)
    profile: dict[Choice, int] = {"for": 30, "against": 10, "abstain": 1}
    found = {each.name: each for each in sensitivity("rule", made, RuleBook(), profile, Circumstances((), 100, None))}
    assert set(found) == {"votes-cast", "present", "not-strict"}
    assert found["votes-cast"].verdict == "Another outcome: adopted in place of rejected."


def test_an_unranked_option_read_as_last_gives_the_seat_to_somebody_else() -> None:
    # Few know `a`, and those who do prefer it; everybody ranks `b` somewhere.
    profile = {ranked("a>b"): 10, ranked("b>a"): 6, ranked("b>c"): 9, ranked("c"): 3}
    found = readings(SCHULZE, profile, ("a", "b", "c"))
    assert found["blank-last"].differs is Differs.WINNERS
    assert found["blank-last"].verdict == "Another result: b would win in place of a."


def test_where_every_ballot_ranks_everything_blanks_are_no_question() -> None:
    assert "blank-last" not in readings(SCHULZE, {ranked("a>b"): 3, ranked("b>a"): 2}, ("a", "b"))


def test_margins_can_make_a_tie_that_winning_votes_do_not_know() -> None:
    # A circle: a beats b 9:6, b beats c 10:7, c beats a 11:8 by votes; every margin is three.
    profile = {ranked("a>b"): 9, ranked("b>a"): 6, ranked("b>c"): 10, ranked("c>b"): 7, ranked("c>a"): 11, ranked("a>c"): 8}
    found = readings(SCHULZE, profile, ("a", "b", "c"))["margins"]
    assert found.differs is Differs.WINNERS
    assert found.winners == ()
    assert found.tied == ("a", "b", "c")
    assert "would be tied" in found.verdict


def test_a_known_lot_settles_the_ties_of_other_readings_too() -> None:
    profile = {ranked("a>b"): 9, ranked("b>a"): 6, ranked("b>c"): 10, ranked("c>b"): 7, ranked("c>a"): 11, ranked("a>c"): 8}
    assert len(readings(SCHULZE, profile, ("a", "b", "c"), lot="0" * 64)["margins"].winners) == 1


def test_burlington_elected_another_candidate_than_pairs_would_have() -> None:
    found, winners = vector("burlington-2009-leaders.json")
    assert winners == ("progressive",)
    assert found["schulze"].differs is Differs.WINNERS
    assert found["schulze"].winners == ("democrat",)
    assert {name for name, each in found.items() if each.differs is Differs.WINNERS} == {"schulze"}


@pytest.mark.parametrize(
    ("year", "seats", "blank", "margins"),
    [
        (2017, 6, Differs.LOWER, Differs.SAME),
        (2018, 3, Differs.LOWER, Differs.LOWER),
        (2019, 4, Differs.LOWER, Differs.LOWER),
        (2020, 3, Differs.SAME, Differs.SAME),
    ],
)
def test_the_kubernetes_elections_keep_their_winners_under_other_readings(
    year: int, seats: int, blank: Differs, margins: Differs
) -> None:
    found, _ = vector(f"kubernetes-steering-{year}.json", seats)
    assert (found["blank-last"].differs, found["margins"].differs) == (blank, margins)


def test_a_ratio_that_is_just_reached_hangs_on_its_test() -> None:
    rule = {**SCHULZE, "default_option": "n", "ratio": Fraction(3)}
    found = readings(rule, {ranked("a>n"): 9, ranked("n>a"): 3}, ("a", "n"))
    assert found["ratio-at-least"].verdict == "Another outcome: adopted in place of rejected, and a would win."
    assert "irv" not in found


def test_scores_without_a_runoff_can_elect_another_option() -> None:
    profile: dict[Choice, int] = {Marks((("a", 5), ("b", 4))): 6, Marks((("a", 0), ("b", 5))): 4}
    rule = {"method": "star", "highest": 5, "unscored": "zero", "ladder": ("lot",), "ties": "lot"}
    found = readings(rule, profile, ("a", "b"))
    assert set(found) == {"score"}
    assert found["score"].verdict == "Another result: b would win in place of a."


def test_a_reading_that_the_vote_does_not_allow_says_so() -> None:
    rule = {"method": "score", "winners": 2, "highest": 5, "unscored": "zero", "ladder": ("lot",), "ties": "lot"}
    found = readings(rule, {Marks((("a", 5), ("b", 4), ("c", 0))): 6}, ("a", "b", "c"))["star"]
    assert found.differs is Differs.UNREADABLE
    assert found.verdict == "These ballots cannot be counted so: STAR elects one option."


def test_a_method_with_one_reading_has_no_others() -> None:
    rule = {"method": "approval", "winners": 1, "max_approvals": 2, "ladder": ("lot",), "ties": "lot"}
    assert readings(rule, {(("a",),): 3}, ("a", "b")) == {}
