"""A case on its page: whom it concerns, what was done, what was found clause by clause, what was ordered, and the appeal."""

from collections.abc import Iterator

from folkmoot.procedure.cases import Case, appeal_of, replaced_by, window
from folkmoot.procedure.chronicle import Matter
from folkmoot.procedure.obligations import Kind, State, obligations
from folkmoot.procedure.status import OPEN_STATUSES
from folkmoot.publish.atlas import Atlas, proposal_page
from folkmoot.publish.case_words import HARMS
from folkmoot.publish.markup import badge, block, code, html, inline, note, table
from folkmoot.publish.precedents import finding_words
from folkmoot.publish.words import day, listed, spoken, until
from folkmoot.records.case import NOT_UNDONE
from folkmoot.records.heads import Option
from folkmoot.records.speech import number, say
from folkmoot.rulebook.tension import name_of
from folkmoot.tally.verdict import FINDING, REMEDY


def case_section(atlas: Atlas, here: str, matter: Matter) -> str:
    """The whole section; empty when the matter is no case."""
    case = atlas.ledger.cases.get(matter.proposal.id)
    if case is None or not case.head.clauses:
        return ""
    parts = [f"## {say('The case')}", _set_aside(atlas, here, case), table((), _facts(atlas, here, case)), *_found(atlas, here, case)]
    return "\n\n".join(part for part in (*parts, *_appeal(atlas, here, case)) if part)


def _set_aside(atlas: Atlas, here: str, case: Case) -> str:
    later = replaced_by(case, atlas.ledger.cases)
    if later is None:
        return ""
    verdict = atlas.tie(here, proposal_page(later.id), say("its verdict"))
    return note(say("Another jury looked again: {its_verdict} took the place of this one.", its_verdict=verdict))


def _facts(atlas: Atlas, here: str, case: Case) -> Iterator[tuple[str, str]]:
    head = case.head
    if head.parties:
        yield say("Concerns"), say("{parties}. These names hold for this case alone.", parties=html(listed(head.parties)))
    action = head.original_action
    if action:
        places = {"action": code(action.id), "day": html(day(action.at)), "who": html(spoken(action.by))}
        yield say("What was done"), say("{action} on {day}, by {who}", **places)
    if head.harm:
        yield say("About"), html(say(HARMS[head.harm]))
    if head.relief:
        yield say("Asked for"), html(head.relief)
    yield say("Judged by"), ", ".join(_clause(atlas, here, case, name) for name in head.clauses)
    beside = [name for name in case.tension if name not in head.clauses]
    if beside:
        yield say("Held in balance with"), ", ".join(_clause(atlas, here, case, name) for name in beside)
    if head.stage == "appeal" and case.answers:
        first = atlas.ledger.cases.get(case.answers)
        title = first.head.title if first else case.answers
        yield say("Appeals against"), atlas.tie(here, proposal_page(case.answers), title)
    if head.restricted:
        yield say("Only for those who judge"), _restricted(atlas, case)


def _clause(atlas: Atlas, here: str, case: Case, name: str) -> str:
    return atlas.tie(here, atlas.clauses.get(name, ""), name_of(case.clauses, name), name)


def _restricted(atlas: Atlas, case: Case) -> str:
    material = case.head.restricted
    assert material is not None
    owed = next((each for each in obligations(atlas.ledger) if each.kind is Kind.PURGE and each.source == case.id), None)
    state = owed.state(atlas.course.as_of) if owed else State.SCHEDULED
    last = day(material.purge_on)
    if state is State.DONE:
        ends = say("it was destroyed")
    elif state is State.OVERDUE:
        ends = say("it should have been destroyed by {day}, and nobody has reported that it was", day=last)
    else:
        ends = say("it is destroyed by {day}", day=last)
    places = {"digest": code(material.digest), "holder": html(spoken(material.held_by)), "ends": html(ends)}
    return say("Material that is not published. SHA-256 {digest}; held by {holder}; {ends}.", **places)


def _found(atlas: Atlas, here: str, case: Case) -> Iterator[str]:
    """What was asked of each clause, whether it was adopted, and why."""
    decision, reasons = case.matter.decision, case.reasons
    told = {each.clause: each for each in reasons.head.findings} if reasons and decision else {}
    findings = [option for option in case.head.options if option.id.startswith(FINDING)]
    counts = decision.head.counts if decision else {}
    items = []
    for option in sorted(findings, key=lambda each: _order(case, each)):
        clause = option.clause or ""
        why = told.get(clause)
        said = f"<p>{html(finding_words(why.holds))}. {html(why.why)}</p>" if why else ""
        items.append(
            f'<li><p class="fm-card__title">{_clause(atlas, here, case, clause)}</p>'
            f"<p>{html(option.title)} {_vote(case, option, counts)}</p>{said}</li>"
        )
    if items:
        yield f"### {say('Clause by clause')}"
        yield block('<ul class="fm-cards">\n' + "\n".join(items) + "\n</ul>")
    remedies = [option for option in case.head.options if option.id.startswith(REMEDY)]
    if remedies:
        yield f"### {say('What was ordered') if decision else say('What could be ordered')}"
        lines = [(html(each.title), _vote(case, each, counts), html(_held(atlas, case, each))) for each in remedies]
        yield table((say("Remedy"), say("The vote"), say("When")), lines)


def _order(case: Case, option: Option) -> int:
    return case.tension.index(option.clause) if option.clause in case.tension else len(case.tension)


def _vote(case: Case, option: Option, counts: dict[str, int]) -> str:
    if case.matter.decision is None:
        return say("not decided")
    shown = badge("adopted", say("Adopted")) if option in case.adopted else badge("rejected", say("Not adopted"))
    return f"{shown} {say('{votes} for', votes=number(counts[option.id]))}" if option.id in counts else shown


def _held(atlas: Atlas, case: Case, option: Option) -> str:
    """Why an adopted remedy waits, if it does."""
    if option not in case.adopted or option.remedy not in NOT_UNDONE:
        return ""
    if replaced_by(case, atlas.ledger.cases):
        return say("Not any more: the verdict on appeal took its place.")
    appeal, ends = appeal_of(case, atlas.ledger.cases), window(case)
    if appeal and appeal.matter.status in OPEN_STATUSES:
        return say("It cannot be undone, so it waits for the appeal.")
    if ends and atlas.course.as_of < ends and appeal is None:
        last = until(ends, atlas.course.zone)
        return say("It cannot be undone, so it waits until {deadline}, when the time to appeal ends.", deadline=last)
    return ""


def _appeal(atlas: Atlas, here: str, case: Case) -> Iterator[str]:
    ends, appeal = window(case), appeal_of(case, atlas.ledger.cases)
    if ends is None:
        if case.head.stage == "appeal" and case.matter.decision:
            yield f"### {say('After this')}\n\n{say('This is the last word. No further appeal is possible.')}"
        return
    yield f"### {say('The appeal')}"
    if appeal is None:
        when = inline(until(ends, atlas.course.zone))
        if atlas.course.as_of < ends:
            yield say("Either party can appeal until {deadline}. Another jury would hear it.", deadline=when)
        else:
            yield say("Nobody appealed by {deadline}. The verdict is final.", deadline=when)
        return
    title = atlas.link(here, proposal_page(appeal.id), appeal.head.title)
    decision = appeal.matter.decision
    if decision is None:
        yield say("{appeal} is under way. Meanwhile this verdict holds, and what cannot be undone waits.", appeal=title)
    elif decision.head.outcome == "no-quorum":
        yield say("{appeal}: too few jurors took part, so this verdict stands.", appeal=title)
    else:
        found = listed(f"'{option.title}'" for option in appeal.adopted) or say("none of the findings")
        yield say("{appeal}: the second jury adopted {findings}. Its verdict is the one that counts.", appeal=title, findings=inline(found))
