"""How each method makes a decision, in plain sentences made from the rule: what voters write, and what is adopted or elected."""

from collections.abc import Iterator

from folkmoot.publish.words import counted, listed, spoken
from folkmoot.records.decision_rule import DecisionRule

_BASES = {
    "cast": "of the votes cast for or against",
    "present": "of all who vote, abstentions included",
    "eligible": "of everybody entitled to vote",
    "seats": "of all seats, filled or not",
}
_RUNGS = {
    "prior-rounds": "who was ahead in the latest earlier round",
    "margins": "pairs by their margins",
    "copeland": "pairs won less pairs lost",
    "most-first-preferences": "first preferences",
    "most-approvals": "how many name it at all",
    "lot": "a published lot",
}
_QUOTAS = {"droop": "the whole number above votes / (seats + 1)", "droop-exact": "more than votes / (seats + 1), exactly"}
_TRANSFERS = {"scottish": "the Scottish rules of 2007", "meek": "Meek's method"}
SETTLED_ELSEWHERE = ("lazy", "consent", "verdict", "lot")
"""Methods that have no quorum and no ties of their own."""


def method_sentences(rule: DecisionRule) -> Iterator[str]:
    """Say what voters do and when something is adopted or elected."""
    match rule.method:
        case "majority":
            yield from _majority(rule)
        case "schulze":
            yield from _ranking(rule)
        case "lazy" | "consent":
            yield from _objections(rule)
        case "slate" | "verdict" | "advice":
            yield from _questions(rule)
        case "approval" | "score" | "star":
            yield from _marks(rule)
        case "irv" | "stv":
            yield from _transfers(rule)
        case "lot":
            yield f"Nobody votes: {_elected(rule)} drawn by a published lot among the options."


def _majority(rule: DecisionRule) -> Iterator[str]:
    if rule.threshold is not None:
        yield f"It adopts when {_share(rule)} are in favour.".replace("  ", " ")
    if rule.per_class is not None:
        yield f"Each class of members, by their {spoken(rule.per_class)}, must adopt it by itself."
    if rule.class_cap is not None:
        yield f"No class of members weighs more than {rule.class_cap} of the votes; its votes are scaled down to that."


def _share(rule: DecisionRule) -> str:
    return f"{'more than' if rule.strict else 'at least'} {rule.threshold} {_BASES.get(rule.base or '', '')}"


def _ranking(rule: DecisionRule) -> Iterator[str]:
    yield "Voters rank the options; the option that beats every other one in pairs wins (Schulze)."
    if rule.winners is not None and rule.winners > 1:
        yield f"The first {counted(rule.winners, 'option')} in that order are elected."
    if rule.default_option:
        yield f"The default option is '{rule.default_option}': an option that does not beat it falls."


def _objections(rule: DecisionRule) -> Iterator[str]:
    fallback = f"the rule '{spoken(rule.fallback or '')}' decides"
    who = spoken(rule.objectors or "")
    if rule.method == "lazy":
        least = f" and at least {counted(rule.min_for or 0, 'vote')} for it" if rule.min_for else ""
        yield f"Silence agrees: it is adopted when the window passes without an objection or a vote against{least}."
        yield f"The {who} may object, with a reason and the clause or aim it is about; if somebody does, {fallback}."
        return
    yield "It is adopted when no objection stands."
    yield f"The {who} may object, with a reason and the clause or aim it is about."
    yield "Whoever raised an objection can say that it is met."
    if rule.overrule is not None:
        yield f"An objection falls when at least {rule.overrule} of the voters say that it is not paramount."
    yield f"While objections stand the text goes back, for {counted(rule.rounds or 0, 'round')} in all; after the last one {fallback}."


def _questions(rule: DecisionRule) -> Iterator[str]:
    match rule.method:
        case "slate":
            yield "Voters confirm the persons nominated, all at once or one by one."
            yield f"A person is confirmed when {_share(rule)} are in favour."
            yield f"With the same majority for '{rule.reopen}' the nomination goes back and nobody is confirmed."
        case "verdict":
            yield f"Each finding is voted on by itself, by the rule '{spoken(rule.finding or '')}'."
            yield f"Then each remedy, by the rule '{spoken(rule.remedy or '')}'; remedies count only if a finding is adopted."
        case "advice":
            yield f"It is advice: given when {_share(rule)} are in favour, it binds nobody, and obliges a reply with reasons."
            yield from list(_majority(rule))[1:]


def _marks(rule: DecisionRule) -> Iterator[str]:
    if rule.method == "approval":
        most = f" up to {rule.max_approvals:,} options" if rule.max_approvals else " as many options as they like"
        yield f"Voters approve{most}; {_elected(rule)} elected, those with the most approvals."
    else:
        blank = "0" if rule.unscored == "zero" else "nothing, and averages are compared"
        yield f"Voters give each option a score from 0 to {rule.highest}; an option without a score gets {blank}."
        if rule.method == "star":
            yield "Of the two with the best scores, the one that more voters score higher is elected (STAR)."
        else:
            yield f"{_elected(rule).capitalize()} elected, those with the best scores."
    if rule.min_share is not None:
        yield f"An option needs {rule.min_share} of the ballots at least."
    yield from _default(rule)
    yield from _ladder(rule)


def _transfers(rule: DecisionRule) -> Iterator[str]:
    if rule.method == "irv":
        yield "Voters rank the options; the last ones drop out, and their ballots pass on, until one has more than half (instant runoff)."
        batch = "The last ones drop out together when none of them could catch up."
        yield batch if rule.elimination == "batch" else "One drops out at a time."
        base = "stay in the base of the majority" if rule.exhausted == "in-base" else "leave the base of the majority"
        yield f"Ballots that name nobody any more {base}."
    else:
        how = _TRANSFERS[rule.transfer or ""]
        yield f"Voters rank the options; {_elected(rule)} elected in proportion (single transferable vote, by {how})."
        yield f"An option needs {_QUOTAS[rule.quota or '']}."
    over = "ends there" if rule.overvote == "exhaust" else "passes over them"
    skipped = "ends there" if rule.skipped == "exhaust" else "goes on to the next rank"
    yield f"With two options on one rank a ballot {over}; at an empty rank it {skipped}."
    yield from _default(rule)
    yield from _ladder(rule)


def _elected(rule: DecisionRule) -> str:
    winners = rule.winners or 1
    return f"{counted(winners, 'option')} {'is' if winners == 1 else 'are'}"


def _default(rule: DecisionRule) -> Iterator[str]:
    if rule.default_option:
        yield f"The default option is '{rule.default_option}': an option that does not beat it is not elected."


def _ladder(rule: DecisionRule) -> Iterator[str]:
    steps = [_RUNGS[rung] for rung in rule.ladder or () if rung != "lot"]
    if steps:
        yield f"A tie is first settled by {listed(steps, 'then')}."
