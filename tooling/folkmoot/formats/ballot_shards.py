"""Ballots too many for a file each: rows `voter,sequence,choice` in shards that meet those of the roster, and what binds them.

A ballot stands in the shard named by the first hex digits of the sha256 of its voter's entry, as that entry does in the roster.
Rows are sorted by their bytes, as `LC_ALL=C sort` does. `SHA256SUMS` lists the shards, and `ballots.json` says which vote they
are of and how many ballots were set aside before, for their signature or for the time they came. The rows carry no signatures:
whoever packs the ballots judges those first.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from folkmoot.formats.ballot_text import write_choice
from folkmoot.formats.canonical import manifest, write_json
from folkmoot.formats.packed_json import check_named, read_named, read_reasons, written_named, written_reasons
from folkmoot.formats.shards import SUMS
from folkmoot.formats.strict_json import load
from folkmoot.formats.table import join_lines
from folkmoot.records.ballot import Ballot, Discarded, DiscardReason
from folkmoot.records.value import DIGEST, SLUG

COLUMNS = ("voter", "sequence", "choice")
FILE = "ballots.json"
ROW = rb'([^,"\x00-\x1f]+),(0|[1-9][0-9]{0,14}),([^,"\x00-\x1f]*)'
"""A row without its line feed; a voter that is no entry is on no roster, and a choice that no vote offers is told apart later."""
_SCHEMA = "ballots/1"
_MOST_BYTES = 64 << 20
EXAMPLES = 5
"""How many ballots that do not count are named for each reason, where they are very many."""
_NAME_ALL = 100_000


def examples_of(ballots: int) -> int:
    """How many ballots that do not count are named for each reason: all where no more were cast than can stand in single files."""
    return ballots if ballots <= _NAME_ALL else EXAMPLES


@dataclass(frozen=True, slots=True)
class Packed:
    """What `ballots.json` says."""

    proposal: str
    text: str
    """Digest of the frozen text, SHA-256 in lower-case hex."""
    electorate: str
    """Digest of the roster or panel, SHA-256 in lower-case hex."""
    digest: str
    """`sha256sum SHA256SUMS`."""
    count: int
    """Rows in all shards."""
    set_aside: Mapping[DiscardReason, int]
    """How many ballots were left out when the pack was made, by reason."""
    named: tuple[Discarded, ...] = ()
    """These ballots; of very many the first of each reason."""
    files: str = ""
    """Digest of the ballot files that were packed, as a decision names it; empty where nobody knows it."""


def write_ballot_shards(
    ballots: Iterable[Ballot], digits: int, set_aside: Mapping[DiscardReason, int], named: Iterable[Discarded] = (), files: str = ""
) -> dict[str, bytes]:
    """Write ballots of one vote as shards, `SHA256SUMS` and `ballots.json`, by their names in the folder; ValueError without one.

    `named` are those set aside, and `files` is the digest of the files they all came in.
    """
    rows: dict[str, list[bytes]] = {f"{number:0{digits}x}": [] for number in range(16**digits)}
    bound: tuple[str, str, str] | None = None
    for ballot in ballots:
        bound, voter = (ballot.proposal, ballot.text, ballot.electorate), ballot.voter.encode()
        rows[sha256(voter).hexdigest()[:digits]].append(b"%b,%d,%b" % (voter, ballot.sequence, write_choice(ballot.choice).encode()))
    if bound is None:
        raise ValueError("there is no ballot to pack")
    shards = {f"shards/{name}.csv": join_lines(COLUMNS, sorted(held)) for name, held in rows.items()}
    sums = manifest(shards)
    count = sum(map(len, rows.values()))
    packed = Packed(*bound, sha256(sums).hexdigest(), count, set_aside, tuple(named), files)
    return {**shards, SUMS: sums, FILE: write_packed(packed)}


def write_packed(packed: Packed) -> bytes:
    """Write `ballots.json`."""
    value: dict[str, Any] = {
        "schema": _SCHEMA, "proposal": packed.proposal, "text": packed.text, "electorate": packed.electorate,
        "digest": packed.digest, "count": packed.count, "set_aside": written_reasons(packed.set_aside),
    }  # fmt: skip
    if packed.named:
        value["named"] = written_named(packed.named)
    if packed.files:
        value["files"] = packed.files
    return write_json(value)


def read_packed(data: bytes) -> Packed:
    """Read `ballots.json`; ValueError with a sentence when it is not one."""
    fields = load(data, _MOST_BYTES)
    wanted = {"schema", "proposal", "text", "electorate", "digest", "count", "set_aside"}
    if not isinstance(fields, dict) or fields.get("schema") != _SCHEMA or set(fields) - {"files", "named"} != wanted:
        raise ValueError(f"it holds {', '.join(sorted(wanted))}, and the schema is {_SCHEMA}")
    for name, pattern in (("proposal", SLUG), ("text", DIGEST), ("electorate", DIGEST), ("digest", DIGEST), ("files", DIGEST)):
        if name in fields and (not isinstance(fields[name], str) or not re.fullmatch(pattern, fields[name])):
            raise ValueError(f"'{name}' is not written as it should be")
    bound = (fields["proposal"], fields["text"], fields["electorate"])
    packed = Packed(
        *bound, fields["digest"], _whole(fields["count"]), read_reasons("set_aside", fields["set_aside"]),
        read_named(fields.get("named", []), bound), fields.get("files", ""),
    )  # fmt: skip
    check_named(packed.named, packed.set_aside)
    if write_packed(packed) != data:
        raise ValueError("it is not in the one form; pack the ballots again")
    return packed


def _whole(value: Any) -> int:
    if type(value) is not int or value < 0:
        raise ValueError("a count is a whole number from 0 up")
    return value
