"""Exact numbers in words: shares in per cent, counts with their nouns, by whole-number arithmetic alone."""

from fractions import Fraction


def number(value: int) -> str:
    """A whole number with its thousands apart: `12,046`."""
    return f"{value:,}"


def counted(value: int, noun: str) -> str:
    """A number and its noun: `1 ballot`, `12,046 ballots`."""
    return f"{number(value)} {noun}{'' if value == 1 else 's'}"


def percent(share: Fraction) -> str:
    """A share to one decimal, halves up: `71.7 %`.

    What is not exactly none or all is never shown as `0.0 %` or `100.0 %`.
    """
    tenths = (share.numerator * 2000 + share.denominator) // (share.denominator * 2)
    if 0 < share < 1:
        tenths = min(max(tenths, 1), 999)
    return f"{tenths // 10}.{tenths % 10} %"


def out_of(value: int, whole: int, noun: str) -> str:
    """A number beside what it is part of: `66 of 92 votes cast (71.7 %)`; `noun` is in the plural."""
    if whole == 0:
        return f"{number(value)} of 0 {noun}"
    return f"{number(value)} of {number(whole)} {noun} ({percent(Fraction(value, whole))})"


def listed(names: tuple[str, ...]) -> str:
    """Names in a row: `a`, `a and b`, `a, b and c`; `none` for no name."""
    if len(names) < 2:
        return "".join(names) or "none"
    return f"{', '.join(names[:-1])} and {names[-1]}"


def exact(value: Fraction) -> str:
    """A number with nothing lost: `12,046`, `0.66666`; a fraction where nine decimals do not hold it: `10/3`."""
    for places in range(10):
        scaled = abs(value) * 10**places
        if scaled.denominator == 1:
            whole, rest = divmod(scaled.numerator, 10**places)
            return f"{'-' if value < 0 else ''}{whole:,}" + (f".{rest:0{places}}" if places else "")
    return str(value)


def rounded(value: Fraction) -> str:
    """A number for a table: exact where five decimals hold it, else to five decimals, halves up, after a tilde: `~3.33333`."""
    if (value * 100_000).denominator == 1:
        return exact(value)
    scaled = (value.numerator * 200_000 + value.denominator) // (2 * value.denominator)
    return f"~{scaled // 100_000:,}.{scaled % 100_000:05}"
