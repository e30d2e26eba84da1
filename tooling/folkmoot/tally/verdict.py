"""A verdict: findings first, each by itself; then remedies, which count only if a finding is adopted."""

from dataclasses import replace
from fractions import Fraction

from folkmoot.records.decision_rule import DecisionRule
from folkmoot.records.deliberation import ItemsTally, ItemTally
from folkmoot.records.tally import MajorityRule, Outcome
from folkmoot.rulebook.book import RuleBook
from folkmoot.tally.circumstances import Circumstances, Profile
from folkmoot.tally.fallback import majority_named
from folkmoot.tally.items import ballots_in, count_items
from folkmoot.tally.majority import count_majority
from folkmoot.tally.rule import complete, majority_rule
from folkmoot.tally.words import counted, listed

FINDING, REMEDY = "finding-", "remedy-"
"""How the ids of a verdict's options begin."""


def count_verdict(name: str, rule: DecisionRule, book: RuleBook, profile: Profile, circumstances: Circumstances) -> ItemsTally:
    """Count every finding and every remedy by its own rule, in the order of the proposal.

    A remedy for which the charter asks a larger share than the rule for remedies needs that share of the same votes; one that
    follows some findings only stands with one of those.
    The verdict is adopted when at least one finding is. Without one no remedy stands, whatever its votes. FolkmootError when a rule is
    missing or leaves something open, ValueError for numbers that cannot be and for an option that is neither.
    """
    complete(name, rule)
    findings = tuple(option for option in circumstances.options if option.startswith(FINDING))
    remedies = tuple(option for option in circumstances.options if option.startswith(REMEDY))
    if not findings or len(findings) + len(remedies) != len(circumstances.options):
        raise ValueError(f"a verdict has options '{FINDING}...', at least one, and '{REMEDY}...', and no others")
    counts = count_items(profile, (*findings, *remedies), circumstances)
    items: list[ItemTally] = []
    for field, other, options in (("finding", rule.finding, findings), ("remedy", rule.remedy, remedies)):
        exact = majority_rule(*majority_named(name, field, other, book))
        found = frozenset(each.item for each in items if each.stands)
        for option in options:
            stand = field == "finding" or bool(found & circumstances.grounds.get(option, found))
            tally = count_majority(counts[option], _raised(exact, circumstances.shares.get(option)))
            items.append(ItemTally(option, tally, stand and tally.outcome is Outcome.ADOPTED))
    return _verdict(findings, tuple(items), ballots_in(profile, circumstances))


def _raised(rule: MajorityRule, share: Fraction | None) -> MajorityRule:
    """The rule with a larger share, which is enough when it is reached; a smaller one changes nothing."""
    return rule if share is None or share <= rule.threshold else replace(rule, threshold=share, strict=False)


def _verdict(findings: tuple[str, ...], items: tuple[ItemTally, ...], ballots: int) -> ItemsTally:
    winners = tuple(each.item for each in items if each.stands)
    found = tuple(item for item in winners if item in findings)
    remedies = tuple(item for item in winners if item not in findings)
    steps = [f"Ballots: {counted(ballots, 'ballot')} on {counted(len(items), 'item')}."]
    steps += [f"{each.item}: {step}" for each in items if each.item in findings for step in each.tally.steps]
    steps.append(f"Findings adopted: {listed(found)}.")
    if not found:
        steps.append("Without a finding no remedy counts.")
    else:
        steps += [f"{each.item}: {step}" for each in items if each.item not in findings for step in each.tally.steps]
        groundless = [each.item for each in items if each.tally.outcome is Outcome.ADOPTED and not each.stands]
        steps += [f"{item} has the votes, and no finding that it can follow was adopted." for item in groundless]
        steps.append(f"Remedies adopted: {listed(remedies)}.")
    starved = all(each.tally.outcome is Outcome.NO_QUORUM for each in items if each.item in findings)
    outcome = Outcome.ADOPTED if found else Outcome.NO_QUORUM if starved else Outcome.REJECTED
    return ItemsTally("verdict", outcome, ballots, items, winners, (*steps, f"Outcome: {outcome}."))
