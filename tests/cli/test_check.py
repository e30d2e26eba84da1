"""`folkmoot check` as its user meets it: what it prints, and how it exits."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from co_op import commit, event, genesis, git, log, proposal, write_tree

AS_OF = "2026-05-20"
OPEN = {
    "proposals/2026-x/proposal.md": proposal("2026-x"),
    "proposals/2026-x/log.yml": log(event("2026-05-02T12:00:00Z", "opened")),
}
TOO_FEW = {**OPEN, "proposals/2026-x/proposal.md": proposal("2026-x", seconds=["m-0002"])}


def folkmoot(root: Path, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run the installed command in a folder."""
    return subprocess.run(
        [Path(sys.executable).parent / "folkmoot", *arguments],
        cwd=root, capture_output=True, text=True, check=False, env={**os.environ, **environment},
    )  # fmt: skip


def test_a_sound_co_op(tmp_path: Path) -> None:
    write_tree(tmp_path, {**genesis(), **OPEN})
    ran = folkmoot(tmp_path, "check", "--as-of", AS_OF)
    assert (ran.returncode, ran.stdout) == (0, "")
    assert ran.stderr == "12 files are sound\n"


def test_a_fault_is_shown_with_place_why_and_mend(tmp_path: Path) -> None:
    write_tree(tmp_path, {**genesis(), **TOO_FEW})
    ran = folkmoot(tmp_path, "check", "--as-of", AS_OF)
    assert ran.returncode == 1
    assert ran.stdout.startswith("proposals/2026-x/proposal.md:9:1: P012 too-few-seconds: 1 second, the procedure 'policy' asks for 2\n")
    assert "  = mend: add 1 more member to seconds\n" in ran.stdout
    assert ran.stderr == "1 fault in 1 file; 12 files were read\n"


def test_json_github_and_sarif_say_the_same(tmp_path: Path) -> None:
    write_tree(tmp_path, {**genesis(), **TOO_FEW})
    [finding] = json.loads(folkmoot(tmp_path, "check", "--as-of", AS_OF, "--format", "json").stdout)["findings"]
    assert (finding["code"], finding["path"], finding["line"]) == ("P012", "proposals/2026-x/proposal.md", 9)
    github = folkmoot(tmp_path, "check", "--as-of", AS_OF, "--format", "github").stdout
    assert github.startswith("::error file=proposals/2026-x/proposal.md,line=9,endLine=9,col=1")
    assert "title=P012 too-few-seconds::1 second, the procedure 'policy' asks for 2%0Amend: " in github
    [result] = json.loads(folkmoot(tmp_path, "check", "--as-of", AS_OF, "--format", "sarif").stdout)["runs"][0]["results"]
    assert result["ruleId"] == "P012"
    assert result["locations"][0]["physicalLocation"]["region"]["startLine"] == 9


def test_since_reports_only_what_the_change_introduced(tmp_path: Path) -> None:
    commit(tmp_path, {**genesis(), **TOO_FEW})
    git(tmp_path, "switch", "-q", "-c", "change")
    second = {path.replace("2026-x", "2026-y"): data.replace(b"2026-x", b"2026-y") for path, data in TOO_FEW.items()}
    longer = TOO_FEW["proposals/2026-x/proposal.md"].replace(b"title:", b"lang: en\ntitle:")
    commit(tmp_path, {**second, "proposals/2026-x/proposal.md": longer})
    ran = folkmoot(tmp_path, "check", "--as-of", AS_OF, "--since", "main")
    assert ran.returncode == 1
    assert "2026-y/proposal.md" in ran.stdout
    assert "2026-x/proposal.md" not in ran.stdout, "the old fault only moved to another line"


def test_since_a_revision_that_is_not_there(tmp_path: Path) -> None:
    commit(tmp_path, genesis())
    ran = folkmoot(tmp_path, "check", "--since", "nowhere")
    assert (ran.returncode, ran.stdout) == (2, "")
    assert ran.stderr == "folkmoot: there is no revision 'nowhere' here\n  mend: fetch it, or give another one\n"


def test_paths_narrow_what_is_shown_and_not_what_is_read(tmp_path: Path) -> None:
    write_tree(tmp_path, {**genesis(), **TOO_FEW})
    assert folkmoot(tmp_path, "check", "charter", "--as-of", AS_OF).returncode == 0
    assert folkmoot(tmp_path, "check", "proposals/2026-x", "--as-of", AS_OF).returncode == 1
    assert folkmoot(tmp_path / "proposals", "check", "2026-x/proposal.md", "--as-of", AS_OF).returncode == 1
    ran = folkmoot(tmp_path, "check", "nothing")
    assert (ran.returncode, ran.stderr.splitlines()[0]) == (2, "folkmoot: there is no nothing")


def test_a_revision_is_checked_without_touching_the_work_tree(tmp_path: Path) -> None:
    commit(tmp_path, {**genesis(), **TOO_FEW})
    commit(tmp_path, OPEN)
    assert folkmoot(tmp_path, "check", "--as-of", AS_OF, "--at", "HEAD~1").returncode == 1
    assert folkmoot(tmp_path, "check", "--as-of", AS_OF).returncode == 0


def test_outside_every_repository(tmp_path: Path) -> None:
    ran = folkmoot(tmp_path, "check")
    assert ran.returncode == 2
    assert ran.stderr.startswith("folkmoot: no co-op's repository at or above")


@pytest.mark.parametrize("instant", ["yesterday", "2026-13-01", "2026-01-01T12:00:00", "1"])
def test_what_is_no_instant(tmp_path: Path, instant: str) -> None:
    write_tree(tmp_path, genesis())
    ran = folkmoot(tmp_path, "check", "--as-of", instant)
    assert (ran.returncode, ran.stderr.splitlines()[0]) == (2, f"folkmoot: '{instant}' is not an instant")


def test_the_instant_can_come_from_the_environment(tmp_path: Path) -> None:
    write_tree(tmp_path, {**genesis(), **OPEN})
    before = folkmoot(tmp_path, "check", SOURCE_DATE_EPOCH="1672531200")  # 2023-01-01, before every event
    assert before.returncode == 1
    assert folkmoot(tmp_path, "check", SOURCE_DATE_EPOCH="1779235200").returncode == 0


def test_a_look_back_judges_the_records_as_they_stood(tmp_path: Path) -> None:
    """What is dated after `--as-of` is not there yet; only a check as of now calls it a date in the future."""
    write_tree(tmp_path, {**genesis(), **OPEN})
    before = folkmoot(tmp_path, "check", "--as-of", "2026-05-01")
    assert (before.returncode, before.stdout) == (0, "")
    now = folkmoot(tmp_path, "check", SOURCE_DATE_EPOCH="1777593600")  # 2026-05-01
    assert now.returncode == 1
    assert "F026 future-date: 'opened' is dated 2026-05-02T12:00:00Z; it is 2026-05-01T00:00:00Z" in now.stdout


def test_version_and_help_answer() -> None:
    assert folkmoot(Path.cwd(), "--version").stdout.startswith("folkmoot, version ")
    assert "Recompute everything" in folkmoot(Path.cwd(), "--help").stdout
    assert folkmoot(Path.cwd(), "chekc").returncode == 2
