"""Pools whose best lottery is known: the lottery built again, checked, and held against the known figures."""

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from folkmoot.records.lottery import Quotas
from folkmoot.records.roster import Entries
from folkmoot.sortition.anchors import differs
from folkmoot.sortition.certificate import faults_of
from folkmoot.sortition.lottery.build import build
from folkmoot.sortition.pool import group


def reproduce(quotas: Quotas, entries: Entries, known: Mapping[str, Any], tickets: int) -> str | None:
    """Build a pool's lottery and say the first difference from `known` in a sentence; None when all agrees.

    `known` names the seats and, as text like `2/9`, the bound and a least chance to be matched or beaten. Raises FolkmootError
    when no lottery can be built, and KeyError, TypeError or ValueError for figures that are none.
    """
    pool = group(quotas, known["seats"], "", entries, {})
    lottery = build(pool, tickets)
    faults = faults_of(lottery)
    if faults:
        return f"the lottery does not hold: {faults[0]}"
    least = Fraction(known["least"])
    return (
        differs("people", len(entries.lines), known["people"])
        or differs("kinds", len(pool.kinds), known["kinds"])
        or differs("bound", lottery.certificate.bound, Fraction(known["bound"]))
        or (f"least chance: ours is {lottery.least}, known is {least}" if lottery.least < least else None)
    )
