"""The merges of the main line, from one pass of `git log` that follows first parents only."""

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime

from folkmoot.formats.blob import stages
from folkmoot.formats.paths import FOLDERS
from folkmoot.records.change import Change
from folkmoot.records.history import Merge
from folkmoot.repository.git import CHANGE, EXECUTABLE, REGULAR, SHOW_LINKS, Git, made_change

_SHOW = (
    *("--first-parent", "--diff-merges=first-parent", "--root", "--raw", "-z", "--no-abbrev", "--no-renames", "-O/dev/null"),
    SHOW_LINKS,
    *("--no-show-signature", "--no-notes", "--no-decorate", "--no-color", "--format=%x01%H %ct"),
)
_STEP = re.compile(r"\x01(?<![^\0]\x01)([0-9a-f]+) (-?[0-9]+)\0")
"""A merge; its changes follow it. What is listed is below the folders of records, so no path can begin as a merge does."""
_LOG = "/log.yml"


def log_of(git: Git, commit: str) -> bytes:
    """List the merges up to a commit, as `read_history` reads them."""
    return git.run("log", *_SHOW, "--end-of-options", commit, "--", *FOLDERS)


def read_history(git: Git, commit: str, files: Mapping[str, bytes], listing: bytes | None = None) -> tuple[Merge, ...]:
    """Read every merge up to `commit` that changed a record, oldest first; from their listing, where that was made before.

    What a merge changed is its difference from its first parent, so that a change made in the merge commit itself is
    among them. `files` are the records as they stand now: a log that is a later state of an earlier one needs no reading.
    """
    logs, listed = _Logs(git, files), log_of(git, commit) if listing is None else listing
    said = listed.decode("utf-8", "replace")
    heads = [(found.start(), found.end(), found[1], int(found[2])) for found in _STEP.finditer(said)]
    ends = [start for start, *_ in heads[1:]] + [len(said)]
    merges = [
        Merge(name, datetime.fromtimestamp(seconds, UTC), tuple(map(logs.judged, map(made_change, CHANGE.findall(said, begin, end)))))
        for (_, begin, name, seconds), end in zip(heads, ends, strict=True)
    ]
    git.close()
    return tuple(reversed(merges))


class _Logs:
    """Whether logs only grew."""

    def __init__(self, git: Git, files: Mapping[str, bytes]) -> None:
        self._git = git
        self._files = files
        self._stages: dict[str, Mapping[str, int]] = {}

    def judged(self, change: Change) -> Change:
        if change.status != "M" or not change.path.endswith(_LOG) or change.mode not in (REGULAR, EXECUTABLE):
            return change
        return replace(change, grew=self._grew(change))

    def _grew(self, change: Change) -> bool:
        known = self._stages.get(change.path)
        if known is None:
            known = self._stages[change.path] = stages(self._files.get(change.path, b""), change.after)
        if change.before in known and change.after in known:
            return known[change.before] <= known[change.after]
        return self._git.read(change.after).startswith(self._git.read(change.before))
