"""Who is elected by an order of options: the first of them down to the default option, and the lot where a level does not fit."""

from dataclasses import replace

from folkmoot.records.tally import Outcome, RankedRule, RankedTally, RankedTies
from folkmoot.tally.lot import by_lot
from folkmoot.tally.words import listed


def settle(tally: RankedTally, rule: RankedRule, seats: int, lot: str | None) -> RankedTally:
    """Fill `seats` from the order of a ranked tally; the steps say what the lot did.

    A vote for one option that nobody ties with comes back as it was. Without a lot, or where the rule leaves ties to a casting vote,
    a tie for the last seat leaves the outcome open.
    """
    if tally.outcome is Outcome.NO_QUORUM or (seats == 1 and tally.outcome is not None):
        first = tally.winners[:1] if tally.outcome is Outcome.ADOPTED else ()
        return replace(tally, elected=first)
    levels = tally.order if seats > 1 else (tally.winners,)
    elected: tuple[str, ...] = ()
    steps = list(tally.steps[:-2]) if seats > 1 else list(tally.steps[:-1])
    for level in levels:
        left = seats - len(elected)
        chosen = level
        if len(level) > left or (len(level) > 1 and rule.default_option in level):
            if lot is None or rule.ties is not RankedTies.LOT:
                return _open(tally, steps, level, elected)
            order = by_lot(lot, level)
            steps.append(f"Lot between {listed(level)}: {listed(order)}, in the order of their tickets.")
            chosen = order[:left]
        if rule.default_option in chosen:
            elected += chosen[: chosen.index(rule.default_option)]
            break
        elected += chosen
        if len(elected) == seats:
            break
    outcome = Outcome.ADOPTED if elected else Outcome.REJECTED
    steps += [f"Elected: {listed(elected)}.", f"Outcome: {outcome}."]
    return replace(tally, outcome=outcome, elected=elected, steps=tuple(steps))


def _open(tally: RankedTally, steps: list[str], level: tuple[str, ...], elected: tuple[str, ...]) -> RankedTally:
    if not elected and tally.winners == level:
        return replace(tally, outcome=None)
    steps += [f"Tied for what is left: {listed(level)}.", "Outcome: open until the tie is settled."]
    return replace(tally, outcome=None, elected=elected, tied=level, steps=tuple(steps))
