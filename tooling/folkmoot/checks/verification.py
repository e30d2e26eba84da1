"""`verify`: everything that can be computed again is computed again, and compared byte for byte."""

from collections.abc import Iterator

from folkmoot.checks.charter import allowed_states
from folkmoot.checks.draws import first_difference
from folkmoot.checks.keys import signed_records
from folkmoot.checks.recounts import recounted, redecided
from folkmoot.formats.canonical import digest
from folkmoot.formats.draw_json import write_draw
from folkmoot.formats.lottery_json import read_lottery
from folkmoot.formats.shards import SUMS
from folkmoot.procedure.chronicle import Chronicle
from folkmoot.records.archive import Jury, Proposal, Roster
from folkmoot.records.draw import BeaconRound, Draw
from folkmoot.records.error import FolkmootError
from folkmoot.records.packed import PackedCount
from folkmoot.records.verification import Verified
from folkmoot.sortition.apart import fault_of, is_apart
from folkmoot.sortition.beacon import CHAINS, DEMONSTRATION, verify_round
from folkmoot.sortition.replay import redraw, seed_event
from folkmoot.tally.packed import packed_signers
from folkmoot.trust.chain import keyring


def verify(course: Chronicle) -> tuple[Verified, ...]:
    """Recompute the charter, the keys, the rosters, the frozen texts, the seeds, the draws and the decisions, in that order."""
    archive = course.archive
    return (
        *_charter(course),
        *_keys(course),
        *_signatures(course),
        *(one for roster in archive.rosters for one in _roster(course, roster)),
        *(one for proposal in archive.proposals for one in _text(course, proposal)),
        *(one for jury in archive.juries for one in _seed(jury)),
        *(one for jury in archive.juries for one in _draw(course, jury)),
        *(one for proposal in archive.proposals for one in _decision(course, proposal)),
    )


def _keys(course: Chronicle) -> Iterator[Verified]:
    """Every version of the keys follows from the one before it."""
    ring = keyring(course.archive)
    sound = {version.number for version in ring.in_force}
    for version in ring.versions:
        people = ", ".join(sorted({person for person, _ in version.signed})) or "nobody"
        said = version.faults[0].what if version.faults else f"signed by {people}; sha256 {version.digest}"
        yield Verified("keys", version.path, version.number in sound, said)


def _signatures(course: Chronicle) -> Iterator[Verified]:
    """What must be signed is signed by enough of the right people."""
    for path, found in signed_records(course):
        people = ", ".join(found.people) or "nobody"
        said = f"signed by {people}, {found.threshold} of {len(found.people) + len(found.missing)} needed"
        yield Verified("signature", path, found.holds, said)


def _charter(course: Chronicle) -> Iterator[Verified]:
    """The charter is the sum of its decisions; one that need not be carried out yet may or may not be there."""
    states = allowed_states(course)
    present = {path: data for path, data in course.archive.files.items() if path.startswith("charter/") and path.endswith(".md")}
    decided = {path for state in states for path in state if path.startswith("charter/")}
    for path in sorted(present.keys() | decided):
        data = present.get(path)
        if any(state.get(path) == data for state in states):
            said = (
                "is decided and not due to be carried out yet"
                if data is None
                else f"equals what {_maker(course, path, data)} adopted, byte for byte"
            )
            yield Verified("charter", path, True, said)
        elif data is None:
            yield Verified("charter", path, False, f"{_last_maker(course, path)} made this file, and it is not here")
        else:
            maker = _last_maker(course, path)
            yield Verified("charter", path, False, f"differs from what {maker} adopted" if maker else "no adopted proposal made this file")


def _maker(course: Chronicle, path: str, data: bytes) -> str:
    """The last adopted proposal that brought a file to these bytes."""
    before: bytes | None = None
    maker = ""
    for version in course.versions:
        now = version.files.get(path)
        maker = version.proposal if now == data != before else maker
        before = now
    return maker


def _last_maker(course: Chronicle, path: str) -> str:
    decided = next((version.files[path] for version in reversed(course.versions) if path in version.files), None)
    return _maker(course, path, decided) if decided is not None else ""


def _roster(course: Chronicle, roster: Roster) -> Iterator[Verified]:
    head = roster.manifest.head
    if roster.entries is None:
        sums = course.archive.files.get(f"{roster.folder}/{SUMS}")
        if sums is not None and not any(fault.place.path.startswith(f"{roster.folder}/") for fault in course.archive.faults):
            holds = digest(sums) == head.digest
            said = "has the digest" if holds else f"has sha256 {digest(sums)}, the manifest says {head.digest}"
            yield Verified("roster", roster.id, holds, f"{SUMS} {said}; the shards that it lists are kept elsewhere")
        else:
            yield Verified("roster", roster.id, False, "its entries are not here or cannot be read")
        return
    if roster.entries.digest != head.digest:
        found = roster.entries
        yield Verified("roster", roster.id, False, f"{found.file} has sha256 {found.digest}, the manifest says {head.digest}")
    elif len(roster.entries.lines) != head.count:
        yield Verified("roster", roster.id, False, f"{len(roster.entries.lines)} entries stand here, the manifest says {head.count}")
    else:
        yield Verified("roster", roster.id, True, f"{head.count:,} entries, sha256 {head.digest}")


def _text(course: Chronicle, proposal: Proposal) -> Iterator[Verified]:
    event = proposal.binding(course.matters[proposal.id].procedure)
    if event is not None and event.text is not None:
        same = event.text == proposal.text_digest
        said = f"sha256 {proposal.text_digest}" if same else f"sha256 is {proposal.text_digest}, it was {event.act} as {event.text}"
        yield Verified("text", proposal.id, same, said)


def _seed(jury: Jury) -> Iterator[Verified]:
    event = seed_event(jury)
    for value in event.sources if event else ():
        if value.kind == "dice":
            yield Verified("seed", jury.id, True, f"dice {value.digits}: believe those who saw them thrown")
            continue
        round_ = BeaconRound(value.chain or "", value.round or 0, value.signature or "", value.previous_signature or "")
        reason = verify_round(round_)
        if reason:
            yield Verified("seed", jury.id, False, reason)
            continue
        name = CHAINS[round_.chain].name
        note = "; a demonstration: anybody can make these rounds" if round_.chain == DEMONSTRATION.hash else ""
        yield Verified("seed", jury.id, True, f"round {round_.round} of {name} carries the chain's signature{note}")


def _draw(course: Chronicle, jury: Jury) -> Iterator[Verified]:
    path = f"{jury.folder}/draw.json"
    if path not in course.archive.files:
        return
    if jury.draw is None:
        yield Verified("draw", jury.id, False, "draw.json cannot be read")
        return
    try:
        if is_apart(course.archive, jury):
            yield _apart(course, jury, jury.draw)
            return
        again = redraw(course.archive, jury)
    except FolkmootError as error:
        yield Verified("draw", jury.id, False, f"it cannot be repeated: {error.what}")
        return
    if again.chosen:
        yield _lottery(course, jury)
    same = write_draw(again) == course.archive.files[path]
    found = f"{len(again.panel.seats)} seats from {again.eligible:,} eligible entries, drawn again the same"
    yield Verified("draw", jury.id, same, found if same else first_difference(jury.draw, again))


def _apart(course: Chronicle, jury: Jury, draw: Draw) -> Verified:
    if reason := fault_of(course.archive, jury, draw):
        return Verified("draw", jury.id, False, reason)
    said = "each ticket is what the seed gives; the roster is kept elsewhere, and whether others were lower is told by"
    return Verified("draw", jury.id, True, f"{said}: folkmoot draw verify {jury.id} --shards DIR")


def _lottery(course: Chronicle, jury: Jury) -> Verified:
    """The draw was repeated, so its lottery is sound: `redraw` refuses any other."""
    lottery = read_lottery(course.archive.files[f"{jury.folder}/lottery.json"]).lottery
    bound, least = lottery.certificate.bound, lottery.least
    said = f"{len(lottery.compositions):,} panels' compositions on {lottery.tickets:,} tickets, each within the quotas"
    chance = f"the least likely person has a chance of {least}, and no lottery within the quotas gives more than {bound}"
    return Verified("lottery", jury.id, True, f"{said}; {chance}")


def _decision(course: Chronicle, proposal: Proposal) -> Iterator[Verified]:
    if proposal.decision is None:
        if f"{proposal.folder}/decision.md" in course.archive.files:
            yield Verified("decision", proposal.id, False, "decision.md cannot be read")
        return
    try:
        found = recounted(course, proposal)
        same = redecided(course, proposal) == course.archive.files[proposal.decision.path]
    except FolkmootError as error:
        yield Verified("decision", proposal.id, False, f"it cannot be counted again: {error.what}")
        return
    again = "Counted again" if proposal.packed is None else "Taken again from the counts in ballots.json"
    said = f"{proposal.decision.head.summary} {again}: {'the same' if same else 'not the same'}"
    yield Verified("decision", proposal.id, same, f"{said}; outcome {found.tally.outcome}")
    if proposal.packed is not None:
        yield _packed(course, proposal, proposal.packed)


def _packed(course: Chronicle, proposal: Proposal, count: PackedCount) -> Verified:
    """What the records show of counts whose ballots are kept elsewhere, and what only these ballots show."""
    signed = packed_signers(course.archive, proposal)
    who = f"signed by {', '.join(signed.people)}" if signed else "signed by nobody, for there were no keys"
    said = f"{count.rows:,} packed ballots, sha256 {count.digest}; the counts fit the vote and are {who}"
    shows = f"that they are those of the ballots shows: folkmoot tally {proposal.id} --engine duckdb --ballots DIR --shards DIR"
    return Verified("ballots", proposal.id, True, f"{said}; {shows}")
