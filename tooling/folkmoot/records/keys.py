"""The keys of a co-op: who may sign as what, version by version."""

from enum import StrEnum
from typing import Literal

from pydantic import Field

from folkmoot.records.value import Count, Day, Digest, Head, Slug, Text, Token


class SigningRole(StrEnum):
    """What people sign as."""

    ROOT = "root"
    CLERK = "clerk"
    TELLER = "teller"
    SECRETARY = "secretary"
    LOG = "log"


class Signatory(Head):
    """One person who signs, and the public keys that are theirs."""

    keys: tuple[Text, ...]
    """Public key lines, `ssh-ed25519 AAAA...`, without a comment."""


class RoleHolders(Head):
    """Who holds a role, and how many distinct people of them must sign."""

    threshold: Count
    people: tuple[Token, ...]


class Revocation(Head):
    """A key that is no longer trusted from a position in the history on, whatever date its signatures claim."""

    key: Text
    """The fingerprint, `SHA256:...`."""
    distrust_from: Count
    """The first position (see `records.checkpoint`) whose signatures by this key do not count."""
    reason: Text


class KeysHead(Head):
    """One version of `charter/keys/NNNN.json`."""

    schema_: Literal["coop-keys/1"] = Field(alias="schema")
    coop: Text
    version: Count
    prev: Digest | None = None
    """`sha256sum` of the version before; none in version 1."""
    expires: Day
    people: dict[Token, Signatory]
    roles: dict[Slug, RoleHolders]
    revoked: tuple[Revocation, ...] = ()
