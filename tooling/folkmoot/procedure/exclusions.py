"""Who cannot be drawn for a body, and why: what the charter, the seats of others and the question itself say on the day of a call.

One reason each, and the first that fits of these:

- `introduced-it`, `seconded-it`: who put the question, while it is not decided, that the jury is called for;
- `sits-in-<body>`: who holds a seat in a body that excludes this one or is excluded by it, reviews it or is reviewed by it; or
  who sits in this body still when the jury will be seated;
- `sat-in-<body>`: who sat so lately in a body that this one makes them wait after (`cool_off_from`);
- `served-lately`: who sat in it within its `cool_off`;
- `served-its-turns`: who had as many terms in it as `max_terms` allows, where no `cool_off` lets anybody come again.

Roles that are no bodies, such as `staff`, are told by the roster: its column `role` names them.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from folkmoot.procedure.calendar import add_days, end_of
from folkmoot.procedure.chronicle import Chronicle
from folkmoot.procedure.seats import Tenure
from folkmoot.records.bodies import Body
from folkmoot.records.roster import Entries
from folkmoot.records.rules import DrawRule
from folkmoot.rulebook.book import RuleBook

ROLE = "role"
"""The column of a roster that says which office or work somebody has."""


@dataclass(frozen=True, slots=True)
class Bar:
    """Why one entry, or everybody with a role, cannot be drawn."""

    reason: str
    entry: str = ""
    role: str = ""


def kept_apart(book: RuleBook, name: str) -> frozenset[str]:
    """The bodies and roles that a body keeps out or that keep it out: by `incompatible`, by `reviews`, either way round."""
    own = book.bodies.get(name)
    found = {*own.incompatible, *own.reviews} if own else set()
    found |= {other for other, body in book.bodies.items() if name in (*body.incompatible, *body.reviews)}
    return frozenset(found - {name})


def draw_rule_of(book: RuleBook, name: str) -> DrawRule | None:
    """The rule that a body's draws follow: the one it names, or the charter's first."""
    named = book.bodies[name].select.draw_rule if name in book.bodies else None
    return book.draws.get(named) if named else next(iter(book.draws.values()), None)


def soonest(course: Chronicle, name: str, called: datetime) -> datetime:
    """When a jury called at an instant will be seated: once its challenge, its seed and the answers have had their time."""
    book = course.version_at(called).book
    rule = draw_rule_of(book, name)
    if rule is None:
        return called
    seeded = max(course.deadline(called, rule.seed.after, book), course.deadline(called, rule.challenge, book))
    return course.deadline(seeded, rule.response, book)


def involved(course: Chronicle, mandate: str, at: datetime) -> tuple[Bar, ...]:
    """Those who put the question that a jury is called for, while nobody has decided it."""
    matter = course.matters.get(mandate)
    if matter is None or (matter.decision is not None and matter.decision.head.closed <= at):
        return ()
    head = matter.proposal.text.head
    seconds = (Bar("seconded-it", entry) for entry in sorted(head.seconds) if entry != head.introduced_by)
    return (Bar("introduced-it", head.introduced_by), *seconds)


def barred(course: Chronicle, seats: Iterable[Tenure], name: str, at: datetime) -> tuple[Bar, ...]:
    """Those whom the charter in force on the day of a call keeps out of a body, each once, in the order of reasons; then roles."""
    book = course.book_at(at)
    body = book.bodies.get(name)
    if body is None:
        return ()
    apart, found, turns = kept_apart(book, name), dict[str, str](), dict[str, list[Tenure]]()
    for seat in seats:
        if seat.body in apart and seat.holds(at):
            found.setdefault(seat.holder, f"sits-in-{seat.body}")
        elif seat.body in body.cool_off_from and seat.since <= at:
            free = course.deadline(min(seat.until or at, at), body.cool_off_from[seat.body], book)
            if at < free:
                found.setdefault(seat.holder, f"sat-in-{seat.body}")
        elif seat.body == name and seat.since <= at:
            turns.setdefault(seat.holder, []).append(seat)
    seated = soonest(course, name, at)
    for holder, held in turns.items():
        if reason := _served(course, body, held, at, seated):
            found.setdefault(holder, reason)
    bars = sorted((Bar(reason, holder) for holder, reason in found.items()), key=lambda bar: (bar.reason, bar.entry))
    return (*bars, *(Bar(f"is-{role}", role=role) for role in sorted(apart)))


def _served(course: Chronicle, body: Body, held: list[Tenure], at: datetime, seated: datetime) -> str:
    """The reason for which somebody who has had seats of the body cannot be drawn for it; empty when they can."""
    last = held[-1]
    if last.until is None or last.until > seated or (last.holds(at) and body.cool_off is not None):
        return f"sits-in-{last.body}"
    if body.cool_off is not None:
        free = end_of(add_days(last.until.astimezone(course.zone).date(), body.cool_off), course.zone)
        return "served-lately" if at < free else ""
    return "served-its-turns" if body.max_terms is not None and len(held) >= body.max_terms else ""


def in_pool(bars: Iterable[Bar], entries: Entries, skipped: Iterable[bytes]) -> tuple[Bar, ...]:
    """Those of the barred whom a roster has and whom nothing skips yet; a role stands for everybody whom the roster gives it."""
    eligible = set(entries.tokens) - set(skipped)
    roles: dict[str, list[str]] = {}
    if ROLE in entries.columns:
        for token, role in zip(entries.tokens, entries.column(ROLE), strict=True):
            if token in eligible:
                roles.setdefault(role, []).append(token.decode())
    found: dict[str, Bar] = {}
    for bar in bars:
        for entry in roles.get(bar.role, ()) if bar.role else (bar.entry,):
            if entry.encode() in eligible:
                found.setdefault(entry, Bar(bar.reason, entry, bar.role))
    return tuple(found.values())
