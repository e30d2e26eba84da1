"""From a rule as the charter writes it to the exact rule that a count needs; nothing missing is filled in here."""

from fractions import Fraction
from typing import Any

from folkmoot.records.decision_rule import DecisionRule, QuorumRule
from folkmoot.records.election import (
    ApprovalRule,
    Elimination,
    Exhausted,
    IrvRule,
    Overvote,
    Rung,
    ScoreRule,
    Skipped,
    StarRule,
    StvRule,
    Transfer,
    Unscored,
    VoteQuota,
)
from folkmoot.records.error import FolkmootError
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

_FOR_AGAINST = ("threshold", "strict", "base", "abstain")
NEEDED = {
    "majority": (*_FOR_AGAINST, "ties"),
    "schulze": ("strength", "blank", "levels", "ties", "ratio_test"),
    "lazy": ("objectors", "min_for", "fallback"),
    "consent": ("objectors", "rounds", "overrule", "fallback"),
    "approval": ("winners", "ladder"),
    "score": ("winners", "highest", "unscored", "ladder"),
    "star": ("highest", "unscored", "ladder"),
    "irv": ("overvote", "skipped", "elimination", "exhausted", "ladder"),
    "stv": ("winners", "quota", "transfer", "overvote", "skipped", "ladder"),
    "slate": (*_FOR_AGAINST, "ties", "reopen"),
    "verdict": ("finding", "remedy"),
    "advice": (*_FOR_AGAINST, "ties"),
    "lot": ("winners",),
}
"""What each method must be told."""
_ELECTION = ("quorum", "default_option")
_ALSO = {
    "majority": ("quorum", "class_cap", "per_class"),
    "schulze": (*_ELECTION, "ratio", "winners"),
    "approval": (*_ELECTION, "max_approvals", "min_share"),
    "score": (*_ELECTION, "min_share"),
    "star": _ELECTION,
    "irv": _ELECTION,
    "stv": ("quorum",),
    "slate": ("quorum",),
    "advice": ("quorum", "class_cap", "per_class"),
}
KNOWN = {method: frozenset(("method", "secrecy", "ties", *needed, *_ALSO.get(method, ()))) for method, needed in NEEDED.items()}
"""What each method can be told; anything else in its rule would be read by nobody."""


def missing_parameters(rule: DecisionRule) -> tuple[str, ...]:
    """Name what the rule leaves open."""
    return tuple(name for name in NEEDED[rule.method] if getattr(rule, name) is None)


def complete(name: str, rule: DecisionRule) -> None:
    """Refuse a rule that leaves something open, with a FolkmootError."""
    missing = missing_parameters(rule)
    if missing:
        raise FolkmootError(f"the decision rule '{name}' does not say its {missing[0]}", f"add '{missing[0]}' to the rule")


def majority_rule(name: str, rule: DecisionRule) -> MajorityRule:
    """The exact majority rule; FolkmootError when the charter leaves something open."""
    complete(name, rule)
    return MajorityRule(
        threshold=rule.threshold or Fraction(0),
        strict=bool(rule.strict),
        base=Base(_word(rule.base)),
        abstain=Abstain(_word(rule.abstain)),
        quorum=_quorum(name, rule.quorum),
        ties=EqualVotes(_word(rule.ties)),
    )


def ranked_rule(name: str, rule: DecisionRule, ratios: tuple[tuple[str, Fraction], ...] = ()) -> RankedRule:
    """The exact rule for rankings; `ratios` are those that single options name. FolkmootError when the charter leaves something open."""
    complete(name, rule)
    return RankedRule(
        strength=Strength(_word(rule.strength)),
        blank=Blank(_word(rule.blank)),
        default_option=rule.default_option,
        ratio=rule.ratio,
        ratios=ratios,
        ratio_test=RatioTest(_word(rule.ratio_test)),
        quorum=_quorum(name, rule.quorum),
        levels=Levels(_word(rule.levels)),
        ties=RankedTies(_word(rule.ties)),
    )


def approval_rule(name: str, rule: DecisionRule) -> ApprovalRule:
    """The exact rule for approvals; FolkmootError when the charter leaves something open."""
    complete(name, rule)
    return ApprovalRule(rule.max_approvals, rule.min_share, rule.default_option, _quorum(name, rule.quorum), _ladder(rule))


def score_rule(name: str, rule: DecisionRule) -> ScoreRule:
    """The exact rule for scores; FolkmootError when the charter leaves something open."""
    complete(name, rule)
    return ScoreRule(
        rule.highest or 0, Unscored(_word(rule.unscored)), rule.min_share, rule.default_option, _quorum(name, rule.quorum), _ladder(rule)
    )


def star_rule(name: str, rule: DecisionRule) -> StarRule:
    """The exact rule for scores with a runoff; FolkmootError when the charter leaves something open."""
    complete(name, rule)
    return StarRule(rule.highest or 0, Unscored(_word(rule.unscored)), rule.default_option, _quorum(name, rule.quorum), _ladder(rule))


def irv_rule(name: str, rule: DecisionRule) -> IrvRule:
    """The exact rule for an instant runoff; FolkmootError when the charter leaves something open."""
    complete(name, rule)
    return IrvRule(
        Overvote(_word(rule.overvote)), Skipped(_word(rule.skipped)), Elimination(_word(rule.elimination)),
        Exhausted(_word(rule.exhausted)), rule.default_option, _quorum(name, rule.quorum), _ladder(rule),
    )  # fmt: skip


def stv_rule(name: str, rule: DecisionRule) -> StvRule:
    """The exact rule for a single transferable vote; FolkmootError when the charter leaves something open."""
    complete(name, rule)
    return StvRule(
        VoteQuota(_word(rule.quota)), Transfer(_word(rule.transfer)), Overvote(_word(rule.overvote)), Skipped(_word(rule.skipped)),
        _quorum(name, rule.quorum), _ladder(rule),
    )  # fmt: skip


def _ladder(rule: DecisionRule) -> tuple[Rung, ...]:
    return tuple(Rung(rung) for rung in rule.ladder or ())


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
