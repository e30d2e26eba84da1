"""The wheel alone serves a co-op whose repository has no tooling: check, verify and the site."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from co_op import commit, genesis

TOP = Path(__file__).parent.parent
MKDOCS = """site_name: Brook
docs_dir: site/pages
site_dir: public
theme: {name: material}
plugins: [folkmoot, search]
"""


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder into which the wheel, and nothing else of this checkout, is installed."""
    folder = tmp_path_factory.mktemp("wheel")
    python = [sys.executable, "-m"]
    subprocess.run([*python, "hatchling", "build", "-t", "wheel", "-d", str(folder / "dist")], cwd=TOP, check=True, capture_output=True)
    [wheel] = (folder / "dist").glob("*.whl")
    line = [*python, "pip", "install", "-q", "--no-deps", "--no-index", "--target", str(folder / "lib"), str(wheel)]
    subprocess.run(line, check=True, capture_output=True)
    return folder / "lib"


def _run(installed: Path, root: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "PYTHONPATH": str(installed)}
    return subprocess.run([sys.executable, *arguments], cwd=root, env=environment, capture_output=True, text=True, check=False)


@pytest.mark.slow
def test_a_co_op_without_tooling_is_served(installed: Path, tmp_path: Path) -> None:
    pages = {"site/pages/about.md": b"# About\n\nWe are Brook.\n", "mkdocs.yml": MKDOCS.encode()}
    commit(tmp_path, {**genesis(), **pages})
    where = _run(installed, tmp_path, "-c", "import folkmoot; print(folkmoot.__file__)").stdout
    assert where.startswith(str(installed))
    for arguments in (("check",), ("verify",), ("explain", "P012"), ("schema", "proposal"), ("models", "debian"), ("stage", "out")):
        ran = _run(installed, tmp_path, "-m", "folkmoot", *arguments)
        assert ran.returncode == 0, ran.stdout + ran.stderr
    ran = _run(installed, tmp_path, "-m", "mkdocs", "build", "--strict", "--quiet")
    assert ran.returncode == 0, ran.stdout + ran.stderr
    assert "We are Brook." in (tmp_path / "public/about/index.html").read_text()
    assert (tmp_path / "public/proposals/2023-genesis/index.html").is_file()
    assert (tmp_path / "site/pages/about.md").is_file()


@pytest.mark.slow
def test_the_library_of_models_begins_a_co_op_from_the_wheel_alone(installed: Path, tmp_path: Path) -> None:
    ran = _run(installed, tmp_path, "-m", "folkmoot", "init", "mill", "--model", "ostbelgien", "--as-of", "2026-11-23")
    assert ran.returncode == 0, ran.stdout + ran.stderr
    for arguments in (("check", "--as-of", "2026-11-23"), ("charter", "compare", "ostbelgien"), ("stage", "../out")):
        ran = _run(installed, tmp_path / "mill", "-m", "folkmoot", *arguments)
        assert ran.returncode == 0, ran.stdout + ran.stderr
    assert (tmp_path / "mill/.gitignore").is_file()
    assert (tmp_path / "out/models/ostbelgien/index.md").is_file()
