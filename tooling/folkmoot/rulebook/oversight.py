"""Who watches whom: the bodies of a charter, and who fills, removes, hears and stops each; data for a page or a diagram."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from folkmoot.rulebook.book import RuleBook
from folkmoot.rulebook.mandate import ONCE, Source, is_in_force, mandates

LOT = "lot"
"""The watcher of a body that is drawn from all members; nobody chooses."""


class Hold(StrEnum):
    """What one has over another."""

    FILLS = "fills"
    REMOVES = "removes"
    HEARS = "hears"
    """Receives its reports."""
    STOPS = "stops"
    """May veto what it decides."""
    REVIEWS = "reviews"
    """Watches it, and shares nobody with it."""


@dataclass(frozen=True, slots=True, order=True)
class Edge:
    """One has something over another."""

    watched: str
    """A body, or members where a veto is over what all of them decide."""
    hold: Hold
    watcher: str
    """A body, members or a class of them, an office, or `lot`."""
    key: str
    """The rule that says so, such as `bodies.board.removal`."""


def watchers(book: RuleBook, as_of: date | None = None) -> tuple[Edge, ...]:
    """Every edge, by the watched; with `as_of` only those between bodies that have not ended by then."""
    ended = set()
    if as_of is not None:
        ended = {name for name, held in mandates(book).items() if held.life is not None and held.life.day < as_of}
    edges = {*_over_bodies(book), *_over_decisions(book, as_of)}
    return tuple(sorted(edge for edge in edges if not {edge.watched, edge.watcher} & ended))


def _over_bodies(book: RuleBook) -> Iterator[Edge]:
    for name, held in mandates(book).items():
        body = book.bodies[name]
        filler = LOT if held.source is Source.LOT and not held.filler else held.filler
        if filler:
            yield Edge(name, Hold.FILLS, filler, f"bodies.{name}.select")
        if body.removal:
            yield Edge(name, Hold.REMOVES, body.removal.by, f"bodies.{name}.removal")
        for other in body.reviews:
            if other in book.bodies:
                yield Edge(other, Hold.REVIEWS, name, f"bodies.{name}.reviews")
        if body.reports:
            yield Edge(name, Hold.HEARS, body.reports.to, f"bodies.{name}.reports")
    for name, duty in book.duties.items():
        if duty.who in book.bodies:
            yield Edge(duty.who, Hold.HEARS, duty.to, f"duties.{name}")


def _over_decisions(book: RuleBook, as_of: date | None) -> Iterator[Edge]:
    for name, procedure in book.procedures.items():
        is_held = name != ONCE and (as_of is None or is_in_force(book, f"procedures.{name}", as_of))
        if procedure.veto and is_held:
            yield Edge(procedure.decide.by, Hold.STOPS, procedure.veto.by, f"procedures.{name}.veto")
