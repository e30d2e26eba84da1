"""In a real browser: the policy stops nothing of ours and everything of others, and no payload runs anywhere."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from folkmoot.checks.example import base
from publish.browser import served, watched
from publish.payloads import PAYLOADS, payload_files
from publish.test_plugin import EPOCH, build_site

KINDS = (
    "", "two-minutes/", "next/", "proposals/", "proposals/2026-late-shift/", "proposals/2026-shorter-waiting/", "juries/",
    "juries/2026-care-circle-1/", "juries/rosters/2026-01-members/", "charter/", "charter/01-members/", "bodies/", "checks/",
    "checks/v001/", "verification/", "trust/", "forms/", "taking-part/", "search/", "404.html",
)  # fmt: skip


@pytest.fixture(scope="module")
def brook(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    yield from _built(tmp_path_factory.mktemp("brook"), base())


def _built(root: Path, files: dict[str, bytes]) -> Iterator[Path]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SOURCE_DATE_EPOCH", EPOCH)
        patch.setenv("NO_MKDOCS_2_WARNING", "1")
        yield build_site(root, files)


@pytest.mark.slow
def test_the_policy_stops_nothing_of_ours_on_any_kind_of_page(browser: Any, brook: Path) -> None:
    with served(brook) as (address, _):
        page, elsewhere = watched(browser, address)
        for kind in KINDS:
            answer = page.goto(f"{address}/{kind}")
            assert answer.status == 200, kind
            page.wait_for_timeout(50)
            assert page.evaluate("window.hits") == [], kind
            assert page.evaluate("document.documentElement.classList.contains('js')"), kind
            assert page.evaluate("[...document.styleSheets].length") >= 3, kind
        page.goto(f"{address}/juries/2026-care-circle-1/")
        page.get_by_role("button", name="Check this draw in my browser").click()
        page.get_by_text("The draw follows from the published files.").wait_for()
        page.goto(address)
        page.locator(".fm-search--head input").fill("bakehouse")
        page.locator(".fm-search__item").first.wait_for()
        assert page.evaluate("window.hits") == []
        assert elsewhere == []
        page.close()


@pytest.mark.slow
def test_the_policy_stops_a_script_that_the_gate_would_have_missed(browser: Any, brook: Path) -> None:
    text = (brook / "trust/index.html").read_text("utf-8")
    inline = "<script>fmpwned()</script><img src=x onerror=fmpwned()><script src='https://elsewhere.invalid/x.js'></script>"
    (brook / "trust/bad.html").write_text(text.replace("</main>", f"{inline}</main>"), encoding="utf-8")
    with served(brook) as (address, _):
        page, _ = watched(browser, address)
        page.goto(f"{address}/trust/bad.html")
        page.wait_for_timeout(1000)
        hits = page.evaluate("window.hits")
        assert sorted(hit.split()[0] for hit in hits) == ["script-src-attr", "script-src-elem", "script-src-elem"], hits
        page.close()


@pytest.mark.slow
def test_no_payload_runs_at_any_of_nine_places_and_the_payloads_are_live(browser: Any, tmp_path: Path) -> None:
    (site,) = _built(tmp_path, payload_files())
    live = 0
    for at, payload in enumerate(PAYLOADS):
        (site / f"raw-{at}.html").write_text(f"<!doctype html><html><body>{payload}</body></html>", encoding="utf-8")
    with served(site) as (address, _):
        page, _ = watched(browser, address)
        for at in range(len(PAYLOADS)):
            page.goto(f"{address}/raw-{at}.html", wait_until="commit")
            page.wait_for_timeout(100)
            live += bool(page.evaluate("window.hits || []"))
            page.close()
            page, _ = watched(browser, address)
        assert live >= 12, live
        page.close()
        page, elsewhere = watched(browser, address)
        seen = [path.parent for path in sorted(site.rglob("index.html")) if "fmpwned" in path.read_text("utf-8")]
        assert len(seen) > 2 * len(PAYLOADS)
        for folder in seen:
            page.goto(f"{address}/{folder.relative_to(site).as_posix()}/")
            page.evaluate("document.querySelectorAll('details').forEach(each => { each.open = true; })")
            page.evaluate("dispatchEvent(new Event('pageshow')); document.querySelectorAll('input').forEach(each => each.focus())")
            assert page.evaluate("window.hits") == [], folder
            bad = page.evaluate(
                "[...document.querySelectorAll('a')].filter(a => !['http:', 'https:', 'mailto:'].includes(a.protocol)).length"
            )
            assert bad == 0, folder
        page.locator(".fm-search--head input").fill("fmpwned")
        page.locator(".fm-search__item").first.wait_for()
        page.wait_for_timeout(300)
        assert page.evaluate("window.hits") == []
        assert elsewhere == []
        page.close()
