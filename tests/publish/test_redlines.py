"""Redlines on the site: in English what `rulebook` says to the letter, in another language that language's words."""

from pathlib import Path

import pytest

from folkmoot.procedure.chronicle import Chronicle, chronicle
from folkmoot.procedure.provenance import base_of, proposed
from folkmoot.publish import redlines
from folkmoot.publish.languages import catalogue
from folkmoot.records.speech import speaking
from folkmoot.records.value import parse_instant
from folkmoot.repository.reader import read_work_tree
from folkmoot.rulebook import redline_html
from folkmoot.rulebook.redline import FileRedline, file_redline
from folkmoot.rulebook.redline_outline import headline

ROOT = Path(__file__).parent.parent.parent
OLD = "# Bylaws\n\n## 1. Members\n\n1. Members leave by letter.\n2. Members are heard.\n\n## 2. Money\n\nDues are five.\n"
NEW = "# Bylaws\n\n## 1. Members\n\n1. Guests may come along on Sundays.\n2. Members leave by letter.\n3. Members are heard.\n"


@pytest.fixture(scope="module")
def course() -> Chronicle:
    return chronicle(read_work_tree(ROOT), parse_instant("2026-11-23T00:00:00Z"))


def _found(course: Chronicle) -> list[FileRedline]:
    return [
        each
        for matter in course.matters.values()
        for each in proposed(course, matter, base_of(course, matter, at_opening=False), in_words=True)
    ]


def test_in_english_a_redline_says_what_the_command_says(course: Chronicle) -> None:
    found = [
        *_found(course),
        file_redline("a.md", OLD.encode(), NEW.encode()),
        file_redline("a.md", b"x", None),
        file_redline("b", b"\xff", b""),
    ]
    assert len(found) > 5
    assert [redlines.headline(each) for each in found] == [headline(each) for each in found]
    assert redlines.as_html(found) == redline_html.as_html(found)


def test_in_german_its_own_words_are_german_and_the_texts_stay() -> None:
    redline = file_redline("charter/bylaws.md", OLD.encode(), NEW.encode())
    with speaking(catalogue("de")):
        made = redlines.as_html((redline,))
    assert "[eingefügt: " in made
    assert "[gestrichen: " in made
    assert "neu nummeriert" in made
    assert "Guests may come along" in made
    assert "renumbered" not in made


def test_no_redline_of_the_example_shows_a_mark_of_markdown(course: Chronicle) -> None:
    made = redlines.as_html(_found(course))
    assert "<strong>" in made
    assert "**" not in made
    assert "<p>- " not in made
