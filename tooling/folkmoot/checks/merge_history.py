"""The history that merges are judged by: from the founding on, without what members have corrected."""

import re
from collections.abc import Iterator

from folkmoot.procedure.chronicle import Chronicle
from folkmoot.records.change import Change
from folkmoot.records.finding import Fault, Place
from folkmoot.records.history import Merge
from folkmoot.trust.founding import founding

CORRECTION = "commit-"
"""What stands before the first twelve digits of a commit where a proposal corrects a merge."""
_SHOWN = 12
_NAMED = re.compile(rf"commit ([0-9a-f]{{{_SHOWN}}}) of ")


def judged_merges(course: Chronicle) -> Iterator[tuple[Merge, bool]]:
    """Give every merge, and whether it can be wrong: those after the founding that no adopted proposal corrects can.

    Where records are invented for a demonstration, the last merge that made the founding anew, its log and its decision
    together, counts as the founding.
    """
    archive, corrected = course.archive, tuple(_corrected(course))
    start = founding(archive)
    for position, merge in enumerate(archive.history):
        yield merge, start is not None and position > start and not merge.commit.startswith(corrected)


def _corrected(course: Chronicle) -> Iterator[str]:
    for version in course.versions:
        target = course.matters[version.proposal].proposal.text.head.corrects or ""
        digits = target.removeprefix(CORRECTION)
        if version.since <= course.as_of and target.startswith(CORRECTION) and len(digits) >= _SHOWN:
            yield digits


def fault_of(merge: Merge, change: Change, what: str) -> Fault:
    """Say what a merge did to a path, and how that ends."""
    name = f"{CORRECTION}{merge.commit[:_SHOWN]}"
    mend = f"put back what stood there; then adopt a proposal that says what happened, with corrects: {name}"
    return Fault(Place(change.path), f"commit {merge.commit[:_SHOWN]} of {merge.at:%Y-%m-%d} {what}", mend)


def merge_named(what: str) -> str:
    """Return the first digits of the commit that a fault made by `fault_of` names; empty for another fault."""
    found = _NAMED.match(what)
    return found[1] if found else ""
