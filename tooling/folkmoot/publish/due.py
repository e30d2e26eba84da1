"""What is due: who must do what by when, overdue first, and which seats lapse soon."""

from collections.abc import Iterable, Mapping

from folkmoot.procedure.calendar import deadline
from folkmoot.procedure.waiting import CLOCK, LAPSES, LATE, OFFERED, Due, waiting
from folkmoot.publish.atlas import CONVERSION, NEXT, Atlas, jury_page, proposal_page
from folkmoot.publish.markup import badge, block, commands, html, page
from folkmoot.publish.words import begun, begun_people, counted, instant, left, span, until
from folkmoot.records.speech import phrase, say
from folkmoot.records.value import Span

_AHEAD = Span(60, "d")
_BADGES = {
    "escalated": ("error", phrase("Handed on")), "overdue": ("error", phrase("Overdue")), "due": ("open", phrase("Due")),
    "scheduled": ("draft", phrase("Later")), "next": ("voting", phrase("Awaited")), OFFERED: ("draft", phrase("Possible")),
    LAPSES: ("warning", phrase("Lapses")), CLOCK: ("open", phrase("Runs")),
}  # fmt: skip
_GROUPS = (
    (phrase("Overdue"), phrase("These should have been done by now."), LATE),
    (phrase("The clock"), phrase("The phase that runs now, and what is missing until it ends."), (CLOCK,)),
    (phrase("Due next"), phrase("These are awaited, or fall due in the next {span}."), ("due", "scheduled", "next")),
    (phrase("Still possible"), phrase("Nobody has to do these; whoever is entitled to them still can."), (OFFERED,)),
    (phrase("Seats that lapse"), phrase("These seats end in the next {span}."), (LAPSES,)),
)


def due_page(atlas: Atlas) -> Mapping[str, bytes]:
    """The page of what waits for whom."""
    found = _found(atlas)
    parts = [
        f"# {say('What is due')}",
        say("Who must do what by when, computed from the charter, the decisions and the juries. The overdue stands first."),
    ]
    for name, words, states in _GROUPS:
        items = [_card(atlas, each) for each in found if each.state in states]
        if items:
            cards = block('<ul class="fm-cards">\n' + "\n".join(items) + "\n</ul>")
            parts.append(f"## {say(name)}\n\n{say(words, span=span(_AHEAD))}\n\n{cards}")
    if not found:
        parts.append(say("Nothing is due in the next {span}.", span=span(_AHEAD)))
    alone = say("With a name it tells what waits for you alone.")
    parts.append(f"## {say('See it yourself')}\n\n{alone}\n\n{commands('folkmoot next', 'folkmoot next --for NAME')}")
    return {NEXT: page(say("What is due"), say("Who must do what by when, the overdue first."), *parts)}


def due_line(atlas: Atlas, here: str) -> str:
    """How much is overdue and how much falls due soon, with the way to the page that tells what; empty when nothing is."""
    found = [each for each in _found(atlas) if each.state not in (OFFERED, LAPSES, CLOCK)]
    late = sum(each.state in LATE for each in found)
    if not found:
        return ""
    places = {
        "what_is_due": atlas.link(here, NEXT, say("What is due")),
        "things": counted(len(found) - late, "thing"),
        "span": span(_AHEAD),
    }
    if late:
        return say("{what_is_due}: {late} overdue, {things} to do in the next {span}.", late=counted(late, "thing"), **places)
    return say("{what_is_due}: {things} to do in the next {span}.", **places)


def _found(atlas: Atlas) -> Iterable[Due]:
    return waiting(atlas.ledger, deadline(atlas.course.as_of, _AHEAD, atlas.course.zone))


def _card(atlas: Atlas, each: Due) -> str:
    """What is to be done, by whom and until when, and the page of what it comes from."""
    who = begun_people(each.who[1:] if each.state == LAPSES else each.who)
    when = _when(atlas, each)
    said = begun(when) if each.state == CLOCK else f"{who}, {when}"
    comes = _source(atlas, each) if each.state != LAPSES else ""
    title = f'<p class="fm-card__title">{html(begun(each.says.spoken()))}</p>'
    kind, words = _BADGES[each.state]
    return f"<li>{title}{comes and f'<p>{comes}</p>'}<p>{badge(kind, say(words))} {html(f'{said}.')}</p></li>"


def _when(atlas: Atlas, each: Due) -> str:
    """Until when, and from when where that is still to come; as the end of a sentence."""
    course = atlas.course
    opens = instant(each.opens, course.zone) if each.opens and each.opens > course.as_of else ""
    if each.due is None:
        return say("no deadline, from {opens}", opens=opens) if opens else say("no deadline")
    places = {"deadline": until(each.due, course.zone), "left": left(each.due, course.as_of)}
    if opens:
        return say("by {deadline}: {left}, from {opens}", **places, opens=opens)
    return say("by {deadline}: {left}", **places)


def _source(atlas: Atlas, each: Due) -> str:
    """The proposal, the jury or the text that it comes from, by its title."""
    if each.source.startswith("plan."):
        return atlas.tie(NEXT, CONVERSION, say("Where the conversion stands"))
    matter, jury = atlas.course.matters.get(each.source), atlas.course.archive.jury(each.source)
    if matter:
        return atlas.tie(NEXT, proposal_page(each.source), matter.proposal.text.head.title)
    if jury:
        return atlas.tie(NEXT, jury_page(each.source), jury.call.head.title)
    return atlas.tie(NEXT, atlas.records.get(each.path, ""), atlas.titles.get(each.path, each.source))
