"""Two-stage juries in figures: who answered an invitation, what chances that leaves, and what a panel of some size can miss.

A jury drawn by lot among volunteers is no random sample, and these are the figures that say how far it is from one. Exact
whole numbers and fractions throughout; the chances of a panel of k out of N are hypergeometric.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import ceil, comb, floor, isqrt

from folkmoot.records.error import FolkmootError
from folkmoot.records.lottery import Pool
from folkmoot.sortition.pool import fillable

MIN_CELL = 5
"""Fewer volunteers than this could be recognised by a published count."""
OTHER = "other"


@dataclass(frozen=True, slots=True)
class Response:
    """How one stratum answered."""

    stratum: str
    invited: int
    volunteered: int

    @property
    def rate(self) -> Fraction:
        """Volunteers a person invited; 0 where nobody was."""
        return Fraction(self.volunteered, self.invited) if self.invited else Fraction(0)


@dataclass(frozen=True, slots=True)
class Chances:
    """Least and greatest chances of people who would say yes."""

    among_volunteers: tuple[Fraction, Fraction]
    overall: tuple[Fraction, Fraction]
    """Of being invited and then selected from the pool as it came."""


@dataclass(frozen=True, slots=True)
class Shortfall:
    """A quota for which the pool has too few."""

    column: str
    value: str
    least: int
    there: int


@dataclass(frozen=True, slots=True)
class Risk:
    """What one panel of `seats` drawn at random from `members` can miss."""

    members: int
    seats: int
    margin: Fraction
    """The margin of error of a share, 19 times in 20, rounded to a thousandth."""
    absent: tuple[tuple[Fraction, Fraction], ...]
    """(share of a group among the members, chance that nobody of it sits)."""
    differs: tuple[tuple[Fraction, Fraction], ...]
    """(share of the members who agree, chance that the panel does not carry what they want)."""


def responses(invited: Mapping[str, int], volunteered: Mapping[str, int], min_cell: int = MIN_CELL) -> tuple[Response, ...]:
    """How each stratum answered, by name, strata with fewer than `min_cell` volunteers taken together as `other`.

    So that `other` gives nobody away by subtraction it takes in the next smallest strata until it is large enough too. Raises
    FolkmootError for more volunteers than invited.
    """
    for stratum in sorted(volunteered.keys() | invited.keys()):
        if not 0 <= volunteered.get(stratum, 0) <= invited.get(stratum, 0):
            raise FolkmootError(
                f"'{stratum}' has {volunteered.get(stratum, 0)} volunteers of {invited.get(stratum, 0)} invited",
                "count only answers of people who were invited",
            )
    ascending = sorted(invited, key=lambda stratum: (stratum != OTHER, volunteered.get(stratum, 0), stratum))
    merged = [stratum for stratum in ascending if volunteered.get(stratum, 0) < min_cell or stratum == OTHER]
    rest = [stratum for stratum in ascending if stratum not in merged]
    while merged and rest and sum(volunteered.get(stratum, 0) for stratum in merged) < min_cell:
        merged.append(rest.pop(0))
    rows = [Response(stratum, invited[stratum], volunteered.get(stratum, 0)) for stratum in sorted(rest)]
    if merged:
        rows.append(Response(OTHER, sum(invited[one] for one in merged), sum(volunteered.get(one, 0) for one in merged)))
    return tuple(rows)


def chances(people: Iterable[tuple[Fraction, Fraction]]) -> Chances:
    """The spread of chances, from each volunteer's (or kind's) chance of invitation and chance of selection.

    Raises FolkmootError when there is nobody.
    """
    pairs = list(people)
    if not pairs:
        raise FolkmootError("there is no volunteer whose chance could be told", "draw a jury that has volunteers")
    selected, both = [selection for _, selection in pairs], [invitation * selection for invitation, selection in pairs]
    return Chances((min(selected), max(selected)), (min(both), max(both)))


def shortfalls(pool: Pool) -> tuple[Shortfall, ...]:
    """The quotas of a pool for which it has too few people (or households), by column and value."""
    there = fillable(pool)
    return tuple(
        Shortfall(column, value, quota.least, there[column][value])
        for column in pool.columns
        for value, quota in sorted(pool.quotas[column].items())
        if there[column][value] < quota.least
    )


def distance(pool: Mapping[str, int], roster: Mapping[str, int]) -> Fraction:
    """How far the make-up of a pool is from the roster's: the share of people one would have to exchange, 0 to 1.

    Half the sum of the differences of shares (total variation). Raises FolkmootError when either counts nobody.
    """
    pooled, listed = sum(pool.values()), sum(roster.values())
    if not pooled or not listed:
        raise FolkmootError("nobody can be compared with a make-up", "count a pool and a roster with people in them")
    gaps = (abs(Fraction(pool.get(value, 0), pooled) - Fraction(roster.get(value, 0), listed)) for value in pool.keys() | roster.keys())
    return sum(gaps, Fraction(0)) / 2


def invites_needed(seats: int, oversample: Fraction | int, response: Fraction) -> int:
    """How many to invite so that `oversample` volunteers a seat come at a response rate; FolkmootError for none at all.

    The rate to reckon with is that of the stratum that answers least.
    """
    if response <= 0 or response > 1:
        raise FolkmootError(f"a response of {response} brings no pool", "reckon with a rate above 0 and up to 1")
    return ceil(seats * oversample / response)


def margin_of_error(members: int, seats: int) -> Fraction:
    """The 95 % margin of a share of one half in a random panel, in thousandths: 1.96 sqrt((N - k) / (4 k (N - 1))).

    W. G. Cochran, "Sampling Techniques", 3rd edition 1977, chapter 3; reckoned by whole square roots, halves rounded up.
    """
    _check_panel(members, seats)
    if members == seats:
        return Fraction(0)
    square = Fraction(1960**2 * (members - seats), 4 * seats * (members - 1))
    # Twice the root, rounded down, plus one, halved and rounded down: the root rounded to the nearest.
    return Fraction((isqrt(floor(4 * square)) + 1) // 2, 1000)


def absence(members: int, seats: int, group: int) -> Fraction:
    """The chance that nobody of a group sits in a random panel."""
    return 1 - at_least(members, seats, group, 1)


def at_least(members: int, seats: int, group: int, wanted: int) -> Fraction:
    """The chance that a random panel holds `wanted` people of a group or more."""
    _check_panel(members, seats)
    if not 0 <= group <= members:
        raise FolkmootError(f"a group of {group} among {members} members is none", "count the group among the members")
    few = range(max(0, seats - (members - group)), min(wanted, group + 1, seats + 1))
    return 1 - Fraction(sum(comb(group, one) * comb(members - group, seats - one) for one in few), comb(members, seats))


def strays(members: int, seats: int, group: int, tolerance: Fraction) -> Fraction:
    """The chance that a group's share of a random panel differs from its share of the members by more than `tolerance`."""
    share = Fraction(group, members)
    low, high = ceil((share - tolerance) * seats), floor((share + tolerance) * seats)
    return 1 - at_least(members, seats, group, low) + at_least(members, seats, group, high + 1)


def seats_to_carry(seats: int, threshold: Fraction, *, strict: bool) -> int:
    """The votes that carry when every seat votes: above a threshold (strict), or at least it."""
    return floor(seats * threshold) + 1 if strict else ceil(seats * threshold)


def risk(
    members: int,
    seats: int,
    *,
    threshold: Fraction = Fraction(1, 2),
    strict: bool = True,
    groups: Sequence[Fraction] = (Fraction(1, 10), Fraction(1, 20)),
    splits: Sequence[Fraction] = (Fraction(11, 20), Fraction(3, 5)),
) -> Risk:
    """What a random panel can miss: groups of some shares, and what members want who agree by some shares (nearest whole number).

    With an even number of seats and a strict majority a tie does not carry.
    """
    wanted = seats_to_carry(seats, threshold, strict=strict)
    return Risk(
        members,
        seats,
        margin_of_error(members, seats),
        tuple((share, absence(members, seats, _nearest(members * share))) for share in groups),
        tuple((share, 1 - at_least(members, seats, _nearest(members * share), wanted)) for share in splits),
    )


def _nearest(number: Fraction) -> int:
    return floor(number + Fraction(1, 2))


def _check_panel(members: int, seats: int) -> None:
    if not 0 < seats <= members:
        raise FolkmootError(f"a panel of {seats} out of {members} is none", "name at least one seat and no more than members")
