"""`folkmoot forge`: the files by which a forge runs check and gate and publishes the site, and what it is told."""

import re
from pathlib import Path
from typing import TYPE_CHECKING

import click

from folkmoot import __version__
from folkmoot.cli.world import root_option, the_root
from folkmoot.records.error import FolkmootError

if TYPE_CHECKING:
    from folkmoot.formats.forge_report import Said

_PLACES = {"github": ".github", "forgejo": ".forgejo", "gitlab": ".gitlab"}
_BRANCH = re.compile(r"[A-Za-z0-9][A-Za-z0-9._/-]{0,99}")
_NEXT = {
    "github": (
        "In Settings, Branches: ask for the status 'folkmoot' before a merge; it is set by what stands on the main branch.",
        "In Settings, Pages: publish from the branch gh-pages.",
    ),
    "gitlab": (
        "In Settings, Merge requests: ask that pipelines must succeed.",
        "In Settings, CI/CD: name the configuration as .gitlab-ci.yml@GROUP/PROJECT:main, so that no merge request brings its own.",
    ),
    "forgejo": (
        "In Settings, Branches: ask for the status 'folkmoot' before a merge; it is set by the clock, from the main branch.",
        "Publish the branch pages with your host's Pages service.",
    ),
}


@click.group("forge")
def command() -> None:
    """Write the files by which a forge runs check and gate, and turn what they find into what a forge shows."""


@command.command("write")
@click.argument("kind", type=click.Choice(tuple(_PLACES)))
@click.option("--branch", default="main", show_default=True, help="The branch that pull requests ask to be merged into.")
@click.option("--replace", is_flag=True, help="Write over files that stand there already.")
@root_option
def write(kind: str, branch: str, replace: bool, root: Path | None) -> None:
    """Write the workflows and the templates for a forge: github, gitlab or forgejo (Gitea reads the last too).

    A pull request is judged with rights to read and to do nothing else, by the tool of the branch it asks to be merged
    into; what it holds is read as Git objects and never run.
    """
    from folkmoot.repository.writer import write_files

    if not _BRANCH.fullmatch(branch) or ".." in branch:
        raise FolkmootError(f"'{branch}' is no name of a branch", "name the branch that pull requests are merged into, such as main")
    top, files = the_root(root), forge_files(kind, branch)
    write_files(top, files, replace=replace)
    for path in sorted(files):
        click.echo(path)
    click.echo("What is left to do on the forge:", err=True)
    for line in _NEXT[kind]:
        click.echo(f"  {line}", err=True)


def forge_files(kind: str, branch: str = "main") -> dict[str, bytes]:
    """The files for a forge by their paths in the repository, with the branch and the version of folkmoot filled in."""
    from importlib.resources import files

    found: dict[str, bytes] = {}
    folders = [(files("folkmoot.publish") / "forge_files" / kind, _PLACES[kind])]
    while folders:
        folder, place = folders.pop()
        for item in folder.iterdir():
            if item.is_dir():
                folders.append((item, f"{place}/{item.name}"))
            else:
                path = ".gitlab-ci.yml" if item.name == "gitlab-ci.yml" else f"{place}/{item.name}"
                found[path] = item.read_bytes().replace(b"@BRANCH@", branch.encode()).replace(b"@VERSION@", __version__.encode())
    return found


@command.command("comment")
@click.argument("reports", nargs=-1, required=True, type=click.Path(path_type=Path, dir_okay=False))
def comment_on(reports: tuple[Path, ...]) -> None:
    """Print, as Markdown for a comment, what REPORTS say, which check and gate printed with --format json."""
    from folkmoot.formats.forge_report import comment

    click.echo(comment(_read(reports)), nl=False)


@command.command("quality")
@click.argument("reports", nargs=-1, required=True, type=click.Path(path_type=Path, dir_okay=False))
def quality_of(reports: tuple[Path, ...]) -> None:
    """Print REPORTS as GitLab's Code Quality report."""
    from folkmoot.formats.forge_report import quality

    click.echo(quality(_read(reports)), nl=False)


def _read(reports: tuple[Path, ...]) -> "tuple[Said, ...]":
    from folkmoot.formats.forge_report import LARGEST, read_report

    found: list[Said] = []
    for report in reports:
        try:
            with report.open("rb") as stream:
                found += read_report(stream.read(LARGEST + 1))
        except OSError as error:
            raise FolkmootError(f"{report} cannot be read: {error.strerror}", "name what check and gate printed") from None
        except ValueError as error:
            raise FolkmootError(f"{report} is no report: {error}", "print it with: folkmoot check --format json") from None
    return tuple(found)
