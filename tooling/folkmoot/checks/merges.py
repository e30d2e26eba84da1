"""M: merges, what was merged although nobody had decided it, and what two proposals would do to one text."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from folkmoot.checks import merge_bases, merge_modes
from folkmoot.checks.merge_history import fault_of, judged_merges
from folkmoot.checks.names import proceedings, unread
from folkmoot.checks.registry import check
from folkmoot.formats.blob import same_blob, stages
from folkmoot.procedure.chronicle import Chronicle
from folkmoot.procedure.enactment import DecidedText, decided_texts
from folkmoot.records.archive import Archive, Jury, Proposal
from folkmoot.records.change import Change
from folkmoot.records.finding import Fault, Severity
from folkmoot.records.history import Merge
from folkmoot.trust.founding import founding

PARTS = (merge_bases, merge_modes)
"""The other modules of the family; importing them declares their checks."""
_APPEARING = ("acts", "ballots", "frozen", "rebased", "removals", "reports", "sessions")
"""The folders of a matter whose files only ever appear."""
_RESULTS = ("/decision.md", "/draw.json", "/lottery.json", "/ballots.json")


@check("M001", "merged-without-decision")
def merged_without_decision(course: Chronicle) -> Iterator[Fault]:
    """A merge set a file of the charter to a text that no adopted decision had decided by then.

    ## Why
    Whoever may merge could rule the co-op, if a change of the charter that nobody decided were forgotten as soon as it
    is undone. It is told for ever, with its commit, until members have decided what to make of it.

    ## Mend
    Put back the text that was decided. Then propose a correction: a proposal that says what happened, with
    `corrects: commit-` and the first twelve digits of the commit in its head. When it is adopted, this finding ends.
    """
    if any(path.endswith(("/proposal.md", "/decision.md")) for path in unread(course.archive)):
        return
    charter = _Charter(decided_texts(course))
    for merge, is_judged in judged_merges(course):
        charter.decisions(merge)
        for change in merge.changes:
            if not change.path.startswith("charter/") or change.path.startswith("charter/keys/"):
                continue
            if not charter.moves(change) and is_judged:
                gone = change.status == "D"
                what = "removed this file, which no decision did" if gone else "set this file to a text that nobody had decided by then"
                yield fault_of(merge, change, what)


@dataclass(slots=True)
class _Charter:
    """Which decided text each file of the charter has come to, on the way through the merges."""

    texts: Mapping[str, tuple[DecidedText, ...]]
    decided: set[str] = field(default_factory=set)
    """The proposals whose decisions were merged so far."""
    held: dict[str, int] = field(default_factory=dict)

    def decisions(self, merge: Merge) -> None:
        """Take in the decisions of a merge; one that carries out what it decides counts as decided."""
        for change in merge.changes:
            if change.status == "A" and change.path.startswith("proposals/") and change.path.endswith("/decision.md"):
                self.decided.add(change.path.split("/")[1])

    def moves(self, change: Change) -> bool:
        """Whether a change leads to the same or a later decided text."""
        chain, held = self.texts.get(change.path, ()), self.held.get(change.path, 0)
        for place in range(held, len(chain)):
            if change.after and chain[place].proposal in self.decided and same_blob(chain[place].data, change.after):
                self.held[change.path] = place
                return True
        return False


@check("M002", "text-changed-after-freeze")
def text_changed_after_freeze(course: Chronicle) -> Iterator[Fault]:
    """A merge changed the text of a proposal after it was frozen, or a call after the jury was called.

    ## Why
    Members read the text between the freeze and the vote. Who read it on the wrong day read another text than the one
    that was voted on. The same holds for a call and those who were drawn by it.

    ## Mend
    Put the text back as it was. Then propose a correction, with `corrects: commit-` and the first twelve digits of the
    commit in its head.
    """
    frozen = {owner.folder: _Freeze(course.archive, owner) for owner in proceedings(course.archive)}
    rightful: dict[str, str] = {}
    for merge, is_judged in judged_merges(course):
        touched = {folder for change in merge.changes if (folder := _folder(change.path)) in frozen}
        bound = {folder for folder in touched if frozen[folder].is_bound}
        corrected: set[str] = set()
        for change in merge.changes:
            if change.path.endswith("/log.yml") and _folder(change.path) in touched and frozen[_folder(change.path)].take(change):
                corrected.add(_folder(change.path))
        for change in merge.changes:
            folder = _folder(change.path)
            if not _is_text(change, folder):
                continue
            if is_judged and folder in bound and frozen[folder].is_bound and folder not in corrected:
                if change.after != rightful.get(change.path, ""):
                    yield fault_of(merge, change, "changed this text, which was to stay as it was")
            else:
                rightful[change.path] = change.after


def _folder(path: str) -> str:
    return "/".join(path.split("/")[:2])


def _is_text(change: Change, folder: str) -> bool:
    """Whether a change is one of what a vote or a draw binds; a record that was removed whole is told as that."""
    whole = (f"{folder}/proposal.md", f"{folder}/call.md")
    return change.path.startswith(f"{folder}/changes/") or (change.path in whole and change.status != "D")


_TURNS = ("frozen", "called", "returned")
"""The acts after which a text is bound, and the one after which it is not."""


class _Freeze:
    """Whether the text of one proposal or jury is bound, on the way through the merges."""

    def __init__(self, archive: Archive, owner: Proposal | Jury) -> None:
        self.is_bound = False
        self._corrections = 0
        self._path = f"{owner.folder}/log.yml"
        self._data = archive.files.get(self._path, b"")
        self._acts: tuple[str, ...] = tuple(event.act for event in owner.log)
        self._archive = archive
        self._known: Mapping[str, int] | None = None

    def take(self, change: Change) -> bool:
        """Follow the log one merge further and say whether it records a correction of the bound text.

        A state of the log that is no part of today's tells nothing.
        """
        if change.path != self._path or not any(act in _TURNS for act in self._acts):
            return False
        acts = self._acts if same_blob(self._data, change.after) else self._until(change.after)
        if acts is None:
            return False
        past = [act for act in acts if act in _TURNS]
        self.is_bound = bool(past) and past[-1] != "returned"
        known, self._corrections = self._corrections, acts.count("corrected")
        return self._corrections > known

    def _until(self, state: str) -> Sequence[str] | None:
        """The acts that a state of the log held; None when it is no part of today's."""
        if self._known is None:
            self._known = stages(self._data, state)
        lines, place_of = self._known.get(state), self._archive.place
        return None if lines is None else [act for at, act in enumerate(self._acts) if place_of(self._path, at).line <= lines]


@check("M003", "log-rewritten")
def log_rewritten(course: Chronicle) -> Iterator[Fault]:
    """A merge changed or removed lines of a log instead of adding some at its end.

    ## Why
    A log is the memory of a matter. If what happened can be written differently afterwards, windows were long enough
    and objections were never made.

    ## Mend
    Put the old lines back, and record what was wrong about them as a new event. Then propose a correction, with
    `corrects: commit-` and the first twelve digits of the commit in its head. On a branch that is not merged yet, amend
    the commit instead.
    """
    rightful: dict[str, str] = {}
    gone = _founded(course)
    for merge, is_judged in judged_merges(course):
        for change in merge.changes:
            if not change.after and not is_judged and change.path in gone:
                rightful.pop(change.path, None)
            known = rightful.get(change.path, "")
            if not change.path.endswith("/log.yml") or not change.after:
                continue
            if not known or not is_judged or (change.grew and change.before == known) or _goes_on(course.archive, change, known):
                rightful[change.path] = change.after
            elif not change.grew:
                yield fault_of(merge, change, "changed what this log had recorded")


def _goes_on(archive: Archive, change: Change, known: str) -> bool:
    """Whether a log goes on from where it rightfully stood, as when lines that were changed are put back."""
    states = stages(archive.files.get(change.path, b""), known)
    return change.after == known or (known in states and states.get(change.after, -1) >= states[known])


@check("M004", "result-changed")
def result_changed(course: Chronicle) -> Iterator[Fault]:
    """A merge changed a decision or a draw that was published.

    ## Why
    People act on a result once it is known. One that can be exchanged later was never a result.

    ## Mend
    Put the published result back. Then propose a correction, with `corrects: commit-` and the first twelve digits of
    the commit in its head.
    """
    yield from _changed(course, lambda path: path.endswith(_RESULTS) and not path.startswith("charter/"), "changed this result")


@check("M005", "record-deleted")
def record_deleted(course: Chronicle) -> Iterator[Fault]:
    """A merge removed a record.

    ## Why
    What is gone cannot be checked. Records are corrected by later records and never removed, so that everybody can see
    what was believed and when.

    ## Mend
    Bring the file back from the commit before. If it holds something that must not be public, such as the data of a
    person, propose a correction that says so, with `corrects: commit-` and the first twelve digits of the commit in
    its head.
    """
    for merge, is_judged in judged_merges(course):
        for change in merge.changes:
            if is_judged and change.status == "D" and _is_kept(change.path):
                yield fault_of(merge, change, "removed this record")


def _is_kept(path: str) -> bool:
    """Whether a file is a record by itself; a draft's changes belong to the draft and may go while it is written."""
    return path.startswith(("proposals/", "juries/", "charter/keys/")) and ("/changes/" not in path or "/frozen/" in path)


@check("M006", "roster-changed")
def roster_changed(course: Chronicle) -> Iterator[Fault]:
    """A merge changed a roster after it was merged.

    ## Why
    Who may be drawn and who may vote is fixed before anybody can know the seed or the ballots. A roster that moves
    afterwards chooses the chosen.

    ## Mend
    Put the roster back. Who was left out is on the next roster. Then propose a correction, with `corrects: commit-` and
    the first twelve digits of the commit in its head.
    """
    yield from _changed(course, lambda path: path.startswith("juries/rosters/"), "changed this roster")


@check("M007", "record-changed")
def record_changed(course: Chronicle) -> Iterator[Fault]:
    """A merge changed a ballot, an act, a session, a report, a text kept as it was frozen, a signature or a version of the keys.

    ## Why
    These say what somebody did or found on a day. That day is over.

    ## Mend
    Put the record back, and add another one that corrects it. Then propose a correction, with `corrects: commit-` and
    the first twelve digits of the commit in its head.
    """
    yield from _changed(course, _is_final, "changed this record")


def _is_final(path: str) -> bool:
    parts = path.split("/")
    inside = len(parts) > 3 and parts[0] in ("proposals", "juries") and parts[2] in _APPEARING
    return (inside and parts[1] != "rosters") or ".sig.d/" in path or path.endswith("/report.md") or path.startswith("charter/keys/")


def _changed(course: Chronicle, is_meant: Callable[[str], bool], what: str) -> Iterator[Fault]:
    """Find the merges that left such a file other than it first was; one that puts it back is in order."""
    rightful: dict[str, str] = {}
    gone = _founded(course)
    for merge, is_judged in judged_merges(course):
        for change in merge.changes:
            if not change.after and not is_judged and change.path in gone:
                rightful.pop(change.path, None)
            if not change.after or change.after == change.before or not is_meant(change.path):
                continue
            if is_judged and change.after != rightful.setdefault(change.path, change.after):
                yield fault_of(merge, change, what)
            elif not is_judged:
                rightful[change.path] = change.after


def _founded(course: Chronicle) -> frozenset[str]:
    """What the founding itself took away: it may come back as something else, for it was before there was a co-op."""
    start = founding(course.archive)
    changes = () if start is None else course.archive.history[start].changes
    return frozenset(change.path for change in changes if not change.after)


@check("M008", "history-cut-off", Severity.WARNING)
def history_cut_off(course: Chronicle) -> Iterator[Fault]:
    """The history of the repository is not here as a whole, so nobody can say whether all merges were in order.

    ## Why
    What the records say today is checked. That nothing was slipped in and out again is seen only in the merges.

    ## Mend
    Fetch the whole history with `git fetch --unshallow`. On a build server, ask for it: with GitHub's checkout action,
    `fetch-depth: 0`.
    """
    for fault in course.archive.faults:
        if fault.name == "history-cut-off":
            yield Fault(fault.place, fault.what, fault.mend)
