"""The table of methods: what a ballot holds, what the rule must say, and which count it is."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from folkmoot.records.ballot import CONSENT_OBJECT_ABSTAIN, FOR_AGAINST_ABSTAIN, ChoiceKind, Choices
from folkmoot.records.decision_rule import DecisionRule
from folkmoot.records.deliberation import AnyTally
from folkmoot.records.tally import MajorityTally, Outcome, RankedCount
from folkmoot.rulebook.book import RuleBook
from folkmoot.tally import elections
from folkmoot.tally.circumstances import Circumstances, Profile, rankings
from folkmoot.tally.consent import count_consent
from folkmoot.tally.for_against import count_words
from folkmoot.tally.lazy import count_lazy
from folkmoot.tally.lot_method import count_lot
from folkmoot.tally.rule import NEEDED, ranked_rule
from folkmoot.tally.schulze import count_pairs, count_schulze
from folkmoot.tally.settle import settle
from folkmoot.tally.slate import count_slate
from folkmoot.tally.verdict import count_verdict

Counting = Callable[[str, DecisionRule, RuleBook, Profile, Circumstances], AnyTally]
"""From the rule's name, the rule, the rule book, the ballots and the circumstances to what it comes to.

Raises FolkmootError for a rule that leaves something open, ValueError for numbers that cannot be.
"""


@dataclass(frozen=True, slots=True)
class Method:
    """One way of making a decision."""

    choices: ChoiceKind | None
    """What a ballot holds; None where there are no ballots."""
    needs: tuple[str, ...]
    """The parameters that the rule must write."""
    count: Counting
    may_be_empty: bool = False
    """Whether no ballot at all is an answer too."""


def _majority(name: str, rule: DecisionRule, book: RuleBook, profile: Profile, circumstances: Circumstances) -> AnyTally:
    return count_words(name, rule, profile, circumstances)


def _advice(name: str, rule: DecisionRule, book: RuleBook, profile: Profile, circumstances: Circumstances) -> AnyTally:
    tally = count_words(name, rule, profile, circumstances)
    given = {Outcome.ADOPTED: "The advice is given", Outcome.REJECTED: "The advice is not given"}.get(tally.outcome)
    if not isinstance(tally, MajorityTally) or given is None:
        return tally
    return replace(tally, steps=(*tally.steps, f"{given}. It binds nobody; whoever is asked owes a reply with reasons."))


def _schulze(name: str, rule: DecisionRule, book: RuleBook, profile: Profile, circumstances: Circumstances) -> AnyTally:
    exact = ranked_rule(name, rule, circumstances.ratios)
    if circumstances.pairs is not None:
        count = RankedCount(circumstances.eligible, circumstances.seats, circumstances.options, {})
        found = count_pairs(count, circumstances.pairs, exact)
    else:
        found = count_schulze(rankings(profile, circumstances), exact)
    return settle(found, exact, rule.winners or 1, circumstances.lot)


def _slate(name: str, rule: DecisionRule, book: RuleBook, profile: Profile, circumstances: Circumstances) -> AnyTally:
    return count_slate(name, rule, profile, circumstances)


def _lot(name: str, rule: DecisionRule, book: RuleBook, profile: Profile, circumstances: Circumstances) -> AnyTally:
    return count_lot(name, rule, circumstances)


METHODS: Mapping[str, Method] = {
    "majority": Method(ChoiceKind.VOTE, NEEDED["majority"], _majority),
    "schulze": Method(ChoiceKind.RANKING, NEEDED["schulze"], _schulze),
    "lazy": Method(ChoiceKind.VOTE, NEEDED["lazy"], count_lazy, may_be_empty=True),
    "consent": Method(ChoiceKind.CONSENT, NEEDED["consent"], count_consent, may_be_empty=True),
    "approval": Method(ChoiceKind.APPROVAL, NEEDED["approval"], elections.approval),
    "score": Method(ChoiceKind.SCORES, NEEDED["score"], elections.score),
    "star": Method(ChoiceKind.SCORES, NEEDED["star"], elections.star),
    "irv": Method(ChoiceKind.RANKING, NEEDED["irv"], elections.irv),
    "stv": Method(ChoiceKind.RANKING, NEEDED["stv"], elections.stv),
    "slate": Method(ChoiceKind.ITEMS, NEEDED["slate"], _slate),
    "verdict": Method(ChoiceKind.ITEMS, NEEDED["verdict"], count_verdict),
    "advice": Method(ChoiceKind.VOTE, NEEDED["advice"], _advice),
    "lot": Method(None, NEEDED["lot"], _lot, may_be_empty=True),
}
"""Every method that a decision rule can name."""


def options_of(rule: DecisionRule, offered: tuple[str, ...]) -> tuple[str, ...]:
    """What stands on the ballot: the proposal's options, then those that the rule adds."""
    added = (option for option in (rule.default_option, rule.reopen) if option)
    return tuple(dict.fromkeys((*offered, *added)))


def choices_of(rule: DecisionRule, offered: tuple[str, ...]) -> Choices:
    """What may stand on a ballot under the rule, when the proposal offers these options."""
    match METHODS[rule.method].choices:
        case ChoiceKind.CONSENT:
            return CONSENT_OBJECT_ABSTAIN
        case ChoiceKind.VOTE:
            return FOR_AGAINST_ABSTAIN
        case None:
            return Choices((), ChoiceKind.APPROVAL)
        case kind:
            return Choices(options_of(rule, offered), kind, rule.highest, rule.max_approvals, rule.method == "slate")
