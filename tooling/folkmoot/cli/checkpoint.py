"""`folkmoot checkpoint`: bind all history in one digest, sign it, and check one that was published."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from folkmoot.cli.world import root_option, the_root
from folkmoot.records.error import FolkmootError

if TYPE_CHECKING:
    from folkmoot.records.checkpoint import Note


@click.group("checkpoint")
def command() -> None:
    """Bind all history in one digest, sign it, and see that it only grew."""


@command.command("show")
@click.option("--at", "revision", default=None, metavar="REF", help="The history up to a revision instead of HEAD.")
@root_option
def show(revision: str | None, root: Path | None) -> None:
    """Print the checkpoint of the committed history: whose it is, how many changes, and the digest over all of them."""
    from folkmoot.cli.verify_history import the_history
    from folkmoot.formats.note import write_body

    history = the_history(the_root(root), revision)
    click.echo(write_body(history.checkpoint()).decode(), nl=False)
    click.echo(f"{len(history.archive.history)} merges up to commit {history.archive.commit}", err=True)


@command.command("make")
@click.option("--out", type=click.Path(path_type=Path, dir_okay=False), default=None, help="Write it to this file.")
@click.option("--key", default=None, metavar="PUBKEY", help="Sign it by the SSH agent with this key: its line, or its .pub file.")
@click.option("--at", "revision", default=None, metavar="REF", help="The history up to a revision instead of HEAD.")
@root_option
def make(out: Path | None, key: str | None, revision: str | None, root: Path | None) -> None:
    """Make the checkpoint that is published beside the records; signed, if a key of the role log is given."""
    from folkmoot.cli.verify_history import the_history
    from folkmoot.formats.note import is_key_name, write_note
    from folkmoot.repository.ssh import agent_sign
    from folkmoot.repository.writer import write_files
    from folkmoot.trust.chain import keyring
    from folkmoot.trust.checkpoint import body_of, log_keys, log_line, with_line

    history = the_history(the_root(root), revision)
    note = body_of(history.checkpoint())
    origin, size = note.checkpoint.origin, note.checkpoint.size
    if key is not None:
        if not is_key_name(origin):
            raise FolkmootError(f"'{origin}' cannot name a signature", "give the co-op an id without spaces and '+'")
        line, raw = the_key(key)
        note = with_line(note, log_line(origin, raw, agent_sign(line, note.body)))
        if raw not in {held for _, held in log_keys(keyring(history.archive), size).holders}:
            click.echo("warning: charter/keys does not name this key in the role log, so nobody will trust it", err=True)
    if out is None:
        click.echo(write_note(note).decode(), nl=False)
    else:
        write_files(out.absolute().parent, {out.name: write_note(note)}, replace=True)
        click.echo(f"{out}: {size} changes of {origin}, {'signed' if note.signatures else 'not signed'}", err=True)


@command.command("check")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--pin", default=None, metavar="PUBKEY", help="Believe this key of the log, and not those in charter/keys.")
@click.option("--witness", "witnesses", multiple=True, nargs=2, metavar="NAME PUBKEY", help="Ask for the cosignature of this witness too.")
@root_option
def check(file: Path, pin: str | None, witnesses: tuple[tuple[str, str], ...], root: Path | None) -> None:
    """See whether FILE is a checkpoint that the log signed, and that the history in this clone extends.

    With --pin and outside a clone, the signature alone.
    """
    from folkmoot.cli.verify_history import read_checkpoint
    from folkmoot.trust.checkpoint import witnessed_at

    note = read_checkpoint(file)
    failures = _history_faults(note, pin, root)
    for name, line in witnesses:
        try:
            at = witnessed_at(note, name, the_key(line)[1])
        except ValueError as error:
            failures.append(str(error))
            continue
        if at is None:
            failures.append(f"{name} did not cosign it")
        else:
            click.echo(f"holds  {name} saw it {at} seconds after 1970-01-01T00:00:00Z")
    for failure in failures:
        click.echo(f"FAILS  {failure}")
    if not failures:
        click.echo(f"holds  {note.checkpoint.size} changes of {note.checkpoint.origin}")
    sys.exit(1 if failures else 0)


def _history_faults(note: "Note", pin: str | None, root: Path | None) -> list[str]:
    """What speaks against a checkpoint: its signature, and the history in the clone."""
    from folkmoot.cli.verify_history import extends, the_history
    from folkmoot.trust.chain import keyring
    from folkmoot.trust.checkpoint import LogKeys, log_keys, log_refusal

    keys = LogKeys((("pin", the_key(pin)[1]),)) if pin is not None else LogKeys()
    faults: list[str] = []
    try:
        history = the_history(the_root(root))
    except FolkmootError:
        if pin is None or root is not None:
            raise
        click.echo("warning: there is no whole clone here, so only the signature was checked", err=True)
    else:
        keys = keys if pin is not None else log_keys(keyring(history.archive), note.checkpoint.size)
        faults += extends(history, [note.checkpoint])
    try:
        refusal = log_refusal(note, keys)
    except ValueError as error:
        refusal = str(error)
    return [*faults, *([refusal] if refusal else [])]


def the_key(word: str) -> tuple[str, bytes]:
    """Return the line of a public key and its raw bytes, from the line itself or its `.pub` file; FolkmootError otherwise."""
    from folkmoot.trust.checkpoint import raw_key

    try:
        line = word if word.startswith(("ssh-", "sk-", "ecdsa-")) else Path(word).read_text(encoding="utf-8")
        return line, raw_key(line)
    except (OSError, ValueError) as error:
        raise FolkmootError(
            f"this is not the key of a log or a witness: {error}", "give a line 'ssh-ed25519 AAAA...' or its .pub file"
        ) from None
