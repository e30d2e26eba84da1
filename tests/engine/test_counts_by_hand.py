"""`folkmoot ballots pack --shards` and `folkmoot tally --engine`: the outcome is byte for byte that of the ordinary tally."""

import json
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from co_op import event, write_tree
from folkmoot.cli.shell import cli
from folkmoot.formats.canonical import manifest
from folkmoot.formats.shards import write_shards
from folkmoot.records.ballot import Marks
from folkmoot.records.error import FolkmootError
from publish.voted_coop import Vote, ranked, voted_files

AS_OF = "2024-03-10T12:00:00Z"
RANKED = (
    (ranked("ash > birch"), 9), (ranked("birch > ash = cedar"), 6), (ranked("cedar"), 7), (ranked(""), 2), (ranked("cedar > ash > birch"), 5),
)  # fmt: skip
LEFT = event("2024-02-12T12:00:00Z", "excepted", by="m-0001", entry="m-0003", ref="removed", reason="left before the vote")
CAME = event("2024-02-12T12:00:00Z", "excepted", by="m-0001", entry="m-late", ref="added", reason="was left out of the list")
VOTES = (
    Vote("majority", (), (("for", 12), ("against", 7), ("abstain", 3)), (LEFT, CAME)),
    Vote("schulze", ("ash", "birch", "cedar"), RANKED),
    Vote("irv", ("ash", "birch", "cedar"), RANKED),
    Vote("approval", ("ash", "birch"), (((("ash",),), 5), ((("ash", "birch"),), 4), ((), 1))),
    Vote("star", ("ash", "birch"), ((Marks((("ash", 5), ("birch", 2))), 6), (Marks((("birch", 4),)), 3))),
)


@pytest.fixture(scope="module")
def coop(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("coop")
    write_tree(root, voted_files(VOTES))
    return root


def ran(root: Path, *words: object) -> Result:
    return CliRunner().invoke(cli, [*map(str, words), "--root", str(root), "--as-of", AS_OF])


def packed(root: Path, name: str, folder: Path) -> Path:
    done = ran(root, "ballots", "pack", name, "--shards", folder)
    assert done.exit_code == 0, done.exception
    return folder


@pytest.mark.parametrize("vote", VOTES, ids=lambda vote: vote.rule)
@pytest.mark.parametrize("engine", ["plain", "duckdb"])
def test_packed_ballots_give_what_the_ballots_give(vote: Vote, engine: str, coop: Path, tmp_path: Path) -> None:
    name = f"2024-{vote.rule}"
    folder, receipt = packed(coop, name, tmp_path / "pack"), tmp_path / "receipt.json"
    usual = json.loads(ran(coop, "tally", name, "--explain", "--format", "json").stdout)
    line = ("tally", name, "--engine", engine, "--ballots", folder, "--receipt", receipt, "--explain", "--format", "json")
    done = ran(coop, *line)
    assert done.exit_code == 0, done.exception
    assert json.loads(done.stdout) == usual
    assert json.loads((folder / "ballots.json").read_text())["files"] == usual["ballots"]["digest"]
    assert "counted here, not verified" in done.stderr
    said = json.loads(receipt.read_text())
    assert (said["engine"], said["ballots_read"], said["entries"]) == (
        engine,
        sum(number for _, number in vote.ballots) - (vote.rule == "majority"),
        32,
    )
    assert "signatures were judged when the ballots were packed" in said["signatures"]


def test_the_roster_may_stand_outside_the_repository(coop: Path, tmp_path: Path) -> None:
    root, outside = tmp_path / "coop", tmp_path / "roster"
    shutil.copytree(coop, root)
    folder = packed(root, "2024-irv", tmp_path / "pack")
    usual = ran(root, "tally", "2024-irv", "--format", "json").stdout
    shutil.move(root / "juries/rosters/2024-members/entries.csv", tmp_path / "entries.csv")
    line = ("tally", "2024-irv", "--engine", "plain", "--ballots", folder, "--format", "json")
    refused = ran(root, *line)
    assert isinstance(refused.exception, FolkmootError)
    outside.mkdir()
    shutil.move(tmp_path / "entries.csv", outside / "entries.csv")
    found = json.loads(ran(root, *line, "--shards", outside).stdout)
    assert found["counts"] == json.loads(usual)["counts"]
    assert found["electorate"] == json.loads(usual)["electorate"]
    (outside / "entries.csv").unlink()
    sharded = write_shards(("entry",), [b"m-0001", b"m-0002"], 2)
    write_tree(outside, sharded)
    other = ran(root, *line, "--shards", outside)
    assert isinstance(other.exception, FolkmootError)
    assert "the vote was opened for" in other.exception.what


def test_discarded_ballots_are_told_with_their_reasons(coop: Path, tmp_path: Path) -> None:
    folder = packed(coop, "2024-majority", tmp_path / "pack")
    path = next(path for path in sorted((folder / "shards").iterdir()) if path.read_bytes().count(b"\n") > 1)
    voter = path.read_text().splitlines()[1].partition(",")[0]
    path.write_text(f"{path.read_text()}{voter},2,perhaps\n{voter},3,against\n")
    shards = {f"shards/{each.name}": each.read_bytes() for each in (folder / "shards").iterdir()}
    (folder / "SHA256SUMS").write_bytes(manifest(shards))
    head = json.loads((folder / "ballots.json").read_text())
    from hashlib import sha256

    head |= {"digest": sha256(manifest(shards)).hexdigest(), "count": head["count"] + 2, "set_aside": {"late": 2}}
    (folder / "ballots.json").write_text(json.dumps(head, indent=2, sort_keys=True) + "\n")
    false = ran(coop, "tally", "2024-majority", "--engine", "duckdb", "--ballots", folder)
    assert isinstance(false.exception, FolkmootError)
    assert false.exception.what.endswith("1 ballots are named as off-roster, and 0 were discarded so")
    del head["named"]
    (folder / "ballots.json").write_text(json.dumps(head, indent=2, sort_keys=True) + "\n")
    done = ran(coop, "tally", "2024-majority", "--engine", "duckdb", "--ballots", folder)
    assert done.exit_code == 0, done.exception
    assert "set aside when packed: 2 late" in done.stderr
    assert "not counted: 1 malformed-choice" in done.stderr
    assert f"shards/{path.name}, row 3: {voter}, number 2: its choice is not one the vote offers" in done.stderr
    assert f"shards/{path.name}, row 2: {voter}, number 1: this voter's ballot number 3 takes its place" in done.stderr
    assert "not counted: 2 more" in done.stdout


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--ballots", "."), "belong to a count by an engine"),
        (("--engine", "plain"), "no folder of them was named"),
        (("--engine", "plain", "--ballots", "."), "cannot be read"),
        (("--engine", "plain", "--ballots", "PACK", "--write"), "2024-irv/ballots/ holds ballots in files"),
        (("--engine", "plain", "--sensitivity"), "not counted by an engine"),
        (("--engine", "duckdb", "--master", "local", "--ballots", "PACK"), "the engine is duckdb"),
    ],
)
def test_what_cannot_be_counted_is_refused_in_words(words: tuple[str, ...], said: str, coop: Path, tmp_path: Path) -> None:
    pack = str(packed(coop, "2024-irv", tmp_path / "pack"))
    refused = ran(coop, "tally", "2024-irv", *(pack if word == "PACK" else word for word in words))
    assert isinstance(refused.exception, FolkmootError)
    assert said in refused.exception.what
    assert refused.exception.mend


def test_a_pack_of_another_vote_is_refused(coop: Path, tmp_path: Path) -> None:
    refused = ran(coop, "tally", "2024-irv", "--engine", "plain", "--ballots", packed(coop, "2024-star", tmp_path / "pack"))
    assert isinstance(refused.exception, FolkmootError)
    assert "are of another proposal: 2024-star" in refused.exception.what
