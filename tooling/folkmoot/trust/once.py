"""What follows from an archive alone is worked out once an archive, and forgotten with it."""

from collections.abc import Callable
from functools import wraps
from typing import TypeVar
from weakref import ref

from folkmoot.records.archive import Archive

T = TypeVar("T")


def once_an_archive(build: Callable[[Archive], T]) -> Callable[[Archive], T]:
    """Keep what `build` returned for as long as the archive lives; archives are told apart by identity."""
    known: dict[int, tuple[ref[Archive], T]] = {}

    @wraps(build)
    def kept(archive: Archive) -> T:
        found = known.get(id(archive))
        if found is not None and found[0]() is archive:
            return found[1]
        built, place = build(archive), id(archive)

        def forget(_: object) -> None:
            known.pop(place, None)

        known[place] = (ref(archive, forget), built)
        return built

    return kept
