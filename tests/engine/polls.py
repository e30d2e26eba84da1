"""Packed ballots and the roster they meet, on disk, for the tests of counts."""

from collections.abc import Iterable, Mapping, Sequence
from hashlib import sha256
from pathlib import Path

from folkmoot.engine.counts import Box
from folkmoot.engine.shards import Shards
from folkmoot.formats.ballot_shards import COLUMNS
from folkmoot.formats.ballot_text import write_choice
from folkmoot.formats.canonical import manifest, manifest_digest
from folkmoot.formats.shards import shard_of
from folkmoot.formats.table import join_lines
from folkmoot.records.ballot import Ballot, Choices, Vote

TEXT = "1" * 64


def shards(folder: Path, columns: Sequence[str], rows: Iterable[str], digits: int = 1) -> Shards:
    """Rows in shards by the first hex digits; one digit for small tests, which need no more."""
    held: dict[str, list[bytes]] = {f"shards/{number:0{digits}x}.csv": [] for number in range(16**digits)}
    for row in rows:
        held[shard_of(row.partition(",")[0].encode(), digits)].append(row.encode())
    files = {name: join_lines(columns, sorted(lines)) for name, lines in held.items()}
    write(folder, {**files, "SHA256SUMS": manifest(files)})
    return Shards(folder, tuple(columns), {name: sha256(data).hexdigest() for name, data in files.items()}, manifest_digest(files), digits)


def write(folder: Path, files: Mapping[str, bytes]) -> None:
    for name, data in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(data)


def box(folder: Path, members: Iterable[str], ballots: Iterable[Ballot], choices: Choices, **more: object) -> Box:
    """A box of some members (rows of a roster with a region) and some ballots."""
    roster = shards(folder / "roster", ("entry", "region"), members)
    rows = (f"{ballot.voter},{ballot.sequence},{write_choice(ballot.choice)}" for ballot in ballots)
    packed = shards(folder / "ballots", COLUMNS, rows)
    return Box(Vote("2026-x", TEXT, roster.digest, choices, None, None), packed, roster, **more)  # type: ignore[arg-type]
