"""The pages of bodies: what each is for, who sits there and until when, who fills it, who can remove from it and who watches it."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta

from folkmoot.procedure.actors import last_day
from folkmoot.procedure.calendar import end_of
from folkmoot.procedure.duties import duties
from folkmoot.procedure.obligations import Obligation, State, obligations
from folkmoot.procedure.seats import Ending, Tenure, holders
from folkmoot.publish.atlas import BODIES, CHARTER, Atlas, article_page, body_page, jury_page, proposal_page
from folkmoot.publish.markup import badge, block, code, commands, folded, html, inline, page, table
from folkmoot.publish.seat_words import filler_words, rotation_sentence
from folkmoot.publish.watching import HOLDS, watching
from folkmoot.publish.words import begun, counted, day, listed, spoken, until
from folkmoot.records.bodies import Body
from folkmoot.rulebook.oversight import LOT, Edge, Hold, watchers
from folkmoot.rulebook.weakness import home_of

_SHOWN = 12
_STATES = {
    State.SCHEDULED: ("draft", "Later"), State.DUE: ("open", "Due"), State.OVERDUE: ("error", "Overdue"),
    State.ESCALATED: ("error", "Handed on"), State.DONE: ("done", "Done"),
}  # fmt: skip


def body_pages(atlas: Atlas) -> Mapping[str, bytes]:
    """The index and one page a body; none for a co-op without bodies."""
    if not atlas.bodies:
        return {}
    edges = watchers(atlas.course.charter.book, atlas.course.as_of.astimezone(atlas.course.zone).date())
    return {BODIES: _index(atlas, edges), **{body_page(name): _page(atlas, name, edges) for name in atlas.bodies}}


def _index(atlas: Atlas, edges: Sequence[Edge]) -> bytes:
    book = atlas.course.charter.book
    cards = "\n".join(_card(atlas, name, book.bodies[name], edges) for name in atlas.bodies if not _is_over(atlas, name))
    gone = [atlas.tie(BODIES, body_page(name), begun(spoken(name))) for name in atlas.bodies if _is_over(atlas, name)]
    ties = {name: atlas.tie(BODIES, body_page(name), spoken(name)) for name in atlas.bodies}
    parts = [
        "# Who does what",
        "Some people work, some decide, some watch. Nobody writes down who sits where: it follows from the draws, from the "
        "decisions of those who fill each body, and from the terms in the charter.",
        block(f'<ul class="fm-cards">\n{cards}\n</ul>') if cards else "",
        f"## Who watches whom\n\n{watching(edges, ties)}" if edges else "",
        f"## Bodies that have ended\n\n{block(f'<p>{listed(gone)}</p>')}" if gone else "",
        f"## See it yourself\n\n{commands('folkmoot seats', 'folkmoot seats --lapsing 60d', 'folkmoot charter audit')}",
    ]
    return page("Who does what", "Every body, who sits there until when, and who watches whom.", *parts)


def _is_over(atlas: Atlas, name: str) -> bool:
    """Whether a body has had its last day, or is in no article any more."""
    course = atlas.course
    ends = last_day(name, course.charter.book)
    return name not in course.charter.book.bodies or (ends is not None and end_of(ends, course.zone) <= course.as_of)


def _card(atlas: Atlas, name: str, body: Body, edges: Sequence[Edge]) -> str:
    sits = len(holders(atlas.ledger.seats, name, atlas.course.as_of))
    lines = [
        f'<p class="fm-card__title">{atlas.tie(BODIES, body_page(name), begun(spoken(name)))}</p>',
        f"<p>{html(body.purpose)}</p>",
        f"<p>{_badge(sits, body)} {html(_seat_words(sits, body))} {html(_next_change(atlas, name))}</p>",
        f"<p>{html(begun(filler_words(body)))}. {_held(atlas, BODIES, name, edges)}</p>",
    ]
    return f"<li>{''.join(lines)}</li>"


def _badge(sits: int, body: Body) -> str:
    if not sits:
        return badge("draft", "Empty")
    if sits < body.seats.min:
        return badge("warning", "Too few")
    return badge("done", "At work") if sits >= body.seats.target else badge("open", "At work")


def _seat_words(sits: int, body: Body) -> str:
    return f"{sits} of {counted(body.seats.target, 'seat')} held, {body.seats.min} needed."


def _next_change(atlas: Atlas, name: str) -> str:
    """When the next seats end, and how many of them."""
    ends = sorted(seat.until for seat in _holding(atlas, name) if seat.until)
    if not ends:
        return ""
    count = ends.count(ends[0])
    verb = "ends" if count == 1 else "end"
    return f"{counted(count, 'seat')} {verb} on {_last(atlas, ends[0])}."


def _last(atlas: Atlas, end: datetime) -> str:
    """The last day of a seat that ends at an instant."""
    return day((end - timedelta(seconds=1)).astimezone(atlas.course.zone).date())


def _holding(atlas: Atlas, name: str) -> list[Tenure]:
    return [seat for seat in atlas.ledger.seats if seat.body == name and seat.holds(atlas.course.as_of)]


def _held(atlas: Atlas, here: str, name: str, edges: Sequence[Edge]) -> str:
    """Who removes from a body, reviews it, hears it and can stop it, as finished HTML."""
    said = []
    passive = {
        Hold.REMOVES: "Seats are taken away by",
        Hold.REVIEWS: "Reviewed by",
        Hold.HEARS: "Reports to",
        Hold.STOPS: "Can be stopped by",
    }
    for hold, words in passive.items():
        by = dict.fromkeys(edge.watcher for edge in edges if edge.watched == name and edge.hold is hold)
        if by:
            said.append(f"{words} {listed(_who(atlas, here, each) for each in by)}.")
    return " ".join(said)


def _who(atlas: Atlas, here: str, name: str) -> str:
    return "the lot" if name == LOT else f"the {atlas.tie(here, body_page(name), spoken(name))}"


def _page(atlas: Atlas, name: str, edges: Sequence[Edge]) -> bytes:
    here, body = body_page(name), atlas.course.charter.book.bodies.get(name)
    title = begun(spoken(name))
    sits = len(_holding(atlas, name))
    parts = [
        f"# {inline(title)}",
        f'<p class="fm-lead">{html(body.purpose)}</p>' if body else "",
        f"{_badge(sits, body)} {html(_seat_words(sits, body))} {html(_next_change(atlas, name))}"
        if body and not _is_over(atlas, name)
        else f"{badge('expired', 'Ended')} This body has ended. What it would do now is void.",
        _sitting(atlas, here, name),
        f"## What it may do, and who watches it\n\n{_facts(atlas, here, name, body, edges)}" if body else "",
        _past(atlas, here, name),
        _sources(atlas, here, name),
        _reports(atlas, here, name),
        f"## See it yourself\n\n{commands(f'folkmoot seats --body {name} --past')}",
        atlas.link(here, BODIES, "All bodies"),
    ]
    return page(title, body.purpose if body else f"{title}: who sat there.", *parts)


def _facts(atlas: Atlas, here: str, name: str, body: Body, edges: Sequence[Edge]) -> str:
    watches = [
        f"{HOLDS[hold]} {listed(_who(atlas, here, edge.watched) for edge in edges if edge.watcher == name and edge.hold is hold)}"
        for hold in HOLDS
        if any(edge.watcher == name and edge.hold is hold for edge in edges)
    ]
    owner = atlas.course.charter.book.owners.get(f"bodies.{name}")
    rows: list[tuple[str, str]] = [
        ("May", html(listed(map(spoken, body.powers)) or "nothing")),
        ("Seats", html(f"{body.seats.target}, works with {body.seats.min} at the least; {filler_words(body)}")),
        ("Term", html(" ".join(filter(None, (f"{body.term.words}." if body.term else "", rotation_sentence(body, body.seats.target)))))),
        ("At most", html(listed(f"{most} of one {spoken(column)}" for column, most in sorted(body.select.max_per.items())))),
        ("Again", html(_again(body))),
        ("Not with", listed(_who(atlas, here, other) for other in body.incompatible)),
        ("Watched", _held(atlas, here, name, edges)),
        ("Watches", begun(html("it ")) + "; ".join(watches) + "." if watches else ""),
        ("Ends", html(day(body.expires)) if body.expires else ""),
        (
            "Its rules",
            atlas.tie(here, article_page(home_of(owner.path)), owner.head.title) if owner else atlas.tie(here, CHARTER, "The charter"),
        ),
    ]
    return table((), [row for row in rows if row[1]])


def _again(body: Body) -> str:
    terms = f"{counted(body.max_terms, 'term')} at the most" if body.max_terms is not None else ""
    rest = f"not again for {body.cool_off.words} after serving" if body.cool_off else ""
    return "; ".join(filter(None, (terms, rest)))


def _sitting(atlas: Atlas, here: str, name: str) -> str:
    seats = _holding(atlas, name)
    if not seats:
        return "## Who sits here\n\nNobody sits here now."
    first, last = min(seat.since for seat in seats), max((seat.until for seat in seats if seat.until), default=None)
    ordered = sorted(seats, key=lambda seat: (seat.until is None, seat.until, seat.holder))
    rows = []
    for seat in ordered:
        held = f"{code(seat.holder)}{_bar(seat, first, last, atlas.course.as_of)}"
        rows.append((held, html(": ".join(filter(None, (_days(atlas, seat), _why(seat))))), _given(atlas, here, seat)))
    begins = day(first.astimezone(atlas.course.zone).date())
    ends = f" to {day(last.astimezone(atlas.course.zone).date())}" if last else ""
    spoken_span = f"The bars run from {begins}{ends}; the line in them is today."
    shown = table(("Holder", "From, until and why", "Given by"), rows, html(spoken_span))
    return f"## Who sits here\n\n{shown}"


def _bar(seat: Tenure, first: datetime, last: datetime | None, now: datetime) -> str:
    """How far a term has run, in whole thousandths of the time that all these seats cover; the cells beside it say the same."""
    whole = (last or now) - first
    if whole <= timedelta():
        return ""
    start, end, today = (max(0, min(1000, 1000 * (at - first) // whole)) for at in (seat.since, seat.until or last or now, now))
    shape = f'<rect x="{start}" y="2" width="{max(4, end - start)}" height="8"/><path d="M{today} 0V12"/>'
    return f'<svg class="fm-term" viewBox="-2 0 1004 12" preserveAspectRatio="none" aria-hidden="true">{shape}</svg>'


def _days(atlas: Atlas, seat: Tenure) -> str:
    zone = atlas.course.zone
    since = day(seat.since.astimezone(zone).date())
    return f"{since} to {_last(atlas, seat.until)}" if seat.until else f"{since}, no end known"


def _why(seat: Tenure) -> str:
    return str(seat.ending) if seat.ending else ""


def _given(atlas: Atlas, here: str, seat: Tenure) -> str:
    there = jury_page(seat.source) if atlas.course.archive.jury(seat.source) else proposal_page(seat.source)
    title = atlas.titles.get(f"juries/{seat.source}/call.md") or atlas.titles.get(f"proposals/{seat.source}/proposal.md") or seat.source
    return atlas.tie(here, there, title)


def _past(atlas: Atlas, here: str, name: str) -> str:
    seats = [seat for seat in atlas.ledger.seats if seat.body == name and seat.until is not None and seat.until <= atlas.course.as_of]
    if not seats:
        return ""
    rows = [
        (code(seat.holder), html(f"{_days(atlas, seat)}: {_ended(seat)}"), _given(atlas, here, seat))
        for seat in sorted(seats, key=lambda seat: (seat.until, seat.holder), reverse=True)
    ]
    shown = table(("Holder", "From, until and why", "Given by"), rows)
    inside = shown if len(rows) <= _SHOWN else folded(html(f"{counted(len(rows), 'seat')} that ended"), shown)
    return f"## Who sat here\n\n{inside}"


def _ended(seat: Tenure) -> str:
    words = {Ending.TERM: "its term ended", Ending.ROTATION: "its part of the seats changed hands", Ending.SUNSET: "the body ended"}
    return words.get(seat.ending, str(seat.ending)).replace(" is ", " was ") if seat.ending else ""


def _sources(atlas: Atlas, here: str, name: str) -> str:
    """The juries of a body and the decisions that gave its seats, the newest first."""
    items = []
    for jury in reversed(atlas.course.archive.juries):
        if jury.call.head.body == name:
            panel = atlas.ledger.juries[jury.id]
            items.append(f"- {atlas.link(here, jury_page(jury.id), jury.call.head.title)}: {inline(panel.status)}")
    given = dict.fromkeys(seat.source for seat in atlas.ledger.seats if seat.body == name and seat.source in atlas.course.matters)
    for source in reversed(given):
        items.append(f"- {atlas.link(here, proposal_page(source), atlas.course.matters[source].proposal.text.head.title)}")
    return "## Draws and decisions that fill it\n\n" + "\n".join(items) if items else ""


def _reports(atlas: Atlas, here: str, name: str) -> str:
    own = ((head.period.to if head.period else None, path, head) for path, head in atlas.ledger.reports if head.by == name)
    given = sorted(own, key=lambda each: (each[0] is not None, each[0], each[1]), reverse=True)
    owed = list(_owed(atlas, name))
    if not given and not owed:
        return ""
    lines = []
    for each in owed:
        state = badge(*_STATES[each.state(atlas.course.as_of)])
        lines.append(f"- {state} {inline(begun(each.what))}, by {inline(until(each.due, atlas.course.zone))}")
    for to, path, head in given:
        lines.append(f"- {atlas.link(here, atlas.records.get(path, ''), head.title)}{f', {inline(day(to))}' if to else ''}")
    return "## What it owes and what it reported\n\n" + "\n".join(lines)


def _owed(atlas: Atlas, name: str) -> Iterator[Obligation]:
    found: Iterable[Obligation] = (*duties(atlas.ledger), *obligations(atlas.ledger))
    yield from (each for each in found if each.owner == name and each.state(atlas.course.as_of) is not State.DONE)
