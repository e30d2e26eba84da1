"""The proposals' index: what is open first, then what was decided, and what came from elsewhere on a page of its own."""

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from functools import partial

from folkmoot.procedure.chronicle import Matter
from folkmoot.procedure.status import OPEN_STATUSES, Status
from folkmoot.publish.atlas import IMPORTED, PROPOSALS, Atlas, proposal_page
from folkmoot.publish.markup import block, html, inline, page, table
from folkmoot.publish.proposal import proposal, standing, status_badge
from folkmoot.publish.unmoved import unmoved
from folkmoot.publish.words import day, spoken
from folkmoot.records.archive import Proposal
from folkmoot.records.speech import number, say, say_of

_BEFORE_ALL = datetime(1, 1, 1, tzinfo=UTC)


def proposal_pages(atlas: Atlas) -> Mapping[str, bytes]:
    """The index, the page of what is imported, and one page a proposal."""
    matters = atlas.course.matters.values()
    pages = {proposal_page(matter.proposal.id): unmoved(atlas, "page", matter, partial(proposal, atlas, matter)) for matter in matters}
    return {PROPOSALS: _index(atlas), IMPORTED: _imported(atlas), **pages}


def open_matters(atlas: Atlas) -> list[Matter]:
    """What waits for somebody: the vote that ends first stands first."""
    waiting = [matter for matter in atlas.course.matters.values() if matter.status in OPEN_STATUSES]
    return sorted(waiting, key=lambda matter: (matter.status is not Status.VOTING, matter.due is None, matter.due, matter.proposal.id))


def decided_matters(atlas: Atlas) -> list[Matter]:
    """What has ended here, the latest first."""
    ended = [
        matter
        for matter in atlas.course.matters.values()
        if matter.status not in OPEN_STATUSES and matter.status not in (Status.DRAFT, Status.IMPORTED)
    ]
    return sorted(ended, key=lambda matter: (ended_at(matter), matter.proposal.id), reverse=True)


def ended_at(matter: Matter) -> datetime:
    """When a matter was decided, when it ended without a decision, or else its last act that counts."""
    if matter.decision:
        return matter.decision.head.closed
    return matter.ended or max((event.at for event in matter.events.values()), default=_BEFORE_ALL)


def cards(atlas: Atlas, here: str, matters: Iterable[Matter]) -> str:
    """A list of matters, each with its badge and the sentence that says where it stands."""
    items = [
        f'<li><p class="fm-card__title">{atlas.tie(here, proposal_page(matter.proposal.id), matter.proposal.text.head.title)}</p>'
        f"<p>{html(matter.proposal.text.head.summary)}</p><p>{status_badge(matter)} {standing(atlas, matter)}</p></li>"
        for matter in matters
    ]
    return block('<ul class="fm-cards">\n' + "\n".join(items) + "\n</ul>") if items else ""


def _index(atlas: Atlas) -> bytes:
    waiting, ended = open_matters(atlas), decided_matters(atlas)
    drafts = [matter for matter in atlas.course.matters.values() if matter.status is Status.DRAFT]
    imported = sum(matter.status is Status.IMPORTED for matter in atlas.course.matters.values())
    title = say("Proposals")
    parts = [f"# {inline(title)}", f"## {inline(say('Open now'))}"]
    parts.append(cards(atlas, PROPOSALS, waiting) or inline(say("Nothing is open at the moment.")))
    if drafts:
        parts += [f"## {inline(say('In draft'))}", cards(atlas, PROPOSALS, drafts)]
    parts += [f"## {inline(say('Decided'))}", _table(atlas, ended) or inline(say("Nothing has been decided yet."))]
    if imported:
        label = say_of(imported, "{count} proposal of other communities", "{count} proposals of other communities")
        kept = say("{proposals}, kept here as precedents and examples.", proposals=atlas.link(PROPOSALS, IMPORTED, label))
        parts += [f"## {inline(say('Decided elsewhere'))}", kept]
    return page(title, say("What is open, what was decided, and what comes from elsewhere."), *parts)


def _table(atlas: Atlas, matters: Iterable[Matter]) -> str:
    zone = atlas.course.zone
    rows = [
        (
            atlas.tie(PROPOSALS, proposal_page(matter.proposal.id), matter.proposal.text.head.title),
            status_badge(matter),
            html(day(ended_at(matter).astimezone(zone).date())),
            html(spoken(matter.proposal.decision.head.by) if matter.proposal.decision else ""),
        )
        for matter in matters
    ]
    return table((say("Proposal"), say("Outcome"), say("On"), say("Decided by")), rows)


def _imported(atlas: Atlas) -> bytes:
    title = say("Decided elsewhere")
    found = [matter.proposal for matter in atlas.course.matters.values() if matter.status is Status.IMPORTED]
    groups: dict[str, list[Proposal]] = {}
    for record in sorted(found, key=lambda record: record.id):
        groups.setdefault(_said(record, "Status") or say("Without a status"), []).append(record)
    parts = [
        f"# {inline(title)}",
        inline(say("These texts come from other communities, which decided them under their own rules. Nothing here binds this co-op.")),
    ]
    if not found:
        parts.append(inline(say("Nothing has been imported.")))
    for name, records in sorted(groups.items(), key=lambda group: (-len(group[1]), group[0])):
        rows = (
            (atlas.tie(IMPORTED, proposal_page(record.id), record.text.head.title), html(_said(record, "Type")), html(record.id[:4]))
            for record in records
        )
        parts += [f"## {inline(name)} ({number(len(records))})", table((say("Text"), say("Type"), say("Year")), rows)]
    return page(title, say("Proposals of other communities, kept as precedents and examples."), *parts)


def _said(record: Proposal, header: str) -> str:
    headers = (record.text.head.imported or {}).get("headers")
    return str(headers.get(header, "")) if isinstance(headers, dict) else ""
