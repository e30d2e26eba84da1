"""From ballots.json to a vote that can be concluded: the counts of packed ballots, once they fit the vote they stand in.

Packed ballots are kept outside Git. What they add up to stands in ballots.json, signed by tellers, and the decision follows from it as
it would from the ballots themselves. That the numbers are those of the rows is shown by counting the rows again, with an engine.
"""

from collections.abc import Iterable, Iterator, Mapping

from folkmoot.formats.ballot_text import read_choice, write_choice
from folkmoot.formats.packed_json import FILE
from folkmoot.records.archive import Archive, Proposal
from folkmoot.records.ballot import Choice, Discarded
from folkmoot.records.error import FolkmootError
from folkmoot.records.keys import SigningRole
from folkmoot.records.packed import PackedCount
from folkmoot.records.value import shown
from folkmoot.rulebook.objections import KNOWING_OBJECTIONS
from folkmoot.tally.ballots import choice_fault
from folkmoot.tally.circumstances import ClassPapers, Profile
from folkmoot.tally.electorate import Voters, exceptions, voters
from folkmoot.tally.gather import Gathered, class_column
from folkmoot.tally.question import Question
from folkmoot.trust.chain import Signers, keyring, signers

_SIGNERS = (SigningRole.TELLER, SigningRole.CLERK, SigningRole.ROOT)


def gathered_packed(archive: Archive, question: Question, count: PackedCount) -> tuple[Voters, Gathered]:
    """The electorate and the ballots of a vote from its ballots.json; FolkmootError with the first thing that does not fit."""
    proposal = question.proposal
    for fault in (beside_files(proposal), *packed_faults(archive, question, count), unsigned(archive, proposal)):
        if fault is not None:
            raise FolkmootError(*fault)
    return gathered_counts(question, count)


def gathered_counts(question: Question, count: PackedCount) -> tuple[Voters, Gathered]:
    """The electorate and the ballots of a vote from its counts, which fit it."""
    electorate = Voters("roster", question.electorate.id, count.electorate, frozenset(), None, count.eligible)
    classes = tuple(ClassPapers(each.name, each.eligible, _profile(question, each.choices)) for each in count.classes)
    unnamed = count.uncounted - len(count.named)
    return electorate, Gathered(_profile(question, count.choices), (), None, count.named, unnamed, count.pairs, classes)


def _profile(question: Question, choices: Mapping[str, int]) -> Profile:
    kind = question.vote.choices.kind
    return {_levelled(read_choice(text, kind)): number for text, number in choices.items()}


def _levelled(choice: Choice) -> Choice:
    return tuple(tuple(sorted(level)) for level in choice) if isinstance(choice, tuple) else choice


def in_file_order(named: Iterable[Discarded], secrecy: str) -> tuple[Discarded, ...]:
    """Discarded ballots in the order of the files they would stand in, so that a decision tells them as it tells those in files."""
    if secrecy == "attested":
        return tuple(sorted(named, key=lambda gone: (gone.ballot.voter, gone.ballot.sequence)))
    return tuple(sorted(named, key=lambda gone: _file(gone.ballot.voter, gone.ballot.sequence)))


def _file(voter: str, sequence: int) -> str:
    return f"{voter}-{sequence}.json" if sequence else voter


def packable(question: Question) -> tuple[str, str] | None:
    """Why ballots of a vote cannot be counted from rows, and what to do instead; None when they can."""
    rule = question.rule
    if rule.method in (*KNOWING_OBJECTIONS, "lot"):
        return f"a vote by '{rule.method}' is not counted by an engine", "count it without --engine"
    if rule.secrecy not in ("open", "attested"):
        return f"ballots of the kind '{rule.secrecy}' are totals, and no rows", "count them without --engine"
    return None


def packed_faults(archive: Archive, question: Question, count: PackedCount) -> Iterator[tuple[str, str]]:
    """In sentences, with a way to mend each: what in a ballots.json is not of this vote."""
    proposal, vote = question.proposal, question.vote
    again = f"count again: folkmoot tally {proposal.id} --engine duckdb --ballots DIR --shards DIR --write"
    if reason := packable(question):
        yield f"{reason[0]}, and {FILE} is such a count", f"take {FILE} away, and count in the way of the rule"
        return
    for name, found, wanted in (
        ("proposal", count.proposal, proposal.id), ("text", count.text, vote.text), ("roster", count.electorate, vote.electorate),
    ):  # fmt: skip
        if found != wanted:
            yield f"{FILE} counts ballots for another {name}: {shown(found[:24])}, and this vote has {wanted[:24]}", again
    yield from ((what, again) for what in _of_electorate(archive, question, count))
    yield from ((what, again) for what in _of_choices(question, count))


def _of_electorate(archive: Archive, question: Question, count: PackedCount) -> Iterator[str]:
    roster = archive.roster(question.electorate.id) if question.electorate.kind == "roster" else None
    if roster is None:
        yield f"the electorate of {question.proposal.id} is no roster that is here"
        return
    if count.entries != roster.manifest.head.count:
        yield f"{FILE} says that the roster holds {count.entries:,} entries, and {roster.id} holds {roster.manifest.head.count:,}"
    added, removed = exceptions(question.proposal, question.voting)
    least, most = count.entries - len(removed), count.entries + len(added)
    if roster.entries is not None and roster.entries.digest == count.electorate:
        least = most = voters(archive, question.electorate, question.proposal).count
    if not least <= count.eligible <= most:
        said = f"{most:,}" if least == most else f"from {least:,} to {most:,}"
        yield f"{FILE} says that {count.eligible:,} may vote, and by the roster and the log it is {said}"


def _of_choices(question: Question, count: PackedCount) -> Iterator[str]:
    offered = question.vote.choices
    for text in count.choices:
        choice = read_choice(text, offered.kind)
        if choice_fault(choice, offered) is not None or write_choice(choice) != text:
            yield f"{FILE} counts the choice '{shown(text)}', which the vote does not offer"
            break
    if count.pairs is not None and (question.rule.method != "schulze" or len(count.pairs.matrix) != len(offered.options)):
        yield f"{FILE} holds pairs of {len(count.pairs.matrix)} options, from which this vote cannot be counted"
    column = class_column(question)
    if bool(column) != bool(count.classes):
        yield (
            f"{FILE} holds no classes, and the rule looks at '{column}'"
            if column
            else f"{FILE} holds classes, which the rule never asks for"
        )


def beside_files(proposal: Proposal) -> tuple[str, str] | None:
    """That the ballots of a vote stand in files as well, and how to mend it; None where they do not."""
    if not proposal.ballots:
        return None
    files = "a file" if len(proposal.ballots) == 1 else f"{len(proposal.ballots):,} files"
    what = f"{FILE} stands beside {files} in ballots/, and a vote is counted from the one or the other"
    return what, "keep the one that members voted by; what was merged already is corrected by a new vote"


def unsigned(archive: Archive, proposal: Proposal) -> tuple[str, str] | None:
    """That too few of those who answer for a ballots.json signed it, and how to mend it; None where it is signed, or needs not be."""
    found = packed_signers(archive, proposal)
    if found is None or found.holds:
        return None
    who = f"only {', '.join(found.people)} signed it" if found.people else "nobody signed it"
    what = f"{FILE} counts with the signatures of those who counted: {who}, and {found.threshold} must"
    return what, f"have it signed by {', '.join(found.missing)}: folkmoot sign {proposal.folder}/{FILE}"


def packed_signers(archive: Archive, proposal: Proposal) -> Signers | None:
    """Who of the tellers signed a ballots.json (the clerks, where there are none); None before the co-op has keys."""
    ring, path = keyring(archive), f"{proposal.folder}/{FILE}"
    where = ring.positions
    sidecars = archive.sidecars.get(path, ())
    last = max((where.of(sidecar.path) for sidecar in sidecars), default=where.before(where.of(path)))
    version = ring.version_at(last)
    if version is None:
        return None
    role = next((role for role in _SIGNERS if role in version.roles), SigningRole.ROOT)
    return signers(archive, ring, path, role, version.version)
