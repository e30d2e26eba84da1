"""A site built from what an earlier build kept is, byte for byte, the site that a clean build makes."""

import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, contextmanager
from hashlib import sha256
from pathlib import Path

import markdown
import pytest
from mkdocs.structure.toc import get_toc

from co_op import write_tree
from folkmoot.checks.example import base
from folkmoot.checks.registry import all_checks, run_checks
from folkmoot.formats.layout import read_archive
from folkmoot.procedure.chronicle import chronicle
from folkmoot.publish.composing import composed
from folkmoot.publish.lifting import lifted, lowered
from folkmoot.publish.record_page import contents
from folkmoot.publish.site import render_site
from folkmoot.records.value import parse_instant
from folkmoot.repository.kept import Kept, open_kept
from lived import lived
from publish.hostile_coop import hostile_files

EPOCH = "1775001600"  # 1 April 2026
CONFIG = """site_name: Brook
docs_dir: site/pages
site_dir: public
repo_url: https://forge.example/brook/records
theme: {name: material, custom_dir: site/theme}
plugins: [folkmoot]
"""
HERE = "<footer><p>{{ config.site_name }}: a line of the co-op's own.</p></footer>"
OWN = {
    "mkdocs.yml": CONFIG.encode(),
    "site/pages/taking-part.md": b"# Taking part\n\nRead [the charter](charter/index.md).\n",
    "site/theme/folkmoot/footer.html": HERE.encode(),
}
DRAFT = "proposals/2026-tea/proposal.md"
TEA = b"""---
id: 2026-tea
type: proposal
kind: policy
title: Tea at four
summary: Whether there is tea.
introduced_by: m-0001
asks: Shall there be tea?
---

It would be good. See [the other one](../2026-shorter-waiting/proposal.md).
"""


def build(root: Path, place: str, *, seed: str = "0") -> dict[str, bytes]:
    """Build in a process of its own and read the whole site."""
    told = {**os.environ, "SOURCE_DATE_EPOCH": EPOCH, "NO_MKDOCS_2_WARNING": "1", "PYTHONHASHSEED": seed}
    told["XDG_CACHE_HOME"] = str(root.parent / "home")
    subprocess.run([sys.executable, "-m", "mkdocs", "build", "-q", "-d", root / place], cwd=root, env=told, check=True)
    return {path.relative_to(root / place).as_posix(): path.read_bytes() for path in sorted((root / place).rglob("*")) if path.is_file()}


@contextmanager
def rows(folder: Path) -> Iterator[sqlite3.Connection]:
    """The one file of a cache, open to be looked at and tampered with."""
    (path,) = folder.glob("*.sqlite")
    with closing(sqlite3.connect(path)) as found, found:
        yield found


def kept(root: Path) -> dict[str, int]:
    """The keys of the pages that are kept, and a number that changes when a row is written again."""
    with rows(root / ".cache/folkmoot") as found:
        return dict(found.execute("select key, rowid from kept where kind = 'pages'"))


def coop(root: Path, files: Mapping[str, bytes]) -> Path:
    write_tree(root, {**files, DRAFT: TEA, **OWN})
    return root


def differing(one: Mapping[str, bytes], other: Mapping[str, bytes]) -> list[str]:
    return sorted(path for path in one.keys() | other.keys() if one.get(path) != other.get(path))


def replace(path: str, old: str, new: str) -> Callable[[Path], None]:
    def edit(root: Path) -> None:
        text = (root / path).read_text()
        assert old in text
        (root / path).write_text(text.replace(old, new))

    return edit


EDITS: dict[str, Callable[[Path], None]] = {
    "the text of a record": replace(DRAFT, "It would be good.", "It would be very good."),
    "a title that other pages show": replace(DRAFT, "Tea at four", "Tea at five"),
    "the navigation": replace("mkdocs.yml", "plugins:", "nav: [index.md, {Acts: proposals/index.md}]\nplugins:"),
    "a setting": replace("mkdocs.yml", "site_name: Brook", "site_name: Rill"),
    "a template of the co-op's own": replace("site/theme/folkmoot/footer.html", "a line", "another line"),
    "the instant": replace("mkdocs.yml", "[folkmoot]", "[folkmoot: {as_of: '2026-05-01T00:00:00Z'}]"),
    "a record that others link to, gone": lambda root: shutil.rmtree(root / "proposals/2026-shorter-waiting"),
}


@pytest.mark.slow
def test_after_each_edit_the_site_is_that_of_a_clean_build(tmp_path: Path) -> None:
    root = coop(tmp_path / "co-op", base())
    before = build(root, "public")
    assert kept(root)
    for name, edit in EDITS.items():
        edit(root)
        after = build(root, "public")
        assert differing(before, after), f"nothing changed with {name}"
        clean = coop_again(root)
        assert differing(after, build(clean, "public")) == [], name
        shutil.rmtree(clean)
        before = after


def coop_again(root: Path) -> Path:
    """The same files in another folder, without what was kept or built."""
    return Path(shutil.copytree(root, root.parent / "clean", ignore=shutil.ignore_patterns(".cache", "public")))


@pytest.mark.slow
def test_what_was_kept_is_used_a_spoiled_file_is_not_and_an_unused_one_goes(tmp_path: Path) -> None:
    root = coop(tmp_path / "co-op", base())
    first = build(root, "public")
    before = kept(root)
    spoiled = min(before)
    with rows(root / ".cache/folkmoot") as found:
        page = found.execute("select data from kept where key = ?", (spoiled,)).fetchone()[0]
        assert b"</article>" in page
        tampered = page.replace(b"</article>", b"<script>1</script></article>")
        found.execute("update kept set data = ? where key = ?", (tampered, spoiled))
        found.execute("insert into kept values ('pages', ?, ?)", ("0" * 64, b"of an earlier build"))
    assert differing(first, build(root, "public")) == []
    after = kept(root)
    assert after.keys() == before.keys()
    assert [key for key, row in after.items() if row != before[key]] == [spoiled]


@pytest.mark.slow
def test_two_processes_in_two_folders_build_the_same_bytes(tmp_path: Path) -> None:
    files = {path: data for merge in lived() for path, data in merge.items()}
    one, other = coop(tmp_path / "one" / "a", files), coop(tmp_path / "other" / "bb", files)
    assert differing(build(one, "public", seed="1"), build(other, "public", seed="77")) == []


@pytest.fixture
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Kept]:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "mine"))

    def opened(space: str = "space") -> Kept:
        found = open_kept(tmp_path / "cache", space)
        assert found
        return found

    return opened


def test_a_row_that_we_did_not_write_counts_for_nothing(tmp_path: Path, cache: Callable[..., Kept], monkeypatch: pytest.MonkeyPatch) -> None:
    first = cache()
    first.put("pages", "a", b"Tea")
    first.leave()
    with rows(tmp_path / "cache") as found:
        found.execute("insert into kept select kind, 'b', data from kept")
        found.execute("insert into kept select 'prose', key, data from kept where key = 'a'")
        found.execute("insert into kept values ('pages', 'c', 'Tea'), ('pages', 'd', null), ('pages', 'e', x'00')")
    again = cache()
    assert again.get("pages", "a") == b"Tea"
    assert [again.get(*other) for other in (("pages", "b"), ("prose", "a"), *(("pages", name) for name in "cdef"))] == [None] * 6
    again.leave()
    before = set((tmp_path / "cache").glob("*.sqlite"))
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "somebody else"))
    other = cache()
    assert other.get("pages", "a") is None, "with another person's key"
    other.leave()
    assert len(set((tmp_path / "cache").glob("*.sqlite")) - before) == 1, "and in another file"


@pytest.mark.parametrize("data", [b"", b"no cache at all" * 9999, b"SQLite format 3\0" + b"\xff" * 9999])
def test_a_file_in_pieces_is_made_anew(tmp_path: Path, cache: Callable[..., Kept], data: bytes) -> None:
    first = cache()
    first.put("pages", "a", b"Tea" * 99_999)
    first.leave()
    (path,) = (tmp_path / "cache").glob("*.sqlite")
    path.write_bytes(data)
    for _ in range(2):
        again = cache()
        again.get("pages", "a")
        again.put("pages", "b", b"Coffee")
        again.close()
    last = cache()
    assert last.get("pages", "b") == b"Coffee"


def test_a_file_whose_end_is_lost_is_made_anew(tmp_path: Path, cache: Callable[..., Kept]) -> None:
    first = cache()
    for number in range(200):
        first.put("pages", str(number), bytes([number]) * 9_999)
    first.leave()
    (path,) = (tmp_path / "cache").glob("*.sqlite")
    os.truncate(path, path.stat().st_size // 2)
    again = cache()
    for number in range(200):
        assert again.get("pages", str(number)) in (None, bytes([number]) * 9_999)
        again.put("pages", str(number), bytes([number]) * 9_999)
    again.close()
    last = cache()
    for number in range(200):
        last.put("pages", str(number), b"Tea")
        assert last.get("pages", str(number)) in (None, b"Tea")
    last.close()
    assert cache().get("pages", "0") == b"Tea"


def test_a_second_build_at_the_same_time_keeps_nothing(cache: Callable[..., Kept]) -> None:
    first, second = cache(), cache()
    second.put("pages", "a", b"Tea")
    assert second.get("pages", "a") is None
    second.close()
    first.put("pages", "a", b"Coffee")
    first.close()
    assert cache().get("pages", "a") == b"Coffee"


def test_a_folder_that_others_may_write_into_is_not_used(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "mine"))
    (tmp_path / "cache").mkdir()
    (tmp_path / "cache").chmod(0o777)
    assert open_kept(tmp_path / "cache", "space") is None
    (tmp_path / "elsewhere").mkdir(mode=0o700)
    (tmp_path / "link").symlink_to(tmp_path / "elsewhere")
    assert open_kept(tmp_path / "link", "space") is None


def test_what_no_build_of_late_asked_for_is_deleted(cache: Callable[..., Kept]) -> None:
    first = cache()
    first.put("pages", "a", b"1")
    first.put("prose", "b", b"2")
    first.close()
    for _ in range(4):
        memory = cache()
        assert memory.get("pages", "a") == b"1"
        memory.close()
    memory = cache()
    assert memory.get("prose", "b") == b"2"
    memory.leave()
    cache().close()
    last = cache()
    assert last.get("pages", "a") == b"1"
    assert last.get("prose", "b") is None


def test_builds_under_settings_that_are_gone_are_deleted(tmp_path: Path, cache: Callable[..., Kept]) -> None:
    names: dict[str, Path] = {}
    for age, space in enumerate(("one", "two", "three"), 1):
        memory = cache(space)
        memory.put("pages", "a", b"1")
        memory.leave()
        (names[space],) = set((tmp_path / "cache").glob("*.sqlite")) - set(names.values())
        os.utime(names[space], (1, age))
    cache("three").close()
    assert [space for space, path in names.items() if path.exists()] == ["two", "three"]


@pytest.mark.parametrize("name", ["hostile", "lived"])
def test_a_page_without_its_finished_html_becomes_the_same_page(name: str) -> None:
    files = hostile_files() if name == "hostile" else {path: data for merge in lived() for path, data in merge.items()}
    course = chronicle(read_archive(files), parse_instant("2026-04-01T00:00:00Z"))
    tree = render_site(course, checks=all_checks()[:5], findings=run_checks(course))
    shorter = several = 0
    for path, data in tree.items():
        if path.endswith(".md"):
            whole = data.decode()[data.index(b"\n---\n") + 5 :].lstrip("\n")
            thin, runs = lifted(whole)
            one, other = (markdown.Markdown(extensions=["toc", "tables", "fenced_code"]) for _ in range(2))
            assert lowered(other.convert(thin), runs) == one.convert(whole), path
            assert other.toc_tokens == one.toc_tokens  # type: ignore[attr-defined]
            shorter += len(thin) < len(whole) / 2
            made = composed(thin, lambda path, anchor: f"{path}{anchor}")
            if made is not None:
                several += 1
                assert lowered(made.html, runs) == one.reset().convert(whole), path
    assert shorter > 5
    assert several > 10


@pytest.mark.parametrize(
    "text",
    [
        "<div>one</div>\n\n<div>two\n\nthree</div>\n\nWords.\n",
        "<div>one</div> *two*\n\n<div>a</div><div>b</div>\n\n<p>x</p>\n",
        "A sentence.\n\n- a\n- b\n\nAnother sentence.\n\n    code\n\n<pre>\tx</pre>\n",
        "Some_thing_ *here*.\n\n1. one\n\nwww.example.org stands here.\n\n<div title='</div>'>x</div>\n",
        "<!-- a\n\n<div>b</div>\n\n-->\n\nAfter.\n",
        "<div>one\n\nA sentence.\n\n</div>\n\nWords.\n",
        "```\na\n\nA sentence.\n\n```\n\nWords.\n",
        "fmliftedx0x\n\n<div>a</div>\n",
        "| a | b |\n| - | - |\n| 1 | 2 |\n\nA sentence,\nof two lines.\n\n# Head\n\nA sentence.\n",
    ],
)
def test_what_is_not_plainly_finished_stays_for_the_reader_of_markdown(text: str) -> None:
    thin, runs = lifted(text)
    one, other = (markdown.Markdown(extensions=["toc", "tables", "fenced_code"]) for _ in range(2))
    assert lowered(other.convert(thin), runs) == one.convert(text)


PIECES = (
    "gate", "Yard", "2023", "a_b", "c--d", "(x)", "e.g.", '"so"', "&amp;", "&#42;", "\u2014", "v2.0", "1.", "-", "+", "a/b", "www.x", "http://x",
    "\u00e9", "two  spaces", "10)", "[", "*", "ref:", "#3", "    ", "[the gate](../a/index.md)", "[c1](../a/index.md#c1)", "[b](b.png)",
    '<span class="fm-badge fm-badge--done">Done</span>', "<code>a</code>", "<em>it</em>", "<b>x</b>", "<!--", "| a |", "==", "=", "> x",
)  # fmt: skip
WHOLE = ('<div class="fm-lifted">0</div>', "fmliftedx1x", "# Gate", "## Gate", "### Gate_1", "## \u00c9t\u00e9 2023", "---", "- - a", "```")


def test_a_composed_page_is_the_one_that_the_reader_of_markdown_makes() -> None:
    reader = markdown.Markdown(extensions=["toc", "tables", "fenced_code"])
    several = 0
    for number in range(4000):
        dice = iter(sha256(f"{number}".encode()).digest())
        parts = [WHOLE[next(dice) % len(WHOLE)] if next(dice) % 2 else some(dice) for _ in range(1 + next(dice) % 3)]
        text = "\n\n".join(parts) + "\n"
        made = composed(text, lambda path, anchor: f"{path}{anchor}")
        if made is not None:
            several += 1
            assert made.html == reader.reset().convert(text), text
            headings = [[item.title, item.id, item.level, str(item)] for item in contents(made.headings)]
            tokens = reader.toc_tokens  # type: ignore[attr-defined]
            assert headings == [[item.title, item.id, item.level, str(item)] for item in get_toc(tokens)], text
    assert several > 500


def some(dice: Iterator[int]) -> str:
    """One or two lines of a few pieces, perhaps a heading or a list."""
    begin = ("", "", "- ", "## ", "#### ")[next(dice) % 5]
    lines = (" ".join(PIECES[next(dice) % len(PIECES)] for _ in range(1 + next(dice) % 3)) for _ in range(1 + next(dice) % 2))
    return "\n".join(f"{begin}{line}" for line in lines)


@pytest.mark.slow
@pytest.mark.parametrize("language", ["en", "de"])
def test_pages_out_of_a_mould_are_those_that_the_theme_makes(tmp_path: Path, language: str) -> None:
    files = {**{path: data for merge in lived() for path, data in merge.items()}, DRAFT: TEA}
    sites = []
    for name, cache in (("moulded", "true"), ("plain", "false")):
        config = CONFIG.replace(", custom_dir: site/theme", "").replace(
            "[folkmoot]", f"[folkmoot: {{cache: {cache}, language: {language}}}]"
        )
        write_tree(tmp_path / name, {**files, "mkdocs.yml": config.encode(), "site/pages/more.md": b"# More\n"})
        sites.append(build(tmp_path / name, "public"))
    assert differing(*sites) == []
