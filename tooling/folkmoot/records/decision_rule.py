"""The rules by which votes become decisions: a closed vocabulary in which every parameter is written out."""

from typing import Literal

from folkmoot.records.value import Count, Flag, Head, Ratio, Share, Slug


class QuorumRule(Head):
    """The least participation a decision needs: a share, a count, or `sqrt` times the square root of the electorate."""

    fraction: Share | None = None
    count: Count | None = None
    sqrt: Ratio | None = None
    of: Literal["eligible", "seats"] | None = None
    counts: Literal["participation", "approval", "above-default"]


class DecisionRule(Head):
    """How votes become a decision. What a method needs must be written; nothing is left to the code."""

    method: Literal[
        "majority", "schulze", "lazy", "consent", "approval", "score", "star", "irv", "stv", "slate", "verdict", "advice", "lot",
    ]  # fmt: skip
    threshold: Share | None = None
    strict: Flag | None = None
    base: Literal["cast", "present", "eligible", "seats"] | None = None
    abstain: Literal["quorum-only", "in-base"] | None = None
    quorum: QuorumRule | None = None
    secrecy: Literal["open", "attested", "counted", "belenios"]
    strength: Literal["winning", "margins"] | None = None
    blank: Literal["last", "no-opinion"] | None = None
    default_option: Slug | None = None
    ratio: Ratio | None = None
    ratio_test: Literal["strict", "at-least"] | None = None
    levels: Literal["unbeaten", "wins"] | None = None
    ties: Literal["rejected", "by-threshold", "lot", "casting-vote"]
    ladder: tuple[Literal["prior-rounds", "margins", "copeland", "most-first-preferences", "most-approvals", "lot"], ...] | None = None
    """By what a tie among options is settled, one rung after the other."""
    winners: Count | None = None
    """How many options are elected."""
    max_approvals: Count | None = None
    min_share: Share | None = None
    """The least share of the ballots that an option needs to be elected."""
    highest: Count | None = None
    """The highest score; the lowest is 0."""
    unscored: Literal["zero", "excluded"] | None = None
    overvote: Literal["exhaust", "skip"] | None = None
    """What two options on one rank do to a ballot in a transferable count: end it there, or be passed over."""
    skipped: Literal["next", "exhaust"] | None = None
    """What an empty rank does."""
    elimination: Literal["one", "batch"] | None = None
    exhausted: Literal["in-base", "out"] | None = None
    """Whether ballots that name nobody any more belong to the base of a majority."""
    quota: Literal["droop", "droop-exact"] | None = None
    """The whole number above (votes / (seats + 1)), or that fraction exactly."""
    transfer: Literal["scottish", "meek"] | None = None
    objectors: Slug | None = None
    """Who may object, in lazy consensus and in consent."""
    min_for: Count | None = None
    rounds: Count | None = None
    """How many rounds of consent before the fall-back."""
    overrule: Share | None = None
    """The share of the body that can say an objection is not paramount."""
    fallback: Slug | None = None
    """The decision rule that decides when consent or lazy consensus does not."""
    reopen: Slug | None = None
    """Of a slate: the option that sends the nomination back."""
    finding: Slug | None = None
    """Of a verdict: the decision rule for each finding."""
    remedy: Slug | None = None
    """Of a verdict: the decision rule for each remedy."""
    class_cap: Share | None = None
    """The largest share of the weight that one class of members may have."""
    per_class: Slug | None = None
    """The roster column whose every value must adopt by itself."""
