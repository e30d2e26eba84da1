"""The home page is small, quick and still: bytes sent, the largest paint, and how far things move while it loads."""

from pathlib import Path
from typing import Any

import pytest

from publish.browser import served

pytestmark = pytest.mark.slow
MOST_BYTES, LATEST_PAINT, MOST_SHIFT = 100_000, 1500, 0.01
WATCH = """window.paint = 0; window.shift = 0;
new PerformanceObserver(list => { for (const each of list.getEntries()) window.paint = each.startTime; }).observe({ type: "largest-contentful-paint", buffered: true });
new PerformanceObserver(list => { for (const each of list.getEntries()) if (!each.hadRecentInput) window.shift += each.value; })
  .observe({ type: "layout-shift", buffered: true });"""
SENT = "performance.getEntriesByType('resource').concat(performance.getEntriesByType('navigation')).map(each => [each.name, each.transferSize])"


@pytest.mark.parametrize("width", [400, 1200])
def test_the_home_page_keeps_its_budget(browser: Any, rookery: Path, width: int) -> None:
    with served(rookery) as (address, _):
        paints = []
        for _ in range(3):
            page = browser.new_context(viewport={"width": width, "height": 900}).new_page()
            page.add_init_script(WATCH)
            page.goto(address, wait_until="networkidle")
            page.wait_for_timeout(300)
            sent = dict(page.evaluate(SENT))
            paints.append(page.evaluate("window.paint"))
            assert page.evaluate("window.shift") <= MOST_SHIFT
            assert all(name.startswith(address) for name in sent)
            assert sum(sent.values()) < MOST_BYTES, sorted(sent.items(), key=lambda each: -each[1])
            page.context.close()
        assert 0 < min(paints) < LATEST_PAINT, paints


def test_nothing_moves_while_any_kind_of_page_loads(browser: Any, rookery: Path) -> None:
    with served(rookery) as (address, _):
        page = browser.new_context(viewport={"width": 1200, "height": 900}).new_page()
        page.add_init_script(WATCH)
        moved = {}
        for kind in ("proposals/2026-slow-mode/", "juries/2026-policy-jury-3/", "charter/", "next/", "search/"):
            page.goto(f"{address}/{kind}", wait_until="networkidle")
            moved[kind] = page.evaluate("window.shift")
        page.context.close()
    assert {kind: shift for kind, shift in moved.items() if shift > MOST_SHIFT} == {}
