"""A builder of small co-ops: texts with sound defaults, in a dictionary or in a real Git repository."""

import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from folkmoot.formats.canonical import write_document, write_log

ARTICLE = {
    "id": "01-rules",
    "type": "article",
    "title": "How we decide",
    "summary": "Members decide by majority.",
    "class": "rule",
    "rules": {
        "decisions": {
            "simple": {
                "method": "majority", "threshold": "1/2", "strict": "true", "base": "cast", "abstain": "quorum-only",
                "ties": "rejected", "secrecy": "open",
            }
        },
        "procedures": {
            kind: {
                "sphere": "deliberative",
                "introduce": {"who": "member", "seconds": seconds},
                "discuss": {"min": "7d", "max": "30d"},
                "decide": {"by": "members", "rule": "simple", "open": "7d"},
                "execute": {"by": "maintainers", "within": "5d"},
                "paths": ["charter/*"],
            }
            for kind, seconds in (("genesis", "0"), ("policy", "2"), ("amendment", "2"))
        },
    },
}  # fmt: skip
COOP = {"id": "brook.example", "name": "Brook", "zone": "Europe/Berlin", "demonstration": "true"}


def article(**fields: Any) -> bytes:
    """An article; `body` is its prose."""
    body = fields.pop("body", "\nMembers decide.\n")
    return write_document({**ARTICLE, **fields}, body)


def proposal(name: str, kind: str = "policy", **fields: Any) -> bytes:
    """The text of a proposal; `body` is its prose."""
    body = fields.pop("body", "\nBecause.\n")
    head = {
        "id": name, "type": "proposal", "kind": kind, "title": "A question", "summary": "One sentence.",
        "introduced_by": "m-0001", "seconds": ["m-0002", "m-0003"], "asks": "Shall we?", **fields,
    }  # fmt: skip
    return write_document(head, body)


def log(*events: Mapping[str, Any]) -> bytes:
    """A log of events."""
    return write_log([dict(event) for event in events])


def event(at: str, act: str, by: str = "m-0001", **fields: Any) -> dict[str, Any]:
    """One event."""
    return {"at": at, "act": act, "by": by, **fields}


def roster(name: str, as_of: str, *entries: str) -> dict[str, bytes]:
    """The files of a roster of members."""
    from folkmoot.formats.canonical import digest
    from folkmoot.formats.table import write_entries

    rows = write_entries(("entry",), [(entry,) for entry in entries])
    head = {
        "id": name, "type": "roster", "title": "Members", "summary": "The members of a day.", "as_of": as_of, "rules_at": as_of,
        "count": str(len(entries)), "columns": ["entry"], "digest": digest(rows), "storage": "public",
    }  # fmt: skip
    return {f"juries/rosters/{name}/roster.md": write_document(head, "\n"), f"juries/rosters/{name}/entries.csv": rows}


def genesis(charter: Mapping[str, bytes] | None = None, **coop: str) -> dict[str, bytes]:
    """The files of an adopted genesis, its ballots counted by hand: three founders, all for; `coop` changes who they are."""
    from folkmoot.formats.ballot_json import write_ballot
    from folkmoot.formats.canonical import digest, manifest_digest
    from folkmoot.formats.layout import read_archive
    from folkmoot.formats.table import write_entries
    from folkmoot.procedure.chronicle import chronicle
    from folkmoot.records.ballot import Ballot
    from folkmoot.records.value import parse_instant
    from folkmoot.tally.decision import decision_document, recount

    charter = charter or {"charter/01-rules.md": article()}
    entries = write_entries(("entry",), [("m-0001",), ("m-0002",), ("m-0003",)])
    roster = {
        "id": "2023-founders", "type": "roster", "title": "Founders", "summary": "Three founders.", "as_of": "2023-01-01",
        "rules_at": "2023-01-01", "count": "3", "columns": ["entry"], "digest": digest(entries), "storage": "public",
    }  # fmt: skip
    folder = "proposals/2023-genesis"
    text = proposal("2023-genesis", "genesis", coop={**COOP, **coop}, seconds=[])
    changes = {f"changes/{path}": data for path, data in charter.items()}
    bound = manifest_digest({"proposal.md": text, **changes})
    files = {
        "juries/rosters/2023-founders/roster.md": write_document(roster, "\n"),
        "juries/rosters/2023-founders/entries.csv": entries,
        f"{folder}/proposal.md": text,
        **{f"{folder}/{path}": data for path, data in changes.items()},
        f"{folder}/log.yml": log(
            event("2023-01-02T12:00:00Z", "opened"),
            event("2023-01-11T12:00:00Z", "frozen", text=bound),
            event(
                "2023-01-12T12:00:00Z", "voting-opened",
                electorate={"kind": "roster", "id": "2023-founders", "digest": digest(entries)},
            ),
            event("2023-01-20T12:00:00Z", "ballots-closed"),
        ),
        **{
            f"{folder}/ballots/{voter}-1.json": write_ballot(Ballot("2023-genesis", bound, digest(entries), voter, 1, "for"))
            for voter in ("m-0001", "m-0002", "m-0003")
        },
    }  # fmt: skip
    archive = read_archive(files)
    course = chronicle(archive, parse_instant("2023-02-01T00:00:00Z"))
    found = recount(archive, archive.proposals[0], course.matters["2023-genesis"].book)
    return {**files, f"{folder}/decision.md": decision_document(found), **charter}


def write_tree(root: Path, files: Mapping[str, bytes]) -> None:
    """Write files below a folder."""
    for path, data in files.items():
        target = root / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(data)


def git(root: Path, *arguments: str) -> str:
    """Run Git in a test's own repository."""
    line = ["git", "-c", "user.name=Test", "-c", "user.email=test@localhost", "-c", "init.defaultBranch=main", *arguments]
    return subprocess.run(line, cwd=root, check=True, capture_output=True, text=True).stdout.strip()


def commit(root: Path, files: Mapping[str, bytes | None], message: str = "Change") -> str:
    """Write files (None removes one), commit them, and return the commit."""
    if not (root / ".git").exists():
        git(root, "init", "-q")
    for path, data in files.items():
        if data is None:
            (root / path).unlink()
        else:
            write_tree(root, {path: data})
    git(root, "add", "-A")
    git(root, "commit", "-q", "--allow-empty", "-m", message)
    return git(root, "rev-parse", "HEAD")
