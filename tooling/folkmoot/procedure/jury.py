"""Where a jury stands, and each of its seats: one walk along its log, with what follows by computation in between."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from folkmoot.procedure.actors import names_of, sunset
from folkmoot.procedure.acts import FAULTS_THAT_COUNT, Cause, Clock, Edge, Guard, Refusal, Role
from folkmoot.procedure.chronicle import Chronicle
from folkmoot.procedure.jury_status import EMPTY, JURY_ARROWS, SEAT_ACTS, SEAT_ARROWS, JuryStatus, SeatStatus
from folkmoot.records.archive import Jury
from folkmoot.records.bodies import Body
from folkmoot.records.event import JuryEvent
from folkmoot.records.rules import DrawRule
from folkmoot.records.value import write_instant

AnyEdge = Edge[JuryStatus] | Edge[SeatStatus]
_TAKEN = frozenset({SeatStatus.SELECTED, SeatStatus.SUMMONED, SeatStatus.ACCEPTED})


@dataclass(frozen=True, slots=True)
class Sitting:
    """Where one jury stands at the chronicle's instant."""

    jury: Jury
    status: JuryStatus
    seats: Mapping[str, SeatStatus]
    """By entry: everybody drawn, alternates among them."""
    since: Mapping[str, datetime]
    """By entry: when it accepted."""
    until: Mapping[str, datetime]
    """By entry: when a seat that had been accepted ended."""
    recused: tuple[tuple[str, str], ...]
    """Entry and proposal: who stands aside in what."""
    refusals: tuple[Refusal, ...]
    body: Body | None
    """The body, by the charter in force at the call."""
    called: JuryEvent | None
    challenge: datetime | None
    """When the time to challenge ends."""
    response: datetime | None
    """When the time to answer ends for those drawn first."""
    seated: datetime | None
    """From when enough seats were taken for it to work."""

    @property
    def holders(self) -> frozenset[str]:
        """Those who accepted and have not left."""
        return frozenset(entry for entry, status in self.seats.items() if status is SeatStatus.ACCEPTED)


def sittings(course: Chronicle) -> Mapping[str, Sitting]:
    """Where every jury stands, by id."""
    return course.once(_sittings)


def _sittings(course: Chronicle) -> Mapping[str, Sitting]:
    return {jury.id: sitting(course, jury) for jury in course.archive.juries}


def sitting(course: Chronicle, jury: Jury) -> Sitting:
    """Follow one jury's log up to the chronicle's instant."""
    walker = _Walker(course, jury)
    for position, event in enumerate(jury.log):
        if event.at <= course.as_of:
            walker.take(position, event)
    return walker.result()


def draw_rule(course: Chronicle, jury: Jury) -> DrawRule | None:
    """The rule that a jury is drawn by: the one of its body in the charter in force when it was called."""
    called = next((event.at for event in jury.log if event.act == "called"), course.as_of)
    return _rules_at(course, jury, called)[1]


def _rules_at(course: Chronicle, jury: Jury, at: datetime) -> tuple[Body | None, DrawRule | None]:
    book = course.book_at(at)
    body = book.bodies.get(jury.call.head.body)
    named = body.select.draw_rule if body else None
    return body, book.draws.get(named) if named else next(iter(book.draws.values()), None)


@dataclass
class _Walker:
    course: Chronicle
    jury: Jury
    status: JuryStatus = JuryStatus.PLANNED
    seats: dict[str, SeatStatus] = field(default_factory=dict)
    asked: dict[str, datetime] = field(default_factory=dict)
    since: dict[str, datetime] = field(default_factory=dict)
    until: dict[str, datetime] = field(default_factory=dict)
    recused: list[tuple[str, str]] = field(default_factory=list)
    refusals: list[Refusal] = field(default_factory=list)
    called: JuryEvent | None = None
    fixed: datetime | None = None
    summons: datetime | None = None
    seated: datetime | None = None
    over: datetime | None = None
    answers: dict[datetime, datetime | None] = field(default_factory=dict)

    @property
    def removals(self) -> frozenset[str]:
        """What an event that fills a seat from a fresh round refers to."""
        return frozenset(f"removals/{removal.number}.json" for removal in self.jury.removals)

    def _rules(self, at: datetime) -> tuple[Body | None, DrawRule | None]:
        return _rules_at(self.course, self.jury, self.called.at if self.called else at)

    def take(self, position: int, event: JuryEvent) -> None:
        self._compute(event.at)
        edge = JURY_ARROWS.get((self.status, event.act))
        if edge is None:
            what = f"'{event.act}' does not follow when the jury is {self.status}"
            self.refusals.append(Refusal(position, event.act, Cause.EDGE, what))
            return
        if event.act in SEAT_ACTS:
            self._seats(position, event)
            return
        if self._counts(position, event, edge, ""):
            self.status = edge.target
            self.over = event.at
            if event.act == "called":
                self.called = event
            if event.act in ("called", "pool-frozen"):
                self.fixed = event.at

    def _seats(self, position: int, event: JuryEvent) -> None:
        """An act that names no entry concerns every seat it can."""
        if event.entry and (event.act == "admitted" or (event.act == "replaced" and event.ref in self.removals)):
            # Drawn by a later round, or wrongly left out of the roster: until then nobody could know this entry.
            self.seats.setdefault(event.entry, SeatStatus.ALTERNATE)
        first = [entry for entry in self.seats if (self.seats[entry], event.act) in SEAT_ARROWS]
        entries = [event.entry] if event.entry is not None else first
        for entry in entries:
            here = self.seats.get(entry)
            edge = SEAT_ARROWS.get((here, event.act)) if here else None
            if here is None or edge is None:
                what = f"{entry} was not drawn" if here is None else f"'{event.act}' does not follow when the seat is {here}"
                self.refusals.append(Refusal(position, event.act, Cause.EDGE, what))
            elif self._counts(position, event, edge, entry):
                self._move(entry, edge.target, event)

    def _move(self, entry: str, target: SeatStatus, event: JuryEvent) -> None:
        before, self.seats[entry] = self.seats[entry], target
        if event.act == "recused":
            self.recused.append((entry, event.proposal or self.jury.call.head.mandate))
        elif target is SeatStatus.ACCEPTED:
            self.since[entry] = event.at
        elif before is SeatStatus.ACCEPTED:
            self.until[entry] = event.at
        if target is SeatStatus.SUMMONED:
            self.asked[entry] = event.at
            if event.act == "summoned":
                self.summons = self.summons or event.at
        if event.act == "replaced" and event.instead and self.seats.get(event.instead) in EMPTY:
            self.seats[event.instead] = SeatStatus.REPLACED

    def _counts(self, position: int, event: JuryEvent, edge: AnyEdge, entry: str) -> bool:
        refused = self._refusal(event, edge, entry)
        if refused is None:
            return True
        self.refusals.append(Refusal(position, event.act, *refused))
        return refused[0] in FAULTS_THAT_COUNT

    def _refusal(self, event: JuryEvent, edge: AnyEdge, entry: str) -> tuple[Cause, str] | None:
        now = self.course.version_at(event.at).book
        books = (now, self.course.version_at(self.called.at).book) if self.called else (now,)
        day = sunset(event.by, event.at, (*books, self.course.book_knowing(event.by, event.at)), self.course.zone)
        if day is not None:
            return Cause.SUNSET, f"{event.by} ended on {day}; what it does afterwards is void"
        names = {name for role in edge.who for name in names_of(role, None, None, books)}
        holder = entry if Role.HOLDER in edge.who else None
        if Role.ANYONE not in edge.who and event.by not in names | {holder}:
            return Cause.ACTOR, f"'{event.act}' is not for {event.by}"
        if edge.guard is Guard.REASON and not event.reason:
            return Cause.GUARD, f"'{event.act}' gives no reason"
        closes, opens = self._clock(edge.closes, entry), self._clock(edge.opens, entry)
        if closes is not None and closes <= event.at:
            return Cause.LATE, f"'{event.act}' on {write_instant(event.at)} is too late; it was possible before {write_instant(closes)}"
        if opens is not None and event.at < opens:
            return Cause.EARLY, f"'{event.act}' on {write_instant(event.at)} is too early; it is possible from {write_instant(opens)}"
        return None

    def _clock(self, clock: Clock | None, entry: str = "") -> datetime | None:
        match clock:
            case Clock.CHALLENGE if self.fixed:
                rule = self._rules(self.fixed)[1]
                return self.jury.call.head.challenge_until or (self.course.deadline(self.fixed, rule.challenge) if rule else None)
            case Clock.RESPONSE if start := self.asked.get(entry, self.summons):
                if start not in self.answers:
                    rule = self._rules(start)[1]
                    self.answers[start] = self.course.deadline(start, rule.response) if rule else None
                return self.answers[start]
        return None

    def _compute(self, at: datetime) -> None:
        """Take every arrow that nobody's act draws, up to an instant."""
        challenge = self._clock(Clock.CHALLENGE)
        if self.status is JuryStatus.CHALLENGE and challenge is not None and challenge <= at:
            self.status = JuryStatus.READY
        if self.status is JuryStatus.SEEDED and self.jury.draw is not None:
            self.status = JuryStatus.DRAWN
            self.seats = {seat.entry: SeatStatus.ALTERNATE for seat in self.jury.draw.panel.alternates}
            self.seats |= {seat.entry: SeatStatus.SELECTED for seat in self.jury.draw.panel.seats}
        if self.status in (JuryStatus.DRAWN, JuryStatus.CONFIRMED):
            self._seat(at)
        for entry, status in self.seats.items():
            ends = self._clock(Clock.RESPONSE, entry) if status in (SeatStatus.SELECTED, SeatStatus.SUMMONED) else None
            if ends is not None and ends <= at:
                self.seats[entry] = SeatStatus.NO_ANSWER

    def _seat(self, at: datetime) -> None:
        accepted = sum(status is SeatStatus.ACCEPTED for status in self.seats.values())
        body, head = self._rules(at)[0], self.jury.call.head
        ends = self._clock(Clock.RESPONSE)
        if accepted and accepted >= head.seats:
            self.seated = max((self.since[entry] for entry in self.since), default=at)
        elif ends is not None and ends <= at and accepted >= min(body.seats.min if body else head.seats, head.seats):
            self.seated = ends
        if self.seated is not None:
            self.status = JuryStatus.SEATED

    def result(self) -> Sitting:
        self._compute(self.course.as_of)
        if self.status is JuryStatus.SEATED and not self.jury.call.head.is_standing and _has_reported(self.course, self.jury):
            self.status = JuryStatus.REPORTED
        if self.jury.call.head.stage == "invitation":
            return self._invitation()
        seats = dict(self.seats)
        if self.over is not None and self.status in (JuryStatus.DISCHARGED, JuryStatus.ANNULLED, JuryStatus.FAILED):
            for entry in [entry for entry, status in seats.items() if status in _TAKEN or status is SeatStatus.ALTERNATE]:
                if seats[entry] is SeatStatus.ACCEPTED:
                    self.until[entry] = self.over
                seats[entry] = SeatStatus.DISCHARGED
        return self._sitting(seats)

    def _invitation(self) -> Sitting:
        """A lot that only invites gives nobody a seat, and is over when the selection is called."""
        if self.status in (JuryStatus.DRAWN, JuryStatus.CONFIRMED, JuryStatus.SEATED, JuryStatus.REPORTED):
            self.status = JuryStatus.DISCHARGED if self._is_followed() else JuryStatus.INVITED
        self.since, self.until, self.seated = {}, {}, None
        return self._sitting({})

    def _is_followed(self) -> bool:
        calls = (jury for jury in self.course.archive.juries if jury.call.head.invitation == self.jury.id)
        return any(event.act == "called" and event.at <= self.course.as_of for jury in calls for event in jury.log)

    def _sitting(self, seats: Mapping[str, SeatStatus]) -> Sitting:
        body = self._rules(self.course.as_of)[0]
        return Sitting(
            self.jury, self.status, seats, self.since, self.until, tuple(self.recused), tuple(self.refusals), body,
            self.called, self._clock(Clock.CHALLENGE), self._clock(Clock.RESPONSE), self.seated,
        )  # fmt: skip


def _has_reported(course: Chronicle, jury: Jury) -> bool:
    """Whether the jury's own report stands here and was finished by the chronicle's instant."""
    ours = (report.head for report in jury.reports if report.head.by == jury.call.head.body)
    return any(head.period is None or head.period.to <= course.as_of.astimezone(course.zone).date() for head in ours)
