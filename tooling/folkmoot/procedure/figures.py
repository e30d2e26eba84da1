"""The figures that a review of the process needs, computed from the records: turnouts, answers to the lot, authors, times, what is late."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from fractions import Fraction
from statistics import median

from folkmoot.procedure.calendar import end_of
from folkmoot.procedure.duties import duties
from folkmoot.procedure.jury import Sitting
from folkmoot.procedure.jury_status import SeatStatus
from folkmoot.procedure.ledger import Ledger
from folkmoot.procedure.obligations import State, obligations
from folkmoot.procedure.status import Status
from folkmoot.records.archive import Roster

_LEFT = (SeatStatus.WITHDRAWN, SeatStatus.REMOVED, SeatStatus.REPLACED)
_LEAST_CELL = 5
"""Groups of fewer asked people than this are told together, unless the body's draw rule says otherwise."""
OTHERS = "others"


@dataclass(frozen=True, slots=True)
class Turnout:
    """How many of those entitled took part in one vote."""

    proposal: str
    kind: str
    electorate: str
    """`roster` or `jury`."""
    entitled: int
    counted: int
    outcome: str
    days: int | None
    """Whole days from its opening for discussion to the close of the vote."""

    @property
    def share(self) -> Fraction:
        """Ballots counted a person entitled; 0 where nobody was."""
        return Fraction(self.counted, self.entitled) if self.entitled else Fraction(0)


@dataclass(frozen=True, slots=True)
class Answer:
    """How those answered whom the lot asked: all of a jury, or one stratum of it."""

    stratum: str
    asked: int
    accepted: int
    declined: int
    silent: int
    """Those who had not answered when their time was over, or not by now."""

    @property
    def response(self) -> Fraction:
        """Answers, yes or no, a person asked."""
        return Fraction(self.accepted + self.declined, self.asked) if self.asked else Fraction(0)

    @property
    def decline(self) -> Fraction:
        """Noes a person asked."""
        return Fraction(self.declined, self.asked) if self.asked else Fraction(0)


@dataclass(frozen=True, slots=True)
class Response:
    """How one jury was answered, as a whole and by stratum."""

    jury: str
    body: str
    stage: str
    whole: Answer
    strata: tuple[Answer, ...]


@dataclass(frozen=True, slots=True)
class Reach:
    """How many members a lot has ever asked."""

    roster: str
    """The newest roster that has at least half as many entries as the largest, by id; empty where there is none."""
    members: int
    drawn: int | None
    """Those of it whom some lot has asked; None where its entries are not here or are sealed, so that nobody can tell."""
    seats: int
    """All seats and letters that lots have given out, to whomever."""


@dataclass(frozen=True, slots=True)
class Authors:
    """Who introduces proposals: bodies by name, members only by how many introduced how many."""

    bodies: tuple[tuple[str, int], ...]
    members: tuple[tuple[int, int], ...]
    """(how many proposals, how many members introduced that many)."""

    @property
    def proposals(self) -> int:
        """How many proposals were opened."""
        return sum(count for _, count in self.bodies) + sum(each * people for each, people in self.members)


@dataclass(frozen=True, slots=True)
class Figures:
    """All of it, for the days from one to another, both among them."""

    since: date
    until: date
    turnouts: tuple[Turnout, ...]
    responses: tuple[Response, ...]
    reach: Reach
    authors: Authors
    late: tuple[tuple[str, int], ...]
    """Who owes how many things that were overdue at the end of the last day, most first."""

    @property
    def days(self) -> tuple[int, int, int] | None:
        """The shortest, the middle and the longest time from opening to decision, in days; None where nothing was decided."""
        known = sorted(vote.days for vote in self.turnouts if vote.days is not None)
        return (known[0], int(median(known)), known[-1]) if known else None


def figures(ledger: Ledger, since: date, until: date) -> Figures:
    """Compute every figure for the days from `since` to `until`, as the chronicle knows them at its instant."""
    return Figures(
        since, until, tuple(_turnouts(ledger, since, until)), tuple(_responses(ledger, since, until)), _reach(ledger, until),
        _authors(ledger, since, until), _late(ledger, until),
    )  # fmt: skip


def _within(ledger: Ledger, at: datetime | None, since: date, until: date) -> bool:
    return at is not None and since <= at.astimezone(ledger.course.zone).date() <= until


def _turnouts(ledger: Ledger, since: date, until: date) -> Iterator[Turnout]:
    zone = ledger.course.zone
    decided = [matter for matter in ledger.course.matters.values() if matter.decision and matter.status is not Status.IMPORTED]
    for matter in sorted(decided, key=lambda each: (each.decision.head.closed if each.decision else ledger.course.as_of, each.proposal.id)):
        assert matter.decision is not None
        head = matter.decision.head
        if _within(ledger, head.closed, since, until):
            days = (head.closed.astimezone(zone).date() - matter.opened.astimezone(zone).date()).days if matter.opened else None
            kind = matter.proposal.text.head.kind
            yield Turnout(head.of, kind, head.electorate.kind, head.electorate.count, head.ballots.counted, head.outcome, days)


def _responses(ledger: Ledger, since: date, until: date) -> Iterator[Response]:
    for name, panel in sorted(ledger.juries.items()):
        if panel.called is None or panel.jury.draw is None or not _within(ledger, panel.called.at, since, until):
            continue
        head = panel.jury.call.head
        if head.stage == "invitation":
            whole, strata = _letters(ledger, panel)
        else:
            whole, strata = _seats(panel)
        yield Response(name, head.body, head.stage, whole, strata)


def _seats(panel: Sitting) -> tuple[Answer, tuple[Answer, ...]]:
    assert panel.jury.draw is not None
    drawn, chosen = panel.jury.draw.panel, panel.jury.draw.chosen
    group = {seat.entry: seat.stratum for seat in (*drawn.seats, *drawn.alternates)}
    first = {seat.entry for seat in drawn.seats}
    whole: Counter[str] = Counter()
    columns: dict[str, dict[str, Counter[str]]] = {}
    for entry, status in panel.seats.items():
        if entry in first or entry in panel.since or status not in (SeatStatus.ALTERNATE, SeatStatus.DISCHARGED):
            kind = "accepted" if entry in panel.since else "declined" if status is SeatStatus.DECLINED or status in _LEFT else "silent"
            whole[kind] += 1
            values = group.get(entry, "").split(" / ") if chosen else [group.get(entry, "")]
            for column, value in zip(chosen.columns if chosen else ("",), values, strict=False):
                columns.setdefault(column, {}).setdefault(value, Counter())[kind] += 1
    cells = (_cells(by, f"{column}: " if column else "") for column, by in columns.items() if len(by) > 1)
    return _answer("", whole), tuple(cell for each in cells for cell in each)


def _cells(by: Mapping[str, Counter[str]], before: str) -> tuple[Answer, ...]:
    """The strata by name; those too small to be told alone together, with the next smallest where that is still too small."""
    ascending = sorted(by, key=lambda name: (by[name].total(), name))
    small = [name for name in ascending if by[name].total() < _LEAST_CELL]
    rest = [name for name in ascending if name not in small]
    while small and rest and sum(by[name].total() for name in small) < _LEAST_CELL:
        small.append(rest.pop(0))
    if not rest:
        return ()
    told = [_answer(before + name, by[name]) for name in sorted(rest)]
    return (*told, *([_answer(before + OTHERS, sum((by[name] for name in small), Counter()))] if small else []))


def _answer(name: str, count: Counter[str]) -> Answer:
    return Answer(name, count.total(), count["accepted"], count["declined"], count["silent"])


def _letters(ledger: Ledger, panel: Sitting) -> tuple[Answer, tuple[Answer, ...]]:
    """Of a lot that only invites: who said yes stands in the roster of the selection; nobody says no by letter."""
    archive, invited = ledger.course.archive, panel.jury
    assert invited.draw is not None
    calls = (jury.call.head for jury in archive.juries if jury.call.head.invitation == invited.id)
    came = next((roster for head in calls if (roster := archive.roster(head.roster))), None)
    asked, yes = len(invited.draw.panel.seats), came.manifest.head.count if came else 0
    return Answer("", asked, yes, 0, asked - yes), ()


def _reach(ledger: Ledger, until: date) -> Reach:
    archive = ledger.course.archive
    selections = {jury.call.head.roster for jury in archive.juries if jury.call.head.stage == "selection"}
    known = [each for each in archive.rosters if each.manifest.head.as_of <= until and each.id not in selections]
    largest = max((each.manifest.head.count for each in known), default=0)
    rolls = (each for each in known if 2 * each.manifest.head.count >= largest)  # not the lists of councils, volunteers and former jurors
    newest = max(rolls, key=lambda each: (each.manifest.head.as_of, each.id), default=None)
    asked: list[str] = []
    for name, panel in ledger.juries.items():
        if panel.called and panel.jury.draw and panel.called.at.astimezone(ledger.course.zone).date() <= until:
            first = [seat.entry for seat in panel.jury.draw.panel.seats]
            asked += [*first, *(entry for entry in ledger.juries[name].since if entry not in first)]
    if newest is None:
        return Reach("", 0, None, len(asked))
    return Reach(newest.id, newest.manifest.head.count, _drawn(newest, set(asked)), len(asked))


def _drawn(roster: Roster, asked: set[str]) -> int | None:
    if roster.entries is None or roster.manifest.head.storage == "sealed":
        return None
    there = set(roster.entries.tokens)
    return sum(entry.encode() in there for entry in asked)


def _authors(ledger: Ledger, since: date, until: date) -> Authors:
    course = ledger.course
    bodies: Counter[str] = Counter()
    people: Counter[str] = Counter()
    every = frozenset(body for version in course.versions for body in version.book.bodies)
    for matter in course.matters.values():
        author = matter.proposal.text.head.introduced_by
        if matter.opened and matter.status is not Status.IMPORTED and _within(ledger, matter.opened, since, until):
            known = author in every or not any(mark.isdigit() for mark in author)
            (bodies if known else people)[author] += 1
    return Authors(tuple(sorted(bodies.items())), tuple(sorted(Counter(people.values()).items())))


def _late(ledger: Ledger, until: date) -> tuple[tuple[str, int], ...]:
    """Who was late at the end of the last day, or is by now if that day is not over."""
    at = min(end_of(until, ledger.course.zone), ledger.course.as_of)
    late = (each for each in (*obligations(ledger), *duties(ledger)) if each.state(at) in (State.OVERDUE, State.ESCALATED))
    return tuple(sorted(Counter(each.owner for each in late).items(), key=lambda pair: (-pair[1], pair[0])))
