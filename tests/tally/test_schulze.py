"""Schulze's method: tables by hand, and what must hold of every profile."""

from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction
from itertools import pairwise, permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from folkmoot.records.tally import (
    Blank,
    DropReason,
    Levels,
    Matrix,
    Outcome,
    Quorum,
    QuorumCounts,
    QuorumKind,
    QuorumOf,
    RankedCount,
    RankedRule,
    RankedTies,
    Ranking,
    RatioTest,
    Strength,
)
from folkmoot.tally.schulze import count_schulze, order_levels, unbeaten

OPEN = RankedRule(
    strength=Strength.WINNING,
    blank=Blank.LAST,
    default_option=None,
    ratio=None,
    ratios=(),
    ratio_test=RatioTest.STRICT,
    quorum=None,
    levels=Levels.UNBEATEN,
    ties=RankedTies.LOT,
)
DEBIAN = replace(
    OPEN,
    default_option="none",
    ratio=Fraction(1),
    quorum=Quorum(QuorumKind.SQRT, Fraction(3, 2), QuorumOf.ELIGIBLE, QuorumCounts.ABOVE_DEFAULT),
    ties=RankedTies.CASTING_VOTE,
)


def ranked(options: str, ballots: dict[str, int], eligible: int | None = None) -> RankedCount:
    """Ballots as best-first strings of one-letter options; an option left out is a blank."""
    profile: dict[Ranking, int] = {}
    for text, number in ballots.items():
        profile[tuple(text.index(option) if option in text else None for option in options)] = number
    return RankedCount(eligible, None, tuple(options), profile)


def two_options(above: int, below: int, eligible: int = 100) -> RankedCount:
    return RankedCount(eligible, None, ("plan", "none"), {(1, 2): above, (2, 1): below})


SCHULZE_45 = ranked(
    "ABCDE",
    {"ACBED": 5, "ADECB": 5, "BEDAC": 8, "CABED": 3, "CAEBD": 7, "CBADE": 2, "DCEBA": 7, "EBADC": 8},
)


def test_schulzes_own_example_of_45_voters() -> None:
    tally = count_schulze(SCHULZE_45, OPEN)
    assert tally.matrix[0] == (0, 20, 26, 30, 22)
    assert tally.strengths == (
        (0, 28, 28, 30, 24),
        (25, 0, 28, 33, 24),
        (25, 29, 0, 29, 24),
        (25, 28, 28, 0, 24),
        (25, 28, 28, 31, 0),
    )
    assert tally.winners == ("E",)
    assert tally.order == (("E",), ("A",), ("C",), ("B",), ("D",))
    assert tally.outcome is Outcome.ADOPTED


def test_every_step_is_said() -> None:
    assert count_schulze(SCHULZE_45, OPEN).steps == (
        "Ballots: 45 ballots over 5 options; an unranked option is ranked last.",
        "Order by strongest paths, victories by winning votes: E, then A, then C, then B, then D.",
        "Winner: E; no option beats it.",
        "Outcome: adopted.",
    )


def test_an_even_circle_is_a_tie_of_all_three() -> None:
    tally = count_schulze(ranked("ABC", {"ABC": 4, "BCA": 4, "CAB": 4}), OPEN)
    assert tally.winners == ("A", "B", "C")
    assert tally.order == (("A", "B", "C"),)
    assert tally.outcome is None
    assert "Tied: A, B and C; no option beats any of them, and a published lot decides." in tally.steps


def test_winning_votes_and_margins_can_choose_different_winners() -> None:
    # A over B 10:8, B over C 9:1, C over A 12:9; the weakest is B over C by votes, and A over B by margin.
    pairs: dict[Ranking, int] = {
        (1, 2, None): 10,
        (2, 1, None): 8,
        (None, 1, 2): 9,
        (None, 2, 1): 1,
        (2, None, 1): 12,
        (1, None, 2): 9,
    }
    count = RankedCount(None, None, ("A", "B", "C"), pairs)
    by_votes = replace(OPEN, blank=Blank.NO_OPINION)
    assert count_schulze(count, by_votes).winners == ("C",)
    assert count_schulze(count, replace(by_votes, strength=Strength.MARGINS)).winners == ("B",)


@pytest.mark.parametrize(("test", "winner"), [(RatioTest.STRICT, "none"), (RatioTest.AT_LEAST, "plan")])
def test_debians_change_of_2015_turns_an_exact_three_to_one(test: RatioTest, winner: str) -> None:
    rule = replace(DEBIAN, ratios=(("plan", Fraction(3)),), ratio_test=test)
    tally = count_schulze(two_options(30, 10), rule)
    assert tally.winners == (winner,)
    assert tally.outcome is (Outcome.ADOPTED if winner == "plan" else Outcome.REJECTED)


@pytest.mark.parametrize("test", RatioTest)
def test_as_many_above_as_below_never_defeats_the_default(test: RatioTest) -> None:
    tally = count_schulze(two_options(20, 20), replace(DEBIAN, ratio_test=test))
    assert [(out.option, out.reason) for out in tally.dropped] == [("plan", DropReason.RATIO)]
    assert tally.winners == ("none",)


def test_an_option_is_dropped_for_its_quorum_before_its_ratio() -> None:
    tally = count_schulze(two_options(14, 0), DEBIAN)
    assert [(out.option, out.reason) for out in tally.dropped] == [("plan", DropReason.QUORUM)]
    assert tally.dropped[0].words == "14 put it above none, and the quorum is 15"
    assert tally.outcome is Outcome.NO_QUORUM
    assert count_schulze(two_options(15, 0), DEBIAN).outcome is Outcome.ADOPTED


def test_a_dropped_option_leaves_every_path() -> None:
    # Of the circle A > B > C > A, B falls to its ratio; then C beats A.
    ballots: dict[Ranking, int] = {(1, 2, 3, 4): 30, (3, 1, 2, 4): 20, (2, 4, 1, 3): 25}
    count = RankedCount(100, None, ("A", "B", "C", "none"), ballots)
    kept = count_schulze(count, DEBIAN)
    assert kept.winners == ("A",)
    tally = count_schulze(count, replace(DEBIAN, ratios=(("B", Fraction(3)),)))
    assert [out.option for out in tally.dropped] == ["B"]
    assert tally.winners == ("C",)
    assert not any(tally.strengths[1])
    assert not any(row[1] for row in tally.strengths)
    assert "B" not in [option for level in tally.order for option in level]


def test_the_default_option_can_win_over_options_not_dropped() -> None:
    rule = replace(DEBIAN, ratio=None, quorum=None)
    tally = count_schulze(two_options(10, 30), rule)
    assert (tally.dropped, tally.winners, tally.outcome) == ((), ("none",), Outcome.REJECTED)


def test_a_default_that_wins_over_an_option_with_its_quorum_rejects() -> None:
    rule = replace(DEBIAN, ratio=None)
    count = RankedCount(
        100, None, ("few", "plan", "none"), {(None, 2, 1): 30, (1, 2, None): 5, (None, 1, None): 15}
    )
    tally = count_schulze(count, rule)
    assert [(out.option, out.reason) for out in tally.dropped] == [("few", DropReason.QUORUM)]
    assert (tally.winners, tally.outcome) == (("none",), Outcome.REJECTED)


def test_a_quorum_of_participation_counts_blank_ballots_too() -> None:
    quorum = Quorum(QuorumKind.COUNT, Fraction(5), None, QuorumCounts.PARTICIPATION)
    count = RankedCount(9, None, ("A", "B"), {(1, 2): 1, (None, None): 4})
    assert count_schulze(count, replace(OPEN, quorum=quorum)).outcome is Outcome.ADOPTED
    fewer = replace(count, profile={(1, 2): 4})
    tally = count_schulze(fewer, replace(OPEN, quorum=quorum))
    assert (tally.outcome, tally.winners) == (Outcome.NO_QUORUM, ("A",))
    assert "Quorum (at least 5): 4 took part, needed 5: not met." in tally.steps


def test_nobody_voting_is_a_tie_or_the_default() -> None:
    empty = RankedCount(0, None, ("A", "none"), {})
    assert count_schulze(empty, OPEN).winners == ("A", "none")
    assert count_schulze(empty, DEBIAN).winners == ("none",)


def test_levels_part_where_ties_do_not_carry_over() -> None:
    # A beats C; B is level with both.
    strengths: Matrix = ((0, 5, 7), (5, 0, 5), (3, 5, 0))
    assert unbeaten(strengths, range(3)) == (0, 1)
    assert order_levels(strengths, range(3), Levels.UNBEATEN) == ((0, 1), (2,))
    assert order_levels(strengths, range(3), Levels.WINS) == ((0,), (1, 2))


@pytest.mark.parametrize(
    ("count", "rule", "words"),
    [
        (ranked("", {}), OPEN, "at least one option"),
        (RankedCount(None, None, ("A", "A"), {}), OPEN, "each of them once"),
        (ranked("AB", {}, eligible=9), DEBIAN, "'none' is not on the ballot"),
        (ranked("AB", {"AB": 10}, eligible=9), OPEN, "10 ballots cannot come from 9 eligible"),
        (ranked("AB", {}), replace(OPEN, ratio=Fraction(1)), "names none"),
        (two_options(1, 0), replace(DEBIAN, default_option=None, ratio=None), "names none"),
        (RankedCount(None, None, ("A", "none"), {}), DEBIAN, "'eligible'"),
        (
            ranked("AB", {}),
            replace(OPEN, quorum=Quorum(QuorumKind.COUNT, Fraction(1), None, QuorumCounts.APPROVAL)),
            "no votes for",
        ),
    ],
)
def test_a_vote_that_cannot_be_counted_is_refused(count: RankedCount, rule: RankedRule, words: str) -> None:
    with pytest.raises(ValueError, match=words):
        count_schulze(count, rule)


@st.composite
def counts(draw: st.DrawFn) -> RankedCount:
    size = draw(st.integers(2, 5))
    ranking = st.tuples(*[st.none() | st.integers(1, size)] * size)
    profile = draw(st.dictionaries(ranking, st.integers(0, 20), max_size=8))
    return RankedCount(
        sum(profile.values()) + draw(st.integers(0, 400)),
        None,
        (*"ABCDE"[: size - 1], "none"),
        profile,
    )


@st.composite
def rules(draw: st.DrawFn) -> RankedRule:
    rule = replace(
        draw(st.sampled_from([OPEN, DEBIAN, replace(DEBIAN, quorum=None)])),
        strength=draw(st.sampled_from(Strength)),
        blank=draw(st.sampled_from(Blank)),
        ratio_test=draw(st.sampled_from(RatioTest)),
        levels=draw(st.sampled_from(Levels)),
    )
    if rule.default_option is None:
        return rule
    return replace(rule, ratios=(("A", draw(st.sampled_from([Fraction(1), Fraction(3, 2), Fraction(3)]))),))


def strongest_by_trying_every_path(
    matrix: Matrix, left: Sequence[int], strength: Strength
) -> dict[tuple[int, int], int]:
    def step(one: int, other: int) -> int:
        support, opposition = matrix[one][other], matrix[other][one]
        if support <= opposition:
            return 0
        return support if strength is Strength.WINNING else support - opposition

    found = {}
    for start, end in permutations(left, 2):
        between = [option for option in left if option not in (start, end)]
        routes = [route for size in range(len(between) + 1) for route in permutations(between, size)]
        paths = [(start, *route, end) for route in routes]
        found[start, end] = max(min(step(a, b) for a, b in pairwise(path)) for path in paths)
    return found


@given(counts(), rules())
def test_paths_winners_and_order_are_what_trying_every_path_gives(
    count: RankedCount, rule: RankedRule
) -> None:
    tally = count_schulze(count, rule)
    out = {dropped.option for dropped in tally.dropped}
    left = [place for place, option in enumerate(count.options) if option not in out]
    strongest = strongest_by_trying_every_path(tally.matrix, left, rule.strength)
    for (start, end), strength in strongest.items():
        assert tally.strengths[start][end] == strength
    beats = {
        (count.options[one], count.options[other])
        for one, other in strongest
        if strongest[one, other] > strongest[other, one]
    }
    beaten = {other for _, other in beats}
    assert set(tally.winners) == {count.options[place] for place in left} - beaten
    level = {option: place for place, options in enumerate(tally.order) for option in options}
    assert set(level) == {count.options[place] for place in left}
    assert all(level[one] < level[other] for one, other in beats)
    assert set(tally.order[0]) <= set(tally.winners)


@given(counts(), rules())
def test_a_winner_is_never_a_dropped_option_and_the_default_never_dropped(
    count: RankedCount, rule: RankedRule
) -> None:
    tally = count_schulze(count, rule)
    dropped = {out.option for out in tally.dropped}
    assert tally.winners
    assert not dropped & set(tally.winners)
    assert rule.default_option not in dropped


@given(counts(), rules(), st.randoms(use_true_random=False))
def test_the_order_of_the_options_on_the_ballot_changes_nothing_but_itself(
    count: RankedCount, rule: RankedRule, chance: object
) -> None:
    places = list(range(len(count.options)))
    chance.shuffle(places)  # type: ignore[attr-defined]
    profile = {tuple(ranking[place] for place in places): number for ranking, number in count.profile.items()}
    shuffled = replace(count, options=tuple(count.options[place] for place in places), profile=profile)
    tally, again = count_schulze(count, rule), count_schulze(shuffled, rule)
    assert set(again.winners) == set(tally.winners)
    assert [set(level) for level in again.order] == [set(level) for level in tally.order]
    assert {(out.option, out.reason) for out in again.dropped} == {
        (out.option, out.reason) for out in tally.dropped
    }
    assert again.outcome is tally.outcome


@given(counts(), rules())
def test_new_names_for_the_options_give_the_same_result_under_new_names(
    count: RankedCount, rule: RankedRule
) -> None:
    new = {option: f"{option}-renamed" for option in count.options}
    renamed = count_schulze(
        replace(count, options=tuple(new.values())),
        replace(
            rule,
            default_option=None if rule.default_option is None else new[rule.default_option],
            ratios=tuple((new[option], ratio) for option, ratio in rule.ratios),
        ),
    )
    tally = count_schulze(count, rule)
    assert renamed.winners == tuple(new[option] for option in tally.winners)
    assert renamed.order == tuple(tuple(new[option] for option in level) for level in tally.order)
    assert renamed.matrix == tally.matrix
