"""The page of the conversion: the answer first, every gate with what was shown, nothing that a contributor wrote as markup."""

import json

import pytest

from co_op import genesis
from folkmoot.formats.canonical import write_document
from folkmoot.publish.atlas import atlas
from folkmoot.publish.conversion import conversion_page
from folkmoot.publish.due import due_page
from folkmoot.publish.plan_words import plan_sentences
from folkmoot.records.transition import Plan
from ideas.handover import PLAN, SEATED, charter, judged, report
from lived import course_of

HOSTILE = "<script>alert(1)</script> [x](javascript:alert(1)) {{ boom }}"


def _page(files: dict[str, bytes], as_of: str) -> str:
    [made] = conversion_page(atlas(course_of(files, as_of), ())).values()
    return made.decode()


@pytest.fixture(scope="module")
def crewed() -> dict[str, bytes]:
    """The take-over, with the people for it."""
    files = genesis(charter())
    return files | judged(files, "2023-crew", "2023-01-25", *SEATED, kind="policy")


def test_a_gate_that_failed_and_a_day_that_was_moved_are_told(crewed: dict[str, bytes]) -> None:
    files = crewed | report("2023-nights", "servers", "2023-03-01", "on-call", holders=("m-0011", "m-0012"))
    moved = {"do": "extend", "what": "servers", "due": "2023-06-30"}
    files |= judged(files, "2023-failed", "2023-03-02", {"do": "fail-gate", "what": "servers/on-call"}, moved)
    page = _page(files, "2023-03-25T12:00:00Z")
    assert "A gate failed" in page
    assert "It is due on 30 June 2023: 97 days left." in page
    assert "put it off from 31 May 2023, as is possible once" in page
    assert "It comes after The co-op runs the servers." in page
    assert 'aria-label="taking over: 20 January 2023 to 31 October 2023, runs"' in page


def test_what_a_report_says_is_shown_and_never_run(crewed: dict[str, bytes]) -> None:
    [(path, data)] = report("2023-nights", "servers", "2023-03-01", "on-call", holders=("m-0011", "m-0012")).items()
    claims = [{"claim": HOSTILE, "gate": "on-call", "url": url} for url in ("javascript:alert(2)", "https://log.example/nights?a=<b>")]
    head = {
        "id": "2023-nights", "type": "report", "title": "Nights", "summary": "Nights.", "about": "servers", "by": "core-team",
        "period": {"from": "2023-01-20", "to": "2023-03-01"}, "status": "done", "evidence": claims,
    }  # fmt: skip
    page = _page({**crewed, path: write_document(json.loads(json.dumps(head)), "\nWell.\n")}, "2023-03-25T12:00:00Z")
    assert data
    assert "<script" not in page
    assert "{{" not in page
    assert 'href="javascript' not in page
    assert '<a href="https://log.example/nights?a=&lt;b&gt;" rel="nofollow noopener">' in page


def test_phases_alone_make_a_page_and_what_is_over_is_said() -> None:
    files = genesis(charter(milestones={}))
    page = _page(files, "2023-11-05T12:00:00Z")
    assert "All phases are over." in page
    assert "## Milestones" not in page
    [due] = due_page(atlas(course_of(files, "2023-06-01T12:00:00Z"), ())).values()
    assert "The council is not seated" not in due.decode()
    assert (
        "taking over ends in 152 days; the council is not seated (0 of 3): otherwise the oversight jury is drawn by lot"
        in due.decode().lower()
    )


def test_the_plan_reads_as_sentences() -> None:
    said = dict(plan_sentences(Plan.model_validate(PLAN)))
    assert said["plan.phases.taking-over"] == (
        "From 20 January 2023 to 31 October 2023. The core team may act in it. When it ends, the council must sit. Otherwise the "
        "registrar must have the oversight jury drawn by lot within 14 days. By then servers and words must be passed."
    )
    assert said["plan.milestones.words"] == (
        "The co-op moderates: the core team must have done it by 30 September 2023. It comes after servers. The council must find it shown: "
        "every report is answered in six hours. Meanwhile nights must not stop. Until 15 December 2023 it can be undone: The company's "
        "moderators take the queue back. A decision can put it off once."
    )
    assert (
        said["plan.continuity.nights"] == "At least 2 people of the core team always hold this: somebody wakes when the platform is down."
    )
