"""What is said of cases, verdicts, appeals and terms beyond the one example of each check."""

from typing import Any

import pytest

from checks.case_pairs import (
    FINDINGS,
    OPTIONS,
    appeal,
    case,
    conduct,
    course_of,
    heard,
    reasons,
    ruled,
    with_terms,
)  # fmt: skip
from co_op import event, log
from folkmoot.checks import example
from folkmoot.checks.registry import find_check, run_checks

FAMILY = [find_check(f"J0{number:02}") for number in (*range(1, 14), 20, 21) if number != 12]
"""All but the one on the pool: Brook's circle was drawn from everybody."""


def said(files: dict[str, bytes], *codes: str) -> list[str]:
    """What the family, or some checks of it, says of Brook with these files over it."""
    course = course_of({**example.base(), **ruled(), **files})
    assert course.archive.faults == ()
    checks = [find_check(code) for code in codes] or FAMILY
    return [f"{found.code} {found.what}" for found in run_checks(course, checks)]


def test_a_case_that_is_heard_as_it_should_be_has_no_fault() -> None:
    assert said(heard({**case(), **reasons()})) == []


def test_a_party_that_was_left_out_of_the_pool_is_in_order() -> None:
    files = heard({**case(), **reasons()})
    roster = example.base()["juries/rosters/2026-01-members/roster.md"].replace(b"storage:", b"excluded: {party-to-a-case: 2}\nstorage:")
    assert said(files, "J012") == ["J012 nothing says that the parties of 2026-staff-table were left out"]
    assert said({**files, "juries/rosters/2026-01-members/roster.md": roster}, "J012") == []


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"options": [*OPTIONS[1:2], {"id": "finding-speech", "title": "Too far"}]}, "J005 'finding-speech' does not say of which clause"),
        ({"options": [*OPTIONS, {"id": "finding-x", "title": "X", "clause": "c1-1"}]}, "J005 'finding-x' is about c1-1, which the case does not cite"),
        ({"options": [*OPTIONS, {"id": "remedy-x", "title": "X"}]}, "J006 the remedy 'remedy-x' does not say of what sort it is"),
        ({"kind": "second-look"}, "J009 'second-look' is for appeals"),
        ({"restricted": {"digest": "ab" * 32, "held_by": "care-circel", "purge_on": "2027-01-01"}}, "J004 the charter knows no 'care-circel'"),
    ],
)
def test_what_a_case_must_say(fields: dict[str, Any], words: str) -> None:
    assert words in said(case(**fields))


def test_nobody_is_excluded_by_fewer_than_two_thirds() -> None:
    exclude = {"id": "remedy-out", "title": "Out", "remedy": "exclude"}
    assert said(case(options=[*OPTIONS, exclude])) == []
    rules = {path: data.replace(b", exclude: {threshold: 2/3}", b", exclude: {}") for path, data in ruled().items()}
    assert said({**case(options=[*OPTIONS, exclude]), **rules}) == [
        "J006 the remedy 'remedy-out' would be ordered by 1/2 of the votes, and an exclusion needs 2/3"
    ]


def test_a_charter_says_which_remedy_follows_which_finding_and_which_harm() -> None:
    rules = {path: data.replace(b"warn: {}", b"warn: {after: [broken], harms: [spam]}") for path, data in ruled().items()}
    warn = {"id": "remedy-warn", "title": "A warning", "remedy": "warn"}
    assert said({**case(options=[*OPTIONS, warn]), **rules}) == ["J006 the remedy 'remedy-warn' is for spam, not for targeted-harassment"]
    kept = [OPTIONS[0], {**OPTIONS[1], "holds": "kept"}, warn]
    assert said({**case(options=kept, harm="spam"), **rules}) == [
        "J006 the remedy 'remedy-warn' follows a finding of broken, and none is asked for"
    ]
    unsaid = [OPTIONS[0], {key: value for key, value in OPTIONS[1].items() if key != "holds"}, warn]
    assert said({**case(options=unsaid, harm="spam"), **rules}) == []


def test_without_rules_on_remedies_the_closed_list_is_open() -> None:
    rules = {path: data.replace(b"  remedies: {restore: {}, warn: {}, exclude: {threshold: 2/3}}\n", b"") for path, data in ruled().items()}
    pause = {"id": "remedy-pause", "title": "A pause", "remedy": "pause"}
    assert said({**case(options=[*OPTIONS, pause]), **rules}) == []


@pytest.mark.parametrize(
    ("holds", "votes", "is_told"),
    [("broken", 5, False), ("broken", 0, True), ("kept", 5, True), ("kept", 0, False), ("limited-too-far", 5, False), ("served", 5, True)],
)
def test_a_finding_that_does_not_say_what_it_holds_says_that_the_clause_was_not_kept(holds: str, votes: int, is_told: bool) -> None:
    plain = [OPTIONS[0], {"id": "finding-hounding", "title": "Hounding", "clause": "c4-2"}]
    counts = {"finding-speech": (5, 0, 0), "finding-hounding": (votes, 5 - votes, 0)}
    files = heard({**case(options=plain), **reasons((FINDINGS[0], {**FINDINGS[1], "holds": holds}))}, votes=counts)
    assert (said(files) != []) is is_told


def test_one_of_several_answers_is_the_finding_and_the_others_are_no_contradiction() -> None:
    several = [
        OPTIONS[0], OPTIONS[1], {"id": "finding-calm", "title": "Kept", "clause": "c4-2", "holds": "kept"},
    ]  # fmt: skip
    counts = {"finding-speech": (5, 0, 0), "finding-hounding": (1, 4, 0), "finding-calm": (4, 1, 0)}
    assert said(heard({**case(options=several), **reasons()}, votes=counts)) == []


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"responds_to": None}, "the appeal does not say against which verdict it is"),
        ({"kind": "complaint"}, "the appeal is of kind 'complaint'; the charter names 'second-look'"),
        ({"clauses": ["c4-1"]}, "the appeal leaves out c4-2, which the first verdict is about"),
    ],
)
def test_what_an_appeal_must_say(fields: dict[str, Any], words: str) -> None:
    opened = {"proposals/2026-staff-table-again/log.yml": log(event("2026-03-02T10:00:00Z", "opened", "party-a"))}
    assert f"J009 {words}" in said({**heard({**case(), **reasons()}), **appeal(**fields), **opened})


def test_a_reason_that_begins_with_party_names_nobody() -> None:
    call = example.base()["juries/2026-care-circle-1/call.md"].replace(b"reason: shop-table", b"reason: party-b")
    assert said({**case(), "juries/2026-care-circle-1/call.md": call}, "J003") == []  # no jury of this case
    files = heard({**case(), **reasons()})
    assert said({**files, "juries/2026-care-circle-1/call.md": call}, "J003") == ["J003 the call names the parties it leaves out"]


def test_jurors_may_be_named_in_their_own_report_and_nobody_else() -> None:
    report = reasons()["juries/2026-care-circle-1/reports/2026-staff-table.md"]
    path = "juries/2026-care-circle-1/reports/2026-staff-table.md"
    assert said({**heard({**case(), **reasons()}), path: report + b"m-2f6a dissents.\n"}, "J003") == []
    assert said({**heard({**case(), **reasons()}), path: report + b"m-07c8 was hurt.\n"}, "J003") == ["J003 'm-07c8' is a member on a roster"]


def test_a_change_outside_the_terms_needs_no_notice() -> None:
    path = "proposals/2026-shorter-waiting/changes/charter/04-how-we-treat-each-other.md"
    assert said({**with_terms(), path: conduct()}) == []
    plain = {name: conduct(tos="false") for name in with_terms()}
    assert said({**plain, path: conduct("Every member may say", tos="false")}) == []
    assert said({**with_terms(), path: conduct(tos="false")}) == ["J020 c4-1 and c4-2 would change without a notice of 60 days"]
