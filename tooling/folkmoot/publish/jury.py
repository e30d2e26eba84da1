"""A jury's page: what it is for, how it was drawn, who sits on it, and how a reader draws it again."""

from collections.abc import Iterator, Mapping

from folkmoot.procedure.agenda import ahead_of_jury
from folkmoot.procedure.jury import Sitting
from folkmoot.procedure.jury_status import EMPTY, JURY_MEANING, JuryStatus, SeatStatus
from folkmoot.procedure.timeline import jury_timeline
from folkmoot.publish.assurance import level_of, mark
from folkmoot.publish.atlas import JURIES, Atlas, jury_page, proposal_page, roster_page
from folkmoot.publish.decision import OUTCOMES
from folkmoot.publish.markup import badge, block, code, commands, folded, html, inline, note, page, table
from folkmoot.publish.selection import padding_section, quota_sections, risk_section
from folkmoot.publish.timeline import course_section, next_section
from folkmoot.publish.words import begun, counted, day, instant, listed, spoken, valued
from folkmoot.records.archive import Jury
from folkmoot.records.draw import BeaconRound, Draw, Seat
from folkmoot.sortition.beacon import CHAINS, round_time

DEMONSTRATION = "DEMONSTRATION: everybody holds the key of this chain, so its rounds prove nothing. It shows how a draw is checked."
_BADGES: dict[JuryStatus, str] = {
    JuryStatus.PLANNED: "Planned", JuryStatus.CALLED: "Called", JuryStatus.POOL_FROZEN: "Roster frozen",
    JuryStatus.CHALLENGE: "Open to challenge", JuryStatus.READY: "Awaiting its seed", JuryStatus.SEEDED: "Seed recorded",
    JuryStatus.DRAWN: "Drawn", JuryStatus.CONFIRMED: "Draw confirmed", JuryStatus.SEATED: "Sitting", JuryStatus.REPORTED: "Reported",
    JuryStatus.INVITED: "Letters out", JuryStatus.DISCHARGED: "Discharged", JuryStatus.FAILED: "Not seated",
    JuryStatus.ANNULLED: "Annulled",
}  # fmt: skip
_LEFT = frozenset({*EMPTY, SeatStatus.REPLACED})
_ACTS = {
    "called": "Called", "pool-frozen": "Roster frozen", "challenged": "Challenged", "seed": "Seed recorded", "summoned": "Summoned",
    "accepted": "Accepted", "declined": "Declined", "confirmed": "Confirmed", "recused": "Stood aside", "removed": "Removed",
    "replaced": "Replaced", "withdrawn": "Left", "failed": "Not seated", "admitted": "Admitted",
}  # fmt: skip


def stage_words(panel: Sitting) -> str:
    """The badge and the sentence of where it stands, as finished markup."""
    return f"{badge(panel.status, _BADGES[panel.status])} {html(JURY_MEANING[panel.status])}"


def proves_nothing(jury: Jury) -> bool:
    """Whether its seed comes from a chain whose key everybody holds."""
    chains = [source.chain for source in jury.call.head.sources if source.chain]
    if jury.draw:
        chains += [source.chain for source in jury.draw.sources if isinstance(source, BeaconRound)]
    return any(chain in CHAINS and CHAINS[chain].proves_nothing for chain in chains)


def jury_of(atlas: Atlas, jury: Jury) -> bytes:
    """The whole page."""
    head, here, panel = jury.call.head, jury_page(jury.id), atlas.ledger.juries[jury.id]
    parts = [
        f"# {inline(head.title)}",
        stage_words(panel),
        f'<p class="fm-lead">{html(head.summary)}</p>',
        note(html(DEMONSTRATION), "demonstration") if proves_nothing(jury) else "",
        _purpose(atlas, here, jury),
        atlas.prose(here, jury.call, "call"),
        _method(atlas, here, jury),
        *quota_sections(atlas, here, jury),
        _panel(atlas, here, panel),
        _strata(jury),
        _seed(atlas, jury),
        _recheck(jury),
        _in_browser(atlas, jury),
        padding_section(atlas, jury),
        risk_section(jury),
        _course(atlas, panel),
        next_section(atlas, jury.id, ahead_of_jury(atlas.course, panel)),
        *_work(atlas, here, jury),
        atlas.link(here, JURIES, "All juries"),
    ]
    return page(head.title, head.summary, *parts)


def _purpose(atlas: Atlas, here: str, jury: Jury) -> str:
    head = jury.call.head
    asked = block(f'<blockquote class="fm-question"><p>{html(head.question)}</p></blockquote>')
    facts = [
        ("Body", html(spoken(head.body))),
        ("Why it sits", _mandate(atlas, here, jury)),
        ("Time asked", html(counted(head.hours, "hour"))),
        ("Pay", html(f"{head.compensation.amount:,} {head.compensation.currency} per {head.compensation.per}")),
        ("Facilitated by", html(head.facilitator)),
        ("Answer the call by", html(day(head.respond_by))),
        ("Evaluation due", html(day(head.evaluation_due))),
    ]
    facts += [("Accommodations", html(head.accommodations))] if head.accommodations else []
    return f"## What it is asked\n\n{asked}\n\n{table((), facts)}"


def _mandate(atlas: Atlas, here: str, jury: Jury) -> str:
    """The question or the duty that the jury is there for."""
    head = jury.call.head
    found = atlas.course.archive.proposal(head.mandate)
    if found:
        return atlas.tie(here, proposal_page(found.id), found.text.head.title)
    if head.is_standing:
        return "These are seats of a standing body, for as long as its terms last."
    duty = atlas.course.charter.book.duties.get(head.mandate)
    return html(duty.what if duty else spoken(head.mandate))


_RANKED = {
    False: "every entry gets a ticket from the seed, and the lowest tickets are seated.",
    True: "the seed draws one composition of a published lottery, and inside each kind of people the lowest tickets are seated.",
}
"""How the panel comes out, without quotas and with them."""


def _method(atlas: Atlas, here: str, jury: Jury) -> str:
    head = jury.call.head
    roster = atlas.course.archive.roster(head.roster)
    size = f" of {counted(roster.manifest.head.count, 'entry')}" if roster else ""
    pool = f"{counted(head.seats, 'seat')} from the roster {atlas.link(here, roster_page(head.roster), head.roster)}{size}"
    lines = [f"{pool}, by the method {code(head.method)}: {_RANKED[bool(head.quotas) and head.stage != 'invitation']}"]
    for exclusion in head.exclude:
        whom = (
            f"entries with {exclusion.column} {', '.join(exclusion.values)}"
            if exclusion.column
            else counted(len(exclusion.entries), "named entry")
        )
        lines.append(f"- Passed over ({inline(spoken(exclusion.reason))}): {inline(whom)}.")
    for column, most in sorted(head.max_per.items()):
        free = head.unbound.get(column, ())
        but = f"; {listed(map(valued, free))} {'is' if len(free) == 1 else 'are'} not counted" if free else ""
        lines.append(f"- At most {most} of one {inline(spoken(column))}, alternates among them{inline(but)}; the next is passed over.")
    if head.challenge_until:
        lines.append(f"The roster could be challenged until {inline(instant(head.challenge_until, atlas.course.zone))}.")
    return "## How it is drawn\n\n" + "\n\n".join(lines)


def _panel(atlas: Atlas, here: str, panel: Sitting) -> str:
    draw = panel.jury.draw
    if draw is None:
        return ""
    left = frozenset(entry for entry, status in panel.seats.items() if status in _LEFT)
    parts = ["## The panel", _panel_words(draw, sum(seat.entry in left for seat in draw.panel.seats))]
    said = {event.entry: event for event in panel.jury.log if event.act in ("accepted", "declined") and event.at <= atlas.course.as_of}
    beside = {entry: mark(atlas, here, level_of(atlas, panel.jury, event)) for entry, event in said.items() if entry}
    beside |= {entry: f"{beside.get(entry, '')} <span>left</span>" for entry in left}
    parts.append(_seats("Those drawn", draw.panel.seats, beside))
    parts.append(_seats("Alternates, in order", draw.panel.alternates, beside))
    if draw.panel.passed_over:
        rows = ((code(passed.entry), html(spoken(passed.reason)), code(passed.ticket[:16] + "…")) for passed in draw.panel.passed_over)
        parts.append(
            folded(
                f"{counted(len(draw.panel.passed_over), 'entry')} passed over by the published rules",
                table(("Entry", "Why", "Ticket"), rows),
            )
        )
    return "\n\n".join(part for part in parts if part)


def _panel_words(draw: Draw, left: int) -> str:
    words = (
        f"{counted(len(draw.panel.seats), 'seat')}, drawn from {draw.eligible:,} eligible entries. Entries are tokens: they name nobody."
    )
    return f"{words} {counted(left, 'entry')} declined or left; alternates took their place." if left else words


def _seats(name: str, seats: tuple[Seat, ...], beside: Mapping[str, str]) -> str:
    if not seats:
        return ""
    strata = dict.fromkeys(seat.stratum for seat in seats)
    groups = [(stratum, [seat.entry for seat in seats if seat.stratum == stratum]) for stratum in strata]
    lists = "\n".join(
        (f'<p class="fm-tokens__of">{html(begun(valued(stratum)))}, {len(entries)}</p>\n' if stratum else "")
        + f'<ul class="fm-tokens">{"".join(_token(entry, beside.get(entry, "")) for entry in entries)}</ul>'
        for stratum, entries in groups
    )
    tickets = table(("Seat", "Entry", "Ticket"), ((str(seat.number), code(seat.entry), code(seat.ticket)) for seat in seats))
    return f"### {name}\n\n{block(f'<div>{lists}</div>')}\n\n{folded('Their tickets', tickets)}"


def _token(entry: str, beside: str) -> str:
    return f"<li>{code(entry)}{beside and f' {beside}'}</li>"


def _strata(jury: Jury) -> str:
    strata = jury.call.head.strata
    if strata is None:
        return ""
    drawn: dict[str, int] = {}
    for seat in jury.draw.panel.seats if jury.draw else ():
        drawn[seat.stratum] = drawn.get(seat.stratum, 0) + 1
    rows = (
        (html(valued(value)), f"{seats:,}", f"{strata.alternates.get(value, 0):,}", f"{drawn.get(value, 0):,}" if jury.draw else "not yet")
        for value, seats in strata.seats.items()
    )
    name = begun(spoken(strata.column))
    return f"## Seats by {inline(spoken(strata.column))}\n\n{table((html(name), 'Seats called', 'Alternates', 'Drawn'), rows)}"


def _seed(atlas: Atlas, jury: Jury) -> str:
    announced = [f"- {inline(words)}" for words in _announced(atlas, jury)]
    parts = ["## The seed", "The call named its sources before anybody could know what they would give:", "\n".join(announced)]
    if jury.draw:
        parts += ["They gave the seed", block(f'<p class="fm-seed">{code(jury.draw.seed)}</p>')]
    return "\n\n".join(parts)


def _announced(atlas: Atlas, jury: Jury) -> Iterator[str]:
    for source in jury.call.head.sources:
        if source.kind == "dice":
            yield "dice, thrown in public"
            continue
        chain = CHAINS.get(source.chain or "")
        name = chain.name if chain else f"the chain {source.chain}"
        at = source.when
        if chain and source.round:
            at = round_time(chain, source.round)
        when = f", which came out on {instant(at, atlas.course.zone)}" if at else ""
        yield f"round {source.round:,} of the beacon {name}{when}" if source.round else f"the beacon {name}{when}"


def _recheck(jury: Jury) -> str:
    if jury.draw is None:
        return f"## Check it\n\n{commands(f'sha256sum {jury.call.path}')}"
    first = jury.draw.panel.seats[0] if jury.draw.panel.seats else None
    lines = [f"folkmoot draw verify {jury.id}", f"python tooling/verify_draw.py {jury.folder}"]
    parts = ["## Draw it again", "The second command needs Python alone, and nothing of this tooling:", commands(*lines)]
    if first:
        parts += [
            f"Any single ticket needs only {code('sha256sum')}. This one must begin with {code(first.ticket[:16])}:",
            commands(f"printf '%s:%s' {jury.draw.seed} {first.entry} | sha256sum"),
        ]
    parts.append(f"The call's SHA-256 is {code(jury.call.digest)}, the roster's {code(jury.draw.roster_digest)}.")
    return "\n\n".join(parts)


def _in_browser(atlas: Atlas, jury: Jury) -> str:
    """The place where a reader's browser draws the panel again; it says what to do where it runs no scripts."""
    roster = atlas.course.archive.roster(jury.call.head.roster)
    if jury.draw is None or roster is None or f"{roster.folder}/entries.csv" not in atlas.course.archive.files:
        return ""
    lottery = ' data-lottery="lottery.json"' if jury.draw.chosen else ""
    words = "Your browser fetches the very files from this site, and computes every digest, ticket and fraction by itself. Nothing is sent."
    return block(
        f'<section class="fm-browser" data-check-draw data-call="call.txt" data-log="log.txt" data-draw="draw.json"{lottery} '
        f'data-roster="../rosters/{html(roster.id)}/entries.csv"><p>{html(words)}</p>'
        "<noscript><p>This needs JavaScript. The commands above do the same without it.</p></noscript></section>\n"
        '<script src="../../assets/folkmoot/check-draw.js" defer></script>'
    )


def _course(atlas: Atlas, panel: Sitting) -> str:
    return course_section(atlas, jury_page(panel.jury.id), panel.jury, jury_timeline(atlas.course, panel), _ACTS)


def _work(atlas: Atlas, here: str, jury: Jury) -> Iterator[str]:
    if jury.decision:
        head = jury.decision.head
        yield f"## Its verdict\n\n{badge(head.outcome, begun(OUTCOMES[head.outcome]))} {inline(head.summary)}"
    if jury.sessions:
        yield "## Its sessions"
    for at, session in enumerate(jury.sessions):
        said = session.head
        yield f"### {inline(said.title)}"
        yield f"{day(said.date)}, {inline(spoken(said.kind))}, {said.present:,} present. {inline(said.summary)}"
        rows = ((html(piece.title), html(piece.side), html(spoken(piece.offered_by))) for piece in said.evidence)
        yield table(("Evidence", "Side", "Offered by"), rows)
        yield atlas.prose(here, session, f"session{at}")
    for at, report in enumerate(jury.reports):
        yield f"## {inline(report.head.title)}\n\n{inline(report.head.summary)}"
        yield atlas.prose(here, report, f"report{at}")
