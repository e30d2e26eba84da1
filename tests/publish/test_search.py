"""The search: what is indexed, that both sides read words alike, and what a reader finds in a browser, by keyboard and without scripts."""

import json
import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from co_op import write_tree
from folkmoot.checks.example import AS_OF, base
from folkmoot.checks.registry import all_checks
from folkmoot.formats.layout import read_archive
from folkmoot.procedure.chronicle import chronicle
from folkmoot.publish.search.index import Entry, index_files
from folkmoot.publish.search.words import folded, words
from folkmoot.publish.site import render_site
from publish.browser import served

THEME = Path(__file__).parents[2] / "tooling/folkmoot/publish/theme/assets/folkmoot"
WRITTEN = {"taking-part.md": "---\ntags: [a]\n---\n# Wie man *mitmacht*\n\nEs gibt Größe, Übersicht und [Tee](x.md).\n\nMore.\n"}
PAGE = """<!doctype html><html lang="en" class="js"><meta charset="utf-8"><title>T</title><link rel="icon" href="data:,">
<form class="fm-search fm-search--head" role="search" action="search/" method="get" data-search>
<input type="search" name="q" aria-label="Search"></form><a href="#after">after</a>
<script src="assets/folkmoot/search.js"></script>"""


@pytest.fixture(scope="module")
def brook() -> dict[str, bytes]:
    return render_site(chronicle(read_archive(base()), AS_OF), checks=all_checks(), written=WRITTEN)


def put(root: Path, files: Mapping[str, bytes]) -> None:
    """A site of these search files alone, with a field on its home page and the search page as it is."""
    write_tree(root, {path: data for path, data in files.items() if path.startswith("search/")})
    write_tree(root, {"assets/folkmoot/search.js": (THEME / "search.js").read_bytes(), "index.html": PAGE.encode()})
    markup = files["search/index.md"].decode().partition("\n---\n")[2] if "search/index.md" in files else ""
    head = '<!doctype html><html lang="en"><meta charset="utf-8"><title>S</title><link rel="icon" href="data:,">'
    (root / "search/index.html").write_text(f'{head}{markup}<script src="../assets/folkmoot/search.js"></script>', encoding="utf-8")


@pytest.fixture(scope="module")
def address(brook: dict[str, bytes], tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    root = tmp_path_factory.mktemp("found")
    put(root, brook)
    with served(root) as (there, _):
        yield there


@pytest.fixture
def page(browser: Any, address: str) -> Iterator[Any]:
    opened = browser.new_page()
    opened.goto(address)
    yield opened
    opened.close()


def found(page: Any, query: str) -> list[str]:
    """The addresses that are found, best first."""
    script = """async query => {
      const finder = new folkmootSearch.Finder(new URL("./", location.href));
      let last = [];
      await finder.find(query, numbers => { last = numbers; });
      return (await finder.entries(last)).map(entry => entry[0]);
    }"""
    result: list[str] = page.evaluate(script, query)
    return result


def shown(brook: Mapping[str, bytes]) -> list[list[str]]:
    root = json.loads(brook["search/index.json"])
    return [entry for name in root["entries"] for entry in json.loads(brook[f"search/{name}.json"])]


def test_every_page_and_every_clause_in_force_is_found_once(brook: Mapping[str, bytes]) -> None:
    addresses = [entry[0] for entry in shown(brook)]
    assert len(addresses) == len(set(addresses)) == json.loads(brook["search/index.json"])["count"]
    pages = {path.removesuffix("index.md") for path in brook if path.endswith("index.md") and path != "search/index.md"}
    assert pages <= set(addresses)
    clauses = {clause.id for article in read_archive(base()).articles for clause in article.head.clauses}
    assert {there.partition("#")[2] for there in addresses if "#" in there} == clauses
    assert "taking-part/" in addresses


def test_the_home_page_and_the_page_of_a_handwritten_text_say_what_they_are(brook: Mapping[str, bytes]) -> None:
    by_hand = next(entry for entry in shown(brook) if entry[0] == "taking-part/")
    assert by_hand == ["taking-part/", "Wie man mitmacht", "", "Es gibt Größe, Übersicht und Tee."]


def test_a_site_without_pages_of_its_own_has_no_search_of_ours() -> None:
    assert not [path for path in render_site(chronicle(read_archive(base()), AS_OF)) if path.startswith("search/")]


def test_the_index_is_the_same_bytes_twice_and_its_names_are_what_it_holds(brook: Mapping[str, bytes]) -> None:
    again = render_site(chronicle(read_archive(base()), AS_OF), checks=all_checks(), written=WRITTEN)
    assert [path for path in again if path.startswith("search/") and again[path] != brook[path]] == []
    one = index_files([Entry("a/", "Tea <script>", "", "<b>")], {})
    two = index_files([Entry("a/", "Tee <script>", "", "<b>")], {})
    assert set(one) & set(two) == {"search/index.json"}
    assert not any(b"<" in data for data in one.values())


def test_no_leaf_is_larger_than_a_browser_reads_at_once() -> None:
    many = [Entry(f"{at}/", f"word{at} tea", "", " ".join(f"x{at}y{n}" for n in range(20))) for at in range(2000)]
    files = index_files(many, {})
    assert max(len(data) for data in files.values()) < 24 * 1024
    root = json.loads(files["search/index.json"])
    assert len(root["first"]) > 10
    assert root["first"] == sorted(root["first"])


def test_words_lose_their_accents_and_ids_their_marks() -> None:
    assert folded("Größe ŒUVRE Łódź ÅÇÉ") == "grosse oeuvre lodz ace"
    assert words("2026-cool-off, §3.1 _x_ " + "f" * 64) == {"2026", "cool", "off", "3", "1", "x"}
    assert words("Ärzte für São Paulo") == {"arzte", "fur", "sao", "paulo"}


def test_python_and_the_browser_fold_every_letter_alike(page: Any) -> None:
    letters = [chr(code) for code in (*range(0x20, 0x2000), *range(0x3040, 0x30FF), *range(0xFB00, 0xFB07)) if chr(code).isalnum()]
    theirs = page.evaluate("letters => letters.map(one => folkmootSearch.fold(`x${one}x`))", letters)
    differ = [letter for letter, fold in zip(letters, theirs, strict=True) if folded(f"x{letter}x") != fold]
    assert differ == []


def test_an_id_finds_its_record_first(page: Any) -> None:
    assert found(page, "2026-shorter-waiting")[0] == "proposals/2026-shorter-waiting/"
    assert found(page, "2026-shorter-wai")[0] == "proposals/2026-shorter-waiting/"
    assert found(page, "2026-care-circle-1")[0] == "juries/2026-care-circle-1/"
    assert found(page, "V001")[0] == "checks/v001/"


def test_a_clause_is_found_by_its_id_and_by_its_title(page: Any, brook: Mapping[str, bytes]) -> None:
    there, title, kind, summary = next(entry for entry in shown(brook) if "#" in entry[0])
    assert kind.startswith("Clause of the charter")
    assert summary
    assert found(page, there.partition("#")[2])[0] == there
    assert there in found(page, title)[:3]


def test_every_word_must_be_there_and_may_be_the_beginning_of_one(page: Any) -> None:
    both = set(found(page, "members two months"))
    assert both == set(found(page, "two members months"))
    assert both <= set(found(page, "members")) & set(found(page, "two"))
    assert "proposals/2026-shorter-waiting/" in found(page, "memb mont")
    assert found(page, "members zzzz") == []
    assert found(page, "constructor") == found(page, "   ") == []


def test_accents_do_not_matter(page: Any) -> None:
    for query in ("Größe", "grosse", "GROSSE", "übersicht", "Ubersicht tee"):
        assert found(page, query) == ["taking-part/"], query


def test_a_title_stands_before_a_text(page: Any) -> None:
    assert found(page, "charter")[0] == "charter/"
    assert found(page, "mitmacht")[0] == "taking-part/"


def test_results_are_links_that_the_keyboard_reaches_and_a_status_says_how_many(page: Any) -> None:
    page.keyboard.press("Tab")
    page.keyboard.type("instead")
    page.get_by_text("found for “instead”").wait_for()
    assert page.evaluate("document.querySelector('[role=status]').textContent").endswith("for “instead”.")
    assert page.locator("mark").first.inner_text() == "instead"
    page.keyboard.press("ArrowDown")
    href = page.evaluate("document.activeElement.getAttribute('href')")
    assert href.endswith("/proposals/2026-shorter-waiting/")
    page.keyboard.press("ArrowUp")
    assert page.evaluate("document.activeElement.tagName") == "INPUT"
    page.keyboard.press("Escape")
    assert page.locator(".fm-search__results").is_hidden()


def test_the_search_page_answers_an_address_and_keeps_it(page: Any, address: str) -> None:
    page.goto(f"{address}/search/?q=members")
    page.get_by_text("found for “members”").wait_for()
    assert page.locator("li.fm-search__item").count() > 1
    page.locator("#fm-search-words").fill("waiting <b>")
    page.get_by_text("Nothing is found for “waiting <b>”").or_(page.get_by_text("found for “waiting <b>”")).wait_for()
    assert page.url.endswith("?q=waiting%20%3Cb%3E")
    assert page.locator("form b").count() == 0


def test_the_field_of_any_page_leads_to_the_search_page_without_scripts(browser: Any, address: str) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(address)
    page.locator("input").fill("tea")
    page.keyboard.press("Enter")
    page.wait_for_url("**/search/?q=tea")
    assert "The search needs JavaScript." in page.content()
    assert page.get_by_role("link", name="Read the list of all proposals instead.").get_attribute("href") == "../proposals/"
    context.close()


def test_nothing_is_asked_for_before_a_reader_comes_to_the_field(browser: Any, tmp_path: Path, brook: dict[str, bytes]) -> None:
    put(tmp_path, brook)
    with served(tmp_path) as (there, asked):
        page = browser.new_page()
        page.goto(there)
        page.wait_for_timeout(100)
        assert not [path for path in asked if path.startswith("/search/")]
        page.locator("input").fill("wait")
        page.get_by_text("found for “wait”").wait_for()
        assert len([path for path in asked if path.startswith("/search/")]) < 10
        page.close()


@pytest.mark.slow
def test_at_five_thousand_records_results_stand_there_within_a_second(browser: Any, tmp_path: Path) -> None:
    count, vocabulary = (
        5000,
        [f"{a}{b}{c}" for a in ("quo", "tea", "lam", "ward", "mem", "stor") for b in "aeiou" for c in ("rum", "sse", "ne", "lt", "ck")],
    )
    texts = [" ".join(vocabulary[(at * 7 + n * (at % 13 + 1)) % len(vocabulary)] for n in range(500)) for at in range(count)]
    entries = [
        Entry(
            f"proposals/2026-x{at:04}/",
            f"{vocabulary[at % 150]} and {vocabulary[at * 3 % 150]} {at}",
            "Proposal",
            texts[at][:150],
            (f"2026-x{at:04}",),
            (texts[at],),
        )
        for at in range(count)
    ]
    start = time.process_time()
    files = index_files(
        entries,
        json.loads(
            b'{"words": {"some": "{count} found", "one": "1 found", "none": "none", "searching": "", "all": "all", "more": "more"}}'
        ),
    )
    spent = time.process_time() - start
    assert spent < 10, spent
    put(tmp_path, files)
    with served(tmp_path) as (there, _):
        for query in ("quo", "teaarum", "wardi memo", "2026-x4321", "quoarum tea lam storock"):
            took = min(opened(browser, there, query) for _ in range(3))
            assert took < 1000, (query, took)
        page = browser.new_page()
        page.goto(there)
        assert found(page, "2026-x4321") == ["proposals/2026-x4321/"]
        page.close()


def opened(browser: Any, address: str, query: str) -> float:
    """Milliseconds from the first letter on a page just opened, with nothing fetched before, to results."""
    page = browser.new_page()
    page.goto(address)
    took: float = page.evaluate(
        """async query => {
          const field = document.querySelector("input"), start = performance.now();
          const done = new Promise(resolve => new MutationObserver(() => {
            if (document.querySelector("li.fm-search__item")) resolve(performance.now() - start);
          }).observe(document.querySelector("form"), {childList: true, subtree: true}));
          field.focus();
          field.value = query;
          field.dispatchEvent(new Event("input", {bubbles: true}));
          return done;
        }""",
        query,
    )
    page.close()
    return took
