"""What a count leaves standing, whatever its method, and how two counts of the same ballots differ."""

from dataclasses import dataclass

from folkmoot.records.deliberation import AnyTally, ItemsTally
from folkmoot.records.election import ElectionTally
from folkmoot.records.reading import Differs, Reading
from folkmoot.records.tally import Outcome, RankedTally
from folkmoot.tally.words import listed


@dataclass(frozen=True, slots=True)
class Standing:
    """The result of a count without its numbers."""

    outcome: Outcome | None
    """None while a tie is open."""
    winners: tuple[str, ...] = ()
    """In order."""
    tied: tuple[str, ...] = ()
    """Between whom the last seats are undecided."""
    levels: tuple[tuple[str, ...], ...] = ()
    """Every option in order, equals together; empty where the method orders only those it elects."""


def standing(tally: AnyTally) -> Standing:
    """What the count leaves standing."""
    if isinstance(tally, RankedTally):
        tied = tally.tied or (tally.winners if tally.outcome is None else ())
        return Standing(tally.outcome, tally.elected, tied, tally.order)
    if isinstance(tally, ElectionTally):
        return Standing(tally.outcome, tally.winners, tally.tied)
    if isinstance(tally, ItemsTally):
        return Standing(tally.outcome, tally.winners)
    return Standing(tally.outcome)


def reading(name: str, words: str, counted: Standing, other: Standing) -> Reading:
    """Say what another reading changes; the outcome counts for more than the winners, and these for more than the order."""
    differs = _differs(counted, other)
    return Reading(name, words, differs, other.winners, other.tied, _verdict(differs, counted, other))


def unreadable(name: str, words: str, why: str) -> Reading:
    """A reading that these ballots do not allow."""
    return Reading(name, words, Differs.UNREADABLE, (), (), f"These ballots cannot be counted so: {why}.")


def _differs(counted: Standing, other: Standing) -> Differs:
    decided = {counted.outcome, other.outcome} - {None}
    if len(decided) > 1:
        return Differs.OUTCOME
    if set(counted.winners) != set(other.winners) or set(counted.tied) != set(other.tied):
        return Differs.WINNERS
    if counted.winners != other.winners:
        return Differs.ORDER
    if counted.levels and other.levels and counted.levels != other.levels:
        return Differs.LOWER
    return Differs.SAME


def _verdict(differs: Differs, counted: Standing, other: Standing) -> str:
    if differs is Differs.OUTCOME:
        would = f", and {listed(other.winners)} would win" if other.winners else ""
        return f"Another outcome: {_decided(other.outcome)} in place of {_decided(counted.outcome)}{would}."
    if differs is Differs.WINNERS:
        return _other_winners(counted, other)
    if differs is Differs.ORDER:
        return f"The same winners in another order: {', '.join(other.winners)}."
    winners = "the same winner" if len(other.winners) == 1 else "the same winners"
    if differs is Differs.LOWER:
        return f"{winners.capitalize()}; the order below changes."
    return f"The same outcome, {winners}." if other.winners else "The same outcome."


def _other_winners(counted: Standing, other: Standing) -> str:
    came = tuple(option for option in other.winners if option not in counted.winners)
    went = tuple(option for option in counted.winners if option not in other.winners and option not in other.tied)
    parts = []
    if came and went:
        parts.append(f"{listed(came)} would win in place of {listed(went)}")
    elif came:
        parts.append(f"{listed(came)} would win too")
    elif went:
        parts.append(f"{listed(went)} would not win")
    if other.tied:
        parts.append(f"{listed(other.tied)} would be tied, and only a lot or a further rule could choose")
    elif counted.tied:
        parts.append("there would be no tie")
    if not parts:
        parts.append(f"{listed(other.winners)} would win")
    words = "; ".join(parts)
    return f"Another result: {words}."


def _decided(outcome: Outcome | None) -> str:
    return {Outcome.NO_QUORUM: "no quorum", None: "open"}.get(outcome, str(outcome))
