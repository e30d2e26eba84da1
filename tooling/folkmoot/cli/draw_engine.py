"""Draws at size: what `folkmoot draw run`, `verify` and `lowest` share when a roster is ranked by an engine."""

from collections.abc import Callable
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from folkmoot.cli.progress_bar import progress_bar
from folkmoot.records.error import FolkmootError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from folkmoot.engine.draws import Result
    from folkmoot.engine.progress import Progress
    from folkmoot.engine.ranked import Engine
    from folkmoot.records.archive import Archive, Jury

_NAMES = ("plain", "duckdb", "fast", "spark")
_ENGINE = "What ranks the tickets; above 1,000,000 entries duckdb when left out, and plain below."
_MASTER = "With --engine spark: the cluster, such as spark://host:7077; two threads of this machine when left out."
_RECEIPT = "Write into this file which engine ran and what it was checked by."


@dataclass(frozen=True, slots=True)
class Way:
    """By what and over which files a roster is ranked."""

    engine: str | None
    shards: Path | None
    master: str | None
    receipt: Path | None

    @property
    def is_asked_for(self) -> bool:
        """Whether anything was said, so that an engine ranks."""
        return any((self.engine, self.shards, self.master, self.receipt))


def engine_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add the options that say how a roster is ranked."""
    for option in (
        click.option("--receipt", type=click.Path(path_type=Path, dir_okay=False), help=_RECEIPT),
        click.option("--master", metavar="URL", help=_MASTER),
        click.option("--engine", type=click.Choice(_NAMES), help=_ENGINE),
    ):
        command = option(command)
    return command


def shards_option(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add `--shards DIR`."""
    option = click.option(
        "--shards", type=click.Path(path_type=Path, exists=True, file_okay=False),
        help="The folder with SHA256SUMS and the shards, where they stand outside the repository.",
    )  # fmt: skip
    return option(command)


@contextmanager
def _engine(way: Way, count: int) -> "Iterator[tuple[Engine, Progress]]":
    from folkmoot.engine.draws import engine_named, usual_engine

    name = way.engine or ("spark" if way.master else usual_engine(count))
    with engine_named(name, way.master) as engine, progress_bar() as tell:
        yield engine, tell


def drawn_by_engine(top: Path, archive: "Archive", jury: "Jury", way: Way) -> "Result":
    """Draw a jury with an engine, over the shards that were named or those in the repository."""
    from folkmoot.engine.draws import draw_jury
    from folkmoot.engine.shards import open_shards

    roster = archive.roster(jury.call.head.roster)
    if roster is None:
        raise FolkmootError(f"there is no roster {jury.call.head.roster}", "see juries/rosters/, and: folkmoot check")
    shards = open_shards(way.shards or top / roster.folder)
    count = roster.manifest.head.count
    with _engine(way, count) as (engine, tell):
        return draw_jury(jury, count, shards, engine, tell)


def write_receipt_file(way: Way, result: "Result") -> None:
    """Write the receipt where it was asked for, whole or not at all."""
    from folkmoot.engine.receipt import write_receipt
    from folkmoot.repository.writer import write_files

    if way.receipt is not None:
        target = way.receipt.absolute()
        write_files(target.parent, {target.name: write_receipt(result.receipt)}, replace=True)


def tell_receipt(result: "Result") -> None:
    """Say on the error stream what ran."""
    receipt = result.receipt
    click.echo(
        f"  ranked by {receipt.engine} ({receipt.version}), which reproduced the golden vectors; {receipt.files:,} files of the roster "
        f"have their digests; {receipt.recomputed:,} tickets were taken anew",
        err=True,
    )


@click.command("lowest")
@click.argument("shards", type=click.Path(path_type=Path, exists=True, file_okay=False))
@click.option("--seed", required=True, metavar="HEX", help="The seed of the draw, 64 digits of hex.")
@click.option("--count", type=click.IntRange(1, 1_000_000), default=1024, show_default=True, help="How many tickets.")
@click.option("--out", type=click.Path(path_type=Path, dir_okay=False), help="Write them into this file; to the screen when left out.")
@engine_options
def lowest_verb(
    shards: Path, seed: str, count: int, out: Path | None, engine: str | None, master: str | None, receipt: Path | None
) -> None:
    """Find the lowest tickets that a seed gives in the roster in the folder SHARDS.

    They are published beside a draw: whoever holds them can tell how many entries the roster really had.
    """
    from folkmoot.engine.draws import draw_lowest
    from folkmoot.engine.shards import open_shards
    from folkmoot.formats.shards import LARGEST_IN_ONE_FILE
    from folkmoot.repository.writer import write_files

    way, opened = Way(engine, shards, master, receipt), open_shards(shards)
    with _engine(way, LARGEST_IN_ONE_FILE + 1 if opened.digits else 0) as (ranking, tell):
        result = draw_lowest(seed, count, opened, ranking, tell)
    if out is None:
        click.echo(result.data.decode(), nl=False)
    else:
        write_files(out.absolute().parent, {out.name: result.data}, replace=True)
        click.echo(f"{out}: the {count:,} lowest tickets of {result.receipt.entries:,}")
    write_receipt_file(way, result)
    tell_receipt(result)
