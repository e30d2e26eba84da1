"""The small parts of a file of an election: options, numbers, words and ballots, each read strictly."""

import re
from collections.abc import Iterable
from fractions import Fraction
from typing import Any

from folkmoot.records.tally import Ranking
from folkmoot.records.value import shown

_RATIO = re.compile(r"[0-9]{1,15}(\.[0-9]{1,30})?|[0-9]{1,15}[/:]0*[1-9][0-9]{0,14}")
_RANK = re.compile(r"[0-9]{1,9}")
_MARK = re.compile(r"[0-9A-Za-z]")
Fields = dict[str, Any]


def need(fields: Fields, key: str) -> Any:
    """The value of a key; ValueError when it is missing or null."""
    if fields.get(key) is None:
        raise ValueError(f"the key '{key}' is missing")
    return fields[key]


def read_options(value: Any) -> tuple[str, ...]:
    """Options named by numbers or texts, each once."""
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


def known(value: Any, options: tuple[str, ...]) -> str:
    """An option that is on the ballot."""
    name = _name(value)
    if name not in options:
        raise ValueError(f"'{shown(name)}' is not one of the options")
    return name


def read_level(value: Any, options: tuple[str, ...]) -> tuple[str, ...]:
    """Options that stand together, put in ballot order."""
    if not isinstance(value, list):
        raise ValueError("options published together are not a list")
    return tuple(sorted((known(option, options) for option in value), key=options.index))


def read_ballots(value: Any, size: int) -> dict[Ranking, int]:
    """Ballots in text and how often each was cast."""
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


def word(fields: Fields, key: str, words: Iterable[str]) -> str:
    """One of some words; ValueError names them."""
    value, choice = need(fields, key), tuple(words)
    if value not in choice:
        raise ValueError(f"'{key}' is one of {', '.join(choice)}")
    return str(value)


def exact(value: Any, what: str) -> Fraction:
    """A number, a decimal or a ratio from 0 up."""
    if type(value) is int or isinstance(value, Fraction):
        number = Fraction(value)
    elif isinstance(value, str) and _RATIO.fullmatch(value):
        number = Fraction(value.replace(":", "/"))
    else:
        raise ValueError(f"{what} is not a number, a decimal or a ratio")
    if number < 0:
        raise ValueError(f"{what} is less than nothing")
    return number


def whole(fields: Fields, key: str, least: int) -> int | None:
    """A whole number from `least` up, or None where the key is left out."""
    value = fields.get(key)
    if value is not None and (type(value) is not int or value < least):
        raise ValueError(f"'{key}' is not a whole number from {least} up")
    return value
