"""The Terms of Service over time: every annex there was, is or will be, and the decision that made it."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise

from folkmoot.procedure.charter import Version
from folkmoot.procedure.chronicle import GENESIS, Chronicle, Matter
from folkmoot.procedure.status import OPEN_STATUSES, Status
from folkmoot.records.archive import Decision
from folkmoot.rulebook.book import rule_book
from folkmoot.rulebook.terms import Annex, Part, annex, differing, parts_of, stale


@dataclass(frozen=True, slots=True)
class Edition:
    """One annex, from an instant until the next one."""

    annex: Annex
    since: datetime
    proposal: str
    """The decision that made it, by its proposal; or the one whose article expired."""
    changed: tuple[str, ...]
    """The ids of the clauses in which it differs from the annex before it."""
    decision: Decision | None
    """None where nothing was decided and an article came to its last day."""


def editions(course: Chronicle) -> tuple[Edition, ...]:
    """Every annex that is decided by now, oldest first, those that take effect later among them; two in a row differ.

    Placeholders stand for what the charter says; a derogation from a rule, which ends by itself, does not change the annex.
    """
    coop = course.archive.coop
    found: list[Edition] = []
    for version in course.living:
        matter = course.matters.get(version.proposal)
        if matter is None or matter.proposal.decision is None or matter.proposal.decision.head.closed > course.as_of:
            continue
        parts = parts_of(version.articles.values(), version.book)
        changed = differing(found[-1].annex.parts if found else (), parts)
        if changed or (found and _order(parts) != _order(found[-1].annex.parts)):
            day = version.since.astimezone(course.zone).date()
            made = annex(parts, coop.id if coop else "", coop.name if coop else "the co-op", day)
            decision = matter.proposal.decision if _begins(course, version) else None
            found.append(Edition(made, version.since, version.proposal, changed, decision))
    return tuple(found)


def _order(parts: tuple[Part, ...]) -> tuple[str, ...]:
    return tuple(part.clause.id for part in parts)


def _begins(course: Chronicle, version: Version) -> bool:
    """Whether a decision takes effect with this version, and not only an article's last day has passed."""
    return any(each.since == version.since for each in course.versions)


def in_force(course: Chronicle, held: tuple[Edition, ...]) -> Edition | None:
    """The annex that holds at the chronicle's instant; None before the first, and when no clause is marked any more."""
    past = [each for each in held if each.since <= course.as_of]
    return past[-1] if past and past[-1].annex.parts else None


def coming(course: Chronicle, held: tuple[Edition, ...]) -> tuple[Edition, ...]:
    """Those decided and not yet in effect, the next one first."""
    return tuple(each for each in held if each.since > course.as_of)


@dataclass(frozen=True, slots=True)
class Standing:
    """How a copy of the annex stands to the one in force."""

    words: str
    """What is wrong with it; empty when it is the annex in force."""
    clauses: tuple[str, ...] = ()
    """The clauses that read otherwise there."""


def standing(course: Chronicle, copy: bytes, held: tuple[Edition, ...]) -> Standing:
    """Say whether a copy is the annex in force, since when it is not, and in which clauses it differs."""
    now = in_force(course, held)
    if now is None:
        return Standing("this shows Terms of Service, and no clause of the charter is part of them now")
    if copy == now.annex.text:
        return Standing("")
    known = next((place for place, each in enumerate(held) if each.annex.text == copy), None)
    if known is not None and held[known].since > course.as_of:
        return Standing(f"these terms hold only from {held[known].annex.since}", held[known].changed)
    clauses = stale(copy, now.annex)
    names = " and ".join(filter(None, (", ".join(clauses[:-1]), *clauses[-1:])))
    which = f"; {names} {'reads' if len(clauses) == 1 else 'read'} otherwise now" if clauses else ""
    if known is not None:
        return Standing(f"these terms held until {held[known + 1].annex.since}{which}", clauses)
    return Standing(f"these are not the terms in force{which}", clauses)


@dataclass(frozen=True, slots=True)
class Short:
    """A change of the annex that is not announced for as long as the charter asks."""

    matter: Matter
    changed: tuple[str, ...]
    announced: datetime
    """When it was decided; for what is still open, the chronicle's instant stands for it."""
    effective: datetime
    earliest: datetime
    """From when it could hold."""


def unannounced(course: Chronicle) -> Iterator[Short]:
    """Every decided or proposed change of the annex that would hold too early, under the rule in force when it was opened.

    What founds the co-op binds nobody yet and needs no notice.
    """
    for before, version in pairwise(course.versions):
        matter = course.matters[version.proposal]
        decision = matter.proposal.decision
        if decision is None or decision.head.closed > course.as_of or matter.proposal.text.head.kind == GENESIS:
            continue
        changed = differing(parts_of(before.articles.values(), before.book), parts_of(version.articles.values(), version.book))
        yield from _short(course, matter, changed, decision.head.closed, version.since)
    for matter in course.matters.values():
        if matter.status in (*OPEN_STATUSES, Status.DRAFT) and matter.proposal.text.head.kind != GENESIS and matter.procedure:
            now = course.as_of
            final = course.deadline(now, matter.procedure.veto.within, matter.book) if matter.procedure.veto else now
            since = course.deadline(final, matter.procedure.notice, matter.book) if matter.procedure.notice else final
            yield from _short(course, matter, would_change(course, matter), now, since)


def _short(course: Chronicle, matter: Matter, changed: tuple[str, ...], announced: datetime, since: datetime) -> Iterator[Short]:
    if changed and matter.book.terms:
        earliest = course.deadline(announced, matter.book.terms.notice, matter.book)
        if since < earliest:
            yield Short(matter, changed, announced, since, earliest)


def would_change(course: Chronicle, matter: Matter) -> tuple[str, ...]:
    """The clauses of the annex that a proposal would change now, by their ids."""
    prefix = f"{matter.proposal.folder}/changes/"
    drafts = course.archive.drafts
    mine = {path.removeprefix(prefix): drafts[path] for path in matter.proposal.changes if path in drafts}
    if not mine:
        return ()
    held = course.charter
    articles = {**held.articles, **mine}
    return differing(parts_of(held.articles.values(), held.book), parts_of(articles.values(), rule_book(articles.values())))
