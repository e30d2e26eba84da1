"""`folkmoot roster freeze --shards-to`: a private list too long to hold, read twice and written in shards, each sorted by itself.

The first reading judges every row, counts the values and finds what stands twice; the second writes. What waits on disk in between is
what will be published, and keyed digests in a file without a name: no secret and no member number.
"""

from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from hashlib import file_digest, sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any

from folkmoot.cli.roster_list import (
    Asked,
    Derived,
    check_columns,
    merged_cells,
    read_secrets,
    sealed_line,
    summed,
    value_places,
    values_at,
    wanted_of,
)  # fmt: skip
from folkmoot.records.error import FolkmootError

if TYPE_CHECKING:
    from folkmoot.engine.shards import Shards
    from folkmoot.engine.twice import Twice
    from folkmoot.formats.cells import Cell
    from folkmoot.formats.member_stream import Listed
    from folkmoot.formats.members import Wanted


@dataclass(slots=True)
class _Sums:
    """What the first reading comes to."""

    counts: Counter["Cell"] = field(default_factory=Counter)
    excluded: Counter[str] = field(default_factory=Counter)


def freeze_streamed(path: Path, asked: Asked, folder: Path) -> tuple[Derived, "Shards"]:
    """Write the shards of a list into a folder of their own; the same bytes as from a list that is held. FolkmootError as for that."""
    from folkmoot.cli.progress_bar import progress_bar
    from folkmoot.engine.shard_writer import Target, write_rows
    from folkmoot.engine.workers import usual_workers
    from folkmoot.formats.shards import digits_for
    from folkmoot.repository.private import refuse_exposed

    check_columns(asked)
    refuse_exposed(path)
    wanted, before = wanted_of(asked), _digest(path)
    sums = _first_reading(path, wanted)
    merged, count = merged_cells(path, sums.counts, asked), sums.counts.total()
    identity = sha256(repr((before, _digest(asked.secrets), sorted(asked.alumni or ()), *_told(asked))).encode()).hexdigest()
    target = Target(folder.absolute(), ("entry", *asked.columns), digits_for(count), identity)
    with progress_bar() as tell:
        lines = rows(path, wanted, asked, merged, before)
        shards = write_rows(target, lines, total=count, workers=usual_workers(path.stat().st_size), progress=tell)
    return summed([], sums.counts, merged, sums.excluded, asked), shards


def _told(asked: Asked) -> tuple[Any, ...]:
    """What was asked for, as far as rows depend on it; a run that was killed goes on only for the same."""
    return asked.columns, sorted(asked.uncounted), asked.leave_out, asked.merge, asked.cross, asked.least, asked.sealed


def _digest(path: Path | None) -> str:
    if path is None:
        return ""
    with path.open("rb") as stream:
        return file_digest(stream, "sha256").hexdigest()


def _first_reading(path: Path, wanted: "Wanted") -> _Sums:
    """Judge every row, and find a name, a key or a secret that stands twice."""
    from folkmoot.engine.twice import Twice

    unique = [(place, column) for place, column in enumerate(wanted.further) if column in wanted.unique]
    sums = _Sums()
    with ExitStack() as stack:
        names, *others = (stack.enter_context(Twice()) for _ in range(1 + len(unique)))
        for row in _listed(path, wanted):
            names.add(row.name, row.line)
            if row.reason is not None:
                sums.excluded[row.reason] += 1
                continue
            sums.counts[row.cell] += 1
            for (place, _), seen in zip(unique, others, strict=True):
                if row.further[place]:
                    seen.add(row.further[place], row.line)
        _refuse_twice(path, wanted, names, [(column, seen) for (_, column), seen in zip(unique, others, strict=True)])
    return sums


def _refuse_twice(path: Path, wanted: "Wanted", names: "Twice", others: list[tuple[str, "Twice"]]) -> None:
    from folkmoot.formats.members import stands_twice
    from folkmoot.records.value import shown

    if met := names.met():
        name = next(row.name for row in _listed(path, wanted) if row.line == met.second)
        what = f"the {wanted.name} '{shown(name)}' stands on line {met.first} too"
        raise FolkmootError(f"{path}, line {met.second}: {what}", "keep one of the two")
    for column, seen in others:
        if met := seen.met():
            what, mend = stands_twice(column, met.first)
            raise FolkmootError(f"{path}, line {met.second}: {what}", mend)


def _listed(path: Path, wanted: "Wanted") -> Iterator["Listed"]:
    """The rows of a list; FolkmootError at the first that cannot be used."""
    from folkmoot.formats.member_stream import each_member
    from folkmoot.records.finding import Fault

    try:
        with path.open(encoding="utf-8-sig", newline="") as stream:
            for row in each_member(str(path), stream, wanted):
                if isinstance(row, Fault):
                    raise FolkmootError(f"{path}, line {row.place.line}: {row.what}", row.mend)
                yield row
    except OSError as error:
        raise FolkmootError(f"{path} cannot be read: {error.strerror}", "see who may read it") from None


def rows(path: Path, wanted: "Wanted", asked: Asked, merged: dict["Cell", "Cell"], before: str) -> Iterator[bytes]:
    """The rows of the roster in the order of the list; FolkmootError at the end of a list that is not the one that was judged."""
    secrets = read_secrets(asked.secrets) if asked.sealed is not None and asked.secrets is not None else {}
    places = value_places(asked)
    for row in _listed(path, wanted):
        if row.reason is not None:
            continue
        values = values_at(places, merged.get(row.cell, row.cell), row.further)
        if asked.sealed is None:
            yield ",".join((row.name, *values)).encode()
        else:
            text = secrets.get(row.name, "") if asked.secrets is not None else row.further[-1]
            yield sealed_line(path, asked, row.name, text, values)
    if _digest(path) != before:
        raise FolkmootError(f"{path} was changed while it was read", "remove the unfinished folder of the shards, and freeze again")
