"""The chain of keys: which versions of `charter/keys` follow from version 1, and who signed what by them.

The rule is that of TUF's root role (The Update Framework specification 1.0, section 5.3): a version holds when enough
distinct people of the version before it and of itself signed it, and everybody whose key is new did too. People are
counted, never signatures or keys. A version that does not hold, and every one after it, is not in force.
"""

from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property

from folkmoot.formats.canonical import digest
from folkmoot.formats.keys_json import KEYS_PATH, keys_path, read_holders, read_keys
from folkmoot.records.archive import Archive
from folkmoot.records.finding import Fault, Place
from folkmoot.records.keys import KeysHead
from folkmoot.records.signature import PublicKey, Refusal, Refused, Sidecar
from folkmoot.trust.links import loose_ends, rewritten, vanished
from folkmoot.trust.namespace import namespace_of
from folkmoot.trust.once import once_an_archive
from folkmoot.trust.position import Positions, positions
from folkmoot.trust.signature import judge
from folkmoot.trust.succession import Succession, succession

Holders = Mapping[str, tuple[str, PublicKey]]
"""Fingerprint to the person who holds the key, and the key."""


@dataclass(frozen=True, slots=True)
class Version:
    """One file of the chain, whether it holds or not."""

    number: int
    path: str
    digest: str
    head: KeysHead | None
    """None when the file is broken."""
    holders: Holders
    position: int
    """The position from which it may be in force: that of its file, never before the version it follows."""
    signed: frozenset[tuple[str, str]] = frozenset()
    """The people who signed it well by its own words, each with the fingerprint."""
    succession: Succession | None = None
    """Whose signatures it needs, and which are there; None when it could not be judged."""
    refused: tuple[tuple[Sidecar, Refused], ...] = ()
    faults: tuple[Fault, ...] = ()


@dataclass(frozen=True)
class Keyring:
    """Every version in order; those of the sound beginning are in force."""

    coop: str
    versions: tuple[Version, ...] = ()
    positions: Positions = field(default_factory=lambda: Positions(0, {}, {}))
    loose: tuple[Fault, ...] = ()
    """Faults of the chain that belong to no file that is there."""

    @property
    def pin(self) -> str:
        """`sha256sum` of version 1, the root of all trust here; empty when there is none."""
        return self.versions[0].digest if self.versions and self.versions[0].number == 1 else ""

    @cached_property
    def faults(self) -> tuple[Fault, ...]:
        """Everything that is wrong with the chain; none when it is sound."""
        return (*self.loose, *(fault for version in self.versions for fault in version.faults))

    @cached_property
    def in_force(self) -> tuple[Version, ...]:
        """The versions that hold: all up to the first with a fault."""
        sound: list[Version] = []
        for version in self.versions:
            if version.faults or version.head is None or version.number != len(sound) + 1:
                break
            sound.append(version)
        return tuple(sound)

    @property
    def newest(self) -> KeysHead | None:
        """The newest version in force."""
        return self.in_force[-1].head if self.in_force else None

    def version(self, number: int) -> KeysHead | None:
        """Return a version in force by its number."""
        return self.in_force[number - 1].head if 0 < number <= len(self.in_force) else None

    def version_at(self, position: int) -> KeysHead | None:
        """Return the newest version in force whose file was added at or before a position."""
        place = bisect_right(self.in_force, position, key=lambda version: version.position)
        return self.in_force[place - 1].head if place else None

    def holders(self, number: int) -> Holders:
        """Return who holds each key of a version in force; nobody when there is no such version."""
        return self.in_force[number - 1].holders if 0 < number <= len(self.in_force) else {}

    @cached_property
    def distrusted(self) -> Mapping[str, int]:
        """Each revoked fingerprint, and the first position whose signatures by it do not count."""
        return _distrusted(*(version.head for version in self.in_force if version.head))

    def is_revoked(self, fingerprint: str, position: int) -> bool:
        """Whether signatures by a key that entered the history at a position do not count."""
        start = self.distrusted.get(fingerprint)
        return start is not None and position >= start


@dataclass(frozen=True, slots=True)
class Signers:
    """Who signed a file in a role, and whose signatures do not count."""

    people: tuple[str, ...] = ()
    """Distinct, in alphabetical order."""
    refused: tuple[tuple[Sidecar, Refused], ...] = ()
    threshold: int = 0
    """How many people the role asks for; 0 when that version of the keys is not in force or has no such role."""
    missing: tuple[str, ...] = ()
    """The holders of the role who have not signed."""

    @property
    def holds(self) -> bool:
        """Whether enough people signed."""
        return 0 < self.threshold <= len(self.people)


@once_an_archive
def keyring(archive: Archive) -> Keyring:
    """Read and judge the chain of an archive: one reading and a handful of signatures a version."""
    coop = archive.coop.id if archive.coop else ""
    numbers = sorted(int(match[1]) for path in archive.files if path.startswith("charter/keys/") and (match := KEYS_PATH.fullmatch(path)))
    where = positions(archive)
    versions: list[Version] = []
    for number in numbers:
        versions.append(_judged(archive, coop, where, number, tuple(versions)))
    return Keyring(coop, tuple(versions), where, tuple(vanished(archive, where)))


def pin_fault(ring: Keyring, pin: str) -> Fault | None:
    """Say when version 1 is not the one whose digest was published outside this repository (`keys-other-pin`).

    A chain that was replaced as a whole is sound by itself; only the pin tells.
    """
    if ring.pin == pin.lower():
        return None
    what = f"version 1 has the digest {ring.pin or 'of no file'}, and the pin is {pin}: this is another chain of keys"
    mend = "trust nothing that these keys signed; ask the co-op, by another way than this repository, which one is true"
    return Fault(Place(keys_path(1)), what, mend, "keys-other-pin")


def signers(archive: Archive, ring: Keyring, path: str, role: str, version: int) -> Signers:
    """Say who signed a file in a role of a version of the keys.

    Signatures that do not count are told and never stop the others: anybody may add a broken file.
    """
    head = ring.version(version)
    holder = head.roles.get(role) if head else None
    holders = ring.holders(version)
    people: set[str] = set()
    refused: list[tuple[Sidecar, Refused]] = []
    for sidecar in archive.sidecars.get(path, ()):
        found = judged_sidecar(archive, ring, sidecar, holders)
        if not isinstance(found, Refused) and (holder is None or found[0] not in holder.people):
            mend = f"have it signed by somebody who holds the role {role}"
            found = Refused(Refusal.NOT_IN_ROLE, f"'{found[0]}' does not hold the role {role} in version {version} of the keys", mend)
        if isinstance(found, Refused):
            refused.append((sidecar, found))
        else:
            people.add(found[0])
    missing = tuple(sorted(set(holder.people) - people)) if holder else ()
    return Signers(tuple(sorted(people)), tuple(refused), holder.threshold if holder else 0, missing)


def judged_sidecar(archive: Archive, ring: Keyring, sidecar: Sidecar, holders: Holders) -> tuple[str, PublicKey] | Refused:
    """Return the person whose key signed, by the given holders, and the key; or why the signature does not count."""
    key = judge(sidecar.armour, archive.files.get(sidecar.target, b""), namespace_of(sidecar.target, ring.coop))
    if isinstance(key, Refused):
        return key
    return _whose(sidecar, key, holders, ring.distrusted, ring.positions)


def _whose(
    sidecar: Sidecar, key: PublicKey, holders: Holders, distrusted: Mapping[str, int], where: Positions
) -> tuple[str, PublicKey] | Refused:
    start = distrusted.get(key.fingerprint)
    if start is not None and where.of(sidecar.path) >= start:
        words = f"the key {key.fingerprint} is not trusted from position {start} on, and this signature came later"
        return Refused(Refusal.REVOKED, words, "sign again with a key that is trusted: folkmoot sign FILE --again")
    if key.fingerprint not in holders:
        words = f"the key {key.fingerprint} is nobody's in the keys of the co-op that count here"
        return Refused(Refusal.UNKNOWN_SIGNER, words, "sign with a key that stands in charter/keys: folkmoot keys show")
    person, _ = holders[key.fingerprint]
    if not _is_label(sidecar.person, person):
        words = f"the file is named for '{sidecar.person}', and the key {key.fingerprint} is that of '{person}'"
        return Refused(Refusal.OTHER_KEY, words, f"name the file {person}.sig, or sign with the key of '{sidecar.person}'")
    return person, key


def _is_label(label: str, person: str) -> bool:
    """Whether a signature file may belong to a person: `ana.sig`, or `ana-2.sig` for a second key of hers."""
    rest = label.removeprefix(person)
    return label.startswith(person) and (not rest or (rest[0] == "-" and rest[1:].isdigit()))


def _judged(archive: Archive, coop: str, where: Positions, number: int, earlier: tuple[Version, ...]) -> Version:
    path = keys_path(number)
    before = earlier[-1] if earlier else None
    position = max(where.of(path), before.position if before else 0)
    head, faults = read_keys(path, archive.files[path])
    base = Version(number, path, digest(archive.files[path]), head, read_holders(head) if head else {}, position)
    faults = (*faults, *rewritten(where, path, archive.files[path]))
    if head is None:
        return replace(base, faults=faults)
    faults += tuple(loose_ends(archive, coop, head, number, tuple((one.number, one.digest, one.head) for one in earlier)))
    follows = number == 1 if before is None else number == before.number + 1 and before.head is not None and not before.faults
    if not follows:
        return replace(base, faults=faults)
    return _signed(archive, coop, where, before, replace(base, faults=faults), [one.head for one in earlier if one.head])


def _signed(
    archive: Archive, coop: str, where: Positions, before: Version | None, version: Version, earlier: list[KeysHead]
) -> Version:
    """Judge the signatures of a version that follows a sound one; its own revocations count for them, later ones never."""
    assert version.head is not None
    distrusted = _distrusted(*earlier, version.head)
    by_old, by_new = set[tuple[str, str]](), set[tuple[str, str]]()
    refused: list[tuple[Sidecar, Refused]] = []
    for sidecar in archive.sidecars.get(version.path, ()):
        key = judge(sidecar.armour, archive.files[version.path], namespace_of(version.path, coop))
        if isinstance(key, Refused):
            refused.append((sidecar, key))
            continue
        new = _whose(sidecar, key, version.holders, distrusted, where)
        old = _whose(sidecar, key, before.holders, distrusted, where) if before else new
        if isinstance(new, Refused) and isinstance(old, Refused):
            refused.append((sidecar, new))
        by_new |= set() if isinstance(new, Refused) else {(new[0], key.fingerprint)}
        by_old |= set() if isinstance(old, Refused) else {(old[0], key.fingerprint)}
    needs = succession(before.head if before else None, version.head, frozenset(by_old), frozenset(by_new))
    return replace(
        version,
        signed=frozenset(by_new | by_old),
        succession=needs,
        refused=tuple(refused),
        faults=(*version.faults, *needs.faults(version.path)),
    )


def _distrusted(*heads: KeysHead) -> Mapping[str, int]:
    starts: dict[str, int] = {}
    for head in heads:
        for one in head.revoked:
            starts[one.key] = min(one.distrust_from, starts.get(one.key, one.distrust_from))
    return starts
