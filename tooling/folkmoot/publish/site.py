"""The whole site as a mapping of paths to bytes: plain Markdown and data that any site generator can build."""

from collections.abc import Mapping, Sequence

from folkmoot.checks.registry import Check
from folkmoot.formats.note import write_body
from folkmoot.procedure.chronicle import Chronicle
from folkmoot.publish.atlas import Atlas, atlas
from folkmoot.publish.bodies import body_pages
from folkmoot.publish.calendar import calendar_page
from folkmoot.publish.charter import charter_pages
from folkmoot.publish.clause import clause_pages
from folkmoot.publish.conversion import conversion_page
from folkmoot.publish.due import due_page
from folkmoot.publish.forges import Ways
from folkmoot.publish.home import home_pages
from folkmoot.publish.juries import jury_pages, roster_pages
from folkmoot.publish.languages import catalogue
from folkmoot.publish.models import model_pages
from folkmoot.publish.open import open_files
from folkmoot.publish.precedents import precedent_data
from folkmoot.publish.proposals import proposal_pages
from folkmoot.publish.raw import raw_files
from folkmoot.publish.reference import check_pages, verification_page
from folkmoot.publish.reviews import review_page
from folkmoot.publish.search.page import search_files
from folkmoot.publish.terms import terms_pages
from folkmoot.publish.trust import CHECKPOINT, trust_page
from folkmoot.publish.versions import version_pages
from folkmoot.publish.ways_in import forms_page
from folkmoot.publish.work import work_page
from folkmoot.records.checkpoint import Checkpoint
from folkmoot.records.finding import Finding
from folkmoot.records.speech import ENGLISH, Catalogue, language, speaking
from folkmoot.records.verification import Verified


def render_site(
    course: Chronicle,
    *,
    checks: Sequence[Check] = (),
    findings: Sequence[Finding] = (),
    verified: Sequence[Verified] = (),
    checkpoint: Checkpoint | None = None,
    address: str = "",
    ways: Ways | None = None,
    language: str = ENGLISH,
    written: Mapping[str, str] | None = None,
) -> dict[str, bytes]:
    """Render every page and every data file; the same records at the same instant give the same bytes.

    `address` is that of the home page, for feeds; left out, their links are relative. `ways` says
    where members act without Git; `language` is what the interface speaks. Records stay in the language they were written in.
    `written` are the texts of pages that the co-op wrote by hand, by their paths: our search finds them too, and is left out without it.
    """
    with speaking(catalogue(language)):
        return _rendered(course, checks, findings, verified, checkpoint, address, ways, written)


def _rendered(
    course: Chronicle, checks: Sequence[Check], findings: Sequence[Finding], verified: Sequence[Verified], checkpoint: Checkpoint | None,
    address: str, ways: Ways | None, written: Mapping[str, str] | None,
) -> dict[str, bytes]:  # fmt: skip
    plan = atlas(course, tuple(check.code for check in checks), ways)
    pages = english = _pages(plan, checks, findings, verified, checkpoint)
    if language() != ENGLISH:
        with speaking(Catalogue()):
            english = _pages(plan, checks, findings, verified, checkpoint)
    found = {**pages, **open_files(plan, pages, verified, address, english)}
    return found if written is None else {**found, **search_files(plan, found, written)}


def _pages(
    plan: Atlas, checks: Sequence[Check], findings: Sequence[Finding], verified: Sequence[Verified], checkpoint: Checkpoint | None
) -> dict[str, bytes]:
    return {
        **home_pages(plan, verified, findings),
        **due_page(plan),
        **calendar_page(plan),
        **work_page(plan),
        **version_pages(plan),
        **clause_pages(plan),
        **charter_pages(plan),
        **terms_pages(plan),
        **precedent_data(plan),
        **proposal_pages(plan),
        **jury_pages(plan),
        **roster_pages(plan),
        **body_pages(plan),
        **review_page(plan),
        **conversion_page(plan),
        **model_pages(plan),
        **check_pages(plan, checks),
        **forms_page(plan),
        **verification_page(plan, verified, findings),
        **trust_page(plan, checkpoint),
        **raw_files(plan),
        **({CHECKPOINT: write_body(checkpoint)} if checkpoint else {}),
    }


def sources(course: Chronicle) -> Mapping[str, str]:
    """The record that each page shows first, by the page's path: where an edit link leads."""
    first: dict[str, str] = {}
    for record, page in atlas(course, ()).records.items():
        first.setdefault(page, record)
    return first
