"""Which acts may follow where a proposal stands: who may take them, from when, and until when."""

from dataclasses import dataclass
from datetime import datetime

from folkmoot.procedure.acts import Edge, Guard, Role
from folkmoot.procedure.status import ARROWS, Status
from folkmoot.procedure.walk import Setting, Walker, walked
from folkmoot.records.archive import Proposal
from folkmoot.rulebook.objections import standing


@dataclass(frozen=True, slots=True)
class Option:
    """An act that may be taken next."""

    act: str
    leads_to: Status
    who: tuple[str, ...]
    """Names, sorted; `anyone` when the act is nobody's in particular."""
    opens: datetime | None
    """It is too early before."""
    closes: datetime | None
    """It is too late from then on."""


def options(setting: Setting, proposal: Proposal, status: Status, until: datetime) -> tuple[Option, ...]:
    """The acts that may follow when the proposal stands at `status` at an instant, those whose window has closed left out."""
    walker = walked(setting, proposal, until)
    found = []
    for (source, act), edge in ARROWS.items():
        closes, opens = walker.clock(edge.closes), walker.clock(edge.opens)
        if source is not status or (closes is not None and closes <= until) or not _offers(walker, edge):
            continue
        who = ("anyone",) if Role.ANYONE in edge.who else _likely(walker, edge, until)
        if who:
            found.append(Option(act, edge.target, who, opens, closes))
    return tuple(found)


def _offers(walker: Walker, edge: Edge[Status]) -> bool:
    """Whether the charter knows this act for matters of this kind at all."""
    rule = walker.procedure
    match edge.guard:
        case Guard.CALL_UP:
            return rule is not None and rule.sphere == "operational" and walker.book.spheres is not None
        case Guard.OVERRIDE:
            return rule is not None and rule.veto is not None and rule.veto.override is not None
        case Guard.OBJECTION:
            return walker.objecting.is_known
        case Guard.RESOLUTION | Guard.OVERRULING:
            return any(standing(walker.objecting.ledger))
        case Guard.ROUND:
            return walker.objecting.is_known and not walker.objecting.no_round()
    return True


def _likely(walker: Walker, edge: Edge[Status], at: datetime) -> tuple[str, ...]:
    """Those of them to be named to a reader: bodies that still act and the introducer; offices where there are none."""
    names = frozenset(name for name in walker.allowed(edge, at) if not walker.sunset(name, at))
    known = {*walker.setting.book_at(at).bodies, *walker.book.bodies, walker.head.introduced_by}
    if walker.procedure:
        known.add(walker.procedure.decide.by)
    return tuple(sorted(names & known or names))
