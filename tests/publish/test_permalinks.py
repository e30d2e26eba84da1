"""Addresses that stay, what pages tell machines, and on which day they changed."""

import json
import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from html.parser import HTMLParser

import pytest

from co_op import article, genesis
from folkmoot.checks.example import AS_OF, base
from folkmoot.formats.layout import read_archive
from folkmoot.procedure.chronicle import chronicle
from folkmoot.publish.metadata import Described
from folkmoot.publish.site import render_site
from folkmoot.records.change import Change
from folkmoot.records.history import Merge
from folkmoot.records.value import parse_instant
from publish.hostile_coop import MARK, hostile_files

SITE = "https://brook.example/"
BODY = "\n# Rules\n\n## c1 Votes\n\nMore of them.\n"
LATER = parse_instant("2030-01-01T00:00:00Z")


class Tags(HTMLParser):
    def __init__(self, text: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))


def clause(title: str = "Rules") -> bytes:
    return article(title=title, body=BODY, clauses=[{"id": "c1", "title": "Votes"}])


def test_the_permalink_of_a_clause_leads_to_where_it_stands() -> None:
    files = genesis({"charter/01-rules.md": clause()})
    text = render_site(chronicle(read_archive(files), AS_OF), address=SITE)["c/c1/index.html"].decode()
    tags = Tags(text).found
    assert ("link", {"rel": "canonical", "href": f"{SITE}charter/01-rules/#c1"}) in tags
    assert ("meta", {"http-equiv": "refresh", "content": "0; url=../../charter/01-rules/#c1"}) in tags
    assert "script" not in {tag for tag, _ in tags}
    without = render_site(chronicle(read_archive(files), AS_OF))["c/c1/index.html"].decode()
    assert ("link", {"rel": "canonical", "href": "../../charter/01-rules/#c1"}) in Tags(without).found


def test_an_article_and_a_clause_that_ended_say_so_at_their_old_address() -> None:
    passing = article(
        title="For now", body=BODY.replace("c1", "c9"), clauses=[{"id": "c9"}], expires="2025-06-30", **{"class": "transitional"}
    )
    files = genesis({"charter/00-now.md": passing, "charter/01-rules.md": article()})
    before = render_site(chronicle(read_archive(files), parse_instant("2025-01-01T00:00:00Z")))
    assert "charter/00-now/index.md" in before
    assert "charter/00-now/index.html" not in before
    after = render_site(chronicle(read_archive(files), LATER))
    assert "charter/00-now/index.md" not in after
    for path in ("charter/00-now/index.html", "c/c9/index.html"):
        text = after[path].decode()
        assert "has not been in force since 1 July 2025" in text
        assert "had its last day on 30 June 2025" in text
        assert "refresh" not in text


def test_no_title_becomes_markup_in_a_permalink() -> None:
    evil = f'</title><script>{MARK}()</script>"'
    files = genesis({"charter/01-rules.md": clause(evil)})
    text = render_site(chronicle(read_archive(files), AS_OF))["c/c1/index.html"].decode()
    assert "<script" not in text
    assert MARK in text


def described(files: Mapping[str, bytes], address: str = SITE) -> tuple[Described, dict[str, bytes]]:
    rendered = render_site(chronicle(read_archive(files), AS_OF), address=address)
    return Described(rendered), rendered


def test_every_page_tells_machines_what_it_is() -> None:
    pages, rendered = described(base())
    for path in rendered:
        if path.endswith(".md"):
            told = pages.of(path.removesuffix("index.md"), "", "", SITE + path.removesuffix("index.md"))
            assert all((told.title, told.description)), path
            data = json.loads(told.json_ld)
            assert (data["@context"], data["@type"]) == ("https://schema.org", "WebPage")
            assert data["url"].startswith(SITE)
    matter = json.loads(pages.of("proposals/2026-shorter-waiting/", "", "").json_ld)
    assert matter["mainEntity"]["creativeWorkStatus"] == "Open"
    assert json.loads(pages.of("charter/01-members/", "", "").json_ld)["mainEntity"]["@type"] == "Legislation"
    assert pages.of("", "", "").kind == "website"


def test_nothing_a_contributor_wrote_ends_the_element_or_the_attribute() -> None:
    pages, _ = described(hostile_files())
    told = pages.of("proposals/2024-hostile/", "", "")
    assert not re.search(r"[<>&\u2028\u2029]|\{[{%#]", told.json_ld)
    assert f"<script>{MARK}()</script>" in json.loads(told.json_ld)["name"]
    assert not re.search(r'[<>"]|\{[{%#]', told.title + told.description + told.site)


def test_a_page_written_by_hand_is_described_by_its_own_head() -> None:
    pages, _ = described(base())
    told = pages.of("taking-part.md", 'How to "take part"', "In words", f"{SITE}taking-part/")
    assert told.title == "How to &quot;take part&quot;"
    assert told.changed == ""
    assert json.loads(told.json_ld)["description"] == "In words"


def test_a_page_is_dated_by_its_last_event_and_where_there_is_a_history_by_its_last_merge() -> None:
    archive = read_archive(base())
    page = "proposals/2026-shorter-waiting/"
    plain = Described(render_site(chronicle(archive, AS_OF))).of(page, "", "").changed
    last = max(each.at for each in archive.proposal("2026-shorter-waiting").log if each.at <= AS_OF)  # type: ignore[union-attr]
    assert plain == f"{last:%Y-%m-%d}"
    merged = last + timedelta(days=2)
    history = (Merge("a" * 40, merged, (Change("M", f"{page}log.yml", "0" * 40, "1" * 40),)),)
    dated = Described(render_site(chronicle(replace(archive, history=history), AS_OF)))
    assert dated.of(page, "", "").changed == f"{min(merged, AS_OF):%Y-%m-%d}"
    assert dated.of("checks/d001/", "", "").changed == ""


@pytest.mark.parametrize("address", ["", SITE])
def test_two_renderings_describe_the_pages_in_the_same_bytes(address: str) -> None:
    assert described(base(), address)[1]["api/v1/pages.json"] == described(base(), address)[1]["api/v1/pages.json"]
