"""A fault in somebody's file: where it stands, what is wrong, why it matters and how to mend it."""

from dataclasses import dataclass
from enum import StrEnum


class Severity(StrEnum):
    """Whether a finding stops a merge."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """A stretch of one line in one file; lines and columns count from 1, in characters."""

    path: str
    line: int = 1
    column: int = 1
    end_column: int = 0
    """First column after the stretch; 0 when it runs to the end of the line."""


@dataclass(frozen=True, slots=True)
class Fault:
    """What a reader or a check says about a place, before its code and page are put to it."""

    place: Place
    what: str
    mend: str
    name: str = ""
    """The name of the check it belongs to; a check that yields its own faults leaves it empty."""


@dataclass(frozen=True, slots=True)
class Finding:
    """A fault under its code."""

    code: str
    name: str
    severity: Severity
    place: Place
    what: str
    why: str
    mend: str
