"""Where in the history a file got the bytes it has: the one order of acts that no date can falsify."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from folkmoot.formats.blob import same_blob
from folkmoot.records.archive import Archive
from folkmoot.records.change import Change
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
    """Every change of each version of the keys, oldest first."""

    def of(self, path: str) -> int:
        """Return the position since which a file has its present bytes; the end when the history does not hold them."""
        position, after = self.last.get(path, (self.end, ""))
        return position if path in self.files and same_blob(self.files[path], after) else self.end


@once_an_archive
def positions(archive: Archive) -> Positions:
    """Number the changes of an archive's history, in the order of the leaves of a checkpoint."""
    last: dict[str, tuple[int, str]] = {}
    keys: dict[str, tuple[Change, ...]] = {}
    number = 0
    for merge in archive.history:
        for change in sorted(merge.changes, key=lambda change: change.path.encode("utf-8", "surrogateescape")):
            last[change.path] = (number, change.after)
            if _KEYS.fullmatch(change.path):
                keys[change.path] = (*keys.get(change.path, ()), change)
            number += 1
    return Positions(number if archive.history else UNKNOWN, archive.files, last, keys)
