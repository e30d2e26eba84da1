"""The walk along one proposal's log, edge by edge: which events count, which are void and why, and where it leads."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from folkmoot.procedure.actors import names_of, sunset
from folkmoot.procedure.acts import FAULTS_THAT_COUNT, Cause, Clock, Edge, Guard, Refusal, Role
from folkmoot.procedure.calendar import deadline
from folkmoot.procedure.objecting import BY_VOTERS, GUARDS, Objecting, no_exception
from folkmoot.procedure.status import ARROWS, Status
from folkmoot.records.archive import Archive, Decision, Proposal
from folkmoot.records.event import ProposalEvent
from folkmoot.records.rules import Procedure
from folkmoot.records.value import Span, write_instant
from folkmoot.rulebook.book import RuleBook, rule_book

GENESIS = "genesis"
IMPORTED = "imported"
_PAST = datetime(1, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Setting:
    """What a walk needs to know of the rest of the records."""

    archive: Archive
    zone: ZoneInfo
    book_at: Callable[[datetime], RuleBook]
    """The rules in force at an instant."""
    decided_at: Callable[[datetime], RuleBook]
    """The rules that decisions had made by an instant, those of articles that have expired among them."""


@dataclass(frozen=True, slots=True)
class Step:
    """An event that counts, and where it led."""

    position: int
    event: ProposalEvent
    source: Status
    target: Status


@dataclass(frozen=True, slots=True)
class Walk:
    """Where a log leads by itself; what other matters and the passing of time do to it comes later."""

    status: Status
    book: RuleBook
    """The rules in force when it opened; the genesis brings its own."""
    procedure: Procedure | None
    steps: tuple[Step, ...]
    refusals: tuple[Refusal, ...]
    decision: Decision | None
    """The decision, if it was closed by then and somebody who could decide made it."""
    override: Proposal | None
    call_up: Proposal | None
    lapses: datetime | None
    """When the discussion runs out."""
    final: datetime | None
    """From when no veto can reach what was adopted."""
    effective: datetime | None
    """From when what was adopted holds."""

    def last(self, *acts: str) -> ProposalEvent | None:
        """The last event of these acts that counts."""
        return next((step.event for step in reversed(self.steps) if step.event.act in acts), None)


def walk(setting: Setting, proposal: Proposal, until: datetime) -> Walk:
    """Follow a proposal's log up to an instant; later events are not yet there."""
    return walked(setting, proposal, until).result()


def walked(setting: Setting, proposal: Proposal, until: datetime) -> "Walker":
    """The walker where it stands at an instant, for those who ask it what may follow."""
    walker = Walker(setting, proposal, until)
    for position, event in enumerate(proposal.log):
        if event.at <= until:
            walker.take(position, event)
    return walker


def drafts_book(archive: Archive, proposal: Proposal) -> RuleBook:
    """The rules that a proposal's own drafts would make by themselves."""
    return rule_book(archive.drafts[path] for path in proposal.changes if path in archive.drafts)


class Walker:
    """One walk under way; made by `walked`."""

    def __init__(self, setting: Setting, proposal: Proposal, until: datetime) -> None:
        self.setting, self.proposal, self.until = setting, proposal, until
        self.head = proposal.text.head
        self.status = Status.IMPORTED if self.head.kind == IMPORTED else Status.DRAFT
        self.steps: list[Step] = []
        self.refusals: list[Refusal] = []
        self.at: dict[str, datetime] = {}
        self.override: Proposal | None = None
        self.call_up: Proposal | None = None
        opens = next((event.at for event in proposal.log if event.act == "opened"), until)  # later, perhaps: a draft until then
        self._governed_by(drafts_book(setting.archive, proposal) if self.head.kind == GENESIS else setting.book_at(opens))

    def _governed_by(self, book: RuleBook) -> None:
        self.book, self.procedure = book, book.procedures.get(self.head.kind)

    def take(self, position: int, event: ProposalEvent) -> None:
        """Take one event: count it, or tell why it does not count."""
        here = self._status_at(event.at)
        edge = ARROWS.get((here, event.act))
        if edge is None:
            self.refusals.append(Refusal(position, event.act, Cause.EDGE, f"'{event.act}' does not follow when the proposal is {here}"))
            return
        refused = self._refusal(edge, event)
        if refused:
            self.refusals.append(Refusal(position, event.act, *refused))
            if refused[0] not in FAULTS_THAT_COUNT:
                return
        self.steps.append(Step(position, event, here, edge.target))
        self.status = edge.target
        self.at[event.act] = event.at
        if event.act == "opened" and self.head.kind != GENESIS:
            self._governed_by(self.setting.book_at(event.at))
        if event.act in ("opened", "revised"):
            self.at["asked"] = event.at
        other = self.setting.archive.proposal(event.ref) if event.ref else None
        if edge.guard is Guard.OVERRIDE:
            self.override = other
        elif edge.guard is Guard.CALL_UP:
            self.call_up = other

    def _decision(self, at: datetime) -> Decision | None:
        """The decision that speaks at an instant: of the last vote, and not of a body that had ended."""
        decision, voting = self.proposal.decision, self.at.get("voting-opened")
        if decision is None or voting is None or not voting <= decision.head.closed <= at:
            return None
        return None if self.sunset(decision.head.by, decision.head.closed) else decision

    def _status_at(self, at: datetime) -> Status:
        if self.status is Status.CLOSED and (decision := self._decision(at)):
            return Status(decision.head.outcome)
        if self.status is Status.OVERRIDING and self.override and self.override.decision:
            decided = self.override.decision.head
            if decided.closed <= at and not self.sunset(decided.by, decided.closed):
                return Status.ADOPTED if decided.outcome == "adopted" else Status.VETOED
        return self.status

    def sunset(self, name: str, at: datetime) -> str:
        """Say that a body's last day was over; empty when it was not."""
        day = sunset(name, at, (self.setting.book_at(at), self.book, self.setting.decided_at(at)), self.setting.zone)
        return f"{name} ended on {day}" if day else ""

    def _refusal(self, edge: Edge[Status], event: ProposalEvent) -> tuple[Cause, str] | None:
        ended = self.sunset(event.by, event.at)
        if ended:
            return Cause.SUNSET, f"{ended}; what it does afterwards is void"
        if self.procedure is None and edge.act != "opened":
            return None
        allowed = self.allowed(edge, event.at)
        if Role.ANYONE not in edge.who and not self._may(edge, event, allowed):
            return Cause.ACTOR, f"'{event.act}' is for {_listed(allowed)}, not for {event.by}"
        lacking = self._lacking(edge, event)
        if lacking:
            return Cause.GUARD, lacking
        closes = self.clock(edge.closes)
        if closes is not None and closes <= event.at:
            return Cause.LATE, f"'{event.act}' on {write_instant(event.at)} is too late; it was possible before {write_instant(closes)}"
        opens = self.clock(edge.opens)
        if opens is not None and event.at < opens:
            return Cause.EARLY, f"'{event.act}' on {write_instant(event.at)} is too early; it is possible from {write_instant(opens)}"
        return None

    def _may(self, edge: Edge[Status], event: ProposalEvent, allowed: frozenset[str]) -> bool:
        if BY_VOTERS & set(edge.who) and self.objecting.is_known:
            return self.objecting.may(edge.who, event.by)
        return event.by in allowed or bool(BY_VOTERS & set(edge.who))  # without objections there are none to raise: the guard tells it

    @property
    def objecting(self) -> Objecting:
        """What the events that count say of objections."""
        return Objecting(self.setting.archive, self.book, self.procedure, [step.event for step in self.steps])

    def allowed(self, edge: Edge[Status], at: datetime) -> frozenset[str]:
        """Everybody who may take an edge at an instant, by name."""
        books = (self.book, self.setting.book_at(at))
        return frozenset().union(*(names_of(role, self.head, self.procedure, books) for role in edge.who))

    def _lacking(self, edge: Edge[Status], event: ProposalEvent) -> str:
        match edge.guard:
            case Guard.REASON if not event.reason:
                return f"'{event.act}' gives no reason"
            case Guard.EXCEPTION:
                return no_exception(event)
            case guard if guard in GUARDS:
                return self.objecting.lacking(guard, event)
            case Guard.OVERRIDE:
                return self._no_override(event)
            case Guard.CALL_UP:
                return self._no_call_up(event)
        return ""

    def _answering(self, event: ProposalEvent) -> Proposal | None:
        other = self.setting.archive.proposal(event.ref) if event.ref else None
        return other if other and other.id != self.proposal.id and other.text.head.responds_to == self.proposal.id else None

    def _no_override(self, event: ProposalEvent) -> str:
        rule = self.procedure.veto.override if self.procedure and self.procedure.veto else None
        if rule is None:
            return "the charter knows no way to override this veto"
        other = self._answering(event)
        if other is None or other.text.head.kind != rule.kind:
            return f"'ref' names no proposal of kind '{rule.kind}' that responds to {self.proposal.id}"
        return ""

    def _no_call_up(self, event: ProposalEvent) -> str:
        rule = self.book.spheres.call_up if self.book.spheres else None
        if rule is None or self.procedure is None or self.procedure.sphere != "operational":
            return "only an operational matter can be called up, under a rule 'spheres.call_up'"
        other = self._answering(event)
        if other is None:
            return f"'ref' names no proposal that responds to {self.proposal.id}"
        asked = self.book.procedures.get(other.text.head.kind)
        if asked is None or asked.sphere == "operational":
            return f"'{other.text.head.kind}' is no kind of question that is deliberated, and a call-up lifts a matter to deliberation"
        asking = len({other.text.head.introduced_by, *other.text.head.seconds})
        return f"{asking} members ask for it, {rule.members} are needed" if asking < rule.members else ""

    def clock(self, clock: Clock | None) -> datetime | None:
        """The instant a clock shows in this walk; None when nothing set it."""
        rule, decision = self.procedure, self.proposal.decision
        if clock is None or rule is None:
            return None
        decided = decision.head.closed if decision else None
        match clock:
            case Clock.DISCUSSED:
                return self._after("asked", rule.discuss.min)
            case Clock.LAPSE:
                return self._after("asked", rule.discuss.max)
            case Clock.RESTED:
                return self._after("frozen", rule.freeze)
            case Clock.VOTED:
                return self._after("voting-opened", rule.decide.open)
            case Clock.VETO:
                return _PAST if self.override else self.end(decided, rule.veto.within if rule.veto else None)
            case Clock.OVERRIDE:
                within = rule.veto.override.within if rule.veto and rule.veto.override else None
                return self._after("vetoed", within)
            case Clock.CALL_UP:
                return self.end(decided, self.book.spheres.call_up.within if self.book.spheres else None)
        return None

    def _after(self, act: str, span: Span | None) -> datetime | None:
        return self.end(self.at.get(act), span)

    def end(self, start: datetime | None, span: Span | None) -> datetime | None:
        """The end of a window; None when nothing began it or it has no length."""
        if start is None or span is None:
            return None
        return deadline(start, span, self.setting.zone, self.book.recess)

    def result(self) -> Walk:
        """Where the walk led."""
        status, decision = self._status_at(self.until), self._decision(self.until)
        final = effective = None
        if decision and status in (Status.ADOPTED, Status.SUSPENDED):
            overriding = self.override.decision if self.override else None
            closed = decision.head.closed
            final = overriding.head.closed if overriding else self.clock(Clock.VETO) or closed
            effective = self.end(final, self.procedure.notice if self.procedure else None) or final
        return Walk(
            status, self.book, self.procedure, tuple(self.steps), tuple(self.refusals), decision, self.override,
            self.call_up, self.clock(Clock.LAPSE), final, effective,
        )  # fmt: skip


def _listed(names: Iterable[str]) -> str:
    ordered = sorted(names)
    return " or ".join(filter(None, (", ".join(ordered[:-1]), *ordered[-1:]))) or "nobody"
