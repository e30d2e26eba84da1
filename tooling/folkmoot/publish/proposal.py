"""A proposal's page: where it stands first, then its course, what happens next, the question, the text, the decision."""

from collections.abc import Iterator
from typing import Any

from folkmoot.procedure.agenda import ahead_of_matter
from folkmoot.procedure.chronicle import Matter
from folkmoot.procedure.status import MEANING, OPEN_STATUSES, Status
from folkmoot.procedure.timeline import matter_timeline
from folkmoot.publish.assurance import named
from folkmoot.publish.atlas import PROPOSALS, Atlas, proposal_page
from folkmoot.publish.case import case_section
from folkmoot.publish.changes import changes_section
from folkmoot.publish.decision import decision_section, effect_lines, recheck
from folkmoot.publish.markup import badge, block, code, commands, html, inline, note, page, table
from folkmoot.publish.rule_words import procedure_sentences
from folkmoot.publish.timeline import course_section, next_section
from folkmoot.publish.ways_in import ways_section
from folkmoot.publish.words import begun, day, left, spoken, until
from folkmoot.records.archive import Report
from folkmoot.records.heads import ProposalHead

BADGES: dict[Status, str] = {
    Status.DRAFT: "Draft", Status.OPEN: "In discussion", Status.FROZEN: "Text fixed", Status.VOTING: "Voting open",
    Status.CLOSED: "Being counted", Status.ADOPTED: "Adopted", Status.IN_FORCE: "In force", Status.REJECTED: "Rejected",
    Status.NO_QUORUM: "No quorum", Status.VETOED: "Vetoed", Status.WITHDRAWN: "Withdrawn", Status.LAPSED: "Lapsed",
    Status.IMPORTED: "Decided elsewhere", Status.ENACTED: "Enacted", Status.OVERRIDING: "Veto questioned",
    Status.SUSPENDED: "Called up", Status.SUPERSEDED: "Superseded", Status.REPEALED: "Repealed", Status.EXPIRED: "Expired",
}  # fmt: skip
_ACTS = {
    "opened": "Opened for discussion", "revised": "Text revised", "frozen": "Text fixed", "corrected": "Spelling corrected",
    "voting-opened": "Vote opened", "ballots-closed": "Vote closed", "vetoed": "Vetoed",
    "override-opened": "Vote to override the veto opened",
    "objected": "Objection raised", "resolved": "Objection met", "overruled": "Objection said not to be paramount",
    "excepted": "Electorate corrected",
    "called-up": "Called up to deliberation", "withdrawn": "Withdrawn", "returned": "Sent back to be rewritten",
}  # fmt: skip
_REST: dict[Status, str] = {
    Status.IN_FORCE: "It holds until another decision changes it.",
    Status.OVERRIDING: "It waits for the question whether the veto stands.",
    Status.SUSPENDED: "It waits for the question that called it up.",
}
"""What to say where no act, no instant and no obligation lies ahead."""
_REPORTED = {"done": "done", "on-track": "on track", "late": "late", "failed": "failed", "partial": "done in part"}


def proposal(atlas: Atlas, matter: Matter) -> bytes:
    """The whole page."""
    record = matter.proposal
    head, here = record.text.head, proposal_page(record.id)
    parts = [
        f"# {inline(head.title)}",
        f"{status_badge(matter)} {standing(atlas, matter)}",
        f'<p class="fm-lead">{html(head.summary)}</p>',
        *([_imported(head)] if matter.status is Status.IMPORTED else _course(atlas, matter)),
        ways_section(atlas, matter),
        _question(atlas, here, matter),
        case_section(atlas, here, matter),
        _text(atlas, here, matter),
        changes_section(atlas, here, matter),
        _effects(head) if record.decision is None else "",
        decision_section(atlas, here, record.decision, matter.book) if record.decision else "",
        "\n\n".join(_reports(atlas, here, record.reports)),
        _provenance(matter),
        f"{atlas.link(here, PROPOSALS, 'All proposals')}",
    ]
    return page(head.title, head.summary, *parts)


def status_badge(matter: Matter) -> str:
    """The badge of a matter's status."""
    return badge(matter.status, BADGES[matter.status])


def standing(atlas: Atlas, matter: Matter) -> str:
    """Where it stands, in one or two sentences, with the deadline in words."""
    words = MEANING[matter.status]
    if matter.due and matter.status in OPEN_STATUSES:
        words += f" This lasts until {until(matter.due, atlas.course.zone)}: {left(matter.due, atlas.course.as_of)}."
    if matter.effective and matter.status is Status.ADOPTED:
        words += f" That is {until(matter.effective, atlas.course.zone)}."
    return inline(words)


def _course(atlas: Atlas, matter: Matter) -> Iterator[str]:
    moments = matter_timeline(atlas.course, matter)
    yield course_section(atlas, proposal_page(matter.proposal.id), matter.proposal, moments, _ACTS)
    rest = _REST.get(matter.status, "Nothing. Anybody entitled to it may put the question again.")
    yield next_section(atlas, matter.proposal.id, ahead_of_matter(atlas.course, matter), moments, rest)


def _question(atlas: Atlas, here: str, matter: Matter) -> str:
    head = matter.proposal.text.head
    facts = [("Kind", html(spoken(head.kind))), ("Introduced by", named(atlas, here, matter.proposal, head.introduced_by, "opened"))]
    if head.seconds:
        facts.append(("Seconded by", " ".join(named(atlas, here, matter.proposal, token, "seconded") for token in head.seconds)))
    for label, name in (("Replaces", head.supersedes), ("Corrects", head.corrects)):
        if name:
            facts.append((label, atlas.tie(here, proposal_page(name), name)))
    if head.responds_to:
        facts.append(("Answers", html(head.responds_to)))
    if head.cost:
        facts.append(("Cost", html(f"{head.cost.amount:,} {head.cost.currency}")))
    for conflict in head.declares:
        facts.append(("Declares", html(conflict)))
    for option in head.options:
        facts.append((f"Option {html(option.id)}", html(option.title)))
    if matter.procedure:
        facts.append(("Procedure", html(" ".join(procedure_sentences(matter.procedure)))))
    asked = block(f'<blockquote class="fm-question"><p>{html(head.asks)}</p></blockquote>')
    return f"## The question\n\n{asked}\n\n{table((), facts)}"


def _text(atlas: Atlas, here: str, matter: Matter) -> str:
    made = atlas.prose(here, matter.proposal.text, "text")
    return f"## The text\n\n{made}" if made else ""


def _effects(head: ProposalHead) -> str:
    lines = [*effect_lines(head.effects), *([f"It would be reviewed by {day(head.review_by)}."] if head.review_by else [])]
    return "## What would follow\n\n" + "\n".join(f"- {line}" for line in lines) if lines else ""


def _reports(atlas: Atlas, here: str, reports: tuple[Report, ...]) -> Iterator[str]:
    if reports:
        yield "## What came of it"
    for at, report in enumerate(reports):
        head = report.head
        yield f"### {inline(head.title)}"
        yield f"{badge(head.status, begun(_REPORTED[head.status]))} {inline(head.summary)} Reported by {inline(spoken(head.by))}."
        yield atlas.prose(here, report, f"report{at}")
        yield table(
            ("Claim", "SHA-256 of what supports it"),
            ((html(claim.claim), code(claim.digest or claim.url or "none")) for claim in head.evidence),
        )


def _imported(head: ProposalHead) -> str:
    said: dict[str, Any] = head.imported or {}
    headers = said.get("headers")
    rows = [(html(name), html(value)) for name, value in (headers if isinstance(headers, dict) else {}).items()]
    facts = " ".join(
        f"{label} {code(said[name])}." for name, label in (("source", "Source:"), ("digest", "Its SHA-256:")) if said.get(name)
    )
    words = "This text was decided elsewhere, by another community under its own rules. Nothing here is a decision of this co-op."
    return f"{note(f'{words} {facts}', 'elsewhere')}\n\n{table(('Header', 'As the source says it'), rows)}"


def _provenance(matter: Matter) -> str:
    record = matter.proposal
    voted = matter.events.get("voting-opened")
    parts = ["## Where it comes from", f"The text is {code(record.text.path)}; its SHA-256 is {code(record.text.digest)}."]
    if voted and voted.electorate:
        parts.append(
            f"The vote binds the text by {code(record.text_digest)} and those entitled to vote by {code(voted.electorate.digest)}."
        )
    parts.append(commands(f"sha256sum {record.text.path}", f"folkmoot check {record.folder}"))
    if record.decision:
        parts.append(recheck(record.decision))
    return "\n\n".join(parts)
