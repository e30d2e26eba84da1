"""The merges of the main line, from one pass of `git log` that follows first parents only."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import UTC, datetime

from folkmoot.formats.blob import stages
from folkmoot.formats.layout import FOLDERS
from folkmoot.records.change import Change
from folkmoot.records.history import Merge
from folkmoot.repository.git import EXECUTABLE, REGULAR, SHOW_LINKS, Git, read_changes

_SHOW = (
    *("--first-parent", "--diff-merges=first-parent", "--root", "--raw", "-z", "--no-abbrev", "--no-renames", "-O/dev/null"),
    SHOW_LINKS,
    *("--no-show-signature", "--no-notes", "--no-decorate", "--no-color", "--format=%x01%H %ct"),
)
_LOG = "/log.yml"


def read_history(git: Git, commit: str, files: Mapping[str, bytes]) -> tuple[Merge, ...]:
    """Read every merge up to `commit` that changed a record, oldest first.

    What a merge changed is its difference from its first parent, so that a change made in the merge commit itself is
    among them. `files` are the records as they stand now: a log that is a later state of an earlier one needs no reading.
    """
    listing = git.run("log", *_SHOW, "--end-of-options", commit, "--", *FOLDERS).decode("utf-8", "surrogateescape")
    logs = _Logs(git, files)
    merges = [_merge(part.split("\0"), logs) for part in listing.split("\x01")[1:]]
    git.close()
    return tuple(reversed(merges))


class _Logs:
    """Whether logs only grew."""

    def __init__(self, git: Git, files: Mapping[str, bytes]) -> None:
        self._git = git
        self._files = files
        self._stages: dict[str, Mapping[str, int]] = {}

    def judged(self, changes: Iterable[Change]) -> Iterable[Change]:
        for change in changes:
            is_log = change.status == "M" and change.path.endswith(_LOG) and change.mode in (REGULAR, EXECUTABLE)
            yield replace(change, grew=self._grew(change)) if is_log else change

    def _grew(self, change: Change) -> bool:
        known = self._stages.get(change.path)
        if known is None:
            known = self._stages[change.path] = stages(self._files.get(change.path, b""), change.after)
        if change.before in known and change.after in known:
            return known[change.before] <= known[change.after]
        return self._git.read(change.after).startswith(self._git.read(change.before))


def _merge(words: list[str], logs: _Logs) -> Merge:
    commit, seconds = words[0].split()
    raw = [word.removeprefix("\n") for word in words[1:] if word.strip("\n")]
    return Merge(commit, datetime.fromtimestamp(int(seconds), UTC), tuple(logs.judged(read_changes(raw))))
