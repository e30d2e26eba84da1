"""Writing is whole or not at all."""

from pathlib import Path

import pytest

from folkmoot.records.error import FolkmootError
from folkmoot.repository.writer import write_files


def _tree(root: Path) -> dict[str, bytes]:
    return {path.relative_to(root).as_posix(): path.read_bytes() for path in root.rglob("*") if path.is_file()}


def test_files_are_written_with_their_folders(tmp_path: Path) -> None:
    write_files(tmp_path, {"a/b/c.md": b"1", "a/d.md": b"2"})
    assert _tree(tmp_path) == {"a/b/c.md": b"1", "a/d.md": b"2"}
    assert (tmp_path / "a/d.md").stat().st_mode & 0o777 == 0o644


def test_a_file_that_exists_is_not_overwritten_and_nothing_else_is_written(tmp_path: Path) -> None:
    (tmp_path / "b.md").write_bytes(b"old")
    with pytest.raises(FolkmootError, match=r"b\.md exists already"):
        write_files(tmp_path, {"a.md": b"new", "b.md": b"new"})
    assert _tree(tmp_path) == {"b.md": b"old"}


def test_replacing_must_be_asked_for(tmp_path: Path) -> None:
    (tmp_path / "b.md").write_bytes(b"old")
    write_files(tmp_path, {"b.md": b"new"}, replace=True)
    assert _tree(tmp_path) == {"b.md": b"new"}


@pytest.mark.parametrize("path", ["../out.md", "/tmp/out.md", "a/../../out.md"])
def test_a_path_that_leads_out_is_refused(tmp_path: Path, path: str) -> None:
    root = tmp_path / "root"
    root.mkdir()
    with pytest.raises(FolkmootError, match="leads out"):
        write_files(root, {path: b"x"})
    assert _tree(tmp_path) == {}


def test_a_link_in_the_way_is_refused(tmp_path: Path) -> None:
    root, outside = tmp_path / "root", tmp_path / "outside"
    root.mkdir()
    outside.mkdir()
    (root / "a").symlink_to(outside)
    with pytest.raises(FolkmootError, match="passes through a link"):
        write_files(root, {"a/x.md": b"x"})
    assert _tree(outside) == {}


def test_a_failure_halfway_leaves_the_tree_as_it_was(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_bytes(b"old")
    (tmp_path / "z").mkdir()
    (tmp_path / "z" / "x.md").mkdir()  # a folder where the last file should go: its replacement fails
    with pytest.raises(FolkmootError, match=r"^z/x\.md cannot be written"):
        write_files(tmp_path, {"a.md": b"new", "new/b.md": b"new", "z/x.md": b"new"}, replace=True)
    assert _tree(tmp_path) == {"a.md": b"old"}
    assert not (tmp_path / "new").exists()
