"""One staged tree, several site generators: each publishes the same articles."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from selectolax.lexbor import LexborHTMLParser

from co_op import write_tree
from folkmoot.checks.example import AS_OF, base
from folkmoot.cli.stage import write_tree as write_staged
from folkmoot.formats.layout import read_archive
from folkmoot.procedure.chronicle import chronicle
from folkmoot.publish.site import render_site
from publish.hostile_coop import hostile_files

ZENSICAL = os.environ.get("ZENSICAL") or shutil.which("zensical")
CO_OPS = {"brook": base, "hostile": hostile_files}
CONFIG = """site_name: Brook
docs_dir: docs
site_dir: {engine}
nav: [index.md]
not_in_nav: '*'
plugins: []
markdown_extensions: [toc, tables, fenced_code]
theme: {{name: material, font: false}}
"""
_SKIP_LINK = re.compile(r'<a id="__skip"[^>]*></a>')
"""Where the link over the head of a page leads: each theme writes it at another place."""


@pytest.fixture(scope="module", params=CO_OPS)
def staged(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the staged tree of a co-op in `docs`, and what MkDocs made of it in `mkdocs`."""
    root = tmp_path_factory.mktemp(request.param)
    write_staged(root / "docs", render_site(chronicle(read_archive(CO_OPS[request.param]()), AS_OF)))
    built(root, "mkdocs", sys.executable, "-m", "mkdocs", "build", "--strict", "--quiet")
    return root


def built(root: Path, engine: str, *command: str) -> Path:
    write_tree(root, {f"{engine}.yml": CONFIG.format(engine=engine).encode()})
    quiet = {"NO_MKDOCS_2_WARNING": "1", "DISABLE_MKDOCS_2_WARNING": "true"}
    done = subprocess.run(
        [*command, "-f", f"{engine}.yml"], cwd=root, env={**os.environ, **quiet}, capture_output=True, text=True, timeout=300
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return root / engine


def articles(site: Path) -> dict[str, str]:
    """The article of every page as a browser reads it, without white space between lines."""
    found = {}
    for path in sorted(site.rglob("*.html")):
        article = LexborHTMLParser(path.read_bytes()).css_first("article")
        lines = _SKIP_LINK.sub("", (article.html or "") if article else "").split("\n")
        found[path.relative_to(site).as_posix()] = "\n".join(line.strip() for line in lines if line.strip())
    return found


def differing(staged: Path, other: Path) -> list[str]:
    one, two = articles(staged / "mkdocs"), articles(other)
    assert len(one) > 20
    assert one.keys() == two.keys()
    return [path for path in one if one[path] != two[path]]


def test_properdocs_publishes_the_articles_that_mkdocs_does(staged: Path) -> None:
    assert differing(staged, built(staged, "properdocs", sys.executable, "-m", "properdocs", "build", "--strict", "--quiet")) == []


@pytest.mark.slow
@pytest.mark.skipif(ZENSICAL is None, reason="no zensical here: name its program in ZENSICAL, from an environment of its own")
def test_zensical_publishes_the_articles_that_mkdocs_does(staged: Path) -> None:
    assert differing(staged, built(staged, "zensical", str(ZENSICAL), "build")) == []


def test_data_is_published_as_it_stands(staged: Path) -> None:
    data = [path for path in sorted((staged / "docs").rglob("*.*")) if path.suffix not in (".md", "") and path.is_file()]
    assert len(data) > 20
    assert [path for path in data if (staged / "mkdocs" / path.relative_to(staged / "docs")).read_bytes() != path.read_bytes()] == []
