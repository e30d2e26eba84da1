"""The check in the reader's browser: it agrees with the package and the independent check, and with nobody on changed files."""

import contextlib
import functools
import importlib.util
import io
import shutil
import threading
from base64 import b64encode
from collections.abc import Callable, Iterator
from dataclasses import replace
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from folkmoot.formats.draw_json import write_draw
from folkmoot.formats.layout import read_archive
from folkmoot.records.error import FolkmootError
from folkmoot.sortition.replay import redraw
from sortition.small_draws import JURY, ROSTER, Chance, SmallDraw, capped_draw, some_draw

REPOSITORY = Path(__file__).parents[2]
SCRIPT = REPOSITORY / "tooling/folkmoot/publish/theme/assets/folkmoot/check-draw.js"
NAMES = {
    "call": f"{JURY}/call.md",
    "roster": f"{ROSTER}/entries.csv",
    "draw": f"{JURY}/draw.json",
    "log": f"{JURY}/log.yml",
    "lottery": f"{JURY}/lottery.json",
}
RUN = """cases => cases.map(files => {
  const bytes = text => Uint8Array.from(atob(text), mark => mark.charCodeAt(0));
  return checkDraw(Object.fromEntries(Object.entries(files).map(([name, text]) => [name, bytes(text)])));
})"""

spec = importlib.util.spec_from_file_location("verify_draw", REPOSITORY / "tooling/verify_draw.py")
assert spec is not None
assert spec.loader is not None
VERIFY: Any = importlib.util.module_from_spec(spec)
spec.loader.exec_module(VERIFY)

Files = dict[str, bytes]


@pytest.fixture(scope="module")
def page(browser: Any) -> Any:
    page = browser.new_page()
    page.add_script_tag(path=SCRIPT)
    return page


def in_browser(page: Any, cases: list[Files]) -> list[list[dict[str, Any]]]:
    values = [{name: b64encode(files[path]).decode() for name, path in NAMES.items() if path in files} for files in cases]
    found: list[list[dict[str, Any]]] = page.evaluate(RUN, values)
    return found


def holds(results: list[dict[str, Any]]) -> bool:
    return all(result["holds"] is not False for result in results)


def by_package(files: Files) -> bool:
    archive = read_archive(files)
    jury = archive.jury("2026-jury")
    if archive.faults or jury is None:
        return False
    try:
        return write_draw(redraw(archive, jury)) == files[f"{JURY}/draw.json"]
    except FolkmootError:
        return False


def by_script(files: Files, root: Path) -> int:
    for path, data in files.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_bytes(data)
    with contextlib.redirect_stdout(io.StringIO()):
        return int(VERIFY.main([str(root / JURY)]))


def changed(files: Files, chance: Chance) -> Iterator[tuple[str, Files]]:
    """The same files with one byte changed: in the call, the roster, the draw, the lottery, and its certificate."""
    for name in ("call", "roster", "draw", "lottery", "certificate"):
        path = NAMES["lottery" if name == "certificate" else name]
        if path in files:
            data = bytearray(files[path])
            limit = data.index(b"\n", 2) if name == "certificate" else len(data)
            place = chance.below(limit)
            data[place] = (data[place] + 1 + chance.below(255)) % 256
            yield name, {**files, path: bytes(data)}


def agree_on(numbers: range, page: Any, root: Path, made: Callable[[int], SmallDraw] = some_draw) -> None:
    for number in numbers:
        files = made(number).files()
        spoilt = list(changed(files, Chance(number)))
        first, *others = in_browser(page, [files, *(case for _, case in spoilt)])
        assert holds(first), (number, first)
        assert by_script(files, root / str(number)) == 0, number
        assert by_package(files), number
        for (name, case), results in zip(spoilt, others, strict=True):
            assert not holds(results), (number, name)
            assert by_script(case, root / f"{number}-{name}") == 1, (number, name)
            assert not by_package(case), (number, name)


def test_package_script_and_browser_agree_on_forty_draws_and_on_a_changed_byte(page: Any, tmp_path: Path) -> None:
    agree_on(range(40), page, tmp_path)


def test_all_three_agree_on_draws_under_caps_and_on_a_changed_byte(page: Any, tmp_path: Path) -> None:
    agree_on(range(20), page, tmp_path, capped_draw)


@pytest.mark.slow
def test_package_script_and_browser_agree_on_a_thousand_draws(page: Any, tmp_path: Path) -> None:
    agree_on(range(40, 1040), page, tmp_path)


def test_a_built_lottery_and_its_draw_hold_in_all_three(page: Any, tmp_path: Path) -> None:
    numbers = (3, 7, 11, 14, 55)
    cases = [replace(some_draw(number), tickets=1000).files() for number in numbers]
    for number, files, results in zip(numbers, cases, in_browser(page, cases), strict=True):
        assert holds(results), results
        assert any(result["what"] == "certificate" and "no lottery within the quotas gives more than" in result["detail"] for result in results)
        assert by_script(files, tmp_path / str(number)) == 0
        assert by_package(files)


def test_rookerys_draw_follows_in_the_browser(page: Any) -> None:
    folder = REPOSITORY / "juries/2024-policy-jury-1"
    files = {f"{JURY}/{name}": (folder / name).read_bytes() for name in ("call.md", "draw.json", "log.yml")}
    files[f"{ROSTER}/entries.csv"] = (REPOSITORY / "juries/rosters/2024-09-members/entries.csv").read_bytes()
    (results,) = in_browser(page, [files])
    assert holds(results)
    assert [result["what"] for result in results if result["holds"] is None] == ["beacon"]
    assert {"call", "roster", "log", "seed", "seats", "alternates", "draw.json"} <= {result["what"] for result in results}


def test_its_sha256_is_sha256(browser: Any) -> None:
    script = """async sizes => { for (const size of sizes) {
      const data = new Uint8Array(size).map((_, at) => at * 7), own = sha256(data);
      const theirs = await crypto.subtle.digest("SHA-256", data);
      if (own !== Array.from(new Uint8Array(theirs), byte => byte.toString(16).padStart(2, "0")).join("")) return size;
    } return null; }"""
    secure = browser.new_page()
    secure.route("https://check.test/", lambda route: route.fulfill(body="<!doctype html>", content_type="text/html"))
    secure.goto("https://check.test/")
    secure.add_script_tag(path=SCRIPT)
    assert secure.evaluate(script, [*range(130), 10_000]) is None
    secure.close()


@contextlib.contextmanager
def served(folder: Path) -> Iterator[tuple[str, list[str]]]:
    """A site on this machine, and the paths that were asked for."""
    asked: list[str] = []

    class Handler(SimpleHTTPRequestHandler):
        def log_message(self, *_: Any) -> None:
            asked.append(self.path)

    with ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Handler, directory=str(folder))) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_address[1]}", asked
        server.shutdown()


def site(folder: Path, files: Files) -> None:
    attributes = " ".join(f'data-{name}="{path}"' for name, path in NAMES.items() if path in files)
    (folder / "index.html").write_text(
        f'<!doctype html><title>A draw</title><link rel="icon" href="data:,"><section data-check-draw {attributes}></section>'
        '<script src="check-draw.js"></script>',
        encoding="utf-8",
    )
    shutil.copy(SCRIPT, folder)
    for path, data in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(data)


def test_in_a_page_a_button_checks_the_draw_in_a_worker_and_asks_nobody_else(browser: Any, tmp_path: Path) -> None:
    files = some_draw(7).files()
    site(tmp_path, files)
    with served(tmp_path) as (address, asked):
        page = browser.new_page()
        elsewhere: list[str] = []
        page.on("request", lambda request: None if request.url.startswith((address, "data:")) else elsewhere.append(request.url))
        page.goto(address)
        page.get_by_role("button", name="Check this draw in my browser").click()
        page.get_by_text("The draw follows from the published files.").wait_for()
        assert "not checked in the browser" in page.get_by_role("status").inner_text()
        assert {f"/{path}" for path in NAMES.values()} <= set(asked)
        assert not elsewhere
        (tmp_path / NAMES["draw"]).write_bytes(files[NAMES["draw"]].replace(b'"number": 1,', b'"number": 2,', 1))
        page.get_by_role("button").click()
        page.get_by_text("The draw does not follow").wait_for()
        assert "FAILS: draw.json" in page.get_by_role("status").inner_text()
        page.close()


def test_a_file_of_another_site_is_not_fetched(browser: Any, tmp_path: Path) -> None:
    site(tmp_path, some_draw(4).files())
    index = tmp_path / "index.html"
    index.write_text(index.read_text().replace('data-call="', 'data-call="https://elsewhere.test/'), encoding="utf-8")
    with served(tmp_path) as (address, _):
        page = browser.new_page()
        page.goto(address)
        page.get_by_role("button").click()
        page.get_by_text("is not a file of this site").wait_for()
        page.close()
