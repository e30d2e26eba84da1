"""A vote for or against, by whatever the rule asks of classes: one majority, one in every class, or one with a cap on classes."""

from collections.abc import Mapping

from folkmoot.records.decision_rule import DecisionRule
from folkmoot.records.deliberation import WordTally
from folkmoot.records.tally import MajorityCount
from folkmoot.tally.by_class import count_by_class
from folkmoot.tally.circumstances import Circumstances, Profile, votes_of
from folkmoot.tally.class_cap import count_capped
from folkmoot.tally.majority import count_majority
from folkmoot.tally.rule import majority_rule


def count_words(name: str, rule: DecisionRule, profile: Profile, circumstances: Circumstances) -> WordTally:
    """Count words for and against under the rule.

    Raises FolkmootError for a rule that leaves something open, ValueError for numbers that cannot be.
    """
    exact = majority_rule(name, rule)
    if rule.per_class is not None:
        return count_by_class(_by_class(circumstances), exact)
    if circumstances.caps:
        return count_capped(_by_class(circumstances), circumstances.caps, exact)
    return count_majority(votes_of(profile, circumstances.eligible, circumstances.seats), exact)


def _by_class(circumstances: Circumstances) -> Mapping[str, MajorityCount]:
    if circumstances.totals is not None:
        raise ValueError("tellers counted one total, and the rule looks at each class of members")
    return {each.name: votes_of(each.profile, each.eligible, None) for each in circumstances.classes}
