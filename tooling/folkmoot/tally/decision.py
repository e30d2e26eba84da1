"""The decision on a proposal: ballots, electorate and rule become `decision.md`, byte for byte the same for everybody."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

from folkmoot.formats.ballot_json import read_votes
from folkmoot.formats.canonical import manifest_digest, write_document
from folkmoot.records.archive import Archive, Proposal
from folkmoot.records.ballot import FOR_AGAINST_ABSTAIN, Ballot, BallotBatch, Choices, CountedTotals, Discarded, Vote
from folkmoot.records.error import FolkmootError
from folkmoot.records.event import ProposalEvent
from folkmoot.records.rules import DecisionRule, Procedure
from folkmoot.records.tally import MajorityTally, RankedTally
from folkmoot.records.value import write_instant
from folkmoot.rulebook.book import RuleBook
from folkmoot.tally.ballots import accept, count_of, count_of_totals, misbound, rankings_of
from folkmoot.tally.electorate import Voters, voters
from folkmoot.tally.majority import count_majority
from folkmoot.tally.rule import majority_rule, ranked_rule
from folkmoot.tally.schulze import count_schulze
from folkmoot.tally.words import counted, listed, number, percent

T = TypeVar("T")
Papers = Ballot | BallotBatch | CountedTotals
_SECRECY: dict[str, type[Papers]] = {"open": Ballot, "attested": BallotBatch, "counted": CountedTotals}


@dataclass(frozen=True, slots=True)
class Recount:
    """Everything a count of one proposal comes to."""

    proposal: Proposal
    rule_name: str
    rule: DecisionRule
    by: str
    voters: Voters
    tally: MajorityTally | RankedTally
    counted: int
    """Ballots that count; for totals, the votes they add up to."""
    discarded: tuple[Discarded, ...]
    ballots_digest: str
    opened: ProposalEvent
    voting: ProposalEvent
    closed: ProposalEvent
    text: str
    book: RuleBook
    procedure: Procedure
    reasons: str
    """Path of the report that gives the reasons; empty when there is none."""


def recount(archive: Archive, proposal: Proposal, book: RuleBook) -> Recount:
    """Count a proposal's ballots under the rules it opened under; FolkmootError when something needed is missing."""
    kind = proposal.text.head.kind
    procedure = book.procedures.get(kind)
    if procedure is None:
        raise FolkmootError(f"no procedure for '{kind}' was in force when {proposal.id} opened", "see: folkmoot check")
    name = procedure.decide.rule
    rule = book.decisions.get(name)
    if rule is None:
        raise FolkmootError(f"the decision rule '{name}' is not in the charter", "see: folkmoot check")
    opened, _, voting, closed = (_event(proposal, act) for act in ("opened", "frozen", "voting-opened", "ballots-closed"))
    binding = proposal.binding(procedure)
    if voting.electorate is None or binding is None or binding.text is None:
        raise FolkmootError(f"the vote on {proposal.id} names no electorate or no text digest", "see: folkmoot check")
    electorate = voters(archive, voting.electorate)
    choices = Choices(tuple(_options(proposal, rule)), ranked=True) if rule.method == "schulze" else FOR_AGAINST_ABSTAIN
    vote = Vote(proposal.id, binding.text, voting.electorate.digest, choices, None, None)
    papers = _papers(archive, proposal, rule)
    tally, good, discarded = _count(name, rule, papers, vote, electorate)
    return Recount(
        proposal, name, rule, procedure.decide.by, electorate, tally, good, discarded,
        manifest_digest({path.removeprefix(f"{proposal.folder}/"): archive.files[path] for path in proposal.ballots}),
        opened, voting, closed, binding.text, book, procedure, _reasons(archive, proposal),
    )  # fmt: skip


def _event(proposal: Proposal, act: str) -> ProposalEvent:
    for event in reversed(proposal.log):
        if event.act == act:
            return event
    raise FolkmootError(f"{proposal.id} has no event '{act}' in its log", "a vote is counted after it was opened and closed")


def _options(proposal: Proposal, rule: DecisionRule) -> list[str]:
    options = [option.id for option in proposal.text.head.options]
    return [*options, *([rule.default_option] if rule.default_option and rule.default_option not in options else [])]


def _papers(archive: Archive, proposal: Proposal, rule: DecisionRule) -> list[Papers]:
    wanted = _SECRECY.get(rule.secrecy)
    if wanted is None:
        raise FolkmootError(f"ballots of the kind '{rule.secrecy}' are counted by another tool", "import its published result")
    papers: list[Papers] = []
    for path in proposal.ballots:
        try:
            paper = read_votes(archive.files[path], path=path)
        except ValueError as error:
            raise FolkmootError(f"{path} cannot be counted: {error}", "see: folkmoot check") from None
        if not isinstance(paper, wanted):
            raise FolkmootError(f"{path} is not of the kind '{rule.secrecy}' that the rule asks for", "see: folkmoot check")
        papers.append(paper)
    if not papers:
        raise FolkmootError(f"{proposal.id} has no ballots", f"put them below {proposal.folder}/ballots/")
    return papers


def _count(
    name: str, rule: DecisionRule, papers: list[Papers], vote: Vote, electorate: Voters
) -> tuple[MajorityTally | RankedTally, int, tuple[Discarded, ...]]:
    eligible = len(electorate.entries)
    totals = [paper for paper in papers if isinstance(paper, CountedTotals)]
    if totals:
        if len(totals) > 1:
            raise FolkmootError(f"{vote.proposal} has {len(totals)} files of counted totals", "keep the one the tellers stand by")
        refusal = misbound(totals[0], vote)
        if refusal:
            raise FolkmootError(f"the counted totals of {vote.proposal} do not belong to this vote: {refusal[1]}", "see: folkmoot check")
        count = count_of_totals(totals[0], eligible, electorate.seats)
        return _majority(name, rule, count, vote), count.for_ + count.against + count.abstain, ()
    loose = [
        ballot
        for paper in papers
        for ballot in (paper.ballots if isinstance(paper, BallotBatch) else (paper,))
        if isinstance(ballot, Ballot)
    ]
    good, discarded = accept(loose, vote, electorate.entries)
    if rule.method == "schulze":
        options = vote.choices.options
        ranked = _countable(vote, lambda: count_schulze(rankings_of(good, options, eligible, electorate.seats), ranked_rule(name, rule)))
        return ranked, len(good), discarded
    return _majority(name, rule, count_of(good, eligible, electorate.seats), vote), len(good), discarded


def _majority(name: str, rule: DecisionRule, count: Any, vote: Vote) -> MajorityTally:
    if rule.method != "majority":
        raise FolkmootError(f"counted totals cannot be ranked by '{rule.method}'", "collect rankings as ballots")
    return _countable(vote, lambda: count_majority(count, majority_rule(name, rule)))


def _countable(vote: Vote, count: Callable[[], T]) -> T:
    """Turn numbers that cannot be, such as more votes than voters, into an error that names the vote."""
    try:
        return count()
    except ValueError as error:
        raise FolkmootError(f"{vote.proposal} cannot be counted: {error}", "see: folkmoot check") from None


def _reasons(archive: Archive, proposal: Proposal) -> str:
    reports = [report for jury in archive.juries for report in jury.reports if report.head.about == proposal.id]
    return reports[0].path if reports else ""


def decision_document(found: Recount) -> bytes:
    """Write `decision.md` from a recount."""
    return write_document(decision_head(found), decision_body(found))


def decision_head(found: Recount) -> dict[str, Any]:
    """The head of the decision, in the order it is written."""
    proposal, head = found.proposal, found.proposal.text.head
    outcome = found.tally.outcome
    if outcome is None:
        assert isinstance(found.tally, RankedTally)
        raise FolkmootError(
            f"{proposal.id} is tied between {listed(found.tally.winners)}", "the rule's own way out of a tie must be taken first"
        )
    review = head.review_by
    fields: dict[str, Any] = {
        "id": f"{proposal.id}-decision",
        "type": "decision",
        "title": f"{_OUTCOME[str(outcome)]}: {head.title}",
        "summary": _summary(found),
        "of": proposal.id,
        "by": found.by,
        "rule": found.rule_name,
        "rules_at": write_instant(found.opened.at),
        "rules_digest": found.book.digest,
        "text": found.text,
        "electorate": {"kind": found.voters.kind, "id": found.voters.id, "digest": found.voters.digest, "count": len(found.voters.entries)},
        "opened": write_instant(found.voting.at),
        "closed": write_instant(found.closed.at),
        "ballots": {
            "kind": found.rule.secrecy, "digest": found.ballots_digest, "counted": found.counted, "discarded": len(found.discarded),
        },
        "counts": _counts(found),
        "quorum": _quorum(found.tally),
        "threshold": _threshold(found),
        "outcome": str(outcome),
        "winner": found.tally.winners[0] if isinstance(found.tally, RankedTally) else None,
        "reasons": found.reasons or None,
        "effects": [effect.model_dump(mode="json", exclude_none=True) for effect in head.effects] or None,
        "review_by": review.isoformat() if review else None,
    }  # fmt: skip
    return {name: value for name, value in fields.items() if value is not None}


_OUTCOME = {"adopted": "Adopted", "rejected": "Rejected", "no-quorum": "No quorum"}


def _counts(found: Recount) -> Mapping[str, int]:
    if isinstance(found.tally, MajorityTally):
        count = found.tally.count
        return {"for": count.for_, "against": count.against, "abstain": count.abstain}
    return {"ballots": found.counted}


def _quorum(tally: MajorityTally | RankedTally) -> str | None:
    if tally.quorum is None:
        return None
    return f"{number(tally.quorum.reached)} took part, {number(tally.quorum.needed)} needed"


def _threshold(found: Recount) -> str | None:
    if not isinstance(found.tally, MajorityTally):
        return None
    at_least = "more than" if found.rule.strict else "at least"
    share = "" if found.tally.share is None else f" ({percent(found.tally.share)})"
    return (
        f"{found.tally.count.for_}/{found.tally.base}{share} for, {at_least} {found.rule.threshold} needed, "
        f"that is {number(found.tally.needed)} of {number(found.tally.base)}"
    )


def _summary(found: Recount) -> str:
    tally = found.tally
    if isinstance(tally, RankedTally):
        return f"{counted(found.counted, 'ballot')} counted; {listed(tally.winners)} came first."
    numbers = f"{number(tally.count.for_)} for, {number(tally.count.against)} against, {number(tally.count.abstain)} abstained"
    return f"{numbers}. {number(tally.needed)} votes for were needed."


def decision_body(found: Recount) -> str:
    """The count told step by step, and how to repeat it."""
    lines = ["", "## How it was counted", ""]
    lines += [f"{place}. {step}" for place, step in enumerate(found.tally.steps, start=1)]
    if found.discarded:
        lines += ["", "## Ballots that do not count", ""]
        lines += [f"- `{gone.ballot.voter}`, number {gone.ballot.sequence}: {gone.words}." for gone in found.discarded]
    lines += ["", "## Count it again", "", f"    folkmoot tally {found.proposal.id}", ""]
    return "\n".join(lines)
