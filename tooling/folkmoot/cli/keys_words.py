"""The keys in words: who still has to sign, who signed, who may sign as what."""

from collections.abc import Iterator
from datetime import date

from folkmoot.formats.keys_json import keys_path
from folkmoot.formats.ssh_key import read_line
from folkmoot.records.archive import Archive
from folkmoot.records.keys import KeysHead, SigningRole
from folkmoot.trust.chain import Keyring, Version
from folkmoot.trust.expiry import expiry_fault
from folkmoot.trust.succession import succession


def to_sign(before: KeysHead | None, after: KeysHead) -> Iterator[str]:
    """Say who has to sign a fresh version, and how."""
    needs = succession(before, after)
    path = keys_path(after.version)
    yield f"{path}: version {after.version} of the keys of {after.coop}, through {after.expires}"
    yield "it holds once these have signed it:"
    for quorum in needs.quorums:
        yield f"  {quorum.threshold} of {', '.join(quorum.people)} (root in version {quorum.version})"
    for person, fingerprint in needs.newcomers:
        yield f"  {person}, with the new key {fingerprint}"
    yield f"each of them signs with: folkmoot sign {path}"
    if before is not None:
        yield from _twice(before, after, path)


def _twice(before: KeysHead, after: KeysHead, path: str) -> Iterator[str]:
    """Those whose old key is needed beside the new one, because without it the version before would not agree."""
    root = before.roles[SigningRole.ROOT]
    same = [name for name in root.people if name in after.people and set(before.people[name].keys) & set(after.people[name].keys)]
    if len(same) >= root.threshold:
        return
    for name in sorted(set(root.people) - set(same)):
        yield f"  {name}'s old key counts for version {before.version}: folkmoot sign {path} --as {name}-2 --key OLD_KEY"


def alone(head: KeysHead) -> Iterator[str]:
    """Warn when one person holds everything."""
    if len(head.roles[SigningRole.ROOT].people) == 1:
        [name] = head.roles[SigningRole.ROOT].people
        yield f"WARNING: 1-of-1. '{name}' alone can change every key. Whoever steals or copies that one key is the co-op;"
        yield "         whoever loses it loses the co-op's keys for good. Add two people as soon as there are two."


def account(ring: Keyring) -> Iterator[str]:
    """Tell the chain version by version: who signed, what is missing, which signatures do not count."""
    in_force = {version.number for version in ring.in_force}
    for version in ring.versions:
        until = f", through {version.head.expires}" if version.head else ""
        yield f"{'holds' if version.number in in_force else 'FAILS'}  version {version.number}: {version.path}{until}"
        yield f"         sha256 {version.digest}"
        yield from (f"         {line}" for line in _signatures(version))
        if version.number not in in_force and not version.faults:
            yield "         it follows a version that does not hold"
        for fault in version.faults:
            yield f"         {fault.place.path}:{fault.place.line}:{fault.place.column}: {fault.name}: {fault.what}"
            yield f"           mend: {fault.mend}"
    for fault in ring.loose:
        yield f"FAILS  {fault.name}: {fault.what}"
        yield f"         mend: {fault.mend}"


def _signatures(version: Version) -> Iterator[str]:
    needs = version.succession
    for quorum in needs.quorums if needs else ():
        signed = ", ".join(quorum.signed) or "nobody"
        yield f"root in version {quorum.version}: signed by {signed}; {quorum.threshold} of {len(quorum.people)} are needed"
    if needs and needs.newcomers:
        proved = [f"{person} {mark}" for person, mark in needs.newcomers if (person, mark) not in needs.unproved]
        yield f"new keys that signed: {', '.join(proved) or 'none'}"
    for sidecar, refused in version.refused:
        yield f"does not count: {sidecar.path}: {refused.words}"


def pin_words(archive: Archive, ring: Keyring, compared: bool) -> Iterator[str]:
    """Say on what all of it rests."""
    yield f"pin: {ring.pin or 'none'} (sha256sum {keys_path(1)})"
    for article in archive.articles:
        if ring.pin and ring.pin in article.body:
            yield f"  the charter prints it: {article.path}"
    if not compared:
        yield "  this was compared with nothing: give --pin DIGEST from a place outside the repository, such as the minutes of the founding"


def expiry_words(ring: Keyring, day: date) -> Iterator[str]:
    """Warn of the last day of the newest version."""
    fault = expiry_fault(ring.newest, day) if ring.newest else None
    if fault:
        yield f"{fault.name}: {fault.what}"
        yield f"  mend: {fault.mend}"


def table(head: KeysHead) -> Iterator[str]:
    """Show who may sign as what, with which key."""
    yield f"version {head.version} of the keys of {head.coop}, through {head.expires}"
    for role in SigningRole:
        if role in head.roles:
            yield f"  {role:9} {head.roles[role].threshold} of {', '.join(head.roles[role].people)}"
    for name, person in head.people.items():
        for line in person.keys:
            key = read_line(line)
            yield f"  {name}: {key.fingerprint} ({key.kind})"
    for one in head.revoked:
        yield f"  revoked from position {one.distrust_from}: {one.key} ({one.reason})"
