"""`folkmoot vote attest` and `vote totals`: what clerks and tellers hand in after paper ballots, a show of hands, a vote in the room."""

import csv
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import click

from folkmoot.cli.sign import the_namespace, the_person, verified, who_holds
from folkmoot.cli.vote_cast import refuse_no_clerk
from folkmoot.cli.vote_poll import Poll, blank_choice, read_choice, the_open_poll
from folkmoot.cli.world import as_of_option, root_option, the_root
from folkmoot.records.ballot import ChoiceKind
from folkmoot.records.error import FolkmootError

if TYPE_CHECKING:
    from folkmoot.records.ballot import Ballot, CountedTotals


@click.command("attest")
@click.argument("proposal")
@click.argument("batch", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option("--clerk", required=True, metavar="PERSON", help="Who attests it, and signs.")
@click.option("--key", type=click.Path(path_type=Path, dir_okay=False), default=None, help="The key file; Git's own, or that in ~/.ssh.")
@as_of_option
@root_option
def attest_verb(proposal: str, batch: Path, clerk: str, key: Path | None, as_of: str | None, root: Path | None) -> None:
    """Hand in the ballots of BATCH, a table `entry,choice`, as a clerk who saw them cast; the choice is written as for `vote cast`."""
    from folkmoot.formats.ballot_json import write_batch
    from folkmoot.records.ballot import BallotBatch
    from folkmoot.repository.ssh import sign_bytes
    from folkmoot.repository.writer import write_files
    from folkmoot.trust.chain import keyring

    top = the_root(root)
    poll = the_open_poll(top, proposal, as_of, "attested")
    bound = (poll.vote.proposal, poll.vote.text, poll.vote.electorate)
    data = write_batch(BallotBatch(*bound, the_person(clerk), _rows(poll, batch)))
    path = free_path(poll, "batch")
    written = {path: data}
    if keyring(poll.archive).newest is not None:
        namespace = the_namespace(poll.archive, path)
        refuse_no_clerk(poll, clerk, "a batch is attested by a clerk")
        armour = sign_bytes(data, key, namespace, top)
        signer = who_holds(poll.archive, verified(armour, data, namespace))
        if signer != clerk:
            raise FolkmootError(f"the batch names '{clerk}', and '{signer}' signed it", "name yourself with --clerk, or another --key")
        written[f"{path}.sig.d/{clerk}.sig"] = armour
    write_files(top, written)
    for name in written:
        click.echo(f"{name} is written")


@click.command("totals")
@click.argument("proposal")
@click.argument("counts", nargs=-1, required=True, metavar="NAME=NUMBER...")
@click.option("--ballots", type=click.IntRange(0), default=None, help="Papers in the box; of approval and of items only.")
@click.option("--teller", "tellers", multiple=True, required=True, metavar="ENTRY", help="Who counted; several times.")
@as_of_option
@root_option
def totals_verb(
    proposal: str, counts: tuple[str, ...], ballots: int | None, tellers: tuple[str, ...], as_of: str | None, root: Path | None
) -> None:
    """Hand in what tellers counted in the room: `for=32 against=12 abstain=2`, `plan-a=20`, or `finding-1=30/12/2`.

    The tellers then sign the file: folkmoot sign.
    """
    from folkmoot.formats.ballot_json import write_totals
    from folkmoot.repository.writer import write_files
    from folkmoot.tally.ballots import totals_fault

    top = the_root(root)
    poll = the_open_poll(top, proposal, as_of, "counted")
    totals = _totals(poll, counts, ballots, tellers)
    fault = totals_fault(totals, poll.vote.choices)
    if fault is not None:
        raise FolkmootError(fault, f"count what is on the ballot: {', '.join(poll.vote.choices.options)}")
    cast = totals.for_ + totals.against + totals.abstain if totals.ballots is None else totals.ballots
    if cast > len(poll.voters.entries):
        raise FolkmootError(f"{cast:,} ballots were counted, and {len(poll.voters.entries):,} may vote", "count again")
    _, found = _standing(poll)
    if found is not None:
        stands = f"totals that {' and '.join(found.tellers)} counted stand already"
        raise FolkmootError(stands, f"a vote has one count: folkmoot ballots list {poll.vote.proposal}")
    path = free_path(poll, "counted")
    write_files(top, {path: write_totals(totals)})
    for other in poll.matter.proposal.ballots:
        click.echo(f"  {other} is there too: only one count may be signed, so delete the other before it is merged", err=True)
    click.echo(f"{path} is written; each teller signs it: folkmoot sign {path}")


def free_path(poll: Poll, name: str) -> str:
    """The first free file name of a vote: `batch-1.json`."""
    number = 1
    while f"{poll.folder}/ballots/{name}-{number}.json" in poll.archive.files:
        number += 1
    return f"{poll.folder}/ballots/{name}-{number}.json"


def _standing(poll: Poll) -> "tuple[dict[str, str], CountedTotals | None]":
    """Who has a ballot in a batch that stands, each with its file; and totals that stand."""
    from folkmoot.records.ballot import DiscardReason
    from folkmoot.tally.papers import papers

    try:
        accepted, discarded, totals = papers(poll.archive, poll.matter.proposal, poll.rule, poll.vote, poll.voters)
    except FolkmootError:
        return {}, None
    double = (gone.ballot for gone in discarded if gone.reason is DiscardReason.DOUBLE)
    return {ballot.voter: ballot.path.rpartition("/")[2] for ballot in (*accepted, *double)}, totals


def _rows(poll: Poll, batch: Path) -> "tuple[Ballot, ...]":
    """The ballots of a table; FolkmootError with the line of the first that would not count."""
    from folkmoot.records.ballot import Ballot

    found: dict[str, Ballot] = {}
    try:
        rows = list(csv.reader(batch.read_text("utf-8-sig").splitlines()))
    except (UnicodeDecodeError, csv.Error) as error:
        raise FolkmootError(f"{batch} is no table: {error}", "write 'entry,choice' and a line a ballot, in UTF-8") from None
    if not rows or rows[0] != ["entry", "choice"]:
        raise FolkmootError(f"{batch} does not begin with 'entry,choice'", "write this as its first line")
    standing, _ = _standing(poll)
    for line, row in enumerate(rows[1:], start=2):
        if not row:
            continue
        fields = [field.strip() for field in row]
        what = _slip(poll, fields, found, standing)
        if what is not None:
            twice = f"leave it out; before it is merged a batch may be deleted and the whole table handed in again: {poll.folder}/ballots/"
            mend = twice if fields[0] in standing else "a line is an entry of the electorate and its choice, once each"
            raise FolkmootError(f"line {line} of {batch} {what}", mend)
        try:
            said = read_choice(fields[1].split(), poll.vote.choices) if fields[1] else blank_choice(poll.vote.choices)
        except FolkmootError as error:
            raise FolkmootError(f"line {line} of {batch}: {error.what}", error.mend) from None
        found[fields[0]] = Ballot(poll.vote.proposal, poll.vote.text, poll.vote.electorate, fields[0], 1, said)
    if not found:
        raise FolkmootError(f"{batch} has no ballot", "write a line for each who voted: an entry of the electorate and its choice")
    return tuple(found[voter] for voter in sorted(found))


def _slip(poll: Poll, fields: list[str], found: "Mapping[str, Ballot]", standing: "Mapping[str, str]") -> str | None:
    """What keeps one line of a table from being a ballot, its choice apart."""
    if len(fields) != 2:
        return "has other than two fields"
    if fields[0] not in poll.voters.entries:
        return f"names '{fields[0]}', who is not in the electorate"
    if fields[0] in found:
        return f"names '{fields[0]}' a second time"
    if fields[0] in standing:
        return f"names '{fields[0]}', whose ballot stands in {standing[fields[0]]} already, and of two that differ neither would count"
    return None


def _totals(poll: Poll, counts: tuple[str, ...], ballots: int | None, tellers: tuple[str, ...]) -> "CountedTotals":
    from folkmoot.formats.ballot_json import read_totals
    from folkmoot.formats.canonical import write_json

    choices = poll.vote.choices
    named: dict[str, object] = {}
    for word in counts:
        name, _, number = word.partition("=")
        parts = number.split("/")
        if name in named or not all(part.isascii() and part.isdigit() for part in parts) or len(parts) not in (1, 3):
            raise FolkmootError(f"'{word}' is no count", "write for=32, or of an item for/against/abstain: finding-1=30/12/2")
        numbers = [int(part) for part in parts]
        if name not in choices.options:
            raise FolkmootError(f"'{name}' is not on the ballot", f"count what is: {', '.join(choices.options)}")
        named[name] = numbers[0] if len(parts) == 1 else dict(zip(("for", "against", "abstain"), numbers, strict=True))
    if missing := [option for option in choices.options if option not in named]:
        raise FolkmootError(f"the count of '{missing[0]}' is missing", f"write {missing[0]}=0 if nobody chose it")
    if (choices.kind is ChoiceKind.VOTE) is (ballots is not None):
        if ballots is not None:
            raise FolkmootError("the ballots are the sum of for, against and abstain", "leave out --ballots")
        raise FolkmootError("nobody can tell how many papers there were", "give their number: --ballots")
    fields = {"schema": "counted/1", "proposal": poll.vote.proposal, "text": poll.vote.text, "electorate": poll.vote.electorate}
    more: dict[str, object] = {"counts": named, "tellers": [the_person(teller) for teller in tellers]}
    if ballots is not None:
        more["ballots"] = ballots
    try:
        return read_totals(write_json({**fields, **more}))
    except ValueError as error:
        raise FolkmootError(f"these are no totals: {error}", "count again, and name each teller once") from None
