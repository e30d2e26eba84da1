"""Bringing a key into the members' list: the registrar's challenge, and the member's signed answer to it.

What the member signs is the challenge with the public key filled in, byte for byte as `write_enrolment` writes it, in the
namespace enrol@COOP.
"""

import re
from typing import Any

from folkmoot.formats.canonical import write_json
from folkmoot.formats.keys_json import COOP
from folkmoot.formats.ssh_key import read_line, write_line
from folkmoot.formats.strict_json import load
from folkmoot.records.enrolment import Answer, Enrolment
from folkmoot.records.value import TOKEN, shown

MOST_BYTES = 65_536
_KEYS = ("coop", "member", "nonce", "pubkey", "schema")
_SHAPES = {"coop": COOP, "member": re.compile(TOKEN), "nonce": re.compile(r"[0-9a-f]{64}")}


def write_enrolment(enrolment: Enrolment) -> bytes:
    """The bytes of a challenge, and of what a member signs."""
    return write_json(_fields(enrolment))


def read_enrolment(data: bytes) -> Enrolment:
    """Read a challenge; ValueError, in a plain sentence, for anything else."""
    return _enrolment(_object(load(data, MOST_BYTES), "enrol/1", _KEYS))


def write_answer(answer: Answer) -> bytes:
    """The bytes of an answer."""
    return write_json(
        {"schema": "enrol-answer/1", "signed": _fields(answer.enrolment), "signature": answer.armour.decode("ascii").splitlines()}
    )


def read_answer(data: bytes) -> Answer:
    """Read an answer; ValueError, in a plain sentence, for anything else. The signature is not judged here."""
    fields = _object(load(data, MOST_BYTES), "enrol-answer/1", ("schema", "signature", "signed"))
    lines = fields["signature"]
    if not isinstance(lines, list) or not all(isinstance(line, str) and line.isascii() for line in lines):
        raise ValueError("'signature' is not a list of lines")
    return Answer(_enrolment(_object(fields["signed"], "enrol/1", _KEYS)), "".join(f"{line}\n" for line in lines).encode("ascii"))


def _fields(enrolment: Enrolment) -> dict[str, str]:
    return {
        "schema": "enrol/1",
        "coop": enrolment.coop,
        "member": enrolment.member,
        "nonce": enrolment.nonce,
        "pubkey": enrolment.pubkey,
    }


def _enrolment(fields: dict[str, Any]) -> Enrolment:
    for key, value in fields.items():
        if not isinstance(value, str):
            raise ValueError(f"'{key}' is not a text")
        if key in _SHAPES and not _SHAPES[key].fullmatch(value):
            raise ValueError(f"'{shown(value)}' cannot stand as '{key}'")
    pubkey = fields["pubkey"]
    if pubkey and write_line(read_line(pubkey)) != pubkey:
        raise ValueError("something stands after the public key")
    return Enrolment(fields["coop"], fields["member"], fields["nonce"], pubkey)


def _object(value: Any, schema: str, keys: tuple[str, ...]) -> dict[str, Any]:
    if not isinstance(value, dict) or sorted(value) != sorted(keys):
        raise ValueError(f"it is no object with the keys {', '.join(sorted(keys))}")
    if value["schema"] != schema:
        raise ValueError(f"the schema is not '{schema}'")
    return value
