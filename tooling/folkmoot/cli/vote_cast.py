"""`folkmoot vote cast`: a member's own ballot, signed with the member's own SSH key."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from folkmoot.cli.sign import the_person, verified, who_holds
from folkmoot.cli.vote_poll import Poll, blank_choice, read_choice, the_open_poll
from folkmoot.cli.world import as_of_option, root_option, the_root
from folkmoot.records.error import FolkmootError

if TYPE_CHECKING:
    from folkmoot.records.signature import PublicKey


@click.command("cast")
@click.argument("proposal")
@click.argument("choice", nargs=-1)
@click.option("--blank", is_flag=True, help="Hand in an empty paper, where options are ranked or approved.")
@click.option("--as", "voter", default=None, metavar="ENTRY", help="Your entry in the roster; found by your key when left out.")
@click.option("--key", type=click.Path(path_type=Path, dir_okay=False), default=None, help="The key file; Git's own, or that in ~/.ssh.")
@as_of_option
@root_option
def cast_verb(
    proposal: str, choice: tuple[str, ...], blank: bool, voter: str | None, key: Path | None, as_of: str | None, root: Path | None
) -> None:
    """Vote on PROPOSAL: `for`; a ranking `plan-a plan-b=plan-c`, best first; options approved; or marks `plan-a=5`.

    Writes your ballot under its next number and signs it; until the vote closes a later ballot takes the place of an
    earlier one. Where the roster has no key for ENTRY, a clerk signs with the clerk's own key.
    """
    from folkmoot.formats.ballot_json import write_ballot
    from folkmoot.records.ballot import Ballot
    from folkmoot.repository.writer import write_files

    top = the_root(root)
    poll = the_open_poll(top, proposal, as_of, "open")
    if blank and choice:
        raise FolkmootError("a blank ballot names nothing", "give a choice, or --blank alone")
    said = blank_choice(poll.vote.choices) if blank else read_choice(choice, poll.vote.choices)
    entry = the_person(voter) if voter is not None else _by_key(poll, top, key)
    if entry not in poll.voters.entries:
        raise FolkmootError(f"'{entry}' is not in the electorate, the {poll.voters.kind} {poll.voters.id}", "see: folkmoot roster mine")
    number = 1 + max((sequence for each, sequence in _cast(poll) if each == entry), default=0)
    data = write_ballot(Ballot(poll.vote.proposal, poll.vote.text, poll.vote.electorate, entry, number, said))
    path = f"{poll.folder}/ballots/{entry}-{number}.json"
    written = {path: data} | _signature(poll, top, key, entry, path, data)
    write_files(top, written)
    for name in written:
        click.echo(f"{name} is written")
    click.echo("  it counts once it is merged, and only before the vote closes: git add it, commit it, open a pull request", err=True)


def _cast(poll: Poll) -> list[tuple[str, int]]:
    """The voter and number of every ballot that can be read."""
    from folkmoot.formats.ballot_json import read_ballot

    found = []
    for path in poll.matter.proposal.ballots:
        try:
            ballot = read_ballot(poll.archive.files[path])
        except ValueError:
            continue
        if ballot.proposal == poll.vote.proposal:
            found.append((ballot.voter, ballot.sequence))
    return found


def _by_key(poll: Poll, top: Path, key: Path | None) -> str:
    """The entry whose key this is; FolkmootError when the roster has none with it."""
    from folkmoot.tally.electorate import key_roster

    roster = key_roster(poll.archive, poll.voters)
    entries = roster.entries if roster else None
    if entries is None or "key" not in entries.columns:
        raise FolkmootError("the roster has no keys, so nobody is found by one", "say which entry is yours: --as ENTRY")
    held = _public(key, top)
    found = next((row["entry"] for row in entries.rows() if row["key"] == held.fingerprint), None)
    if found is None:
        raise FolkmootError(f"the roster has no entry with the key {held.fingerprint}", "say which entry is yours: --as ENTRY")
    return found


def _public(key: Path | None, top: Path) -> "PublicKey":
    from folkmoot.formats.ssh_key import read_line
    from folkmoot.repository.ssh import default_key

    chosen = key if key is not None else default_key(top)
    beside = chosen if isinstance(chosen, str) else chosen if chosen.suffix == ".pub" else chosen.with_name(f"{chosen.name}.pub")
    try:
        line = beside if isinstance(beside, str) else beside.read_text("utf-8")
        return read_line(" ".join(line.split()[:2]))
    except (OSError, ValueError):
        raise FolkmootError(f"there is no public key in {beside}", "say which entry is yours: --as ENTRY") from None


def _signature(poll: Poll, top: Path, key: Path | None, entry: str, path: str, data: bytes) -> dict[str, bytes]:
    """The signature file of a ballot; none where the co-op has no keys and the roster none for the voter."""
    from folkmoot.cli.sign import the_namespace
    from folkmoot.repository.ssh import sign_bytes
    from folkmoot.tally.electorate import key_roster
    from folkmoot.trust.assurance import enrolled_key
    from folkmoot.trust.chain import keyring

    newest, own = keyring(poll.archive).newest, enrolled_key(key_roster(poll.archive, poll.voters), entry)
    if own == "-" and newest is None:
        return {}
    namespace = the_namespace(poll.archive, path)
    armour = sign_bytes(data, key, namespace, top)
    signer = verified(armour, data, namespace)
    if own != "-":
        if signer.fingerprint != own:
            what = f"the roster has the key {own} for {entry}, and you signed with {signer.fingerprint}"
            raise FolkmootError(what, f"for {entry} only that key counts, and no clerk's: name it with --key")
        return {f"{path}.sig.d/{entry}.sig": armour}
    clerk = who_holds(poll.archive, signer)
    refuse_no_clerk(poll, clerk, f"the roster has no key for {entry}")
    return {f"{path}.sig.d/{clerk}.sig": armour}


def refuse_no_clerk(poll: Poll, person: str, why: str) -> None:
    """Stop where somebody else than a clerk would attest a ballot."""
    from folkmoot.records.keys import SigningRole
    from folkmoot.trust.chain import keyring

    newest = keyring(poll.archive).newest
    role = newest.roles.get(SigningRole.CLERK) if newest else None
    if role is None or person not in role.people:
        clerks = ", ".join(role.people) if role else "nobody holds that role"
        raise FolkmootError(f"{why}, and '{person}' is no clerk", f"a clerk signs it with their own key: {clerks}")
