"""Git, for real, in temporary repositories, with what a hostile one can hold."""

from pathlib import Path

import pytest

from co_op import commit, genesis, git, write_tree
from folkmoot.records.error import FolkmootError
from folkmoot.repository import reader
from folkmoot.repository.git import Git
from folkmoot.repository.reader import find_root, read_revision, read_work_tree


def test_a_revision_reads_as_the_work_tree_did(tmp_path: Path) -> None:
    commit(tmp_path, genesis())
    from_git, from_folders = read_revision(tmp_path, "HEAD"), read_work_tree(tmp_path)
    assert dict(from_git.files) == dict(from_folders.files)
    assert [proposal.id for proposal in from_git.proposals] == ["2023-genesis"]
    assert from_git.commit == git(tmp_path, "rev-parse", "HEAD")
    assert from_folders.commit == ""


def test_an_older_revision_holds_what_it_held(tmp_path: Path) -> None:
    first = commit(tmp_path, genesis())
    commit(tmp_path, {"charter/01-rules.md": None})
    assert "charter/01-rules.md" in read_revision(tmp_path, first).files
    assert "charter/01-rules.md" not in read_revision(tmp_path, "HEAD").files


@pytest.mark.parametrize("revision", ["nowhere", "--upload-pack=touch canary", "-h", "HEAD^^^^^^", ""])
def test_what_is_no_revision_is_refused(tmp_path: Path, revision: str) -> None:
    commit(tmp_path, genesis())
    with pytest.raises(FolkmootError):
        read_revision(tmp_path, revision)
    assert not (tmp_path / "canary").exists()


def test_a_folder_without_git_has_no_revisions(tmp_path: Path) -> None:
    with pytest.raises(FolkmootError, match="not the top of a Git repository"):
        Git(tmp_path)


def test_configuration_of_the_repository_starts_nothing(tmp_path: Path) -> None:
    commit(tmp_path, genesis())
    canary = tmp_path / "canary"
    script = tmp_path / "watch.sh"
    script.write_text(f"#!/bin/sh\ntouch {canary}\n")
    script.chmod(0o755)
    git(tmp_path, "config", "core.fsmonitor", str(script))
    git(tmp_path, "config", "core.pager", str(script))
    git(tmp_path, "config", "core.hooksPath", str(tmp_path))
    read_revision(tmp_path, "HEAD")
    Git(tmp_path).last_changes("charter")
    assert not canary.exists()


def test_a_replace_ref_does_not_change_what_is_read(tmp_path: Path) -> None:
    first = commit(tmp_path, {"charter/01-rules.md": b"first\n"})
    second = commit(tmp_path, {"charter/01-rules.md": b"second\n"})
    git(tmp_path, "replace", second, first)
    assert read_revision(tmp_path, second).files["charter/01-rules.md"] == b"second\n"


def test_links_are_told_and_never_followed(tmp_path: Path) -> None:
    (tmp_path / "secret.md").write_text("secret")
    (tmp_path / "charter").mkdir()
    (tmp_path / "charter" / "01-rules.md").symlink_to(tmp_path / "secret.md")
    commit(tmp_path, {})
    for archive in (read_work_tree(tmp_path), read_revision(tmp_path, "HEAD")):
        assert archive.files == {}
        assert [fault.name for fault in archive.faults] == ["unsafe-path"]


def test_a_linked_folder_is_not_entered(tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    write_tree(outside, {"01-rules.md": b"---\n---\n"})
    root = tmp_path / "root"
    root.mkdir()
    (root / "charter").mkdir()
    (root / "charter" / "more").symlink_to(outside)
    archive = read_work_tree(root)
    assert archive.files == {}
    assert archive.faults[0].what == "this is a link or a special file, not a file"


def test_names_with_other_marks_are_refused(tmp_path: Path) -> None:
    for name in ("Upper.md", "two words.md", "-rf.md", "b\u202ed.md", "con\\aux.md", "x" * 230 + ".md"):
        write_tree(tmp_path, {f"charter/{name}": b"x"})
    commit(tmp_path, {})
    for archive in (read_work_tree(tmp_path), read_revision(tmp_path, "HEAD")):
        assert archive.files == {}
        assert len(archive.faults) == 6


def test_one_log_pass_dates_every_file(tmp_path: Path) -> None:
    first = commit(tmp_path, {"charter/a.md": b"a\n", "charter/b.md": b"b\n"})
    second = commit(tmp_path, {"charter/b.md": b"c\n"})
    changes = Git(tmp_path).last_changes("charter")
    assert changes["charter/a.md"][0] == first
    assert changes["charter/b.md"][0] == second


def test_a_linked_work_tree_is_read_too(tmp_path: Path) -> None:
    main = tmp_path / "main"
    main.mkdir()
    commit(main, genesis())
    git(main, "worktree", "add", "-q", str(tmp_path / "other"))
    assert read_revision(tmp_path / "other", "HEAD").files == read_revision(main, "HEAD").files


def test_the_root_is_found_from_below(tmp_path: Path) -> None:
    commit(tmp_path, genesis())
    assert find_root(tmp_path / "proposals" / "2023-genesis") == tmp_path


def test_there_is_no_root_in_the_void(tmp_path: Path) -> None:
    with pytest.raises(FolkmootError, match="no co-op's repository"):
        find_root(tmp_path)


def test_a_file_that_grew_since_it_was_listed_is_read_whole_and_one_that_became_a_link_is_refused(tmp_path: Path) -> None:
    grown, link, data = tmp_path / "grown.md", tmp_path / "link.md", b"longer than it was\n" * 9_000
    grown.write_bytes(data)
    link.symlink_to(grown)
    for size in (0, 1, 19, len(data), len(data) + 5):
        assert reader._bytes(str(grown), size) == data
    with pytest.raises(OSError, match="link"):
        reader._bytes(str(link), len(data))
