"""Real elections with published results, as JSON: what was voted, under which rule, and what was announced.

A file names `options`, `ballots` (a ballot in text, and how often it was cast) and the rule. A ballot is
one character an option (digits, then letters from ten) or, with spaces, one number an option: its rank, 1 for an
approval, or its score, as the method has it; `-` is a blank, and a rank nobody holds was skipped. Keys this reader
does not know are left alone: what they would change shows when the count is compared.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from folkmoot.formats.strict_json import load
from folkmoot.formats.vector_fields import exact, known, need, read_ballots, read_level, read_options, whole
from folkmoot.formats.vector_rules import read_rule
from folkmoot.records.election import ElectionRule
from folkmoot.records.tally import Matrix, RankedCount, RankedRule

_BYTES = 67_108_864


@dataclass(frozen=True, slots=True)
class PublishedRound:
    """What was announced of one round; options it does not name are not compared, nor is what is None."""

    votes: Mapping[str, Fraction]
    exhausted: Fraction | None = None
    elected: tuple[str, ...] | None = None
    eliminated: tuple[str, ...] | None = None
    """By its votes, or at its beginning, as the officers told it."""


@dataclass(frozen=True, slots=True)
class Published:
    """What the election's own officers announced; None where they announced nothing of the kind."""

    pairwise: Matrix | None
    """A row an option, without the place where an option meets itself."""
    dropped: tuple[str, ...] | None
    winners: tuple[str, ...] | None
    """In ballot order."""
    order: tuple[tuple[str, ...], ...] | None
    rounds: tuple[PublishedRound, ...] | None = None
    """From the first; fewer than there were where not all were announced."""

    @property
    def is_nothing(self) -> bool:
        """Whether there is nothing that a count could be compared with."""
        return all(found is None for found in (self.pairwise, self.dropped, self.winners, self.order, self.rounds))


@dataclass(frozen=True, slots=True)
class ElectionCase:
    """One real election: ballots and rule as we count them, and the published result."""

    id: str
    method: str
    seats: int
    count: RankedCount
    """Ballots as numbers beside options; what a number says depends on the method."""
    ballots_cast: int | None
    rule: RankedRule | ElectionRule
    published: Published


def read_election(data: bytes) -> ElectionCase:
    """Read one election; ValueError with a sentence when it is malformed.

    A file without `published` can be counted and not compared, one without `majority_ratio` asks each option only to defeat
    the default option, and one without `seats` fills one. What else may be left out, see `vector_rules`.
    """
    fields = load(data, _BYTES, decimals=True)
    if not isinstance(fields, dict):
        raise ValueError("the file holds no JSON object")
    method = need(fields, "method")
    options = read_options(need(fields, "options"))
    name = fields.get("id", "")
    if not isinstance(name, str):
        raise ValueError("the id is not a text")
    cast = fields.get("ballots_cast")
    if cast is not None and (type(cast) is not int or cast < 0):
        raise ValueError("'ballots_cast' is not a number of ballots")
    profile = read_ballots(need(fields, "ballots"), len(options))
    rule = read_rule(fields, options, profile)
    seats = whole(fields, "seats", 1)
    count = RankedCount(None, None, options, profile)
    return ElectionCase(name, method, 1 if seats is None else seats, count, cast, rule, _published(fields, options))


def _published(fields: dict[str, Any], options: tuple[str, ...]) -> Published:
    value = fields.get("published")
    if value is None:
        return Published(None, None, None, None)
    if not isinstance(value, dict):
        raise ValueError("'published' is not an object")
    names = ("pairwise_without_diagonal", "dropped", "winner", "order", "rounds")
    pairs, dropped, winner, order, rounds = (value.get(key) for key in names)
    if winner is None:
        winner = value.get("winners")
    found = Published(
        None if pairs is None else _pairwise(pairs, len(options)),
        None if dropped is None else read_level(dropped, options),
        None if winner is None else read_level(winner if isinstance(winner, list) else [winner], options),
        None if order is None else _order(order, options),
        None if rounds is None else _rounds(rounds, options),
    )
    if found.is_nothing:
        raise ValueError("nothing was published that a count could be compared with")
    return found


def _pairwise(value: Any, size: int) -> Matrix:
    if not isinstance(value, list) or len(value) != size:
        raise ValueError("the published pairs do not have a row an option")
    for row in value:
        if not isinstance(row, list) or len(row) != size - 1 or not all(type(cell) is int for cell in row):
            raise ValueError("a row of the published pairs does not have a number for each other option")
    return tuple(tuple(row) for row in value)


def _order(value: Any, options: tuple[str, ...]) -> tuple[tuple[str, ...], ...]:
    if not isinstance(value, list):
        raise ValueError("the published order is not a list")
    order = tuple(read_level(level if isinstance(level, list) else [level], options) for level in value)
    named = [option for level in order for option in level]
    if len(set(named)) != len(named):
        raise ValueError("an option stands twice in the published order")
    return order


def _rounds(value: Any, options: tuple[str, ...]) -> tuple[PublishedRound, ...]:
    """Rounds as objects with `votes`, or as the votes alone: an object by option, or a list in the order of the options."""
    if not isinstance(value, list) or not value:
        raise ValueError("the published rounds are not a list")
    found = []
    for row in value:
        if not isinstance(row, (dict, list)):
            raise ValueError("a published round is not an object or a list of votes")
        whole_row = row if isinstance(row, dict) and "votes" in row else {"votes": row}
        elected, eliminated = whole_row.get("elected"), whole_row.get("eliminated")
        exhausted = whole_row.get("exhausted")
        found.append(PublishedRound(
            _votes(whole_row["votes"], options),
            None if exhausted is None else exact(exhausted, "'exhausted'"),
            None if elected is None else read_level(elected, options),
            None if eliminated is None else read_level(eliminated, options),
        ))  # fmt: skip
    return tuple(found)


def _votes(value: Any, options: tuple[str, ...]) -> dict[str, Fraction]:
    if isinstance(value, list) and len(value) == len(options):
        value = dict(zip(options, value, strict=True))
    if not isinstance(value, dict):
        raise ValueError("the votes of a round are not an object, nor a list of one number an option")
    return {known(option, options): exact(votes, "the votes of a round") for option, votes in value.items() if votes is not None}
