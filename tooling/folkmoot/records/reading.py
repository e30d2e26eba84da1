"""Another reading of the same ballots: what it supposes, what it would come to, and whether that differs from the count."""

from dataclasses import dataclass
from enum import StrEnum


class Differs(StrEnum):
    """The most important thing that another reading changes."""

    SAME = "same"
    LOWER = "lower"
    """The order of those who do not win."""
    ORDER = "order"
    """The same winners in another order."""
    WINNERS = "winners"
    """Somebody else wins, or a seat becomes open between equals."""
    OUTCOME = "outcome"
    """What is decided: adopted, rejected or without quorum."""
    UNREADABLE = "unreadable"
    """These ballots cannot be counted so."""


@dataclass(frozen=True, slots=True)
class Reading:
    """One reading beside the rule's own. It binds nobody: the rule of the charter decides."""

    name: str
    """`blank-last`, `margins`, `irv`, `present`, `not-strict`."""
    words: str
    """What it supposes, as the end of a sentence: `if an unranked option were ranked last`."""
    differs: Differs
    winners: tuple[str, ...]
    """Who would win, in order; empty for a vote for or against."""
    tied: tuple[str, ...]
    """Between whom the last seats would be undecided."""
    verdict: str
    """The difference in a sentence."""
