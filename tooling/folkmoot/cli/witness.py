"""`folkmoot witness`: confirm another co-op's checkpoint, after seeing that its history only grew."""

from pathlib import Path

import click

from folkmoot.cli.world import as_of_option, root_option, the_instant, the_root
from folkmoot.records.error import FolkmootError


@click.command("witness")
@click.argument("file", metavar="CHECKPOINT_FILE", type=click.Path(path_type=Path, dir_okay=False))
@click.option("--name", required=True, help="The name under which you witness, such as brook.example/witness.")
@click.option("--key", required=True, metavar="PUBKEY", help="Your key in the SSH agent: its line, or its .pub file.")
@click.option("--seen", required=True, type=click.Path(path_type=Path, dir_okay=False), help="Where the last checkpoint you saw is kept.")
@as_of_option
@root_option
def command(file: Path, name: str, key: str, seen: Path, as_of: str | None, root: Path | None) -> None:
    """Add your signature to another co-op's checkpoint, if its log signed it and its history only grew.

    --root is a clone of that co-op. The file named by --seen is compared with and then replaced; you never confirm a
    smaller history than the last, nor another one.
    """
    from folkmoot.cli.checkpoint import the_key
    from folkmoot.cli.verify_history import read_checkpoint
    from folkmoot.formats.note import is_key_name, write_note
    from folkmoot.repository.ssh import agent_sign
    from folkmoot.trust.checkpoint import cosigned_data, with_line, witness_line

    if not is_key_name(name):
        raise FolkmootError(f"'{name}' cannot name a signature", "choose a name without spaces and '+', such as brook.example/witness")
    note = read_checkpoint(file)
    line, raw = the_key(key)
    refusal = refused(file, seen, the_root(root))
    if refusal:
        raise SystemExit(_said(refusal))
    seconds = int(the_instant(as_of).timestamp())
    signed = with_line(note, witness_line(name, raw, seconds, agent_sign(line, cosigned_data(note.body, seconds))))
    _write(file, seen, write_note(signed))
    click.echo(f"{file}: {name} has seen {note.checkpoint.size} changes of {note.checkpoint.origin}")


def refused(file: Path, seen: Path, root: Path) -> str:
    """Say why a witness does not confirm a checkpoint; empty when nothing speaks against it."""
    from folkmoot.cli.verify_history import extends, read_checkpoint, the_history
    from folkmoot.trust.chain import keyring
    from folkmoot.trust.checkpoint import log_keys, log_refusal

    note, new = read_checkpoint(file), read_checkpoint(file).checkpoint
    known = []
    if seen.exists():
        last = read_checkpoint(seen).checkpoint
        known.append(last)
        if last.origin != new.origin:
            return f"the checkpoint seen last is of {last.origin}, and this one of {new.origin}"
        if new.size < last.size:
            return f"it counts {new.size} changes, and you have seen {last.size}: the history went back"
        if new.size == last.size and new.root != last.root:
            return f"it binds other changes than the checkpoint of the same size, {new.size}, that you have seen"
    else:
        click.echo(f"warning: {seen} is not there yet: this is the first checkpoint of {new.origin} that you see", err=True)
    history = the_history(root)
    try:
        refusal = log_refusal(note, log_keys(keyring(history.archive), new.size))
    except ValueError as error:
        refusal = str(error)
    return refusal or "; ".join(extends(history, [*known, new]))


def _said(refusal: str) -> int:
    click.echo(f"FAILS  {refusal}")
    click.echo("nothing was signed and nothing was written", err=True)
    return 1


def _write(file: Path, seen: Path, data: bytes) -> None:
    """Replace both files or neither, what was seen first: whoever confirms must remember it before anybody sees the signature."""
    from folkmoot.repository.writer import write_files

    files = [path.absolute() for path in (seen, file)]
    top = Path(files[0].anchor)
    write_files(top, {path.resolve().relative_to(top).as_posix(): data for path in files}, replace=True)
