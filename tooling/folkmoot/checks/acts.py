"""P: acts that do not count: by those who may not, after a body's last day, too late, without grounds, out of order."""

from collections.abc import Iterator

from folkmoot.checks.names import unread
from folkmoot.checks.registry import check
from folkmoot.formats.ballot_json import read_votes
from folkmoot.procedure.actors import sunset
from folkmoot.procedure.acts import Cause, Refusal
from folkmoot.procedure.chronicle import Chronicle
from folkmoot.procedure.jury import sittings
from folkmoot.procedure.seats import holders, tenures
from folkmoot.records.ballot import Ballot, BallotBatch
from folkmoot.records.finding import Fault, Place
from folkmoot.records.value import write_instant


def _of_proposals(course: Chronicle) -> Iterator[tuple[str, Refusal]]:
    lost = unread(course.archive)
    for matter in course.matters.values():
        path = f"{matter.proposal.folder}/log.yml"
        if path not in lost:
            yield from ((path, refusal) for refusal in matter.walk.refusals)


def _of_juries(course: Chronicle) -> Iterator[tuple[str, Refusal]]:
    lost = unread(course.archive)
    for panel in sittings(course).values():
        path = f"{panel.jury.folder}/log.yml"
        if path not in lost and f"{panel.jury.folder}/draw.json" not in lost:
            yield from ((path, refusal) for refusal in panel.refusals)


def _told(course: Chronicle, cause: Cause, key: str, mend: str) -> Iterator[Fault]:
    for path, refusal in (*_of_proposals(course), *_of_juries(course)):
        if refusal.cause is cause:
            yield Fault(course.archive.place(path, refusal.position, key), refusal.what, mend)


@check("P101", "act-by-another")
def act_by_another(course: Chronicle) -> Iterator[Fault]:
    """A log records an act of somebody who may not take it.

    ## Why
    The charter says who opens a question, who vetoes a decision, who answers for a seat. An act of anybody else is void:
    the matter stands where it stood before.

    ## Mend
    Let the act be taken by one of those that the message names, or take the event back.
    """
    yield from _told(course, Cause.ACTOR, "by", "leave the act to those who may take it, or remove this event")


@check("P102", "act-after-sunset")
def act_after_sunset(course: Chronicle) -> Iterator[Fault]:
    """A log records an act of a body whose last day was over.

    ## Why
    A body of the beginning ends on its day, whatever has happened; otherwise the beginning never ends. What it does
    afterwards is void.

    ## Mend
    Leave the act to the body that follows. If nobody follows, members decide who does, by the charter's procedures.
    """
    yield from _told(course, Cause.SUNSET, "by", "leave the act to a body that still is, or remove this event")


@check("P103", "decision-after-sunset")
def decision_after_sunset(course: Chronicle) -> Iterator[Fault]:
    """A decision was made by a body whose last day was over.

    ## Why
    Powers that end and are used all the same have not ended. Such a decision is void and changes nothing.

    ## Mend
    Put the question again, to those who may decide it now.
    """
    for matter in course.matters.values():
        decision = matter.proposal.decision
        if decision is None:
            continue
        by, closed = decision.head.by, decision.head.closed
        books = (course.version_at(closed).book, matter.book, course.book_knowing(by, closed))
        day = sunset(decision.head.by, decision.head.closed, books, course.zone)
        if day is not None:
            what = f"{decision.head.by} ended on {day}, and this vote closed on {write_instant(decision.head.closed)}: it decides nothing"
            mend = "put the question again, to those who may decide it now"
            yield Fault(course.archive.place(decision.path, "by"), what, mend)


@check("P104", "act-too-late")
def act_too_late(course: Chronicle) -> Iterator[Fault]:
    """A log records an act after its window had closed: a veto, an override, a call-up, a freeze, an answer.

    ## Why
    Whoever waits for a decision must be able to know when nothing can stop it any more. An act after its window is void.

    ## Mend
    Remove the event. What cannot be stopped in time can be changed by a new decision.
    """
    yield from _told(course, Cause.LATE, "at", "remove this event; a new proposal can still change what holds")


@check("P105", "act-without-grounds")
def act_without_grounds(course: Chronicle) -> Iterator[Fault]:
    """A log records an act without what it must bring: a veto without a reason, an override or a call-up without its proposal.

    ## Why
    A veto that gives no reason cannot be answered, and a call-up that few members ask for is not a call-up. Such an act
    is void.

    ## Mend
    Record the act again with its reason, or with the proposal that it rests on in `ref`.
    """
    yield from _told(course, Cause.GUARD, "act", "record it again with what is missing, or remove this event")


@check("P106", "jury-act-out-of-order")
def jury_act_out_of_order(course: Chronicle) -> Iterator[Fault]:
    """The log of a jury records an act at a point where no such act can be.

    ## Why
    A roster frozen after the seed is known, or a seat accepted by somebody who was not drawn, would make the lot a show.
    Such an event is ignored.

    ## Mend
    Record the acts that lead to this one first, or take the event back.
    """
    for path, refusal in _of_juries(course):
        if refusal.cause is Cause.EDGE:
            place = course.archive.place(path, refusal.position, "act")
            yield Fault(place, refusal.what, "record what leads to it first, or remove this event")


@check("P107", "seed-before-challenge-ends")
def seed_before_challenge_ends(course: Chronicle) -> Iterator[Fault]:
    """A jury's seed was recorded while its call could still be challenged.

    ## Why
    Once the seed is known, everybody knows whom a changed list would seat. Faults of the list must be found before.

    ## Mend
    Announce a source that speaks after the time to challenge, and record it then. A seed that came too early asks for an
    annulment with its reasons and a new call.
    """
    for path, refusal in _of_juries(course):
        if refusal.cause is Cause.EARLY:
            place = course.archive.place(path, refusal.position, "at")
            yield Fault(place, refusal.what, "annul the jury with this reason, and call it again")


@check("P108", "too-few-seated")
def too_few_seated(course: Chronicle) -> Iterator[Fault]:
    """A vote was opened for a jury in which fewer seats were taken than its body must have.

    ## Why
    Below its least number a jury is no picture of the members any more, and its decision would be void.

    ## Mend
    Seat alternates first, or call the jury again.
    """
    seats = tenures(course)
    for matter in course.matters.values():
        event = matter.events.get("voting-opened")
        jury = course.archive.jury(event.electorate.id) if event and event.electorate and event.electorate.kind == "jury" else None
        if event is None or jury is None:
            continue
        body = matter.book.bodies.get(jury.call.head.body)
        taken = len(holders((seat for seat in seats if seat.source == jury.id), jury.call.head.body, event.at))
        answered = any(each.act == "accepted" for each in jury.log)
        if body is not None and answered and taken < body.seats.min:
            place = course.archive.place(f"{matter.proposal.folder}/log.yml", matter.proposal.log.index(event), "electorate")
            what = f"{taken} seats of {jury.id} are taken, {body.seats.min} are needed"
            yield Fault(place, what, "seat alternates first, or call it again")


@check("P109", "recused-and-voted")
def recused_and_voted(course: Chronicle) -> Iterator[Fault]:
    """Somebody who stands aside in a matter voted in it.

    ## Why
    To stand aside is to leave the vote to those without a stake. A ballot all the same makes the declaration a show.

    ## Mend
    Take the ballot out before the vote closes and keep the recusal; afterwards, put the question to review.
    """
    aside: dict[str, set[str]] = {}
    for panel in sittings(course).values():
        told = ((each.seat, each.proposal) for session in panel.jury.sessions for each in session.head.recused)
        for entry, name in (*panel.recused, *told):
            aside.setdefault(name, set()).add(entry)
    for name, entries in aside.items():
        proposal = course.archive.proposal(name)
        for path in proposal.ballots if proposal else ():
            try:
                paper = read_votes(course.archive.files[path], path=path)
            except ValueError:
                continue
            loose = paper.ballots if isinstance(paper, BallotBatch) else (paper,)
            for voter in sorted({each.voter for each in loose if isinstance(each, Ballot)} & entries):
                yield Fault(Place(path), f"{voter} stands aside in {name} and voted", "take this ballot out, and keep the recusal")
