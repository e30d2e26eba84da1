"""What time and other matters make of a walk: lapse, enactment, effect, supersession, repeal, expiry."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from folkmoot.procedure.appealing import replaced
from folkmoot.procedure.calendar import deadline, end_of
from folkmoot.procedure.charter import Version, decided_files
from folkmoot.procedure.status import Status
from folkmoot.procedure.walk import Walk
from folkmoot.records.archive import Archive, Proposal

CHARTER = "charter/"
_FELL_AWAY = (Status.WITHDRAWN, Status.LAPSED, Status.VETOED, Status.IMPORTED)
"""Where a proposal no longer asks anything."""


@dataclass(frozen=True)
class Ends:
    """What can end or carry on a matter, gathered once for all of them."""

    archive: Archive
    walks: Mapping[str, Walk]
    zone: ZoneInfo
    as_of: datetime
    heirs: Mapping[str, datetime]
    """By superseded proposal: from when the adopted one that supersedes it holds; by verdict: when another jury judged again."""
    reached: Mapping[str, int]
    """By path of the charter: the last version, counted from 0, whose bytes the folder holds."""
    places: Mapping[str, int]
    """By proposal: the place of its version."""

    @classmethod
    def of(cls, walks: Mapping[str, Walk], archive: Archive, versions: Sequence[Version], zone: ZoneInfo, as_of: datetime) -> "Ends":
        """Gather them from the walks and from the versions of the charter."""
        known = {proposal.id: proposal.text.head for proposal in archive.proposals}
        heirs: dict[str, datetime] = replaced(known, walks, zone)
        for name, course in walks.items():
            proposal = archive.proposal(name)
            old = proposal.text.head.supersedes if proposal else None
            if old and old != name and course.status is Status.ADOPTED and course.effective:
                heirs[old] = min(heirs.get(old, course.effective), course.effective)
        reached: dict[str, int] = {}
        for place, version in enumerate(versions):
            changed = archive.proposal(version.proposal)
            for path, data in decided_files(archive, changed).items() if changed else ():
                if archive.files.get(path) == data:
                    reached[path] = place
        return cls(archive, walks, zone, as_of, heirs, reached, {version.proposal: place for place, version in enumerate(versions)})

    def enacted(self, proposal: Proposal) -> bool | None:
        """Whether charter/ holds the bytes that a proposal decided, or those of a later decision; None if it has none there."""
        prefix = f"{proposal.folder}/changes/"
        paths = [path.removeprefix(prefix) for path in proposal.changes if path.startswith(prefix + CHARTER)]
        place = self.places.get(proposal.id)
        if not paths or place is None:
            return None
        return all(self.reached.get(path, -1) >= place for path in paths)

    def due(self, status: Status, course: Walk) -> datetime | None:
        """When a stage ends that an act of somebody ends."""
        rule, zone, recess = course.procedure, self.zone, course.book.recess
        if rule is None:
            return None
        spans = {Status.FROZEN: ("frozen", rule.freeze), Status.VOTING: ("voting-opened", rule.decide.open)}
        if rule.veto and rule.veto.override:
            spans[Status.VETOED] = ("vetoed", rule.veto.override.within)
        if status in (Status.OPEN, Status.LAPSED):
            return course.lapses if status is Status.OPEN else None
        act, span = spans.get(status, ("", None))
        event = course.last(act)
        return deadline(event.at, span, zone, recess) if event and span else None


def ended(proposal: Proposal, course: Walk, ends: Ends) -> tuple[Status, datetime | None]:
    """Where a proposal stands at the instant, and when it ended if it did."""
    as_of = ends.as_of
    match course.status:
        case Status.OPEN if course.lapses and course.lapses <= as_of:
            return Status.LAPSED, course.lapses
        case Status.OVERRIDING if course.override and _state(ends, course.override.id) in _FELL_AWAY:
            return Status.VETOED, None
        case Status.ADOPTED:
            return _adopted(proposal, course, ends)
        case Status.SUSPENDED:
            return _called_up(proposal, course, ends)
    return course.status, None


def _state(ends: Ends, name: str) -> Status:
    course = ends.walks.get(name)
    if course is None:
        return Status.LAPSED
    return Status.LAPSED if course.status is Status.OPEN and course.lapses and course.lapses <= ends.as_of else course.status


def _adopted(proposal: Proposal, course: Walk, ends: Ends) -> tuple[Status, datetime | None]:
    assert course.final is not None
    assert course.effective is not None
    if course.effective > ends.as_of:
        is_enacted = course.final <= ends.as_of and ends.enacted(proposal)
        return (Status.ENACTED if is_enacted else Status.ADOPTED), None
    gone = [(when, status) for when, status in _last_days(proposal, course, ends) if when <= ends.as_of]
    if gone:
        when, status = min(gone)
        return status, when
    return Status.IN_FORCE, None


def _last_days(proposal: Proposal, course: Walk, ends: Ends) -> list[tuple[datetime, Status]]:
    """Everything that ends what holds, with the instant at which it does."""
    head, days = proposal.text.head, []
    assert course.effective is not None
    if head.id in ends.heirs:
        days.append((max(ends.heirs[head.id], course.effective), Status.SUPERSEDED))
    if head.expires:
        days.append((end_of(head.expires, ends.zone), Status.EXPIRED))
    drafts = [ends.archive.drafts.get(path) for path in proposal.changes]
    expiries = [draft.head.expires if draft else None for draft in drafts]
    if expiries and all(expiries):
        days.append((end_of(max(day for day in expiries if day), ends.zone), Status.EXPIRED))
    if course.procedure and course.procedure.unreviewed == "expires":
        day = course.decision.head.review_by if course.decision else None
        if day:
            days.append((end_of(day, ends.zone), Status.EXPIRED))
        elif course.procedure.review:
            days.append((deadline(course.effective, course.procedure.review, ends.zone, course.book.recess), Status.EXPIRED))
    return days


def _called_up(proposal: Proposal, course: Walk, ends: Ends) -> tuple[Status, datetime | None]:
    """A call-up asks whether the matter shall hold: adopted upholds it or takes its place, not adopted repeals it."""
    asked = course.call_up
    if asked is None:
        return Status.SUSPENDED, None
    found = ends.walks.get(asked.id)
    if found and found.status in (Status.REJECTED, Status.NO_QUORUM):
        return Status.REPEALED, found.decision.head.closed if found.decision else None
    free = released(course, found, ends.zone)
    if free is not None and free <= ends.as_of and course.effective:
        return _adopted(proposal, course, ends)
    return Status.SUSPENDED, None


def released(course: Walk, asked: Walk | None, zone: ZoneInfo) -> datetime | None:
    """From when a call-up no longer holds a matter back: it was upheld, or the question fell away; None while it does, and for good.

    `asked` is the walk of the question that called it up. A question that is not opened in as long a time as there is for
    calling up falls away, and so does one that is not frozen in time.
    """
    called, rule = course.last("called-up"), course.book.spheres
    if called is None or rule is None:
        return None
    match asked.status if asked else Status.IMPORTED:
        case Status.ADOPTED if asked:
            return asked.effective
        case Status.OPEN if asked:
            return asked.lapses
        case Status.WITHDRAWN | Status.VETOED as gone if asked:
            event = asked.last(gone.value)
            return event.at if event else None
        case Status.DRAFT:
            return deadline(called.at, rule.call_up.within, zone, course.book.recess)
        case Status.IMPORTED:
            return called.at
    return None
