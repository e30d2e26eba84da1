"""Single transferable vote: published examples, fractions, last seats, ties, and what cannot be counted."""

from dataclasses import replace
from fractions import Fraction

import pytest

from folkmoot.records.election import ElectionTally, Overvote, Rung, Skipped, StvRule, Transfer, VoteQuota
from folkmoot.records.tally import Outcome
from folkmoot.tally.stv import count_stv

SCOTTISH = StvRule(VoteQuota.DROOP, Transfer.SCOTTISH, Overvote.EXHAUST, Skipped.NEXT, None, (Rung.PRIOR_ROUNDS, Rung.LOT))
MEEK = replace(SCOTTISH, quota=VoteQuota.DROOP_EXACT, transfer=Transfer.MEEK)

PARTY = {"O": 4, "PO": 2, "CS": 8, "CW": 4, "S": 1, "W": 1}
"""The food for a party of twenty, three dishes of five (Wikipedia, "Single transferable vote"): chocolate, oranges, strawberries."""
SQUEEZED = {"A": 25, "CBD": 34, "BD": 7, "DB": 8, "DS": 5, "SD": 21}
"""A hundred voters, three seats of five (Wikipedia, "CPO-STV"): the usual count elects A, C and S."""


def count(ballots: dict[str, int], options: str, seats: int, rule: StvRule, lot: str | None = None) -> ElectionTally:
    return count_stv({tuple((option,) for option in text): number for text, number in ballots.items()}, options, seats, rule, lot)


def votes(tally: ElectionTally, number: int) -> dict[str, Fraction]:
    return dict(tally.rounds[number].votes)


def test_the_party_gets_chocolate_oranges_and_strawberries() -> None:
    tally = count(PARTY, "OPCSW", 3, SCOTTISH)
    assert [(round_.title, round_.elected, round_.eliminated) for round_ in tally.rounds] == [
        ("First preferences", ("C",), ()),
        ("Surplus of C", (), ()),
        ("Elimination of P", ("O",), ("P",)),
        ("Elimination of W", ("S",), ("W",)),
    ]
    assert votes(tally, 1) == {"O": 4, "P": 2, "C": 6, "S": 5, "W": 3}
    assert tally.winners == ("C", "O", "S")
    assert "as there is a seat for everybody left: S." in tally.rounds[-1].words
    assert set(count(PARTY, "OPCSW", 3, MEEK).winners) == {"C", "O", "S"}


def test_the_squeezed_candidate_loses_and_what_truncation_drops_is_told() -> None:
    tally = count(SQUEEZED, "ABCDS", 3, SCOTTISH)
    assert tally.winners == ("C", "S", "A")
    assert votes(tally, 1)["B"] == 7 + 34 * Fraction(23529, 100000)
    assert tally.rounds[1].exhausted == Fraction(14, 100000)
    assert tally.rounds[1].words == "Of each vote 8 / 34 passes on."


def test_a_paper_that_came_with_a_value_passes_on_at_a_share_of_it() -> None:
    tally = count({"ABC": 9, "BC": 3, "D": 3, "C": 2}, "ABCD", 3, SCOTTISH)
    first = Fraction(44444, 100000)  # 4 / 9
    assert votes(tally, 1)["B"] == 3 + 9 * first
    surplus = 3 + 9 * first - 5
    value = [Fraction(int(surplus * share / (3 + 9 * first) * 10**5), 10**5) for share in (Fraction(1), first)]
    assert votes(tally, 2)["C"] == 2 + 3 * value[0] + 9 * value[1]


def test_the_largest_surplus_goes_first_and_equal_ones_by_earlier_rounds() -> None:
    tally = count({"AC": 9, "BD": 11, "C": 2, "D": 1}, "ABCD", 3, SCOTTISH)
    assert [round_.title for round_ in tally.rounds[:3]] == ["First preferences", "Surplus of B", "Surplus of A"]
    equal = count({"AC": 9, "BD": 9, "C": 2, "D": 1}, "ABCD", 3, SCOTTISH)
    assert set(equal.tied) == {"A", "B"}
    assert equal.winners == ("A", "B")
    assert count({"AC": 9, "BD": 9, "C": 2, "D": 1}, "ABCD", 3, SCOTTISH, "seed").outcome is Outcome.ADOPTED


def test_the_exact_quota_must_be_exceeded() -> None:
    ballots = {"A": 6, "B": 6, "C": 6}
    exact = replace(SCOTTISH, quota=VoteQuota.DROOP_EXACT)
    assert count(ballots, "ABC", 2, exact).rounds[0].elected == ()
    assert set(count(ballots, "ABC", 2, exact).tied) == {"A", "B", "C"}
    assert count({"A": 7, "B": 6, "C": 5}, "ABC", 2, exact).rounds[0].elected == ("A",)


def test_meek_lowers_the_quota_and_keeps_what_the_equations_say() -> None:
    tally = count(PARTY, "OPCSW", 3, MEEK)
    held = votes(tally, 2)
    quota = Fraction(33, 7)  # 12 k = q and 3 q = 11 + 8 k, so k = 11 / 28
    assert abs(held["C"] - quota) < Fraction(1, 10**6)
    assert abs(held["S"] - quota) < Fraction(1, 10**6)
    assert tally.rounds[2].words.startswith("Quota 4.714285967, surplus 0.000000664. Keep values: C 0.392857183, S 0.80487821.")
    assert any("meek/1" in step for step in tally.steps)


def test_meek_counts_a_vote_for_somebody_eliminated_as_if_he_had_never_stood() -> None:
    with_d = count({"DAB": 5, "AB": 20, "B": 8, "C": 12}, "ABCD", 2, MEEK)
    without = count({"AB": 25, "B": 8, "C": 12}, "ABC", 2, MEEK)
    assert with_d.winners == without.winners


def test_meek_ties_lie_within_the_surplus() -> None:
    assert set(count({"A": 10, "B": 3, "C": 3}, "ABC", 2, MEEK).tied) == {"B", "C"}
    rounded = count({"AB": 8, "AC": 4, "C": 2, "D": 4}, "ABCD", 2, MEEK)  # 4 votes each but for the rounding of A's keep value
    assert votes(rounded, 1)["B"] < votes(rounded, 1)["C"] < votes(rounded, 1)["D"]
    assert rounded.ties[0].between == ("B", "C", "D")


def test_fewer_options_than_seats_leave_seats_empty() -> None:
    for rule in (SCOTTISH, MEEK):
        tally = count({"A": 3, "B": 1}, "AB", 4, rule)
        assert set(tally.winners) == {"A", "B"}
        assert "2 seats left empty." in tally.steps


def test_no_vote_for_anybody_elects_nobody() -> None:
    for rule in (SCOTTISH, MEEK):
        assert count({}, "AB", 1, rule, "seed").outcome is Outcome.REJECTED
        assert count({"": 3}, "AB", 1, rule, "seed").winners == ()


def test_an_option_that_is_not_there_is_refused() -> None:
    for rule in (SCOTTISH, MEEK):
        with pytest.raises(ValueError, match="not on the ballot"):
            count({"AX": 3}, "AB", 1, rule)
