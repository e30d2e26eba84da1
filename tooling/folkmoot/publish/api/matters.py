"""The documents about proposals, decisions and what is owed, filled from the chronicle."""

from collections.abc import Iterable, Iterator, Mapping
from functools import partial

from folkmoot.procedure.acts import FAULTS_THAT_COUNT, Refusal
from folkmoot.procedure.chronicle import Matter
from folkmoot.procedure.waiting import everything_owed
from folkmoot.publish.api.matter_form import (
    Act,
    Decision,
    Decisions,
    Obligations,
    Option,
    Owed,
    ProposalLine,
    ProposalRecord,
    Proposals,
    Report,
    Shown,
    Tallied,
)
from folkmoot.publish.api.stamp import FOLDER, address, stamp, when, written
from folkmoot.publish.atlas import Atlas, proposal_page
from folkmoot.publish.follow.happenings import page_of
from folkmoot.publish.tally import disclosure_of
from folkmoot.publish.unmoved import unmoved
from folkmoot.records import archive
from folkmoot.records.event import JuryEvent, ProposalEvent
from folkmoot.records.speech import Catalogue, speaking
from folkmoot.records.value import write_instant
from folkmoot.tally.privacy import Disclosure, choice_words
from folkmoot.tally.privacy import Shown as HowMuch

_KIND = "document"


def matter_files(atlas: Atlas, decided: tuple[Decision, ...]) -> tuple[Mapping[str, bytes], Iterator[tuple[str, bytes]]]:
    """The lists of proposals, decisions and obligations; and one document a proposal, each made when its turn comes."""
    lines = {matter.proposal.id: proposal_line(atlas, matter) for matter in atlas.course.matters.values()}
    made = {
        f"{FOLDER}/proposals.json": written(Proposals(**stamp(atlas, "proposals"), proposals=tuple(lines.values()))),
        f"{FOLDER}/decisions.json": written(Decisions(**stamp(atlas, "decisions"), decisions=decided)),
        f"{FOLDER}/obligations.json": written(Obligations(**stamp(atlas, "obligations"), obligations=_owed(atlas))),
    }
    return made, _documents(atlas, lines, {each.of: each for each in decided})


def _documents(atlas: Atlas, lines: Mapping[str, ProposalLine], decided: Mapping[str, Decision]) -> Iterator[tuple[str, bytes]]:
    """One document a proposal; whoever takes one after another never holds thousands."""
    successors, corrections = _named_by(atlas.course.matters.values())
    for name, matter in atlas.course.matters.items():
        document = partial(_document, atlas, matter, lines, decided, successors, corrections)
        with speaking(Catalogue()):  # the open data is the same in whatever language the pages are
            data = unmoved(atlas, _KIND, matter, document, atlas.course.as_of.isoformat())
        yield f"{FOLDER}/proposals/{name}.json", data


def _document(
    atlas: Atlas, matter: Matter, lines: Mapping[str, ProposalLine], decided: Mapping[str, Decision],
    successors: Mapping[str, tuple[str, ...]], corrections: Mapping[str, tuple[str, ...]],
) -> bytes:  # fmt: skip
    """The document of one proposal."""
    name, head = matter.proposal.id, matter.proposal.text.head
    return written(ProposalRecord(
        **stamp(atlas, "proposal"), proposal=lines[name], asks=head.asks, introduced_by=head.introduced_by, seconds=head.seconds,
        options=tuple(Option(id=option.id, title=option.title) for option in head.options), supersedes=head.supersedes,
        superseded_by=successors.get(name, ()), corrects=head.corrects, corrected_by=corrections.get(name, ()),
        responds_to=head.responds_to, subject=head.subject, decided_by=matter.procedure.decide.by if matter.procedure else None,
        changes=tuple(path.partition("/changes/")[2] for path in matter.proposal.changes),
        log=acts(matter.proposal.log, matter.walk.refusals), decision=decided.get(name), reports=reports(matter.proposal.reports),
    ))  # fmt: skip


def _named_by(matters: Iterable[Matter]) -> tuple[dict[str, tuple[str, ...]], dict[str, tuple[str, ...]]]:
    """By proposal: the adopted proposals that supersede it, and those that correct it."""
    successors: dict[str, tuple[str, ...]] = {}
    corrections: dict[str, tuple[str, ...]] = {}
    for matter in matters:
        head = matter.proposal.text.head
        if head.supersedes and matter.effective:
            successors[head.supersedes] = (*successors.get(head.supersedes, ()), head.id)
        if head.corrects:
            corrections[head.corrects] = (*corrections.get(head.corrects, ()), head.id)
    return successors, corrections


def disclosed(atlas: Atlas, name: str) -> Disclosure | None:
    """How much of the ballots of a proposal may be shown; None where there are none to count again."""
    found = atlas.recounts.get(name)
    return disclosure_of(found) if found else None


def proposal_line(atlas: Atlas, matter: Matter) -> ProposalLine:
    """A proposal in short."""
    record, head = matter.proposal, matter.proposal.text.head
    decision = record.decision.head if record.decision else None
    shown = disclosed(atlas, record.id) if decision else None
    return ProposalLine(
        id=record.id, kind=head.kind, title=head.title, summary=head.summary, status=matter.status, due=when(matter.due),
        effective=when(matter.effective), outcome=decision.outcome if decision else None,
        counts=_counts(record.decision, shown) if record.decision else None, ballots_shown=_shown(shown) if shown else None,
        path=record.text.path, digest=record.text.digest, text_digest=record.text_digest, page=address(proposal_page(record.id)),
    )  # fmt: skip


def _counts(decision: archive.Decision, shown: Disclosure | None) -> dict[str, int] | None:
    return None if shown and shown.shown is HowMuch.RESULT else dict(decision.head.counts)


def _shown(shown: Disclosure) -> Shown:
    rows = tuple(Tallied(ballot=choice_words(choice), count=ballots) for choice, ballots in shown.profile)
    return Shown(shown=str(shown.shown), why=shown.why, places=shown.places, ballots=rows)


def decisions(atlas: Atlas) -> tuple[Decision, ...]:
    """Every decision, the oldest first."""
    found = [_decision(atlas, matter, matter.decision) for matter in atlas.course.matters.values() if matter.decision]
    return tuple(sorted(found, key=lambda each: (each.closed, each.of)))


def _decision(atlas: Atlas, matter: Matter, decision: archive.Decision) -> Decision:
    head = decision.head
    return Decision(
        id=head.id, of=matter.proposal.id, kind=matter.proposal.text.head.kind, title=head.title, summary=head.summary, by=head.by,
        rule=head.rule, rules_digest=head.rules_digest, text=head.text, electorate=head.electorate.id,
        electorate_digest=head.electorate.digest, entitled=head.electorate.count, counted=head.ballots.counted,
        discarded=head.ballots.discarded, secrecy=head.ballots.kind, opened=write_instant(head.opened), closed=write_instant(head.closed),
        outcome=head.outcome, winners=head.winners or ((head.winner,) if head.winner else ()),
        counts=_counts(decision, disclosed(atlas, matter.proposal.id)), effective=when(matter.effective), status=matter.status,
        review_by=head.review_by.isoformat() if head.review_by else None, path=decision.path,
        page=address(proposal_page(matter.proposal.id)),
    )  # fmt: skip


def acts(log: Iterable[ProposalEvent | JuryEvent], refusals: Iterable[Refusal]) -> tuple[Act, ...]:
    """The lines of a log, and whether each counts."""
    void = {each.position: each.what for each in refusals if each.cause not in FAULTS_THAT_COUNT}
    return tuple(
        Act(at=write_instant(event.at), act=event.act, by=event.by, entry=event.entry, ref=event.ref, reason=event.reason,
            counts=place not in void, why_not=void.get(place))
        for place, event in enumerate(log)
    )  # fmt: skip


def reports(found: Iterable[archive.Report]) -> tuple[Report, ...]:
    """Reports in short."""
    return tuple(
        Report(id=each.head.id, title=each.head.title, summary=each.head.summary, about=each.head.about, by=each.head.by,
               status=each.head.status, path=each.path, digest=each.digest)
        for each in found
    )  # fmt: skip


def _owed(atlas: Atlas) -> tuple[Owed, ...]:
    return tuple(
        Owed(kind=each.kind, source=each.source, owner=each.owner, what=each.what, since=write_instant(each.since),
             due=write_instant(each.due), done=when(each.done), state=each.state(atlas.course.as_of), heir=each.heir or None,
             page=address(page_of(atlas, each.source, each.path)))
        for each in sorted(everything_owed(atlas.ledger), key=lambda each: (each.due, each.source, each.kind, each.what))
    )  # fmt: skip
