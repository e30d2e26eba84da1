"""`folkmoot stage`: a folder of plain Markdown that another site generator can build."""

from pathlib import Path

import pytest

from co_op import write_tree
from folkmoot.checks.example import base
from folkmoot.cli import main


def stage(root: Path, out: Path) -> None:
    with pytest.raises(SystemExit) as done:
        main(["stage", str(out), "--root", str(root), "--as-of", "2026-04-01"])
    assert done.value.code in (0, None)


def test_a_second_run_removes_what_is_no_longer_made(tmp_path: Path) -> None:
    root, out = tmp_path / "co-op", tmp_path / "staged"
    write_tree(root, base())
    stage(root, out)
    page = out / "proposals/2026-shorter-waiting/index.md"
    assert page.is_file()
    (out / "own.md").write_text("mine")
    for path in sorted((root / "proposals/2026-shorter-waiting").rglob("*"), reverse=True):
        path.rmdir() if path.is_dir() else path.unlink()
    stage(root, out)
    assert not page.exists()
    assert (out / "own.md").read_text() == "mine"


def test_the_script_that_checks_a_draw_is_in_the_folder_and_no_other_is(tmp_path: Path) -> None:
    write_tree(tmp_path / "co-op", base())
    stage(tmp_path / "co-op", tmp_path / "staged")
    assert [path.relative_to(tmp_path / "staged").as_posix() for path in tmp_path.rglob("*.js")] == ["assets/folkmoot/check-draw.js"]
    page = (tmp_path / "staged/juries/2026-care-circle-1/index.md").read_text("utf-8")
    assert '<script src="../../assets/folkmoot/check-draw.js" defer></script>' in page


def test_a_folder_that_holds_something_else_is_left_alone(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    root, out = tmp_path / "co-op", tmp_path / "out"
    write_tree(root, base())
    write_tree(out, {"index.md": b"mine"})
    with pytest.raises(SystemExit) as done:
        main(["stage", str(out), "--root", str(root)])
    assert done.value.code == 2
    assert "was not written by this command" in capsys.readouterr().err
    assert (out / "index.md").read_bytes() == b"mine"
