"""A builder of chains of keys: versions, signatures, and a history that merged them one after the other."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

from co_op import COOP, proposal
from folkmoot.formats.blob import blob_id
from folkmoot.formats.canonical import digest
from folkmoot.formats.keys_json import keys_path, write_keys
from folkmoot.formats.layout import read_archive
from folkmoot.records.archive import Archive
from folkmoot.records.change import Change
from folkmoot.records.history import Merge
from folkmoot.records.keys import KeysHead, Revocation, RoleHolders, Signatory
from trust.keyring import throwaway

BROOK = "brook.example"
FOUNDERS = ("ana", "ben", "cyd")
GENESIS = {"proposals/2023-genesis/proposal.md": proposal("2023-genesis", "genesis", coop=COOP)}
ROOT = RoleHolders(threshold=2, people=FOUNDERS)


def held(people: Mapping[str, Iterable[str]]) -> dict[str, Signatory]:
    """People with the throw-away keys of the given names."""
    return {name: Signatory(keys=tuple(throwaway(key).public_line for key in keys)) for name, keys in people.items()}


def version(number: int = 1, before: bytes | None = None, **fields: Any) -> KeysHead:
    """A version held by three founders, two of whom must sign; `people` names the keys of each."""
    people = held(fields.pop("people", {name: [name] for name in FOUNDERS}))
    given = {
        "schema": "coop-keys/1", "coop": BROOK, "version": number, "prev": digest(before) if before else None,
        "expires": date(2027, 12, 31), "people": people, "roles": {"root": ROOT, "clerk": ROOT}, **fields,
    }  # fmt: skip
    return KeysHead.model_construct(schema_=given.pop("schema"), **{"revoked": (), **given})


def revoked(key: str, distrust_from: int) -> Revocation:
    """The revocation of a throw-away key."""
    return Revocation(key=throwaway(key).fingerprint, distrust_from=distrust_from, reason="laptop stolen")


def signed(path: str, data: bytes, *names: str, namespace: str = f"keys@{BROOK}") -> dict[str, bytes]:
    """Signature files; a name is that of a key, or `label=key`."""
    pairs = [name.partition("=")[::2] for name in names]
    return {f"{path}.sig.d/{label}.sig": throwaway(key or label).sign(data, namespace) for label, key in pairs}


def step(head: KeysHead, *names: str) -> dict[str, bytes]:
    """One version with its signatures."""
    path, data = keys_path(head.version), write_keys(head)
    return {path: data, **signed(path, data, *names)}


def first(*names: str, **fields: Any) -> dict[str, bytes]:
    """Version 1, signed by its founders unless others are named."""
    return step(version(1, **fields), *(names or FOUNDERS))


def second(before: Mapping[str, bytes], *names: str, **fields: Any) -> dict[str, bytes]:
    """The version after version 1."""
    return step(version(2, before[keys_path(1)], **fields), *names)


def archived(*steps: Mapping[str, bytes], told: bool = True) -> Archive:
    """The archive after merging each step; without a history unless `told`."""
    files: dict[str, bytes] = {}
    merges = []
    for number, files_of in enumerate((GENESIS, *steps)):
        changes = tuple(
            Change("M" if path in files else "A", path, blob_id(files[path]) if path in files else "", blob_id(data))
            for path, data in sorted(files_of.items())
        )
        files |= files_of
        merges.append(Merge(f"{number:040}", datetime(2026, 1, 1, tzinfo=UTC), changes))
    return replace(read_archive(files), history=tuple(merges) if told else ())
