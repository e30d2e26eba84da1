"""Throw-away keys, each made from a name and the same in every run: they sign in Python, and `ssh-keygen` can use them too."""

from base64 import b64encode
from dataclasses import dataclass
from functools import cache
from hashlib import new, sha256
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from nacl.bindings import crypto_sign, crypto_sign_seed_keypair

ED25519 = b"ssh-ed25519"


def string(data: bytes) -> bytes:
    """A string of the SSH wire form: its length in four bytes, and itself."""
    return len(data).to_bytes(4, "big") + data


def armoured(blob: bytes, width: int = 70) -> bytes:
    """The armour around a signature, in lines as `ssh-keygen` breaks them."""
    text = b64encode(blob)
    lines = (text[at : at + width] for at in range(0, len(text), width))
    return b"\n".join([b"-----BEGIN SSH SIGNATURE-----", *lines, b"-----END SSH SIGNATURE-----", b""])


def signed_data(message: bytes, namespace: str, hash_name: str = "sha512") -> bytes:
    """What an SSHSIG key signs: the namespace, the name of the hash, and the hash of the message."""
    hashed = new(hash_name, message).digest()
    return b"SSHSIG" + string(namespace.encode()) + string(b"") + string(hash_name.encode()) + string(hashed)


def sshsig(key_blob: bytes, namespace: str, signature: bytes, hash_name: str = "sha512") -> bytes:
    """The blob inside the armour; `signature` is the finished inner string, with its kind."""
    head = b"SSHSIG" + (1).to_bytes(4, "big") + string(key_blob)
    return head + string(namespace.encode()) + string(b"") + string(hash_name.encode()) + string(signature)


@dataclass(frozen=True, slots=True)
class Throwaway:
    """An Ed25519 key that protects nothing."""

    name: str
    seed: bytes
    public: bytes
    secret: bytes

    @property
    def blob(self) -> bytes:
        """The public key in its wire form."""
        return string(ED25519) + string(self.public)

    @property
    def public_line(self) -> str:
        """`ssh-ed25519 AAAA...`, without a comment."""
        return f"ssh-ed25519 {b64encode(self.blob).decode()}"

    @property
    def fingerprint(self) -> str:
        """`SHA256:...`, as `ssh-keygen -l` prints it."""
        return f"SHA256:{b64encode(sha256(self.blob).digest()).decode().rstrip('=')}"

    def raw(self, data: bytes) -> bytes:
        """The 64 bytes of a bare Ed25519 signature."""
        return crypto_sign(data, self.secret)[:64]

    def sign(self, message: bytes, namespace: str, hash_name: str = "sha512") -> bytes:
        """The armour of a signature, made without `ssh-keygen` and equal to what it would make."""
        signature = string(ED25519) + string(self.raw(signed_data(message, namespace, hash_name)))
        return armoured(sshsig(self.blob, namespace, signature, hash_name))

    def write_private(self, path: Path) -> Path:
        """Write the key as OpenSSH keeps it, with its `.pub` beside it."""
        private = Ed25519PrivateKey.from_private_bytes(self.seed)
        path.touch(mode=0o600)
        path.write_bytes(private.private_bytes(Encoding.PEM, PrivateFormat.OpenSSH, NoEncryption()))
        path.with_name(f"{path.name}.pub").write_text(f"{self.public_line} {self.name}\n")
        return path


@cache
def throwaway(name: str) -> Throwaway:
    """The key of that name."""
    seed = sha256(f"folkmoot throw-away key of {name}".encode()).digest()
    public, secret = crypto_sign_seed_keypair(seed)
    return Throwaway(name, seed, public, secret)
