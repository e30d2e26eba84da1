"""`folkmoot check`: every finding at once, or only what a change introduced."""

import sys
from pathlib import Path

import click

from folkmoot.cli.world import as_of_option, root_option, the_course, the_root
from folkmoot.formats.report import FORMATS, render
from folkmoot.records.error import FolkmootError
from folkmoot.records.finding import Finding, Severity


@click.command("check")
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path))
@click.option("--since", default=None, metavar="REF", help="Report only what this work tree adds to REF.")
@click.option("--at", "revision", default=None, metavar="REF", help="Check a revision instead of the work tree.")
@click.option("--format", "form", type=click.Choice(FORMATS), default="text", help="How to print findings.")
@as_of_option
@root_option
def command(
    paths: tuple[Path, ...], since: str | None, revision: str | None, form: str, as_of: str | None, root: Path | None
) -> None:
    """Say what is wrong with the records, where, why, and how to mend it.

    With PATHS, only what stands in them; references are still followed everywhere. With --as-of, the records are judged
    as they stood: what is dated later is not there yet, and only a check as of now calls it a date in the future.
    """
    from folkmoot.checks.registry import all_checks, introduced, run_checks

    top = the_root(root)
    course = the_course(top, as_of, revision, judging=True)
    checks = [each for each in all_checks() if as_of is None or each.name != "future-date"]
    findings = run_checks(course, checks)
    if since is not None:
        findings = introduced(findings, run_checks(the_course(top, as_of, base_of(top, since), judging=True), checks))
    if paths:
        findings = below(findings, top, paths)
    click.echo(render(findings, course.archive.files, form), nl=False)
    if form == "text":
        click.echo(summary(findings, course.archive.files), err=True)
    sys.exit(1 if any(finding.severity is Severity.ERROR for finding in findings) else 0)


def base_of(root: Path, reference: str) -> str:
    """The commit where this branch parted from `reference`."""
    from folkmoot.repository.git import Git

    git = Git(root)
    return git.merge_base(reference, "HEAD")


def below(findings: tuple[Finding, ...], root: Path, paths: tuple[Path, ...]) -> tuple[Finding, ...]:
    """Keep the findings in the given files and folders."""
    wanted = []
    for path in paths:
        full = path.absolute()
        if not full.exists():
            raise FolkmootError(f"there is no {path}", "give files or folders of the repository")
        if not full.is_relative_to(root):
            raise FolkmootError(f"{path} is outside {root}", "give files or folders of the repository")
        wanted.append(full.relative_to(root).as_posix())
    return tuple(
        finding
        for finding in findings
        if any(place in (".", finding.place.path) or finding.place.path.startswith(f"{place}/") for place in wanted)
    )


def summary(findings: tuple[Finding, ...], files: object) -> str:
    """Say in one line how many faults there are in how many files."""
    total = len(files)  # type: ignore[arg-type]
    if not findings:
        return f"{total} files are sound"
    errors = sum(finding.severity is Severity.ERROR for finding in findings)
    warnings = len(findings) - errors
    wrong = len({finding.place.path for finding in findings})
    parts = [f"{count} {word}{'' if count == 1 else 's'}" for count, word in ((errors, "fault"), (warnings, "warning")) if count]
    return f"{' and '.join(parts)} in {wrong} file{'' if wrong == 1 else 's'}; {total} files were read"
