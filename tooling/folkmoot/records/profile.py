"""The ballots of an election held elsewhere: how often each was cast, by whom never."""

from dataclasses import dataclass
from enum import StrEnum

from folkmoot.records.tally import Ranking


class BallotMarks(StrEnum):
    """What the number beside an option says."""

    RANKS = "ranks"
    """Its rank; a lower one is better, and a rank that nobody holds was skipped."""
    APPROVALS = "approvals"
    """1: approved."""
    SCORES = "scores"
    """Its score; a higher one is better."""


@dataclass(frozen=True, slots=True)
class ElectionProfile:
    """One election as another system exported it."""

    title: str
    options: tuple[str, ...]
    """Names, in ballot order, without those that withdrew."""
    withdrawn: tuple[str, ...]
    ballots: tuple[tuple[Ranking, int], ...]
    """Each ballot seen, a number or a blank an option, and how many cast it; sorted as its text."""
    marks: BallotMarks
    seats: int | None
    """None where the source does not say."""
    method: str | None
    """The method that the source names or always uses; None where it does not say."""
    blank: str | None
    """`no-opinion` or `last` where the source says what an unranked option means."""
    order: tuple[tuple[str, ...], ...] | None
    """The order that was announced, in levels; None where none came with the ballots."""
    format: str
    """The word of the importer."""
    source: str
    """The name of the file of ballots, without its folder."""
    digest: str
    """SHA-256 of that file in lower-case hex."""
