"""The site as MkDocs builds it: what is on disk afterwards, and what is not in it."""

import json
import re
from collections.abc import Iterator, Mapping
from html.parser import HTMLParser
from pathlib import Path

import pytest
from mkdocs.commands.build import build
from mkdocs.config import load_config
from mkdocs.exceptions import MkDocsException

from co_op import write_tree
from folkmoot.checks.example import base
from publish.hostile_coop import MARK, hostile_files

EPOCH = "1775001600"  # 1 April 2026
CONFIG = """site_name: Brook
docs_dir: site/pages
site_dir: public
repo_url: https://forge.example/brook/records
theme: {name: material}
plugins: [folkmoot, search]
"""


def build_site(root: Path, files: Mapping[str, bytes], config: str = CONFIG) -> Path:
    own = {"mkdocs.yml": config.encode(), "site/pages/taking-part.md": b"# Taking part\n\nRead [the charter](charter/index.md).\n"}
    write_tree(root, {**files, **own})
    loaded = load_config(str(root / "mkdocs.yml"), strict=True)
    loaded.plugins.on_startup(command="build", dirty=False)
    build(loaded)
    loaded.plugins.on_shutdown()
    return root / "public"


@pytest.fixture(scope="module")
def brook(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    yield from _built(tmp_path_factory.mktemp("brook"), base())


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    yield from _built(tmp_path_factory.mktemp("hostile"), hostile_files())


def _built(root: Path, files: Mapping[str, bytes]) -> Iterator[Path]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SOURCE_DATE_EPOCH", EPOCH)
        patch.setenv("NO_MKDOCS_2_WARNING", "1")
        yield build_site(root, files)


def pages(site: Path) -> dict[str, str]:
    return {path.relative_to(site).as_posix(): path.read_text("utf-8") for path in sorted(site.rglob("*.html"))}


class Seen(HTMLParser):
    """Everything of a page that a browser would run or fetch."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.scripts: list[str] = []
        self.fetched: list[str] = []
        self.handlers: list[str] = []
        self.links: list[str] = []
        self.tags: list[str] = []
        self._in_script = False
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        given = {name: value or "" for name, value in attrs}
        self._in_script = tag == "script" and given.get("type") != "application/ld+json"
        self.handlers += [name for name in given if name.startswith("on")]
        if tag in ("script", "img", "iframe", "source", "video", "audio", "embed"):
            self.fetched += [given["src"]] if "src" in given else []
        if tag == "link" and given.get("rel") not in ("canonical", "next", "prev", "edit"):
            self.fetched.append(given.get("href", ""))
        if tag == "a":
            self.links.append(given.get("href", ""))

    def handle_data(self, data: str) -> None:
        if self._in_script:
            self.scripts.append(data)

    def handle_endtag(self, tag: str) -> None:
        self._in_script = False


def test_the_folder_site_survives_and_public_holds_the_pages(brook: Path) -> None:
    assert (brook.parent / "site/pages/taking-part.md").is_file()
    assert (brook / "proposals/2026-shorter-waiting/index.html").is_file()
    assert (brook / "taking-part/index.html").is_file()
    assert (brook / "assets/folkmoot/folkmoot.css").is_file()
    assert json.loads((brook / "api/v1/proposals.json").read_bytes())["version"] == 1


@pytest.mark.parametrize("place", ["site", ".", "site/pages", "charter"])
def test_a_site_dir_that_would_be_emptied_is_refused(tmp_path: Path, place: str) -> None:
    with pytest.raises(MkDocsException):
        build_site(tmp_path, base(), CONFIG.replace("site_dir: public", f"site_dir: {place}"))
    assert (tmp_path / "charter/01-members.md").is_file()
    assert (tmp_path / "site/pages/taking-part.md").is_file()


def test_no_record_has_an_entry_in_the_navigation(brook: Path) -> None:
    home = pages(brook)["index.html"]
    sidebar = home[home.index('class="fm-top"') : home.index("<main")]
    assert "Proposals" in sidebar
    assert "2026-shorter-waiting" not in sidebar
    assert "01-members" not in sidebar
    assert "c001" not in sidebar


def test_an_edit_link_leads_to_the_true_file(brook: Path) -> None:
    built = pages(brook)
    forge = "https://forge.example/brook/records/edit/main/"
    assert f"{forge}proposals/2026-shorter-waiting/proposal.md" in built["proposals/2026-shorter-waiting/index.html"]
    assert f"{forge}charter/01-members.md" in built["charter/01-members/index.html"]
    assert f"{forge}site/pages/taking-part.md" in built["taking-part/index.html"]
    assert forge not in built["index.html"]


def test_no_page_asks_another_machine_for_anything(brook: Path, hostile: Path) -> None:
    for site in (brook, hostile):
        for name, text in pages(site).items():
            for address in Seen(text).fetched:
                assert not re.match(r"[a-z]+:|//", address), (name, address)
        for style in site.rglob("assets/folkmoot/*.css"):
            assert "url(" not in style.read_text("utf-8")
            assert "@import" not in style.read_text("utf-8")


def test_nothing_a_contributor_wrote_runs(hostile: Path) -> None:
    built = pages(hostile)
    assert sum(MARK in text for text in built.values()) >= 8
    for name, text in built.items():
        seen = Seen(text)
        assert not any(MARK in script for script in seen.scripts), name
        assert not seen.handlers, (name, seen.handlers)
        assert not {"iframe", "base", "object", "embed"} & set(seen.tags), name
        assert not any(re.match(r"\s*(javascript|data|vbscript):", link, re.IGNORECASE) for link in seen.links), name
        assert not any("evil.example" in link or link.startswith("/admin") for link in seen.links), name


def test_nothing_a_contributor_wrote_escapes_its_place_in_the_page(hostile: Path) -> None:
    for name, text in pages(hostile).items():
        assert "<" not in re.findall("<title>(.*?)</title>", text, re.DOTALL)[0], name
        assert text.count("<article") == text.count("</article>") == text.count("<main"), name
        assert text.count("<div") == text.count("</div>"), name


def test_template_marks_of_contributors_are_shown_and_not_interpreted(hostile: Path) -> None:
    text = pages(hostile)["proposals/2024-hostile/index.html"]
    assert "rules.x" in text
    assert "{{" not in re.sub(r"<script.*?</script>", "", text, flags=re.DOTALL)


def test_the_search_index_holds_no_markup_of_contributors(hostile: Path) -> None:
    leaves = [path.read_bytes() for path in (hostile / "search").glob("*.json")]
    assert sum(MARK.encode() in leaf for leaf in leaves) >= 1
    assert not any(b"<" in leaf for leaf in leaves)


def test_the_search_is_ours_and_the_engines_own_is_put_to_rest(brook: Path) -> None:
    home = pages(brook)["index.html"]
    assert '<form class="fm-search fm-search--head" role="search" action="search/" method="get" data-search>' in home
    assert 'src="assets/folkmoot/search.js"' in home
    assert (brook / "search/index.json").is_file()
    assert not (brook / "search/search_index.json").exists()
    assert "taking-part/" in json.dumps([json.loads(path.read_bytes()) for path in sorted((brook / "search").glob("*.json"))])


def test_two_builds_at_one_instant_are_the_same_bytes(brook: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", EPOCH)
    again = build_site(tmp_path, base())
    first, second = ({path.relative_to(site): path.read_bytes() for path in site.rglob("*") if path.is_file()} for site in (brook, again))
    assert first.keys() == second.keys()
    assert [path for path in first if first[path] != second[path]] == []
