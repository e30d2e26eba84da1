"""Objections in the course of a matter: who may raise, resolve and overrule one, what each act must bring, and whether a round is left."""

from collections.abc import Collection, Sequence

from folkmoot.procedure.acts import Guard, Role
from folkmoot.records.archive import Archive
from folkmoot.records.decision_rule import DecisionRule
from folkmoot.records.deliberation import Objection
from folkmoot.records.event import ElectorateNamed, ProposalEvent
from folkmoot.records.rules import Procedure
from folkmoot.rulebook.book import RuleBook
from folkmoot.rulebook.objections import KNOWING_OBJECTIONS, may_object, numbered, objections, round_of, standing

GUARDS = frozenset({Guard.OBJECTION, Guard.RESOLUTION, Guard.OVERRULING, Guard.ROUND})
"""What acts about objections must bring."""
BY_VOTERS = frozenset({Role.OBJECTOR, Role.VOTER})
"""Roles that are filled by whoever may vote, and not by a name alone."""


class Objecting:
    """What the log of one matter says of objections so far; `rule` is None where the matter is not decided yet by any."""

    def __init__(self, archive: Archive, book: RuleBook, procedure: Procedure | None, log: Sequence[ProposalEvent]) -> None:
        self.archive, self.log = archive, log
        self.decider = procedure.decide.by if procedure else ""
        self.rule: DecisionRule | None = book.decisions.get(procedure.decide.rule) if procedure else None

    @property
    def is_known(self) -> bool:
        """Whether the rule by which the matter is decided knows objections."""
        return self.rule is not None and self.rule.method in KNOWING_OBJECTIONS

    @property
    def electorate(self) -> Collection[str]:
        """Those the vote was opened for: the entries of a roster, or everybody drawn for a panel."""
        opened = next((event for event in reversed(self.log) if event.act == "voting-opened"), None)
        return _entries(self.archive, opened.electorate) if opened and opened.electorate else ()

    @property
    def ledger(self) -> tuple[Objection, ...]:
        """The objections of the present vote."""
        return objections(self.log, self.rule, self.decider, self.electorate) if self.rule and self.is_known else ()

    def may(self, roles: Collection[Role], by: str) -> bool:
        """Whether somebody fills one of the roles of objectors and voters."""
        if Role.VOTER in roles:
            return by in self.electorate
        return self.rule is not None and may_object(by, self.rule, self.decider, self.electorate)

    def lacking(self, guard: Guard, event: ProposalEvent) -> str:
        """What an act about objections lacks; empty when it lacks nothing."""
        if not self.is_known:
            return "the rule by which this is decided knows no objections"
        match guard:
            case Guard.OBJECTION if not (event.reason and event.ref):
                return f"'{event.act}' gives no reason" if not event.reason else f"'{event.act}' names no clause or aim in 'ref'"
            case Guard.RESOLUTION | Guard.OVERRULING:
                return self._no_answer(guard, event)
            case Guard.ROUND:
                return self.no_round()
        return ""

    def no_round(self) -> str:
        """Why there is no further round; empty when there is one."""
        rounds = self.rule.rounds if self.rule else None
        if not any(standing(self.ledger)):
            return "no objection stands, so there is nothing to meet in a further round"
        return "" if rounds and round_of(self.log) < rounds else "the last round is over, and the fall-back rule decides"

    def _no_answer(self, guard: Guard, event: ProposalEvent) -> str:
        about = next((each for each in self.ledger if each.number == numbered(event)), None)
        if about is None:
            return "'ref' names no objection of this vote; the first one is objection-1"
        if not event.reason:
            return f"'{event.act}' gives no reason"
        if guard is Guard.RESOLUTION and event.by != about.by:
            return f"objection-{about.number} was raised by {about.by}, who alone can say that it is met"
        if guard is Guard.OVERRULING and event.by == about.by:
            return "nobody overrules their own objection; record 'resolved' to take it back"
        return ""


def no_exception(event: ProposalEvent) -> str:
    """What an exception to the electorate lacks; empty when it lacks nothing."""
    if event.entry is None:
        return f"'{event.act}' names nobody in 'entry'"
    if event.ref not in ("added", "removed"):
        return f"'{event.act}' does not say in 'ref' whether it has added or removed {event.entry}"
    return "" if event.reason else f"'{event.act}' gives no reason"


def _entries(archive: Archive, named: ElectorateNamed) -> Collection[str]:
    if named.kind == "roster":
        roster = archive.roster(named.id)
        return frozenset(token.decode() for token in roster.entries.tokens) if roster and roster.entries else frozenset()
    jury = archive.jury(named.id)
    if jury is None or jury.draw is None:
        return frozenset()
    came = (event.entry for event in jury.log if event.act in ("admitted", "replaced") and event.entry)
    return frozenset((*(seat.entry for seat in (*jury.draw.panel.seats, *jury.draw.panel.alternates)), *came))
