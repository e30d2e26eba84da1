"""The home page and the two-minute page: what waits for me, what was decided last, and how I can check it."""

from collections.abc import Iterator, Mapping, Sequence

from folkmoot.procedure.chronicle import Matter
from folkmoot.procedure.jury_status import SeatStatus
from folkmoot.procedure.operations import operations, promises
from folkmoot.procedure.status import Status
from folkmoot.publish.atlas import BRIEF, CHARTER, HOME, JURIES, PROPOSALS, VERIFICATION, WORK, Atlas, articles_of, jury_page, proposal_page
from folkmoot.publish.due import due_line
from folkmoot.publish.juries import jury_cards, sitting_juries
from folkmoot.publish.markup import block, folded, html, inline, note, page
from folkmoot.publish.proposal import standing
from folkmoot.publish.proposals import cards, decided_matters, ended_at, open_matters
from folkmoot.publish.reference import verdict
from folkmoot.publish.ways_in import ways_sentence, write_line
from folkmoot.publish.words import begun, counted, day, instant, listed, spoken, until
from folkmoot.publish.work import RECENT, is_recent
from folkmoot.records.archive import Jury
from folkmoot.records.bodies import Body
from folkmoot.records.finding import Finding
from folkmoot.records.verification import Verified

INVENTED = "DEMONSTRATION: this co-op and all its records are invented, to show how such a repository works."
_LATEST = 5


def home_pages(atlas: Atlas, verified: Sequence[Verified], findings: Sequence[Finding]) -> Mapping[str, bytes]:
    """The home page and the two-minute page."""
    return {HOME: _home(atlas, verified, findings), BRIEF: _brief(atlas, verified, findings)}


def _name(atlas: Atlas) -> str:
    coop = atlas.course.archive.coop
    return coop.name if coop else "This co-op"


def _home(atlas: Atlas, verified: Sequence[Verified], findings: Sequence[Finding]) -> bytes:
    course = atlas.course
    waiting = [matter for matter in open_matters(atlas) if matter.status is not Status.CLOSED]
    commit = f", commit {course.archive.commit[:12]}" if course.archive.commit else ""
    parts = [
        f"# {inline(_name(atlas))}",
        note(html(INVENTED), "demonstration") if course.archive.is_demonstration else "",
        "## Open for you now",
        cards(atlas, HOME, waiting) or "Nothing waits for you: no matter is open.",
        due_line(atlas, HOME),
        write_line(atlas, HOME),
        "## Juries",
        jury_cards(atlas, HOME, _asked(atlas)) or "No jury sits at the moment.",
        "## Decided last",
        cards(atlas, HOME, decided_matters(atlas)[:_LATEST]) or "Nothing has been decided yet.",
        _entrances(atlas),
        "## Can I trust this?",
        f"{verdict(verified, findings)} {atlas.link(HOME, VERIFICATION, 'See what was computed')}.",
        f'<p class="fm-asof">As of {html(instant(course.as_of, course.zone))}{html(commit)}.</p>',
    ]
    return page(_name(atlas), "What is open, which juries sit, what was decided last.", *parts)


def _asked(atlas: Atlas) -> list[Jury]:
    """The juries that sit over a question; standing bodies have a page of their own."""
    return [jury for jury in sitting_juries(atlas) if not jury.call.head.is_standing]


def _entrances(atlas: Atlas) -> str:
    doors = (
        (BRIEF, "In two minutes", "What this is, what is going on, and what you could do about it."),
        (PROPOSALS, "The full record", "Every proposal with its text, its votes and its reasons, and how to check them."),
    )
    items = "".join(f"<li>{atlas.tie(HOME, there, label)}<p>{html(words)}</p></li>" for there, label, words in doors)
    return block(f'<ul class="fm-doors">{items}</ul>')


def _brief(atlas: Atlas, verified: Sequence[Verified], findings: Sequence[Finding]) -> bytes:
    waiting, ended = open_matters(atlas), decided_matters(atlas)
    last = [matter for matter in ended if matter.procedure is None or matter.procedure.sphere != "operational"][:3]
    parts = [
        "# In two minutes",
        f"**What this is.** {inline(_name(atlas))} governs itself in the open. Its rules, its questions, its votes and its juries "
        f"are plain files that anybody can read and check: {_holdings(atlas, len(ended))}.",
        "**Who decides.** Members, and juries of members drawn by lot. Nobody else can change "
        f"{atlas.link(BRIEF, CHARTER, 'the charter')}. {_seated(atlas)}",
        *_drawn(atlas),
        "**What is open.** " + ("" if waiting else "Nothing at the moment."),
        "\n".join(f"- {_linked(atlas, matter)}: {standing(atlas, matter)}" for matter in waiting),
        "**What was decided last.** " + ("" if last else "Nothing yet."),
        "\n".join(f"- {_ended(atlas, matter)}" for matter in last),
        *_worked(atlas),
        ways_sentence(atlas, BRIEF),
        f"**Is it true?** {verdict(verified, findings)} {atlas.link(BRIEF, VERIFICATION, 'Check it yourself')}.",
    ]
    return page("In two minutes", "What this co-op is, what is open, what was decided, and whether it can be trusted.", *parts)


def _drawn(atlas: Atlas) -> Iterator[str]:
    """What a member could be drawn for, how to say yes or no, and which juries wait for answers."""
    book = atlas.course.charter.book
    lots = {name: body for name, body in sorted(book.bodies.items()) if body.select.method == "sortition"}
    if not lots:
        return
    names = listed(f"the {spoken(name)}" for name in lots)
    yield (
        "**What you could be drawn for.** Every member has the same chance, whether they write every day or look in once a year, and need "
        f"do nothing for it. By lot are filled {inline(names)}."
    )
    items = "".join(f"<li>{html(_lot(name, body))}</li>" for name, body in lots.items())
    yield folded("What each of them does, and for how long", f"<ul>{items}</ul>")
    named = {body.select.draw_rule for body in lots.values()}
    times = sorted({rule.response.words for name, rule in book.draws.items() if {None, name} & named})
    answer = f"You have {listed(times, 'or')} to answer. " if times else ""
    yield (
        f"**If you are drawn**, somebody writes to you. {answer}A yes or a no to whoever wrote is enough; nobody asks why, and a no costs "
        f"you nothing. {_awaited(atlas)}".rstrip()
    )


def _lot(name: str, body: Body) -> str:
    term = f" for {body.term.words}" if body.term else ""
    pool = f", among those who sat in the {spoken(body.select.alumni_of)}" if body.select.alumni_of else ""
    return f"The {spoken(name)}, {counted(body.seats.target, 'seat')}{term}{pool}. {body.purpose}"


def _awaited(atlas: Atlas) -> str:
    """The juries in which somebody who was drawn has not answered yet."""
    panels = (panel for panel in atlas.ledger.juries.values() if SeatStatus.SUMMONED in panel.seats.values())
    waiting = [
        atlas.link(BRIEF, jury_page(panel.jury.id), panel.jury.call.head.title)
        + (f" (until {inline(until(panel.response, atlas.course.zone))})" if panel.response else "")
        for panel in panels
    ]
    return f"Answers are awaited now in: {'; '.join(waiting)}." if waiting else ""


def _worked(atlas: Atlas) -> Iterator[str]:
    """What was decided without a vote of all, until when it can be questioned, and what is late."""
    done, now = [each for each in operations(atlas.course) if is_recent(atlas, each)], atlas.course.as_of
    late = sum(each.is_late for each in promises(atlas.ledger))
    if not done and not late:
        return
    asked = sum(each.can_be_called_up(now) for each in done)
    words = f"{counted(len(done), 'decision')} by those who do the daily work in the last {RECENT.words}" if done else ""
    words += f"; members can still call up {asked:,} of them" if asked else ""
    promised = f"{counted(late, 'promise')} {'is' if late == 1 else 'are'} late" if late else ""
    told = begun("; ".join(filter(None, (words, promised))))
    yield f"**What was done without asking you.** {told}. {atlas.link(BRIEF, WORK, 'See which')}."


def _holdings(atlas: Atlas, ended: int) -> str:
    articles, juries = len(articles_of(atlas.course)), len(atlas.course.archive.juries)
    return f"{counted(articles, 'article')}, {counted(ended, 'matter')} decided, {counted(juries, 'jury')}"


def _seated(atlas: Atlas) -> str:
    seats = sum(len(atlas.ledger.juries[jury.id].holders) for jury in sitting_juries(atlas))
    return f"{counted(seats, 'member')} sit on {atlas.link(BRIEF, JURIES, 'a jury')} now." if seats else ""


def _linked(atlas: Atlas, matter: Matter) -> str:
    return atlas.link(BRIEF, proposal_page(matter.proposal.id), matter.proposal.text.head.title)


def _ended(atlas: Atlas, matter: Matter) -> str:
    decision = matter.decision
    came = inline(decision.head.summary) if decision else standing(atlas, matter)
    return f"{day(ended_at(matter).astimezone(atlas.course.zone).date())}: {_linked(atlas, matter)}. {came}"
