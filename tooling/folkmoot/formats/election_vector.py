"""Real elections with published results, as JSON: what was voted, under which rule, and what was announced.

A file names `options`, `ballots` (a ranking in text, and how often it was cast) and the rule. A ranking is
one character an option (digits, then letters from ten) or, with spaces, one number an option; `-` is a
blank. Keys this reader does not know are left alone: what they would change shows when the count is
compared.
"""

import re
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from folkmoot.formats.strict_json import load
from folkmoot.records.tally import (
    Blank,
    Levels,
    Matrix,
    Quorum,
    QuorumCounts,
    QuorumKind,
    RankedCount,
    RankedRule,
    RankedTies,
    Ranking,
    RatioTest,
    Strength,
)
from folkmoot.records.value import shown

_BYTES = 67_108_864
_RATIO = re.compile(r"[0-9]{1,15}(\.[0-9]{1,30})?|[0-9]{1,15}[/:]0*[1-9][0-9]{0,14}")
_RANK = re.compile(r"[0-9]{1,9}")
_MARK = re.compile(r"[0-9A-Za-z]")


@dataclass(frozen=True, slots=True)
class Published:
    """What the election's own officers announced; None where they announced nothing of the kind."""

    pairwise: Matrix | None
    """A row an option, without the place where an option meets itself."""
    dropped: tuple[str, ...] | None
    winners: tuple[str, ...] | None
    order: tuple[tuple[str, ...], ...] | None


@dataclass(frozen=True, slots=True)
class ElectionCase:
    """One real election: ballots and rule as we count them, and the published result."""

    id: str
    count: RankedCount
    ballots_cast: int | None
    rule: RankedRule
    published: Published


def read_election(data: bytes) -> ElectionCase:
    """Read one election; ValueError with a sentence when it is malformed.

    A file without `majority_ratio` asks each option only to defeat the default option; one that does not
    name its `ratio_test` means the strict one (Debian's until 2015), and one that names no `levels` orders by
    wins, as Elekto publishes its orders.
    """
    fields = load(data, _BYTES, decimals=True)
    if not isinstance(fields, dict):
        raise ValueError("the file holds no JSON object")
    if _need(fields, "method") != "schulze":
        raise ValueError("the method is not schulze")
    options = _options(_need(fields, "options"))
    name = fields.get("id", "")
    if not isinstance(name, str):
        raise ValueError("the id is not a text")
    cast = fields.get("ballots_cast")
    if cast is not None and (type(cast) is not int or cast < 0):
        raise ValueError("'ballots_cast' is not a number of ballots")
    count = RankedCount(None, None, options, _profile(_need(fields, "ballots"), len(options)))
    return ElectionCase(name, count, cast, _rule(fields, options), _published(fields, options))


def _need(fields: dict[str, Any], key: str) -> Any:
    if fields.get(key) is None:
        raise ValueError(f"the key '{key}' is missing")
    return fields[key]


def _options(value: Any) -> tuple[str, ...]:
    if not isinstance(value, list) or not value:
        raise ValueError("the options are not a list")
    options = tuple(_name(option) for option in value)
    if len(set(options)) != len(options):
        raise ValueError("an option stands twice")
    return options


def _name(value: Any) -> str:
    if type(value) is int:
        return str(value)
    if isinstance(value, str) and value:
        return value
    raise ValueError("an option is named by a number or a text")


def _known(value: Any, options: tuple[str, ...]) -> str:
    name = _name(value)
    if name not in options:
        raise ValueError(f"'{shown(name)}' is not one of the options")
    return name


def _profile(value: Any, size: int) -> dict[Ranking, int]:
    if not isinstance(value, dict):
        raise ValueError("the ballots are not an object of rankings and numbers")
    profile: dict[Ranking, int] = {}
    for text, ballots in value.items():
        if type(ballots) is not int or ballots < 0:
            raise ValueError(f"the ranking '{shown(text)}' does not say on how many ballots it stood")
        ranking = _ranking(text, size)
        profile[ranking] = profile.get(ranking, 0) + ballots
    return profile


def _ranking(text: str, size: int) -> Ranking:
    spaced = " " in text or size == 1
    marks = text.split(" ") if spaced else list(text)
    pattern = _RANK if spaced else _MARK
    if len(marks) != size or not all(mark == "-" or pattern.fullmatch(mark) for mark in marks):
        raise ValueError(f"'{shown(text)}' does not rank {size} options")
    return tuple(None if mark == "-" else int(mark, 10 if spaced else 36) for mark in marks)


def _rule(fields: dict[str, Any], options: tuple[str, ...]) -> RankedRule:
    default = fields.get("default_option")
    quorum, ratios = fields.get("quorum_above_default"), fields.get("majority_ratio")
    if default is None and (quorum is not None or ratios):
        raise ValueError("a quorum or ratio against a default option needs a default option")
    figure = None if quorum is None else _exact(quorum, "the quorum")
    return RankedRule(
        strength=Strength(_word(fields, "strength", tuple(Strength))),
        blank=Blank(_word(fields, "blank", tuple(Blank))),
        default_option=None if default is None else _known(default, options),
        ratio=None if default is None else _common_ratio(ratios),
        ratios=_ratios(ratios, options),
        ratio_test=RatioTest(_word({"ratio_test": "strict"} | fields, "ratio_test", tuple(RatioTest))),
        quorum=None if figure is None else Quorum(QuorumKind.COUNT, figure, None, QuorumCounts.ABOVE_DEFAULT),
        levels=Levels(_word({"levels": "wins"} | fields, "levels", tuple(Levels))),
        ties=RankedTies.CASTING_VOTE,
    )


def _common_ratio(value: Any) -> Fraction:
    return Fraction(1) if value is None or isinstance(value, dict) else _exact(value, "the majority ratio")


def _ratios(value: Any, options: tuple[str, ...]) -> tuple[tuple[str, Fraction], ...]:
    if not isinstance(value, dict):
        return ()
    return tuple((_known(name, options), _exact(ratio, "a majority ratio")) for name, ratio in value.items())


def _word(fields: dict[str, Any], key: str, words: tuple[str, ...]) -> str:
    value = _need(fields, key)
    if value not in words:
        raise ValueError(f"'{key}' is one of {', '.join(words)}")
    return str(value)


def _exact(value: Any, what: str) -> Fraction:
    if type(value) is int or isinstance(value, Fraction):
        number = Fraction(value)
    elif isinstance(value, str) and _RATIO.fullmatch(value):
        number = Fraction(value.replace(":", "/"))
    else:
        raise ValueError(f"{what} is not a number, a decimal or a ratio")
    if number < 0:
        raise ValueError(f"{what} is less than nothing")
    return number


def _published(fields: dict[str, Any], options: tuple[str, ...]) -> Published:
    value = _need(fields, "published")
    if not isinstance(value, dict):
        raise ValueError("'published' is not an object")
    known = ("pairwise_without_diagonal", "dropped", "winner", "order")
    pairs, dropped, winner, order = (value.get(key) for key in known)
    if pairs is None and dropped is None and winner is None and order is None:
        raise ValueError("nothing was published that a count could be compared with")
    return Published(
        None if pairs is None else _pairwise(pairs, len(options)),
        None if dropped is None else _level(dropped, options),
        None if winner is None else _level(winner if isinstance(winner, list) else [winner], options),
        None if order is None else _order(order, options),
    )


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
    order = tuple(_level(level if isinstance(level, list) else [level], options) for level in value)
    named = [option for level in order for option in level]
    if len(set(named)) != len(named):
        raise ValueError("an option stands twice in the published order")
    return order


def _level(value: Any, options: tuple[str, ...]) -> tuple[str, ...]:
    if not isinstance(value, list):
        raise ValueError("options published together are not a list")
    return tuple(sorted((_known(option, options) for option in value), key=options.index))
