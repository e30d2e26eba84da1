"""The keys of Rookery: who holds which from January 2026 on. They are throw-away keys, made from their owners' tokens."""

from collections.abc import Iterable
from pathlib import Path

from invented import folkmoot, write

from folkmoot.trust.namespace import namespace_of
from trust.keyring import Throwaway, throwaway

COOP = "rookery.example"
SIGNING_SINCE = "2026-01-06"
"""From this day on what has to be signed is."""
SIGNERS = ("m-3d6c", "m-8597", "m-085d", "m-224a", "m-00e6")
"""Five of those who kept the machines running until 2025; they hold the keys now."""
CLERKS, SECRETARIES, TELLERS = SIGNERS[:3], SIGNERS[2:], SIGNERS[3:]
ROLES = {"root": (3, SIGNERS), "clerk": (2, CLERKS), "secretary": (2, SECRETARIES), "teller": (2, SECRETARIES), "log": (2, SIGNERS[2:])}


def key(token: str) -> Throwaway:
    """Somebody's key."""
    return throwaway(f"rookery {token}")


def sign(root: Path, path: str, people: Iterable[str]) -> None:
    """Put people's signatures beside a record."""
    data, space = (root / path).read_bytes(), namespace_of(path, COOP)
    for person in people:
        write(root, f"{path}.sig.d/{person}.sig", key(person).sign(data, space))


def keys(root: Path) -> None:
    """January 2026: the first version of the keys, signed by everybody whose key is in it."""
    people = [part for token in SIGNERS for part in ("--person", f"{token}={key(token).public_line}")]
    roles = [part for role, (count, who) in ROLES.items() for part in ("--role", f"{role}={count}:{','.join(who)}")]
    folkmoot(root, "keys", "init", *people, *roles, "--expires", "2028-01-05")
    sign(root, "charter/keys/0001.json", SIGNERS)
