"""`folkmoot ballots`: who counts in a vote, who does not and why; all ballots in one file."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from folkmoot.cli.vote_poll import Poll, the_matter, the_poll
from folkmoot.cli.world import as_of_option, root_option, the_root
from folkmoot.records.error import FolkmootError

if TYPE_CHECKING:
    from folkmoot.records.archive import Archive, Proposal
    from folkmoot.records.ballot import Ballot


@click.group("ballots")
def command() -> None:
    """Show who counts in a vote, who does not and why; pack the ballots into one file."""


@command.command("list")
@click.argument("proposal")
@as_of_option
@root_option
def list_verb(proposal: str, as_of: str | None, root: Path | None) -> None:
    """List the ballots of PROPOSAL as they count now: who, under which number, and why the others do not."""
    from folkmoot.tally.papers import papers

    poll = the_poll(the_root(root), proposal, as_of)
    if not poll.matter.proposal.ballots:
        click.echo(f"{poll.vote.proposal}: no ballot yet, of {len(poll.voters.entries):,} who may vote")
        return
    accepted, discarded, totals = papers(poll.archive, poll.matter.proposal, poll.rule, poll.vote, poll.voters)
    if totals is not None:
        click.echo(f"{poll.vote.proposal}: counted in the room by {', '.join(totals.tellers)}; no ballot can be looked at")
    for ballot in accepted:
        click.echo(f"counts      {ballot.voter}, number {ballot.sequence}{_within(ballot)}{_by(poll, ballot)}")
    for gone in discarded:
        click.echo(f"not counted {gone.whose.replace('`', '')}{_within(gone.ballot)}: {gone.words} ({gone.reason})")
    entitled = len(poll.voters.entries)
    click.echo(f"{len(accepted):,} count and {len(discarded):,} do not; {entitled:,} may vote in the {poll.voters.kind} {poll.voters.id}")


def _within(ballot: "Ballot") -> str:
    """The file of a ballot, where its voter and number do not say it."""
    file = ballot.path.rpartition("/")[2]
    return "" if not ballot.sequence or file == f"{ballot.voter}-{ballot.sequence}.json" else f", in {file}"


def _by(poll: Poll, ballot: "Ballot") -> str:
    """Who vouches for a ballot that counts."""
    signers = [sidecar.person for sidecar in poll.archive.sidecars.get(ballot.path, ())]
    if not signers:
        return "; nobody signed it"
    return "; signed by its voter" if ballot.voter in signers else f"; {', '.join(signers)} signed it"


@command.command("pack")
@click.argument("proposal")
@click.option("--out", type=click.Path(path_type=Path, dir_okay=False), default=None, help="The file; PROPOSAL-ballots.tar when left out.")
@as_of_option
@root_option
def pack_verb(proposal: str, out: Path | None, as_of: str | None, root: Path | None) -> None:
    """Put the ballots of PROPOSAL and their signatures into one file, the same for everybody, and print the digest.

    The digest is the one in decision.md, and `sha256sum SHA256SUMS` gives it from the unpacked file.
    """
    from folkmoot.formats.ballot_pack import pack
    from folkmoot.formats.canonical import manifest_digest
    from folkmoot.repository.writer import write_files

    course, matter = the_matter(the_root(root), proposal, as_of)
    ballots = _below(course.archive, matter.proposal)
    if not ballots:
        raise FolkmootError(f"{matter.proposal.id} has no ballots", f"put them below {matter.proposal.folder}/ballots/")
    cut = len(matter.proposal.folder) + 1
    signatures = {
        sidecar.path[cut:]: sidecar.armour for path in matter.proposal.ballots for sidecar in course.archive.sidecars.get(path, ())
    }
    found = manifest_digest(ballots)
    decision = matter.proposal.decision
    target = (out or Path(f"{matter.proposal.id}-ballots.tar")).absolute()
    write_files(target.parent, {target.name: pack(ballots, signatures)}, replace=True)
    click.echo(f"{target.name}: {len(ballots):,} ballots, {len(signatures):,} signatures")
    click.echo(found)
    stated = decision.head.ballots.digest if decision else None
    if stated is not None and stated != found:
        what = f"decision.md names another digest of the ballots: {stated}"
        raise FolkmootError(what, f"files came or went since it was written; see: folkmoot ballots list {matter.proposal.id}")
    if stated is not None:
        click.echo("  decision.md names the same digest", err=True)


def _below(archive: "Archive", proposal: "Proposal") -> dict[str, bytes]:
    """The ballot files, by the paths that the decision's digest is taken over."""
    return {path.removeprefix(f"{proposal.folder}/"): archive.files[path] for path in proposal.ballots}
