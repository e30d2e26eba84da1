"""For and against: what the records hold on each side of a proposal, side by side and as large as each other.

No record has a field for an argument. What there is: the headings of the text under which its author says what speaks against
it, what a jury heard with the side that offered it, objections and vetoes with their reasons, and what outvoted jurors wrote.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from html import unescape

from folkmoot.procedure.chronicle import Matter
from folkmoot.procedure.objecting import Objecting
from folkmoot.publish.atlas import Atlas, jury_page
from folkmoot.publish.markup import block, code, html, inline
from folkmoot.publish.words import day, spoken
from folkmoot.records.archive import Jury
from folkmoot.records.deliberation import Objection, ObjectionState
from folkmoot.records.speech import phrase, say

_HEADING = re.compile(r'<h[2-6] id="([^"]+)">(.*?)</h[2-6]>', re.DOTALL)
_TAG = re.compile(r"<[^>]*>")
_AGAINST = re.compile(r"\bagainst\b", re.IGNORECASE)
_MINORITY = re.compile(r"\bminority\b", re.IGNORECASE)
_BECAME = {
    ObjectionState.STANDING: phrase("It stands."),
    ObjectionState.RESOLVED: phrase("Whoever raised it says that it is met."),
    ObjectionState.OVERRULED: phrase("It was found not to be paramount."),
}


class Side(StrEnum):
    """Which side of a question something is on."""

    FOR = "for"
    AGAINST = "against"
    NEITHER = "neither"


@dataclass(frozen=True, slots=True)
class Argument:
    """One thing on record, as finished HTML."""

    side: Side
    shown: str


def arguments_section(atlas: Atlas, here: str, matter: Matter, text: str) -> str:
    """The whole section; empty where the records hold nothing but the text. `text` is the page's own HTML of it."""
    found = [*_of_text(text), *_of_juries(atlas, here, matter), *_of_log(atlas, matter), *_of_minority(atlas, here, matter)]
    if not found:
        return ""
    introducer = matter.proposal.text.head.introduced_by
    own = html(say("The text makes the case for it, as {person} put it:", person=_person(introducer)))
    first = Argument(Side.FOR, f'{own} <a href="#the-text">{html(say("the text"))}</a>')
    shown = "\n".join(_side(name, side, [first, *found]) for name, side in ((say("For"), Side.FOR), (say("Against"), Side.AGAINST)))
    lead = say("What the records hold on each side, in the words of those who brought it. Neither side is weighed here.")
    parts = [f"## {inline(say('For and against'))}", inline(lead), block(f'<div class="fm-sides">\n{shown}\n</div>')]
    neither = [each.shown for each in found if each.side is Side.NEITHER]
    if neither:
        items = "\n".join(f"<li>{each}</li>" for each in neither)
        parts.append(block(f'<p class="fm-sides__rest">{html(say("Heard without taking a side:"))}</p>\n<ul>\n{items}\n</ul>'))
    return "\n\n".join(parts)


def _side(name: str, side: Side, found: Sequence[Argument]) -> str:
    items = "\n".join(f"<li>{each.shown}</li>" for each in found if each.side is side)
    inside = f"<ul>\n{items}\n</ul>" if items else f"<p>{html(say('Nothing is on record.'))}</p>"
    return f'<section class="fm-side" aria-labelledby="speaks-{side}">\n<h3 id="speaks-{side}">{html(name)}</h3>\n{inside}\n</section>'


def _person(name: str) -> str:
    """A token as it is; a body as words."""
    return name if any(mark.isdigit() for mark in name) else say("the {body}", body=spoken(name))


def _of_text(text: str) -> Iterator[Argument]:
    """The headings under which the text itself says what speaks against it."""
    for anchor, title in _HEADING.findall(text):
        words = unescape(_TAG.sub("", title))
        if _AGAINST.search(words):
            told = html(say("The text itself:"))
            yield Argument(Side.AGAINST, f'{told} <a href="#{html(anchor)}">{html(words)}</a>')


def _juries(atlas: Atlas, matter: Matter) -> list[Jury]:
    return [jury for jury in atlas.course.archive.juries if jury.call.head.mandate == matter.proposal.id]


def _of_juries(atlas: Atlas, here: str, matter: Matter) -> Iterator[Argument]:
    """What juries heard, in the order in which they heard it, on the side that the minutes name."""
    today = atlas.course.as_of.astimezone(atlas.course.zone).date()
    for jury in _juries(atlas, matter):
        for session in jury.sessions:
            if session.head.date > today:
                continue
            heard = atlas.tie(here, jury_page(jury.id), say("heard by the jury on {day}", day=day(session.head.date)))
            for piece in session.head.evidence:
                by = html(say("Offered by {person},", person=_person(piece.offered_by)))
                side = Side(piece.side) if piece.side in set(Side) else Side.NEITHER
                yield Argument(side, f"<strong>{html(piece.title)}</strong><br>{by} {heard}")


def _of_log(atlas: Atlas, matter: Matter) -> Iterator[Argument]:
    """Objections with what became of them, and vetoes, with the reasons given."""
    record, voided = matter.proposal, {each.position for each in matter.walk.refusals}
    ledger = Objecting(atlas.course.archive, matter.book, matter.procedure, record.log).ledger
    for at, event in enumerate(record.log):
        if at in voided or not event.reason or event.act not in ("objected", "vetoed"):
            continue
        when = day(event.at.astimezone(atlas.course.zone).date())
        told = say("Objection of {person}, {day}:", person=_person(event.by), day=when)
        if event.act == "vetoed":
            told = say("Veto of {person}, {day}:", person=_person(event.by), day=when)
        about = f" {code(event.ref)}" if event.act == "objected" and event.ref else ""
        became = next((each for each in ledger if (each.by, each.at) == (event.by, event.at)), None)
        yield Argument(Side.AGAINST, f"<strong>{html(event.reason)}</strong><br>{html(told)}{about}{_fate(became)}")


def _fate(objection: Objection | None) -> str:
    return f" {html(say(_BECAME[objection.state]))}" if objection else ""


def _of_minority(atlas: Atlas, here: str, matter: Matter) -> Iterator[Argument]:
    """What those wrote who were outvoted in a jury: the side that lost."""
    if matter.decision is None or matter.decision.head.outcome == "no-quorum":
        return
    lost = Side.AGAINST if matter.decision.head.outcome == "adopted" else Side.FOR
    for jury in _juries(atlas, matter):
        for at, report in enumerate(jury.reports):
            if report.head.about != matter.proposal.id or report.path != matter.decision.head.reasons:
                continue
            made = atlas.prose(jury_page(jury.id), report, f"report{at}")
            for anchor, title in _HEADING.findall(made):
                words = unescape(_TAG.sub("", title))
                if _MINORITY.search(words):
                    there = atlas.tie(here, jury_page(jury.id), words, unescape(anchor))
                    yield Argument(lost, f"{html(say('Those who were outvoted in the jury wrote:'))} {there}")
