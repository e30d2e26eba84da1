"""Reviews of the process: when the next is due, what came of the advice of each, what they found, and the figures they rest on."""

from collections.abc import Iterator, Mapping
from datetime import timedelta

from folkmoot.procedure.figures import figures
from folkmoot.procedure.obligations import State
from folkmoot.procedure.reviews import Ahead, Followed, Review, Standing, ahead, has_reviews, reviews, since_last
from folkmoot.publish.atlas import REVIEWS, Atlas, jury_page, proposal_page
from folkmoot.publish.figures import figure_sections
from folkmoot.publish.markup import badge, block, commands, html, inline, note, page, table
from folkmoot.publish.words import begun, counted, day, listed, span, spoken, until
from folkmoot.records.bodies import Body

_BADGES = {
    Standing.AWAITED: ("open", "Awaited"), Standing.OVERDUE: ("error", "Overdue"), Standing.ESCALATED: ("error", "Handed on"),
    Standing.ANSWERED: ("reported", "Answered"), Standing.TURNED_DOWN: ("rejected", "Turned down"),
    Standing.PROPOSED: ("voting", "Proposed"), Standing.ADOPTED: ("adopted", "Adopted"), Standing.SHIPPED: ("done", "Done"),
}  # fmt: skip
_STATES = {
    State.SCHEDULED: ("draft", "Later"), State.DUE: ("open", "Due"), State.DONE: ("done", "Done"), State.OVERDUE: ("error", "Overdue"),
    State.ESCALATED: ("error", "Handed on"),
}  # fmt: skip
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
        "# Looking back",
        "From time to time people who had no part in it look at how this co-op decides: its draws, its votes, its rules. "
        "What they recommend is due a reply, and this page says what came of it.",
        "\n\n".join(_next(atlas, each) for each in nexts) or "The charter asks for no further review.",
        _advice(atlas, advice),
        *(_review(atlas, review) for review in reversed(made)),
        "" if made else "## The reviews\n\nThere has been none yet.",
        "\n\n".join(figure_sections(atlas, figures(atlas.ledger, *since_last(atlas.ledger)))),
        f"## See it yourself\n\n{commands('folkmoot reviews', 'folkmoot reviews figures --from 2026-01-01')}",
    ]
    return {REVIEWS: page("Looking back", "Reviews of the process, what they recommended and what came of it.", *parts)}


def _next(atlas: Atlas, each: Ahead) -> str:
    course = atlas.course
    late = (course.as_of - each.due) // timedelta(days=1)
    state, last = _STATES[each.state], until(each.due, course.zone)
    if each.state in (State.OVERDUE, State.ESCALATED):
        words = f"It was due by {last}: {counted(late, 'day')} ago." if late else f"It was due by {last}."
        words += f" It is the business of the {spoken(each.heir)} now." if each.heir else ""
    else:
        words = f"It is due by {last}."
    body = course.charter.book.bodies.get(each.rule.who)
    who = " ".join([f"It is done by the {spoken(each.rule.who)}, every {span(each.rule.every)}.", *_drawn(body), *_apart(each)])
    sitting = [atlas.link(REVIEWS, jury_page(jury), atlas.titles.get(f"juries/{jury}/call.md", jury)) for jury in each.panels]
    parts = [f"## The next {inline(spoken(each.duty))}", f"{badge(*state)} {inline(words)} {inline(who)}"]
    parts += [f"Called for it: {listed(sitting)}."] if sitting else []
    if each.rule.questions:
        parts.append("It must answer:\n\n" + "\n".join(f"- {inline(words)}" for words in each.rule.questions.values()))
    return "\n\n".join(parts)


def _drawn(body: Body | None) -> Iterator[str]:
    if body is None:
        return
    if body.select.method == "sortition":
        pool = f"those who once sat in the {spoken(body.select.alumni_of)}" if body.select.alumni_of else "all members"
        yield f"Its {counted(body.seats.target, 'seat')} are drawn by lot from {pool}."
    elif body.select.by:
        yield f"Its {counted(body.seats.target, 'seat')} are filled by the {spoken(body.select.by)}."


def _apart(each: Ahead) -> Iterator[str]:
    if each.rule.apart_from:
        names = listed((f"the {spoken(name)}" for name in each.rule.apart_from), "or")
        yield f"Nobody does it who held a seat of {names} in the time it looks at."


def _advice(atlas: Atlas, advice: list[Followed]) -> str:
    if not advice:
        return ""
    items = "\n".join(f"<li>{_came_of(atlas, each)}</li>" for each in advice)
    return "## What came of the advice\n\nWhat still waits for somebody stands first.\n\n" + block(f'<ul class="fm-cards">\n{items}\n</ul>')


def _came_of(atlas: Atlas, each: Followed) -> str:
    course, who = atlas.course, f"the {spoken(each.asked.to)}"
    late = max(0, (course.as_of - each.due) // timedelta(days=1))
    last = until(each.due, course.zone)
    match each.standing:
        case Standing.AWAITED:
            words = f"{begun(who)} must reply by {last}."
        case Standing.OVERDUE:
            words = f"{begun(who)} had until {last} to reply, and {counted(late, 'day')} have passed since."
        case Standing.ESCALATED:
            words = f"{begun(who)} had until {last} to reply, {counted(late, 'day')} ago. "
            words += f"It is the business of the {spoken(each.heir)} now."
        case Standing.ANSWERED:
            words = f"{begun(who)} replied: {each.answer}"
        case Standing.TURNED_DOWN:
            words = "What was proposed in answer to it was not adopted:"
        case Standing.PROPOSED:
            words = "A proposal that answers it is under way:"
        case Standing.ADOPTED:
            words = "A proposal that answers it was adopted, and not all of it is done yet:"
        case Standing.SHIPPED:
            words = "A proposal that answers it was adopted, and all of it is done:"
    ties = (
        atlas.tie(REVIEWS, proposal_page(name), atlas.course.matters[name].proposal.text.head.title)
        for name in each.proposals
        if each.standing is not Standing.ANSWERED
    )
    proposals = listed(ties)
    return (
        f'<p class="fm-card__title">{html(each.asked.text)}</p>'
        f"<p>{badge(*_BADGES[each.standing])} {html(words)}{f' {proposals}.' if proposals else ''}</p>"
    )


def _review(atlas: Atlas, review: Review) -> str:
    head = review.head
    spoke = f"{day(head.period.from_)} to {day(head.period.to)}" if head.period else "all the time before it"
    there = atlas.records.get(review.path, "")
    parts = [
        f"## {inline(head.title)}",
        f"{inline(head.summary)} Written by the {inline(spoken(head.by))}, about {inline(spoke)}.",
        table(("Question", "Answer"), (_answered(*each) for each in review.questions)),
    ]
    missing = sum(not answer for _, _, answer in review.questions)
    if missing:
        parts.append(note(f"It leaves {html(counted(missing, 'question'))} open that it had to answer."))
    if head.recommends:
        advised = (f"- to the {inline(spoken(each.to))}: {inline(each.text)}" for each in head.recommends)
        parts.append("It recommended:\n\n" + "\n".join(advised))
    parts.append(f"{atlas.link(REVIEWS, there, 'The whole report')}." if there else "")
    return "\n\n".join(part for part in parts if part)


def _answered(name: str, words: str, answer: str) -> tuple[str, str]:
    return html(words or begun(spoken(name))), html(answer) if answer else badge("error", "Not answered")
