"""The rule that decides where consent or lazy consensus does not: its own, written in the charter, and a vote for or against."""

from folkmoot.records.decision_rule import DecisionRule
from folkmoot.records.error import FolkmootError
from folkmoot.rulebook.book import RuleBook


def majority_named(name: str, field: str, other: str | None, book: RuleBook) -> tuple[str, DecisionRule]:
    """The rule that another rule names, by name; FolkmootError when it is missing or no majority."""
    rule = book.decisions.get(other or "")
    if rule is None:
        raise FolkmootError(f"the decision rule '{name}' has no {field} that the charter knows", f"name a decision rule as {field}")
    if rule.method != "majority":
        raise FolkmootError(
            f"the {field} of '{name}' is '{other}', which counts by {rule.method}", f"name a rule of the method majority as {field}"
        )
    return other or "", rule
