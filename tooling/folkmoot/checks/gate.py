"""The gate: may a pull request be merged? A verdict for every path it changes, from the records before and after it.

Submissions that pass the checks may. Texts change until they are frozen, logs only grow, results only appear and only as
computed, everything else only appears. The charter changes only as decided. What stands outside the records is for the
maintainers to review.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from folkmoot.checks.gate_records import Case, Judged, allow, refuse, verdict_of
from folkmoot.checks.registry import all_checks, introduced, run_checks
from folkmoot.formats.blob import blob_id, same_blob
from folkmoot.formats.paths import FOLDERS
from folkmoot.procedure.charter import decided_files
from folkmoot.procedure.chronicle import Chronicle
from folkmoot.procedure.enactment import DecidedText, decided_texts, obstacle
from folkmoot.procedure.status import Status
from folkmoot.records.change import Change, Difference, Verdict
from folkmoot.records.finding import Finding, Severity

_WAITING = "charter-not-decided"
_REGULAR = ("", "100644")
_STOPPED = (Status.VETOED, Status.OVERRIDING, Status.SUSPENDED, Status.REPEALED)
"""It was adopted and has no effect."""


def judge(before: Chronicle, after: Chronicle, difference: Difference | None = None) -> tuple[Verdict, ...]:
    """Judge every path that differs, and every path in which the checks find what they did not find before.

    Both chronicles are of one instant. `difference` adds what only Git knows: paths outside the records, modes, and what
    the other branch has changed meanwhile.
    """
    known = difference or Difference()
    fresh: dict[str, list[Finding]] = {}
    found = run_checks(after)
    told = {finding.code for finding in found}
    for finding in introduced(found, run_checks(before, (check for check in all_checks() if check.code in told))):
        fresh.setdefault(finding.place.path, []).append(finding)
    old, new = before.archive.files, after.archive.files
    paths = {path for path in {*old, *new} if old.get(path) != new.get(path)}
    paths |= {change.path for change in known.changes} | fresh.keys()
    gate = _Gate(before, after, known, decided_texts(before), {change.path: change for change in known.changes})
    return tuple(_with_findings(path, gate.judged(path), fresh.get(path, []), old.get(path) == new.get(path)) for path in sorted(paths))


def _with_findings(path: str, judged: Judged, findings: list[Finding], is_same: bool) -> Verdict:
    """Add what the checks newly find in a path: an error refuses it, a warning is only told.

    That a file of the charter waits for a decision which this very pull request brings is told too: it cannot come before.
    """
    errors = [finding for finding in findings if finding.severity is Severity.ERROR and not (is_same and finding.name == _WAITING)]
    told = [f"{finding.code} {finding.name}: {finding.what}" for finding in errors or findings]
    if errors and judged.allowed:
        return Verdict(path, False, "; ".join(told), errors[0].mend)
    return Verdict(path, judged.allowed, "; ".join((judged.reason, *told)), judged.mend)


@dataclass(frozen=True, slots=True)
class _Gate:
    """A pull request on its way to a verdict."""

    before: Chronicle
    after: Chronicle
    known: Difference
    texts: Mapping[str, tuple[DecidedText, ...]]
    changes: Mapping[str, Change]

    def judged(self, path: str) -> Judged:
        """Judge one path."""
        old, new = self.before.archive.files.get(path), self.after.archive.files.get(path)
        change = self.changes.get(path)
        if not _is_record(path):
            return self._elsewhere(path)
        if change is not None and change.mode not in _REGULAR:
            return refuse("a record is a plain file that nobody can run", f"chmod 644 {path}")
        if old == new:
            return allow("the file is as it was") if change is None else allow("this was no record and is none")
        stale = self._stale(path)
        if stale:
            return refuse(f"the branch it would be merged into has changed {stale} since", "merge that branch into this one, and ask again")
        if path.startswith("charter/") and not _only_appears(path):
            return self._decided(path, "" if old is None else blob_id(old), "" if new is None else blob_id(new))
        return verdict_of(Case(self.before, self.after, path, old, new))

    def _elsewhere(self, path: str) -> Judged:
        if path in self.texts:
            return self._decided(path, self.known.before.get(path, ""), self.known.after.get(path, ""))
        stopped = self._stopped(path)
        if stopped is not None:
            return refuse(*stopped)
        return allow("not a matter of the records: for the maintainers to review")

    def _stopped(self, path: str) -> tuple[str, str] | None:
        """Say which decision made this very text and has no effect, so that nobody carries it out by hand."""
        change = self.changes.get(path)
        for name, matter in self.before.matters.items():
            data = decided_files(self.before.archive, matter.proposal).get(path) if matter.status in _STOPPED else None
            if data is not None and change is not None and change.after and same_blob(data, change.after):
                return self._obstacle(name)
        return None

    def _stale(self, path: str) -> str:
        """Name what the other branch has changed meanwhile in the same matter; for the charter, in any matter."""
        folder = _matter(path)
        for moved in self.known.moved:
            if _is_record(moved) and (folder == "charter" or _matter(moved) == folder):
                return moved
        return ""

    def _decided(self, path: str, old: str, new: str) -> Judged:
        """Judge a file that only decisions change; `old` and `new` are Git's ids of it."""
        texts = self.texts.get(path, ())
        makers = [text.proposal for text in texts if new and same_blob(text.data, new)]
        if not makers:
            return refuse(*self._undecided(path, new))
        name = makers[-1]
        stands = self._obstacle(name)
        if stands is not None:
            return refuse(*stands)
        lacking = self._lacking(name)
        if lacking:
            return refuse(f"'{name}' changes {lacking} too, and a decision is carried out whole", f"folkmoot enact {name}")
        return allow(f"'{name}' decided it, byte for byte")

    def _undecided(self, path: str, new: str) -> tuple[str, str]:
        """Say why a text that no adopted decision made may not stand there: what came nearest to deciding it."""
        if not new:
            return "a file of the charter does not go away by itself", "a decision can empty an article, and says so"
        for name, matter in self.after.matters.items():
            data = decided_files(self.after.archive, matter.proposal).get(path)
            if not same_blob(data, new):
                continue
            standing = self.before.matters.get(name)
            if standing is None or standing.proposal.decision is None:
                return f"the decision on '{name}' is not merged yet", "merge the decision first, and carry it out in a second pull request"
            found = self._obstacle(name)
            if found:
                return found
        return "no adopted decision made this text", "propose it in a proposal's changes/"

    def _obstacle(self, name: str) -> tuple[str, str] | None:
        found = obstacle(self.before, name, _standing(self.before, name, self.known.before))
        return (found.what, found.mend) if found else None

    def _lacking(self, name: str) -> str:
        """Name a file that the decision changes and that this pull request does not."""
        standing = _standing(self.after, name, self.known.after)
        files = decided_files(self.before.archive, self.before.matters[name].proposal)
        return next((path for path in sorted(files) if not same_blob(files[path], standing.get(path, ""))), "")


def _standing(course: Chronicle, name: str, elsewhere: Mapping[str, str]) -> dict[str, str]:
    """Git's ids of the files that a decision changes, as they stand."""
    files = course.archive.files
    paths = decided_files(course.archive, course.matters[name].proposal) if name in course.matters else {}
    held = {path: blob_id(files[path]) for path in paths if path in files}
    return {**{path: oid for path, oid in elsewhere.items() if path in paths}, **held}


def _is_record(path: str) -> bool:
    return path.startswith(tuple(f"{folder}/" for folder in FOLDERS))


def _only_appears(path: str) -> bool:
    """Whether a path below charter/ is a version of the keys or a signature, which are never changed."""
    return path.startswith("charter/keys/")


def _matter(path: str) -> str:
    """The folder of the matter a record belongs to: `charter`, `proposals/<id>`, `juries/<id>` or `juries/rosters/<id>`."""
    parts = path.split("/")
    if parts[0] == "charter":
        return "charter"
    return "/".join(parts[: 3 if parts[:2] == ["juries", "rosters"] else 2])
