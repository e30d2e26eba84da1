"""The pages as plain Markdown, before any site generator sees them."""

from collections.abc import Mapping
from pathlib import Path

import pytest

from folkmoot.checks.example import AS_OF, base
from folkmoot.checks.registry import all_checks, run_checks
from folkmoot.checks.verification import verify
from folkmoot.formats.layout import read_archive
from folkmoot.procedure.chronicle import Chronicle, chronicle
from folkmoot.procedure.jury import sittings
from folkmoot.procedure.jury_status import JURY_MEANING
from folkmoot.publish.site import render_site, sources
from folkmoot.records.value import parse_instant
from folkmoot.records.verification import Verified
from publish.hostile_coop import hostile_files
from publish.tea_coop import AS_OF as TEA_TIME
from publish.tea_coop import tea_files

GOLDEN = Path(__file__).parent / "golden"


def course_of(files: Mapping[str, bytes]) -> Chronicle:
    return chronicle(read_archive(files), AS_OF)


@pytest.fixture(scope="module")
def brook() -> dict[str, bytes]:
    course = course_of(base())
    return render_site(course, checks=all_checks(), findings=run_checks(course), verified=verify(course))


@pytest.mark.parametrize(
    "path",
    ["", "next/", "charter/01-rules/", "proposals/", "proposals/2023-genesis/", "proposals/2024-tea/", "juries/rosters/2023-founders/"],
)
def test_a_page_is_the_golden_one(path: str) -> None:
    course = chronicle(read_archive(tea_files()), TEA_TIME)
    name = (path.strip("/").replace("/", "+") or "home") + ".md"
    assert render_site(course)[f"{path}index.md"].decode() == (GOLDEN / name).read_text("utf-8")


def test_every_record_and_every_check_has_its_page(brook: Mapping[str, bytes]) -> None:
    archive = read_archive(base())
    assert {f"proposals/{proposal.id}/index.md" for proposal in archive.proposals} <= brook.keys()
    assert {f"juries/rosters/{roster.id}/index.md" for roster in archive.rosters} <= brook.keys()
    assert {f"{article.path.removesuffix('.md')}/index.md" for article in archive.articles} <= brook.keys()
    assert {f"checks/{check.code.lower()}/index.md" for check in all_checks()} <= brook.keys()


def test_a_placeholder_is_resolved_and_the_rule_stands_beside_it_in_words(brook: Mapping[str, bytes]) -> None:
    text = brook["charter/01-members/index.md"].decode()
    assert "{{" not in text
    assert "rules.membership" not in text
    assert "A newcomer waits 3 months before voting." in text


def test_a_claim_that_does_not_hold_stands_first_in_the_report() -> None:
    claims = (
        Verified("draw", "2024-jury", True, "drawn again"),
        Verified("decision", "2023-genesis", False, "31 were written, 30 counted"),
    )
    text = render_site(course_of(base()), verified=claims)["verification/index.md"].decode()
    assert text.index("## What does not hold") < text.index("31 were written") < text.index("drawn again")
    assert "2 claims of the records were computed again when this site was built: 1 claim did not hold" in text


def test_the_source_of_each_page_is_the_record_it_shows() -> None:
    found = sources(course_of(base()))
    assert found["proposals/2026-shorter-waiting/index.md"] == "proposals/2026-shorter-waiting/proposal.md"
    assert found["charter/01-members/index.md"] == "charter/01-members.md"


def test_an_open_proposal_says_its_deadline_in_words_and_stands_on_the_home_page(brook: Mapping[str, bytes]) -> None:
    home, page = brook["index.md"].decode(), brook["proposals/2026-shorter-waiting/index.md"].decode()
    assert "Members discuss the text. It can still change. This lasts until the end of " in page
    assert "Members after two months instead of three" in home.split("## Juries")[0]


def test_what_is_due_stands_on_a_page_that_the_home_page_leads_to_the_overdue_first() -> None:
    late = chronicle(read_archive(tea_files()), parse_instant("2024-03-25T12:00:00Z"))
    rendered = render_site(late)
    assert "[What is due](next/index.md): 1 thing to do" in rendered["index.md"].decode()
    assert "6 days left" in rendered["next/index.md"].decode()
    text = render_site(chronicle(read_archive(base()), parse_instant("2029-01-01T00:00:00Z")))["next/index.md"].decode()
    assert "## Overdue" in text
    assert "## Due next" not in text or text.index("## Overdue") < text.index("## Due next")


def test_a_changed_article_is_shown_clause_by_clause_and_nothing_in_it_becomes_markup() -> None:
    text = render_site(course_of(hostile_files()))["proposals/2024-hostile/index.md"].decode()
    changes = text[text.index("## What it changes") : text.index("## Where it comes from")]
    assert '<section class="fm-redline">' in changes
    assert "<script" not in changes
    assert "{{" not in changes
    assert "&#123;{ rules.x }}" in changes


def test_a_jury_is_said_to_stand_where_the_procedure_puts_it() -> None:
    course = course_of(hostile_files())
    status = sittings(course)["2024-jury"].status
    text = render_site(course)["juries/2024-jury/index.md"].decode()
    assert f"fm-badge--{status}" in text
    assert JURY_MEANING[status] in text


def test_a_demonstration_chain_and_a_demonstration_repository_say_so() -> None:
    rendered = render_site(course_of(hostile_files()))
    assert "DEMONSTRATION: everybody holds the key of this chain" in rendered["juries/2024-jury/index.md"].decode()
    assert "DEMONSTRATION: this co-op and all its records are invented" in rendered["index.md"].decode()


def test_what_is_imported_is_marked_as_decided_elsewhere_and_kept_off_the_index() -> None:
    rendered = render_site(course_of(hostile_files()))
    assert "2020-imported" not in rendered["proposals/index.md"].decode()
    assert "../2020-imported/" in rendered["proposals/imported/index.md"].decode()
    assert "This text was decided elsewhere" in rendered["proposals/2020-imported/index.md"].decode()


def test_before_there_is_anything_the_site_says_so() -> None:
    rendered = render_site(chronicle(read_archive({}), parse_instant("2026-01-01T00:00:00Z")))
    assert "Nothing waits for you" in rendered["index.md"].decode()
    assert "There is no article yet." in rendered["charter/index.md"].decode()


def test_two_renderings_are_the_same_bytes() -> None:
    assert render_site(course_of(base())) == render_site(course_of(base()))
