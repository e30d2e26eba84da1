"""A jury's page as a reader uses it: one press, and their own browser draws the panel again from the files of the site."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from publish.browser import served
from publish.test_plugin import CONFIG, build_site
from stories.two_stages import INVITATION, JURY, draw_of, invited, selected, volunteered

EPOCH = "1681646400"  # 16 April 2023


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    root = invited(tmp_path_factory.mktemp("jury-page") / "coop")
    volunteered(root, lambda member: int(member[0][2:]) % 5 != 0)
    selected(root)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SOURCE_DATE_EPOCH", EPOCH)
        patch.setenv("NO_MKDOCS_2_WARNING", "1")
        yield build_site(root, {}, CONFIG)


@pytest.fixture(scope="module")
def address(site: Path) -> Iterator[str]:
    with served(site) as (address, _):
        yield address


def _pressed(browser: Any, address: str, jury: str) -> tuple[str, list[str]]:
    """What the page says after the button was pressed, and every address that was asked of another machine."""
    page, elsewhere = browser.new_page(), list[str]()
    page.on("request", lambda request: elsewhere.append(request.url) if not request.url.startswith(address) else None)
    page.goto(f"{address}/juries/{jury}/")
    page.get_by_role("button", name="Check this draw in my browser").click()
    page.wait_for_selector("[data-check-draw] li")
    said = page.locator("[data-check-draw]").inner_text()
    page.close()
    return said, elsewhere


@pytest.mark.parametrize("jury", [INVITATION, JURY])
def test_one_press_draws_the_panel_again_and_asks_nobody_else(browser: Any, address: str, jury: str) -> None:
    said, elsewhere = _pressed(browser, address, jury)
    assert "The draw follows from the published files." in said
    assert "FAILS" not in said
    assert elsewhere == []


def test_a_changed_roster_is_seen(browser: Any, address: str, site: Path) -> None:
    [roster] = site.glob("juries/rosters/2023-volunteers/entries.csv")
    whole = roster.read_bytes()
    try:
        roster.write_bytes(whole.replace(b"old", b"odd", 1))
        said, _ = _pressed(browser, address, JURY)
    finally:
        roster.write_bytes(whole)
    assert "The draw does not follow from the published files." in said
    assert "FAILS: roster." in said


def test_without_scripts_the_page_gives_the_commands(browser: Any, address: str) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{address}/juries/{JURY}/")
    assert f"folkmoot draw verify {JURY}" in page.locator("article").inner_text()
    assert "This needs JavaScript. The commands above do the same without it." in page.locator("[data-check-draw]").inner_text()
    context.close()


def test_the_lowest_tickets_are_published(site: Path) -> None:
    seed = draw_of(site.parent, JURY).seed
    assert f'"seed": "{seed}"' in (site / f"juries/{JURY}/tickets.json").read_text()
