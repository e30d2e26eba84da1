"""Make the signed examples of the K checks again, from Brook and from throw-away keys.

    python tests/checks/sign_pairs.py

Run it after the base of the examples was changed; a test says when that is due.
"""

import sys
from collections.abc import Mapping
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from checks.made_pairs import pair, write
from folkmoot.checks import example
from folkmoot.formats.canonical import write_json
from folkmoot.formats.document import with_fields
from folkmoot.formats.layout import read_archive
from folkmoot.trust.namespace import namespace_of
from trust.keyring import throwaway

CLERKS = ("ana", "bea", "cyd")
COOP = read_archive(example.base()).coop
KEYS, ROSTER = "charter/keys/0001.json", "juries/rosters/2026-01-members/roster.md"
CALL = "juries/2026-care-circle-1/call.md"


def signed(path: str, data: bytes, people: tuple[str, ...], namespace: str = "") -> dict[str, bytes]:
    """A file with the signatures of people beside it."""
    assert COOP is not None
    made = {path: data}
    for person in people:
        made[f"{path}.sig.d/{person}.sig"] = throwaway(person).sign(data, namespace or namespace_of(path, COOP.id))
    return made


def keys(people: tuple[str, ...] = CLERKS, expires: str = "2027-12-31", holders: tuple[str, ...] = CLERKS) -> dict[str, bytes]:
    """The first version of Brook's keys, signed by some people."""
    assert COOP is not None
    two, one = {"people": list(holders), "threshold": min(2, len(holders))}, {"people": list(holders), "threshold": 1}
    value = {
        "schema": "coop-keys/1", "coop": COOP.id, "version": 1, "expires": expires,
        "people": {person: {"keys": [throwaway(person).public_line]} for person in holders},
        "roles": {"root": two, "clerk": two, "teller": two, "secretary": one, "log": one},
        "revoked": [],
    }  # fmt: skip
    return signed(KEYS, write_json(value), people)


def roster(people: tuple[str, ...] = ("ana", "bea"), version: str = "1", namespace: str = "") -> dict[str, bytes]:
    """Brook's roster, signed."""
    data = example.base()[ROSTER]
    return signed(ROSTER, with_fields(data, {"keys": version}) if version else data, people, namespace)


def call(people: tuple[str, ...] = ("cyd",)) -> dict[str, bytes]:
    """Brook's call, signed."""
    return signed(CALL, with_fields(example.base()[CALL], {"keys": "1"}), people)


SOUND = {**keys(), **roster(), **call()}
BAD: Mapping[str, dict[str, bytes]] = {
    "K001": keys(("ana", "bea")),
    "K002": keys(expires="2026-04-20"),
    "K003": {**keys(), **roster(("ana",)), **call()},
    "K004": {**keys(), **roster(), **call(())},
    "K005": {**keys(), **roster(version="2"), **call()},
    "K006": {**SOUND, **roster(("ana", "bea")), f"{ROSTER}.sig.d/cyd.sig": throwaway("cyd").sign(b"", "git")},
    "K007": {**keys(expires="2026-03-31"), **roster(), **call()},
    "K008": {**SOUND, "juries/2026-care-circle-1/report.md.sig.d/cyd.sig": throwaway("cyd").sign(b"", "git")},
}


def made() -> dict[Path, bytes]:
    """Every file of the signed pairs, by its place below the pairs."""
    return {path: data for code in BAD for path, data in pair(code, BAD[code], SOUND).items()}


if __name__ == "__main__":
    write(BAD, made())
