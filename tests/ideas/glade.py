"""Glade: a small co-op whose board a jury elects from names that another jury proposes, and a drawn committee watches."""

import json
from datetime import datetime, timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any

from co_op import ARTICLE, article, event, genesis, log, proposal, write_tree
from folkmoot.formats.ballot_json import write_ballot
from folkmoot.formats.canonical import digest, manifest_digest, write_document
from folkmoot.formats.draw_json import read_draw
from folkmoot.formats.layout import read_archive
from folkmoot.formats.paths import FOLDERS
from folkmoot.formats.table import write_entries
from folkmoot.procedure.chronicle import Chronicle, chronicle
from folkmoot.records.ballot import Ballot
from folkmoot.records.value import parse_instant, write_instant
from folkmoot.tally.decision import decision_document, recount
from ideas.handover import run

PLAIN: dict[str, Any] = ARTICLE["rules"]["procedures"]["policy"]  # type: ignore[index]
MEMBERS = tuple(f"m-{1000 + 7 * number}" for number in range(80))
EMPLOYERS = ("acme", "acme", "bolt", "none", "none")
STAFF = MEMBERS[:3]


def _body(purpose: str, powers: list[str], least: int, target: int, **fields: Any) -> dict[str, Any]:
    body = {
        "purpose": purpose, "powers": powers, "seats": {"min": str(least), "target": str(target)},
        "select": {"method": "sortition", "draw_rule": "by-lot"}, "term": "12m", "removal": {"by": "members", "rule": "simple"},
        "reports": {"every": "12m", "to": "members"},
    }  # fmt: skip
    return {**body, **fields}


def bodies() -> dict[str, Any]:
    """Who works, who proposes, who elects, who watches."""
    lot = {"method": "sortition", "draw_rule": "by-lot"}
    return {
        "board": _body(
            "It answers for the co-op", ["operate"], 3, 4, term="24m", rotation={"fraction": "1/2", "every": "12m"},
            select={"method": "election", "by": "board-jury", "decision_rule": "simple"}, incompatible=["nominating-jury", "board-jury"],
        ),
        "nominating-jury": _body("It looks for good names", ["nominate"], 3, 4, term="6m", cool_off="24m"),
        "board-jury": _body("It fills the board", ["elect"], 4, 5, term="3m", cool_off="24m", incompatible=["nominating-jury"]),
        "review-committee": _body(
            "It watches the board", ["review", "recall"], 4, 6, rotation={"fraction": "1/3", "every": "4m"}, max_terms="1", cool_off="24m",
            select={**lot, "max_per": {"employer": "2"}, "unbound": {"employer": ["none"]}}, reviews=["board"], incompatible=["staff"],
        ),
        "agenda-council": _body("It calls the juries", ["convene"], 2, 3, select={**lot, "alumni_of": "board-jury"}),
        "garden": _body(
            "It keeps the garden", ["operate"], 2, 3, select={"method": "open", "oversubscribed": "sortition", "draw_rule": "by-lot"}
        ),
    }  # fmt: skip


def charter(**changed: Any) -> dict[str, bytes]:
    """The founding charter; `changed` replaces bodies."""
    rules: dict[str, Any] = json.loads(json.dumps(ARTICLE["rules"]))
    rules["draws"] = {"by-lot": {"seed": {"kind": "dice", "after": "24h"}, "challenge": "7d", "response": "7d"}}
    rules["procedures"] |= {
        "election": {
            **PLAIN, "introduce": {"who": "nominating-jury", "seconds": "0"}, "decide": {"by": "board-jury", "rule": "simple", "open": "7d"},
        },
        "daily": {
            **PLAIN, "sphere": "operational", "introduce": {"who": "garden", "seconds": "0"},
            "decide": {"by": "garden", "rule": "simple", "open": "7d"},
        },
    }  # fmt: skip
    rules["bodies"] = {**bodies(), **changed}
    return {"charter/01-rules.md": article(rules=json.loads(json.dumps(rules)))}


def members(name: str = "2023-members", only: tuple[str, ...] = MEMBERS) -> dict[str, bytes]:
    """A roster of 80, with the employer and the role of each."""
    rows = [
        (entry, EMPLOYERS[int(sha256(entry.encode()).hexdigest(), 16) % len(EMPLOYERS)], "staff" if entry in STAFF else "member")
        for entry in only
    ]
    entries = write_entries(("entry", "employer", "role"), rows)
    roster = {
        "id": name, "type": "roster", "title": "Members", "summary": "Members of Glade.", "as_of": "2023-01-20", "rules_at": "2023-01-20",
        "count": str(len(rows)), "columns": ["entry", "employer", "role"], "digest": digest(entries), "storage": "public",
    }  # fmt: skip
    folder = f"juries/rosters/{name}"
    return {f"{folder}/entries.csv": entries, f"{folder}/roster.md": write_document(roster, "\n")}


def founded(root: Path, **changed: Any) -> Path:
    """The co-op on the day after its founding, 20 January 2023."""
    write_tree(root, {**genesis(charter(**changed)), **members()})
    return root


def call(root: Path, name: str, body: str, seats: int, day: str, **head: Any) -> str:
    """Write a call and have `folkmoot draw call` finish and record it at noon of a day."""
    at = parse_instant(f"{day}T12:00:00Z")
    text = {
        "id": name, "type": "jury", "title": f"The {name}", "summary": "Some are drawn.", "body": body, "mandate": body,
        "question": "Who shall sit?", "seats": str(seats), "roster": "2023-members", "hours": "8", "facilitator": "A friend.",
        "sources": [{"kind": "dice", "when": write_instant(at + timedelta(days=9))}],
        "compensation": {"amount": "15", "currency": "EUR", "per": "hour"}, "respond_by": "2027-09-01", "evaluation_due": "2027-10-01", **head,
    }  # fmt: skip
    write_tree(root, {f"juries/{name}/call.md": write_document(text, "\nCome.\n")})
    return run(root, "draw", "call", name, "--by", "secretary", "--keeper", "registrar", "--as-of", write_instant(at))


def draw(root: Path, name: str, day: str) -> tuple[str, ...]:
    """Throw the dice of a called jury and draw it; who was drawn, in the order of seats."""
    dice = str(int(sha256(name.encode()).hexdigest(), 16))[:30]
    run(root, "draw", "seed", name, "--dice", dice, "--as-of", f"{day}T12:00:00Z")
    run(root, "draw", "run", name)
    return tuple(seat.entry for seat in read_draw((root / f"juries/{name}/draw.json").read_bytes()).panel.seats)


def add(root: Path, name: str, *events: dict[str, Any]) -> None:
    """Add events to a jury's log."""
    path = root / f"juries/{name}/log.yml"
    path.write_bytes(path.read_bytes() + log(*events))


def sit(root: Path, name: str, body: str, seats: int, day: str, **head: Any) -> tuple[str, ...]:
    """Call a jury, draw it nine days later, and let everybody say yes the day after."""
    call(root, name, body, seats, day, **head)
    start = datetime.fromisoformat(f"{day}T12:00:00+00:00")
    drawn = draw(root, name, (start + timedelta(days=9)).date().isoformat())
    yes = write_instant(start + timedelta(days=10))
    add(root, name, *(event(yes, "accepted", entry, entry=entry) for entry in drawn))
    return drawn


def decided(
    root: Path, name: str, kind: str, day: str, by: str, *effects: tuple[str, str], voters: tuple[str, ...] = (), jury: str = ""
) -> None:
    """A matter that gives seats, opened on a day by somebody and adopted 19 days on, by a jury or by the three founders."""
    folder, start = f"proposals/{name}", datetime.fromisoformat(f"{day}T12:00:00+00:00")
    seats = [{"do": "seat", "owner": owner, "what": what} for owner, what in effects]
    seconds = ["m-0002", "m-0003"] if not jury else []
    text = proposal(name, kind, introduced_by=by, seconds=seconds, effects=seats, asks="Shall they sit?")
    bound = manifest_digest({"proposal.md": text})
    source, path = ("jury", f"juries/{jury}/draw.json") if jury else ("roster", "juries/rosters/2023-founders/entries.csv")
    electorate = {"kind": source, "id": jury or "2023-founders", "digest": digest((root / path).read_bytes())}
    at = [write_instant(start + timedelta(days=days)) for days in (0, 10, 11, 19)]
    decides = "board-jury" if jury else "members"
    files = {
        f"{folder}/proposal.md": text,
        f"{folder}/log.yml": log(
            event(at[0], "opened", by), event(at[1], "frozen", by, text=bound),
            event(at[2], "voting-opened", "secretary", electorate=electorate), event(at[3], "ballots-closed", "tellers"),
        ),
    }  # fmt: skip
    for voter in voters or ("m-0001", "m-0002", "m-0003"):
        files[f"{folder}/ballots/{voter}-1.json"] = write_ballot(Ballot(name, bound, electorate["digest"], voter, 1, "for"))
    write_tree(root, files)
    course = at_end(root, at[3])
    found = course.archive.proposal(name)
    assert found is not None, decides
    write_tree(root, {f"{folder}/decision.md": decision_document(recount(course.archive, found, course.matters[name].book))})


def at_end(root: Path, as_of: str) -> Chronicle:
    """The records of a folder at an instant, or at noon of a day."""
    paths = (path for folder in FOLDERS for path in (root / folder).rglob("*") if path.is_file())
    archive = read_archive({path.relative_to(root).as_posix(): path.read_bytes() for path in paths})
    assert archive.faults == (), archive.faults
    return chronicle(archive, parse_instant(as_of if "T" in as_of else f"{as_of}T12:00:00Z"))


def board(root: Path) -> tuple[str, ...]:
    """A board of four, elected in spring 2023 by one jury from the names of another; its members, the first of the list first."""
    names = sit(root, "2023-nominating", "nominating-jury", 4, "2023-02-01")
    electors = sit(root, "2023-electors", "board-jury", 5, "2023-02-15")
    chosen = tuple(entry for entry in MEMBERS[3:] if entry not in (*names, *electors))[:4]
    decided(
        root, "2023-board", "election", "2023-03-01", "nominating-jury", ("board", ", ".join(chosen)), voters=electors, jury="2023-electors"
    )
    return chosen


def findings(root: Path, as_of: str, *codes: str) -> list[str]:
    """What some checks say of the records at a day."""
    from folkmoot.checks.registry import find_check, run_checks

    return [f"{each.code} {each.what}" for each in run_checks(at_end(root, as_of), [find_check(code) for code in codes])]
