"""Two amendments of one text come together clause by clause, or are said to overlap."""

import pytest

from folkmoot.rulebook.merge import merge, units
from lived import conduct

BASE = conduct()


def test_units_joined_are_the_text() -> None:
    for text in (BASE, b"", b"no head\n\nat all", b"---\nid: x\n---\n", b"\xff\xfe", b"---\r\nid: x\r\n---\r\nwords\r\n"):
        assert "".join(unit.text for unit in units(text)).encode("utf-8", "surrogateescape") == text


def test_changes_of_different_clauses_are_both_taken_over() -> None:
    found = merge(BASE, conduct("bell", "cat"), conduct("bell", "dog", "lamp", "bolt"))
    assert found.overlaps == ()
    assert found.data == conduct("bell", "cat", "lamp", "bolt")


def test_neighbouring_clauses_do_not_overlap() -> None:
    assert merge(BASE, conduct("bell", "cat"), conduct("bell", "dog", "torch")).data == conduct("bell", "cat", "torch")


def test_the_same_change_on_both_sides_is_taken_over_once() -> None:
    assert merge(BASE, conduct("gong"), conduct("gong", "cat")).data == conduct("gong", "cat")


@pytest.mark.parametrize(("theirs", "ours", "names"), [(("gong",), ("chime",), ("c2-1",)), (("bell", "cat"), ("gong", "rat"), ("c2-2",))])
def test_changes_of_one_clause_overlap_and_are_named(theirs: tuple[str, ...], ours: tuple[str, ...], names: tuple[str, ...]) -> None:
    found = merge(BASE, conduct(*theirs), conduct(*ours))
    assert found.overlaps == names
    assert found.data == b""


def test_a_clause_removed_and_changed_overlaps() -> None:
    without = BASE.replace(b"**c2-2** Mind the dog.\n\n", b"")
    assert merge(BASE, without, conduct("bell", "cat")).overlaps == ("c2-2",)


def test_neighbouring_lines_of_the_head_overlap() -> None:
    one, other = BASE.replace(b"title: Conduct", b"title: Manners"), BASE.replace(b"summary: Mind things.", b"summary: Mind all things.")
    assert merge(BASE, one, other).overlaps == ("the head",)
    assert merge(BASE, one, BASE.replace(b"title: Thing 4", b"title: Key")).overlaps == ()


def test_two_additions_at_one_place_overlap() -> None:
    assert merge(BASE, BASE + b"\nOne more.\n\n# One\n", BASE + b"\nAnother.\n\n# Two\n").overlaps


def test_two_new_files_overlap_unless_they_are_the_same() -> None:
    assert merge(b"", BASE, conduct("gong")).overlaps
    assert merge(b"", BASE, BASE).data == BASE
