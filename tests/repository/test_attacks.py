"""What somebody with write access to the main line can do with Git, and who notices: real repositories, real commits."""

from collections.abc import Mapping
from pathlib import Path

import pytest

from co_op import commit, event, git, log
from folkmoot.cli.verify_history import Account, compare, the_history
from folkmoot.records.checkpoint import Note
from folkmoot.records.error import FolkmootError
from folkmoot.records.value import parse_instant
from lived import AS_OF, CONDUCT, conduct
from trust.life import history_of, life, signed, standing, write_repository

NOW = parse_instant(AS_OF)
BALLOT = "proposals/2023-dogs/ballots/m-0001-1.json"
LOG = "proposals/2023-open/log.yml"
DECISION = "proposals/2023-lost/decision.md"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A clone of the sound life, checked out."""
    folder = tmp_path / "clone"
    folder.mkdir()
    write_repository(folder, {"main": life()})
    git(folder, "reset", "-q", "--hard")
    return folder


def _checkpoint() -> Note:
    return signed(history_of(life()))


def _account(root: Path) -> Account:
    return compare(the_history(root), [_checkpoint()], [], NOW)


def _codes(root: Path) -> set[str]:
    """The codes of what the checks of merges find."""
    return {line.partition(": ")[2][:4] for line in _account(root).failures}


def _data(path: str) -> bytes:
    data = standing(life())[path]
    assert isinstance(data, bytes)
    return data


def _force(root: Path, path: str, mode: str, oid: str) -> None:
    git(root, "update-index", "--add", "--cacheinfo", f"{mode},{oid},{path}")
    git(root, "commit", "-q", "-m", "x")


def test_the_sound_life_only_grew(root: Path) -> None:
    assert _account(root) == Account()
    commit(root, {LOG: _data(LOG) + log(event("2023-03-20T12:00:00Z", "revised"))})
    assert _account(root) == Account(added=("proposals/2023-open: 1 changed",))


@pytest.mark.parametrize(
    ("files", "codes"),
    [
        ({BALLOT: b"{}\n"}, {"M007"}),
        ({BALLOT: None}, {"M005"}),
        ({DECISION: b"---\n---\n"}, {"M004"}),
        ({LOG: b""}, {"M003"}),
        ({LOG: None}, {"M005"}),
        ({"juries/rosters/2023-founders/entries.csv": b"entry\nm-0001\n"}, {"M006"}),
        ({"charter/keys/0001.json": b"{}\n"}, {"M007"}),
        ({"charter/keys/0001.json.sig.d/ana.sig": None}, {"M005"}),
        ({"charter/keys/0001.json.sig.d/ana.sig": b"x\n"}, {"M007"}),
        ({"proposals/2023-frozen/changes/charter/09-more.md": conduct("more")}, {"M002"}),
        ({CONDUCT: conduct("evil")}, {"M001"}),
        ({"charter/09-more.md": conduct("more")}, {"M001"}),
    ],
)
def test_a_commit_that_changes_what_stays_is_told_also_when_it_is_undone(
    root: Path, files: Mapping[str, bytes | None], codes: set[str]
) -> None:
    known = standing(life())
    commit(root, files)
    assert codes <= _codes(root) | {"M007"}
    commit(root, {path: data if isinstance(data := known.get(path), bytes) else None for path in files})
    assert codes <= _codes(root)


@pytest.mark.parametrize("folder", ["acts", "ballots", "sessions", "reports", "frozen", "rebased", "removals"])
def test_in_folders_where_files_only_appear_none_changes_and_none_goes(root: Path, folder: str) -> None:
    path = f"juries/2023-jury/{folder}/01.json"
    commit(root, {path: b"{}\n"})
    assert not {"M005", "M007"} & _codes(root)
    commit(root, {path: b"{ }\n"})
    assert "M007" in _codes(root)
    commit(root, {path: b"{}\n"})
    commit(root, {path: None})
    assert {"M005", "M007"} <= _codes(root)


def test_shards_of_a_roster_stay_as_they_are(root: Path) -> None:
    path = "juries/rosters/2023-more/shards/00.csv"
    commit(root, {path: b"entry\n"})
    commit(root, {path: b"entry\nm-0001\n"})
    assert "M006" in _codes(root)


@pytest.mark.parametrize("mode", ["100755", "120000", "160000"])
@pytest.mark.parametrize("path", [BALLOT, LOG, CONDUCT, "proposals/2023-draft/proposal.md", "juries/2023-new"])
def test_a_record_that_becomes_a_link_a_program_or_another_repository_is_told(root: Path, mode: str, path: str) -> None:
    oid = git(root, "rev-parse", f"HEAD:{BALLOT if path == 'juries/2023-new' else path}")
    _force(root, path, mode, git(root, "rev-parse", "HEAD") if mode == "160000" else oid)
    assert "M011" in _codes(root)


def test_a_folder_of_records_that_becomes_a_link_is_told(root: Path) -> None:
    git(root, "rm", "-q", "-r", "--cached", "proposals/2023-dogs")
    _force(root, "proposals/2023-dogs", "120000", git(root, "rev-parse", f"HEAD:{BALLOT}"))
    assert {"M005", "M011"} <= _codes(root)


def test_a_change_made_in_the_merge_commit_itself_is_told(root: Path) -> None:
    git(root, "checkout", "-q", "-b", "side")
    commit(root, {"README.md": b"innocent\n"})
    git(root, "checkout", "-q", "main")
    commit(root, {"site.txt": b"x"})
    git(root, "merge", "-q", "--no-ff", "--no-commit", "side")
    commit(root, {BALLOT: b"{}\n"}, "Merge branch 'side'")
    assert len(git(root, "rev-list", "--parents", "-1", "HEAD").split()) == 3
    assert "M007" in _codes(root)


def test_an_octopus_hides_nothing(root: Path) -> None:
    for name in ("one", "two", "three"):
        git(root, "checkout", "-q", "-b", name, "main")
        commit(root, {f"{name}.txt": b"x"} if name != "two" else {DECISION: b"evil\n"})
    git(root, "checkout", "-q", "main")
    git(root, "merge", "-q", "--no-ff", "one", "two", "three")
    assert len(git(root, "rev-list", "--parents", "-1", "HEAD").split()) == 5
    assert "M004" in _codes(root)


def test_branches_that_crossed_are_judged_by_the_main_line_only(root: Path) -> None:
    git(root, "checkout", "-q", "-b", "side")
    commit(root, {"side.txt": b"x"})
    git(root, "checkout", "-q", "main")
    commit(root, {"main.txt": b"x"})
    main = git(root, "rev-parse", "main")
    git(root, "merge", "-q", "--no-ff", "side")
    git(root, "checkout", "-q", "side")
    git(root, "merge", "-q", "--no-ff", main)
    commit(root, {LOG: b"evil\n"})
    commit(root, {LOG: _data(LOG)})
    git(root, "checkout", "-q", "main")
    git(root, "merge", "-q", "--no-ff", "side")
    assert _account(root).holds  # what a branch did and undid never stood on the main line
    git(root, "checkout", "-q", "-B", "main", "side")
    assert "M003" in _codes(root)


def test_a_merge_whose_first_parent_is_a_strangers_line_is_another_history(root: Path) -> None:
    """The main line is the line of first parents: who swaps the parents puts another order in the place of the old."""
    main = git(root, "rev-parse", "HEAD")
    git(root, "checkout", "-q", "-b", "side", "HEAD~3")
    commit(root, {"proposals/2023-else/proposal.md": b"x\n"})
    git(root, "merge", "-q", "--no-ff", main)
    git(root, "checkout", "-q", "-B", "main")
    assert not _account(root).holds
    assert "rewritten" in _account(root).failures[0]


def test_a_new_beginning_with_the_same_files_is_another_history(root: Path) -> None:
    old = git(root, "rev-parse", "HEAD")
    git(root, "checkout", "-q", "--orphan", "new")
    git(root, "commit", "-q", "-m", "All of it")
    git(root, "checkout", "-q", "-B", "main")
    assert not _account(root).holds
    git(root, "merge", "-q", "--allow-unrelated-histories", "-s", "ours", "-m", "Tie them", old)
    assert not _account(root).holds


def test_another_beginning_merged_into_the_main_line_is_no_harm(root: Path) -> None:
    git(root, "checkout", "-q", "--orphan", "new")
    git(root, "rm", "-q", "-r", "--cached", ".")
    git(root, "clean", "-q", "-f", "-d", "-x")
    commit(root, {"tool.txt": b"x"})
    git(root, "checkout", "-q", "main")
    git(root, "merge", "-q", "--no-ff", "--allow-unrelated-histories", "new")
    assert _account(root).holds


def test_a_forced_push_of_a_rewritten_line_is_told(root: Path) -> None:
    git(root, "reset", "-q", "--hard", "HEAD~4")
    commit(root, {"proposals/2023-new/proposal.md": b"x\n"})
    assert "missing" in _account(root).failures[0]
    commit(root, {f"proposals/2023-new/changes/shop/{number}.md": b"x\n" for number in range(60)})
    assert "rewritten before position" in _account(root).failures[0]


def test_replace_refs_grafts_and_a_shallow_clone_deceive_nobody(root: Path) -> None:
    evil = commit(root, {BALLOT: b"{}\n"})
    commit(root, {BALLOT: _data(BALLOT)})
    git(root, "replace", evil, "HEAD~2")
    assert "M007" in _codes(root)
    git(root, "clone", "-q", "--depth", "1", f"file://{root}", str(root.parent / "shallow"))
    with pytest.raises(FolkmootError, match="shallow"):
        the_history(root.parent / "shallow")
    grafts = root / ".git" / "info" / "grafts"
    grafts.parent.mkdir(exist_ok=True)
    grafts.write_text(f"{git(root, 'rev-parse', 'HEAD')} {git(root, 'rev-parse', 'HEAD~2')}\n")
    with pytest.raises(FolkmootError, match="grafts"):
        the_history(root)


def test_a_forged_index_of_commits_is_not_believed(root: Path) -> None:
    """Git's commit-graph file repeats who the parents are; a forged one could leave a merge out."""
    commit(root, {BALLOT: b"{}\n"})
    commit(root, {BALLOT: _data(BALLOT)})
    git(root, "commit-graph", "write", "--reachable")
    graph = root / ".git" / "objects" / "info" / "commit-graph"
    graph.chmod(0o644)
    graph.write_bytes(graph.read_bytes()[:8] + bytes(len(graph.read_bytes()) - 8))
    assert "M007" in _codes(root)


def test_a_second_founding_begins_nothing_anew(root: Path) -> None:
    text = _data("proposals/2023-genesis/proposal.md").replace(b"2023-genesis", b"2022-again")
    commit(root, {"proposals/2022-again/proposal.md": text, BALLOT: b"{}\n"})
    assert "M007" in _codes(root)


def test_without_the_founding_nothing_is_taken_as_sound(root: Path) -> None:
    commit(root, {"proposals/2023-genesis/proposal.md": None})
    assert not _account(root).holds


def test_in_a_demonstration_a_founding_made_anew_after_the_checkpoint_is_told(tmp_path: Path) -> None:
    sound = tuple(
        {
            path: data.replace(b"demonstration: 'false'", b"demonstration: 'true'") if isinstance(data, bytes) else data
            for path, data in step.items()
        }
        for step in life()
    )
    folder = "proposals/2023-genesis"
    files = standing(sound)
    anew = {}
    for path in (f"{folder}/log.yml", f"{folder}/decision.md"):
        data = files[path]
        assert isinstance(data, bytes)
        anew[path] = data + b"\n"
    write_repository(tmp_path, {"main": sound, "anew": (*sound, anew)})
    note = signed(the_history(tmp_path))
    assert compare(the_history(tmp_path), [note], [], NOW).holds
    assert any("founding anew" in line for line in compare(the_history(tmp_path, "anew"), [note], [], NOW).failures)
