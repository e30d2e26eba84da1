"""A derogation changes one rule for a few weeks, for the matters that open meanwhile, and for nothing else."""

from typing import Any

import pytest

from co_op import event
from folkmoot.checks.registry import find_check, run_checks
from folkmoot.procedure.chronicle import Chronicle
from folkmoot.rulebook.derogation import derogated
from procedure.brook import beside, course_of, decision, files_of, rules

NAME = "2026-quick"
RULE = "procedures.policy.discuss.min"
VOTED = (
    event("2026-05-02T12:00:00Z", "opened"),
    event("2026-05-12T12:00:00Z", "frozen", text="0" * 64),
    event("2026-05-14T12:00:00Z", "voting-opened", electorate={"kind": "roster", "id": "2023-founders", "digest": "0" * 64}),
    event("2026-05-22T12:00:00Z", "ballots-closed"),
)
HEAD: dict[str, Any] = {"derogates": RULE, "instead": "2d", "expires": "2026-06-20"}


def _charter() -> dict[str, Any]:
    known = rules()
    plain = {**known["procedures"]["policy"], "paths": ["policies/*"]}
    return {"procedures": {**known["procedures"], "policy": plain, "derogation": {**plain, "paths": []}}}


def _course(as_of: str = "2026-12-01T00:00:00Z", outcome: str = "adopted", **fields: Any) -> Chronicle:
    days = {"2026-before": "2026-05-22T11:00:00Z", "2026-during": "2026-05-23T12:00:00Z", "2026-after": "2026-06-20T22:00:00Z"}
    files = beside(**_charter()) | files_of(NAME, *VOTED, kind="derogation", **{**HEAD, **fields})
    files |= decision(NAME, outcome=outcome)
    for name, opened in days.items():
        files |= files_of(name, event(opened, "opened"), kind="policy")
    return course_of(files, as_of)


def _least(course: Chronicle) -> list[str]:
    found = (course.matters[name].procedure for name in ("2026-before", "2026-during", "2026-after"))
    return [str(procedure.discuss.min) for procedure in found if procedure]


def test_it_holds_for_what_opens_while_it_lasts() -> None:
    assert _least(_course()) == ["7d", "2d", "7d"]


def test_one_that_was_voted_down_changes_nothing() -> None:
    assert _least(_course(outcome="rejected")) == ["7d", "7d", "7d"]


def test_it_ends_after_ninety_days_whatever_it_says() -> None:
    [departure] = _course(expires="2027-05-01").derogations
    assert (departure.until - departure.since).days == 90


@pytest.mark.parametrize(
    ("path", "instead"),
    [
        ("procedures.amendment.discuss.min", "1d"),
        ("procedures.derogation.discuss.min", "1d"),
        ("decisions.simple.threshold", "1/100"),
        ("bodies.council.term", "99y"),
    ],
)
def test_nothing_departs_from_how_the_charter_is_changed(path: str, instead: str) -> None:
    """Else a threshold put aside for a week would let an amendment in that stays (two-step lowering)."""
    course = _course(derogates=path, instead=instead)
    [departure] = course.derogations
    assert course.book_at(departure.since).digest == course.version_at(departure.since).book.digest
    told = [finding.what for finding in run_checks(course, [find_check("P115")])]
    assert told == [f"'{path}' decides how the charter is changed; nothing may depart from it"]


@pytest.mark.parametrize(
    ("path", "instead"),
    [
        ("procedures.policy.discuss.min", "two days"),
        ("procedures.policy.discuss", "2d"),
        ("procedures.nothing.discuss.min", "2d"),
        ("procedures.policy", "2d"),
        ("membership.waiting", "2d"),
        ("", "2d"),
        ("decisions.simple.threshold", "0.5"),
    ],
)
def test_what_does_not_fit_a_rule_changes_nothing(path: str, instead: str) -> None:
    assert derogated(_course().charter.book, path, instead) is None


def test_the_book_it_came_from_stays_as_it_was() -> None:
    book = _course().charter.book
    before = book.digest
    changed = derogated(book, "decisions.simple.threshold", "2/3")
    assert changed is not None
    assert str(changed.decisions["simple"].threshold) == "2/3"
    assert (book.digest, str(book.decisions["simple"].threshold)) == (before, "1/2")
    assert changed.digest != before


@pytest.mark.parametrize(
    ("fields", "what"),
    [
        ({"instead": None}, "nothing is said to hold instead"),
        ({"instead": "soon"}, "'soon' is not a value for procedures.policy.discuss.min"),
        ({"derogates": "procedures.policy.mind"}, "the charter has no rule 'procedures.policy.mind'"),
        ({"expires": "2027-05-01"}, "it would last until 2027-05-01; a derogation ends within 90 days, by 2026-08-20"),
    ],
)
def test_a_derogation_that_is_not_one_is_told(fields: dict[str, Any], what: str) -> None:
    given = {name: value for name, value in {**HEAD, **fields}.items() if value is not None}
    files = beside(**_charter()) | files_of(NAME, *VOTED, kind="derogation", **given) | decision(NAME)
    course = course_of(files, "2026-12-01T00:00:00Z")
    assert [finding.what for finding in run_checks(course, [find_check("P115")])] == [what]
