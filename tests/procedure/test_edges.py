"""Every arrow of a proposal's state machine: taken by whom it is for, refused to others, too early, too late, without grounds."""

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from co_op import event
from folkmoot.formats.layout import read_archive
from folkmoot.procedure.acts import Cause, Guard, Role
from folkmoot.procedure.chronicle import chronicle
from folkmoot.procedure.options import options
from folkmoot.procedure.status import ARROWS, COMPUTED, EDGES, HOLDING, MEANING, Status
from folkmoot.records.value import parse_instant
from procedure import brook
from procedure.brook import (
    CALLED_UP,
    CLOSED,
    CORRECTED,
    EXCEPTED,
    FROZEN,
    NAME,
    OBJECTED,
    OPENED,
    OVERRIDE,
    OVERRULED,
    RESOLVED,
    VETOED,
    VOTED,
    VOTING,
    beside,
    decision,
    files_of,
    matter_of,
)

BESIDE = beside()
BEFORE: dict[Status, tuple[dict[str, Any], ...]] = {
    Status.DRAFT: (), Status.OPEN: (OPENED,), Status.FROZEN: (OPENED, FROZEN), Status.VOTING: (OPENED, FROZEN, VOTING),
    Status.CLOSED: (OPENED, FROZEN, VOTING, OBJECTED, CLOSED), Status.ADOPTED: VOTED, Status.VETOED: (*VOTED, VETOED),
}  # fmt: skip
"""What must have happened for a matter to stand there."""
TAKEN: dict[tuple[Status, str], dict[str, Any]] = {
    (Status.DRAFT, "opened"): OPENED,
    (Status.OPEN, "revised"): event("2026-05-08T12:00:00Z", "revised"),
    (Status.OPEN, "frozen"): FROZEN,
    (Status.OPEN, "returned"): event("2026-05-08T12:00:00Z", "returned"),
    (Status.FROZEN, "corrected"): CORRECTED,
    (Status.FROZEN, "voting-opened"): event("2026-05-14T12:00:00Z", "voting-opened", "secretary", **brook.ROSTER),
    (Status.VOTING, "ballots-closed"): event("2026-05-22T12:00:00Z", "ballots-closed", "tellers"),
    (Status.VOTING, "objected"): {**OBJECTED, "at": "2026-05-17T12:00:00Z", "by": "m-0003"},
    (Status.VOTING, "resolved"): RESOLVED,
    (Status.VOTING, "overruled"): OVERRULED,
    (Status.VOTING, "excepted"): EXCEPTED,
    (Status.CLOSED, "returned"): event("2026-05-23T12:00:00Z", "returned"),
    (Status.ADOPTED, "vetoed"): VETOED,
    (Status.ADOPTED, "called-up"): CALLED_UP,
    (Status.VETOED, "override-opened"): OVERRIDE,
    (Status.VETOED, "returned"): event("2026-05-26T12:00:00Z", "returned", "council"),
    **{
        (status, "withdrawn"): event("2026-05-15T12:00:00Z", "withdrawn")
        for status in (Status.DRAFT, Status.OPEN, Status.FROZEN)
    },
}  # fmt: skip
"""Every edge, taken rightly."""
AGREED = ((Status.VOTING, "objected"), (Status.VOTING, "resolved"), (Status.VOTING, "overruled"), (Status.CLOSED, "returned"))
"""Edges of matters that are decided by consent."""
WALKED = [key for key in ARROWS if key[0] not in (Status.ENACTED, Status.IN_FORCE)]
"""Adopted, enacted and in force are one place to a log; the last two are told by time and by charter/."""


def _files(source: Status, act: str, *events: dict[str, Any]) -> dict[str, bytes]:
    kind = "running" if act == "called-up" else "agreed" if (source, act) in AGREED else "amendment"
    decided = decision(NAME) if source in (Status.ADOPTED, Status.VETOED) else {}
    return {**BESIDE, **files_of(NAME, *_before(source, act), *events, kind=kind), **decided}


def _before(source: Status, act: str) -> tuple[dict[str, Any], ...]:
    return (*BEFORE[source], OBJECTED) if source is Status.VOTING and (source, act) in AGREED else BEFORE[source]


def _walk(source: Status, act: str, *events: dict[str, Any]) -> Any:
    files = _files(source, act, *events)
    last = max((str(each["at"]) for each in (*_before(source, act), *events)), default="2026-05-01T00:00:00Z")
    return matter_of(files, last).walk


def test_the_table_holds_every_edge_and_every_status_has_words() -> None:
    assert set(TAKEN) == set(WALKED)
    assert set(MEANING) == set(Status)
    assert {target for _, target in COMPUTED} | set(EDGES.values()) | {Status.DRAFT, Status.IMPORTED} == set(Status)


@pytest.mark.parametrize(("source", "act"), WALKED)
def test_an_edge_is_taken(source: Status, act: str) -> None:
    walk = _walk(source, act, TAKEN[source, act])
    assert walk.refusals == ()
    assert walk.status is EDGES[source, act]


@pytest.mark.parametrize(("source", "act"), [key for key in WALKED if Role.ANYONE not in ARROWS[key].who])
def test_an_edge_is_void_by_anybody_else(source: Status, act: str) -> None:
    walk = _walk(source, act, {**TAKEN[source, act], "by": "m-9999"})
    assert [(each.cause, each.act) for each in walk.refusals] == [(Cause.ACTOR, act)]
    assert walk.status is source


@pytest.mark.parametrize(("source", "act"), WALKED)
def test_an_edge_is_void_by_a_body_that_has_ended(source: Status, act: str) -> None:
    late = {"at": "2026-05-13T12:00:00Z"} if str(TAKEN[source, act]["at"]) < "2026-05-13" else {}
    walk = _walk(source, act, {**TAKEN[source, act], **late, "by": "starters"})
    assert [(each.cause, each.what) for each in walk.refusals] == [
        (Cause.SUNSET, "starters ended on 2026-05-12; what it does afterwards is void")
    ]
    assert walk.status is source


@pytest.mark.parametrize(("source", "act"), [key for key in WALKED if ARROWS[key].closes])
def test_an_edge_is_void_when_its_window_has_closed(source: Status, act: str) -> None:
    walk = _walk(source, act, {**TAKEN[source, act], "at": "2026-08-01T12:00:00Z"})
    assert [each.cause for each in walk.refusals] == [Cause.LATE]
    assert walk.status is source


@pytest.mark.parametrize(("source", "act"), [key for key in WALKED if ARROWS[key].opens])
def test_an_act_too_early_is_told_and_counts(source: Status, act: str) -> None:
    at = {"frozen": "2026-05-03T12:00:00Z", "voting-opened": "2026-05-12T13:00:00Z", "ballots-closed": "2026-05-16T12:00:00Z"}[act]
    walk = _walk(source, act, {**TAKEN[source, act], "at": at})
    assert [each.cause for each in walk.refusals] == [Cause.EARLY]
    assert walk.status is EDGES[source, act]


@pytest.mark.parametrize(
    ("source", "act", "wrong", "words"),
    [
        (Status.FROZEN, "corrected", {"reason": None}, "'corrected' gives no reason"),
        (Status.ADOPTED, "vetoed", {"reason": None}, "'vetoed' gives no reason"),
        (Status.VETOED, "override-opened", {"ref": None}, "'ref' names no proposal of kind 'override' that responds to 2026-x"),
        (Status.VETOED, "override-opened", {"ref": "2026-call"}, "'ref' names no proposal of kind 'override' that responds to 2026-x"),
        (Status.ADOPTED, "called-up", {"ref": "2023-genesis"}, "'ref' names no proposal that responds to 2026-x"),
        (Status.ADOPTED, "called-up", {"ref": NAME}, "'ref' names no proposal that responds to 2026-x"),
        (Status.VOTING, "objected", {"reason": None}, "'objected' gives no reason"),
        (Status.VOTING, "objected", {"ref": None}, "'objected' names no clause or aim in 'ref'"),
        (Status.VOTING, "resolved", {"ref": "objection-2"}, "'ref' names no objection of this vote; the first one is objection-1"),
        (Status.VOTING, "resolved", {"by": "m-0003"}, "objection-1 was raised by m-0002, who alone can say that it is met"),
        (Status.VOTING, "overruled", {"by": "m-0002"}, "nobody overrules their own objection; record 'resolved' to take it back"),
        (Status.VOTING, "overruled", {"reason": None}, "'overruled' gives no reason"),
        (Status.VOTING, "excepted", {"reason": None}, "'excepted' gives no reason"),
        (Status.VOTING, "excepted", {"entry": None}, "'excepted' names nobody in 'entry'"),
    ],
)
def test_an_edge_is_void_without_its_grounds(source: Status, act: str, wrong: dict[str, Any], words: str) -> None:
    brought = {key: value for key, value in {**TAKEN[source, act], **wrong}.items() if value is not None}
    walk = _walk(source, act, brought)
    assert [(each.cause, each.what) for each in walk.refusals] == [(Cause.GUARD, words)]
    assert walk.status is source
    assert ARROWS[source, act].guard in set(Guard) - {Guard.TEXT, Guard.ELECTORATE}


def test_a_round_is_over_when_no_objection_stands_and_after_the_last_one() -> None:
    again = event("2026-05-23T12:00:00Z", "returned")
    met = {**BESIDE, **files_of(NAME, OPENED, FROZEN, VOTING, OBJECTED, RESOLVED, CLOSED, again, kind="agreed")}
    found = matter_of(met, "2026-05-24T00:00:00Z")
    assert [each.what for each in found.void] == ["no objection stands, so there is nothing to meet in a further round"]
    assert found.status is Status.CLOSED
    second = [
        {**each, "at": str(each["at"]).replace("2026-05", "2026-06")} for each in (OPENED, FROZEN, VOTING, OBJECTED, CLOSED, again)
    ]
    twice = {**BESIDE, **files_of(NAME, OPENED, FROZEN, VOTING, OBJECTED, CLOSED, again, *second, kind="agreed")}
    found = matter_of(twice, "2026-06-24T00:00:00Z")
    assert [each.what for each in found.void] == ["the last round is over, and the fall-back rule decides"]
    assert found.status is Status.CLOSED


def test_a_majority_knows_no_objections() -> None:
    for act in (OBJECTED, RESOLVED, OVERRULED):
        found = matter_of({**BESIDE, **files_of(NAME, OPENED, FROZEN, VOTING, act)}, "2026-05-17T00:00:00Z")
        assert [each.what for each in found.void] == ["the rule by which this is decided knows no objections"]
    closed = {**BESIDE, **files_of(NAME, OPENED, FROZEN, VOTING, CLOSED, event("2026-05-23T12:00:00Z", "returned"))}
    assert matter_of(closed, "2026-05-24T00:00:00Z").status is Status.CLOSED


def test_what_can_be_said_of_objections_is_offered_only_where_there_is_one() -> None:
    def offered(*events: dict[str, Any], kind: str = "agreed") -> set[str]:
        as_of = parse_instant("2026-05-15T13:00:00Z")
        course = chronicle(read_archive({**BESIDE, **files_of(NAME, OPENED, FROZEN, VOTING, *events, kind=kind)}), as_of)
        return {each.act for each in options(course.setting, course.matters[NAME].proposal, Status.VOTING, as_of)}

    assert offered(kind="amendment") == {"ballots-closed", "excepted"}
    assert offered() == {"ballots-closed", "excepted", "objected"}
    assert offered(OBJECTED) == {"ballots-closed", "excepted", "objected", "resolved", "overruled"}


def test_a_call_up_needs_enough_members_and_daily_work() -> None:
    few = {**_files(Status.ADOPTED, "called-up", CALLED_UP), **files_of("2026-call", kind="call-up", responds_to=NAME, seconds=["m-0002"])}
    assert [each.what for each in matter_of(few, "2026-05-25T12:00:00Z").void] == ["2 members ask for it, 3 are needed"]
    grave = {**_files(Status.ADOPTED, "vetoed", CALLED_UP)}
    assert "only an operational matter" in matter_of(grave, "2026-05-25T12:00:00Z").void[0].what


def test_a_kind_without_an_editorial_rule_cannot_be_corrected() -> None:
    files = {**BESIDE, **files_of(NAME, OPENED, FROZEN, CORRECTED, kind="policy")}
    matter = matter_of(files, "2026-05-14T00:00:00Z")
    assert [each.what for each in matter.void] == ["'corrected' is for nobody, not for secretary"]
    assert matter.proposal.binding(matter.procedure) == matter.events["frozen"]


def test_a_kind_without_a_veto_cannot_be_vetoed() -> None:
    files = {**BESIDE, **files_of(NAME, *VOTED, VETOED, kind="policy"), **decision(NAME)}
    assert matter_of(files, "2026-05-25T00:00:00Z").void[0].what == "'vetoed' is for nobody, not for council"


@pytest.mark.parametrize("status", list(Status))
def test_the_acts_offered_are_those_of_the_table(status: Status) -> None:
    archive = read_archive(_files(Status.ADOPTED, "called-up"))
    as_of = parse_instant("2026-05-23T00:00:00Z")
    course = chronicle(archive, as_of)
    offered = {each.act for each in options(course.setting, course.matters[NAME].proposal, status, as_of)}
    known = {act for source, act in ARROWS if source is status}
    assert offered <= known
    if status in HOLDING:
        assert offered == {"called-up"}


STRAY = st.builds(
    lambda day, act, by, ref, reason: {
        key: value
        for key, value in {"at": f"2026-05-{day:02}T13:00:00Z", "act": act, "by": by, "ref": ref, "reason": reason}.items() if value
    },
    st.integers(1, 31), st.sampled_from(sorted({act for _, act in ARROWS})),
    st.sampled_from(["m-9999", "starters", "council", "m-0001", "nobody-known"]),
    st.sampled_from(["", NAME, "2026-over", "2026-nothing"]), st.sampled_from(["", "because"]),
)  # fmt: skip


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(STRAY, max_size=8), st.integers(0, 4), st.booleans())
def test_events_that_do_not_count_never_raise_and_never_change_where_it_stands(
    stray: list[dict[str, Any]], after: int, decided: bool
) -> None:
    """Any heap of events, in any order, after any part of a sound life: taking out what was refused changes nothing."""
    events = [*VOTED[:after], *stray]
    files = {**BESIDE, **files_of(NAME, *events), **(decision(NAME) if decided else {})}
    before = matter_of(files, "2026-06-30T00:00:00Z")
    void = {each.position for each in before.walk.refusals if each.cause is not Cause.EARLY}
    kept = [each for place, each in enumerate(events) if place not in void]
    same = matter_of({**BESIDE, **files_of(NAME, *kept), **(decision(NAME) if decided else {})}, "2026-06-30T00:00:00Z")
    assert (same.status, same.effective, same.due) == (before.status, before.effective, before.due)


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 120), st.integers(0, 120), st.lists(STRAY, max_size=4))
def test_what_stood_at_an_instant_stays_so_whatever_is_recorded_later(early: int, later: int, stray: list[dict[str, Any]]) -> None:
    """Events after `as_of` are not yet there: with them or without them the matter stands where it stood."""
    from datetime import timedelta

    at = parse_instant("2026-05-01T00:00:00Z") + timedelta(days=min(early, later))
    events = [*VOTED, VETOED, *stray]
    whole = chronicle(read_archive({**BESIDE, **files_of(NAME, *events), **decision(NAME)}), at).matters[NAME]
    then = [each for each in events if parse_instant(str(each["at"])) <= at]
    decided = decision(NAME) if at >= parse_instant("2026-05-22T12:00:00Z") else {}
    part = chronicle(read_archive({**BESIDE, **files_of(NAME, *then), **decided}), at).matters[NAME]
    assert (whole.status, whole.due, whole.effective) == (part.status, part.due, part.effective)
