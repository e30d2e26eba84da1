"""S9: those who propose names for a board are others than those who elect it, and none of either is on the list."""

from pathlib import Path

from co_op import event
from ideas.glade import MEMBERS, add, board, decided, findings, founded, sit


def _panels(root: Path) -> tuple[tuple[str, ...], tuple[str, ...], str]:
    """Those who propose, those who elect, and somebody of neither."""
    names = sit(root, "2023-nominating", "nominating-jury", 4, "2023-02-01")
    electors = sit(root, "2023-electors", "board-jury", 5, "2023-02-15")
    return names, electors, next(entry for entry in MEMBERS[3:] if entry not in (*names, *electors))


def test_s9_the_same_panel_cannot_propose_and_elect_the_same_seats(tmp_path: Path) -> None:
    root = founded(tmp_path)
    _, electors, other = _panels(root)
    decided(root, "2023-own-list", "election", "2023-03-01", "board-jury", ("board", other), voters=electors, jury="2023-electors")
    assert findings(root, "2023-06-01", "B004") == ["B004 board-jury proposes the names for board and decides on them"]


def test_a_slate_of_another_body_is_sound(tmp_path: Path) -> None:
    root = founded(tmp_path)
    board(root)
    assert findings(root, "2023-06-01", "B004", "B005") == []


def test_somebody_on_both_panels_is_named(tmp_path: Path) -> None:
    root = founded(tmp_path)
    names = sit(root, "2023-nominating", "nominating-jury", 4, "2023-02-01")
    strangers = [entry for entry in MEMBERS if entry not in names]
    few = [{"reason": "asked-off", "entries": strangers[:-4]}]
    electors = sit(root, "2023-electors", "board-jury", 5, "2023-02-01", exclude=few)
    both = sorted(set(names) & set(electors))
    assert both, "eight could be drawn, four of them nominators"
    decided(root, "2023-list", "election", "2023-03-01", "nominating-jury", ("board", strangers[0]), voters=electors, jury="2023-electors")
    assert findings(root, "2023-06-01", "B004") == [f"B004 {', '.join(both)} helped to propose the names for board and can vote on them"]


def test_nobody_who_proposes_or_elects_is_a_candidate(tmp_path: Path) -> None:
    root = founded(tmp_path)
    names, electors, other = _panels(root)
    slate = f"{other}, {names[0]}, {electors[0]}"
    decided(root, "2023-list", "election", "2023-03-01", "nominating-jury", ("board", slate), voters=electors, jury="2023-electors")
    assert findings(root, "2023-06-01", "B005") == [
        f"B005 {names[0]} is proposed for board and sits in nominating-jury, which proposes the names",
        f"B005 {electors[0]} is proposed for board and votes on the names in 2023-electors",
    ]


def test_who_left_the_nominating_jury_lately_is_no_candidate_either(tmp_path: Path) -> None:
    root = founded(tmp_path)
    names, electors, other = _panels(root)
    add(root, "2023-nominating", event("2023-02-20T12:00:00Z", "withdrawn", names[0], entry=names[0]))
    slate = ("board", f"{other}, {names[0]}")
    decided(root, "2023-list", "election", "2023-03-01", "nominating-jury", slate, voters=electors, jury="2023-electors")
    assert findings(root, "2023-06-01", "B005") == [
        f"B005 {names[0]} is proposed for board and sat in nominating-jury, which proposes the names, until 2023-02-20"
    ]


def test_an_elector_who_stands_aside_can_be_proposed(tmp_path: Path) -> None:
    root = founded(tmp_path)
    names, electors, _ = _panels(root)
    aside = event("2023-02-25T12:00:00Z", "recused", electors[0], entry=electors[0], proposal="2023-list")
    add(root, "2023-electors", aside)
    slate = ("board", electors[0])
    decided(root, "2023-list", "election", "2023-03-01", "nominating-jury", slate, voters=electors[1:], jury="2023-electors")
    assert findings(root, "2023-06-01", "B004", "B005") == []
    assert names
