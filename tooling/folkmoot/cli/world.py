"""What every verb begins with: the repository, the instant, the archive; the only clock of folkmoot is read here."""

import os
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from folkmoot.records.archive import Archive
from folkmoot.records.error import FolkmootError
from folkmoot.records.value import parse_day, parse_instant

if TYPE_CHECKING:
    from folkmoot.procedure.chronicle import Chronicle


def root_option(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add `--root DIR`."""
    option = click.option(
        "--root", type=click.Path(path_type=Path, exists=True, file_okay=False), default=None,
        help="The co-op's repository; found from the current folder when left out.",
    )  # fmt: skip
    return option(command)


def as_of_option(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add `--as-of INSTANT`."""
    option = click.option(
        "--as-of", "as_of", default=None, metavar="INSTANT",
        help="Judge as of this day or instant, such as 2026-03-01 or 2026-03-01T12:00:00Z; now when left out.",
    )  # fmt: skip
    return option(command)


def the_root(root: Path | None) -> Path:
    """Return the repository to work on."""
    from folkmoot.repository.reader import find_root

    return root.absolute() if root else find_root(Path.cwd())


def the_archive(root: Path, revision: str | None = None, *, judging: bool = False) -> Archive:
    """Read the work tree, or a revision; `judging` for a verb that counts ballots, whose signatures are then judged meanwhile."""
    from folkmoot.repository.reader import read_revision, read_work_tree

    return read_revision(root, revision, judging=judging) if revision else read_work_tree(root, judging=judging)


def the_instant(as_of: str | None) -> datetime:
    """Return the instant to judge by: the one given, SOURCE_DATE_EPOCH, or now."""
    if as_of is not None:
        try:
            if len(as_of) == len("2026-03-01"):
                return datetime.combine(parse_day(as_of), datetime.max.time(), UTC).replace(microsecond=0)
            return parse_instant(as_of)
        except ValueError:
            raise FolkmootError(f"'{as_of}' is not an instant", "write 2026-03-01 or 2026-03-01T12:00:00Z") from None
    epoch = os.environ.get("SOURCE_DATE_EPOCH")
    if epoch and epoch.isdigit():
        return datetime.fromtimestamp(int(epoch), UTC)
    return datetime.now(UTC).replace(microsecond=0)


def the_course(root: Path | None, at: str | None, revision: str | None = None, *, judging: bool = False) -> "Chronicle":
    """Read the records, and fold them as of an instant; a bare day is a day of the co-op's zone and ends at its midnight."""
    from folkmoot.procedure.chronicle import chronicle

    archive = the_archive(the_root(root), revision, judging=judging)
    return chronicle(archive, _day_end(archive, at) or the_instant(at))


def _day_end(archive: Archive, at: str | None) -> datetime | None:
    from folkmoot.procedure.calendar import start_of, zone_named

    zone = zone_named(archive.coop.zone) if archive.coop else None
    try:
        return start_of(parse_day(at) + timedelta(days=1), zone) - timedelta(seconds=1) if at and zone else None
    except (ValueError, OverflowError):
        return None
