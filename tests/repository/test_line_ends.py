"""A clone in which Git changes line ends: signatures over the objects hold, and the work tree is told what happened to it."""

import subprocess
import sys
from pathlib import Path

import pytest

from checks.sign_pairs import ROSTER, SOUND
from co_op import write_tree
from folkmoot.checks.example import base

WHO = ("-c", "user.name=a", "-c", "user.email=a@brook.example")


@pytest.fixture(scope="module")
def clone(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("line-ends")
    origin, clone = folder / "origin", folder / "clone"
    write_tree(origin, {**base(), **SOUND})
    for line in (["init", "-q", "-b", "main"], ["add", "-A"], [*WHO, "commit", "-qm", "Founding"]):
        subprocess.run(["git", *line], cwd=origin, check=True)
    subprocess.run(["git", "clone", "-q", "-c", "core.autocrlf=true", str(origin), str(clone)], check=True)
    return clone


def _folkmoot(clone: Path, *line: str) -> str:
    folkmoot = Path(sys.executable).parent / "folkmoot"
    ran = subprocess.run([folkmoot, *line, *(("--as-of", "2026-04-01") if line[0] != "explain" else ())], cwd=clone, capture_output=True, text=True, check=False)
    return ran.stdout


def test_signatures_hold_over_what_git_stores(clone: Path) -> None:
    assert b"\r\n" in (clone / ROSTER).read_bytes()
    said = _folkmoot(clone, "verify", "--at", "HEAD")
    assert f"holds  signature {ROSTER}: signed by ana, bea" in said
    assert "FAILS  signature" not in said


def test_the_work_tree_is_told_that_its_line_ends_are_others(clone: Path) -> None:
    assert f"{ROSTER}:1:1: F005 carriage-return: the line ends with a carriage return" in _folkmoot(clone, "check")
    assert "put the line `* -text` into .gitattributes" in " ".join(_folkmoot(clone, "explain", "F005").split())
