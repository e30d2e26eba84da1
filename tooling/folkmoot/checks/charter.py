"""C: the charter, what its articles say, whether their rules fit together, and that decisions made every word of it."""

from collections.abc import Iterator
from datetime import datetime

from folkmoot.checks import charter_prose, charter_rules
from folkmoot.checks.names import unread
from folkmoot.checks.registry import check
from folkmoot.procedure.calendar import zone_named
from folkmoot.procedure.charter import Version
from folkmoot.procedure.chronicle import GENESIS, Chronicle
from folkmoot.records.archive import Archive
from folkmoot.records.finding import Fault, Place
from folkmoot.records.value import shown

PARTS = (charter_prose, charter_rules)
"""The other modules of the family; importing them declares their checks."""


@check("C014", "charter-not-decided")
def charter_not_decided(course: Chronicle) -> Iterator[Fault]:
    """A file of the charter differs from what was last decided about it, or no decision made it.

    ## Why
    The charter is the sum of its decisions and nothing else. If a word can come in without a vote, whoever may merge
    rules the co-op.

    ## Mend
    Take over the file from `changes/` of the decision byte for byte, or remove what was never decided. To change it,
    open a proposal. Between a decision and the day by which it must be carried out, the old file may stand.
    """
    archive = course.archive
    latest = course.versions[-1].files if course.versions else {}
    if not latest and _undecided_for_now(archive):
        return
    allowed = allowed_states(course)
    for path, data in archive.files.items():
        if not _is_charter(path) or data in (version.get(path) for version in allowed):
            continue
        if path not in latest:
            what = "no adopted decision made this file"
            yield Fault(Place(path), what, "propose it in a proposal's changes/, or remove it")
            continue
        author = _author(course, path)
        line = _first_difference(data, latest[path])
        mend = f"cp proposals/{author}/changes/{path} {path}"
        yield Fault(Place(path, line), f"this is not what '{author}' decided", mend)
    for path in sorted(latest):
        if _is_charter(path) and path not in archive.files and all(path in files for files in allowed):
            author = _author(course, path)
            decided = f"proposals/{author}/changes/{path}"
            what = f"the charter lacks {path}, which '{author}' decided"
            yield Fault(Place(decided), what, f"cp {decided} {path}")


def _is_charter(path: str) -> bool:
    return path.startswith("charter/") and not path.startswith("charter/keys/")


def _undecided_for_now(archive: Archive) -> bool:
    """Whether a proposal or a decision cannot be read, so that nobody can tell what was decided."""
    return any(path.endswith(("/proposal.md", "/decision.md")) for path in unread(archive))


def allowed_states(course: Chronicle) -> list[dict[str, bytes]]:
    """The states of the charter that may stand now: the last one overdue to be carried out, and those after it."""
    allowed: list[dict[str, bytes]] = [{}]
    for version in course.versions:
        if _overdue(course, version) <= course.as_of:
            allowed = []
        allowed.append(dict(version.files))
    return allowed


def _overdue(course: Chronicle, version: Version) -> datetime:
    matter = course.matters[version.proposal]
    return course.deadline(version.since, matter.procedure.execute.within, matter.book) if matter.procedure else version.since


def _author(course: Chronicle, path: str) -> str:
    """The adopted proposal that last touched a file."""
    decided = [version.proposal for version in course.versions]
    touched = (name for name in reversed(decided) if _changes(course, name, path))
    return next(touched, "")


def _changes(course: Chronicle, name: str, path: str) -> bool:
    proposal = course.matters[name].proposal
    return f"{proposal.folder}/changes/{path}" in proposal.changes


def _first_difference(one: bytes, other: bytes) -> int:
    rows = one.split(b"\n")
    pairs = enumerate(zip(rows, other.split(b"\n"), strict=False), start=1)
    return next((number for number, (mine, theirs) in pairs if mine != theirs), len(rows))


@check("C015", "unfounded")
def unfounded(course: Chronicle) -> Iterator[Fault]:
    """The records have no genesis proposal or several, or the genesis does not say whose they are.

    ## Why
    Everything follows from the first decision: the name, the time zone that deadlines are counted in, the first
    rules. Without one nothing can follow, and from two, two different things do.

    ## Mend
    Keep exactly one proposal of kind genesis, with the group `coop` in its head: id, name and zone. The zone is a name
    of the IANA database, such as Europe/Lisbon.
    """
    archive = course.archive
    founding = [proposal for proposal in archive.proposals if proposal.text.head.kind == GENESIS]
    if not founding and archive.files and not _undecided_for_now(archive):
        mend = "add a proposal with kind: genesis, and the first articles in its changes/"
        yield Fault(Place(min(archive.files)), "no proposal is the genesis of these records", mend)
    for proposal in founding[1:]:
        what = f"'{founding[0].id}' is the genesis already"
        yield Fault(archive.place(proposal.text.path, "kind"), what, "write another kind, such as amendment")
    for proposal in archive.proposals:
        path, coop = proposal.text.path, proposal.text.head.coop
        if coop is None and proposal.text.head.kind == GENESIS:
            mend = "add a line 'coop: {id: ..., name: ..., zone: Europe/Lisbon}'"
            yield Fault(archive.place(path, "kind"), "the genesis does not say whose records these are", mend)
        elif coop is not None and proposal.text.head.kind != GENESIS:
            yield Fault(archive.place(path, "coop"), "only the genesis says whose records these are", "remove coop")
        elif coop is not None and zone_named(coop.zone) is None:
            what = f"'{shown(coop.zone)}' is no time zone of the IANA database"
            yield Fault(archive.place(path, "coop", "zone"), what, "write a name such as Europe/Lisbon or UTC")
