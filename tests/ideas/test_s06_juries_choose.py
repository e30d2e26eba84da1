"""S6: drawn juries choose boards and make policy; a seat without the decision behind it that the charter asks for does not exist."""

import json
from pathlib import Path

from ideas.glade import MEMBERS, at_end, board, decided, findings, founded, run, sit


def _sits(root: Path, body: str, as_of: str) -> list[str]:
    seats = json.loads(run(root, "seats", "--body", body, "--as-of", as_of, "--format", "json"))
    return [seat["holder"] for seat in seats]


def test_s6_a_board_seat_exists_only_through_the_jury_that_elects_it(tmp_path: Path) -> None:
    root = founded(tmp_path)
    assert _sits(root, "board", "2023-03-01") == []
    chosen = board(root)
    assert _sits(root, "board", "2023-06-01") == sorted(chosen)
    said = run(root, "seats", "--body", "board", "--as-of", "2023-06-01")
    assert "board: 4 of 4 seats held, 3 needed; filled by election, by the board jury" in said
    assert "(2023-board)" in said, "every seat names the decision that gave it"
    assert findings(root, "2023-06-01", "B001", "B002", "B003", "B004", "B005") == []


def test_no_other_decision_seats_anybody_on_the_board(tmp_path: Path) -> None:
    root = founded(tmp_path)
    decided(root, "2023-friends", "policy", "2023-02-01", "m-0001", ("board", MEMBERS[20]))
    decided(root, "2023-garden", "policy", "2023-02-01", "m-0001", ("garden", f"{MEMBERS[30]}, {MEMBERS[31]}"))
    assert _sits(root, "board", "2023-06-01") == []
    assert findings(root, "2023-06-01", "B001") == [
        "B001 nobody is seated: the seats of board are filled by board-jury, and members decided this"
    ]
    decided(root, "2023-watch", "policy", "2023-03-01", "m-0001", ("review-committee", MEMBERS[21]))
    assert _sits(root, "review-committee", "2023-06-01") == []
    assert findings(root, "2023-06-01", "B001")[1:] == [
        "B001 nobody is seated: the seats of review-committee are drawn by lot, and no decision gives one"
    ]


def test_people_join_an_open_body_by_its_own_word_and_by_lot_when_too_many_come(tmp_path: Path) -> None:
    root = founded(tmp_path)
    decided(root, "2023-garden", "policy", "2023-02-01", "m-0001", ("garden", f"{MEMBERS[30]}, {MEMBERS[31]}"))
    assert _sits(root, "garden", "2023-03-01") == [MEMBERS[30], MEMBERS[31]]
    decided(root, "2023-more-hands", "policy", "2023-03-01", "m-0001", ("garden", f"{MEMBERS[32]}, {MEMBERS[33]}"))
    assert _sits(root, "garden", "2023-04-01") == [MEMBERS[30], MEMBERS[31]], "two would join for one seat: the lot decides"
    assert findings(root, "2023-04-01", "B001") == [
        "B001 nobody is seated: 2 of the 3 seats of garden are taken and 2 would join, so the lot decides"
    ]
    (drawn,) = sit(root, "2023-garden-lot", "garden", 1, "2023-04-01")
    assert _sits(root, "garden", "2023-05-01") == [MEMBERS[30], MEMBERS[31], drawn]


def test_of_a_board_elected_whole_those_ranked_last_leave_first_and_the_next_election_fills_half(tmp_path: Path) -> None:
    root = founded(tmp_path)
    chosen = board(root)
    seats = json.loads(run(root, "seats", "--body", "board", "--as-of", "2023-06-01", "--format", "json"))
    first = {seat["holder"] for seat in seats if seat["ending"] == "its part of the seats changes hands"}
    assert first == set(chosen[2:]), "the last two of the list serve one year, the others two"
    assert _sits(root, "board", "2024-06-01") == sorted(chosen[:2])
    assert findings(root, "2024-06-01", "B003") == ["B003 2 sit in board, which works with 3 at the least"]
    assert "2 seats filled" not in run(root, "seats", "--body", "board", "--as-of", "2024-06-01")
    lapsing = run(root, "seats", "--lapsing", "60d", "--as-of", "2024-02-01")
    assert lapsing.count("board: ") == 2
    names = sit(root, "2024-nominating", "nominating-jury", 4, "2024-02-01")
    electors = sit(root, "2024-electors", "board-jury", 5, "2024-02-15")
    fresh = [entry for entry in MEMBERS[10:] if entry not in (*names, *electors, *chosen)][:3]
    decided(
        root,
        "2024-board",
        "election",
        "2024-03-05",
        "nominating-jury",
        ("board", ", ".join(fresh[:2])),
        voters=electors,
        jury="2024-electors",
    )
    later = {
        seat["holder"]: seat["until"][:4]
        for seat in json.loads(run(root, "seats", "--of", fresh[0], "--as-of", "2024-06-01", "--format", "json"))
    }
    assert later == {fresh[0]: "2026"}, "seats filled later last the whole term"
    assert findings(root, "2024-06-01", "B002", "B003") == []
    decided(root, "2024-one-more", "election", "2024-03-06", "nominating-jury", ("board", fresh[2]), voters=electors, jury="2024-electors")
    assert findings(root, "2024-06-01", "B002") == ["B002 1 seats of board are to be filled, 4 of its 4 go on"]
    assert len(at_end(root, "2024-06-01").archive.juries) == 4
