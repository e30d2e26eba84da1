"""Whose signatures a version of the keys needs, and which of them are there.

After The Update Framework (specification 1.0, section 5.3, root rotation): the threshold of the version before, the
threshold of the version itself, and, as proof that nobody enters a stranger's key, a signature by every new key.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from folkmoot.formats.keys_json import read_holders
from folkmoot.records.finding import Fault, Place
from folkmoot.records.keys import KeysHead, SigningRole

Signed = frozenset[tuple[str, str]]
"""People, each with the fingerprint of the key that they signed with."""


@dataclass(frozen=True, slots=True)
class Quorum:
    """The root of one version: who may sign for it, how many must, who has."""

    version: int
    threshold: int
    people: tuple[str, ...]
    signed: tuple[str, ...] = ()

    @property
    def holds(self) -> bool:
        """Whether enough distinct people signed."""
        return len(self.signed) >= self.threshold


@dataclass(frozen=True, slots=True)
class Succession:
    """What one version owes before it is in force."""

    version: int
    quorums: tuple[Quorum, ...]
    """The root of the version before, where there is one, and of the version itself."""
    newcomers: tuple[tuple[str, str], ...]
    """The people whose key is new, each with its fingerprint: each of them signs with that key."""
    unproved: tuple[tuple[str, str], ...] = ()
    """Those of them who have not."""

    @property
    def holds(self) -> bool:
        """Whether nothing is missing."""
        return not self.unproved and all(quorum.holds for quorum in self.quorums)

    def faults(self, path: str) -> Iterator[Fault]:
        """Say what is missing: `keys-unsigned` for people of root, `keys-unproved` for new keys."""
        for quorum in self.quorums:
            if not quorum.holds:
                whose = f"root in version {quorum.version}"
                what = f"version {self.version} is signed by {len(quorum.signed)} of the {quorum.threshold} people it needs of {whose}"
                missing = ", ".join(sorted(set(quorum.people) - set(quorum.signed)))
                mend = f"have it signed by {quorum.threshold - len(quorum.signed)} more of {missing}: folkmoot sign {path}"
                yield Fault(Place(path), what, mend, "keys-unsigned")
        for person, fingerprint in self.unproved:
            what = f"'{person}' has the new key {fingerprint} in version {self.version} and has not signed with it"
            yield Fault(Place(path), what, f"let '{person}' show that the key is theirs: folkmoot sign {path}", "keys-unproved")


def succession(before: KeysHead | None, after: KeysHead, by_old: Signed = frozenset(), by_new: Signed = frozenset()) -> Succession:
    """Judge who signed `after`: `by_old` are people by the keys of `before`, `by_new` by its own."""
    known = {(person, fingerprint) for fingerprint, (person, _) in read_holders(before).items()} if before else set()
    newcomers = sorted((person, mark) for mark, (person, _) in read_holders(after).items() if (person, mark) not in known)
    quorums = (*([_quorum(before, by_old)] if before else []), _quorum(after, by_new))
    return Succession(after.version, quorums, tuple(newcomers), tuple(one for one in newcomers if one not in by_new))


def _quorum(head: KeysHead, signed: Signed) -> Quorum:
    root = head.roles[SigningRole.ROOT]
    there = {person for person, _ in signed} & set(root.people)
    return Quorum(head.version, root.threshold, root.people, tuple(sorted(there)))
