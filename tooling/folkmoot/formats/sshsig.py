"""SSHSIG, the signatures of `ssh-keygen -Y sign`: the armour and the fields inside it, read strictly (OpenSSH, PROTOCOL.sshsig)."""

import binascii
import re
from dataclasses import dataclass
from functools import lru_cache

from folkmoot.formats.ssh_key import ED25519, RSA, SK_ECDSA, SK_ED25519, make_key, read_blob
from folkmoot.formats.ssh_wire import string_at, strings, write_string
from folkmoot.records.shown import shown
from folkmoot.records.signature import PublicKey, Refusal, Refused

_ARMOUR = re.compile(rb"-----BEGIN SSH SIGNATURE-----\n((?:[A-Za-z0-9+/=]{1,76}\n)+)-----END SSH SIGNATURE-----\n?")
_BEGIN, _END = b"-----BEGIN SSH SIGNATURE-----\n", b"\n-----END SSH SIGNATURE-----\n"
_WIDTH = 70
"""Marks in a line of an armour, as `ssh-keygen` writes it."""
_MAGIC = b"SSHSIG"
_VERSION = (1).to_bytes(4, "big")
_START = len(_MAGIC) + len(_VERSION)
_LONGEST = 16384
_ED25519_HEAD = _MAGIC + _VERSION + write_string(write_string(ED25519.encode()) + write_string(bytes(32)))[:-32]
_POINT_END = len(_ED25519_HEAD) + 32
_VALUE = 64
_HASHES = {b"sha512": "sha512", b"sha256": "sha256"}
_AGAIN = "sign the file again: folkmoot sign FILE --again"
_RSA_ALGORITHMS = ("rsa-sha2-512", "rsa-sha2-256")
_KEY_HINT = "sign with a key of another kind; make one with: ssh-keygen -t ed25519"


@dataclass(frozen=True, slots=True)
class SshSignature:
    """What an armour holds; nothing is verified yet."""

    key: PublicKey
    namespace: str
    hash_name: str
    """`sha256` or `sha512`: how the message is hashed before it is signed."""
    algorithm: str
    """The kind of the key, or for an RSA key `rsa-sha2-256` or `rsa-sha2-512`."""
    value: bytes
    """64 bytes of Ed25519; two numbers in wire form for ECDSA; the number of RSA."""
    flags: int = 0
    """What a security key says of the touch: bit 0 is set when a person touched it."""
    counter: int = 0


def read_signature(armour: bytes) -> SshSignature | Refused:
    """Read the bytes of a `.sig` file; what `ssh-keygen` would not read is refused, and so is all that it never writes.

    Windows line ends are taken for plain ones, and nothing else is forgiven.
    """
    try:
        blob = _blob(armour)
        if blob.startswith(_ED25519_HEAD):
            ordinary = _ordinary(blob[_POINT_END:-_VALUE])
            if ordinary is not None:
                key = make_key(ED25519, blob[_START + 4 : _POINT_END])
                return SshSignature(key, *ordinary, ED25519, blob[-_VALUE:])
        return _fields(blob)
    except ValueError as error:
        return Refused(Refusal.NOT_A_SIGNATURE, f"it is not a whole SSH signature: {error}", _AGAIN)


def read_ordinary(armour: bytes) -> tuple[bytes, str, str, bytes] | None:
    """Point, namespace, hash and value of an Ed25519 signature as `read_signature` reads them; None where that has to say more.

    Only what stands in an armour exactly as `ssh-keygen` writes it is read here: a vote brings very many of these.
    """
    blob = _plain_blob(armour)
    if blob is None or not blob.startswith(_ED25519_HEAD):
        return None
    ordinary = _ordinary(blob[_POINT_END:-_VALUE])
    return None if ordinary is None else (blob[len(_ED25519_HEAD) : _POINT_END], *ordinary, blob[-_VALUE:])


@lru_cache(maxsize=64)
def _ordinary(middle: bytes) -> tuple[str, str] | None:
    """Namespace and hash of an Ed25519 signature, from what stands between the point and the 64 bytes of its value.

    Ballots of one vote differ in point and value only, and neither has a say in how the fields are read, so one
    reading serves them all. None where the ordinary reading has to say what is wrong.
    """
    read = _fields(_ED25519_HEAD + bytes(32) + middle + bytes(_VALUE))
    if isinstance(read, Refused) or len(read.value) != _VALUE:
        return None
    return read.namespace, read.hash_name


def _plain_blob(armour: bytes) -> bytes | None:
    """The bytes in an armour whose lines are all of the usual width; None for every other, sound or not."""
    body = armour[len(_BEGIN) : -len(_END)]
    encoded, breaks = body.replace(b"\n", b""), body[_WIDTH :: _WIDTH + 1]
    if not (armour.startswith(_BEGIN) and armour.endswith(_END)) or len(armour) > _LONGEST:
        return None
    if breaks.strip(b"\n") or len(breaks) != len(body) - len(encoded) or len(body) % (_WIDTH + 1) == 0:
        return None
    return _bytes(encoded)


def _bytes(encoded: bytes) -> bytes | None:
    """What base64 stands for; None when it is not written in the one way, as with padding in the middle or bits past the end."""
    try:
        blob = binascii.a2b_base64(encoded)
    except binascii.Error:
        return None
    return blob if binascii.b2a_base64(blob, newline=False) == encoded else None


def _blob(armour: bytes) -> bytes:
    plain = _plain_blob(armour)
    if plain is not None:
        return plain
    if len(armour) > _LONGEST:
        raise ValueError(f"the file holds {len(armour)} bytes, and {_LONGEST} are the most")
    if b"\r\n" in armour:
        armour = armour.replace(b"\r\n", b"\n")
    match = _ARMOUR.fullmatch(armour)
    if match is None:
        raise ValueError(_why_no_armour(armour))
    blob = _bytes(match[1].replace(b"\n", b""))
    if not blob:
        raise ValueError("the text between the first and the last line is not base64; a mark may be lost or added")
    return blob


def _why_no_armour(armour: bytes) -> str:
    first, last = b"-----BEGIN SSH SIGNATURE-----\n", b"\n-----END SSH SIGNATURE-----"
    if not armour.startswith(first):
        return f"its first line has to be '{first.strip().decode()}'"
    if last not in armour:
        return f"its last line has to be '{last.strip().decode()}'"
    if armour.partition(last)[2].rstrip(b"\n"):
        return "something stands after its last line"
    return "the lines in it hold other marks than base64, are empty, or are longer than 76 marks"


def _fields(blob: bytes) -> SshSignature | Refused:
    if not blob.startswith(_MAGIC):
        raise ValueError("it does not begin with SSHSIG")
    if blob[len(_MAGIC) : _START] != _VERSION:
        return Refused(Refusal.UNKNOWN_VERSION, "it is written in a version of the format that is not version 1", _AGAIN)
    key_blob, at = string_at(blob, _START)
    namespace, at = string_at(blob, at)
    reserved, at = string_at(blob, at)
    hash_name, at = string_at(blob, at)
    signature, at = string_at(blob, at)
    if at != len(blob):
        raise ValueError("something stands after its last field")
    if reserved:
        raise ValueError("the field that is kept for later is not empty")
    purpose = _purpose(namespace)
    if hash_name not in _HASHES:
        words = f"it was made with the hash '{shown(hash_name.decode('latin-1'))}'; only sha256 and sha512 count"
        return Refused(Refusal.WEAK_HASH, words, _AGAIN)
    try:
        key = read_blob(key_blob)
    except ValueError as error:
        return Refused(Refusal.UNKNOWN_KEY_TYPE, f"the key that made it is none that counts: {error}", _KEY_HINT)
    return _inner(key, purpose, _HASHES[hash_name], signature)


def _purpose(namespace: bytes) -> str:
    try:
        text = namespace.decode("utf-8")
    except UnicodeDecodeError:
        text = ""
    if not text or not text.isprintable():
        raise ValueError("it does not say what it was made for (its namespace is empty or broken)")
    return text


def _inner(key: PublicKey, namespace: str, hash_name: str, signature: bytes) -> SshSignature | Refused:
    named, at = string_at(signature, 0)
    algorithm = named.decode("latin-1")
    value, at = string_at(signature, at)
    if key.kind == RSA and algorithm == RSA:
        return Refused(Refusal.WEAK_HASH, "it was made with RSA and SHA-1, which can be forged", _AGAIN)
    if algorithm != key.kind and not (key.kind == RSA and algorithm in _RSA_ALGORITHMS):
        raise ValueError(f"the key is of the kind '{key.kind}', and the signature of the kind '{shown(algorithm)}'")
    if key.kind not in (SK_ED25519, SK_ECDSA):
        if at != len(signature):
            raise ValueError("something stands after the signature in it")
        return SshSignature(key, namespace, hash_name, algorithm, value)
    if at + 5 != len(signature):
        raise ValueError("what a security key says of the touch is cut off, or something stands after it")
    return SshSignature(key, namespace, hash_name, algorithm, value, signature[at], int.from_bytes(signature[at + 1 :], "big"))


def numbers(value: bytes) -> tuple[bytes, ...]:
    """The two numbers of an ECDSA signature, in wire form; ValueError when there are not two."""
    found = strings(value)
    if len(found) != 2:
        raise ValueError("an ECDSA signature holds two numbers")
    return found
