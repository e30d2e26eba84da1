"""D: seeds and draws."""

from collections.abc import Iterator, Sequence

from folkmoot.checks.registry import check
from folkmoot.formats.draw_json import write_draw
from folkmoot.procedure.chronicle import Chronicle
from folkmoot.records.archive import Jury
from folkmoot.records.draw import BeaconRound, Draw
from folkmoot.records.error import FolkmootError
from folkmoot.records.event import JuryEvent
from folkmoot.records.finding import Fault, Place
from folkmoot.sortition.apart import fault_of, is_apart
from folkmoot.sortition.beacon import verify_round
from folkmoot.sortition.replay import redraw, seed_event


def _log_place(course: Chronicle, jury: Jury, event: JuryEvent, *keys: str | int) -> Place:
    return course.archive.place(f"{jury.folder}/log.yml", jury.log.index(event), *keys)


@check("D004", "false-beacon")
def false_beacon(course: Chronicle) -> Iterator[Fault]:
    """A recorded beacon round does not carry its chain's signature.

    ## Why
    The signature is what nobody could choose. A value without it may have been picked to seat somebody.

    ## Mend
    Record the round again from the beacon itself.
    """
    for jury in course.archive.juries:
        event = seed_event(jury)
        for position, value in enumerate(event.sources if event else ()):
            if value.kind != "beacon" or event is None:
                continue
            reason = verify_round(BeaconRound(value.chain or "", value.round or 0, value.signature or "", value.previous_signature or ""))
            if reason:
                yield Fault(
                    _log_place(course, jury, event, "sources", position, "signature"),
                    reason,
                    f"record it again: folkmoot draw seed {jury.id}",
                )


@check("D005", "draw-differs")
def draw_differs(course: Chronicle) -> Iterator[Fault]:
    """A draw is not what the call, the roster and the seed give.

    ## Why
    Everybody must be able to draw again and find the same people.

    ## Mend
    Delete draw.json and write it again with `folkmoot draw run`; never edit it.
    """
    for jury in course.archive.juries:
        if jury.draw is None:
            continue
        path = f"{jury.folder}/draw.json"
        try:
            if is_apart(course.archive, jury):
                if reason := fault_of(course.archive, jury, jury.draw):
                    yield Fault(Place(path), reason, f"delete it and run: folkmoot draw run {jury.id} --shards DIR")
                continue
            again = redraw(course.archive, jury)
        except FolkmootError as error:
            yield Fault(Place(path), f"this draw cannot be repeated: {error.what}", error.mend)
            continue
        if write_draw(again) != course.archive.files[path]:
            mend = f"delete it and run: folkmoot draw run {jury.id}"
            yield Fault(Place(path), first_difference(jury.draw, again), mend)


def first_difference(stated: Draw, found: Draw) -> str:
    """Say in one sentence where a stated draw leaves the one found by drawing again."""
    names = ("jury", "method", "call_digest", "roster", "roster_digest", "roster_count", "sources", "seed", "eligible")
    for name in (*names, "strata_by", "chosen"):
        if getattr(stated, name) != getattr(found, name):
            return f"'{name.removesuffix('_by')}' is {_short(getattr(stated, name))}; drawing again gives {_short(getattr(found, name))}"
    for kind in ("seats", "alternates", "passed_over"):
        before, after = getattr(stated.panel, kind), getattr(found.panel, kind)
        for number, (one, other) in enumerate(zip(before, after, strict=False), start=1):
            if one != other:
                return f"{kind} {number} is {one.entry}; drawing again gives {other.entry}"
        if len(before) != len(after):
            return f"{len(before)} {kind} stand here; drawing again gives {len(after)}"
    return "the bytes differ from those that drawing again gives"


def _short(value: object) -> str:
    text = str(value)
    return text if len(text) <= 24 else f"{text[:12]}..."


@check("D010", "draw-missing")
def draw_missing(course: Chronicle) -> Iterator[Fault]:
    """A jury's seed is recorded and its draw is not.

    ## Why
    A draw that is known and not published can be dropped if its result does not please.

    ## Mend
    Run `folkmoot draw run` and publish what it gives, whatever it is.
    """
    for jury in course.archive.juries:
        event = seed_event(jury)
        is_there = f"{jury.folder}/draw.json" in course.archive.files
        if event is not None and jury.draw is None and not is_there:
            yield Fault(
                _log_place(course, jury, event, "act"), "the seed is known and there is no draw.json", f"run: folkmoot draw run {jury.id}"
            )


@check("D011", "seed-from-elsewhere")
def seed_from_elsewhere(course: Chronicle) -> Iterator[Fault]:
    """A seed is not from the sources that the call announced.

    ## Why
    A source that can be chosen afterwards is no chance.

    ## Mend
    Record what the announced sources gave: the same kinds, chains and rounds in the same order, once.
    """
    for jury in course.archive.juries:
        seeds = [event for event in jury.log if event.act == "seed"]
        for again in seeds[1:]:
            yield Fault(_log_place(course, jury, again, "act"), "a seed is recorded a second time", "keep the first one")
        if not seeds:
            continue
        announced = [(source.kind, source.chain, source.round) for source in jury.call.head.sources]
        given = [(value.kind, value.chain, value.round) for value in seeds[0].sources]
        if announced != given:
            place = _log_place(course, jury, seeds[0], "sources")
            yield Fault(place, "these are not the sources that the call announced", f"record {_sources(announced)}")


def _sources(announced: Sequence[tuple[str, str | None, int | None]]) -> str:
    words = ("the dice" if kind == "dice" else f"round {number} of chain {(chain or '')[:12]}..." for kind, chain, number in announced)
    return ", then ".join(words)
