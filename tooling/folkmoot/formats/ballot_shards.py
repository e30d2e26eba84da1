"""Ballots too many for a file each: rows `voter,sequence,choice` in shards that meet those of the roster, and what binds them.

A ballot stands in the shard named by the first hex digits of the sha256 of its voter's entry, as that entry does in the roster.
Rows are sorted by their bytes, as `LC_ALL=C sort` does. `SHA256SUMS` lists the shards, and `ballots.json` says which vote they
are of and how many ballots were set aside before, for their signature or for the time they came. The rows carry no signatures:
whoever packs the ballots judges those first.
"""

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from folkmoot.formats.ballot_text import write_choice
from folkmoot.formats.canonical import manifest, write_json
from folkmoot.formats.shards import SUMS
from folkmoot.formats.strict_json import load
from folkmoot.formats.table import join_lines
from folkmoot.records.ballot import Ballot, DiscardReason
from folkmoot.records.value import DIGEST, SLUG

COLUMNS = ("voter", "sequence", "choice")
FILE = "ballots.json"
ROW = rb'([^,"\x00-\x1f]+),(0|[1-9][0-9]{0,14}),([^,"\x00-\x1f]*)'
"""A row without its line feed; a voter that is no entry is on no roster, and a choice that no vote offers is told apart later."""
_SCHEMA = "ballots/1"
_MOST_BYTES = 65_536


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


def write_ballot_shards(ballots: Iterable[Ballot], digits: int, set_aside: Mapping[DiscardReason, int]) -> dict[str, bytes]:
    """Write ballots of one vote as shards, `SHA256SUMS` and `ballots.json`, by their names in the folder; ValueError without one."""
    rows: dict[str, list[bytes]] = {f"{number:0{digits}x}": [] for number in range(16**digits)}
    bound: tuple[str, str, str] | None = None
    for ballot in ballots:
        bound, voter = (ballot.proposal, ballot.text, ballot.electorate), ballot.voter.encode()
        rows[sha256(voter).hexdigest()[:digits]].append(b"%b,%d,%b" % (voter, ballot.sequence, write_choice(ballot.choice).encode()))
    if bound is None:
        raise ValueError("there is no ballot to pack")
    files = {f"shards/{name}.csv": join_lines(COLUMNS, sorted(held)) for name, held in rows.items()}
    sums = manifest(files)
    count = sum(map(len, rows.values()))
    packed = Packed(*bound, sha256(sums).hexdigest(), count, set_aside)
    return {**files, SUMS: sums, FILE: write_packed(packed)}


def write_packed(packed: Packed) -> bytes:
    """Write `ballots.json`."""
    return write_json(
        {
            "schema": _SCHEMA, "proposal": packed.proposal, "text": packed.text, "electorate": packed.electorate,
            "digest": packed.digest, "count": packed.count,
            "set_aside": {str(reason): number for reason, number in packed.set_aside.items() if number},
        }
    )  # fmt: skip


def read_packed(data: bytes) -> Packed:
    """Read `ballots.json`; ValueError with a sentence when it is not one."""
    fields = load(data, _MOST_BYTES)
    wanted = {"schema", "proposal", "text", "electorate", "digest", "count", "set_aside"}
    if not isinstance(fields, dict) or fields.get("schema") != _SCHEMA or set(fields) != wanted:
        raise ValueError(f"it holds {', '.join(sorted(wanted))}, and the schema is {_SCHEMA}")
    for name, pattern in (("proposal", SLUG), ("text", DIGEST), ("electorate", DIGEST), ("digest", DIGEST)):
        if not isinstance(fields[name], str) or not re.fullmatch(pattern, fields[name]):
            raise ValueError(f"'{name}' is not written as it should be")
    packed = Packed(
        fields["proposal"], fields["text"], fields["electorate"], fields["digest"], _whole(fields["count"]), _reasons(fields["set_aside"])
    )
    if write_packed(packed) != data:
        raise ValueError("it is not in the one form; pack the ballots again")
    return packed


def _reasons(fields: Any) -> Counter[DiscardReason]:
    if not isinstance(fields, dict):
        raise ValueError("'set_aside' is a number for each reason")
    unknown = sorted(set(fields) - set(DiscardReason))
    if unknown:
        raise ValueError(f"'{unknown[0]}' is no reason to set a ballot aside")
    return Counter({DiscardReason(reason): _whole(number) for reason, number in fields.items()})


def _whole(value: Any) -> int:
    if type(value) is not int or value < 0:
        raise ValueError("a count is a whole number from 0 up")
    return value
