"""Whether a signature holds: the SSHSIG armour, the exact bytes of the file, and what it must have been made for."""

import hashlib
from functools import lru_cache

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from nacl.bindings import crypto_sign_open
from nacl.exceptions import CryptoError

from folkmoot.formats.ssh_key import CURVES, ED25519, RSA, SK_ECDSA, SK_ED25519, fingerprint_of, parts
from folkmoot.formats.ssh_wire import whole_number, write_string
from folkmoot.formats.sshsig import SshSignature, numbers, read_ordinary, read_signature
from folkmoot.records.shown import shown
from folkmoot.records.signature import PublicKey, Refusal, Refused
from folkmoot.trust.strength import ELLIPTIC, weakness

_BEFORE_POINT = write_string(ED25519.encode()) + (32).to_bytes(4, "big")
_POINT = len(_BEFORE_POINT)
_PRESENT = 1
_DIGESTS: dict[str, hashes.HashAlgorithm] = {
    "nistp256": hashes.SHA256(), "nistp384": hashes.SHA384(), "nistp521": hashes.SHA512(),
    "rsa-sha2-256": hashes.SHA256(), "rsa-sha2-512": hashes.SHA512(),
}  # fmt: skip


def judge(armour: bytes, message: bytes, namespace: str) -> PublicKey | Refused:
    """Return the key that signed `message` for `namespace`, or why the signature does not count.

    Whatever `ssh-keygen -Y verify` refuses is refused, but for Windows line ends in the armour; so are weak keys, and
    security keys that nobody touched. Whose key it is, and whether it may sign, is not asked here.
    """
    read = read_signature(armour)
    if isinstance(read, Refused):
        return read
    if read.namespace != namespace:
        words = f"it was made for '{shown(read.namespace)}', not for '{namespace}'"
        mend = f"sign it again: folkmoot sign FILE --again, or: ssh-keygen -Y sign -n {namespace} -f KEY FILE"
        return Refused(Refusal.WRONG_NAMESPACE, words, mend)
    # libsodium itself refuses points of small order; the dearer test for the main subgroup is made at enrolment.
    weak = "" if read.key.kind == ED25519 else weakness(read.key)
    if weak or not _holds(read, _signed_data(read.namespace, read.hash_name, message)):
        return _why_not(read, message)
    if read.key.kind in (SK_ED25519, SK_ECDSA) and not read.flags & _PRESENT:
        words = "nobody touched the security key when it was made"
        return Refused(Refusal.NOT_PRESENT, words, "sign again with a key that asks for a touch (made without no-touch-required)")
    return read.key


def holding(armour: bytes, message: bytes) -> tuple[str, str] | None:
    """Return the fingerprint of the Ed25519 key that signed `message`, and the namespace it was signed for; None for all else.

    What is None here may still count: `judge` alone knows the other keys, and says why a signature is refused. For this
    namespace `judge` returns the key of this fingerprint.
    """
    plain = read_ordinary(armour)
    if plain is None:
        read = read_signature(armour)
        if isinstance(read, Refused) or read.key.kind != ED25519 or not _holds(read, _signed_data(read.namespace, read.hash_name, message)):
            return None
        return read.key.fingerprint, read.namespace
    point, namespace, hash_name, value = plain
    if not _ed25519_holds(point, value, _signed_data(namespace, hash_name, message)):
        return None
    return fingerprint_of(_BEFORE_POINT + point), namespace


def _signed_data(namespace: str, hash_name: str, message: bytes) -> bytes:
    hashed = hashlib.sha512(message) if hash_name == "sha512" else hashlib.sha256(message)
    return _prefix(namespace, hash_name, hashed.digest_size) + hashed.digest()


@lru_cache(maxsize=256)
def _prefix(namespace: str, hash_name: str, size: int) -> bytes:
    fields = (namespace.encode(), b"", hash_name.encode())
    return b"SSHSIG" + b"".join(map(write_string, fields)) + size.to_bytes(4, "big")


def _holds(read: SshSignature, data: bytes) -> bool:
    kind = read.key.kind
    if kind == ED25519:
        return _ed25519_holds(read.key.blob[_POINT:], read.value, data)
    if kind == RSA:
        return _rsa_holds(read, data)
    fields = parts(read.key)
    if kind in (SK_ED25519, SK_ECDSA):
        touch = bytes([read.flags]) + read.counter.to_bytes(4, "big")
        data = hashlib.sha256(fields[-1]).digest() + touch + hashlib.sha256(data).digest()
    if kind == SK_ED25519:
        return _ed25519_holds(fields[0], read.value, data)
    return _ecdsa_holds(read, data)


def _ed25519_holds(point: bytes, value: bytes, data: bytes) -> bool:
    if len(value) != 64:
        return False
    try:
        crypto_sign_open(value + data, point)
    except CryptoError:
        return False
    return True


def _ecdsa_holds(read: SshSignature, data: bytes) -> bool:
    curve = CURVES[read.key.kind][0]
    try:
        first, second = map(whole_number, numbers(read.value))
        _elliptic_key(read.key).verify(encode_dss_signature(first, second), data, ec.ECDSA(_DIGESTS[curve]))
    except (ValueError, InvalidSignature):
        return False
    return True


def _rsa_holds(read: SshSignature, data: bytes) -> bool:
    key = _rsa_key(read.key)
    size = (key.key_size + 7) // 8
    try:
        # some agents leave out leading zeros; ssh-keygen puts them back, and so do we
        key.verify(read.value.rjust(size, b"\0"), data, PKCS1v15(), _DIGESTS[read.algorithm])
    except (ValueError, InvalidSignature):
        return False
    return True


@lru_cache(maxsize=4096)
def _elliptic_key(key: PublicKey) -> ec.EllipticCurvePublicKey:
    return ec.EllipticCurvePublicKey.from_encoded_point(ELLIPTIC[CURVES[key.kind][0]], parts(key)[1])


@lru_cache(maxsize=4096)
def _rsa_key(key: PublicKey) -> rsa.RSAPublicKey:
    exponent, modulus = map(whole_number, parts(key))
    return rsa.RSAPublicNumbers(exponent, modulus).public_key()


def _why_not(read: SshSignature, message: bytes) -> Refused:
    weak = weakness(read.key)
    if weak:
        mend = "make a new key with: ssh-keygen -t ed25519, have it enrolled, and sign again"
        return Refused(Refusal.WEAK_KEY, f"the key {read.key.fingerprint} is not safe: {weak}", mend)
    plain = message.replace(b"\r\n", b"\n")
    if plain != message and _holds(read, _signed_data(read.namespace, read.hash_name, plain)):
        words = "the file has Windows line ends (CRLF) here, and was signed with plain ones (LF): Git may have changed it on this computer"
        return Refused(Refusal.DOES_NOT_MATCH, words, "put the line '* -text' into .gitattributes and check the file out again")
    windows = plain.replace(b"\n", b"\r\n")
    if windows != message and _holds(read, _signed_data(read.namespace, read.hash_name, windows)):
        words = "the file was signed with Windows line ends (CRLF), and is stored with plain ones (LF)"
        mend = "put the line '* -text' into .gitattributes, check the file out again, and sign it again: folkmoot sign FILE --again"
        return Refused(Refusal.DOES_NOT_MATCH, words, mend)
    words = "it does not belong to this file as it is now: the file or the signature was changed after the signing"
    return Refused(Refusal.DOES_NOT_MATCH, words, "bring back the file as it was signed, or sign it again: folkmoot sign FILE --again")
