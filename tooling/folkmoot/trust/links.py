"""How a version of the keys must follow the one before it, and what history tells of versions that were put aside."""

from collections.abc import Iterator, Sequence

from folkmoot.formats.blob import same_blob
from folkmoot.formats.json_places import json_places
from folkmoot.formats.keys_json import keys_path
from folkmoot.formats.ssh_key import read_line
from folkmoot.records.archive import Archive, Step
from folkmoot.records.finding import Fault, Place
from folkmoot.records.keys import KeysHead
from folkmoot.trust.position import Positions
from folkmoot.trust.strength import weakness

Earlier = Sequence[tuple[int, str, KeysHead | None]]
"""The versions before: number, digest, and what they say, unless they are broken."""


def loose_ends(archive: Archive, coop: str, head: KeysHead, number: int, earlier: Earlier) -> Iterator[Fault]:
    """Say where a version that can be read does not follow the ones before it."""
    path = keys_path(number)
    if not coop:
        mend = "say in the genesis proposal which co-op this is"
        yield Fault(Place(path), "nobody can say whose keys these are: no genesis proposal names the co-op", mend, "keys-coop")
    elif head.coop != coop:
        what = f"these are the keys of '{head.coop}', and this is '{coop}'"
        yield Fault(_place(archive, path, "coop"), what, "keep the keys of another co-op out of this repository", "keys-coop")
    last = earlier[-1][0] if earlier else 0
    if number != last + 1:
        missing = keys_path(last + 1)
        what = f"version {number} stands here without version {last + 1}"
        yield Fault(Place(path), what, f"bring back {missing} with its signatures; versions count without a gap", "keys-gap")
    elif earlier and head.prev != earlier[-1][1]:
        yield _other_line(archive, path, head, earlier)
    yield from _forgotten(path, head, earlier)
    for name, person in head.people.items():
        for place, line in enumerate(person.keys):
            reason = weakness(read_line(line))
            if reason:
                at = _place(archive, path, "people", name, "keys", place)
                yield Fault(at, f"a key of '{name}' is not safe: {reason}", "give a key made with: ssh-keygen -t ed25519", "keys-weak")


def rewritten(where: Positions, path: str, data: bytes) -> Iterator[Fault]:
    """Say when a version has been two different files: everybody who saw the other one follows another chain."""
    if any(change.after and not same_blob(data, change.after) for change in where.keys.get(path, ())):
        what = f"{path} has been another file before: two chains of keys begin here"
        mend = "bring back the first one; a change of the keys is a new version"
        yield Fault(Place(path), what, mend, "keys-fork")


def vanished(archive: Archive, where: Positions) -> Iterator[Fault]:
    """Say when a version that once stood in the history is gone, so that an older one would be the newest again."""
    for path in sorted(where.keys):
        if path not in archive.files:
            mend = "bring it back with its signatures; to undo what it says, make a new version"
            yield Fault(Place(path), f"{path} was part of the history and is gone: the keys were turned back", mend, "keys-rollback")


def _other_line(archive: Archive, path: str, head: KeysHead, earlier: Earlier) -> Fault:
    place = _place(archive, path, "prev")
    number, wanted, _ = earlier[-1]
    for older, mark, _ in earlier[:-1]:
        if mark == head.prev:
            what = f"version {head.version} goes on from version {older}, beside version {number}: the chain forks"
            return Fault(place, what, f"make it again from version {number}: folkmoot keys", "keys-fork")
    what = f"'prev' is not the digest of version {number}"
    return Fault(place, what, f"write {wanted}, as sha256sum {keys_path(number)} prints it, and have it signed again", "keys-prev")


def _forgotten(path: str, head: KeysHead, earlier: Earlier) -> Iterator[Fault]:
    before = earlier[-1][2] if earlier else None
    kept = {one.key: one.distrust_from for one in head.revoked}
    for one in before.revoked if before else ():
        if one.key not in kept or kept[one.key] > one.distrust_from:
            what = f"the key {one.key} was revoked from position {one.distrust_from} on, and this version trusts it for longer"
            yield Fault(Place(path), what, "keep every revocation; one may only reach further back", "keys-unrevoked")


def _place(archive: Archive, path: str, *keys: Step) -> Place:
    return json_places(path, archive.files[path].decode("utf-8")).get(keys, Place(path))
