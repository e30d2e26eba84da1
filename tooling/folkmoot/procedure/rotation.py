"""Rotation: which seats of a body that is filled whole at once end first, so that a part of them changes hands ever after."""

from itertools import pairwise
from math import ceil

from folkmoot.records.bodies import Body
from folkmoot.records.value import Span


def parts(count: int, body: Body) -> tuple[int, ...]:
    """Into how many seats each part of a rotation falls, the first to end first; one part for a body without a rotation.

    With the fraction 1/3, the i-th of three parts ends with the seat whose number is i thirds of all, rounded down: of 7 seats
    2, 2 and 3. So the last part, which serves the full term, is never smaller than another.
    """
    if body.rotation is None:
        return (count,)
    share = body.rotation.fraction
    steps = ceil(1 / share)
    return tuple(after - before for before, after in pairwise([*(int(count * share * step) for step in range(steps)), count]))


def part_of(place: int, sizes: tuple[int, ...]) -> int:
    """The part, counted from 0, in which a seat serves; seats are counted from 0, the first to leave first."""
    for part, size in enumerate(sizes):
        if place < size:
            return part
        place -= size
    return len(sizes) - 1


def is_whole(count: int, body: Body) -> bool:
    """Whether so many seats, given at once while nobody else sits, are more than the part that changes hands at once."""
    return body.rotation is not None and count > int(body.rotation.fraction * body.seats.target)


def span_of(part: int, sizes: tuple[int, ...], body: Body) -> Span | None:
    """How long a part serves from the seating: one span of the rotation, two, and so on; the last the whole term.

    A body that has a rotation and no term is held to the rotation. None when nothing ends the seats.
    """
    if body.rotation is None or (body.term is not None and part == len(sizes) - 1):
        return body.term
    return Span(body.rotation.every.count * (part + 1), body.rotation.every.unit)
