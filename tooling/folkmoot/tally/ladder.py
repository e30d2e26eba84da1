"""Ties among options climb the rule's ladder, rung by rung, and every rung used is told."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction

from folkmoot.records.election import Round, Rung, TieBreak
from folkmoot.records.tally import Levels, Matrix, Strength
from folkmoot.tally.lot import by_lot
from folkmoot.tally.schulze import order_levels, strongest_paths
from folkmoot.tally.words import exact, listed

_Levels = tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Evidence:
    """What the rungs can look at."""

    options: tuple[str, ...]
    """In the order of the matrix."""
    rounds: Sequence[Round] = ()
    """Earlier rounds, the first first."""
    pairs: Callable[[], Matrix] | None = None
    """Counts the matrix of pairs, when a rung needs it; None where ballots compare nothing."""
    firsts: Mapping[str, int | Fraction] = field(default_factory=dict)
    approvals: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Settlement:
    """What a ladder makes of a tie."""

    chosen: tuple[str, ...]
    """Those that come first, best first."""
    undecided: tuple[str, ...]
    """Between whom the places left stand open; empty when the tie is settled."""
    ties: tuple[TieBreak, ...]


def settle(
    between: Sequence[str], places: int, why: str, ladder: Sequence[Rung], evidence: Evidence, lot: str | None
) -> Settlement:
    """Choose `places` of the tied options; to find the one that goes out, choose all but one.

    Each rung puts those still tied in levels. Levels that fit in the places left are chosen, those behind them fall back, and the level
    across the border climbs on. A lot without its seed stops the climb. `why` ends a sentence: `tied for elimination`. Raises
    ValueError for places that are not below the number of the tied.
    """
    if not 0 < places < len(between):
        raise ValueError(f"{len(between)} options are not tied for {places} places")
    chosen: list[str] = []
    ties = []
    for rung in ladder:
        if rung is Rung.LOT and lot is None:
            break
        levels, because = _climb(rung, tuple(between), evidence, lot)
        first, border = _divide(levels, places - len(chosen))
        ties.append(TieBreak(tuple(between), str(rung), first or border, _words(tuple(between), why, rung, levels, because)))
        chosen += first
        between = border
        if not border:
            return Settlement(tuple(chosen), (), tuple(ties))
    return Settlement(tuple(chosen), tuple(between), tuple(ties))


def fill(
    values: Mapping[str, int | Fraction], seats: int, why: str, ladder: Sequence[Rung], evidence: Evidence, lot: str | None
) -> Settlement:
    """Give the seats to the options with the greatest values; only a tie across the last seat climbs the ladder."""
    chosen: tuple[str, ...] = ()
    for level in _levels(tuple(values), values):
        if len(chosen) + len(level) > seats:
            if len(chosen) == seats:
                break
            tie = settle(level, seats - len(chosen), why, ladder, evidence, lot)
            return Settlement((*chosen, *tie.chosen), tie.undecided, tie.ties)
        chosen += level
    return Settlement(chosen, (), ())


def _divide(levels: _Levels, places: int) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Those surely chosen, and those across the border: none when all places are filled."""
    first: tuple[str, ...] = ()
    for level in levels:
        if len(first) == places:
            break
        if len(first) + len(level) > places:
            return first, level
        first += level
    return first, ()


def _climb(rung: Rung, between: tuple[str, ...], evidence: Evidence, lot: str | None) -> tuple[_Levels, str]:
    """The tied in levels, best first, and the numbers behind it in words."""
    match rung:
        case Rung.PRIOR_ROUNDS:
            return _prior(between, evidence.rounds)
        case Rung.MOST_FIRST_PREFERENCES:
            return _falling(between, evidence.firsts)
        case Rung.MOST_APPROVALS:
            return _falling(between, evidence.approvals)
        case Rung.LOT:
            order = by_lot(lot or "", between)
            return tuple((option,) for option in order), "tickets, lowest first"
    if evidence.pairs is None:
        return (between,), "the ballots compare no pairs"
    matrix = evidence.pairs()
    places = [evidence.options.index(option) for option in between]
    if rung is Rung.COPELAND:
        return _falling(between, _copeland(between, places, matrix))
    levels = order_levels(strongest_paths(matrix, places, Strength.MARGINS), places, Levels.UNBEATEN)
    return tuple(tuple(evidence.options[place] for place in level) for level in levels), _pairs(between, places, matrix)


def _copeland(between: tuple[str, ...], places: Sequence[int], matrix: Matrix) -> dict[str, int]:
    return {
        option: sum((matrix[one][other] > matrix[other][one]) - (matrix[one][other] < matrix[other][one]) for other in places)
        for option, one in zip(between, places, strict=True)
    }


def _pairs(between: tuple[str, ...], places: Sequence[int], matrix: Matrix) -> str:
    if len(between) > 2:
        return "strongest paths by margins among them"
    (one, other), (mine, yours) = between, (matrix[places[0]][places[1]], matrix[places[1]][places[0]])
    return f"{mine:,} prefer {one} to {other}, and {yours:,} {other} to {one}"


def _prior(between: tuple[str, ...], rounds: Sequence[Round]) -> tuple[_Levels, str]:
    """From the latest round back to the first: the first difference parts two options."""
    if not rounds:
        return (between,), "there is no earlier round"
    held = [dict(round_.votes) for round_ in reversed(rounds)]
    levels = _levels(between, {option: tuple(votes[option] for votes in held) for option in between})
    for round_, votes in zip(reversed(rounds), held, strict=True):
        if len({votes[option] for option in between}) > 1:
            numbers = ", ".join(f"{option} {exact(votes[option])}" for option in between)
            return levels, f"in the round '{round_.title}' {numbers}"
    return levels, "equal in every earlier round"


def _falling(between: tuple[str, ...], values: Mapping[str, int | Fraction]) -> tuple[_Levels, str]:
    if any(option not in values for option in between):
        return (between,), "the ballots say nothing of it"
    return _levels(between, values), ", ".join(f"{option} {exact(Fraction(values[option]))}" for option in between)


def _levels(between: tuple[str, ...], values: Mapping[str, int | Fraction | tuple[Fraction, ...]]) -> _Levels:
    """Equals together, in the order they came; the greatest first."""
    together: dict[object, list[str]] = {}
    for option in sorted(between, key=lambda option: values[option], reverse=True):
        together.setdefault(values[option], []).append(option)
    return tuple(tuple(level) for level in together.values())


def _words(between: tuple[str, ...], why: str, rung: Rung, levels: _Levels, because: str) -> str:
    tie = f"{listed(between)} are {why}"
    if len(levels) == 1:
        return f"{tie}; {rung} settles nothing ({because})."
    return f"{tie}; {rung} puts {', then '.join(listed(level) for level in levels)} ({because})."
