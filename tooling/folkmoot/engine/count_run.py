"""A count at size from beginning to end: an engine that has shown what it can, the ballots of one vote, and the receipt of the run."""

import platform
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path

from folkmoot.engine.count_gate import open_ballots
from folkmoot.engine.count_golden import reproduce
from folkmoot.engine.counts import Box, Counts, Engine, count
from folkmoot.engine.progress import Progress, silent
from folkmoot.engine.shards import Shards
from folkmoot.formats.ballot_shards import Packed
from folkmoot.formats.ballot_text import write_choice
from folkmoot.formats.canonical import write_json
from folkmoot.records.ballot import Choice, Vote
from folkmoot.records.error import FolkmootError
from folkmoot.records.packed import CountedBy, PackedClass, PackedCount
from folkmoot.tally.packed import in_file_order

ENGINES = ("plain", "duckdb", "spark")


@dataclass(frozen=True, slots=True)
class Ready:
    """An engine that has counted the test poll as it must."""

    name: str
    version: str
    golden: str
    """The digest of what the test poll gives."""
    engine: Engine


@dataclass(frozen=True, slots=True)
class CountReceipt:
    """What is to be said of one count at size."""

    engine: str
    version: str
    golden: str
    ballots: str
    """`sha256sum SHA256SUMS` of the packed ballots."""
    ballots_read: int
    roster: str
    """The digest of the roster."""
    entries: int
    files: int
    """How many shards were read and compared with their digests."""
    signatures: str = "counted, not verified: the signatures were judged when the ballots were packed"


def write_count_receipt(receipt: CountReceipt) -> bytes:
    """The bytes of a receipt."""
    return write_json({"receipt": "count/1", **asdict(receipt)})


@contextmanager
def count_engine(name: str, master: str | None = None) -> Iterator[Ready]:
    """An engine by name, after it reproduced the test poll.

    Raises FolkmootError for one that does not, or that is not installed, and says what to install.
    """
    if master is not None and name != "spark":
        raise FolkmootError(f"--master is the address of a Spark cluster, and the engine is {name}", "add --engine spark")
    if name == "plain":
        from folkmoot.engine.count_plain import count_plain

        yield _ready(name, f"Python {platform.python_version()}", count_plain)
    elif name == "duckdb":
        import duckdb

        from folkmoot.engine.count_duck import count_duck

        yield _ready(name, f"DuckDB {duckdb.__version__}", count_duck)
    elif name == "spark":
        from folkmoot.engine.count_spark import SparkCount
        from folkmoot.engine.spark import LOCAL, spark

        with spark(master or LOCAL) as session:
            yield _ready(name, session.version, SparkCount(session))
    else:
        raise FolkmootError(f"no engine called '{name}' counts", f"use one of {', '.join(ENGINES)}")


def _ready(name: str, version: str, engine: Engine) -> Ready:
    return Ready(name, version, reproduce(engine, name), engine)


def the_ballots(folder: Path, vote: Vote) -> tuple[Packed, Shards]:
    """The packed ballots of a vote; FolkmootError when they are those of another vote, another text or another electorate."""
    packed, ballots = open_ballots(folder)
    for what, found, said in (
        ("proposal", packed.proposal, vote.proposal), ("text", packed.text, vote.text), ("electorate", packed.electorate, vote.electorate),
    ):  # fmt: skip
        if found != said:
            mend = f"name the folder of this vote's ballots, or pack them: folkmoot ballots pack {vote.proposal} --shards FOLDER"
            raise FolkmootError(f"the ballots in {folder} are of another {what}: {found[:40]}, and this vote has {said[:40]}", mend)
    return packed, ballots


def run_count(box: Box, packed: Packed, members: int, ready: Ready, tell: Progress = silent) -> tuple[Counts, CountReceipt]:
    """Count, and say how; `members` is what the roster's manifest states."""
    found = count(box, ready.engine, members, packed.count, tell)
    files = len(box.ballots.sums) + len(box.roster.sums)
    return found, CountReceipt(
        ready.name, ready.version, ready.golden, packed.digest, found.rows, box.roster.digest, members, files
    )  # fmt: skip


def packed_count(box: Box, packed: Packed, counts: Counts, receipt: CountReceipt, secrecy: str) -> PackedCount:
    """What a count leaves in Git; the secrecy of the vote says in which order its ballots are named."""
    return PackedCount(
        proposal=box.vote.proposal,
        text=box.vote.text,
        electorate=box.roster.digest,
        entries=receipt.entries,
        eligible=counts.eligible,
        digest=packed.digest,
        files=packed.files,
        rows=counts.rows,
        set_aside=packed.set_aside,
        counted=counts.rows - sum(counts.discarded.values()),
        discarded=counts.discarded,
        named=in_file_order((*counts.examples, *packed.named), secrecy),
        choices=_texts(counts.profile),
        pairs=counts.pairs,
        classes=tuple(PackedClass(each.name, each.eligible, _texts(each.profile)) for each in counts.classes),
        counted_by=CountedBy(receipt.engine, receipt.version, receipt.golden, receipt.files),
    )


def _texts(profile: Mapping[Choice, int]) -> dict[str, int]:
    return {write_choice(choice): number for choice, number in profile.items() if number}
