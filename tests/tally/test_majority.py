"""Majority votes at their edges, worked by hand."""

from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from folkmoot.records.tally import (
    Abstain,
    Base,
    EqualVotes,
    MajorityCount,
    MajorityRule,
    Outcome,
    Quorum,
    QuorumCounts,
    QuorumKind,
    QuorumOf,
    QuorumTest,
)
from folkmoot.tally.by_class import count_by_class
from folkmoot.tally.majority import count_majority

HALF = MajorityRule(
    threshold=Fraction(1, 2),
    strict=True,
    base=Base.CAST,
    abstain=Abstain.QUORUM_ONLY,
    quorum=None,
    ties=EqualVotes.BY_THRESHOLD,
)
TWO_THIRDS = replace(HALF, threshold=Fraction(2, 3), strict=False)
TWO_THIRDS_OF_SEATS = Quorum(QuorumKind.FRACTION, Fraction(2, 3), QuorumOf.SEATS, QuorumCounts.PARTICIPATION)


def count(
    for_: int, against: int, abstain: int = 0, *, eligible: int = 100, seats: int | None = None
) -> MajorityCount:
    return MajorityCount(eligible, seats, for_, against, abstain)


def outcome(numbers: MajorityCount, rule: MajorityRule) -> Outcome:
    return count_majority(numbers, rule).outcome


def test_a_jury_of_96_passes_a_policy_by_two_thirds() -> None:
    tally = count_majority(
        count(66, 26, 3, eligible=96, seats=96), replace(TWO_THIRDS, quorum=TWO_THIRDS_OF_SEATS)
    )
    assert tally.outcome is Outcome.ADOPTED
    assert (tally.base, tally.needed, tally.share) == (92, 62, Fraction(66, 92))
    assert tally.quorum == QuorumTest(needed=64, reached=95, met=True)
    assert tally.steps == (
        "Votes: 66 for, 26 against, 3 abstained.",
        "Quorum (2/3 of seats): 95 took part, needed 64: met.",
        "For: 66 of 92 votes cast (71.7 %), needed 62 (at least 2/3).",
        "Outcome: adopted.",
    )


@pytest.mark.parametrize(
    ("for_", "against", "strict", "expected"),
    [
        (60, 30, False, Outcome.ADOPTED),
        (60, 30, True, Outcome.REJECTED),
        (61, 30, True, Outcome.ADOPTED),
        (59, 30, False, Outcome.REJECTED),
    ],
)
def test_exactly_two_thirds_is_enough_unless_the_rule_is_strict(
    for_: int, against: int, strict: bool, expected: Outcome
) -> None:
    assert outcome(count(for_, against), replace(TWO_THIRDS, strict=strict)) is expected


def test_two_thirds_of_a_number_beyond_floats_is_still_exact() -> None:
    third = 10**17 + 1
    exact = count(2 * third, third, eligible=3 * third)
    one_short = count(2 * third - 1, third + 1, eligible=3 * third)
    assert outcome(exact, TWO_THIRDS) is Outcome.ADOPTED
    assert outcome(one_short, TWO_THIRDS) is Outcome.REJECTED


@pytest.mark.parametrize("base", [Base.CAST, Base.PRESENT])
@pytest.mark.parametrize("strict", [True, False])
def test_an_empty_ballot_box_adopts_nothing(base: Base, strict: bool) -> None:
    tally = count_majority(count(0, 0), replace(HALF, base=base, strict=strict))
    assert (tally.outcome, tally.base, tally.needed, tally.share) == (Outcome.REJECTED, 0, 1, None)


def test_the_same_votes_pass_or_fall_with_the_base() -> None:
    votes = count(40, 30, 20, eligible=100, seats=96)
    found = {base: count_majority(votes, replace(HALF, base=base)) for base in Base}
    assert {base: (tally.base, tally.needed) for base, tally in found.items()} == {
        Base.CAST: (70, 36),
        Base.PRESENT: (90, 46),
        Base.ELIGIBLE: (100, 51),
        Base.SEATS: (96, 49),
    }
    assert [base for base, tally in found.items() if tally.outcome is Outcome.ADOPTED] == [Base.CAST]


def test_abstentions_join_the_votes_cast_only_where_the_rule_says_so() -> None:
    votes = count(40, 30, 20)
    assert count_majority(votes, HALF).base == 70
    widened = count_majority(votes, replace(HALF, abstain=Abstain.IN_BASE))
    assert (widened.base, widened.outcome) == (90, Outcome.REJECTED)
    assert (
        "For: 40 of 90 votes cast, abstentions among them (44.4 %), needed 46 (more than 1/2)."
        in widened.steps
    )


def test_a_tie_is_rejected_or_left_to_the_threshold() -> None:
    half_is_enough = replace(HALF, strict=False)
    assert outcome(count(20, 20), half_is_enough) is Outcome.ADOPTED
    tally = count_majority(count(20, 20), replace(half_is_enough, ties=EqualVotes.REJECTED))
    assert tally.outcome is Outcome.REJECTED
    assert "As many are for as against, and under the rule a tie is rejected." in tally.steps


def test_without_quorum_a_unanimous_vote_decides_nothing() -> None:
    numbers = count(63, 0, eligible=96, seats=96)
    tally = count_majority(numbers, replace(TWO_THIRDS, quorum=TWO_THIRDS_OF_SEATS))
    assert tally.outcome is Outcome.NO_QUORUM
    assert tally.steps[1:] == (
        "Quorum (2/3 of seats): 63 took part, needed 64: not met.",
        "Outcome: no-quorum.",
    )


def test_an_approval_quorum_counts_only_votes_for() -> None:
    quorum = Quorum(QuorumKind.COUNT, Fraction(30), None, QuorumCounts.APPROVAL)
    assert outcome(count(29, 1, 60), replace(HALF, quorum=quorum)) is Outcome.NO_QUORUM
    assert outcome(count(30, 1), replace(HALF, quorum=quorum)) is Outcome.ADOPTED


@pytest.mark.parametrize(
    ("numbers", "rule", "words"),
    [
        (count(-1, 5), HALF, "less than nothing"),
        (count(60, 41), HALF, "cannot come from 100 eligible"),
        (count(60, 30, seats=80), HALF, "cannot come from 80 seats"),
        (count(6, 3), replace(HALF, base=Base.SEATS), "taken of seats"),
        (count(6, 3), replace(HALF, threshold=Fraction(0)), "above 0"),
        (count(6, 3), replace(HALF, threshold=Fraction(3, 2)), "at most 1"),
        (count(6, 3), replace(HALF, quorum=TWO_THIRDS_OF_SEATS), "'seats'"),
        (
            count(6, 3),
            replace(HALF, quorum=Quorum(QuorumKind.COUNT, Fraction(3), None, QuorumCounts.ABOVE_DEFAULT)),
            "default option",
        ),
    ],
)
def test_impossible_numbers_and_rules_are_refused(
    numbers: MajorityCount, rule: MajorityRule, words: str
) -> None:
    with pytest.raises(ValueError, match=words):
        count_majority(numbers, rule)


@given(
    for_=st.integers(0, 400),
    against=st.integers(0, 400),
    abstain=st.integers(0, 400),
    threshold=st.fractions(Fraction(1, 50), Fraction(1), max_denominator=50),
    strict=st.booleans(),
    base=st.sampled_from(Base),
)
def test_needed_is_the_least_number_that_passes(
    for_: int, against: int, abstain: int, threshold: Fraction, strict: bool, base: Base
) -> None:
    rule = replace(HALF, threshold=threshold, strict=strict, base=base)
    tally = count_majority(count(for_, against, abstain, eligible=1200, seats=1200), rule)
    num, den = threshold.numerator, threshold.denominator

    def passes(votes: int) -> bool:
        return votes * den > num * tally.base if strict else votes * den >= num * tally.base

    assert passes(tally.needed)
    assert tally.needed == 1 or not passes(tally.needed - 1)
    assert (tally.outcome is Outcome.ADOPTED) == (for_ > 0 and passes(for_))


def test_a_vote_by_class_needs_every_class() -> None:
    workers, users = count(20, 5, eligible=30), count(400, 401, eligible=5000)
    tally = count_by_class({"workers": workers, "users": users}, HALF)
    assert tally.outcome is Outcome.REJECTED
    assert [name for name, _ in tally.classes] == ["users", "workers"]
    assert "Every class must adopt; rejected in users." in tally.steps
    assert (
        count_by_class({"workers": workers, "users": count(402, 401, eligible=5000)}, HALF).outcome
        == "adopted"
    )


def test_one_class_without_quorum_leaves_the_whole_vote_without() -> None:
    rule = replace(HALF, quorum=Quorum(QuorumKind.COUNT, Fraction(10), None, QuorumCounts.PARTICIPATION))
    tally = count_by_class({"a": count(9, 0), "b": count(1, 20), "c": count(30, 1)}, rule)
    assert tally.outcome is Outcome.NO_QUORUM


def test_a_vote_of_no_class_is_refused() -> None:
    with pytest.raises(ValueError, match="needs a class"):
        count_by_class({}, HALF)
