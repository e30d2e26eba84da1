"""Counts on Spark, really run on a standalone cluster on the loopback address: the same bytes, also when a worker is killed."""

import json
import shutil
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path
from signal import SIGTERM
from typing import NamedTuple

import pytest

from co_op import write_tree
from engine.cluster import cluster, wait_for
from folkmoot.engine.spark_watch import PATIENCE
from folkmoot.formats.ballot_shards import write_ballot_shards
from folkmoot.formats.canonical import digest
from folkmoot.formats.layout import read_archive
from folkmoot.formats.shards import SUMS, write_shards
from folkmoot.records.ballot import Ballot, DiscardReason
from publish.voted_coop import Vote, ranked, voted_files

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(find_spec("pyspark") is None, reason="PySpark is not installed: make test-all installs it"),
    pytest.mark.skipif(shutil.which("java") is None, reason="Java is not installed: apt-get install openjdk-17-jre-headless"),
]
NAME = "2024-schulze"
FOLDER = f"proposals/{NAME}"
ROSTER = "juries/rosters/2024-members"
RANKINGS = tuple(map(ranked, ("ash > birch", "birch > ash = cedar", "cedar", "", "cedar > ash > birch")))
MEMBERS = 60_000


class Place(NamedTuple):
    """Where a vote, its packed ballots and the shards of its roster stand."""

    root: Path
    ballots: Path
    roster: Path

    def line(self, *words: str) -> list[str]:
        """A command that counts and writes."""
        known = ["--ballots", str(self.ballots), "--shards", str(self.roster), "--root", str(self.root), "--as-of", "2024-03-10T12:00:00Z"]
        return [str(Path(sys.executable).parent / "folkmoot"), "tally", NAME, *known, "--write", *words]

    def written(self) -> dict[str, bytes]:
        """What stands in the folder of the matter."""
        return {path.name: path.read_bytes() for path in (self.root / FOLDER).iterdir()}


@pytest.fixture(scope="module")
def vote(tmp_path_factory: pytest.TempPathFactory) -> Place:
    """A vote of many members, with a few ballots that do not count, ready to be counted."""
    folder = tmp_path_factory.mktemp("vote")
    place = Place(folder / "coop", folder / "ballots", folder / "roster")
    files = voted_files([Vote("schulze", ("ash", "birch", "cedar"), ((ranked("ash > birch > cedar"), 1),))])
    old = digest(files.pop(f"{ROSTER}/entries.csv"))
    names = [f"m-{number:06}" for number in range(MEMBERS)]
    shards = write_shards(("entry",), [name.encode() for name in names], 2)
    new = digest(shards[SUMS])
    kept = {path: data.replace(old.encode(), new.encode()) for path, data in files.items() if f"{FOLDER}/ballots/" not in path}
    kept[f"{ROSTER}/roster.md"] = kept[f"{ROSTER}/roster.md"].replace(b"count: '4'", f"count: '{MEMBERS}'".encode())
    del kept[f"{FOLDER}/decision.md"]
    write_tree(place.root, {**kept, f"{ROSTER}/{SUMS}": shards[SUMS]})
    write_tree(place.roster, shards)
    text = read_archive(kept).proposals[1].text_digest
    ballots = [Ballot(NAME, text, new, name, 1, RANKINGS[place % 5]) for place, name in enumerate(names) if place % 7]
    ballots += [Ballot(NAME, text, new, name, 2, RANKINGS[0]) for name in names[::5]]
    ballots += [Ballot(NAME, text, new, f"stranger-{number}", 1, RANKINGS[1]) for number in range(9)]
    write_tree(place.ballots, write_ballot_shards(ballots, 2, {DiscardReason.LATE: 3}))
    return place


@pytest.fixture
def fresh(vote: Place, tmp_path: Path) -> Place:
    """The same vote in a tree of its own."""
    shutil.copytree(vote.root, tmp_path / "coop")
    return vote._replace(root=tmp_path / "coop")


@pytest.fixture(scope="module")
def plain(vote: Place, tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """What the standard library writes."""
    root = tmp_path_factory.mktemp("plain") / "coop"
    shutil.copytree(vote.root, root)
    mine = vote._replace(root=root)
    subprocess.run(mine.line("--engine", "plain"), check=True, capture_output=True, timeout=240)
    return mine.written()


def same(found: dict[str, bytes], plain: dict[str, bytes]) -> bool:
    """Whether decisions are equal, and counts equal but for who counted."""
    one, other = (json.loads(each["ballots.json"]) for each in (found, plain))
    assert (one.pop("counted_by")["engine"], other.pop("counted_by")["engine"]) == ("spark", "plain")
    return bool(one == other) and found["decision.md"] == plain["decision.md"]


def test_a_cluster_counts_the_same_bytes(fresh: Place, plain: dict[str, bytes], tmp_path: Path) -> None:
    with cluster(tmp_path) as spark:
        ran = subprocess.run(
            fresh.line("--engine", "spark", "--master", spark.address), capture_output=True, text=True, check=False, timeout=900
        )
        assert ran.returncode == 0, ran.stderr
        assert "Registering app folkmoot" in spark.master_log()
    assert same(fresh.written(), plain)


def begun(fresh: Place, address: str, errors: Path) -> "subprocess.Popen[bytes]":
    line = fresh.line("--engine", "spark", "--master", address, "--receipt", str(fresh.root.parent / "receipt.json"))
    with errors.open("wb") as stream:
        return subprocess.Popen(line, stdout=subprocess.DEVNULL, stderr=stream)


def test_a_worker_killed_in_mid_job_changes_no_byte(fresh: Place, plain: dict[str, bytes], tmp_path: Path) -> None:
    with cluster(tmp_path, workers=2) as spark:
        job = begun(fresh, spark.address, tmp_path / "errors")
        try:
            wait_for(lambda: spark.log_of(0), str(fresh.ballots), job)
            assert job.poll() is None
            spark.kill(0)
            assert job.wait(900) == 0, (tmp_path / "errors").read_text()
        finally:
            job.kill()
        assert "Removing worker" in spark.master_log()
    assert same(fresh.written(), plain)


def test_a_job_without_any_worker_left_ends_in_words_and_writes_nothing(fresh: Place, tmp_path: Path) -> None:
    before = fresh.written()
    with cluster(tmp_path) as spark:
        job = begun(fresh, spark.address, tmp_path / "errors")
        try:
            wait_for(lambda: spark.log_of(0), str(fresh.ballots), job)
            spark.kill(0)
            assert job.wait(PATIENCE + 600) == 2
        finally:
            if job.poll() is None:
                job.send_signal(SIGTERM)
    said = (tmp_path / "errors").read_text()
    assert f"Spark did not finish: no worker of {spark.address} was alive and free for {PATIENCE} seconds" in said
    assert "Traceback" not in said
    assert fresh.written() == before
    assert not (tmp_path / "receipt.json").exists()
