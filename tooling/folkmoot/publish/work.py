"""What was done: what bodies decided on their own word and can be asked about, what they may spend, what was promised and shipped."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import timedelta

from folkmoot.procedure.calendar import add_days
from folkmoot.procedure.operations import Operation, Promise, operations, promises
from folkmoot.procedure.spending import Account, accounts
from folkmoot.procedure.status import HOLDING
from folkmoot.publish.atlas import NEXT, PROPOSALS, WORK, Atlas, proposal_page
from folkmoot.publish.markup import badge, block, commands, folded, html, inline, page, table
from folkmoot.publish.proposal import standing, status_badge
from folkmoot.publish.words import begun, counted, day, left, people, spoken, until
from folkmoot.records.heads import Cost
from folkmoot.records.value import Span

RECENT = Span(90, "d")
"""How long a decision stands among the recent ones."""
_MOMENT = timedelta(seconds=1)


def work_page(atlas: Atlas) -> Mapping[str, bytes]:
    """The page of the work: late promises, decisions of the day, budgets, and every promise from adoption to the day it was kept."""
    done, owed = operations(atlas.course), promises(atlas.ledger)
    budgets = [each for each in accounts(atlas.course) if any(each.body == one.body for one in done)]
    parts = [
        "# What was done",
        "Most of the work needs no vote: those who do it decide, inside a written mandate, and say afterwards what they did. "
        "And what members decided has somebody who owes it, by a day.",
        *_late(atlas, owed),
        *_decided(atlas, done),
        *_budgets(budgets),
        *_promised(atlas, owed),
    ]
    if not done and not owed:
        parts = [parts[0], f"No body has decided anything on its own word so far, and no decision has promised anything by a day. "
                 f"{atlas.link(WORK, NEXT, 'What is due')} stands on a page of its own."]  # fmt: skip
    else:
        parts.append(f"## See it yourself\n\n{commands('folkmoot digest', 'folkmoot digest --since 1y --module NAME')}")
    return {WORK: page("What was done", "What bodies decided on their own word, what they may spend, and what was promised.", *parts)}


def is_recent(atlas: Atlas, each: Operation) -> bool:
    """Whether it was decided lately, or can still be called up."""
    today = atlas.course.as_of.astimezone(atlas.course.zone).date()
    return today <= add_days(each.day(atlas.course), RECENT) or each.can_be_called_up(atlas.course.as_of)


def money(cost: Cost) -> str:
    """`1,200 EUR`."""
    return f"{cost.amount:,} {cost.currency}"


def _late(atlas: Atlas, owed: Sequence[Promise]) -> Iterator[str]:
    late = [each for each in owed if each.is_late]
    if not late:
        return
    yield "## Promised and late"
    items = [
        f'<li><p class="fm-card__title">{html(begun(people([each.owed.owner])))}: {html(each.owed.what)}</p>'
        f"<p>{_tie(atlas, each)}</p><p>{badge('error', 'Late')} "
        f"{html(f'By {until(each.owed.due, atlas.course.zone)}: {left(each.owed.due, atlas.course.as_of)}.')}</p></li>"
        for each in late
    ]
    yield block('<ul class="fm-cards">\n' + "\n".join(items) + "\n</ul>")


def _tie(atlas: Atlas, each: Promise) -> str:
    return atlas.tie(WORK, proposal_page(each.owed.source), each.matter.proposal.text.head.title)


def _decided(atlas: Atlas, done: Sequence[Operation]) -> Iterator[str]:
    if not done:
        return
    recent = [each for each in done if is_recent(atlas, each)]
    yield "## Decided by those who do the work"
    yield _cards(atlas, recent) or f"Nothing in the last {RECENT.words}."
    open_now = next((each for each in recent if each.can_be_called_up(atlas.course.as_of)), None)
    if open_now:
        yield from _how(atlas, open_now)
    earlier = [each for each in done if each not in recent]
    if earlier:
        yield folded(f"{counted(len(earlier), 'earlier decision')}", _cards(atlas, earlier))


def _how(atlas: Atlas, each: Operation) -> Iterator[str]:
    name = each.matter.proposal.id
    asks = atlas.link(WORK, PROPOSALS, "a question of their own")
    yield (
        f"### You do not agree?\n\n{counted(each.members, 'member')} can lift such a decision out of the daily work. They put {asks} "
        "that responds to it, and one of them records that it is called up. From then on it waits, and has no effect, until that question "
        "is decided."
    )
    yield commands(f"folkmoot log {name} called-up --by YOUR-TOKEN --ref ID-OF-THE-QUESTION")


def _cards(atlas: Atlas, done: Iterable[Operation]) -> str:
    items = [_card(atlas, each) for each in done]
    return block('<ul class="fm-cards">\n' + "\n".join(items) + "\n</ul>") if items else ""


def _card(atlas: Atlas, each: Operation) -> str:
    course, head = atlas.course, each.matter.proposal.text.head
    cost = f", {money(head.cost)}" if head.cost else ""
    who = begun(people([each.body]))
    if each.can_be_called_up(course.as_of) and each.until:
        by = f"By {counted(each.members, 'member')}, until {until(each.until, course.zone)}."
        state = f"{badge('open', 'Can be called up')} {html(by)}"
    elif each.matter.status in HOLDING:
        state = f"{badge('adopted', 'Stands')} Nobody called it up in time." if each.until else badge("adopted", "Stands")
    else:
        state = f"{status_badge(each.matter)} {standing(atlas, each.matter)}"
    title = f'<p class="fm-card__title">{atlas.tie(WORK, proposal_page(head.id), head.title)}</p>'
    return f"<li>{title}<p>{html(head.summary)}</p><p>{html(f'{who}, {day(each.day(course))}{cost}.')}</p><p>{state}</p></li>"


def _budgets(budgets: Iterable[Account]) -> Iterator[str]:
    rows = [
        (
            html(begun(spoken(each.body))),
            html(f"{each.spend.max:,} {each.spend.currency} within {each.spend.per.words}"),
            html(f"{each.spent:,}"),
            html(f"{each.left:,}"),
            html(f"{each.next_free[1]:,} on {day(each.next_free[0])}" if each.next_free else ""),
        )
        for each in budgets
    ]
    if rows:
        yield "## What they may still spend\n\nOn their own word. More than that is for members or a jury to decide."
        yield table(("Body", "Limit", "Spent", "Left", "Comes free"), rows)


def _promised(atlas: Atlas, owed: Sequence[Promise]) -> Iterator[str]:
    zone = atlas.course.zone
    rows = [
        (
            f"{_tie(atlas, each)}<br>{html(f'{begun(spoken(each.owed.owner))}: {each.owed.what}')}",
            f"{html(day(each.adopted.astimezone(zone).date()))}<br>{html(f'due {day((each.owed.due - _MOMENT).astimezone(zone).date())}')}",
            _shipped(atlas, each),
        )
        for each in owed
    ]
    if rows:
        yield "## From adopted to done\n\nEvery promise that a decision made, the late ones first."
        yield table(("Who owes what", "Adopted", "Done"), rows)


def _shipped(atlas: Atlas, each: Promise) -> str:
    done, due, zone = each.owed.done, each.owed.due, atlas.course.zone
    if done is not None and done <= atlas.course.as_of:
        when = day(done.astimezone(zone).date()) if done.year > 1970 else "done"
        return f"{badge('adopted', 'Done')} {html(when)}" + (" (late)" if done >= due else "")
    if each.is_late:
        return f"{badge('error', 'Late')} {inline(left(due, atlas.course.as_of))}"
    words = "partly done" if each.told == "partial" else spoken(each.told) if each.told else left(due, atlas.course.as_of)
    return f"{badge('draft', 'Due')} {html(words)}"
