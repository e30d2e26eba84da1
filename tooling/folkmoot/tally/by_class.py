"""Votes that must pass in every class of members: one majority a class, and all of them needed."""

from collections.abc import Mapping

from folkmoot.records.tally import ClassTally, MajorityCount, MajorityRule, Outcome
from folkmoot.tally.majority import count_majority
from folkmoot.tally.words import listed


def count_by_class(counts: Mapping[str, MajorityCount], rule: MajorityRule) -> ClassTally:
    """Count each class under the rule, quorum included, in the order of the classes' names.

    A class without a quorum leaves the whole vote without one. Raises ValueError where `count_majority` does,
    and for a vote of no class.
    """
    if not counts:
        raise ValueError("a vote by class needs a class")
    classes = tuple((name, count_majority(counts[name], rule)) for name in sorted(counts))
    steps = [f"{name}: {step}" for name, tally in classes for step in tally.steps]
    outcome = Outcome.ADOPTED
    for verdict in (Outcome.REJECTED, Outcome.NO_QUORUM):
        short = tuple(name for name, tally in classes if tally.outcome is verdict)
        if short:
            outcome = verdict
            steps.append(f"Every class must adopt; {verdict} in {listed(short)}.")
    steps.append(f"Outcome: {outcome}.")
    return ClassTally(outcome, classes, tuple(steps))
