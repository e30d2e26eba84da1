"""Instant runoff: textbook cases, shared and empty ranks, bases, batches, the default option, and what cannot be counted."""

from dataclasses import replace
from fractions import Fraction

import pytest

from folkmoot.records.election import Elimination, Exhausted, IrvRule, Overvote, Rung, Skipped
from folkmoot.records.tally import Outcome, Quorum, QuorumCounts, QuorumKind, QuorumOf
from folkmoot.tally.irv import count_irv

RULE = IrvRule(Overvote.EXHAUST, Skipped.NEXT, Elimination.ONE, Exhausted.OUT, None, None, (Rung.PRIOR_ROUNDS, Rung.LOT))
TENNESSEE = {"MNCK": 42, "NCKM": 26, "CKNM": 15, "KCNM": 17}

Levels = tuple[tuple[str, ...], ...]


def ranked(ballots: dict[str, int]) -> dict[Levels, int]:
    """`A=B.C`: A and B share the first rank, the second is empty, C is third."""
    profile: dict[Levels, int] = {}
    for text, number in ballots.items():
        levels: list[tuple[str, ...]] = []
        for sign in text:
            if sign == "=":
                continue
            if sign == ".":
                levels.append(())
            elif f"={sign}" in text:
                levels[-1] = (*levels[-1], sign)
            else:
                levels.append((sign,))
        profile[tuple(levels)] = number
    return profile


def votes(tally: object, number: int) -> dict[str, Fraction]:
    return dict(tally.rounds[number].votes)  # type: ignore[attr-defined]


def test_the_capital_of_tennessee_is_knoxville() -> None:
    tally = count_irv(ranked(TENNESSEE), "MNCK", 1, RULE, None)
    assert [votes(tally, number) for number in range(3)] == [
        {"M": 42, "N": 26, "C": 15, "K": 17},
        {"M": 42, "N": 26, "K": 32},
        {"M": 42, "K": 58},
    ]
    assert [round_.eliminated for round_ in tally.rounds] == [(), ("C",), ("N",)]
    assert [round_.elected for round_ in tally.rounds] == [(), (), ("K",)]
    assert (tally.winners, tally.outcome) == (("K",), Outcome.ADOPTED)
    assert tally.steps == (
        "Ballots: 100 ballots over 4 options for 1 seat.",
        "Rule: more than half of the ballots that still count for an option elects; otherwise the lowest option goes out; "
        "two options on one rank: the rank ends the ballot there; an empty rank is passed over.",
        "First preferences: M 42, N 26, C 15, K 17. Nobody has more than half of the 100 ballots that count for an option (51 needed).",
        "Elimination of C: M 42, N 26, K 32. Nobody has more than half of the 100 ballots that count for an option (51 needed).",
        "Elimination of N: M 42, K 58. K has more than half of the 100 ballots that count for an option (51 needed).",
        "Elected: K.",
        "Outcome: adopted.",
    )


def test_two_on_one_rank_end_the_ballot_or_are_passed_over() -> None:
    ballots = ranked({"A": 4, "B": 3, "C=DB": 2})
    assert votes(count_irv(ballots, "ABCD", 1, RULE, "s"), 0) == {"A": 4, "B": 3, "C": 0, "D": 0}
    skipping = count_irv(ballots, "ABCD", 1, replace(RULE, overvote=Overvote.SKIP), "s")
    assert votes(skipping, 0) == {"A": 4, "B": 5, "C": 0, "D": 0}
    assert skipping.winners == ("B",)


def test_an_empty_rank_is_passed_over_or_ends_the_ballot() -> None:
    ballots = ranked({"A": 4, "B": 3, ".B": 2})
    assert count_irv(ballots, "AB", 1, RULE, None).winners == ("B",)
    ending = count_irv(ballots, "AB", 1, replace(RULE, skipped=Skipped.EXHAUST), None)
    assert ending.winners == ("A",)
    assert ending.rounds[0].exhausted == 2


def test_exhausted_ballots_in_the_base_can_leave_nobody_elected() -> None:
    ballots = ranked({"A": 4, "B": 3, "C": 3, "": 5})
    assert count_irv(ballots, "ABC", 1, RULE, "s").winners == ("A",)
    kept = count_irv(ballots, "ABC", 1, replace(RULE, exhausted=Exhausted.IN_BASE), "s")
    assert (kept.winners, kept.outcome) == ((), Outcome.REJECTED)
    assert kept.rounds[-1].words == "Nobody has more than half of the 10 ballots that named an option (6 needed)."


def test_a_batch_takes_all_that_could_never_pass_the_next() -> None:
    ballots = ranked({"A": 40, "B": 35, "CB": 9, "DB": 8, "EA": 3})
    batch = count_irv(ballots, "ABCDE", 1, replace(RULE, elimination=Elimination.BATCH), None)
    assert batch.rounds[1].eliminated == ("C", "D", "E")
    assert batch.winners == count_irv(ballots, "ABCDE", 1, RULE, None).winners == ("B",)


def test_a_batch_stops_where_one_of_it_could_still_pass() -> None:
    ballots = ranked({"A": 10, "B": 9, "CD": 5, "DC": 4})
    batch = count_irv(ballots, "ABCD", 1, replace(RULE, elimination=Elimination.BATCH), None)
    assert batch.rounds[1].eliminated == ("D",)


def test_a_default_option_that_wins_elects_nobody() -> None:
    tally = count_irv(ranked({"A": 2, "N": 3}), "AN", 1, replace(RULE, default_option="N"), None)
    assert (tally.winners, tally.outcome) == ((), Outcome.REJECTED)
    assert "N wins, so nobody is elected." in tally.steps


def test_blank_ballots_count_for_the_quorum_and_for_nothing_else() -> None:
    rule = replace(RULE, quorum=Quorum(QuorumKind.FRACTION, Fraction(1, 2), QuorumOf.ELIGIBLE, QuorumCounts.PARTICIPATION))
    ballots = ranked({"A": 2, "": 3})
    met = count_irv(ballots, "AB", 1, rule, None, eligible=10)
    assert (met.winners, met.rounds[0].exhausted) == (("A",), 0)
    short = count_irv(ballots, "AB", 1, rule, None, eligible=11)
    assert (short.winners, short.outcome) == ((), Outcome.NO_QUORUM)
    assert [round_.elected for round_ in short.rounds] == [()]
    assert "Without the quorum nobody is elected; A would have been." in short.steps
    assert "Quorum (1/2 of eligible): 5 took part, needed 6: not met." in short.steps


def test_no_vote_for_anybody_elects_nobody() -> None:
    assert count_irv({}, "AB", 1, RULE, "s").outcome is Outcome.REJECTED
    assert count_irv(ranked({"": 4}), "A", 1, RULE, "s").outcome is Outcome.REJECTED


def test_the_tie_for_elimination_is_settled_by_earlier_rounds() -> None:
    tied = count_irv(ranked({"A": 5, "B": 3, "C": 4, "DB": 1}), "ABCD", 1, RULE, None)
    assert tied.rounds[2].eliminated == ("B",)
    assert [(tie.between, tie.by, tie.first) for tie in tied.ties] == [(("B", "C"), "prior-rounds", ("C",))]


def test_pairs_put_an_unranked_option_below_every_ranked_one() -> None:
    tally = count_irv(ranked({"A": 2, "B": 2, "CA": 1, "C": 2}), "ABC", 1, replace(RULE, ladder=(Rung.MARGINS,)), None)
    assert tally.rounds[1].eliminated == ("B",)
    assert "3 prefer A to B, and 2 B to A" in tally.ties[0].words


@pytest.mark.parametrize(
    ("profile", "options", "seats", "rule"),
    [
        ({(("A",), ("A",)): 1}, "AB", 1, RULE),
        ({(("X",),): 1}, "AB", 1, RULE),
        ({(("A",),): -1}, "AB", 1, RULE),
        ({(("A",),): 1}, "AB", 2, RULE),
        ({(("A",),): 1}, "AB", 0, RULE),
        ({(("A",),): 1}, "", 1, RULE),
        ({(("A",),): 1}, "AA", 1, RULE),
        ({(("A",),): 1}, "AB", 1, replace(RULE, default_option="N")),
        ({(("A",),): 1}, "AB", 1, replace(RULE, quorum=Quorum(QuorumKind.COUNT, Fraction(1), None, QuorumCounts.APPROVAL))),
        ({(("A",),): 4}, "AB", 1, RULE),
    ],
)
def test_what_cannot_be_is_refused(profile: dict[Levels, int], options: str, seats: int, rule: IrvRule) -> None:
    with pytest.raises(ValueError):
        count_irv(profile, options, seats, rule, None, eligible=3)
