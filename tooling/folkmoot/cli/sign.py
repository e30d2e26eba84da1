"""`folkmoot sign`: a record, signed with the member's own SSH key, in a file beside it."""

import re
from pathlib import Path
from typing import TYPE_CHECKING

import click

from folkmoot.cli.world import root_option, the_archive, the_root
from folkmoot.records.error import FolkmootError
from folkmoot.records.value import TOKEN, shown

if TYPE_CHECKING:
    from folkmoot.records.archive import Archive
    from folkmoot.records.signature import PublicKey


@click.command("sign")
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option("--as", "person", default=None, metavar="PERSON", help="Who signs; found by the key in charter/keys/ when left out.")
@click.option("--key", type=click.Path(path_type=Path, dir_okay=False), default=None, help="The key file; Git's own, or that in ~/.ssh.")
@click.option("--again", is_flag=True, help="Put a new signature in the place of your earlier one.")
@root_option
def command(file: Path, person: str | None, key: Path | None, again: bool, root: Path | None) -> None:
    """Sign FILE, a record of the co-op, with your own SSH key.

    ssh-keygen makes the signature, so that a passphrase, the agent and a security key work as ever. It says what the
    file is and of which co-op, and holds for nothing else.
    """
    from folkmoot.repository.ssh import sign_file
    from folkmoot.repository.writer import write_files

    top = the_root(root)
    archive = the_archive(top)
    path = path_within(top, file)
    namespace = the_namespace(archive, path)
    if person is not None:
        refuse_second(top, path, the_person(person), again)
    data = file.read_bytes()
    armour = sign_file(file.absolute(), key, namespace)
    signer = verified(armour, data, namespace)
    person = person or who_holds(archive, signer)
    refuse_second(top, path, person, again)
    if b"\r\n" in data:
        click.echo(f"{path} has Windows line ends; if Git changes them, the signature is lost: keep '* -text' in .gitattributes", err=True)
    written = f"{path}.sig.d/{person}.sig"
    write_files(top, {written: armour}, replace=again)
    click.echo(f"{written}: {path} is signed as '{person}' for '{namespace}' with the key {signer.fingerprint}")
    click.echo("  the same check with OpenSSH alone, given a file 'allowed' with lines of a person and a public key:", err=True)
    click.echo(f"  ssh-keygen -Y verify -f allowed -I {person} -n {namespace} -s {written} < {path}", err=True)


def path_within(top: Path, file: Path) -> str:
    """Return the repository path of a file; FolkmootError when it stands elsewhere."""
    if file.is_symlink():
        raise FolkmootError(f"{file} is a link", "sign the file it leads to")
    try:
        return file.resolve().relative_to(top.resolve()).as_posix()
    except ValueError:
        raise FolkmootError(f"{file} stands outside the repository {top}", "name a record inside it, or give --root") from None


def the_namespace(archive: "Archive", path: str) -> str:
    """Say what a signature of this file is for; FolkmootError when the file is never signed, or nobody says whose co-op this is."""
    from folkmoot.trust.namespace import namespace_of

    if archive.coop is None:
        raise FolkmootError("no proposal says which co-op this is", "write the genesis proposal with its 'coop' first")
    namespace = namespace_of(path, archive.coop.id)
    if not namespace:
        raise FolkmootError(f"{path} is not a record that is signed", "sign keys, rosters, calls, decisions, ballots, acts or reports")
    return namespace


def the_person(person: str) -> str:
    """Check an id before it becomes the name of a file."""
    if not re.fullmatch(TOKEN, person):
        raise FolkmootError(f"'{shown(person)}' is not a person's id", "give it as charter/keys/ or the roster has it")
    return person


def verified(armour: bytes, data: bytes, namespace: str) -> "PublicKey":
    """Check the fresh signature as everybody will; FolkmootError when it would not count."""
    from folkmoot.records.signature import Refused
    from folkmoot.trust.signature import judge
    from folkmoot.trust.strength import weakness

    verdict = judge(armour, data, namespace)
    if isinstance(verdict, Refused):
        raise FolkmootError(f"the signature would not count: {verdict.words}", verdict.mend)
    if weak := weakness(verdict):
        raise FolkmootError(f"the key {verdict.fingerprint} is not safe: {weak}", "make a new one with: ssh-keygen -t ed25519")
    return verdict


def who_holds(archive: "Archive", key: "PublicKey") -> str:
    """Find the person of a key in the newest version of the keys; FolkmootError when nobody there has it."""
    from folkmoot.formats.keys_json import KEYS_PATH, read_holders, read_keys

    newest = max((path for path in archive.files if KEYS_PATH.fullmatch(path)), default=None)
    head = read_keys(newest, archive.files[newest])[0] if newest else None
    if newest and head is None:
        raise FolkmootError(f"{newest} has a fault, so nobody is found in it", "see: folkmoot check; or say who you are: --as PERSON")
    holder = read_holders(head).get(key.fingerprint) if head else None
    if holder is None:
        where = f"nobody in {newest} has" if newest else "there is no charter/keys/ that says who has"
        raise FolkmootError(f"{where} the key {key.fingerprint}", "say who you are with --as PERSON, or sign with another --key")
    return holder[0]


def refuse_second(top: Path, path: str, person: str, again: bool) -> None:
    """Stop before a signature that stands already is lost."""
    written = f"{path}.sig.d/{person}.sig"
    if (top / written).exists() and not again:
        raise FolkmootError(f"{written} exists already", "to put a new signature in its place, give --again")
