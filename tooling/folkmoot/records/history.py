"""What the main line of a repository went through: its merges, oldest first."""

from dataclasses import dataclass
from datetime import datetime

from folkmoot.records.change import Change


@dataclass(frozen=True, slots=True)
class Merge:
    """One commit of the first-parent line, and the record paths in which it differs from the one before it."""

    commit: str
    at: datetime
    """The committer's date; the order of merges is their order in history, never that of their dates."""
    changes: tuple[Change, ...]
