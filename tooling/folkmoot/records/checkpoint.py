"""A checkpoint: how much history there is, and one digest that binds all of it."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Leaf:
    """One change of one record on the main line; its number, from 0, is its position in the history."""

    path: str
    digest: str
    """`sha256sum` of the file after the change; 64 zeros where the file was removed."""


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """The state of a history: RFC 6962 root over the first `size` leaves."""

    origin: str
    size: int
    root: bytes
    """32 bytes."""
