"""Cases: who judges them, what they must answer, what was found, and how a verdict and the one appeal against it stand together."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from folkmoot.procedure import appealing
from folkmoot.procedure.calendar import start_of
from folkmoot.procedure.chronicle import IMPORTED, Chronicle, Matter
from folkmoot.procedure.status import OPEN_STATUSES, Status
from folkmoot.records.archive import Jury, Report
from folkmoot.records.case import NOT_UNDONE
from folkmoot.records.decision_rule import DecisionRule
from folkmoot.records.heads import Effect, Option, ProposalHead
from folkmoot.rulebook.tension import Clauses, clauses_of, tension

_NOT_RUNNING = (Status.DRAFT, Status.WITHDRAWN, Status.LAPSED)


@dataclass(frozen=True)
class Case:
    """One case, at the chronicle's instant."""

    course: Chronicle
    matter: Matter

    @property
    def head(self) -> ProposalHead:
        """What the case says of itself."""
        return self.matter.proposal.text.head

    @property
    def id(self) -> str:
        """The proposal's id."""
        return self.matter.proposal.id

    @property
    def rule(self) -> DecisionRule | None:
        """The rule that decides it."""
        return self.matter.book.decisions.get(self.matter.procedure.decide.rule) if self.matter.procedure else None

    @cached_property
    def conduct(self) -> datetime | None:
        """The instant whose charter it is judged by: when the day began on which the thing was done; else when it was opened."""
        action = self.head.original_action
        return start_of(action.at, self.course.zone) if action else self.matter.opened

    @cached_property
    def clauses(self) -> Clauses:
        """The clauses in force then."""
        return clauses_of(self.course.version_at(self.conduct or self.course.as_of).articles.values())

    @cached_property
    def tension(self) -> tuple[str, ...]:
        """What it must answer: the clauses cited, and those held in balance with them."""
        return tension(self.clauses, self.head.clauses)

    @cached_property
    def juries(self) -> tuple[Jury, ...]:
        """Those who judge: the jury that the vote was opened for; before that, every jury called for this case."""
        voted = self.matter.events.get("voting-opened")
        archive = self.course.archive
        if voted and voted.electorate:
            jury = archive.jury(voted.electorate.id) if voted.electorate.kind == "jury" else None
            return (jury,) if jury else ()
        return tuple(jury for jury in archive.juries if jury.call.head.mandate == self.id)

    @cached_property
    def reasons(self) -> Report | None:
        """The report that gives the verdict's reasons: the one its decision names, else the first of a jury about the case."""
        archive, decision = self.course.archive, self.matter.decision
        told = [report for jury in archive.juries for report in jury.reports if report.head.about == self.id]
        named = decision.head.reasons if decision else None
        return next((report for report in told if report.path == named), told[0] if told and named is None else None)

    @property
    def adopted(self) -> tuple[Option, ...]:
        """The findings and remedies that the verdict adopted."""
        winners = self.matter.decision.head.winners if self.matter.decision else ()
        return tuple(option for option in self.head.options if option.id in winners)

    @property
    def answers(self) -> str | None:
        """Of an appeal: the case whose verdict it asks to look at again."""
        return self.head.responds_to if self.head.stage == "appeal" else None


def is_case(matter: Matter) -> bool:
    """Whether a matter is a case: it is decided by a verdict, or says something that only a case says."""
    head = matter.proposal.text.head
    rule = matter.book.decisions.get(matter.procedure.decide.rule) if matter.procedure else None
    said = (head.clauses, head.parties, head.harm, head.original_action, head.stage, head.restricted)
    return head.kind != IMPORTED and (any(said) or (rule is not None and rule.method == "verdict"))


def cases(course: Chronicle) -> Mapping[str, Case]:
    """Every case, by id."""
    return {name: Case(course, matter) for name, matter in course.matters.items() if is_case(matter)}


def window(case: Case) -> datetime | None:
    """When the time to appeal against a verdict ends; None where there is no verdict or no appeal is allowed."""
    return appealing.window(case.head, case.matter.walk, case.course.zone)


def appeals(case: Case, known: Mapping[str, Case]) -> tuple[Case, ...]:
    """The appeals that were opened against a verdict, in the order of opening; only the first of them is one."""
    found = [each for each in known.values() if each.answers == case.id and each.matter.opened and each.matter.status is not Status.DRAFT]
    return tuple(sorted(found, key=lambda each: (each.matter.opened, each.id)))


def appeal_of(case: Case, known: Mapping[str, Case]) -> Case | None:
    """The appeal against a verdict: the first of the right kind that was opened in time, and neither withdrawn nor lapsed."""
    zone = case.course.zone
    return next(
        (
            each
            for each in appeals(case, known)
            if each.matter.status not in _NOT_RUNNING
            and appealing.appeals_against(each.head, each.matter.walk, case.head, case.matter.walk, zone)
        ),
        None,
    )


def replaced_by(case: Case, known: Mapping[str, Case]) -> Case | None:
    """The appeal whose verdict took the place of this one; one that too few jurors voted on decided nothing."""
    appeal = appeal_of(case, known)
    decision = appeal.matter.decision if appeal else None
    return appeal if decision and decision.head.outcome != "no-quorum" else None


def waits(case: Case, effect: Effect, known: Mapping[str, Case]) -> tuple[bool, datetime | None]:
    """Whether a remedy is owed at all, and from when at the earliest.

    A verdict holds while an appeal runs, so that whoever was harmed need not wait. But what cannot be undone waits until the time
    to appeal is over and no appeal runs. A verdict that another took the place of orders nothing any more.
    """
    if replaced_by(case, known):
        return False, None
    option = next((each for each in case.head.options if each.id == effect.option), None)
    if option is None or option.remedy not in NOT_UNDONE:
        return True, None
    appeal = appeal_of(case, known)
    if appeal and appeal.matter.status in OPEN_STATUSES:
        return False, None
    return True, window(case)
