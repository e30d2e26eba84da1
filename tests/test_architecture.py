"""The house keeps its shape: arrows run down, the world is touched in one room, one file knows MkDocs."""

import subprocess
import sys
from pathlib import Path

import folkmoot

HOUSE = Path(folkmoot.__file__).parent
TOP = Path(__file__).parent.parent


def test_the_import_contracts_hold() -> None:
    ran = subprocess.run(
        [Path(sys.executable).parent / "lint-imports", "--no-logo"], cwd=TOP, capture_output=True, text=True, check=False
    )
    assert ran.returncode == 0, ran.stdout


def test_an_arrow_that_runs_up_is_caught(tmp_path: Path) -> None:
    copy = tmp_path / "tooling" / "folkmoot"
    for path in HOUSE.rglob("*.py"):
        target = copy / path.relative_to(HOUSE)
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(path.read_bytes())
    (tmp_path / "pyproject.toml").write_bytes((TOP / "pyproject.toml").read_bytes())
    with (copy / "records" / "value.py").open("a") as file:
        file.write("\nimport folkmoot.cli\n")
    ran = subprocess.run(
        [Path(sys.executable).parent / "lint-imports", "--no-logo", "--no-cache"],
        cwd=tmp_path, env={"PYTHONPATH": str(tmp_path / "tooling"), "PATH": "/usr/bin:/bin"},
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert ran.returncode == 1, ran.stdout + ran.stderr
    assert "Arrows run down BROKEN" in ran.stdout


def test_every_file_says_first_what_it_is() -> None:
    without = [path.name for path in HOUSE.rglob("*.py") if not path.read_text().startswith('"""')]
    assert without == []


def test_nothing_names_the_workplace() -> None:
    listed = subprocess.run(["git", "ls-files"], cwd=TOP, capture_output=True, text=True, check=False).stdout.split()
    words = [b"/wo" + b"rk/", b".libr" + b"ary/", b"../sha" + b"red", b"file:///" + b"opt"]
    named = [path for path in listed if (TOP / path).is_file() and any(word in (TOP / path).read_bytes() for word in words)]
    assert named == []
