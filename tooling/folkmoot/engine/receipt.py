"""A receipt: which engine drew, in which version, what it was checked by, and over what; written beside a draw for whoever asks."""

from dataclasses import asdict, dataclass

from folkmoot.formats.canonical import write_json


@dataclass(frozen=True, slots=True)
class Receipt:
    """What is to be said of one run of an engine; nothing in it differs when the same engine runs again."""

    engine: str
    version: str
    golden: str
    """The check sum of the golden vectors that the engine reproduced before it drew."""
    roster: str
    """The digest of the roster, which the bytes that were ranked have."""
    files: int
    """How many files of it were read and compared with their digests."""
    entries: int
    eligible: int
    recomputed: int
    """How many tickets of the answer were taken anew with hashlib."""
    result: str
    """SHA-256 of the file that came of it: draw.json, or the lowest tickets."""


def write_receipt(receipt: Receipt) -> bytes:
    """The bytes of a receipt."""
    return write_json({"receipt": "engine/1", **asdict(receipt)})
