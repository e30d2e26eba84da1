"""How a member's key comes into the members' list: a challenge, and the signed answer to it."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Enrolment:
    """One challenge: `enrol/1`."""

    coop: str
    member: str
    nonce: str
    """64 hexadecimal digits that nobody could guess, and that are used once."""
    pubkey: str = ""
    """The public key line; empty until the member answers."""


@dataclass(frozen=True, slots=True)
class Answer:
    """A challenge with the key filled in, and the signature over it."""

    enrolment: Enrolment
    armour: bytes
