"""Why a clause says what it says: the decisions that made it, how it was read, and what was tried and not adopted."""

from collections.abc import Mapping
from dataclasses import dataclass

from folkmoot.procedure.charter import changed_files
from folkmoot.procedure.chronicle import Chronicle, Matter
from folkmoot.procedure.precedents import Precedent, precedents
from folkmoot.procedure.provenance import CHARTER, Origin, Place, base_of, origins, places, proposed
from folkmoot.procedure.status import OPEN_STATUSES, Status
from folkmoot.rulebook.redline import ClauseChange

WITHOUT_EFFECT = (Status.REJECTED, Status.NO_QUORUM, Status.VETOED, Status.OVERRIDING, Status.WITHDRAWN, Status.LAPSED)
"""A matter in one of these changes nothing any more, and is read against the charter that it found."""


@dataclass(frozen=True, slots=True)
class Attempt:
    """A change of a clause that is proposed, or that was and did not come to be."""

    matter: Matter
    change: ClauseChange


@dataclass(frozen=True, slots=True)
class Why:
    """Everything the records say of why one clause in force says what it says."""

    clause: str
    place: Place
    origins: tuple[Origin, ...]
    """The decisions that made it what it is, oldest first; those that take effect later come last."""
    read: tuple[Precedent, ...]
    """How verdicts and reasons read it, the latest first."""
    cases: tuple[Matter, ...]
    """The cases about it that are not decided yet."""
    tried: tuple[Attempt, ...]
    """Changes of it that did not come to be, the latest first."""
    open: tuple[Attempt, ...]
    """Changes of it that are proposed now."""

    @property
    def is_rich(self) -> bool:
        """Whether there is more to tell than one decision."""
        return len(self.origins) > 1 or bool(self.read or self.cases or self.tried or self.open)


def clause_reasons(course: Chronicle) -> Mapping[str, Why]:
    """Every declared clause of the charter in force, in the order of articles and clauses."""
    version, read, tried, waiting = course.charter, precedents(course), _attempts(course), _waiting(course)
    found: dict[str, Why] = {}
    for path, article in sorted(version.articles.items()):
        for clause in article.head.clauses:
            place = next(iter(places(version, clause.id, path)), None)
            if place is None:
                continue
            mine = tried.get(clause.id, ())
            now = tuple(each for each in mine if each.matter.status in OPEN_STATUSES)
            past = tuple(each for each in mine if each.matter.status in WITHOUT_EFFECT)
            made, cases = origins(course, place, version), tuple(waiting.get(clause.id, ()))
            found[clause.id] = Why(clause.id, place, made, read.get(clause.id, ()), cases, past, now)
    return found


def _waiting(course: Chronicle) -> Mapping[str, list[Matter]]:
    """The cases that are not decided yet, by the clauses they are about."""
    found: dict[str, list[Matter]] = {}
    for matter in course.matters.values():
        if matter.status in OPEN_STATUSES:
            for clause in matter.proposal.text.head.clauses:
                found.setdefault(clause, []).append(matter)
    return found


def _attempts(course: Chronicle) -> Mapping[str, tuple[Attempt, ...]]:
    """What open and failed matters would do to each clause, by its id before the change, the latest first."""
    found: dict[str, list[Attempt]] = {}
    for matter in course.matters.values():
        failed = matter.status in WITHOUT_EFFECT
        if not (failed or matter.status in OPEN_STATUSES) or matter.opened is None:
            continue
        if not any(path.startswith(CHARTER) for path in changed_files(course.archive, matter.proposal)):
            continue
        for redline in proposed(course, matter, base_of(course, matter, at_opening=failed), in_words=True):
            for change in redline.clauses:
                if change.before is not None and not change.is_empty:
                    found.setdefault(change.before.id, []).append(Attempt(matter, change))
    for attempts in found.values():
        attempts.sort(key=lambda each: (each.matter.opened, each.matter.proposal.id), reverse=True)
    return {clause: tuple(attempts) for clause, attempts in found.items()}
