"""`folkmoot gate`: may this pull request be merged, path by path, and why."""

import json
import sys
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

import click

from folkmoot.cli.world import as_of_option, root_option, the_instant, the_root
from folkmoot.procedure.chronicle import Chronicle
from folkmoot.records.change import Difference, Verdict
from folkmoot.records.error import FolkmootError

_WHY = "Nobody may merge by might alone: texts freeze, logs only grow, results are computed, the charter changes as decided."


@click.command("gate")
@click.argument("base")
@click.argument("head")
@click.option("--format", "form", type=click.Choice(("text", "json", "github")), default="text", help="How to print verdicts.")
@as_of_option
@root_option
def command(base: str, head: str, form: str, as_of: str | None, root: Path | None) -> None:
    """Say for every path that HEAD changes whether it may be merged into BASE, and why.

    What HEAD changes is counted from the commit where it left BASE. If BASE has changed the same matter since, that is
    refused until HEAD has taken it over. Both are read from Git's objects; the work tree is never looked at.

    Exit 0: it may be merged. 1: it may not. 2: the gate could not run.
    """
    from folkmoot.checks.gate import judge

    top = the_root(root)
    verdicts = judge(*sides(top, base, head, as_of))
    click.echo(_rendered(verdicts, form), nl=False)
    refused = [verdict for verdict in verdicts if not verdict.allowed]
    if form == "text":
        click.echo(_summary(verdicts, refused), err=True)
    sys.exit(1 if refused else 0)


def sides(root: Path, base: str, head: str, as_of: str | None) -> tuple[Chronicle, Chronicle, Difference]:
    """Read the records where HEAD left BASE and at HEAD, and what Git says of the way between them."""
    from folkmoot.formats.paths import FOLDERS
    from folkmoot.procedure.chronicle import chronicle
    from folkmoot.repository.git import Git
    from folkmoot.repository.reader import read_sides

    git = Git(root)
    reason = git.cut_off()
    if reason:
        raise FolkmootError(reason, "fetch the whole history: git fetch --unshallow; with GitHub's checkout action: fetch-depth: 0")
    tip, end = git.commit(base), git.commit(head)
    start = git.merge_base(tip, end)
    instant = the_instant(as_of)
    before, after = (chronicle(archive, instant) for archive in read_sides(root, start, end))
    records = tuple(f"{name}/" for name in FOLDERS)
    elsewhere = {path for version in before.versions[-1:] for path in version.files if not path.startswith(records)}
    known, now = ({blob.path: blob.oid for blob in git.tree(commit, *sorted(elsewhere))} if elsewhere else {} for commit in (start, end))
    moved = tuple(change.path for change in git.changes(start, tip))
    return before, after, Difference(git.changes(start, end), moved, known, now)


def _rendered(verdicts: Sequence[Verdict], form: str) -> str:
    if form == "json":
        allowed = all(verdict.allowed for verdict in verdicts)
        return json.dumps({"version": 1, "allowed": allowed, "verdicts": [asdict(verdict) for verdict in verdicts]}, indent=2) + "\n"
    if form == "github":
        return _annotations(verdicts)
    return "".join(_lines(verdict) for verdict in verdicts)


def _lines(verdict: Verdict) -> str:
    word = "may  " if verdict.allowed else "MAY NOT"
    mend = f"  = mend: {_flat(verdict.mend)}\n" if verdict.mend else ""
    return f"{word}  {_flat(verdict.path)}: {_flat(verdict.reason)}\n{mend}"


def _flat(text: str) -> str:
    """Keep a stranger's file name or value from writing to the terminal."""
    return "".join(mark if mark.isprintable() else "\N{REPLACEMENT CHARACTER}" for mark in text.replace("\n", " "))


def _annotations(verdicts: Sequence[Verdict]) -> str:
    """Write what is refused as annotations of a pull request."""
    from folkmoot.formats.report import render
    from folkmoot.records.finding import Finding, Place, Severity

    refused = [
        Finding("gate", "refused", Severity.ERROR, Place(verdict.path), verdict.reason, _WHY, verdict.mend)
        for verdict in verdicts
        if not verdict.allowed
    ]
    return render(refused, {}, "github")


def _summary(verdicts: Sequence[Verdict], refused: Sequence[Verdict]) -> str:
    if not verdicts:
        return "nothing is changed; it may be merged"
    total = f"{len(verdicts)} path{'' if len(verdicts) == 1 else 's'} judged"
    return f"{total}, {len(refused)} may not be merged" if refused else f"{total}; it may be merged"
