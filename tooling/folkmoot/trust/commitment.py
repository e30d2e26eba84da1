"""Commitments: the entries of a sealed roster, made from a member's secret, and openings of them.

An entry is the lower-case base32 (RFC 4648 section 6, without padding) of a SHA-256 over the co-op, the roster, the member number, the
member's values and a salt that only the member's secret gives (HMAC, RFC 2104). So it is another in every roster, nobody
who lacks the secret can guess it, and once the secret is deleted it is a random number.
"""

import binascii
import hmac
import re
from base64 import b32decode, b32encode
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from hashlib import sha256

SECRET_BYTES = 32
MEMBER = r"[A-Za-z0-9][A-Za-z0-9-]{0,31}"
"""A member number; text, never a number: leading zeros belong to it."""
_WRITTEN = re.compile(r"[a-z2-7]{52}")


@dataclass(frozen=True, slots=True)
class Opening:
    """What a registrar shows two clerks in private, so that they see that an entry stands for a member."""

    entry: str
    member: str
    secret: bytes
    values: tuple[str, ...]
    """The values recorded beside the entry, in the order of the roster's columns."""


def salt(secret: bytes, coop: str, roster: str) -> bytes:
    """HMAC-SHA256 of `"roster/1" NUL coop NUL roster` under the member's secret; ValueError for a secret of another length."""
    if len(secret) != SECRET_BYTES:
        raise ValueError(f"a secret has {SECRET_BYTES} bytes, this one {len(secret)}")
    return hmac.digest(secret, b"roster/1\0" + _text(coop) + b"\0" + _text(roster), "sha256")


def preimage(coop: str, roster: str, member: str, values: Sequence[str], salted: bytes) -> bytes:
    """The bytes that a commitment is the SHA-256 of.

    `"coop-leaf/1" NUL coop NUL roster NUL member NUL`, then each value with a NUL behind it, then the 32 bytes of the
    salt. Texts are UTF-8 and hold no NUL, and the salt has one length, so no two inputs give the same bytes. ValueError
    for a text with a NUL in it.
    """
    texts = (_text(text) + b"\0" for text in ("coop-leaf/1", coop, roster, member, *values))
    return b"".join(texts) + salted


def commit(secret: bytes, coop: str, roster: str, member: str, values: Sequence[str]) -> str:
    """The entry of a member in a sealed roster, 52 characters."""
    return write_base32(sha256(preimage(coop, roster, member, values, salt(secret, coop, roster))).digest())


def write_base32(data: bytes) -> str:
    """Write 32 bytes as entries and secrets are written: lower-case base32 without padding, 52 characters."""
    return b32encode(data).decode().rstrip("=").lower()


def read_secret(text: str) -> bytes:
    """Read a secret of 52 characters; ValueError when it is none."""
    if not _WRITTEN.fullmatch(text):
        raise ValueError("a secret is 52 of the letters a-z and the digits 2-7")
    try:
        secret = b32decode(text.upper() + "====")
    except binascii.Error as error:
        raise ValueError(str(error)) from None
    if write_base32(secret) != text:
        raise ValueError("the last letter of the secret cannot be")  # 52 letters hold 260 bits; the last four are zero
    return secret


def find(secret: bytes, coop: str, roster: str, member: str, cells: Iterator[tuple[str, ...]]) -> Iterator[tuple[str, tuple[str, ...]]]:
    """The entry that a member would have with each of these values; one of them is theirs."""
    salted = salt(secret, coop, roster)
    for values in cells:
        yield write_base32(sha256(preimage(coop, roster, member, values, salted)).digest()), values


def refusals(coop: str, roster: str, openings: Sequence[Opening], recorded: dict[str, tuple[str, ...]]) -> Iterator[tuple[int, str]]:
    """Why openings do not hold, with the index of each: `recorded` are the roster's values by entry.

    A member number or a secret that opens a second entry is refused too: that is how one member would be made two.
    """
    entries, members, secrets = set[str](), set[str](), set[bytes]()
    for index, opening in enumerate(openings):
        if opening.entry not in recorded:
            yield index, f"'{opening.entry}' is not in the roster"
        elif opening.entry in entries:
            yield index, f"'{opening.entry}' is opened a second time"
        elif recorded[opening.entry] != opening.values:
            yield index, f"'{opening.entry}' has other values in the roster than in the opening"
        elif commit(opening.secret, coop, roster, opening.member, opening.values) != opening.entry:
            yield index, f"member number and secret do not give the entry '{opening.entry}'"
        elif opening.member in members:
            yield index, f"member {opening.member} opens a second entry, '{opening.entry}'"
        elif opening.secret in secrets:
            yield index, f"the secret of member {opening.member} is another member's too"
        entries.add(opening.entry)
        members.add(opening.member)
        secrets.add(opening.secret)


def _text(text: str) -> bytes:
    if "\0" in text:
        raise ValueError("a text with a NUL in it cannot be committed to")
    return text.encode()
