"""Phases run between the plan's days; a decision can end one early and none can make one longer."""

from typing import Any

import pytest

from folkmoot.checks.registry import find_check, run_checks
from folkmoot.procedure.chronicle import Chronicle
from folkmoot.procedure.ledger import Ledger
from folkmoot.procedure.obligations import obligations
from folkmoot.procedure.phases import stages
from folkmoot.records.value import parse_instant
from procedure.brook import NAME, VOTED, beside, course_of, decision, files_of

PLAN = {
    "phases": {
        "drafting": {"starts": "2026-01-01", "ends": "2026-08-31", "successor": "founding"},
        "founding": {"starts": "2026-09-01", "ends": "2027-01-31"},
    }
}


def _course(as_of: str, effects: list[dict[str, Any]] | None = None) -> Chronicle:
    files = beside(plan=PLAN)
    if effects:
        files |= files_of(NAME, *VOTED, kind="policy", effects=effects) | decision(NAME, effects=effects)
    return course_of(files, as_of)


def _running(course: Chronicle) -> list[str]:
    return [stage.name for stage in stages(course) if stage.runs(course.as_of)]


@pytest.mark.parametrize(
    ("as_of", "running"),
    [
        ("2025-12-31T22:59:59Z", []),
        ("2025-12-31T23:00:00Z", ["drafting"]),
        ("2026-08-31T21:59:59Z", ["drafting"]),
        ("2026-08-31T22:00:00Z", ["founding"]),
        ("2027-01-31T23:00:00Z", []),
    ],
)
def test_a_phase_runs_between_its_days(as_of: str, running: list[str]) -> None:
    assert _running(_course(as_of)) == running


def test_a_decision_moves_on_to_the_phase_that_follows() -> None:
    moved = [{"do": "advance-phase", "what": "founding"}]
    course = _course("2026-06-01T12:00:00Z", moved)
    assert _running(course) == ["founding"]
    drafting = stages(course)[0]
    assert (drafting.moved_by, drafting.until) == (NAME, parse_instant("2026-05-22T12:00:00Z"))
    assert _running(_course("2026-05-22T11:59:59Z", moved)) == ["drafting"]


def test_a_phase_that_follows_nothing_moves_nothing() -> None:
    assert _running(_course("2026-06-01T12:00:00Z", [{"do": "advance-phase", "what": "drafting"}])) == ["drafting"]


def test_a_remedy_is_owed_like_any_other_promise() -> None:
    course = _course("2026-06-01T12:00:00Z", [{"do": "remedy", "owner": "council", "what": "restore the replies", "due": "2026-06-10"}])
    [owed] = [each for each in obligations(Ledger(course)) if each.what == "restore the replies"]
    assert (owed.owner, str(owed.state(course.as_of))) == ("council", "due")


@pytest.mark.parametrize(
    ("effect", "what"),
    [
        ({"do": "remedy", "what": "restore"}, "this 'remedy' has no owner"),
        ({"do": "create-body", "owner": "choir", "what": "sings"}, "no article defines a body 'choir'"),
        ({"do": "advance-phase", "what": "fonding"}, "the plan has no phase 'fonding'"),
    ],
)
def test_an_effect_that_leads_nowhere_is_told(effect: dict[str, str], what: str) -> None:
    found = run_checks(_course("2026-06-01T12:00:00Z", [effect]), [find_check("P112")])
    assert what in [finding.what for finding in found]
