"""A derogation: one rule of the charter, with another value for a few weeks, and everything else as it was."""

from copy import deepcopy
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from pydantic import ValidationError

from folkmoot.records.rules import Procedure
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


def amends_charter(book: RuleBook, path: str) -> bool:
    """Whether a rule decides how the charter is changed, or how a derogation is made; from those nothing may depart.

    Otherwise a threshold could be put aside for a week, and an amendment passed in it would stay (the two-step lowering).
    """
    group, _, rest = path.partition(".")
    name = rest.partition(".")[0]
    guarded = {kind: rule for kind, rule in book.procedures.items() if kind == "derogation" or _reaches_charter(rule)}
    deciders = [by for rule in guarded.values() for by in (rule.decide, rule.veto) if by is not None]
    match group:
        case "procedures":
            return name in guarded
        case "decisions":
            return name in {by.rule for by in deciders}
        case "bodies" | "draws":
            return bool(guarded)
    return False


def _reaches_charter(rule: Procedure) -> bool:
    return any(pattern.split("/")[0] in ("charter", "**", "*") for pattern in rule.paths)


def under(book: RuleBook, derogations: tuple[Derogation, ...], instant: datetime) -> RuleBook:
    """The book as it holds at an instant; of two derogations from one rule the later one counts."""
    for each in sorted(derogations, key=lambda each: each.since):
        if each.since <= instant < each.until and not amends_charter(book, each.path):
            book = derogated(book, each.path, each.instead) or book
    return book
