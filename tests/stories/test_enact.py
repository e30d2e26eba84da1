"""Carrying decisions out, in a real repository: exactly what was decided, when it may be, and otherwise nothing at all."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from co_op import commit, genesis, git
from folkmoot.cli import main
from folkmoot.procedure.chronicle import chronicle
from folkmoot.records.value import parse_instant
from folkmoot.repository.reader import read_work_tree
from lived import AS_OF, CONDUCT, charter, conduct, lived, matter

Run = Callable[..., str]


@pytest.fixture(scope="module")
def original(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A co-op in which one decision waits to be carried out."""
    root = tmp_path_factory.mktemp("lived") / "brook"
    root.mkdir()
    for files in lived():
        commit(root, files)
    return root


@pytest.fixture
def brook(original: Path, tmp_path: Path) -> Path:
    """A copy of it, whose owner has a name."""
    root = shutil.copytree(original, tmp_path / "brook")
    return _named(root)


def _named(root: Path) -> Path:
    git(root, "config", "user.name", "Maintainer")
    git(root, "config", "user.email", "maintainer@localhost")
    return root


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Run:
    """Run folkmoot on a repository and return all that it says."""

    def run(root: Path, *arguments: str, exits: int = 0, as_of: str = AS_OF) -> str:
        try:
            main([*arguments, "--root", str(root), "--as-of", as_of])
            code: object = 0
        except SystemExit as ended:
            code = ended.code or 0
        said = capsys.readouterr()
        assert code == exits, said.out + said.err
        return said.out + said.err

    return run


def _tree(root: Path) -> dict[str, bytes]:
    return {path.relative_to(root).as_posix(): path.read_bytes() for path in root.rglob("*") if path.is_file() and ".git" not in path.parts}


def _files(root: Path) -> dict[str, bytes]:
    return {path: (root / path).read_bytes() for path in git(root, "ls-files").split()}


def test_a_decision_is_carried_out_and_committed_alone(brook: Path, run: Run) -> None:
    (brook / "loose.txt").write_text("mine")
    (brook / "staged.txt").write_text("mine too")
    git(brook, "add", "staged.txt")
    before = git(brook, "rev-parse", "HEAD")
    run(brook, "enact", "2023-dogs", "--commit")
    assert (brook / CONDUCT).read_bytes() == conduct("gong", "cat")
    assert git(brook, "log", "-1", "--format=%s|%an|%ce|%P") == f"Proposal 2023-dogs: enact|Maintainer|maintainer@localhost|{before}"
    assert git(brook, "show", "--name-only", "--format=", "HEAD") == CONDUCT
    assert git(brook, "status", "--short").split("\n") == ["A  staged.txt", "?? loose.txt"]
    assert "it may be merged" in run(brook, "gate", before, "HEAD")
    assert "are sound" in run(brook, "check")
    assert "FAILS" not in run(brook, "verify", CONDUCT)


def test_without_commit_only_the_work_tree_changes(brook: Path, run: Run) -> None:
    before = git(brook, "rev-parse", "HEAD")
    assert "2023-dogs" in run(brook, "enact", "proposals/2023-dogs/")
    assert git(brook, "status", "--short") == f"M {CONDUCT}"
    assert git(brook, "rev-parse", "HEAD") == before


def test_no_hook_filter_or_signing_program_runs(brook: Path, tmp_path: Path, run: Run) -> None:
    canary = tmp_path / "canary"
    script = f"#!/bin/sh\ntouch {canary}\nexit 1\n"
    for hook in ("pre-commit", "commit-msg", "post-commit", "reference-transaction", "post-index-change"):
        (brook / ".git/hooks").mkdir(exist_ok=True)
        (brook / ".git/hooks" / hook).write_text(script)
        (brook / ".git/hooks" / hook).chmod(0o755)
    (brook / ".git/info").mkdir(exist_ok=True)
    (brook / ".git/info/attributes").write_text("*.md filter=evil\n")
    git(brook, "config", "filter.evil.clean", f"touch {canary}; cat")
    git(brook, "config", "commit.gpgsign", "true")
    git(brook, "config", "gpg.program", f"touch {canary}")
    run(brook, "enact", "2023-dogs", "--commit")
    assert not canary.exists()


def test_whoever_has_no_name_commits_nothing(brook: Path, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("user.name", "user.email"):
        git(brook, "config", "--unset", name)
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", "/dev/null")
    monkeypatch.setenv("GIT_CONFIG_NOSYSTEM", "1")
    before = _tree(brook)
    assert "Git does not know who commits" in run(brook, "enact", "2023-dogs", "--commit", exits=2)
    assert _tree(brook) == before
    monkeypatch.setenv("GIT_AUTHOR_NAME", "A")
    monkeypatch.setenv("GIT_AUTHOR_EMAIL", "a@localhost")
    monkeypatch.setenv("GIT_COMMITTER_NAME", "C")
    monkeypatch.setenv("GIT_COMMITTER_EMAIL", "c@localhost")
    run(brook, "enact", "2023-dogs", "--commit")
    assert git(brook, "log", "-1", "--format=%an %cn") == "A C"


REFUSALS = {
    "rejected": ("2023-lost", AS_OF, "is not adopted: it is rejected"),
    "under vote": ("2023-voting", AS_OF, "is not adopted: it is voting"),
    "a draft": ("2023-draft", AS_OF, "is not adopted: it is draft"),
    "vetoed": ("2023-spurned", AS_OF, "was vetoed by members on 2023-02-23T12:00:00Z"),
    "can be vetoed": ("2023-late", AS_OF, "can still be vetoed until 2023-04-05T22:00:00Z"),
    "done": ("2023-bells", AS_OF, "is carried out already"),
    "replaced": ("2023-genesis", AS_OF, "'2023-bells' was decided after '2023-genesis'"),
    "unknown": ("2023-nothing", AS_OF, "there is no proposal '2023-nothing'"),
}


@pytest.mark.parametrize("name", REFUSALS)
@pytest.mark.parametrize("more", [(), ("--commit",)])
def test_what_may_not_be_carried_out_is_refused_and_nothing_moves(brook: Path, run: Run, name: str, more: tuple[str, ...]) -> None:
    proposal, as_of, reason = REFUSALS[name]
    before, head = _tree(brook), git(brook, "rev-parse", "HEAD")
    assert reason in run(brook, "enact", proposal, *more, exits=2, as_of=as_of)
    assert _tree(brook) == before
    assert git(brook, "rev-parse", "HEAD") == head


DIRTY = {
    "the charter": (CONDUCT, conduct("gong", "dog", "lantern"), "was never decided"),
    "another article": ("charter/01-rules.md", b"x", "charter/01-rules.md holds changes that are not committed"),
    "a new article": ("charter/99-new.md", b"x", "charter/99-new.md holds changes that are not committed"),
    "the decided text": (f"proposals/2023-dogs/changes/{CONDUCT}", conduct("gong", "rat"), "the text of '2023-dogs' does not hold"),
    "the decision": ("proposals/2023-dogs/decision.md", b"", "is not adopted"),
    "the log": ("proposals/2023-dogs/log.yml", b"", "is not adopted"),
}


@pytest.mark.parametrize("name", DIRTY)
def test_nothing_is_carried_out_over_changes_that_nobody_committed(brook: Path, run: Run, name: str) -> None:
    path, data, reason = DIRTY[name]
    (brook / path).write_bytes(data)
    before = _tree(brook)
    assert reason in run(brook, "enact", "2023-dogs", exits=2)
    assert _tree(brook) == before


def test_a_failure_halfway_leaves_the_tree_as_it_was(brook: Path, run: Run) -> None:
    both = {
        "charter/05-one.md": conduct("one").replace(b"02-conduct", b"05-one"),
        "charter/06-two.md": conduct("two").replace(b"02-conduct", b"06-two"),
    }
    commit(brook, matter(_files(brook), "2023-both", "decided", kind="quick", changes=both, opened="2023-03-01"))
    (brook / "charter/06-two.md").mkdir()
    before = _tree(brook)
    run(brook, "enact", "2023-both", exits=2)
    assert _tree(brook) == before


def test_a_decision_that_took_effect_first_comes_first(brook: Path, run: Run) -> None:
    """2023-next has no veto window: it is opened after 2023-dogs and holds before it."""
    torch = {CONDUCT: conduct("gong", "dog", "torch")}
    commit(brook, matter(_files(brook), "2023-next", "decided", kind="quick", changes=torch, opened="2023-03-10"))
    assert "'2023-next' changes charter/02-conduct.md too and comes first" in run(brook, "enact", "2023-dogs", exits=2)
    run(brook, "enact", "2023-next", "--commit")
    assert "'2023-next' changed charter/02-conduct.md after '2023-dogs' was written" in run(brook, "enact", "2023-dogs", exits=2)
    run(brook, "charter", "rebase", "2023-dogs")
    commit(brook, {})
    run(brook, "enact", "2023-dogs", "--commit")
    assert (brook / CONDUCT).read_bytes() == conduct("gong", "cat", "torch")
    assert "are sound" in run(brook, "check")


def test_a_text_that_another_decision_moved_is_rebased_when_they_touch_other_clauses(brook: Path, run: Run) -> None:
    """2023-next is written while 2023-dogs is under vote, and is decided after it."""
    files = _files(brook)
    commit(
        brook,
        matter(files, "2023-next", "decided", kind="quick", changes={CONDUCT: conduct("gong", "dog", "lamp", "bolt")}, opened="2023-03-20"),
    )
    when = "2023-04-10T00:00:00Z"
    assert "'2023-dogs' changes charter/02-conduct.md too and comes first" in run(brook, "enact", "2023-next", exits=2, as_of=when)
    run(brook, "enact", "2023-dogs", "--commit", as_of=when)
    said = run(brook, "enact", "2023-next", exits=2, as_of=when)
    assert "'2023-dogs' changed charter/02-conduct.md after '2023-next' was written, in other clauses" in said
    assert "folkmoot charter rebase 2023-next" in said
    base = git(brook, "rev-parse", "HEAD")
    run(brook, "charter", "rebase", "2023-next", as_of=when)
    record = f"proposals/2023-next/rebased/{CONDUCT}"
    assert (brook / record).read_bytes() == conduct("gong", "cat", "lamp", "bolt")
    commit(brook, {})
    assert "merged again, clause by clause: the same" in run(brook, "gate", base, "HEAD", as_of=when)
    base = git(brook, "rev-parse", "HEAD")
    run(brook, "enact", "2023-next", "--commit", as_of=when)
    assert (brook / CONDUCT).read_bytes() == conduct("gong", "cat", "lamp", "bolt")
    assert "it may be merged" in run(brook, "gate", base, "HEAD", as_of=when)
    assert "are sound" in run(brook, "check", as_of=when)
    assert "FAILS" not in run(brook, "verify", CONDUCT, as_of=when)
    commit(brook, {record: conduct("gong", "cat", "lamp", "nut")})
    assert "merging the clauses again gives another text" in run(brook, "check", exits=1, as_of=when)
    assert "a merged text never changes" in run(brook, "gate", "HEAD~1", "HEAD", exits=1, as_of=when)


def test_overlapping_clauses_need_a_new_decision(brook: Path, run: Run) -> None:
    commit(
        brook, matter(_files(brook), "2023-next", "decided", kind="quick", changes={CONDUCT: conduct("gong", "rat")}, opened="2023-03-20")
    )
    when = "2023-04-10T00:00:00Z"
    run(brook, "enact", "2023-dogs", "--commit", as_of=when)
    before = _tree(brook)
    assert "in the same place: c2-2" in run(brook, "enact", "2023-next", exits=2, as_of=when)
    assert "both change c2-2" in run(brook, "charter", "rebase", "2023-next", exits=2, as_of=when)
    assert _tree(brook) == before


def test_nothing_needs_a_rebase_that_nobody_overtook(brook: Path, run: Run) -> None:
    assert "was changed since it was written" in run(brook, "charter", "rebase", "2023-dogs", exits=2)
    assert "an open text is revised instead" in run(brook, "charter", "rebase", "2023-open", exits=2)


def test_a_folder_without_git_can_carry_out_but_not_commit(brook: Path, run: Run) -> None:
    shutil.rmtree(brook / ".git")
    assert "this is no Git repository" in run(brook, "enact", "2023-dogs", "--commit", exits=2)
    run(brook, "enact", "2023-dogs")
    assert (brook / CONDUCT).read_bytes() == conduct("gong", "cat")


def test_a_life_from_draft_to_superseded_passes_the_gate_at_every_step(tmp_path: Path, run: Run) -> None:
    """Each step is a branch that the gate lets through, merged with a merge commit; status follows from the records."""
    commit(tmp_path, genesis(charter()))
    root = _named(tmp_path)
    whole = matter(_files(root), "2023-cats", "decided", changes={CONDUCT: conduct("bell", "cat")}, opened="2023-02-01")
    diary = "proposals/2023-cats/log.yml"
    events = whole[diary].splitlines(keepends=True)
    ballots = {path: data for path, data in whole.items() if "/ballots/" in path}
    steps: list[tuple[str, str, dict[str, bytes]]] = [
        ("01-31", "draft", {path: data for path, data in whole.items() if path.endswith("proposal.md") or "/changes/" in path}),
        ("02-01", "open", {diary: b"".join(events[:1])}),
        ("02-12", "frozen", {diary: b"".join(events[:2])}),
        ("02-13", "voting", {diary: b"".join(events[:3])}),
        ("02-14", "voting", ballots),
        ("02-20", "adopted", {path: whole[path] for path in (diary, "proposals/2023-cats/decision.md")}),
    ]
    for day, becomes, files in steps:
        git(root, "checkout", "-q", "-b", "step")
        commit(root, files)
        _merge(root, run, f"2023-{day}T13:00:00Z")
        assert _status(root, "2023-cats", f"2023-{day}T13:00:00Z") == becomes
    assert "can still be vetoed until 2023-02-27T23:00:00Z" in run(root, "enact", "2023-cats", exits=2, as_of="2023-02-27T22:59:59Z")
    git(root, "checkout", "-q", "-b", "step")
    run(root, "enact", "2023-cats", "--commit", as_of="2023-02-27T23:00:00Z")
    _merge(root, run, "2023-02-28T13:00:00Z")
    assert _status(root, "2023-cats", "2023-02-28T13:00:00Z") == "in-force"
    assert (root / CONDUCT).read_bytes() == conduct("bell", "cat")
    rats = {CONDUCT: conduct("bell", "rat")}
    commit(root, matter(_files(root), "2023-rats", "decided", kind="quick", changes=rats, opened="2023-03-05", supersedes="2023-cats"))
    run(root, "enact", "2023-rats", "--commit", as_of="2023-03-25")
    assert _status(root, "2023-cats", "2023-03-25T00:00:00Z") == "superseded"
    assert "are sound" in run(root, "check", as_of="2023-03-25")


def _merge(root: Path, run: Run, as_of: str) -> None:
    assert "it may be merged" in run(root, "gate", "main", "step", as_of=as_of)
    git(root, "checkout", "-q", "main")
    git(root, "merge", "-q", "--no-ff", "-m", "Merge", "step")
    git(root, "branch", "-q", "-d", "step")


def _status(root: Path, name: str, as_of: str) -> str:
    return str(chronicle(read_work_tree(root), parse_instant(as_of)).matters[name].status)
