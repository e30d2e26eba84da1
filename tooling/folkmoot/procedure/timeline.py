"""What happened to a matter or a jury, and what is to come: the acts of people, and between them what follows by computation."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from folkmoot.procedure.acts import FAULTS_THAT_COUNT, Refusal
from folkmoot.procedure.calendar import end_of
from folkmoot.procedure.chronicle import Chronicle, Matter
from folkmoot.procedure.jury import Sitting
from folkmoot.procedure.jury_status import JuryStatus
from folkmoot.procedure.ledger import Ledger, ledger_of
from folkmoot.procedure.milestones import Act, Exhibit
from folkmoot.procedure.obligations import Obligation, State, obligations_from
from folkmoot.procedure.status import Status
from folkmoot.records.event import JuryEvent, ProposalEvent
from folkmoot.records.sentence import Sentence, joined, later, quoted

_NOTHING = quoted("")


@dataclass(frozen=True, slots=True)
class Moment:
    """One line of a timeline."""

    at: datetime
    what: str
    by: str
    """Who acted; empty for what follows by computation."""
    says: Sentence = _NOTHING
    """What there is to say of it."""
    void: str = ""
    """Why an act does not count; empty when it does."""
    event: ProposalEvent | JuryEvent | None = None
    """The act itself, as the log has it; None for what is computed."""

    @property
    def note(self) -> str:
        """What there is to say of it, in English."""
        return self.says.english

    @property
    def computed(self) -> bool:
        """Whether it follows from the records without being written anywhere."""
        return not self.by


def matter_timeline(course: Chronicle, matter: Matter) -> tuple[Moment, ...]:
    """Every event of a proposal's log and everything computed, in order; what lies after the chronicle's instant is to come."""
    refused = {each.position: each for each in matter.walk.refusals}
    lines = [
        Moment(event.at, event.act, event.by, _note(event.entry, event.ref, event.reason), _void(refused.get(place)), event)
        for place, event in enumerate(matter.proposal.log) if event.at <= course.as_of
    ]  # fmt: skip
    return tuple(sorted((*lines, *_computed(course, matter)), key=lambda line: (line.at, line.computed)))


def _note(*parts: str | None) -> Sentence:
    return quoted("; ".join(part for part in parts if part))


def _void(refusal: Refusal | None) -> str:
    return refusal.what if refusal and refusal.cause not in FAULTS_THAT_COUNT else ""


def _computed(course: Chronicle, matter: Matter) -> Iterator[Moment]:
    decision, walk = matter.decision, matter.walk
    if matter.status is Status.LAPSED and matter.ended:
        yield Moment(matter.ended, "lapsed", "", later("the longest discussion was over"))
    elif matter.due:
        yield Moment(matter.due, "deadline", "", later("the stage '{status}' ends", status=matter.status))
    if decision:
        yield Moment(decision.head.closed, decision.head.outcome, "", quoted(decision.head.summary))
    if matter.final and decision and matter.final > decision.head.closed:
        yield Moment(
            matter.final, "final", "", later("the veto was overridden") if walk.override else later("no veto can reach it any more")
        )
    if matter.effective:
        yield Moment(matter.effective, "in force", "", later("the notice has passed") if matter.effective != matter.final else _NOTHING)
    if matter.ended and matter.status is not Status.LAPSED:
        yield Moment(matter.ended, str(matter.status), "")
    elif matter.effective and matter.proposal.text.head.expires:
        yield Moment(end_of(matter.proposal.text.head.expires, course.zone), "expires", "")
    for each in obligations_from(ledger_of(course), matter.proposal.id):
        if each.path.startswith(matter.proposal.folder):
            yield Moment(each.due, f"due: {each.kind}", "", _owed(each, course))


def jury_timeline(course: Chronicle, panel: Sitting) -> tuple[Moment, ...]:
    """The same for a jury."""
    refused = {each.position: each for each in panel.refusals}
    lines = [
        Moment(event.at, event.act, event.by, _note(event.entry if event.entry != event.by else None, event.ref, event.reason),
               _void(refused.get(place)), event)
        for place, event in enumerate(panel.jury.log) if event.at <= course.as_of
    ]  # fmt: skip
    return tuple(sorted((*lines, *_of_jury(course, panel)), key=lambda line: (line.at, line.computed)))


def milestone_timeline(ledger: Ledger, name: str) -> tuple[Moment, ...]:
    """What was shown and decided of a milestone, what of it is void, and the days to come."""
    course, plan = ledger.course, ledger.conversion
    progress = plan.milestones[name]
    lines = [_moved(act, "") for act in progress.history]
    lines += [_moved(void.act, void.what) for void in plan.void if void.act.milestone == name]
    if progress.passed:
        lines.append(Moment(progress.passed, "passed", "", later("every gate is passed")))
    else:
        lines.append(Moment(end_of(progress.due, course.zone), "due", "", later("{body} must have passed it", body=progress.milestone.by)))
    closes = end_of(progress.milestone.rollback.until, course.zone)
    lines.append(Moment(closes, "no way back", "", later("it cannot be rolled back any more")))
    return tuple(sorted(lines, key=lambda line: (line.at, line.computed)))


def _owed(each: Obligation, course: Chronicle) -> Sentence:
    return joined((each.owner, joined((each.says, f"({each.state(course.as_of)})"), " ")), ": ")


def _moved(act: Act, void: str) -> Moment:
    if isinstance(act, Exhibit):
        return Moment(act.at, "evidence", act.by, quoted(f"{act.gate}: {act.claim.claim}"), void)
    day = f" to {act.due}" if act.due else ""
    return Moment(act.at, act.do, act.by, quoted(f"{act.gate or act.milestone}{day}; {act.source}"), void)


def _of_jury(course: Chronicle, panel: Sitting) -> Iterator[Moment]:
    head = panel.jury.call.head
    if panel.challenge:
        yield Moment(panel.challenge, "challenge over", "")
    seed = next((event for event in panel.jury.log if event.act == "seed" and event.at <= course.as_of), None)
    if panel.jury.draw and seed:
        seats, alternates = len(panel.jury.draw.panel.seats), len(panel.jury.draw.panel.alternates)
        says = later("{seats} seats, {alternates} alternates", seats=str(seats), alternates=str(alternates))
        yield Moment(seed.at, "drawn", "", says)
    if panel.response:
        yield Moment(panel.response, "answers over", "")
    if panel.seated:
        least = str(panel.body.seats.min) if panel.body else ""
        yield Moment(
            panel.seated, "seated", "", later("at least {least} of {seats}", least=least, seats=str(head.seats)) if least else _NOTHING
        )
    if panel.called and panel.status not in (JuryStatus.FAILED, JuryStatus.ANNULLED):
        for each in obligations_from(ledger_of(course), panel.jury.id):
            if each.state(course.as_of) is not State.DONE:
                yield Moment(each.due, f"due: {each.kind}", "", _owed(each, course))
