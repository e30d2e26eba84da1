"""Articles become one rule book; prose quotes it."""

import json
from hashlib import sha256

from co_op import article
from folkmoot.formats.layout import read_archive
from folkmoot.records.archive import Article
from folkmoot.rulebook.book import in_words, prose, rule_book


def _article(name: str = "01-rules", **fields: object) -> Article:
    archive = read_archive({f"charter/{name}.md": article(id=name, **fields)})
    assert archive.faults == ()
    return archive.articles[0]


def test_a_placeholder_says_the_rule_in_words() -> None:
    one = _article(body="\nMore than {{ rules.decisions.simple.threshold }}, after {{rules.procedures.policy.discuss.min}}.\n")
    assert prose(one, rule_book([one])) == "\nMore than 1/2, after 7 days.\n"


def test_an_unresolved_placeholder_stays_as_it_is() -> None:
    one = _article(body="\n{{ rules.decisions.nothing.threshold }} {{ expires }} {{ rules.decisions }}\n")
    assert prose(one, rule_book([one])) == one.body


def test_the_end_of_an_article_can_be_quoted() -> None:
    one = _article(expires="2026-01-31", body="\nUntil {{ expires }}.\n")
    assert prose(one, rule_book([one])) == "\nUntil 2026-01-31.\n"


def test_a_key_has_one_owner() -> None:
    book = rule_book([_article("02-more"), _article("01-rules")])
    assert book.owners["decisions.simple"].path == "charter/01-rules.md"
    assert {key for key, _, _ in book.clashes} >= {"decisions.simple", "procedures.policy"}


def test_the_digest_depends_on_rules_and_not_on_prose_or_order() -> None:
    one = _article()
    assert rule_book([one]).digest == rule_book([_article(body="\nOther words.\n")]).digest
    changed = _article(rules={"decisions": {"simple": {**dict(_plain(one)), "threshold": "2/3"}}})
    assert rule_book([changed]).digest != rule_book([one]).digest


def _plain(one: Article) -> dict[str, str]:
    plain: dict[str, str] = rule_book([one]).plain["decisions"]["simple"]
    return plain


def test_values_are_spelled_as_people_say_them() -> None:
    assert [in_words(value) for value in ("14d", "1m", "2/3", ["a", "b"], True, None, {})] == [
        "14 days", "1 month", "2/3", "a, b", "yes", None, None,
    ]  # fmt: skip


def test_the_digest_is_that_of_what_the_articles_say_and_of_no_default() -> None:
    """So a vocabulary that grows does not change what old decisions are bound to."""
    council = {
        "purpose": "It works", "powers": ["veto"], "select": {"method": "election", "by": "members"}, "seats": {"min": "1", "target": "3"},
    }  # fmt: skip
    book = rule_book(read_archive({"charter/01-rules.md": article(rules={"bodies": {"council": council}})}).articles)
    said = json.dumps({"bodies": {"council": council}}, indent=2, sort_keys=True) + "\n"
    assert book.digest == sha256(said.encode()).hexdigest()
