"""Consent: adopted when no objection stands; after the last round, or where objections stand, as the rule says.

Objections are acts in the log, with a reason and a clause or an aim each; a ballot that only says `object` blocks nothing.
"""

from folkmoot.records.decision_rule import DecisionRule
from folkmoot.records.deliberation import ConsentTally, Objection, ObjectionState
from folkmoot.records.tally import Outcome
from folkmoot.rulebook.book import RuleBook
from folkmoot.rulebook.objections import standing
from folkmoot.tally.circumstances import Circumstances, Profile, votes_of
from folkmoot.tally.fallback import majority_named
from folkmoot.tally.for_against import count_words
from folkmoot.tally.rule import complete
from folkmoot.tally.words import counted, number


def count_consent(name: str, rule: DecisionRule, book: RuleBook, profile: Profile, circumstances: Circumstances) -> ConsentTally:
    """Judge the ledger of objections; with objections standing, a round before the last decides nothing, and the last falls back.

    FolkmootError when the rule or its fall-back leaves something open, ValueError for numbers that cannot be.
    """
    complete(name, rule)
    rounds = rule.rounds or 1
    count = votes_of(profile, circumstances.eligible, circumstances.seats)
    steps = [
        f"Ballots: {number(count.for_)} consent, {number(count.against)} object, {number(count.abstain)} abstained.",
        *told(circumstances.objections),
    ]
    blocking = len(tuple(standing(circumstances.objections)))
    if not blocking:
        steps += ["No objection stands, so the proposal has consent.", f"Outcome: {Outcome.ADOPTED}."]
        return ConsentTally("consent", Outcome.ADOPTED, count, circumstances.objections, circumstances.round, None, tuple(steps))
    stands = f"{counted(blocking, 'objection')} {'stands' if blocking == 1 else 'stand'} in round {circumstances.round} of {rounds}"
    if circumstances.round < rounds:
        steps.append(f"{stands}, so nothing is decided: the text goes back and is put again.")
        return ConsentTally("consent", None, count, circumstances.objections, circumstances.round, None, tuple(steps))
    other, fallback = majority_named(name, "fallback", rule.fallback, book)
    tally = count_words(other, fallback, profile, circumstances)
    steps += [f"{stands}, so the rule '{other}' decides: consent counts as for, an objection as against.", *tally.steps]
    return ConsentTally("consent", tally.outcome, count, circumstances.objections, circumstances.round, tally, tuple(steps))


def told(ledger: tuple[Objection, ...]) -> tuple[str, ...]:
    """Each objection in a sentence: who, against what, and what became of it."""
    return tuple(_told(each) for each in ledger)


def _told(each: Objection) -> str:
    name = f"Objection {each.number}, by {each.by}, against {each.against}"
    said = counted(len(each.overruled_by), "voter")
    match each.state:
        case ObjectionState.RESOLVED:
            return f"{name}: resolved; whoever raised it says so."
        case ObjectionState.OVERRULED:
            return f"{name}: overruled; {said} say that it is not paramount."
        case ObjectionState.STANDING if each.overruled_by:
            verb = "says" if len(each.overruled_by) == 1 else "say"
            return f"{name}: stands; {said} {verb} that it is not paramount, which is too few."
        case ObjectionState.STANDING:
            return f"{name}: stands."
