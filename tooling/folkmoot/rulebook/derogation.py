"""A derogation: one rule of the charter, with another value for a few weeks, and everything else as it was."""

from copy import deepcopy
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from pydantic import ValidationError

from folkmoot.rulebook.book import GROUPS, RuleBook


@dataclass(frozen=True, slots=True)
class Derogation:
    """A rule's path, the value that stands in its place, and the window [since, until) in which it does."""

    path: str
    instead: str
    since: datetime
    until: datetime


def derogated(book: RuleBook, path: str, instead: str) -> RuleBook | None:
    """Put another value to one rule of a book; None when the book has no such rule or the value does not fit it."""
    group, _, rest = path.partition(".")
    name, _, inner = rest.partition(".")
    rule = getattr(book, group).get(name) if group in GROUPS else None
    if rule is None or not inner:
        return None
    plain = deepcopy(book.plain[group][name])
    here: Any = plain
    *steps, last = inner.split(".")
    for step in steps:
        here = here.get(step) if isinstance(here, dict) else None
    if not isinstance(here, dict) or not isinstance(here.get(last), str):
        return None
    here[last] = instead
    try:
        changed = type(rule).model_validate(plain)
    except ValidationError:
        return None
    groups: dict[str, Any] = {group: {**getattr(book, group), name: changed}}
    return replace(book, **groups)


def under(book: RuleBook, derogations: tuple[Derogation, ...], instant: datetime) -> RuleBook:
    """The book as it holds at an instant; of two derogations from one rule the later one counts."""
    for each in sorted(derogations, key=lambda each: each.since):
        if each.since <= instant < each.until:
            book = derogated(book, each.path, each.instead) or book
    return book
