"""A co-op that seats a jury in two stages: one lot invites, those who say yes are frozen as a roster, a second lot selects with quotas."""

import csv
from collections.abc import Callable, Sequence
from contextlib import chdir, redirect_stderr, redirect_stdout
from io import StringIO
from pathlib import Path
from typing import Any

from co_op import article, commit, event, genesis, log, proposal
from folkmoot.cli import main
from folkmoot.formats.canonical import write_document
from folkmoot.formats.draw_json import read_draw
from folkmoot.records.draw import Draw
from folkmoot.records.value import parse_instant
from folkmoot.sortition.beacon import DEMONSTRATION, round_at

INVITATION, JURY, PLAIN = "2023-invitation", "2023-lamp-jury", "2023-plain-jury"
PROPOSAL = "2023-lamps"
QUOTAS = {"age": {"old": [2, 3], "young": [1, 2]}, "region": {"hill": [2, 2], "shore": [2, 2]}}
MEMBERS = [(f"m-{100 + place}", ("old", "young", "young", "old")[place % 4], ("hill", "shore")[place % 2], f"h{place // 2}") for place in range(60)]


def folkmoot(root: Path, *arguments: str, exits: int = 0) -> str:
    """Run a verb in a folder as a member does, and return all that it says."""
    said, code = StringIO(), 0
    with chdir(root), redirect_stdout(said), redirect_stderr(said):
        try:
            main(list(arguments))
        except SystemExit as ending:
            code = int(ending.code or 0)
    assert code == exits, said.getvalue()
    return said.getvalue()


def charter(mode: str = "fresh-round") -> dict[str, bytes]:
    """Members decide, and a jury drawn by lot decides policy, whose empty seats are filled as `mode` says."""
    simple = {
        "method": "majority", "threshold": "1/2", "strict": "true", "base": "cast", "abstain": "quorum-only", "ties": "rejected",
        "secrecy": "open",
    }  # fmt: skip
    jury = {
        "purpose": "Decides policy", "powers": ["decide"], "select": {"method": "sortition", "source": "members"},
        "seats": {"min": "3", "target": "4"}, "term": "6m", "removal": {"by": "members", "rule": "simple"},
        "reports": {"every": "6m", "to": "members"},
    }  # fmt: skip
    watch = {
        "purpose": "Watches over draws", "powers": ["confirm"], "select": {"method": "election", "by": "members", "decision_rule": "simple"},
        "seats": {"min": "3", "target": "3"}, "term": "1y", "removal": {"by": "members", "rule": "simple"},
        "reports": {"every": "6m", "to": "members"},
    }  # fmt: skip
    rules = {
        "decisions": {"simple": simple},
        "draws": {
            "standard": {
                "seed": {"kind": "beacon", "after": "24h"}, "challenge": "7d", "response": "10d", "replace": {"mode": mode},
            }
        },
        "bodies": {"policy-jury": jury, "draw-watch": watch},
        "procedures": {"genesis": _procedure("members"), "policy": _procedure("policy-jury")},
    }  # fmt: skip
    return {"charter/01-rules.md": article(rules=rules)}


def _procedure(by: str) -> dict[str, object]:
    return {
        "sphere": "deliberative", "introduce": {"who": "member", "seconds": "0"}, "discuss": {"min": "7d", "max": "300d"},
        "decide": {"by": by, "rule": "simple", "open": "8h"}, "execute": {"by": "maintainers", "within": "5d"}, "paths": ["charter/*"],
    }  # fmt: skip


def call(name: str, roster: str, day: str, **more: Any) -> dict[str, bytes]:
    """A call as its author writes it, with a round at noon of a day; `folkmoot draw call` finishes it."""
    number = round_at(DEMONSTRATION, parse_instant(f"{day}T12:00:00Z"))
    head = {
        "id": name, "type": "jury", "title": "Jury on lamps", "summary": "Members decide about lamps.", "body": "policy-jury",
        "mandate": PROPOSAL, "question": "Shall we?", "roster": roster,
        "sources": [{"kind": "beacon", "chain": DEMONSTRATION.hash, "round": str(number)}], "hours": "8",
        "compensation": {"amount": "15", "currency": "EUR", "per": "hour"}, "facilitator": "A person of neither side.",
        "respond_by": "2023-09-01", "evaluation_due": "2023-10-01", **more,
    }  # fmt: skip
    return {f"juries/{name}/call.md": write_document(head, "\nCome.\n")}


def freeze(root: Path, name: str, day: str, members: Sequence[tuple[str, ...]]) -> None:
    """Freeze a roster from a list of members."""
    listed = root.parent / f"{name}.csv"
    with listed.open("w", newline="") as file:
        rows = csv.writer(file)
        rows.writerow(["entry", "age", "region", "home"])
        rows.writerows(members)
    columns = ("--column", "age", "--column", "region", "--column", "home", "--uncounted", "home")
    folkmoot(root, "roster", "freeze", str(listed), "--id", name, "--day", day, *columns)


def draw_of(root: Path, name: str) -> Draw:
    """The draw of a jury."""
    return read_draw((root / f"juries/{name}/draw.json").read_bytes())


def record(root: Path, name: str, *events: dict[str, Any]) -> None:
    """Add events to the log of a jury."""
    path = root / f"juries/{name}/log.yml"
    path.write_bytes(path.read_bytes() + log(*events))


def invited(root: Path, mode: str = "fresh-round") -> Path:
    """Found the co-op, freeze its members and call a lot that invites 30 of them; return where it stands."""
    root.mkdir()
    text = {f"proposals/{PROPOSAL}/proposal.md": proposal(PROPOSAL, seconds=[])}
    text[f"proposals/{PROPOSAL}/log.yml"] = log(event("2023-02-20T12:00:00Z", "opened"))
    commit(root, {**genesis(charter(mode)), **text})
    freeze(root, "2023-members", "2023-03-01", MEMBERS)
    more = {"seats": "30", "stage": "invitation", "quotas": QUOTAS, "household": "home", "relax": ["age"]}
    commit(root, call(INVITATION, "2023-members", "2023-03-12", **more))
    folkmoot(root, "draw", "call", INVITATION, "--by", "registrar", "--as-of", "2023-03-02T12:00:00Z")
    commit(root, {})
    return root


def volunteered(root: Path, willing: Callable[[tuple[str, ...]], bool]) -> None:
    """Record the seed of the invitation and draw it; freeze those who say yes; write the call of the selection."""
    folkmoot(root, "draw", "seed", INVITATION, "--demonstration", "--as-of", "2023-03-12T12:05:00Z")
    folkmoot(root, "draw", "run", INVITATION)
    asked = {seat.entry for seat in draw_of(root, INVITATION).panel.seats}
    freeze(root, "2023-volunteers", "2023-04-01", [member for member in MEMBERS if member[0] in asked and willing(member)])
    more = {"seats": "4", "stage": "selection", "invitation": INVITATION, "quotas": QUOTAS, "household": "home", "relax": ["age"]}
    commit(root, call(JURY, "2023-volunteers", "2023-04-12", **more))


def selected(root: Path) -> None:
    """Call the selection, record its seed, and draw it."""
    folkmoot(root, "draw", "call", JURY, "--by", "registrar", "--tickets", "60", "--as-of", "2023-04-02T12:00:00Z")
    commit(root, {})
    folkmoot(root, "draw", "seed", JURY, "--demonstration", "--as-of", "2023-04-12T12:05:00Z")
    folkmoot(root, "draw", "run", JURY)
    commit(root, {})


def plainly_drawn(root: Path) -> None:
    """Draw a jury of four with two alternates at once, without strata or quotas."""
    commit(root, call(PLAIN, "2023-members", "2023-03-12", seats="4", alternates="2"))
    folkmoot(root, "draw", "call", PLAIN, "--by", "registrar", "--as-of", "2023-03-02T12:00:00Z")
    folkmoot(root, "draw", "seed", PLAIN, "--demonstration", "--as-of", "2023-03-12T12:05:00Z")
    folkmoot(root, "draw", "run", PLAIN)
    commit(root, {})
