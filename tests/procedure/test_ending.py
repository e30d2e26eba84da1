"""What time and other matters do to what was adopted: veto, override, call-up, enactment, effect, supersession, expiry, recess."""

from datetime import timedelta
from typing import Any

import pytest

from co_op import article, event
from folkmoot.procedure.calendar import LAST, deadline, zone_named
from folkmoot.procedure.status import Status
from folkmoot.records.rules import Recess
from folkmoot.records.value import parse_instant, parse_span
from procedure.brook import (
    CALLED_UP,
    NAME,
    OVERRIDE,
    VETOED,
    VOTED,
    beside,
    course_of,
    decision,
    files_of,
    matter_of,
    rules,
)

BESIDE = beside()
CHANGED = article(rules=rules(), body="\nMembers decide, slowly.\n")
OTHER_VOTE = {
    "opened": "2026-05-30T12:00:00Z", "frozen": "2026-06-08T12:00:00Z", "voting-opened": "2026-06-08T13:00:00Z",
    "ballots-closed": "2026-06-17T12:00:00Z",
}  # fmt: skip


def _voted(name: str, kind: str, outcome: str, **fields: Any) -> dict[str, bytes]:
    from procedure.brook import ROSTER

    more: dict[str, dict[str, Any]] = {"frozen": {"text": "0" * 64}, "voting-opened": ROSTER}
    events = [event(at, act, **more.get(act, {})) for act, at in OTHER_VOTE.items()]
    return {**files_of(name, *events, kind=kind, **fields), **decision(name, OTHER_VOTE["ballots-closed"], outcome)}


def _adopted(*events: dict[str, Any], kind: str = "amendment", **fields: Any) -> dict[str, bytes]:
    return {**BESIDE, **files_of(NAME, *VOTED, *events, kind=kind, **fields), **decision(NAME)}


def _at(files: dict[str, bytes], as_of: str) -> Status:
    return matter_of(files, as_of).status


def test_an_amendment_is_adopted_enacted_and_in_force() -> None:
    files = {**_adopted(), f"proposals/{NAME}/changes/charter/01-rules.md": CHANGED}
    enacted = {**files, "charter/01-rules.md": CHANGED}
    assert _at(files, "2026-05-22T11:59:59Z") is Status.VOTING
    assert _at(files, "2026-05-22T12:00:00Z") is Status.ADOPTED
    assert _at(enacted, "2026-05-29T21:59:59Z") is Status.ADOPTED, "the veto window is open"
    assert _at(enacted, "2026-05-29T22:00:00Z") is Status.ENACTED
    assert _at(files, "2026-05-29T22:00:00Z") is Status.ADOPTED, "charter/ does not hold it"
    assert _at(enacted, "2026-06-29T21:59:59Z") is Status.ENACTED
    assert _at(enacted, "2026-06-29T22:00:00Z") is Status.IN_FORCE
    assert _at(files, "2026-06-29T22:00:00Z") is Status.IN_FORCE, "whoever does not merge cannot keep a decision from holding"
    assert matter_of(files, "2026-06-29T22:00:00Z").enacted is False


def test_a_vetoed_amendment_makes_no_version_of_the_charter() -> None:
    files = {**_adopted(VETOED), f"proposals/{NAME}/changes/charter/01-rules.md": CHANGED}
    course = course_of(files, "2026-09-01T00:00:00Z")
    assert course.matters[NAME].status is Status.VETOED
    assert [version.proposal for version in course.versions] == ["2023-genesis"]


@pytest.mark.parametrize(("outcome", "status"), [("adopted", Status.ADOPTED), ("rejected", Status.VETOED), ("no-quorum", Status.VETOED)])
def test_an_override_is_decided_by_its_own_proposal(outcome: str, status: Status) -> None:
    files = {**_adopted(VETOED, OVERRIDE), **_voted("2026-over", "override", outcome, responds_to=NAME)}
    assert _at(files, "2026-06-10T00:00:00Z") is Status.OVERRIDING
    assert _at(files, "2026-06-17T12:00:00Z") is status
    if outcome == "adopted":
        matter = matter_of(files, "2026-08-01T00:00:00Z")
        assert (matter.status, matter.effective) == (Status.IN_FORCE, parse_instant("2026-07-17T22:00:00Z"))
        again = {**files, **files_of(NAME, *VOTED, VETOED, OVERRIDE, {**VETOED, "at": "2026-06-18T12:00:00Z"})}
        assert _at(again, "2026-08-01T00:00:00Z") is Status.IN_FORCE, "an overridden veto cannot be cast again"


def test_an_override_that_lapses_leaves_the_veto() -> None:
    assert _at(_adopted(VETOED, OVERRIDE), "2026-07-15T00:00:00Z") is Status.VETOED


@pytest.mark.parametrize(
    ("outcome", "fields", "status"),
    [
        ("adopted", {}, Status.IN_FORCE), ("adopted", {"supersedes": NAME}, Status.SUPERSEDED),
        ("rejected", {}, Status.REPEALED), ("no-quorum", {}, Status.REPEALED),
    ],
)  # fmt: skip
def test_a_call_up_suspends_and_its_own_vote_settles(outcome: str, fields: dict[str, Any], status: Status) -> None:
    files = {**_adopted(CALLED_UP, kind="running"), **_voted("2026-call", "call-up", outcome, responds_to=NAME, **fields)}
    assert _at(files, "2026-05-24T12:00:00Z") is Status.IN_FORCE
    assert _at(files, "2026-05-25T12:00:00Z") is Status.SUSPENDED
    assert _at(files, "2026-06-17T11:59:59Z") is Status.SUSPENDED
    assert _at(files, "2026-06-17T12:00:00Z") is status


def test_a_call_up_that_lapses_falls_away() -> None:
    assert _at(_adopted(CALLED_UP, kind="running"), "2026-07-15T00:00:00Z") is Status.IN_FORCE


def test_what_supersedes_takes_the_place_when_it_takes_effect() -> None:
    heir = _voted("2026-heir", "amendment", "adopted", supersedes=NAME)
    files = {**_adopted(), **heir}
    assert _at(files, "2026-07-25T21:59:59Z") is Status.IN_FORCE
    matter = matter_of(files, "2026-07-25T22:00:00Z")
    assert (matter.status, matter.ended) == (Status.SUPERSEDED, parse_instant("2026-07-25T22:00:00Z"))
    assert _at({**files, **_voted("2026-heir", "amendment", "rejected", supersedes=NAME)}, "2027-01-01T00:00:00Z") is Status.IN_FORCE


def test_a_last_day_is_the_last_day() -> None:
    files = _adopted(expires="2026-08-31")
    assert _at(files, "2026-08-31T21:59:59Z") is Status.IN_FORCE
    matter = matter_of(files, "2026-08-31T22:00:00Z")
    assert (matter.status, matter.ended) == (Status.EXPIRED, parse_instant("2026-08-31T22:00:00Z"))


def test_an_article_that_expires_leaves_the_rules_and_not_the_files() -> None:
    body = {**rules()["bodies"]["council"], "powers": ["decide"]}
    interim = article(id="02-interim", **{"class": "transitional"}, expires="2026-07-31", rules={"bodies": {"helpers": body}})
    files = {**_adopted(), f"proposals/{NAME}/changes/charter/02-interim.md": interim}
    course = course_of(files, "2026-09-01T00:00:00Z")
    assert "helpers" in course.version_at(parse_instant("2026-07-31T21:59:59Z")).book.bodies
    assert "helpers" not in course.version_at(parse_instant("2026-07-31T22:00:00Z")).book.bodies
    assert "charter/02-interim.md" in course.charter.files
    assert course.matters[NAME].status is Status.EXPIRED
    assert "simple" in course.charter.book.decisions, "the other articles stay"


@pytest.mark.parametrize(("unreviewed", "status"), [(None, Status.IN_FORCE), ("stays", Status.IN_FORCE), ("expires", Status.EXPIRED)])
def test_whether_an_unreviewed_decision_expires_is_said_by_the_charter(unreviewed: str | None, status: Status) -> None:
    plain = rules()["procedures"]
    policy = {**plain["policy"], "review": "12m", **({"unreviewed": unreviewed} if unreviewed else {})}
    files = {**beside(procedures={**plain, "policy": policy}), **files_of(NAME, *VOTED, kind="policy"), **decision(NAME)}
    assert _at(files, "2027-05-22T00:00:00Z") is Status.IN_FORCE
    assert _at(files, "2027-05-23T00:00:00Z") is status


def test_a_decision_of_a_body_that_has_ended_decides_nothing() -> None:
    files = {**BESIDE, **files_of(NAME, *VOTED), **decision(NAME, by="starters")}
    assert _at(files, "2026-09-01T00:00:00Z") is Status.CLOSED


def test_decisions_are_applied_in_the_order_in_which_they_take_effect() -> None:
    """The later one needs no notice: it holds first, and the amendment is applied on top of it."""
    quick = article(rules=rules(), body="\nQuick.\n")
    files = {
        **_adopted(), f"proposals/{NAME}/changes/charter/01-rules.md": CHANGED,
        **_voted("2026-quick", "policy", "adopted"), "proposals/2026-quick/changes/charter/01-rules.md": quick,
    }  # fmt: skip
    course = course_of(files, "2026-09-01T00:00:00Z")
    assert [version.proposal for version in course.versions] == ["2023-genesis", "2026-quick", NAME]
    assert course.version_at(parse_instant("2026-06-20T00:00:00Z")).files["charter/01-rules.md"] == quick
    assert course.charter.files["charter/01-rules.md"] == CHANGED


def test_a_recess_stops_the_count_of_days() -> None:
    files = {**beside(recess=[{"from": "2026-05-24", "to": "2026-05-26"}]), **files_of(NAME, *VOTED), **decision(NAME)}
    assert matter_of(files, "2026-06-01T00:00:00Z").final == parse_instant("2026-06-01T22:00:00Z"), "three days later than without"


def _recess(start: str, end: str) -> Recess:
    return Recess.model_validate({"from": start, "to": end})


@pytest.mark.parametrize(
    ("span", "stretches", "ends"),
    [
        ("14d", [("2026-03-10", "2026-03-12")], "2026-03-19T23:00:00Z"),
        ("14d", [("2026-02-20", "2026-03-04")], "2026-03-18T23:00:00Z"),  # two of its days lie after the event
        ("14d", [("2026-03-10", "2026-03-12"), ("2026-03-12", "2026-03-13")], "2026-03-20T23:00:00Z"),  # a day rests once
        ("14d", [("2026-03-17", "2026-03-18")], "2026-03-16T23:00:00Z"),  # begins after the end
        ("14d", [("2026-03-15", "2026-03-16"), ("2026-03-17", "2026-03-17")], "2026-03-19T23:00:00Z"),  # moved into the next one
        ("1m", [("2026-03-10", "2026-03-12")], "2026-04-05T22:00:00Z"),
        ("72h", [("2026-03-03", "2026-03-04")], "2026-03-05T12:00:00Z"),  # hours are exact
        ("14d", [("2026-03-12", "2026-03-10")], "2026-03-16T23:00:00Z"),  # a stretch that ends before it begins has no days
    ],
)  # fmt: skip
def test_a_deadline_does_not_count_recess_days(span: str, stretches: list[tuple[str, str]], ends: str) -> None:
    zone = zone_named("Europe/Berlin")
    assert zone
    found = deadline(parse_instant("2026-03-02T12:00:00Z"), parse_span(span), zone, [_recess(*each) for each in stretches])
    assert found == parse_instant(ends)


def test_a_deadline_beyond_the_calendar_is_its_end() -> None:
    zone = zone_named("Europe/Berlin")
    assert zone
    assert deadline(LAST - timedelta(days=2), parse_span("14d"), zone) == LAST
    assert deadline(parse_instant("2026-12-30T12:00:00Z"), parse_span("99999y"), zone) == LAST
    assert deadline(LAST - timedelta(hours=2), parse_span("72h"), zone) == LAST


@pytest.mark.parametrize("outcome", ["rejected", "no-quorum"])
def test_what_was_not_adopted_is_never_final_and_never_takes_effect(outcome: str) -> None:
    matter = matter_of({**_adopted(), **decision(NAME, outcome=outcome)}, "2026-09-01T00:00:00Z")
    assert (matter.status, matter.final, matter.effective) == (Status(outcome), None, None)


@pytest.mark.parametrize("act", ["opened", "voting-opened", "ballots-closed"])
def test_a_stated_adoption_that_a_void_act_led_to_changes_nothing(act: str) -> None:
    """Whoever writes `outcome: adopted` under a vote that they had no right to open does not change the charter by that."""
    acts = [{**each, "by": "m-9999"} if each["act"] == act else each for each in VOTED]
    files = {**BESIDE, **files_of(NAME, *acts, kind="policy"), **decision(NAME), f"proposals/{NAME}/changes/charter/01-rules.md": CHANGED}
    sound = {**files, **files_of(NAME, *VOTED, kind="policy")}
    course = course_of(sound, "2026-09-01T00:00:00Z")
    assert [version.proposal for version in course.versions] == ["2023-genesis", NAME]
    course = course_of(files, "2026-09-01T00:00:00Z")
    assert [version.proposal for version in course.versions] == ["2023-genesis"]


def test_a_void_act_beside_them_takes_nothing_from_an_adoption() -> None:
    files = {**_adopted({**VETOED, "by": "m-9999"}), f"proposals/{NAME}/changes/charter/01-rules.md": CHANGED}
    assert [version.proposal for version in course_of(files, "2026-09-01T00:00:00Z").versions] == ["2023-genesis", NAME]
