"""Where in the history a file got the bytes it has: the one order of acts that no date can falsify."""

import re
from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass, field
from operator import attrgetter

from folkmoot.formats.blob import same_blob, stages
from folkmoot.records.archive import Archive
from folkmoot.records.change import Change
from folkmoot.trust.founding import founding
from folkmoot.trust.once import once_an_archive

UNKNOWN = 2**62
"""The position of everything where there is no history to tell it: later than any other, so that nothing old is vouched for."""
_KEYS = re.compile(r"charter/keys/[0-9]{4}\.json")


@dataclass(frozen=True, slots=True)
class Positions:
    """The changes of the main line, numbered from 0 in their order."""

    end: int
    """The position of the next change, and so of what is not in the history yet; `UNKNOWN` where there is no history."""
    files: Mapping[str, bytes]
    last: Mapping[str, tuple[int, str]]
    """The last change of each path: its position, and Git's id of the file after it."""
    keys: Mapping[str, tuple[Change, ...]] = field(default_factory=dict)
    """Every change of each version of the keys, oldest first; of a demonstration that was founded anew, those since then."""
    starts: tuple[int, ...] = ()
    """The position of the first change of each merge."""
    logs: Mapping[str, tuple[tuple[int, str], ...]] = field(default_factory=dict)
    """Every state of each log: the number of the merge, from 0, and Git's id of the log after it."""

    def of(self, path: str) -> int:
        """Return the position since which a file has its present bytes; the end when the history does not hold them."""
        known = self.last.get(path)
        data = self.files.get(path) if known else None
        return known[0] if known and data is not None and same_blob(data, known[1]) else self.end

    def merge_of(self, path: str) -> int:
        """Return the merge, numbered from 0, since which a file has its present bytes; the next one for what is not in the history."""
        return self.merge_at(self.of(path))

    def merge_at(self, position: int) -> int:
        """Return the merge that a position belongs to."""
        return len(self.starts) if position >= self.end else bisect_right(self.starts, position) - 1

    def before(self, position: int) -> int:
        """Return the last position before the merge that a position belongs to; -1 before the first."""
        return (self.end if position >= self.end else self.starts[self.merge_at(position)]) - 1

    def grew_to(self, path: str, line: int) -> int:
        """Return the merge that brought a line of a log; the next one for a line that is not in the history yet."""
        states = self.logs.get(path, ())
        lines = stages(self.files.get(path, b""), states[-1][1]) if states else {}
        return next((merge for merge, after in states if lines.get(after, 0) >= line), len(self.starts))


@once_an_archive
def positions(archive: Archive) -> Positions:
    """Number the changes of an archive's history, in the order of the leaves of a checkpoint."""
    last: dict[str, tuple[int, str]] = {}
    keys: dict[str, tuple[Change, ...]] = {}
    logs: dict[str, tuple[tuple[int, str], ...]] = {}
    starts: list[int] = []
    number, begins = 0, (founding(archive) or 0) if archive.is_demonstration else 0
    for place, merge in enumerate(archive.history):
        starts.append(number)
        for change in sorted(merge.changes, key=attrgetter("path")):
            path = change.path
            last[path] = number, change.after
            if path.startswith("charter/keys/") and _KEYS.fullmatch(path):
                if place > begins or (place == begins and bool(change.after)):
                    keys[path] = (*keys.get(path, ()), change)
            elif path.endswith("/log.yml"):
                logs[path] = (*logs.get(path, ()), (place, change.after))
            number += 1
    return Positions(number if archive.history else UNKNOWN, archive.files, last, keys, tuple(starts), logs)
