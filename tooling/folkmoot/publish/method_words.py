"""How each method makes a decision, in plain sentences made from the rule: what voters write, and what is adopted or elected."""

from collections.abc import Iterator

from folkmoot.publish.words import counted, listed, spoken
from folkmoot.records.decision_rule import DecisionRule
from folkmoot.records.speech import number, phrase, phrase_of, say, say_of

_MORE = {
    "cast": phrase("more than {threshold} of the votes cast for or against"),
    "present": phrase("more than {threshold} of all who vote, abstentions included"),
    "eligible": phrase("more than {threshold} of everybody entitled to vote"),
    "seats": phrase("more than {threshold} of all seats, filled or not"),
    "": phrase("more than {threshold}"),
}
_LEAST = {
    "cast": phrase("at least {threshold} of the votes cast for or against"),
    "present": phrase("at least {threshold} of all who vote, abstentions included"),
    "eligible": phrase("at least {threshold} of everybody entitled to vote"),
    "seats": phrase("at least {threshold} of all seats, filled or not"),
    "": phrase("at least {threshold}"),
}
_RUNGS = {
    "prior-rounds": phrase("who was ahead in the latest earlier round"),
    "margins": phrase("pairs by their margins"),
    "copeland": phrase("pairs won less pairs lost"),
    "most-first-preferences": phrase("first preferences"),
    "most-approvals": phrase("how many name it at all"),
    "lot": phrase("a published lot"),
}
_QUOTAS = {
    "droop": phrase("An option needs the whole number above votes / (seats + 1)."),
    "droop-exact": phrase("An option needs more than votes / (seats + 1), exactly."),
}
_TRANSFERS = {
    "scottish": phrase_of(
        "Voters rank the options; {count} option is elected in proportion (single transferable vote, by the Scottish rules of 2007).",
        "Voters rank the options; {count} options are elected in proportion (single transferable vote, by the Scottish rules of 2007).",
    ),
    "meek": phrase_of(
        "Voters rank the options; {count} option is elected in proportion (single transferable vote, by Meek's method).",
        "Voters rank the options; {count} options are elected in proportion (single transferable vote, by Meek's method).",
    ),
}
SETTLED_ELSEWHERE = ("lazy", "consent", "verdict", "lot")
"""Methods that have no quorum and no ties of their own."""


def method_sentences(rule: DecisionRule) -> Iterator[str]:
    """Say what voters do and when something is adopted or elected."""
    match rule.method:
        case "majority":
            yield from _majority(rule)
        case "schulze":
            yield from _ranking(rule)
        case "lazy":
            yield from _silence(rule)
        case "consent":
            yield from _consent(rule)
        case "slate" | "verdict" | "advice":
            yield from _questions(rule)
        case "approval" | "score" | "star":
            yield from _marks(rule)
        case "irv" | "stv":
            yield from _transfers(rule)
        case "lot":
            yield say_of(
                rule.winners or 1,
                "Nobody votes: {count} option is drawn by a published lot among the options.",
                "Nobody votes: {count} options are drawn by a published lot among the options.",
            )


def _majority(rule: DecisionRule) -> Iterator[str]:
    if rule.threshold is not None:
        yield say("It adopts when {share} are in favour.", share=_share(rule))
    yield from _classes(rule)


def _classes(rule: DecisionRule) -> Iterator[str]:
    if rule.per_class is not None:
        yield say("Each class of members, by their {column}, must adopt it by itself.", column=spoken(rule.per_class))
    if rule.class_cap is not None:
        yield say("No class of members weighs more than {share} of the votes; its votes are scaled down to that.", share=rule.class_cap)


def _share(rule: DecisionRule) -> str:
    shares = _MORE if rule.strict else _LEAST
    return say(shares.get(rule.base or "", shares[""]), threshold=rule.threshold)


def _ranking(rule: DecisionRule) -> Iterator[str]:
    yield say("Voters rank the options; the option that beats every other one in pairs wins (Schulze).")
    if rule.winners is not None and rule.winners > 1:
        yield say("The first {options} in that order are elected.", options=counted(rule.winners, "option"))
    if rule.default_option:
        yield say("The default option is '{option}': an option that does not beat it falls.", option=rule.default_option)


def _silence(rule: DecisionRule) -> Iterator[str]:
    if rule.min_for:
        votes = counted(rule.min_for, "vote")
        yield say(
            "Silence agrees: it is adopted when the window passes without an objection or a vote against and at least {votes} for it.",
            votes=votes,
        )
    else:
        yield say("Silence agrees: it is adopted when the window passes without an objection or a vote against.")
    yield say(
        "The {body} may object, with a reason and the clause or aim it is about; if somebody does, the rule '{rule}' decides.",
        body=spoken(rule.objectors or ""),
        rule=spoken(rule.fallback or ""),
    )


def _consent(rule: DecisionRule) -> Iterator[str]:
    yield say("It is adopted when no objection stands.")
    yield say("The {body} may object, with a reason and the clause or aim it is about.", body=spoken(rule.objectors or ""))
    yield say("Whoever raised an objection can say that it is met.")
    if rule.overrule is not None:
        yield say("An objection falls when at least {share} of the voters say that it is not paramount.", share=rule.overrule)
    yield say(
        "While objections stand the text goes back, for {rounds} in all; after the last one the rule '{rule}' decides.",
        rounds=counted(rule.rounds or 0, "round"),
        rule=spoken(rule.fallback or ""),
    )


def _questions(rule: DecisionRule) -> Iterator[str]:
    match rule.method:
        case "slate":
            yield say("Voters confirm the persons nominated, all at once or one by one.")
            yield say("A person is confirmed when {share} are in favour.", share=_share(rule))
            yield say("With the same majority for '{option}' the nomination goes back and nobody is confirmed.", option=rule.reopen)
        case "verdict":
            yield say("Each finding is voted on by itself, by the rule '{rule}'.", rule=spoken(rule.finding or ""))
            remedy = spoken(rule.remedy or "")
            yield say("Then each remedy, by the rule '{rule}'; remedies count only if a finding is adopted.", rule=remedy)
        case "advice":
            share = _share(rule)
            yield say("It is advice: given when {share} are in favour, it binds nobody, and obliges a reply with reasons.", share=share)
            yield from _classes(rule)


def _marks(rule: DecisionRule) -> Iterator[str]:
    if rule.method == "approval":
        yield _approval(rule)
    else:
        most = rule.highest
        if rule.unscored == "zero":
            yield say("Voters give each option a score from 0 to {most}; an option without a score gets 0.", most=most)
        else:
            yield say(
                "Voters give each option a score from 0 to {most}; an option without a score gets nothing, and averages are compared.",
                most=most,
            )
        if rule.method == "star":
            yield say("Of the two with the best scores, the one that more voters score higher is elected (STAR).")
        else:
            yield say_of(
                rule.winners or 1,
                "{count} option is elected, those with the best scores.",
                "{count} options are elected, those with the best scores.",
            )
    if rule.min_share is not None:
        yield say("An option needs {share} of the ballots at least.", share=rule.min_share)
    yield from _default(rule)
    yield from _ladder(rule)


def _approval(rule: DecisionRule) -> str:
    winners = rule.winners or 1
    if rule.max_approvals:
        return say_of(
            winners,
            "Voters approve up to {most} options; {count} option is elected, those with the most approvals.",
            "Voters approve up to {most} options; {count} options are elected, those with the most approvals.",
            most=number(rule.max_approvals),
        )
    return say_of(
        winners,
        "Voters approve as many options as they like; {count} option is elected, those with the most approvals.",
        "Voters approve as many options as they like; {count} options are elected, those with the most approvals.",
    )


def _transfers(rule: DecisionRule) -> Iterator[str]:
    if rule.method == "irv":
        yield from _runoff(rule)
    else:
        yield say_of(rule.winners or 1, *_TRANSFERS[rule.transfer or ""])
        yield say(_QUOTAS[rule.quota or ""])
    match rule.overvote == "exhaust", rule.skipped == "exhaust":
        case True, True:
            yield say("With two options on one rank a ballot ends there; at an empty rank it ends there.")
        case True, False:
            yield say("With two options on one rank a ballot ends there; at an empty rank it goes on to the next rank.")
        case False, True:
            yield say("With two options on one rank a ballot passes over them; at an empty rank it ends there.")
        case _:
            yield say("With two options on one rank a ballot passes over them; at an empty rank it goes on to the next rank.")
    yield from _default(rule)
    yield from _ladder(rule)


def _runoff(rule: DecisionRule) -> Iterator[str]:
    yield say("Voters rank the options; the last ones drop out, and their ballots pass on, until one has more than half (instant runoff).")
    if rule.elimination == "batch":
        yield say("The last ones drop out together when none of them could catch up.")
    else:
        yield say("One drops out at a time.")
    if rule.exhausted == "in-base":
        yield say("Ballots that name nobody any more stay in the base of the majority.")
    else:
        yield say("Ballots that name nobody any more leave the base of the majority.")


def _default(rule: DecisionRule) -> Iterator[str]:
    if rule.default_option:
        yield say("The default option is '{option}': an option that does not beat it is not elected.", option=rule.default_option)


def _ladder(rule: DecisionRule) -> Iterator[str]:
    steps = [say(_RUNGS[rung]) for rung in rule.ladder or () if rung != "lot"]
    if steps:
        yield say("A tie is first settled by {steps}.", steps=listed(steps, "then"))
