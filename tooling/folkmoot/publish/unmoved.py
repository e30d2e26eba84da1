"""What an earlier build made of a matter, used again while the matter's imprint stands."""

from collections.abc import Callable

from folkmoot.procedure.chronicle import Matter
from folkmoot.procedure.imprint import imprint_of
from folkmoot.publish.atlas import Atlas
from folkmoot.records.recall import recall
from folkmoot.records.speech import language


def unmoved(atlas: Atlas, kind: str, matter: Matter, make: Callable[[], bytes], *beside: str) -> bytes:
    """What `make` gives of one matter; it must follow from the matter, the site's other pages, the ways in and what is said `beside`."""

    def words() -> tuple[str, ...]:
        return (kind, imprint_of(atlas.course, matter), language(), repr(atlas.ways), atlas.beside, *beside)

    return recall("matters", words, lambda: make().decode()).encode()
