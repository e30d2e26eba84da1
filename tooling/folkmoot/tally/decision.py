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
from folkmoot.tally.gather import circumstances_of, gather
from folkmoot.tally.methods import METHODS, choices_of
from folkmoot.tally.words import listed

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
    kind = proposal.text.head.kind
    procedure = book.procedures.get(kind)
    if procedure is None:
        raise FolkmootError(f"no procedure for '{kind}' was in force when {proposal.id} opened", "see: folkmoot check")
    name, decider = procedure.decide.rule, procedure.decide.by
    rule = book.decisions.get(name)
    if rule is None:
        raise FolkmootError(f"the decision rule '{name}' is not in the charter", "see: folkmoot check")
    rule = _electing(rule, proposal)
    opened, _, voting, closed = (_event(proposal, act) for act in ("opened", "frozen", "voting-opened", "ballots-closed"))
    if closed.at < voting.at:
        raise FolkmootError(f"the vote on {proposal.id} is opened again and not closed yet", "a vote is counted after it was closed")
    binding = proposal.binding(procedure)
    if voting.electorate is None or binding is None or binding.text is None:
        raise FolkmootError(f"the vote on {proposal.id} names no electorate or no text digest", "see: folkmoot check")
    electorate = voters(archive, voting.electorate, proposal)
    choices = choices_of(rule, tuple(option.id for option in proposal.text.head.options))
    vote = Vote(proposal.id, binding.text, voting.electorate.digest, choices, None, None)
    found = gather(archive, proposal, rule, vote, electorate)
    around = circumstances_of(archive, proposal, book, rule, decider, electorate, found, vote, voting, closed)
    tally = _countable(vote, lambda: METHODS[rule.method].count(name, rule, book, found.profile, around))
    return Recount(
        proposal, name, rule, decider, electorate, tally, found.counted, found.discarded,
        manifest_digest({path.removeprefix(f"{proposal.folder}/"): archive.files[path] for path in proposal.ballots}),
        opened, voting, closed, binding.text, book, procedure, _reasons(archive, proposal), found.profile, around,
    )  # fmt: skip


def _electing(rule: DecisionRule, proposal: Proposal) -> DecisionRule:
    """The rule for as many winners as the proposal says; never for more than it allows by itself."""
    elects = proposal.text.head.elects
    return rule.model_copy(update={"winners": elects}) if elects and rule.winners and elects < rule.winners else rule


def _event(proposal: Proposal, act: str) -> ProposalEvent:
    for event in reversed(proposal.log):
        if event.act == act:
            return event
    raise FolkmootError(f"{proposal.id} has no event '{act}' in its log", "a vote is counted after it was opened and closed")


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
        "electorate": {"kind": found.voters.kind, "id": found.voters.id, "digest": found.voters.digest, "count": len(found.voters.entries)},
        "opened": write_instant(found.voting.at),
        "closed": write_instant(found.closed.at),
        "ballots": {
            "kind": found.rule.secrecy, "digest": found.ballots_digest, "counted": found.counted, "discarded": len(found.discarded),
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
    if found.discarded:
        lines += ["", "## Ballots that do not count", ""]
        lines += [f"- {gone.whose}: {gone.words}." for gone in found.discarded]
    lines += ["", "## Count it again", "", f"    folkmoot tally {found.proposal.id}", ""]
    return "\n".join(lines)
