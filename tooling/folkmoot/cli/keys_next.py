"""From what somebody typed to the next version of the keys, checked as everybody will check it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path

from folkmoot.formats.keys_json import keys_path, read_keys, write_keys
from folkmoot.formats.ssh_key import KINDS, read_line, write_line
from folkmoot.records.archive import Archive
from folkmoot.records.error import FolkmootError
from folkmoot.records.keys import KeysHead, Revocation, RoleHolders, Signatory
from folkmoot.records.signature import PublicKey
from folkmoot.records.value import parse_day, shown
from folkmoot.trust.chain import Keyring, keyring
from folkmoot.trust.position import UNKNOWN, positions
from folkmoot.trust.strength import weakness


@dataclass(frozen=True, slots=True)
class Draft:
    """The people, roles and revocations of a version on its way; nothing of it is checked before it is written."""

    people: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Person to public key lines."""
    roles: Mapping[str, RoleHolders] = field(default_factory=dict)
    revoked: tuple[Revocation, ...] = ()

    def with_roles(self, roles: Iterable[str]) -> "Draft":
        """Give roles new holders, each typed as `clerk=2:ana,ben,cyd`."""
        return replace(self, roles={**self.roles, **dict(map(read_role, roles))})

    def with_people(self, people: Iterable[str], *, instead: bool) -> "Draft":
        """Give people keys, each typed as `ana=FILE` or `ana=LINE`: besides those they have, or instead of them."""
        held, seen = dict(self.people), set[str]()
        for text in people:
            name, line = read_person(text)
            kept = held.get(name, ()) if name in seen or not instead else ()
            held[name] = (*kept, line)
            seen.add(name)
        return replace(self, people=held)

    def without_keys(self, fingerprints: Iterable[str], distrust_from: int, reason: str) -> "Draft":
        """Revoke keys; whoever has no other one leaves every role, and a role that nobody holds any more goes."""
        marks = set(fingerprints)
        people = {name: tuple(line for line in lines if read_line(line).fingerprint not in marks) for name, lines in self.people.items()}
        left = {name for name, lines in people.items() if lines}
        roles = {name: RoleHolders(threshold=role.threshold, people=tuple(one for one in role.people if one in left))
                 for name, role in self.roles.items()}  # fmt: skip
        fresh = tuple(Revocation(key=mark, distrust_from=distrust_from, reason=reason) for mark in sorted(marks))
        return Draft(
            {name: lines for name, lines in people.items() if lines},
            {name: role for name, role in roles.items() if role.people},
            (*self.revoked, *fresh),
        )


def draft_of(head: KeysHead) -> Draft:
    """Begin with what a version says."""
    return Draft({name: person.keys for name, person in head.people.items()}, head.roles, head.revoked)


def finished(draft: Draft, coop: str, version: int, prev: str | None, expires: date) -> tuple[KeysHead, bytes]:
    """Make the version and its bytes; FolkmootError with the first thing that is wrong with it."""
    unchecked = KeysHead.model_construct(
        schema_="coop-keys/1", coop=coop, version=version, prev=prev, expires=expires, revoked=draft.revoked, roles=dict(draft.roles),
        people={name: Signatory.model_construct(keys=lines) for name, lines in draft.people.items()},
    )  # fmt: skip
    data = write_keys(unchecked)
    read, faults = read_keys(keys_path(version), data)
    if read is None:
        raise FolkmootError(f"these keys would not hold: {faults[0].what}", faults[0].mend)
    return read, data


def sound_ring(archive: Archive) -> Keyring:
    """Return the chain to go on from; FolkmootError when there is none or when it is not sound."""
    ring = keyring(archive)
    if ring.faults:
        raise FolkmootError(f"the chain of keys is not sound: {ring.faults[0].what}", f"{ring.faults[0].mend}; see: folkmoot keys verify")
    if ring.newest is None:
        raise FolkmootError("this co-op has no keys yet", "make the first version: folkmoot keys init")
    return ring


def present_position(archive: Archive) -> int:
    """The position from which a key is distrusted when nobody says another; FolkmootError where there is no history."""
    end = positions(archive).end
    if end == UNKNOWN:
        raise FolkmootError("there is no Git history here that could say since when", "give the position with --from, or commit first")
    return end


def marks_of(head: KeysHead, key: str) -> tuple[str, ...]:
    """The fingerprints that are meant: one given as such, or all of a person's; FolkmootError when nobody has them."""
    held = {read_line(line).fingerprint: name for name, person in head.people.items() for line in person.keys}
    marks = tuple(mark for mark, name in held.items() if key in (mark, name))
    if not marks:
        mend = "give a person or a fingerprint of those that this shows: folkmoot keys show"
        raise FolkmootError(f"nobody of that name and no key '{shown(key)}' stands in version {head.version}", mend)
    return marks


def read_person(text: str) -> tuple[str, str]:
    """Read `ana=FILE` or `ana=ssh-ed25519 AAAA...` into the person and the bare key line."""
    name, equals, given = text.partition("=")
    if not (name and equals and given):
        raise FolkmootError(f"'{shown(text)}' does not name a person and a key", "write it like --person ana=ana.pub")
    return name, write_line(public_key(given))


def public_key(given: str) -> PublicKey:
    """Read a public key from its line or from a file; FolkmootError when it is none, or is not safe."""
    line = given
    if not given.startswith(tuple(f"{kind} " for kind in KINDS)):
        path = Path(given).expanduser()
        path = beside if (beside := path.with_name(f"{path.name}.pub")).is_file() else path
        try:
            line = path.read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError):
            raise FolkmootError(f"'{shown(given)}' is no public key and no file with one", "name the file that ends in .pub") from None
    try:
        key = read_line(line)
    except ValueError as error:
        raise FolkmootError(f"'{shown(given)}' gives no public key: {error}", "name the file that ends in .pub") from None
    if weak := weakness(key):
        raise FolkmootError(f"the key {key.fingerprint} is not safe: {weak}", "make a new one with: ssh-keygen -t ed25519")
    return key


def read_role(text: str) -> tuple[str, RoleHolders]:
    """Read `clerk=2:ana,ben,cyd`."""
    role, equals, rest = text.partition("=")
    threshold, colon, people = rest.partition(":")
    if not (role and equals and colon and people and threshold.isascii() and threshold.isdigit() and len(threshold) < 6):
        raise FolkmootError(f"'{shown(text)}' does not say who holds a role", "write it like --role clerk=2:ana,ben,cyd")
    return role, RoleHolders.model_construct(threshold=int(threshold), people=tuple(people.split(",")))


def read_expiry(text: str) -> date:
    """Read the last day of a version."""
    try:
        return parse_day(text)
    except ValueError:
        raise FolkmootError(f"'{shown(text)}' is not a day", "write year, month and day, like 2027-12-31") from None
