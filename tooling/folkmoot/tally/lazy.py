"""Lazy consensus: silence agrees. Adopted when the window passes without an objection and with as many in favour as the rule asks for."""

from folkmoot.records.decision_rule import DecisionRule
from folkmoot.records.deliberation import ConsentTally
from folkmoot.records.tally import Outcome
from folkmoot.rulebook.book import RuleBook
from folkmoot.rulebook.objections import standing
from folkmoot.tally.circumstances import Circumstances, Profile, votes_of
from folkmoot.tally.consent import told
from folkmoot.tally.fallback import majority_named
from folkmoot.tally.for_against import count_words
from folkmoot.tally.rule import complete
from folkmoot.tally.words import counted, number


def count_lazy(name: str, rule: DecisionRule, book: RuleBook, profile: Profile, circumstances: Circumstances) -> ConsentTally:
    """Judge a window of lazy consensus: a vote against ends it as an objection does, and then the fall-back rule decides.

    FolkmootError when the rule or its fall-back leaves something open, ValueError for numbers that cannot be.
    """
    complete(name, rule)
    least = rule.min_for or 0
    count = votes_of(profile, circumstances.eligible, circumstances.seats)
    steps = [
        f"Votes: {number(count.for_)} for, {number(count.against)} against, {number(count.abstain)} abstained; silence agrees.",
        *told(circumstances.objections),
    ]
    why = []
    if blocking := len(tuple(standing(circumstances.objections))):
        why.append(f"{counted(blocking, 'objection')} {'stands' if blocking == 1 else 'stand'}")
    if count.against:
        why.append(f"{counted(count.against, 'vote')} {'is' if count.against == 1 else 'are'} against")
    if count.for_ < least:
        why.append(f"{number(count.for_)} of the {number(least)} needed are for")
    if not why:
        steps += [
            f"Nobody is against, and {number(count.for_)} are for, needed {number(least)}: lazy consensus.", f"Outcome: {Outcome.ADOPTED}."
        ]
        return ConsentTally("lazy", Outcome.ADOPTED, count, circumstances.objections, circumstances.round, None, tuple(steps))
    other, fallback = majority_named(name, "fallback", rule.fallback, book)
    tally = count_words(other, fallback, profile, circumstances)
    steps += [f"There is no lazy consensus, as {' and '.join(why)}; the rule '{other}' decides.", *tally.steps]
    return ConsentTally("lazy", tally.outcome, count, circumstances.objections, circumstances.round, tally, tuple(steps))
