"""What happened to a matter or a jury, as an ordered list whose last step is the present one, and what lies ahead of it."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby

from folkmoot.procedure.agenda import Ahead
from folkmoot.procedure.timeline import Moment
from folkmoot.publish.assurance import level_of, mark
from folkmoot.publish.atlas import Atlas
from folkmoot.publish.count_words import told
from folkmoot.publish.markup import block, folded, html, inline
from folkmoot.publish.words import begun, begun_people, day, instant, left, people, spoken, until
from folkmoot.records.archive import Jury, Proposal
from folkmoot.records.speech import number, phrase, say
from folkmoot.records.value import write_instant

_DEADLINE = "deadline"
_COMES = {
    _DEADLINE: phrase("This stage ends"), "final": phrase("No veto after"), "in force": phrase("It takes effect"),
    "expires": phrase("Its last day"),
}  # fmt: skip
_COMPUTED = {
    _DEADLINE: phrase("Deadline"), "final": phrase("Final"), "in force": phrase("In force"), "expires": phrase("Expires"),
    "lapsed": phrase("Lapsed"), "adopted": phrase("Adopted"), "rejected": phrase("Rejected"), "no-quorum": phrase("No quorum"),
    "superseded": phrase("Superseded"), "repealed": phrase("Repealed"), "expired": phrase("Expired"), "vetoed": phrase("Vetoed"),
    "withdrawn": phrase("Withdrawn"), "challenge over": phrase("Challenge over"), "answers over": phrase("Answers over"),
    "drawn": phrase("Drawn"), "seated": phrase("Seated"), "discharged": phrase("Discharged"), "annulled": phrase("Annulled"),
}  # fmt: skip
"""What follows by itself, and acts that no page names otherwise."""
_ANSWERS = frozenset({"accepted", "declined", "replaced"})
"""What single people answer to a summons, and who moves up; many in a row are told together."""
_BESIDE = frozenset({"accepted", "declined"})
"""Answers that stand beside who gave them too."""
_MANY = 5
_OWED = "due: "
"""What is owed is told from the obligations themselves, with who owes it and until when."""


def course_section(atlas: Atlas, here: str, owner: Proposal | Jury, moments: Sequence[Moment], acts: Mapping[str, str]) -> str:
    """What has happened, in order, each act of a person with how sure it is; `acts` names what people did."""
    past = [each for each in moments if each.at <= atlas.course.as_of and not each.what.startswith(_OWED)]
    groups = [list(group) for _, group in groupby(enumerate(past), key=lambda pair: pair[0] if pair[1].what not in _ANSWERS else -1)]
    items = []
    for at, group in enumerate(groups, start=1):
        current = ' aria-current="step"' if at == len(groups) else ""
        lines = [_step(atlas, here, owner, each, acts, is_one_of_many=len(group) >= _MANY) for _, each in group]
        inside = lines[0] if len(lines) == 1 else _together(atlas, [each for _, each in group], lines, acts)
        items.append(f"<li{current}>{inside}</li>" if len(lines) == 1 or len(lines) >= _MANY else _single(lines, current))
    made = block('<ol class="fm-course">\n' + "\n".join(items) + "\n</ol>")
    return f"## {say('Its course')}\n\n{made}" if items else ""


def _single(lines: Sequence[str], current: str) -> str:
    """A few answers, each a step of its own."""
    *first, last = (f"<li>{line}</li>" for line in lines)
    return "\n".join((*first, last.replace("<li>", f"<li{current}>", 1)))


def _step(
    atlas: Atlas, here: str, owner: Proposal | Jury, each: Moment, acts: Mapping[str, str], *, is_one_of_many: bool
) -> str:  # fmt: skip
    """One step; how sure an answer is stands beside the entry in the panel too, and is not said again among many."""
    time = f'<time datetime="{write_instant(each.at)}">{html(instant(each.at, atlas.course.zone))}</time>'
    is_told = is_one_of_many and each.what in _BESIDE
    sure = f" {mark(atlas, here, level_of(atlas, owner, each.event))}" if each.event and not is_told else ""
    more = f" <span>{html(_told(each))}{sure}</span>" if _told(each) else ""
    return f"<strong>{html(_named(each, acts))}</strong> {time}{more}"


def _named(each: Moment, acts: Mapping[str, str]) -> str:
    words = acts.get(each.what) or _COMPUTED.get(each.what)
    return say(words) if words else begun(spoken(each.what))


def _together(atlas: Atlas, group: Sequence[Moment], lines: Sequence[str], acts: Mapping[str, str]) -> str:
    """Many answers in a row as one step that opens: how many of each, from the first day to the last."""
    counts = Counter(_named(each, acts) for each in group)
    name = ", ".join(f"{words}: {number(count)}" for words, count in counts.items())
    first, last = (day(each.at.astimezone(atlas.course.zone).date()) for each in (group[0], group[-1]))
    when = say("{first} to {last}", first=first, last=last) if first != last else first
    inside = "".join(f"<li>{line}</li>" for line in lines)
    opens = folded(html(say("Each answer")), f'<ol class="fm-course">{inside}</ol>')
    return f"<strong>{html(name)}</strong> <span>{html(when)}</span>{opens}"


def _told(moment: Moment) -> str:
    by = say("by {person}", person=people((moment.by,))) if moment.by else ""
    words = ": ".join(part for part in (by, told(moment.says.spoken())) if part)
    return say("{told}. It does not count: {why}", told=words, why=moment.void) if moment.void else words


def next_section(atlas: Atlas, name: str, steps: Sequence[Ahead], moments: Sequence[Moment] = (), rest: str = "") -> str:
    """What may be done next and by whom, what follows by itself, and what is owed; `rest` is said when there is none of it."""
    lines = [*_steps(atlas, steps), *_to_come(atlas, moments), *_owed(atlas, name)]
    said = "\n".join(f"- {inline(line)}" for line in lines) or inline(rest)
    return f"## {say('What happens next')}\n\n{said}" if said else ""


def _steps(atlas: Atlas, steps: Sequence[Ahead]) -> Iterator[str]:
    for step in steps:
        begins = instant(step.opens, atlas.course.zone) if step.opens and step.opens > atlas.course.as_of else ""
        ends = until(step.closes, atlas.course.zone) if step.closes else ""
        who, what = begun_people(step.who), step.says.spoken()
        match bool(begins), bool(ends):
            case True, True:
                yield say("{who} can {what}, from {begins}, until {ends}.", who=who, what=what, begins=begins, ends=ends)
            case True, False:
                yield say("{who} can {what}, from {begins}.", who=who, what=what, begins=begins)
            case False, True:
                yield say("{who} can {what}, until {ends}.", who=who, what=what, ends=ends)
            case _:
                yield say("{who} can {what}.", who=who, what=what)


def _to_come(atlas: Atlas, moments: Sequence[Moment]) -> Iterator[str]:
    for each in moments:
        if each.at > atlas.course.as_of and not each.what.startswith(_OWED):
            said = each.says.spoken() if each.what != _DEADLINE else ""
            note = f" ({said})" if said else ""
            what = say(_COMES[each.what]) if each.what in _COMES else _named(each, {})
            yield f"{what}: {until(each.at, atlas.course.zone)}, {left(each.at, atlas.course.as_of)}{note}."


def _owed(atlas: Atlas, name: str) -> Iterator[str]:
    for each in atlas.owed.get(name, ()):
        places = {"who": begun_people((each.owner,)), "what": each.says.spoken(), "deadline": until(each.due, atlas.course.zone)}
        yield say("{who} must {what}, by {deadline}, {left}.", **places, left=left(each.due, atlas.course.as_of))
