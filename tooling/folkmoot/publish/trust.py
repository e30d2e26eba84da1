"""The page "Whom do I have to trust?": who could do what harm, from the keys, roles and assurance that are in use."""

from base64 import b64encode
from collections import Counter
from collections.abc import Iterator, Mapping

from folkmoot.checks.keys import signed_records
from folkmoot.publish.assurance import LEVELS, level_of
from folkmoot.publish.atlas import ROSTERS, TRUST, VERIFICATION, Atlas
from folkmoot.publish.markup import badge, block, code, commands, html, inline, note, page, table
from folkmoot.publish.words import counted, day, listed
from folkmoot.records.archive import Jury, Proposal
from folkmoot.records.checkpoint import Checkpoint
from folkmoot.records.draw import BeaconRound
from folkmoot.records.keys import KeysHead, SigningRole
from folkmoot.records.signature import Assurance
from folkmoot.records.speech import number, phrase, say
from folkmoot.sortition.beacon import CHAINS
from folkmoot.trust.chain import Keyring, keyring

CHECKPOINT = "checkpoint.txt"
"""Where the checkpoint of the history stands on the site."""
_COULD: dict[SigningRole, tuple[str, str]] = {
    SigningRole.ROOT: (phrase("name who signs"), phrase("They could make anybody a clerk, a teller or a secretary.")),
    SigningRole.CLERK: (
        phrase("sign rosters and attest"),
        phrase("They could put people on a roster who do not exist, or attest what nobody did."),
    ),
    SigningRole.SECRETARY: (
        phrase("sign calls for juries"),
        phrase("They could choose whom a call leaves out. They cannot choose who is drawn."),
    ),
    SigningRole.TELLER: (
        phrase("sign what was counted in secret"),
        phrase("They could report other numbers than were counted in the room."),
    ),
    SigningRole.LOG: (
        phrase("sign checkpoints"),
        phrase("They could show you another history than others see, until two of you compare."),
    ),
}
_ROLES = {
    SigningRole.ROOT: phrase("root"),
    SigningRole.CLERK: phrase("clerk"),
    SigningRole.TELLER: phrase("teller"),
    SigningRole.SECRETARY: phrase("secretary"),
    SigningRole.LOG: phrase("log"),
}
_BALLOTS = {
    "open": (
        phrase("open"),
        phrase("Everybody can count the ballots again. Everybody can also see who chose what, so nobody is safe from being asked to."),
    ),
    "attested": (phrase("attested"), phrase("You trust the clerk who wrote down what others chose.")),
    "counted": (
        phrase("counted"),
        phrase("You trust the tellers. Secret ballots cannot be looked at again, and so nobody can be made to show theirs."),
    ),
    "belenios": (
        phrase("belenios"),
        phrase("Everybody can check the count without seeing a ballot. You trust that those who hold its keys did not all conspire."),
    ),
}
"""By kind of ballot: its word, and whom one trusts."""


def trust_page(atlas: Atlas, checkpoint: Checkpoint | None = None) -> Mapping[str, bytes]:
    """The page, under the address that the navigation names."""
    ring = keyring(atlas.course.archive)
    lead = say(
        "As few people as can be. This page names what each of them could do to you if they were dishonest, and how you would find out. "
        "It is made from the keys and records in use."
    )
    report = atlas.link(TRUST, VERIFICATION, say("verification report"))
    parts = [
        f"# {say('Whom do I have to trust?')}",
        f'<p class="fm-lead">{lead}</p>',
        _alone(),
        *_signatories(ring),
        *_signed(atlas),
        _sure(atlas),
        *_chance(atlas),
        *_votes(atlas),
        _history(checkpoint),
        *_versions(ring),
        say("Everything that could be computed again was: see the {verification_report}.", verification_report=report),
    ]
    about = say("What you can check alone, and what you take on trust from whom.")
    return {TRUST: page(say("Whom do I have to trust?"), about, *parts)}


def _alone() -> str:
    return "\n".join((
        f"## {say('What you can check alone')}",
        "",
        "- " + say("**The charter.** Each article is byte for byte what a decision adopted. {command} shows it.", command="`sha256sum`"),
        "- " + say("**A draw.** The call is fixed first, the seed comes later from a public source, and the rest is arithmetic."),
        "- " + say("**An open vote.** The ballots are files. Count them."),
        "- " + say("**A signature.** {command} checks it, with no help from us.", command="`ssh-keygen -Y verify`"),
    ))  # fmt: skip


def _signatories(ring: Keyring) -> Iterator[str]:
    yield f"## {say('Who signs')}"
    newest = ring.newest
    if newest is None:
        words = say(
            "Nothing here is signed: this co-op has no keys. Whoever may merge could write any record, and you take their word for it."
        )
        yield note(html(words), "alone")
        return
    if lone := [role for role in SigningRole if role in newest.roles and newest.roles[role].threshold == 1]:
        yield note(html(_lone_words(newest, lone)), "alone")
    rows = []
    for role in SigningRole:
        holders = newest.roles.get(role)
        if holders is not None:
            does, could = _COULD[role]
            needed = say("{needed} of {all}", needed=holders.threshold, all=len(holders.people))
            one = badge("error", say("one is enough")) if holders.threshold == 1 else ""
            people = " ".join(map(code, holders.people))
            rows.append((html(say(_ROLES[role])), html(say(does)), f"{needed} {one}", people, html(say(could))))
    yield table((say("Role"), say("May"), say("It takes"), say("Who"), say("If they were dishonest")), rows)
    yield say("Those who sign are counted as people: a second key of the same person counts nothing.")


def _lone_words(keys: KeysHead, lone: list[SigningRole]) -> str:
    if keys.roles[SigningRole.ROOT].threshold == 1:
        if len(keys.roles[SigningRole.ROOT].people) == 1:
            return say(
                "One signature rules here: one person alone can name everybody else who signs. A co-op may begin like this; it should not "
                "stay so."
            )
        return say(
            "One signature rules here: any one person of several can name everybody else who signs. A co-op may begin like this; it "
            "should not stay so."
        )
    roles = listed(say("the role of {role}", role=say(_ROLES[role])) for role in lone)
    return say("One signature is enough for {roles}.", roles=roles)


def _signed(atlas: Atlas) -> Iterator[str]:
    known, archive = dict(signed_records(atlas.course)), atlas.course.archive
    paths = [roster.manifest.path for roster in archive.rosters] + [jury.call.path for jury in archive.juries]
    rows = []
    for path in paths:
        found = known.get(path)
        if found is None:
            rows.append((code(path), badge("warning", say("unsigned")), say("There were no keys yet when it was merged.")))
        else:
            state = badge("adopted", say("signed")) if found.holds else badge("error", say("not enough"))
            rows.append((code(path), state, " ".join(map(code, found.people)) or say("nobody")))
    if rows:
        yield f"## {say('What is signed')}"
        yield table((say("Record"), "", say("By")), rows)
        words = say(
            "You cannot see that every token on a roster is a person. You can find your own entry, count the rest, and ask the clerks "
            "to open a sample of entries that a public seed chooses."
        )
        yield f"{words} {atlas.link(TRUST, ROSTERS, say('The rosters'))}"


def _sure(atlas: Atlas) -> str:
    counts: Counter[Assurance] = Counter()
    archive = atlas.course.archive
    owners: list[Proposal | Jury] = [*archive.proposals, *archive.juries]
    for owner in owners:
        for event in owner.log:
            counts[level_of(atlas, owner, event)] += 1
    rows = [
        ("–" if level is Assurance.WORD else html(level), html(say(words)), html(say(meaning)), number(counts[level]))
        for level, (words, meaning) in LEVELS.items()
    ]
    head = f'<h2 id="how-sure">{say("How sure it is who did what")}</h2>'
    words = say("A letter stands beside every act in a log. It says what vouches for it.")
    return f"{block(head)}\n\n{words}\n\n{table((say('Letter'), say('Means'), say('Rests on'), say('Acts')), rows)}"


def _chance(atlas: Atlas) -> Iterator[str]:
    chains = Counter(
        source.chain for jury in atlas.course.archive.juries if jury.draw for source in jury.draw.sources if isinstance(source, BeaconRound)
    )
    if not chains:
        return
    yield f"## {say('Chance')}"
    for chain, count in sorted(chains.items()):
        known = CHAINS.get(chain)
        name = known.name if known else chain[:12]
        if known and known.proves_nothing:
            yield say(
                "{draws} took the seed from {beacon}, whose key everybody holds: it proves nothing.",
                draws=counted(count, "draw"),
                beacon=inline(name),
            )
        else:
            yield say(
                "{draws} took the seed from the beacon {beacon}. You trust that those who run it together did not agree beforehand to "
                "know a round early. Nobody can choose one.",
                draws=counted(count, "draw"),
                beacon=inline(name),
            )


def _votes(atlas: Atlas) -> Iterator[str]:
    decided = [(matter, matter.decision.head.rule) for matter in atlas.course.matters.values() if matter.decision]
    used = Counter(matter.book.decisions[rule].secrecy for matter, rule in decided if rule in matter.book.decisions)
    if used:
        yield f"## {say('Votes')}"
        known = ((_BALLOTS[kind], count) for kind, count in sorted(used.items()))
        rows = [(html(say(kind)), number(count), html(say(trusted))) for (kind, trusted), count in known]
        yield table((say("Kind"), say("Votes"), say("What you trust")), rows)


def _history(checkpoint: Checkpoint | None) -> str:
    words = say(
        "Whoever holds the repository could show you other records than they show others, or rewrite what was. A checkpoint makes that "
        "visible: it binds every change of every record so far. Keep one, and look later whether history only grew:"
    )
    kept = ""
    if checkpoint is not None:
        facts = [(say("Changes of records"), number(checkpoint.size)), (say("Root"), code(b64encode(checkpoint.root).decode()))]
        link = f"[{say('this checkpoint')}](../{CHECKPOINT})"
        keep = say("Keep {this_checkpoint}, or note down its root.", this_checkpoint=link)
        kept = f"\n\n{table((), facts)}\n\n{keep}"
    return f"## {say('The history')}\n\n{words}\n\n{commands('folkmoot verify --since CHECKPOINT')}{kept}"


def _versions(ring: Keyring) -> Iterator[str]:
    if not ring.in_force:
        return
    yield f"## {say('The keys')}"
    pin = code(ring.pin)
    yield say("The first version has the SHA-256 {digest}. All signatures follow from it; compare it with what you heard.", digest=pin)
    rows = []
    for version in ring.in_force:
        assert version.head is not None
        gone = "; ".join(f"{code(revoked.key)}: {html(revoked.reason)}" for revoked in version.head.revoked) or say("none")
        signed = " ".join(code(person) for person in sorted({person for person, _ in version.signed}))
        rows.append((str(version.number), code(version.path), signed, html(day(version.head.expires)), gone))
    yield table((say("Version"), say("File"), say("Signed by"), say("Until"), say("Keys no longer trusted")), rows)
    yield commands("folkmoot keys verify", "folkmoot keys allowed-signers > allowed_signers", "ssh-keygen -Y verify -f allowed_signers ...")
