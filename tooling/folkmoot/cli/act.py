"""`folkmoot act`: state an act in the log of a proposal or a jury as one's own, and sign it."""

from pathlib import Path

import click

from folkmoot.cli.sign import the_namespace, the_person, verified
from folkmoot.cli.world import root_option, the_archive, the_root
from folkmoot.records.error import FolkmootError


@click.command("act")
@click.argument("record")
@click.argument("what", metavar="ACT")
@click.option("--by", required=True, help="Whose act it is: the entry or name that the log has.")
@click.option("--at", default=None, metavar="INSTANT", help="The instant that the log has; needed where somebody did the same twice.")
@click.option("--as", "person", default=None, metavar="PERSON", help="Who signs; a clerk's name when a clerk attests it, else the same.")
@click.option("--key", type=click.Path(path_type=Path, dir_okay=False), default=None, help="The key file; Git's own, or that in ~/.ssh.")
@root_option
def command(record: str, what: str, by: str, at: str | None, person: str | None, key: Path | None, root: Path | None) -> None:
    """State and sign that an act in the log of RECORD was done: accepted, declined, seconded, opened, objected.

    Signed by the member it says A beside the act on every page; signed by a clerk, B.

    \b
    folkmoot act juries/2026-lamps accepted --by m-0a22
    folkmoot act proposals/2026-lamps seconded --by m-0a22 --as bea
    """  # noqa: D301
    from folkmoot.formats.act_json import read_act, write_act
    from folkmoot.records.statement import Statement
    from folkmoot.records.value import parse_instant
    from folkmoot.repository.ssh import sign_bytes
    from folkmoot.repository.writer import write_files
    from folkmoot.trust.assurance import statement_path

    top = the_root(root)
    archive = the_archive(top)
    folder = record.strip("/")
    if archive.proposal(folder.removeprefix("proposals/")) is None and archive.jury(folder.removeprefix("juries/")) is None:
        raise FolkmootError(f"there is no record '{record}'", "give the folder of a proposal or a jury, such as juries/2026-lamps")
    try:
        moment = parse_instant(at) if at else None
    except ValueError:
        raise FolkmootError(f"'{at}' is not an instant", "write 2026-03-01T12:00:00Z") from None
    statement = Statement(archive.coop.id if archive.coop else "", folder, what, the_person(by), moment)
    path, data = statement_path(statement), write_act(statement)
    try:
        read_act(data)
    except ValueError as error:
        raise FolkmootError(f"this is no act: {error}", "name the folder, and the act as the log has it") from None
    namespace = the_namespace(archive, path)
    armour = sign_bytes(data, key, namespace)
    signer = verified(armour, data, namespace)
    held = archive.files.get(path)
    if held is not None and held != data:
        raise FolkmootError(f"{path} exists and says something else", "give the instant with --at, or see what stands there")
    written = f"{path}.sig.d/{the_person(person or by)}.sig"
    write_files(top, {written: armour, **({} if held else {path: data})})
    click.echo(f"{written}: '{what}' of {by} is signed for '{namespace}' with the key {signer.fingerprint}")
