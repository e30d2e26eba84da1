"""Redlines: what a new version changes, told so that both versions can be rebuilt from it."""

from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from co_op import article
from folkmoot.formats.layout import read_archive
from folkmoot.records.archive import Article
from folkmoot.rulebook.redline import Fate, FileRedline, applied, article_redline, file_redline
from folkmoot.rulebook.redline_html import as_html, as_page
from folkmoot.rulebook.redline_outline import as_data, headline
from folkmoot.rulebook.redline_text import as_text
from folkmoot.rulebook.wording import Mark, after_of, before_of, compare, flowed, sentences
from meadow import DECIDING, FIRST, deciding, members, rules

HIVE13 = Path(__file__).parent.parent / "vectors" / "bylaws" / "hive13.md"
GOLDEN = Path(__file__).parent / "golden"
OLD = """# Bylaws

## 1. Members

1. Members must be at least 18 years of age, and must live beside the meadow.
2. Members may leave by saying so to the keeper of the list of members.
3. Members are heard before they are sent away, whoever asks for it.

## 2. Money

Dues are five crowns a month. They are paid on the first day of the month.

Nobody pays twice.

## 3. Dissolution

What is left goes to the frogs.
"""
NEW = """# Bylaws

## 1. Members

1. Members must be at least 16 years of age, and must live beside the meadow.
2. Guests of members may come along on Sundays if they close the gate.
3. Members may leave by saying so to the keeper of the list of members.
4. Members are heard before they are sent away, whoever asks for it.

## 2. Money

Dues are six crowns a month. They are
paid on the first day of the month.

Nobody pays twice.
"""


def _article(data: bytes) -> Article:
    archive = read_archive({"charter/01-members.md": data})
    assert archive.faults == ()
    return archive.articles[0]


def _redline(before: bytes, after: bytes) -> FileRedline:
    return article_redline("charter/01-members.md", _article(before), _article(after))


def _bylaws(old: str = OLD, new: str = NEW) -> FileRedline:
    return file_redline("charter/bylaws.md", old.encode(), new.encode())


def _fates(redline: FileRedline) -> dict[str, str]:
    return {change.passage.id: change.fate.value for change in redline.clauses if not change.is_empty}


def test_golden_text() -> None:
    assert as_text([_bylaws()], width=80) == (GOLDEN / "redline.txt").read_text()


def test_golden_html() -> None:
    assert as_html([_bylaws()]) == (GOLDEN / "redline.html").read_text()


def test_a_clause_that_only_got_a_new_number_is_not_a_change_of_words() -> None:
    redline = _bylaws()
    assert _fates(redline) == {
        "section-1-1": "changed", "section-1-2": "added", "section-1-3": "changed", "section-1-4": "changed",
        "section-2": "changed", "section-3": "removed",
    }  # fmt: skip
    pairs = [(change.before.id, change.after.id) for change in redline.clauses if change.before and change.after]
    assert [pair for pair in pairs if pair[0] != pair[1]] == [("section-1-2", "section-1-3"), ("section-1-3", "section-1-4")]
    assert "2 clauses renumbered" in headline(redline)


def test_a_section_put_into_real_bylaws_renumbers_the_rest_and_changes_nothing_else() -> None:
    old = HIVE13.read_text()
    new = old.replace("### 3.5 Susp", "### 3.5 Leave\n1. A Member may pause for six months.\n\n### 3.6 Susp")
    new = new.replace("### 3.6 Dues", "### 3.7 Dues").replace("### 3.7 Ward", "### 3.8 Ward")
    redline = _bylaws(old, new)
    assert headline(redline) == "2 clauses new (section-3-5, section-3-5-1); 30 clauses renumbered"
    assert "section-3-5 to section-3-7-5-b-vi: renumbered, now section-3-6 to section-3-8-5-b-vi (30 clauses)" in as_text([redline])


def test_a_clause_is_recognised_when_its_number_and_some_of_its_words_change() -> None:
    redline = _bylaws(OLD, NEW.replace("to the keeper of the list", "in writing to the keeper of the list"))
    pairs = [(change.before.id, change.after.id, change.fate) for change in redline.clauses if change.before and change.after]
    assert ("section-1-2", "section-1-3", Fate.CHANGED) in pairs
    assert "  section-1-3: was section-1-2, changed\n" in as_text([redline])
    assert "by saying so {+in writing+} to the keeper" in as_text([redline])


def test_a_declared_clause_is_the_same_clause_whatever_its_words() -> None:
    other = FIRST.replace("Everyone who waters the meadow is a member. Nobody pays to belong.", "Frogs.")
    [change] = [one for one in _redline(members(), members(other)).clauses if not one.is_empty]
    assert change.before is not None
    assert change.after is not None
    assert (change.before.id, change.after.id, change.fate) == ("c1-1", "c1-1", Fate.CHANGED)


def test_a_clause_that_changes_places_is_moved() -> None:
    head, one, two = FIRST.partition("## c1-1")[0], *(f"## {part}" for part in FIRST.split("## ")[1:])
    redline = _redline(members(), members(head + two + "\n" + one))
    assert [change.passage.id for change in redline.clauses if change.is_moved] == ["c1-2"]
    assert "  c1-2 How long one waits: moved, now after opening\n" in as_text([redline])
    assert "[-" not in as_text([redline])


def test_rules_are_compared_as_rules() -> None:
    stricter = rules()
    stricter["decisions"]["simple"]["threshold"] = "3/4"
    del stricter["procedures"]["policy"]
    after = article(id="02-how-we-decide", title="How we decide", rules=stricter, clauses=[{"id": "c2-1", "title": "Votes"}], body=DECIDING)
    redline = _redline(deciding(), after)
    [first, *removed] = redline.rules
    assert (first.path, first.before, first.after) == ("decisions.simple.threshold", "1/2", "3/4")
    assert {change.path.rpartition(".")[0].split(".")[1] for change in removed} == {"policy"}
    assert all(change.after is None for change in removed)
    text = as_text([redline])
    assert "      decisions.simple.threshold: 1/2 -> 3/4\n" in text
    assert "    - procedures.policy.decide.open: 7 days\n" in text


def test_an_empty_group_and_a_comma_in_a_list_are_seen() -> None:
    one = members(rules={"membership": {"classes": {"user": {}}}})
    two = members(rules={"membership": {"classes": {"user": {}, "staff": {}}}})
    assert [change.path for change in _redline(one, two).rules] == ["membership.classes.staff"]
    three, four = rules(), rules()
    three["procedures"]["policy"]["paths"], four["procedures"]["policy"]["paths"] = ["a, b"], ["a", "b"]
    assert _redline(members(rules=three), members(rules=four)).rules != ()


def test_title_and_summary_are_compared_as_words() -> None:
    redline = _redline(members(), members(summary="Members decide by a majority."))
    assert "summary: Members decide by {+a+} majority." in as_text([redline])
    assert 'decide by <ins><span class="fm-hidden">[added: </span>a<span' in as_html([redline])


def test_a_new_and_a_removed_article() -> None:
    fresh = article_redline("charter/01-members.md", None, _article(members()))
    gone = article_redline("charter/01-members.md", _article(members()), None)
    assert (fresh.is_new, gone.is_removed) == (True, True)
    assert headline(fresh) == "new, 3 clauses"
    assert "    + Everyone who waters the meadow is a member. Nobody pays to belong." in as_text([fresh])
    assert "    - Everyone who waters the meadow is a member. Nobody pays to belong." in as_text([gone])


def test_identical_texts_give_an_empty_redline() -> None:
    redline = _redline(members(), members())
    assert redline.is_empty
    assert headline(redline) == "unchanged"
    assert as_text([redline]) == "charter/01-members.md: unchanged\n"


def test_other_line_breaks_are_said_and_not_shown_as_words() -> None:
    redline = _redline(members(), members(FIRST.replace("is a member. ", "is a member.\n")))
    assert redline.is_empty
    assert headline(redline) == "only spaces and line breaks differ"


def test_another_spelling_of_the_head_is_said() -> None:
    redline = _redline(members(), members().replace(b"title: Members\n", b'title: "Members"\n'))
    assert (redline.is_empty, headline(redline)) == (True, "only the spelling of its head differs")


def test_bytes_that_are_no_text_are_not_compared() -> None:
    assert headline(file_redline("x.png", b"\xff\x00", b"\xfe")) == "it is no text, and its bytes change"


def test_what_contributors_write_stays_text() -> None:
    evil = FIRST.replace("Nobody", "<script>alert(1)</script> & \x1b[31m\u202eNobody")
    redline = _redline(members(), members(evil, title="<b>Members</b>"))
    page = as_page("<i>x</i>", [redline])
    assert "<script" not in page
    assert "<b>" not in page
    assert "<i>" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt; &amp;" in page
    assert "\x1b" not in as_text([redline]) + page
    assert "\u202e" not in as_text([redline]) + page


def test_colours_are_added_to_the_signs_and_do_not_replace_them() -> None:
    text = as_text([_bylaws()], style=lambda mark, words: words if mark is Mark.KEPT else f"<{mark[0]}>{words}</>")
    assert "<r>[-18-]</> <a>{+16+}</>" in text


def test_data_holds_every_change() -> None:
    [data] = as_data([_bylaws()])
    assert [clause["fate"] for clause in data["clauses"]].count("removed") == 1
    [age] = [clause for clause in data["clauses"] if clause["after"] == "section-1-1"]
    assert [(run["mark"], run["text"]) for run in age["runs"][1:3]] == [("removed", " 18"), ("added", " 16")]


def test_crumbs_between_two_changes_are_cleared_away() -> None:
    runs = compare("We may go home and eat bread.", "We must stay here and drink water.")
    assert [run.text for run in runs if run.mark is Mark.REMOVED] == [" may go home and eat bread"]
    runs = compare("Six of all the members of one class agree.", "Ten of all the members of two classes agree.")
    assert [run.text for run in runs if run.mark is Mark.REMOVED] == ["Six", " one class"]


def test_applying_a_redline_to_another_text_is_refused() -> None:
    with pytest.raises(ValueError):
        applied(_bylaws(), OLD + " ")


def test_a_long_hostile_text_is_compared_in_bounded_time() -> None:
    old, new = "a b. " * 30_000, "b a. " * 30_000
    runs = compare(old, new)
    assert (before_of(runs), after_of(runs)) == (old, new)


def test_sentences_and_lines_are_broken_as_people_read() -> None:
    assert sentences('# T\n\nOne. "Two" is 2.5 long!\n\n- Three\n- Four\n') == ("One.", '"Two" is 2.5 long!', "- Three", "- Four")
    assert flowed("one two\nthree\n\n- four five\n- six\n\n```\na   b\n```\nNever than\n5. It\n", 12) == (
        "one two\nthree\n\n- four five\n- six\n\n```\na   b\n```\nNever than\n5. It"
    )


WORDS = st.lists(
    st.sampled_from(
        ["one", "two", "three.", "four", " ", "  ", "\n", "\n\n", "\n- ", "\n1. ", "{{ rules.x }}", "## c1-1 A\n", "\n## c1-2 B\n",
         "## 2.1 C\n", "é", "**", "\t", "\u2028"]
    ),
    max_size=30,
).map("".join)  # fmt: skip


@given(WORDS, WORDS)
@settings(deadline=None)
@example("", "")
@example("a  b", "a b")
@example(OLD, NEW)
def test_both_wordings_can_be_rebuilt(before: str, after: str) -> None:
    runs = compare(before, after)
    assert (before_of(runs), after_of(runs)) == (before, after)
    assert (before == after) <= all(run.mark is Mark.KEPT for run in runs)
    changed = [run.mark for run in runs]
    assert all(pair != (Mark.ADDED, Mark.REMOVED) for pair in pairwise(changed))


@given(WORDS, WORDS)
@settings(max_examples=200, deadline=None)
@example(OLD, NEW)
@example(NEW, OLD)
def test_applying_the_redline_to_the_old_text_gives_the_new_text(before: str, after: str) -> None:
    redline = _bylaws(before, after)
    assert applied(redline, before) == after
    assert _bylaws(before, before).is_empty
    shown = as_text([redline], width=60) + as_html([redline])
    marked = {mark: {word for each in redline.clauses for run in each.runs if run.mark is mark for word in run.text.split()} for mark in Mark}
    gained = marked[Mark.ADDED] - marked[Mark.REMOVED]  # a word that only moved behind a new number is not shown twice
    assert all(word in shown for word in gained if not word.startswith("#") and word.isalnum())
