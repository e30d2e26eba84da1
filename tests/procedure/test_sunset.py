"""What a body decides after its last day changes nothing: no charter, no veto, no seat."""

from typing import Any

import pytest

from co_op import article, event
from folkmoot.procedure.ledger import Ledger
from folkmoot.procedure.status import Status
from procedure.brook import NAME, OVERRIDE, ROSTER, VETOED, VOTED, beside, course_of, decision, files_of, rules

SEAT = {"effects": [{"do": "seat", "owner": "council", "what": "m-0001"}]}
CHANGED = {f"proposals/{NAME}/changes/charter/01-rules.md": article(rules=rules(), body="\nMembers decide, slowly.\n")}


@pytest.mark.parametrize(("by", "versions", "seats"), [("starters", 1, 0), ("members", 2, 1)])
def test_a_decision_of_an_ended_body_makes_no_charter_and_gives_no_seat(by: str, versions: int, seats: int) -> None:
    files = {**beside(), **files_of(NAME, *VOTED, kind="policy", **SEAT), **decision(NAME, by=by, **SEAT), **CHANGED}
    course = course_of(files, "2026-06-01T00:00:00Z")
    assert len(course.versions) == versions
    assert len(Ledger(course).seats) == seats
    assert (course.matters[NAME].status is Status.CLOSED) is (by == "starters")


@pytest.mark.parametrize(("by", "status"), [("starters", Status.OVERRIDING), ("members", Status.ADOPTED)])
def test_an_ended_body_overrides_no_veto(by: str, status: Status) -> None:
    acts: list[dict[str, Any]] = [
        event("2026-05-30T12:00:00Z", "opened"), event("2026-06-08T12:00:00Z", "frozen", text="0" * 64),
        event("2026-06-08T13:00:00Z", "voting-opened", **ROSTER), event("2026-06-17T12:00:00Z", "ballots-closed"),
    ]  # fmt: skip
    files = {**beside(), **files_of(NAME, *VOTED, VETOED, OVERRIDE), **decision(NAME)}
    files |= {**files_of("2026-over", *acts, kind="override", responds_to=NAME), **decision("2026-over", "2026-06-17T12:00:00Z", by=by)}
    assert course_of(files, "2026-06-18T00:00:00Z").matters[NAME].status is status
