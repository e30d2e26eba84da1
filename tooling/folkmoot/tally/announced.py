"""The lot of a vote: the one source announced when the vote was opened, and what it gave when the ballots were closed."""

from collections.abc import Sequence

from folkmoot.records.draw import BeaconRound, Dice
from folkmoot.records.event import SeedValue
from folkmoot.tally.lot import tie_seed


def matches(announced: SeedValue, given: SeedValue) -> bool:
    """Whether what was recorded is of the source that was announced: the same kind, chain and round."""
    return (announced.kind, announced.chain, announced.round) == (given.kind, given.chain, given.round)


def given_by(announced: Sequence[SeedValue], given: Sequence[SeedValue]) -> BeaconRound | Dice | None:
    """What the announced source gave; None when none or several were announced, or another one or nothing was recorded."""
    if len(announced) != 1 or len(given) != 1 or not matches(announced[0], given[0]):
        return None
    value = given[0]
    if value.kind == "dice":
        return Dice(value.digits) if value.digits and value.digits.isascii() and value.digits.isdigit() else None
    if not (value.chain and value.round and value.signature) or not value.signature.isascii():
        return None
    return BeaconRound(value.chain, value.round, value.signature, value.previous_signature or "")


def lot_of(proposal: str, text: str, announced: Sequence[SeedValue], given: Sequence[SeedValue]) -> str | None:
    """The seed that settles the ties of a vote; None as long as it is not known."""
    source = given_by(announced, given)
    return tie_seed(proposal, text, source) if source is not None else None
