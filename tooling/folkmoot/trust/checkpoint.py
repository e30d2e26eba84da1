"""Checkpoints and who vouches for them: the leaf of a change, the log's signature, a witness's cosignature.

Signatures are those of C2SP: signed-note with Ed25519 (kind 0x01), and tlog-cosignature (kind 0x04), which binds the time
at which a witness saw the checkpoint.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from hashlib import sha256

from nacl.bindings import crypto_core_ed25519_is_valid_point
from nacl.exceptions import BadSignatureError
from nacl.signing import VerifyKey

from folkmoot.formats.note import write_body
from folkmoot.formats.ssh_key import ED25519, parts, read_line
from folkmoot.records.checkpoint import PLAIN, Checkpoint, Leaf, Note, NoteSignature
from folkmoot.records.keys import SigningRole
from folkmoot.trust.chain import Keyring
from folkmoot.trust.merkle import leaf_hash, root, roots
from folkmoot.trust.strength import weakness

LOG = 0x01
"""The kind of a log's own signature."""
WITNESS = 0x04
"""The kind of a witness's cosignature."""
_SIGNATURE_LENGTH = 64
_TIME_LENGTH = 8


def leaf_data(leaf: Leaf) -> bytes:
    """Return what is hashed for a change: path, NUL and 32 bytes of digest.

    Where the file is no plain one, its mode and a NUL stand before the digest, so that a file made a link is another change.
    """
    mode = b"" if leaf.mode == PLAIN else leaf.mode.encode() + b"\x00"
    return leaf.path.encode() + b"\x00" + mode + bytes.fromhex(leaf.digest)


def leaf_hashes(leaves: Iterable[Leaf]) -> tuple[bytes, ...]:
    """Return the leaf hashes of a history."""
    return tuple(leaf_hash(leaf_data(leaf)) for leaf in leaves)


def origin_of(coop: str) -> str:
    """Return the name under which a co-op's log signs."""
    return f"{coop}/log"


def checkpoint_of(coop: str, hashes: Sequence[bytes]) -> Checkpoint:
    """Return the checkpoint of a whole history, from its leaf hashes."""
    return Checkpoint(origin_of(coop), len(hashes), root(hashes))


def first_departure(hashes: Sequence[bytes], known: Iterable[Checkpoint]) -> tuple[int, Checkpoint] | None:
    """Return the smallest checkpoint that a history does not extend, and the size up to which others show it unchanged.

    None when it extends all of them. A checkpoint larger than the history is not extended.
    """
    ordered = sorted(known, key=lambda each: each.size)
    at = roots(hashes, {each.size for each in ordered})
    agreed = 0
    for checkpoint in ordered:
        if at.get(checkpoint.size) != checkpoint.root:
            return agreed, checkpoint
        agreed = checkpoint.size
    return None


@dataclass(frozen=True, slots=True)
class LogKeys:
    """Who may sign checkpoints, and how many of them must."""

    holders: tuple[tuple[str, bytes], ...] = ()
    """Person and raw Ed25519 key of 32 bytes; a person may hold several."""
    threshold: int = 1


def log_keys(ring: Keyring, size: int) -> LogKeys:
    """Return the keys of the role log that were in force, and trusted, when a history had `size` leaves."""
    head = ring.version_at(size - 1)
    role = head.roles.get(SigningRole.LOG) if head else None
    if head is None or role is None:
        return LogKeys()
    known = ring.holders(head.version).values()
    return LogKeys(
        tuple(
            (person, parts(key)[0])
            for person, key in known
            if person in role.people and key.kind == ED25519 and not ring.is_revoked(key.fingerprint, size)
        ),
        role.threshold,
    )


def raw_key(line: str) -> bytes:
    """Return the 32 raw bytes of a public key line, `ssh-ed25519 AAAA... comment`; ValueError when it is none or weak."""
    key = read_line(line)
    if key.kind != ED25519:
        raise ValueError(f"a key of the kind '{key.kind}' cannot sign checkpoints; make one with: ssh-keygen -t ed25519")
    weak = weakness(key)
    if weak:
        raise ValueError(weak)
    return parts(key)[0]


def key_id(name: str, kind: int, key: bytes) -> bytes:
    """Return the 4 bytes by which a signature line names its key."""
    return sha256(name.encode() + b"\n" + bytes([kind]) + key).digest()[:4]


def log_line(origin: str, key: bytes, signature: bytes) -> NoteSignature:
    """Return the signature line of a log, from the raw Ed25519 signature of the note's body."""
    return NoteSignature(origin, key_id(origin, LOG, key), signature)


def cosigned_data(body: bytes, seconds: int) -> bytes:
    """Return what a witness signs: that it saw this checkpoint at a time (seconds since 1970), and none larger."""
    return b"cosignature/v1\ntime %d\n" % seconds + body


def witness_line(name: str, key: bytes, seconds: int, signature: bytes) -> NoteSignature:
    """Return the signature line of a witness, from the raw Ed25519 signature of `cosigned_data`."""
    return NoteSignature(name, key_id(name, WITNESS, key), seconds.to_bytes(_TIME_LENGTH, "big") + signature)


def with_line(note: Note, line: NoteSignature) -> Note:
    """Add a signature line, in the place of an older one by the same key."""
    others = tuple(each for each in note.signatures if (each.name, each.key_id) != (line.name, line.key_id))
    return replace(note, signatures=(*others, line))


def log_refusal(note: Note, keys: LogKeys) -> str:
    """Say why the log does not vouch for a note, in words; empty when enough people signed it as the log.

    Lines of other names, keys and kinds are passed over, as C2SP asks. ValueError when a line names a known key and does
    not fit, whatever else stands there.
    """
    origin = note.checkpoint.origin
    signed: set[str] = set()
    for person, key in keys.holders:
        for line in note.signatures:
            if line.name == origin and line.key_id == key_id(origin, LOG, key):
                if not _fits(key, note.body, line.data):
                    raise ValueError(f"the signature of {origin} does not fit its text: it was changed, or another key made it")
                signed.add(person)
    if signed and len(signed) >= keys.threshold:
        return ""
    if signed:
        return f"{len(signed)} of the {keys.threshold} people signed it who must sign as {origin}"
    if not note.signatures:
        return "nobody signed it"
    named = any(line.name == origin for line in note.signatures)
    return f"it is signed as {origin} by a key that is not known here" if named else f"{origin} did not sign it"


def witnessed_at(note: Note, name: str, key: bytes) -> int | None:
    """Return when a witness saw a checkpoint, in seconds since 1970; None when it did not cosign, ValueError on a false line."""
    wanted, latest = key_id(name, WITNESS, key), None
    for line in note.signatures:
        if (line.name, line.key_id) == (name, wanted):
            seconds = int.from_bytes(line.data[:_TIME_LENGTH], "big")
            if not _fits(key, cosigned_data(note.body, seconds), line.data[_TIME_LENGTH:]):
                raise ValueError(f"the cosignature of {name} does not fit the checkpoint")
            latest = max(seconds, latest or 0)
    return latest


def body_of(checkpoint: Checkpoint) -> Note:
    """Return the note of a checkpoint that nobody has signed yet."""
    return Note(checkpoint, write_body(checkpoint))


def _fits(key: bytes, data: bytes, signature: bytes) -> bool:
    if len(signature) != _SIGNATURE_LENGTH or not crypto_core_ed25519_is_valid_point(key):
        return False
    try:
        VerifyKey(key).verify(data, signature)
    except BadSignatureError:
        return False
    return True
