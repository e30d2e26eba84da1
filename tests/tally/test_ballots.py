"""Which ballots of an open vote count, and why the others do not."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from folkmoot.records.ballot import (
    CONSENT_OBJECT_ABSTAIN,
    FOR_AGAINST_ABSTAIN,
    Ballot,
    BallotBatch,
    ChoiceKind,
    Choices,
    CountedTotals,
    DiscardReason,
    Marks,
    Vote,
)
from folkmoot.records.tally import MajorityCount
from folkmoot.tally.ballots import (
    accept,
    choice_fault,
    count_of,
    count_of_totals,
    is_choice,
    misbound,
    rankings_of,
    totals_fault,
)

OPENS, CLOSES = datetime(2026, 3, 1, tzinfo=UTC), datetime(2026, 3, 15, tzinfo=UTC)
VOTE = Vote("2026-cool-off", "a" * 64, "b" * 64, FOR_AGAINST_ABSTAIN, OPENS, CLOSES)
RANKED = Choices(("plan-a", "plan-b", "none"), ChoiceKind.RANKING)
ELECTORATE = frozenset({"m-0a22", "m-19c0", "m-7f31"})
GOOD = Ballot(
    VOTE.proposal, VOTE.text, VOTE.electorate, "m-0a22", 1, "for", OPENS + timedelta(days=1), "0a22-1.json"
)


def reasons(*ballots: Ballot, vote: Vote = VOTE) -> list[DiscardReason]:
    _, discarded = accept(ballots, vote, ELECTORATE)
    return [one.reason for one in discarded]


def counted(*ballots: Ballot, vote: Vote = VOTE) -> list[Ballot]:
    return list(accept(ballots, vote, ELECTORATE)[0])


def test_a_good_ballot_counts() -> None:
    assert accept([GOOD], VOTE, ELECTORATE) == ((GOOD,), ())


@pytest.mark.parametrize(
    ("ballot", "reason"),
    [
        (replace(GOOD, proposal="2026-other"), DiscardReason.WRONG_PROPOSAL),
        (replace(GOOD, text="c" * 64), DiscardReason.WRONG_TEXT),
        (replace(GOOD, electorate="c" * 64), DiscardReason.WRONG_ELECTORATE),
        (replace(GOOD, voter="m-ffff"), DiscardReason.OFF_ROSTER),
        (replace(GOOD, choice="yes"), DiscardReason.MALFORMED_CHOICE),
        (replace(GOOD, choice=(("plan-a",),)), DiscardReason.MALFORMED_CHOICE),
        (replace(GOOD, sequence=0), DiscardReason.BAD_SEQUENCE),
        (replace(GOOD, at=None), DiscardReason.UNDATED),
        (replace(GOOD, at=OPENS - timedelta(seconds=1)), DiscardReason.EARLY),
        (replace(GOOD, at=CLOSES), DiscardReason.LATE),
    ],
)
def test_a_ballot_that_does_not_belong_is_discarded_with_its_reason(
    ballot: Ballot, reason: DiscardReason
) -> None:
    accepted, discarded = accept([ballot], VOTE, ELECTORATE)
    assert accepted == ()
    assert [(one.ballot, one.reason) for one in discarded] == [(ballot, reason)]
    assert discarded[0].words


def test_the_window_holds_its_first_instant_and_not_its_last() -> None:
    assert counted(replace(GOOD, at=OPENS))
    assert counted(replace(GOOD, at=CLOSES - timedelta(microseconds=1)))


def test_a_vote_without_a_window_asks_for_no_date() -> None:
    assert counted(replace(GOOD, at=None), vote=replace(VOTE, opens=None, closes=None))


def test_a_later_ballot_takes_the_place_of_an_earlier_one() -> None:
    later = replace(GOOD, sequence=2, choice="against", at=OPENS + timedelta(days=2), path="0a22-2.json")
    assert counted(later, GOOD) == [later]
    assert reasons(later, GOOD) == [DiscardReason.SUPERSEDED]


def test_an_old_number_recorded_later_is_out_of_order() -> None:
    last = replace(GOOD, sequence=2, choice="against", at=OPENS + timedelta(hours=1), path="0a22-2.json")
    assert counted(GOOD, last) == [last]
    assert reasons(GOOD, last) == [DiscardReason.OUT_OF_ORDER]


def test_a_late_second_ballot_leaves_the_first_standing() -> None:
    late = replace(GOOD, sequence=2, choice="against", at=CLOSES, path="0a22-2.json")
    assert counted(GOOD, late) == [GOOD]
    assert reasons(GOOD, late) == [DiscardReason.LATE]


def test_a_copy_of_a_ballot_counts_once() -> None:
    copy = replace(GOOD, path="0a22-copy.json")
    assert counted(copy, GOOD) == [GOOD]
    assert reasons(copy, GOOD) == [DiscardReason.DOUBLE]


def test_two_ballots_of_one_number_that_differ_both_fall() -> None:
    first, second = replace(GOOD, sequence=2, path="b"), replace(GOOD, sequence=2, choice="against", path="c")
    assert counted(first, second) == []
    assert reasons(first, second) == [DiscardReason.DOUBLE, DiscardReason.DOUBLE]
    assert counted(first, GOOD, second) == [GOOD]


def test_a_ranking_names_known_options_once_and_leaves_out_what_it_likes() -> None:
    good = [(), (("plan-a",),), (("plan-a", "none"), ("plan-b",))]
    bad = [
        "for",
        (("plan-c",),),
        (("plan-a",), ("plan-a",)),
        (("plan-a", "plan-a"),),
        ((),),
        ("plan-a",),
        [["plan-a"]],
    ]
    assert all(is_choice(choice, RANKED) for choice in good)
    assert not any(is_choice(choice, RANKED) for choice in bad)


APPROVAL = Choices(("plan-a", "plan-b", "none"), ChoiceKind.APPROVAL, max_approvals=2)
SCORES = Choices(("plan-a", "plan-b"), ChoiceKind.SCORES, highest=5)
ITEMS = Choices(("finding-1", "remedy-1"), ChoiceKind.ITEMS)


@pytest.mark.parametrize(
    ("choices", "choice"),
    [
        (CONSENT_OBJECT_ABSTAIN, "object"),
        (APPROVAL, ()),
        (APPROVAL, (("plan-b", "plan-a"),)),
        (replace(APPROVAL, max_approvals=None), (("plan-b", "plan-a", "none"),)),
        (SCORES, Marks(())),
        (SCORES, Marks((("plan-a", 0), ("plan-b", 5)))),
        (ITEMS, Marks((("remedy-1", "against"),))),
        (replace(ITEMS, whole=True), "for"),
    ],
)
def test_a_choice_that_the_vote_offers_is_one(choices: Choices, choice: object) -> None:
    assert is_choice(choice, choices)


@pytest.mark.parametrize(
    ("choices", "choice", "words"),
    [
        (CONSENT_OBJECT_ABSTAIN, "for", "not one the vote offers"),
        (FOR_AGAINST_ABSTAIN, "object", "not one the vote offers"),
        (FOR_AGAINST_ABSTAIN, Marks((("plan-a", "for"),)), "not one the vote offers"),
        (RANKED, Marks((("plan-a", 1),)), "not one the vote offers"),
        (APPROVAL, (("plan-a",), ("plan-b",)), "ranks options where they are only approved"),
        (APPROVAL, (("plan-a", "plan-b", "none"),), "approves 3 options, and 2 are the most"),
        (APPROVAL, (("plan-c",),), "not one the vote offers"),
        (APPROVAL, "for", "not one the vote offers"),
        (SCORES, Marks((("plan-a", 6),)), "no whole number from 0 to 5"),
        (SCORES, Marks((("plan-a", -1),)), "no whole number from 0 to 5"),
        (SCORES, Marks((("plan-a", True),)), "no whole number from 0 to 5"),
        (SCORES, Marks((("plan-a", "for"),)), "no whole number from 0 to 5"),
        (SCORES, Marks((("plan-c", 1),)), "marks something that is not on the ballot"),
        (SCORES, Marks((("plan-a", 1), ("plan-a", 5))), "marks something that is not on the ballot"),
        (SCORES, (("plan-a",),), "not one the vote offers"),
        (ITEMS, "for", "not one the vote offers"),
        (ITEMS, Marks((("finding-1", 1),)), "none of for, against and abstain"),
        (ITEMS, Marks((("finding-1", "object"),)), "none of for, against and abstain"),
        (replace(ITEMS, whole=True), "object", "not one the vote offers"),
    ],
)
def test_a_malformed_choice_is_told_and_discarded(choices: Choices, choice: Any, words: str) -> None:
    assert words in str(choice_fault(choice, choices))
    _, gone = accept([replace(GOOD, choice=choice)], replace(VOTE, choices=choices), ELECTORATE)
    assert [each.reason for each in gone] == [DiscardReason.MALFORMED_CHOICE]


@pytest.mark.parametrize(
    ("choices", "counted", "words"),
    [
        (FOR_AGAINST_ABSTAIN, {}, None),
        (FOR_AGAINST_ABSTAIN, {"ballots": 3, "options": (("plan-a", 3),)}, "another kind"),
        (APPROVAL, {"ballots": 3, "options": (("plan-a", 3),)}, None),
        (APPROVAL, {}, "another kind"),
        (APPROVAL, {"ballots": 3, "options": (("plan-c", 3),)}, "'plan-c', which is not on the ballot"),
        (ITEMS, {"ballots": 3, "items": (("finding-1", (3, 0, 0)),)}, None),
        (ITEMS, {"ballots": 3, "options": (("finding-1", 3),)}, "another kind"),
        (SCORES, {"ballots": 3, "options": (("plan-a", 3),)}, "collected as ballots"),
        (RANKED, {}, "collected as ballots"),
    ],
)
def test_totals_count_what_stands_on_the_ballot(choices: Choices, counted: dict[str, Any], words: str | None) -> None:
    totals = CountedTotals(VOTE.proposal, VOTE.text, VOTE.electorate, 0, 0, 0, ("t-01aa",), **counted)
    fault = totals_fault(totals, choices)
    assert fault is None if words is None else words in str(fault)


def test_accepted_ballots_become_the_numbers_of_a_majority() -> None:
    others = [
        replace(GOOD, voter="m-19c0", choice="against"),
        replace(GOOD, voter="m-7f31", choice="abstain"),
    ]
    assert count_of(counted(GOOD, *others), 3, None) == MajorityCount(3, None, 1, 1, 1)
    with pytest.raises(ValueError, match="for, against or abstain"):
        count_of([replace(GOOD, choice=(("plan-a",),))], 3, None)


def test_accepted_rankings_become_a_profile() -> None:
    ballots = [replace(GOOD, choice=(("plan-b",), ("none", "plan-a"))), replace(GOOD, choice=(("none",),))]
    count = rankings_of([*ballots, ballots[1]], RANKED.options, 3, None)
    assert count.options == RANKED.options
    assert dict(count.profile) == {(2, 1, 2): 1, (None, None, 1): 2}
    with pytest.raises(ValueError, match="no ranking"):
        rankings_of([GOOD], RANKED.options, 3, None)


def test_batches_and_totals_are_bound_like_ballots() -> None:
    totals = CountedTotals(VOTE.proposal, VOTE.text, VOTE.electorate, 60, 30, 5, ("m-0a22",))
    assert misbound(totals, VOTE) is None
    assert count_of_totals(totals, 96, 96) == MajorityCount(96, 96, 60, 30, 5)
    batch = BallotBatch(VOTE.proposal, "c" * 64, VOTE.electorate, "m-0a22", ())
    found = misbound(batch, VOTE)
    assert found is not None
    assert found[0] is DiscardReason.WRONG_TEXT


BALLOTS = st.builds(
    Ballot,
    proposal=st.sampled_from([VOTE.proposal, "2026-other"]),
    text=st.just(VOTE.text),
    electorate=st.just(VOTE.electorate),
    voter=st.sampled_from([*sorted(ELECTORATE), "m-ffff"]),
    sequence=st.integers(0, 3),
    choice=st.sampled_from(["for", "against", "yes"]),
    at=st.none() | st.integers(-1, 15).map(lambda days: OPENS + timedelta(days=days)),
    path=st.sampled_from(["", "a", "b"]),
)


@given(st.lists(BALLOTS, max_size=12).flatmap(lambda some: st.tuples(st.just(some), st.permutations(some))))
def test_every_ballot_is_counted_or_discarded_once_in_whatever_order_they_come(
    lists: tuple[list[Ballot], list[Ballot]],
) -> None:
    ballots, shuffled = lists
    accepted, discarded = accept(ballots, VOTE, ELECTORATE)
    assert accept(shuffled, VOTE, ELECTORATE) == (accepted, discarded)
    everything = [*accepted, *(one.ballot for one in discarded)]
    assert sorted(map(repr, everything)) == sorted(map(repr, ballots))
    assert len({ballot.voter for ballot in accepted}) == len(accepted)
    assert all(ballot.voter in ELECTORATE and ballot.choice in ("for", "against") for ballot in accepted)
