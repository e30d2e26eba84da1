"""Seats, and what is owed: derived from decisions' effects, terms, last days, reports and duties."""

from typing import Any

import pytest

from co_op import article, event
from folkmoot.formats.canonical import write_document
from folkmoot.procedure.duties import duties
from folkmoot.procedure.ledger import Ledger
from folkmoot.procedure.obligations import Kind, Obligation, State, obligations
from folkmoot.procedure.seats import Ending, bodies_of, holders, lapsing
from folkmoot.records.value import parse_instant, write_instant
from procedure.brook import CALLED_UP, NAME, VOTED, beside, course_of, decision, files_of, rules

CALLED_UP_VOTE = ("2026-05-24T12:00:00Z", "2026-06-03T12:00:00Z", "2026-06-04T12:00:00Z", "2026-06-13T12:00:00Z")
"""When the question that called the matter up was opened, frozen, put to the vote and closed."""
SEATED = {"do": "seat", "owner": "council", "what": "m-0001, m-0002"}


def _adopted(*effects: dict[str, Any], charter: dict[str, Any] | None = None, **fields: Any) -> dict[str, bytes]:
    return {
        **beside(**(charter or {})), **files_of(NAME, *VOTED, kind="policy"),
        **decision(NAME, effects=list(effects), **fields),
    }  # fmt: skip


def _ledger(files: dict[str, bytes], as_of: str) -> Ledger:
    return Ledger(course_of(files, as_of))


def _report(name: str, about: str, by: str, to: str, **fields: Any) -> dict[str, bytes]:
    head = {
        "id": name, "type": "report", "title": "Report", "summary": "Report.", "about": about, "by": by,
        "period": {"from": "2026-01-01", "to": to}, "status": "done", **fields,
    }  # fmt: skip
    return {f"proposals/{NAME}/reports/{name}.md": write_document(head, "\n")}


def test_a_seat_begins_with_the_decision_and_ends_with_its_term() -> None:
    ledger = _ledger(_adopted(SEATED), "2026-06-01T00:00:00Z")
    assert [(seat.holder, write_instant(seat.since), seat.ending) for seat in ledger.seats] == [
        ("m-0001", "2026-05-22T12:00:00Z", Ending.TERM), ("m-0002", "2026-05-22T12:00:00Z", Ending.TERM),
    ]  # fmt: skip
    assert write_instant(ledger.seats[0].until or ledger.course.as_of) == "2027-05-22T22:00:00Z"
    assert holders(ledger.seats, "council", parse_instant("2027-05-22T21:59:59Z")) == ("m-0001", "m-0002")
    assert holders(ledger.seats, "council", parse_instant("2027-05-22T22:00:00Z")) == ()
    assert bodies_of(ledger.seats, "m-0002", ledger.course.as_of) == ("council",)


def test_a_seat_ends_with_the_last_day_of_its_body() -> None:
    early = {**SEATED, "owner": "starters"}
    files = {**beside(bodies={**rules()["bodies"], "starters": {**rules()["bodies"]["starters"], "expires": "2026-07-31"}})}
    files |= {**files_of(NAME, *VOTED, kind="policy"), **decision(NAME, effects=[early])}
    seats = _ledger(files, "2026-06-01T00:00:00Z").seats
    assert {(seat.ending, write_instant(seat.until)) for seat in seats if seat.until} == {(Ending.SUNSET, "2026-07-31T22:00:00Z")}


def test_a_later_decision_unseats_one_and_dissolves_all() -> None:
    moved = [
        {"do": "unseat", "owner": "council", "what": "m-0002", "due": "2026-07-01"},
        {"do": "dissolve", "owner": "council", "what": "all of it", "due": "2026-08-01"},
    ]
    files = _adopted(SEATED, *moved)
    first, second = _ledger(files, "2026-09-01T00:00:00Z").seats
    assert (first.ending, write_instant(first.until or first.since)) == (Ending.DISSOLVED, "2026-07-31T22:00:00Z")
    assert (second.ending, write_instant(second.until or second.since)) == (Ending.UNSEATED, "2026-06-30T22:00:00Z")
    assert [seat.ending for seat in _ledger(files, "2026-06-01T00:00:00Z").seats] == [Ending.TERM, Ending.TERM], "not yet"


def test_a_rejected_or_superseded_proposal_seats_nobody_or_leaves_its_seats() -> None:
    assert _ledger(_adopted(SEATED, outcome="rejected"), "2026-06-01T00:00:00Z").seats == ()
    words = {**SEATED, "what": "two of the founders"}
    assert _ledger(_adopted(words), "2026-06-01T00:00:00Z").seats == ()


def test_seats_that_lapse_soon_are_listed() -> None:
    ledger = _ledger(_adopted(SEATED), "2027-05-01T00:00:00Z")
    found = lapsing(ledger.seats, ledger.course.as_of, parse_instant("2027-06-01T00:00:00Z"))
    assert [seat.holder for seat in found] == ["m-0001", "m-0002"]
    assert lapsing(ledger.seats, ledger.course.as_of, parse_instant("2027-05-20T00:00:00Z")) == ()


def _one(files: dict[str, bytes], as_of: str, kind: Kind) -> Obligation:
    [found] = [each for each in obligations(_ledger(files, as_of)) if each.kind is kind and each.source.startswith(NAME)]
    return found


def test_an_obligation_is_scheduled_due_overdue_and_done() -> None:
    owed = {"do": "oblige", "owner": "council", "what": "mend the lamp", "due": "2026-07-31"}
    files = _adopted(owed)
    found = _one(files, "2026-06-01T00:00:00Z", Kind.OBLIGE)
    assert [str(found.state(parse_instant(at))) for at in ("2026-05-01T00:00:00Z", "2026-06-01T00:00:00Z", "2026-07-31T22:00:00Z")] == [
        "scheduled", "due", "overdue",
    ]  # fmt: skip
    other = {**files, **_report("2026-other", NAME, "starters", "2026-06-20")}
    assert _one(other, "2026-06-30T00:00:00Z", Kind.OBLIGE).done is None, "somebody else cannot do it in their place"
    late = {**files, **_report("2026-lamp", NAME, "council", "2026-06-20", status="late")}
    assert _one(late, "2026-06-30T00:00:00Z", Kind.OBLIGE).done is None, "a report that it is late does not do it"
    done = {**files, **_report("2026-lamp", NAME, "council", "2026-06-20")}
    assert _one(done, "2026-06-30T00:00:00Z", Kind.OBLIGE).state(parse_instant("2026-06-30T00:00:00Z")) is State.DONE
    assert _one(done, "2026-06-10T00:00:00Z", Kind.OBLIGE).done is None, "not yet reported"


@pytest.mark.parametrize(("outcome", "status", "owed"), [("adopted", "in-force", {"enact", "oblige"}), ("rejected", "repealed", set())])
def test_what_was_called_up_and_not_upheld_owes_nothing(outcome: str, status: str, owed: set[str]) -> None:
    effects = [{"do": "oblige", "owner": "council", "what": "mend the lamp", "due": "2026-07-31"}]
    draft = {f"proposals/{NAME}/changes/charter/09-lamps.md": article(id="09-lamps", rules={})}
    files = {
        **beside(), **files_of(NAME, *VOTED, CALLED_UP, kind="running"), **draft, **decision(NAME, effects=effects, review_by="2026-07-31"),
    }  # fmt: skip
    asked = [{**event_, "at": at} for event_, at in zip(VOTED, CALLED_UP_VOTE, strict=True)]
    files |= {
        **files_of("2026-call", *asked, kind="call-up", responds_to=NAME),
        **decision("2026-call", CALLED_UP_VOTE[-1], outcome),
    }
    ledger = _ledger(files, "2026-09-01T00:00:00Z")
    assert ledger.course.matters[NAME].status == status
    found = [each for each in obligations(ledger) if each.source == NAME]
    assert {str(each.kind) for each in found if each.state(ledger.course.as_of) is not State.DONE} == owed


def test_a_recommendation_asks_for_a_reply() -> None:
    wish = {"id": "r1", "to": "starters", "reply_by": "2026-07-01", "text": "Try it."}
    asked = _report("2026-review", "process", "council", "2026-06-01", recommends=[wish])
    files = {**_adopted(), **asked}
    [found] = [each for each in obligations(_ledger(files, "2026-06-10T00:00:00Z")) if each.kind is Kind.RECOMMENDED]
    assert (found.owner, found.source, found.done) == ("starters", "2026-review.r1", None)
    answer = _report("2026-answer", "2026-review", "starters", "2026-06-20", answers={"r1": "Yes."})
    proposed = files_of("2026-try", event("2026-06-21T12:00:00Z", "opened"), kind="policy", responds_to="2026-review.r1")
    for more in (answer, proposed):
        [found] = [each for each in obligations(_ledger({**files, **more}, "2026-07-10T00:00:00Z")) if each.kind is Kind.RECOMMENDED]
        assert found.state(parse_instant("2026-07-10T00:00:00Z")) is State.DONE


def test_a_review_falls_to_whoever_sets_the_agenda() -> None:
    files = _adopted(review_by="2026-12-31")
    assert _one(files, "2026-06-01T00:00:00Z", Kind.REVIEW).owner == "members"
    setters = {**rules()["bodies"], "agenda": {**rules()["bodies"]["council"], "powers": ["agenda"]}}
    assert _one(_adopted(charter={"bodies": setters}, review_by="2026-12-31"), "2026-06-01T00:00:00Z", Kind.REVIEW).owner == "agenda"


def test_a_vote_that_is_closed_asks_for_its_decision() -> None:
    files = {**beside(), **files_of(NAME, *VOTED, kind="policy")}
    assert write_instant(_one(files, "2026-05-23T00:00:00Z", Kind.COUNT).due) == "2026-05-29T22:00:00Z"


OVERDUE = {"escalate": "members", "after": "30d"}
DUTY = {"duties": {"accounts": {"who": "council", "what": "the accounts", "every": "3m", "to": "members", "overdue": OVERDUE}}}


def test_a_duty_runs_from_the_first_seat_and_from_each_report() -> None:
    assert duties(_ledger(_adopted(charter=DUTY), "2026-06-01T00:00:00Z")) == (), "nobody is there to do it"
    files = _adopted(SEATED, charter=DUTY)
    account, report = duties(_ledger(files, "2026-06-01T00:00:00Z"))
    assert (account.source, write_instant(account.due)) == ("duties.accounts", "2026-08-22T22:00:00Z")
    assert (report.source, write_instant(report.due)) == ("bodies.council", "2026-11-22T23:00:00Z")
    assert account.state(parse_instant("2026-09-22T21:59:59Z")) is State.OVERDUE
    assert (account.state(parse_instant("2026-09-22T22:00:00Z")), account.heir) == (State.ESCALATED, "members")
    told = {**files, **_report("2026-accounts", "accounts", "council", "2026-08-20")}
    account, _ = duties(_ledger(told, "2026-09-30T00:00:00Z"))
    assert write_instant(account.due) == "2026-11-20T23:00:00Z"


def test_without_a_day_of_its_own_a_review_is_due_when_the_procedure_says() -> None:
    plain = rules()["procedures"]
    looked = {**plain, "policy": {**plain["policy"], "review": "3m"}}
    found = _one(_adopted(charter={"procedures": looked}), "2026-06-01T00:00:00Z", Kind.REVIEW)
    assert write_instant(found.due) == "2026-08-22T22:00:00Z"
    earlier = _one(_adopted(charter={"procedures": looked}, review_by="2026-07-01"), "2026-06-01T00:00:00Z", Kind.REVIEW)
    assert write_instant(earlier.due) == "2026-07-01T22:00:00Z"


def test_a_report_that_names_no_days_is_older_than_all_others() -> None:
    report = write_document(
        {"id": "2026-r", "type": "report", "title": "R", "summary": "R.", "about": NAME, "by": "council", "status": "done"}, "\n"
    )
    ledger = _ledger({**_adopted(), f"proposals/{NAME}/reports/2026-r.md": report}, "2026-06-01T00:00:00Z")
    assert [write_instant(ledger.dated(head)) for head in ledger.about[NAME]] == ["1969-12-31T23:00:00Z"]
