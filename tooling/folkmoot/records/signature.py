"""Public keys, signatures and what came of checking them."""

from dataclasses import dataclass
from enum import StrEnum


@dataclass(frozen=True, slots=True)
class PublicKey:
    """An SSH public key in its wire form (RFC 4253, section 6.6)."""

    kind: str
    """The key type, such as `ssh-ed25519`."""
    blob: bytes
    fingerprint: str
    """`SHA256:` and the unpadded base64 of the SHA-256 of the blob, as `ssh-keygen -l` prints it."""


class Refusal(StrEnum):
    """Why a signature does not count, in a word."""

    NOT_A_SIGNATURE = "not-a-signature"
    UNKNOWN_VERSION = "unknown-version"
    WRONG_NAMESPACE = "wrong-namespace"
    WEAK_HASH = "weak-hash"
    WEAK_KEY = "weak-key"
    UNKNOWN_KEY_TYPE = "unknown-key-type"
    NOT_PRESENT = "not-present"
    DOES_NOT_MATCH = "does-not-match"
    UNKNOWN_SIGNER = "unknown-signer"
    OTHER_KEY = "other-key"
    REVOKED = "revoked"
    NOT_IN_ROLE = "not-in-role"


@dataclass(frozen=True, slots=True)
class Refused:
    """A signature that does not count, with the reason in words a member understands and a way out."""

    reason: Refusal
    words: str
    mend: str = ""


Signed = tuple[bytes, bytes, str]
"""A signature in its armour, the bytes of what it signs, and the namespace it was made for."""


@dataclass(frozen=True, slots=True)
class Sidecar:
    """One signature file beside what it signs: `<target>.sig.d/<person>.sig`."""

    path: str
    target: str
    """The repository path of the signed file."""
    person: str
    armour: bytes


class Assurance(StrEnum):
    """How sure it is that a person did what a record says."""

    OWN = "A"
    ATTESTED = "B"
    ACCOUNT = "C"
    WORD = "-"
    """Nobody's signature: the maintainers' word."""
