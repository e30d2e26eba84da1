"""Rosters on disk and their draws as the pure code makes them, for the tests of the engines."""

from collections.abc import Iterable, Mapping, Sequence
from hashlib import sha256
from pathlib import Path
from typing import Any

from folkmoot.engine.ranked import Ranked
from folkmoot.engine.shards import Shards, open_shards
from folkmoot.formats.canonical import write_document, write_log
from folkmoot.formats.layout import read_archive
from folkmoot.formats.shards import SUMS, write_shards
from folkmoot.formats.table import write_entries
from folkmoot.records.archive import Archive, Jury
from folkmoot.sortition.beacon import DEMONSTRATION, demonstration_round
from folkmoot.sortition.ticket import lowest
from folkmoot.sortition.wish import ELIGIBLE, Wish

JURY, ROSTER = "juries/2026-jury", "juries/rosters/2026-members"


def some_members(count: int) -> list[tuple[str, ...]]:
    """Members in strata of very different sizes."""
    regions = ("north",) * 900 + ("south",) * 80 + ("east",) * 19 + ("west",)
    tokens = [sha256(str(place).encode()).hexdigest() for place in range(count)]
    return [
        (f"m-{token[: 8 + place % 40]}", regions[place * 7 % 1000], ("", "staff", "board")[place % 3]) for place, token in enumerate(tokens)
    ]


def write_roster(folder: Path, columns: Sequence[str], members: Iterable[Sequence[str]], digits: int) -> Shards:
    """Write a roster into a folder, in one file or in shards."""
    data = write_entries(columns, members)
    files = {"entries.csv": data} if not digits else write_shards(columns, data.split(b"\n")[1:-1], digits)
    for path, part in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(part)
    return open_shards(folder)


def purely(wish: Wish, shards: Shards, rows: Iterable[Sequence[str]]) -> Ranked:
    """What an engine must answer, by the pure code: every stratum ranked alone, entry by entry."""
    counts: dict[tuple[str, int], int] = {}
    entries: dict[str, dict[bytes, int]] = {}
    for row in rows:
        values = dict(zip(shards.columns, row, strict=True))
        stratum, rule = values[wish.column] if wish.column else "", wish.rule_of(row[0], values)
        counts[stratum, rule] = counts.get((stratum, rule), 0) + 1
        entries.setdefault(stratum, {})[row[0].encode()] = rule
    found = {}
    for stratum, wanted in wish.places.items():
        rules = entries.get(stratum, {})
        ranking = lowest(wish.seed, sorted(rules), wanted, {entry: "skipped" for entry, rule in rules.items() if rule != ELIGIBLE})
        tickets = [(bytes.fromhex(each.ticket), each.entry.encode()) for each in (*ranking.taken, *ranking.passed_over)]
        found[stratum] = tuple(sorted((digest, entry, rules[entry]) for digest, entry in tickets))
    return Ranked(dict(sorted(counts.items())), found)


def co_op(shards: Shards, members: Sequence[Sequence[str]], call: Mapping[str, Any], *, inside: Mapping[str, bytes]) -> dict[str, bytes]:
    """A repository with a called jury and its seed; `inside` are the files of the roster that stand in it."""
    head = {
        "id": "2026-jury", "type": "jury", "title": "A jury", "summary": "Who sits", "body": "jury", "mandate": "2026-question",
        "question": "Shall we?", "roster": "2026-members", "roster_digest": shards.digest, "hours": 18,
        "compensation": {"amount": 15, "currency": "EUR", "per": "hour"}, "facilitator": "somebody from outside",
        "respond_by": "2026-06-01", "evaluation_due": "2026-09-01", "seats": 5, "alternates": 3,
        "sources": [{"kind": "beacon", "chain": DEMONSTRATION.hash, "round": 7}],
    }  # fmt: skip
    roster = {
        "id": "2026-members", "type": "roster", "title": "Members", "summary": "All", "as_of": "2026-01-01", "rules_at": "2026-01-01",
        "count": len(members), "columns": list(shards.columns), "digest": shards.digest, "storage": "public",
    }  # fmt: skip
    round_ = demonstration_round(7)
    source = {"kind": "beacon", "chain": round_.chain, "round": round_.round, "signature": round_.signature}
    return {
        f"{ROSTER}/roster.md": write_document(roster, "\nAll of us.\n"),
        f"{JURY}/call.md": write_document(head | dict(call), "\nMembers are called.\n"),
        f"{JURY}/log.yml": write_log([{"at": "2026-05-01T10:00:00Z", "act": "seed", "by": "core-team", "sources": [source]}]),
        **{f"{ROSTER}/{path}": data for path, data in inside.items()},
    }


def all_files(shards: Shards) -> dict[str, bytes]:
    """The files of a roster by their names."""
    names = [*shards.sums, SUMS] if shards.digits else list(shards.sums)
    return {name: (shards.folder / name).read_bytes() for name in names}


def archive_of(files: Mapping[str, bytes]) -> tuple[Archive, Jury]:
    """The archive of some files and its one jury."""
    archive = read_archive(dict(files))
    jury = archive.jury("2026-jury")
    assert jury is not None, archive.faults
    return archive, jury
