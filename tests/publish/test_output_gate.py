"""The gate at the end of a build: a page that would run something stops it, and what the co-op itself named goes through."""

from pathlib import Path

import pytest
from mkdocs.exceptions import MkDocsException

from co_op import write_tree
from folkmoot.checks.example import base
from publish.test_plugin import CONFIG, EPOCH, build_site

pytestmark = pytest.mark.slow
FORGE = "https://git.example/brook/records"


@pytest.fixture(autouse=True)
def quiet(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", EPOCH)
    monkeypatch.setenv("NO_MKDOCS_2_WARNING", "1")


def test_everything_executable_that_is_not_ours_stops_the_build_and_is_named(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    pages = {
        "site/pages/evil.md": b'# Evil\n\n<p onclick="a()">x</p>\n\n<script>a()</script>\n\n![i](https://evil.example/i.png)\n',
        "site/pages/own.js": b"own()",
        "site/pages/stray.js": b"stray()",
        "site/pages/picture.svg": b'<svg xmlns="http://www.w3.org/2000/svg"><script>a()</script></svg>',
    }
    write_tree(tmp_path, pages)
    with pytest.raises(MkDocsException):
        build_site(tmp_path, base(), CONFIG + "extra_javascript: [own.js]\n")
    said = caplog.text
    assert "evil/index.html:" in said
    assert "the attribute 'onclick' runs a script" in said
    assert "a script that is not ours stands in the page: a()" in said
    assert "<img> asks for 'https://evil.example/i.png'" in said
    assert "picture.svg:1: an element <script> stands in a picture" in said
    assert "stray.js:1: this script is neither the theme's nor named" in said
    assert "own.js" not in said
    assert "  mend: " in said


def test_a_forge_that_is_named_gets_its_own_addresses_and_links_to_elsewhere_are_marked(tmp_path: Path) -> None:
    own = b"# Links\n\n[out](https://elsewhere.example/) [in](taking-part.md)\n\n| a |\n|--:|\n| b |\n"
    write_tree(tmp_path, {"site/pages/links.md": own})
    option = f"folkmoot: {{forge: {{kind: forgejo, url: '{FORGE}'}}, clerk: clerk@brook.example}}"
    config = CONFIG.replace("plugins: [folkmoot, search]", f"plugins: [{{{option}}}, search]").replace(
        "https://forge.example/brook/records", FORGE
    )
    site = build_site(tmp_path, base(), config)
    page = (site / "proposals/2026-shorter-waiting/index.html").read_text("utf-8")
    assert f'href="{FORGE}/_edit/main/proposals/2026-shorter-waiting/proposal.md"' in page
    assert f"{FORGE}/_new/main/?filename=proposals/2026-your-title/proposal.md&amp;value=" in (site / "forms/index.html").read_text("utf-8")
    links = (site / "links/index.html").read_text("utf-8")
    assert 'rel="noopener noreferrer nofollow">out<span class="fm-outside"> (another site)</span></a>' in links
    assert 'align="right"' in links
    assert (
        (site / "_headers").read_text("utf-8").startswith("/*\n  Content-Security-Policy: default-src 'none'; script-src 'self' 'sha256-")
    )


def test_a_forge_of_a_kind_nobody_knows_is_refused(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    with pytest.raises(MkDocsException):
        build_site(tmp_path, base(), CONFIG.replace("[folkmoot, search]", "[{folkmoot: {forge: {kind: svn}}}, search]"))
    assert "forge says 'svn'" in caplog.text
