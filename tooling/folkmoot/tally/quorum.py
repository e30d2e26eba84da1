"""Whether enough took part: the least whole number that a quorum asks for, and the test against it."""

from fractions import Fraction
from math import ceil, isqrt

from folkmoot.records.tally import Quorum, QuorumKind, QuorumOf, QuorumTest


def needed(quorum: Quorum, eligible: int | None, seats: int | None) -> int:
    """The least whole number that meets the quorum; a root is compared by squares and never taken.

    Raises ValueError when the quorum is of a number that the vote does not have, or contradicts itself.
    """
    if quorum.value < 0:
        raise ValueError("a quorum cannot be less than nothing")
    if quorum.kind is QuorumKind.COUNT:
        if quorum.of is not None:
            raise ValueError("a quorum that is a fixed number is not taken of anything")
        return ceil(quorum.value)
    whole = _whole(quorum.of, eligible, seats)
    if quorum.kind is QuorumKind.FRACTION:
        return ceil(quorum.value * whole)
    return _root(quorum.value, whole)


def put(quorum: Quorum, reached: int, eligible: int | None, seats: int | None) -> QuorumTest:
    """Put a number to the quorum; raises as `needed` does."""
    least = needed(quorum, eligible, seats)
    return QuorumTest(least, reached, reached >= least)


def quorum_words(quorum: Quorum) -> str:
    """Say what the quorum asks: `2/3 of seats`, `3/2 times the square root of eligible`, `at least 20`."""
    if quorum.kind is QuorumKind.COUNT:
        return f"at least {_exact(quorum.value)}"
    if quorum.kind is QuorumKind.FRACTION:
        return f"{_exact(quorum.value)} of {quorum.of}"
    return f"{_exact(quorum.value)} times the square root of {quorum.of}"


def _whole(of: QuorumOf | None, eligible: int | None, seats: int | None) -> int:
    if of is None:
        raise ValueError("the quorum does not say of what it is taken")
    whole = eligible if of is QuorumOf.ELIGIBLE else seats
    if whole is None:
        raise ValueError(f"the quorum is taken of '{of}', and the vote does not say how many that are")
    return whole


def _root(factor: Fraction, whole: int) -> int:
    """The least n with n >= factor * sqrt(whole), that is n * n >= factor^2 * whole."""
    square = ceil(factor * factor * whole)
    return isqrt(square - 1) + 1 if square else 0


def _exact(value: Fraction) -> str:
    """A ratio as a ratio; a figure published as a decimal as that decimal again."""
    if value.denominator <= 100:
        return str(value)
    for places in range(3, 19):
        scaled = value * 10**places
        if scaled.denominator == 1:
            whole, rest = divmod(scaled.numerator, 10**places)
            return f"{whole}.{rest:0{places}}"
    return str(value)
