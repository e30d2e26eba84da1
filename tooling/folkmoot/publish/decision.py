"""The decision of a matter on its page: what came out, the numbers, what they had to reach, why, and what follows."""

from collections.abc import Iterator

from folkmoot.publish.atlas import Atlas, jury_page, roster_page
from folkmoot.publish.bar import bar
from folkmoot.publish.markup import badge, code, commands, html, inline, table
from folkmoot.publish.rule_words import decision_sentences
from folkmoot.publish.tally import after, disclosure_of, picture, protection
from folkmoot.publish.words import begun, day, instant, listed, spoken
from folkmoot.records.archive import Decision
from folkmoot.records.decision_rule import DecisionRule
from folkmoot.records.deliberation import ItemsTally
from folkmoot.records.election import ElectionTally
from folkmoot.records.error import FolkmootError
from folkmoot.records.heads import Effect
from folkmoot.records.tally import MajorityCount, MajorityTally, RankedTally
from folkmoot.rulebook.book import RuleBook
from folkmoot.tally.decision import Recount
from folkmoot.tally.majority import count_majority
from folkmoot.tally.privacy import Shown
from folkmoot.tally.rule import majority_rule

OUTCOMES = {"adopted": "adopted", "rejected": "rejected", "no-quorum": "no quorum"}
_DOES = {
    "oblige": "owes", "seat": "seats", "unseat": "unseats", "create-body": "creates", "dissolve": "dissolves",
    "remedy": "makes good", "advance-phase": "moves on to", "pass-gate": "passes the gate", "fail-gate": "fails the gate",
    "extend": "puts off", "roll-back": "rolls back",
}  # fmt: skip
_KIND = {
    "open": "open", "attested": "attested by a clerk", "counted": "counted in the room by tellers",
    "belenios": "secret, counted by an external system",
}  # fmt: skip


def decision_section(atlas: Atlas, here: str, decision: Decision, book: RuleBook) -> str:
    """The whole section, from the outcome to the effects."""
    head = decision.head
    rule = book.decisions.get(head.rule)
    found = atlas.recounts.get(head.of)
    bare = found is not None and disclosure_of(found).shown is Shown.RESULT
    tally = tally_of(decision, rule)
    parts = [
        "## The decision",
        f"{badge(head.outcome, begun(OUTCOMES[head.outcome]))} {inline(head.summary)}",
        "" if bare else _picture(found, tally),
        _steps(tally) if not decision.body.strip() else "",
        _numbers(atlas, here, decision, rule, counts=() if bare or _pictured(found) else tuple(head.counts.items())),
        _reasons(atlas, here, head.reasons),
        "" if bare else atlas.prose(here, decision, "decision"),
        after(found) if found else protection(head.ballots.kind),
        _effects(head.effects),
    ]
    return "\n\n".join(part for part in parts if part)


def _picture(found: Recount | None, tally: MajorityTally | None) -> str:
    """The count of the ballots; where they are not here, the numbers of the decision as a bar."""
    if found is not None:
        return picture(found.tally)
    return bar(tally) if tally else ""


def _reasons(atlas: Atlas, here: str, reasons: str | None) -> str:
    """The reasons in words, or the report that gives them."""
    if not reasons:
        return ""
    there = atlas.records.get(reasons)
    words = f"They stand in {atlas.link(here, there, atlas.titles.get(reasons, reasons))}." if there else inline(reasons)
    return f"### Reasons\n\n{words}"


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
    steps = "\n".join(f"1. {inline(step)}" for step in tally.steps)
    return f"How the numbers lead to the outcome:\n\n{steps}"


def _pictured(found: Recount | None) -> bool:
    """Whether the picture shows every number already."""
    return found is not None and isinstance(found.tally, ElectionTally | RankedTally | ItemsTally)


def _numbers(
    atlas: Atlas, here: str, decision: Decision, rule: DecisionRule | None, counts: tuple[tuple[str, int], ...]
) -> str:
    """The facts of the vote, and the numbers that no picture shows."""
    head, zone = decision.head, atlas.course.zone
    there = (jury_page if head.electorate.kind == "jury" else roster_page)(head.electorate.id)
    rows = [(html(name), f"{count:,}") for name, count in counts]
    discarded = f", {head.ballots.discarded:,} did not count" if head.ballots.discarded else ", none was discarded"
    facts = [
        ("Decided by", html(spoken(head.by))),
        ("Entitled to vote", f"{head.electorate.count:,}: {head.electorate.kind} {atlas.tie(here, there, head.electorate.id)}"),
        ("Vote open", f"{html(instant(head.opened, zone))} to {html(instant(head.closed, zone))}"),
        ("Ballots", f"{head.ballots.counted:,} counted{discarded}. They were {_KIND[head.ballots.kind]}."),
        ("Rule", f"{html(spoken(head.rule))}: {html(' '.join(decision_sentences(rule)))}" if rule else html(head.rule)),
    ]
    facts += [("Threshold", html(head.threshold))] if head.threshold else []
    facts += [("Quorum", html(head.quorum))] if head.quorum else []
    facts += [("Winner", html(head.winner))] if head.winner else []
    facts += [("Elected", html(listed(head.winners)))] if head.winners else []
    facts += [("Review due", html(day(head.review_by)))] if head.review_by else []
    return f"{table(('Choice', 'Votes'), rows, 'What was counted')}\n\n{table((), facts, 'How it was decided')}".strip()


def _effects(effects: tuple[Effect, ...]) -> str:
    lines = list(effect_lines(effects))
    return "### What follows\n\n" + "\n".join(f"- {line}" for line in lines) if lines else ""


def effect_lines(effects: tuple[Effect, ...]) -> Iterator[str]:
    """Each effect as a line of Markdown."""
    for effect in effects:
        who = f"{spoken(effect.owner)} {_DOES[effect.do]}" if effect.owner else _DOES[effect.do]
        due = f", {'to' if effect.do == 'extend' else 'by'} {day(effect.due)}" if effect.due else ""
        yield inline(f"{begun(who)}: {effect.what.rstrip('.')}{due}.")


def recheck(decision: Decision) -> str:
    """What to type to check the decision."""
    words = f"The decision is {code(decision.path)}; count its ballots again with:"
    return f"{words}\n\n{commands(f'folkmoot tally {decision.head.of}', f'sha256sum {decision.path}')}"
