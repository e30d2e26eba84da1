"""Reviews of the process: when the next is due, what came of the advice of each, what they found, and the figures they rest on."""

from collections.abc import Iterator, Mapping
from datetime import timedelta

from folkmoot.procedure.figures import figures
from folkmoot.procedure.obligations import State
from folkmoot.procedure.reviews import Ahead, Followed, Review, Standing, ahead, has_reviews, reviews, since_last
from folkmoot.publish.atlas import REVIEWS, Atlas, jury_page, proposal_page
from folkmoot.publish.figures import figure_sections
from folkmoot.publish.markup import badge, block, commands, html, inline, note, page, table
from folkmoot.publish.words import begun, counted, day, listed, span, spoken, the, until
from folkmoot.records.bodies import Body
from folkmoot.records.speech import phrase, say

_BADGES = {
    Standing.AWAITED: ("open", phrase("Awaited")),
    Standing.OVERDUE: ("error", phrase("Overdue")),
    Standing.ESCALATED: ("error", phrase("Handed on")),
    Standing.ANSWERED: ("reported", phrase("Answered")),
    Standing.TURNED_DOWN: ("rejected", phrase("Turned down")),
    Standing.PROPOSED: ("voting", phrase("Proposed")),
    Standing.ADOPTED: ("adopted", phrase("Adopted")),
    Standing.SHIPPED: ("done", phrase("Done")),
}
_STATES = {
    State.SCHEDULED: ("draft", phrase("Later")),
    State.DUE: ("open", phrase("Due")),
    State.DONE: ("done", phrase("Done")),
    State.OVERDUE: ("error", phrase("Overdue")),
    State.ESCALATED: ("error", phrase("Handed on")),
}
_ORDER = (
    Standing.ESCALATED, Standing.OVERDUE, Standing.AWAITED, Standing.PROPOSED, Standing.ADOPTED, Standing.ANSWERED, Standing.TURNED_DOWN,
    Standing.SHIPPED,
)  # fmt: skip
"""What waits for somebody first."""


def review_page(atlas: Atlas) -> Mapping[str, bytes]:
    """The page of the reviews; none for a co-op whose charter never asked for one."""
    if not has_reviews(atlas.course):
        return {}
    made, nexts = reviews(atlas.ledger), ahead(atlas.ledger)
    advice = sorted((each for review in made for each in review.recommended), key=lambda each: (_ORDER.index(each.standing), each.due))
    parts = [
        f"# {say('Looking back')}",
        say(
            "From time to time people who had no part in it look at how this co-op decides: its draws, its votes, its rules. "
            "What they recommend is due a reply, and this page says what came of it."
        ),
        "\n\n".join(_next(atlas, each) for each in nexts) or say("The charter asks for no further review."),
        _advice(atlas, advice),
        *(_review(atlas, review) for review in reversed(made)),
        "" if made else f"## {say('The reviews')}\n\n{say('There has been none yet.')}",
        "\n\n".join(figure_sections(atlas, figures(atlas.ledger, *since_last(atlas.ledger)))),
        f"## {say('See it yourself')}\n\n{commands('folkmoot reviews', 'folkmoot reviews figures --from 2026-01-01')}",
    ]
    return {REVIEWS: page(say("Looking back"), say("Reviews of the process, what they recommended and what came of it."), *parts)}


def _next(atlas: Atlas, each: Ahead) -> str:
    kind, state = _STATES[each.state]
    words = " ".join(_owed(atlas, each))
    body, places = atlas.course.charter.book.bodies.get(each.rule.who), {"body": spoken(each.rule.who), "span": span(each.rule.every)}
    who = " ".join([say("It is done by the {body}, every {span}.", **places), *_drawn(body), *_apart(each)])
    sitting = [atlas.link(REVIEWS, jury_page(jury), atlas.titles.get(f"juries/{jury}/call.md", jury)) for jury in each.panels]
    title = say("The next {duty}", duty=inline(spoken(each.duty)))
    parts = [f"## {title}", f"{badge(kind, say(state))} {inline(words)} {inline(who)}"]
    parts += [say("Called for it: {juries}.", juries=listed(sitting))] if sitting else []
    if each.rule.questions:
        questions = "\n".join(f"- {inline(words)}" for words in each.rule.questions.values())
        parts.append(f"{say('It must answer:')}\n\n{questions}")
    return "\n\n".join(parts)


def _owed(atlas: Atlas, each: Ahead) -> Iterator[str]:
    """By when it is due, and whose business it is where it was not done."""
    course = atlas.course
    last, late = until(each.due, course.zone), (course.as_of - each.due) // timedelta(days=1)
    if each.state not in (State.OVERDUE, State.ESCALATED):
        yield say("It is due by {deadline}.", deadline=last)
        return
    if late:
        yield say("It was due by {deadline}: {days} ago.", deadline=last, days=counted(late, "day"))
    else:
        yield say("It was due by {deadline}.", deadline=last)
    if each.heir:
        yield say("It is the business of the {body} now.", body=spoken(each.heir))


def _drawn(body: Body | None) -> Iterator[str]:
    if body is None:
        return
    if body.select.method == "sortition":
        seats = counted(body.seats.target, "seat")
        if body.select.alumni_of:
            once = spoken(body.select.alumni_of)
            yield say("Its {seats} are drawn by lot from those who once sat in the {body}.", seats=seats, body=once)
        else:
            yield say("Its {seats} are drawn by lot from all members.", seats=seats)
    elif body.select.by:
        seats = counted(body.seats.target, "seat")
        yield say("Its {seats} are filled by the {body}.", seats=seats, body=spoken(body.select.by))


def _apart(each: Ahead) -> Iterator[str]:
    if each.rule.apart_from:
        names = listed(map(the, each.rule.apart_from), "or")
        yield say("Nobody does it who held a seat of {bodies} in the time it looks at.", bodies=names)


def _advice(atlas: Atlas, advice: list[Followed]) -> str:
    if not advice:
        return ""
    items = "\n".join(f"<li>{_came_of(atlas, each)}</li>" for each in advice)
    cards = block(f'<ul class="fm-cards">\n{items}\n</ul>')
    return f"## {say('What came of the advice')}\n\n{say('What still waits for somebody stands first.')}\n\n{cards}"


def _came_of(atlas: Atlas, each: Followed) -> str:
    kind, standing = _BADGES[each.standing]
    ties = (
        atlas.tie(REVIEWS, proposal_page(name), atlas.course.matters[name].proposal.text.head.title)
        for name in each.proposals
        if each.standing is not Standing.ANSWERED
    )
    proposals = listed(ties)
    return (
        f'<p class="fm-card__title">{html(each.asked.text)}</p>'
        f"<p>{badge(kind, say(standing))} {html(_told(atlas, each))}{f' {proposals}.' if proposals else ''}</p>"
    )


def _told(atlas: Atlas, each: Followed) -> str:
    """What came of one recommendation, or who owes it a reply."""
    course = atlas.course
    late = counted(max(0, (course.as_of - each.due) // timedelta(days=1)), "day")
    who, last = spoken(each.asked.to), until(each.due, course.zone)
    match each.standing:
        case Standing.AWAITED:
            return say("The {body} must reply by {deadline}.", body=who, deadline=last)
        case Standing.OVERDUE:
            return say("The {body} had until {deadline} to reply, and {days} have passed since.", body=who, deadline=last, days=late)
        case Standing.ESCALATED:
            words = say("The {body} had until {deadline} to reply, {days} ago.", body=who, deadline=last, days=late)
            return f"{words} {say('It is the business of the {body} now.', body=spoken(each.heir))}"
        case Standing.ANSWERED:
            return say("The {body} replied: {answer}", body=who, answer=each.answer)
        case Standing.TURNED_DOWN:
            return say("What was proposed in answer to it was not adopted:")
        case Standing.PROPOSED:
            return say("A proposal that answers it is under way:")
        case Standing.ADOPTED:
            return say("A proposal that answers it was adopted, and not all of it is done yet:")
        case Standing.SHIPPED:
            return say("A proposal that answers it was adopted, and all of it is done:")


def _review(atlas: Atlas, review: Review) -> str:
    head = review.head
    by = inline(spoken(head.by))
    if head.period:
        first, last = inline(day(head.period.from_)), inline(day(head.period.to))
        written = say("Written by the {body}, about {first} to {last}.", body=by, first=first, last=last)
    else:
        written = say("Written by the {body}, about all the time before it.", body=by)
    there = atlas.records.get(review.path, "")
    parts = [
        f"## {inline(head.title)}",
        f"{inline(head.summary)} {written}",
        table((say("Question"), say("Answer")), (_answered(*each) for each in review.questions)),
    ]
    missing = sum(not answer for _, _, answer in review.questions)
    if missing:
        parts.append(note(say("It leaves {questions} open that it had to answer.", questions=html(counted(missing, "question")))))
    if head.recommends:
        advice = ((inline(spoken(each.to)), inline(each.text)) for each in head.recommends)
        advised = "\n".join(f"- {say('to the {body}: {advice}', body=to, advice=words)}" for to, words in advice)
        parts.append(f"{say('It recommended:')}\n\n{advised}")
    parts.append(f"{atlas.link(REVIEWS, there, say('The whole report'))}." if there else "")
    return "\n\n".join(part for part in parts if part)


def _answered(name: str, words: str, answer: str) -> tuple[str, str]:
    return html(words or begun(spoken(name))), html(answer) if answer else badge("error", say("Not answered"))
