"""`folkmoot roster generate` and `roster check`: exit codes, what is printed, and that a generated roster says what it is."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from co_op import commit, genesis
from folkmoot.checks.registry import run_checks
from folkmoot.cli import main
from folkmoot.formats.canonical import manifest
from folkmoot.procedure.chronicle import chronicle
from folkmoot.records.value import parse_instant
from folkmoot.repository.reader import read_work_tree


def _run(capsys: pytest.CaptureFixture[str], *line: str | Path | int, exits: int = 0) -> tuple[str, str]:
    with pytest.raises(SystemExit) as ended:
        main(["roster", *map(str, line)])
    assert ended.value.code in ((None, 0) if exits == 0 else (exits,))
    said = capsys.readouterr()
    return said.out, said.err


def _made(capsys: pytest.CaptureFixture[str], folder: Path, size: int = 3000) -> str:
    return _run(capsys, "generate", "--size", size, "--column", "region=north:2,south:1", "--out", folder, "--id", "rehearsal")[0]


def test_a_generated_roster_says_what_it_is_and_is_sound(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = tmp_path / "rehearsal"
    said = _made(capsys, folder)
    digest = subprocess.run(["sha256sum", folder / "entries.csv"], capture_output=True, text=True, check=True).stdout[:64]
    assert said == f"{folder}: 3,000 generated entries for tests in entries.csv, sha256 {digest}\n"
    text = (folder / "roster.md").read_text()
    assert "title: Generated test roster of 3,000 entries\n" in text
    assert "A demonstration: these entries were generated, and nobody stands behind them." in text
    assert "region:\n    north: 2000\n    south: 1000\n" in text
    assert {path.name for path in folder.iterdir()} == {"roster.md", "entries.csv"}
    out, err = _run(capsys, "check", folder)
    assert (out, err) == (f"3,000 entries in entries.csv are sound, sha256 {digest}; {folder}/roster.md says the same\n", "")


def test_the_command_in_its_roster_md_makes_the_same_bytes(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    seed = "it's a seed"
    _run(capsys, "generate", "--size", 50, "--column", "region=far north:2,south:1", "--column", "age=old:1,young:3", "--seed", seed,
         "--id", "one", "--out", tmp_path / "one")  # fmt: skip
    command = next(line for line in (tmp_path / "one/roster.md").read_text().splitlines() if line.startswith("    folkmoot roster"))
    again = command.strip().replace("folkmoot", f"{sys.executable} -m folkmoot", 1)
    subprocess.run(again, shell=True, cwd=tmp_path / "one", check=True, capture_output=True)
    assert (tmp_path / "one/one/entries.csv").read_bytes() == (tmp_path / "one/entries.csv").read_bytes()
    assert (tmp_path / "one/one/roster.md").read_bytes() == (tmp_path / "one/roster.md").read_bytes()


def test_a_generated_roster_stands_in_a_repository_without_a_finding(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    commit(tmp_path, genesis())
    _made(capsys, tmp_path / "juries/rosters/rehearsal")
    archive = read_work_tree(tmp_path)
    found = run_checks(chronicle(archive, parse_instant("2026-04-01T00:00:00Z")))
    assert [finding for finding in found if "rehearsal" in finding.place.path] == []
    roster = archive.roster("rehearsal")
    assert roster is not None
    assert roster.entries is not None
    assert len(roster.entries.lines) == 3000


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (("--column", "region=north"), "'region=north' is not a column with the shares of its values"),
        (("--column", "entry=a:1"), "'entry=a:1' is not a column with the shares of its values"),
        (("--column", "region=a:0"), "'region=a:0' is not a column with the shares of its values"),
        (("--column", "region=a:1,a:2"), "'region=a:1,a:2' names a value twice"),
        (("--column", "x1=a:1", "--column", "x1=b:1"), "two columns have the same name"),
        (("--column", "x1=a:999", "--column", "x2=b:999", "--column", "x3=b:2"), "give 1,996,002 combinations"),
        (("--id", "Rehearsal"), "'Rehearsal' is no id for a roster"),
        (("--day", "2026-02-30"), "'2026-02-30' is not a day"),
        (("--seed", "a\nb"), "the seed holds marks that cannot be shown"),
    ],
)
def test_what_cannot_be_generated_is_told(options: tuple[str, ...], said: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    _, err = _run(capsys, "generate", "--size", 10, "--out", tmp_path / "out", *options, exits=2)
    assert said in err
    assert "  mend: " in err
    assert not (tmp_path / "out").exists()


def test_findings_end_with_one_and_carry_their_codes(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = tmp_path / "rehearsal"
    _made(capsys, folder)
    data = (folder / "entries.csv").read_bytes()
    (folder / "entries.csv").write_bytes(data.replace(b",north\n", b",nor\x00th\n", 1))
    out, err = _run(capsys, "check", folder, exits=1)
    line = data[: data.index(b",north\n")].count(b"\n") + 1
    assert f"{folder}/entries.csv:{line}:25: R001 broken-entries: a quote or control character stands in the value of 'region'" in out
    assert f"{folder}/roster.md:" in out
    assert "R002 digest-differs" in out
    assert err == "2 faults in 2 files\n"
    out, _ = _run(capsys, "check", folder, "--format", "json", exits=1)
    assert [finding["code"] for finding in json.loads(out)["findings"]] == ["R001", "R002"]
    (folder / "entries.csv").write_bytes(data)
    assert json.loads(_run(capsys, "check", folder, "--format", "json")[0])["findings"] == []


def test_a_manifest_elsewhere_is_held_against_shards_outside_git(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = tmp_path / "rehearsal"
    _made(capsys, folder)
    (folder / "roster.md").rename(tmp_path / "roster.md")
    assert "says the same" not in _run(capsys, "check", folder)[0]
    assert "says the same" in _run(capsys, "check", folder, "--manifest", tmp_path / "roster.md")[0]
    (tmp_path / "roster.md").write_text((tmp_path / "roster.md").read_text().replace("count: 3000", "count: 3001"))
    out, _ = _run(capsys, "check", folder, "--manifest", tmp_path / "roster.md", exits=1)
    assert f"{tmp_path}/roster.md:8:8: R003 count-differs: the manifest counts 3001 entries, entries.csv has 3000\n" in out
    assert "count: 3001" in out, "with the line it speaks of"
    (tmp_path / "roster.md").write_text("nothing")
    assert "1 fault in 1 file" in _run(capsys, "check", folder, "--manifest", tmp_path / "roster.md", exits=1)[1]


def test_a_folder_without_a_roster_ends_with_two(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    _, err = _run(capsys, "check", tmp_path, exits=2)
    assert err.splitlines() == [
        f"folkmoot: there is no SHA256SUMS and no entries.csv in {tmp_path}", "  mend: name the folder that holds the roster's entries",
    ]  # fmt: skip


def test_frozen_shards_are_checked_by_either_reader(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "coop").mkdir()
    commit(tmp_path / "coop", genesis())
    rows = "".join(f"m-{number:04},{('north', 'south')[number % 2]}\n" for number in range(600))
    (tmp_path / "members.csv").write_text(f"entry,region\n{rows}")
    _run(capsys, "freeze", tmp_path / "members.csv", "--id", "2026-all", "--day", "2026-03-01", "--column", "region", "--shards-to",
         tmp_path / "outside", "--root", tmp_path / "coop")  # fmt: skip
    folder = tmp_path / "coop/juries/rosters/2026-all"
    out, _ = _run(capsys, "check", tmp_path / "outside", "--manifest", folder / "roster.md")
    assert out.startswith("600 entries in 256 shards are sound, sha256 ")
    out, _ = _run(capsys, "check", folder, exits=1)
    assert "none of the 256 shards that are listed is here" in out
    shard = tmp_path / "outside/shards/3f.csv"
    shard.write_bytes(shard.read_bytes() + b"x,north\n")
    files = {path.relative_to(tmp_path / "outside").as_posix(): path.read_bytes() for path in (tmp_path / "outside/shards").iterdir()}
    (tmp_path / "outside/SHA256SUMS").write_bytes(manifest(files))
    out, _ = _run(capsys, "check", tmp_path / "outside", exits=1)
    assert f"{shard}:" in out
    assert "'x' is not an entry" in out
