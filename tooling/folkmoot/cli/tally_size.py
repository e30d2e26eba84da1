"""`folkmoot tally --engine`: packed ballots counted beside a sharded roster, and the receipt of the run."""

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import click

from folkmoot.cli.world import the_archive, the_instant
from folkmoot.records.error import FolkmootError

if TYPE_CHECKING:
    from folkmoot.engine.counts import Box, Counts
    from folkmoot.engine.shards import Shards
    from folkmoot.formats.ballot_shards import Packed
    from folkmoot.records.archive import Archive, Proposal, Roster
    from folkmoot.records.packed import PackedCount
    from folkmoot.records.tally import Blank
    from folkmoot.tally.decision import Recount
    from folkmoot.tally.question import Question


@dataclass(frozen=True, slots=True)
class Asked:
    """What was asked for on the command line."""

    engine: str
    ballots: Path | None
    shards: Path | None
    master: str | None
    receipt: Path | None


@dataclass(frozen=True, slots=True)
class Sized:
    """A vote counted from its packed ballots: what it comes to, what is to stand in Git of it, and the records it was counted under."""

    count: "Recount"
    found: "PackedCount"
    archive: "Archive"

    @property
    def proposal(self) -> "Proposal":
        """Whose ballots they are."""
        return self.count.proposal


def count_at_size(root: Path, name: str, asked: Asked, as_of: str | None) -> Sized:
    """Count a proposal's packed ballots; FolkmootError when something needed is missing or is not what it says it is."""
    from folkmoot.cli.progress_bar import progress_bar
    from folkmoot.engine.count_run import count_engine, packed_count, run_count, the_ballots, write_count_receipt
    from folkmoot.procedure.chronicle import chronicle
    from folkmoot.repository.writer import write_files
    from folkmoot.tally.decision import concluded
    from folkmoot.tally.packed import gathered_counts, packable
    from folkmoot.tally.question import question_of

    archive = the_archive(root)
    found = archive.proposal(name.removeprefix("proposals/").strip("/"))
    if found is None:
        raise FolkmootError(f"there is no proposal '{name}'", "see proposals/, and: folkmoot check")
    question = question_of(found, chronicle(archive, the_instant(as_of)).matters[found.id].book)
    if reason := packable(question):
        raise FolkmootError(*reason)
    if asked.ballots is None:
        mend = f"name their folder with --ballots; folkmoot ballots pack {found.id} --shards FOLDER makes it"
        raise FolkmootError("an engine counts packed ballots, and no folder of them was named", mend)
    packed, ballots = the_ballots(asked.ballots, question.vote)
    roster, shards = the_shards(archive, root, question, asked.shards)
    box = _box(question, ballots, shards, packed)
    with count_engine(asked.engine, asked.master) as ready, progress_bar() as tell:
        counts, receipt = run_count(box, packed, roster.manifest.head.count, ready, tell)
    if asked.receipt is not None:
        write_files(asked.receipt.absolute().parent, {asked.receipt.name: write_count_receipt(receipt)}, replace=True)
    _tell(receipt.engine, receipt.version, counts, packed)
    bound = packed_count(box, packed, counts, receipt, question.rule.secrecy)
    count = concluded(archive, question, *gathered_counts(question, bound), bound.files or bound.digest)
    return Sized(count, bound, archive)


def kept(root: Path, sized: Sized) -> None:
    """Write ballots.json and decision.md, both or none; FolkmootError where something else stands there."""
    from folkmoot.formats.packed_json import FILE, packed_difference, write_packed_count
    from folkmoot.repository.writer import write_files
    from folkmoot.tally.decision import decision_document

    proposal, files = sized.proposal, sized.archive.files
    bound, decision = f"{proposal.folder}/{FILE}", f"{proposal.folder}/decision.md"
    if proposal.ballots:
        what = f"{proposal.folder}/ballots/ holds ballots in files, and a vote is counted from these or from packed ones"
        raise FolkmootError(what, f"count the files: folkmoot tally {proposal.id} --write")
    mend = "delete it first if it is wrong; a published result is only corrected"
    if bound in files and (proposal.packed is None or packed_difference(proposal.packed, sized.found)):
        raise FolkmootError(f"{bound} exists and says something else", mend)
    made = {bound: files.get(bound) or write_packed_count(sized.found), decision: decision_document(sized.count)}
    if files.get(decision, made[decision]) != made[decision]:
        raise FolkmootError(f"{decision} exists and says something else", mend)
    write_files(root, made, replace=True)
    click.echo(f"{bound} and decision.md are written", err=True)
    click.echo(f"  those who counted sign it where the co-op has keys: folkmoot sign {bound}", err=True)


def confirmed(sized: Sized) -> bool:
    """Say whether ballots.json, where it stands, holds the numbers that the ballots gave; False when it does not."""
    from folkmoot.formats.packed_json import FILE, packed_difference

    path, stated = f"{sized.proposal.folder}/{FILE}", sized.proposal.packed
    if path not in sized.archive.files:
        return True
    if stated is None:
        click.echo(f"{path} cannot be read, so it confirms nothing; see: folkmoot check", err=True)
        return False
    if said := packed_difference(stated, sized.found):
        click.echo(f"{path} is not the count of these ballots: {said}", err=True)
        return False
    click.echo(f"{path} is confirmed: it holds what these ballots give", err=True)
    return True


def the_shards(archive: "Archive", root: Path, question: "Question", folder: Path | None) -> "tuple[Roster, Shards]":
    """The roster of a vote, and its entries as files; FolkmootError when they are not those that the vote was opened for."""
    from folkmoot.engine.shards import open_shards

    named = question.electorate
    roster = archive.roster(named.id) if named.kind == "roster" else None
    if roster is None:
        raise FolkmootError(f"the electorate of {question.vote.proposal} is no roster that is here", "count it without --engine")
    shards = open_shards(folder or root / roster.folder)
    if shards.digest != named.digest:
        what = f"the roster in {shards.folder} has sha256 {shards.digest[:12]}..., the vote was opened for {named.digest[:12]}..."
        raise FolkmootError(what, f"name the folder with the shards of {roster.id}: --shards FOLDER")
    return roster, shards


def _box(question: "Question", ballots: "Shards", roster: "Shards", packed: "Packed") -> "Box":
    from folkmoot.engine.counts import Box
    from folkmoot.formats.ballot_shards import examples_of
    from folkmoot.tally.electorate import exceptions
    from folkmoot.tally.gather import class_column

    column = class_column(question)
    added, removed = exceptions(question.proposal, question.voting)
    if column is not None and column not in roster.columns:
        mend = f"open the vote for a roster with a column '{column}'"
        raise FolkmootError(f"the rule looks at '{column}', which the roster {question.electorate.id} does not tell", mend)
    if column is not None and added:
        what = f"nobody knows the '{column}' of {min(added)}, who was let in later"
        raise FolkmootError(what, "a vote by class is for those on the roster")
    named = examples_of(packed.count + sum(packed.set_aside.values()))
    return Box(question.vote, ballots, roster, column, added, removed, _blank(question), named=named)


def _blank(question: "Question") -> "Blank | None":
    """What an unranked option says, where pairs of options are enough for the count."""
    from folkmoot.tally.rule import ranked_rule

    return ranked_rule(question.rule_name, question.rule, ()).blank if question.rule.method == "schulze" else None


def _tell(engine: str, version: str, counts: "Counts", packed: "Packed") -> None:
    """On the error stream: who counted, what was not judged here, and how many ballots do not count for which reason."""
    from folkmoot.formats.ballot_shards import EXAMPLES

    click.echo(f"{engine} ({version}) counted {counts.rows:,} packed ballots of {counts.eligible:,} who may vote", err=True)
    click.echo("the ballots are counted here, not verified: their signatures were judged when they were packed", err=True)
    for reason, number in sorted(packed.set_aside.items()):
        click.echo(f"  set aside when packed: {number:,} {reason}", err=True)
    for reason, number in sorted(counts.discarded.items()):
        click.echo(f"  not counted: {number:,} {reason}", err=True)
        for gone in [gone for gone in counts.examples if gone.reason is reason][:EXAMPLES]:
            name, _, row = gone.ballot.path.rpartition(" ")
            click.echo(f"    {name} {int(row):,}: {gone.whose.replace('`', '')}: {gone.words}", err=True)
