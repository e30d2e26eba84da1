"""A model of governance in the library: what it is, whose it is, what is known of it, and its rules in our vocabulary."""

from typing import Literal

from folkmoot.records.rules import Rules
from folkmoot.records.value import Count, Head, Slug, Text

Mechanism = Literal[
    "agenda-by-lot", "class-cap", "confirmation", "consent", "default-option", "duty-to-reply", "elected-board", "employer-cap",
    "evaluation", "lazy-consensus", "no-confidence", "nominating-committee", "one-member-one-vote", "per-class-vote", "petition",
    "ranked-vote", "recall", "review-date", "rotation", "separate-bodies", "sortition", "square-root-quorum", "staged-hand-over",
    "supermajority", "two-stage-draw", "veto",
]  # fmt: skip
"""What a model works by; a closed list, so that models can be compared and found."""
Basis = Literal["read", "summary", "general-knowledge"]
"""How the library knows it: its source was read, a summary of it was, or it is what is commonly known and was not looked up."""


class ModelHead(Head):
    """A model of governance from the library."""

    id: Slug
    type: Literal["model"]
    title: Text
    summary: Text
    lang: Text = "en"
    source: Text
    """Who wrote what it is taken from, and how that is called."""
    year: Count | None = None
    """When that was published."""
    address: Text | None = None
    """Where that can be read."""
    basis: Basis = "general-knowledge"
    practised_by: tuple[Text, ...] = ()
    suits: Text
    """What it is for."""
    scale: Text
    mechanisms: tuple[Mechanism, ...]
    parameters: Rules | None = None
    filled_in: tuple[Text, ...] = ()
    """Paths of parameters that the source leaves open and the vocabulary needs; the numbers are ours, and compared with nothing."""
    evidence_for: Text
    known_failures: tuple[Text, ...]
    """What went wrong with it or is known to go wrong, the gravest first."""
    license: Text
    """The terms of the text it is taken from; what stands here is in our own words."""
    not_transferable_because: Text | None = None
