"""Takes the pictures of the documentation from a built site: `python tests/publish/pictures.py public site/pages/assets`."""

import sys
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[1]))

from publish.browser import served
from publish.conftest import CHROMIUM

SHOWN = {
    "home": ("", ""),
    "redline": ("proposals/2026-answer-in-time/", "#what-it-changes"),
    "draw-check": ("juries/2026-policy-jury-3/", "[data-check-draw]"),
    "charter": ("charter/02-how-we-decide/", ""),
}
WIDTHS = {400: 900, 1200: 900}
LARGEST = 150_000


def main(site: Path, out: Path) -> None:
    """A picture of each page at each width, as JPEG; a draw is checked before its picture is taken."""
    from playwright.sync_api import sync_playwright

    out.mkdir(parents=True, exist_ok=True)
    with served(site) as (address, _), sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        for width, height in WIDTHS.items():
            page = browser.new_page(viewport={"width": width, "height": height}, color_scheme="light", reduced_motion="reduce")
            for name, (path, at) in SHOWN.items():
                _show(page, f"{address}/{path}", at)
                _take(page, out / f"{name}-{width}.jpg")
        browser.close()


def _show(page: Any, address: str, at: str) -> None:
    page.goto(address, wait_until="networkidle")
    if at == "[data-check-draw]":
        page.get_by_role("button", name="Check this draw in my browser").click()
        page.locator("[data-check-draw] li").first.wait_for()
    if at:
        page.locator(at).first.evaluate("it => it.scrollIntoView({ block: 'start' })")
    page.wait_for_timeout(200)


def _take(page: Any, file: Path) -> None:
    for quality in (88, 80, 70, 60, 50):
        taken = page.screenshot(type="jpeg", quality=quality)
        if len(taken) < LARGEST:
            break
    file.write_bytes(taken)
    print(f"{file}: {len(taken):,} bytes")


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
