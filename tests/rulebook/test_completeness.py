"""The fifteen questions: what a clause answers, what a rule answers by itself, and what nothing answers."""

from typing import Any

from folkmoot.checks.example import base
from folkmoot.formats.layout import read_archive
from folkmoot.records.heads import ArticleHead
from folkmoot.records.text import TextRecord
from folkmoot.rulebook.book import rule_book
from folkmoot.rulebook.completeness import HEADINGS, QUESTIONS, Answer, answers, has_begun


def answered(**fields: Any) -> dict[str, Answer]:
    head = ArticleHead.model_validate({"id": "01-all", "type": "article", "title": "All", "summary": "All.", "class": "rule", **fields})
    articles = [TextRecord("charter/01-all.md", head, "", 1, "")]
    return {one.heading: one for one in answers(rule_book(articles), articles)}


def test_there_are_fifteen_questions_and_each_is_asked() -> None:
    assert len(HEADINGS) == 15
    assert set(QUESTIONS) == set(HEADINGS)
    assert all(question.endswith("?") for question in QUESTIONS.values())


def test_an_empty_charter_answers_nothing() -> None:
    assert not any(one.is_given for one in answered().values())


def test_a_clause_answers_what_it_says_it_covers() -> None:
    found = answered(clauses=[{"id": "c1-1", "covers": ["rights", "records"]}])
    assert [(article.head.id, clause) for article, clause in found["rights"].clauses] == [("01-all", "c1-1")]
    assert {heading for heading, one in found.items() if one.is_given} == {"rights", "records"}


def test_rules_answer_what_they_cannot_be_carried_out_without() -> None:
    board = {
        "purpose": "Lead.", "powers": ["operate"], "select": {"method": "election", "by": "members"}, "seats": {"min": "2", "target": "3"},
        "term": "12m", "scope": {"spend": {"max": "5", "currency": "EUR", "per": "30d"}}, "removal": {"by": "members", "rule": "simple"},
    }  # fmt: skip
    found = answered(rules={"bodies": {"board": board}, "membership": {"weight": "one-per-member"}})
    assert {heading for heading, one in found.items() if one.is_given} == {
        "structure", "roles", "limits", "removal", "economics", "membership",
    }  # fmt: skip
    assert found["economics"].rules == ("bodies.board",)
    jury = {**board, "powers": ["review", "adjudicate"], "scope": None}
    more = answered(rules={"bodies": {"jury": {name: value for name, value in jury.items() if value is not None}}})
    assert more["oversight"].is_given
    assert more["grievances"].is_given
    assert not more["economics"].is_given


def test_no_rule_says_what_members_may_claim_or_what_is_written_down() -> None:
    articles = read_archive(base()).articles
    found = {one.heading: one for one in answers(rule_book(articles), articles)}
    assert [heading for heading, one in found.items() if not one.is_given] == ["rights", "economics", "records"]
    assert found["modification"].rules == ("procedures.genesis", "procedures.amendment")
    assert not has_begun(articles), "so the small co-op of the examples is not held to the list yet"
