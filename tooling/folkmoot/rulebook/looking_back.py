"""Which duties look back at the process itself, what their reports speak of, and whether they ask what such a look must ask."""

import re

from folkmoot.records.heads import ReportHead
from folkmoot.records.rules import Duty
from folkmoot.rulebook.book import RuleBook

PROCESS = "process"
PROCESS_REVIEW = "process-review"
LOTS = "draws"
LAST_TIME = "last-time"
_LOTS = re.compile(r"\b(draws?|drawn|drawing|lots?|lotter(y|ies)|sortition)\b", re.IGNORECASE)
_LAST_TIME = re.compile(r"\b(last|previous|earlier|recommend\w*|since)\b", re.IGNORECASE)
_LEAST_LETTERS = 8
"""An answer of fewer letters than this, such as `none` or `n/a`, tells nobody anything."""


def is_review(name: str, duty: Duty) -> bool:
    """Whether a duty is to look back: it is called so, is done by people kept apart from something, or its advice is due a reply."""
    return name == PROCESS_REVIEW or bool(duty.apart_from) or duty.replies is not None


def spoken_of(name: str, duty: Duty, book: RuleBook) -> frozenset[str]:
    """What a report can be about to be one of this duty: the duty, those who do it, the process, and the bodies a review watches."""
    body = book.bodies.get(duty.who)
    watched = body.reviews if body and is_review(name, duty) else ()
    return frozenset({name, duty.who, PROCESS, *watched})


def duty_of(head: ReportHead, book: RuleBook) -> tuple[str, Duty] | None:
    """The duty that a report fulfils, with its name: the one it is about, else the first whose doers wrote it about what they look at."""
    mine = {name: duty for name, duty in book.duties.items() if duty.who == head.by and head.about in spoken_of(name, duty, book)}
    if head.about in mine:
        return head.about, mine[head.about]
    reviews = [pair for pair in mine.items() if is_review(*pair)]
    return next(iter(reviews or mine.items()), None)


def asks_about_lots(duty: Duty) -> bool:
    """Whether a question is about how lots are drawn: it is called `draws`, or says so."""
    return LOTS in duty.questions or any(_LOTS.search(text) for text in duty.questions.values())


def asks_about_last_time(duty: Duty) -> bool:
    """Whether a question is about what came of the last look: it is called `last-time`, or says so."""
    return LAST_TIME in duty.questions or any(_LAST_TIME.search(text) for text in duty.questions.values())


def says_nothing(answer: str) -> bool:
    """Whether an answer is too short to answer anything."""
    return sum(mark.isalnum() for mark in answer) < _LEAST_LETTERS
