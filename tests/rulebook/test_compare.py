"""A charter beside a model: equal, different, silent, absent, and the reasons that articles give."""

from typing import Any

import pytest

from folkmoot.records.archive import Article, Model
from folkmoot.records.heads import ArticleHead
from folkmoot.records.model import ModelHead
from folkmoot.records.text import TextRecord
from folkmoot.rulebook.book import rule_book
from folkmoot.rulebook.compare import Compared, Standing, compare, covers, key_of, parameters, unexplained

COUNCIL: dict[str, Any] = {
    "purpose": "Choose the topics.", "powers": ["agenda", "convene"], "select": {"method": "sortition"},
    "seats": {"min": "16", "target": "24"}, "term": "18m", "rotation": {"fraction": "1/3", "every": "6m"},
}  # fmt: skip


def model(*filled_in: str, **rules: Any) -> Model:
    head = ModelHead.model_validate({
        "id": "towns", "type": "model", "title": "Towns", "summary": "Towns do it.", "source": "A decree", "suits": "Towns",
        "scale": "Towns", "mechanisms": ["sortition"], "evidence_for": "None.", "known_failures": ["It rains."], "license": "None.",
        "parameters": rules or {"bodies": {"council": COUNCIL}}, "filled_in": filled_in,
    })  # fmt: skip
    return TextRecord("models/towns/model.md", head, "", 1, "")


def article(name: str = "01-council", **fields: Any) -> Article:
    head = ArticleHead.model_validate({
        "id": name, "type": "article", "title": "Council", "summary": "A council.", "class": "body", **fields,
    })  # fmt: skip
    return TextRecord(f"charter/{name}.md", head, "", 1, "")


def beside(council: dict[str, Any], **fields: Any) -> dict[str, Compared]:
    book = rule_book([article(rules={"bodies": {"council": council}}, **fields)])
    return {one.rule: one for one in compare(model(), book)}


def test_the_same_rules_are_equal_whatever_their_words_and_their_order() -> None:
    found = beside({**COUNCIL, "purpose": "Say what is next.", "powers": ["convene", "agenda"]})
    assert {one.standing for one in found.values()} == {Standing.EQUAL}
    assert "bodies.council.purpose" not in found


@pytest.mark.parametrize(("here", "standing"), [("78w", Standing.DIFFERENT), ("18m", Standing.EQUAL), ("1y", Standing.DIFFERENT)])
def test_a_span_is_compared_by_what_it_comes_to(here: str, standing: Standing) -> None:
    assert beside({**COUNCIL, "term": here})["bodies.council.term"].standing is standing


def test_a_year_is_twelve_months_and_a_week_seven_days() -> None:
    theirs = model(bodies={"council": {**COUNCIL, "term": "12m", "cool_off": "14d"}})
    book = rule_book([article(rules={"bodies": {"council": {**COUNCIL, "term": "1y", "cool_off": "2w"}}})])
    assert {one.standing for one in compare(theirs, book)} == {Standing.EQUAL}


def test_what_differs_says_both_values_and_what_is_silent_says_so() -> None:
    council = {name: value for name, value in COUNCIL.items() if name != "rotation"}
    found = beside({**council, "seats": {"min": "16", "target": "12"}})
    seats = found["bodies.council.seats.target"]
    assert (seats.model, seats.charter, seats.standing) == ("24", "12", Standing.DIFFERENT)
    rotation = found["bodies.council.rotation.fraction"]
    assert (rotation.model, rotation.charter, rotation.standing) == ("1/3", None, Standing.MISSING)
    assert found["bodies.council.seats.min"].standing is Standing.EQUAL


def test_a_rule_that_nobody_owns_is_absent_and_no_deviation() -> None:
    found = compare(model(), rule_book([article()]))
    assert {one.standing for one in found} == {Standing.ABSENT}
    assert not any(one.is_deviation for one in found)


def test_what_the_source_leaves_open_is_compared_with_nothing() -> None:
    paths = dict(parameters(model("bodies.council.seats", "bodies.council.term")))
    assert "bodies.council.seats.target" not in paths
    assert "bodies.council.term" not in paths
    assert paths["bodies.council.rotation.every"] == "6m"


@pytest.mark.parametrize("rule", ["bodies.council.seats.target", "bodies.council.seats", "rules.bodies.council", "bodies.council"])
def test_a_reason_holds_for_its_rule_and_for_what_stands_below_it(rule: str) -> None:
    deviations = [{"model": "towns", "rule": rule, "why": "There are fewer of us."}]
    found = beside({**COUNCIL, "seats": {"min": "16", "target": "12"}}, models=["towns"], deviations=deviations)
    assert found["bodies.council.seats.target"].why == "There are fewer of us."
    assert not covers("bodies.council.seats.target", "bodies.council.seats.targets")


def test_only_what_an_article_carries_and_cites_asks_for_a_reason() -> None:
    council = {**COUNCIL, "seats": {"min": "16", "target": "12"}}
    carrying = article(models=["towns"], rules={"bodies": {"council": council}})
    silent = article("02-silent", rules={"bodies": {"council": council}})
    other = article("03-other", models=["towns"])
    book = rule_book([carrying, other])
    assert [(name, one.rule) for name, one in unexplained(carrying, [model()], book)] == [("towns", "bodies.council.seats.target")]
    assert list(unexplained(other, [model()], book)) == [], "it carries nothing of the model"
    assert list(unexplained(silent, [model()], rule_book([silent]))) == [], "it cites nothing"


def test_a_class_of_members_is_there_or_not() -> None:
    theirs = model(membership={"classes": {"user": {}, "investor": {"class_cap": "1/10"}}})
    book = rule_book([article(rules={"membership": {"classes": {"user": {}, "investor": {"class_cap": "2/20"}}}})])
    assert {one.rule: one.standing for one in compare(theirs, book)} == {
        "membership.classes.user": Standing.EQUAL, "membership.classes.investor.class_cap": Standing.EQUAL,
    }  # fmt: skip
    alone = rule_book([article(rules={"membership": {"classes": {"user": {}}}})])
    assert {one.rule: one.standing for one in compare(theirs, alone)}["membership.classes.investor.class_cap"] is Standing.MISSING


def test_a_path_knows_the_rule_that_owns_it() -> None:
    assert key_of("bodies.council.seats.min") == "bodies.council"
    assert key_of("membership.classes.user") == "membership"
    assert key_of("plan.continuity.on-call.holders") == "plan.continuity.on-call"
