"""The page "Whom do I have to trust?": who could do what harm, from the keys, roles and assurance that are in use."""

from base64 import b64encode
from collections import Counter
from collections.abc import Iterator, Mapping

from folkmoot.checks.keys import signed_records
from folkmoot.publish.assurance import LEVELS, level_of
from folkmoot.publish.atlas import ROSTERS, TRUST, VERIFICATION, Atlas
from folkmoot.publish.markup import badge, block, code, commands, html, inline, note, page, table
from folkmoot.publish.words import counted, day, listed, spoken
from folkmoot.records.archive import Jury, Proposal
from folkmoot.records.checkpoint import Checkpoint
from folkmoot.records.draw import BeaconRound
from folkmoot.records.keys import KeysHead, SigningRole
from folkmoot.records.signature import Assurance
from folkmoot.sortition.beacon import CHAINS
from folkmoot.trust.chain import Keyring, keyring

CHECKPOINT = "checkpoint.txt"
"""Where the checkpoint of the history stands on the site."""
_COULD: dict[SigningRole, tuple[str, str]] = {
    SigningRole.ROOT: ("name who signs", "They could make anybody a clerk, a teller or a secretary."),
    SigningRole.CLERK: ("sign rosters and attest", "They could put people on a roster who do not exist, or attest what nobody did."),
    SigningRole.SECRETARY: ("sign calls for juries", "They could choose whom a call leaves out. They cannot choose who is drawn."),
    SigningRole.TELLER: ("sign what was counted in secret", "They could report other numbers than were counted in the room."),
    SigningRole.LOG: ("sign checkpoints", "They could show you another history than others see, until two of you compare."),
}
_SECRECY = {
    "open": "Everybody can count the ballots again. Everybody can also see who chose what, so nobody is safe from being asked to.",
    "attested": "You trust the clerk who wrote down what others chose.",
    "counted": "You trust the tellers. Secret ballots cannot be looked at again, and so nobody can be made to show theirs.",
    "belenios": "Everybody can check the count without seeing a ballot. You trust that those who hold its keys did not all conspire.",
}


def trust_page(atlas: Atlas, checkpoint: Checkpoint | None = None) -> Mapping[str, bytes]:
    """The page, under the address that the navigation names."""
    ring = keyring(atlas.course.archive)
    parts = [
        "# Whom do I have to trust?",
        '<p class="fm-lead">As few people as can be. This page names what each of them could do to you if they were dishonest, and how you '
        "would find out. It is made from the keys and records in use.</p>",
        _alone(),
        *_signatories(ring),
        *_signed(atlas),
        _sure(atlas),
        *_chance(atlas),
        *_votes(atlas),
        _history(checkpoint),
        *_versions(ring),
        f"Everything that could be computed again was: see the {atlas.link(TRUST, VERIFICATION, 'verification report')}.",
    ]
    return {TRUST: page("Whom do I have to trust?", "What you can check alone, and what you take on trust from whom.", *parts)}


def _alone() -> str:
    return "\n".join((
        "## What you can check alone",
        "",
        "- **The charter.** Each article is byte for byte what a decision adopted. `sha256sum` shows it.",
        "- **A draw.** The call is fixed first, the seed comes later from a public source, and the rest is arithmetic.",
        "- **An open vote.** The ballots are files. Count them.",
        "- **A signature.** `ssh-keygen -Y verify` checks it, with no help from us.",
    ))  # fmt: skip


def _signatories(ring: Keyring) -> Iterator[str]:
    yield "## Who signs"
    newest = ring.newest
    if newest is None:
        words = "Nothing here is signed: this co-op has no keys. Whoever may merge could write any record, and you take their word for it."
        yield note(html(words), "alone")
        return
    if lone := [role for role in SigningRole if role in newest.roles and newest.roles[role].threshold == 1]:
        yield note(html(_lone_words(newest, lone)), "alone")
    rows = []
    for role in SigningRole:
        holders = newest.roles.get(role)
        if holders is not None:
            does, could = _COULD[role]
            needed = f"{holders.threshold} of {len(holders.people)}"
            one = badge("error", "one is enough") if holders.threshold == 1 else ""
            rows.append((html(spoken(role)), html(does), f"{needed} {one}", " ".join(map(code, holders.people)), html(could)))
    yield table(("Role", "May", "It takes", "Who", "If they were dishonest"), rows)
    yield "Those who sign are counted as people: a second key of the same person counts nothing."


def _lone_words(keys: KeysHead, lone: list[SigningRole]) -> str:
    if keys.roles[SigningRole.ROOT].threshold == 1:
        who = "one person alone" if len(keys.roles[SigningRole.ROOT].people) == 1 else "any one person of several"
        return f"One signature rules here: {who} can name everybody else who signs. A co-op may begin like this; it should not stay so."
    return f"One signature is enough for {listed(f'the role of {spoken(role)}' for role in lone)}."


def _signed(atlas: Atlas) -> Iterator[str]:
    known, archive = dict(signed_records(atlas.course)), atlas.course.archive
    paths = [roster.manifest.path for roster in archive.rosters] + [jury.call.path for jury in archive.juries]
    rows = []
    for path in paths:
        found = known.get(path)
        if found is None:
            rows.append((code(path), badge("warning", "unsigned"), "There were no keys yet when it was merged."))
        else:
            state = badge("adopted", "signed") if found.holds else badge("error", "not enough")
            rows.append((code(path), state, " ".join(map(code, found.people)) or "nobody"))
    if rows:
        yield "## What is signed"
        yield table(("Record", "", "By"), rows)
        yield (
            "You cannot see that every token on a roster is a person. You can find your own entry, count the rest, and ask the clerks "
            f"to open a sample of entries that a public seed chooses. {atlas.link(TRUST, ROSTERS, 'The rosters')}"
        )


def _sure(atlas: Atlas) -> str:
    counts: Counter[Assurance] = Counter()
    archive = atlas.course.archive
    owners: list[Proposal | Jury] = [*archive.proposals, *archive.juries]
    for owner in owners:
        for event in owner.log:
            counts[level_of(atlas, owner, event)] += 1
    rows = [
        ("–" if level is Assurance.WORD else html(level), html(words), html(meaning), f"{counts[level]:,}")
        for level, (words, meaning) in LEVELS.items()
    ]
    head = '<h2 id="how-sure">How sure it is who did what</h2>'
    words = "A letter stands beside every act in a log. It says what vouches for it."
    return f"{block(head)}\n\n{words}\n\n{table(('Letter', 'Means', 'Rests on', 'Acts'), rows)}"


def _chance(atlas: Atlas) -> Iterator[str]:
    chains = Counter(
        source.chain for jury in atlas.course.archive.juries if jury.draw for source in jury.draw.sources if isinstance(source, BeaconRound)
    )
    if not chains:
        return
    yield "## Chance"
    for chain, count in sorted(chains.items()):
        known = CHAINS.get(chain)
        name = known.name if known else chain[:12]
        if known and known.proves_nothing:
            yield f"{counted(count, 'draw')} took the seed from {inline(name)}, whose key everybody holds: it proves nothing."
        else:
            yield (
                f"{counted(count, 'draw')} took the seed from the beacon {inline(name)}. You trust that those who run it together did "
                "not agree beforehand to know a round early. Nobody can choose one."
            )


def _votes(atlas: Atlas) -> Iterator[str]:
    decided = [(matter, matter.decision.head.rule) for matter in atlas.course.matters.values() if matter.decision]
    used = Counter(matter.book.decisions[rule].secrecy for matter, rule in decided if rule in matter.book.decisions)
    if used:
        yield "## Votes"
        rows = [(html(kind), f"{count:,}", html(_SECRECY.get(kind, ""))) for kind, count in sorted(used.items())]
        yield table(("Kind", "Votes", "What you trust"), rows)


def _history(checkpoint: Checkpoint | None) -> str:
    words = (
        "## The history\n\nWhoever holds the repository could show you other records than they show others, or rewrite what was. "
        "A checkpoint makes that visible: it binds every change of every record so far. Keep one, and look later whether history only grew:"
    )
    kept = ""
    if checkpoint is not None:
        facts = [("Changes of records", f"{checkpoint.size:,}"), ("Root", code(b64encode(checkpoint.root).decode()))]
        kept = f"\n\n{table((), facts)}\n\nKeep [this checkpoint](../{CHECKPOINT}), or note down its root."
    return f"{words}\n\n{commands('folkmoot verify --since CHECKPOINT')}{kept}"


def _versions(ring: Keyring) -> Iterator[str]:
    if not ring.in_force:
        return
    yield "## The keys"
    yield f"The first version has the SHA-256 {code(ring.pin)}. All signatures follow from it; compare it with what you heard."
    rows = []
    for version in ring.in_force:
        assert version.head is not None
        gone = "; ".join(f"{code(revoked.key)}: {html(revoked.reason)}" for revoked in version.head.revoked) or "none"
        signed = " ".join(code(person) for person in sorted({person for person, _ in version.signed}))
        rows.append((str(version.number), code(version.path), signed, html(day(version.head.expires)), gone))
    yield table(("Version", "File", "Signed by", "Until", "Keys no longer trusted"), rows)
    yield commands("folkmoot keys verify", "folkmoot keys allowed-signers > allowed_signers", "ssh-keygen -Y verify -f allowed_signers ...")
