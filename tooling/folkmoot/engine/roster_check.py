"""A roster too large to hold, checked whole: its files row by row, and what its manifest says of them."""

from collections.abc import Iterator
from dataclasses import replace
from itertools import chain
from pathlib import Path

from folkmoot.engine.progress import Progress, silent
from folkmoot.engine.shard_faults import Inspected, inspect
from folkmoot.engine.shards import ENTRIES
from folkmoot.engine.workers import usual_workers
from folkmoot.formats.census import (
    Difference,
    columns_difference,
    count_difference,
    digest_difference,
    stratum_difference,
    where,
)
from folkmoot.formats.document import read_document
from folkmoot.formats.schema import read_head
from folkmoot.formats.shards import SUMS
from folkmoot.records.archive import Places
from folkmoot.records.error import FolkmootError
from folkmoot.records.finding import Fault, Place
from folkmoot.records.jury_heads import RosterHead

MANIFEST = "roster.md"


def check_roster(folder: Path, manifest: Path | None = None, *, workers: int | None = None, progress: Progress = silent) -> Inspected:
    """Read every row of a roster's folder and hold it against its manifest; without one, only the entries are checked.

    Counts are compared only when every file could be read to its end. Without a number of `workers` it goes by the size.
    FolkmootError when there is nothing to read.
    """
    if workers is None:
        workers = usual_workers(sum(path.stat().st_size for path in folder.glob("**/*.csv")))
    if manifest is None:
        return inspect(folder, workers=workers, progress=progress)
    head, places, faults = _manifest(manifest)
    found = inspect(folder, tuple(head.strata) if head else (), workers=workers, progress=progress)
    if head is not None and found.shards is not None:
        faults += _differences(str(manifest), head, places, found)
    return replace(found, faults=(*faults, *found.faults))


def _manifest(path: Path) -> tuple[RosterHead | None, Places, list[Fault]]:
    try:
        data = path.read_bytes()
    except OSError as error:
        raise FolkmootError(f"{path} cannot be read: {error.strerror}", "name the roster.md that was frozen with these entries") from None
    document, faults = read_document(str(path), data)
    if document is None:
        return None, {}, faults
    head, further = read_head(RosterHead, str(path), document.head, document.places)
    return head, document.places, faults + further


def _differences(path: str, head: RosterHead, places: Places, found: Inspected) -> Iterator[Fault]:
    shards = found.shards
    assert shards is not None
    file = SUMS if shards.digits else ENTRIES
    told: list[tuple[str, Iterator[Difference]]] = [("digest-differs", digest_difference(head, file, shards.digest))]
    if not found.faults:
        told.append(("columns-differ", columns_difference(head, shards.digits, shards.columns)))
        told.append(("count-differs", count_difference(head, shards.digits, found.count)))
        told.append(("strata-differ", chain.from_iterable(_strata(head, found))))
    for name, differences in told:
        for each in differences:
            yield Fault(_place(path, places, each), each.what, each.mend, name)


def _strata(head: RosterHead, found: Inspected) -> Iterator[Iterator[Difference]]:
    for column, said in head.strata.items():
        if column in found.strata:
            yield stratum_difference(column, said, found.strata[column])
        else:
            mend = "name a column that the entries have, or remove it"
            digits = found.shards.digits if found.shards else 0
            yield iter([Difference(("strata", column), f"{where(digits)} no column '{column}'", mend)])


def _place(path: str, places: Places, difference: Difference) -> Place:
    """Where the value stands, or else the nearest that is written."""
    keys = difference.keys
    while keys and keys not in places:
        keys = keys[:-1]
    return places.get(keys, Place(path))
