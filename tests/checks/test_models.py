"""When a charter is held to the fifteen questions, and what a citation of a model is held to."""

from copy import deepcopy
from typing import Any

import pytest

from co_op import ARTICLE, article, event, genesis, log, proposal
from folkmoot.checks.registry import find_check, run_checks
from folkmoot.formats.layout import read_archive
from folkmoot.procedure.chronicle import chronicle
from folkmoot.records.value import parse_instant

BEGUN = {"clauses": [{"id": "c1-1", "covers": ["rights"]}], "body": "\n**c1-1** Members decide.\n"}


def told(code: str, files: dict[str, bytes], at: str = "2023-06-01T00:00:00Z") -> list[str]:
    course = chronicle(read_archive(files), parse_instant(at))
    return [finding.what for finding in run_checks(course, [find_check(code)])]


def rules(**further: Any) -> dict[str, Any]:
    said: dict[str, Any] = ARTICLE["rules"]  # type: ignore[assignment]
    return {**said, **further}


def test_a_charter_that_never_began_the_list_is_left_alone() -> None:
    assert told("C017", genesis()) == []


def test_a_charter_that_began_the_list_is_held_to_all_of_it() -> None:
    [what] = told("C017", genesis({"charter/01-rules.md": article(**BEGUN)}))
    assert "economics (Who may spend what, and who sees the accounts?)" in what
    assert "rights" not in what


def test_before_the_genesis_holds_nothing_is_asked() -> None:
    files = {path: data for path, data in genesis({"charter/01-rules.md": article(**BEGUN)}).items() if not path.endswith("decision.md")}
    assert told("C017", files) == []


def test_a_charter_that_promises_a_ratification_is_held_to_it_only_then() -> None:
    procedures = rules()["procedures"]
    charter = article(**BEGUN, rules=rules(procedures={**procedures, "ratification": deepcopy(procedures["amendment"])}))
    assert told("C017", genesis({"charter/01-rules.md": charter})) == []


def test_an_amendment_is_asked_only_for_what_it_would_take_away() -> None:
    spending = {
        "till": {
            "purpose": "Pay.", "powers": ["operate"], "select": {"method": "election", "by": "members"}, "seats": {"min": "2", "target": "3"},
            "scope": {"spend": {"max": "5", "currency": "EUR", "per": "30d"}},
        }
    }  # fmt: skip
    files = genesis({"charter/01-rules.md": article(**BEGUN, rules=rules(bodies=spending))})
    before = told("C017", files)
    folder = "proposals/2023-no-till"
    files |= {
        f"{folder}/proposal.md": proposal("2023-no-till", "amendment"),
        f"{folder}/changes/charter/01-rules.md": article(**BEGUN),
        f"{folder}/log.yml": log(event("2023-05-20T12:00:00Z", "opened")),
    }
    [fresh] = [what for what in told("C017", files) if what not in before]
    assert fresh.startswith("no clause and no rule of the charter answers: structure (Which bodies are there?), roles (")
    assert "economics" in fresh
    assert "records" not in fresh, "that was lacking before"


@pytest.mark.parametrize("known", [True, False])
def test_a_proposal_cites_a_model_that_the_library_has(known: bool) -> None:
    files = genesis()
    files["proposals/2023-new/proposal.md"] = proposal("2023-new", models=["debian" if known else "debain"])
    assert told("C019", files) == ([] if known else ["the library has no model 'debain'"])


def test_a_reason_in_the_wrong_article_is_sent_to_the_right_one() -> None:
    deviation = {"model": "debian", "rule": "procedures.policy.introduce.seconds", "why": "There are fewer of us."}
    charter = {
        "charter/01-rules.md": article(models=["debian"]),
        "charter/02-more.md": article(id="02-more", models=["debian"], deviations=[deviation], rules={}),
    }
    assert told("C019", genesis(charter)) == ["'procedures.policy.introduce.seconds' is a rule of charter/01-rules.md"]
    assert any("'procedures.policy.introduce.seconds' is '5' in the model 'debian'" in what for what in told("C018", genesis(charter)))
