"""The fold over time: opened, decided and enacted matters in their order, the charter each one found, and where each stands."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import cached_property
from heapq import heappop, heappush
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

from folkmoot.procedure.actors import sunset
from folkmoot.procedure.acts import FAULTS_THAT_COUNT, Cause, Refusal
from folkmoot.procedure.calendar import deadline, end_of, zone_named
from folkmoot.procedure.charter import BEFORE_ALL, Version, in_force, next_version, version_at
from folkmoot.procedure.ending import Ends, ended, released
from folkmoot.procedure.status import Status
from folkmoot.procedure.walk import GENESIS, IMPORTED, Setting, Walk, walk
from folkmoot.records.archive import Archive, Decision, Proposal
from folkmoot.records.event import ProposalEvent
from folkmoot.records.rules import Procedure
from folkmoot.records.value import Span
from folkmoot.rulebook.book import RuleBook
from folkmoot.rulebook.derogation import Derogation, under

__all__ = ("DEROGATION", "GENESIS", "IMPORTED", "LONGEST_DEROGATION", "Chronicle", "Matter", "chronicle")
_T = TypeVar("_T")
_FOR_EVER = datetime.max.replace(tzinfo=UTC)
DEROGATION = "derogation"
LONGEST_DEROGATION = Span(90, "d")
_LEADING = frozenset({"opened", "frozen", "voting-opened", "ballots-closed"})
"""The acts without which nothing can be decided."""


@dataclass(frozen=True, slots=True)
class Matter:
    """Where one proposal stands at the chronicle's instant."""

    proposal: Proposal
    """As it stood: without events after the instant, and without a decision that was not closed."""
    status: Status
    book: RuleBook
    """The rules in force when it opened; they govern it to its end."""
    procedure: Procedure | None
    events: Mapping[str, ProposalEvent]
    """The last event of each act, among those that count."""
    missteps: tuple[int, ...]
    """Positions in the log of events that no edge allows."""
    due: datetime | None
    """When the present stage ends, if it has an end."""
    effective: datetime | None
    """From when its effects hold, if it was adopted."""
    walk: Walk
    decision: Decision | None = None
    """The decision, if it was closed by then."""
    final: datetime | None = None
    """From when no veto can reach it, if it was adopted."""
    enacted: bool | None = None
    """Whether charter/ holds the decided bytes, or later ones; None when it changes nothing there."""
    ended: datetime | None = None
    """When it was superseded, was repealed or expired."""

    @property
    def opened(self) -> datetime | None:
        """When it was opened."""
        return self.events["opened"].at if "opened" in self.events else None

    @property
    def void(self) -> tuple[Refusal, ...]:
        """Events that an edge allows and that do not count all the same."""
        return tuple(each for each in self.walk.refusals if each.cause not in FAULTS_THAT_COUNT and each.cause is not Cause.EDGE)


@dataclass(frozen=True)
class Chronicle:
    """Everything that follows from an archive at one instant; events after it are not yet there."""

    archive: Archive
    as_of: datetime
    zone: ZoneInfo
    versions: tuple[Version, ...]
    """The charter's versions as decisions made them, oldest first, those that take effect later among them."""
    derogations: tuple[Derogation, ...]
    """The adopted departures from single rules, whenever they hold."""
    matters: Mapping[str, Matter]

    def once(self, make: "Callable[[Chronicle], _T]") -> _T:
        """What a function of the chronicle alone gives, computed the first time it is asked for."""
        if make not in self._kept:
            self._kept[make] = make(self)
        found: _T = self._kept[make]
        return found

    @cached_property
    def _kept(self) -> dict[Any, Any]:
        return {}

    def book_at(self, instant: datetime) -> RuleBook:
        """The rules in force at an instant: those of the charter, under the derogations that hold then."""
        return under(self.version_at(instant).book, self.derogations, instant)

    def version_at(self, instant: datetime) -> Version:
        """The charter in force at an instant, without articles that had expired; an empty one before the genesis."""
        return version_at(self.living, instant)

    def book_knowing(self, body: str, instant: datetime) -> RuleBook:
        """The charter's rules at an instant; for a body whose article has expired, the rules with that article."""
        book = self.version_at(instant).book
        return book if body in book.bodies else version_at(self.versions, instant).book

    @cached_property
    def living(self) -> tuple[Version, ...]:
        """The versions again, each without the articles that have expired by then."""
        return in_force(self.versions, self.zone)

    @cached_property
    def setting(self) -> Setting:
        """What a walk along a log needs to know of these records."""
        return Setting(self.archive, self.zone, self.book_at, lambda instant: version_at(self.versions, instant).book)

    @cached_property
    def charter(self) -> Version:
        """The charter in force at the chronicle's own instant."""
        return self.version_at(self.as_of)

    def deadline(self, start: datetime, span: Span, book: RuleBook | None = None) -> datetime:
        """The end of a window under a rule book's recess; under the charter in force at its start when none is given."""
        return deadline(start, span, self.zone, (book or self.book_at(start)).recess)


def chronicle(archive: Archive, as_of: datetime) -> Chronicle:
    """Fold an archive into what holds at `as_of` (UTC)."""
    coop = archive.coop
    zone = (zone_named(coop.zone) if coop else None) or ZoneInfo("UTC")
    versions, derogations = _decisions(archive, zone, as_of)
    living = in_force(versions, zone)
    setting = Setting(
        archive, zone, lambda instant: under(version_at(living, instant).book, derogations, instant),
        lambda instant: version_at(versions, instant).book,
    )  # fmt: skip
    walks = {proposal.id: walk(setting, proposal, as_of) for proposal in archive.proposals}
    ends = Ends.of(walks, archive, versions, zone, as_of)
    matters = {name: _matter(archive.proposal(name), walks, ends) for name in walks}
    return Chronicle(archive, as_of, zone, versions, derogations, matters)


def _decisions(archive: Archive, zone: ZoneInfo, as_of: datetime) -> tuple[tuple[Version, ...], tuple[Derogation, ...]]:
    """Replay every adopted decision: in the order of closing to learn when each takes effect, in that order to apply them.

    What was called up is taken in when the question that called it up is settled; `as_of` tells whether that ran out of time.
    """
    derogations: list[Derogation] = []
    versions: list[Version] = []
    living: list[Version] = []
    pending: list[tuple[datetime, str]] = []
    setting = Setting(
        archive, zone, lambda instant: under(version_at(living, instant).book, tuple(derogations), instant),
        lambda instant: version_at(versions, instant).book,
    )  # fmt: skip

    def apply(until: datetime) -> None:
        while pending and pending[0][0] <= until:
            since, name = heappop(pending)
            proposal = archive.proposal(name)
            assert proposal is not None
            versions.append(next_version(archive, versions[-1] if versions else None, proposal, since))
            while living and living[-1].since >= since:
                living.pop()
            living.extend(in_force(versions[-1:], zone))

    adopted = {each.id: (each, each.decision) for each in archive.proposals if each.decision and each.decision.head.outcome == "adopted"}
    agenda = sorted((decision.head.closed, name) for name, (_, decision) in adopted.items())
    while agenda:
        when, name = heappop(agenda)
        proposal, decision = adopted[name]
        apply(when)
        course = walk(setting, proposal, _FOR_EVER)
        if _is_after_sunset(setting, course, decision):
            continue
        if course.status is Status.SUSPENDED and when < (later := _settled(course.call_up)):
            heappush(agenda, (later, name))
            continue
        since = _holds_from(course, decision) if _was_adopted(course) else _released(setting, course, as_of)
        if since is not None:
            heappush(pending, (since, proposal.id))
            departure = _derogation(course, proposal, zone)
            derogations += [departure] if departure else []
    apply(_FOR_EVER)
    return tuple(versions), tuple(derogations)


def _derogation(course: Walk, proposal: Proposal, zone: ZoneInfo) -> Derogation | None:
    """What an adopted derogation puts in a rule's place; it never lasts longer than 90 days, whatever it says."""
    head, decision = proposal.text.head, proposal.decision
    if head.kind != DEROGATION or decision is None or not (head.derogates and head.instead and head.expires):
        return None
    since = _holds_from(course, decision)
    until = min(end_of(head.expires, zone), deadline(since, LONGEST_DEROGATION, zone))
    return Derogation(head.derogates, head.instead, since, until)


def _settled(proposal: Proposal | None) -> datetime:
    """When a proposal was decided; before all others, where it was not."""
    return proposal.decision.head.closed if proposal and proposal.decision else BEFORE_ALL.since


def _released(setting: Setting, course: Walk, as_of: datetime) -> datetime | None:
    """From when an adopted matter holds that was called up and upheld, or whose call-up fell away; None while it is suspended."""
    if course.status is not Status.SUSPENDED or course.call_up is None or course.effective is None:
        return None
    free = released(course, walk(setting, course.call_up, _FOR_EVER), setting.zone)
    return max(free, course.effective) if free is not None and free <= as_of else None


def _was_adopted(course: Walk) -> bool:
    """Whether a stated adoption holds: neither vetoed nor called up in time, nor brought about by void acts.

    An act that is missing because its line cannot be read does not undo what was decided; that line is a finding.
    """
    void = {Cause.ACTOR, Cause.SUNSET, Cause.LATE, Cause.GUARD}
    if any(each.cause in void and each.act in _LEADING for each in course.refusals):
        return course.status is Status.ADOPTED
    return course.status not in (Status.VETOED, Status.OVERRIDING, Status.WITHDRAWN, Status.SUSPENDED)


def _is_after_sunset(setting: Setting, course: Walk, decision: Decision) -> bool:
    """Whether those who decided were a body whose last day was over, so that nothing follows."""
    by, closed = decision.head.by, decision.head.closed
    return sunset(by, closed, (setting.book_at(closed), course.book, setting.decided_at(closed)), setting.zone) is not None


def _holds_from(course: Walk, decision: Decision) -> datetime:
    return course.effective or decision.head.closed


def _as_it_stood(proposal: Proposal, as_of: datetime) -> Proposal:
    """Leave out what came later; an event dated ahead between earlier ones stays, so that places in the log stay true."""
    count = max((place for place, event in enumerate(proposal.log, start=1) if event.at <= as_of), default=0)
    is_decided = proposal.decision is not None and proposal.decision.head.closed <= as_of
    if count == len(proposal.log) and (is_decided or proposal.decision is None):
        return proposal
    return replace(proposal, log=proposal.log[:count], decision=proposal.decision if is_decided else None)


def _matter(proposal: Proposal | None, walks: Mapping[str, Walk], ends: Ends) -> Matter:
    assert proposal is not None
    course = walks[proposal.id]
    status, when = ended(proposal, course, ends)
    events: dict[str, ProposalEvent] = {step.event.act: step.event for step in course.steps}
    missteps = tuple(each.position for each in course.refusals if each.cause is Cause.EDGE)
    stood, due = _as_it_stood(proposal, ends.as_of), ends.due(status, course)
    return Matter(
        stood, status, course.book, course.procedure, events, missteps, due, course.effective, course, course.decision,
        course.final, ends.enacted(proposal), when,
    )  # fmt: skip
