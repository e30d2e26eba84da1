"""`folkmoot keys`: the keys by which root, clerks, tellers and secretaries sign, version by version."""

import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from folkmoot.cli.world import as_of_option, root_option, the_archive, the_instant, the_root
from folkmoot.records.error import FolkmootError

if TYPE_CHECKING:
    from folkmoot.cli.keys_next import Draft
    from folkmoot.records.archive import Archive
    from folkmoot.records.keys import KeysHead


@click.group("keys")
def command() -> None:
    """Keep the keys by which clerks, tellers and secretaries sign.

    A version once written is never changed: every change is a new file charter/keys/NNNN.json that the people of root sign.
    """


def _role_option(function: Callable[..., Any]) -> Callable[..., Any]:
    words = "Who holds a role, and how many of them must sign. May be repeated."
    return click.option("--role", "roles", multiple=True, metavar="ROLE=N:PEOPLE", help=words)(function)


def _person_option(function: Callable[..., Any]) -> Callable[..., Any]:
    words = "A person and their public key, as a file or a line. May be repeated."
    return click.option("--person", "people", multiple=True, metavar="NAME=KEY", help=words)(function)


def _expires_option(function: Callable[..., Any]) -> Callable[..., Any]:
    words = "The last day of the new version; that of the one before when left out."
    return click.option("--expires", default=None, metavar="DAY", help=words)(function)


@command.command("init")
@_person_option
@_role_option
@click.option("--expires", required=True, metavar="DAY", help="The last day of this version; a year or two from now.")
@click.option("--coop", default=None, metavar="ID", help="The co-op's id; that of the genesis proposal when left out.")
@root_option
def init(people: tuple[str, ...], roles: tuple[str, ...], expires: str, coop: str | None, root: Path | None) -> None:
    """Write the first version, charter/keys/0001.json.

    \b
    folkmoot keys init --person ana=ana.pub --person ben=ben.pub --person cyd=cyd.pub \\
      --role root=2:ana,ben,cyd --role clerk=2:ana,ben,cyd --expires 2027-12-31
    """  # noqa: D301
    from folkmoot.cli.keys_next import Draft, finished, read_expiry

    top = the_root(root)
    archive = the_archive(top)
    named = archive.coop.id if archive.coop else None
    if named is not None and coop not in (None, named):
        raise FolkmootError(f"the genesis proposal says that this is '{named}', not '{coop}'", "leave --coop out")
    if (coop or named) is None:
        raise FolkmootError("no genesis proposal says which co-op this is", "write it first, or give the id with --coop")
    draft = Draft().with_people(people, instead=False).with_roles(roles)
    head, data = finished(draft, coop or named or "", 1, None, read_expiry(expires))
    _write(top, None, head, data)


@command.command("add")
@_person_option
@_role_option
@_expires_option
@root_option
def add(people: tuple[str, ...], roles: tuple[str, ...], expires: str | None, root: Path | None) -> None:
    """Give people further keys, or roles other holders, in the next version."""
    if not people and not roles:
        raise FolkmootError("nothing is to be added", "give --person or --role")
    _go_on(root, expires, lambda archive, draft: draft.with_people(people, instead=False).with_roles(roles))


@command.command("rotate")
@click.argument("people", nargs=-1, required=True, metavar="NAME=KEY...")
@_role_option
@_expires_option
@root_option
def rotate(people: tuple[str, ...], roles: tuple[str, ...], expires: str | None, root: Path | None) -> None:
    """Put a person's new key in the place of the old ones; what the old ones signed stands."""

    def change(archive: "Archive", draft: "Draft") -> "Draft":
        for text in people:
            name = text.partition("=")[0]
            if name not in draft.people:
                raise FolkmootError(f"'{name}' has no keys here", f"enter a new person with: folkmoot keys add --person {name}=KEY")
        return draft.with_people(people, instead=True).with_roles(roles)

    _go_on(root, expires, change)


@command.command("revoke")
@click.argument("key", metavar="PERSON|FINGERPRINT")
@click.option("--reason", required=True, help="Why, in a few words that name nobody: laptop stolen.")
@click.option("--from", "distrust_from", type=click.IntRange(0), metavar="POSITION", help="Since which change; now when left out.")
@_person_option
@_role_option
@_expires_option
@root_option
def revoke(
    key: str, reason: str, distrust_from: int | None, people: tuple[str, ...], roles: tuple[str, ...], expires: str | None,
    root: Path | None,
) -> None:  # fmt: skip
    """Distrust a key, or every key of a person, whatever dates its signatures claim.

    What it signed before POSITION, counted in changes of records on the main line, stands. Whoever has no other key
    leaves every role; give --person for a new key and --role for new holders at once.
    """
    from folkmoot.cli.keys_next import marks_of, present_position, sound_ring

    def change(archive: "Archive", draft: "Draft") -> "Draft":
        newest = sound_ring(archive).newest
        assert newest is not None
        marks = marks_of(newest, key)
        start = present_position(archive) if distrust_from is None else distrust_from
        return draft.with_people(people, instead=False).without_keys(marks, start, reason).with_roles(roles)

    _go_on(root, expires, change)


@command.command("renew")
@click.option("--expires", required=True, metavar="DAY", help="The last day of the new version.")
@root_option
def renew(expires: str, root: Path | None) -> None:
    """Let the same keys hold for longer, in the next version."""
    _go_on(root, expires, lambda archive, draft: draft)


@command.command("verify")
@click.option("--pin", default=None, metavar="DIGEST", help="The published sha256 of charter/keys/0001.json.")
@click.option("--at", "revision", default=None, metavar="REF", help="Verify a revision instead of the work tree.")
@as_of_option
@root_option
def verify(pin: str | None, revision: str | None, as_of: str | None, root: Path | None) -> None:
    """Tell the chain version by version: who signed, what is missing, and until when it holds."""
    from folkmoot.cli.keys_words import account, expiry_words, pin_words
    from folkmoot.trust.chain import keyring, pin_fault
    from folkmoot.trust.expiry import expired

    archive = the_archive(the_root(root), revision)
    ring = keyring(archive)
    if not ring.versions and not ring.faults:
        raise FolkmootError("this co-op has no keys yet", "make the first version: folkmoot keys init")
    day = the_instant(as_of).date()
    click.echo("\n".join((*account(ring), *pin_words(archive, ring, pin is not None))))
    for line in expiry_words(ring, day):
        click.echo(line, err=True)
    fault = pin_fault(ring, pin) if pin is not None else None
    if fault:
        click.echo(f"{fault.name}: {fault.what}\n  mend: {fault.mend}", err=True)
    sound = not ring.faults and fault is None and ring.newest is not None and not expired(ring.newest, day)
    newest = f"version {ring.newest.version} is in force" if ring.newest else "no version is in force"
    versions = "1 version" if len(ring.versions) == 1 else f"{len(ring.versions)} versions"
    click.echo(f"{versions}, the chain is {'sound' if sound else 'NOT sound'}; {newest}", err=True)
    sys.exit(0 if sound else 1)


@command.command("allowed-signers")
@click.option("--revoked", is_flag=True, help="Print the revoked keys instead, for ssh-keygen -Y verify -r.")
@root_option
def allowed(revoked: bool, root: Path | None) -> None:
    """Print the keys in force as OpenSSH and Git read them.

    \b
    folkmoot keys allowed-signers > allowed
    ssh-keygen -Y verify -f allowed -I ana -n keys@COOP -s FILE.sig.d/ana.sig < FILE
    git config gpg.ssh.allowedSignersFile allowed
    """  # noqa: D301
    from folkmoot.cli.keys_next import sound_ring
    from folkmoot.trust.allowed import allowed_signers, revoked_keys

    ring = sound_ring(the_archive(the_root(root)))
    click.echo((revoked_keys(ring) if revoked else allowed_signers(ring)).decode(), nl=False)


@command.command("show")
@click.option("--version", "number", type=click.IntRange(1), default=None, help="A version by its number; the newest when left out.")
@root_option
def show(number: int | None, root: Path | None) -> None:
    """Show who may sign as what, with the fingerprint of every key."""
    from folkmoot.cli.keys_words import alone, table
    from folkmoot.trust.chain import keyring

    ring = keyring(the_archive(the_root(root)))
    head = ring.newest if number is None else ring.version(number)
    if head is None:
        what = "no version of the keys is in force" if number is None else f"version {number} of the keys is not in force"
        raise FolkmootError(what, "see what is missing: folkmoot keys verify")
    click.echo("\n".join((*table(head), f"pin: {ring.pin}")))
    for line in alone(head):
        click.echo(line, err=True)


def _go_on(root: Path | None, expires: str | None, change: "Callable[[Archive, Draft], Draft]") -> None:
    """Write the version after the newest one, changed."""
    from folkmoot.cli.keys_next import draft_of, finished, read_expiry, sound_ring

    top = the_root(root)
    archive = the_archive(top)
    ring = sound_ring(archive)
    before = ring.newest
    assert before is not None
    day = before.expires if expires is None else read_expiry(expires)
    draft = change(archive, draft_of(before))
    head, data = finished(draft, before.coop, before.version + 1, ring.versions[-1].digest, day)
    _write(top, before, head, data)


def _write(top: Path, before: "KeysHead | None", head: "KeysHead", data: bytes) -> None:
    """Write a version beside the others, and say who has to sign it."""
    from folkmoot.cli.keys_words import alone, to_sign
    from folkmoot.formats.canonical import digest
    from folkmoot.formats.keys_json import keys_path
    from folkmoot.repository.writer import write_files

    write_files(top, {keys_path(head.version): data})
    click.echo("\n".join(to_sign(before, head)))
    if before is None:
        click.echo(f"pin: {digest(data)}; publish it where this repository cannot reach, such as the minutes of the founding")
    for line in alone(head):
        click.echo(line, err=True)
