"""The last rung of every ladder: a lot whose seed was announced before the vote opened."""

from collections.abc import Sequence
from hashlib import sha256

from folkmoot.records.draw import BeaconRound, Dice


def tie_seed(proposal: str, text: str, source: BeaconRound | Dice) -> str:
    """The seed that settles ties of one vote, 64 lower-case hex digits: SHA-256 over proposal, frozen text and announced source.

    The text is `tie/1 seed`, `proposal <id>`, `text <digest>` and the line of the source as in the seed of a draw, a line feed after
    each.
    """
    line = f"dice {source.digits}" if isinstance(source, Dice) else f"beacon {source.chain} {source.round} {source.signature}"
    return sha256(f"tie/1 seed\nproposal {proposal}\ntext {text}\n{line}\n".encode("ascii")).hexdigest()


def by_lot(seed: str, options: Sequence[str]) -> tuple[str, ...]:
    """The options in the order of their tickets, lowest first: `printf '%s:%s' SEED OPTION | sha256sum`."""
    return tuple(sorted(options, key=lambda option: (sha256(f"{seed}:{option}".encode("ascii")).hexdigest(), option)))
