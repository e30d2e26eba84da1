"""`folkmoot import`: bring records of another system under folkmoot."""

import sys
from pathlib import Path

import click

from folkmoot.cli.world import root_option, the_root
from folkmoot.records.error import FolkmootError


@click.command("import")
@click.argument("kind")
@click.argument("folder", type=click.Path(path_type=Path, exists=True, file_okay=False))
@click.option("--replace", is_flag=True, help="Write records again that were imported before.")
@root_option
def command(kind: str, folder: Path, replace: bool, root: Path | None) -> None:
    """Turn the records of KIND below FOLDER into proposals of this repository.

    KIND is pep (Python Enhancement Proposals in reStructuredText) or bylaws (an organisation's rules in Markdown, which become
    a genesis proposal for its founders to adopt). What cannot be read is told and left out; the rest is
    written as one act.
    """
    from folkmoot.formats.importers import IMPORTERS
    from folkmoot.repository.writer import write_files

    if kind not in IMPORTERS:
        raise FolkmootError(f"there is no importer for '{kind}'", f"write one of {', '.join(sorted(IMPORTERS))}")
    importer = IMPORTERS[kind]
    below = (path for path in sorted(folder.rglob("*")) if path.is_file() and importer.takes(path.name))
    found = {path.relative_to(folder).as_posix(): path for path in below}
    if not found:
        raise FolkmootError(f"{folder} holds no file that ends in {' or '.join(importer.suffixes)}", "name the folder of the records")
    imported, faults = importer.read_all({name: path.read_bytes() for name, path in found.items()})
    write_files(the_root(root), {record.path: record.data for record in imported}, replace=replace)
    for fault in faults:
        click.echo(f"{folder / fault.place.path}:{fault.place.line}: {fault.what}\n  = mend: {fault.mend}", err=True)
    click.echo(f"{len(imported)} records imported from {len(found)} files, {len(faults) or 'no'} faults", err=True)
    sys.exit(1 if faults else 0)
