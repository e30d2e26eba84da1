"""The pages of a case, of the Terms of Service and of precedents: what contributors wrote stays text, and no co-op gets what it has not."""

import re

from co_op import event, genesis, log
from fern import CLAUSES, CONDUCT, FIRST, WORDS, case, charter, conduct
from folkmoot.formats.layout import read_archive
from folkmoot.procedure.chronicle import chronicle
from folkmoot.publish.site import render_site
from folkmoot.records.value import parse_instant
from publish.hostile_coop import BODY, LINE, MARK


def shown(files: dict[str, bytes], as_of: str = "2023-02-20") -> dict[str, bytes]:
    archive = read_archive(files)
    assert archive.faults == ()
    return render_site(chronicle(archive, parse_instant(f"{as_of}T12:00:00Z")))


def test_what_contributors_write_into_cases_and_terms_stays_text() -> None:
    clauses = [{**clause, "title": LINE} for clause in CLAUSES]
    articles = {**charter(), CONDUCT: conduct(WORDS + BODY, clauses, title=LINE)}
    options = [{"id": "finding-speech", "title": LINE, "clause": "c4-1"}, {"id": "remedy-x", "title": LINE, "remedy": "remove"}]
    action = {"id": LINE, "at": "2023-02-10", "by": "hosts"}
    text = case(FIRST, title=LINE, summary=LINE, asks=LINE, relief=LINE, options=options, effects=(), original_action=action)
    pages = shown({**genesis(articles), **text, f"proposals/{FIRST}/log.yml": log(event("2023-02-12T12:00:00Z", "opened", "party-a"))})
    for path in (f"proposals/{FIRST}/index.md", "terms/index.md", "terms/2023-01-20/index.md", "charter/04-how-we-relate/index.md"):
        page = pages[path].decode()
        assert MARK in page
        assert not re.search(r"<(script|img|iframe|style|form|base)\b|<[^>]*\son\w+=|<[^>]*href=.?(javascript|data|//)|\{%|\{\{", page), (
            path
        )


def test_a_co_op_without_marked_clauses_and_without_verdicts_has_no_such_pages() -> None:
    pages = shown(genesis())
    assert [path for path in pages if path.startswith("terms/") or "precedents" in path or path == "api/v1/terms.json"] == []


def test_a_case_that_is_not_decided_shows_what_will_be_asked() -> None:
    pages = shown(
        {**genesis(charter()), **case(FIRST), f"proposals/{FIRST}/log.yml": log(event("2023-02-12T12:00:00Z", "opened", "party-a"))}
    )
    page = pages[f"proposals/{FIRST}/index.md"].decode()
    assert "### What could be ordered" in page
    assert "The muting limited free expression too far not decided" in page
    assert "### The appeal" not in page


def test_terms_that_end_are_told_to_have_ended() -> None:
    """An article that expires takes its clauses out of the terms, and that was announced from the start."""
    article = conduct(expires="2023-03-01", **{"class": "transitional"})
    pages = shown(genesis({**charter(), CONDUCT: article}), "2023-04-01")
    page = pages["terms/index.md"].decode()
    assert "No clause of the charter is part of the Terms of Service now." in page
    assert "came to its last day" in page
    assert "No clause of the charter was part of them." in pages["terms/2023-03-02/index.md"].decode()
