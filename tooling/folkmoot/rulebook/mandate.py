"""Who sits by whose hand and until when, if nobody does more than the charter makes them do.

A body has at most one filler, so whoever fills it, whoever fills that one, and so on, is a chain. It ends at the members or
a lot, at nobody, or where it began.
"""

import calendar
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from folkmoot.records.archive import Keys
from folkmoot.records.bodies import Body
from folkmoot.records.value import Span
from folkmoot.rulebook.book import RuleBook
from folkmoot.rulebook.weakness import Link

EVERYBODY = frozenset({"anyone", "member", "members", "public", "volunteers"})
"""Names for all members or more; they need nobody who fills them. Classes of members are such names too."""
OFFICES = frozenset({
    "clerk", "clerks", "facilitator", "founders-meeting", "introducer", "maintainer", "maintainers", "parties", "registrar",
    "secretary", "staff", "tellers",
})  # fmt: skip
"""People a rule may name without saying who seats them; a body of the same name is the body."""

ONCE = "genesis"
"""The procedure that is gone through once, and is no way to change anything later."""


class Source(StrEnum):
    """Where the seats of a body come from."""

    LOT = "lot"
    MEMBERS = "members"
    OPEN = "open"
    BODY = "body"
    OFFICE = "office"
    NOBODY = "nobody"
    UNKNOWN = "unknown"
    """A name that no article defines; a fault of its own."""


@dataclass(frozen=True, slots=True)
class Ending:
    """The last day of something, and the rule that says so."""

    day: date
    link: Link


@dataclass(frozen=True, slots=True)
class Mandate:
    """What the charter alone secures of one body."""

    body: str
    source: Source
    filler: str
    """Who fills the seats; empty for a lot, an open door and nobody."""
    chain: tuple[str, ...]
    """The body, who fills it, who fills that one, as long as they are bodies; each once."""
    is_looped: bool
    """Whether the chain comes back to the body itself."""
    life: Ending | None
    """When the body ends; None when it has no end."""
    route: Ending | None
    """When the way of filling it closes; None when it stays open, or when there never was one."""
    seated: date | None
    """The last day on which its seats are surely held; None when there is none in sight."""


def is_everybody(book: RuleBook, name: str) -> bool:
    """Whether a name stands for members, all or a class of them."""
    return name not in book.bodies and (name in EVERYBODY or (book.membership is not None and name in book.membership.classes))


def later(day: date, span: Span) -> date:
    """A day a span later: the same day of the month or its last one; the last day there is when it lies beyond."""
    if span.unit in "hdw":
        days = {"h": -(-span.count // 24), "d": span.count, "w": 7 * span.count}[span.unit]
        return day + timedelta(days=min(days, (date.max - day).days))
    months = day.month - 1 + span.count * (12 if span.unit == "y" else 1)
    year, month = day.year + months // 12, months % 12 + 1
    if year > date.max.year:
        return date.max
    return date(year, month, min(day.day, calendar.monthrange(year, month)[1]))


def is_in_force(book: RuleBook, key: str, day: date) -> bool:
    """Whether the article that carries a key still holds on a day."""
    ends = book.owners[key].head.expires
    return ends is None or day <= ends


def at(book: RuleBook, key: str, *keys: str, says: str = "", before: Keys = ("rules",)) -> Link:
    """A link to a rule, `bodies.board`, or to a value below it."""
    return Link(book.owners[key].path, (*before, *key.split("."), *keys), says)


def mandates(book: RuleBook) -> Mapping[str, Mandate]:
    """The mandate of every body, by name."""
    found: dict[str, Mandate] = {}
    phases = _last_phases(book)
    for name in sorted(book.bodies):
        chain = _chain(book, name)
        for position in range(len(chain) - 1, -1, -1):
            if chain[position] not in found:
                found[chain[position]] = _mandate(book, chain[position], found, phases)
    return found


def _chain(book: RuleBook, name: str) -> tuple[str, ...]:
    chain = dict.fromkeys((name,))
    here = book.bodies[name].select.by
    while here is not None and here in book.bodies and here not in chain:
        chain[here] = None
        here = book.bodies[here].select.by
    return tuple(chain)


def _mandate(book: RuleBook, name: str, known: Mapping[str, Mandate], phases: Mapping[str, Ending]) -> Mandate:
    body = book.bodies[name]
    chain = _chain(book, name)
    is_looped = book.bodies[chain[-1]].select.by == name
    life = min(_ends_of_life(book, name, phases), key=lambda ending: ending.day, default=None)
    source = _source(book, body)
    closings = list(_closings(book, name, None if is_looped else known.get(body.select.by or "")))
    route = min(closings, key=lambda ending: ending.day, default=None)
    ends = [life.day] if life else []
    if route and body.term:
        ends.append(later(route.day, body.term))
    elif route and not life:
        ends.append(route.day)
    return Mandate(name, source, body.select.by or "", chain, is_looped, life, route, min(ends, default=None))


def _source(book: RuleBook, body: Body) -> Source:
    by, is_drawn = body.select.by, body.select.method == "sortition"
    if by is None:
        return Source.LOT if is_drawn else Source.OPEN if body.select.method == "open" else Source.NOBODY
    if by in book.bodies:
        return Source.BODY
    if is_everybody(book, by):
        return Source.LOT if is_drawn else Source.MEMBERS
    return Source.OFFICE if by in OFFICES else Source.UNKNOWN


def _last_phases(book: RuleBook) -> dict[str, Ending]:
    """The end of the last phase in which each body acts."""
    last: dict[str, Ending] = {}
    for name, phase in sorted(book.phases.items()):
        for body in phase.bodies:
            if body not in last or last[body].day < phase.ends:
                link = at(book, f"plan.phases.{name}", "ends", says=f"phase '{name}' ends on {phase.ends}")
                last[body] = Ending(phase.ends, link)
    return last


def _ends_of_life(book: RuleBook, name: str, phases: Mapping[str, Ending]) -> Iterator[Ending]:
    body, key = book.bodies[name], f"bodies.{name}"
    if body.expires:
        yield Ending(body.expires, at(book, key, "expires", says=f"'{name}' ends on {body.expires}"))
    yield from article_ends(book, key)
    if name in phases:
        yield phases[name]


def article_ends(book: RuleBook, key: str) -> Iterator[Ending]:
    """The end of the article that carries a key, if it has one."""
    article = book.owners[key]
    if article.head.expires:
        says = f"the article of '{key.rpartition('.')[2]}' ends on {article.head.expires}"
        yield Ending(article.head.expires, Link(article.path, ("expires",), says))


def _closings(book: RuleBook, name: str, filler: Mandate | None) -> Iterator[Ending]:
    """The days on which the way of filling a body closes: with its filler, or with the rule that the filler goes by."""
    select = book.bodies[name].select
    if filler and filler.seated is not None:
        by = at(book, f"bodies.{filler.body}", says=f"'{filler.body}' sits until {filler.seated}")
        ended = filler.life is not None and filler.life.day == filler.seated
        yield Ending(filler.seated, filler.life.link if ended and filler.life else by)
    for group, rule in (("decisions", select.decision_rule), ("draws", select.draw_rule)):
        if rule and f"{group}.{rule}" in book.owners:
            yield from article_ends(book, f"{group}.{rule}")
