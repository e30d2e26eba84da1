"""charter/keys/NNNN.json: one version of the keys, in one byte form, refused when its own words do not hold together.

What a version owes to the one before it, and to its signatures, is judged in `trust/chain.py`.
"""

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any
from unicodedata import normalize

from folkmoot.formats.canonical import write_json
from folkmoot.formats.json_places import json_places
from folkmoot.formats.schema import read_head
from folkmoot.formats.ssh_key import read_line, write_line
from folkmoot.formats.strict_json import load
from folkmoot.formats.yaml import KEY
from folkmoot.records.archive import Places, Step
from folkmoot.records.finding import Fault, Place
from folkmoot.records.keys import KeysHead, SigningRole
from folkmoot.records.signature import PublicKey
from folkmoot.records.value import shown

MOST_BYTES = 262_144
"""Bytes that one version may have: room for some two hundred people."""
KEYS_PATH = re.compile(r"charter/keys/([0-9]{4})\.json")
COOP = re.compile(r"[a-z0-9][a-z0-9.-]{0,99}")
FINGERPRINT = re.compile(r"SHA256:[A-Za-z0-9+/]{43}")
_BY_TOOL = "let folkmoot keys write the file"
_BARE = "kind and the base64 of the public key and nothing else, as in 'ssh-ed25519 AAAA...'"
_LINE = re.compile(r"line ([0-9]+), column ([0-9]+)")


def keys_path(version: int) -> str:
    """Say where a version stands: `charter/keys/0001.json`."""
    return f"charter/keys/{version:04}.json"


def read_keys(path: str, data: bytes) -> tuple[KeysHead | None, tuple[Fault, ...]]:
    """Read one version; None, with everything that is wrong in it, unless it is the bytes that `write_keys` writes."""
    try:
        value = load(data, MOST_BYTES)
    except ValueError as error:
        at = _LINE.search(str(error))
        place = Place(path, int(at[1]), int(at[2])) if at else Place(path)
        return None, (_broken(place, str(error), _BY_TOOL),)
    places = json_places(path, data.decode("utf-8"))
    if faults := tuple(_loose(value, path, places)):
        return None, faults
    head, found = read_head(KeysHead, path, value, places)
    if head is None:
        return None, tuple(_in_json(fault) for fault in found)
    faults = (*_numbered(path, head, places), *_inconsistent(head, path, places))
    if not faults and write_keys(head) != data:
        what = "the file is not in its one form: sorted keys, each once, two spaces a level, a final newline, 'revoked' also when empty"
        faults = (_broken(Place(path), what, _BY_TOOL),)
    return (None, faults) if faults else (head, ())


def write_keys(head: KeysHead) -> bytes:
    """Write one version, the one way."""
    return write_json(
        {
            "schema": head.schema_,
            "coop": head.coop,
            "version": head.version,
            **({"prev": head.prev} if head.prev else {}),
            "expires": head.expires.isoformat(),
            "people": {name: {"keys": list(person.keys)} for name, person in head.people.items()},
            "roles": {name: {"threshold": role.threshold, "people": list(role.people)} for name, role in head.roles.items()},
            "revoked": [{"key": one.key, "distrust_from": one.distrust_from, "reason": one.reason} for one in head.revoked],
        }
    )


def read_holders(head: KeysHead) -> dict[str, tuple[str, PublicKey]]:
    """Return who holds each key of a version that was read without a fault: fingerprint to person and key."""
    keys = ((name, read_line(line)) for name, person in head.people.items() for line in person.keys)
    return {key.fingerprint: (name, key) for name, key in keys}


def _loose(value: Any, path: str, places: Places) -> Iterator[Fault]:
    """What the typed reading below would let pass: truth values as numbers, ids that only look different."""
    if not isinstance(value, dict):
        yield _broken(Place(path), "the file holds no JSON object", _BY_TOOL)
        return
    roles = value.get("roles")
    revoked = value.get("revoked")
    numbers: list[tuple[tuple[Step, ...], Any]] = [(("version",), value.get("version", 1))]
    if isinstance(roles, dict):
        numbers += [(("roles", name, "threshold"), role.get("threshold", 1)) for name, role in roles.items() if isinstance(role, dict)]
    for keys, number in numbers:
        if type(number) is not int or number < 1:
            what = f"{keys[-1]}: {shown(str(number).lower())} is not a whole number from 1 up"
            yield _broken(places[keys], what, "write how many people must sign" if keys[-1] == "threshold" else "count versions from 1")
    for place, one in enumerate(revoked if isinstance(revoked, list) else ()):
        number = one.get("distrust_from", 0) if isinstance(one, dict) else 0
        if type(number) is not int or number < 0:
            keys = ("revoked", place, "distrust_from")
            yield _broken(places[keys], f"distrust_from: {shown(str(number).lower())} is no position in the history", "count from 0 up")
    people = value.get("people")
    seen: dict[str, str] = {}
    for name in people if isinstance(people, dict) else ():
        twin = seen.setdefault(normalize("NFKC", normalize("NFKC", name).casefold()), name)
        if twin != name:
            what = f"the people '{shown(twin)}' and '{shown(name)}' differ only in case or in the form of letters"
            yield _broken(places[(KEY, "people", name)], what, "give each person one id in lower-case letters of a to z")


def _numbered(path: str, head: KeysHead, places: Places) -> Iterator[Fault]:
    match = KEYS_PATH.fullmatch(path)
    number = int(match[1]) if match else head.version
    if head.version != number:
        name = "keys-rollback" if head.version < number else "keys-gap"
        what = f"the file is version {number} by its name and version {head.version} by its words"
        mend = f"a version is written once, as {keys_path(head.version)}, and never put forward again"
        yield Fault(places[("version",)], what, mend, name)
    if head.version == 1 and head.prev:
        yield _broken(places[("prev",)], "version 1 names a version before it", "leave 'prev' out of version 1")
    if head.version > 1 and not head.prev:
        mend = f"write the digest that sha256sum {keys_path(head.version - 1)} prints as 'prev'"
        yield Fault(Place(path), f"version {head.version} does not name the version before it", mend, "keys-prev")


def _inconsistent(head: KeysHead, path: str, places: Places) -> Iterator[Fault]:
    known = [role.value for role in SigningRole]
    if not COOP.fullmatch(head.coop):
        what = f"coop: '{shown(head.coop)}' cannot stand in the namespace of a signature"
        yield _broken(places[("coop",)], what, "use lower-case letters, digits, '.' and '-', as in coop.example")
    if SigningRole.ROOT not in head.roles:
        yield _broken(places[("roles",)], "nobody holds the role root, so nobody could sign the next version", "name who holds it")
    for name, role in head.roles.items():
        at = places[("roles", name)]
        if name not in known:
            yield _broken(places[(KEY, "roles", name)], f"'{shown(name)}' is not a role", f"use {', '.join(known)}")
        if len(set(role.people)) < len(role.people):
            yield _broken(at, f"the role {name} names a person twice", "name each person once: people count, not lines")
        for person in role.people:
            if person not in head.people:
                yield _broken(at, f"the role {name} names '{person}', who has no keys here", "add the person, or take the name out")
        holders = len(set(role.people))
        if role.threshold > holders:
            what = f"the role {name} asks for {role.threshold} signatures of {holders} {'person' if holders == 1 else 'people'}"
            yield _broken(places[("roles", name, "threshold")], what, "lower the threshold or name more people")
        elif name == SigningRole.ROOT and 2 * role.threshold <= holders:
            what = f"{role.threshold} of {holders} is not more than half of root, so two halves could go two ways"
            yield _broken(places[("roles", name, "threshold")], what, f"ask for {holders // 2 + 1} or more")
    yield from _wrong_keys(head, places)


def _wrong_keys(head: KeysHead, places: Places) -> Iterator[Fault]:
    owners: dict[str, str] = {}
    for name, person in head.people.items():
        if not person.keys:
            yield _broken(places[("people", name)], f"'{name}' has no key", "give a public key line, or take the person out")
        for number, line in enumerate(person.keys):
            place = places[("people", name, "keys", number)]
            try:
                key = read_line(line)
            except ValueError as error:
                yield _broken(place, f"a key of '{name}': {error}", f"write the {_BARE}")
                continue
            if write_line(key) != line:
                yield _broken(place, f"a key of '{name}' has a comment after it, which could name somebody", f"keep the {_BARE}")
            owner = owners.setdefault(key.fingerprint, name)
            if owner != name:
                what = f"'{owner}' and '{name}' have the same key {key.fingerprint}, so one person could sign as two"
                yield _broken(place, what, "give each person a key of their own")
            elif number and line in person.keys[:number]:
                yield _broken(place, f"a key of '{name}' stands twice", "write each key once")
    seen: set[str] = set()
    for number, one in enumerate(head.revoked):
        place = places[("revoked", number, "key")]
        if not FINGERPRINT.fullmatch(one.key):
            yield _broken(place, f"'{shown(one.key)}' is not a fingerprint", "write what ssh-keygen -l prints: SHA256:...")
        if one.key in owners:
            what = f"the revoked key {one.key} is still a key of '{owners[one.key]}'"
            yield _broken(place, what, "take the key away from the person")
        if one.key in seen:
            yield _broken(place, f"the key {one.key} is revoked twice", "keep the entry with the earlier position")
        seen.add(one.key)


def _in_json(fault: Fault) -> Fault:
    mend = f"add the field; or {_BY_TOOL}" if fault.mend.startswith("add a line") else fault.mend
    return replace(fault, mend=mend, name="broken-keys")


def _broken(place: Place, what: str, mend: str) -> Fault:
    return Fault(place, what, mend, "broken-keys")
