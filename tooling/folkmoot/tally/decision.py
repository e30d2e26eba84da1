"""The decision on a proposal: ballots, electorate and rule become `decision.md`, byte for byte the same for everybody."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

from folkmoot.formats.canonical import manifest_digest, write_document
from folkmoot.records.archive import Archive, Proposal
from folkmoot.records.ballot import Discarded, Vote
from folkmoot.records.decision_rule import DecisionRule
from folkmoot.records.deliberation import AnyTally, ConsentTally
from folkmoot.records.error import FolkmootError
from folkmoot.records.event import ProposalEvent
from folkmoot.records.heads import Effect
from folkmoot.records.rules import Procedure
from folkmoot.records.value import write_instant
from folkmoot.rulebook.book import RuleBook
from folkmoot.tally.circumstances import Circumstances, Profile
from folkmoot.tally.electorate import Voters, voters
from folkmoot.tally.figures import adopted_options, counts_of, open_between, quorum_of, summary_of, threshold_of, winner_of, winners_of
from folkmoot.tally.gather import Gathered, circumstances_of, gather
from folkmoot.tally.methods import METHODS
from folkmoot.tally.packed import gathered_packed
from folkmoot.tally.question import Question, question_of
from folkmoot.tally.words import listed, number

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Recount:
    """Everything a count of one proposal comes to."""

    proposal: Proposal
    rule_name: str
    rule: DecisionRule
    by: str
    voters: Voters
    tally: AnyTally
    counted: int
    """Ballots that count; for totals, the votes they add up to."""
    discarded: tuple[Discarded, ...]
    """Those that do not count; of very many the first."""
    uncounted: int
    """How many do not count in all."""
    ballots_digest: str
    opened: ProposalEvent
    voting: ProposalEvent
    closed: ProposalEvent
    text: str
    book: RuleBook
    procedure: Procedure
    reasons: str
    """Path of the report that gives the reasons; empty when there is none."""
    profile: Profile
    """How many of the ballots that count hold each choice."""
    circumstances: Circumstances


def recount(archive: Archive, proposal: Proposal, book: RuleBook) -> Recount:
    """Count a proposal's ballots under the rules it opened under; FolkmootError when something needed is missing."""
    question = question_of(proposal, book)
    if proposal.packed is not None:
        counts = proposal.packed
        return concluded(archive, question, *gathered_packed(archive, question, counts), counts.files or counts.digest)
    electorate = voters(archive, question.electorate, proposal)
    # before the signatures are asked for, so that whoever judges them ahead has the time
    bound = manifest_digest({path.removeprefix(f"{proposal.folder}/"): archive.files[path] for path in proposal.ballots})
    found = gather(archive, proposal, question.rule, question.vote, electorate)
    return concluded(archive, question, electorate, found, bound)


def concluded(archive: Archive, question: Question, electorate: Voters, found: Gathered, ballots_digest: str) -> Recount:
    """What the ballots of a vote come to, however they were gathered; FolkmootError for numbers that cannot be."""
    rule, vote = question.rule, question.vote
    around = circumstances_of(archive, question, electorate, found)
    tally = _countable(vote, lambda: METHODS[rule.method].count(question.rule_name, rule, question.book, found.profile, around))
    return Recount(
        question.proposal, question.rule_name, rule, question.by, electorate, tally, found.counted, found.discarded,
        len(found.discarded) + found.unnamed, ballots_digest, question.opened, question.voting, question.closed, vote.text,
        question.book, question.procedure, _reasons(archive, question.proposal), found.profile, around,
    )  # fmt: skip


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
        raise _undecided(found)
    review = head.review_by
    fields: dict[str, Any] = {
        "id": f"{proposal.id}-decision",
        "type": "decision",
        "title": f"{_OUTCOME[str(outcome)]}: {head.title}",
        "summary": summary_of(found.tally, found.counted),
        "of": proposal.id,
        "by": found.by,
        "rule": found.rule_name,
        "rules_at": write_instant(found.opened.at),
        "rules_digest": found.book.digest,
        "text": found.text,
        "electorate": {"kind": found.voters.kind, "id": found.voters.id, "digest": found.voters.digest, "count": found.voters.count},
        "opened": write_instant(found.voting.at),
        "closed": write_instant(found.closed.at),
        "ballots": {
            "kind": found.rule.secrecy, "digest": found.ballots_digest, "counted": found.counted, "discarded": found.uncounted,
        },
        "counts": counts_of(found.tally, found.counted),
        "quorum": quorum_of(found.tally),
        "threshold": threshold_of(found.tally, found.rule),
        "outcome": str(outcome),
        "winner": winner_of(found.tally),
        "winners": list(winners_of(found.tally)) or None,
        "reasons": found.reasons or None,
        "effects": [effect.model_dump(mode="json", exclude_none=True) for effect in _following(found, head.effects)] or None,
        "review_by": review.isoformat() if review else None,
    }  # fmt: skip
    return {name: value for name, value in fields.items() if value is not None}


_OUTCOME = {"adopted": "Adopted", "rejected": "Rejected", "no-quorum": "No quorum"}


def _undecided(found: Recount) -> FolkmootError:
    """Why there is nothing to publish yet."""
    name, between = found.proposal.id, open_between(found.tally)
    if isinstance(found.tally, ConsentTally):
        return FolkmootError(
            f"objections to {name} stand after round {found.tally.round} of {found.rule.rounds}, so nothing is decided",
            "record 'returned', meet the objections, and open it again; after the last round the fall-back rule decides",
        )
    if found.rule.method == "lot":
        return FolkmootError(f"the lot on {name} is not drawn", "record what the announced source gave in the event 'ballots-closed'")
    return FolkmootError(f"{name} is tied between {listed(between)}", "the rule's own way out of a tie must be taken first")


def _following(found: Recount, effects: tuple[Effect, ...]) -> tuple[Effect, ...]:
    """The effects that follow from what was adopted: those of an option only where that option was."""
    adopted = adopted_options(found.tally)
    return tuple(effect for effect in effects if effect.option is None or effect.option in adopted)


def decision_body(found: Recount) -> str:
    """The count told step by step, and how to repeat it."""
    lines = ["", "## How it was counted", ""]
    lines += [f"{place}. {step}" for place, step in enumerate(found.tally.steps, start=1)]
    if found.uncounted:
        lines += ["", "## Ballots that do not count", ""]
        lines += [f"- {gone.whose}: {gone.words}." for gone in found.discarded]
        if found.uncounted > len(found.discarded):
            lines.append(f"- {number(found.uncounted - len(found.discarded))} more.")
    lines += ["", "## Count it again", "", f"    folkmoot tally {found.proposal.id}", ""]
    return "\n".join(lines)
