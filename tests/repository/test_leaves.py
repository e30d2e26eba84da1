"""The leaves of a repository: every change of a record, in the order of the main line, and nothing of what Git can be made to show."""

from hashlib import sha256
from pathlib import Path

import pytest

from co_op import commit, git
from folkmoot.records.checkpoint import Leaf
from folkmoot.records.error import FolkmootError
from folkmoot.repository.leaves import read_leaves

A, B = "charter/a.md", "proposals/2023-x/log.yml"


def _sum(data: bytes) -> str:
    return sha256(data).hexdigest()


def test_leaves_are_changes_oldest_first_and_by_path_within_a_merge(tmp_path: Path) -> None:
    commit(tmp_path, {B: b"- a\n", A: b"a\n", "README.md": b"x"})
    commit(tmp_path, {"README.md": b"y"})
    commit(tmp_path, {B: b"- a\n- b\n"})
    commit(tmp_path, {A: None})
    expected = (Leaf(A, _sum(b"a\n")), Leaf(B, _sum(b"- a\n")), Leaf(B, _sum(b"- a\n- b\n")), Leaf(A, "0" * 64))
    assert read_leaves(tmp_path) == expected
    assert read_leaves(tmp_path, "HEAD~2") == expected[:2]


def test_an_empty_and_a_large_file_are_read_whole(tmp_path: Path) -> None:
    large = bytes(range(256)) * 20_000
    commit(tmp_path, {A: b"", "charter/b.md": large, "charter/c.md": large})
    assert [leaf.digest for leaf in read_leaves(tmp_path)] == [_sum(b""), _sum(large), _sum(large)]


def test_modes_are_part_of_a_leaf(tmp_path: Path) -> None:
    commit(tmp_path, {A: b"a\n"})
    plain = read_leaves(tmp_path)
    git(tmp_path, "update-index", "--chmod=+x", A)
    git(tmp_path, "commit", "-q", "-m", "x")
    oid = git(tmp_path, "rev-parse", f"HEAD:{A}")
    for mode, name in (("120000", oid), ("160000", "1" * 40)):
        git(tmp_path, "update-index", "--cacheinfo", f"{mode},{name},{A}")
        git(tmp_path, "commit", "-q", "-m", "x")
    leaves = read_leaves(tmp_path)
    assert leaves[:1] == plain
    assert [(leaf.mode, leaf.digest) for leaf in leaves[1:]] == [
        ("100755", _sum(b"a\n")), ("120000", _sum(b"a\n")), ("160000", "0" * 24 + "1" * 40),
    ]  # fmt: skip


@pytest.mark.parametrize("settings", ["work tree", "configuration"])
def test_a_link_to_another_repository_cannot_be_hidden(tmp_path: Path, settings: str) -> None:
    hiding = b'[submodule "x"]\n path = charter/x\n url = x\n ignore = all\n'
    commit(tmp_path, {A: b"a\n", **({".gitmodules": hiding} if settings == "work tree" else {})})
    for name in ("1" * 40, "2" * 40):
        git(tmp_path, "update-index", "--add", "--cacheinfo", f"160000,{name},charter/x")
        git(tmp_path, "commit", "-q", "-m", "x")
    if settings == "configuration":
        git(tmp_path, "config", "diff.ignoreSubmodules", "all")
    assert [leaf.path for leaf in read_leaves(tmp_path)] == [A, "charter/x", "charter/x"]


def test_a_log_that_becomes_another_repository_twice_is_read_all_the_same(tmp_path: Path) -> None:
    commit(tmp_path, {B: b"- a\n"})
    for name in ("1" * 40, "2" * 40):
        git(tmp_path, "update-index", "--add", "--cacheinfo", f"160000,{name},{B}")
        git(tmp_path, "commit", "-q", "-m", "x")
    assert [leaf.mode for leaf in read_leaves(tmp_path)] == ["100644", "160000", "160000"]


def test_what_is_cut_off_is_refused(tmp_path: Path) -> None:
    main = tmp_path / "main"
    main.mkdir()
    first = commit(main, {A: b"a\n"})
    second = commit(main, {A: b"b\n"})
    whole = read_leaves(main)
    git(tmp_path, "clone", "-q", "--depth", "1", f"file://{main}", "shallow")
    with pytest.raises(FolkmootError, match="shallow"):
        read_leaves(tmp_path / "shallow")
    grafts = main / ".git" / "info" / "grafts"
    grafts.parent.mkdir(exist_ok=True)
    grafts.write_text(f"{second}\n")
    with pytest.raises(FolkmootError, match="grafts"):
        read_leaves(main)
    grafts.unlink()
    git(main, "replace", second, first)
    assert read_leaves(main) == whole


def test_an_object_that_is_missing_is_told(tmp_path: Path) -> None:
    commit(tmp_path, {A: b"a\n"})
    oid = git(tmp_path, "rev-parse", f"HEAD:{A}")
    (tmp_path / ".git" / "objects" / oid[:2] / oid[2:]).unlink()
    with pytest.raises(FolkmootError, match="not in this clone"):
        read_leaves(tmp_path)


def test_a_sha256_repository_has_the_same_leaves(tmp_path: Path) -> None:
    found = []
    for form in ("sha1", "sha256"):
        root = tmp_path / form
        root.mkdir()
        git(root, "init", "-q", f"--object-format={form}")
        commit(root, {A: b"a\n"})
        commit(root, {A: None, B: b"- a\n"})
        found.append(read_leaves(root))
    assert found[0] == found[1]
