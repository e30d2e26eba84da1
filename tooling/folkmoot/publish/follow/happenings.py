"""What happened, as one stream from all records: acts that count, and what followed from them by computation."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime

from folkmoot.procedure.acts import FAULTS_THAT_COUNT
from folkmoot.procedure.chronicle import Matter
from folkmoot.procedure.jury import Sitting
from folkmoot.procedure.milestones import Exhibit
from folkmoot.procedure.status import Status
from folkmoot.procedure.waiting import everything_owed
from folkmoot.publish import count_words
from folkmoot.publish.atlas import CONVERSION, HOME, Atlas, jury_page, proposal_page, terms_page
from folkmoot.publish.follow.topic import ACTS, JURY_ACTS, Topic
from folkmoot.publish.markup import plain
from folkmoot.publish.words import begun, begun_people, counted, spoken, until
from folkmoot.records.event import ProposalEvent
from folkmoot.records.heads import ReportHead
from folkmoot.records.speech import phrase, say
from folkmoot.records.value import write_instant

_HELD = (Status.IN_FORCE, Status.SUPERSEDED, Status.EXPIRED)
_ORDER = {topic: place for place, topic in enumerate(Topic)}
_MOVES = {
    "evidence": phrase("Evidence: {title}"),
    "pass-gate": phrase("Pass gate: {title}"),
    "fail-gate": phrase("Fail gate: {title}"),
    "extend": phrase("Extend: {title}"),
    "roll-back": phrase("Roll back: {title}"),
}
_OVER = (Status.LAPSED, Status.SUPERSEDED, Status.EXPIRED, Status.REPEALED)


@dataclass(frozen=True, slots=True)
class Happening:
    """One thing that happened; every text in it is flat and without marks that cannot be seen."""

    at: datetime
    topic: Topic
    act: str
    """The act as the log names it, or the word for what followed by computation."""
    source: str
    """Where it happened: `proposals/<id>`, `juries/<id>`; of what is owed, the id or key that it comes from."""
    title: str
    says: str
    """One to three sentences."""
    page: str
    """The path of the page that tells more."""
    bodies: tuple[str, ...] = ()
    """The bodies whose business it is, sorted."""
    by: str = ""
    """Who acted; empty for what was computed."""
    key: str = ""
    """Distinct among everything that ever happens, and the same in every later build."""


def happenings(atlas: Atlas) -> tuple[Happening, ...]:
    """Everything up to the chronicle's instant, the oldest first."""
    as_of = atlas.course.as_of
    found = [each for each in _all(atlas) if each.at <= as_of]
    return tuple(_keyed(sorted(found, key=lambda each: (each.at, _ORDER[each.topic], each.source, each.act, each.key))))


def _all(atlas: Atlas) -> Iterator[Happening]:
    known = frozenset(atlas.bodies)
    for matter in atlas.course.matters.values():
        bodies = tuple(sorted(known & _concerned(atlas, matter)))
        yield from (replace(each, bodies=bodies) for each in _of_matter(atlas, matter))
    for panel in atlas.ledger.juries.values():
        bodies = tuple(sorted(known & {panel.jury.call.head.body, panel.called.by if panel.called else ""}))
        yield from (replace(each, bodies=bodies) for each in _of_jury(panel))
    yield from _reported(atlas, known)
    yield from _overdue(atlas, known)
    yield from _of_terms(atlas)
    yield from _moved(atlas, known)


def _keyed(ordered: Iterable[Happening]) -> Iterator[Happening]:
    """Give each its key: where, what, when; what happens twice in one place at one instant is numbered."""
    taken: dict[str, int] = {}
    for each in ordered:
        key = each.key or f"{each.source}/{each.act}/{write_instant(each.at)}"
        taken[key] = taken.get(key, 0) + 1
        yield replace(each, key=key if taken[key] == 1 else f"{key}/{taken[key]}")


def _concerned(atlas: Atlas, matter: Matter) -> set[str]:
    """Who introduced it, decides it or can veto it, and the bodies within whose bounds its subject lies."""
    head, rule = matter.proposal.text.head, matter.procedure
    named = {head.introduced_by}
    if rule:
        named |= {rule.decide.by, *([rule.veto.by] if rule.veto else [])}
    if head.subject:
        bodies = atlas.course.charter.book.bodies.items()
        named |= {name for name, body in bodies if body.scope and head.subject in body.scope.subjects}
    return named


def _of_matter(atlas: Atlas, matter: Matter) -> Iterator[Happening]:
    head = matter.proposal.text.head
    source, title, where = f"proposals/{matter.proposal.id}", plain(head.title), proposal_page(matter.proposal.id)

    def told(at: datetime, act: str, says: str, by: str = "") -> Happening:
        topic, words = ACTS[act]
        return Happening(at, topic, act, source, say(words, title=title), plain(says), where, by=by)

    for step in matter.walk.steps:
        yield told(step.event.at, step.event.act, _said(atlas, matter, step.event), step.event.by)
    if matter.decision:
        decided = matter.decision.head
        yield told(
            decided.closed, decided.outcome, f"{count_words.told(decided.summary)} {say('Decided by {body}.', body=spoken(decided.by))}"
        )
    if matter.effective and _came_into_force(matter):
        since = say("It holds from {instant}.", instant=_instant(atlas, matter.effective))
        yield told(matter.effective, "in-force", f"{since} {head.summary}")
    if matter.ended and matter.status in _OVER:
        yield told(matter.ended, str(matter.status), head.summary)


def _came_into_force(matter: Matter) -> bool:
    """Whether it ever held: what was called up before that did not."""
    lifted = matter.events.get("called-up")
    before = bool(lifted and matter.effective and matter.effective <= lifted.at)
    return matter.status in _HELD or before


def _said(atlas: Atlas, matter: Matter, event: ProposalEvent) -> str:
    head, rule, course = matter.proposal.text.head, matter.procedure, atlas.course
    words = _by(event.by)
    if event.reason:
        words += f" {event.reason}"
    if event.act == "opened":
        words += f" {head.summary} {say('The question: {question}', question=head.asks)}"
    elif event.act == "voting-opened" and rule:
        closes = course.deadline(event.at, rule.decide.open, matter.book)
        who, last = begun_people((rule.decide.by,)), until(closes, course.zone)
        words += f" {say('{who} can vote until {deadline}.', who=who, deadline=last)} {say('The question: {question}', question=head.asks)}"
    else:
        words += f" {head.summary}"
    return words


def _by(token: str) -> str:
    return say("By {who}.", who=token)


def _instant(atlas: Atlas, at: datetime) -> str:
    return f"{at.astimezone(atlas.course.zone):%Y-%m-%d %H:%M} ({atlas.course.zone.key})"


def _of_jury(panel: Sitting) -> Iterator[Happening]:
    jury, head = panel.jury, panel.jury.call.head
    void = {each.position for each in panel.refusals if each.cause not in FAULTS_THAT_COUNT}

    def told(at: datetime, act: str, says: str, by: str = "") -> Happening:
        topic, words = JURY_ACTS[act]
        return Happening(at, topic, act, f"juries/{jury.id}", say(words, title=plain(head.title)), plain(says), jury_page(jury.id), by=by)

    for place, event in enumerate(jury.log):
        if event.act in JURY_ACTS and place not in void:
            yield told(event.at, event.act, f"{_by(event.by)} {event.reason or ''} {head.question}", event.by)
        elif event.act == "seed" and place not in void and jury.draw:
            places = f"{counted(len(jury.draw.panel.seats), 'seat')}, {counted(len(jury.draw.panel.alternates), 'alternate')}"
            yield told(event.at, "drawn", f"{places}. {head.question}")
    if panel.seated:
        yield told(panel.seated, "seated", head.question)


def _reported(atlas: Atlas, known: frozenset[str]) -> Iterator[Happening]:
    first = {change.path: merge.at for merge in reversed(atlas.course.archive.history) for change in merge.changes}
    for path, head in atlas.ledger.reports:
        at = atlas.ledger.dated(head) if head.period else first.get(path)
        if at is None:
            continue  # nothing in the records says when
        bodies = tuple(sorted(known & {head.by, *_about(atlas, head), *(asked.to for asked in head.recommends)}))
        says, title = plain(f"{_by(head.by)} {head.summary}"), say("Report: {title}", title=plain(head.title))
        page, folder = atlas.records.get(path, HOME), "/".join(path.split("/")[:2])
        key = f"{path.removesuffix('.md')}/reported"
        yield Happening(at, Topic.REPORTED, "reported", folder, title, says, page, bodies, head.by, key)


def _about(atlas: Atlas, head: ReportHead) -> set[str]:
    jury, matter = atlas.course.archive.jury(head.about), atlas.course.matters.get(head.about)
    return {head.about, *([jury.call.head.body] if jury else []), *(_concerned(atlas, matter) if matter else [])}


def _overdue(atlas: Atlas, known: frozenset[str]) -> Iterator[Happening]:
    """What was not done by its day, also where it was done later."""
    for each in everything_owed(atlas.ledger):
        if each.due > atlas.course.as_of or (each.done and each.done <= each.due):
            continue
        bodies = tuple(sorted(known & {each.owner, each.heir}))
        who, last = begun_people((each.owner,)), until(each.due, atlas.course.zone)
        words = [say("{who} had to do it until {deadline}.", who=who, deadline=last)]
        words += [say("It was done later, by {instant}.", instant=_instant(atlas, each.done))] if each.done else []
        says, title = plain(" ".join(words)), say("Overdue: {what}", what=plain(begun(each.says.spoken())))
        page = page_of(atlas, each.source, each.path)
        key = f"owed/{each.kind}/{each.source}/{'/'.join(map(str, each.keys))}/{write_instant(each.due)}"
        yield Happening(each.due, Topic.OVERDUE, "overdue", each.source, title, says, page, bodies, key=key)


def page_of(atlas: Atlas, source: str, path: str) -> str:
    """The page of what something owed comes from."""
    if source.startswith("plan.") and CONVERSION in atlas.pages:
        return CONVERSION
    if source in atlas.course.matters:
        return proposal_page(source)
    if atlas.course.archive.jury(source):
        return jury_page(source)
    return atlas.records.get(path, HOME)


def _of_terms(atlas: Atlas) -> Iterator[Happening]:
    for edition in atlas.editions:
        title, changed = say("Terms of Service of {day}", day=edition.annex.since), counted(len(edition.changed), "clause")
        since = _instant(atlas, edition.since)
        says = say("{clauses} of the Terms of Service changed with {instant}.", clauses=changed, instant=since)
        yield Happening(edition.since, Topic.TERMS, "terms", "terms", title, says, terms_page(edition))


def _moved(atlas: Atlas, known: frozenset[str]) -> Iterator[Happening]:
    for name, progress in atlas.ledger.conversion.milestones.items():
        title, source = plain(progress.milestone.title), f"plan.milestones.{name}"
        bodies = tuple(sorted(known & {progress.milestone.by, *(gate.judged_by for gate in progress.milestone.gates.values())}))
        for act in progress.history:
            what = "evidence" if isinstance(act, Exhibit) else act.do
            said = act.claim.claim if isinstance(act, Exhibit) else act.source
            words = say(_MOVES[what], title=title)
            says = plain(f"{_by(act.by)} {act.gate or ''} {said}")
            yield Happening(act.at, Topic.MILESTONE, what, source, words, says, CONVERSION, bodies, act.by)
        if progress.passed:
            says, words = say("Every gate of this milestone is passed."), say("Passed: {title}", title=title)
            yield Happening(progress.passed, Topic.MILESTONE, "passed", source, words, says, CONVERSION, bodies)
