"""What two revisions hold differently, as Git tells it, and what the gate says of it, path by path."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Change:
    """One path that differs between two revisions."""

    status: str
    """Git's letter: `A` added, `D` deleted, `M` modified, `T` of another type."""
    path: str
    before: str
    """Git's id of the file before; empty when there was none."""
    after: str
    """Git's id of the file after; empty when there is none."""
    mode: str = "100644"
    """Git's mode after; empty when there is no file."""
    grew: bool = False
    """Whether the new bytes begin with all of the old ones; told of logs only."""


@dataclass(frozen=True, slots=True)
class Difference:
    """What Git knows of a pull request beyond the records before and after it."""

    changes: tuple[Change, ...] = ()
    """Every path that the pull request changes, also outside the records."""
    moved: tuple[str, ...] = ()
    """The paths that the other branch has changed since the pull request left it."""
    before: Mapping[str, str] = field(default_factory=dict)
    """Git's ids of files outside the records that decisions speak of, before."""
    after: Mapping[str, str] = field(default_factory=dict)
    """The same, after."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether one path may be merged as it is, and why."""

    path: str
    allowed: bool
    reason: str
    mend: str = ""
