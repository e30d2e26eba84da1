"""What is due: who must do what by when, overdue first, and which seats lapse soon."""

from collections.abc import Iterable, Mapping

from folkmoot.procedure.calendar import deadline
from folkmoot.procedure.waiting import CLOCK, LAPSES, LATE, OFFERED, Due, waiting
from folkmoot.publish.atlas import CONVERSION, NEXT, Atlas, jury_page, proposal_page
from folkmoot.publish.markup import badge, block, commands, html, page
from folkmoot.publish.words import begun, begun_people, counted, instant, left, until
from folkmoot.records.value import Span

_AHEAD = Span(60, "d")
_BADGES = {
    "escalated": ("error", "Handed on"), "overdue": ("error", "Overdue"), "due": ("open", "Due"), "scheduled": ("draft", "Later"),
    "next": ("voting", "Awaited"), OFFERED: ("draft", "Possible"), LAPSES: ("warning", "Lapses"), CLOCK: ("open", "Runs"),
}  # fmt: skip
_GROUPS = (
    ("Overdue", "These should have been done by now.", LATE),
    ("The clock", "The phase that runs now, and what is missing until it ends.", (CLOCK,)),
    ("Due next", f"These are awaited, or fall due in the next {_AHEAD.words}.", ("due", "scheduled", "next")),
    ("Still possible", "Nobody has to do these; whoever is entitled to them still can.", (OFFERED,)),
    ("Seats that lapse", f"These seats end in the next {_AHEAD.words}.", (LAPSES,)),
)


def due_page(atlas: Atlas) -> Mapping[str, bytes]:
    """The page of what waits for whom."""
    found = _found(atlas)
    parts = [
        "# What is due",
        "Who must do what by when, computed from the charter, the decisions and the juries. The overdue stands first.",
    ]
    for name, words, states in _GROUPS:
        items = [_card(atlas, each) for each in found if each.state in states]
        if items:
            cards = block('<ul class="fm-cards">\n' + "\n".join(items) + "\n</ul>")
            parts.append(f"## {name}\n\n{words}\n\n{cards}")
    if not found:
        parts.append(f"Nothing is due in the next {_AHEAD.words}.")
    parts.append(
        f"## See it yourself\n\nWith a name it tells what waits for you alone.\n\n{commands('folkmoot next', 'folkmoot next --for NAME')}"
    )
    return {NEXT: page("What is due", "Who must do what by when, the overdue first.", *parts)}


def due_line(atlas: Atlas, here: str) -> str:
    """How much is overdue and how much falls due soon, with the way to the page that tells what; empty when nothing is."""
    found = [each for each in _found(atlas) if each.state not in (OFFERED, LAPSES, CLOCK)]
    late = sum(each.state in LATE for each in found)
    if not found:
        return ""
    words = f"{counted(late, 'thing')} overdue, " if late else ""
    return f"{atlas.link(here, NEXT, 'What is due')}: {words}{counted(len(found) - late, 'thing')} to do in the next {_AHEAD.words}."


def _found(atlas: Atlas) -> Iterable[Due]:
    return waiting(atlas.ledger, deadline(atlas.course.as_of, _AHEAD, atlas.course.zone))


def _card(atlas: Atlas, each: Due) -> str:
    """What is to be done, by whom and until when, and the page of what it comes from."""
    course = atlas.course
    who = begun_people(each.who[1:] if each.state == LAPSES else each.who)
    when = f"by {until(each.due, course.zone)}: {left(each.due, course.as_of)}" if each.due else "no deadline"
    if each.opens and each.opens > course.as_of:
        when += f", from {instant(each.opens, course.zone)}"
    said = begun(when) if each.state == CLOCK else f"{who}, {when}"
    comes = _source(atlas, each) if each.state != LAPSES else ""
    title = f'<p class="fm-card__title">{html(begun(each.what))}</p>'
    return f"<li>{title}{comes and f'<p>{comes}</p>'}<p>{badge(*_BADGES[each.state])} {html(f'{said}.')}</p></li>"


def _source(atlas: Atlas, each: Due) -> str:
    """The proposal, the jury or the text that it comes from, by its title."""
    if each.source.startswith("plan."):
        return atlas.tie(NEXT, CONVERSION, "Where the conversion stands")
    matter, jury = atlas.course.matters.get(each.source), atlas.course.archive.jury(each.source)
    if matter:
        return atlas.tie(NEXT, proposal_page(each.source), matter.proposal.text.head.title)
    if jury:
        return atlas.tie(NEXT, jury_page(each.source), jury.call.head.title)
    return atlas.tie(NEXT, atlas.records.get(each.path, ""), atlas.titles.get(each.path, each.source))
