"""`folkmoot verify`: recompute everything there is to recompute, offline."""

import json
import sys
from dataclasses import asdict
from pathlib import Path
from typing import NoReturn

import click

from folkmoot.cli.world import as_of_option, root_option, the_course, the_instant, the_root
from folkmoot.procedure.chronicle import Chronicle
from folkmoot.records.error import FolkmootError
from folkmoot.records.verification import Verified


@click.command("verify")
@click.argument("names", metavar="[ID|PARTS...]", nargs=-1)
@click.option("--at", "revision", default=None, metavar="REF", help="Verify a revision instead of the work tree.")
@click.option("--format", "form", type=click.Choice(("text", "json")), default="text")
@click.option(
    "--since", "checkpoints", multiple=True, type=click.Path(path_type=Path), metavar="FILE",
    help="Prove that the history only grew since this checkpoint; several narrow down where it did not.",
)  # fmt: skip
@click.option("--remember", is_flag=True, help="Keep how long the history is in this clone, and tell later when it went back.")
@click.option("--shards", "share", default=None, metavar="K/N", help="Check your part of a draw, as reader K of N, and print it.")
@click.option("--jury", default=None, help="With --shards or --together: the jury; may be left out where only one was drawn.")
@click.option(
    "--from", "folder", type=click.Path(path_type=Path, exists=True, file_okay=False), default=None,
    help="With --shards: the folder with the shards that you fetched.",
)  # fmt: skip
@click.option("--together", is_flag=True, help="Add up the parts that readers printed: folkmoot verify --together part-*.json")
@click.option("--pin", default=None, metavar="DIGEST", help="The sha256 of charter/keys/0001.json, as you were told it elsewhere.")
@as_of_option
@root_option
def command(
    names: tuple[str, ...], revision: str | None, form: str, checkpoints: tuple[Path, ...], remember: bool, share: str | None,
    jury: str | None, folder: Path | None, together: bool, pin: str | None, as_of: str | None, root: Path | None,
) -> None:  # fmt: skip
    """Recompute rosters, seeds, draws, decisions and the charter, and compare byte for byte.

    With ID, only what concerns that proposal, jury, roster or file. With --since or --remember, the committed history
    instead: that it extends the checkpoints, and that every merge after them was in order. With --shards, one reader's part of a draw
    over a roster too large for one; with --together, what the parts of many readers come to.
    """
    if share is not None or together or jury is not None or folder is not None:
        _parts(the_root(root), share, jury, folder, names if together else None)
    if len(names) > 1:
        raise FolkmootError("several ids were given", "give the id of one proposal, jury or roster, or none")
    name = names[0] if names else None
    if checkpoints or remember:
        _history(the_root(root), revision, checkpoints, remember, form, as_of)
    from folkmoot.checks.verification import verify

    course = the_course(root, as_of, revision)
    results = (*_pinned(course, pin), *verify(course))
    if name is not None:
        results = tuple(one for one in results if one.id == name.strip("/").removeprefix("proposals/").removeprefix("juries/"))
        if not results:
            raise FolkmootError(f"nothing of '{name}' can be recomputed", "give the id of a proposal, jury or roster")
    failed = sum(not one.holds for one in results)
    if form == "json":
        report = {"version": 1, "commit": course.archive.commit or None, "holds": not failed, "results": [asdict(one) for one in results]}
        click.echo(json.dumps(report, indent=2))
    else:
        for one in results:
            click.echo(f"{'holds' if one.holds else 'FAILS'}  {one.kind:8} {one.id}: {one.detail}")
        click.echo(f"{len(results)} results recomputed, {failed or 'none'} differ{'s' if failed == 1 else ''}", err=True)
    sys.exit(1 if failed else 0)


def _parts(root: Path, share: str | None, jury: str | None, folder: Path | None, files: tuple[str, ...] | None) -> NoReturn:
    from folkmoot.cli.verify_shards import add_parts, check_my_part

    if (share is None) == (files is None):
        raise FolkmootError("it is not clear which part of a draw is meant", "give --shards K/N, such as 7/1000, or --together FILES")
    holds = check_my_part(root, share, jury, folder) if share is not None else add_parts(root, jury, folder, files or ())
    sys.exit(0 if holds else 1)


def _pinned(course: Chronicle, pin: str | None) -> tuple[Verified, ...]:
    """Whether the chain of keys begins where the reader was told it does."""
    from folkmoot.trust.chain import keyring, pin_fault

    if pin is None:
        return ()
    ring = keyring(course.archive)
    fault = pin_fault(ring, pin)
    return (Verified("keys", "charter/keys/0001.json", fault is None, fault.what if fault else "version 1 is the one that was pinned"),)


def _history(root: Path, revision: str | None, checkpoints: tuple[Path, ...], remember: bool, form: str, as_of: str | None) -> NoReturn:
    from folkmoot.cli.verify_history import compare, read_checkpoint, the_history
    from folkmoot.repository.seen import read_seen, write_seen

    history, seen = the_history(root, revision), read_seen(root)
    account = compare(history, [read_checkpoint(path) for path in checkpoints], seen, the_instant(as_of))
    if form == "json":
        click.echo(json.dumps({"version": 1, "commit": history.archive.commit, "holds": account.holds, **asdict(account)}, indent=2))
    else:
        for line in (*(f"FAILS  {line}" for line in account.failures), *(f"since  {line}" for line in account.added)):
            click.echo(line)
        for notice in account.notices:
            click.echo(f"warning: {notice}", err=True)
        grew = "the history only grew" if account.holds else "this is not the history that the checkpoint binds, with sound merges after it"
        click.echo(f"{len(history.hashes)} changes in {len(history.archive.history)} merges: {grew}", err=True)
    if remember and account.holds:
        write_seen(root, (*seen, history.checkpoint()))
    sys.exit(0 if account.holds else 1)
