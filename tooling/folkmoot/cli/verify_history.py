"""Whether a history only grew since a checkpoint: the same leaves up to it, and every merge after it in order."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from folkmoot.checks.merge_history import merge_named
from folkmoot.checks.registry import all_checks, run_checks
from folkmoot.formats.note import read_note
from folkmoot.procedure.chronicle import chronicle
from folkmoot.records.archive import Archive
from folkmoot.records.checkpoint import Checkpoint, Note
from folkmoot.records.error import FolkmootError
from folkmoot.records.finding import Severity
from folkmoot.records.history import Merge
from folkmoot.repository.git import Git
from folkmoot.repository.leaves import leaves_of
from folkmoot.repository.reader import read_revision
from folkmoot.trust.chain import keyring
from folkmoot.trust.checkpoint import checkpoint_of, first_departure, leaf_hashes, log_keys, log_refusal, origin_of
from folkmoot.trust.founding import founding

_SHOWN = 12
_DID = {"A": "added", "M": "changed", "D": "removed", "T": "made something else"}


@dataclass(frozen=True, slots=True)
class History:
    """The history of a clone, read once."""

    archive: Archive
    hashes: tuple[bytes, ...]
    """The leaf hashes, by position."""

    @property
    def origin(self) -> str:
        """The name under which the co-op's log signs; empty when the founding proposal cannot be read."""
        return origin_of(self.archive.coop.id) if self.archive.coop else ""

    def checkpoint(self) -> Checkpoint:
        """The checkpoint of all of it; FolkmootError when nobody knows whose it is."""
        if self.archive.coop is None:
            raise FolkmootError("no founding proposal says which co-op this is", "see: folkmoot check")
        return checkpoint_of(self.archive.coop.id, self.hashes)

    def merges(self) -> Iterator[tuple[Merge, int]]:
        """Every merge, with the position after its last leaf."""
        end = 0
        for merge in self.archive.history:
            end += len(merge.changes)
            yield merge, end

    def merge_at(self, position: int) -> Merge:
        """The merge that brought the leaf at a position."""
        return next(merge for merge, end in self.merges() if end > position)


@dataclass(frozen=True, slots=True)
class Account:
    """What came of comparing a history with checkpoints."""

    failures: tuple[str, ...] = ()
    notices: tuple[str, ...] = ()
    """What is to be known and fails nothing, such as that nobody signed the checkpoint."""
    added: tuple[str, ...] = ()
    """What came since, a line for each matter."""

    @property
    def holds(self) -> bool:
        """Whether the history only grew."""
        return not self.failures


def read_checkpoint(path: Path) -> Note:
    """Read a checkpoint file; FolkmootError when it is none."""
    try:
        return read_note(path.read_bytes())
    except OSError as error:
        raise FolkmootError(f"{path} cannot be read: {error.strerror}", "name a checkpoint file") from None
    except ValueError as error:
        raise FolkmootError(f"{path} is not a checkpoint: {error}", "fetch it again from where it is published") from None


def the_history(root: Path, revision: str | None = None) -> History:
    """Read the whole history of a clone, up to a revision or HEAD; FolkmootError when it is cut off."""
    git = Git(root)
    reason = git.cut_off()
    if reason:
        raise FolkmootError(reason, "fetch the whole history: git fetch --unshallow; with GitHub's checkout action: fetch-depth: 0")
    archive = read_revision(root, revision or "HEAD")
    return History(archive, leaf_hashes(leaves_of(git, archive.history)))


def compare(history: History, notes: Sequence[Note], seen: Sequence[Checkpoint], as_of: datetime) -> Account:
    """Say whether a history extends the checkpoints of notes and those seen before, and judge every merge since."""
    given = [note.checkpoint for note in notes]
    foreign = _foreign(history, given)
    if foreign:
        return Account((foreign,))
    known = [each for each in seen if each.origin == history.origin]
    notices = [
        f"the checkpoint of size {note.checkpoint.size} proves nothing about who made it: {why}" for note, why in _unsigned(history, notes)
    ]
    false = [words for note in notes if (words := _false(history, note))]
    notices += [_rolled_back(history, each) for each in known if each.size > len(history.hashes)][-1:]
    departure = first_departure(history.hashes, [*given, *(each for each in known if each.size <= len(history.hashes))])
    if departure is not None:
        return Account((*false, _departed(history, *departure)), tuple(notices))
    start = min((each.size for each in given or known), default=0)
    return Account((*false, *_wrong(history, start, as_of)), tuple(notices), tuple(_since(history, start)))


def extends(history: History, checkpoints: Sequence[Checkpoint]) -> tuple[str, ...]:
    """Say in which way a history does not extend checkpoints; nothing when it does."""
    foreign = _foreign(history, checkpoints)
    departure = None if foreign else first_departure(history.hashes, checkpoints)
    return (foreign,) if foreign else (_departed(history, *departure),) if departure else ()


def _foreign(history: History, checkpoints: Sequence[Checkpoint]) -> str:
    if not history.origin:
        return "no founding proposal here says which co-op this is"
    other = next((each.origin for each in checkpoints if each.origin != history.origin), "")
    return f"the checkpoint is of {other}, and this clone of {history.origin}" if other else ""


def _unsigned(history: History, notes: Sequence[Note]) -> Iterator[tuple[Note, str]]:
    ring = keyring(history.archive)
    for note in notes:
        try:
            why = log_refusal(note, log_keys(ring, note.checkpoint.size))
        except ValueError:
            continue
        if why:
            yield note, why


def _false(history: History, note: Note) -> str:
    try:
        log_refusal(note, log_keys(keyring(history.archive), note.checkpoint.size))
    except ValueError as error:
        return str(error)
    return ""


def _rolled_back(history: History, seen: Checkpoint) -> str:
    return f"this clone has seen {seen.size} changes before, and there are {len(history.hashes)} now: the history went back"


def _departed(history: History, agreed: int, checkpoint: Checkpoint) -> str:
    size, here = checkpoint.size, len(history.hashes)
    if size > here:
        return f"the checkpoint counts {size} changes and this history {here}: the last {size - here} are missing, or history was rewritten"
    if not agreed:
        return f"history was rewritten before position {size}: the changes up to there are not those that the checkpoint binds"
    merge = history.merge_at(agreed)
    first = f"commit {merge.commit[:_SHOWN]} of {merge.at:%Y-%m-%d}"
    return f"history was rewritten between positions {agreed} and {size}: {first} is the first merge at which it can be told"


def _wrong(history: History, start: int, as_of: datetime) -> Iterator[str]:
    """What the checks of merges find in what came after a position."""
    archive = history.archive
    first = founding(archive)
    if first is None:
        yield "no founding proposal can be read, so no merge can be judged"
        return
    ends = {merge.commit[:_SHOWN]: end for merge, end in history.merges()}
    begun = archive.history[first].commit[:_SHOWN]
    if start and ends[begun] > start:
        yield f"commit {begun} made the founding anew after the checkpoint, so the merges before it go unjudged"
    touched = {change.path for merge, end in history.merges() if end > start for change in merge.changes}
    for fault in archive.faults:
        if fault.place.path in touched:
            yield f"{fault.place.path} cannot be read, so what merges did to it cannot be judged: {fault.what}"
    checks = [check for check in all_checks() if check.code.startswith("M") and check.severity is Severity.ERROR]
    for finding in run_checks(chronicle(archive, as_of), checks):
        if ends.get(merge_named(finding.what), start + 1) > start:
            yield f"{finding.place.path}: {finding.code} {finding.name}: {finding.what}"


def _since(history: History, start: int) -> Iterator[str]:
    matters: dict[str, Counter[str]] = {}
    for merge, end in history.merges():
        if end > start:
            for change in merge.changes:
                parts = change.path.split("/")
                folder = "/".join(parts[: 1 if parts[0] == "charter" else 3 if parts[:2] == ["juries", "rosters"] else 2])
                matters.setdefault(folder, Counter())[_DID.get(change.status, "changed")] += 1
    for folder, counts in matters.items():
        yield f"{folder}: {', '.join(f'{count} {did}' for did, count in counts.items())}"
