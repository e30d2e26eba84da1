"""The figures of the process as tables: who took part, whom the lot asked and how they answered, who introduces, how long it takes."""

from collections.abc import Iterator

from folkmoot.procedure.figures import Figures, Response
from folkmoot.publish.atlas import REVIEWS, Atlas, jury_page, proposal_page
from folkmoot.publish.chances import percent
from folkmoot.publish.markup import folded, html, inline, table
from folkmoot.publish.words import begun, counted, day, listed, numeral, spoken, valued
from folkmoot.records.speech import number, phrase, phrase_of, say, say_of

_OUTCOMES = {
    "adopted": phrase("Adopted"),
    "rejected": phrase("Rejected"),
    "no-quorum": phrase("No quorum"),
}
_EACH = phrase_of("{count} member: {proposals}.", "{count} members: {proposals} each.")


def figure_sections(atlas: Atlas, found: Figures) -> Iterator[str]:
    """Every figure of a stretch of time, as Markdown."""
    computed = say("Computed from the records, for the days from {first} to {last}.", first=day(found.since), last=day(found.until))
    yield f"## {say('The figures')}\n\n{computed}"
    yield _reach(found)
    yield _turnouts(atlas, found)
    yield _responses(atlas, found)
    yield _authors(found)
    yield _late(found)


def _reach(found: Figures) -> str:
    reach = found.reach
    if not reach.roster:
        return ""
    if reach.drawn is None:
        words = say(
            "Lots have given out {seats} and letters so far, among {members}. The entries of the newest roster are kept elsewhere, so "
            "nobody can tell from here who was never drawn.",
            seats=counted(reach.seats, "seat"),
            members=counted(reach.members, "member"),
        )
    else:
        words = say(
            "Of {members} on the newest roster, {drawn} were drawn by a lot, {never} never were.",
            members=counted(reach.members, "member"),
            drawn=number(reach.drawn),
            never=number(reach.members - reach.drawn),
        )
    return f"### {say('Whom the lot reached')}\n\n{inline(words)}"


def _turnouts(atlas: Atlas, found: Figures) -> str:
    rows = [
        (
            atlas.tie(REVIEWS, proposal_page(vote.proposal), _title(atlas, vote.proposal)),
            say("{count} of {all}", count=number(vote.counted), all=number(vote.entitled)),
            numeral(percent(vote.share)),
            html(say(_OUTCOMES[vote.outcome])),
            html(counted(vote.days, "day")) if vote.days is not None else "–",
        )
        for vote in found.turnouts
    ]
    if not rows:
        return f"### {say('Who voted')}\n\n{say('Nothing was decided in this time.')}"
    shortest, middle, longest = found.days or (0, 0, 0)
    words = say(
        "From opening to decision it took {middle} days in the middle of all, {shortest} at the least and {longest} at the most.",
        middle=middle,
        shortest=shortest,
        longest=longest,
    )
    head = (say("Voted on"), say("Ballots"), say("Turnout"), say("Outcome"), say("Took"))
    return f"### {say('Who voted')}\n\n{words}\n\n{table(head, rows)}"


def _title(atlas: Atlas, name: str) -> str:
    matter = atlas.course.matters.get(name)
    return matter.proposal.text.head.title if matter else name


def _responses(atlas: Atlas, found: Figures) -> str:
    if not found.responses:
        return f"### {say('How the lot was answered')}\n\n{say('No lot was drawn in this time.')}"
    rows = [_row(atlas, each) for each in found.responses]
    head = (say("Jury"), say("Asked"), say("Yes"), say("No"), say("No answer"))
    parts = [f"### {say('How the lot was answered')}", table(head, rows)]
    for each in found.responses:
        if each.strata:
            cells = [
                (
                    html(begun(valued(one.stratum)) if one.stratum else say("No group")),
                    number(one.asked),
                    numeral(percent(one.response)),
                    numeral(percent(one.decline)),
                )
                for one in each.strata
            ]
            made = table((say("Group"), say("Asked"), say("Answered"), say("Said no")), cells)
            parts.append(folded(say("{jury}: by group", jury=html(_called(atlas, each))), made))
    return "\n\n".join(parts)


def _row(atlas: Atlas, each: Response) -> tuple[str, ...]:
    whole = each.whole
    no = "–" if each.stage == "invitation" else f"{number(whole.declined)} ({numeral(percent(whole.decline))})"
    name = atlas.tie(REVIEWS, jury_page(each.jury), _called(atlas, each))
    return name, number(whole.asked), number(whole.accepted), no, number(whole.silent)


def _called(atlas: Atlas, each: Response) -> str:
    return atlas.titles.get(f"juries/{each.jury}/call.md", each.jury)


def _authors(found: Figures) -> str:
    authors = found.authors
    if not authors.proposals:
        return f"### {say('Who introduces')}\n\n{say('Nothing was introduced in this time.')}"
    lines = [f"- {say_of(people, *_EACH, proposals=counted(each, 'proposal'))}" for each, people in authors.members]
    bodies = ((inline(spoken(name)), counted(count, "proposal")) for name, count in authors.bodies)
    lines += [f"- {say('The {body}: {proposals}.', body=name, proposals=proposals)}" for name, proposals in bodies]
    lead = say("Introduced in this time: {proposals}.", proposals=counted(authors.proposals, "proposal"))
    return f"### {say('Who introduces')}\n\n{lead}\n\n" + "\n".join(lines)


def _late(found: Figures) -> str:
    if not found.late:
        return f"### {say('What is late')}\n\n{say('Nothing was overdue at the end of this time.')}"
    owed = listed(say("{things} of the {body}", things=counted(count, "thing"), body=spoken(who)) for who, count in found.late)
    return f"### {say('What is late')}\n\n{say('Overdue at the end of this time: {owed}.', owed=inline(owed))}"
