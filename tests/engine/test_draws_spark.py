"""Draws on Spark, really run: in two threads of this machine, and on a standalone cluster on the loopback address."""

import json
import shutil
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import pytest

from engine.big_draws import some_members, write_roster
from engine.cluster import cluster, free_port
from folkmoot.engine.draws import draw_lowest, engine_named
from folkmoot.engine.plain import Plain
from folkmoot.engine.progress import silent
from folkmoot.engine.shards import Shards
from folkmoot.records.error import FolkmootError
from folkmoot.records.jury_heads import Exclusion
from folkmoot.sortition.wish import Wish

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(find_spec("pyspark") is None, reason="PySpark is not installed: make test-all installs it"),
    pytest.mark.skipif(shutil.which("java") is None, reason="Java is not installed: apt-get install openjdk-17-jre-headless"),
]
SEED = "9be7a408" * 8
COLUMNS = ("entry", "region", "role")
WISHES = (
    Wish(SEED, {"": 300}),
    Wish(SEED, {"north": 20, "south": 20, "east": 20, "west": 2}, "region", (Exclusion(reason="board", column="role", values=("board",)),)),
)


@pytest.fixture(scope="module")
def roster(tmp_path_factory: pytest.TempPathFactory) -> Shards:
    return write_roster(tmp_path_factory.mktemp("roster"), COLUMNS, some_members(20_000), 2)


def test_two_threads_give_the_same_bytes(roster: Shards) -> None:
    with engine_named("spark") as engine:
        assert engine.version.startswith("Spark 4.")
        for wish in WISHES:
            assert engine.rank(roster, wish, silent) == Plain(1).rank(roster, wish, silent)
        assert draw_lowest(SEED, 1024, roster, engine).data == draw_lowest(SEED, 1024, roster, Plain(1)).data


def test_a_false_shard_is_named(tmp_path: Path) -> None:
    shards = write_roster(tmp_path, COLUMNS, some_members(2000), 2)
    with engine_named("spark") as engine:
        (tmp_path / "shards" / "a7.csv").write_text("entry,region,role\nm-mine,north,\n")
        with pytest.raises(FolkmootError, match=r"a7\.csv"):
            engine.rank(shards, WISHES[0], silent)
        (tmp_path / "shards" / "a7.csv").unlink()
        with pytest.raises(FolkmootError, match="Spark did not finish"):
            engine.rank(shards, WISHES[0], silent)


def test_a_cluster_gives_the_same_bytes(roster: Shards, tmp_path: Path) -> None:
    out, receipt = tmp_path / "tickets.json", tmp_path / "receipt.json"
    line = [Path(sys.executable).parent / "folkmoot", "draw", "lowest", roster.folder, "--seed", SEED, "--out", out]
    with cluster(tmp_path) as spark:
        line += ["--engine", "spark", "--master", spark.address, "--receipt", receipt]
        # In a process of its own: a Spark that once ran in threads keeps its address.
        ran = subprocess.run(line, capture_output=True, text=True, check=False, timeout=240)
        assert ran.returncode == 0, ran.stderr
        assert "Registering app folkmoot" in spark.master_log()
    assert out.read_bytes() == draw_lowest(SEED, 1024, roster, Plain(1)).data
    said = json.loads(receipt.read_bytes())
    assert (said["engine"], said["roster"]) == ("spark", roster.digest)


def test_where_no_master_answers_it_is_said(roster: Shards, tmp_path: Path) -> None:
    line = [Path(sys.executable).parent / "folkmoot", "draw", "lowest", roster.folder, "--seed", SEED]
    line += ["--engine", "spark", "--master", f"spark://127.0.0.1:{free_port()}"]
    ran = subprocess.run(line, capture_output=True, text=True, check=False, timeout=240)
    assert ran.returncode == 2
    assert "Spark did not" in ran.stderr
    assert "Traceback" not in ran.stderr
