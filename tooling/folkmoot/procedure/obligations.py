"""What somebody owes the co-op: from decisions, procedures, reports and juries to who must do what until when."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from folkmoot.procedure.calendar import end_of, start_of
from folkmoot.procedure.cases import waits
from folkmoot.procedure.chronicle import Chronicle, Matter
from folkmoot.procedure.jury import Sitting
from folkmoot.procedure.jury_status import JuryStatus
from folkmoot.procedure.ledger import Ledger, ledger_of
from folkmoot.procedure.objecting import Objecting
from folkmoot.procedure.status import HOLDING, OPEN_STATUSES, Status
from folkmoot.records.archive import Step
from folkmoot.records.heads import ReportHead
from folkmoot.records.sentence import Sentence, later, quoted
from folkmoot.records.value import Span
from folkmoot.rulebook.looking_back import duty_of

_ENDED = (Status.SUPERSEDED, Status.REPEALED, Status.EXPIRED)
_TO_COUNT = Span(7, "d")
"""How long after the close of a vote its decision is due."""


class Kind(StrEnum):
    """What kind of thing is owed."""

    OBLIGE = "oblige"
    ENACT = "enact"
    COUNT = "count"
    REPLY = "reply"
    REVIEW = "review"
    RECOMMENDED = "recommended"
    RESPOND = "respond"
    EVALUATE = "evaluate"
    DUTY = "duty"
    LOOK_BACK = "look-back"
    REPORT = "report"
    MILESTONE = "milestone"
    GATE = "gate"
    FALLBACK = "fallback"
    PURGE = "purge"


class State(StrEnum):
    """Where an obligation stands."""

    SCHEDULED = "scheduled"
    DUE = "due"
    DONE = "done"
    OVERDUE = "overdue"
    ESCALATED = "escalated"


@dataclass(frozen=True, slots=True)
class Obligation:
    """One thing owed."""

    kind: Kind
    source: str
    """The record or rule it comes from, by id or key."""
    owner: str
    says: Sentence
    """What is owed."""
    since: datetime
    """From when it can be done."""
    due: datetime
    done: datetime | None
    path: str
    """The file that makes it an obligation."""
    keys: tuple[Step, ...] = ()
    escalates: datetime | None = None
    heir: str = ""
    """The body it escalates to."""

    @property
    def what(self) -> str:
        """What is owed, in English."""
        return self.says.english

    def state(self, as_of: datetime) -> State:
        """Where it stands at an instant."""
        if self.done is not None and self.done <= as_of:
            return State.DONE
        if as_of < self.since:
            return State.SCHEDULED
        if as_of < self.due:
            return State.DUE
        return State.ESCALATED if self.escalates is not None and self.escalates <= as_of else State.OVERDUE


def obligations(ledger: Ledger) -> tuple[Obligation, ...]:
    """Everything owed once, done or not, the earliest due first; `duties` has what is owed again, `plan_dues` what a plan asks for."""
    return ledger.course.once(_owed)


def obligations_from(ledger: Ledger, source: str) -> tuple[Obligation, ...]:
    """Those of one proposal, jury or recommendation."""
    return ledger.course.once(_by_source).get(source, ())


def _owed(course: Chronicle) -> tuple[Obligation, ...]:
    ledger, found = ledger_of(course), list[Obligation]()
    for matter in course.matters.values():
        found += _from_matter(ledger, matter)
    for panel in ledger.juries.values():
        found += _from_jury(ledger, panel)
    for path, head in ledger.reports:
        found += _from_report(ledger, path, head)
    return tuple(sorted(found, key=lambda each: (each.due, each.source, each.kind)))


def _by_source(course: Chronicle) -> Mapping[str, tuple[Obligation, ...]]:
    found: dict[str, list[Obligation]] = {}
    for each in course.once(_owed):
        found.setdefault(each.source, []).append(each)
    return {name: tuple(each) for name, each in found.items()}


def _from_matter(ledger: Ledger, matter: Matter) -> Iterator[Obligation]:
    if matter.status in (*HOLDING, *_ENDED) and matter.decision and matter.final and matter.effective:
        if matter.status is not Status.REPEALED:
            yield from _obliged(ledger, matter)
        yield from _to_enact(ledger, matter)
        yield from _to_review(ledger, matter)
    closed = matter.events.get("ballots-closed")
    if matter.status is Status.CLOSED and closed and not _has_round(ledger, matter):
        due = ledger.course.deadline(closed.at, _TO_COUNT, matter.book)
        path = f"{matter.proposal.folder}/log.yml"
        yield Obligation(Kind.COUNT, matter.proposal.id, closed.by, later("publish the decision"), closed.at, due, None, path)
    yield from _to_reply(ledger, matter)
    yield from _to_purge(ledger, matter)


def _has_round(ledger: Ledger, matter: Matter) -> bool:
    """Whether objections stand and a further round is left, so that there is no decision to publish."""
    talk = Objecting(ledger.course.archive, matter.book, matter.procedure, matter.proposal.log)
    return talk.is_known and not talk.no_round()


def _to_reply(ledger: Ledger, matter: Matter) -> Iterator[Obligation]:
    """A reply to the question, which a decision gives too; to advice, a reply of its own once it is given."""
    rule, opened = matter.procedure, matter.opened
    decided_by = matter.book.decisions.get(rule.decide.rule) if rule else None
    if rule and rule.reply and decided_by and decided_by.method == "advice":
        if matter.decision and matter.decision.head.outcome != "no-quorum":
            given, path = matter.decision.head.closed, matter.decision.path
            due = ledger.course.deadline(given, rule.reply.within, matter.book)
            day = start_of(given.date(), ledger.course.zone)
            done = ledger.first(matter.proposal.id, matter.decision.head.id, by=rule.reply.by, after=day)
            what = later("reply to the advice, with reasons")
            yield Obligation(Kind.REPLY, matter.proposal.id, rule.reply.by, what, given, due, done, path)
        return
    if rule and rule.reply and opened and (matter.status in OPEN_STATUSES or matter.decision):
        due = ledger.course.deadline(opened, rule.reply.within, matter.book)
        answered = ledger.first(matter.proposal.id, by=rule.reply.by, after=start_of(opened.date(), ledger.course.zone))
        done = answered or (matter.decision.head.closed if matter.decision else None)
        path = matter.proposal.text.path
        yield Obligation(Kind.REPLY, matter.proposal.id, rule.reply.by, later("reply with reasons"), opened, due, done, path)


def _obliged(ledger: Ledger, matter: Matter) -> Iterator[Obligation]:
    assert matter.decision is not None
    assert matter.effective is not None
    executor = matter.procedure.execute.by if matter.procedure else "maintainers"
    for place, effect in enumerate(matter.decision.head.effects):
        if effect.do not in ("oblige", "remedy") or effect.due is None:
            continue
        case = ledger.cases.get(matter.proposal.id)
        is_owed, earliest = waits(case, effect, ledger.cases) if case else (True, None)
        if not is_owed:
            continue
        owner = effect.owner or executor
        reports = (head for name in (matter.proposal.id, matter.decision.head.id) for head in ledger.about.get(name, ()))
        done = min((ledger.dated(head) for head in reports if head.by == owner and head.status == "done"), default=None)
        due = end_of(effect.due, ledger.course.zone)
        since = min(matter.effective, due)
        if earliest and due <= earliest and matter.procedure:
            since, due = earliest, ledger.course.deadline(earliest, matter.procedure.execute.within, matter.book)
        what, path = quoted(effect.what), matter.decision.path
        yield Obligation(Kind.OBLIGE, matter.proposal.id, owner, what, since, due, done, path, ("effects", place))


def _to_purge(ledger: Ledger, matter: Matter) -> Iterator[Obligation]:
    """What only the jury could see is destroyed by its day, and whoever held it says so in a report about the case."""
    material, decision = matter.proposal.text.head.restricted, matter.decision
    if material is None or decision is None:
        return
    decided, due = decision.head.closed, end_of(material.purge_on, ledger.course.zone)
    said = (head for head in ledger.about.get(matter.proposal.id, ()) if head.by == material.held_by and head.status == "done")
    done = min((at for head in said if (at := ledger.dated(head)) >= start_of(decided.date(), ledger.course.zone)), default=None)
    what = later("destroy the restricted material of the case, and report that it is done")
    path, keys = matter.proposal.text.path, ("restricted", "purge_on")
    yield Obligation(Kind.PURGE, matter.proposal.id, material.held_by, what, min(decided, due), due, done, path, keys)


def _to_enact(ledger: Ledger, matter: Matter) -> Iterator[Obligation]:
    if matter.enacted is None or matter.procedure is None or matter.final is None or matter.decision is None:
        return
    rule = matter.procedure.execute
    due = ledger.course.deadline(matter.final, rule.within, matter.book)
    done = matter.final if matter.enacted else None
    what = later("carry the decided text over into charter/, letter for letter")
    yield Obligation(Kind.ENACT, matter.proposal.id, rule.by, what, matter.final, due, done, matter.decision.path)


def _to_review(ledger: Ledger, matter: Matter) -> Iterator[Obligation]:
    """A review is put on the agenda by whoever keeps it; where nobody does, by those who decided."""
    assert matter.decision is not None
    assert matter.effective is not None
    course, rule, day = ledger.course, matter.procedure, matter.decision.head.review_by
    if rule is None or (day is None and rule.review is None):
        return
    due = end_of(day, course.zone) if day else course.deadline(matter.effective, rule.review or _TO_COUNT, matter.book)
    bodies = course.charter.book.bodies.items()
    owner = next((name for name, body in bodies if "agenda" in body.powers), rule.decide.by)
    reviewers = {owner, rule.decide.by, *(name for name, body in bodies if "review" in body.powers)}
    heads = (head for name in (matter.proposal.id, matter.decision.head.id) for head in ledger.about.get(name, ()))
    looked = [ledger.dated(head) for head in heads if head.by in reviewers and ledger.dated(head) >= matter.effective]
    asked = [opened for opened in ledger.asked.get(matter.proposal.id, ()) if opened > matter.effective]
    ended = [matter.ended] if matter.ended else []
    done = min([*looked, *asked, *ended], default=None)
    what, path = later("review whether it still holds"), matter.decision.path
    yield Obligation(Kind.REVIEW, matter.proposal.id, owner, what, matter.effective, due, done, path, ("review_by",))


def _from_jury(ledger: Ledger, panel: Sitting) -> Iterator[Obligation]:
    jury, head = panel.jury, panel.jury.call.head
    if panel.called is None or head.is_standing or panel.status in (JuryStatus.FAILED, JuryStatus.ANNULLED):
        return  # a standing body owes the reports that the charter asks of it
    zone, since = ledger.course.zone, panel.called.at
    matter = ledger.course.matters.get(head.mandate)
    decided = matter.decision.head.closed if matter and matter.decision else None
    ours = (jury.id, *(report.head.id for report in jury.reports if report.head.by == head.body))
    replies = [ledger.dated(each) for name in ours for each in ledger.about.get(name, ()) if each.by not in (head.body, panel.called.by)]
    answered = decided or min(replies, default=None)
    path, owner = jury.call.path, panel.called.by
    respond = end_of(head.respond_by, zone)
    what = later("answer what the jury says")
    yield Obligation(Kind.RESPOND, jury.id, owner, what, since, respond, answered, path, ("respond_by",))
    done = min((ledger.dated(each) for each in ledger.about.get(jury.id, ())), default=None)
    due = end_of(head.evaluation_due, zone)
    what = later("publish how the jury went")
    yield Obligation(Kind.EVALUATE, jury.id, owner, what, since, due, done, path, ("evaluation_due",))


def _from_report(ledger: Ledger, path: str, head: ReportHead) -> Iterator[Obligation]:
    """Each recommendation is due a reply: on its day, or earlier where the duty that the report does asks for it earlier."""
    course, since = ledger.course, ledger.dated(head)
    book = course.version_at(since).book
    rule = found[1].replies if (found := duty_of(head, book)) else None
    latest = course.deadline(since, rule.within, book) if rule else None
    for place, asked in enumerate(head.recommends):
        name = f"{head.id}.{asked.id}"
        answers = [ledger.dated(each) for each in ledger.about.get(head.id, ()) if each.by == asked.to and asked.id in each.answers]
        day = end_of(asked.reply_by, course.zone)
        due = min(day, latest) if latest else day
        done, keys = min([*answers, *ledger.asked.get(name, ())], default=None), ("recommends", place, "reply_by")
        handed = (course.deadline(due, rule.after, book), rule.escalate) if rule else (None, "")
        what = later("reply: {text}", text=asked.text)
        yield Obligation(Kind.RECOMMENDED, name, asked.to, what, since, due, done, path, keys, *handed)
