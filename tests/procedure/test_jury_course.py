"""Every arrow of a jury's machine and of its seats: taken, refused to others, too early, too late; what follows in between."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest

from co_op import event, log
from folkmoot.checks.registry import find_check, run_checks
from folkmoot.formats.canonical import write_document
from folkmoot.procedure.acts import Cause, Role
from folkmoot.procedure.chronicle import chronicle
from folkmoot.procedure.jury import Sitting, sitting
from folkmoot.procedure.jury_status import JURY_ARROWS, JURY_MEANING, SEAT_ACTS, SEAT_ARROWS, JuryStatus, SeatStatus
from folkmoot.records.draw import Draw, Panel, Seat
from folkmoot.records.value import parse_instant
from procedure.brook import beside, course_of, decision, files_of, rules

FOLDER = "juries/2026-jury"
CALLED = event("2026-03-02T12:00:00Z", "called", "secretary", call="0" * 64)
FROZEN = event("2026-03-03T12:00:00Z", "pool-frozen", "registrar", roster="0" * 64)
SEED = event("2026-03-12T12:00:00Z", "seed", "registrar")
SUMMONED = event("2026-03-13T12:00:00Z", "summoned", "registrar")
YES = [event(f"2026-03-14T12:0{place}:00Z", "accepted", f"m-000{place}", entry=f"m-000{place}") for place in (1, 2, 3)]
DRAWS = {"draws": {"lot": {"seed": {"kind": "dice", "after": "24h"}, "challenge": "7d", "response": "10d"}}}
FILES = beside(**DRAWS)
LATEST = "2026-03-15T00:00:00Z"


def _call() -> bytes:
    head = {
        "id": "2026-jury", "type": "jury", "title": "Jury", "summary": "Three look on.", "body": "council", "mandate": "2026-over",
        "question": "Well?", "seats": "3", "alternates": "1", "roster": "2023-founders", "roster_digest": "0" * 64,
        "sources": [{"kind": "dice"}], "hours": "4",
        "compensation": {"amount": "1", "currency": "EUR", "per": "hour"}, "facilitator": "Somebody.", "respond_by": "2026-12-01",
        "evaluation_due": "2026-12-31",
    }  # fmt: skip
    return write_document(head, "\nCome.\n")


def _sit(
    *events: dict[str, Any], as_of: str = LATEST, drawn: bool = True, report: str = "", beside: Mapping[str, bytes] = FILES
) -> Sitting:
    files = {**beside, f"{FOLDER}/call.md": _call(), **({f"{FOLDER}/log.yml": log(*events)} if events else {})}
    if report:
        head = {
            "id": "2026-verdict", "type": "report", "title": "Verdict", "summary": "Yes.", "about": "2026-over", "by": "council",
            "period": {"from": "2026-03-14", "to": report}, "status": "done",
        }  # fmt: skip
        files[f"{FOLDER}/report.md"] = write_document(head, "\n")
    course = course_of(files, as_of)
    seats = tuple(Seat(place, f"m-000{place}", "0" * 64) for place in (1, 2, 3))
    panel = Panel(seats, (Seat(1, "m-0004", "1" * 64),))
    draw = Draw("draw/1", "2026-jury", "0" * 64, "2023-founders", "0" * 64, 4, (), "0" * 64, 4, "", panel)
    jury = replace(course.archive.juries[0], draw=draw if drawn else None)
    return sitting(chronicle(replace(course.archive, juries=(jury,)), course.as_of), jury)


BEFORE: dict[JuryStatus, tuple[dict[str, Any], ...]] = {
    JuryStatus.PLANNED: (), JuryStatus.CALLED: (CALLED,), JuryStatus.POOL_FROZEN: (FROZEN,), JuryStatus.CHALLENGE: (CALLED, FROZEN),
    JuryStatus.READY: (CALLED, FROZEN), JuryStatus.SEEDED: (CALLED, FROZEN, SEED), JuryStatus.DRAWN: (CALLED, FROZEN, SEED),
    JuryStatus.CONFIRMED: (CALLED, FROZEN, SEED, event("2026-03-12T13:00:00Z", "confirmed", "council")),
    JuryStatus.SEATED: (CALLED, FROZEN, SEED, SUMMONED, *YES), JuryStatus.REPORTED: (CALLED, FROZEN, SEED, SUMMONED, *YES),
}  # fmt: skip
AT = {
    JuryStatus.PLANNED: "2026-03-02T12:00:00Z", JuryStatus.CALLED: "2026-03-03T12:00:00Z", JuryStatus.POOL_FROZEN: "2026-03-04T12:00:00Z",
    JuryStatus.CHALLENGE: "2026-03-05T12:00:00Z", JuryStatus.READY: "2026-03-12T12:00:00Z", JuryStatus.SEEDED: "2026-03-12T14:00:00Z",
    JuryStatus.DRAWN: "2026-03-12T14:00:00Z", JuryStatus.CONFIRMED: "2026-03-12T14:00:00Z", JuryStatus.SEATED: "2026-03-14T20:00:00Z",
    JuryStatus.REPORTED: "2026-03-14T20:00:00Z",
}  # fmt: skip
ACTOR = {"confirmed": "council", "challenged": "m-0009"}
WALKED = [key for key in JURY_ARROWS if key[1] not in SEAT_ACTS and key[0] is not JuryStatus.REPORTED]


def _taken(source: JuryStatus, act: str, **changed: Any) -> dict[str, Any]:
    at = "2026-03-12T12:00:00Z" if act == "seed" else AT[source]
    return {**event(at, act, ACTOR.get(act, "secretary"), reason="because"), **changed}


def _after(source: JuryStatus, act: str, **changed: Any) -> Sitting:
    last = _taken(source, act, **changed)
    return _sit(*BEFORE[source], last, as_of=max(str(last["at"]), AT[source]), drawn=source is not JuryStatus.SEEDED)


def test_every_status_has_words() -> None:
    assert set(JURY_MEANING) == set(JuryStatus)


@pytest.mark.parametrize(("source", "act"), WALKED)
def test_an_edge_of_a_jury_is_taken(source: JuryStatus, act: str) -> None:
    found = _after(source, act)
    assert [each for each in found.refusals if each.cause is not Cause.EARLY] == []
    expected = JURY_ARROWS[source, act].target
    assert found.status is (JuryStatus.DRAWN if expected is JuryStatus.SEEDED else expected)


@pytest.mark.parametrize(("source", "act"), [key for key in WALKED if Role.ANYONE not in JURY_ARROWS[key].who])
def test_an_edge_of_a_jury_is_void_by_anybody_else(source: JuryStatus, act: str) -> None:
    found = _after(source, act, by="m-9999")
    assert [each.cause for each in found.refusals] == [Cause.ACTOR]
    assert found.status is not JURY_ARROWS[source, act].target


@pytest.mark.parametrize(("source", "act"), [key for key in WALKED if JURY_ARROWS[key].guard])
def test_to_fail_or_to_annul_takes_a_reason(source: JuryStatus, act: str) -> None:
    files = {key: value for key, value in _taken(source, act).items() if key != "reason"}
    found = _sit(*BEFORE[source], files, as_of=AT[source], drawn=source is not JuryStatus.SEEDED)
    assert [(each.cause, each.what) for each in found.refusals] == [(Cause.GUARD, f"'{act}' gives no reason")]


def test_a_body_that_has_ended_freezes_no_roster() -> None:
    late = event("2026-06-01T12:00:00Z", "pool-frozen", "starters")
    found = _sit(CALLED, late, as_of="2026-06-02T00:00:00Z")
    assert [each.cause for each in found.refusals] == [Cause.SUNSET]
    assert found.status is JuryStatus.CALLED


def test_a_seed_before_the_challenge_ends_is_told_and_counts() -> None:
    found = _sit(CALLED, FROZEN, {**SEED, "at": "2026-03-05T12:00:00Z"})
    assert [each.cause for each in found.refusals] == [Cause.EARLY]
    assert found.status is JuryStatus.DRAWN


def test_the_course_of_a_jury_follows_from_its_log_and_the_time() -> None:
    events = [*BEFORE[JuryStatus.SEATED], event("2026-03-30T12:00:00Z", "discharged", "secretary")]
    stages = {
        "2026-03-01T00:00:00Z": "planned", "2026-03-02T12:00:00Z": "called", "2026-03-03T12:00:00Z": "challenge",
        "2026-03-10T22:59:59Z": "challenge", "2026-03-10T23:00:00Z": "ready", "2026-03-12T12:00:00Z": "drawn",
        "2026-03-14T12:02:00Z": "drawn", "2026-03-14T12:03:00Z": "seated", "2026-03-20T00:00:00Z": "reported",
        "2026-03-30T12:00:00Z": "discharged",
    }  # fmt: skip
    assert {at: str(_sit(*events, as_of=at, report="2026-03-19").status) for at in stages} == stages


def test_too_few_who_accept_seat_nobody_and_enough_do_when_the_time_is_over() -> None:
    few = [CALLED, FROZEN, SEED, SUMMONED]
    assert _sit(*few, as_of="2026-03-24T00:00:00Z").status is JuryStatus.DRAWN
    some = _sit(*few, YES[0], as_of="2026-03-24T00:00:00Z")
    assert (some.status, some.seated) == (JuryStatus.SEATED, parse_instant("2026-03-23T23:00:00Z"))
    assert sorted(map(str, some.seats.values())) == ["accepted", "alternate", "no-answer", "no-answer"]


SEAT_BEFORE: dict[SeatStatus, tuple[dict[str, Any], ...]] = {
    SeatStatus.SELECTED: (), SeatStatus.SUMMONED: (SUMMONED,), SeatStatus.ACCEPTED: (SUMMONED, YES[0]), SeatStatus.NO_ANSWER: (SUMMONED,),
    SeatStatus.ALTERNATE: (SUMMONED,),
}  # fmt: skip


def _seat(source: SeatStatus, act: str, **changed: Any) -> tuple[Sitting, str]:
    entry = "m-0004" if source is SeatStatus.ALTERNATE else "m-0001"
    at = "2026-03-25T12:00:00Z" if source is SeatStatus.NO_ANSWER else "2026-03-14T13:00:00Z"
    by = entry if Role.HOLDER in SEAT_ARROWS[source, act].who else "registrar"
    act_ = {**event(at, act, by, entry=entry, reason="because"), **changed}
    return _sit(CALLED, FROZEN, SEED, *SEAT_BEFORE[source], act_, as_of=str(act_["at"])), entry


@pytest.mark.parametrize(("source", "act"), list(SEAT_ARROWS))
def test_an_edge_of_a_seat_is_taken(source: SeatStatus, act: str) -> None:
    found, entry = _seat(source, act)
    assert found.refusals == ()
    assert found.seats[entry] is SEAT_ARROWS[source, act].target


@pytest.mark.parametrize(("source", "act"), list(SEAT_ARROWS))
def test_an_edge_of_a_seat_is_void_by_anybody_else(source: SeatStatus, act: str) -> None:
    found, entry = _seat(source, act, by="m-9999")
    assert [each.cause for each in found.refusals] == [Cause.ACTOR]
    assert found.seats[entry] is source


def test_a_late_yes_and_a_stranger_are_out_of_order() -> None:
    late = event("2026-03-25T12:00:00Z", "accepted", "m-0001", entry="m-0001")
    stranger = event("2026-03-25T12:00:00Z", "accepted", "m-0008", entry="m-0008")
    found = _sit(CALLED, FROZEN, SEED, SUMMONED, late, stranger, as_of="2026-03-26T00:00:00Z")
    assert [each.what for each in found.refusals] == ["'accepted' does not follow when the seat is no-answer", "m-0008 was not drawn"]


def test_an_alternate_takes_the_place_of_one_who_left() -> None:
    no = event("2026-03-14T14:00:00Z", "declined", "m-0003", entry="m-0003")
    steps = event("2026-03-14T15:00:00Z", "replaced", "registrar", entry="m-0004", instead="m-0003")
    yes = event("2026-03-14T16:00:00Z", "accepted", "m-0004", entry="m-0004")
    found = _sit(CALLED, FROZEN, SEED, SUMMONED, YES[0], YES[1], no, steps, yes)
    assert found.refusals == ()
    assert found.holders == {"m-0001", "m-0002", "m-0004"}
    assert found.seats["m-0003"] is SeatStatus.REPLACED
    assert found.status is JuryStatus.SEATED


def _hurried() -> dict[str, bytes]:
    """The co-op after it meant, in February, to let juries have three days to answer and two to be challenged in till the summer."""
    plain = {**rules()["procedures"]["policy"], "paths": []}
    files = beside(**DRAWS, procedures={**rules()["procedures"], "derogation": plain})
    for name, path, instead in (("2026-quick", "response", "3d"), ("2026-short", "challenge", "2d")):
        log_ = (
            event("2026-02-02T12:00:00Z", "opened"), event("2026-02-12T12:00:00Z", "frozen", text="0" * 64),
            event("2026-02-14T12:00:00Z", "voting-opened", electorate={"kind": "roster", "id": "2023-founders", "digest": "0" * 64}),
            event("2026-02-25T12:00:00Z", "ballots-closed"),
        )  # fmt: skip
        files |= files_of(name, *log_, kind="derogation", derogates=f"draws.lot.{path}", instead=instead, expires="2026-05-01")
        files |= decision(name, "2026-02-25T12:00:00Z")
    return files


def test_no_derogation_hurries_a_jury() -> None:
    """Whoever is drawn has the time that the charter gives, to answer and to be challenged in: a jury may decide on the charter itself."""
    course = course_of(_hurried(), LATEST)
    assert sorted(each.path for each in course.derogations) == ["draws.lot.challenge", "draws.lot.response"], "both were adopted"
    hurried, calm = (_sit(CALLED, FROZEN, SEED, SUMMONED, beside=files) for files in (_hurried(), FILES))
    assert (hurried.challenge, hurried.response) == (calm.challenge, calm.response)
    assert calm.challenge == parse_instant("2026-03-10T23:00:00Z")
    assert calm.response == parse_instant("2026-03-23T23:00:00Z")
    told = [finding.what for finding in run_checks(course, [find_check("P115")])]
    assert told == [
        f"'draws.lot.{name}' decides how the charter is changed; nothing may depart from it" for name in ("response", "challenge")
    ]
