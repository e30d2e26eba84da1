"""The merges of the main line, read from real repositories."""

import shutil
from pathlib import Path

import pytest

from co_op import commit, git
from folkmoot.formats.blob import blob_id
from folkmoot.repository.git import Git
from folkmoot.repository.reader import read_revision, read_work_tree

LOG = "proposals/2023-x/log.yml"


def test_each_merge_says_what_it_changed_oldest_first(tmp_path: Path) -> None:
    first = commit(tmp_path, {"charter/a.md": b"a\n", "README.md": b"x"})
    commit(tmp_path, {"README.md": b"y"})
    third = commit(tmp_path, {"charter/a.md": b"b\n", "charter/b.md": b"c\n"})
    fourth = commit(tmp_path, {"charter/a.md": None})
    history = read_work_tree(tmp_path).history
    assert [merge.commit for merge in history] == [first, third, fourth]
    told = [[(change.status, change.path, change.before, change.after) for change in merge.changes] for merge in history]
    a, b = blob_id(b"a\n"), blob_id(b"b\n")
    assert told == [
        [("A", "charter/a.md", "", a)],
        [("M", "charter/a.md", a, b), ("A", "charter/b.md", "", blob_id(b"c\n"))],
        [("D", "charter/a.md", b, "")],
    ]


@pytest.mark.parametrize(
    ("states", "grew"),
    [
        ([b"- a\n", b"- a\n- b\n"], [True]),
        ([b"- a\n", b"- b\n", b"- a\n"], [False, False]),
        ([b"- a\n", b"- a\n- b\n", b"- a\n"], [True, False]),
        ([b"- a\n- b\n", b"- b\n- a\n"], [False]),
        ([b"- a", b"- ab\n"], [True]),
    ],
)
def test_a_log_that_grew_is_told_from_one_that_did_not(tmp_path: Path, states: list[bytes], grew: list[bool]) -> None:
    for state in states:
        commit(tmp_path, {LOG: state})
    history = read_work_tree(tmp_path).history
    assert [change.grew for merge in history[1:] for change in merge.changes] == grew


def test_only_the_main_line_counts_and_a_merge_is_its_difference_from_it(tmp_path: Path) -> None:
    commit(tmp_path, {"charter/a.md": b"a\n"})
    git(tmp_path, "checkout", "-q", "-b", "side")
    commit(tmp_path, {"charter/a.md": b"side\n"})
    commit(tmp_path, {"charter/a.md": b"a\n", "charter/b.md": b"b\n"})
    git(tmp_path, "checkout", "-q", "main")
    commit(tmp_path, {"README.md": b"x"})
    git(tmp_path, "merge", "-q", "--no-ff", "-m", "Merge", "side")
    merge = read_work_tree(tmp_path).history[-1]
    assert merge.commit == git(tmp_path, "rev-parse", "HEAD")
    assert [(change.status, change.path) for change in merge.changes] == [("A", "charter/b.md")]
    assert len(read_work_tree(tmp_path).history) == 2


def test_settings_of_the_repository_do_not_bend_it(tmp_path: Path) -> None:
    commit(tmp_path, {"charter/a.md": b"a\n"})
    commit(tmp_path, {"charter/b.md": b"a\n", "charter/a.md": None})
    plain = read_work_tree(tmp_path).history
    for name, value in {
        "log.showSignature": "true", "log.showRoot": "false", "diff.renames": "copies", "log.diffMerges": "off", "core.quotePath": "true",
        "log.decorate": "full", "color.ui": "always", "diff.noprefix": "true", "core.abbrev": "4", "log.follow": "true", "log.mailmap": "true",
        "log.date": "relative", "format.pretty": "oneline", "diff.orderFile": "/nonexistent", "diff.ignoreSubmodules": "all",
    }.items():  # fmt: skip
        git(tmp_path, "config", name, value)
    assert read_work_tree(tmp_path).history == plain
    assert len(plain) == 2


def test_a_repository_without_a_commit_has_no_history(tmp_path: Path) -> None:
    git(tmp_path, "init", "-q")
    (tmp_path / "charter").mkdir()
    assert read_work_tree(tmp_path).history == ()
    assert read_work_tree(tmp_path).faults == ()


def test_a_shallow_clone_is_told(tmp_path: Path) -> None:
    main = tmp_path / "main"
    main.mkdir()
    commit(main, {"charter/a.md": b"a\n"})
    commit(main, {"charter/a.md": b"b\n"})
    git(tmp_path, "clone", "-q", "--depth", "1", f"file://{main}", "shallow")
    archive = read_revision(tmp_path / "shallow", "HEAD")
    assert archive.history == ()
    assert [fault.name for fault in archive.faults if fault.name == "history-cut-off"] == ["history-cut-off"]
    assert "shallow" in Git(tmp_path / "shallow").cut_off()
    git(main, "worktree", "add", "-q", str(tmp_path / "linked"))
    assert Git(tmp_path / "linked").cut_off() == ""
    git(tmp_path / "shallow", "worktree", "add", "-q", str(tmp_path / "linked-shallow"))
    assert "shallow" in Git(tmp_path / "linked-shallow").cut_off()


def test_a_sha256_repository_is_read_too(tmp_path: Path) -> None:
    git(tmp_path, "init", "-q", "--object-format=sha256")
    commit(tmp_path, {LOG: b"- a\n"})
    commit(tmp_path, {LOG: b"- a\n- b\n"})
    [_, merge] = read_work_tree(tmp_path).history
    assert merge.changes[0].grew
    assert len(merge.commit) == 64
    shutil.rmtree(tmp_path / ".git")
    assert read_work_tree(tmp_path).history == ()
