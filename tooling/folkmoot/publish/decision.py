"""The decision of a matter on its page: what came out, the numbers, what they had to reach, why, and what follows."""

from collections.abc import Iterator

from folkmoot.procedure.obligations import Kind, State
from folkmoot.procedure.status import HOLDING
from folkmoot.publish.atlas import Atlas, jury_page, roster_page
from folkmoot.publish.bar import bar
from folkmoot.publish.count_words import told
from folkmoot.publish.markup import badge, code, commands, html, inline, table
from folkmoot.publish.rule_words import decision_sentences
from folkmoot.publish.tally import after, disclosure_of, picture, protection
from folkmoot.publish.words import begun, begun_people, day, instant, left, listed, spoken
from folkmoot.records.archive import Decision
from folkmoot.records.decision_rule import DecisionRule
from folkmoot.records.deliberation import ItemsTally
from folkmoot.records.election import ElectionTally
from folkmoot.records.error import FolkmootError
from folkmoot.records.heads import BallotsUsed, Effect
from folkmoot.records.speech import number, phrase, say
from folkmoot.records.tally import MajorityCount, MajorityTally, RankedTally
from folkmoot.rulebook.book import RuleBook
from folkmoot.tally.decision import Recount
from folkmoot.tally.majority import count_majority
from folkmoot.tally.privacy import Shown
from folkmoot.tally.rule import majority_rule

OUTCOMES = {"adopted": phrase("adopted"), "rejected": phrase("rejected"), "no-quorum": phrase("no quorum")}
_DOES = {
    "oblige": (phrase("{owner} owes: {what}"), phrase("Owes: {what}")),
    "seat": (phrase("{owner} seats: {what}"), phrase("Seats: {what}")),
    "unseat": (phrase("{owner} unseats: {what}"), phrase("Unseats: {what}")),
    "create-body": (phrase("{owner} creates: {what}"), phrase("Creates: {what}")),
    "dissolve": (phrase("{owner} dissolves: {what}"), phrase("Dissolves: {what}")),
    "remedy": (phrase("{owner} makes good: {what}"), phrase("Makes good: {what}")),
    "advance-phase": (phrase("{owner} moves on to: {what}"), phrase("Moves on to: {what}")),
    "pass-gate": (phrase("{owner} passes the gate: {what}"), phrase("Passes the gate: {what}")),
    "fail-gate": (phrase("{owner} fails the gate: {what}"), phrase("Fails the gate: {what}")),
    "extend": (phrase("{owner} puts off: {what}"), phrase("Puts off: {what}")),
    "roll-back": (phrase("{owner} rolls back: {what}"), phrase("Rolls back: {what}")),
}
"""What an effect does, with the body that does it and where none is named."""
_KIND = {
    "open": phrase("They were open."),
    "attested": phrase("They were attested by a clerk."),
    "counted": phrase("They were counted in the room by tellers."),
    "belenios": phrase("They were secret, counted by an external system."),
}
_CHOICES = {"for": phrase("for"), "against": phrase("against"), "abstain": phrase("abstain")}
_ELECTORATE = {"roster": phrase("roster"), "jury": phrase("jury")}


def decision_section(atlas: Atlas, here: str, decision: Decision, book: RuleBook) -> str:
    """The whole section, from the outcome to the effects."""
    head = decision.head
    found = atlas.recounts.get(head.of)
    rule = found.rule if found else book.decisions.get(head.rule)
    bare = found is not None and disclosure_of(found).shown is Shown.RESULT
    tally = tally_of(decision, rule)
    parts = [
        f"## {inline(say('The decision'))}",
        f"{badge(head.outcome, begun(say(OUTCOMES[head.outcome])))} {inline(told(head.summary))}",
        "" if bare else _picture(found, tally),
        _steps(tally) if not decision.body.strip() else "",
        _numbers(atlas, here, decision, rule, counts=() if bare or _pictured(found) else tuple(head.counts.items())),
        _reasons(atlas, here, head.reasons),
        "" if bare else atlas.prose(here, decision, "decision"),
        after(found) if found else protection(head.ballots.kind),
        _effects(atlas, decision),
    ]
    return "\n\n".join(part for part in parts if part)


def _picture(found: Recount | None, tally: MajorityTally | None) -> str:
    """The count of the ballots; where they are not here, the numbers of the decision as a bar."""
    if found is not None:
        return picture(found.tally)
    return bar(tally) if tally else ""


def _reasons(atlas: Atlas, here: str, reasons: str | None) -> str:
    words = reasons_words(atlas, here, reasons)
    return f"### {inline(say('Reasons'))}\n\n{words}" if words else ""


def reasons_words(atlas: Atlas, here: str, reasons: str | None) -> str:
    """The reasons in words, or the report that gives them, as a line of Markdown; empty where none were given."""
    if not reasons:
        return ""
    there = atlas.records.get(reasons)
    return say("They stand in {report}.", report=atlas.link(here, there, atlas.titles.get(reasons, reasons))) if there else inline(reasons)


def tally_of(decision: Decision, rule: DecisionRule | None) -> MajorityTally | None:
    """Count the decision's numbers by its rule again; None where the rule is no majority or the numbers do not fit it."""
    if rule is None or rule.method != "majority":
        return None
    counts, electorate = decision.head.counts, decision.head.electorate
    seats = electorate.count if electorate.kind == "jury" else None
    count = MajorityCount(electorate.count, seats, counts.get("for", 0), counts.get("against", 0), counts.get("abstain", 0))
    try:
        return count_majority(count, majority_rule(decision.head.rule, rule))
    except (ValueError, FolkmootError):
        return None


def _steps(tally: MajorityTally | None) -> str:
    if tally is None:
        return ""
    steps = "\n".join(f"1. {inline(told(step))}" for step in tally.steps)
    return f"{say('How the numbers lead to the outcome:')}\n\n{steps}"


def _pictured(found: Recount | None) -> bool:
    """Whether the picture shows every number already."""
    return found is not None and isinstance(found.tally, ElectionTally | RankedTally | ItemsTally)


def _numbers(atlas: Atlas, here: str, decision: Decision, rule: DecisionRule | None, counts: tuple[tuple[str, int], ...]) -> str:
    """The facts of the vote, and the numbers that no picture shows."""
    head, zone = decision.head, atlas.course.zone
    there = (jury_page if head.electorate.kind == "jury" else roster_page)(head.electorate.id)
    rows = [(html(say(_CHOICES[name]) if name in _CHOICES else name), number(count)) for name, count in counts]
    entitled = f"{number(head.electorate.count)}: {say(_ELECTORATE[head.electorate.kind])} {atlas.tie(here, there, head.electorate.id)}"
    opened, closed = html(instant(head.opened, zone)), html(instant(head.closed, zone))
    facts = [
        (say("Decided by"), html(spoken(head.by))),
        (say("Entitled to vote"), entitled),
        (say("Vote open"), say("{opened} to {closed}", opened=opened, closed=closed)),
        (say("Ballots"), _ballots(head.ballots)),
        (say("Rule"), f"{html(spoken(head.rule))}: {html(' '.join(decision_sentences(rule)))}" if rule else html(head.rule)),
    ]
    facts += [(say("Threshold"), html(told(head.threshold)))] if head.threshold else []
    facts += [(say("Quorum"), html(told(head.quorum)))] if head.quorum else []
    facts += [(say("Winner"), html(head.winner))] if head.winner else []
    facts += [(say("Elected"), html(listed(head.winners)))] if head.winners else []
    facts += [(say("Review due"), html(day(head.review_by)))] if head.review_by else []
    counted = table((say("Choice"), say("Votes")), rows, say("What was counted"))
    return f"{counted}\n\n{table((), facts, say('How it was decided'))}".strip()


def _ballots(ballots: BallotsUsed) -> str:
    """How many count and how many do not, and how they were cast."""
    places = {"counted": number(ballots.counted), "discarded": number(ballots.discarded)}
    if ballots.discarded:
        return say("{counted} counted, {discarded} did not count.", **places) + " " + say(_KIND[ballots.kind])
    return say("{counted} counted, none was discarded.", counted=places["counted"]) + " " + say(_KIND[ballots.kind])


def _effects(atlas: Atlas, decision: Decision) -> str:
    """What follows from the decision, each with whether it was done."""
    matter = atlas.course.matters.get(decision.head.of)
    done = [_fate(atlas, decision, place) for place in range(len(decision.head.effects))]
    lines = [" ".join(filter(None, pair)) for pair in zip(done, effect_lines(decision.head.effects), strict=True)]
    if matter and matter.enacted is not None and matter.status in HOLDING:
        kind, said = ("done", say("Done")) if matter.enacted else ("open", say("To do"))
        lines.append(f"{badge(kind, said)} {inline(say('The charter holds the decided text, letter for letter.'))}")
    return f"### {inline(say('What follows, and whether it was done'))}\n\n" + "\n".join(f"- {line}" for line in lines) if lines else ""


def _fate(atlas: Atlas, decision: Decision, place: int) -> str:
    """Whether an effect that somebody owes was done, in a word and with its day; empty where nobody owes anything."""
    owed = (each for each in atlas.promised.get(decision.head.of, ()) if each.kind is Kind.OBLIGE and each.keys == ("effects", place))
    each = next(owed, None)
    if each is None:
        return ""
    match each.state(atlas.course.as_of):
        case State.DONE if each.done:
            when = day(each.done.astimezone(atlas.course.zone).date())
            return badge("done", say("Done, reported on {day}", day=when))
        case State.OVERDUE | State.ESCALATED:
            return badge("error", begun(left(each.due, atlas.course.as_of)))
        case _:
            return badge("open", begun(left(each.due, atlas.course.as_of)))


def effect_lines(effects: tuple[Effect, ...]) -> Iterator[str]:
    """Each effect as a line of Markdown."""
    for effect in effects:
        yield inline(_dated(_effect(effect), effect))


def _effect(effect: Effect) -> str:
    """Who does what, without a full stop."""
    what, (named, nameless) = effect.what.rstrip("."), _DOES[effect.do]
    if effect.owner and effect.do in ("oblige", "remedy"):
        return f"{begun_people((effect.owner,))}: {begun(what)}"
    return say(named, owner=begun(spoken(effect.owner)), what=what) if effect.owner else say(nameless, what=what)


def _dated(effect: str, due: Effect) -> str:
    """The same with its day, to which something is put off or by which it is due."""
    if due.due is None:
        return f"{effect}."
    if due.do == "extend":
        return say("{effect}, to {day}.", effect=effect, day=day(due.due))
    return say("{effect}, by {day}.", effect=effect, day=day(due.due))


def recheck(decision: Decision, packed: bool = False) -> str:
    """What to type to check the decision, of ballots in files or of packed ones."""
    words = say("The decision is {file}; count its ballots again with:", file=code(decision.path))
    if packed:
        again = f"folkmoot tally {decision.head.of} --engine duckdb --ballots DIR --shards DIR"
        return f"{words}\n\n{commands(again, f'sha256sum {decision.path}')}"
    return f"{words}\n\n{commands(f'folkmoot tally {decision.head.of}', f'sha256sum {decision.path}')}"
