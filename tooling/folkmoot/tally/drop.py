"""Which options are out before a ranked count: short of their quorum, or not defeating the default option.

Debian constitution, appendix A.6, points 2 and 3. A method that knows a default option drops by this first.
"""

from fractions import Fraction

from folkmoot.records.tally import (
    Dropped,
    DropReason,
    Matrix,
    QuorumCounts,
    RankedCount,
    RankedRule,
    RatioTest,
)
from folkmoot.tally.quorum import needed
from folkmoot.tally.words import number


def drop(count: RankedCount, matrix: Matrix, rule: RankedRule) -> tuple[Dropped, ...]:
    """The options to drop, in ballot order; the default option itself never is.

    Raises ValueError when the rule tests options against a default option and there is none on the ballot.
    """
    least = _least(count, rule)
    if rule.default_option is None:
        if least is not None or rule.ratio is not None or rule.ratios:
            raise ValueError("the rule measures options against a default option and names none")
        return ()
    if rule.default_option not in count.options:
        raise ValueError(f"the default option '{rule.default_option}' is not on the ballot")
    default = count.options.index(rule.default_option)
    ratios = dict(rule.ratios)
    dropped = []
    for place, option in enumerate(count.options):
        if place == default:
            continue
        above, below = matrix[place][default], matrix[default][place]
        ratio = ratios.get(option, rule.ratio)
        if least is not None and above < least:
            words = f"{number(above)} put it above {rule.default_option}, and the quorum is {number(least)}"
            dropped.append(Dropped(option, DropReason.QUORUM, words))
        elif ratio is not None and not defeats(above, below, ratio, rule.ratio_test):
            dropped.append(Dropped(option, DropReason.RATIO, _ratio_words(rule, above, below, ratio)))
    return tuple(dropped)


def defeats(above: int, below: int, ratio: Fraction, test: RatioTest) -> bool:
    """Whether `above` voters against `below` defeat the default option by the ratio."""
    if test is RatioTest.STRICT:
        return above > ratio * below
    return above >= ratio * below and above > below


def _least(count: RankedCount, rule: RankedRule) -> int | None:
    if rule.quorum is None or rule.quorum.counts is not QuorumCounts.ABOVE_DEFAULT:
        return None
    return needed(rule.quorum, count.eligible, count.seats)


def _ratio_words(rule: RankedRule, above: int, below: int, ratio: Fraction) -> str:
    side = f"{number(above)} put it above {rule.default_option} and {number(below)} below"
    if ratio == 1:
        return f"{side}, and more must be above than below"
    if rule.ratio_test is RatioTest.STRICT:
        return f"{side}, and more than {ratio} times as many must be above"
    return f"{side}, and at least {ratio} times as many must be above, and more above than below"
