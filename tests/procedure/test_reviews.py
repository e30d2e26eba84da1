"""Looking back: what came of each recommendation, who is bound by what they did, and the figures that a review rests on."""

from datetime import date
from fractions import Fraction
from typing import Any

import pytest

from co_op import event, log
from folkmoot.formats.canonical import write_document
from folkmoot.procedure.duties import duties
from folkmoot.procedure.figures import figures
from folkmoot.procedure.ledger import Ledger
from folkmoot.procedure.obligations import Kind
from folkmoot.procedure.reviewers import bound, had_part
from folkmoot.procedure.reviews import Standing, ahead, has_reviews, reviews, since_last
from folkmoot.records.rules import Duty
from folkmoot.records.value import parse_instant, write_instant
from folkmoot.rulebook.looking_back import asks_about_last_time, asks_about_lots, duty_of, is_review, says_nothing
from procedure.brook import NAME, VOTED, beside, course_of, decision, files_of

DUTY = {
    "who": "council", "what": "look back", "every": "12m", "to": "members", "questions": {"draws": "Were the lots fair?"},
    "replies": {"within": "30d", "escalate": "starters", "after": "30d"},
}  # fmt: skip
WISH = {"id": "r1", "to": "starters", "reply_by": "2026-03-15", "text": "Try it."}
SEATED = {"do": "seat", "owner": "council", "what": "m-0001"}


def _report(
    name: str = "2026-review", about: str = "process", by: str = "council", to: str = "2026-02-20", **fields: Any
) -> dict[str, bytes]:
    head = {
        "id": name, "type": "report", "title": "Report", "summary": "Report.", "about": about, "by": by,
        "period": {"from": "2026-01-01", "to": to}, "status": "done", **fields,
    }  # fmt: skip
    return {f"proposals/2023-genesis/reports/{name}.md": write_document(head, "\n")}


def _files(**duty: Any) -> dict[str, bytes]:
    return {**beside(duties={"process-review": {**DUTY, **duty}}), **_report(recommends=[WISH], answers={"draws": "They were fair."})}


def _ledger(files: dict[str, bytes], as_of: str) -> Ledger:
    return Ledger(course_of(files, as_of))


def _standing(files: dict[str, bytes], as_of: str) -> Standing:
    [review] = reviews(_ledger(files, as_of))
    [wish] = review.recommended
    return wish.standing


@pytest.mark.parametrize(
    ("as_of", "standing"),
    [
        ("2026-03-15T22:59:00Z", Standing.AWAITED), ("2026-03-15T23:00:00Z", Standing.OVERDUE),
        ("2026-04-14T21:00:00Z", Standing.OVERDUE), ("2026-04-16T00:00:00Z", Standing.ESCALATED),
    ],
)  # fmt: skip
def test_a_recommendation_waits_is_late_and_goes_on(as_of: str, standing: Standing) -> None:
    assert _standing(_files(), as_of) is standing


def test_a_reply_is_due_when_the_charter_says_where_the_report_gives_longer() -> None:
    files = {**beside(duties={"process-review": DUTY}), **_report(recommends=[{**WISH, "reply_by": "2027-01-01"}])}
    [review] = reviews(_ledger(files, "2026-03-01T00:00:00Z"))
    assert write_instant(review.recommended[0].due) == "2026-03-22T23:00:00Z", "30 days after 20 February, not the year it gives"


def test_an_answer_closes_it() -> None:
    answered = {**_files(), **_report("2026-answer", "2026-review", "starters", "2026-03-01", answers={"r1": "No: it is too dear."})}
    [review] = reviews(_ledger(answered, "2026-05-01T00:00:00Z"))
    [wish] = review.recommended
    assert (wish.standing, wish.answer, wish.heir) == (Standing.ANSWERED, "No: it is too dear.", "")
    other = {**_files(), **_report("2026-answer", "2026-review", "council", "2026-03-01", answers={"r1": "No."})}
    assert _standing(other, "2026-05-01T00:00:00Z") is Standing.ESCALATED, "somebody else's answer is none"


@pytest.mark.parametrize(
    ("came", "standing"),
    [
        ({}, Standing.PROPOSED), ({"outcome": "rejected"}, Standing.TURNED_DOWN), ({"outcome": "adopted"}, Standing.SHIPPED),
        ({"effects": [{"do": "oblige", "owner": "council", "what": "do it", "due": "2026-12-31"}]}, Standing.ADOPTED),
    ],
)  # fmt: skip
def test_a_proposal_that_takes_it_up_says_where_it_stands(came: dict[str, Any], standing: Standing) -> None:
    more = files_of(NAME, *(VOTED if came else VOTED[:1]), kind="policy", responds_to="2026-review.r1")
    files = {**_files(), **more, **(decision(NAME, **came) if came else {})}
    assert _standing(files, "2026-06-01T00:00:00Z") is standing


def test_a_report_that_is_no_review_is_none() -> None:
    files = {**_files(), **_report("2026-half-year", "shop", "starters")}
    assert [review.head.id for review in reviews(_ledger(files, "2026-05-01T00:00:00Z"))] == ["2026-review"]
    assert not has_reviews(course_of(beside(), "2026-05-01T00:00:00Z"))


def test_the_next_review_is_due_a_year_after_the_last_though_nobody_holds_a_seat() -> None:
    [found] = ahead(_ledger(_files(), "2026-05-01T00:00:00Z"))
    assert (found.duty, write_instant(found.due), str(found.state)) == ("process-review", "2027-02-20T23:00:00Z", "due")
    plain = beside(duties={"process-review": DUTY, "accounts": {"who": "council", "what": "count", "every": "3m", "to": "members"}})
    kinds = {each.source: each.kind for each in duties(_ledger(plain, "2026-05-01T00:00:00Z"))}
    assert kinds == {"duties.process-review": Kind.LOOK_BACK}, "an empty council owes no accounts, but the review is owed"
    assert since_last(_ledger(_files(), "2026-05-01T00:00:00Z")) == (date(2026, 2, 20), date(2026, 5, 1))


def test_whoever_confirmed_a_draw_or_wrote_rules_does_not_look_back_at_it() -> None:
    files = {
        **beside(duties={"process-review": DUTY}),
        **files_of("2026-seats", *VOTED, kind="policy"), **decision("2026-seats", effects=[SEATED]),
        **files_of(NAME, *VOTED, kind="policy"), **decision(NAME, closed="2026-05-22T13:00:00Z"),
    }  # fmt: skip
    files[f"proposals/{NAME}/changes/charter/01-rules.md"] = files["charter/01-rules.md"]
    assert [each.why for each in bound(_ledger(files, "2026-06-01T00:00:00Z"))] == [f"wrote rules that '{NAME}' brought"]
    rejected = {**files, **decision(NAME, closed="2026-05-22T13:00:00Z", outcome="rejected")}
    assert bound(_ledger(rejected, "2026-06-01T00:00:00Z")) == ()
    before = {**files, **_report("2026-later", to="2026-06-20", period={"from": "2026-05-23", "to": "2026-06-20"})}
    assert bound(_ledger(before, "2026-07-01T00:00:00Z")) == (), "the report speaks of the time after it"


def test_a_duty_is_a_review_by_its_name_or_by_what_it_asks_of_those_who_do_it() -> None:
    plain = Duty.model_validate({"who": "council", "what": "count", "every": "3m", "to": "members"})
    assert not is_review("accounts", plain)
    assert is_review("process-review", plain)
    assert is_review("audit", plain.model_copy(update={"apart_from": ("board",)}))
    asking = plain.model_copy(update={"questions": {"fair": "Was the lot fair?", "then": "What became of earlier advice?"}})
    assert asks_about_lots(asking)
    assert asks_about_last_time(asking)
    slow = plain.model_copy(update={"questions": {"allotment": "Is the slot allotted?"}})
    assert not asks_about_lots(slow), "a word that only holds 'lot' is not about lots"
    assert says_nothing("n/a")
    assert not says_nothing("Nobody was drawn.")


def test_a_report_about_a_duty_by_name_belongs_to_that_duty() -> None:
    course = course_of(_files(), "2026-05-01T00:00:00Z")
    [(_, head)] = Ledger(course).reports
    assert duty_of(head, course.charter.book) == ("process-review", course.charter.book.duties["process-review"])
    assert duty_of(head.model_copy(update={"by": "starters"}), course.charter.book) is None


def test_the_figures_of_some_days_are_those_of_these_days() -> None:
    files = {**beside(), **files_of(NAME, *VOTED, kind="policy"), **decision(NAME, counts={"for": "2"})}
    files |= files_of("2026-second", event("2026-05-20T12:00:00Z", "opened", "council"), kind="policy", introduced_by="council")
    ledger = _ledger(files, "2026-06-01T00:00:00Z")
    found = figures(ledger, date(2026, 5, 1), date(2026, 5, 25))
    [vote] = found.turnouts
    assert (vote.proposal, vote.share, vote.days) == (NAME, Fraction(1), 20)
    assert found.days == (20, 20, 20)
    assert found.authors.bodies == (("council", 1),)
    assert found.authors.members == ((2, 1),), "m-0001 introduced two of these, and one more later"
    assert (found.reach.members, found.reach.drawn, found.responses) == (3, 0, ())
    assert figures(ledger, date(2026, 5, 23), date(2026, 5, 25)).turnouts == ()
    late = {**files, **decision(NAME, effects=[{"do": "oblige", "owner": "council", "what": "it", "due": "2026-05-24"}])}
    assert figures(_ledger(late, "2026-06-01T00:00:00Z"), date(2026, 5, 1), date(2026, 5, 24)).late == (("council", 1),)
    assert figures(_ledger(late, "2026-06-01T00:00:00Z"), date(2026, 5, 1), date(2026, 5, 23)).late == (), "not yet on that day"


def test_whoever_had_part_in_what_is_looked_back_at_is_named_before_the_draw() -> None:
    """A call for the reviewing body can keep them out; what lies before the time under review keeps nobody out."""
    files = {**_files(**{"who": "council", "apart_from": ["starters"]}), **files_of(NAME, *VOTED, kind="policy")}
    files |= {f"proposals/{NAME}/changes/charter/01-rules.md": files["charter/01-rules.md"], **decision(NAME, by="members")}
    files |= decision(NAME, effects=[{"do": "seat", "owner": "starters", "what": "m-0003"}])
    at = parse_instant("2026-07-01T00:00:00Z")
    named = had_part(_ledger(files, "2026-07-02T00:00:00Z"), "council", at)
    assert ("wrote-rules-under-review", "m-0001") in named
    later = {**files, **_report("2026-second", to="2026-06-20")}
    assert had_part(_ledger(later, "2026-07-02T00:00:00Z"), "council", at) == ()
    assert had_part(_ledger(files, "2026-07-02T00:00:00Z"), "starters", at) == (), "they look back at nothing"


def test_only_a_jury_of_the_body_that_owes_the_review_is_named_with_it() -> None:
    text = {
        "id": "2026-jury", "type": "jury", "title": "Jury", "summary": "Three look on.", "mandate": "process-review", "question": "Well?",
        "seats": "3", "roster": "2023-founders", "roster_digest": "0" * 64, "sources": [{"kind": "dice"}], "hours": "4",
        "compensation": {"amount": "1", "currency": "EUR", "per": "hour"}, "facilitator": "Somebody.", "respond_by": "2026-12-01",
        "evaluation_due": "2026-12-31",
    }  # fmt: skip
    called = log(event("2026-03-02T12:00:00Z", "called", "secretary", call="0" * 64))
    for body, sitting in (("council", ("2026-jury",)), ("starters", ())):
        files = {**_files(), "juries/2026-jury/call.md": write_document({**text, "body": body}, "\n"), "juries/2026-jury/log.yml": called}
        [found] = ahead(_ledger(files, "2026-05-01T00:00:00Z"))
        assert found.panels == sitting
