"""The files for a forge: what they may do, that their very steps run, and what a pull request is told."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from co_op import write_tree
from folkmoot.checks.example import base
from folkmoot.cli import main
from folkmoot.cli.forge import forge_files
from folkmoot.formats.forge_report import MARK, comment, quality, read_report
from folkmoot.records.error import FolkmootError

KINDS = ("github", "forgejo", "gitlab")
WORKFLOWS = [(kind, path) for kind in KINDS for path in sorted(forge_files(kind)) if "/workflows/" in path]
PATH = os.pathsep.join((str(Path(sys.executable).parent), os.environ["PATH"]))


def read(kind: str, path: str) -> dict[Any, Any]:
    found: dict[Any, Any] = yaml.safe_load(forge_files(kind)[path])
    return found


def steps(workflow: dict[Any, Any]) -> list[dict[str, Any]]:
    return [step for job in workflow["jobs"].values() for step in job["steps"]]


def writes(rights: Any) -> set[str]:
    return {name for name, level in (rights or {}).items() if level == "write"}


@pytest.mark.parametrize(("kind", "path"), WORKFLOWS)
def test_no_workflow_uses_what_others_can_change_or_puts_a_strangers_words_into_a_command(kind: str, path: str) -> None:
    text, workflow = forge_files(kind)[path].decode(), read(kind, path)
    assert "pull_request_target" not in text
    assert not re.search(r"^\s*-?\s*uses:", text, re.MULTILINE)
    assert not re.search(r"@(BRANCH|VERSION)@", text)
    for step in steps(workflow):
        assert "${{" not in step["run"], step["name"]
        assert "eval" not in step["run"]
    for job in workflow["jobs"].values():
        assert job["timeout-minutes"] <= 60
        assert "permissions" in job
    assert writes(workflow["permissions"]) == set()


@pytest.mark.parametrize("kind", ["github", "forgejo"])
def test_what_a_pull_request_starts_can_read_and_nothing_else(kind: str) -> None:
    workflow = read(kind, f".{kind}/workflows/check.yml")
    assert workflow["permissions"] == {"contents": "read"}
    assert [job["permissions"] for job in workflow["jobs"].values()] == [{"contents": "read"}]
    assert list(workflow[True]) == ["pull_request"]
    assert "secrets." not in forge_files(kind)[f".{kind}/workflows/check.yml"].decode()
    said = "\n".join(step["run"] for step in steps(workflow))
    assert "refs/remotes/origin/asked" not in re.findall(r"git checkout.*", said)[0]


def test_on_github_the_job_that_reads_the_request_writes_nothing_and_the_one_that_writes_runs_nothing_of_it() -> None:
    workflow = read("github", ".github/workflows/judge.yml")
    assert list(workflow[True]) == ["workflow_run"]
    judge, tell = workflow["jobs"]["judge"], workflow["jobs"]["tell"]
    assert writes(judge["permissions"]) == set()
    assert writes(tell["permissions"]) == {"pull-requests", "statuses"}
    assert "contents" not in tell["permissions"]
    said = "\n".join(step["run"] for step in tell["steps"])
    for word in ("git ", "pip", "folkmoot forge", "python", "checkout"):
        assert word not in said


def test_only_publishing_writes_to_the_repository_and_only_from_the_main_branch() -> None:
    for kind in ("github", "forgejo"):
        for path in (path for known, path in WORKFLOWS if known == kind):
            granted = {right for job in read(kind, path)["jobs"].values() for right in writes(job["permissions"])}
            assert ("contents" in granted) == path.endswith("publish.yml"), path
        publish = read(kind, f".{kind}/workflows/publish.yml")
        assert publish[True]["push"] == {"branches": ["main"]}
        assert set(publish[True]) == {"push", "workflow_dispatch"}


def test_gitlab_judges_what_it_never_checks_out_and_publishes_the_default_branch() -> None:
    found = read("gitlab", ".gitlab-ci.yml")
    assert found["variables"]["GIT_STRATEGY"] == "none"
    assert "include" not in found
    assert [rule["if"] for rule in found["check"]["rules"]] == ['$CI_PIPELINE_SOURCE == "merge_request_event"']
    assert "$CI_COMMIT_BRANCH == $CI_DEFAULT_BRANCH" in found["pages"]["rules"][0]["if"]
    assert found["check"]["artifacts"]["reports"] == {"codequality": "quality.json"}
    said = "\n".join([*found[".folkmoot"]["before_script"], *found["check"]["script"]])
    assert re.findall(r"git checkout.*", said) == ["git checkout --quiet -B base refs/remotes/origin/base"]


@pytest.mark.parametrize("kind", KINDS)
def test_write_puts_the_files_in_their_places_and_never_over_others(kind: str, tmp_path: Path) -> None:
    (tmp_path / "charter").mkdir()
    command = ["forge", "write", kind, "--root", str(tmp_path), "--branch", "trunk"]
    with pytest.raises(SystemExit):
        main(command)
    assert forge_files(kind, "trunk").keys() == {path.relative_to(tmp_path).as_posix() for path in tmp_path.rglob("*") if path.is_file()}
    if kind != "gitlab":
        assert read(kind, f".{kind}/workflows/check.yml")[True]["pull_request"]["branches"] == ["main"]
        assert b'branches: ["trunk"]' in (tmp_path / f".{kind}/workflows/check.yml").read_bytes()
    with pytest.raises(SystemExit) as again:
        main(command)
    assert again.value.code == 2
    with pytest.raises(SystemExit) as odd:
        main([*command[:-1], 'a"]: x', "--replace"])
    assert odd.value.code == 2


@pytest.fixture(scope="module")
def forge(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A forge on this machine: a bare repository with a main branch, a good and a bad pull request."""
    top = tmp_path_factory.mktemp("forge")
    work, bare = top / "work", top / "brook/records"
    write_tree(work, base())
    run = lambda *words: subprocess.run(  # noqa: E731
        ["git", "-C", str(work), "-c", "user.name=a", "-c", "user.email=a@b.example", *words], check=True, capture_output=True
    )
    run("init", "-q", "-b", "main")
    run("add", "-A")
    run("commit", "-q", "-m", "begun")
    good = work / "proposals/2026-kettle/proposal.md"
    good.parent.mkdir()
    good.write_text(
        "---\nid: 2026-kettle\ntype: proposal\nkind: policy\ntitle: A kettle\nsummary: One more kettle.\nintroduced_by: m-285a\n"
        "seconds: []\nasks: Shall there be one more kettle?\n---\n\nIt boils.\n"
    )
    run("checkout", "-q", "-b", "good")
    run("add", "-A")
    run("commit", "-q", "-m", "good")
    run("checkout", "-q", "-b", "bad", "main")
    (work / "charter/01-members.md").write_text("all power to me ``` @everybody <img src=x>\n")
    (work / "sitecustomize.py").write_text("raise SystemExit('the request ran')\n")
    (work / "folkmoot").mkdir()
    (work / "folkmoot/__init__.py").write_text("raise SystemExit('the request ran')\n")
    run("add", "-A")
    run("commit", "-q", "-m", "bad")
    subprocess.run(["git", "clone", "-q", "--bare", str(work), str(bare)], check=True, capture_output=True)
    for number, branch in ((1, "good"), (2, "bad")):
        for name in (f"refs/pull/{number}/head", f"refs/merge-requests/{number}/head"):
            subprocess.run(["git", "-C", str(bare), "update-ref", name, f"refs/heads/{branch}"], check=True)
    return top


def run_steps(shown: list[tuple[str, str]], folder: Path, forge: Path, number: int) -> dict[str, tuple[int, str]]:
    """Run the shell of some steps one after another in an empty folder, as a runner does, without the step that installs."""
    folder.mkdir()
    known = {
        "PATH": PATH, "HOME": str(folder), "SERVER": f"file://{forge}", "REPOSITORY": "brook/records", "BASE": "main", "BRANCH": "main",
        "NUMBER": str(number), "TOKEN": "t", "RUNNER_TEMP": str(folder.parent), "GITHUB_OUTPUT": str(folder.parent / f"output-{number}"),
        "SOURCE_DATE_EPOCH": "1775001600", "GIT_CONFIG_GLOBAL": "/dev/null",
    }  # fmt: skip
    known["SHA"] = subprocess.run(
        ["git", "-C", str(forge / "brook/records"), "rev-parse", f"refs/pull/{number}/head"], check=True, capture_output=True, text=True
    ).stdout.strip()
    found = {}
    for name, script in shown:
        done = subprocess.run(["bash", "-e", "-c", script], cwd=folder, env=known, capture_output=True, text=True, check=False)
        found[name] = (done.returncode, done.stdout + done.stderr)
    return found


def shell_of(kind: str, path: str, *names: str) -> list[tuple[str, str]]:
    return [(step["name"], step["run"]) for step in steps(read(kind, path)) if step["name"] in names]


@pytest.mark.slow
@pytest.mark.parametrize("kind", ["github", "forgejo"])
def test_the_very_steps_let_a_good_request_through_and_refuse_a_bad_one(kind: str, forge: Path, tmp_path: Path) -> None:
    shown = shell_of(kind, f".{kind}/workflows/check.yml", "Fetch", "Check", "Gate")
    good = run_steps(shown, tmp_path / "good", forge, 1)
    assert {name: code for name, (code, _) in good.items()} == {"Fetch": 0, "Check": 0, "Gate": 0}, good
    bad = run_steps(shown, tmp_path / "bad", forge, 2)
    assert {name: code for name, (code, _) in bad.items()} == {"Fetch": 0, "Check": 1, "Gate": 1}, bad
    assert "::error file=charter/01-members.md" in bad["Check"][1]
    assert "::error file=charter/01-members.md" in bad["Gate"][1]
    assert "the request ran" not in str(bad)
    assert not (tmp_path / "bad/sitecustomize.py").exists()


@pytest.mark.slow
def test_what_the_judge_hands_on_is_one_bounded_text_that_no_value_can_leave(forge: Path, tmp_path: Path) -> None:
    shown = shell_of("github", ".github/workflows/judge.yml", "Fetch", "Judge")
    found = run_steps(shown, tmp_path / "bad", forge, 2)
    assert {name: code for name, (code, _) in found.items()} == {"Fetch": 0, "Judge": 0}, found
    output = (tmp_path / "output-2").read_text("utf-8")
    state, opened, *rest = output.splitlines()
    assert state == "state=failure"
    mark = opened.removeprefix("comment<<")
    assert re.fullmatch(r"end-[0-9a-f]{32}", mark)
    assert rest[-1] == mark
    assert rest[0] == MARK
    assert "charter/01-members.md" in output
    assert run_steps(shown, tmp_path / "good", forge, 1)["Judge"][0] == 0
    assert (tmp_path / "output-1").read_text("utf-8").startswith("state=success\n")


@pytest.mark.slow
def test_the_steps_of_gitlab_judge_a_request_and_write_its_report(forge: Path, tmp_path: Path) -> None:
    found = read("gitlab", ".gitlab-ci.yml")
    script = "\n".join([found[".folkmoot"]["before_script"][0], *found["check"]["script"]])
    (tmp_path / "at").mkdir()
    known = {
        "PATH": PATH, "HOME": str(tmp_path), "CI_PROJECT_DIR": str(tmp_path / "at"), "CI_PROJECT_URL": f"file://{forge}/brook/records",
        "CI_DEFAULT_BRANCH": "main", "CI_MERGE_REQUEST_IID": "2", "SOURCE_DATE_EPOCH": "1775001600", "GIT_CONFIG_GLOBAL": "/dev/null",
    }  # fmt: skip
    done = subprocess.run(["bash", "-e", "-c", script], cwd=tmp_path, env=known, capture_output=True, text=True, check=False)
    assert done.returncode == 1, done.stderr
    told = json.loads((tmp_path / "at/quality.json").read_text("utf-8"))
    assert {each["location"]["path"] for each in told} >= {"charter/01-members.md"}
    assert all(re.fullmatch("[0-9a-f]{64}", each["fingerprint"]) for each in told)


def test_the_step_that_pushes_the_site_pushes_the_site_and_nothing_else(forge: Path, tmp_path: Path) -> None:
    shown = [("Make", "mkdir -p public/a; echo x > public/a/index.html; echo y > public/_headers; git init -q ."),
             *shell_of("github", ".github/workflows/publish.yml", "Push")]  # fmt: skip
    found = run_steps(shown, tmp_path / "site", forge, 1)
    assert found["Push"][0] == 0, found
    listed = subprocess.run(
        ["git", "-C", str(forge / "brook/records"), "ls-tree", "-r", "--name-only", "gh-pages"], check=True, capture_output=True, text=True
    ).stdout.split()
    assert sorted(listed) == [".nojekyll", "_headers", "a/index.html"]


def finding(**values: Any) -> dict[str, Any]:
    return {"code": "P012", "name": "too-few-seconds", "severity": "error", "path": "a.md", "line": 3, "column": 1, "what": "w", "why": "y",
            "mend": "m", **values}  # fmt: skip


def report(*findings: dict[str, Any]) -> bytes:
    return json.dumps({"version": 1, "findings": list(findings)}).encode()


def test_a_comment_shows_every_value_as_words_in_a_block_that_none_can_end() -> None:
    evil = "````\n@everybody <img src=x> [a](https://evil.example)\u202e\x1b[31m ![](//x)\n# h"
    text = comment(read_report(report(finding(what=evil, mend=evil, path=evil))))
    fence, *shown, last, end = text.split("\n")[3:]
    assert text.startswith(f"{MARK}\n**folkmoot**: 1 thing to mend.")
    assert fence.removesuffix("text") == last == "`" * 5
    assert end == ""
    assert len(shown) == 2
    assert "\x1b" not in text
    assert "\u202e" not in text


def test_a_comment_is_bounded_and_says_how_many_more_there_are() -> None:
    text = comment(read_report(report(*(finding(what="x" * 400, path=f"p{at}.md") for at in range(500)))))
    assert len(text) < 60_000
    assert "and 300 more" in comment(read_report(report(*(finding(path=f"p{at}.md") for at in range(500)))))
    assert "nothing wrong" in comment(())
    assert json.loads(quality(read_report(report(finding(line=-3)))))[0]["location"] == {"path": "a.md", "lines": {"begin": 1}}


@pytest.mark.parametrize(
    "data",
    [b"", b"[]", b"{}", b'{"version": 2, "findings": []}', b'{"version": 1}', b'{"version": 1, "findings": [1]}',
     b'{"version": 1, "findings": [{"what": 1}]}', b'{"version": 1, "version": 1, "findings": []}', b"[" * 10_000],
)  # fmt: skip
def test_what_is_no_report_is_refused(data: bytes, tmp_path: Path) -> None:
    with pytest.raises(ValueError):
        read_report(data)
    (tmp_path / "r.json").write_bytes(data)
    with pytest.raises(SystemExit) as done:
        main(["forge", "comment", str(tmp_path / "r.json")])
    assert done.value.code == 2


def test_the_error_of_a_missing_report_is_one_of_ours(tmp_path: Path) -> None:
    from folkmoot.cli.forge import _read

    with pytest.raises(FolkmootError):
        _read((tmp_path / "none.json",))
