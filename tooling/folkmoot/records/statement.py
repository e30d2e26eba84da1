"""What somebody signs to make an act in a log their own."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Statement:
    """One file of `acts/`: `act/1`."""

    coop: str
    record: str
    """The folder whose log holds the act, such as `juries/2026-lamps-jury`."""
    act: str
    by: str
    at: datetime | None = None
    """The instant that the log gives; needed where somebody did the same more than once."""
