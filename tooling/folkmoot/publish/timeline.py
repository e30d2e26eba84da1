"""What happened to a matter or a jury, as an ordered list whose last step is the present one, and what lies ahead of it."""

from collections.abc import Iterator, Mapping, Sequence

from folkmoot.procedure.agenda import Ahead
from folkmoot.procedure.timeline import Moment
from folkmoot.publish.assurance import level_of, mark
from folkmoot.publish.atlas import Atlas
from folkmoot.publish.markup import block, html, inline
from folkmoot.publish.words import begun, begun_people, instant, left, spoken, until
from folkmoot.records.archive import Jury, Proposal
from folkmoot.records.value import write_instant

_DEADLINE = "deadline"
_COMES = {_DEADLINE: "This stage ends", "final": "No veto after", "in force": "It takes effect", "expires": "Its last day"}
_OWED = "due: "
"""What is owed is told from the obligations themselves, with who owes it and until when."""


def course_section(
    atlas: Atlas, here: str, owner: Proposal | Jury, moments: Sequence[Moment], acts: Mapping[str, str]
) -> str:
    """What has happened, in order, each act of a person with how sure it is; `acts` names what people did."""
    past = [each for each in moments if each.at <= atlas.course.as_of and not each.what.startswith(_OWED)]
    items = []
    for at, each in enumerate(past, start=1):
        current = ' aria-current="step"' if at == len(past) else ""
        time = f'<time datetime="{write_instant(each.at)}">{html(instant(each.at, atlas.course.zone))}</time>'
        sure = f" {mark(atlas, here, level_of(atlas, owner, each.event))}" if each.event else ""
        told = f" <span>{html(_told(each))}{sure}</span>" if _told(each) else ""
        items.append(f"<li{current}><strong>{html(acts.get(each.what, begun(spoken(each.what))))}</strong> {time}{told}</li>")
    made = block('<ol class="fm-course">\n' + "\n".join(items) + "\n</ol>")
    return f"## Its course\n\n{made}" if items else ""


def _told(moment: Moment) -> str:
    by = f"by {moment.by}" if moment.by else ""
    words = ": ".join(part for part in (by, moment.note) if part)
    return f"{words}. It does not count: {moment.void}" if moment.void else words


def next_section(atlas: Atlas, name: str, steps: Sequence[Ahead], moments: Sequence[Moment] = (), rest: str = "") -> str:
    """What may be done next and by whom, what follows by itself, and what is owed; `rest` is said when there is none of it."""
    lines = [*_steps(atlas, steps), *_to_come(atlas, moments), *_owed(atlas, name)]
    said = "\n".join(f"- {inline(line)}" for line in lines) or inline(rest)
    return f"## What happens next\n\n{said}" if said else ""


def _steps(atlas: Atlas, steps: Sequence[Ahead]) -> Iterator[str]:
    for step in steps:
        begins = f", from {instant(step.opens, atlas.course.zone)}" if step.opens and step.opens > atlas.course.as_of else ""
        ends = f", until {until(step.closes, atlas.course.zone)}" if step.closes else ""
        yield f"{begun_people(step.who)} can {step.what}{begins}{ends}."


def _to_come(atlas: Atlas, moments: Sequence[Moment]) -> Iterator[str]:
    for each in moments:
        if each.at > atlas.course.as_of and not each.what.startswith(_OWED):
            note = f" ({each.note})" if each.note and each.what != _DEADLINE else ""
            what = _COMES.get(each.what) or begun(spoken(each.what))
            yield f"{what}: {until(each.at, atlas.course.zone)}, {left(each.at, atlas.course.as_of)}{note}."


def _owed(atlas: Atlas, name: str) -> Iterator[str]:
    for each in atlas.owed.get(name, ()):
        when = f"by {until(each.due, atlas.course.zone)}, {left(each.due, atlas.course.as_of)}"
        yield f"{begun_people((each.owner,))} must {each.what}, {when}."
