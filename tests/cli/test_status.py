"""`status`, `next` and `timeline` as their user meets them."""

import json
from pathlib import Path

import pytest

from co_op import event, write_tree
from folkmoot.cli import main
from procedure.brook import NAME, VETOED, VOTED, beside, decision, files_of

SEAT = {"do": "seat", "owner": "council", "what": "m-0001, m-0002"}


@pytest.fixture
def brook(tmp_path: Path) -> Path:
    """A co-op whose members vetoed one thing and discuss another."""
    files = {
        **beside(), **files_of(NAME, *VOTED, {**VETOED, "by": "m-9999"}, VETOED), **decision(NAME),
        **files_of("2026-seats", *VOTED, kind="policy"), **decision("2026-seats", effects=[SEAT]),
        **files_of("2026-open", event("2026-05-20T12:00:00Z", "opened"), kind="policy"),
    }  # fmt: skip
    write_tree(tmp_path, files)
    return tmp_path


def _say(capsys: pytest.CaptureFixture[str], root: Path, *arguments: str, exits: int = 0) -> str:
    try:
        main([*arguments, "--root", str(root), "--as-of", "2026-06-01T00:00:00Z"])
        code: object = 0
    except SystemExit as ended:
        code = ended.code or 0
    said = capsys.readouterr()
    assert code == exits, said.out + said.err
    return said.out + said.err


def test_every_matter_has_one_line(brook: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert _say(capsys, brook, "status") == (
        "2023-genesis  in-force     A question\n2026-call     open         A question\n2026-open     open         A question\n"
        "2026-over     open         A question\n2026-seats    in-force     A question\n2026-x        vetoed       A question\n"
    )


def test_one_matter_says_what_was_void_and_what_can_follow(brook: Path, capsys: pytest.CaptureFixture[str]) -> None:
    said = _say(capsys, brook, "status", f"proposals/{NAME}/")
    assert "vetoed: It was adopted and then vetoed. It has no effect. This lasts until the end of Tuesday 23 June 2026 (Europe/Berlin)." in said
    assert "void: 'vetoed' is for council, not for m-9999\n" in said
    assert "  m-0001 or members may open a proposal to override the veto, until the end of Tuesday 23 June 2026 (Europe/Berlin)\n" in said


@pytest.mark.parametrize("verb", ["status", "timeline"])
def test_a_name_that_nobody_has_is_met_with_the_nearest(brook: Path, capsys: pytest.CaptureFixture[str], verb: str) -> None:
    assert "did you mean '2026-seats'?" in _say(capsys, brook, verb, "2026-seat", exits=2)
    assert "folkmoot status" in _say(capsys, brook, verb, "nothing-like-it", exits=2)


def test_a_timeline_marks_what_is_computed_void_or_ahead(brook: Path, capsys: pytest.CaptureFixture[str]) -> None:
    lines = _say(capsys, brook, "timeline", NAME).splitlines()
    assert [line for line in lines if "VOID" in line] == [
        "24 May 2026, 14:00 (Europe/Berlin)  vetoed by m-9999: c1-1 is not kept  VOID: 'vetoed' is for council, not for m-9999"
    ]
    assert lines[-1] == "24 June 2026, 00:00 (Europe/Berlin)  deadline (ahead, computed): the stage 'vetoed' ends"
    assert "22 May 2026, 14:00 (Europe/Berlin)  adopted (computed): Decided." in lines


def test_next_lists_what_waits_and_seats_that_lapse(brook: Path, capsys: pytest.CaptureFixture[str]) -> None:
    near = _say(capsys, brook, "next")
    assert "next       anyone: freeze the text (2026-open); by the end of Friday 19 June 2026 (Europe/Berlin), 18 days left\n" in near
    assert "possible   m-0001 or members: open a proposal to override the veto (2026-x)" in near
    assert "lapse" not in near
    far = _say(capsys, brook, "next", "--within", "1y")
    assert "lapses     2 seats of council lapse: its term ends; by the end of Saturday 22 May 2027 (Europe/Berlin), 355 days left\n" in far
    assert "due        council: report to members (bodies.council)" in far


def test_next_for_one_body_or_person(brook: Path, capsys: pytest.CaptureFixture[str]) -> None:
    items = json.loads(_say(capsys, brook, "next", "--for", "m-0002", "--within", "1y", "--format", "json"))
    assert {(item["state"], item["source"]) for item in items} == {("due", "bodies.council"), ("lapses", "council")}
    assert _say(capsys, brook, "next", "--for", "m-0777") == "nothing waits for m-0777 in the next 60 days\n"
    assert "is not a span of time" in _say(capsys, brook, "next", "--within", "soon", exits=2)
