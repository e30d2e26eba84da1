"""A checkpoint: how much history there is, and one digest that binds all of it."""

from dataclasses import dataclass

PLAIN = "100644"
"""Git's mode of a plain file."""


@dataclass(frozen=True, slots=True)
class Leaf:
    """One change of one record on the main line; its number, from 0, is its position in the history."""

    path: str
    digest: str
    """`sha256sum` of the file after the change; 64 zeros where the file was removed."""
    mode: str = PLAIN
    """Git's mode after the change; other than plain only where a merge made a record a link or the like (M011)."""


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """The state of a history: RFC 6962 root over the first `size` leaves."""

    origin: str
    size: int
    root: bytes
    """32 bytes."""


@dataclass(frozen=True, slots=True)
class NoteSignature:
    """One signature line of a note."""

    name: str
    """Who claims to sign; `<co-op id>/log` for the log itself."""
    key_id: bytes
    """4 bytes that say which key and which kind of signature; a hint, no proof."""
    data: bytes
    """The signature; what it means depends on the kind."""


@dataclass(frozen=True, slots=True)
class Note:
    """A checkpoint as it is published: its text, byte for byte as it is signed, and the signatures below it."""

    checkpoint: Checkpoint
    body: bytes
    signatures: tuple[NoteSignature, ...] = ()
