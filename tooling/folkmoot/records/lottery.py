"""A lottery over compositions of a jury: who could sit together, and how likely each of them is."""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction


@dataclass(frozen=True, slots=True)
class Quota:
    """The least and the greatest number of seats that one value of one column may take."""

    least: int
    most: int


Quotas = Mapping[str, Mapping[str, Quota]]
"""Column to value to quota."""


@dataclass(frozen=True, slots=True)
class Kind:
    """People whom the quotas cannot tell apart (a type): equal in every quota column and in their household's make-up."""

    values: tuple[str, ...]
    """One value a quota column, in the order of `Pool.columns`."""
    count: int
    """How many eligible people are of this kind."""
    household: tuple[tuple[str, ...], ...] = ()
    """The values of everybody in the same household, sorted, oneself among them; empty where households are no matter."""


@dataclass(frozen=True, slots=True)
class Pool:
    """Who may be drawn, as kinds, and what a panel must look like.

    Kinds stand in ascending order of `(values, household)`, each once. Where households matter, the kinds of one
    household make-up share the limit: together they take no more seats than there are such households.
    """

    columns: tuple[str, ...]
    """The quota columns, sorted."""
    kinds: tuple[Kind, ...]
    seats: int
    quotas: Quotas
    household_column: str = ""
    """The column whose equal values are one household, from which one person at most is drawn; empty for none."""
    limits: tuple[tuple[tuple[int, ...], int], ...] = ()
    """Places of kinds that share a household make-up, and how many such households there are."""


@dataclass(frozen=True, slots=True)
class Composition:
    """How many seats each kind takes, and how many of the lottery's tickets say so."""

    weight: int
    seats: tuple[tuple[int, int], ...]
    """(place of the kind in the pool, seats above 0), by place; the seats add up to the panel."""


@dataclass(frozen=True, slots=True)
class Leaf:
    """Prices (dual numbers) that bound what a composition can be worth inside one branch of a proof."""

    base: Fraction
    """The price of a seat, of either sign."""
    prices: Mapping[str, Mapping[str, Fraction]]
    """Column to value to price, of either sign; a price left out is 0."""
    household_prices: Mapping[int, Fraction]
    """Place in `Pool.limits` to price, none below 0; a price left out is 0."""


@dataclass(frozen=True, slots=True)
class Branch:
    """A case distinction: one kind takes at most `at` seats, or more."""

    kind: int
    at: int
    below: "Proof"
    above: "Proof"


Proof = Leaf | Branch


@dataclass(frozen=True, slots=True)
class Certificate:
    """Numbers from which anybody derives that no lottery within the quotas is fairer to the least likely person.

    Kinds in `uncovered` can sit in no panel at all; each is proved by bounding the nothing that a panel with one of them
    is worth below 0. For all others together: no lottery gives the least likely of them more than `bound`. The check
    (`sortition.certificate`) holds for any numbers: wrong ones can only make the bound weaker.
    """

    weights: tuple[Fraction, ...]
    """One a kind, none below 0, not all 0, and 0 for the uncovered."""
    proof: Proof
    bound: Fraction
    uncovered: Mapping[int, Proof]


@dataclass(frozen=True, slots=True)
class Lottery:
    """What is published before the seed is known: the compositions among which it will choose."""

    pool: Pool
    tickets: int
    """The sum of the weights, M."""
    compositions: tuple[Composition, ...]
    certificate: Certificate
    least: Fraction
    """The chance of the least likely person of a kind that can sit at all, under this lottery, exactly."""


@dataclass(frozen=True, slots=True)
class PublishedLottery:
    """The file `lottery.json`: a lottery, and what it was made from."""

    lottery: Lottery
    roster: str
    """The digest of the roster whose people the kinds count."""
    ties: str = ""
    """What settled the order of equally good compositions, such as the line of a beacon's round; empty for nothing."""
