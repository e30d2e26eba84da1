"""Scores and STAR: totals, averages, the runoff, the ladder of ties, the default option, and what cannot be counted."""

from dataclasses import replace
from fractions import Fraction

import pytest

from folkmoot.records.ballot import Marks
from folkmoot.records.election import Rung, ScoreRule, StarRule, Unscored
from folkmoot.records.tally import Outcome
from folkmoot.tally.score import count_score
from folkmoot.tally.star import count_star

SCORE = ScoreRule(5, Unscored.ZERO, None, None, None, (Rung.LOT,))
STAR = StarRule(5, Unscored.ZERO, None, None, (Rung.PRIOR_ROUNDS, Rung.COPELAND, Rung.MOST_FIRST_PREFERENCES, Rung.LOT))

TENNESSEE = {"M5 N2 C1 K0": 42, "M0 N5 C2 K1": 26, "M0 N3 C5 K4": 15, "M0 N2 C4 K5": 17}


def scored(ballots: dict[str, int]) -> dict[Marks, int]:
    """`A5 B0`: a letter and its score."""
    return {Marks(tuple(sorted((mark[0], int(mark[1:])) for mark in text.split()))): number for text, number in ballots.items()}


def test_the_highest_totals_take_the_seats() -> None:
    tally = count_score(scored(TENNESSEE), "MNCK", 2, SCORE, None)
    assert dict(tally.rounds[0].votes) == {"M": 210, "N": 293, "C": 237, "K": 171}
    assert tally.winners == ("N", "C")


def test_an_option_without_a_score_has_nothing_or_is_left_out() -> None:
    ballots = scored({"A5": 1, "B3": 2, "A2 B3": 1, "B2": 1})
    assert dict(count_score(ballots, "AB", 1, SCORE, None).rounds[0].votes) == {"A": 7, "B": 11}
    left_out = count_score(ballots, "AB", 1, replace(SCORE, unscored=Unscored.EXCLUDED), None)
    assert dict(left_out.rounds[0].votes) == {"A": Fraction(7, 2), "B": Fraction(11, 4)}
    assert left_out.winners == ("A",)
    shared = count_score(ballots, "AB", 1, replace(SCORE, unscored=Unscored.EXCLUDED, min_share=Fraction(1, 2)), None)
    assert shared.winners == ("B",)


def test_scores_must_be_above_the_default_option() -> None:
    rule = replace(SCORE, default_option="N")
    assert count_score(scored({"A3 N3": 2}), "AN", 1, rule, None).outcome is Outcome.REJECTED
    assert count_score(scored({"A4 N3": 2}), "AN", 1, rule, None).winners == ("A",)


def test_margins_settle_a_tie_of_totals() -> None:
    tally = count_score(scored({"A5 B0": 1, "A0 B2": 1, "A0 B3": 1}), "AB", 1, replace(SCORE, ladder=(Rung.MARGINS,)), None)
    assert tally.winners == ("B",)
    assert tally.ties[0].by == "margins"


def test_the_runoff_can_turn_the_scores_over() -> None:
    tally = count_star(scored({"A5 B4 C0": 3, "A0 B1 C0": 2, "C5 B4 A0": 3, "A5 B0": 1, "B3 A4": 0}), "ABC", 1, STAR, None)
    assert [round_.title for round_ in tally.rounds] == ["Total scores", "Runoff"]
    assert dict(tally.rounds[0].votes) == {"A": 20, "B": 26, "C": 15}
    assert dict(tally.rounds[1].votes) == {"A": 4, "B": 5}
    assert tally.winners == ("B",)
    turned = count_star(scored({"A5 B4": 3, "A0 B5": 2}), "AB", 1, STAR, None)
    assert dict(turned.rounds[0].votes) == {"A": 15, "B": 22}
    assert turned.winners == ("A",)


def test_a_tie_in_the_runoff_goes_to_the_higher_score_then_to_more_highest_scores() -> None:
    by_score = count_star(scored({"A5 B1": 1, "A0 B2": 1}), "AB", 1, STAR, None)
    assert (by_score.winners, [tie.by for tie in by_score.ties]) == (("A",), ["prior-rounds"])
    by_stars = count_star(scored({"A5 B4": 1, "A0 B4": 1, "A4 B1": 1, "A2 B3": 1, "A1 B0": 0}), "AB", 1, STAR, None)
    assert dict(by_stars.rounds[0].votes) == {"A": 11, "B": 12}
    equal = count_star(scored({"A5 B3": 1, "A1 B3": 1}), "AB", 1, STAR, None)
    assert [(tie.by, tie.first) for tie in equal.ties] == [
        ("prior-rounds", ("A", "B")),
        ("copeland", ("A", "B")),
        ("most-first-preferences", ("A",)),
    ]
    assert equal.winners == ("A",)


def test_a_tie_for_the_runoff_is_settled_by_pairs() -> None:
    tied = count_star(scored({"A5 B2 C0": 1, "A5 C1": 2}), "ABC", 1, STAR, None)
    assert [(tie.between, tie.by, tie.first) for tie in tied.ties][:2] == [
        (("B", "C"), "prior-rounds", ("B", "C")),
        (("B", "C"), "copeland", ("C",)),
    ]
    assert [option for option, _ in tied.rounds[1].votes] == ["A", "C"]


def test_the_runoff_hears_nothing_from_a_ballot_that_leaves_a_finalist_out_where_the_rule_says_so() -> None:
    ballots = scored({"A1": 3, "A3 B4": 2})
    assert count_star(ballots, "AB", 1, STAR, None).winners == ("A",)
    tally = count_star(ballots, "AB", 1, replace(STAR, unscored=Unscored.EXCLUDED), None)
    assert dict(tally.rounds[0].votes) == {"A": Fraction(9, 5), "B": 4}
    assert dict(tally.rounds[1].votes) == {"A": 0, "B": 2}
    assert tally.rounds[1].exhausted == 3


def test_a_default_option_that_wins_elects_nobody() -> None:
    tally = count_star(scored({"A1 N5": 3}), "AN", 1, replace(STAR, default_option="N"), None)
    assert (tally.winners, tally.outcome) == ((), Outcome.REJECTED)


def test_nobody_is_elected_without_a_point() -> None:
    for ballots in ({}, scored({"A0 B0": 3})):
        assert count_star(ballots, "AB", 1, STAR, "seed").outcome is Outcome.REJECTED
        assert count_score(ballots, "AB", 1, SCORE, "seed").outcome is Outcome.REJECTED
    assert count_star(scored({"A2": 1}), "A", 1, STAR, None).winners == ("A",)


@pytest.mark.parametrize("marks", [(("A", 6),), (("A", -1),), (("A", "for"),), (("A", True),), (("X", 1),), (("A", 1), ("A", 2))])
def test_a_mark_out_of_range_is_refused(marks: tuple[tuple[str, str | int], ...]) -> None:
    for count in (lambda: count_score({Marks(marks): 1}, "AB", 1, SCORE, None), lambda: count_star({Marks(marks): 1}, "AB", 1, STAR, None)):
        with pytest.raises(ValueError):
            count()


def test_star_has_one_seat() -> None:
    with pytest.raises(ValueError, match="one option"):
        count_star({}, "AB", 2, STAR, None)
