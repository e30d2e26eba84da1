"""`folkmoot verify --shards K/N` and `--together`: one reader's part of a draw, and what the parts of many come to."""

import re
from pathlib import Path
from typing import TYPE_CHECKING

import click

from folkmoot.cli.world import the_archive
from folkmoot.records.error import FolkmootError

if TYPE_CHECKING:
    from folkmoot.engine.one_shard import Listing
    from folkmoot.records.archive import Archive, Jury
    from folkmoot.records.challenge import PieceDealt

_SHARE = re.compile(r"([1-9][0-9]{0,8})/([1-9][0-9]{0,8})")
_SHOWN = 10


def check_my_part(root: Path, share: str, name: str | None, folder: Path | None) -> bool:
    """Check a part and print it; whether it holds."""
    from folkmoot.cli.progress_bar import progress_bar
    from folkmoot.engine.challenge import check_part, numbers
    from folkmoot.formats.challenge_json import write_part

    match = _SHARE.fullmatch(share)
    if match is None:
        raise FolkmootError(f"'{share}' is no part of a draw", "write which reader you are of how many, such as --shards 7/1000")
    archive = the_archive(root)
    jury = drawn_jury(archive, name)
    listed = _listing(archive, root, jury, folder)
    with progress_bar() as tell:
        part = check_part(jury, _draw_file(archive, jury), listed, int(match[1]), int(match[2]), tell)
    click.echo(write_part(part).decode(), nl=False)
    for fault in part.faults:
        click.echo(f"FAILS  {fault}", err=True)
    told = numbers(part)
    verdict = "holds" if not part.faults else "does not hold"
    click.echo(
        f"reader {part.reader:,} of {part.of:,}, {jury.id}: {_pieces([each.piece for each in part.checked])}, {told['rows']:,} entries, "
        f"{told['eligible']:,} of them eligible, {told['lowest']:,} among the lowest tickets: this part {verdict}",
        err=True,
    )
    return not part.faults


def add_parts(root: Path, name: str | None, folder: Path | None, files: tuple[str, ...]) -> bool:
    """Add up the parts in some files; whether they cover the draw and hold."""
    from folkmoot.engine.challenge_sum import add_up
    from folkmoot.formats.challenge_json import read_part

    parts = {}
    for file in files:
        try:
            parts[file] = read_part(Path(file).read_bytes())
        except OSError as error:
            raise FolkmootError(f"{file} cannot be read: {error.strerror}", "name the files that readers printed") from None
        except ValueError as error:
            raise FolkmootError(f"{file} is not a reader's part: {error}", "print it again: folkmoot verify --shards K/N > FILE") from None
    archive = the_archive(root)
    jury = drawn_jury(archive, name or next((part.jury for part in parts.values()), None))
    roster = archive.roster(jury.call.head.roster)
    listed = _listing(archive, root, jury, folder)
    found = add_up(jury, _draw_file(archive, jury), tuple(listed.sums), roster.manifest.head.count if roster else 0, parts)
    for fault in found.faults:
        click.echo(f"FAILS  {fault}")
    click.echo(f"{found.covered:,} of {found.pieces:,} pieces for {found.readers:,} readers are covered, {found.rows:,} entries in all")
    if found.missing:
        more = "" if len(found.missing) <= _SHOWN else f", and {len(found.missing) - _SHOWN:,} more"
        click.echo(f"missing: {'; '.join(map(_named, found.missing[:_SHOWN]))}{more}")
    if found.is_whole:
        click.echo(f"together they are the whole roster, {found.eligible:,} entries are eligible, and they give draw.json byte for byte")
    return found.is_whole


def drawn_jury(archive: "Archive", name: str | None) -> "Jury":
    """The jury whose draw is meant; FolkmootError when it is not drawn, or when several are and none is named."""
    drawn = [jury for jury in archive.juries if jury.draw is not None]
    if name is None:
        if len(drawn) == 1:
            return drawn[0]
        names = ", ".join(jury.id for jury in drawn[:_SHOWN]) or "none is drawn yet"
        raise FolkmootError("it is not clear which draw is meant", f"name the jury with --jury: {names}")
    found = next((jury for jury in drawn if jury.id == name.removeprefix("juries/").strip("/")), None)
    if found is None:
        raise FolkmootError(f"there is no draw of a jury '{name}'", "see juries/, and: folkmoot draw run")
    return found


def _draw_file(archive: "Archive", jury: "Jury") -> bytes:
    return archive.files[f"{jury.folder}/draw.json"]


def _listing(archive: "Archive", root: Path, jury: "Jury", folder: Path | None) -> "Listing":
    from folkmoot.engine.one_shard import listing

    head = jury.call.head
    roster = archive.roster(head.roster)
    if roster is None:
        raise FolkmootError(f"the roster {head.roster} of {jury.id} is not here", f"add juries/rosters/{head.roster}/roster.md")
    here = root / roster.folder
    return listing(head.roster_digest, (folder.absolute(), here) if folder is not None else (here,))


def _pieces(pieces: "list[PieceDealt]") -> str:
    more = "" if len(pieces) <= _SHOWN else f" and {len(pieces) - _SHOWN:,} more shards"
    return (", ".join(map(_named, pieces[:_SHOWN])) or "no shard") + more


def _named(piece: "PieceDealt") -> str:
    return piece.shard if piece.of == 1 else f"part {piece.part:,} of {piece.of:,} of {piece.shard}"
