"""The charter as of a date, and why a clause says what it says."""

import posixpath
import re

import pytest

from co_op import event, log
from folkmoot.formats.layout import read_archive
from folkmoot.procedure.chronicle import chronicle
from folkmoot.publish import versions
from folkmoot.publish.site import render_site
from folkmoot.records.value import parse_instant
from meadow import DECIDE, FIRST, MEMBERS, SECOND, adopted, course, deciding, founded, lived, members, opened
from publish.hostile_coop import LINE, MARK

LATER = "2026-06-01"


def _site(files: dict[str, bytes], as_of: str = LATER) -> dict[str, str]:
    return {path: data.decode() for path, data in render_site(course(files, as_of)).items() if path.endswith(".md")}


def test_the_index_of_versions_leads_to_each_day_the_newest_first() -> None:
    text = _site(lived())["charter/at/index.md"]
    assert re.findall(r'<p class="fm-card__title"><a href="([^"]+)">([^<]+)</a>', text) == [
        ("2026-03-10/", "10 March 2026"), ("2025-03-10/", "10 March 2025"), ("2024-03-10/", "10 March 2024"),
        ("2023-01-20/", "20 January 2023"),
    ]  # fmt: skip
    assert 'By <a href="../../proposals/2024-unpaid/">The unpaid amendment</a>. Changed: Members.' in text


def test_a_version_is_the_whole_charter_of_that_day_and_says_that_it_is_over() -> None:
    text = _site(lived())["charter/at/2024-03-10/index.md"]
    assert "It held from 10 March 2024, 13:00 (Europe/Berlin) until 10 March 2025, 13:00 (Europe/Berlin)." in text
    assert "Nobody pays to belong, and nobody is paid to." in text
    assert "discussed for at least 7 days" in text
    assert "How one leaves" not in text
    assert "Members decide by majority." in text
    assert '<a href="../2023-01-20/">The version before: 20 January 2023</a>' in text
    assert '<a href="../2025-03-10/">The version after: 10 March 2025</a>' in text
    assert "search:\n  exclude: true\n" in text.split("---")[1]


def test_what_changed_then_is_marked_with_words_and_not_by_colour_alone() -> None:
    text = _site(lived())["charter/at/2024-03-10/index.md"]
    assert '<ins><span class="fm-hidden">[added: </span>, and nobody is paid to<span class="fm-hidden">]</span></ins>' in text


def test_a_redline_shows_what_a_member_reads_and_no_placeholder() -> None:
    text = _site(lived())["proposals/2026-leaving/index.md"]
    changes = text[text.index("## What it changes") : text.index("## The decision")]
    assert "By saying so." in changes
    assert "rules.procedures" not in changes


def test_the_last_version_is_the_one_in_force_and_follows_nothing() -> None:
    text = _site(lived())["charter/at/2026-03-10/index.md"]
    assert "This is the charter in force. It reads so since 10 March 2026, 13:00 (Europe/Berlin)." in text
    assert "The version after" not in text
    assert "It reads today as it did then" in text


def test_a_version_exists_from_the_instant_on_which_it_begins() -> None:
    assert "charter/at/2024-03-10/index.md" not in _site(lived(), "2024-03-10T11:59:59Z")
    assert "charter/at/2024-03-10/index.md" in _site(lived(), "2024-03-10T12:00:00Z")


def test_a_decided_change_and_a_last_day_stand_under_what_is_to_come() -> None:
    files = adopted(founded(notice="30d"), "2024-unpaid", {MEMBERS: members(SECOND, expires="2024-12-31")}, "2024-03-10")
    coming = _site(files, "2024-03-20")["charter/at/index.md"]
    assert (
        "From 10 April 2024, 00:00 (Europe/Berlin): [The unpaid amendment](../../proposals/2024-unpaid/index.md). It is decided." in coming
    )
    held = _site(files, "2024-05-01")["charter/at/index.md"]
    assert "After 31 December 2024: [Members](../01-members/index.md) ends by itself." in held
    gone = _site(files, "2025-05-01")["charter/at/index.md"]
    assert "Members ended by itself: its last day was 31 December 2024." in gone


def test_a_very_old_version_tells_what_changed_and_leads_to_the_command(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(versions, "WHOLE_MOST", 2)
    site = _site(lived())
    assert "Members decide by majority." in site["charter/at/2025-03-10/index.md"]
    old = site["charter/at/2024-03-10/index.md"]
    assert "Members decide by majority." not in old
    assert "and nobody is paid to" in old
    assert "folkmoot charter show --at 2024-03-10" in old


def test_a_co_op_without_articles_has_no_versions() -> None:
    site = render_site(chronicle(read_archive({}), parse_instant("2026-01-01T00:00:00Z")))
    assert [path for path in site if path.startswith(("charter/at", "charter/clause"))] == []


def test_a_clause_with_one_decision_and_no_more_has_no_page_and_says_so_on_its_article() -> None:
    site = _site(lived())
    assert "charter/clause/c2-1/index.md" not in site
    article = site["charter/02-how-we-decide/index.md"]
    assert 'It reads so since 20 January 2023, by <a href="../../proposals/2023-genesis/">' in article
    assert '<a class="fm-clause" id="c2-1" href="#c2-1">' in article


def test_the_page_of_a_clause_tells_every_decision_that_made_its_words() -> None:
    text = _site(lived())["charter/clause/c1-1/index.md"]
    assert text.index("### 20 January 2023") < text.index("### 10 March 2024")
    assert "2 decisions made it what it is. The last was [The unpaid amendment]" in text
    assert "3 for" in text
    assert 'href="../../../c/c1-1/"' in text
    sentences = text[text.index("## Sentence by sentence") :]
    assert "Everyone who waters the meadow is a member." in sentences
    assert 'id="c1-1" href="../clause/c1-1/"' in _site(lived())["charter/01-members/index.md"]


def test_a_rule_that_the_clause_quotes_is_part_of_its_history() -> None:
    text = _site(lived())["charter/clause/c1-2/index.md"]
    assert "The patience amendment" in text
    assert "[removed: </span>7<" in text
    assert "[added: </span>14<" in text


def test_what_was_tried_and_what_is_proposed_now_stand_on_the_page_of_the_clause() -> None:
    third = {MEMBERS: members(SECOND.replace("waters the meadow", "mows the meadow"))}
    files = opened(adopted(founded(), "2024-unpaid", {MEMBERS: members(SECOND)}, "2024-03-10"), "2024-mowing", third, "2024-06-01")
    now = _site(files, "2024-06-10")["charter/clause/c1-1/index.md"]
    assert "## Proposed now\n\n### The mowing amendment" in now
    assert "[added: </span>mows<" in now
    lapsed = _site(files, "2024-09-01")["charter/clause/c1-1/index.md"]
    assert "## Tried, and not adopted\n\n### The mowing amendment" in lapsed
    assert "Why: 2 decisions, 1 failed attempt" in _site(files, "2024-09-01")["charter/01-members/index.md"]
    assert "charter/clause/c1-2/index.md" not in _site(files, "2024-09-01")


def test_the_page_of_a_clause_stays_when_its_article_is_renamed() -> None:
    moved = "charter/07-belonging.md"
    files = adopted(founded(), "2024-move", {moved: members(SECOND, id="07-belonging", title="Belonging"),
                    MEMBERS: members(FIRST.split("## c1-1")[0] + "\nMoved.\n", clauses=[])}, "2024-03-10")  # fmt: skip
    site = render_site(course(files, LATER))
    assert b"(../../07-belonging/index.md#c1-1)" in site["charter/clause/c1-1/index.md"]
    assert b"charter/07-belonging/" in site["c/c1-1/index.html"]


def test_every_link_between_these_pages_leads_to_a_page() -> None:
    site = _site(lived())
    for path, text in site.items():
        if path.startswith("charter/"):
            folder = path.removesuffix("index.md")
            for link in re.findall(r"\]\(([^)#]+)(?:#[^)]*)?\)", text):
                assert _joined(folder, link) in site, (path, link)
            for link in re.findall(r'<a [^>]*href="([^"#:]+/)(?:#[^"]*)?"', text):
                target = _joined(folder, f"{link}index.md")
                assert target in site or target.startswith("c/"), (path, link)


def _joined(folder: str, link: str) -> str:
    return posixpath.normpath(f"{folder}{link}")


def test_nothing_that_a_contributor_wrote_becomes_markup() -> None:
    hostile = members(SECOND.replace("Nobody pays", LINE.replace("\n", " ")), [{"id": "c1-1", "title": LINE}, {"id": "c1-2", "title": LINE}],
                      title=LINE)  # fmt: skip
    files = adopted(founded(), "2024-unpaid", {MEMBERS: hostile}, "2024-03-10")
    files = adopted(files, "2025-again", {MEMBERS: members(SECOND), DECIDE: deciding(shortest="14d")}, "2025-03-10")
    files["proposals/2025-again/proposal.md"] = files["proposals/2025-again/proposal.md"].replace(b"The again amendment", b"The <b>again")
    for path, text in _site(files).items():
        if path.startswith(("charter/at", "charter/clause")):
            assert f"<script>{MARK}" not in text
            assert "<img" not in text
            assert "<b>again" not in text
            assert "{%" not in text
            assert "{{" not in text


def test_a_withdrawn_amendment_is_told_as_tried() -> None:
    files = opened(founded(), "2024-mowing", {MEMBERS: members(SECOND)}, "2024-06-01")
    files["proposals/2024-mowing/log.yml"] = log(event("2024-06-01T12:00:00Z", "opened"), event("2024-06-05T12:00:00Z", "withdrawn"))
    text = _site(files, "2024-06-10")["charter/clause/c1-1/index.md"]
    assert "## Tried, and not adopted" in text
    assert "fm-badge--withdrawn" in text
