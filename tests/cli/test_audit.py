"""`folkmoot charter audit` as its user meets it: four broken charters, each caught with its chain, and a sound one."""

import json
from pathlib import Path
from typing import Any

import pytest

from co_op import write_tree
from folkmoot.cli import main
from rulebook.small_charter import Charter, body, by, procedure, sound, with_rules, written


def audit(capsys: pytest.CaptureFixture[str], root: Path, *arguments: str) -> tuple[int, str, str]:
    """Run the verb in this process."""
    with pytest.raises(SystemExit) as ended:
        main(["charter", "audit", "--root", str(root), *arguments])
    printed = capsys.readouterr()
    return int(ended.value.code or 0), printed.out, printed.err


def _lowering() -> Charter:
    charter = with_rules("02-decide", "procedures", policy=procedure("jury", "simple", "policies/*", "charter/07-*"))
    charter["07-counting"]["entrenched_by"] = None
    return charter


BROKEN = {
    "a board that fills its own seats": (
        with_rules("03-bodies", "bodies", board=body("decide", select=by("board"))),
        "A001",
        "charter/03-bodies.md",
        ["'board' fills its own seats"],
    ),
    "a threshold lowered in two steps": (
        _lowering(),
        "A014",
        "charter/07-counting.md",
        ["are changed by 'amendment' (3/4 of", "the decision rule 'amend-jury' that says so stands here", "and 'policy' (more than 1/2 of"],
    ),
    "a sunset by a condition only": (
        with_rules("03-bodies", "bodies", lead=body("decide", purpose="Lead until 30,000 members have joined.")),
        "A005",
        "charter/03-bodies.md",
        ["'lead' is there 'until 30,000 members have joined', and no day ends it"],
    ),
    "a reviewer filled by the reviewed": (
        with_rules(
            "03-bodies", "bodies",
            board=body("operate", reports={"every": "6m", "to": "watch"}), watch=body("review veto", select=by("board")),
        ),
        "C012",
        "charter/03-bodies.md",
        ["'watch' reviews 'board', which fills its seats"],
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_charter_is_caught_with_its_chain(capsys: pytest.CaptureFixture[str], tmp_path: Path, name: str) -> None:
    charter, code, path, chain = BROKEN[name]
    write_tree(tmp_path, written(charter))
    exit_code, out, err = audit(capsys, tmp_path)
    first = out.splitlines()[0]
    assert (exit_code, err) == (1, f"1 finding in {len(charter)} articles\n")
    assert first.startswith(f"{path}:")
    assert f": {code} " in first
    assert all(link in first for link in chain)


def test_a_sound_charter_passes_and_shows_who_fills_whom(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    write_tree(tmp_path, written(sound()))
    code, out, err = audit(capsys, tmp_path)
    assert (code, err) == (0, "nothing found in 4 articles\n")
    assert out.splitlines()[2:] == [
        "Drawn by lot from all members",
        "  jury: 48 seats for 12 months, removed by members, reports to members",
        "    board: 24 seats for 12 months, removed by members, reports to members",
        "  watch: 24 seats for 12 months, removed by members, reports to members",
    ]


def test_a_circle_an_orphan_and_what_has_ended_are_shown_apart(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1767225600")
    bodies = {
        "board": body("decide", select=by("council")), "council": body("decide", select=by("board")),
        "gone": body("operate", expires="2025-06-30"), "left": body("operate", select=by("gone")),
        "lost": body("operate", select={"method": "appointment"}),
    }  # fmt: skip
    write_tree(tmp_path, written(with_rules("03-bodies", "bodies", **bodies)))
    _, out, _ = audit(capsys, tmp_path)
    account = out[out.index("Who fills whom, as of 2026-01-01") :]
    titles = [line for line in account.splitlines()[1:] if line and not line.startswith(" ")]
    assert titles == ["Drawn by lot from all members", "Filled by nobody", "Filled by itself", "Filled by a body that has ended", "Ended"]
    assert [line.split(":")[0] for line in account.split("Filled by itself\n")[1].splitlines()[:2]] == ["  board", "    council"]
    assert account.endswith("Ended\n  gone on 2025-06-30\n")


def test_json_holds_findings_bodies_and_edges(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    write_tree(tmp_path, written(_lowering()))
    code, out, _ = audit(capsys, tmp_path, "--format", "json")
    data: dict[str, Any] = json.loads(out)
    assert code == 1
    assert [finding["code"] for finding in data["findings"]] == ["A014"]
    assert {one["body"]: one["chain"] for one in data["bodies"]} == {"board": ["board", "jury"], "jury": ["jury"], "watch": ["watch"]}
    assert {"watcher": "watch", "hold": "stops", "watched": "jury", "rule": "procedures.amendment.veto"} in data["edges"]


def test_a_day_without_a_charter(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    write_tree(tmp_path, written(sound()))
    code, out, err = audit(capsys, tmp_path, "--at", "2020-01-01")
    assert (code, out) == (2, "")
    assert err == "folkmoot: there is no charter to audit\n  mend: give a day on which one was in force\n"


def test_a_charter_that_cannot_be_read_is_not_audited_by_halves(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    write_tree(tmp_path, {**written(sound()), "charter/07-counting.md": b"---\nid: [\n---\n"})
    code, _, err = audit(capsys, tmp_path)
    assert code == 2
    assert err.startswith("folkmoot: charter/07-counting.md cannot be read")


@pytest.mark.parametrize("day", ["2023-03-01", "2024-06-01", "2026-01-15"])
def test_the_charter_of_the_reference_co_op_passes_at_every_time_of_its_life(capsys: pytest.CaptureFixture[str], day: str) -> None:
    code, out, err = audit(capsys, Path(__file__).parents[2], "--at", day)
    assert (code, err.split(" in ")[0]) == (0, "nothing found")
    assert f"as of {day}" in out
