"""S5: a few begin, on dated powers; then their powers are none, and if nobody follows in time, members are drawn by lot."""

import json
from pathlib import Path
from typing import Any

import pytest

from co_op import ARTICLE, article, event, genesis, log, proposal, write_tree
from folkmoot.formats.canonical import digest, write_document
from folkmoot.procedure.seats import holders, tenures
from ideas.handover import PLAIN, run
from lived import conduct, course_of, matter

BODY = {
    "seats": {"min": "3", "target": "3"}, "select": {"method": "election", "by": "members", "decision_rule": "simple"},
    "term": "5m", "removal": {"by": "members", "rule": "simple"}, "reports": {"every": "5m", "to": "members"},
}  # fmt: skip
LOT = {"method": "sortition", "draw_rule": "by-lot"}
PHASES = {
    "drafting": {"starts": "2023-01-20", "ends": "2023-04-30", "bodies": ["rules-committee", "core-team"], "successor": "founding"},
    "founding": {
        "starts": "2023-05-01", "ends": "2023-06-30", "bodies": ["rules-committee", "core-team"], "seated": ["board"],
        "fallback": {"draw": "oversight-jury", "by": "registrar", "within": "14d"},
    },
}  # fmt: skip
OWN = {**PLAIN, "introduce": {"who": "rules-committee", "seconds": "0"}, "decide": {"by": "rules-committee", "rule": "simple", "open": "7d"}}
AFTER = "2023-07-10T12:00:00Z"


def _charter(stays: dict[str, Any] | None = None, ends: dict[str, Any] | None = None, **bodies: Any) -> dict[str, bytes]:
    """The founding charter: what stays, and an article of the beginning that ends on 30 June 2023."""
    rules: dict[str, Any] = json.loads(json.dumps(ARTICLE["rules"]))
    rules["procedures"] |= stays or {}
    rules["draws"] = {"by-lot": {"seed": {"kind": "dice", "after": "24h"}, "challenge": "7d", "response": "7d"}}
    rules["bodies"] = {
        "board": {**BODY, "purpose": "It runs the co-op", "powers": ["operate"], "term": "24m", **bodies},
        "oversight-jury": {**BODY, "purpose": "It looks after the rest", "powers": ["review", "convene"], "select": LOT, "term": "12m"},
    }
    beginning = {
        "id": "00-beginning", "type": "article", "title": "How we begin", "summary": "A few begin, and end on a day.",
        "class": "transitional", "expires": "2023-06-30",
        "rules": {
            "bodies": {
                "rules-committee": {**BODY, "purpose": "It writes the first rules", "powers": ["draft", "convene"]},
                "core-team": {**BODY, "purpose": "It keeps the lights on", "powers": ["operate", "keep-roster"]},
            },
            "procedures": {"ratification": {**OWN, "decide": PLAIN["decide"]}, **(ends or {})},
            "plan": {"phases": PHASES},
        },
    }  # fmt: skip
    return {
        "charter/00-beginning.md": write_document(json.loads(json.dumps(beginning)), "\nThe beginning ends on {{ expires }}.\n"),
        "charter/01-rules.md": article(rules=json.loads(json.dumps(rules))), "charter/02-conduct.md": conduct(),
    }  # fmt: skip


def _in(root: Path, files: dict[str, bytes]) -> Path:
    write_tree(root, files)
    return root


def _seat(body: str, *people: str) -> dict[str, Any]:
    return {"effects": [{"do": "seat", "owner": body, "what": ", ".join(people)}]}


def _jury(files: dict[str, bytes], by: str) -> dict[str, bytes]:
    """An oversight jury that somebody calls on 5 July, after somebody froze its roster."""
    entries = files["juries/rosters/2023-founders/entries.csv"]
    call = {
        "id": "2023-oversight", "type": "jury", "title": "The oversight jury", "summary": "Three look after the rest.",
        "body": "oversight-jury", "mandate": "2023-genesis", "question": "How do we get a board?", "seats": "3", "roster": "2023-founders",
        "roster_digest": digest(entries), "sources": [{"kind": "dice", "when": "2023-07-20T12:00:00Z"}], "hours": "8",
        "compensation": {"amount": "15", "currency": "EUR", "per": "hour"}, "facilitator": "A person of neither side.",
        "respond_by": "2023-12-01", "evaluation_due": "2023-12-31",
    }  # fmt: skip
    text = write_document(call, "\nCome.\n")
    keeper = "core-team" if by == "rules-committee" else "registrar"
    return {
        "juries/2023-oversight/call.md": text,
        "juries/2023-oversight/log.yml": log(
            event("2023-07-04T12:00:00Z", "pool-frozen", keeper, roster=digest(entries)),
            event("2023-07-05T12:00:00Z", "called", by, call=digest(text)),
        ),
    }


def test_s5_after_its_last_day_every_act_of_a_body_of_the_beginning_is_void(tmp_path: Path) -> None:
    files = genesis(_charter(ends={"committee-matter": OWN}))
    wish = {"charter/02-conduct.md": conduct("gong")}
    inside = matter(files, "2023-inside", "decided", kind="committee-matter", changes=wish, opened="2023-05-10", **_seat("core-team", "m-0011"))
    drum = {"charter/02-conduct.md": conduct("drum")}
    across = matter(files, "2023-across", "decided", kind="committee-matter", changes=drum, opened="2023-06-15", **_seat("board", "m-0019"))
    late = {
        "proposals/2023-late/proposal.md": proposal("2023-late", introduced_by="rules-committee"),
        "proposals/2023-late/log.yml": log(event("2023-07-05T12:00:00Z", "opened", "rules-committee")),
    }
    seating = matter(files, "2023-seating", "decided", kind="policy", opened="2023-06-20", **_seat("core-team", "m-0012"))
    root = _in(tmp_path, {**files, **inside, **across, **late, **seating, **_jury(files, "rules-committee")})
    found = run(root, "check", "--as-of", AFTER, exits=1)
    for said in (
        "proposals/2023-late/log.yml:1:49: P102 act-after-sunset: rules-committee ended on 2023-06-30",
        "juries/2023-oversight/log.yml:1:54: P102 act-after-sunset: core-team ended on 2023-06-30",
        "juries/2023-oversight/log.yml:2:49: P102 act-after-sunset: rules-committee ended on 2023-06-30",
        "proposals/2023-across/decision.md:7:5: P103 decision-after-sunset: rules-committee ended on 2023-06-30",
        "T008 seat-in-ended-body: core-team ended on 2023-06-30; m-0012 is seated in nothing",
    ):  # fmt: skip
        assert said in found, found
    status = {line.split()[0]: line.split()[1] for line in run(root, "status", "--as-of", AFTER).splitlines() if line.startswith("2023-")}
    assert status == {
        "2023-genesis": "in-force", "2023-inside": "in-force", "2023-across": "closed", "2023-late": "draft", "2023-seating": "in-force",
        "2023-oversight": "planned",
    }  # fmt: skip
    assert "not adopted" in run(root, "enact", "2023-across", "--as-of", AFTER, exits=2)
    course = course_of({**files, **inside, **across, **seating}, AFTER)
    assert b"drum" not in course.charter.files["charter/02-conduct.md"], "the charter is not changed"
    seats = tenures(course)
    assert {body: holders(seats, body, course.as_of) for body in ("board", "core-team")} == {"board": (), "core-team": ()}
    assert b"gong" in course.charter.files["charter/02-conduct.md"], "what it decided in its time still holds"


@pytest.mark.parametrize("body", ["rules-committee", "core-team"])
def test_s5_the_tool_records_no_act_of_a_body_that_has_ended(tmp_path: Path, body: str) -> None:
    files = genesis(_charter()) | {"proposals/2023-wish/proposal.md": proposal("2023-wish", introduced_by=body)}
    root = _in(tmp_path, files)
    before = run(root, "log", "2023-wish", "opened", "--by", body, "--as-of", "2023-07-01T00:00:00+02:00", exits=2)
    assert f"{body} ended on 2023-06-30" in before
    assert not (root / "proposals/2023-wish/log.yml").exists()
    run(root, "log", "2023-wish", "opened", "--by", body, "--as-of", "2023-06-30T12:00:00Z")


def test_s5_a_procedure_that_outlives_its_body_cannot_be_used(tmp_path: Path) -> None:
    files = genesis(_charter(stays={"committee-matter": OWN}))
    late = matter(files, "2023-late", "decided", kind="committee-matter", opened="2023-07-05", introduced_by="m-0001")
    found = run(_in(tmp_path, {**files, **late}), "check", "--as-of", "2023-08-01", exits=1)
    assert "P103 decision-after-sunset: rules-committee ended on 2023-06-30" in found
    assert "A004 decider-ends-first" in found, "and the charter is faulted for it from the start"


def test_s5_the_charter_of_the_beginning_goes_on_by_itself(tmp_path: Path) -> None:
    root = _in(tmp_path, genesis(_charter()))
    for as_of in ("2023-02-01", "2023-06-30", "2023-07-01"):
        found = json.loads(run(root, "check", "--format", "json", "--as-of", as_of))
        assert [each for each in found["findings"] if each["code"][0] in "AT"] == []


def test_s5_the_clock_runs_and_a_board_that_is_not_there_is_replaced_by_lot(tmp_path: Path) -> None:
    files = genesis(_charter())
    root = _in(tmp_path, files)
    clock = "clock      founding ends in 29 days; the board is not seated (0 of 3): otherwise the oversight jury is drawn by lot"
    assert run(root, "next", "--as-of", "2023-06-01").splitlines()[0].startswith(clock)
    assert clock in run(root, "next", "--for", "registrar", "--as-of", "2023-06-01")
    assert "drafting ends in 57 days" in run(root, "next", "--as-of", "2023-03-03")
    draw = "registrar: draw the oversight jury by lot: when founding ended, board has nobody and needs 3 (plan.phases.founding)"
    assert draw not in run(root, "next", "--as-of", "2023-06-30")
    assert f"due        {draw}" in run(root, "next", "--as-of", "2023-07-01")
    assert f"overdue    {draw}" in run(root, "next", "--as-of", "2023-07-16")
    assert "P110 overdue (warning): registrar owed this by 2023-07-15: draw the oversight jury by lot" in run(
        root, "check", "--as-of", "2023-07-16"
    )
    _in(root, _jury(files, "registrar"))
    assert draw not in run(root, "next", "--as-of", "2023-07-06"), "it is called, which is what was due"
    assert draw in run(root, "next", "--as-of", "2023-07-04")


def test_s5_a_board_that_sits_in_time_is_followed_by_no_draw(tmp_path: Path) -> None:
    files = genesis(_charter())
    files |= matter(files, "2023-board", "decided", kind="policy", opened="2023-05-05", **_seat("board", "m-0011", "m-0012", "m-0013"))
    root = _in(tmp_path, files)
    assert "founding ends in 29 days; every body that must sit by then sits" in run(root, "next", "--as-of", "2023-06-01")
    assert "draw the oversight jury" not in run(root, "next", "--as-of", "2023-07-01")
    left = {"effects": [{"do": "unseat", "owner": "board", "what": "m-0013"}]}
    _in(root, matter(files, "2023-left", "decided", kind="policy", opened="2023-06-01", **left))
    assert "board has 2 people and needs 3" in run(root, "next", "--as-of", "2023-07-01"), "two do not make a board"


def test_s5_drafters_wait_before_they_sit_on_the_board_they_wrote_the_rules_for(tmp_path: Path) -> None:
    for waits, said in (({}, False), ({"cool_off_from": {"rules-committee": "24m"}}, True)):
        files = genesis(_charter(**waits))
        files |= matter(files, "2023-committee", "decided", kind="policy", opened="2023-01-25", **_seat("rules-committee", "m-0011", "m-0012", "m-0013"))
        files |= matter(files, "2023-board", "decided", kind="policy", opened="2023-06-05", **_seat("board", "m-0011", "m-0014", "m-0015"))
        found = run(_in(tmp_path, files), "check", "--as-of", "2023-06-28", exits=int(said))
        assert ("T006 seat-before-cool-off: m-0011 sat in rules-committee and takes a seat in board" in found) is said
