"""The seed of a draw: one SHA-256 over the call's digest and the public sources that the call announced."""

import hashlib
import re
from collections.abc import Sequence

from folkmoot.records.draw import BeaconRound, Dice, Source
from folkmoot.records.error import FolkmootError

_DIGEST = re.compile(r"[0-9a-f]{64}")
_SIGNATURE = re.compile(r"(?:[0-9a-f]{2})+")
_DIGITS = re.compile(r"[0-9]+")


def seed_text(call_digest: str, sources: Sequence[Source]) -> str:
    """The text whose SHA-256 is the seed of `draw/1`: a line for the call and one for each source.

    A beacon round stands last: nobody may add anything once the beacon is known. Raises FolkmootError for
    a source behind a beacon, for none at all, and for a digest, chain, signature or roll of dice that is not written as the
    method wants it.
    """
    if not sources:
        raise FolkmootError("a seed without a source is none", "announce a beacon's future round, or dice")
    if any(isinstance(source, BeaconRound) for source in sources[:-1]):
        raise FolkmootError("a source stands after the beacon", "put the beacon after every other source")
    return f"draw/1 seed\ncall {_digest('the digest of the call', call_digest)}\n" + "".join(map(_line, sources))


def seed(call_digest: str, sources: Sequence[Source]) -> str:
    """The seed of a draw as 64 lower-case hex digits."""
    return hashlib.sha256(seed_text(call_digest, sources).encode("ascii")).hexdigest()


def replacement_text(seed: str, removal_digest: str, beacon: BeaconRound) -> str:
    """The text whose SHA-256 is the seed of a replacement: first seed, removal record, later round."""
    first = _digest("the seed", seed)
    removal = _digest("the digest of the removal", removal_digest)
    return f"draw/1 replace\nseed {first}\nremoval {removal}\n{_line(beacon)}"


def replacement_seed(seed: str, removal_digest: str, beacon: BeaconRound) -> str:
    """The seed that ranks the remaining entries anew; unknown to everybody while the removal is decided."""
    return hashlib.sha256(replacement_text(seed, removal_digest, beacon).encode("ascii")).hexdigest()


def _line(source: Source) -> str:
    if isinstance(source, Dice):
        if not _DIGITS.fullmatch(source.digits):
            raise FolkmootError(f"dice '{source.digits}' are not plain digits", "write digits and nothing else")
        return f"dice {source.digits}\n"
    chain = _digest("the beacon's chain", source.chain)
    if source.round < 1:
        raise FolkmootError(f"beacon round {source.round} does not exist", "rounds are counted from 1")
    if not _SIGNATURE.fullmatch(source.signature):
        raise FolkmootError(
            f"the signature of beacon round {source.round} is not lower-case hex",
            "write it as the beacon publishes it: pairs of 0-9 and a-f",
        )
    return f"beacon {chain} {source.round} {source.signature}\n"


def _digest(name: str, value: str) -> str:
    if not _DIGEST.fullmatch(value):
        raise FolkmootError(f"{name} '{value}' is not a SHA-256", "write 64 digits of lower-case hex")
    return value
