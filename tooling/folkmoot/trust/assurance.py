"""How sure it is that somebody did what a log says: their own signature, a clerk's word, a forge account, or nothing."""

from bisect import bisect_left
from collections.abc import Iterator, Mapping

from folkmoot.formats.act_json import read_act
from folkmoot.records.archive import Archive, Roster
from folkmoot.records.event import JuryEvent, ProposalEvent
from folkmoot.records.keys import SigningRole
from folkmoot.records.signature import Assurance, Refused, Sidecar
from folkmoot.records.statement import Statement
from folkmoot.trust.chain import Keyring
from folkmoot.trust.namespace import namespace_of
from folkmoot.trust.once import once_an_archive
from folkmoot.trust.signature import judge
from folkmoot.trust.strength import weakness

Event = ProposalEvent | JuryEvent
_STRENGTH = (Assurance.OWN, Assurance.ATTESTED)


def assurance_of(archive: Archive, keyring: Keyring, folder: str, event: Event, roster: Roster | None) -> Assurance:
    """Return the best assurance that the records give for one event of the log in `folder`.

    `A` when `by` signed a statement of the act with the key that the roster has for that entry, or with a key of that
    person in the keys of the co-op; `B` when a clerk signed it; `C` when the event names a forge account. A signature by a
    revoked key, or of another act, gives nothing.
    """
    found = set[Assurance]()
    for path in _statements(archive, keyring, folder, event):
        found |= {_signed(archive, keyring, sidecar, event.by, roster) for sidecar in archive.sidecars.get(path, ())}
    for level in _STRENGTH:
        if level in found:
            return level
    return Assurance.ACCOUNT if event.account else Assurance.WORD


def statement_path(statement: Statement) -> str:
    """Say where a statement stands; a second one of the same act ends in `-2` before the `.json`, and so on."""
    return f"{statement.record}/acts/{statement.by}-{statement.act}.json"


def _statements(archive: Archive, keyring: Keyring, folder: str, event: Event) -> Iterator[str]:
    """The paths of the statements that speak of this event, and of no other."""
    again = _times(archive, folder, event) > 1
    path = first = statement_path(Statement(keyring.coop, folder, event.act, event.by))
    number = 1
    while path in archive.files:
        if _speaks_of(archive.files[path], Statement(keyring.coop, folder, event.act, event.by, event.at), again):
            yield path
        number += 1
        path = f"{first.removesuffix('.json')}-{number}.json"


def _speaks_of(data: bytes, wanted: Statement, again: bool) -> bool:
    try:
        said = read_act(data)
    except ValueError:
        return False
    same = (said.coop, said.record, said.act, said.by) == (wanted.coop, wanted.record, wanted.act, wanted.by)
    return same and (said.at == wanted.at if said.at else not again)


def _times(archive: Archive, folder: str, event: Event) -> int:
    return _counted(archive).get((folder, event.act, event.by), 0)


@once_an_archive
def _counted(archive: Archive) -> Mapping[tuple[str, str, str], int]:
    """How often each log has each act by each."""
    counts: dict[tuple[str, str, str], int] = {}
    logs = [(one.folder, one.log) for one in archive.proposals] + [(one.folder, one.log) for one in archive.juries]
    for folder, log in logs:
        for event in log:
            key = (folder, event.act, event.by)
            counts[key] = counts.get(key, 0) + 1
    return counts


def _signed(archive: Archive, keyring: Keyring, sidecar: Sidecar, by: str, roster: Roster | None) -> Assurance:
    key = judge(sidecar.armour, archive.files[sidecar.target], namespace_of(sidecar.target, keyring.coop))
    if isinstance(key, Refused) or weakness(key):
        return Assurance.WORD
    position = keyring.positions.of(sidecar.path)
    if keyring.is_revoked(key.fingerprint, position):
        return Assurance.WORD
    head = keyring.version_at(position)
    holder = keyring.holders(head.version).get(key.fingerprint, ("",))[0] if head else ""
    if holder == by or enrolled_key(roster, by) == key.fingerprint:
        return Assurance.OWN
    clerks = head.roles.get(SigningRole.CLERK) if head else None
    return Assurance.ATTESTED if clerks and holder in clerks.people else Assurance.WORD


def enrolled_key(roster: Roster | None, entry: str) -> str:
    """Return the fingerprint that a roster has for an entry; `-` where it has none."""
    entries = roster.entries if roster else None
    if entries is None or "key" not in entries.columns:
        return "-"
    start = f"{entry},".encode()
    place = bisect_left(entries.lines, start)
    line = entries.lines[place] if place < len(entries.lines) else b""
    if not line.startswith(start):
        return "-"
    return line.split(b",")[entries.columns.index("key")].decode() or "-"


def enrolled_keys(roster: Roster | None) -> Mapping[str, str]:
    """Return what `enrolled_key` says of every entry of a roster, but for those of which it says `-`."""
    entries = roster.entries if roster else None
    if entries is None or "key" not in entries.columns:
        return {}
    return {token.decode(): key for token, key in zip(entries.tokens, entries.column("key"), strict=True) if key}
