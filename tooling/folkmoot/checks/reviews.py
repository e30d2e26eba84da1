"""L: looking back at the process itself: who does it, what they must answer, when it is due, and what is owed on its advice."""

from collections.abc import Iterator
from datetime import timedelta

from folkmoot.checks.names import PEOPLE, charters, listed, named_groups, nearest
from folkmoot.checks.registry import check
from folkmoot.procedure.actors import OFFICERS
from folkmoot.procedure.chronicle import Chronicle
from folkmoot.procedure.ledger import ledger_of
from folkmoot.procedure.obligations import State
from folkmoot.procedure.reviewers import bound
from folkmoot.procedure.reviews import ahead
from folkmoot.procedure.seats import Tenure, named_holders
from folkmoot.records.finding import Fault, Place, Severity
from folkmoot.records.value import shown
from folkmoot.rulebook.looking_back import LAST_TIME, LOTS, asks_about_last_time, asks_about_lots, duty_of, is_review, says_nothing


@check("L001", "question-unanswered")
def question_unanswered(course: Chronicle) -> Iterator[Fault]:
    """A report leaves a question open that its duty asks, or answers it with nothing.

    ## Why
    The charter fixes the questions beforehand so that whoever looks back cannot leave out what is awkward, and so that the
    answers of one year can be laid beside those of the next.

    ## Mend
    Answer every question of the duty under its name in `answers`. Where nothing can be said, say in a sentence why not.
    """
    ledger = ledger_of(course)
    for path, head in ledger.reports:
        found = duty_of(head, course.version_at(ledger.dated(head)).book)
        for name, words in found[1].questions.items() if found else ():
            if name not in head.answers:
                place = course.archive.place(path, "answers")
                yield Fault(place, f"the question '{name}' has no answer: {shown(words)}", f"add {name}: to answers, with what was found")
            elif says_nothing(head.answers[name]):
                place = course.archive.place(path, "answers", name)
                what = f"'{shown(head.answers[name])}' is no answer to '{name}': {shown(words)}"
                yield Fault(place, what, "say what was found, or why nothing could be")


@check("L002", "lots-not-reviewed", Severity.WARNING)
def lots_not_reviewed(course: Chronicle) -> Iterator[Fault]:
    """A co-op that draws lots looks back at its process, and no question of that review is about how lots are drawn.

    ## Why
    Those who are drawn decide. Whoever sets how they are drawn decides who decides, so that rule needs a second look
    more than any other.

    ## Mend
    Add a question `draws` to the duty, such as "Was every lot drawn as the charter says, and who is never reached?".
    """
    for book, _, new in charters(course):
        drawn = any(body.select.method == "sortition" for body in book.bodies.values())
        asking = {name: duty for name, duty in book.duties.items() if duty.questions and is_review(name, duty)}
        if not drawn or any(asks_about_lots(duty) for duty in asking.values()):
            continue
        for name in asking:
            owner = book.owners[f"duties.{name}"]
            if owner in new:
                place = course.archive.place(owner.path, "rules", "duties", name, "questions")
                yield Fault(place, f"no question of '{name}' is about how lots are drawn", f"add a question named {LOTS}")


@check("L003", "reviews-own-work")
def reviews_own_work(course: Chronicle) -> Iterator[Fault]:
    """Somebody looks back at a time in which they held a reviewed seat, wrote the rules or confirmed a draw.

    ## Why
    Nobody marks their own work. A panel that was drawn by lot is free of everybody, except of what its own members did.

    ## Mend
    Put those who held a seat in the time under review under `exclude` in the call. Where somebody sits already, record that
    they withdraw, and draw for their seat.
    """
    for each in bound(ledger_of(course)):
        day = each.since.astimezone(course.zone).date()
        what = f"{each.seat.holder} looks back at the time since {day}, in which they {each.why}"
        yield Fault(_seat_place(course, each.seat), what, f"exclude them in the call for '{each.duty}', or let them withdraw")


def _seat_place(course: Chronicle, seat: Tenure) -> Place:
    jury = course.archive.jury(seat.source)
    if jury is not None:
        taken = (at for at, event in enumerate(jury.log) if event.act == "accepted" and event.entry == seat.holder)
        return course.archive.place(f"{jury.folder}/log.yml", next(taken, 0), "entry")
    text = course.matters[seat.source].proposal.text
    giving = (at for at, each in enumerate(text.head.effects) if each.owner == seat.body and seat.holder in named_holders(each))
    return course.archive.place(text.path, "effects", next(giving, 0), "what")


@check("L004", "reply-set-too-late")
def reply_set_too_late(course: Chronicle) -> Iterator[Fault]:
    """A recommendation gives its addressee longer to reply than the charter does.

    ## Why
    The charter promises those who were drawn an answer while they can still remember the question.

    ## Mend
    Write a `reply_by` within the time that the message names, counted from the day of the report.
    """
    ledger = ledger_of(course)
    for path, head in ledger.reports:
        at = ledger.dated(head)
        found = duty_of(head, course.version_at(at).book)
        rule = found[1].replies if found else None
        for place, asked in enumerate(head.recommends if rule else ()):
            assert rule is not None
            day = course.deadline(at, rule.within, course.version_at(at).book)
            latest = (day - timedelta(seconds=1)).astimezone(course.zone).date()
            if asked.reply_by > latest:
                what = f"a reply is due within {rule.within.words} of the report, by {latest}; this gives until {asked.reply_by}"
                yield Fault(course.archive.place(path, "recommends", place, "reply_by"), what, f"write {latest} or an earlier day")


@check("L005", "recommended-to-nobody")
def recommended_to_nobody(course: Chronicle) -> Iterator[Fault]:
    """A report recommends something to somebody whom the charter does not know.

    ## Why
    Advice to nobody is never answered, and nobody is late with the answer.

    ## Mend
    Name a body of the charter, an office such as maintainers or secretary, or members.
    """
    ledger = ledger_of(course)
    for path, head in ledger.reports:
        book = course.version_at(ledger.dated(head)).book
        known = named_groups(book) | named_groups(course.charter.book) | OFFICERS | PEOPLE
        for place, asked in enumerate(head.recommends):
            if asked.to not in known:
                mend = nearest(asked.to, known, f"name one of {listed(book.bodies)}, or members")
                yield Fault(course.archive.place(path, "recommends", place, "to"), f"nobody is called '{asked.to}' here", mend)


@check("L006", "last-time-not-reviewed", Severity.WARNING)
def last_time_not_reviewed(course: Chronicle) -> Iterator[Fault]:
    """A review that comes again and again never asks what came of what it recommended before.

    ## Why
    A review that starts anew every time finds the same things every time. Asking what came of the last advice makes the
    second one better than the first.

    ## Mend
    Add a question `last-time` to the duty, such as "What came of what the last review recommended?".
    """
    for book, _, new in charters(course):
        for name, duty in book.duties.items():
            owner = book.owners[f"duties.{name}"]
            if duty.questions and is_review(name, duty) and not asks_about_last_time(duty) and owner in new:
                place = course.archive.place(owner.path, "rules", "duties", name, "questions")
                what = f"no question of '{name}' is about what came of the last one"
                yield Fault(place, what, f"add a question named {LAST_TIME}")


@check("L007", "review-overdue")
def review_overdue(course: Chronicle) -> Iterator[Fault]:
    """A review of the process is overdue.

    ## Why
    The charter promises that the process itself is looked at from time to time. Rules that nobody looks back at are kept
    by those whom they suit, so this one promise is no mere reminder.

    ## Mend
    Call the panel now, and let it report. Until then this stands here and on the site.
    """
    for each in ahead(ledger_of(course)):
        if each.state not in (State.OVERDUE, State.ESCALATED):
            continue
        owner = course.charter.book.owners[f"duties.{each.duty}"]
        last = (each.due - timedelta(seconds=1)).astimezone(course.zone).date()
        handed = f"; it is the business of {each.heir} now" if each.heir else ""
        what = f"'{each.duty}' was due by {last}{handed}"
        mend = f"call the {each.rule.who}; the next one is due {each.rule.every.words} after its report"
        yield Fault(course.archive.place(owner.path, "rules", "duties", each.duty, "every"), what, mend)
