"""`folkmoot import`: bring records of another system under folkmoot."""

import sys
from collections.abc import Iterable
from pathlib import Path

import click

from folkmoot.cli.import_belenios import belenios_verb
from folkmoot.cli.import_election import election_verb
from folkmoot.cli.world import root_option, the_root
from folkmoot.records.error import FolkmootError
from folkmoot.records.finding import Fault

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
    _bring("pep", folder, replace, root)


@command.command("bylaws")
@_SOURCE
@_REPLACE
@root_option
def bylaws(folder: Path, replace: bool, root: Path | None) -> None:
    """Turn the rules of an organisation in Markdown below FOLDER into a genesis proposal for its founders to adopt.

    What cannot be read is told and left out; the rest is written as one act.
    """
    _bring("bylaws", folder, replace, root)


def _bring(kind: str, folder: Path, replace: bool, root: Path | None) -> None:
    from folkmoot.formats.importers import IMPORTERS
    from folkmoot.repository.writer import write_files

    importer = IMPORTERS[kind]
    below = (path for path in sorted(folder.rglob("*")) if path.is_file() and importer.takes(path.name))
    found = {path.relative_to(folder).as_posix(): path for path in below}
    if not found:
        raise FolkmootError(f"{folder} holds no file that ends in {' or '.join(importer.suffixes)}", "name the folder of the records")
    imported, faults = importer.read_all({name: path.read_bytes() for name, path in found.items()})
    write_files(the_root(root), {record.path: record.data for record in imported}, replace=replace)
    tell(folder, faults)
    click.echo(f"{len(imported)} records imported from {len(found)} files, {len(faults) or 'no'} faults", err=True)
    sys.exit(1 if faults else 0)


def tell(folder: Path, faults: Iterable[Fault]) -> None:
    """Print faults with the place of each."""
    for fault in faults:
        click.echo(f"{folder / fault.place.path}:{fault.place.line}: {fault.what}\n  = mend: {fault.mend}", err=True)
