"""A jury's page: what it is for, how it was drawn, who sits on it, and what it did."""

from collections.abc import Iterator, Mapping

from folkmoot.procedure.agenda import ahead_of_jury
from folkmoot.procedure.jury import Sitting
from folkmoot.procedure.jury_status import EMPTY, JURY_MEANING, JuryStatus, SeatStatus
from folkmoot.procedure.timeline import jury_timeline
from folkmoot.publish.assurance import level_of, mark
from folkmoot.publish.atlas import JURIES, Atlas, jury_page, proposal_page, roster_page
from folkmoot.publish.count_words import told
from folkmoot.publish.decision import OUTCOMES
from folkmoot.publish.markup import badge, block, code, folded, html, inline, note, page, table
from folkmoot.publish.redraw import browser_section, recheck_section, seed_section
from folkmoot.publish.selection import padding_section, quota_sections, risk_section
from folkmoot.publish.timeline import course_section, next_section
from folkmoot.publish.words import begun, begun_people, counted, day, instant, listed, spoken, valued
from folkmoot.records.archive import Jury
from folkmoot.records.draw import BeaconRound, Draw, Seat
from folkmoot.records.speech import number, phrase, say, say_of
from folkmoot.sortition.beacon import CHAINS

DEMONSTRATION = phrase("DEMONSTRATION: everybody holds the key of this chain, so its rounds prove nothing. It shows how a draw is checked.")
_BADGES: dict[JuryStatus, str] = {
    JuryStatus.PLANNED: phrase("Planned"),
    JuryStatus.CALLED: phrase("Called"),
    JuryStatus.POOL_FROZEN: phrase("Roster frozen"),
    JuryStatus.CHALLENGE: phrase("Open to challenge"),
    JuryStatus.READY: phrase("Awaiting its seed"),
    JuryStatus.SEEDED: phrase("Seed recorded"),
    JuryStatus.DRAWN: phrase("Drawn"),
    JuryStatus.CONFIRMED: phrase("Draw confirmed"),
    JuryStatus.SEATED: phrase("Sitting"),
    JuryStatus.REPORTED: phrase("Reported"),
    JuryStatus.INVITED: phrase("Letters out"),
    JuryStatus.DISCHARGED: phrase("Discharged"),
    JuryStatus.FAILED: phrase("Not seated"),
    JuryStatus.ANNULLED: phrase("Annulled"),
}
_SESSIONS = {
    "hearing": phrase("hearing"),
    "deliberation": phrase("deliberation"),
    "meeting": phrase("meeting"),
    "consent-round": phrase("consent round"),
}
_SIDES = {"for": phrase("for"), "against": phrase("against"), "neither": phrase("neither")}
_UNITS = {"hour": phrase("hour"), "day": phrase("day"), "session": phrase("session")}
_LEFT = frozenset({*EMPTY, SeatStatus.REPLACED})
_ACTS = {
    "called": phrase("Called"),
    "pool-frozen": phrase("Roster frozen"),
    "challenged": phrase("Challenged"),
    "seed": phrase("Seed recorded"),
    "summoned": phrase("Summoned"),
    "accepted": phrase("Accepted"),
    "declined": phrase("Declined"),
    "confirmed": phrase("Confirmed"),
    "recused": phrase("Stood aside"),
    "removed": phrase("Removed"),
    "replaced": phrase("Replaced"),
    "withdrawn": phrase("Left"),
    "failed": phrase("Not seated"),
    "admitted": phrase("Admitted"),
}


def stage_words(panel: Sitting) -> str:
    """The badge and the sentence of where it stands, as finished markup."""
    return f"{badge(panel.status, say(_BADGES[panel.status]))} {html(say(JURY_MEANING[panel.status]))}"


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
        note(html(say(DEMONSTRATION)), "demonstration") if proves_nothing(jury) else "",
        _purpose(atlas, here, jury),
        atlas.prose(here, jury.call, "call"),
        _method(atlas, here, jury),
        *quota_sections(atlas, here, jury),
        _panel(atlas, here, panel),
        _strata(jury),
        seed_section(atlas, jury),
        recheck_section(jury),
        browser_section(atlas, jury),
        padding_section(atlas, jury),
        risk_section(jury),
        _course(atlas, panel),
        next_section(atlas, jury.id, ahead_of_jury(atlas.course, panel)),
        *_work(atlas, here, jury),
        atlas.link(here, JURIES, say("All juries")),
    ]
    return page(head.title, head.summary, *parts)


def _purpose(atlas: Atlas, here: str, jury: Jury) -> str:
    head = jury.call.head
    asked = block(f'<blockquote class="fm-question"><p>{html(head.question)}</p></blockquote>')
    per = say(_UNITS[head.compensation.per]) if head.compensation.per in _UNITS else head.compensation.per
    pay = f"{number(head.compensation.amount)} {head.compensation.currency}"
    facts = [
        (say("Body"), html(spoken(head.body))),
        (say("Why it sits"), _mandate(atlas, here, jury)),
        (say("Time asked"), html(counted(head.hours, "hour"))),
        (say("Pay"), html(say("{sum} per {unit}", sum=pay, unit=per))),
        (say("Facilitated by"), html(head.facilitator)),
        (say("Answer the call by"), html(day(head.respond_by))),
        (say("Evaluation due"), html(day(head.evaluation_due))),
    ]
    facts += [(say("Accommodations"), html(head.accommodations))] if head.accommodations else []
    return f"## {inline(say('What it is asked'))}\n\n{asked}\n\n{table((), facts)}"


def _mandate(atlas: Atlas, here: str, jury: Jury) -> str:
    """The question or the duty that the jury is there for."""
    head = jury.call.head
    found = atlas.course.archive.proposal(head.mandate)
    if found:
        return atlas.tie(here, proposal_page(found.id), found.text.head.title)
    if head.is_standing:
        return html(say("These are seats of a standing body, for as long as its terms last."))
    duty = atlas.course.charter.book.duties.get(head.mandate)
    return html(duty.what if duty else spoken(head.mandate))


_RANKED = {
    False: phrase("{pool}, by the method {method}: every entry gets a ticket from the seed, and the lowest tickets are seated."),
    True: phrase(
        "{pool}, by the method {method}: the seed draws one composition of a published lottery, and inside each kind of people the "
        "lowest tickets are seated."
    ),
}
"""How the panel comes out, without quotas and with them."""


def _method(atlas: Atlas, here: str, jury: Jury) -> str:
    head = jury.call.head
    roster = atlas.course.archive.roster(head.roster)
    places = {"seats": counted(head.seats, "seat"), "roster": atlas.link(here, roster_page(head.roster), head.roster)}
    if roster:
        pool = say("{seats} from the roster {roster} of {entries}", **places, entries=counted(roster.manifest.head.count, "entry"))
    else:
        pool = say("{seats} from the roster {roster}", **places)
    lines = [say(_RANKED[bool(head.quotas) and head.stage != "invitation"], pool=pool, method=code(head.method))]
    for exclusion in head.exclude:
        whom = counted(len(exclusion.entries), "named entry")
        if exclusion.column:
            whom = say("entries with {column} {values}", column=exclusion.column, values=", ".join(exclusion.values))
        passed = say("Passed over ({reason}): {entries}.", reason=inline(spoken(exclusion.reason)), entries=inline(whom))
        lines.append(f"- {passed}")
    lines += [f"- {_capped(column, most, head.unbound.get(column, ()))}" for column, most in sorted(head.max_per.items())]
    if head.challenge_until:
        until = inline(instant(head.challenge_until, atlas.course.zone))
        lines.append(say("The roster could be challenged until {instant}.", instant=until))
    return f"## {inline(say('How it is drawn'))}\n\n" + "\n\n".join(lines)


def _capped(column: str, most: int, free: tuple[str, ...]) -> str:
    """How many of one value can be drawn, and which values are not counted."""
    if not free:
        return say(
            "At most {most} of one {column}, alternates among them; the next is passed over.", most=most, column=inline(spoken(column))
        )
    return say_of(
        len(free),
        "At most {most} of one {column}, alternates among them; {values} is not counted; the next is passed over.",
        "At most {most} of one {column}, alternates among them; {values} are not counted; the next is passed over.",
        most=most,
        column=inline(spoken(column)),
        values=inline(listed(map(valued, free))),
    )


def _panel(atlas: Atlas, here: str, panel: Sitting) -> str:
    draw = panel.jury.draw
    if draw is None:
        return ""
    left = frozenset(entry for entry, status in panel.seats.items() if status in _LEFT)
    parts = [f"## {inline(say('The panel'))}", _panel_words(draw, sum(seat.entry in left for seat in draw.panel.seats))]
    said = {event.entry: event for event in panel.jury.log if event.act in ("accepted", "declined") and event.at <= atlas.course.as_of}
    beside = {entry: mark(atlas, here, level_of(atlas, panel.jury, event)) for entry, event in said.items() if entry}
    beside |= {entry: f"{beside.get(entry, '')} <span>{html(say('left'))}</span>" for entry in left}
    parts.append(_seats(say("Those drawn"), draw.panel.seats, beside))
    parts.append(_seats(say("Alternates, in order"), draw.panel.alternates, beside))
    if draw.panel.passed_over:
        rows = ((code(passed.entry), html(spoken(passed.reason)), code(passed.ticket[:16] + "…")) for passed in draw.panel.passed_over)
        name = say_of(
            len(draw.panel.passed_over),
            "{count} entry passed over by the published rules",
            "{count} entries passed over by the published rules",
        )
        parts.append(folded(name, table((say("Entry"), say("Why"), say("Ticket")), rows)))
    return "\n\n".join(part for part in parts if part)


def _panel_words(draw: Draw, left: int) -> str:
    words = say(
        "{seats}, drawn from {number} eligible entries. Entries are tokens: they name nobody.",
        seats=counted(len(draw.panel.seats), "seat"),
        number=number(draw.eligible),
    )
    went = say_of(
        left,
        "{count} entry declined or left; alternates took their place.",
        "{count} entries declined or left; alternates took their place.",
    )
    return f"{words} {went}" if left else words


def _seats(name: str, seats: tuple[Seat, ...], beside: Mapping[str, str]) -> str:
    if not seats:
        return ""
    strata = dict.fromkeys(seat.stratum for seat in seats)
    groups = [(stratum, [seat.entry for seat in seats if seat.stratum == stratum]) for stratum in strata]
    lists = "\n".join(
        (f'<p class="fm-tokens__of">{html(begun(valued(stratum)))}, {number(len(entries))}</p>\n' if stratum else "")
        + f'<ul class="fm-tokens">{"".join(_token(entry, beside.get(entry, "")) for entry in entries)}</ul>'
        for stratum, entries in groups
    )
    tickets = table((say("Seat"), say("Entry"), say("Ticket")), ((str(seat.number), code(seat.entry), code(seat.ticket)) for seat in seats))
    return f"### {name}\n\n{block(f'<div>{lists}</div>')}\n\n{folded(html(say('Their tickets')), tickets)}"


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
        (
            html(valued(value)),
            number(seats),
            number(strata.alternates.get(value, 0)),
            number(drawn.get(value, 0)) if jury.draw else say("not yet"),
        )
        for value, seats in strata.seats.items()
    )
    heads = (html(begun(spoken(strata.column))), say("Seats called"), say("Alternates"), say("Drawn"))
    return f"## {say('Seats by {column}', column=inline(spoken(strata.column)))}\n\n{table(heads, rows)}"


def _course(atlas: Atlas, panel: Sitting) -> str:
    return course_section(atlas, jury_page(panel.jury.id), panel.jury, jury_timeline(atlas.course, panel), _ACTS)


def _work(atlas: Atlas, here: str, jury: Jury) -> Iterator[str]:
    if jury.decision:
        head = jury.decision.head
        verdict = badge(head.outcome, begun(say(OUTCOMES[head.outcome])))
        yield f"## {inline(say('Its verdict'))}\n\n{verdict} {inline(told(head.summary))}"
    if jury.sessions:
        yield f"## {inline(say('Its sessions'))}"
    for at, session in enumerate(jury.sessions):
        said = session.head
        yield f"### {inline(said.title)}"
        met = say("{day}, {kind}, {count} present.", day=day(said.date), kind=inline(say(_SESSIONS[said.kind])), count=number(said.present))
        yield f"{met} {inline(said.summary)}"
        rows = ((html(piece.title), html(_side(piece.side)), html(begun_people((piece.offered_by,)))) for piece in said.evidence)
        yield table((say("Evidence"), say("Side"), say("Offered by")), rows)
        yield atlas.prose(here, session, f"session{at}")
    for at, report in enumerate(jury.reports):
        yield f"## {inline(report.head.title)}\n\n{inline(report.head.summary)}"
        yield atlas.prose(here, report, f"report{at}")


def _side(side: str) -> str:
    return say(_SIDES[side]) if side in _SIDES else side
