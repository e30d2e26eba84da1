"""What came of computing one thing again: a claim of the records, and whether it holds."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Verified:
    """One claim put to the test."""

    kind: str
    """What was computed again, in a word: `draw`, `tally`, `roster`, `charter`."""
    id: str
    """The record that makes the claim."""
    holds: bool
    detail: str
    """What was compared with what, in a sentence."""
