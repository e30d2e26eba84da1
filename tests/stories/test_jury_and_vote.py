"""A whole life in a real repository: roster, call, seed, draw, vote, decision, all by documented commands, then tampering."""

import csv
import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from co_op import article, commit, event, genesis, git, log, proposal
from folkmoot.formats.ballot_json import write_totals
from folkmoot.formats.canonical import digest, manifest_digest, write_document
from folkmoot.records.ballot import CountedTotals
from folkmoot.records.value import parse_instant
from folkmoot.sortition.beacon import DEMONSTRATION, round_at

TOP = Path(__file__).parent.parent.parent


def _run(root: Path, *arguments: str, exits: int = 0) -> str:
    ran = subprocess.run([Path(sys.executable).parent / "folkmoot", *arguments], cwd=root, capture_output=True, text=True, check=False)
    assert ran.returncode == exits, ran.stdout + ran.stderr
    assert "Traceback" not in ran.stderr
    return ran.stdout + ran.stderr


def _charter() -> dict[str, bytes]:
    rules = {
        "decisions": {
            "simple": {
                "method": "majority", "threshold": "1/2", "strict": "true", "base": "cast", "abstain": "quorum-only",
                "ties": "rejected", "secrecy": "open",
            },
            "two-thirds": {
                "method": "majority", "threshold": "2/3", "strict": "false", "base": "cast", "abstain": "quorum-only",
                "ties": "rejected", "secrecy": "counted", "quorum": {"fraction": "1/2", "of": "seats", "counts": "participation"},
            },
        },
        "draws": {"standard": {"seed": {"kind": "beacon", "after": "24h"}, "challenge": "7d", "response": "14d"}},
        "bodies": {
            "policy-jury": {
                "purpose": "Decides policy", "powers": ["decide"], "select": {"method": "sortition", "source": "members"},
                "seats": {"min": "5", "target": "6"}, "term": "6m", "removal": {"by": "members", "rule": "simple"},
                "reports": {"every": "6m", "to": "members"},
            }
        },
        "procedures": {
            "genesis": _procedure("members", "simple"),
            "policy": _procedure("policy-jury", "two-thirds"),
        },
    }  # fmt: skip
    return {"charter/01-rules.md": article(rules=rules)}


def _procedure(by: str, rule: str) -> dict[str, object]:
    return {
        "sphere": "deliberative", "introduce": {"who": "member", "seconds": "0"}, "discuss": {"min": "7d", "max": "300d"},
        "decide": {"by": by, "rule": rule, "open": "8h"}, "execute": {"by": "maintainers", "within": "5d"}, "paths": ["charter/*"],
    }  # fmt: skip


@pytest.fixture
def brook(lived: Path, tmp_path: Path) -> Path:
    """A copy of the co-op, to do with what a test likes."""
    return shutil.copytree(lived, tmp_path / "brook")


@pytest.fixture(scope="module")
def lived(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A co-op of 40 with a policy proposal that its jury adopted."""
    tmp_path = tmp_path_factory.mktemp("lived")
    root = tmp_path / "brook"
    root.mkdir()
    text = proposal("2023-lamps", seconds=[])
    commit(root, {**genesis(_charter()), "proposals/2023-lamps/proposal.md": text})
    members = tmp_path / "members.csv"
    with members.open("w", newline="") as file:
        rows = csv.writer(file)
        rows.writerow(["entry", "name", "region", "status"])
        rows.writerows(
            [f"m-{100 + place}", "left out", ("hill", "shore")[place % 2], "ended" if place == 7 else "active"] for place in range(40)
        )
    _run(
        root, "roster", "freeze", str(members), "--id", "2023-members", "--day", "2023-03-01", "--column", "region",
        "--exclude", "status=ended:ended",
    )  # fmt: skip
    roster = digest((root / "juries/rosters/2023-members/entries.csv").read_bytes())
    number = round_at(DEMONSTRATION, parse_instant("2023-03-20T12:00:00Z"))
    call = {
        "id": "2023-jury", "type": "jury", "title": "Jury on lamps", "summary": "Six members decide.", "body": "policy-jury",
        "mandate": "2023-lamps", "question": "Shall we?", "seats": "6", "alternates": "2", "roster": "2023-members",
        "roster_digest": roster,
        "strata": {"column": "region", "seats": {"hill": "3", "shore": "3"}, "alternates": {"hill": "1", "shore": "1"}},
        "sources": [{"kind": "beacon", "chain": DEMONSTRATION.hash, "round": str(number)}], "hours": "8",
        "compensation": {"amount": "15", "currency": "EUR", "per": "hour"}, "facilitator": "A person of neither side.",
        "respond_by": "2023-09-01", "evaluation_due": "2023-10-01",
    }  # fmt: skip
    data = write_document(call, "\nCome.\n")
    commit(root, {
        "juries/2023-jury/call.md": data,
        "juries/2023-jury/log.yml": log(
            event("2023-03-02T12:00:00Z", "pool-frozen", by="registrar", roster=roster),
            event("2023-03-03T12:00:00Z", "called", by="registrar", call=digest(data)),
        ),
    })  # fmt: skip
    _run(root, "draw", "seed", "2023-jury", "--demonstration", "--as-of", "2023-03-20T12:05:00Z")
    _run(root, "draw", "run", "2023-jury")
    bound = manifest_digest({"proposal.md": text})
    panel = digest((root / "juries/2023-jury/draw.json").read_bytes())
    totals = CountedTotals("2023-lamps", bound, panel, 4, 2, 0, ("t-one", "t-two"))
    commit(root, {
        "proposals/2023-lamps/log.yml": log(
            event("2023-02-20T12:00:00Z", "opened"),
            event("2023-03-21T12:00:00Z", "frozen", text=bound),
            event("2023-04-01T08:00:00Z", "voting-opened", electorate={"kind": "jury", "id": "2023-jury", "digest": panel}),
            event("2023-04-01T16:00:00Z", "ballots-closed"),
        ),
        "proposals/2023-lamps/ballots/counted-1.json": write_totals(totals),
    })  # fmt: skip
    _run(root, "tally", "2023-lamps", "--write")
    commit(root, {})
    return root


def test_the_life_is_sound_and_everything_recomputes(brook: Path) -> None:
    _run(brook, "check")
    said = _run(brook, "verify")
    assert "FAILS" not in said
    assert "holds  decision 2023-lamps: 4 for, 2 against, 0 abstained. 4 votes for were needed." in said
    assert "a demonstration: anybody can make these rounds" in said
    assert json.loads(_run(brook, "verify", "--format", "json").partition("\n}")[0] + "\n}")["holds"] is True
    assert "left out" not in (brook / "juries/rosters/2023-members/entries.csv").read_text()
    ran = subprocess.run(
        [sys.executable, TOP / "tooling/verify_draw.py", "juries/2023-jury"], cwd=brook, capture_output=True, text=True, check=False
    )
    assert ran.returncode == 0, ran.stdout + ran.stderr


def test_the_digests_are_those_of_sha256sum(brook: Path) -> None:
    """Law 5: a reader's own tools confirm the roster, the bound text and a ticket."""
    sum_of = subprocess.run(
        ["sha256sum", "entries.csv"], cwd=brook / "juries/rosters/2023-members", capture_output=True, text=True, check=True
    )
    assert sum_of.stdout.split()[0] in (brook / "juries/rosters/2023-members/roster.md").read_text()
    bound = subprocess.run(
        "sha256sum proposal.md | sha256sum", shell=True, cwd=brook / "proposals/2023-lamps", capture_output=True, text=True, check=True
    )
    assert bound.stdout.split()[0] in (brook / "proposals/2023-lamps/log.yml").read_text()
    drawn = json.loads((brook / "juries/2023-jury/draw.json").read_text())
    seat = drawn["panel"][0]
    ticket = subprocess.run(
        f"printf '%s:%s' {drawn['seed']} {seat['entry']} | sha256sum", shell=True, capture_output=True, text=True, check=True
    )
    assert ticket.stdout.split()[0] == seat["ticket"]
    assert seat["ticket"] in _run(brook, "draw", "ticket", "2023-jury", seat["entry"])


TAMPERINGS = {
    "a vote more": ("proposals/2023-lamps/ballots/counted-1.json", b'"for": 4', b'"for": 5', "V002"),
    "an edited decision": ("proposals/2023-lamps/decision.md", b"for: 4", b"for: 5", "V002"),
    "a word of the frozen text": ("proposals/2023-lamps/proposal.md", b"Shall we?", b"Shall I?", "P"),
    "a seat for a friend": ("juries/2023-jury/draw.json", b'"entry": "m-1', b'"entry": "m-9', "D005"),
    "a row of the roster": ("juries/rosters/2023-members/entries.csv", b"m-101,shore", b"m-101,hill", "D002"),
    "a word of the call": ("juries/2023-jury/call.md", b"Six members", b"Six people", "D001"),
    "the threshold in the charter": ("charter/01-rules.md", b"threshold: 2/3", b"threshold: 1/3", "C"),
    "the beacon's signature": ("juries/2023-jury/log.yml", b"signature: ", b"signature: a", "D004"),
    "another round": ("juries/2023-jury/call.md", b"round: '", b"round: '1", "D001"),
}


@pytest.mark.parametrize("name", TAMPERINGS)
def test_tampering_is_found_and_named(brook: Path, name: str) -> None:
    path, before, after, code = TAMPERINGS[name]
    data = (brook / path).read_bytes()
    assert before in data
    (brook / path).write_bytes(data.replace(before, after, 1))
    said = _run(brook, "check", exits=1)
    assert f" {code}" in said
    _run(brook, "verify", exits=1)


def test_a_second_seed_is_refused(brook: Path) -> None:
    before = (brook / "juries/2023-jury/log.yml").read_bytes()
    assert "recorded already" in _run(brook, "draw", "seed", "2023-jury", "--demonstration", exits=2)
    assert (brook / "juries/2023-jury/log.yml").read_bytes() == before


def test_a_draw_is_not_run_twice_nor_a_decision_replaced(brook: Path) -> None:
    assert "exists already" in _run(brook, "draw", "run", "2023-jury", exits=2)
    _run(brook, "tally", "2023-lamps", "--write")  # the same bytes: nothing to say against it
    path = brook / "proposals/2023-lamps/decision.md"
    path.write_bytes(path.read_bytes().replace(b"for: 4", b"for: 5"))
    assert "says something else" in _run(brook, "tally", "2023-lamps", "--write", exits=2)


def test_the_same_records_verify_at_a_revision_of_a_clone(brook: Path, tmp_path: Path) -> None:
    clone = tmp_path / "clone"
    git(tmp_path, "clone", "-q", str(brook), str(clone))
    shutil.rmtree(clone / "juries")
    _run(clone, "verify", "--at", "HEAD")
    _run(clone, "verify", exits=1)
