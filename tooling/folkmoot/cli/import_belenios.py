"""`folkmoot import belenios`: the result of a secret election held with Belenios, bound to its archive by digest."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from folkmoot.cli.world import as_of_option, root_option, the_root
from folkmoot.records.error import FolkmootError

if TYPE_CHECKING:
    from folkmoot.records.belenios import BeleniosArchive

PAPER = "ballots/belenios-1.json"


@click.command("belenios")
@click.argument("source", metavar="ARCHIVE.bel", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.argument("proposal")
@click.option("--question", type=int, default=1, show_default=True, help="Which question of the election decides the proposal.")
@click.option("--answer", "answers", multiple=True, required=True, metavar="WORD=TEXT",
              help="What an answer stands for: for=Yes, against=No, or the id of an option. Once for every answer.")  # fmt: skip
@click.option("--teller", "tellers", multiple=True, required=True, metavar="ENTRY", help="Who answers for the import; once for each.")
@click.option("--replace", is_flag=True, help="Write the totals again.")
@as_of_option
@root_option
def belenios_verb(
    source: Path,
    proposal: str,
    question: int,
    answers: tuple[str, ...],
    tellers: tuple[str, ...],
    replace: bool,
    as_of: str | None,
    root: Path | None,
) -> None:
    """Take the result of PROPOSAL from ARCHIVE.bel, and write it to the proposal's ballots for the tellers to sign.

    Every digest inside the archive is checked, and where belenios-tool is installed every proof too. The archive itself stays
    outside the repository; the totals name its SHA-256, so everybody who has it can confirm them.
    """
    from folkmoot.cli.vote_poll import the_poll
    from folkmoot.formats.ballot_json import read_totals, write_totals
    from folkmoot.formats.belenios import LARGEST_ARCHIVE, read_archive
    from folkmoot.formats.belenios_json import take_totals
    from folkmoot.repository.belenios import proofs_hold
    from folkmoot.repository.writer import write_files
    from folkmoot.tally.ballots import totals_fault

    top = the_root(root)
    poll = the_poll(top, proposal, as_of)
    if poll.rule.secrecy != "belenios":
        what = f"the rule '{poll.name}' asks for ballots of the kind '{poll.rule.secrecy}', not 'belenios'"
        raise FolkmootError(what, "vote as the charter says, or change the rule by an amendment")
    with source.open("rb") as file:
        data = file.read(LARGEST_ARCHIVE + 1)
    bound = (poll.vote.proposal, poll.vote.text, poll.vote.electorate)
    try:
        election = read_archive(data)
        taken = take_totals(election, question, _answers(answers), bound, tellers)
        fault = totals_fault(taken, poll.vote.choices) or _too_many(election.voters, len(poll.voters.entries))
        paper = write_totals(taken)
        read_totals(paper)
    except ValueError as error:
        fault = str(error)
    if fault:
        raise FolkmootError(f"{source} cannot be imported: {fault}", "see: folkmoot import belenios --help")
    proven = proofs_hold(election.uuid, data)
    path = f"{poll.folder}/{PAPER}"
    write_files(top, {path: paper}, replace=replace)
    _tell(path, election, election.questions[question - 1].text, proven)


def _tell(path: str, election: "BeleniosArchive", asked: str, proven: bool) -> None:
    click.echo(f"{path} is written: {election.ballots:,} ballots of {election.voters:,} voters on '{asked}'")
    click.echo(f"election {election.uuid}, fingerprint {election.fingerprint}, archive {election.digest}")
    if proven:
        click.echo("belenios-tool confirms every proof: the ballots are the voters', and the result is theirs")
    else:
        click.echo("belenios-tool is not installed: the digests hold, and the proofs were NOT checked", err=True)
    click.echo(f"next, every teller: folkmoot sign {path}", err=True)


def _answers(given: tuple[str, ...]) -> dict[str, str]:
    found: dict[str, str] = {}
    for pair in given:
        word, sign, text = pair.partition("=")
        if not sign or not word or word in found:
            raise FolkmootError(f"'{pair}' does not say what an answer stands for", "write --answer for=Yes, once for every word")
        found[word] = text
    return found


def _too_many(voters: int, entries: int) -> str | None:
    """Credentials beyond the electorate would be votes of nobody."""
    return f"{voters:,} credentials were given out, and the electorate has {entries:,} entries" if voters > entries else None
