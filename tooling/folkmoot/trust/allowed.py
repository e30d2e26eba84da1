"""The keys of a co-op in the files that OpenSSH and Git read, so that nobody needs folkmoot to check a signature.

The form of `allowed_signers` is that of ssh-keygen(1), section ALLOWED SIGNERS; the list of revoked keys is what its
option `-r` takes: a public key a line.
"""

from collections.abc import Iterator
from datetime import timedelta

from folkmoot.formats.ssh_key import write_line
from folkmoot.records.keys import KeysHead
from folkmoot.trust.chain import Keyring

_GIT = "git"
"""The namespace in which Git signs commits and tags."""


def allowed_signers(keyring: Keyring) -> bytes:
    """Write the `allowed_signers` file of the newest version in force: a line a key; empty when there is none."""
    head = keyring.newest
    if head is None:
        return b""
    lines = [
        f"# Keys of {head.coop}, version {head.version}; sha256sum charter/keys/0001.json = {keyring.pin}",
        f"# A signature made by {head.expires} is checked later with: ssh-keygen -Y verify -O verify-time=YYYYMMDD ...",
        *_lines(keyring, head),
    ]
    return "".join(f"{line}\n" for line in lines).encode()


def revoked_keys(keyring: Keyring) -> bytes:
    """Write the revoked keys for `ssh-keygen -Y verify -r`: every key that a version in force distrusts.

    OpenSSH knows no positions: it refuses what such a key signed at any time. A fingerprint whose key stood in no
    version is left out, for nothing here would accept it.
    """
    keys = {mark: key for version in keyring.in_force for mark, (_, key) in version.holders.items()}
    revoked = sorted(mark for mark in keyring.distrusted if mark in keys)
    return "".join(f"{write_line(keys[mark])}\n" for mark in revoked).encode()


def _lines(keyring: Keyring, head: KeysHead) -> Iterator[str]:
    before = (head.expires + timedelta(days=1)).strftime("%Y%m%d")
    options = f'namespaces="*@{head.coop},{_GIT}",valid-before="{before}Z"'
    for person, key in keyring.holders(head.version).values():
        yield f"{person} {options} {write_line(key)}"
