"""The check in the reader's browser: it agrees with the package and the independent check, and with nobody on changed files."""

import contextlib
import importlib.util
import io
import shutil
import time
from base64 import b64encode
from collections.abc import Callable, Iterator
from dataclasses import replace
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from folkmoot.checks.example import AS_OF, base
from folkmoot.formats.canonical import manifest
from folkmoot.formats.draw_json import write_draw
from folkmoot.formats.layout import read_archive
from folkmoot.formats.shards import write_shards
from folkmoot.procedure.chronicle import chronicle
from folkmoot.publish.site import render_site
from folkmoot.records.error import FolkmootError
from folkmoot.sortition.replay import redraw
from publish.browser import served
from sortition.small_draws import JURY, ROSTER, Chance, SmallDraw, archive_of, capped_draw, some_draw

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
        assert any(
            result["what"] == "certificate" and "no lottery within the quotas gives more than" in result["detail"] for result in results
        )
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


def site(folder: Path, files: Files) -> None:
    folder.mkdir(exist_ok=True)
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


def in_shards(files: Files) -> Files:
    """The same members in shards, drawn again under the digest that binds those."""
    head, *lines = files[NAMES["roster"]].rstrip(b"\n").split(b"\n")
    shards = write_shards(head.decode().split(","), lines, 2)
    digests = [sha256(data).hexdigest().encode() for data in (files[NAMES["roster"]], shards["SHA256SUMS"])]
    kept = {path: data.replace(*digests) for path, data in files.items() if path not in (NAMES["roster"], NAMES["draw"])}
    made = {**kept, **{f"{ROSTER}/{name}": data for name, data in shards.items()}}
    return {**made, NAMES["draw"]: write_draw(redraw(*archive_of(made)))}


def check_in_page(browser: Any, folder: Path, files: Files) -> str:
    """What the page says of a draw from shards after its button was pressed."""
    site(folder, {path: data for path, data in files.items() if path != NAMES["roster"]})
    index = folder / "index.html"
    text = index.read_text("utf-8").replace("data-check-draw ", f'data-check-draw data-shards data-roster="{ROSTER}/SHA256SUMS" ')
    index.write_text(text, encoding="utf-8")
    with served(folder) as (address, _):
        page = browser.new_page()
        page.goto(address)
        page.get_by_role("button").click()
        page.locator("[role=status] .fm-badge").wait_for(timeout=180_000)
        said: str = page.get_by_role("status").inner_text()
        page.close()
    return said


@pytest.mark.parametrize("number", [4, 1])
def test_a_draw_from_shards_holds_and_a_changed_byte_fails_and_names_the_shard(browser: Any, tmp_path: Path, number: int) -> None:
    files = in_shards(some_draw(number).files())
    said = check_in_page(browser, tmp_path / "right", files)
    assert "The draw follows from the published files." in said
    assert "FAILS" not in said
    name = next(path for path, data in files.items() if "/shards/" in path and data.count(b"\n") > 1)
    bent = {**files, name: files[name][:-2] + b"~\n"}
    said = check_in_page(browser, tmp_path / "changed", bent)
    assert "The draw does not follow" in said
    assert f"{name.removeprefix(ROSTER + '/')} is not the shard that SHA256SUMS lists" in said


def test_an_entry_in_a_shard_that_its_digest_does_not_name_fails(browser: Any, tmp_path: Path) -> None:
    files = in_shards(some_draw(4).files())
    full, empty = (
        next(path for path, data in files.items() if "/shards/" in path and (data.count(b"\n") > 1) is wanted) for wanted in (True, False)
    )
    files[full], files[empty] = files[empty], files[full]
    shards = {path.removeprefix(f"{ROSTER}/"): data for path, data in sorted(files.items()) if "/shards/" in path}
    before, after = files[f"{ROSTER}/SHA256SUMS"], manifest(shards)
    digests = [sha256(data).hexdigest().encode() for data in (before, after)]
    files = {path: data.replace(*digests) for path, data in files.items()} | {f"{ROSTER}/SHA256SUMS": after}
    said = check_in_page(browser, tmp_path, files)
    assert "which does not belong into it" in said


@pytest.mark.slow
def test_a_million_entries_are_checked_in_a_browser_and_a_changed_byte_among_them_fails(browser: Any, tmp_path: Path) -> None:
    ages = ["16-29", "30-59", "60+"]
    members = sorted(
        (f"m-{at * 7919 % 16**7:07x}{at:05x}", ages[at % 3], "fm"[at % 2], "", "staff" if at % 1000 == 0 else "") for at in range(1_000_000)
    )
    call = {
        "seats": 60, "alternates": 30, "exclude": [{"reason": "staff", "column": "role", "values": ["staff"]}],
        "strata": {"column": "age", "seats": dict.fromkeys(ages, 20), "alternates": dict.fromkeys(ages, 10)},
    }  # fmt: skip
    files = in_shards(SmallDraw(3, members, call).files())
    page = browser.new_page()
    page.add_script_tag(path=SCRIPT)
    loop = "() => { const data = new Uint8Array(64000), start = performance.now(); for (let i = 0; i < 1000; i++) sha256(data); return performance.now() - start; }"
    million_blocks = min(page.evaluate(loop) for _ in range(3)) / 1000
    page.close()
    start = time.monotonic()
    assert "The draw follows from the published files." in check_in_page(browser, tmp_path, files)
    took = time.monotonic() - start
    print(f"1,000,000 entries: {took:.1f} s, {took / million_blocks:.1f} times a loop over as many blocks of SHA-256")
    assert took < max(20, 30 * million_blocks)
    name = f"{ROSTER}/shards/7f.csv"
    data = bytearray(files[name])
    data[len(data) // 2] ^= 1
    said = check_in_page(browser, tmp_path, {**files, name: bytes(data)})
    assert "shards/7f.csv is not the shard that SHA256SUMS lists" in said


def test_where_the_entries_are_kept_elsewhere_the_page_names_the_command_instead() -> None:
    archive = read_archive(base())
    files = {path: data for path, data in archive.files.items() if not path.endswith("entries.csv")}
    page = render_site(chronicle(replace(archive, files=files), AS_OF))["juries/2026-care-circle-1/index.md"].decode()
    assert "Its entries are not on this site" in page
    assert "data-check-draw" not in page


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
