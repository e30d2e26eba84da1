"""`folkmoot import`: bring records of another system under folkmoot."""

import sys
from collections.abc import Iterable
from fnmatch import fnmatchcase
from pathlib import Path
from typing import TYPE_CHECKING

import click

from folkmoot.cli.import_belenios import belenios_verb
from folkmoot.cli.import_election import election_verb
from folkmoot.cli.world import root_option, the_root
from folkmoot.records.error import FolkmootError
from folkmoot.records.finding import Fault

if TYPE_CHECKING:
    from folkmoot.formats.importers.interface import Importer

_SOURCE = click.argument("folder", type=click.Path(path_type=Path, exists=True, file_okay=False))
_REPLACE = click.option("--replace", is_flag=True, help="Write records again that were imported before.")


@click.group("import")
def command() -> None:
    """Turn records of another system into records of this repository, or elections into files that folkmoot counts again."""


for _verb in (election_verb, belenios_verb):
    command.add_command(_verb)


@command.command("pep")
@_SOURCE
@_REPLACE
@root_option
def pep(folder: Path, replace: bool, root: Path | None) -> None:
    """Turn the Python Enhancement Proposals below FOLDER, in reStructuredText, into proposals.

    What cannot be read is told and left out; the rest is written as one act.
    """
    from folkmoot.formats.importers import IMPORTERS

    _bring(IMPORTERS["pep"], folder, replace, root)


@command.command("bylaws")
@_SOURCE
@click.option("--rules", multiple=True, metavar="GLOB", help="The files that hold rules; the others say what the organisation stands for.")
@click.option("--except", "without", multiple=True, metavar="GLOB", help="Files to leave where they are.")
@_REPLACE
@root_option
def bylaws(folder: Path, rules: tuple[str, ...], without: tuple[str, ...], replace: bool, root: Path | None) -> None:
    """Turn the rules of an organisation in Markdown below FOLDER into a genesis proposal for its founders to adopt.

    One file is divided into its articles; of several each becomes one article, or several where they are numbered. What cannot
    be read is told and left out; the rest is written as one act.
    """
    from folkmoot.formats.importers.bylaws import BylawsImporter

    _bring(BylawsImporter(rules or ("*",)), folder, replace, root, without)


def _bring(importer: "Importer", folder: Path, replace: bool, root: Path | None, without: tuple[str, ...] = ()) -> None:
    from folkmoot.repository.writer import write_files

    below = ((path.relative_to(folder).as_posix(), path) for path in sorted(folder.rglob("*")) if path.is_file())
    wanted = {name: path for name, path in below if importer.takes(name) and not any(fnmatchcase(name, glob) for glob in without)}
    if not wanted:
        raise FolkmootError(f"{folder} holds no file that ends in {' or '.join(importer.suffixes)}", "name the folder of the records")
    imported, faults = importer.read_all({name: path.read_bytes() for name, path in wanted.items()})
    write_files(the_root(root), {record.path: record.data for record in imported}, replace=replace)
    tell(folder, faults)
    click.echo(f"{len(imported)} records imported from {len(wanted)} files, {len(faults) or 'no'} faults", err=True)
    sys.exit(1 if faults else 0)


def tell(folder: Path, faults: Iterable[Fault]) -> None:
    """Print faults with the place of each."""
    for fault in faults:
        click.echo(f"{folder / fault.place.path}:{fault.place.line}: {fault.what}\n  = mend: {fault.mend}", err=True)
