"""A proposal's page: where it stands first, then its course, what happens next, the question, the text, the decision."""

from collections.abc import Iterator
from typing import Any

from folkmoot.procedure.agenda import ahead_of_matter
from folkmoot.procedure.chronicle import Matter
from folkmoot.procedure.status import MEANING, OPEN_STATUSES, Status
from folkmoot.procedure.timeline import matter_timeline
from folkmoot.publish.arguments import arguments_section
from folkmoot.publish.assurance import all_named, named
from folkmoot.publish.atlas import PROPOSALS, Atlas, proposal_page
from folkmoot.publish.case import case_section
from folkmoot.publish.changes import changes_section
from folkmoot.publish.decision import decision_section, effect_lines
from folkmoot.publish.markup import badge, block, code, html, inline, note, page, table
from folkmoot.publish.procedure_words import procedure_sentences
from folkmoot.publish.provenance import provenance_section
from folkmoot.publish.timeline import course_section, next_section
from folkmoot.publish.ways_in import ways_section
from folkmoot.publish.words import begun, day, left, people, spoken, until
from folkmoot.records.archive import Report
from folkmoot.records.heads import ProposalHead
from folkmoot.records.speech import number, phrase, say

BADGES: dict[Status, str] = {
    Status.DRAFT: phrase("Draft"),
    Status.OPEN: phrase("In discussion"),
    Status.FROZEN: phrase("Text fixed"),
    Status.VOTING: phrase("Voting open"),
    Status.CLOSED: phrase("Being counted"),
    Status.ADOPTED: phrase("Adopted"),
    Status.IN_FORCE: phrase("In force"),
    Status.REJECTED: phrase("Rejected"),
    Status.NO_QUORUM: phrase("No quorum"),
    Status.VETOED: phrase("Vetoed"),
    Status.WITHDRAWN: phrase("Withdrawn"),
    Status.LAPSED: phrase("Lapsed"),
    Status.IMPORTED: phrase("Decided elsewhere"),
    Status.ENACTED: phrase("Enacted"),
    Status.OVERRIDING: phrase("Veto questioned"),
    Status.SUSPENDED: phrase("Called up"),
    Status.SUPERSEDED: phrase("Superseded"),
    Status.REPEALED: phrase("Repealed"),
    Status.EXPIRED: phrase("Expired"),
}
_ACTS = {
    "opened": phrase("Opened for discussion"),
    "revised": phrase("Text revised"),
    "frozen": phrase("Text fixed"),
    "corrected": phrase("Spelling corrected"),
    "voting-opened": phrase("Vote opened"),
    "ballots-closed": phrase("Vote closed"),
    "vetoed": phrase("Vetoed"),
    "override-opened": phrase("Vote to override the veto opened"),
    "objected": phrase("Objection raised"),
    "resolved": phrase("Objection met"),
    "overruled": phrase("Objection said not to be paramount"),
    "excepted": phrase("Electorate corrected"),
    "called-up": phrase("Called up to deliberation"),
    "withdrawn": phrase("Withdrawn"),
    "returned": phrase("Sent back to be rewritten"),
}
_REST: dict[Status, str] = {
    Status.IN_FORCE: phrase("It holds until another decision changes it."),
    Status.OVERRIDING: phrase("It waits for the question whether the veto stands."),
    Status.SUSPENDED: phrase("It waits for the question that called it up."),
}
"""What to say where no act, no instant and no obligation lies ahead."""
_NOTHING = phrase("Nothing. Anybody entitled to it may put the question again.")
_REPORTED = {
    "done": phrase("done"),
    "on-track": phrase("on track"),
    "late": phrase("late"),
    "failed": phrase("failed"),
    "partial": phrase("done in part"),
}


def proposal(atlas: Atlas, matter: Matter) -> bytes:
    """The whole page."""
    record = matter.proposal
    head, here = record.text.head, proposal_page(record.id)
    text = atlas.prose(here, record.text, "text")
    parts = [
        f"# {inline(head.title)}",
        f"{status_badge(matter)} {standing(atlas, matter)}",
        f'<p class="fm-lead">{html(head.summary)}</p>',
        *([_imported(head)] if matter.status is Status.IMPORTED else _course(atlas, matter)),
        ways_section(atlas, matter),
        _question(atlas, here, matter),
        case_section(atlas, here, matter),
        f"## {inline(say('The text'))}\n\n{text}" if text else "",
        changes_section(atlas, here, matter),
        arguments_section(atlas, here, matter, text),
        _effects(head) if record.decision is None else "",
        decision_section(atlas, here, record.decision, matter.book) if record.decision else "",
        "\n\n".join(_reports(atlas, here, record.reports)),
        provenance_section(atlas, here, matter),
        f"{atlas.link(here, PROPOSALS, say('All proposals'))}",
    ]
    return page(head.title, head.summary, *parts)


def status_badge(matter: Matter) -> str:
    """The badge of a matter's status."""
    return badge(matter.status, say(BADGES[matter.status]))


def standing(atlas: Atlas, matter: Matter) -> str:
    """Where it stands, in one or two sentences, with the deadline in words."""
    words = say(MEANING[matter.status])
    if matter.due and matter.status in OPEN_STATUSES:
        ends, away = until(matter.due, atlas.course.zone), left(matter.due, atlas.course.as_of)
        words += " " + say("This lasts until {deadline}: {left}.", deadline=ends, left=away)
    if matter.effective and matter.status is Status.ADOPTED:
        words += " " + say("That is {deadline}.", deadline=until(matter.effective, atlas.course.zone))
    return inline(words)


def _course(atlas: Atlas, matter: Matter) -> Iterator[str]:
    moments = matter_timeline(atlas.course, matter)
    yield course_section(atlas, proposal_page(matter.proposal.id), matter.proposal, moments, _ACTS)
    rest = say(_REST.get(matter.status, _NOTHING))
    yield next_section(atlas, matter.proposal.id, ahead_of_matter(atlas.course, matter), moments, rest)


def _question(atlas: Atlas, here: str, matter: Matter) -> str:
    head = matter.proposal.text.head
    asked = block(f'<blockquote class="fm-question"><p>{html(head.asks)}</p></blockquote>')
    return f"## {inline(say('The question'))}\n\n{asked}\n\n{table((), _facts(atlas, here, matter, head))}"


def _facts(atlas: Atlas, here: str, matter: Matter, head: ProposalHead) -> Iterator[tuple[str, str]]:
    yield say("Kind"), html(spoken(head.kind))
    yield say("Introduced by"), named(atlas, here, matter.proposal, head.introduced_by, "opened")
    if head.seconds:
        yield say("Seconded by"), all_named(atlas, here, matter.proposal, head.seconds, "seconded")
    for label, name in ((say("Replaces"), head.supersedes), (say("Corrects"), head.corrects)):
        if name:
            yield label, atlas.tie(here, proposal_page(name), name)
    if head.responds_to:
        yield say("Answers"), html(head.responds_to)
    if head.cost:
        yield say("Cost"), html(f"{number(head.cost.amount)} {head.cost.currency}")
    for conflict in head.declares:
        yield say("Declares"), html(conflict)
    for option in head.options:
        yield say("Option {id}", id=html(option.id)), html(option.title)
    if matter.procedure:
        yield say("Procedure"), html(" ".join(procedure_sentences(matter.procedure)))


def _effects(head: ProposalHead) -> str:
    lines = [*effect_lines(head.effects), *([say("It would be reviewed by {day}.", day=day(head.review_by))] if head.review_by else [])]
    return f"## {inline(say('What would follow'))}\n\n" + "\n".join(f"- {line}" for line in lines) if lines else ""


def _reports(atlas: Atlas, here: str, reports: tuple[Report, ...]) -> Iterator[str]:
    if reports:
        yield f"## {inline(say('What came of it'))}"
    for at, report in enumerate(reports):
        head = report.head
        yield f"### {inline(head.title)}"
        by = say("Reported by {person}.", person=inline(people((head.by,))))
        yield f"{badge(head.status, begun(say(_REPORTED[head.status])))} {inline(head.summary)} {by}"
        yield atlas.prose(here, report, f"report{at}")
        yield table(
            (say("Claim"), say("SHA-256 of what supports it")),
            ((html(claim.claim), code(claim.digest or claim.url or say("none"))) for claim in head.evidence),
        )


def _imported(head: ProposalHead) -> str:
    said: dict[str, Any] = head.imported or {}
    headers = said.get("headers")
    rows = [(html(name), html(value)) for name, value in (headers if isinstance(headers, dict) else {}).items()]
    facts = " ".join(
        f"{label} {code(said[name])}." for name, label in (("source", say("Source:")), ("digest", say("Its SHA-256:"))) if said.get(name)
    )
    words = say("This text was decided elsewhere, by another community under its own rules. Nothing here is a decision of this co-op.")
    return f"{note(f'{words} {facts}', 'elsewhere')}\n\n{table((say('Header'), say('As the source says it')), rows)}"
