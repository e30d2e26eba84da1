"""How clauses were read: on the page of an article what verdicts found of each of its clauses, and the same as data."""

from collections.abc import Mapping

from folkmoot.formats.canonical import write_json
from folkmoot.procedure.precedents import Precedent, precedents
from folkmoot.publish.atlas import Atlas, proposal_page
from folkmoot.publish.markup import badge, block, html, inline
from folkmoot.publish.words import begun, day, listed, spoken
from folkmoot.records.archive import Article
from folkmoot.records.heads import Clause
from folkmoot.records.speech import phrase, say
from folkmoot.records.value import write_instant
from folkmoot.rulebook.tension import clauses_of, name_of, tension

_DATA = "api/v1/precedents.json"
HOLDS = {
    "kept": phrase("It was kept."), "broken": phrase("It was broken."),
    "limited-but-proportionate": phrase("It was limited, in proportion."), "limited-too-far": phrase("It was limited too far."),
    "served": phrase("It was served."), "not-touched": phrase("It was not touched."),
}  # fmt: skip
"""What was found of a clause, as a sentence about it."""
_FINDINGS = {
    "kept": phrase("Was kept"), "broken": phrase("Was broken"), "limited-but-proportionate": phrase("Was limited, in proportion"),
    "limited-too-far": phrase("Was limited too far"), "served": phrase("Was served"), "not-touched": phrase("Was not touched"),
}  # fmt: skip
EXPECTS = {
    "conduct": phrase("how people treat each other"), "participation": phrase("what members are asked to do"),
    "operation": phrase("how those who run things work"),
}  # fmt: skip


def balance_section(atlas: Atlas, article: Article, here: str) -> str:
    """Which clauses of an article are held in balance with which others, and what each speaks of; empty where none is."""
    clauses = clauses_of(atlas.course.charter.articles.values())
    lines = []
    for clause in article.head.clauses:
        others = [name for name in tension(clauses, (clause.id,)) if name != clause.id]
        if others:
            links = listed(atlas.link(here, atlas.clauses.get(name, ""), name_of(clauses, name), name) for name in others)
            called = inline(name_of(clauses, clause.id))
            lines.append(f"- {say('{clause} is held in balance with {others}.', clause=called, others=links)}")
    if not lines:
        return ""
    words = say(
        "These clauses pull against each other, on purpose. Neither wins by default: whoever judges by one of them must answer both."
    )
    return f"## {say('Held in balance')}\n\n{words}\n\n" + "\n".join(lines)


def precedent_section(atlas: Atlas, article: Article, here: str) -> str:
    """How each clause of an article was read, the latest first; empty where none was."""
    found, clauses = {name: why.read for name, why in atlas.reasons.items() if why.read}, clauses_of((article,))
    parts = [f"## {say('How its clauses were read')}"]
    for clause in article.head.clauses:
        if clause.id in found:
            items = "\n".join(precedent_item(atlas, here, each) for each in found[clause.id])
            parts += [f"### {inline(name_of(clauses, clause.id))}", block(f'<ul class="fm-cards">\n{items}\n</ul>')]
    return "\n\n".join(parts) if len(parts) > 1 else ""


def precedent_item(atlas: Atlas, here: str, each: Precedent) -> str:
    """One reading of a clause, as an item of a list of cards."""
    when, name = day(each.at.astimezone(atlas.course.zone).date()), each.matter.proposal.id
    title = atlas.tie(here, proposal_page(name), each.matter.proposal.text.head.title)
    how = say("Verdict") if each.is_verdict else say("Reasons of a decision")
    found = f" {html(say(HOLDS[each.holds]))}" if each.holds else ""
    aside = _aside(atlas, here, each)
    return (
        f'<li><p class="fm-card__title">{title}</p><p>{badge("adopted" if each.is_verdict else "open", how)} {html(when)}.'
        f"{found}{aside}</p><p>{html(each.why)}</p></li>"
    )


def _aside(atlas: Atlas, here: str, each: Precedent) -> str:
    if not each.set_aside:
        return ""
    verdict = atlas.tie(here, proposal_page(each.set_aside), say("the verdict on appeal"))
    return " " + say("{set_aside} by {verdict}.", set_aside=f"<strong>{html(say('Set aside'))}</strong>", verdict=verdict)


def precedent_data(atlas: Atlas) -> Mapping[str, bytes]:
    """`api/v1/precedents.json`; nothing where no clause was ever read."""
    course = atlas.course
    found = precedents(course)
    if not found:
        return {}
    stamp = {"version": 1, "as_of": write_instant(course.as_of), "demonstration": course.archive.is_demonstration}
    return {_DATA: write_json({**stamp, "precedents": {clause: list(map(_plain, read)) for clause, read in found.items()}})}


def _plain(each: Precedent) -> dict[str, object]:
    name = each.matter.proposal.id
    return {
        "proposal": name, "title": each.matter.proposal.text.head.title, "verdict": each.is_verdict, "holds": each.holds or None,
        "why": each.why, "decided": write_instant(each.at), "reasons": each.report.path, "set_aside_by": each.set_aside or None,
        "page": proposal_page(name).removesuffix("index.md"),
    }  # fmt: skip


def expected(clause: Clause) -> str:
    """What a clause speaks of, as words for a reader."""
    return listed(say(EXPECTS[each]) for each in clause.expects)


def finding_words(holds: str) -> str:
    """A finding as a sentence of its own."""
    return say(_FINDINGS[holds]) if holds in _FINDINGS else begun(spoken(holds))
