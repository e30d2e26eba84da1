"""Pages are kept for the next build only where nothing can change them that their keys do not hold."""

from pathlib import Path

import pytest
from mkdocs.config import load_config

from folkmoot.publish.keeping import kept_for
from publish.test_kept_pages import CONFIG, HERE, coop


@pytest.mark.parametrize(
    ("more", "is_kept"),
    [
        ("", True),
        ("markdown_extensions: [tables, markdown.extensions.footnotes, pymdownx.details]", True),
        ("markdown_extensions: [pymdownx.snippets]", False),
        ("markdown_extensions: [tables, pymdownx.b64]", False),
        ("hooks: [mine.py]", False),
        ("plugins: [folkmoot, search]", False),
        ("not_in_nav: /more.md", True),
    ],
)
def test_pages_are_kept_only_where_nothing_beside_them_can_change_them(tmp_path: Path, more: str, is_kept: bool) -> None:
    root = coop(tmp_path / "co-op", {})
    (root / "mine.py").write_text("")
    written = CONFIG.replace("plugins: [folkmoot]\n", "") if "plugins" in more else CONFIG
    (root / "mkdocs.yml").write_text(f"{written}{more}\n")
    config = load_config(str(root / "mkdocs.yml"))
    assert (kept_for(config, root, True) is not None) is is_kept
    assert kept_for(config, root, False) is None, "it was not wanted"


@pytest.mark.parametrize(
    ("footer", "is_kept"), [(HERE, True), ("{% for page in pages %}x{% endfor %}", False), ("{{ build_date_utc }}", False)]
)
def test_pages_are_not_kept_under_a_template_that_shows_the_day_or_all_pages(tmp_path: Path, footer: str, is_kept: bool) -> None:
    root = coop(tmp_path / "co-op", {})
    (root / "site/theme/folkmoot/footer.html").write_text(footer)
    assert (kept_for(load_config(str(root / "mkdocs.yml")), root, True) is not None) is is_kept
