"""What a log says while a vote is open: objections, what became of them, and the round.

Who may do it is judged here once, from the rules, for the count and for the state machine alike.
"""

import re
from collections.abc import Collection, Iterator, Sequence
from math import ceil

from folkmoot.records.decision_rule import DecisionRule
from folkmoot.records.deliberation import Objection, ObjectionState
from folkmoot.records.event import ProposalEvent

KNOWING_OBJECTIONS = ("consent", "lazy")
"""The methods in which an objection is an act."""
_NAME = re.compile(r"objection-([1-9][0-9]{0,5})")


def may_object(by: str, rule: DecisionRule, decider: str, electorate: Collection[str]) -> bool:
    """Whether somebody may object: a voter, where the rule names `members` or the deciding body; else the body it names."""
    return by in electorate if rule.objectors in ("members", decider) else by == rule.objectors


def this_vote(log: Sequence[ProposalEvent]) -> tuple[ProposalEvent, ...]:
    """The events since the last opening of a vote, up to its closing."""
    start = max((place for place, event in enumerate(log) if event.act == "voting-opened"), default=len(log))
    end = next((place for place, event in enumerate(log) if place > start and event.act == "ballots-closed"), len(log))
    return tuple(log[start + 1 : end])


def round_of(log: Sequence[ProposalEvent]) -> int:
    """How many times a vote on the proposal was opened."""
    return sum(event.act == "voting-opened" for event in log)


def objections(
    log: Sequence[ProposalEvent], rule: DecisionRule, decider: str, electorate: Collection[str]
) -> tuple[Objection, ...]:
    """The ledger of objections of this vote. An act that lacks its grounds or comes from somebody else counts for nothing.

    An objection is overruled when at least the share `overrule` of the electorate, the objector aside, says so.
    """
    acts = this_vote(log)
    raised = [event for event in acts if event.act == "objected" and event.reason and event.ref]
    raised = [event for event in raised if may_object(event.by, rule, decider, electorate)]
    return tuple(_told(number, event, acts, rule, electorate) for number, event in enumerate(raised, start=1))


def _told(
    number: int, raised: ProposalEvent, acts: Sequence[ProposalEvent], rule: DecisionRule, electorate: Collection[str]
) -> Objection:
    about = [event for event in acts[acts.index(raised) :] if numbered(event) == number and event.reason]
    is_met = any(event.act == "resolved" and event.by == raised.by for event in about)
    others = {event.by for event in about if event.act == "overruled" and event.by in electorate} - {raised.by}
    enough = rule.overrule is not None and len(others) >= max(1, ceil(rule.overrule * len(electorate)))
    state = ObjectionState.RESOLVED if is_met else ObjectionState.OVERRULED if enough else ObjectionState.STANDING
    return Objection(number, raised.by, raised.at, raised.ref or "", raised.reason or "", state, tuple(sorted(others)))


def numbered(event: ProposalEvent) -> int | None:
    """The number of the objection that an event is about; None when it names none."""
    found = _NAME.fullmatch(event.ref or "")
    return int(found[1]) if found else None


def standing(ledger: Sequence[Objection]) -> Iterator[Objection]:
    """The objections that block."""
    return (each for each in ledger if each.state is ObjectionState.STANDING)
