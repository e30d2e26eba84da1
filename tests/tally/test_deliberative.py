"""Methods in which people talk: consent, lazy consensus, slates, verdicts, advice, classes of members, lots; exact numbers and words."""

from dataclasses import replace
from datetime import UTC, datetime
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from folkmoot.records.ballot import ChoiceKind, CountedTotals, Marks
from folkmoot.records.decision_rule import DecisionRule
from folkmoot.records.deliberation import CappedTally, ConsentTally, ItemsTally, Objection, ObjectionState
from folkmoot.records.error import FolkmootError
from folkmoot.records.tally import ClassTally, MajorityTally, Outcome, RankedTally
from folkmoot.rulebook.book import RuleBook
from folkmoot.tally.circumstances import Circumstances, ClassPapers, Profile
from folkmoot.tally.class_cap import factors
from folkmoot.tally.lot import by_lot
from folkmoot.tally.methods import METHODS, choices_of, options_of
from folkmoot.tally.rule import KNOWN, NEEDED

SIMPLE = {
    "method": "majority", "threshold": "1/2", "strict": "true", "base": "cast", "abstain": "quorum-only", "ties": "rejected",
    "secrecy": "open",
}  # fmt: skip
TWO_THIRDS = {**SIMPLE, "threshold": "2/3", "strict": "false"}
CONSENT = {
    "method": "consent", "objectors": "members", "rounds": "2", "overrule": "1/3", "fallback": "two-thirds", "ties": "rejected",
    "secrecy": "open",
}  # fmt: skip
LAZY = {"method": "lazy", "objectors": "members", "min_for": "2", "fallback": "simple", "ties": "rejected", "secrecy": "open"}
BOOK = RuleBook(decisions={name: DecisionRule.model_validate(rule) for name, rule in (("simple", SIMPLE), ("two-thirds", TWO_THIRDS))})
AT = datetime(2026, 5, 15, tzinfo=UTC)
SEED = "5e" * 32


def count(rule: dict[str, Any], profile: Profile, **around: Any) -> Any:
    """What a rule makes of some ballots."""
    read = DecisionRule.model_validate(rule)
    given = {"options": (), "eligible": 12, "seats": None, **around}
    return METHODS[read.method].count("ours", read, BOOK, profile, Circumstances(**given))


def objection(number: int, state: ObjectionState, *overruled: str) -> Objection:
    """One line of the ledger."""
    return Objection(number, f"m-000{number}", AT, "c1-1", "because", state, overruled)


def test_consent_is_adopted_when_every_objection_is_met_or_overruled() -> None:
    ledger = (objection(1, ObjectionState.RESOLVED), objection(2, ObjectionState.OVERRULED, "m-0003", "m-0004", "m-0005", "m-0006"))
    tally = count(CONSENT, {"consent": 7, "object": 1, "abstain": 2}, objections=ledger)
    assert isinstance(tally, ConsentTally)
    assert tally.outcome is Outcome.ADOPTED
    assert tally.steps == (
        "Ballots: 7 consent, 1 object, 2 abstained.",
        "Objection 1, by m-0001, against c1-1: resolved; whoever raised it says so.",
        "Objection 2, by m-0002, against c1-1: overruled; 4 voters say that it is not paramount.",
        "No objection stands, so the proposal has consent.",
        "Outcome: adopted.",
    )


def test_a_ballot_that_only_objects_blocks_nothing() -> None:
    assert count(CONSENT, {"consent": 1, "object": 9}).outcome is Outcome.ADOPTED


def test_a_standing_objection_sends_the_text_back_until_the_last_round() -> None:
    ledger = (objection(1, ObjectionState.STANDING, "m-0007"),)
    tally = count(CONSENT, {"consent": 11, "object": 1}, objections=ledger)
    assert tally.outcome is None
    assert tally.fallback is None
    assert tally.steps[1:] == (
        "Objection 1, by m-0001, against c1-1: stands; 1 voter says that it is not paramount, which is too few.",
        "1 objection stands in round 1 of 2, so nothing is decided: the text goes back and is put again.",
    )


@pytest.mark.parametrize(("consenting", "objecting", "outcome"), [(8, 4, Outcome.ADOPTED), (7, 4, Outcome.REJECTED)])
def test_after_the_last_round_the_fall_back_rule_decides(consenting: int, objecting: int, outcome: Outcome) -> None:
    ledger = (objection(1, ObjectionState.STANDING), objection(2, ObjectionState.STANDING))
    tally = count(CONSENT, {"consent": consenting, "object": objecting}, objections=ledger, round=2)
    assert tally.outcome is outcome
    assert isinstance(tally.fallback, MajorityTally)
    assert (
        "2 objections stand in round 2 of 2, so the rule 'two-thirds' decides: consent counts as for, an objection as against."
        in tally.steps
    )
    assert tally.steps[-1] == f"Outcome: {outcome}."


def test_silence_is_lazy_consensus_with_the_votes_for_that_the_rule_asks() -> None:
    tally = count(LAZY, {"for": 2, "abstain": 1})
    assert (tally.outcome, tally.fallback) == (Outcome.ADOPTED, None)
    assert tally.steps == (
        "Votes: 2 for, 0 against, 1 abstained; silence agrees.",
        "Nobody is against, and 2 are for, needed 2: lazy consensus.",
        "Outcome: adopted.",
    )


@pytest.mark.parametrize(
    ("profile", "ledger", "why", "outcome"),
    [
        ({"for": 1}, (), "1 of the 2 needed are for", Outcome.ADOPTED),
        ({}, (), "0 of the 2 needed are for", Outcome.REJECTED),
        ({"for": 3, "against": 1}, (), "1 vote is against", Outcome.ADOPTED),
        (
            {"for": 2, "against": 2},
            (objection(1, ObjectionState.STANDING),),
            "1 objection stands and 2 votes are against",
            Outcome.REJECTED,
        ),
    ],
)
def test_without_lazy_consensus_the_fall_back_rule_decides(
    profile: Profile, ledger: tuple[Objection, ...], why: str, outcome: Outcome
) -> None:
    tally = count(LAZY, profile, objections=ledger)
    assert tally.outcome is outcome
    assert f"There is no lazy consensus, as {why}; the rule 'simple' decides." in tally.steps


@pytest.mark.parametrize(("other", "words"), [("nothing", "has no fallback that the charter knows"), ("ours", "has no fallback")])
def test_a_fall_back_that_is_no_majority_is_refused(other: str, words: str) -> None:
    with pytest.raises(FolkmootError, match=words):
        count({**LAZY, "fallback": other}, {})


SLATE = {**SIMPLE, "method": "slate", "reopen": "send-back"}
PEOPLE = ("ash", "birch", "cedar", "send-back")


def marks(**words: str) -> Marks:
    """A ballot item by item; `send_back` stands for the option to reopen."""
    return Marks(tuple(sorted((item.replace("_", "-"), word) for item, word in words.items())))


def test_a_slate_is_confirmed_as_a_whole_and_person_by_person() -> None:
    tally = count(SLATE, {"for": 4, marks(ash="for", birch="against", cedar="against"): 5}, options=PEOPLE)
    assert isinstance(tally, ItemsTally)
    assert tally.outcome is Outcome.ADOPTED
    assert tally.winners == ("ash",)
    assert [(each.item, each.tally.count.for_, each.tally.count.against, each.tally.count.abstain, each.stands) for each in tally.items] == [
        ("ash", 9, 0, 0, True), ("birch", 4, 5, 0, False), ("cedar", 4, 5, 0, False), ("send-back", 0, 4, 5, False),
    ]  # fmt: skip
    assert tally.steps[0] == "Ballots: 9 ballots over 3 people."
    assert tally.steps[-2:] == ("Confirmed: ash, 1 of 3.", "Outcome: adopted.")


def test_a_slate_that_is_sent_back_seats_nobody() -> None:
    tally = count(SLATE, {"against": 2, marks(ash="for", birch="for", cedar="for", send_back="for"): 3, "for": 1}, options=PEOPLE)
    assert (tally.outcome, tally.winners) == (Outcome.REJECTED, ())
    assert [each.tally.outcome for each in tally.items] == ["adopted", "adopted", "adopted", "adopted"]
    assert tally.steps[-2] == "The nomination is sent back: send-back has its majority, so nobody is confirmed."


VERDICT = {"method": "verdict", "finding": "two-thirds", "remedy": "simple", "ties": "rejected", "secrecy": "counted"}
ITEMS = ("finding-spam", "finding-threat", "remedy-warning", "remedy-exclusion")


def test_a_verdict_counts_each_finding_and_each_remedy_by_its_own_rule() -> None:
    profile = {
        marks(finding_spam="for", finding_threat="against", remedy_warning="for", remedy_exclusion="against"): 7,
        marks(finding_spam="for", finding_threat="for", remedy_warning="against", remedy_exclusion="for"): 4,
        marks(finding_spam="against"): 1,
    }
    tally = count(VERDICT, profile, options=ITEMS)
    assert tally.outcome is Outcome.ADOPTED
    assert tally.winners == ("finding-spam", "remedy-warning")
    assert tally.steps[0] == "Ballots: 12 ballots on 4 items."
    assert "finding-spam: For: 11 of 12 votes cast (91.7 %), needed 8 (at least 2/3)." in tally.steps
    assert "finding-threat: For: 4 of 11 votes cast (36.4 %), needed 8 (at least 2/3)." in tally.steps
    assert tally.steps[-2:] == ("Remedies adopted: remedy-warning.", "Outcome: adopted.")


def test_no_remedy_stands_without_a_finding() -> None:
    profile = {marks(finding_spam="against", finding_threat="against", remedy_warning="for", remedy_exclusion="for"): 12}
    tally = count(VERDICT, profile, options=ITEMS)
    assert (tally.outcome, tally.winners) == (Outcome.REJECTED, ())
    assert [each.tally.outcome for each in tally.items[2:]] == ["adopted", "adopted"]
    assert [each.stands for each in tally.items] == [False] * 4
    assert tally.steps[-2:] == ("Without a finding no remedy counts.", "Outcome: rejected.")


def test_a_verdict_counts_what_tellers_signed_item_by_item() -> None:
    items = (("finding-spam", (9, 3, 0)), ("finding-threat", (1, 9, 2)), ("remedy-warning", (6, 6, 0)), ("remedy-exclusion", (7, 5, 0)))
    totals = CountedTotals("x", "", "", 0, 0, 0, ("t-1", "t-2"), 12, (), items)
    tally = count(VERDICT, {}, options=ITEMS, totals=totals)
    assert (tally.winners, tally.ballots) == (("finding-spam", "remedy-exclusion"), 12)
    with pytest.raises(ValueError, match="do not tell the numbers of every item"):
        count(VERDICT, {}, options=(*ITEMS, "remedy-apology"), totals=totals)


def test_a_remedy_for_which_the_charter_asks_more_needs_that_share() -> None:
    items = (("finding-spam", (9, 3, 0)), ("finding-threat", (1, 9, 2)), ("remedy-warning", (7, 5, 0)), ("remedy-exclusion", (7, 5, 0)))
    totals = CountedTotals("x", "", "", 0, 0, 0, ("t-1", "t-2"), 12, (), items)
    tally = count(VERDICT, {}, options=ITEMS, totals=totals, shares={"remedy-exclusion": Fraction(2, 3)})
    assert tally.winners == ("finding-spam", "remedy-warning")
    assert "remedy-exclusion: For: 7 of 12 votes cast (58.3 %), needed 8 (at least 2/3)." in tally.steps
    enough = (*items[:3], ("remedy-exclusion", (8, 4, 0)))
    tally = count(VERDICT, {}, options=ITEMS, totals=replace(totals, items=enough), shares={"remedy-exclusion": Fraction(2, 3)})
    assert tally.winners == ("finding-spam", "remedy-warning", "remedy-exclusion")


def test_a_remedy_stands_only_with_a_finding_that_it_follows() -> None:
    items = (("finding-spam", (9, 3, 0)), ("finding-threat", (1, 9, 2)), ("remedy-warning", (7, 5, 0)), ("remedy-exclusion", (12, 0, 0)))
    totals = CountedTotals("x", "", "", 0, 0, 0, ("t-1", "t-2"), 12, (), items)
    tally = count(VERDICT, {}, options=ITEMS, totals=totals, grounds={"remedy-exclusion": frozenset({"finding-threat"})})
    assert tally.winners == ("finding-spam", "remedy-warning")
    assert "remedy-exclusion has the votes, and no finding that it can follow was adopted." in tally.steps


@pytest.mark.parametrize("options", [(), ("remedy-warning",), ("finding-spam", "else")])
def test_a_verdict_has_findings_and_remedies_and_nothing_else(options: tuple[str, ...]) -> None:
    with pytest.raises(ValueError, match="a verdict has options"):
        count(VERDICT, {}, options=options)


def test_advice_is_counted_like_a_majority_and_obliges_a_reply() -> None:
    tally = count({**SIMPLE, "method": "advice"}, {"for": 6, "against": 5, "abstain": 1})
    assert tally.outcome is Outcome.ADOPTED
    assert tally.steps[-2:] == (
        "Outcome: adopted.", "The advice is given. It binds nobody; whoever is asked owes a reply with reasons."
    )  # fmt: skip


def papers(**cast: tuple[int, int, int]) -> tuple[ClassPapers, ...]:
    """Classes with their size, and how many are for and against."""
    return tuple(ClassPapers(name, size, {"for": for_, "against": against}) for name, (size, for_, against) in cast.items())


def test_every_class_must_adopt_where_the_rule_says_so() -> None:
    tally = count({**SIMPLE, "per_class": "class"}, {}, classes=papers(users=(100, 60, 10), workers=(5, 2, 3)), eligible=105)
    assert isinstance(tally, ClassTally)
    assert tally.outcome is Outcome.REJECTED
    assert tally.steps[-2] == "Every class must adopt; rejected in workers."


def test_a_class_above_its_cap_is_scaled_down_to_it_exactly() -> None:
    found = factors({"users": 80, "workers": 6, "writers": 4}, dict.fromkeys(("users", "workers", "writers"), Fraction(1, 2)))
    assert found == {"users": Fraction(1, 8), "workers": 1, "writers": 1}
    assert 80 * found["users"] == Fraction(1, 2) * (80 * found["users"] + 10)


def test_capping_one_class_can_bring_another_above_its_cap() -> None:
    found = factors({"a": 100, "b": 30, "c": 10}, dict.fromkeys("abc", Fraction(2, 5)))
    weights = {"a": 100 * found["a"], "b": 30 * found["b"], "c": 10 * found["c"]}
    assert weights == {"a": 20, "b": 20, "c": 10}
    assert max(weights.values()) == Fraction(2, 5) * sum(weights.values())


def test_classes_that_are_all_above_their_caps_weigh_nothing() -> None:
    assert factors({"users": 9, "workers": 0}, {"users": Fraction(1, 2), "workers": Fraction(1, 2)}) == {"users": 0, "workers": 1}


@settings(max_examples=200, deadline=None)
@given(
    st.dictionaries(st.sampled_from(["a", "b", "c", "d", "e"]), st.integers(0, 10**6), min_size=1),
    st.lists(st.fractions(Fraction(1, 20), 1, max_denominator=20), min_size=5, max_size=5),
)
def test_no_class_ever_weighs_more_than_its_cap_and_none_less_than_it_must(sizes: dict[str, int], shares: list[Fraction]) -> None:
    caps = dict(zip("abcde", shares, strict=True))
    found = factors(sizes, caps)
    weights = {name: size * found[name] for name, size in sizes.items()}
    whole = sum(weights.values())
    for name, weight in weights.items():
        assert weight <= caps[name] * whole
        assert found[name] == 1 or weight == caps[name] * whole
        assert 0 <= found[name] <= 1


def test_a_cap_can_turn_a_majority() -> None:
    classes = papers(users=(100, 60, 20), workers=(12, 1, 9))
    caps = {"users": Fraction(1, 2), "workers": Fraction(1, 2)}
    free = count(SIMPLE, {"for": 61, "against": 29}, eligible=112)
    tally = count({**SIMPLE, "class_cap": "1/2"}, {}, classes=classes, caps=caps, eligible=112)
    assert isinstance(tally, CappedTally)
    assert (free.outcome, tally.outcome) == (Outcome.ADOPTED, Outcome.REJECTED)
    assert (tally.for_, tally.base) == (Fraction(17, 2), 20)
    assert tally.steps == (
        "Votes: 61 for, 29 against, 0 abstained.",
        "users: 60 for, 20 against, 0 abstained; above its cap of 1/2, so each vote weighs 1/8.",
        "workers: 1 for, 9 against, 0 abstained; each vote weighs 1.",
        "For: a weight of 17/2 of 20 (42.5 %), with users at the cap; needed more than 1/2.",
        "Outcome: rejected.",
    )


LOT = {"method": "lot", "winners": "1", "ties": "lot", "secrecy": "open"}


def test_a_lot_takes_the_lowest_ticket_and_waits_for_its_seed() -> None:
    options = ("mill", "oven", "van")
    first = by_lot(SEED, options)
    tally = count(LOT, {}, options=options, lot=SEED)
    assert (tally.outcome, tally.winners) == (Outcome.ADOPTED, first[:1])
    assert sorted(first) == sorted(options)
    waiting = count(LOT, {}, options=options)
    assert (waiting.outcome, waiting.tied) == (None, options)


SCHULZE = {
    "method": "schulze", "strength": "winning", "blank": "last", "levels": "unbeaten", "ratio_test": "strict", "ties": "lot",
    "secrecy": "open",
}  # fmt: skip


def test_a_tie_of_rankings_falls_to_the_lot_that_was_announced() -> None:
    profile = {(("mill",), ("oven",)): 3, (("oven",), ("mill",)): 3}
    tie = count(SCHULZE, profile, options=("mill", "oven"))
    assert (tie.outcome, tie.elected) == (None, ())
    settled = count(SCHULZE, profile, options=("mill", "oven"), lot=SEED)
    order = by_lot(SEED, ("mill", "oven"))
    assert (settled.outcome, settled.elected) == (Outcome.ADOPTED, order[:1])
    assert settled.steps[-3:] == (
        f"Lot between mill and oven: {order[0]} and {order[1]}, in the order of their tickets.", f"Elected: {order[0]}.",
        "Outcome: adopted.",
    )  # fmt: skip
    chair = count({**SCHULZE, "ties": "casting-vote"}, profile, options=("mill", "oven"), lot=SEED)
    assert chair.outcome is None


def test_several_seats_are_filled_down_to_the_default_option() -> None:
    rule = {**SCHULZE, "winners": "3", "default_option": "none"}
    profile = {(("ash",), ("birch",), ("none",), ("cedar",)): 5, (("birch",), ("ash",), ("none",), ("cedar",)): 4}
    tally = count(rule, profile, options=("ash", "birch", "cedar", "none"))
    assert isinstance(tally, RankedTally)
    assert (tally.outcome, tally.elected) == (Outcome.ADOPTED, ("ash", "birch"))
    assert tally.steps[-2:] == ("Elected: ash and birch.", "Outcome: adopted.")


def test_approvals_that_tellers_counted_elect_whom_they_elect_on_ballots() -> None:
    rule = {"method": "approval", "winners": "2", "ladder": ["lot"], "ties": "lot", "secrecy": "counted"}
    totals = CountedTotals("x", "", "", 0, 0, 0, ("t-1",), 9, (("ash", 7), ("birch", 2), ("cedar", 5)))
    tally = count(rule, {}, options=("ash", "birch", "cedar"), totals=totals)
    assert (tally.winners, tally.outcome) == (("ash", "cedar"), Outcome.ADOPTED)
    assert dict(tally.rounds[0].votes) == {"ash": 7, "birch": 2, "cedar": 5}


def test_every_method_of_the_vocabulary_is_in_the_table_and_says_what_it_needs() -> None:
    methods = set(DecisionRule.model_fields["method"].annotation.__args__)  # type: ignore[union-attr]
    assert set(METHODS) == set(NEEDED) == set(KNOWN) == methods
    for name, method in METHODS.items():
        assert set(method.needs) <= KNOWN[name] <= set(DecisionRule.model_fields)


def test_the_ballot_holds_the_options_of_the_proposal_and_those_of_the_rule() -> None:
    slate = DecisionRule.model_validate(SLATE)
    assert options_of(slate, ("ash", "birch")) == ("ash", "birch", "send-back")
    choices = choices_of(slate, ("ash", "birch"))
    assert (choices.kind, choices.whole, choices.options) == (ChoiceKind.ITEMS, True, ("ash", "birch", "send-back"))
    assert choices_of(DecisionRule.model_validate(CONSENT), ()).options == ("consent", "object", "abstain")


def test_where_nobody_is_in_favour_nothing_is_adopted_however_low_the_bar() -> None:
    """A rule that is met by reaching a share of nothing would otherwise be met by an empty urn."""
    rule = {**SIMPLE, "strict": "false", "ties": "by-threshold", "class_cap": "1/2"}
    caps = {"users": Fraction(1, 2), "workers": Fraction(1, 2)}
    empty = count(rule, {}, classes=papers(users=(100, 0, 0), workers=(12, 0, 0)), caps=caps, eligible=112)
    assert (empty.outcome, empty.for_, empty.base) == (Outcome.REJECTED, 0, 0)
    even = count(rule, {}, classes=papers(users=(100, 4, 4), workers=(12, 4, 4)), caps=caps, eligible=112)
    assert even.outcome is Outcome.ADOPTED, "half of them is enough where the rule says so"


APPROVAL = {"method": "approval", "winners": "1", "max_approvals": "2", "ladder": ["lot"], "ties": "lot", "secrecy": "counted"}


def test_tellers_may_count_as_many_approvals_as_the_ballots_hold_and_not_one_more() -> None:
    full = CountedTotals("x", "", "", 0, 0, 0, ("t-1", "t-2"), 5, (("mill", 5), ("oven", 4), ("van", 1)))
    assert count(APPROVAL, {}, options=("mill", "oven", "van"), totals=full).winners == ("mill",)
    with pytest.raises(ValueError, match="more approvals than the ballots may hold"):
        count(APPROVAL, {}, options=("mill", "oven", "van"), totals=replace(full, options=(("mill", 5), ("oven", 5), ("van", 1))))


def test_the_steps_of_a_tie_for_one_seat_keep_all_that_led_to_it() -> None:
    profile = {(("mill",), ("oven",)): 3, (("oven",), ("mill",)): 3}
    tie = count(SCHULZE, profile, options=("mill", "oven"))
    settled = count(SCHULZE, profile, options=("mill", "oven"), lot=SEED)
    assert settled.steps[:-3] == tie.steps[: len(settled.steps) - 3]
    assert len(settled.steps) == len(tie.steps) + 2
