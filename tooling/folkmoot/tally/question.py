"""What one vote asks: the proposal, the rule it is decided by, when it was open, and what a ballot must name to belong to it."""

from dataclasses import dataclass

from folkmoot.records.archive import Proposal
from folkmoot.records.ballot import Vote
from folkmoot.records.decision_rule import DecisionRule
from folkmoot.records.error import FolkmootError
from folkmoot.records.event import ElectorateNamed, ProposalEvent
from folkmoot.records.rules import Procedure
from folkmoot.rulebook.book import RuleBook
from folkmoot.tally.methods import choices_of


@dataclass(frozen=True, slots=True)
class Question:
    """Everything about one vote but its electorate and its ballots."""

    proposal: Proposal
    rule_name: str
    rule: DecisionRule
    by: str
    opened: ProposalEvent
    voting: ProposalEvent
    closed: ProposalEvent
    electorate: ElectorateNamed
    vote: Vote
    book: RuleBook
    procedure: Procedure


def question_of(proposal: Proposal, book: RuleBook) -> Question:
    """Find what a closed vote asked, under the rules it opened under; FolkmootError when something needed is missing."""
    kind = proposal.text.head.kind
    procedure = book.procedures.get(kind)
    if procedure is None:
        raise FolkmootError(f"no procedure for '{kind}' was in force when {proposal.id} opened", "see: folkmoot check")
    name = procedure.decide.rule
    rule = book.decisions.get(name)
    if rule is None:
        raise FolkmootError(f"the decision rule '{name}' is not in the charter", "see: folkmoot check")
    rule = electing(rule, proposal)
    opened, _, voting, closed = (_event(proposal, act) for act in ("opened", "frozen", "voting-opened", "ballots-closed"))
    if closed.at < voting.at:
        raise FolkmootError(f"the vote on {proposal.id} is opened again and not closed yet", "a vote is counted after it was closed")
    binding = proposal.binding(procedure)
    if voting.electorate is None or binding is None or binding.text is None:
        raise FolkmootError(f"the vote on {proposal.id} names no electorate or no text digest", "see: folkmoot check")
    choices = choices_of(rule, tuple(option.id for option in proposal.text.head.options))
    vote = Vote(proposal.id, binding.text, voting.electorate.digest, choices, None, None)
    return Question(proposal, name, rule, procedure.decide.by, opened, voting, closed, voting.electorate, vote, book, procedure)


def electing(rule: DecisionRule, proposal: Proposal) -> DecisionRule:
    """The rule for as many winners as the proposal says; never for more than it allows by itself."""
    elects = proposal.text.head.elects
    return rule.model_copy(update={"winners": elects}) if elects and rule.winners and elects < rule.winners else rule


def _event(proposal: Proposal, act: str) -> ProposalEvent:
    for event in reversed(proposal.log):
        if event.act == act:
            return event
    raise FolkmootError(f"{proposal.id} has no event '{act}' in its log", "a vote is counted after it was opened and closed")
