"""The language that sentences are spoken in: written in English where they are made, found in a catalogue where another is spoken.

A message is a whole sentence, or a word that stands alone, with named places: `say("{name} sits until {day}.", name=..., day=...)`.
Its English text is its key (GNU gettext), so catalogues are `.po` files that every translator's program opens. What records,
logs and results hold is data and never passes through here: the language is the reader's, not the record's.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass

ENGLISH = "en"


def _same(message: str) -> str:
    return message


def _one_or_more(one: str, more: str, count: int) -> str:
    return one if count == 1 else more


@dataclass(frozen=True)
class Catalogue:
    """The messages of one language; a message that it lacks is spoken in English."""

    language: str = ENGLISH
    """Its BCP 47 tag, such as `de`."""
    message: Callable[[str], str] = _same
    plural: Callable[[str, str, int], str] = _one_or_more
    """From a message for one, a message for more and how many there are to the form that the language has for so many."""
    thousands: str = ","
    """What stands between the thousands of a number."""


_spoken: ContextVar[Catalogue] = ContextVar("_spoken", default=Catalogue())  # noqa: B039 (it is frozen)


def say(message: str, /, **places: object) -> str:
    """The message in the language spoken, its places filled."""
    return _spoken.get().message(message).format_map(places)


def say_of(how_many: int, one: str, more: str, /, **places: object) -> str:
    """The message for a number of things: `one` for 1, else `more`; `{count}` in it is the number, its thousands parted."""
    return _spoken.get().plural(one, more, how_many).format_map({"count": number(how_many), **places})


def phrase(message: str) -> str:
    """A message that stands in a table here and is spoken later, by `say(table[key])`; catalogues find it by this name."""
    return message


def phrase_of(one: str, more: str) -> tuple[str, str]:
    """The two forms of a message that `say_of` speaks later."""
    return one, more


def number(value: int) -> str:
    """A whole number with its thousands parted as the language does: `12,046`."""
    return f"{value:,}".replace(",", _spoken.get().thousands)


def language() -> str:
    """The tag of the language spoken."""
    return _spoken.get().language


@contextmanager
def speaking(catalogue: Catalogue) -> Iterator[None]:
    """Speak a language until the block ends."""
    token = _spoken.set(catalogue)
    try:
        yield
    finally:
        _spoken.reset(token)
