"""P: the options of a proposal, the part of the family that asks whether the rule that decides can count them."""

from collections.abc import Iterator

from folkmoot.checks.names import listed
from folkmoot.checks.registry import check
from folkmoot.procedure.chronicle import IMPORTED, Chronicle, Matter
from folkmoot.records.decision_rule import DecisionRule
from folkmoot.records.finding import Fault
from folkmoot.tally.methods import options_of
from folkmoot.tally.question import electing
from folkmoot.tally.verdict import FINDING, REMEDY

_AMONG = ("schulze", "approval", "score", "star", "irv", "stv", "lot")
"""The methods that choose among options."""


@check("P120", "options-unfit")
def options_unfit(course: Chronicle) -> Iterator[Fault]:
    """The options of a proposal are not such as its decision rule can count.

    ## Why
    Once the text is frozen the options stand. A vote over options that no rule can count decides nothing.

    ## Mend
    Give a choice among options two of them or more, a slate its persons, and a verdict its `finding-...` and `remedy-...`; tie
    an effect only to an option that there is.
    """
    for matter in course.matters.values():
        rule = matter.book.decisions.get(matter.procedure.decide.rule) if matter.procedure else None
        if rule is None or matter.decision is not None or matter.proposal.text.head.kind == IMPORTED:
            continue
        path, head = matter.proposal.text.path, matter.proposal.text.head
        what = _unfit(electing(rule, matter.proposal), tuple(option.id for option in head.options))
        if what:
            yield Fault(course.archive.place(path, "options"), *what)
        yield from _tied(course, matter, rule)


def _unfit(rule: DecisionRule, offered: tuple[str, ...]) -> tuple[str, str] | None:
    """What is wrong with the options as a whole, and how to mend it."""
    if len(set(offered)) < len(offered):
        return "an option stands here twice", "give every option an id of its own"
    if rule.method in _AMONG:
        least = max(2, (rule.winners or 1) + 1) if rule.method == "lot" else 2
        found = len(options_of(rule, offered))
        if found < least:
            return f"'{rule.method}' chooses among {least} options at the least, and there are {found}", "add the options to choose among"
    if rule.method == "slate" and not offered:
        return "a slate without a person cannot be confirmed", "add each person nominated as an option"
    if rule.method == "verdict":
        strange = [option for option in offered if not option.startswith((FINDING, REMEDY))]
        if strange:
            return f"'{strange[0]}' is neither a finding nor a remedy", f"begin each id with {FINDING} or {REMEDY}"
        if not any(option.startswith(FINDING) for option in offered):
            return "a verdict without a finding has nothing to remedy", f"add an option whose id begins with {FINDING}"
    return None


def _tied(course: Chronicle, matter: Matter, rule: DecisionRule) -> Iterator[Fault]:
    path, head = matter.proposal.text.path, matter.proposal.text.head
    known = options_of(rule, tuple(option.id for option in head.options))
    for place, effect in enumerate(head.effects):
        if effect.option is not None and effect.option not in known:
            at = course.archive.place(path, "effects", place, "option")
            yield Fault(at, f"there is no option '{effect.option}'", f"name one of {listed(known)}" if known else "remove option")
    if head.elects is not None and not 0 < head.elects <= (rule.winners or 0):
        may = f"elects {rule.winners} at the most" if rule.winners else f"elects nobody: '{rule.method}' has no winners here"
        what = f"{head.elects} are to be elected, and the rule {may}"
        yield Fault(course.archive.place(path, "elects"), what, "remove elects, or lower it")
    for place, option in enumerate(head.options):
        if option.ratio is not None and (rule.method != "schulze" or rule.default_option is None):
            at = course.archive.place(path, "options", place, "ratio")
            yield Fault(at, f"'{rule.method}' here knows no ratio of an option", "remove ratio")
