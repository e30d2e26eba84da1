"""The pages of bodies: what each is for, who sits there and until when, who fills it, who can remove from it and who watches it."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta

from folkmoot.procedure.actors import last_day
from folkmoot.procedure.calendar import end_of
from folkmoot.procedure.duties import duties
from folkmoot.procedure.obligations import Obligation, State, obligations
from folkmoot.procedure.seats import Tenure, holders
from folkmoot.publish.atlas import BODIES, CHARTER, Atlas, article_page, body_page, jury_page, proposal_page
from folkmoot.publish.body_words import HELD, JURY_WORDS, STATES, again, has_ended, most_of, powers, seats_held, will_end
from folkmoot.publish.markup import badge, block, code, commands, folded, html, inline, page, table
from folkmoot.publish.seat_words import filler_words, rotation_sentence
from folkmoot.publish.watching import HOLDS, watching
from folkmoot.publish.words import begun, day, listed, span, spoken, until
from folkmoot.records.bodies import Body
from folkmoot.records.speech import say, say_of
from folkmoot.rulebook.oversight import LOT, Edge, watchers
from folkmoot.rulebook.weakness import home_of

_SHOWN = 12


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
        f"# {say('Who does what')}",
        say(
            "Some people work, some decide, some watch. Nobody writes down who sits where: it follows from the draws, from the "
            "decisions of those who fill each body, and from the terms in the charter."
        ),
        block(f'<ul class="fm-cards">\n{cards}\n</ul>') if cards else "",
        f"## {say('Who watches whom')}\n\n{watching(edges, ties)}" if edges else "",
        f"## {say('Bodies that have ended')}\n\n{block(f'<p>{listed(gone)}</p>')}" if gone else "",
        f"## {say('See it yourself')}\n\n{commands('folkmoot seats', 'folkmoot seats --lapsing 60d', 'folkmoot charter audit')}",
    ]
    return page(say("Who does what"), say("Every body, who sits there until when, and who watches whom."), *parts)


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
        f"<p>{_badge(sits, body)} {html(seats_held(sits, body))} {html(_next_change(atlas, name))}</p>",
        f"<p>{html(begun(filler_words(body)))}. {_held(atlas, BODIES, name, edges)}</p>",
    ]
    return f"<li>{''.join(lines)}</li>"


def _badge(sits: int, body: Body) -> str:
    if not sits:
        return badge("draft", say("Empty"))
    if sits < body.seats.min:
        return badge("warning", say("Too few"))
    return badge("done", say("At work")) if sits >= body.seats.target else badge("open", say("At work"))


def _next_change(atlas: Atlas, name: str) -> str:
    """When the next seats end, and how many of them."""
    ends = sorted(seat.until for seat in _holding(atlas, name) if seat.until)
    if not ends:
        return ""
    return say_of(ends.count(ends[0]), "{count} seat ends on {day}.", "{count} seats end on {day}.", day=_last(atlas, ends[0]))


def _last(atlas: Atlas, end: datetime) -> str:
    """The last day of a seat that ends at an instant."""
    return day((end - timedelta(seconds=1)).astimezone(atlas.course.zone).date())


def _holding(atlas: Atlas, name: str) -> list[Tenure]:
    return [seat for seat in atlas.ledger.seats if seat.body == name and seat.holds(atlas.course.as_of)]


def _held(atlas: Atlas, here: str, name: str, edges: Sequence[Edge]) -> str:
    """Who removes from a body, reviews it, hears it and can stop it, as finished HTML."""
    said = []
    for hold, words in HELD.items():
        by = dict.fromkeys(edge.watcher for edge in edges if edge.watched == name and edge.hold is hold)
        if by:
            said.append(say(words, bodies=listed(_who(atlas, here, each) for each in by)))
    return " ".join(said)


def _who(atlas: Atlas, here: str, name: str) -> str:
    return say("the lot") if name == LOT else say("the {body}", body=atlas.tie(here, body_page(name), spoken(name)))


def _page(atlas: Atlas, name: str, edges: Sequence[Edge]) -> bytes:
    here, body = body_page(name), atlas.course.charter.book.bodies.get(name)
    title = begun(spoken(name))
    sits = len(_holding(atlas, name))
    parts = [
        f"# {inline(title)}",
        f'<p class="fm-lead">{html(body.purpose)}</p>' if body else "",
        f"{_badge(sits, body)} {html(seats_held(sits, body))} {html(_next_change(atlas, name))}"
        if body and not _is_over(atlas, name)
        else f"{badge('expired', say('Ended'))} {say('This body has ended. What it would do now is void.')}",
        _sitting(atlas, here, name),
        f"## {say('What it may do, and who watches it')}\n\n{_facts(atlas, here, name, body, edges)}" if body else "",
        _past(atlas, here, name),
        _sources(atlas, here, name),
        _reports(atlas, here, name),
        f"## {say('See it yourself')}\n\n{commands(f'folkmoot seats --body {name} --past')}",
        atlas.link(here, BODIES, say("All bodies")),
    ]
    return page(title, body.purpose if body else say("{body}: who sat there.", body=title), *parts)


def _facts(atlas: Atlas, here: str, name: str, body: Body, edges: Sequence[Edge]) -> str:
    watches = [
        say(HOLDS[hold], bodies=listed(_who(atlas, here, edge.watched) for edge in edges if edge.watcher == name and edge.hold is hold))
        for hold in HOLDS
        if any(edge.watcher == name and edge.hold is hold for edge in edges)
    ]
    owner = atlas.course.charter.book.owners.get(f"bodies.{name}")
    there, label = (article_page(home_of(owner.path)), owner.head.title) if owner else (CHARTER, say("The charter"))
    rules, term = atlas.tie(here, there, label), f"{span(body.term)}." if body.term else ""
    seats = {"seats": body.seats.target, "least": body.seats.min, "how": filler_words(body)}
    rows: list[tuple[str, str]] = [
        (say("May"), html(powers(body.powers))),
        (say("Seats"), html(say("{seats}, works with {least} at the least; {how}", **seats))),
        (say("Term"), html(" ".join(filter(None, (term, rotation_sentence(body, body.seats.target)))))),
        (say("At most"), html(most_of(body))),
        (say("Again"), html(again(body))),
        (say("Not with"), listed(_who(atlas, here, other) for other in body.incompatible)),
        (say("Watched"), _held(atlas, here, name, edges)),
        (say("Watches"), say("It {holds}.", holds="; ".join(watches)) if watches else ""),
        (say("Ends"), html(day(body.expires)) if body.expires else ""),
        (say("Its rules"), rules),
    ]
    return table((), [row for row in rows if row[1]])


def _sitting(atlas: Atlas, here: str, name: str) -> str:
    seats = _holding(atlas, name)
    if not seats:
        return f"## {say('Who sits here')}\n\n{say('Nobody sits here now.')}"
    first, last = min(seat.since for seat in seats), max((seat.until for seat in seats if seat.until), default=None)
    ordered = sorted(seats, key=lambda seat: (seat.until is None, seat.until, seat.holder))
    rows = []
    for seat in ordered:
        held = f"{code(seat.holder)}{_bar(seat, first, last, atlas.course.as_of)}"
        rows.append((held, html(": ".join(filter(None, (_days(atlas, seat), will_end(seat))))), _given(atlas, here, seat)))
    begins = day(first.astimezone(atlas.course.zone).date())
    if last:
        ends = day(last.astimezone(atlas.course.zone).date())
        covered = say("The bars run from {begins} to {ends}; the line in them is today.", begins=begins, ends=ends)
    else:
        covered = say("The bars run from {begins}; the line in them is today.", begins=begins)
    shown = table(_head(), rows, html(covered))
    return f"## {say('Who sits here')}\n\n{shown}"


def _head() -> tuple[str, str, str]:
    return say("Holder"), say("From, until and why"), say("Given by")


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
    if seat.until is None:
        return say("{since}, no end known", since=since)
    return say("{first} to {last}", first=since, last=_last(atlas, seat.until))


def _given(atlas: Atlas, here: str, seat: Tenure) -> str:
    there = jury_page(seat.source) if atlas.course.archive.jury(seat.source) else proposal_page(seat.source)
    title = atlas.titles.get(f"juries/{seat.source}/call.md") or atlas.titles.get(f"proposals/{seat.source}/proposal.md") or seat.source
    return atlas.tie(here, there, title)


def _past(atlas: Atlas, here: str, name: str) -> str:
    seats = [seat for seat in atlas.ledger.seats if seat.body == name and seat.until is not None and seat.until <= atlas.course.as_of]
    if not seats:
        return ""
    rows = [
        (code(seat.holder), html(f"{_days(atlas, seat)}: {has_ended(seat)}"), _given(atlas, here, seat))
        for seat in sorted(seats, key=lambda seat: (seat.until, seat.holder), reverse=True)
    ]
    shown = table(_head(), rows)
    more = say_of(len(rows), "{count} seat that ended", "{count} seats that ended")
    inside = shown if len(rows) <= _SHOWN else folded(html(more), shown)
    return f"## {say('Who sat here')}\n\n{inside}"


def _sources(atlas: Atlas, here: str, name: str) -> str:
    """The juries of a body and the decisions that gave its seats, the newest first."""
    items = []
    for jury in reversed(atlas.course.archive.juries):
        if jury.call.head.body == name:
            panel = atlas.ledger.juries[jury.id]
            items.append(f"- {atlas.link(here, jury_page(jury.id), jury.call.head.title)}: {inline(say(JURY_WORDS[panel.status]))}")
    given = dict.fromkeys(seat.source for seat in atlas.ledger.seats if seat.body == name and seat.source in atlas.course.matters)
    for source in reversed(given):
        items.append(f"- {atlas.link(here, proposal_page(source), atlas.course.matters[source].proposal.text.head.title)}")
    return f"## {say('Draws and decisions that fill it')}\n\n" + "\n".join(items) if items else ""


def _reports(atlas: Atlas, here: str, name: str) -> str:
    own = ((head.period.to if head.period else None, path, head) for path, head in atlas.ledger.reports if head.by == name)
    given = sorted(own, key=lambda each: (each[0] is not None, each[0], each[1]), reverse=True)
    owed = list(_owed(atlas, name))
    if not given and not owed:
        return ""
    lines = []
    for each in owed:
        kind, words = STATES[each.state(atlas.course.as_of)]
        owing = {"what": inline(begun(each.says.spoken())), "deadline": inline(until(each.due, atlas.course.zone))}
        lines.append(f"- {badge(kind, say(words))} {say('{what}, by {deadline}', **owing)}")
    for to, path, head in given:
        lines.append(f"- {atlas.link(here, atlas.records.get(path, ''), head.title)}{f', {inline(day(to))}' if to else ''}")
    return f"## {say('What it owes and what it reported')}\n\n" + "\n".join(lines)


def _owed(atlas: Atlas, name: str) -> Iterator[Obligation]:
    found: Iterable[Obligation] = (*duties(atlas.ledger), *obligations(atlas.ledger))
    yield from (each for each in found if each.owner == name and each.state(atlas.course.as_of) is not State.DONE)
