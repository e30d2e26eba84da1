"""S11: how people treat each other is written in clauses that juries interpret, and that members amend."""

import json
from pathlib import Path

import pytest

from fern import BROKEN, CONDUCT, FIRST, WORDS, Fern, conduct
from folkmoot.publish.site import render_site
from ideas.test_s13_tension import VOTES

ARTICLE = "charter/04-how-we-relate/index.md"


@pytest.fixture
def fern(tmp_path: Path) -> Fern:
    """The founded co-op."""
    return Fern(tmp_path)


def test_s11_a_verdict_cites_a_clause_and_the_clause_lists_every_verdict(fern: Fern) -> None:
    fern.filed(FIRST, "2023-02-12", "2023-02-20")
    fern.drawn(FIRST, "2023-02-21")
    fern.heard(FIRST, "2023-03-14", VOTES, BROKEN)
    found = json.loads(fern.run("charter", "precedents", "c4-2", "--at", "2023-04-01", "--format", "json"))
    assert [(each["proposal"], each["holds"], each["why"]) for each in found] == [
        (FIRST, "broken", "Eleven replies in an hour, after being asked to stop, are pursuit.")
    ]
    shown = render_site(fern.course("2023-04-01"))
    article = shown[ARTICLE].decode()
    assert "### c4-2 Safety from harassment" in article
    assert 'A thread that was muted</a></p><p><span class="fm-badge fm-badge--adopted">Verdict</span> 14 March 2023. It was broken.' in article
    assert list(json.loads(shown["api/v1/precedents.json"])["precedents"]) == ["c4-1", "c4-2"]
    assert "No verdict and no reasons have read it yet." in fern.run("charter", "precedents", "c4-4", "--at", "2023-04-01")
    assert "the charter never had a clause 'c9-9'" in fern.run("charter", "precedents", "c9-9", code=2)


def test_s11_a_case_without_a_clause_is_refused(fern: Fern) -> None:
    fern.filed(FIRST, "2023-02-12", "2023-02-20", clauses=(), options=(), effects=())
    assert "J001 case-incomplete: the case cites no clause of the charter" in fern.run("check", "--as-of", "2023-02-22", code=1)


def test_s11_what_is_expected_and_what_is_in_tension_stand_on_the_page_of_the_charter(fern: Fern) -> None:
    article = render_site(fern.course("2023-02-01"))[ARTICLE].decode()
    assert "c4-1 Free expression is held in balance with [c4-2 Safety from harassment](#c4-2)." in article
    assert "what members are asked to do" in article
    assert "how those who run things work" in article


def test_s11_a_clause_is_amended_and_nobody_is_judged_by_words_that_came_later(fern: Fern) -> None:
    later = WORDS + "\n## c4-5 No shouting\n\nNobody writes in capitals only.\n"
    clauses = [*({"id": f"c4-{at}", "title": "As before"} for at in range(1, 5)), {"id": "c4-5", "title": "No shouting"}]
    fern.amended("2023-no-shouting", "2023-02-01", {CONDUCT: conduct(later, clauses)}, kind="hasty")
    fern.run("enact", "2023-no-shouting", "--as-of", "2023-02-13")
    assert "c4-5 No shouting" in fern.run("charter", "show", "04", "--at", "2023-02-13")
    fern.filed(FIRST, "2023-02-14", "2023-02-22", clauses=["c4-5"], options=(), effects=())
    said = fern.run("check", "--as-of", "2023-02-23", code=1)
    assert "J002 clause-not-in-force: on 2023-02-10 the charter had no clause 'c4-5'" in said
