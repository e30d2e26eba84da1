"""`folkmoot roster check`: every row of a roster's folder, wherever it lies, with all that is wrong in it."""

import sys
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

import click

from folkmoot.formats.report import FORMATS, render
from folkmoot.records.finding import Fault, Finding, Severity

if TYPE_CHECKING:
    from folkmoot.engine.shard_faults import Inspected

_FILE = click.Path(path_type=Path, exists=True, dir_okay=False)


@click.command("check")
@click.argument("folder", type=click.Path(path_type=Path, exists=True, file_okay=False))
@click.option("--manifest", type=_FILE, default=None, help="The roster.md to hold it against; that in FOLDER when left out.")
@click.option("--workers", type=click.IntRange(1, 64), default=None, help="How many processes; one a core when left out.")
@click.option("--format", "form", type=click.Choice(FORMATS), default="text", help="How to print findings.")
def check(folder: Path, manifest: Path | None, workers: int | None, form: str) -> None:
    """Read every entry in FOLDER, which holds SHA256SUMS and shards or entries.csv, inside or outside Git.

    Says of each file whether it is the one that was frozen, whether each row is an entry that stands in its place and only
    there, and whether counts, columns and digest are those of roster.md. Exit 0 sound, 1 findings, 2 could not run.
    """
    from folkmoot.cli.progress_bar import progress_bar
    from folkmoot.engine.roster_check import MANIFEST, check_roster

    beside = folder / MANIFEST
    manifest = manifest or (beside if beside.is_file() else None)
    with progress_bar() as progress:
        found = check_roster(folder, manifest, workers=workers, progress=progress)
    findings = _findings(found.faults)
    files = {str(manifest): manifest.read_bytes()} if manifest is not None and found.faults else {}
    click.echo(render(findings, files, form), nl=False)
    if form == "text":
        click.echo(_summary(findings, found, manifest), err=bool(findings))
    sys.exit(1 if any(finding.severity is Severity.ERROR for finding in findings) else 0)


def _findings(faults: Iterable[Fault]) -> list[Finding]:
    """Each fault under the code of the check that tells it of smaller rosters."""
    if not faults:
        return []
    from folkmoot.checks.registry import all_checks

    known = {check.name: check for check in all_checks()}
    named = [(known[fault.name], fault) for fault in sorted(faults, key=lambda fault: (fault.place, fault.what))]
    return [Finding(rule.code, rule.name, rule.severity, fault.place, fault.what, rule.why, fault.mend) for rule, fault in named]


def _summary(findings: list[Finding], found: "Inspected", manifest: Path | None) -> str:
    if findings or found.shards is None:
        wrong = len({finding.place.path for finding in findings})
        return f"{len(findings)} fault{'' if len(findings) == 1 else 's'} in {wrong} file{'' if wrong == 1 else 's'}"
    where = f"{len(found.shards.sums):,} shards" if found.shards.digits else "entries.csv"
    held = f"; {manifest} says the same" if manifest is not None else ""
    return f"{found.count:,} entries in {where} are sound, sha256 {found.shards.digest}{held}"
