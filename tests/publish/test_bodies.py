"""The pages of bodies: who sits where until when, and who watches whom, in a drawing and in words."""

from itertools import permutations
from pathlib import Path

from co_op import genesis
from folkmoot.formats.layout import read_archive
from folkmoot.procedure.chronicle import chronicle
from folkmoot.publish.atlas import atlas
from folkmoot.publish.bodies import body_pages
from folkmoot.publish.watching import HOLDS, arrows, ordered, watching
from folkmoot.records.value import parse_instant
from folkmoot.rulebook.oversight import LOT, Edge, Hold
from ideas.glade import at_end, board, founded


def _edge(watcher: str, hold: Hold, watched: str) -> Edge:
    return Edge(watched, hold, watcher, f"bodies.{watched}")


EDGES = (
    _edge("watch", Hold.REVIEWS, "board"), _edge("watch", Hold.STOPS, "board"), _edge("members", Hold.REMOVES, "watch"),
    _edge(LOT, Hold.FILLS, "watch"), _edge("jury", Hold.FILLS, "board"),
)  # fmt: skip


def test_a_co_op_without_bodies_has_no_such_page() -> None:
    assert body_pages(atlas(chronicle(read_archive(genesis()), parse_instant("2023-03-01T12:00:00Z")), ())) == {}


def test_the_pages_say_who_sits_who_fills_and_who_watches(tmp_path: Path) -> None:
    root = founded(tmp_path)
    chosen = board(root)
    pages = body_pages(atlas(at_end(root, "2023-06-01"), ()))
    index, own = pages["bodies/index.md"].decode(), pages["bodies/board/index.md"].decode()
    assert "4 of 4 seats held, 3 needed. 2 seats end on 20 March 2024." in index
    assert 'Reviewed by the <a href="review-committee/">review committee</a>.' in index
    assert "0 of 6 seats held, 4 needed." in index
    assert all(f'<code class="fm-whole">{entry}</code>' in own for entry in chosen)
    assert "those ranked last leave first" in own
    assert own.count('<svg class="fm-term"') == 4
    assert "<td>20 March 2023 to 20 March 2025: its term ends</td>" in own
    assert "the highest tickets leave first" in pages["bodies/review-committee/index.md"].decode()
    assert "2 of one employer" in pages["bodies/review-committee/index.md"].decode()
    later = body_pages(atlas(at_end(root, "2025-06-01"), ()))
    assert "Nobody sits here now." in later["bodies/board/index.md"].decode()
    assert "its part of the seats changed hands" in later["bodies/board/index.md"].decode()


def test_the_list_says_everything_that_the_drawing_shows() -> None:
    said = arrows(EDGES, {"board": '<a href="board/">board</a>'})
    assert said == (
        '<strong>The jury</strong> fills the <a href="board/">board</a>.',
        "<strong>The lot</strong> fills the watch.",
        "<strong>The members</strong> remove from the watch.",
        '<strong>The watch</strong> reviews the <a href="board/">board</a>; can stop the <a href="board/">board</a>.',
    )
    drawn = watching(EDGES, {})
    assert [drawn.count(f'class="fm-watch__{hold}"') for hold in HOLDS] == [2, 1, 1, 0, 1]
    assert drawn.count("fm-watch__tip") == len(EDGES)
    assert 'role="img" aria-label="4 watchers and 2 bodies with their holds' in drawn


def test_the_drawing_is_the_same_for_the_same_holds_in_any_order() -> None:
    assert len({ordered(order) for order in permutations(EDGES)}) == 1
    assert watching((), {}) == ""


def test_names_are_escaped_and_long_ones_cut() -> None:
    drawn = watching((_edge("a<b>" + "x" * 40, Hold.FILLS, "board"),), {})
    assert "<b>" not in drawn
    assert "&lt;b&gt;" in drawn
    assert "\N{HORIZONTAL ELLIPSIS}" in drawn
