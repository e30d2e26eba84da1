"""C: decision rules, the part of the family that asks whether each method is told all it needs and nothing it would ignore."""

from collections.abc import Iterator

from folkmoot.checks.names import charters
from folkmoot.checks.registry import check
from folkmoot.formats.yaml import KEY
from folkmoot.procedure.chronicle import Chronicle
from folkmoot.records.decision_rule import DecisionRule, QuorumRule
from folkmoot.records.finding import Fault
from folkmoot.rulebook.book import RuleBook
from folkmoot.tally.rule import KNOWN, missing_parameters

_CHOICES = {
    "threshold": "threshold: with a fraction, such as 1/2",
    "strict": "strict: true (more than the threshold) or strict: false (the threshold is enough)",
    "base": "base: cast, base: present, base: eligible or base: seats",
    "abstain": "abstain: quorum-only or abstain: in-base",
    "strength": "strength: winning or strength: margins",
    "blank": "blank: last or blank: no-opinion",
    "levels": "levels: unbeaten or levels: wins",
    "ratio_test": "ratio_test: strict or ratio_test: at-least",
    "objectors": "objectors: members, or the body that may object",
    "min_for": "min_for: with the least number of votes for; 0 where silence is enough",
    "fallback": "fallback: with the majority rule that decides instead",
    "rounds": "rounds: with the number of rounds before the fall-back rule decides",
    "overrule": "overrule: with the share of the voters that can say an objection is not paramount",
    "winners": "winners: with the number of options to elect",
    "ladder": "ladder: with the steps that settle a tie, such as [prior-rounds, lot]",
    "highest": "highest: with the highest score",
    "unscored": "unscored: zero or unscored: excluded",
    "overvote": "overvote: exhaust or overvote: skip",
    "skipped": "skipped: next or skipped: exhaust",
    "elimination": "elimination: one or elimination: batch",
    "exhausted": "exhausted: in-base or exhausted: out",
    "quota": "quota: droop or quota: droop-exact",
    "transfer": "transfer: scottish or transfer: meek",
    "reopen": "reopen: with the id of the option that sends the nomination back",
    "finding": "finding: with the majority rule for each finding",
    "remedy": "remedy: with the majority rule for each remedy",
}
_WORDS, _OPTIONS = ("rejected", "by-threshold"), ("lot", "casting-vote")
_TIES = {
    "majority": _WORDS, "advice": _WORDS, "slate": _WORDS, "schulze": _OPTIONS, "approval": _OPTIONS, "score": _OPTIONS,
    "star": _OPTIONS, "irv": _OPTIONS, "stv": _OPTIONS, "lazy": ("rejected",), "consent": ("rejected",), "verdict": ("rejected",),
    "lot": ("lot",),
}  # fmt: skip
_LEANING = ("fallback", "finding", "remedy")
"""What names another rule, which then counts votes for and against."""


@check("C009", "incomplete-decision-rule")
def incomplete_decision_rule(course: Chronicle) -> Iterator[Fault]:
    """A decision rule leaves open something that its method needs, or says something that its method does not know.

    ## Why
    Where a rule is silent, whoever counts decides. The Kubernetes election of 2021 seats another person when blanks
    are read the other way.

    ## Mend
    Write every parameter of the method: for majority threshold, strict, base, abstain and ties; for schulze strength,
    blank, levels, ratio_test and ties, and default_option where a ratio is asked for; for consent objectors, rounds, overrule and
    fallback. The message names what is missing in any other method. A ladder ends with the lot exactly where ties: lot says so.
    """
    for book, _, new in charters(course):
        for article in new:
            for name, rule in article.head.rules.decisions.items() if article.head.rules else ():
                for field, what, mend in (*_lacks(rule), *_ends_elsewhere(rule), *_leans(rule, book), *_quorum_lacks(rule)):
                    at = ("rules", "decisions", name)
                    keys = (*at, *field.split(".")) if field else (KEY, *at)
                    place = course.archive.place(article.path, *keys)
                    yield Fault(place, f"the decision rule '{name}' {what}", mend)


def _lacks(rule: DecisionRule) -> Iterator[tuple[str, str, str]]:
    """What is wrong with a rule apart from its quorum: the field (none when it is missing), what, mend."""
    needed = [*missing_parameters(rule)]
    if rule.method == "schulze" and rule.ratio is not None and rule.default_option is None:
        needed.append("default_option")
    for field in needed:
        mend = f"add {_CHOICES[field]}" if field in _CHOICES else f"add {field} and say which"
        yield "", f"counts by {rule.method} and has no {field}", mend
    for field in DecisionRule.model_fields:
        if field not in KNOWN[rule.method] and getattr(rule, field) is not None:
            yield field, f"counts by {rule.method}, which knows no {field}", f"remove {field}"
    if rule.ties not in _TIES[rule.method]:
        what = f"counts by {rule.method} and settles ties by '{rule.ties}'"
        yield "ties", what, f"write ties: {' or ties: '.join(_TIES[rule.method])}"
    if rule.class_cap is not None and rule.per_class is not None:
        yield "class_cap", "asks every class to adopt and caps classes too", "remove class_cap or per_class"
    for field in ("rounds", "winners", "highest"):
        if getattr(rule, field) == 0:
            yield field, f"has 0 {field}", f"write {field}: 1 or more"


def _ends_elsewhere(rule: DecisionRule) -> Iterator[tuple[str, str, str]]:
    """A ladder whose end contradicts how the rule settles ties."""
    if rule.ladder is not None and "ladder" in KNOWN[rule.method]:
        if rule.ties == "lot" and rule.ladder[-1:] != ("lot",):
            yield "ladder", "settles ties by lot, and its ladder does not end there", "end the ladder with lot"
        elif rule.ties != "lot" and "lot" in rule.ladder:
            yield "ladder", f"settles ties by '{rule.ties}', and its ladder has a lot", "remove lot from the ladder"
        elif "lot" in rule.ladder[:-1] or len(set(rule.ladder)) < len(rule.ladder):
            yield "ladder", "has a step on its ladder that is never reached", "name each step once, lot the last"


def _leans(rule: DecisionRule, book: RuleBook) -> Iterator[tuple[str, str, str]]:
    """Another rule that is named where only a majority can decide."""
    for field in _LEANING:
        other = book.decisions.get(getattr(rule, field) or "")
        if other is not None and other.method != "majority":
            what = f"leaves its {field} to '{getattr(rule, field)}', which counts by {other.method}"
            yield field, what, f"name a rule of the method majority as {field}"


def _quorum_lacks(rule: DecisionRule) -> Iterator[tuple[str, str, str]]:
    quorum = rule.quorum
    if quorum is None:
        return
    kinds = [kind for kind in ("fraction", "count", "sqrt") if getattr(quorum, kind) is not None]
    if len(kinds) != 1:
        found = "has a quorum without a number" if not kinds else f"has a quorum by {' and by '.join(kinds)}"
        yield "quorum", found, "write exactly one of fraction, count and sqrt"
    elif (quorum.of is None) != (kinds[0] == "count"):
        yield _of_what(quorum, kinds[0])
    if quorum.counts == "above-default" and rule.default_option is None:
        what = "has a quorum above the default option and no default option"
        yield "quorum.counts", what, "add default_option, or write counts: participation"
    if quorum.counts == "approval" and rule.method in ("schulze", "irv", "stv"):
        what = "has a quorum of votes for, and a ranking has none"
        yield "quorum.counts", what, "write counts: participation or counts: above-default"


def _of_what(quorum: QuorumRule, kind: str) -> tuple[str, str, str]:
    if quorum.of is None:
        return f"quorum.{kind}", f"has a quorum by {kind} and does not say of what", "add of: eligible or of: seats"
    return "quorum.of", "has a quorum by count, which is of nothing", "remove of"


@check("C016", "advice-without-reply")
def advice_without_reply(course: Chronicle) -> Iterator[Fault]:
    """A procedure ends with advice, and nobody has to reply to it.

    ## Why
    Advice binds nobody. What gives it weight is that somebody must answer it in public, with reasons.

    ## Mend
    Add `reply` to the procedure: who answers, and within which time.
    """
    for book, _, new in charters(course):
        for article in new:
            for name, procedure in article.head.rules.procedures.items() if article.head.rules else ():
                rule = book.decisions.get(procedure.decide.rule)
                if rule is not None and rule.method == "advice" and procedure.reply is None:
                    place = course.archive.place(article.path, "rules", "procedures", name, "decide", "rule")
                    what = f"'{procedure.decide.rule}' only advises, and the procedure '{name}' names nobody who replies"
                    yield Fault(place, what, "add reply: {by: ..., within: 30d}")
