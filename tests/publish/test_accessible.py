"""Everybody can read and use every kind of page: axe-core finds nothing, the keyboard reaches all, and nothing needs a script or a wide screen."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from publish.browser import served

pytestmark = pytest.mark.slow
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
OPEN, AMENDMENT, JURY = "proposals/2026-slow-mode/", "proposals/2026-answer-in-time/", "juries/2026-policy-jury-3/"
KINDS = (
    "", "two-minutes/", "next/", "calendar/", "proposals/", OPEN, AMENDMENT, "proposals/2026-case-48/",
    "proposals/2026-data-centre-north/", "proposals/2025-first-board/", "juries/", JURY, "juries/2026-board-jury-2/",
    "juries/rosters/2026-04-volunteers/", "charter/", "charter/02-how-we-decide/", "charter/at/", "charter/at/2025-11-02/", "charter/clause/c3-7/",
    "bodies/", "bodies/agenda-council/", "terms/", "models/", "models/coop-juries/", "reviews/", "conversion/", "work/", "feeds/", "data/",
    "forms/", "verification/", "checks/", "checks/v001/", "trust/", "search/", "twelve-records/", "404.html",
)  # fmt: skip
SEEN = """() => {
  const it = document.activeElement;
  if (!it || it === document.body) return null;
  const style = getComputedStyle(it), next = it.nextElementSibling && getComputedStyle(it.nextElementSibling), box = it.getBoundingClientRect();
  const ringed = (style) => style && style.outlineStyle !== "none" && parseFloat(style.outlineWidth) > 0;
  return {
    name: (it.getAttribute("aria-label") || it.innerText || it.name || it.id || "").trim().slice(0, 60), tag: it.tagName, ringed: ringed(style) || ringed(next),
    wide: Math.round(box.width), high: Math.round(box.height), inside: box.right > 0 && box.left < innerWidth,
  };
}"""


@pytest.fixture(scope="module")
def address(rookery: Path) -> Iterator[str]:
    with served(rookery) as (address, _):
        yield address


def _opened(browser: Any, address: str, **said: Any) -> Any:
    page = browser.new_context(bypass_csp=True, **said).new_page()
    page.goto(address)
    return page


def _tabbed(page: Any, most: int) -> list[dict[str, Any]]:
    """What Tab reaches, from the top until it leaves the page or comes round again."""
    found: list[dict[str, Any]] = []
    for _ in range(most):
        page.keyboard.press("Tab")
        page.wait_for_timeout(5)
        seen = page.evaluate(SEEN)
        if seen is None:
            return found
        found.append(seen)
    return found


def _said(kind: str, violation: dict[str, Any]) -> str:
    nodes = "; ".join(f"{node['target']} {node['html'][:100]}" for node in violation["nodes"][:3])
    return f"{kind or 'home'}: {violation['id']}: {nodes}"


@pytest.mark.parametrize(("scheme", "width", "rules"), [
    ("light", 400, RULES), ("light", 1200, RULES), ("dark", 400, ["wcag2aa"]), ("dark", 1200, ["wcag2aa"]),
])  # fmt: skip
def test_axe_finds_nothing_on_any_kind_of_page(browser: Any, address: str, scheme: str, width: int, rules: list[str]) -> None:
    """By day every rule; by night those of contrast, which is all that colours change."""
    axe = pytest.importorskip("axe_playwright_python.sync_playwright").Axe()
    page = _opened(browser, address, color_scheme=scheme, viewport={"width": width, "height": 900}, reduced_motion="reduce")
    faults = []
    for kind in KINDS:
        answer = page.goto(f"{address}/{kind}")
        assert answer.status == 200, kind
        assert page.evaluate("document.body.dataset.mdColorScheme") == {"light": "default", "dark": "slate"}[scheme], kind
        page.evaluate("document.querySelectorAll('main details').forEach(each => { each.open = true; })")
        page.wait_for_timeout(60)
        found = axe.run(page, options={"runOnly": rules, "resultTypes": ["violations"]}).response["violations"]
        faults += [_said(kind, each) for each in found]
    page.context.close()
    assert not faults, "\n".join(faults)


def test_nothing_scrolls_sideways_on_narrow_screens_and_at_twice_the_size(browser: Any, address: str) -> None:
    """WCAG 2.2, 1.4.10 (reflow at 320 pixels, which is 1280 at four times the size) and 1.4.4 (text at twice the size)."""
    wide = []
    for width, size in ((320, 100), (400, 100), (640, 200), (1200, 200)):
        page = _opened(browser, address, viewport={"width": width, "height": 900})
        for kind in KINDS:
            page.goto(f"{address}/{kind}", wait_until="domcontentloaded")
            page.evaluate(f"document.documentElement.style.fontSize = '{1.25 * size}%'")
            over = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
            wide += [f"{kind} at {width} pixels, {size} %: {over} too wide"] if over > 0 else []
        page.context.close()
    assert not wide, "\n".join(wide)


@pytest.mark.parametrize("kind", ["", OPEN])
def test_the_keyboard_reaches_everything_and_the_focus_is_always_seen(browser: Any, address: str, kind: str) -> None:
    page = _opened(browser, f"{address}/{kind}", viewport={"width": 1200, "height": 900})
    wanted = page.evaluate(
        "[...document.querySelectorAll('a[href], button, summary, input, textarea, select')].filter(it => it.checkVisibility() "
        "&& !it.disabled && it.tabIndex >= 0 && !(it.closest('details:not([open])') && it.tagName !== 'SUMMARY')).length"
    )
    reached = _tabbed(page, wanted + 40)
    assert reached[0]["name"] == "Skip to content"
    assert len(reached) >= wanted - 3, (len(reached), wanted)  # of the choice of colours one is reached, the arrows reach the others
    assert len(reached) < wanted + 40, "the focus is caught"
    assert [each for each in reached if not each["ringed"] or not each["inside"]] == []
    page.context.close()


def test_the_skip_link_leads_past_the_navigation(browser: Any, address: str) -> None:
    page = _opened(browser, f"{address}/{OPEN}", viewport={"width": 1200, "height": 900})
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate("document.querySelector('main').contains(document.activeElement)")
    page.context.close()


def test_the_menu_opens_and_shuts_by_keyboard_on_a_narrow_screen(browser: Any, address: str) -> None:
    page = _opened(browser, f"{address}/{OPEN}", viewport={"width": 400, "height": 800})
    menu = page.locator("details.fm-menu")
    menu.locator("summary").focus()
    page.keyboard.press("Enter")
    assert menu.get_attribute("open") is not None
    page.keyboard.press("Tab")
    assert page.evaluate(SEEN)["name"] == "Home"
    page.keyboard.press("Escape")
    assert menu.get_attribute("open") is None
    assert page.evaluate(SEEN)["tag"] == "SUMMARY"
    page.keyboard.press("Enter")
    menu.get_by_role("link", name="Verification report").focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/verification/")
    page.context.close()


def test_what_is_folded_opens_by_keyboard_and_a_search_is_made_and_left(browser: Any, address: str) -> None:
    page = _opened(browser, f"{address}/forms/", viewport={"width": 1200, "height": 900})
    fold = page.locator("main details.fm-more").first
    fold.locator("summary").focus()
    page.keyboard.press("Enter")
    assert fold.get_attribute("open") is not None
    page.keyboard.press("Enter")
    assert fold.get_attribute("open") is None
    page.get_by_role("searchbox").focus()
    page.keyboard.type("coffee")
    page.get_by_role("link", name="Let the coffee take its time").first.wait_for()
    page.keyboard.press("Escape")
    page.get_by_role("searchbox").focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/search/?q=*")
    page.context.close()


def test_the_colours_are_chosen_by_keyboard_and_kept(browser: Any, address: str) -> None:
    page = _opened(browser, address, viewport={"width": 1200, "height": 900}, color_scheme="light")
    page.locator("#__palette_0").focus()
    for _ in range(2):
        page.keyboard.press("ArrowRight")
    assert page.evaluate("document.body.dataset.mdColorScheme") == "slate"
    page.goto(f"{address}/{OPEN}")
    assert page.evaluate("document.body.dataset.mdColorScheme") == "slate"
    page.context.close()


@pytest.mark.parametrize("kind", ["", "next/", OPEN, AMENDMENT, JURY, "forms/"])
@pytest.mark.parametrize("width", [400, 1200])
def test_what_is_pressed_is_large_enough(browser: Any, address: str, kind: str, width: int) -> None:
    """WCAG 2.2, 2.5.8: 24 pixels either way, but for links in the flow of a sentence."""
    page = _opened(browser, f"{address}/{kind}", viewport={"width": width, "height": 900})
    small = page.evaluate("""[...document.querySelectorAll('button, summary, input, select, textarea, .fm-top a, .fm-foot a, .fm-toc a, .md-button')]
        .filter(it => it.checkVisibility() && !it.matches('.md-option, .md-toggle')).map(it => [it.outerHTML.slice(0, 80), it.getBoundingClientRect()])
        .filter(([, box]) => box.width > 0 && (box.width < 24 || box.height < 24)).map(([name, box]) => `${name} ${box.width} x ${box.height}`)""")
    page.context.close()
    assert small == []


def test_without_scripts_every_word_and_every_command_is_there(browser: Any, address: str) -> None:
    texts: list[dict[str, str]] = []
    for scripts in (True, False):
        page = _opened(browser, address, java_script_enabled=scripts, viewport={"width": 1200, "height": 900})
        found = {}
        for kind in ("", OPEN, AMENDMENT, JURY):
            page.goto(f"{address}/{kind}")
            assert page.locator("nav.fm-places a", has_text="Proposals").is_visible()
            found[kind] = page.locator("article").inner_text()
        texts.append(found)
        page.context.close()
    with_, without = texts
    assert "Let the coffee take its time" in without[""]
    assert "folkmoot vote cast 2026-slow-mode" in without[OPEN]
    assert "folkmoot draw verify 2026-policy-jury-3" in without[JURY]
    for kind in ("", OPEN, AMENDMENT):
        assert [line for line in with_[kind].splitlines() if line.strip() and line not in without[kind]] == [], kind


def test_without_scripts_the_menu_opens_and_the_colours_follow_the_system(browser: Any, address: str) -> None:
    page = _opened(browser, address, java_script_enabled=False, viewport={"width": 400, "height": 800}, color_scheme="dark")
    page.locator("details.fm-menu summary").click()
    assert page.get_by_role("link", name="Verification report").is_visible()
    assert page.locator("body").evaluate("it => getComputedStyle(it).backgroundColor") == "rgb(26, 24, 21)"
    page.context.close()


def test_a_long_page_says_on_a_phone_what_stands_on_it_and_beside_the_text_where_there_is_room(browser: Any, address: str) -> None:
    page = _opened(browser, f"{address}/{JURY}", java_script_enabled=False, viewport={"width": 400, "height": 900})
    contents = page.get_by_role("navigation", name="On this page")
    before = page.locator("h1").bounding_box()
    assert contents.bounding_box()["y"] < before["y"]
    assert not contents.get_by_role("link").first.is_visible()
    contents.locator("summary").press("Enter")
    contents.get_by_role("link", name="Its course").press("Enter")
    page.wait_for_url("**#its-course")
    page.goto(f"{address}/charter/at/")
    assert not page.locator(".fm-toc").is_visible()
    page.context.close()
    for scripts in (True, False):
        wide = _opened(browser, f"{address}/{JURY}", java_script_enabled=scripts, viewport={"width": 1400, "height": 900})
        box = wide.get_by_role("link", name="Its course").bounding_box()
        assert box["x"] > wide.locator("h1").bounding_box()["x"] + 600
        wide.context.close()


def test_on_paper_there_is_the_text_and_where_it_comes_from(browser: Any, address: str) -> None:
    page = _opened(browser, f"{address}/{AMENDMENT}", viewport={"width": 800, "height": 1000})
    page.emulate_media(media="print")
    page.wait_for_load_state("networkidle")
    assert not page.locator(".fm-top").is_visible()
    assert page.locator("h1").is_visible()
    assert "2026-answer-in-time" in page.locator(".fm-paper").inner_text()
    said = page.evaluate("getComputedStyle(document.querySelector('.fm-state'), '::before').content")
    assert "2026-11-24T00:00:00Z" in said
    page.context.close()
