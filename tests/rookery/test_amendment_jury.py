"""What the texts of 2025 say in figures is what the records hold, and what they changed holds from its day on."""

import re
from collections import Counter
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

from folkmoot.checks.registry import find_check, run_checks
from folkmoot.formats.layout import FOLDERS, read_archive
from folkmoot.procedure.chronicle import chronicle
from folkmoot.records.archive import Archive, Jury
from folkmoot.records.finding import Finding
from folkmoot.sortition.panel import apportion
from folkmoot.tally.electorate import seated

ROOT = Path(__file__).parents[2]
FIRST, SECOND, INVITATION, LAST = "2024-policy-jury-1", "2025-amendment-jury-1", "2026-policy-jury-2-invitation", "2026-policy-jury-2"
AMENDMENT = "proposals/2025-two-lots/"
AGES, USES = ("16-29", "30-44", "45-59", "60-plus", "unsaid"), ("daily", "weekly", "rarely")
NOW = datetime(2026, 11, 1, tzinfo=UTC)


@cache
def files() -> dict[str, bytes]:
    paths = (path for folder in FOLDERS for path in (ROOT / folder).rglob("*") if path.is_file())
    return {path.relative_to(ROOT).as_posix(): path.read_bytes() for path in paths}


@cache
def rookery() -> Archive:
    return read_archive(files())


def jury(name: str) -> Jury:
    found = rookery().jury(name)
    assert found is not None
    return found


def rows(name: str) -> dict[str, dict[str, str]]:
    found = rookery().roster(name)
    assert found is not None
    assert found.entries is not None
    return {row["entry"]: row for row in found.entries.rows()}


def told(text: str) -> list[int]:
    """The numbers of a sentence, without those that name an age."""
    return [int(each) for each in re.findall(r"\d+", re.sub(r"\d\d-\d\d|60 and over", "", text))]


def first_drawn(found: Jury) -> list[str]:
    assert found.draw is not None
    return [seat.entry for seat in found.draw.panel.seats]


def answers(found: Jury, report: str) -> dict[str, str]:
    return dict(next(each.head.answers for each in found.reports if each.head.id == report))


def otherwise(archive: Archive) -> tuple[Finding, ...]:
    return run_checks(chronicle(archive, NOW), [find_check("D023")])


def test_two_reports_count_ages_and_use_as_the_records_do() -> None:
    cases = (
        (FIRST, "2025-02-counted-again", "sat-by-age", "sat-by-use"),
        (SECOND, "2025-11-evaluation", "who-sat", "who-sat-by-use"),
    )
    for name, report, by_age, by_use in cases:
        found = jury(name)
        people, said = rows(found.call.head.roster), answers(found, report)
        sat, drawn = sorted(seated(found)), first_drawn(found)
        assert len(sat) == len(drawn) == 48
        ages = Counter(people[token]["age"] for token in sat)
        uses = Counter(people[token]["use"] for token in sat)
        assert told(said[by_age]) == [ages[age] for age in AGES]
        assert told(said[by_use]) == [uses[use] for use in USES]
        ages = Counter(people[token]["age"] for token in drawn)
        assert told(said["first-drawn-by-age"]) == [ages[age] for age in AGES]
        known = Counter(row["age"] for row in people.values() if row["age"] in AGES)
        even = apportion(known, 48)
        assert told(said["even-share-by-age"]) == [even[age] for age in AGES]


def test_the_evaluation_counts_the_answers_as_the_log_does() -> None:
    found = jury(SECOND)
    drawn, acts = set(first_drawn(found)), Counter[str]()
    for event in found.log:
        if event.entry in drawn:
            acts[event.act] += 1
    said = told(answers(found, "2025-11-evaluation")["who-answered"])
    assert said == [48, acts["accepted"], acts["declined"], acts["removed"]]


def test_the_charter_draws_a_policy_jury_in_two_lots_from_its_day_on() -> None:
    course = chronicle(rookery(), NOW)
    ways = []
    for day in (datetime(2025, 11, 1, 22, 59, tzinfo=UTC), datetime(2025, 11, 1, 23, 0, tzinfo=UTC)):
        select = course.version_at(day).book.bodies["policy-jury"].select
        ways.append((select.stages, select.quotas))
    assert ways == [("one", ("region",)), ("two", ("region", "age", "use"))]


def test_the_charter_is_what_the_jury_of_2025_decided_letter_for_letter() -> None:
    decided = {path: data for path, data in files().items() if path.startswith(f"{AMENDMENT}changes/")}
    assert len(decided) == 2
    for path, data in decided.items():
        assert files()[path.removeprefix(f"{AMENDMENT}changes/")] == data


def test_every_jury_was_drawn_as_the_charter_of_its_day_said() -> None:
    assert otherwise(rookery()) == ()


def test_without_the_amendment_the_calls_of_2026_would_be_told() -> None:
    findings = otherwise(read_archive({path: data for path, data in files().items() if not path.startswith(AMENDMENT)}))
    assert {finding.place.path for finding in findings} == {f"juries/{name}/call.md" for name in (INVITATION, LAST)}


def test_nobody_who_served_in_the_last_24_months_could_be_drawn() -> None:
    for name, before in ((SECOND, (FIRST,)), (INVITATION, (FIRST, SECOND))):
        head = jury(name).call.head
        people = rows(head.roster)
        served = {token for other in before for token in seated(jury(other)) if token in people}
        named = next(set(rule.entries) for rule in head.exclude if rule.reason == "sat-less-than-24-months-ago")
        assert named == {token for token in served if people[token]["role"] != "agenda-council"}


def test_nobody_bears_witness_before_a_jury_they_sit_on() -> None:
    for found in rookery().juries:
        sat = seated(found)
        for session in found.sessions:
            assert [each.offered_by for each in session.head.evidence if each.offered_by in sat] == []
