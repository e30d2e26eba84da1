"""Public SSH keys: the line of a `.pub` file and the wire form inside it, read strictly (RFC 4253, 5656, 8709; PROTOCOL.u2f)."""

import binascii
from base64 import b64encode
from hashlib import sha256

from folkmoot.formats.ssh_wire import strings, whole_number
from folkmoot.records.shown import shown
from folkmoot.records.signature import PublicKey

ED25519 = "ssh-ed25519"
RSA = "ssh-rsa"
SK_ED25519 = "sk-ssh-ed25519@openssh.com"
SK_ECDSA = "sk-ecdsa-sha2-nistp256@openssh.com"
CURVES = {
    "ecdsa-sha2-nistp256": ("nistp256", 32),
    "ecdsa-sha2-nistp384": ("nistp384", 48),
    "ecdsa-sha2-nistp521": ("nistp521", 66),
    SK_ECDSA: ("nistp256", 32),
}
"""The curve of an ECDSA key, as it is named on the wire, and the bytes of one coordinate."""
KINDS = (ED25519, *list(CURVES)[:3], RSA, SK_ED25519, SK_ECDSA)
_FIELDS = {**dict.fromkeys(CURVES, 3), ED25519: 2, RSA: 3, SK_ED25519: 3, SK_ECDSA: 4}
_LONGEST = 8192
_LARGEST_RSA = 16384


def read_line(line: str) -> PublicKey:
    """Read `ssh-ed25519 AAAA... [comment]`, with or without a line end; ValueError with a sentence for anything else."""
    text = line.removesuffix("\n").removesuffix("\r")
    if "PRIVATE KEY" in text:
        raise ValueError("this is a private key, which nobody but its owner may see; the public one is in the file that ends in '.pub'")
    if not text.isprintable():
        raise ValueError("a public key is one line without marks that cannot be printed")
    kind, _, rest = text.partition(" ")
    encoded, _, _ = rest.partition(" ")
    _known(kind)
    if not encoded:
        raise ValueError(f"no key stands after '{kind}' and one space")
    try:
        blob = binascii.a2b_base64(encoded.encode("ascii"), strict_mode=True)
    except (UnicodeEncodeError, binascii.Error):
        raise ValueError("the part after the kind of the key is not base64; a mark may be lost or added") from None
    if b64encode(blob).decode() != encoded:
        raise ValueError("the part after the kind of the key is not base64 as it is written; a mark may be lost or added")
    key = read_blob(blob)
    if key.kind != kind:
        raise ValueError(f"the line says '{shown(kind)}', and the key in it is '{key.kind}'")
    return key


def write_line(key: PublicKey) -> str:
    """Write `ssh-ed25519 AAAA...`, without a comment and without a line end."""
    return f"{key.kind} {b64encode(key.blob).decode()}"


def read_blob(blob: bytes) -> PublicKey:
    """Read the wire form of a key; ValueError with a sentence when it is not exactly one key of a known kind."""
    if len(blob) > _LONGEST:
        raise ValueError(f"the key holds {len(blob)} bytes, and {_LONGEST} are the most")
    try:
        fields = strings(blob)
    except ValueError:
        raise ValueError("the key is cut off, or something stands after it") from None
    kind = _known(fields[0].decode("latin-1") if fields else "")
    if len(fields) != _FIELDS[kind]:
        raise ValueError(f"a key of the kind '{kind}' has {_FIELDS[kind]} parts, and this one has {len(fields)}")
    _check_parts(kind, fields[1:])
    return make_key(kind, blob)


def make_key(kind: str, blob: bytes) -> PublicKey:
    """Add the fingerprint to a wire form that is known to be sound."""
    return PublicKey(kind, blob, fingerprint_of(blob))


def fingerprint_of(blob: bytes) -> str:
    """Return the fingerprint of a wire form."""
    return f"SHA256:{binascii.b2a_base64(sha256(blob).digest(), newline=False)[:-1].decode()}"


def parts(key: PublicKey) -> tuple[bytes, ...]:
    """The parts of a key after its kind: the point of Ed25519; curve and point; exponent and modulus; the application last."""
    return strings(key.blob)[1:]


def _known(kind: str) -> str:
    if kind in _FIELDS:
        return kind
    if "-cert-v0" in kind:
        raise ValueError(f"'{shown(kind)}' is a certificate, not a plain key; give the key itself")
    if kind == "ssh-dss":
        raise ValueError("DSA keys are broken; make a new key with: ssh-keygen -t ed25519")
    raise ValueError(f"'{shown(kind)}' is no kind of key that counts here; make a new key with: ssh-keygen -t ed25519")


def _check_parts(kind: str, fields: tuple[bytes, ...]) -> None:
    if kind in (ED25519, SK_ED25519) and len(fields[0]) != 32:
        raise ValueError(f"an Ed25519 key holds 32 bytes, and this one has {len(fields[0])}")
    if kind == RSA:
        _, modulus = whole_number(fields[0]), whole_number(fields[1])
        if modulus.bit_length() > _LARGEST_RSA:
            raise ValueError(f"the RSA key has {modulus.bit_length()} bits, and {_LARGEST_RSA} are the most")
    if kind in CURVES:
        curve, size = CURVES[kind]
        if fields[0] != curve.encode():
            raise ValueError(f"a key of the kind '{kind}' names the curve {curve}, and this one names another")
        if len(fields[1]) != 1 + 2 * size or fields[1][0] != 4:
            raise ValueError(f"a point of {curve} is written as 04 and {2 * size} bytes more, and this one is not")
