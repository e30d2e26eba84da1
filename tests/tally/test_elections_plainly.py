"""Approval, score, STAR, IRV and STV against the plainest possible counts, and what must hold of every profile."""

from collections.abc import Callable, Sequence
from decimal import ROUND_DOWN, ROUND_FLOOR, ROUND_UP, Decimal, localcontext
from fractions import Fraction

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from folkmoot.records.ballot import Marks
from folkmoot.records.election import (
    ApprovalRule,
    ElectionTally,
    Elimination,
    Exhausted,
    IrvRule,
    Overvote,
    Rung,
    ScoreRule,
    Skipped,
    StarRule,
    StvRule,
    Transfer,
    Unscored,
    VoteQuota,
)
from folkmoot.tally.approval import count_approval
from folkmoot.tally.irv import count_irv
from folkmoot.tally.lot import by_lot
from folkmoot.tally.score import count_score
from folkmoot.tally.star import count_star
from folkmoot.tally.stv import count_stv

SEED = "5eed" * 16
LOT = (Rung.LOT,)
IRV = IrvRule(Overvote.EXHAUST, Skipped.NEXT, Elimination.ONE, Exhausted.OUT, None, None, LOT)
BATCH = IrvRule(Overvote.EXHAUST, Skipped.NEXT, Elimination.BATCH, Exhausted.OUT, None, None, LOT)
SCOTTISH = StvRule(VoteQuota.DROOP, Transfer.SCOTTISH, Overvote.EXHAUST, Skipped.NEXT, None, (Rung.PRIOR_ROUNDS, Rung.LOT))
MEEK = StvRule(VoteQuota.DROOP_EXACT, Transfer.MEEK, Overvote.EXHAUST, Skipped.NEXT, None, LOT)
APPROVAL = ApprovalRule(None, None, None, None, LOT)
SCORE = ScoreRule(5, Unscored.ZERO, None, None, None, LOT)
STAR = StarRule(5, Unscored.ZERO, None, None, LOT)

Papers = list[tuple[str, int]]
"""Options as letters, the most wanted first, and how many ballots say so."""


@st.composite
def papers(draw: st.DrawFn, most: int = 6) -> tuple[str, Papers]:
    options = "abcdef"[: draw(st.integers(2, most))]
    ballot = st.permutations(options).flatmap(lambda order: st.integers(0, len(options)).map(lambda kept: "".join(order[:kept])))
    return options, draw(st.lists(st.tuples(ballot, st.integers(1, 9)), max_size=10))


def rankings(ballots: Papers) -> dict[tuple[tuple[str, ...], ...], int]:
    profile: dict[tuple[tuple[str, ...], ...], int] = {}
    for text, number in ballots:
        levels = tuple((option,) for option in text)
        profile[levels] = profile.get(levels, 0) + number
    return profile


def scorings(ballots: Papers) -> dict[Marks, int]:
    """The first on a ballot gets 5, the next 4 and so on."""
    profile: dict[Marks, int] = {}
    for text, number in ballots:
        marks = Marks(tuple(sorted((option, max(0, 5 - place)) for place, option in enumerate(text))))
        profile[marks] = profile.get(marks, 0) + number
    return profile


def approvals(ballots: Papers) -> dict[tuple[tuple[str, ...], ...], int]:
    profile: dict[tuple[tuple[str, ...], ...], int] = {}
    for text, number in ballots:
        choice = (tuple(sorted(text)),) if text else ()
        profile[choice] = profile.get(choice, 0) + number
    return profile


def loose(ballots: Papers) -> list[str]:
    return [text for text, number in ballots for _ in range(number)]


def plain_irv(ballots: Sequence[str], options: str) -> list[str]:
    left, order = list(options), by_lot(SEED, options)
    while True:
        tops = [next((option for option in ballot if option in left), "") for ballot in ballots]
        votes = {option: tops.count(option) for option in left}
        if not any(votes.values()):
            return []
        best = max(left, key=lambda option: votes[option])
        if votes[best] > sum(votes.values()) / 2:
            return [best]
        left.remove(min(left, key=lambda option: (votes[option], -order.index(option))))


def plain_scottish(ballots: Sequence[str], options: str, seats: int) -> set[str]:
    """A value a ballot, in decimals; where each ballot lies is looked up anew after every stage."""
    order, history = by_lot(SEED, options), list[dict[str, Decimal]]()
    valid = [ballot for ballot in ballots if ballot]
    if not valid:
        return set()
    quota = Decimal(len(valid) // (seats + 1) + 1)
    value, at = [Decimal(1)] * len(valid), [ballot[0] for ballot in valid]
    elected, left, done = list[str](), list(options), set[str]()

    def key(option: str) -> tuple[object, ...]:
        return (*[stage[option] for stage in reversed(history)], -order.index(option))

    while True:
        votes = {o: sum((v for v, where in zip(value, at, strict=True) if where == o), Decimal(0)) for o in [*left, *elected]}
        votes.update(dict.fromkeys(done, quota))
        history.append(votes)
        new = [option for option in left if votes[option] >= quota]
        elected += new
        left = [option for option in left if option not in new]
        if len(left) <= seats - len(elected):
            return {*elected, *left}
        if len(elected) == seats:
            return set(elected)
        rich = [option for option in elected if votes[option] > quota and option not in done]
        if rich:
            giver = max(rich, key=key)
            done.add(giver)
        else:
            giver = min(left, key=key)
            left.remove(giver)
        for place, ballot in enumerate(valid):
            if at[place] == giver:
                if rich:
                    share = (votes[giver] - quota) * value[place] / votes[giver]
                    value[place] = share.quantize(Decimal("0.00001"), ROUND_DOWN)
                at[place] = next((option for option in ballot[ballot.index(giver) + 1 :] if option in left), "")


def plain_meek(ballots: Sequence[str], options: str, seats: int) -> tuple[set[str], list[dict[str, Decimal]]]:
    """The reference rule of the Proportional Representation Foundation, ballot by ballot in decimals: winners, votes a round."""
    places, order = Decimal("0.000000001"), by_lot(SEED, options)
    keep, elected, left = dict.fromkeys(options, Decimal(1)), list[str](), list(options)
    history: list[dict[str, Decimal]] = []
    if not any(ballots):
        return set(), []
    while True:
        if len(elected) == seats or len(elected) + len(left) <= seats:
            return set(elected) if len(elected) == seats else {*elected, *left}, history
        last = Decimal(len(ballots) + 1)
        while True:
            votes = dict.fromkeys(options, Decimal(0))
            for ballot in ballots:
                weight = Decimal(1)
                for option in ballot:
                    part = (weight * keep[option]).quantize(places, ROUND_UP)
                    votes[option] += part
                    weight -= part
            quota = (sum(votes.values()) / (seats + 1)).quantize(places, ROUND_FLOOR) + places
            new = [option for option in left if votes[option] >= quota]
            surplus = sum((max(Decimal(0), votes[option] - quota) for option in elected), Decimal(0))
            if new or surplus < Decimal("0.000001") or surplus >= last:
                break
            last = surplus
            for option in elected:
                keep[option] = min(Decimal(1), ((keep[option] * quota).quantize(places, ROUND_UP) / votes[option]).quantize(places, ROUND_UP))
        history.append({option: votes[option] for option in (*elected, *left)})
        if new:
            elected += new
            left = [option for option in left if option not in new]
            continue
        least = min(votes[option] for option in left)
        out = max((option for option in left if votes[option] <= least + surplus), key=order.index)
        keep[out] = Decimal(0)
        left.remove(out)


def plain_totals(ballots: Papers, options: str, worth: Callable[[int], int]) -> dict[str, int]:
    return {o: sum(number * worth(text.index(o)) for text, number in ballots if o in text) for o in options}


def plainly_best(values: dict[str, int], seats: int) -> list[str]:
    order = by_lot(SEED, tuple(values))
    return sorted((option for option in values if values[option]), key=lambda option: (-values[option], order.index(option)))[:seats]


@given(papers())
@settings(max_examples=50, deadline=None)
def test_an_instant_runoff_is_the_plainest_one(case: tuple[str, Papers]) -> None:
    options, ballots = case
    assert list(count_irv(rankings(ballots), options, 1, IRV, SEED).winners) == plain_irv(loose(ballots), options)


@given(papers())
@settings(max_examples=50, deadline=None)
def test_eliminating_in_batches_changes_no_winner(case: tuple[str, Papers]) -> None:
    options, ballots = case
    batch = count_irv(rankings(ballots), options, 1, BATCH, SEED)
    one = count_irv(rankings(ballots), options, 1, IRV, SEED)
    assert batch.winners == one.winners
    assert len(batch.rounds) <= len(one.rounds)


@given(papers(), st.integers(1, 4))
@settings(max_examples=50, deadline=None)
def test_a_scottish_count_is_the_plainest_one(case: tuple[str, Papers], seats: int) -> None:
    options, ballots = case
    assert set(count_stv(rankings(ballots), options, seats, SCOTTISH, SEED).winners) == plain_scottish(loose(ballots), options, seats)


@given(papers(5), st.integers(1, 3))
@example(("abcd", [("dc", 1), ("ca", 2), ("ab", 2), ("adc", 2)]), 2)  # every rounding of a keep value shows here
@settings(max_examples=25, deadline=None)
def test_a_meek_count_is_the_plainest_one(case: tuple[str, Papers], seats: int) -> None:
    options, ballots = case
    with localcontext() as context:
        context.prec = 60
        winners, history = plain_meek(loose(ballots), options, seats)
    tally = count_stv(rankings(ballots), options, seats, MEEK, SEED)
    assert set(tally.winners) == winners
    for round_, votes in zip(tally.rounds, history, strict=False):
        assert dict(round_.votes) == {option: Fraction(held) for option, held in votes.items()}


@given(papers(), st.integers(1, 4))
@settings(max_examples=50, deadline=None)
def test_approvals_and_scores_are_the_plainest_sums(case: tuple[str, Papers], seats: int) -> None:
    options, ballots = case
    approved = plain_totals(ballots, options, lambda place: 1)
    assert set(count_approval(approvals(ballots), options, seats, APPROVAL, SEED).winners) == set(plainly_best(approved, seats))
    scored = plain_totals(ballots, options, lambda place: max(0, 5 - place))
    assert set(count_score(scorings(ballots), options, seats, SCORE, SEED).winners) == set(plainly_best(scored, seats))


@given(papers())
@settings(max_examples=50, deadline=None)
def test_star_is_the_plainest_runoff(case: tuple[str, Papers]) -> None:
    options, ballots = case
    totals = plain_totals(ballots, options, lambda place: max(0, 5 - place))
    order = by_lot(SEED, options)
    finalists = sorted(options, key=lambda option: (-totals[option], order.index(option)))[:2]

    def likes(text: str, option: str) -> int:
        return max(0, 5 - text.index(option)) if option in text else 0

    votes = [sum(n for text, n in ballots if likes(text, one) > likes(text, other)) for one, other in (finalists, finalists[::-1])]
    first = finalists[0] if votes[0] > votes[1] or (votes[0] == votes[1] and order.index(finalists[0]) < order.index(finalists[1])) else finalists[1]
    assert count_star(scorings(ballots), options, 1, STAR, SEED).winners == ((first,) if any(totals.values()) else ())


def every_count(ballots: Papers, options: str, lot: str | None) -> dict[str, ElectionTally]:
    seats = min(2, len(options))
    return {
        "irv": count_irv(rankings(ballots), options, 1, IRV, lot),
        "batch": count_irv(rankings(ballots), options, 1, BATCH, lot),
        "scottish": count_stv(rankings(ballots), options, seats, SCOTTISH, lot),
        "meek": count_stv(rankings(ballots), options, seats, MEEK, lot),
        "approval": count_approval(approvals(ballots), options, seats, APPROVAL, lot),
        "score": count_score(scorings(ballots), options, seats, SCORE, lot),
        "star": count_star(scorings(ballots), options, 1, STAR, lot),
    }


@given(papers(5), st.randoms(use_true_random=False))
@settings(max_examples=30, deadline=None)
def test_other_names_give_the_same_result_under_those_names(case: tuple[str, Papers], chance: object) -> None:
    options, ballots = case
    other = "".join(chance.sample(options, len(options)))  # type: ignore[attr-defined]
    table = str.maketrans(options, other)
    before = every_count(ballots, options, None)
    after = every_count([(text.translate(table), number) for text, number in ballots], options, None)
    for method, tally in before.items():
        assert {option.translate(table) for option in tally.winners} == set(after[method].winners), method
        assert {option.translate(table) for option in tally.tied} == set(after[method].tied), method
        assert len(tally.rounds) == len(after[method].rounds), method


@given(papers(5), st.randoms(use_true_random=False))
@settings(max_examples=30, deadline=None)
def test_the_order_of_the_ballots_changes_nothing(case: tuple[str, Papers], chance: object) -> None:
    options, ballots = case
    shuffled = loose(ballots)
    chance.shuffle(shuffled)  # type: ignore[attr-defined]
    assert every_count(ballots, options, SEED) == every_count([(text, 1) for text in shuffled], options, SEED)


@given(papers(5), st.integers(2, 5))
@settings(max_examples=30, deadline=None)
def test_every_ballot_taken_several_times_elects_the_same(case: tuple[str, Papers], times: int) -> None:
    options, ballots = case
    before = every_count(ballots, options, SEED)
    after = every_count([(text, number * times) for text, number in ballots], options, SEED)
    for method in ("irv", "batch", "approval", "score", "star"):
        assert before[method].winners == after[method].winners


@given(papers(5))
@settings(max_examples=30, deadline=None)
def test_nothing_is_lost_between_votes_and_exhausted(case: tuple[str, Papers]) -> None:
    options, ballots = case
    named = sum(number for text, number in ballots if text)
    for method, tally in every_count(ballots, options, SEED).items():
        if method in ("irv", "batch", "scottish", "meek"):
            assert all(sum(held for _, held in round_.votes) + round_.exhausted == named for round_ in tally.rounds), method
        assert tally.tied == (), method


@pytest.mark.parametrize("method", ["irv", "batch", "scottish", "meek", "approval", "score", "star"])
def test_a_tie_that_reaches_a_lot_without_seed_stays_open(method: str) -> None:
    ballots = [("a", 3), ("b", 3), ("c", 3)]
    tally = every_count(ballots, "abc", None)[method]
    assert tally.outcome is None
    assert set(tally.tied) == {"a", "b", "c"}
    assert "open until the tie is settled" in tally.steps[-1]
    assert every_count(ballots, "abc", SEED)[method].outcome == "adopted"
