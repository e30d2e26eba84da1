"""Rookery lives as long and as fully as it is meant to, its rules hold, and its reports tell its life as the records do."""

import re
from collections import Counter
from datetime import date, timedelta
from functools import cache
from itertools import combinations

import pytest

from folkmoot.checks.registry import find_check, run_checks
from folkmoot.checks.verification import verify
from folkmoot.procedure.exclusions import kept_apart
from folkmoot.procedure.ledger import Ledger
from folkmoot.procedure.milestones import MilestoneState
from folkmoot.procedure.reviews import reviews
from folkmoot.procedure.seats import Tenure
from folkmoot.records.archive import Proposal
from folkmoot.records.finding import Severity
from folkmoot.tally.electorate import seated
from rook import ORDERS, ROOT, TODAY, answers, ever_drawn, files, jury, life, person, rookery, rows, said_to_the_lot, told

JURIES = ("policy-jury", "process-jury", "nominating-jury", "board-jury", "case-jury", "appeal-jury")
NUMBERS = {"six": 6, "seven": 7, "nine": 9, "twelve": 12, "fifteen": 15}
FIRST_REVIEW, SECOND_REVIEW = (date(2023, 1, 16), date(2025, 6, 27)), (date(2025, 6, 28), date(2026, 10, 30))


@cache
def ledger() -> Ledger:
    return Ledger(life())


def proposal(name: str) -> Proposal:
    found = rookery().proposal(name)
    assert found is not None
    return found


def report(name: str) -> str:
    return next(data.decode() for path, data in files().items() if path.endswith(f"/reports/{name}.md"))


def number(text: str, before: str) -> int:
    """The number in words or digits that stands before some words in a text."""
    found = re.search(rf"([A-Za-z]+|\d+) {before}", text)
    assert found is not None, before
    return NUMBERS[found[1].lower()] if found[1].isalpha() else int(found[1])


def test_rookery_has_lived_four_years_with_enough_in_them() -> None:
    archive, course = rookery(), life()
    kinds = Counter(each.text.head.kind for each in archive.proposals)
    opened = [matter.opened for matter in course.matters.values() if matter.opened]
    assert TODAY - min(opened) > timedelta(days=3.8 * 365)
    assert len({day.year for day in opened}) == 4
    assert len(archive.proposals) >= 40
    assert sum(each.call.head.body in JURIES and each.call.head.stage != "invitation" for each in archive.juries) >= 12
    assert len({seat.body for seat in ledger().seats if seat.holds(TODAY)}) >= 8
    assert kinds["appeal"] + kinds["second-appeal"] >= 4
    assert len(reviews(ledger())) == 2


def test_three_amendments_changed_the_charter() -> None:
    matters = life().matters.values()
    adopted = [each for each in matters if each.proposal.text.head.kind == "amendment" and each.enacted]
    assert sorted(each.proposal.id for each in adopted) == ["2024-conversion-plan", "2025-two-lots", "2026-answer-in-time"]
    changing = [each.proposal for each in life().versions if each.proposal in {matter.proposal.id for matter in adopted}]
    assert len(changing) == 3


def test_five_milestones_were_passed_and_one_of_them_twice() -> None:
    milestones = ledger().conversion.milestones
    assert len(milestones) == 5
    assert {each.state for each in milestones.values()} == {MilestoneState.PASSED}
    assert {name: len(each.undone) for name, each in milestones.items() if each.undone} == {"moderation": 1}


LATE = [("P110", "proposals/2026-follow-lists/decision.md")]


def test_everything_that_can_be_computed_again_comes_out_the_same() -> None:
    results = verify(life())
    assert [(each.kind, each.id, each.detail) for each in results if not each.holds] == []
    assert {each.id for each in results if each.kind == "draw"} == {each.id for each in rookery().juries}
    assert {each.id for each in results if each.kind == "decision"} >= {each.id for each in rookery().proposals if each.decision}


def test_only_one_thing_is_late() -> None:
    assert [(each.code, each.place.path) for each in run_checks(life(), [find_check("P110")])] == LATE


@pytest.mark.slow
def test_every_check_of_the_records_says_nothing_but_that() -> None:
    findings = run_checks(life())
    assert [(each.code, each.place.path, each.what) for each in findings if each.severity is Severity.ERROR] == []
    assert [(each.code, each.place.path) for each in findings] == LATE


def test_nobody_sits_where_the_call_keeps_them_out() -> None:
    for each in rookery().juries:
        sat = {event.entry for event in each.log if event.act == "accepted"}
        for rule in each.call.head.exclude:
            assert not sat & set(rule.entries), (each.id, rule.reason)
            if rule.column:
                table = rows(each.call.head.roster)
                assert not [entry for entry in sat if table[entry][rule.column] in rule.values], (each.id, rule.reason)


def test_nobody_held_two_seats_at_once_that_the_charter_keeps_apart() -> None:
    held: dict[str, list[Tenure]] = {}
    for seat in ledger().seats:
        held.setdefault(seat.holder, []).append(seat)
    for seats in held.values():
        for one, other in combinations(seats, 2):
            at = max(one.since, other.since)
            if one.holds(at) and other.holds(at):
                assert other.body not in kept_apart(life().book_at(at), one.body), (one, other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("2025-nominating-jury-1", "2025-board-jury-1"),
        ("2026-nominating-jury-2", "2026-board-jury-2"),
        ("2026-case-jury-3", "2026-appeal-jury-1"),
        ("2024-policy-jury-1", "2025-process-jury-1"),
        ("2024-oversight-council-1", "2025-process-jury-1"),
    ],
)
def test_two_juries_of_which_a_text_says_so_share_nobody(one: str, other: str) -> None:
    assert not seated(jury(one)) & seated(jury(other))


def test_nobody_judges_a_question_that_they_asked() -> None:
    for each in rookery().juries:
        asked = rookery().proposal(each.call.head.mandate)
        if asked is not None:
            head = asked.text.head
            assert not {head.introduced_by, *head.seconds} & {event.entry for event in each.log if event.act == "accepted"}


@pytest.mark.parametrize(
    "name", ["2024-reply-limits", "2024-conversion-plan", "2025-two-lots", "2026-made-pictures", "2026-answer-in-time"]
)
def test_a_jurys_report_tells_the_votes_that_were_counted(name: str) -> None:
    decision = proposal(name).decision
    assert decision is not None
    verdicts = [found.head for each in rookery().juries for found in each.reports if found.path.endswith("/report.md")]
    summary = next(head.summary for head in verdicts if head.about == name)
    assert told(summary)[:3] == [decision.head.counts[word] for word in ("for", "against", "abstain")]


def test_the_reply_to_a_petition_tells_the_votes_that_were_counted() -> None:
    decision = proposal("2026-petition-reposts").decision
    assert decision is not None
    said = told(answers("2026-10-reposts-reply")["decision"])
    assert said == [decision.head.counts[word] for word in ("for", "against", "abstain")]


@pytest.mark.parametrize(
    ("review", "days", "roster"),
    [("2025-process-jury-1-review", FIRST_REVIEW, "2024-09-members"), ("2026-process-jury-2-review", SECOND_REVIEW, "2026-01-members")],
)
def test_a_review_counts_who_came_when_the_lot_called(review: str, days: tuple[date, date], roster: str) -> None:
    asked = said_to_the_lot(*days)
    acts = Counter(asked.values())
    said = told(answers(review)["who-declines"])
    assert said[:5] == [len(asked), acts["accepted"], acts["declined"], acts["removed"], acts[""]]
    away = [entry for (_, entry), act in asked.items() if act in ("declined", "removed")]
    expected = []
    for column in ("age", "region"):
        every = Counter(person(entry, roster)[column] for _, entry in asked)
        gone = Counter(person(entry, roster)[column] for entry in away)
        expected += [number for value in ORDERS[column] for number in (gone[value], every[value])]
    assert said[5:25] == expected


@pytest.mark.parametrize(
    ("review", "until", "roster"),
    [
        ("2025-process-jury-1-review", FIRST_REVIEW[1], "2025-06-members"),
        ("2026-process-jury-2-review", SECOND_REVIEW[1], "2026-01-members"),
    ],
)
def test_a_review_counts_who_was_never_drawn(review: str, until: date, roster: str) -> None:
    members, drawn = set(rows(roster)), ever_drawn(until)
    assert told(answers(review)["never-drawn"])[:3] == [len(members - drawn), len(members), len(members & drawn)]


def test_the_second_review_counts_daily_users_among_those_who_sat() -> None:
    sat = [person(entry, "2026-01-members") for (_, entry), act in said_to_the_lot(*SECOND_REVIEW).items() if act == "accepted"]
    every = list(rows("2026-01-members").values())
    shares = [round(100 * sum(row["use"] == "daily" for row in people) / len(people)) for people in (sat, every)]
    assert (
        "Of those who sat it is {} in a hundred, and of all members {}.".format(*shares) in answers("2026-process-jury-2-review")["capture"]
    )


def test_the_first_review_tells_the_turnouts_that_were_counted() -> None:
    names = ("2023-ratification", "2023-export", "2023-darker-night", "2024-alt-text", "2025-keep-the-old-bird")
    decisions = [proposal(name).decision for name in names]
    pairs = [(each.head.ballots.counted, each.head.electorate.count) for each in decisions if each is not None]
    assert told(answers("2025-process-jury-1-review")["turnout"]) == [number for pair in pairs for number in pair]


@pytest.mark.parametrize(
    ("name", "body", "days"),
    [
        ("2025-06-oversight-council", "oversight-council", (date(2024, 12, 20), date(2025, 6, 17))),
        ("2025-12-oversight-council", "oversight-council", (date(2025, 6, 18), date(2025, 12, 15))),
        ("2026-06-oversight-council", "oversight-council", (date(2025, 12, 16), date(2026, 6, 12))),
    ],
)
def test_the_oversight_council_repeated_as_many_draws_as_it_says(name: str, body: str, days: tuple[date, date]) -> None:
    events = [event for each in rookery().juries for event in each.log if event.act == "confirmed" and event.by == body]
    assert number(report(name), "draws repeated") == sum(days[0] <= event.at.date() <= days[1] for event in events)


@pytest.mark.parametrize(
    ("name", "days"),
    [
        ("2025-11-agenda-council", (date(2024, 12, 20), date(2025, 11, 21))),
        ("2026-10-agenda-council", (date(2025, 11, 22), date(2026, 10, 30))),
    ],
)
def test_the_agenda_council_called_as_many_juries_as_it_says(name: str, days: tuple[date, date]) -> None:
    calls = [each for each in rookery().juries if each.call.head.body in JURIES and each.call.head.stage != "invitation"]
    called = sum(days[0] <= each.log[0].at.date() <= days[1] and each.log[0].by == "agenda-council" for each in calls)
    assert number(report(name), "juries (?:were )?called") == called


def test_the_clerks_signed_as_many_lists_as_they_say() -> None:
    signed = {path.rsplit(".sig.d/", 1)[0] for path in files() if "/roster.md.sig.d/" in path}
    assert number(report("2026-10-clerks"), "lists this year") == len(signed)


def test_the_reports_name_the_days_on_which_steps_were_judged() -> None:
    steps = {
        name: proposal(f"2025-step-{name}").decision for name in ("restore", "money", "moderation-back", "moderation-again", "farewell")
    }
    days = {name: f"{each.head.closed.day} {each.head.closed:%B}" for name, each in steps.items() if each is not None}
    assert f"passed on {days['restore']} and the second on {days['money']}" in report("2025-08-core-team")
    assert f"went back on {days['moderation-back']} and was taken again on {days['moderation-again']}" in report("2025-12-core-team")
    assert f"The last step was passed on {days['farewell']}" in report("2025-12-core-team")


def test_the_page_of_twelve_records_leads_to_records_that_there_are() -> None:
    page = (ROOT / "site/pages/twelve-records.md").read_text()
    for folder, name in re.findall(r"\]\((proposals|juries)/([^/)]+)/index\.md\)", page):
        assert f"{folder}/{name}/{'proposal' if folder == 'proposals' else 'call'}.md" in files(), name
