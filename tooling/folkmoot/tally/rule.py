"""From a rule as the charter writes it to the exact rule that a count needs; nothing missing is filled in here."""

from fractions import Fraction
from typing import Any

from folkmoot.records.error import FolkmootError
from folkmoot.records.rules import DecisionRule, QuorumRule
from folkmoot.records.tally import (
    Abstain,
    Base,
    Blank,
    EqualVotes,
    Levels,
    MajorityRule,
    Quorum,
    QuorumCounts,
    QuorumKind,
    QuorumOf,
    RankedRule,
    RankedTies,
    RatioTest,
    Strength,
)

NEEDED = {
    "majority": ("threshold", "strict", "base", "abstain", "ties"),
    "schulze": ("strength", "blank", "levels", "ties", "ratio_test"),
}
"""What each method must be told."""


def missing_parameters(rule: DecisionRule) -> tuple[str, ...]:
    """Name what the rule leaves open."""
    return tuple(name for name in NEEDED[rule.method] if getattr(rule, name) is None)


def _complete(name: str, rule: DecisionRule) -> None:
    missing = missing_parameters(rule)
    if missing:
        raise FolkmootError(f"the decision rule '{name}' does not say its {missing[0]}", f"add '{missing[0]}' to the rule")


def majority_rule(name: str, rule: DecisionRule) -> MajorityRule:
    """The exact majority rule; FolkmootError when the charter leaves something open."""
    _complete(name, rule)
    return MajorityRule(
        threshold=rule.threshold or Fraction(0),
        strict=bool(rule.strict),
        base=Base(_word(rule.base)),
        abstain=Abstain(_word(rule.abstain)),
        quorum=_quorum(name, rule.quorum),
        ties=EqualVotes(_word(rule.ties)),
    )


def ranked_rule(name: str, rule: DecisionRule) -> RankedRule:
    """The exact rule for rankings; FolkmootError when the charter leaves something open."""
    _complete(name, rule)
    return RankedRule(
        strength=Strength(_word(rule.strength)),
        blank=Blank(_word(rule.blank)),
        default_option=rule.default_option,
        ratio=rule.ratio,
        ratios=(),
        ratio_test=RatioTest(_word(rule.ratio_test)),
        quorum=_quorum(name, rule.quorum),
        levels=Levels(_word(rule.levels)),
        ties=RankedTies(_word(rule.ties)),
    )


def _word(value: Any) -> str:
    return str(value)


def _quorum(name: str, rule: QuorumRule | None) -> Quorum | None:
    if rule is None:
        return None
    given = [(kind, getattr(rule, kind)) for kind in ("fraction", "count", "sqrt") if getattr(rule, kind) is not None]
    if len(given) != 1:
        raise FolkmootError(f"the quorum of '{name}' is not one number", "write one of fraction, count and sqrt")
    kind, value = given[0]
    if (rule.of is None) != (kind == "count"):
        raise FolkmootError(f"the quorum of '{name}' does not say of what", "write 'of: eligible' or 'of: seats' for a share or root")
    of = QuorumOf(rule.of) if rule.of else None
    return Quorum(QuorumKind(kind), Fraction(value), of, QuorumCounts(rule.counts))
