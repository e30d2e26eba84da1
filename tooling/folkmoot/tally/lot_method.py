"""A choice by lot: no ballots, only the options and a public seed that nobody could know when the vote was opened."""

from folkmoot.records.decision_rule import DecisionRule
from folkmoot.records.election import ElectionTally
from folkmoot.records.tally import Outcome
from folkmoot.tally.circumstances import Circumstances
from folkmoot.tally.lot import by_lot
from folkmoot.tally.rule import complete
from folkmoot.tally.words import counted, listed


def count_lot(name: str, rule: DecisionRule, circumstances: Circumstances) -> ElectionTally:
    """Take the options with the lowest tickets, as many as the rule elects; open while the seed is not known.

    FolkmootError for a rule that leaves something open, ValueError when there are not more options than winners.
    """
    complete(name, rule)
    options, seats = circumstances.options, rule.winners or 1
    if len(options) <= seats:
        raise ValueError(f"a lot over {counted(len(options), 'option')} cannot choose {seats} of them")
    steps = [f"Lot: {seats} of {counted(len(options), 'option')}, by the seed announced when the vote was opened."]
    if circumstances.lot is None:
        steps += ["The seed is not recorded yet.", "Outcome: open until the seed is known."]
        return ElectionTally("lot", None, options, seats, (), options, (), (), None, tuple(steps))
    order = by_lot(circumstances.lot, options)
    steps += [f"Order of the tickets: {listed(order)}.", f"Drawn: {listed(order[:seats])}.", f"Outcome: {Outcome.ADOPTED}."]
    return ElectionTally("lot", Outcome.ADOPTED, options, seats, order[:seats], (), (), (), None, tuple(steps))
