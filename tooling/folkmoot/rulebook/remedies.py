"""What verdicts may order: which remedies the charter knows, after which findings, and by how many votes."""

from fractions import Fraction

from folkmoot.records.case import VIOLATED
from folkmoot.records.heads import Option
from folkmoot.records.rules import RemedyRule
from folkmoot.rulebook.book import RuleBook

EXCLUSION = Fraction(2, 3)
"""The least share of the votes by which anybody is excluded, whatever a charter says."""


def grounds(finding: Option, rule: RemedyRule) -> bool:
    """Whether a remedy may follow an option: a finding of the sort its rule names, or any finding where it names none.

    A finding that does not say what it holds says that the clause was not kept.
    """
    if finding.clause is None:
        return False
    said = {finding.holds} if finding.holds else VIOLATED
    return not rule.after or bool(said & set(rule.after))


def needed(remedy: str, rule: str, book: RuleBook) -> Fraction | None:
    """The share of the votes that a remedy needs under a verdict's rule; None where a rule is missing."""
    verdict = book.decisions.get(rule)
    counted = book.decisions.get(verdict.remedy or "") if verdict else None
    if counted is None or counted.threshold is None:
        return None
    own = book.remedies[remedy].threshold if remedy in book.remedies else None
    return max(counted.threshold, own or counted.threshold)
