"""Marks of Markdown in a redline: read as what they stand for, and left to be seen where nothing else would be."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from folkmoot.rulebook.clauses import Passage
from folkmoot.rulebook.redline import ClauseChange
from folkmoot.rulebook.redline_html import clause_as_html
from folkmoot.rulebook.redline_marks import shown
from folkmoot.rulebook.redline_outline import Block, blocks
from folkmoot.rulebook.wording import Mark, compare

MARKS = set("*_`#-+ ")


def _html(before: str, after: str) -> str:
    old, new = (Passage("c1-1", "", "", text, 0) for text in (before, after))
    return clause_as_html(ClauseChange(old, new, compare(before, after)))


def _plain(made: str) -> str:
    return re.sub(r'<span class="fm-hidden">[^<]*</span>', "|", made)


def test_bold_words_are_bold_and_their_stars_are_not_shown() -> None:
    made = _plain(_html("A **jury** of 24 sits.", "A **jury** of 48 sits."))
    assert made == "<p>A <strong>jury</strong> of <del>|24|</del> <ins>|48|</ins> sits.</p>"


def test_items_of_a_list_are_items_and_what_was_added_is_marked_inside() -> None:
    made = _plain(_html("It says:\n\n- one frog\n- two frogs\n", "It says:\n\n- one frog\n- two toads\n- **three** newts\n"))
    assert "<ul>\n<li>two <del>|frogs|</del>" in made
    assert "<strong>three</strong> newts" in made
    assert made.count("<ul>") == made.count("</ul>") == 1
    assert "- " not in made


def test_a_number_is_a_word_and_stays() -> None:
    assert "1. Members vote" in _plain(_html("1. Members vote here.", "1. Members vote there."))


def test_a_heading_is_bold_without_its_marks() -> None:
    assert shown([(Mark.KEPT, "## Money "), (Mark.ADDED, "and time")]).runs[0][1][0].looks == ("strong",)


def test_nothing_is_a_mark_inside_code_and_a_star_alone_is_a_star() -> None:
    made = _plain(_html("Write `a ** b ** c` and 2 * 3.", "Write `a ** b ** c` and 2 * 4."))
    assert "<code>a ** b ** c</code> and 2 * <del>" in made


def test_marks_that_pair_in_one_wording_only_are_read_there() -> None:
    runs = dict(shown([(Mark.REMOVED, "**"), (Mark.KEPT, "frogs"), (Mark.REMOVED, "**"), (Mark.ADDED, " sing")]).runs)
    assert runs[Mark.KEPT][0].looks == ()
    assert "".join(piece.text for piece in runs[Mark.ADDED]) == " sing"


def test_where_only_marks_changed_they_are_shown() -> None:
    block = [(Mark.REMOVED, "**"), (Mark.KEPT, "frogs"), (Mark.REMOVED, "**"), (Mark.KEPT, " sing.")]
    assert [(mark, pieces[0].text) for mark, pieces in shown(block).runs] == block
    whole = _plain(_html("The **frogs** sing.", "The frogs sing."))
    assert whole == "<p>The <del>|<strong>frogs</strong>|</del> <ins>|frogs|</ins> sing.</p>"


@pytest.mark.parametrize("text", ["<b>x</b> **<script>**", "`<img src=x>` and *<i>*"])
def test_every_word_is_escaped(text: str) -> None:
    made = _html("x.", text)
    assert not re.search(r"<(?!/?(?:p|ul|li|ins|del|strong|em|code|span)\b)", made)


@settings(max_examples=150, deadline=None)
@given(st.lists(st.sampled_from(["**", "*", "_", "`", "- ", "# ", "frog", " sings", "x_y", "<b>", "\n\n", "\n- "]), max_size=14), st.data())
def test_no_word_is_lost_whatever_the_marks(parts: list[str], data: st.DataObject) -> None:
    before = "".join(parts)
    after = "".join(data.draw(st.permutations(parts)))
    found: list[Block] = blocks(compare(before, after))
    for block in found:
        seen = shown(block)
        kept = [(mark, "".join(piece.text for piece in pieces)) for mark, pieces in seen.runs]
        for fate in Mark:
            told = "".join(text for mark, text in kept if mark is fate)
            whole = "".join(text for mark, text in block if mark is fate)
            assert [sign for sign in told if sign not in MARKS] == [sign for sign in whole if sign not in MARKS]
        changed = any(mark is not Mark.KEPT and text.strip() for mark, text in block)
        assert any(mark is not Mark.KEPT and text.strip() for mark, text in kept) == changed
