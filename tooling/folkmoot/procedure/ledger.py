"""What obligations, duties and figures are read from: a chronicle with its juries, cases, seats and reports."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property

from folkmoot.procedure.calendar import start_of
from folkmoot.procedure.cases import Case, cases
from folkmoot.procedure.chronicle import Chronicle
from folkmoot.procedure.conversion import Conversion, conversion
from folkmoot.procedure.jury import Sitting, sittings
from folkmoot.procedure.seats import Tenure, tenures
from folkmoot.records.heads import ReportHead


@dataclass(frozen=True)
class Ledger:
    """A chronicle with what obligations are read from, computed once."""

    course: Chronicle

    @cached_property
    def juries(self) -> Mapping[str, Sitting]:
        """Where every jury stands."""
        return sittings(self.course)

    @cached_property
    def cases(self) -> Mapping[str, Case]:
        """Every case."""
        return cases(self.course)

    @cached_property
    def seats(self) -> tuple[Tenure, ...]:
        """Every seat held so far."""
        return tenures(self.course)

    @cached_property
    def reports(self) -> tuple[tuple[str, ReportHead], ...]:
        """Every report finished by now, with its path; one without a period counts as always there."""
        archive = self.course.archive
        found = [report for proposal in archive.proposals for report in proposal.reports]
        found += [report for jury in archive.juries for report in jury.reports]
        return tuple((each.path, each.head) for each in found if self.dated(each.head) <= self.course.as_of)

    @cached_property
    def conversion(self) -> Conversion:
        """Where the milestones of the plan stand, and who works on them."""
        return conversion(self.course, self.seats, ((self.dated(head), path, head) for path, head in self.reports))

    @cached_property
    def about(self) -> Mapping[str, tuple[ReportHead, ...]]:
        """Those reports, by what they are about."""
        found: dict[str, list[ReportHead]] = {}
        for _, head in self.reports:
            found.setdefault(head.about, []).append(head)
        return {name: tuple(heads) for name, heads in found.items()}

    @cached_property
    def asked(self) -> Mapping[str, tuple[datetime, ...]]:
        """When proposals that respond to something were opened, by what they respond to."""
        found: dict[str, list[datetime]] = {}
        for matter in self.course.matters.values():
            if matter.opened and matter.proposal.text.head.responds_to:
                found.setdefault(matter.proposal.text.head.responds_to, []).append(matter.opened)
        return {name: tuple(opened) for name, opened in found.items()}

    def dated(self, head: ReportHead) -> datetime:
        """When a report was finished: the last day of its period, or the day before all others."""
        return start_of(head.period.to if head.period else date(1970, 1, 1), self.course.zone)

    def first(self, *about: str, by: str = "", after: datetime | None = None) -> datetime | None:
        """When the first report about something was finished, by a body and after an instant where these are given."""
        heads = (head for name in about for head in self.about.get(name, ()) if not by or head.by == by)
        return min((at for head in heads if (at := self.dated(head)) and (after is None or after <= at)), default=None)


def ledger_of(course: Chronicle) -> Ledger:
    """The ledger of a chronicle, the same each time it is asked for."""
    return course.once(Ledger)
