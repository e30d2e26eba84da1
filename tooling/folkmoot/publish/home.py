"""The home page and the two-minute page: what waits for me, what was decided last, and how I can check it."""

from collections.abc import Iterator, Mapping, Sequence

from folkmoot.procedure.chronicle import Matter
from folkmoot.procedure.jury_status import SeatStatus
from folkmoot.procedure.operations import operations, promises
from folkmoot.procedure.status import MEANING, Status
from folkmoot.publish.atlas import BRIEF, CHARTER, HOME, JURIES, PROPOSALS, VERIFICATION, WORK, Atlas, articles_of, jury_page, proposal_page
from folkmoot.publish.count_words import told
from folkmoot.publish.due import due_line
from folkmoot.publish.juries import jury_cards, sitting_juries
from folkmoot.publish.markup import block, folded, html, inline, note, page
from folkmoot.publish.proposal import standing, status_badge
from folkmoot.publish.proposals import decided_matters, ended_at, open_matters
from folkmoot.publish.reference import verdict
from folkmoot.publish.ways_in import WAYS, steps, ways_sentence, write_line
from folkmoot.publish.words import begun, counted, day, instant, left, listed, span, spoken, the, until
from folkmoot.publish.work import RECENT, is_recent
from folkmoot.records.archive import Jury
from folkmoot.records.bodies import Body
from folkmoot.records.finding import Finding
from folkmoot.records.speech import number, phrase, say, say_of
from folkmoot.records.verification import Verified

INVENTED = phrase("DEMONSTRATION: this co-op and all its records are invented, to show how such a repository works.")
_LATEST = 5


def home_pages(atlas: Atlas, verified: Sequence[Verified], findings: Sequence[Finding]) -> Mapping[str, bytes]:
    """The home page and the two-minute page."""
    return {HOME: _home(atlas, verified, findings), BRIEF: _brief(atlas, verified, findings)}


def _name(atlas: Atlas) -> str:
    coop = atlas.course.archive.coop
    return coop.name if coop else say("This co-op")


def _home(atlas: Atlas, verified: Sequence[Verified], findings: Sequence[Finding]) -> bytes:
    course = atlas.course
    waiting = [matter for matter in open_matters(atlas) if matter.status is not Status.CLOSED]
    parts = [
        f"# {inline(_name(atlas))}",
        note(html(say(INVENTED)), "demonstration") if course.archive.is_demonstration else "",
        f"## {say('Open for you now')}",
        _open_cards(atlas, waiting) or say("Nothing waits for you: no matter is open."),
        due_line(atlas, HOME),
        write_line(atlas, HOME),
        _entrances(atlas),
        f"## {say('Juries')}",
        jury_cards(atlas, HOME, _asked(atlas)) or say("No jury is asked a question at the moment."),
        _seated(atlas, HOME),
        f"## {say('Decided last')}",
        _decided(atlas, decided_matters(atlas)[:_LATEST]) or say("Nothing has been decided yet."),
        f"## {say('Can I trust this?')}",
        f"{verdict(verified, findings)} {atlas.link(HOME, VERIFICATION, say('See what was computed'))}.",
        f'<p class="fm-asof">{html(_stated(atlas))}</p>',
    ]
    return page(_name(atlas), say("What is open, which juries sit, what was decided last."), *parts)


def _stated(atlas: Atlas) -> str:
    """As of when the page speaks, and of which commit."""
    course = atlas.course
    when, commit = instant(course.as_of, course.zone), course.archive.commit[:12]
    return say("As of {instant}, commit {commit}.", instant=when, commit=commit) if commit else say("As of {instant}.", instant=when)


def _open_cards(atlas: Atlas, matters: Sequence[Matter]) -> str:
    """What is open, each with what it means, until when, and what a reader can do about it."""
    items = "\n".join(f"<li>{''.join(_open_card(atlas, matter))}</li>" for matter in matters)
    return block(f'<ul class="fm-cards">\n{items}\n</ul>') if items else ""


def _open_card(atlas: Atlas, matter: Matter) -> Iterator[str]:
    course, head, there = atlas.course, matter.proposal.text.head, proposal_page(matter.proposal.id)
    yield f'<p class="fm-card__title">{atlas.tie(HOME, there, head.title)}</p><p>{html(head.summary)}</p>'
    yield f"<p>{status_badge(matter)} {html(say(MEANING[matter.status]))}</p>"
    if matter.due:
        when = say("Until {until}: {left}.", until=until(matter.due, course.zone), left=left(matter.due, course.as_of))
        yield f'<p class="fm-card__when">{html(when)}</p>'
    acts = [
        f'<a href="{atlas.address(HOME, there, WAYS)}">{html(say(step.label))}<span class="fm-hidden">: {html(head.title)}</span></a>'
        for step in steps(course, matter, atlas.ways.forge)
    ]
    yield f'<p class="fm-card__acts">{" ".join(acts)}</p>' if acts else ""


def _decided(atlas: Atlas, matters: Sequence[Matter]) -> str:
    """What was decided, one line each: when, what, and how it went."""
    zone = atlas.course.zone
    items = "\n".join(
        f'<li><time datetime="{on.isoformat()}">{html(day(on))}</time>'
        f"<p>{atlas.tie(HOME, proposal_page(matter.proposal.id), matter.proposal.text.head.title)}</p>{status_badge(matter)}</li>"
        for matter in matters
        for on in (ended_at(matter).astimezone(zone).date(),)
    )
    return block(f'<ol class="fm-decided">\n{items}\n</ol>') if items else ""


def _asked(atlas: Atlas) -> list[Jury]:
    """The juries that sit over a question; standing bodies have a page of their own."""
    return [jury for jury in sitting_juries(atlas) if not jury.call.head.is_standing]


def _entrances(atlas: Atlas) -> str:
    doors = (
        (BRIEF, say("In two minutes"), say("What this is, what is going on, and what you could do about it.")),
        (PROPOSALS, say("The full record"), say("Every proposal with its text, its votes and its reasons, and how to check them.")),
    )
    items = "".join(f"<li>{atlas.tie(HOME, there, label)}<p>{html(words)}</p></li>" for there, label, words in doors)
    return block(f'<ul class="fm-doors">{items}</ul>')


def _brief(atlas: Atlas, verified: Sequence[Verified], findings: Sequence[Finding]) -> bytes:
    title, waiting, ended = say("In two minutes"), open_matters(atlas), decided_matters(atlas)
    last = [matter for matter in ended if matter.procedure is None or matter.procedure.sphere != "operational"][:3]
    parts = [
        f"# {title}",
        say(
            "**What this is.** {name} governs itself in the open. Its rules, its questions, its votes and its juries are plain files that "
            "anybody can read and check: {holdings}.",
            name=inline(_name(atlas)),
            holdings=_holdings(atlas, len(ended)),
        ),
        f"{_deciders(atlas)} {_seated(atlas, BRIEF)}",
        *_drawn(atlas),
        say("**What is open.**") + " " + ("" if waiting else say("Nothing at the moment.")),
        "\n".join(f"- {_linked(atlas, matter)}: {standing(atlas, matter)}" for matter in waiting),
        say("**What was decided last.**") + " " + ("" if last else say("Nothing yet.")),
        "\n".join(f"- {_ended(atlas, matter)}" for matter in last),
        *_worked(atlas),
        ways_sentence(atlas, BRIEF),
        f"{say('**Is it true?**')} {verdict(verified, findings)} {atlas.link(BRIEF, VERIFICATION, say('Check it yourself'))}.",
    ]
    return page(title, say("What this co-op is, what is open, what was decided, and whether it can be trusted."), *parts)


def _deciders(atlas: Atlas) -> str:
    charter = atlas.link(BRIEF, CHARTER, say("the charter"))
    return say("**Who decides.** Members, and juries of members drawn by lot. Nobody else can change {charter}.", charter=charter)


def _drawn(atlas: Atlas) -> Iterator[str]:
    """What a member could be drawn for, how to say yes or no, and which juries wait for answers."""
    book = atlas.course.charter.book
    lots = {name: body for name, body in sorted(book.bodies.items()) if body.select.method == "sortition"}
    if not lots:
        return
    yield say(
        "**What you could be drawn for.** Every member has the same chance, whether they write every day or look in once a year, and need "
        "do nothing for it. By lot are filled {bodies}.",
        bodies=inline(listed(map(the, lots))),
    )
    items = "".join(f"<li>{html(_lot(name, body))}</li>" for name, body in lots.items())
    yield folded(html(say("What each of them does, and for how long")), f"<ul>{items}</ul>")
    named = {body.select.draw_rule for body in lots.values()}
    times = [span(rule.response) for name, rule in book.draws.items() if {None, name} & named]
    yield f"{_asked_of_you(sorted(dict.fromkeys(times)))} {_awaited(atlas)}".rstrip()


def _asked_of_you(times: Sequence[str]) -> str:
    """What follows from being drawn."""
    if not times:
        return say(
            "**If you are drawn**, somebody writes to you. A yes or a no to whoever wrote is enough; nobody asks why, and a no costs "
            "you nothing."
        )
    return say(
        "**If you are drawn**, somebody writes to you. You have {times} to answer. A yes or a no to whoever wrote is enough; nobody asks "
        "why, and a no costs you nothing.",
        times=listed(times, "or"),
    )


def _lot(name: str, body: Body) -> str:
    places = {"body": spoken(name), "seats": counted(body.seats.target, "seat")}
    before = spoken(body.select.alumni_of or "")
    match bool(body.term), bool(before):
        case True, True:
            said = say(
                "The {body}, {seats} for {term}, among those who sat in the {before}.", **places, term=span(body.term), before=before
            )
        case True, False:
            said = say("The {body}, {seats} for {term}.", **places, term=span(body.term))
        case False, True:
            said = say("The {body}, {seats}, among those who sat in the {before}.", **places, before=before)
        case _:
            said = say("The {body}, {seats}.", **places)
    return f"{said} {body.purpose}"


def _awaited(atlas: Atlas) -> str:
    """The juries in which somebody who was drawn has not answered yet."""
    panels = (panel for panel in atlas.ledger.juries.values() if SeatStatus.SUMMONED in panel.seats.values())
    waiting = [
        atlas.link(BRIEF, jury_page(panel.jury.id), panel.jury.call.head.title)
        + (f" ({say('until {time}', time=inline(until(panel.response, atlas.course.zone)))})" if panel.response else "")
        for panel in panels
    ]
    return say("Answers are awaited now in: {juries}.", juries="; ".join(waiting)) if waiting else ""


def _worked(atlas: Atlas) -> Iterator[str]:
    """What was decided without a vote of all, until when it can be questioned, and what is late."""
    done, now = [each for each in operations(atlas.course) if is_recent(atlas, each)], atlas.course.as_of
    late = sum(each.is_late for each in promises(atlas.ledger))
    if not done and not late:
        return
    asked = sum(each.can_be_called_up(now) for each in done)
    said = [
        say_of(
            len(done),
            "{count} decision by those who do the daily work in the last {span}",
            "{count} decisions by those who do the daily work in the last {span}",
            span=span(RECENT),
        )
        if done
        else "",
        say("members can still call up {number} of them", number=number(asked)) if asked else "",
        say_of(late, "{count} promise is late", "{count} promises are late") if late else "",
    ]
    told = begun("; ".join(filter(None, said)))
    yield f"{say('**What was done without asking you.**')} {told}. {atlas.link(BRIEF, WORK, say('See which'))}."


def _holdings(atlas: Atlas, ended: int) -> str:
    articles, juries = len(articles_of(atlas.course)), len(atlas.course.archive.juries)
    decided = say_of(ended, "{count} matter decided", "{count} matters decided")
    return ", ".join((counted(articles, "article"), decided, counted(juries, "jury")))


def _seated(atlas: Atlas, here: str) -> str:
    """How many sit now because the lot fell on them, in juries and in standing bodies."""
    seats = sum(len(atlas.ledger.juries[jury.id].holders) for jury in sitting_juries(atlas))
    if not seats:
        return ""
    said = say_of(seats, "{count} member sits now because the lot fell on them.", "{count} members sit now because the lot fell on them.")
    return f"{inline(said)} {atlas.link(here, JURIES, say('See which juries and bodies'))}."


def _linked(atlas: Atlas, matter: Matter) -> str:
    return atlas.link(BRIEF, proposal_page(matter.proposal.id), matter.proposal.text.head.title)


def _ended(atlas: Atlas, matter: Matter) -> str:
    decision = matter.decision
    came = inline(told(decision.head.summary)) if decision else standing(atlas, matter)
    return f"{day(ended_at(matter).astimezone(atlas.course.zone).date())}: {_linked(atlas, matter)}. {came}"
