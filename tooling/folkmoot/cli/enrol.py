"""`folkmoot enrol`: a member's key comes into the registrar's list, after the member has shown that it is theirs."""

import secrets
import tempfile
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from folkmoot.cli.world import root_option, the_archive, the_root
from folkmoot.records.error import FolkmootError

if TYPE_CHECKING:
    from folkmoot.records.enrolment import Enrolment

_FILE = click.Path(path_type=Path, dir_okay=False)
_READ = click.Path(path_type=Path, exists=True, dir_okay=False)


@click.group("enrol")
def command() -> None:
    """Bring a member's key into the roster: challenge, answer, proof.

    \b
    registrar:  folkmoot enrol challenge m-0a22        and send m-0a22.challenge.json to the member
    member:     folkmoot enrol answer m-0a22.challenge.json        and send m-0a22.answer.json back
    registrar:  folkmoot enrol accept m-0a22.answer.json MEMBERS.csv

    MEMBERS.csv and the files between stay outside Git.
    """  # noqa: D301


@command.command("challenge")
@click.argument("entry")
@click.option("--pubkey", default=None, metavar="KEY", help="The key that must answer, as a file or a line; any when left out.")
@click.option("--out", type=_FILE, default=None, help="Where to write the challenge; ENTRY.challenge.json here when left out.")
@click.option("--coop", default=None, metavar="ID", help="The co-op's id; that of the repository when left out.")
@root_option
def challenge_verb(entry: str, pubkey: str | None, out: Path | None, coop: str | None, root: Path | None) -> None:
    """Make a challenge for the member with the token ENTRY: a number that nobody could guess, to be signed once."""
    from folkmoot.cli.keys_next import public_key
    from folkmoot.formats.enrol_json import read_enrolment, write_enrolment
    from folkmoot.formats.ssh_key import write_line
    from folkmoot.records.enrolment import Enrolment
    from folkmoot.repository.writer import write_files

    line = write_line(public_key(pubkey)) if pubkey else ""
    data = write_enrolment(Enrolment(_coop(coop, root), entry, secrets.token_hex(32), line))
    try:
        read_enrolment(data)
    except ValueError as error:
        raise FolkmootError(f"there can be no such challenge: {error}", "give the token as the member's card has it, like m-0a22") from None
    path = (out or Path(f"{entry}.challenge.json")).absolute()
    write_files(path.parent, {path.name: data})
    click.echo(f"{path.name}: a challenge for '{entry}'; send it to the member and keep it for: folkmoot enrol accept")


@command.command("answer")
@click.argument("challenge", type=_READ)
@click.option("--key", type=_FILE, default=None, help="Your key file; the one Git signs with, or ~/.ssh, when left out.")
@click.option("--out", type=_FILE, default=None, help="Where to write the answer; beside the challenge when left out.")
def answer_verb(challenge: Path, key: Path | None, out: Path | None) -> None:
    """Sign CHALLENGE with your own key, and so show that it is yours."""
    from folkmoot.cli.keys_next import public_key
    from folkmoot.formats.enrol_json import write_answer, write_enrolment
    from folkmoot.formats.ssh_key import write_line
    from folkmoot.records.enrolment import Answer
    from folkmoot.repository.ssh import default_key, sign_file
    from folkmoot.repository.writer import write_files

    asked = _challenge(challenge)
    chosen = public_key(str(key or default_key()))
    said = replace(asked, pubkey=write_line(chosen))
    if asked.pubkey not in ("", said.pubkey):
        raise FolkmootError(f"the challenge asks for another key than {chosen.fingerprint}", "name that one with --key")
    with tempfile.TemporaryDirectory(prefix="folkmoot-") as folder:
        copy = Path(folder, "enrol.json")
        copy.write_bytes(write_enrolment(said))
        armour = sign_file(copy, key, f"enrol@{said.coop}")
    path = (out or challenge.with_name(f"{said.member}.answer.json")).absolute()
    write_files(path.parent, {path.name: write_answer(Answer(said, armour))}, replace=True)
    click.echo(f"{path.name}: '{said.member}' answers with the key {chosen.fingerprint}; send it to the registrar of {said.coop}")


@command.command("accept")
@click.argument("answer", type=_READ)
@click.argument("members", type=_READ)
@click.option("--challenge", type=_FILE, default=None, help="The challenge as it was made; found beside MEMBERS or here when left out.")
@click.option("--coop", default=None, metavar="ID", help="The co-op's id; that of the repository when left out.")
@root_option
def accept_verb(answer: Path, members: Path, challenge: Path | None, coop: str | None, root: Path | None) -> None:
    """Check ANSWER and write the key's fingerprint into the column 'key' of MEMBERS; the challenge is used up by it."""
    from folkmoot.formats.enrol_json import read_answer
    from folkmoot.formats.member_list import keys_of, put_key
    from folkmoot.records.signature import Refused
    from folkmoot.repository.writer import write_files
    from folkmoot.trust.enrolment import enrolled

    try:
        given = read_answer(answer.read_bytes())
    except ValueError as error:
        raise FolkmootError(f"{answer.name} is no answer: {error}", "ask the member to run folkmoot enrol answer again") from None
    member = given.enrolment.member
    made = _made(challenge, member, members)
    data = members.read_bytes()
    try:
        keys = keys_of(data)
        key = enrolled(given, _challenge(made), _coop(coop, root), keys)
        if isinstance(key, Refused):
            raise FolkmootError(f"nothing was enrolled: {key.words}", key.mend)
        written = put_key(data, member, key.fingerprint)
    except ValueError as error:
        raise FolkmootError(f"{members.name}: {error}", "mend the list: one row a member, with the columns 'entry' and 'key'") from None
    before = keys[member]
    write_files(members.absolute().parent, {members.name: written}, replace=True)
    made.unlink()
    click.echo(f"{members.name}: '{member}' has the key {key.fingerprint}")
    if before not in ("", key.fingerprint):
        click.echo(f"  it takes the place of {before}; rosters that are frozen already keep the old one", err=True)


def _made(challenge: Path | None, member: str, members: Path) -> Path:
    """Find the challenge that the registrar kept; FolkmootError when it is gone, for then it was used or never made."""
    name = f"{member}.challenge.json"
    places = [challenge] if challenge else [members.absolute().with_name(name), Path(name)]
    found = next((path for path in places if path.is_file()), None)
    if found is None:
        raise FolkmootError(
            f"there is no open challenge for '{member}': it was used already, or stands elsewhere",
            f"name it with --challenge, or make a new one: folkmoot enrol challenge {member}",
        )
    return found


def _challenge(path: Path) -> "Enrolment":
    from folkmoot.formats.enrol_json import read_enrolment

    try:
        return read_enrolment(path.read_bytes())
    except ValueError as error:
        raise FolkmootError(f"{path.name} is no challenge: {error}", "ask the registrar for a new one") from None


def _coop(coop: str | None, root: Path | None) -> str:
    if coop is not None:
        return coop
    archive = the_archive(the_root(root))
    if archive.coop is None:
        raise FolkmootError("no genesis proposal says which co-op this is", "write it first, or give the id with --coop")
    return archive.coop.id
