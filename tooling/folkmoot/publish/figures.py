"""The figures of the process as tables: who took part, whom the lot asked and how they answered, who introduces, how long it takes."""

from collections.abc import Iterator

from folkmoot.procedure.figures import Figures, Response
from folkmoot.publish.atlas import REVIEWS, Atlas, jury_page, proposal_page
from folkmoot.publish.chances import percent
from folkmoot.publish.markup import folded, html, inline, table
from folkmoot.publish.words import begun, counted, day, listed, spoken, valued


def figure_sections(atlas: Atlas, found: Figures) -> Iterator[str]:
    """Every figure of a stretch of time, as Markdown."""
    yield f"## The figures\n\nComputed from the records, for the days from {day(found.since)} to {day(found.until)}."
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
        words = f"Lots have given out {counted(reach.seats, 'seat')} and letters so far, among {counted(reach.members, 'member')}."
        words += " The entries of the newest roster are kept elsewhere, so nobody can tell from here who was never drawn."
    else:
        never = reach.members - reach.drawn
        words = f"Of {counted(reach.members, 'member')} on the newest roster, {reach.drawn:,} were drawn by a lot, {never:,} never were."
    return f"### Whom the lot reached\n\n{inline(words)}"


def _turnouts(atlas: Atlas, found: Figures) -> str:
    rows = [
        (
            atlas.tie(REVIEWS, proposal_page(vote.proposal), _title(atlas, vote.proposal)),
            f"{vote.counted:,} of {vote.entitled:,}",
            percent(vote.share),
            html(begun(spoken(vote.outcome))),
            html(counted(vote.days, "day")) if vote.days is not None else "–",
        )
        for vote in found.turnouts
    ]
    if not rows:
        return "### Who voted\n\nNothing was decided in this time."
    shortest, middle, longest = found.days or (0, 0, 0)
    words = f"From opening to decision it took {middle} days in the middle of all, {shortest} at the least and {longest} at the most."
    return f"### Who voted\n\n{words}\n\n{table(('Vote', 'Ballots', 'Turnout', 'Outcome', 'Took'), rows)}"


def _title(atlas: Atlas, name: str) -> str:
    matter = atlas.course.matters.get(name)
    return matter.proposal.text.head.title if matter else name


def _responses(atlas: Atlas, found: Figures) -> str:
    if not found.responses:
        return "### How the lot was answered\n\nNo lot was drawn in this time."
    rows = [_row(atlas, each) for each in found.responses]
    parts = ["### How the lot was answered", table(("Jury", "Asked", "Yes", "No", "No answer"), rows)]
    for each in found.responses:
        if each.strata:
            cells = [
                (html(begun(valued(one.stratum or "no group"))), f"{one.asked:,}", percent(one.response), percent(one.decline))
                for one in each.strata
            ]
            made = table(("Group", "Asked", "Answered", "Said no"), cells)
            parts.append(folded(f"{html(_called(atlas, each))}: by group", made))
    return "\n\n".join(parts)


def _row(atlas: Atlas, each: Response) -> tuple[str, ...]:
    whole = each.whole
    no = "–" if each.stage == "invitation" else f"{whole.declined:,} ({percent(whole.decline)})"
    name = atlas.tie(REVIEWS, jury_page(each.jury), _called(atlas, each))
    return name, f"{whole.asked:,}", f"{whole.accepted:,}", no, f"{whole.silent:,}"


def _called(atlas: Atlas, each: Response) -> str:
    return atlas.titles.get(f"juries/{each.jury}/call.md", each.jury)


def _authors(found: Figures) -> str:
    authors = found.authors
    if not authors.proposals:
        return "### Who introduces\n\nNothing was introduced in this time."
    members = ((counted(people, "member"), counted(each, "proposal"), " each" if people > 1 else "") for each, people in authors.members)
    lines = [f"- {people}: {proposals}{every}." for people, proposals, every in members]
    lines += [f"- The {inline(spoken(name))}: {counted(count, 'proposal')}." for name, count in authors.bodies]
    return f"### Who introduces\n\nIntroduced in this time: {counted(authors.proposals, 'proposal')}.\n\n" + "\n".join(lines)


def _late(found: Figures) -> str:
    if not found.late:
        return "### What is late\n\nNothing was overdue at the end of this time."
    owed = listed(f"{counted(count, 'thing')} of the {spoken(who)}" for who, count in found.late)
    return f"### What is late\n\nOverdue at the end of this time: {inline(owed)}."
