"""A removal: who leaves a panel and why, and the future round that will say who comes instead."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Removal:
    """One file `juries/<id>/removals/<number>.json`, merged before anybody can know its round."""

    jury: str
    number: int
    """1 for the first removal of this jury."""
    seed: str
    """The seed of the draw."""
    entries: tuple[str, ...]
    """Those who leave, in the order in which their seats are filled again."""
    reason: str
    chain: str
    round: int
    path: str = ""
    digest: str = ""
    """`sha256sum` of the file: what the seed of the replacement binds."""
