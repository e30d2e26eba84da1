"""Who may act: the names that fill a role under a rule book, and the last day of a body whose powers end."""

from collections.abc import Iterable
from datetime import date, datetime
from zoneinfo import ZoneInfo

from folkmoot.procedure.acts import Role
from folkmoot.procedure.calendar import end_of
from folkmoot.records.bodies import Power
from folkmoot.records.heads import ProposalHead
from folkmoot.records.rules import Procedure
from folkmoot.rulebook.book import RuleBook

OFFICERS = frozenset({"clerk", "clerks", "facilitator", "maintainer", "maintainers", "registrar", "secretary", "teller", "tellers"})
"""Those who keep the records straight without deciding anything; a charter may make bodies of them."""
_POWERS: dict[Role, frozenset[Power]] = {
    Role.CONVENER: frozenset({"convene", "agenda"}),
    Role.KEEPER: frozenset({"keep-roster"}),
    Role.CONFIRMER: frozenset({"confirm"}),
}


def names_of(role: Role, head: ProposalHead | None, procedure: Procedure | None, books: Iterable[RuleBook]) -> frozenset[str]:
    """The names that fill a role; of ANYONE and HOLDER there is no list, so those are empty. Voters are named as the body they are.

    The first of the books is the one that the matter opened under.
    """
    match role:
        case Role.INTRODUCER if head:
            return frozenset({head.introduced_by})
        case Role.DECIDER if procedure:
            return frozenset({procedure.decide.by})
        case Role.VETOER if procedure and procedure.veto:
            return frozenset({procedure.veto.by})
        case Role.OBJECTOR if procedure:
            rule = next(iter(books)).decisions.get(procedure.decide.rule)
            return frozenset({rule.objectors} if rule and rule.objectors else ())
        case Role.VOTER if procedure:
            return frozenset({procedure.decide.by})
        case Role.EDITOR if procedure and procedure.editorial:
            return frozenset({procedure.editorial.by})
        case Role.OFFICER:
            return OFFICERS | ({procedure.execute.by} if procedure else set())
        case Role.CONVENER | Role.KEEPER | Role.CONFIRMER:
            wanted = _POWERS[role]
            return frozenset(name for book in books for name, body in book.bodies.items() if wanted & set(body.powers))
    return frozenset()


def last_day(name: str, book: RuleBook) -> date | None:
    """The last day on which a body may act: its own, or that of the article that makes it; None when it has none."""
    body = book.bodies.get(name)
    if body is None:
        return None
    owner = book.owners.get(f"bodies.{name}")
    days = [day for day in (body.expires, owner.head.expires if owner else None) if day is not None]
    return min(days, default=None)


def sunset(name: str, at: datetime, books: Iterable[RuleBook], zone: ZoneInfo) -> date | None:
    """The last day of a body, if that day was over at an instant; the first of the books that knows the body speaks."""
    for book in books:
        if name in book.bodies:
            day = last_day(name, book)
            return day if day is not None and end_of(day, zone) <= at else None
    return None
