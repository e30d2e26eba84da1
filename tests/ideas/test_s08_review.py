"""S8: the process itself is reviewed, again and again, by people drawn by lot, and what they recommend is due a reply."""

import json
from pathlib import Path
from typing import Any

import pytest

from co_op import ARTICLE, article, event, genesis, log, proposal, write_tree
from folkmoot.cli import main
from folkmoot.formats.canonical import digest, write_document
from folkmoot.formats.draw_json import write_draw
from folkmoot.formats.layout import read_archive
from folkmoot.procedure.chronicle import chronicle
from folkmoot.publish.site import render_site
from folkmoot.records.value import parse_instant
from folkmoot.sortition.replay import redraw

REVIEW = {
    "who": "process-jury", "what": "look back at how we decide", "every": "24m", "to": "members",
    "overdue": {"escalate": "council", "after": "60d"}, "apart_from": ["council"],
    "questions": {"draws": "Was every lot drawn as the charter says?", "last-time": "What came of the last review?"},
    "replies": {"within": "30d", "escalate": "members", "after": "30d"},
}  # fmt: skip
ANSWERS = {"draws": "No lot was drawn in this time, so nobody was passed over.", "last-time": "This is the first review of all."}
WISH = {"id": "r1", "to": "council", "reply_by": "2025-03-20", "text": "Say at the door what is being voted on."}


def _charter(**review: Any) -> bytes:
    rules: dict[str, Any] = json.loads(json.dumps(ARTICLE["rules"]))
    body = {"term": "36m", "removal": {"by": "members", "rule": "simple"}, "reports": {"every": "36m", "to": "members"}}
    rules["bodies"] = {
        "council": {
            "purpose": "It keeps the house", "powers": ["operate"], "seats": {"min": "1", "target": "1"},
            "select": {"method": "election", "by": "members", "decision_rule": "simple"}, **body,
        },
        "process-jury": {
            "purpose": "It looks back at how we decide", "powers": ["review"], "seats": {"min": "1", "target": "2"},
            "select": {"method": "sortition", "draw_rule": "by-lot"}, **body,
        },
    }  # fmt: skip
    rules["draws"] = {"by-lot": {"seed": {"kind": "dice", "after": "24h"}, "challenge": "7d", "response": "7d"}}
    rules["duties"] = {"process-review": {**REVIEW, **review}}
    return article(rules=json.loads(json.dumps(rules)))


def _jury(files: dict[str, bytes], *excluded: str) -> dict[str, bytes]:
    """A process jury of two of the three founders, drawn by dice in February 2025."""
    entries = files["juries/rosters/2023-founders/entries.csv"]
    call = {
        "id": "2025-process-jury-1", "type": "jury", "title": "The first process jury", "summary": "Two look back.", "body": "process-jury",
        "mandate": "2023-genesis", "question": "How do we decide?", "seats": "2", "roster": "2023-founders",
        "roster_digest": digest(entries), "sources": [{"kind": "dice", "when": "2025-01-20T12:00:00Z"}], "hours": "8",
        "compensation": {"amount": "15", "currency": "EUR", "per": "hour"}, "facilitator": "A person of another co-op.",
        "respond_by": "2025-09-01", "evaluation_due": "2025-10-01",
        **({"exclude": [{"reason": "apart", "entries": list(excluded)}]} if excluded else {}),
    }  # fmt: skip
    text = write_document(call, "\nCome.\n")
    folder = "juries/2025-process-jury-1"
    start = (
        event("2025-01-06T12:00:00Z", "pool-frozen", by="registrar", roster=digest(entries)),
        event("2025-01-07T12:00:00Z", "called", by="registrar", call=digest(text)),
        event("2025-01-20T12:00:00Z", "seed", by="registrar", sources=[{"kind": "dice", "digits": "12345612345612345612"}]),
    )
    made = {f"{folder}/call.md": text, f"{folder}/log.yml": log(*start)}
    archive = read_archive({**files, **made})
    found = archive.jury("2025-process-jury-1")
    assert found is not None
    draw = redraw(archive, found)
    drawn = [seat.entry for seat in draw.panel.seats]
    said = [event("2025-01-22T12:00:00Z", "accepted", by=entry, entry=entry) for entry in drawn]
    summons = event("2025-01-21T12:00:00Z", "summoned", by="registrar")
    return {**made, f"{folder}/draw.json": write_draw(draw), f"{folder}/log.yml": log(*start, summons, *said)}


def _report(name: str = "2025-review", answers: Any = ANSWERS, to: str = "2025-02-28", **fields: Any) -> dict[str, bytes]:
    head = {
        "id": name, "type": "report", "title": "The first look back", "summary": "Two of us looked back.", "about": "process-review",
        "by": "process-jury", "period": {"from": "2023-01-21", "to": to}, "status": "done", "answers": answers,
        "recommends": [WISH], **fields,
    }  # fmt: skip
    return {f"juries/2025-process-jury-1/reports/{name}.md": write_document(head, "\nWe asked everybody.\n")}


def _seat(holder: str) -> dict[str, bytes]:
    """The council's seat is given to somebody, with the founding."""
    folder = "proposals/2023-council"
    effects = [{"do": "seat", "owner": "council", "what": holder}]
    electorate = {"kind": "roster", "id": "2023-founders", "digest": "0" * 64}
    decision = {
        "id": "2023-council-decision", "type": "decision", "title": "Decided", "summary": "Decided.", "of": "2023-council", "by": "members",
        "rule": "simple", "rules_at": "2023-02-01T12:00:00Z", "rules_digest": "0" * 64, "text": "0" * 64,
        "electorate": {**electorate, "count": "3"}, "opened": "2023-02-12T12:00:00Z", "closed": "2023-02-20T12:00:00Z",
        "ballots": {"kind": "open", "digest": "0" * 64, "counted": "3", "discarded": "0"}, "counts": {"for": "3"}, "outcome": "adopted",
        "effects": effects,
    }  # fmt: skip
    return {
        f"{folder}/proposal.md": proposal("2023-council", effects=effects),
        f"{folder}/log.yml": log(
            event("2023-02-01T12:00:00Z", "opened"),
            event("2023-02-11T12:00:00Z", "frozen", text="0" * 64),
            event("2023-02-12T12:00:00Z", "voting-opened", electorate=electorate),
            event("2023-02-20T12:00:00Z", "ballots-closed"),
        ),
        f"{folder}/decision.md": write_document(decision, "\n"),
    }


def _say(capsys: pytest.CaptureFixture[str], root: Path, as_of: str, *arguments: str) -> tuple[int, str]:
    try:
        main([*arguments, "--root", str(root), "--as-of", as_of])
        code: Any = 0
    except SystemExit as ended:
        code = ended.code or 0
    said = capsys.readouterr()
    return int(code), said.out + said.err


def _page(files: dict[str, bytes], as_of: str) -> str:
    return render_site(chronicle(read_archive(files), parse_instant(as_of)))["reviews/index.md"].decode()


def test_s8_an_overdue_review_is_an_error_in_check_and_stands_on_the_site(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    files = genesis({"charter/01-rules.md": _charter()})
    write_tree(tmp_path, files)
    code, said = _say(capsys, tmp_path, "2025-01-20", "check")
    assert (code, said.endswith("files are sound\n")) == (0, True)
    code, said = _say(capsys, tmp_path, "2025-02-01", "check")
    assert code == 1
    assert "L007 review-overdue: 'process-review' was due by 2025-01-20\n" in said, "though nobody was drawn who could do it"
    assert "It was due by the end of Monday 20 January 2025 (Europe/Berlin): 11 days ago." in _page(files, "2025-02-01T00:00:00Z")
    code, said = _say(capsys, tmp_path, "2025-02-01", "next")
    assert "overdue    process-jury: look back at how we decide (duties.process-review)" in said
    code, said = _say(capsys, tmp_path, "2025-04-01", "check")
    assert "it is the business of council now" in said
    assert "P111 not-escalated: 'process-review' is overdue and now the business of council" in said
    write_tree(tmp_path, {**_jury(files), **_report()})
    code, said = _say(capsys, tmp_path, "2025-03-01", "check")
    assert (code, said.endswith("files are sound\n")) == (0, True), "a review that was held, however late, is not owed any more"


def test_s8_a_recommendation_without_a_reply_in_time_is_overdue_and_goes_on(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    files = {**genesis({"charter/01-rules.md": _charter()}), **_seat("m-0001")}
    files |= _jury(files, "m-0001")
    files |= _report()
    write_tree(tmp_path, files)
    assert "due        council: reply: Say at the door" in _say(capsys, tmp_path, "2025-03-10", "next")[1]
    assert "awaited     2025-review.r1, to council" in _say(capsys, tmp_path, "2025-03-10", "reviews")[1]
    said = _say(capsys, tmp_path, "2025-04-01", "check")[1]
    assert "P110 overdue (warning): council owed this by 2025-03-20: reply: Say at the door" in said
    assert "and 11 days have passed since." in _page(files, "2025-04-01T00:00:00Z")
    code, said = _say(capsys, tmp_path, "2025-05-01", "check")
    assert code == 1
    assert "P111 not-escalated: '2025-review.r1' is overdue and now the business of members" in said
    assert "open a proposal with responds_to: 2025-review.r1" in said
    assert "It is the business of the members now." in _page(files, "2025-05-01T00:00:00Z")
    taken_up = {
        "proposals/2025-door/proposal.md": proposal("2025-door", responds_to="2025-review.r1", title="A board at the door"),
        "proposals/2025-door/log.yml": log(event("2025-05-02T12:00:00Z", "opened")),
    }
    write_tree(tmp_path, taken_up)
    assert "P11" not in _say(capsys, tmp_path, "2025-05-10", "check")[1]
    found = json.loads(_say(capsys, tmp_path, "2025-05-10", "reviews", "--format", "json")[1])
    [wish] = found["reviews"][0]["recommended"]
    assert (wish["standing"], wish["proposals"], wish["handed_to"]) == ("proposed", ["2025-door"], None)
    assert "A proposal that answers it is under way: <a href=" in _page({**files, **taken_up}, "2025-05-10T00:00:00Z")


def test_s8_a_review_answers_every_question(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    files = genesis({"charter/01-rules.md": _charter()})
    write_tree(tmp_path, {**files, **_jury(files), **_report(answers={"draws": "none"})})
    code, said = _say(capsys, tmp_path, "2025-03-10", "check")
    assert code == 1
    assert "L001 question-unanswered: 'none' is no answer to 'draws'" in said
    assert "L001 question-unanswered: the question 'last-time' has no answer: What came of the last review?" in said
    assert "leaves 1 question open: last-time" in _say(capsys, tmp_path, "2025-03-10", "reviews")[1]


def test_s8_nobody_looks_back_at_their_own_work(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    files = {**genesis({"charter/01-rules.md": _charter()}), **_seat("m-0003")}
    drawn = _jury(files)
    write_tree(tmp_path, {**files, **drawn})
    said = _say(capsys, tmp_path, "2025-02-10", "check")[1]
    assert b"m-0003" in drawn["juries/2025-process-jury-1/draw.json"]
    assert "L003 reviews-own-work: m-0003 looks back at the time since 2023-01-20, in which they held a seat of council" in said
    write_tree(tmp_path, _jury(files, "m-0003"))
    assert "L003" not in _say(capsys, tmp_path, "2025-02-10", "check")[1]


def test_s8_the_draw_rules_are_among_what_is_reviewed(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    files = genesis({"charter/01-rules.md": _charter(questions={"cost": "What did it cost?"})})
    write_tree(tmp_path, files)
    said = _say(capsys, tmp_path, "2023-03-01", "check")[1]
    assert "L002 lots-not-reviewed (warning): no question of 'process-review' is about how lots are drawn" in said
    assert "L006 last-time-not-reviewed (warning)" in said


def test_s8_the_figures_that_a_review_needs_are_computed(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    files = {**genesis({"charter/01-rules.md": _charter()}), **_seat("m-0001")}
    write_tree(tmp_path, {**files, **_jury(files, "m-0001")})
    said = _say(capsys, tmp_path, "2025-02-10", "reviews", "figures")[1]
    assert said == (
        "from 2023-01-02 to 2025-02-10\n"
        "turnout    3 of 3 (100 %) in 2023-genesis: adopted, 18 days from opening to decision\n"
        "turnout    3 of 3 (100 %) in 2023-council: adopted, 19 days from opening to decision\n"
        "time       18 to 19 days from opening to decision, 18 in the middle\n"
        "lot        2025-process-jury-1: 2 asked, 2 yes, 0 no (0 %), 0 no answer\n"
        "reach      2 of 3 members were ever drawn, 1 never\n"
        "introduced 2 proposals by 1 member\n"
        "overdue    1 thing of process-jury\n"
    )
    assert _say(capsys, tmp_path, "2025-02-10", "reviews", "figures", "--from", "2025-03-01")[0] == 2
