"""K: keys and signatures, and whether what matters is signed by enough of the right people."""

from collections.abc import Iterator
from datetime import date

from folkmoot.checks.registry import check
from folkmoot.procedure.chronicle import Chronicle
from folkmoot.records.archive import Jury, Roster
from folkmoot.records.finding import Fault, Place, Severity
from folkmoot.records.keys import KeysHead, SigningRole
from folkmoot.records.value import shown
from folkmoot.trust.chain import Signers, keyring, signers
from folkmoot.trust.expiry import expiry_fault

Signed = Roster | Jury


@check("K001", "keys-unsound")
def keys_unsound(course: Chronicle) -> Iterator[Fault]:
    """A version of the co-op's keys does not follow from the one before it.

    ## Why
    Everything that is signed rests on these files. A version that its predecessors did not pass on could have been made
    by anybody, and who holds it could sign rosters and calls in the name of the co-op.

    ## Mend
    A version counts one up, names the digest of the one before, and is signed by enough people of both and by everybody
    whose key is new. `folkmoot keys verify` says what is missing. A version once merged is never edited: the next one
    mends it.
    """
    yield from keyring(course.archive).faults


@check("K002", "keys-expire", Severity.WARNING)
def keys_expire(course: Chronicle) -> Iterator[Fault]:
    """The keys of the co-op have run out, or will within thirty days.

    ## Why
    After that day no new roster, call or version of the keys can be signed, and the co-op stands still.

    ## Mend
    Make the next version with a later day, and have it signed: `folkmoot keys renew`.
    """
    newest = keyring(course.archive).newest
    fault = expiry_fault(newest, course.as_of.astimezone(course.zone).date()) if newest else None
    if fault:
        yield fault


@check("K003", "roster-unsigned")
def roster_unsigned(course: Chronicle) -> Iterator[Fault]:
    """A roster is not signed by enough clerks.

    ## Why
    A roster says who may be drawn and who may vote. Whoever could add a line alone could add themselves a thousand times.

    ## Mend
    The clerks compare the roster with the list of members, each by themselves, and sign it: `folkmoot sign` with the path
    of roster.md.
    """
    for roster in course.archive.rosters:
        yield from _unsigned(course, roster, roster.manifest.path)


@check("K004", "call-unsigned")
def call_unsigned(course: Chronicle) -> Iterator[Fault]:
    """A call for a jury is not signed by enough of those who may call one.

    ## Why
    The call fixes seats, roster, exclusions and the round of the seed. One that nobody signed could be exchanged for
    another as long as the round has not come out.

    ## Mend
    Have it signed by those who hold the role of secretary: `folkmoot sign` with the path of call.md.
    """
    for jury in course.archive.juries:
        if any(event.act == "called" for event in jury.log):
            yield from _unsigned(course, jury, jury.call.path)


@check("K005", "other-keys")
def other_keys(course: Chronicle) -> Iterator[Fault]:
    """A roster or a call names another version of the keys than the one in force when it was merged.

    ## Why
    An older version may hold a key that was stolen and revoked since; its thief could still sign by it.

    ## Mend
    Name the newest version and have it signed by its people. What is merged already is corrected by a new record.
    """
    for record, path in _records(course):
        version, said = _in_force(course, record, path), _said(record)
        place = course.archive.place(path, "keys")
        if version is None and said is not None and not course.archive.history:
            what = f"it names version {said} of the keys, and there is none that holds"
            yield Fault(place, what, "name a version that is in charter/keys")
        elif version is None and said is not None:
            yield Fault(place, f"it names version {said} of the keys, and there were none when it was merged", "remove the field")
        elif version is not None and said != version.version:
            words = "it names no version of the keys" if said is None else f"it names version {said} of the keys"
            yield Fault(place, f"{words}, and version {version.version} was in force when it was merged", f"write keys: {version.version}")


@check("K006", "signature-refused", Severity.WARNING)
def signature_refused(course: Chronicle) -> Iterator[Fault]:
    """A signature file beside a record does not count.

    ## Why
    It looks as if somebody had vouched for the record, and nobody has. The signatures of the others count all the same.

    ## Mend
    The message says what is wrong with it. Sign again with `folkmoot sign`, or leave the file out of the pull request.
    """
    ring = keyring(course.archive)
    for version in ring.versions:
        for sidecar, why in version.refused:
            yield Fault(Place(sidecar.path), f"this signature does not count: {why.words}", why.mend or "sign again: folkmoot sign")
    for record, path in _records(course):
        found = _signers(course, record, path)
        for sidecar, why in found.refused if found else ():
            yield Fault(Place(sidecar.path), f"this signature does not count: {why.words}", why.mend or "sign again: folkmoot sign")


@check("K007", "keys-had-expired")
def keys_had_expired(course: Chronicle) -> Iterator[Fault]:
    """A roster or a call was merged after the keys by which it is signed had run out.

    ## Why
    An end in sight makes sure that somebody looks at the keys now and then. Keys that go on after it are keys that
    nobody looks after.

    ## Mend
    Make the next version of the keys, and have the record signed by it: `folkmoot keys renew`.
    """
    added = _added(course)
    for record, path in _records(course):
        version, day = _in_force(course, record, path), added.get(path, course.as_of.astimezone(course.zone).date())
        if version is not None and version.expires < day:
            what = f"version {version.version} of the keys ran out on {version.expires}, and this was merged after that"
            yield Fault(Place(path), what, "make the next version: folkmoot keys renew --expires DAY")


@check("K008", "signature-of-nothing", Severity.WARNING)
def signature_of_nothing(course: Chronicle) -> Iterator[Fault]:
    """A signature file stands beside no file.

    ## Why
    It vouches for something that nobody can read, or for something that was taken away.

    ## Mend
    Put the signed file beside it: `X.sig.d/NAME.sig` signs `X`.
    """
    for target, sidecars in course.archive.sidecars.items():
        if target not in course.archive.files:
            for sidecar in sidecars:
                what = f"there is no file {shown(target)} that it could sign"
                yield Fault(Place(sidecar.path), what, f"add {shown(target)}, or remove it")


def signed_records(course: Chronicle) -> Iterator[tuple[str, Signers]]:
    """Every roster and call that came after the first keys, with who signed it."""
    for record, path in _records(course):
        found = _signers(course, record, path)
        if found is not None:
            yield path, found


def _records(course: Chronicle) -> Iterator[tuple[Signed, str]]:
    for roster in course.archive.rosters:
        yield roster, roster.manifest.path
    for jury in course.archive.juries:
        if any(event.act == "called" for event in jury.log):
            yield jury, jury.call.path


def _said(record: Signed) -> int | None:
    return record.manifest.head.keys if isinstance(record, Roster) else record.call.head.keys


def _roles(record: Signed) -> tuple[SigningRole, ...]:
    if isinstance(record, Roster):
        return (SigningRole.CLERK, SigningRole.ROOT)
    return (SigningRole.SECRETARY, SigningRole.CLERK, SigningRole.ROOT)


def _in_force(course: Chronicle, record: Signed, path: str) -> KeysHead | None:
    """The version of the keys in force when a record came into the history; the newest for what is not in it yet.

    Where there is no history to tell it, as in an unpacked archive, the version that the record names.
    """
    ring = keyring(course.archive)
    if not course.archive.history:
        return ring.version(_said(record) or 0)
    return ring.version_at(ring.positions.of(path))


def _signers(course: Chronicle, record: Signed, path: str) -> Signers | None:
    """Who signed a record in the first of its roles that the version in force has; None where there were no keys."""
    version = _in_force(course, record, path)
    if version is None:
        return None
    role = next(role for role in _roles(record) if role in version.roles)
    return signers(course.archive, keyring(course.archive), path, role, version.version)


def _unsigned(course: Chronicle, record: Signed, path: str) -> Iterator[Fault]:
    found = _signers(course, record, path)
    if found is None or found.holds:
        return
    who = f"only {', '.join(found.people)} signed it" if found.people else "nobody signed it"
    what = f"{who}; it needs {found.threshold} who may sign such a record"
    yield Fault(Place(path), what, f"have it signed by {', '.join(found.missing)}: folkmoot sign {path}")


def _added(course: Chronicle) -> dict[str, date]:
    """The day on which each file was first merged."""
    days: dict[str, date] = {}
    for merge in course.archive.history:
        for change in merge.changes:
            if change.status == "A":
                days.setdefault(change.path, merge.at.astimezone(course.zone).date())
    return days
