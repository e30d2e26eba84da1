"""A sentence made in one room and spoken in another: records and checks read it in English, and a reader in the language of the page.

What is owed, awaited or told of a matter is computed once and shown to many, so it cannot be spoken where it is made.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from folkmoot.records.speech import ENGLISH, Catalogue, say, say_of, speaking

_ENGLISH = Catalogue(ENGLISH)


@dataclass(frozen=True, slots=True)
class Sentence:
    """A message with what stands in its places."""

    message: str
    places: tuple[tuple[str, "Sentence | str"], ...] = ()
    more: str = ""
    """The message for more than one; empty where it counts nothing."""
    count: int = 0

    @property
    def english(self) -> str:
        """As results, findings and data have it, whatever is spoken."""
        with speaking(_ENGLISH):
            return self.spoken()

    def spoken(self) -> str:
        """In the language spoken."""
        places = {name: each if isinstance(each, str) else each.spoken() for name, each in self.places}
        return say_of(self.count, self.message, self.more, **places) if self.more else say(self.message, **places)


def later(message: str, /, **places: Sentence | str) -> Sentence:
    """What `say` would say, to be said later."""
    return Sentence(message, tuple(places.items()))


def later_of(how_many: int, one: str, more: str, /, **places: Sentence | str) -> Sentence:
    """What `say_of` would say, to be said later."""
    return Sentence(one, tuple(places.items()), more, how_many)


def quoted(text: str) -> Sentence:
    """Words of a record, which stay as they are in any language."""
    return Sentence("{text}", (("text", text),))


def joined(parts: Iterable[Sentence | str], mark: str) -> Sentence:
    """Several, with a mark between them."""
    known = [(f"part{at}", part) for at, part in enumerate(parts)]
    return Sentence(mark.join(f"{{{name}}}" for name, _ in known), tuple(known))
