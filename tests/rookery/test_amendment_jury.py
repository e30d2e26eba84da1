"""What the texts of 2024 and 2025 say in figures is what the records hold, and what they changed holds from its day on."""

from collections import Counter
from datetime import UTC, datetime

import pytest

from folkmoot.checks.registry import find_check, run_checks
from folkmoot.formats.layout import read_archive
from folkmoot.procedure.chronicle import Chronicle, chronicle
from folkmoot.records.finding import Finding
from folkmoot.sortition.panel import apportion
from folkmoot.tally.electorate import seated
from rook import ORDERS, TODAY, answers, counted, files, first_answers, first_drawn, jury, life, rookery, rows, told

FIRST, PLAN, SECOND = "2024-policy-jury-1", "2025-policy-jury-1", "2025-amendment-jury-1"
LATER = ("2026-policy-jury-2-invitation", "2026-policy-jury-2", "2026-policy-jury-3-invitation", "2026-policy-jury-3")
AMENDMENTS = ("2024-conversion-plan", "2025-two-lots", "2026-answer-in-time")


def otherwise(course: Chronicle) -> tuple[Finding, ...]:
    return run_checks(course, [find_check("D023")])


@pytest.mark.parametrize(
    ("name", "report", "by_age", "by_use"),
    [(FIRST, "2025-02-counted-again", "sat-by-age", "sat-by-use"), (SECOND, "2025-11-evaluation", "who-sat", "who-sat-by-use")],
)
def test_two_reports_count_ages_and_use_as_the_records_do(name: str, report: str, by_age: str, by_use: str) -> None:
    found, said = jury(name), answers(report)
    people = rows(found.call.head.roster)
    sat, drawn = [people[token] for token in seated(found)], [people[token] for token in first_drawn(found)]
    assert len(sat) == len(drawn) == 48
    assert told(said[by_age]) == counted(sat, "age")
    assert told(said[by_use]) == counted(sat, "use")
    assert told(said["first-drawn-by-age"]) == counted(drawn, "age")
    even = apportion(Counter(row["age"] for row in people.values()), 48)
    assert told(said["even-share-by-age"]) == [even[age] for age in ORDERS["age"]]


@pytest.mark.parametrize(
    ("name", "report"),
    [
        (FIRST, "2024-12-evaluation"),
        (PLAN, "2025-04-plan-jury-evaluation"),
        (SECOND, "2025-11-evaluation"),
        ("2025-process-jury-1", "2025-10-first-look-evaluation"),
        ("2026-policy-jury-2", "2026-06-evaluation"),
        ("2026-policy-jury-3", "2026-07-late-answers-evaluation"),
        ("2026-process-jury-2", "2026-11-second-look-evaluation"),
    ],
)
def test_every_evaluation_counts_the_answers_as_the_log_does(name: str, report: str) -> None:
    assert told(answers(report)["who-answered"]) == first_answers(name)


@pytest.mark.parametrize("name", AMENDMENTS)
def test_the_charter_is_what_a_jury_decided_letter_for_letter(name: str) -> None:
    later = AMENDMENTS[AMENDMENTS.index(name) + 1 :]
    decided = {path.split("/changes/")[1]: data for path, data in files().items() if path.startswith(f"proposals/{name}/changes/")}
    assert decided
    for path, data in decided.items():
        if not any(f"proposals/{each}/changes/{path}" in files() for each in later):
            assert files()[path] == data, path


def test_the_charter_draws_a_policy_jury_in_two_lots_from_its_day_on() -> None:
    ways = []
    for day in (datetime(2025, 11, 1, 22, 59, tzinfo=UTC), datetime(2025, 11, 1, 23, 0, tzinfo=UTC)):
        select = life().version_at(day).book.bodies["policy-jury"].select
        ways.append((select.stages, select.quotas))
    assert ways == [("one", ("region",)), ("two", ("region", "age", "use"))]


def test_every_jury_was_drawn_as_the_charter_of_its_day_said() -> None:
    assert otherwise(life()) == ()


def test_without_the_amendment_the_calls_of_2026_would_be_told() -> None:
    kept = {path: data for path, data in files().items() if not path.startswith("proposals/2025-two-lots/")}
    findings = otherwise(chronicle(read_archive(kept), TODAY))
    assert {finding.place.path for finding in findings} == {f"juries/{name}/call.md" for name in LATER}


@pytest.mark.parametrize(("name", "before"), [(PLAN, (FIRST,)), (SECOND, (FIRST, PLAN)), (LATER[0], (FIRST, PLAN, SECOND))])
def test_nobody_who_served_in_the_last_24_months_could_be_drawn(name: str, before: tuple[str, ...]) -> None:
    head = jury(name).call.head
    people = rows(head.roster)
    served = {token for other in before for token in seated(jury(other)) if token in people}
    by_reason = {rule.reason: set(rule.entries) for rule in head.exclude}
    assert by_reason["served-lately"] <= served
    staff = {token for token in served if people[token]["role"] == "staff"}
    assert served - set().union(*by_reason.values()) <= staff


def test_nobody_bears_witness_before_a_jury_they_sit_on() -> None:
    for found in rookery().juries:
        sat = seated(found)
        for session in found.sessions:
            assert [each.offered_by for each in session.head.evidence if each.offered_by in sat] == []


def test_who_stands_aside_in_a_session_is_who_stands_aside_in_the_log() -> None:
    logged = {(each.id, event.entry, event.proposal) for each in rookery().juries for event in each.log if event.act == "recused"}
    said = {(each.id, one.seat, one.proposal) for each in rookery().juries for day in each.sessions for one in day.head.recused}
    assert said == logged
    assert said
