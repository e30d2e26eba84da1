"""Meadow: a small co-op whose charter was amended several times, for tests of provenance and redlines."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from co_op import article, event, genesis, log, proposal
from folkmoot.formats.canonical import manifest_digest
from folkmoot.formats.layout import read_archive
from folkmoot.procedure.chronicle import Chronicle, chronicle
from folkmoot.records.value import parse_instant

MEMBERS = "charter/01-members.md"
DECIDE = "charter/02-how-we-decide.md"
CLAUSES = [{"id": "c1-1", "title": "Who belongs"}, {"id": "c1-2", "title": "How long one waits"}]
FIRST = """
# Members

## c1-1 Who belongs

Everyone who waters the meadow is a member. Nobody pays to belong.

## c1-2 How long one waits

A text is discussed for at least {{ rules.procedures.policy.discuss.min }}. Then members vote.
"""
SECOND = FIRST.replace("Nobody pays to belong.", "Nobody pays to belong, and nobody is paid to.")
DECIDING = """
# How we decide

## c2-1 Votes

Members decide by majority.
"""


def rules(shortest: str = "7d", notice: str | None = None) -> dict[str, Any]:
    """The rules of Meadow; `notice` is what an amendment waits before it holds."""
    return {
        "decisions": {
            "simple": {
                "method": "majority", "threshold": "1/2", "strict": "true", "base": "cast", "abstain": "quorum-only",
                "ties": "rejected", "secrecy": "open",
            }
        },
        "procedures": {
            kind: {
                "sphere": "deliberative",
                "introduce": {"who": "member", "seconds": "0" if kind == "genesis" else "2"},
                "discuss": {"min": shortest, "max": "30d"},
                "decide": {"by": "members", "rule": "simple", "open": "7d"},
                "execute": {"by": "maintainers", "within": "5d"},
                **({"notice": notice} if notice and kind == "amendment" else {}),
                "paths": ["charter/*"],
            }
            for kind in ("genesis", "policy", "amendment")
        },
    }  # fmt: skip


def members(body: str = FIRST, clauses: object = CLAUSES, **fields: Any) -> bytes:
    """The article on members."""
    return article(**{"id": "01-members", "title": "Members", "rules": {}, "clauses": clauses, "body": body, **fields})


def deciding(body: str = DECIDING, **fields: Any) -> bytes:
    """The article that carries the rules; the arguments of `rules` go to them."""
    return article(
        id="02-how-we-decide", title="How we decide", rules=rules(**fields), clauses=[{"id": "c2-1", "title": "Votes"}], body=body
    )


def founded(**fields: Any) -> dict[str, bytes]:
    """The records after the genesis of 20 January 2023."""
    return genesis({MEMBERS: members(), DECIDE: deciding(**fields)})


def adopted(files: Mapping[str, bytes], name: str, changes: Mapping[str, bytes], closed: str, opened: str = "") -> dict[str, bytes]:
    """Add an adopted amendment, opened and closed at noon of two days, and carry it out."""
    opened = opened or closed[:8] + "01"
    folder = f"proposals/{name}"
    text = proposal(name, "amendment", title=f"The {name.partition('-')[2]} amendment")
    drafts = {f"changes/{path}": data for path, data in changes.items()}
    roster = {"kind": "roster", "id": "2023-founders", "digest": read_archive(files).rosters[0].manifest.head.digest}
    decision = files["proposals/2023-genesis/decision.md"].replace(b"2023-genesis", name.encode())
    return {
        **files,
        **changes,
        f"{folder}/proposal.md": text,
        **{f"{folder}/{path}": data for path, data in drafts.items()},
        f"{folder}/log.yml": log(
            event(f"{opened}T12:00:00Z", "opened"),
            event(f"{closed}T09:00:00Z", "frozen", text=manifest_digest({"proposal.md": text, **drafts})),
            event(f"{closed}T10:00:00Z", "voting-opened", electorate=roster),
            event(f"{closed}T12:00:00Z", "ballots-closed"),
        ),
        f"{folder}/decision.md": decision.replace(b"2023-01-20", closed.encode()),
    }


def opened(files: Mapping[str, bytes], name: str, changes: Mapping[str, bytes], day: str) -> dict[str, bytes]:
    """Add an amendment that is being discussed."""
    folder = f"proposals/{name}"
    return {
        **files,
        f"{folder}/proposal.md": proposal(name, "amendment", title=f"The {name.partition('-')[2]} amendment"),
        **{f"{folder}/changes/{path}": data for path, data in changes.items()},
        f"{folder}/log.yml": log(event(f"{day}T12:00:00Z", "opened")),
    }


def course(files: Mapping[str, bytes], as_of: str) -> Chronicle:
    """The chronicle at noon of a day, or at an instant."""
    archive = read_archive(files)
    assert archive.faults == ()
    instant: datetime = parse_instant(as_of if "T" in as_of else f"{as_of}T12:00:00Z")
    return chronicle(archive, instant)


def lived() -> dict[str, bytes]:
    """Three amendments: words in 2024, a rule that a clause quotes in 2025, a new clause in the middle in 2026."""
    files = adopted(founded(), "2024-unpaid", {MEMBERS: members(SECOND)}, "2024-03-10")
    files = adopted(files, "2025-patience", {DECIDE: deciding(shortest="14d")}, "2025-03-10")
    third = SECOND.replace("## c1-2", "## c1-3 How one leaves\n\nBy saying so.\n\n## c1-2")
    clauses = [CLAUSES[0], {"id": "c1-3", "title": "How one leaves"}, CLAUSES[1]]
    return adopted(files, "2026-leaving", {MEMBERS: members(third, clauses)}, "2026-03-10")
