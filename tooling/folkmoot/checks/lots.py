"""V: lots that settle ties, the part of the family that asks whether nobody could know or choose what they would give."""

from collections.abc import Iterator

from folkmoot.checks.recounts import recounted
from folkmoot.checks.registry import check
from folkmoot.procedure.chronicle import Chronicle, Matter
from folkmoot.records.draw import BeaconRound
from folkmoot.records.error import FolkmootError
from folkmoot.records.event import ProposalEvent
from folkmoot.records.finding import Fault, Place
from folkmoot.records.value import write_instant
from folkmoot.sortition.beacon import CHAINS, DEMONSTRATION, round_time, verify_round
from folkmoot.tally.announced import matches
from folkmoot.tally.figures import open_between


def _openings(course: Chronicle) -> Iterator[tuple[Matter, ProposalEvent, ProposalEvent | None]]:
    """Every matter whose vote was opened, with the opening and, if the vote is over, the closing."""
    for matter in course.matters.values():
        opened, closed = matter.events.get("voting-opened"), matter.events.get("ballots-closed")
        if opened is not None:
            yield matter, opened, closed if closed and closed.at >= opened.at else None


def _place(course: Chronicle, matter: Matter, event: ProposalEvent, *keys: str | int) -> Place:
    return course.archive.place(f"{matter.proposal.folder}/log.yml", matter.proposal.log.index(event), *keys)


@check("V030", "lot-from-elsewhere")
def lot_from_elsewhere(course: Chronicle) -> Iterator[Fault]:
    """The lot of a vote is not from the source that was announced when the vote was opened, or more than one was announced.

    ## Why
    Whoever can pick the source afterwards picks the winner.

    ## Mend
    Announce one future round, or one throw of dice, in the event `voting-opened`, and record that one in `ballots-closed`.
    """
    for matter, opened, closed in _openings(course):
        if len(opened.sources) > 1:
            yield Fault(_place(course, matter, opened, "sources"), "more than one source is announced for the lot", "announce one")
        elif closed and closed.sources and not (
            len(opened.sources) == len(closed.sources) == 1 and matches(opened.sources[0], closed.sources[0])
        ):
            announced = "no source" if not opened.sources else "another source"
            what = f"{announced} was announced when the vote was opened"
            mend = "record what the announced source gave" if opened.sources else "leave the sources out: ties of this vote stay open"
            yield Fault(_place(course, matter, closed, "sources"), what, mend)


@check("V031", "lot-without-proof")
def lot_without_proof(course: Chronicle) -> Iterator[Fault]:
    """The round that settles ties of a vote does not carry its chain's signature, or is of a chain whose rounds anybody can make.

    ## Why
    The signature is what nobody could choose. A value without it may have been picked to elect somebody.

    ## Mend
    Record the round again from the beacon itself. Only a demonstration may use the demonstration beacon.
    """
    for matter, opened, closed in _openings(course):
        for event in (opened, closed):
            for position, value in enumerate(event.sources if event else ()):
                if event is None or value.kind != "beacon":
                    continue
                if value.chain == DEMONSTRATION.hash and not course.archive.is_demonstration:
                    place = _place(course, matter, event, "sources", position, "chain")
                    what = "this is the demonstration beacon, whose rounds anybody can make"
                    yield Fault(place, what, "announce a round of a real beacon, such as drand quicknet")
                elif event is closed:
                    reason = verify_round(
                        BeaconRound(value.chain or "", value.round or 0, value.signature or "", value.previous_signature or "")
                    )
                    if reason:
                        place = _place(course, matter, event, "sources", position, "signature")
                        yield Fault(place, reason, "record the round again from the beacon")


@check("V032", "lot-was-known")
def lot_was_known(course: Chronicle) -> Iterator[Fault]:
    """The round that settles ties of a vote comes out before the vote is over.

    ## Why
    Who knows how the lot falls while others still vote knows which tie to bring about.

    ## Mend
    Announce a round that comes out when the window of the vote has passed, or later.
    """
    for matter, opened, _ in _openings(course):
        if matter.procedure is None:
            continue
        ends = course.deadline(opened.at, matter.procedure.decide.open, matter.book)
        for position, value in enumerate(opened.sources):
            chain = CHAINS.get(value.chain or "")
            place = _place(course, matter, opened, "sources", position, "round")
            if value.kind == "beacon" and chain is None:
                yield Fault(place, "no known chain has this round", f"announce a round of {' or '.join(sorted(CHAINS))}")
                continue
            try:
                comes = round_time(chain, value.round or 0) if chain else None
            except FolkmootError as error:
                yield Fault(place, error.what, error.mend)
                continue
            if comes is not None and comes < ends:
                what = f"round {value.round} comes out at {write_instant(comes)}, and the vote is open until {write_instant(ends)}"
                yield Fault(place, what, f"announce a round at or after {write_instant(ends)}")


@check("V033", "lot-unannounced")
def lot_unannounced(course: Chronicle) -> Iterator[Fault]:
    """Only a lot can settle a vote, and none was announced when the vote was opened.

    ## Why
    A source that is named once the tie is known can be named to give the wanted answer.

    ## Mend
    The tie stays open: put the question again, and announce a future round in the event `voting-opened`.
    """
    for matter, opened, closed in _openings(course):
        if closed is None or opened.sources:
            continue
        try:
            found = recounted(course, matter.proposal)
        except FolkmootError:
            continue
        between = open_between(found.tally)
        if between and found.rule.ties == "lot":
            what = f"only a lot can decide between {' and '.join(between)}, and none was announced"
            mend = "put the question again, with sources: [{kind: beacon, chain: ..., round: ...}]"
            yield Fault(_place(course, matter, opened, "act"), what, mend)
