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
@click.option(
    "--shards", type=click.Path(path_type=Path, file_okay=False), default=None,
    help="Write rows into shards in this folder instead, for a count by an engine; signatures are judged now.",
)  # fmt: skip
@as_of_option
@root_option
def pack_verb(proposal: str, out: Path | None, shards: Path | None, as_of: str | None, root: Path | None) -> None:
    """Put the ballots of PROPOSAL and their signatures into one file, the same for everybody, and print the digest.

    The digest is the one in decision.md, and `sha256sum SHA256SUMS` gives it from the unpacked file.
    """
    from folkmoot.formats.ballot_pack import pack
    from folkmoot.formats.canonical import manifest_digest
    from folkmoot.repository.writer import write_files

    if shards is not None:
        if out is not None:
            raise FolkmootError("shards go into a folder, and --out names a file", "give --out or --shards")
        _into_shards(the_poll(the_root(root), proposal, as_of), shards)
        return
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


def _into_shards(poll: Poll, folder: Path) -> None:
    """Judge the signatures and the times of all ballots, and write those that hold as rows; a later count takes the last of each voter."""
    from collections import Counter

    from folkmoot.formats.ballot_shards import examples_of, write_ballot_shards
    from folkmoot.formats.canonical import manifest_digest
    from folkmoot.formats.shards import digits_for
    from folkmoot.records.ballot import DiscardReason
    from folkmoot.repository.writer import write_files
    from folkmoot.tally.papers import papers

    accepted, discarded, totals = papers(poll.archive, poll.matter.proposal, poll.rule, poll.vote, poll.voters)
    if totals is not None:
        what = f"{poll.vote.proposal} was counted in the room, and there are no ballots to pack"
        raise FolkmootError(what, "the totals are all there is")
    kept = (DiscardReason.SUPERSEDED, DiscardReason.DOUBLE)
    ballots = [*accepted, *(gone.ballot for gone in discarded if gone.reason in kept)]
    others = [gone for gone in discarded if gone.reason not in kept]
    aside = Counter(gone.reason for gone in others)
    most, first = examples_of(len(accepted) + len(discarded)), Counter[DiscardReason]()
    named = [gone for gone in others if first.update((gone.reason,)) or first[gone.reason] <= most]
    files_digest = manifest_digest(_below(poll.archive, poll.matter.proposal))
    roster = poll.archive.roster(poll.voters.id)
    digits = roster.entries.digits if roster is not None and roster.entries is not None else 0
    try:
        files = write_ballot_shards(ballots, digits or digits_for(len(poll.voters.entries)), aside, named, files_digest)
    except ValueError as error:
        raise FolkmootError(f"{poll.vote.proposal}: {error}", f"see: folkmoot ballots list {poll.vote.proposal}") from None
    write_files(folder.absolute(), files, replace=True)
    click.echo(f"{folder}: {len(ballots):,} ballots in {len(files) - 2:,} shards, {aside.total():,} set aside")


def _below(archive: "Archive", proposal: "Proposal") -> dict[str, bytes]:
    """The ballot files, by the paths that the decision's digest is taken over."""
    return {path.removeprefix(f"{proposal.folder}/"): archive.files[path] for path in proposal.ballots}
