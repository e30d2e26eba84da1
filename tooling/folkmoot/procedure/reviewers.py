"""Who may not look back at what: seats of a reviewed body, rules written and draws confirmed in the time under review."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from folkmoot.procedure.calendar import end_of, start_of
from folkmoot.procedure.duties import in_force_since
from folkmoot.procedure.ledger import Ledger
from folkmoot.procedure.seats import Tenure, bodies_of
from folkmoot.records.heads import ReportHead
from folkmoot.records.rules import Duty
from folkmoot.rulebook.book import RuleBook
from folkmoot.rulebook.looking_back import is_review, spoken_of

_CHARTER = "/changes/charter/"


@dataclass(frozen=True, slots=True)
class Bound:
    """Somebody on a reviewing panel who looks back at their own work."""

    duty: str
    seat: Tenure
    """The seat on the panel."""
    why: str
    """What they did, as the end of a sentence that begins with them."""
    since: datetime
    """When the time under review begins."""


def bound(ledger: Ledger) -> tuple[Bound, ...]:
    """Everybody who sits, or sat, on a reviewing panel and had part in what it looks back at, in the order of taking their seats."""
    return tuple(each for seat in ledger.seats for each in _of_seat(ledger, seat))


def had_part(ledger: Ledger, body: str, at: datetime) -> tuple[tuple[str, str], ...]:
    """Everybody who had part in what a reviewing body called at an instant will look back at, each once, with the reason in a word."""
    book, found = ledger.course.book_at(at), dict[str, str]()
    for name, duty in book.duties.items():
        if duty.who != body or not is_review(name, duty):
            continue
        since, _, _ = _under_review(ledger, name, duty, Tenure(body, "", at, None, None, ""), book)
        apart = {*duty.apart_from, *(book.bodies[body].reviews if body in book.bodies else ())} - {body}
        for seat in ledger.seats:
            if seat.body in apart and seat.since < at and (seat.until is None or seat.until > since):
                found.setdefault(seat.holder, f"sat-in-{seat.body}")
        for matter in ledger.course.matters.values():
            decision, changes = matter.decision, matter.proposal.changes
            if decision is None or decision.head.outcome != "adopted" or not since < decision.head.closed < at:
                continue
            if any(_CHARTER in path for path in changes):
                found.setdefault(matter.proposal.text.head.introduced_by, "wrote-rules-under-review")
    return tuple(sorted(((reason, holder) for holder, reason in found.items())))


def _of_seat(ledger: Ledger, seat: Tenure) -> Iterator[Bound]:
    book = ledger.course.version_at(seat.since).book
    for name, duty in book.duties.items():
        if duty.who == seat.body and is_review(name, duty):
            since, until, subject = _under_review(ledger, name, duty, seat, book)
            for why in (*_sat(ledger, duty, seat, book, since, until, subject), *_did(ledger, seat.holder, since, until)):
                yield Bound(name, seat, why, since)


def _under_review(ledger: Ledger, name: str, duty: Duty, seat: Tenure, book: RuleBook) -> tuple[datetime, datetime, str]:
    """The time that the holder of a seat looks back at, [since, until), and the body the report is about, if it is about one.

    It is the period of the report that was written while the seat was held; before there is one, all since the last report.
    """
    zone, subjects = ledger.course.zone, spoken_of(name, duty, book)
    told = sorted((head for _, head in ledger.reports if head.by == duty.who and head.about in subjects), key=ledger.dated)
    mine = next((head for head in told if _finished(ledger, head) >= seat.since), None)
    if mine is not None and mine.period is not None:
        return start_of(mine.period.from_, zone), _finished(ledger, mine), mine.about
    before = [ledger.dated(head) for head in told if _finished(ledger, head) < seat.since]
    since = max([in_force_since(ledger, f"duties.{name}"), *before])
    return since, min(seat.until or ledger.course.as_of, ledger.course.as_of), mine.about if mine else ""


def _finished(ledger: Ledger, head: ReportHead) -> datetime:
    """The end of the last day of a report."""
    return end_of(head.period.to, ledger.course.zone) if head.period else ledger.dated(head)


def _sat(ledger: Ledger, duty: Duty, seat: Tenure, book: RuleBook, since: datetime, until: datetime, subject: str) -> Iterator[str]:
    body = book.bodies.get(seat.body)
    apart = {*duty.apart_from, *(body.reviews if body else ()), *({subject} & set(book.bodies))} - {seat.body}
    for other in ledger.seats:
        if other.holder == seat.holder and other.body in apart and other.since < until and (other.until is None or other.until > since):
            yield f"held a seat of {other.body}"


def _did(ledger: Ledger, holder: str, since: datetime, until: datetime) -> Iterator[str]:
    """The rules somebody wrote and the draws they confirmed, by themselves or as one of a body."""
    for name, matter in ledger.course.matters.items():
        decision = matter.decision
        if decision is None or decision.head.outcome != "adopted" or not since < decision.head.closed < until:
            continue
        author, opened = matter.proposal.text.head.introduced_by, matter.opened
        changes_rules = any(_CHARTER in path for path in matter.proposal.changes)
        if changes_rules and opened and _is_one_of(ledger, holder, author, opened):
            yield f"wrote rules that '{name}' brought"
    for jury in ledger.course.archive.juries:
        for event in jury.log:
            if event.act == "confirmed" and since <= event.at < until and _is_one_of(ledger, holder, event.by, event.at):
                yield f"confirmed the draw of '{jury.id}'"


def _is_one_of(ledger: Ledger, holder: str, name: str, at: datetime) -> bool:
    return holder == name or name in bodies_of(ledger.seats, holder, at)
