"""`folkmoot verify`: recompute everything there is to recompute, offline."""

import json
import sys
from dataclasses import asdict
from pathlib import Path

import click

from folkmoot.cli.world import as_of_option, root_option, the_course
from folkmoot.records.error import FolkmootError


@click.command("verify")
@click.argument("name", metavar="[ID]", required=False)
@click.option("--at", "revision", default=None, metavar="REF", help="Verify a revision instead of the work tree.")
@click.option("--format", "form", type=click.Choice(("text", "json")), default="text")
@as_of_option
@root_option
def command(name: str | None, revision: str | None, form: str, as_of: str | None, root: Path | None) -> None:
    """Recompute rosters, seeds, draws, decisions and the charter, and compare byte for byte.

    With ID, only what concerns that proposal, jury, roster or file.
    """
    from folkmoot.checks.verification import verify

    course = the_course(root, as_of, revision)
    results = verify(course)
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
