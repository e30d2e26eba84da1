"""Looking back at the process: every review with its answers, what came of each recommendation, and when the next is due."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from folkmoot.procedure.chronicle import Chronicle, Matter
from folkmoot.procedure.duties import duties
from folkmoot.procedure.jury_status import JuryStatus
from folkmoot.procedure.ledger import Ledger
from folkmoot.procedure.obligations import Kind, Obligation, State, obligations
from folkmoot.procedure.status import HOLDING, Status
from folkmoot.records.heads import Recommendation, ReportHead
from folkmoot.records.rules import Duty
from folkmoot.rulebook.looking_back import duty_of, is_review

_DONE_WITH = (Status.SUPERSEDED, Status.EXPIRED)
_TURNED_DOWN = (Status.REJECTED, Status.NO_QUORUM, Status.VETOED, Status.WITHDRAWN, Status.LAPSED, Status.REPEALED)
_GONE = (JuryStatus.DISCHARGED, JuryStatus.FAILED, JuryStatus.ANNULLED)


class Standing(StrEnum):
    """Where a recommendation stands; what came furthest stands last."""

    AWAITED = "awaited"
    OVERDUE = "overdue"
    ESCALATED = "escalated"
    ANSWERED = "answered"
    TURNED_DOWN = "turned-down"
    PROPOSED = "proposed"
    ADOPTED = "adopted"
    SHIPPED = "shipped"


@dataclass(frozen=True, slots=True)
class Followed:
    """One recommendation, and what came of it by now."""

    name: str
    """The report's id, a dot, and its own: what a proposal that takes it up `responds_to`."""
    asked: Recommendation
    standing: Standing
    due: datetime
    done: datetime | None
    heir: str
    """Whose business it has become, if it has."""
    answer: str
    """What those addressed replied in a report; empty where none did."""
    proposals: tuple[str, ...]
    """The proposals that respond to it, the earliest opened first."""


@dataclass(frozen=True, slots=True)
class Review:
    """One report that looked back at the process."""

    duty: str
    path: str
    head: ReportHead
    at: datetime
    questions: tuple[tuple[str, str, str], ...]
    """Each question of its duty and the answer, empty where there is none, as (name, words, answer); then what else was answered."""
    recommended: tuple[Followed, ...]


@dataclass(frozen=True, slots=True)
class Ahead:
    """The next review of one duty."""

    duty: str
    rule: Duty
    due: datetime
    state: State
    heir: str
    """Whose business it has become, if it has."""
    panels: tuple[str, ...]
    """The juries that are called for it or at work on it."""


def has_reviews(course: Chronicle) -> bool:
    """Whether any version of the charter has a duty to look back."""
    return any(is_review(name, duty) for version in course.versions for name, duty in version.book.duties.items())


def reviews(ledger: Ledger) -> tuple[Review, ...]:
    """Every review made by now, the earliest first."""
    owed = {each.source: each for each in obligations(ledger)}
    undone = {each.source for each in obligations(ledger) if each.kind in (Kind.OBLIGE, Kind.ENACT) and each.done is None}
    found = []
    for path, head in ledger.reports:
        at = ledger.dated(head)
        named = duty_of(head, ledger.course.version_at(at).book)
        if named is None or not is_review(*named):
            continue
        name, duty = named
        asked = tuple((key, words, head.answers.get(key, "")) for key, words in duty.questions.items())
        asked += tuple((key, "", text) for key, text in head.answers.items() if key not in duty.questions)
        followed = tuple(_followed(ledger, head, each, owed, undone) for each in head.recommends)
        found.append(Review(name, path, head, at, asked, followed))
    return tuple(sorted(found, key=lambda review: (review.at, review.head.id)))


def since_last(ledger: Ledger) -> tuple[date, date]:
    """The first and the last day that the next review looks at: from the last one, or the founding, to the chronicle's own day."""
    course, made = ledger.course, reviews(ledger)
    opened = [matter.opened for matter in course.matters.values() if matter.opened]
    since = made[-1].at if made else min(opened, default=course.as_of)
    return since.astimezone(course.zone).date(), course.as_of.astimezone(course.zone).date()


def ahead(ledger: Ledger) -> tuple[Ahead, ...]:
    """The next review of every duty that looks back, the earliest due first."""
    return tuple(sorted(_ahead(ledger), key=lambda each: (each.due, each.duty)))


def _ahead(ledger: Ledger) -> Iterator[Ahead]:
    course, book = ledger.course, ledger.course.charter.book
    for owed in duties(ledger):
        if owed.kind is not Kind.LOOK_BACK:
            continue
        name = owed.source.removeprefix("duties.")
        duty = book.duties[name]
        state = owed.state(course.as_of)
        sitting = (jury for jury, panel in ledger.juries.items() if panel.jury.call.head.body == duty.who and _is_at_work(panel.status))
        yield Ahead(name, duty, owed.due, state, owed.heir if state is State.ESCALATED else "", tuple(sorted(sitting)))


def _is_at_work(status: JuryStatus) -> bool:
    return status not in (*_GONE, JuryStatus.PLANNED, JuryStatus.REPORTED)


def _followed(ledger: Ledger, head: ReportHead, asked: Recommendation, owed: dict[str, Obligation], undone: set[str]) -> Followed:
    name = f"{head.id}.{asked.id}"
    due, state = owed[name].due, owed[name].state(ledger.course.as_of)
    responding = [each for each in ledger.course.matters.values() if each.opened and each.proposal.text.head.responds_to == name]
    answers = [each.answers[asked.id] for each in ledger.about.get(head.id, ()) if each.by == asked.to and asked.id in each.answers]
    if responding:
        standing = _furthest(responding, undone)
    elif answers:
        standing = Standing.ANSWERED
    else:
        standing = {State.OVERDUE: Standing.OVERDUE, State.ESCALATED: Standing.ESCALATED}.get(state, Standing.AWAITED)
    heir = owed[name].heir if standing is Standing.ESCALATED else ""
    ordered = sorted(responding, key=lambda matter: (matter.opened or ledger.course.as_of, matter.proposal.id))
    return Followed(
        name, asked, standing, due, owed[name].done, heir, answers[-1] if answers else "", tuple(each.proposal.id for each in ordered)
    )


def _furthest(responding: Iterable[Matter], undone: set[str]) -> Standing:
    order = list(Standing)
    return max((_came_of(matter, undone) for matter in responding), key=order.index)


def _came_of(matter: Matter, undone: set[str]) -> Standing:
    """What came of a proposal: shipped is what holds, or held, with nothing of it left to be done."""
    if matter.status in _TURNED_DOWN:
        return Standing.TURNED_DOWN
    if matter.status in _DONE_WITH or (matter.status is Status.IN_FORCE and matter.proposal.id not in undone):
        return Standing.SHIPPED
    return Standing.ADOPTED if matter.status in HOLDING else Standing.PROPOSED
