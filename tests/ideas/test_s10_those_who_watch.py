"""S10: a committee drawn by lot watches the board, and nobody of the board or its staff can be drawn for it."""

from pathlib import Path

import pytest

from co_op import event, log, write_tree
from ideas.glade import EMPLOYERS, MEMBERS, STAFF, add, board, call, draw, findings, founded, run, sit


def test_s10_board_members_and_staff_are_never_in_the_committees_pool(tmp_path: Path) -> None:
    root = founded(tmp_path)
    chosen = board(root)
    said = call(root, "2023-watch", "review-committee", 6, "2023-04-01")
    assert "kept out (sits-in-board): 4" in said
    assert "kept out (is-staff): role staff" in said
    text = (root / "juries/2023-watch/call.md").read_text("utf-8")
    assert "max_per: {employer: 2}" in text
    assert 'unbound: {employer: ["none"]}' in text
    drawn = draw(root, "2023-watch", "2023-04-11")
    assert not set(drawn) & {*chosen, *STAFF}
    assert findings(root, "2023-05-01", "D025", "D027") == []
    assert len(EMPLOYERS) == 5


def test_a_call_that_leaves_them_in_is_refused_and_found(tmp_path: Path) -> None:
    root = founded(tmp_path)
    chosen = board(root)
    refused = run_to_refuse(root, exclude=[{"reason": "is-staff", "column": "role", "values": ["staff"]}])
    assert "can be drawn for review-committee: with a seat in board" in refused
    refused = run_to_refuse(root, exclude=[{"reason": "sits-in-board", "entries": list(chosen)}])
    assert "with the role staff, which cannot sit there" in refused
    # Written by hand all the same, it is a finding for everybody who checks.
    path = root / "juries/2023-watch/call.md"
    from folkmoot.formats.canonical import digest
    from folkmoot.formats.document import with_fields

    roster = digest((root / "juries/rosters/2023-members/entries.csv").read_bytes())
    path.write_bytes(with_fields(path.read_bytes(), {"roster_digest": roster}))
    called = event("2023-04-01T12:00:00Z", "called", "secretary", call=digest(path.read_bytes()))
    write_tree(root, {"juries/2023-watch/log.yml": log(called)})
    assert findings(root, "2023-04-05", "D027") == [
        f"D027 {', '.join(sorted(STAFF))} can be drawn for review-committee: with the role staff, which cannot sit there"
    ]


def run_to_refuse(root: Path, **head: object) -> str:
    """What `folkmoot draw call` says when it stops."""
    with pytest.raises(AssertionError) as refused:
        call(root, "2023-watch", "review-committee", 6, "2023-04-01", max_per={"employer": "2"}, unbound={"employer": ["none"]}, **head)
    return str(refused.value)


def test_whoever_sits_in_both_all_the_same_is_named(tmp_path: Path) -> None:
    root = founded(tmp_path)
    chosen = board(root)
    sit(root, "2023-watch", "review-committee", 6, "2023-04-01")
    stranger = event("2023-04-20T12:00:00Z", "admitted", "secretary", entry=chosen[0], reason="left out of the roster by mistake")
    add(root, "2023-watch", stranger, event("2023-04-21T12:00:00Z", "accepted", chosen[0], entry=chosen[0]))
    assert findings(root, "2023-05-01", "P117") == [
        f"P117 {chosen[0]} takes a seat in review-committee and sits in board, which exclude each other"
    ]


def test_the_committee_turns_by_thirds_and_whoever_served_is_out_of_the_next_draw(tmp_path: Path) -> None:
    root = founded(tmp_path)
    board(root)
    drawn = sit(root, "2023-watch", "review-committee", 6, "2023-04-01")
    rule = "When all 6 seats are filled at once, 2 after 4 months, 2 after 8 months and 2 after 12 months end: the highest tickets leave first."
    assert rule in run(root, "status", "2023-watch", "--as-of", "2023-05-01")
    assert rule in run(root, "seats", "--body", "review-committee", "--as-of", "2023-05-01")
    left = set(drawn) - {seat for seat in drawn if seat in run(root, "seats", "--body", "review-committee", "--as-of", "2023-09-01")}
    assert left == set(drawn[-2:]), "a panel is numbered by ticket, so the last two have the highest"
    too_many = _refused_seats(root, 3)
    assert "3 seats of review-committee are to be filled, 4 of its 6 go on" in too_many
    said = call(root, "2023-watch-2", "review-committee", 2, "2023-08-20")
    assert "kept out (sits-in-review-committee): 4" in said
    assert "kept out (served-lately): 2" in said
    assert not set(draw(root, "2023-watch-2", "2023-08-30")) & set(drawn)
    assert MEMBERS


def _refused_seats(root: Path, seats: int) -> str:
    call(root, "2023-watch-9", "review-committee", seats, "2023-08-20")
    found = findings(root, "2023-08-21", "B002")
    (root / "juries/2023-watch-9/log.yml").unlink()
    (root / "juries/2023-watch-9/call.md").unlink()
    return "".join(found)


def test_the_charter_cannot_let_the_board_fill_or_remove_those_who_watch_it(tmp_path: Path) -> None:
    from ideas.glade import bodies

    watch = {**bodies()["review-committee"], "removal": {"by": "board", "rule": "simple"}}
    root = founded(tmp_path, **{"review-committee": watch})
    assert findings(root, "2023-03-01", "C012") == ["C012 'review-committee' reviews 'board', which can remove its members"]
    assert findings(root, "2023-03-01", "A010") == []
    deaf = {**bodies()["review-committee"], "reports": {"every": "6m", "to": "board"}}
    other = founded(tmp_path / "deaf", **{"review-committee": deaf})
    assert any("reports to nobody else" in each for each in findings(other, "2023-03-01", "A010"))


def test_who_calls_the_juries_has_sat_on_one(tmp_path: Path) -> None:
    root = founded(tmp_path)
    board(root)
    with pytest.raises(AssertionError, match="and never sat in board-jury"):
        call(root, "2023-agenda", "agenda-council", 2, "2023-05-01")
    (root.parent / "list.csv").write_text("entry\n" + "".join(f"{entry}\n" for entry in MEMBERS), encoding="utf-8")
    options = ("--id", "2023-alumni", "--day", "2023-05-01", "--alumni", "board-jury")
    assert "5 entries" in run(root, "roster", "freeze", str(root.parent / "list.csv"), *options)
    assert "holds" in run(root, "roster", "rederive", "2023-alumni", str(root.parent / "list.csv"), "--alumni", "board-jury")
    assert run(root, "seats", "--alumni", "board-jury", "--as-of", "2023-05-01").count("\n") == 5
    call(root, "2023-agenda", "agenda-council", 2, "2023-05-01", roster="2023-alumni")
    assert findings(root, "2023-05-02", "D026") == []
