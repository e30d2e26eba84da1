"""`folkmoot draw run`, `verify` and `lowest` with an engine: rosters inside the repository and outside, receipts, and what is refused."""

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from engine.big_draws import JURY, all_files, archive_of, co_op, some_members, write_roster
from folkmoot.checks.draws import draw_differs
from folkmoot.checks.verification import verify
from folkmoot.cli.shell import cli
from folkmoot.engine.shards import Shards
from folkmoot.formats.draw_json import write_draw
from folkmoot.procedure.chronicle import chronicle
from folkmoot.records.error import FolkmootError
from folkmoot.sortition.replay import redraw

COLUMNS = ("entry", "region", "role")
CALL = {"exclude": [{"reason": "staff", "column": "role", "values": ["staff"]}]}
MEMBERS = some_members(600)


def write(top: Path, files: Mapping[str, bytes]) -> None:
    for path, data in files.items():
        (top / path).parent.mkdir(parents=True, exist_ok=True)
        (top / path).write_bytes(data)


def ran(*words: object) -> Result:
    return CliRunner().invoke(cli, [str(word) for word in words])


@pytest.fixture
def apart(tmp_path: Path) -> tuple[Path, Shards, bytes]:
    """A repository with SHA256SUMS alone, its shards beside it, and the draw.json that is due."""
    shards = write_roster(tmp_path / "shards-of-members", COLUMNS, MEMBERS, 2)
    files = all_files(shards)
    write(tmp_path / "coop", co_op(shards, MEMBERS, CALL, inside={"SHA256SUMS": files["SHA256SUMS"]}))
    wanted = write_draw(redraw(*archive_of(co_op(shards, MEMBERS, CALL, inside=files))))
    (tmp_path / "coop" / "charter").mkdir()
    return tmp_path / "coop", shards, wanted


@pytest.mark.parametrize("engine", ["plain", "duckdb", "fast"])
def test_a_jury_is_drawn_from_shards_outside_the_repository(engine: str, apart: tuple[Path, Shards, bytes]) -> None:
    top, shards, wanted = apart
    receipt = top.parent / "receipt.json"
    done = ran("draw", "run", "2026-jury", "--shards", shards.folder, "--engine", engine, "--receipt", receipt, "--root", top)
    assert done.exit_code == 0, done.output
    assert "5 seats from 400 eligible entries" in done.output
    assert "reproduced the golden vectors; 256 files of the roster have their digests" in done.output
    assert (top / JURY / "draw.json").read_bytes() == wanted
    said = json.loads(receipt.read_bytes())
    assert (said["engine"], said["roster"], said["result"]) == (engine, shards.digest, sha256(wanted).hexdigest())
    again = ran("draw", "verify", "2026-jury", "--shards", shards.folder, "--root", top)
    assert again.exit_code == 0, again.output
    assert "drawn again the same" in again.output


def test_a_false_draw_over_shards_is_told(apart: tuple[Path, Shards, bytes]) -> None:
    top, shards, wanted = apart
    draw = json.loads(wanted)
    draw["panel"][0], draw["panel"][1] = draw["panel"][1] | {"number": 1}, draw["panel"][0] | {"number": 2}
    (top / JURY / "draw.json").write_text(json.dumps(draw, indent=2, sort_keys=True) + "\n")
    done = ran("draw", "verify", "2026-jury", "--shards", shards.folder, "--root", top)
    assert done.exit_code == 1
    assert "FAILS  draw" in done.output


def test_a_roster_inside_the_repository_is_ranked_by_an_engine_too(tmp_path: Path) -> None:
    shards = write_roster(tmp_path / "outside", COLUMNS, MEMBERS, 0)
    files = co_op(shards, MEMBERS, CALL, inside=all_files(shards))
    write(tmp_path / "coop", files)
    done = ran("draw", "run", "2026-jury", "--engine", "fast", "--root", tmp_path / "coop")
    assert done.exit_code == 0, done.output
    drawn = (tmp_path / "coop" / JURY / "draw.json").read_bytes()
    (tmp_path / "coop" / JURY / "draw.json").unlink()
    assert ran("draw", "run", "2026-jury", "--root", tmp_path / "coop").exit_code == 0
    assert (tmp_path / "coop" / JURY / "draw.json").read_bytes() == drawn


def test_nothing_is_written_when_a_shard_is_false(apart: tuple[Path, Shards, bytes]) -> None:
    top, shards, _ = apart
    (shards.folder / "shards" / "0f.csv").write_text("entry,region,role\n")
    receipt = top.parent / "receipt.json"
    done = ran("draw", "run", "2026-jury", "--shards", shards.folder, "--receipt", receipt, "--root", top)
    assert isinstance(done.exception, FolkmootError)
    assert "0f.csv" in done.exception.what
    assert not (top / JURY / "draw.json").exists()
    assert not receipt.exists()


def test_the_lowest_tickets_go_to_a_file_or_to_the_screen(apart: tuple[Path, Shards, bytes]) -> None:
    top, shards, wanted = apart
    seed = json.loads(wanted)["seed"]
    shown = CliRunner().invoke(cli, ["draw", "lowest", str(shards.folder), "--seed", seed, "--count", "20"])
    out = top.parent / "tickets.json"
    done = ran("draw", "lowest", shards.folder, "--seed", seed, "--count", 20, "--out", out, "--engine", "plain")
    assert done.exit_code == 0, done.output
    assert out.read_text() == shown.stdout
    assert len(json.loads(shown.stdout)["tickets"]) == 20
    assert isinstance(ran("draw", "lowest", shards.folder, "--seed", "not-hex").exception, FolkmootError)


def test_a_draw_whose_shards_are_elsewhere_passes_the_checks_and_a_false_one_does_not(apart: tuple[Path, Shards, bytes]) -> None:
    _, shards, wanted = apart
    files = co_op(shards, MEMBERS, CALL, inside={"SHA256SUMS": (shards.folder / "SHA256SUMS").read_bytes()})
    draw, target = json.loads(wanted), f"{JURY}/draw.json"
    assert said_of(files | {target: wanted}) == ([], "each ticket is what the seed gives")
    false = json.loads(wanted)
    false["panel"][4]["ticket"] = sha256(b"another").hexdigest()
    assert said_of(files | {target: as_json(false)})[0] == [
        "the ticket of seat 5 is not what the seed gives to " + draw["panel"][4]["entry"]
    ]
    swapped = json.loads(wanted)
    swapped["panel"][0], swapped["panel"][1] = draw["panel"][1] | {"number": 1}, draw["panel"][0] | {"number": 2}
    assert said_of(files | {target: as_json(swapped)})[0] == ["seat 2 stands after a higher ticket"]
    short = json.loads(wanted)
    del short["alternates"][-1]
    assert said_of(files | {target: as_json(short)})[0] == ["its places are not those of the call"]
    assert said_of(files | {target: as_json(draw | {"roster": draw["roster"] | {"count": 601}})})[0] == [
        "it names another call, roster, number of entries or seed than the records do"
    ]


def said_of(files: Mapping[str, bytes]) -> tuple[list[str], str]:
    """What check D005 finds, and how the verification of the draw begins."""
    course = chronicle(archive_of(files)[0], datetime(2026, 5, 2, tzinfo=UTC))
    verified = next(one for one in verify(course) if one.kind == "draw")
    faults = [fault.what for fault in draw_differs(course)]
    assert verified.holds == (not faults)
    return faults, verified.detail.partition(";")[0]


def as_json(value: object) -> bytes:
    return (json.dumps(value, indent=2, sort_keys=True) + "\n").encode()
