"""Prose in clauses: ids that were declared, ids made from numbers, and nothing lost."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from folkmoot.records.heads import Clause
from folkmoot.rulebook.clauses import Passage, passages, slug

HIVE13 = Path(__file__).parent.parent / "vectors" / "bylaws" / "hive13.md"
BYLAWS = """# Bylaws of the Meadow

We are the Meadow.

## 1. Name
The name is Meadow.

## 3. Membership

### 3.1 Classes
1. Student Member
   * (a) Students may attend; and
   * (b) Students may vote on:
     * (i) the name; and
     * (ii) the budget.
2. Full Member

   Full Members have the right to:
   * (a) A key.

Nobody else is a member.

### 3.2 Eligibility
Anyone.
"""


def _ids(prose: str, *declared: str) -> list[str]:
    return [passage.id for passage in passages(prose, [Clause(id=name) for name in declared])]


def _named(prose: str, name: str, *declared: str) -> Passage:
    [found] = [one for one in passages(prose, [Clause(id=each) for each in declared]) if one.id == name]
    return found


def test_numbered_bylaws_get_ids_from_their_numbers() -> None:
    assert _ids(BYLAWS) == [
        "opening", "section-1", "section-3", "section-3-1", "section-3-1-1", "section-3-1-1-a", "section-3-1-1-b",
        "section-3-1-1-b-i", "section-3-1-1-b-ii", "section-3-1-2", "section-3-1-2-a", "section-3-1-end", "section-3-2",
    ]  # fmt: skip
    assert _named(BYLAWS, "section-3-1").title == "Classes"
    assert _named(BYLAWS, "section-3-1-2").content == "Full Member\n\nFull Members have the right to:"


def test_real_bylaws_keep_their_numbers() -> None:
    prose = HIVE13.read_text()
    found = {passage.id: passage for passage in passages(prose)}
    assert "".join(passage.text for passage in found.values()) == prose
    assert len(found) == 275
    assert found["section-3-3-1-a-iv"].content == "* Any issue put before the Membership."
    assert found["section-7-10-9"].text.startswith("9. A person may only run for one Officer position")
    assert found["section-5-2-end"].text.startswith("The Directors may delegate")
    assert found["section-12"].title == "Dissolution"


@pytest.mark.parametrize(
    ("prose", "ids"),
    [
        ("## Article 3\n\n### Section 2\n\n(a) One.\n", ["article-3", "article-3-section-2", "article-3-section-2-a"]),
        ("## Article IV. Board\n\n**Section 1. Size.** Seven.\n", ["article-4", "article-4-section-1"]),
        ("## § 7 Name\n\nMeadow.\n", ["section-7"]),
        ("## Chapter 2\n\n2.1 First.\n\n2.2 Second.\n", ["chapter-2", "chapter-2-1", "chapter-2-2"]),
        ("1. One.\n1. Two.\n1. Three.\n", ["opening-1", "opening-2", "opening-3"]),
        ("## Who we are\n\nUs.\n\n## Über Geld\n\nNone.\n", ["who-we-are", "uber-geld"]),
        ("## Money\n\nA.\n\n## Money\n\nB.\n", ["money", "money-2"]),
        ("Just prose.\n", ["opening"]),
        ("", []),
    ],
)
def test_other_ways_to_number(prose: str, ids: list[str]) -> None:
    assert _ids(prose) == ids


def test_declared_clauses_begin_at_headings_bold_words_and_list_items() -> None:
    prose = "Hello.\n\n#### c4-1 Speech\n\nSpeak.\n\n**c4-2** Safety.\n\n- c4-3 Taking part.\n\nThe rest.\n"
    assert _ids(prose, "c4-1", "c4-2", "c4-3") == ["opening", "c4-1", "c4-2", "c4-3", "end"]
    assert _named(prose, "c4-1", "c4-1", "c4-2", "c4-3").title == "Speech"
    assert _named(prose, "c4-2", "c4-1", "c4-2", "c4-3").text == "**c4-2** Safety.\n\n"


def test_a_heading_that_is_no_clause_ends_the_clause_above_it() -> None:
    prose = "## c1 One\n\nA.\n\n### Inside\n\nB.\n\n## Between\n\nC.\n\n## c2 Two\n\nD.\n"
    assert _ids(prose, "c1", "c2") == ["c1", "between", "c2"]
    assert "B." in _named(prose, "c1", "c1", "c2").text


def test_a_clause_that_is_only_mentioned_does_not_begin() -> None:
    prose = "See\nc2-1 for more.\n\nc2-1 is weighed against others.\n\n## c2-1 Votes\n\nVote.\n"
    assert _ids(prose, "c2-1") == ["opening", "c2-1"]
    assert _named(prose, "c2-1", "c2-1").line == 5


def test_code_is_no_heading_and_a_broken_sentence_no_list() -> None:
    assert _ids("```\n## 1. No\n```\n\nNever fewer than\n5. It is so.\n") == ["opening"]


def test_the_content_of_a_clause_does_not_depend_on_its_number() -> None:
    one, other = _named("## 3.2 Who\n\nAll.\n", "section-3-2"), _named("## 3.9 Who\n\nAll   of\nus.\n", "section-3-9")
    assert one.content == "## Who\n\nAll."
    assert other.content == "## Who\n\nAll of us."


def test_a_slug_is_short_and_plain() -> None:
    assert slug("What was decided, is done!") == "what-was-decided-is-done"
    assert slug("!!!") == ""
    assert len(slug("word " * 40)) <= 60


LINE = st.sampled_from(
    ["# Title", "## 1. One", "### 1.1 Two", "## c1-1 Three", "**c1-2** Four", "1. item", "   * (a) item", "     * (i) item", "(b) item",
     "", "", "prose", "    deep prose", "```", "## Article II", "**Section 3.** Words", "- c1-1 x", "1.2 para", "\u2028", "c1-2"]
)  # fmt: skip


@settings(deadline=None)
@given(st.lists(LINE, max_size=25).map("\n".join), st.sampled_from([(), ("c1-1",), ("c1-1", "c1-2")]))
def test_nothing_is_lost_and_ids_are_distinct(prose: str, declared: tuple[str, ...]) -> None:
    found = passages(prose, [Clause(id=name) for name in declared])
    assert "".join(one.text for one in found) == prose
    assert len({one.id for one in found}) == len(found)
    rows = prose.split("\n")
    assert all(rows[one.line : one.line + one.text.count("\n") + 1][0] == one.text.split("\n")[0] for one in found)
