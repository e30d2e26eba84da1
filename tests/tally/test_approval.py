"""Approvals: seats, limits, shares, the default option, quorums, ties."""

from dataclasses import replace
from fractions import Fraction

import pytest

from folkmoot.records.election import ApprovalRule, ElectionTally, Rung
from folkmoot.records.tally import Outcome, Quorum, QuorumCounts, QuorumKind, QuorumOf
from folkmoot.tally.approval import count_approval

RULE = ApprovalRule(None, None, None, None, (Rung.LOT,))


def count(ballots: dict[str, int], options: str, seats: int, rule: ApprovalRule, lot: str | None = None, eligible: int | None = None) -> ElectionTally:
    return count_approval({((tuple(text),) if text else ()): number for text, number in ballots.items()}, options, seats, rule, lot, eligible=eligible)


def test_the_most_approved_take_the_seats_in_their_order() -> None:
    tally = count({"ab": 3, "bc": 4, "d": 1, "": 2}, "abcd", 2, RULE)
    assert tally.rounds[0].votes == (("a", Fraction(3)), ("b", Fraction(7)), ("c", Fraction(4)), ("d", Fraction(1)))
    assert tally.winners == ("b", "c")
    assert tally.steps == (
        "Ballots: 10 ballots over 4 options for 2 seats.",
        "Rule: the most approved are elected; any number may be approved.",
        "Approvals: a 3, b 7, c 4, d 1. b and c elected.",
        "Elected: b and c.",
        "Outcome: adopted.",
    )


def test_a_tie_across_the_last_seat_keeps_those_above_it() -> None:
    tally = count({"ab": 3, "c": 3, "a": 1}, "abc", 2, RULE)
    assert (tally.outcome, tally.winners, tally.tied) == (None, ("a",), ("b", "c"))
    settled = count({"ab": 3, "c": 3, "a": 1}, "abc", 2, RULE, "seed")
    assert settled.winners[0] == "a"
    assert [tie.by for tie in settled.ties] == ["lot"]


def test_a_tie_within_the_seats_is_none() -> None:
    assert count({"ab": 3, "c": 1}, "abc", 2, RULE).winners == ("a", "b")


def test_the_least_share_is_of_all_ballots_and_itself_enough() -> None:
    third = replace(RULE, min_share=Fraction(1, 3))
    assert count({"a": 2, "b": 1, "": 3}, "ab", 2, third).winners == ("a",)
    assert count({"a": 2, "b": 1, "": 4}, "ab", 2, third).outcome is Outcome.REJECTED
    assert "b cannot be elected: 1 of 6 ballots (16.7 %), and at least 33.3 % are needed." in count({"a": 2, "b": 1, "": 3}, "ab", 2, third).steps


def test_the_default_option_must_be_beaten_and_takes_no_seat() -> None:
    rule = replace(RULE, default_option="n")
    tally = count({"an": 3, "b": 4, "n": 1, "c": 5}, "abcn", 3, rule)
    assert tally.winners == ("c",)
    assert "b cannot be elected: it does not beat n." in tally.steps
    assert "2 seats left empty." in tally.steps


def test_nobody_is_elected_without_an_approval() -> None:
    assert count({"a": 1}, "ab", 2, RULE).winners == ("a",)
    assert count({"": 5}, "ab", 1, RULE, "seed").outcome is Outcome.REJECTED


def test_a_quorum_of_approvals_is_put_to_every_option() -> None:
    rule = replace(RULE, quorum=Quorum(QuorumKind.FRACTION, Fraction(1, 4), QuorumOf.ELIGIBLE, QuorumCounts.APPROVAL))
    tally = count({"a": 5, "b": 4}, "ab", 2, rule, eligible=20)
    assert (tally.winners, tally.outcome) == (("a",), Outcome.ADOPTED)
    assert "Quorum (1/4 of eligible): 5 approve the most approved, needed 5: met." in tally.steps
    assert count({"a": 5, "b": 4}, "ab", 2, rule, eligible=21).outcome is Outcome.NO_QUORUM


@pytest.mark.parametrize("profile", [{(("a",), ("b",)): 1}, {(("x",),): 1}, {(("a", "a"),): 1}, {(("a", "b"),): 1}])
def test_a_ballot_that_breaks_the_rule_is_refused(profile: dict[tuple[tuple[str, ...], ...], int]) -> None:
    with pytest.raises(ValueError, match="ballot"):
        count_approval(profile, "ab", 1, replace(RULE, max_approvals=1), None)
