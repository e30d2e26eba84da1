"""Where a proposal's page comes from: each file with its digest and the commit that brought it, and who signed what."""

from collections import Counter
from collections.abc import Iterator

from folkmoot.formats.packed_json import FILE
from folkmoot.procedure.chronicle import Matter
from folkmoot.publish.assurance import LEVELS, level_of
from folkmoot.publish.atlas import TRUST, Atlas
from folkmoot.publish.decision import recheck
from folkmoot.publish.markup import badge, code, commands, html, table
from folkmoot.publish.words import counted, day
from folkmoot.records.archive import Proposal
from folkmoot.records.signature import Refused, Sidecar
from folkmoot.records.speech import say
from folkmoot.trust.chain import Keyring, judged_sidecar, keyring
from folkmoot.trust.position import positions


def provenance_section(atlas: Atlas, here: str, matter: Matter) -> str:
    """The whole section: the files, the signatures, and what to type to check them."""
    record, voted = matter.proposal, matter.events.get("voting-opened")
    rows = [*_files(atlas, record), *_acts(atlas, here, record), *_signed(atlas, record)]
    parts = [f"## {html(say('Where it comes from'))}", table((), rows)]
    if voted and voted.electorate:
        words = say("The vote binds the text by {text} and those entitled to vote by {electorate}.",
                    text=code(record.text_digest), electorate=code(voted.electorate.digest))  # fmt: skip
        parts.append(words)
    parts.append(commands(f"sha256sum {record.text.path}", f"folkmoot check {record.folder}"))
    if record.decision:
        parts.append(recheck(record.decision, record.packed is not None))
    return "\n\n".join(parts)


def _files(atlas: Atlas, record: Proposal) -> Iterator[tuple[str, str]]:
    shown = [(say("The text"), record.text.path, record.text.digest)]
    shown += [(say("What was done, line by line"), f"{record.folder}/log.yml", "")] if record.log else []
    shown += [(say("The decision"), record.decision.path, record.decision.digest)] if record.decision else []
    shown += [(say("A report"), report.path, "") for report in record.reports]
    for label, path, digest in shown:
        sha = f"<br>{html(say('SHA-256'))} {code(digest)}" if digest else ""
        yield html(label), f"{code(path)}{_brought(atlas, path)}{sha}"


def _brought(atlas: Atlas, path: str) -> str:
    """The commit since which a file reads as it does; empty where there is no history."""
    history = atlas.course.archive.history
    if not history:
        return ""
    merge = positions(atlas.course.archive).merge_of(path)
    if not 0 <= merge < len(history):
        return f", {html(say('not in the history yet'))}"
    commit, at = history[merge].commit, day(history[merge].at.astimezone(atlas.course.zone).date())
    forge = atlas.ways.forge
    name = f'<a href="{html(forge.commit(commit))}">{code(commit[:12])}</a>' if forge else code(commit[:12])
    return f", {say('since commit {commit} of {day}', commit=name, day=html(at))}"


def _acts(atlas: Atlas, here: str, record: Proposal) -> Iterator[tuple[str, str]]:
    """How sure the acts of the log are, level by level."""
    levels = Counter(level_of(atlas, record, event) for event in record.log)
    if levels:
        told = "; ".join(f"{counted(levels[level], 'act')}: {say(words)}" for level, (words, _) in LEVELS.items() if levels[level])
        more = atlas.tie(here, TRUST, say("What these mean"), "how-sure")
        yield html(say("Who did it")), f"{html(told)}. {more}"


def _signed(atlas: Atlas, record: Proposal) -> Iterator[tuple[str, str]]:
    """The signatures beside the files of the record; those of acts are told by the letters beside the acts."""
    archive = atlas.course.archive
    paths = (
        record.text.path,
        *([record.decision.path] if record.decision else []),
        *(report.path for report in record.reports),
        *record.ballots,
        *([f"{record.folder}/{FILE}"] if record.packed else []),
    )
    for path in paths:
        sidecars = archive.sidecars.get(path, ())
        if sidecars:
            said = "; ".join(_judged(atlas, keyring(archive), each) for each in sidecars)
            yield html(say("Signed")), f"{code(path)}: {said}"


def _judged(atlas: Atlas, ring: Keyring, sidecar: Sidecar) -> str:
    """Whose signature it is, and whether it holds by the keys that were in force when it came."""
    head = ring.version_at(ring.positions.of(sidecar.path))
    found = judged_sidecar(atlas.course.archive, ring, sidecar, ring.holders(head.version) if head else {})
    if isinstance(found, Refused):
        return f"{code(sidecar.person)} {badge('rejected', say('does not hold'))} {html(found.words)}"
    return f"{code(found[0])} {badge('adopted', say('holds'))}"
