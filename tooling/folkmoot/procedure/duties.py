"""What is owed again and again: duties of the charter and the reports of its bodies, each due a span after the last."""

from collections.abc import Callable, Iterator
from datetime import datetime

from folkmoot.procedure.charter import Version
from folkmoot.procedure.ledger import Ledger
from folkmoot.procedure.obligations import Kind, Obligation
from folkmoot.procedure.seats import Tenure
from folkmoot.records.heads import ReportHead
from folkmoot.records.sentence import later, quoted
from folkmoot.records.value import Span
from folkmoot.rulebook.looking_back import is_review, spoken_of


def duties(ledger: Ledger) -> tuple[Obligation, ...]:
    """Every recurring duty of those who are there to do it, as it stands since the last time it was done.

    A body without a single holder owes nothing; its clock starts when somebody takes a seat, or when the rule comes
    into force if that is later. A review of the process is owed all the same: that nobody was drawn for it must not end it.
    """
    found = [*_of_charter(ledger), *_of_bodies(ledger)]
    return tuple(sorted(found, key=lambda each: (each.due, each.source)))


def _of_charter(ledger: Ledger) -> Iterator[Obligation]:
    book = ledger.course.charter.book
    for name, duty in book.duties.items():
        key = f"duties.{name}"
        about = spoken_of(name, duty, book)
        fits: Callable[[ReportHead], bool] = lambda head, about=about: head.about in about  # type: ignore[misc]  # noqa: E731
        made = _recurring(ledger, key, duty.who, duty.every, fits, waits=not is_review(name, duty))
        if made is None:
            continue
        since, due = made
        rule = duty.overdue
        escalates = ledger.course.deadline(due, rule.after, book) if rule else None
        kind = Kind.LOOK_BACK if is_review(name, duty) else Kind.DUTY
        yield Obligation(
            kind, key, duty.who, quoted(duty.what), since, due, None, book.owners[key].path, ("rules", "duties", name), escalates,
            rule.escalate if rule else "",
        )  # fmt: skip


def _of_bodies(ledger: Ledger) -> Iterator[Obligation]:
    book = ledger.course.charter.book
    for name, body in book.bodies.items():
        if body.reports is None:
            continue
        key = f"bodies.{name}"
        made = _recurring(ledger, key, name, body.reports.every, lambda head: True)
        if made is not None:
            what = later("report to {body}", body=body.reports.to)
            yield Obligation(Kind.REPORT, key, name, what, *made, None, book.owners[key].path, ("rules", "bodies", name, "reports"))


def _recurring(
    ledger: Ledger, key: str, who: str, every: Span, fits: Callable[[ReportHead], bool], *, waits: bool = True
) -> tuple[datetime, datetime] | None:
    """From when the present turn runs, and when it is due; None when nobody is there to do it and it `waits` for somebody."""
    start = in_force_since(ledger, key)
    if waits and who in ledger.course.charter.book.bodies:
        manned = _manned_since(ledger.seats, who, ledger.course.as_of)
        if manned is None:
            return None
        start = max(start, manned)
    told = [ledger.dated(head) for _, head in ledger.reports if head.by == who and fits(head)]
    since = max([start, *told])
    return since, ledger.course.deadline(since, every)


def in_force_since(ledger: Ledger, key: str) -> datetime:
    """From when the charter has carried a rule without a break."""
    since = ledger.course.charter.since
    past: list[Version] = [version for version in ledger.course.living if version.since <= ledger.course.as_of]
    for version in reversed(past):
        if key not in version.book.owners:
            break
        since = version.since
    return since


def _manned_since(seats: tuple[Tenure, ...], body: str, at: datetime) -> datetime | None:
    """From when a body has had at least one holder without a break; None when it has none."""
    since = None
    for seat in sorted((seat for seat in seats if seat.body == body and seat.since <= at), key=lambda seat: seat.since, reverse=True):
        if seat.holds(at) or (since is not None and seat.until is not None and seat.until >= since):
            since = seat.since if since is None else min(since, seat.since)
    return since
