"""Signing in Python with every kind of key that SSHSIG knows, security keys made in software among them, and what OpenSSH says of it."""

import subprocess
from base64 import b64encode
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from pathlib import Path

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from trust.keyring import armoured, signed_data, sshsig, string, throwaway

SK_ED25519 = b"sk-ssh-ed25519@openssh.com"
SK_ECDSA = b"sk-ecdsa-sha2-nistp256@openssh.com"
CURVES: dict[str, tuple[ec.EllipticCurve, hashes.HashAlgorithm]] = {
    "nistp256": (ec.SECP256R1(), hashes.SHA256()),
    "nistp384": (ec.SECP384R1(), hashes.SHA384()),
    "nistp521": (ec.SECP521R1(), hashes.SHA512()),
}


@dataclass(frozen=True)
class SoftKey:
    """A key that signs in Python: its wire form, and the inner signature of some data."""

    blob: bytes
    inner: Callable[[bytes], bytes]

    @property
    def kind(self) -> bytes:
        return self.blob[4 : 4 + int.from_bytes(self.blob[:4], "big")]

    @property
    def line(self) -> str:
        return f"{self.kind.decode()} {b64encode(self.blob).decode()}"

    def sign(self, message: bytes, namespace: str, hash_name: str = "sha512") -> bytes:
        return armoured(sshsig(self.blob, namespace, self.inner(signed_data(message, namespace, hash_name)), hash_name))


def number(value: int) -> bytes:
    """A positive number in wire form."""
    return string(value.to_bytes(value.bit_length() // 8 + 1, "big"))


def plain(name: str) -> SoftKey:
    """An Ed25519 key."""
    key = throwaway(name)
    return SoftKey(key.blob, lambda data: string(b"ssh-ed25519") + string(key.raw(data)))


def elliptic(curve: str, secret: int = 0x1D3A7) -> SoftKey:
    """An ECDSA key."""
    kind = f"ecdsa-sha2-{curve}".encode()
    shape, digest = CURVES[curve]
    private = ec.derive_private_key(secret**7, shape)
    blob = string(kind) + string(curve.encode()) + string(_point(private))
    return SoftKey(blob, lambda data: string(kind) + string(_pair(private.sign(data, ec.ECDSA(digest)))))


@cache
def _rsa_private(bits: int, exponent: int) -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(exponent, bits)


def rsa_key(bits: int = 3072, exponent: int = 65537, algorithm: bytes = b"rsa-sha2-512") -> SoftKey:
    """An RSA key, new in every run."""
    private = _rsa_private(bits, exponent)
    digest = {b"rsa-sha2-512": hashes.SHA512(), b"rsa-sha2-256": hashes.SHA256(), b"ssh-rsa": hashes.SHA1()}[algorithm]
    blob = string(b"ssh-rsa") + number(exponent) + number(private.private_numbers().public_numbers.n)
    return SoftKey(blob, lambda data: string(algorithm) + string(private.sign(data, PKCS1v15(), digest)))


def touched(data: bytes, application: bytes, flags: int, counter: int) -> bytes:
    """What a security key signs."""
    return sha256(application).digest() + bytes([flags]) + counter.to_bytes(4, "big") + sha256(data).digest()


def security_key(name: str, flags: int = 1, application: bytes = b"ssh:", counter: int = 7) -> SoftKey:
    """An Ed25519 security key."""
    key = throwaway(name)
    end = bytes([flags]) + counter.to_bytes(4, "big")

    def inner(data: bytes) -> bytes:
        return string(SK_ED25519) + string(key.raw(touched(data, application, flags, counter))) + end

    return SoftKey(string(SK_ED25519) + string(key.public) + string(application), inner)


def security_key_ecdsa(flags: int = 1, application: bytes = b"ssh:", counter: int = 7) -> SoftKey:
    """An ECDSA security key."""
    private = ec.derive_private_key(0x5EC0DE**5, ec.SECP256R1())
    end = bytes([flags]) + counter.to_bytes(4, "big")

    def inner(data: bytes) -> bytes:
        signature = private.sign(touched(data, application, flags, counter), ec.ECDSA(hashes.SHA256()))
        return string(SK_ECDSA) + string(_pair(signature)) + end

    return SoftKey(string(SK_ECDSA) + string(b"nistp256") + string(_point(private)) + string(application), inner)


def every_kind() -> dict[str, SoftKey]:
    """A sound key of each kind."""
    return {
        "ed25519": plain("every"), **{curve: elliptic(curve) for curve in CURVES}, "rsa-512": rsa_key(),
        "rsa-256": rsa_key(algorithm=b"rsa-sha2-256"), "sk-ed25519": security_key("touch"), "sk-ecdsa": security_key_ecdsa(),
    }  # fmt: skip


def openssh_accepts(folder: Path, line: str, namespace: str, armour: bytes, message: bytes) -> bool:
    """Whether `ssh-keygen -Y verify` takes the signature for one of that key."""
    (folder / "allowed").write_text(f"somebody {line}\n")
    (folder / "signature").write_bytes(armour)
    words = ["-Y", "verify", "-f", "allowed", "-I", "somebody", "-n", namespace, "-s", "signature"]
    return subprocess.run(["ssh-keygen", *words], cwd=folder, input=message, capture_output=True, check=False).returncode == 0


def _point(private: ec.EllipticCurvePrivateKey) -> bytes:
    return private.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)


def _pair(signature: bytes) -> bytes:
    return b"".join(map(number, decode_dss_signature(signature)))
