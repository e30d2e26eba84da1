"""A published election as a vote of ours: the rule in the charter's words, the ballots as choices, and the circumstances."""

from dataclasses import fields
from enum import StrEnum
from math import ceil
from typing import Any

from folkmoot.formats.election_vector import ElectionCase
from folkmoot.records.ballot import Choice
from folkmoot.records.decision_rule import DecisionRule, QuorumRule
from folkmoot.records.election import ApprovalRule, ScoreRule, StarRule
from folkmoot.records.tally import Quorum, QuorumKind, RankedRule, Ranking
from folkmoot.tally.circumstances import Circumstances, Profile
from folkmoot.tally.conform import levels_of, scores_of


def rule_of(case: ElectionCase) -> DecisionRule:
    """The election's rule; a fixed quorum that was published as a decimal becomes the least whole number that meets it."""
    given = {each.name: getattr(case.rule, each.name) for each in fields(case.rule) if each.name not in ("ratios", "quorum")}
    words = {name: _word(value) for name, value in given.items()}
    rule = DecisionRule.model_construct(method=case.method, secrecy="open", winners=case.seats, quorum=_quorum(case.rule.quorum))
    return rule.model_copy(update={"ties": "lot", **words})


def vote_of(case: ElectionCase) -> tuple[Profile, Circumstances]:
    """The ballots, alike ones together, and what else the count must know."""
    options = case.count.options
    profile: dict[Choice, int] = {}
    for marks, ballots in case.count.profile.items():
        choice = _choice(case, marks)
        profile[choice] = profile.get(choice, 0) + ballots
    eligible = case.count.eligible if case.count.eligible is not None else sum(profile.values())
    ratios = case.rule.ratios if isinstance(case.rule, RankedRule) else ()
    return profile, Circumstances(options, eligible, case.count.seats, ratios=ratios)


def _choice(case: ElectionCase, marks: Ranking) -> Choice:
    options = case.count.options
    if isinstance(case.rule, ApprovalRule):
        approved = tuple(option for option, mark in zip(options, marks, strict=True) if mark is not None)
        return (approved,) if approved else ()
    if isinstance(case.rule, ScoreRule | StarRule):
        return scores_of(options, marks)
    return levels_of(options, marks)


def _word(value: Any) -> Any:
    if isinstance(value, tuple):
        return tuple(_word(each) for each in value)
    return value.value if isinstance(value, StrEnum) else value


def _quorum(quorum: Quorum | None) -> QuorumRule | None:
    if quorum is None:
        return None
    value = ceil(quorum.value) if quorum.kind is QuorumKind.COUNT else quorum.value
    of = quorum.of.value if quorum.of else None
    return QuorumRule.model_construct(None, **{quorum.kind.value: value}, of=of, counts=quorum.counts.value)
