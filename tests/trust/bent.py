"""Signatures bent in many ways, the same in every run: fields, wire form and armour; a good number of them stay valid."""

from base64 import b64encode
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from hashlib import sha256
from typing import TypeVar

from trust.keyring import signed_data, string
from trust.softkeys import SoftKey, every_kind, number, plain, security_key, security_key_ecdsa

PURPOSES = ("ballot@rookery.example", "keys@rookery.example", "git", "ballot@brook.example")
MESSAGES = (b"yes\n", b"no\n", b"yes\r\n", b"", bytes(range(256)))
HASHES = ("sha512", "sha256")
ED25519_ORDER = 2**252 + 27742317777372353535851937790883648493
P256_ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
FIRST, LAST = b"-----BEGIN SSH SIGNATURE-----\n", b"-----END SSH SIGNATURE-----\n"
T = TypeVar("T")


class Lot:
    """Whole numbers without pattern, the same in every run."""

    def __init__(self, seed: str) -> None:
        self.seed, self.count = seed, 0

    def below(self, end: int) -> int:
        self.count += 1
        return int.from_bytes(sha256(f"{self.seed}:{self.count}".encode()).digest()[:8], "big") % end

    def of(self, things: Sequence[T]) -> T:
        return things[self.below(len(things))]

    def bytes(self, most: int) -> bytes:
        return sha256(str(self.below(1 << 64)).encode()).digest()[: 1 + self.below(most)]


@dataclass(frozen=True)
class Bent:
    """A signature in its fields, what it is put to, and what was done to it."""

    signer: SoftKey
    key: bytes
    purpose: bytes
    hash_name: bytes
    inner: bytes
    message: bytes
    expected: str
    reserved: bytes = b""
    armour: bytes = b""
    how: tuple[str, ...] = field(default=())


@cache
def keys() -> tuple[SoftKey, ...]:
    """Keys of all kinds, most of them Ed25519."""
    untouched = (security_key("touch", flags=0), security_key_ecdsa(flags=4))
    return (*(plain(f"bent {number}") for number in range(6)), *every_kind().values(), *untouched)


@cache
def signature(key: int, message: bytes, purpose: str, hash_name: str) -> bytes:
    return keys()[key].inner(signed_data(message, purpose, hash_name))


def sound(lot: Lot) -> Bent:
    at, message, purpose, hash_name = lot.below(len(keys())), lot.of(MESSAGES), lot.of(PURPOSES), lot.of(HASHES)
    key, inner = keys()[at], signature(at, message, purpose, hash_name)
    return Bent(key, key.blob, purpose.encode(), hash_name.encode(), inner, message, purpose, how=(key.kind.decode(),))


def flipped(data: bytes, lot: Lot) -> bytes:
    if not data:
        return b"\1"
    bit = lot.below(len(data) * 8)
    return data[: bit // 8] + bytes([data[bit // 8] ^ 1 << bit % 8]) + data[bit // 8 + 1 :]


def _split(inner: bytes) -> tuple[bytes, bytes, bytes]:
    kind = 4 + int.from_bytes(inner[:4], "big")
    end = kind + 4 + int.from_bytes(inner[kind : kind + 4], "big")
    return inner[:kind], inner[kind + 4 : end], inner[end:]


def _malleated(one: Bent, lot: Lot) -> bytes:
    """Ed25519 with S + L; ECDSA with n - s, which stays valid; a zero before RSA."""
    kind, value, end = _split(one.inner)
    if b"25519" in kind and len(value) == 64:
        value = value[:32] + ((int.from_bytes(value[32:], "little") + ED25519_ORDER) % (1 << 256)).to_bytes(32, "little")
    elif b"nistp256" in kind:
        size = 4 + int.from_bytes(value[:4], "big")
        second = P256_ORDER - int.from_bytes(value[size + 4 :], "big") % P256_ORDER
        value = value[:size] + number(second)
    elif b"rsa" in kind:
        value = lot.of((b"\0" + value, value.lstrip(b"\0"), value[1:], value + b"\0"))
    return kind + string(value) + end


def _padded(one: Bent) -> bytes:
    kind, value, end = _split(one.inner)
    size = 4 + int.from_bytes(value[:4], "big")
    return kind + string(string(b"\0" + value[4:size]) + value[size:]) + end


def _shortened(one: Bent, lot: Lot) -> bytes:
    kind, value, end = _split(one.inner)
    return kind + string(value[: lot.below(len(value) + 1)]) + end


def _renamed(one: Bent, lot: Lot) -> bytes:
    _, value, end = _split(one.inner)
    names = (b"ssh-ed25519", b"ssh-rsa", b"rsa-sha2-256", b"rsa-sha2-512", b"ssh-ed25519\0", b"SSH-ED25519", one.signer.kind, b"")
    return string(lot.of((*names, b"webauthn-sk-ecdsa-sha2-nistp256@openssh.com"))) + string(value) + end


FIELDS: dict[str, Callable[[Bent, Lot], Bent]] = {
    "signed anew": lambda one, lot: sound(lot),
    "other message": lambda one, lot: replace(one, message=lot.of(MESSAGES)),
    "other line ends": lambda one, lot: replace(one, message=one.message.replace(b"\n", b"\r\n")),
    "message bit": lambda one, lot: replace(one, message=flipped(one.message, lot)),
    "other expected": lambda one, lot: replace(one, expected=lot.of(PURPOSES)),
    "other purpose": lambda one, lot: replace(one, purpose=lot.of(PURPOSES).encode()),
    "both purposes": lambda one, lot: replace(one, purpose=(other := lot.of(PURPOSES)).encode(), expected=other),
    "odd purpose": lambda one, lot: replace(one, purpose=lot.of((one.purpose + b"\0", b"", b"\xff", one.purpose.upper(), b" " + one.purpose))),
    "other hash": lambda one, lot: replace(one, hash_name=lot.of((b"sha256", b"sha512", b"md5", b"sha1", b"SHA512", b"sha512\0", b"", b"sha384"))),
    "other key": lambda one, lot: replace(one, key=lot.of(keys()).blob),
    "key bit": lambda one, lot: replace(one, key=flipped(one.key, lot)),
    "key and more": lambda one, lot: replace(one, key=one.key + lot.bytes(4)),
    "inner bit": lambda one, lot: replace(one, inner=flipped(one.inner, lot)),
    "other inner": lambda one, lot: replace(one, inner=sound(lot).inner),
    "inner and more": lambda one, lot: replace(one, inner=one.inner + lot.bytes(5)),
    "inner renamed": lambda one, lot: replace(one, inner=_renamed(one, lot)),
    "malleated": lambda one, lot: replace(one, inner=_malleated(one, lot)),
    "zeros before a number": lambda one, lot: replace(one, inner=_padded(one)),
    "value shortened": lambda one, lot: replace(one, inner=_shortened(one, lot)),
    "reserved": lambda one, lot: replace(one, reserved=lot.bytes(8)),
}


def wire(one: Bent) -> bytes:
    head = b"SSHSIG" + (1).to_bytes(4, "big") + string(one.key) + string(one.purpose)
    return head + string(one.reserved) + string(one.hash_name) + string(one.inner)


def _cut(blob: bytes, lot: Lot) -> bytes:
    at = lot.below(len(blob))
    return blob[:at] + blob[at + 1 + lot.below(6) :]


def _put_in(blob: bytes, lot: Lot) -> bytes:
    at = lot.below(len(blob))
    return blob[:at] + lot.bytes(6) + blob[at:]


def _length_lie(blob: bytes, lot: Lot) -> bytes:
    at = 10 + lot.below(max(1, len(blob) - 14))
    return blob[:at] + lot.of((bytes(4), b"\xff" * 4, b"\0\0\0\1", b"\x7f\xff\xff\xff")) + blob[at + 4 :]


BLOBS: dict[str, Callable[[bytes, Lot], bytes]] = {
    "blob bit": flipped,
    "blob cut": _cut,
    "blob put in": _put_in,
    "blob and more": lambda blob, lot: blob + lot.bytes(6),
    "length lie": _length_lie,
    "version": lambda blob, lot: blob[:6] + lot.of((0, 2, 1 << 24)).to_bytes(4, "big") + blob[10:],
    "no magic": lambda blob, lot: lot.of((b"", b"SSHSI", b"sshsig")) + blob[6:],
}


def lines(blob: bytes, width: int) -> bytes:
    text = b64encode(blob)
    return FIRST + b"".join(text[at : at + width] + b"\n" for at in range(0, len(text), width)) + LAST


def _somewhere(armour: bytes, lot: Lot, mark: bytes) -> bytes:
    at = lot.below(len(armour) + 1)
    return armour[:at] + mark + armour[at:]


def _inside(armour: bytes, lot: Lot, mark: bytes) -> bytes:
    at = len(FIRST) + lot.below(max(1, len(armour) - len(FIRST) - len(LAST)))
    return armour[:at] + mark + armour[at:]


ARMOURS: dict[str, Callable[[bytes, Lot], bytes]] = {
    "no last line end": lambda armour, lot: armour.rstrip(b"\n"),
    "windows line ends": lambda armour, lot: armour.replace(b"\n", b"\r\n"),
    "one windows line end": lambda armour, lot: armour.replace(b"\n", b"\r\n", 1 + lot.below(4)),
    "old mac line ends": lambda armour, lot: armour.replace(b"\n", b"\r"),
    "space inside": lambda armour, lot: _inside(armour, lot, lot.of((b" ", b"\t", b"\n", b"\n\n", b"\v", b"\r", b"\0"))),
    "mark inside": lambda armour, lot: _inside(armour, lot, lot.of((b"A", b"=", b"==", b"-", b"_", b"*", b"\xc3\xa9"))),
    "mark somewhere": lambda armour, lot: _somewhere(armour, lot, lot.bytes(2)),
    "armour bit": flipped,
    "text before": lambda armour, lot: lot.of((b"\n", b" ", b"\xef\xbb\xbf", b"x\n")) + armour,
    "text after": lambda armour, lot: armour + lot.of((b"\n", b" ", b"x", armour)),
    "no padding": lambda armour, lot: armour.replace(b"=", b""),
    "slipped bits": lambda armour, lot: armour.replace(b"A=", b"B=").replace(b"Q=", b"R=").replace(b"g=", b"h="),
    "url alphabet": lambda armour, lot: armour.replace(b"+", b"-").replace(b"/", b"_"),
    "line lost": lambda armour, lot: b"".join(armour.splitlines(keepends=True)[: 1 + lot.below(4)]) + LAST,
}

STRICTER = {
    "odd purpose", "other hash", "inner renamed", "reserved", "zeros before a number", "malleated", "version", "space inside",
    "text after", "mark somewhere", "one long line", "armour bit", "blob bit",
}  # fmt: skip
"""After which bends OpenSSH may accept what we refuse; it also accepts security keys that nobody touched."""


def bent(lot: Lot) -> Bent:
    """A sound signature after none to four bends."""
    one = sound(lot)
    for _ in range(lot.of((0, 0, 1, 1, 1, 2))):
        name = lot.of(tuple(FIELDS))
        one = replace(FIELDS[name](one, lot), how=(*one.how, name))
    blob, how = wire(one), one.how
    if not lot.below(4):
        name = lot.of(tuple(BLOBS))
        blob, how = BLOBS[name](blob, lot), (*how, name)
    width = lot.of((70, 70, 76, 64, 1 + lot.below(76), 77 + lot.below(900)))
    armour, how = lines(blob, width), how if width <= 76 else (*how, "one long line")
    if not lot.below(3):
        name = lot.of(tuple(ARMOURS))
        armour, how = ARMOURS[name](armour, lot), (*how, name)
    return replace(one, armour=armour, how=how)
