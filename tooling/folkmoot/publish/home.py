"""The home page and the two-minute page: what waits for me, what was decided last, and how I can check it."""

from collections.abc import Mapping, Sequence

from folkmoot.procedure.chronicle import Matter
from folkmoot.procedure.status import Status
from folkmoot.publish.atlas import BRIEF, CHARTER, HOME, JURIES, PROPOSALS, VERIFICATION, Atlas, articles_of, proposal_page
from folkmoot.publish.due import due_line
from folkmoot.publish.juries import jury_cards, sitting_juries
from folkmoot.publish.markup import block, html, inline, note, page
from folkmoot.publish.proposal import standing
from folkmoot.publish.proposals import cards, decided_matters, ended_at, open_matters
from folkmoot.publish.reference import verdict
from folkmoot.publish.words import counted, day, instant
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
        "## Juries",
        jury_cards(atlas, HOME, sitting_juries(atlas)) or "No jury sits at the moment.",
        "## Decided last",
        cards(atlas, HOME, decided_matters(atlas)[:_LATEST]) or "Nothing has been decided yet.",
        _entrances(atlas),
        "## Can I trust this?",
        f"{verdict(verified, findings)} {atlas.link(HOME, VERIFICATION, 'See what was computed')}.",
        f'<p class="fm-asof">As of {html(instant(course.as_of, course.zone))}{html(commit)}.</p>',
    ]
    return page(_name(atlas), "What is open, which juries sit, what was decided last.", *parts)


def _entrances(atlas: Atlas) -> str:
    doors = (
        (BRIEF, "In two minutes", "What this is, what is going on, and what you could do about it."),
        (PROPOSALS, "The full record", "Every proposal with its text, its votes and its reasons, and how to check them."),
    )
    items = "".join(f"<li>{atlas.tie(HOME, there, label)}<p>{html(words)}</p></li>" for there, label, words in doors)
    return block(f'<ul class="fm-doors">{items}</ul>')


def _brief(atlas: Atlas, verified: Sequence[Verified], findings: Sequence[Finding]) -> bytes:
    waiting, ended = open_matters(atlas), decided_matters(atlas)
    parts = [
        "# In two minutes",
        f"**What this is.** {inline(_name(atlas))} governs itself in the open. Its rules, its questions, its votes and its juries "
        f"are plain files that anybody can read and check: {_holdings(atlas, len(ended))}.",
        "**Who decides.** Members, and juries of members drawn by lot. Nobody else can change "
        f"{atlas.link(BRIEF, CHARTER, 'the charter')}. {_seated(atlas)}",
        "**What is open.** " + ("" if waiting else "Nothing at the moment."),
        "\n".join(f"- {_linked(atlas, matter)}: {standing(atlas, matter)}" for matter in waiting),
        "**What was decided last.** " + ("" if ended else "Nothing yet."),
        "\n".join(f"- {_ended(atlas, matter)}" for matter in ended[:3]),
        f"**Is it true?** {verdict(verified, findings)} {atlas.link(BRIEF, VERIFICATION, 'Check it yourself')}.",
    ]
    return page("In two minutes", "What this co-op is, what is open, what was decided, and whether it can be trusted.", *parts)


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
