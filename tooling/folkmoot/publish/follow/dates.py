"""The dates of the co-op: when votes open and close, windows end, things fall due, seats end and phases change."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from folkmoot.procedure.calendar import LAST, end_of, start_of
from folkmoot.procedure.chronicle import Matter
from folkmoot.procedure.jury import Sitting
from folkmoot.procedure.jury_status import JuryStatus
from folkmoot.procedure.obligations import Kind, Obligation, State
from folkmoot.procedure.phases import stages
from folkmoot.procedure.plan_dues import ways_back
from folkmoot.procedure.seats import Ending
from folkmoot.procedure.status import HOLDING, Status
from folkmoot.procedure.waiting import everything_owed
from folkmoot.publish.atlas import CHARTER, CONVERSION, HOME, Atlas, article_page, body_page, jury_page
from folkmoot.publish.follow.happenings import page_of
from folkmoot.publish.markup import plain
from folkmoot.publish.seat_words import ENDINGS
from folkmoot.publish.words import begun, begun_people, spoken
from folkmoot.records.error import FolkmootError
from folkmoot.records.jury_heads import SeedSource
from folkmoot.records.speech import phrase, say, say_of
from folkmoot.records.value import write_instant
from folkmoot.sortition.beacon import CHAINS, round_time

_PAST = timedelta(days=92)
_OVER = (JuryStatus.DISCHARGED, JuryStatus.FAILED, JuryStatus.ANNULLED)
_AGAIN = (Kind.DUTY, Kind.LOOK_BACK, Kind.REPORT)


@dataclass(frozen=True, slots=True)
class Date:
    """One date: something ends or begins at an instant."""

    at: datetime
    key: str
    """Distinct among all dates, and the same when the date moves."""
    title: str
    says: str
    page: str
    bodies: tuple[str, ...] = ()
    begins: bool = False
    """Whether something begins then; otherwise it is the end of a time."""
    changed: datetime = LAST
    """When the records from which it follows were last added to."""
    revision: int = 0
    """How many acts or charters these are; it only grows."""


def dates(atlas: Atlas) -> tuple[Date, ...]:
    """Every date from three months before the chronicle's instant on, the earliest first."""
    oldest = atlas.course.as_of - _PAST
    found = (each for each in _all(atlas) if oldest <= each.at < LAST)
    return tuple(_distinct(sorted(found, key=lambda each: (each.at, each.key))))


def _distinct(ordered: Iterable[Date]) -> Iterator[Date]:
    taken: dict[str, int] = {}
    for each in ordered:
        taken[each.key] = taken.get(each.key, 0) + 1
        yield each if taken[each.key] == 1 else replace(each, key=f"{each.key}/{taken[each.key]}")


def _all(atlas: Atlas) -> Iterator[Date]:
    for matter in atlas.course.matters.values():
        yield from _of_matter(atlas, matter)
    for panel in atlas.ledger.juries.values():
        yield from _of_jury(atlas, panel)
    for owed in everything_owed(atlas.ledger):
        if owed.state(atlas.course.as_of) is not State.DONE:
            yield _owed(atlas, owed)
    changed, revision = _charter(atlas)
    for each in (*_of_seats(atlas), *_of_charter(atlas), *_of_plan(atlas), *_of_recess(atlas)):
        yield replace(each, changed=changed, revision=revision)


def _of_matter(atlas: Atlas, matter: Matter) -> Iterator[Date]:
    head, rule = matter.proposal.text.head, matter.procedure
    bodies = tuple(sorted({head.introduced_by, *([rule.decide.by] if rule else [])} & set(atlas.bodies)))
    changed, revision = _record(atlas, matter.proposal.id)

    for at, what, title, begins in _windows(atlas, matter):
        if at is not None:
            name = f"proposals/{matter.proposal.id}"
            shown = say(title, title=plain(head.title))
            yield Date(at, f"{name}/{what}", shown, plain(head.asks), f"{name}/index.md", bodies, begins, changed, revision)


def _windows(atlas: Atlas, matter: Matter) -> Iterator[tuple[datetime | None, str, str, bool]]:
    """The windows of a matter: an instant, its key, what it is (a phrase), and whether something begins then."""
    rule, events, status = matter.procedure, matter.events, matter.status
    if rule is None:
        return
    course, book, decided = atlas.course, matter.book, matter.decision.head.closed if matter.decision else None
    if status is Status.OPEN:
        asked = max(events[act].at for act in ("opened", "revised") if act in events)
        yield course.deadline(asked, rule.discuss.min, book), "discussed", phrase("Discussion lasts at least until: {title}"), False
        yield matter.due, "lapse", phrase("Discussion ends: {title}"), False
    if status is Status.FROZEN and rule.freeze:
        yield course.deadline(events["frozen"].at, rule.freeze, book), "rested", phrase("Vote can open: {title}"), True
    if (voting := events.get("voting-opened")) and status is not Status.OPEN:
        yield voting.at, "vote-opens", phrase("Vote opens: {title}"), True
        yield course.deadline(voting.at, rule.decide.open, book), "vote-closes", phrase("Vote closes: {title}"), False
    if decided and status in HOLDING:
        if matter.final and matter.final > decided:
            yield matter.final, "veto", phrase("Last moment for a veto: {title}"), False
        if rule.sphere == "operational" and book.spheres:
            yield (
                course.deadline(decided, book.spheres.call_up.within, book),
                "call-up",
                phrase("Last moment to call it up: {title}"),
                False,
            )
        yield matter.effective, "in-force", phrase("Takes effect: {title}"), True
        expires = matter.proposal.text.head.expires
        yield end_of(expires, course.zone) if expires else None, "expires", phrase("Last day: {title}"), False
    if status is Status.VETOED:
        yield matter.due, "override", phrase("Last moment to ask for an override: {title}"), False


def _of_jury(atlas: Atlas, panel: Sitting) -> Iterator[Date]:
    jury, head = panel.jury, panel.jury.call.head
    if panel.status in _OVER:
        return
    bodies = (head.body,) if head.body in atlas.bodies else ()
    changed, revision = _record(atlas, jury.id)
    found = [(panel.challenge, "challenge", phrase("Last moment to challenge the call: {title}"), False)]
    found += [(panel.response, "response", phrase("Answers are due: {title}"), False)]
    found += [
        (_known(source), f"seed-{place}", phrase("The seed becomes known: {title}"), True) for place, source in enumerate(head.sources)
    ]
    for at, what, title, begins in found:
        if at is not None:
            shown, key = say(title, title=plain(head.title)), f"juries/{jury.id}/{what}"
            yield Date(at, key, shown, plain(head.question), jury_page(jury.id), bodies, begins, changed, revision)


def _known(source: SeedSource) -> datetime | None:
    """When a source of a seed comes out: as the call says, or by the number of the beacon's round."""
    chain = CHAINS.get(source.chain or "")
    if source.when or chain is None or not source.round:
        return source.when
    try:
        return round_time(chain, source.round)
    except FolkmootError:
        return None  # a check says that this round never comes out


def _owed(atlas: Atlas, owed: Obligation) -> Date:
    place = "/".join(map(str, owed.keys))
    turn = f"/{write_instant(owed.since)}" if owed.kind in _AGAIN else ""
    changed, revision = _record(atlas, owed.source)
    who = begun_people((owed.owner,))
    title, says = say("Due: {what}", what=plain(begun(owed.says.spoken()))), plain(say("{who} must do it.", who=who))
    bodies = tuple(sorted({owed.owner, owed.heir} & set(atlas.bodies)))
    key, page = f"owed/{owed.kind}/{owed.source}/{place}{turn}", page_of(atlas, owed.source, owed.path)
    page = body_page(owed.owner) if page == HOME and owed.owner in atlas.bodies else page
    return Date(owed.due, key, title, says, page, bodies, False, changed, revision)


def _record(atlas: Atlas, source: str) -> tuple[datetime, int]:
    """When a proposal or jury was last added to, and how often; for anything else, the charter."""
    course = atlas.course
    matter, jury = course.matters.get(source), atlas.ledger.juries.get(source)
    if matter:
        acts = [event.at for event in matter.proposal.log]
        acts += [matter.decision.head.closed] if matter.decision else []
    else:
        acts = [event.at for event in jury.jury.log if event.at <= course.as_of] if jury else []
    return (max(acts), len(acts)) if acts else _charter(atlas)


def _charter(atlas: Atlas) -> tuple[datetime, int]:
    past = [version.since for version in atlas.course.living if version.since <= atlas.course.as_of]
    return (past[-1], len(past)) if past else (atlas.course.as_of, 0)


def _of_seats(atlas: Atlas) -> Iterator[Date]:
    groups: dict[tuple[str, datetime, Ending], int] = {}
    for seat in atlas.ledger.seats:
        if seat.until and seat.holds(atlas.course.as_of):
            group = (seat.body, seat.until, seat.ending or Ending.TERM)
            groups[group] = groups.get(group, 0) + 1
    for (body, until, why), count in sorted(groups.items()):
        key = f"seats/{body}/{write_instant(until)}/{why.replace(' ', '-')}"
        title = say_of(count, "{count} seat of the {body} ends", "{count} seats of the {body} end", body=spoken(body))
        yield Date(until, key, title, f"{begun(say(ENDINGS[why]))}.", body_page(body), (body,))


def _of_charter(atlas: Atlas) -> Iterator[Date]:
    """The last days that articles and bodies have by the charter itself."""
    zone = atlas.course.zone
    for path, article in atlas.course.charter.articles.items():
        if article.head.expires:
            title, says = say("Last day of an article: {title}", title=plain(article.head.title)), say("It leaves the charter by itself.")
            yield Date(end_of(article.head.expires, zone), f"{path}/ends", title, says, article_page(path))
    for name, body in atlas.course.charter.book.bodies.items():
        if body.expires:
            title, says = say("Last day of the {body}", body=spoken(name)), say("What it would do afterwards is void.")
            yield Date(end_of(body.expires, zone), f"bodies/{name}/ends", title, says, body_page(name), (name,))


def _of_plan(atlas: Atlas) -> Iterator[Date]:
    page = CONVERSION if CONVERSION in atlas.pages else HOME
    for stage in stages(atlas.course):
        name, key, bodies = spoken(stage.name), f"plan.phases.{stage.name}", tuple(sorted(set(stage.phase.bodies) & set(atlas.bodies)))
        yield Date(stage.since, f"{key}/begins", say("Phase begins: {phase}", phase=name), "", page, bodies, True)
        yield Date(stage.until, f"{key}/ends", say("Phase ends: {phase}", phase=name), "", page, bodies)
    for progress, ends in ways_back(atlas.ledger):
        title = say("Last moment to roll back: {title}", title=plain(progress.milestone.title))
        bodies = tuple({progress.milestone.by} & set(atlas.bodies))
        yield Date(ends, f"plan.milestones.{progress.name}/way-back", title, plain(progress.milestone.rollback.text), page, bodies)


def _of_recess(atlas: Atlas) -> Iterator[Date]:
    zone, says = atlas.course.zone, say("No deadline counts the days of a recess.")
    for stretch in atlas.course.charter.book.recess:
        key = f"recess/{stretch.from_}"
        yield Date(start_of(stretch.from_, zone), f"{key}/begins", say("Recess begins"), says, CHARTER, (), True)
        yield Date(end_of(stretch.to, zone), f"{key}/ends", say("Recess ends"), says, CHARTER)
