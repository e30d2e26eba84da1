"""`folkmoot intake`: a form that a member filled in becomes a branch with the record in its place."""

import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from folkmoot.cli.world import as_of_option, root_option, the_course, the_root
from folkmoot.records.error import FolkmootError

if TYPE_CHECKING:
    from folkmoot.formats.intake_form import IntakeForm
    from folkmoot.procedure.chronicle import Chronicle
    from folkmoot.procedure.intake import Made
    from folkmoot.records.finding import Fault, Finding


_CODE = "intake"
"""Under which what is wrong with a form itself is told; a check tells under its own."""


@click.command("intake")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@click.option("--branch", default=None, metavar="NAME", help="What to call the branch; made from the record's id when left out.")
@click.option("--by", default=None, metavar="TOKEN", help="Whose form it is, where the form says none; it may not say another.")
@click.option("--onto", default="HEAD", metavar="REF", help="What the branch begins from; what is checked out when left out.")
@click.option("--dry-run", is_flag=True, help="Judge the form and write nothing.")
@as_of_option
@root_option
def command(
    file: Path, branch: str | None, by: str | None, onto: str, dry_run: bool, as_of: str | None, root: Path | None
) -> None:
    """Read a form, such as a proposal that came on paper or by mail, and make a branch with the record on it.

    What is wrong is told with the line and column of the form. Nothing is checked out and no file of the work tree is
    touched: the branch is there at the end, whole, or it is not.

    Exit 0: the branch is there. 1: the form cannot become a record. 2: it could not be tried.
    """
    from folkmoot.formats.intake_form import read_form
    from folkmoot.procedure.intake import record_of
    from folkmoot.repository.git import Git

    top, data = the_root(root), _bytes(file)
    git = Git(top)
    start = git.commit(onto)
    form, faults = read_form(file.name, data)
    if form is None:
        _refuse(file.name, data, faults)
    assert form is not None
    course = the_course(top, as_of, start)
    made, faults = record_of(form, course, by or "")
    if made is None:
        _refuse(file.name, data, faults)
    assert made is not None
    _refuse(file.name, data, _judged(course, form, made))
    name = branch or f"intake/{made.name}"
    if dry_run:
        click.echo(f"{', '.join(made.files)} would stand on the branch {name}")
        return
    git.begin_branch(name, git.make_commit(made.files, made.message, start))
    click.echo(f"{', '.join(made.files)}: on the branch {name}")
    click.echo(f"  look at it: git diff {onto}...{name}\n  ask for it:  git push origin {name}", err=True)


def _bytes(file: Path) -> bytes:
    from folkmoot.formats.intake_form import LARGEST

    try:
        with file.open("rb") as stream:
            return stream.read(LARGEST + 1)
    except OSError as error:
        raise FolkmootError(f"{file} cannot be read: {error.strerror}", "name the file of the form") from None


def _refuse(name: str, data: bytes, faults: "Sequence[Fault | Finding]") -> None:
    """Tell what is wrong and end; nothing where nothing is."""
    from folkmoot.formats.report import render
    from folkmoot.records.finding import Finding, Severity

    if not faults:
        return
    why = "A form becomes a record only when nothing in it is left to be guessed."
    found = [
        fault if isinstance(fault, Finding) else Finding(_CODE, "form", Severity.ERROR, fault.place, fault.what, why, fault.mend)
        for fault in faults
    ]
    click.echo(render(found, {name: data}, "text").replace(f"  = see:  folkmoot explain {_CODE}\n", ""), nl=False)
    click.echo(f"nothing was written: {len(found)} fault{'' if len(found) == 1 else 's'} in {name}", err=True)
    sys.exit(1)


def _judged(course: "Chronicle", form: "IntakeForm", made: "Made") -> "list[Finding]":
    """What the checks say against the records with this one among them, at the places of the form."""
    from folkmoot.checks.registry import introduced, run_checks
    from folkmoot.formats.layout import read_archive
    from folkmoot.procedure.chronicle import chronicle
    from folkmoot.procedure.intake import place_in_form
    from folkmoot.records.finding import Severity

    archive = read_archive({**course.archive.files, **made.files}, course.archive.commit)
    after = chronicle(replace(archive, history=course.archive.history, copies=course.archive.copies), course.as_of)
    fresh = introduced(run_checks(after), run_checks(course))
    return [
        replace(each, place=place_in_form(form, made, after.archive, each.place))
        for each in fresh
        if each.severity is Severity.ERROR
    ]
