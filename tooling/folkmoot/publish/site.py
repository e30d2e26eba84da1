"""The whole site as a mapping of paths to bytes: plain Markdown and data that any site generator can build."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

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


@dataclass(frozen=True, slots=True)
class Telling:
    """What a site tells beside the records, and how: nothing of it changes a result."""

    checks: Sequence[Check] = ()
    findings: Sequence[Finding] = ()
    verified: Sequence[Verified] = ()
    checkpoint: Checkpoint | None = None
    address: str = ""
    """The address of the home page, for feeds; left out, their links are relative."""
    ways: Ways | None = None
    """Where members act without Git."""
    language: str = ENGLISH
    """What the interface speaks. Records stay in the language they were written in."""
    written: Mapping[str, str] | None = None
    """The texts of pages that the co-op wrote by hand, by path: our search finds them too, and is left out without it."""


def render_site(course: Chronicle, **said: Any) -> dict[str, bytes]:
    """Render every page and every data file, with what `Telling` names; the same records at the same instant give the same bytes."""
    made, documents = rendering(course, Telling(**said))
    return {**made, **dict(documents)}


def rendering(course: Chronicle, told: Telling) -> tuple[dict[str, bytes], Iterator[tuple[str, bytes]]]:
    """The same in two parts: of thousands of proposals the documents are made one by one, as they are asked for."""
    with speaking(catalogue(told.language)):
        plan = atlas(course, tuple(check.code for check in told.checks), told.ways)
        pages = english = _pages(plan, told)
        if language() != ENGLISH:
            with speaking(Catalogue()):
                english = _pages(plan, told)
        more, documents = open_files(plan, pages, told.verified, told.address, english)
        found = {**pages, **more}
        return (found if told.written is None else {**found, **search_files(plan, found, told.written)}), documents


def _pages(plan: Atlas, told: Telling) -> dict[str, bytes]:
    return {
        **home_pages(plan, told.verified, told.findings),
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
        **check_pages(plan, told.checks),
        **forms_page(plan),
        **verification_page(plan, told.verified, told.findings),
        **trust_page(plan, told.checkpoint),
        **raw_files(plan),
        **({CHECKPOINT: write_body(told.checkpoint)} if told.checkpoint else {}),
    }


def sources(course: Chronicle) -> Mapping[str, str]:
    """The record that each page shows first, by the page's path: where an edit link leads."""
    first: dict[str, str] = {}
    for record, page in atlas(course, ()).records.items():
        first.setdefault(page, record)
    return first
