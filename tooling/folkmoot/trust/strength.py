"""Keys that look like keys and protect nothing: why a key must not be enrolled or believed."""

from functools import lru_cache

from cryptography.hazmat.primitives.asymmetric import ec
from nacl.bindings import crypto_core_ed25519_is_valid_point

from folkmoot.formats.ssh_key import CURVES, ED25519, RSA, SK_ECDSA, SK_ED25519, parts
from folkmoot.formats.ssh_wire import whole_number
from folkmoot.records.signature import PublicKey

SMALLEST_RSA = 3072
_SMALLEST_EXPONENT = 65537
_APPLICATION = b"ssh:"
ELLIPTIC: dict[str, ec.EllipticCurve] = {"nistp256": ec.SECP256R1(), "nistp384": ec.SECP384R1(), "nistp521": ec.SECP521R1()}
_ORDERS = {  # SEC 2, version 2, sections 2.4.2, 2.5.1 and 2.6.1
    "nistp256": 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551,
    "nistp384": 0xFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFC7634D81F4372DDF581A0DB248B0A77AECEC196ACCC52973,
    "nistp521": (0x1FF << 512)
    | (((1 << 256) - 6) << 256)
    | 0x51868783BF2F966B7FCC0148F709A5D03BB5C9B8899C47AEBB6FB71E91386409,
}


@lru_cache(maxsize=4096)
def weakness(key: PublicKey) -> str:
    """Say why a key must not be enrolled or believed; empty when nothing speaks against it.

    An Ed25519 point of small order or outside the main subgroup lets anybody sign for the key, or its owner deny what
    it signed; short RSA keys can be broken; a security key made for a web site signs for that site.
    """
    fields = parts(key)
    if key.kind in (SK_ED25519, SK_ECDSA) and not fields[-1].startswith(_APPLICATION):
        return "it is a security key that was made for a web site, not for SSH (its application does not begin with 'ssh:')"
    if key.kind in (SK_ED25519, SK_ECDSA) and b"\0" in fields[-1]:
        return "the application that its security key names is broken"
    if key.kind in (ED25519, SK_ED25519) and not crypto_core_ed25519_is_valid_point(fields[0]):
        return "it is one of the Ed25519 keys for which anybody can make signatures, or no Ed25519 key at all"
    if key.kind == RSA:
        return _rsa_weakness(whole_number(fields[0]), whole_number(fields[1]))
    return _point_weakness(CURVES[key.kind][0], fields[1]) if key.kind in CURVES else ""


def _rsa_weakness(exponent: int, modulus: int) -> str:
    if modulus.bit_length() < SMALLEST_RSA:
        return f"it is an RSA key of {modulus.bit_length()} bits, and {SMALLEST_RSA} are the fewest that are safe"
    if modulus % 2 == 0 or exponent % 2 == 0:
        return "it is an RSA key with an even number in it, which no sound key has"
    if not _SMALLEST_EXPONENT <= exponent < 1 << 64:
        return "it is an RSA key with an unusual public exponent; sound keys have 65537"
    return ""


def _point_weakness(curve: str, point: bytes) -> str:
    try:
        numbers = ec.EllipticCurvePublicKey.from_encoded_point(ELLIPTIC[curve], point).public_numbers()
    except ValueError:
        return f"its point does not lie on the curve {curve}"
    order = _ORDERS[curve]
    # ssh-keygen refuses these bounds too (sshkey_ec_validate_public); no key made at random ever meets them.
    if any(one.bit_length() <= order.bit_length() // 2 or one >= order - 1 for one in (numbers.x, numbers.y)):
        return f"its point on the curve {curve} is not one that was made at random"
    return ""
