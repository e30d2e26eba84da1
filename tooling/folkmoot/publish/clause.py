"""Why a clause says what it says: one page a clause of which there is more to tell than the one decision that made it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import groupby

from folkmoot.procedure.clauses import Attempt, Why
from folkmoot.procedure.provenance import Origin, by_sentence
from folkmoot.publish.atlas import Atlas, article_page, clause_page, proposal_page
from folkmoot.publish.count_words import told
from folkmoot.publish.decision import reasons_words
from folkmoot.publish.markup import block, code, commands, folded, html, inline, page, table
from folkmoot.publish.permalinks import clause_permalink
from folkmoot.publish.precedents import precedent_item
from folkmoot.publish.proposal import standing, status_badge
from folkmoot.publish.prose import prose
from folkmoot.publish.redlines import clause_as_html
from folkmoot.publish.words import counted, day
from folkmoot.records.speech import say
from folkmoot.rulebook.clauses import Passage
from folkmoot.rulebook.redline import ClauseChange
from folkmoot.rulebook.wording import compare

_OPEN = 3
"""So many changes of the wording are shown unfolded, the last ones."""


def clause_pages(atlas: Atlas) -> Mapping[str, bytes]:
    """One page a clause that earns it."""
    return {clause_page(name): _page(atlas, why) for name, why in atlas.reasons.items() if why.is_rich}


def clause_line(atlas: Atlas, here: str, name: str) -> str:
    """In a line of finished HTML: since when a clause reads so, by which decision, and the way to everything that led there."""
    why = atlas.reasons.get(name)
    past = _past(atlas, why) if why else ()
    if why is None or not past:
        return html(say("No decision in the records has made it yet."))
    title = atlas.tie(here, proposal_page(past[-1].amendment.proposal.id), past[-1].amendment.proposal.text.head.title)
    since = say("It reads so since {day}, by {title}.", day=html(_since(atlas, past[-1])), title=title)
    return f"{since} <strong>{atlas.tie(here, clause_page(name), _more(why))}</strong>" if why.is_rich else since


def _more(why: Why) -> str:
    """What a clause's page has to tell, in a few words."""
    past = [origin for origin in why.origins if origin.after is not None]
    parts = [counted(len(past), "decision")] if len(past) > 1 else []
    parts += [counted(len(why.read), "precedent")] if why.read else []
    parts += [counted(len(why.tried), "failed attempt")] if why.tried else []
    parts += [counted(len(why.open), "open proposal")] if why.open else []
    parts += [counted(len(why.cases), "open case")] if why.cases else []
    return say("Why: {parts}", parts=", ".join(parts)) if parts else say("Why")


def _past(atlas: Atlas, why: Why) -> tuple[Origin, ...]:
    return tuple(origin for origin in why.origins if origin.amendment.since <= atlas.course.as_of)


def _since(atlas: Atlas, origin: Origin) -> str:
    return day(origin.amendment.since.astimezone(atlas.course.zone).date())


def _page(atlas: Atlas, why: Why) -> bytes:
    here, article = clause_page(why.clause), atlas.course.charter.articles[why.place.path]
    name = why.place.passage.title
    title = (
        say("Why {clause} says this: {title}", clause=why.clause, title=name) if name else say("Why {clause} says this", clause=why.clause)
    )
    held = atlas.link(here, article_page(why.place.path), article.head.title, why.clause)
    parts = [
        f"# {inline(title)}",
        _summary(atlas, here, why),
        _reading(atlas, here, why),
        say("It stands in {article}. Its address stays, wherever the clause moves: {address}", article=held, address=_address(why)),
        *_chain(atlas, here, why),
        *_sentences(atlas, here, why),
        *_read(atlas, here, why),
        *_attempts(atlas, here, say("Proposed now"), why.open),
        *_attempts(atlas, here, say("Tried, and not adopted"), why.tried),
        f"## {inline(say('See it yourself'))}",
        commands(f"folkmoot charter why {why.clause}", f"folkmoot charter precedents {why.clause}"),
    ]
    says = say("The decisions that made {clause}, how it was read, and what was tried and not adopted.", clause=why.clause)
    return page(title, says, *parts)


def _address(why: Why) -> str:
    there = clause_permalink(why.clause).removesuffix("index.md")
    return f'<a href="../../../{html(there)}">{code(there)}</a>'


def _summary(atlas: Atlas, here: str, why: Why) -> str:
    """The answer first: how many decisions made it, and the last of them."""
    past = _past(atlas, why)
    if not past:
        return inline(say("No decision in the records has made it yet."))
    last, since = past[-1].amendment.proposal, _since(atlas, past[-1])
    title = atlas.link(here, proposal_page(last.id), last.text.head.title)
    if len(past) == 1:
        return say("One decision made it: {title}, in force since {day}. Its words have not changed since.", title=title, day=since)
    made = counted(len(past), "decision")
    return say("{decisions} made it what it is. The last was {title}, in force since {day}.", decisions=made, title=title, day=since)


def _reading(atlas: Atlas, here: str, why: Why) -> str:
    """The clause as it reads now."""
    text = prose(_unheaded(why.place.text), "now", lambda reference: atlas.find(why.place.path, reference, here))
    return block(f'<blockquote class="fm-clause-text">\n{text}\n</blockquote>')


def _unheaded(text: str) -> str:
    first, _, rest = text.lstrip("\n").partition("\n")
    return rest if first.startswith("#") and rest.strip() else text


def _chain(atlas: Atlas, here: str, why: Why) -> Iterator[str]:
    """Each decision with its date, its vote, its reasons and what it did to the words, oldest first."""
    yield f"## {inline(say('The decisions that made it'))}"
    for at, origin in enumerate(why.origins):
        one, head = origin.amendment, origin.amendment.decision.head
        title = atlas.link(here, proposal_page(one.proposal.id), one.proposal.text.head.title)
        yield f"### {day(one.since.astimezone(atlas.course.zone).date())}"
        is_coming = one.since > atlas.course.as_of
        words = say("Decided, and not in force yet.") if is_coming else ""
        yield " ".join(filter(None, (f"{title}.", inline(told(head.summary)), inline(words))))
        reasons = reasons_words(atlas, here, head.reasons)
        yield f"{inline(say('Reasons:'))} {reasons}" if reasons else ""
        yield _did(origin, is_open=at >= len(why.origins) - _OPEN)


def _did(origin: Origin, *, is_open: bool) -> str:
    """What a decision did to the clause."""
    before, after = origin.before, origin.after
    if before is None or after is None:
        return inline(say("The clause was new.") if before is None else say("It removed the clause."))
    lines = []
    if before.passage.id != after.passage.id:
        lines.append(say("Until then it was {before}; it became {after}.", before=before.passage.id, after=after.passage.id))
    if before.path != after.path:
        lines.append(say("It came from {path}.", path=before.path))
    old, new = _passage(before.passage, before.text), _passage(after.passage, after.text)
    made = clause_as_html(ClauseChange(old, new, compare(old.text, new.text)))
    shown = block(f'<div class="fm-redline">\n{made}\n</div>') if made and is_open else ""
    shown = shown or (folded(html(say("What changed in the words")), f'<div class="fm-redline">{made}</div>') if made else "")
    return "\n\n".join(filter(None, (inline(" ".join(lines)), shown)))


def _passage(passage: Passage, text: str) -> Passage:
    return replace(passage, text=text)


def _sentences(atlas: Atlas, here: str, why: Why) -> Iterator[str]:
    """Which decision each sentence comes from, where there are several; sentences of one decision in a row stand together."""
    found = by_sentence(why.origins, atlas.course.as_of)
    if len({origin.amendment.proposal.id for _, origin in found}) < 2:
        return
    rows = []
    for _, group in groupby(found, key=lambda pair: pair[1].amendment.proposal.id):
        held = list(group)
        rows.append((_made(atlas, here, held[0][1]), html(" ".join(sentence for sentence, _ in held))))
    yield f"## {inline(say('Sentence by sentence'))}"
    yield table((html(say("Since, by")), html(say("It says"))), rows)


def _made(atlas: Atlas, here: str, origin: Origin) -> str:
    one = origin.amendment.proposal
    return f"{html(_since(atlas, origin))}: {atlas.tie(here, proposal_page(one.id), one.text.head.title)}"


def _read(atlas: Atlas, here: str, why: Why) -> Iterator[str]:
    if why.read:
        items = "\n".join(precedent_item(atlas, here, each) for each in why.read)
        yield f"## {inline(say('How it was read'))}"
        yield block(f'<ul class="fm-cards">\n{items}\n</ul>')
    if why.cases:
        yield f"## {inline(say('Before a jury now'))}"
        lines = (
            f"- {atlas.link(here, proposal_page(matter.proposal.id), matter.proposal.text.head.title)}: "
            f"{status_badge(matter)} {standing(atlas, matter)}"
            for matter in why.cases
        )
        yield "\n".join(lines)


def _attempts(atlas: Atlas, here: str, name: str, attempts: Sequence[Attempt]) -> Iterator[str]:
    """Each with where it stands or how it ended, and the words it would have changed."""
    if attempts:
        yield f"## {inline(name)}"
    for each in attempts:
        head, decision = each.matter.proposal.text.head, each.matter.decision
        yield f"### {inline(head.title)}"
        said = inline(told(decision.head.summary)) if decision else standing(atlas, each.matter)
        more = atlas.link(here, proposal_page(each.matter.proposal.id), say("The whole proposal"))
        yield f"{status_badge(each.matter)} {said} {more}."
        made = clause_as_html(each.change)
        yield block(f'<div class="fm-redline">\n{made}\n</div>') if made else ""
