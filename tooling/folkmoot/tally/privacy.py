"""How much of the ballots a page may show, so that an unusual ballot does not become a signature.

A ranking of six options can be filled in hundreds of ways. Where few people vote, whoever was told to rank in an agreed, odd way can
be checked on (the `Italian attack`; J. Heather, P. Ryan, V. Teague, "Pretty good democracy for more expressive voting schemes", 2010).
So a ballot is shown only among at least `LEAST_ALIKE` that say the same. What stands in Git is the co-op's own choice.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from math import factorial

from folkmoot.records.ballot import Choice, ChoiceKind, Marks
from folkmoot.tally.words import counted, number

LEAST_ALIKE = 5
"""The fewest ballots that must say the same for any of them to be shown."""


class Shown(StrEnum):
    """How much is shown, from most to least."""

    RAW = "raw"
    """Every kind of ballot with its number."""
    TRUNCATED = "truncated"
    """The first places of every ranking, cut where each is alike with enough others."""
    MATRIX = "matrix"
    """Only the numbers that the count needs: pairs, rounds, totals."""
    RESULT = "result"
    """Only who won: so few voted that the numbers themselves would tell."""


@dataclass(frozen=True, slots=True)
class Disclosure:
    """What may be shown of one vote, and why."""

    shown: Shown
    why: str
    places: int | None
    """How many places of a ranking are shown; None unless it is cut."""
    profile: tuple[tuple[Choice, int], ...]
    """The ballots that may be shown with their numbers, the most frequent first; empty for less than a cut ranking."""


def disclose(kind: ChoiceKind, profile: Mapping[Choice, int]) -> Disclosure:
    """Decide what a page and its data may show of these ballots.

    Words (for, against, abstain) hide nobody's signature and are always shown as their totals.
    """
    ballots = sum(profile.values())
    if kind in (ChoiceKind.VOTE, ChoiceKind.CONSENT):
        return Disclosure(Shown.RAW, "A choice between a few words marks nobody out.", None, _sorted(profile))
    if ballots < LEAST_ALIKE:
        why = f"Only {counted(ballots, 'ballot')} {'was' if ballots == 1 else 'were'} counted: the numbers alone would show who chose what."
        return Disclosure(Shown.RESULT, why, None, ())
    odd = unusual(profile)
    if not odd:
        why = f"Every ballot says the same as at least {LEAST_ALIKE - 1} others, so none of them points at its voter."
        return Disclosure(Shown.RAW, why, None, _sorted(profile))
    reason = f"{counted(odd, 'ballot')} of {number(ballots)} {'has' if odd == 1 else 'have'} fewer than {LEAST_ALIKE - 1} others alike"
    if kind is ChoiceKind.RANKING:
        places, cut = _cut(profile)
        if places:
            why = f"{reason}. Cut after {counted(places, 'place')}, every one of them is alike with enough others."
            return Disclosure(Shown.TRUNCATED, why, places, _sorted(cut))
    why = f"{reason}, and an odd ballot can be agreed on beforehand and recognised: only the numbers that the count needs are shown."
    return Disclosure(Shown.MATRIX, why, None, ())


def unusual(profile: Mapping[Choice, int]) -> int:
    """The number of ballots that fewer than `LEAST_ALIKE` in all are like."""
    return sum(ballots for ballots in profile.values() if 0 < ballots < LEAST_ALIKE)


def too_few(kind: ChoiceKind, eligible: int, options: int) -> bool:
    """Whether so few may vote that unusual ballots are certain: fewer than `LEAST_ALIKE` voters for each way to fill in a ballot.

    Ways of ranking are counted without ties and gaps, ways of approving as sets; scores count as rankings do.
    """
    if kind in (ChoiceKind.VOTE, ChoiceKind.CONSENT):
        return False
    ways = {ChoiceKind.APPROVAL: 1 << options, ChoiceKind.ITEMS: int(3**options)}.get(kind, factorial(options))
    return eligible < LEAST_ALIKE * ways


def _cut(profile: Mapping[Choice, int]) -> tuple[int, Mapping[Choice, int]]:
    """The most places after which no ballot is unusual, and the profile cut there; 0 places where one place already tells."""
    longest = max((len(choice) for choice in profile if isinstance(choice, tuple)), default=0)
    for places in range(longest - 1, 0, -1):
        cut: Counter[Choice] = Counter()
        for choice, ballots in profile.items():
            cut[choice[:places] if isinstance(choice, tuple) else choice] += ballots
        if not unusual(cut):
            return places, cut
    return 0, {}


def _sorted(profile: Mapping[Choice, int]) -> tuple[tuple[Choice, int], ...]:
    rows = ((choice, ballots) for choice, ballots in profile.items() if ballots)
    return tuple(sorted(rows, key=lambda row: (-row[1], choice_words(row[0]))))


def choice_words(choice: Choice) -> str:
    """A choice as a line of text: `for`, `a > b = c`, `a: 3, b: 0`; `nothing` where nothing is marked."""
    if isinstance(choice, str):
        return choice
    if isinstance(choice, Marks):
        return ", ".join(f"{name}: {mark}" for name, mark in choice.items) or "nothing"
    return " > ".join(" = ".join(level) or "(empty)" for level in choice) or "nothing"
