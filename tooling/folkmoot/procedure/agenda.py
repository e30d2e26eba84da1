"""What comes next: acts that may follow in each open matter and jury, with who may take them, from when and until when."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from folkmoot.procedure.actors import names_of
from folkmoot.procedure.acts import Role
from folkmoot.procedure.chronicle import Chronicle, Matter
from folkmoot.procedure.jury import Sitting
from folkmoot.procedure.jury_status import JuryStatus, SeatStatus
from folkmoot.procedure.options import options
from folkmoot.procedure.status import HOLDING, OPEN_STATUSES, Status
from folkmoot.records.sentence import Sentence, later
from folkmoot.records.speech import phrase

_WORDS = {
    "opened": phrase("open it for discussion"),
    "revised": phrase("change the text"),
    "frozen": phrase("freeze the text"),
    "corrected": phrase("correct the spelling, with a reason"),
    "returned": phrase("take it back to be rewritten"),
    "voting-opened": phrase("open the vote"),
    "ballots-closed": phrase("close the vote"),
    "vetoed": phrase("veto it, with a reason"),
    "objected": phrase("object, with a reason and the clause or aim it is about"),
    "resolved": phrase("say that an objection of theirs is met"),
    "overruled": phrase("say that an objection is not paramount, with a reason"),
    "excepted": phrase("let somebody vote whom the roster leaves out by mistake, or the other way round, with a reason"),
    "override-opened": phrase("open a proposal to override the veto"),
    "called-up": phrase("call it up"),
    "withdrawn": phrase("withdraw it"),
}
_LEADING = {Status.OPEN: "frozen", Status.FROZEN: "voting-opened", Status.VOTING: "ballots-closed", Status.CLOSED: "returned"}
"""The act that carries a matter on; one that is closed waits for people only while objections stand and a round is left."""


@dataclass(frozen=True, slots=True)
class Ahead:
    """One step that may be taken."""

    source: str
    act: str
    who: tuple[str, ...]
    says: Sentence
    """What may be done."""
    opens: datetime | None
    closes: datetime | None
    leading: bool
    """Whether the matter waits for it."""

    @property
    def what(self) -> str:
        """What may be done, in English."""
        return self.says.english


def ahead_of_matter(course: Chronicle, matter: Matter) -> tuple[Ahead, ...]:
    """The acts that may follow in a matter, the one it waits for first; voting stands among them."""
    found = course.once(_Found).steps
    if matter.proposal.id not in found or found[matter.proposal.id][0] is not matter:
        found[matter.proposal.id] = matter, _ahead_of(course, matter)
    return found[matter.proposal.id][1]


class _Found:
    """What was found so far to be ahead in the matters of one chronicle: several pages and checks ask."""

    def __init__(self, course: Chronicle) -> None:
        self.steps: dict[str, tuple[Matter, tuple[Ahead, ...]]] = {}


def _ahead_of(course: Chronicle, matter: Matter) -> tuple[Ahead, ...]:
    name, found = matter.proposal.id, []
    for option in options(course.setting, matter.proposal, matter.status, course.as_of):
        leading = _LEADING.get(matter.status) == option.act
        found.append(Ahead(name, option.act, option.who, later(_WORDS[option.act]), option.opens, option.closes, leading))
    if matter.status is Status.VOTING and matter.procedure:
        found.insert(0, Ahead(name, "vote", (matter.procedure.decide.by,), later("vote"), None, matter.due, True))
    return tuple(sorted(found, key=lambda step: not step.leading))


def ahead_of_jury(course: Chronicle, panel: Sitting) -> tuple[Ahead, ...]:
    """The acts that a jury waits for."""
    return tuple(_jury_steps(course, panel))


def _jury_steps(course: Chronicle, panel: Sitting) -> Iterator[Ahead]:
    name, book = panel.jury.id, course.charter.book
    staff = tuple(sorted(names_of(Role.KEEPER, None, None, (book,)) | names_of(Role.CONVENER, None, None, (book,)))) or ("registrar",)
    match panel.status:
        case JuryStatus.PLANNED | JuryStatus.POOL_FROZEN:
            yield Ahead(name, "called", staff, later("call the jury"), None, None, True)
        case JuryStatus.CALLED:
            yield Ahead(name, "pool-frozen", staff, later("freeze the roster"), None, None, True)
        case JuryStatus.CHALLENGE:
            yield Ahead(name, "challenged", ("anyone",), later("challenge the call or the roster"), None, panel.challenge, True)
        case JuryStatus.READY:
            when = max((source.when for source in panel.jury.call.head.sources if source.when), default=None)
            yield Ahead(name, "seed", ("anyone",), later("record what the announced sources gave"), when, None, True)
        case JuryStatus.SEEDED:
            yield Ahead(name, "draw", ("anyone",), later("draw the panel"), None, None, True)
        case JuryStatus.DRAWN | JuryStatus.CONFIRMED:
            yield from _to_seat(course, panel, staff)
        case JuryStatus.INVITED:
            yield Ahead(name, "called", staff, later("freeze the roster of those who said yes, and call the selection"), None, None, True)
        case JuryStatus.REPORTED:
            yield Ahead(name, "discharged", staff, later("discharge the jury"), None, None, True)


def _to_seat(course: Chronicle, panel: Sitting, staff: tuple[str, ...]) -> Iterator[Ahead]:
    name = panel.jury.id
    confirming = tuple(sorted(names_of(Role.CONFIRMER, None, None, (course.charter.book,))))
    if panel.status is JuryStatus.DRAWN and confirming:
        yield Ahead(name, "confirmed", confirming, later("confirm the draw"), None, None, True)
    if any(status is SeatStatus.SELECTED for status in panel.seats.values()):
        yield Ahead(name, "summoned", staff, later("summon those who were drawn"), None, None, True)
    asked = tuple(sorted(entry for entry, status in panel.seats.items() if status is SeatStatus.SUMMONED))
    if asked:
        yield Ahead(name, "accepted", asked, later("say yes or no to the seat"), None, panel.response, True)


def agenda(course: Chronicle, juries: Iterable[Sitting]) -> tuple[Ahead, ...]:
    """Every step that an open matter or a jury waits for, and every veto, override and call-up that is still possible."""
    found: list[Ahead] = []
    for matter in course.matters.values():
        steps = ahead_of_matter(course, matter) if matter.status in (*OPEN_STATUSES, *HOLDING, Status.VETOED) else ()
        found += [step for step in steps if step.leading or step.act in ("vetoed", "override-opened", "called-up")]
    for panel in juries:
        found += ahead_of_jury(course, panel)
    return tuple(sorted(found, key=lambda step: (step.closes is None, step.closes, step.source)))
