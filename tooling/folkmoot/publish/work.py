"""What was done: what bodies decided on their own word and can be asked about, what they may spend, what was promised and shipped."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import timedelta
from zoneinfo import ZoneInfo

from folkmoot.procedure.calendar import add_days
from folkmoot.procedure.operations import Operation, Promise, operations, promises
from folkmoot.procedure.spending import Account, accounts
from folkmoot.procedure.status import HOLDING
from folkmoot.publish.atlas import NEXT, PROPOSALS, WORK, Atlas, proposal_page
from folkmoot.publish.markup import badge, block, commands, folded, html, inline, page, table
from folkmoot.publish.proposal import standing, status_badge
from folkmoot.publish.words import begun, counted, day, left, people, span, spoken, until
from folkmoot.records.heads import Cost
from folkmoot.records.speech import number, say
from folkmoot.records.value import Span

RECENT = Span(90, "d")
"""How long a decision stands among the recent ones."""
_MOMENT = timedelta(seconds=1)


def work_page(atlas: Atlas) -> Mapping[str, bytes]:
    """The page of the work: late promises, decisions of the day, budgets, and every promise from adoption to the day it was kept."""
    done, owed = operations(atlas.course), promises(atlas.ledger)
    budgets = [each for each in accounts(atlas.course) if any(each.body == one.body for one in done)]
    parts = [
        f"# {say('What was done')}",
        say(
            "Most of the work needs no vote: those who do it decide, inside a written mandate, and say afterwards what they did. "
            "And what members decided has somebody who owes it, by a day."
        ),
        *_late(atlas, owed),
        *_decided(atlas, done),
        *_budgets(budgets),
        *_promised(atlas, owed),
    ]
    if not done and not owed:
        words = say(
            "No body has decided anything on its own word so far, and no decision has promised anything by a day. {what_is_due} stands on "
            "a page of its own.",
            what_is_due=atlas.link(WORK, NEXT, say("What is due")),
        )
        parts = [parts[0], words]
    else:
        parts.append(f"## {say('See it yourself')}\n\n{commands('folkmoot digest', 'folkmoot digest --since 1y --module NAME')}")
    about = say("What bodies decided on their own word, what they may spend, and what was promised.")
    return {WORK: page(say("What was done"), about, *parts)}


def is_recent(atlas: Atlas, each: Operation) -> bool:
    """Whether it was decided lately, or can still be called up."""
    today = atlas.course.as_of.astimezone(atlas.course.zone).date()
    return today <= add_days(each.day(atlas.course), RECENT) or each.can_be_called_up(atlas.course.as_of)


def money(cost: Cost) -> str:
    """`1,200 EUR`."""
    return f"{number(cost.amount)} {cost.currency}"


def _late(atlas: Atlas, owed: Sequence[Promise]) -> Iterator[str]:
    late = [each for each in owed if each.is_late]
    if not late:
        return
    yield f"## {say('Promised and late')}"
    items = [
        f'<li><p class="fm-card__title">{html(begun(people([each.owed.owner])))}: {html(each.owed.says.spoken())}</p>'
        f"<p>{_tie(atlas, each)}</p><p>{badge('error', say('Late'))} {html(_by(atlas, each))}</p></li>"
        for each in late
    ]
    yield block('<ul class="fm-cards">\n' + "\n".join(items) + "\n</ul>")


def _by(atlas: Atlas, each: Promise) -> str:
    course, due = atlas.course, each.owed.due
    return say("By {deadline}: {left}.", deadline=until(due, course.zone), left=left(due, course.as_of))


def _tie(atlas: Atlas, each: Promise) -> str:
    return atlas.tie(WORK, proposal_page(each.owed.source), each.matter.proposal.text.head.title)


def _decided(atlas: Atlas, done: Sequence[Operation]) -> Iterator[str]:
    if not done:
        return
    recent = [each for each in done if is_recent(atlas, each)]
    yield f"## {say('Decided by those who do the work')}"
    yield _cards(atlas, recent) or say("Nothing in the last {span}.", span=span(RECENT))
    open_now = next((each for each in recent if each.can_be_called_up(atlas.course.as_of)), None)
    if open_now:
        yield from _how(atlas, open_now)
    earlier = [each for each in done if each not in recent]
    if earlier:
        yield folded(counted(len(earlier), "earlier decision"), _cards(atlas, earlier))


def _how(atlas: Atlas, each: Operation) -> Iterator[str]:
    name = each.matter.proposal.id
    words = say(
        "{members} can lift such a decision out of the daily work. They put {a_question} that responds to it, and one of them records "
        "that it is called up. From then on it waits, and has no effect, until that question is decided.",
        members=counted(each.members, "member"),
        a_question=atlas.link(WORK, PROPOSALS, say("a question of their own")),
    )
    yield f"### {say('You do not agree?')}\n\n{words}"
    yield commands(f"folkmoot log {name} called-up --by YOUR-TOKEN --ref ID-OF-THE-QUESTION")


def _cards(atlas: Atlas, done: Iterable[Operation]) -> str:
    items = [_card(atlas, each) for each in done]
    return block('<ul class="fm-cards">\n' + "\n".join(items) + "\n</ul>") if items else ""


def _card(atlas: Atlas, each: Operation) -> str:
    course, head = atlas.course, each.matter.proposal.text.head
    cost = f", {money(head.cost)}" if head.cost else ""
    who = begun(people([each.body]))
    if each.can_be_called_up(course.as_of) and each.until:
        by = say("By {members}, until {deadline}.", members=counted(each.members, "member"), deadline=until(each.until, course.zone))
        state = f"{badge('open', say('Can be called up'))} {html(by)}"
    elif each.matter.status in HOLDING:
        state = badge("adopted", say("Stands"))
        state += f" {say('Nobody called it up in time.')}" if each.until else ""
    else:
        state = f"{status_badge(each.matter)} {standing(atlas, each.matter)}"
    title = f'<p class="fm-card__title">{atlas.tie(WORK, proposal_page(head.id), head.title)}</p>'
    return f"<li>{title}<p>{html(head.summary)}</p><p>{html(f'{who}, {day(each.day(course))}{cost}.')}</p><p>{state}</p></li>"


def _budgets(budgets: Iterable[Account]) -> Iterator[str]:
    rows = [
        (
            html(begun(spoken(each.body))),
            html(say("{sum} within {span}", sum=f"{number(each.spend.max)} {each.spend.currency}", span=span(each.spend.per))),
            html(number(each.spent)),
            html(number(each.left)),
            html(say("{sum} on {day}", sum=number(each.next_free[1]), day=day(each.next_free[0])) if each.next_free else ""),
        )
        for each in budgets
    ]
    if rows:
        words = say("On their own word. More than that is for members or a jury to decide.")
        yield f"## {say('What they may still spend')}\n\n{words}"
        yield table((say("Body"), say("Limit"), say("Spent"), say("Left"), say("Comes free")), rows)


def _promised(atlas: Atlas, owed: Sequence[Promise]) -> Iterator[str]:
    zone = atlas.course.zone
    rows = [
        (
            f"{_tie(atlas, each)}<br>{html(f'{begun(spoken(each.owed.owner))}: {each.owed.says.spoken()}')}",
            f"{html(day(each.adopted.astimezone(zone).date()))}<br>{html(_due(each, zone))}",
            _shipped(atlas, each),
        )
        for each in owed
    ]
    if rows:
        yield f"## {say('From adopted to done')}\n\n{say('Every promise that a decision made, the late ones first.')}"
        yield table((say("Who owes what"), say("Adopted"), say("Done")), rows)


def _due(each: Promise, zone: ZoneInfo) -> str:
    return say("due {day}", day=day((each.owed.due - _MOMENT).astimezone(zone).date()))


def _shipped(atlas: Atlas, each: Promise) -> str:
    done, due, zone = each.owed.done, each.owed.due, atlas.course.zone
    if done is not None and done <= atlas.course.as_of:
        when = day(done.astimezone(zone).date()) if done.year > 1970 else say("done")
        return f"{badge('adopted', say('Done'))} {html(when)}" + (f" {say('(late)')}" if done >= due else "")
    if each.is_late:
        return f"{badge('error', say('Late'))} {inline(left(due, atlas.course.as_of))}"
    words = say("partly done") if each.told == "partial" else spoken(each.told) if each.told else left(due, atlas.course.as_of)
    return f"{badge('draft', say('Due'))} {html(words)}"
