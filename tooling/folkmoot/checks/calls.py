"""D: calls for a jury, before their seed is known."""

from collections.abc import Iterator
from datetime import datetime
from difflib import get_close_matches

from folkmoot.checks.registry import check
from folkmoot.procedure.chronicle import Chronicle
from folkmoot.records.archive import Jury
from folkmoot.records.error import FolkmootError
from folkmoot.records.event import JuryEvent
from folkmoot.records.finding import Fault, Place
from folkmoot.records.jury_heads import SeedSource
from folkmoot.sortition.beacon import CHAINS, DEMONSTRATION, round_time
from folkmoot.sortition.replay import skips


def _last(jury: Jury, act: str) -> tuple[int, JuryEvent] | None:
    """The last event of an act, with its position in the log."""
    return next(((number, event) for number, event in reversed(tuple(enumerate(jury.log))) if event.act == act), None)


@check("D001", "call-moved")
def call_moved(course: Chronicle) -> Iterator[Fault]:
    """A call is not the text that the log says was called.

    ## Why
    The seed is made from the digest of the call, so the call must be fixed before anybody can know the seed.

    ## Mend
    Put the call back as it was, or annul the jury with its reasons and call a new one.
    """
    for jury in course.archive.juries:
        called = _last(jury, "called")
        if called is None or called[1].call == jury.call.digest:
            continue
        position, event = called
        said = "no digest of it" if event.call is None else f"sha256 {event.call[:12]}..."
        yield Fault(
            course.archive.place(f"{jury.folder}/log.yml", position, "call"),
            f"the call's sha256 is {jury.call.digest[:12]}..., the event 'called' names {said}",
            f"put call.md back as it was called, or write call: {jury.call.digest} if nobody could know the seed yet",
        )


@check("D002", "roster-moved")
def roster_moved(course: Chronicle) -> Iterator[Fault]:
    """A jury's roster is not the one that was frozen for it.

    ## Why
    Whoever could change the roster after the seed is known could choose who is drawn.

    ## Mend
    Put the roster back as it was frozen; a correction after the seed is a new call.
    """
    for jury in course.archive.juries:
        roster = course.archive.roster(jury.call.head.roster)
        if roster is None or roster.entries is None:
            continue
        place = course.archive.place(jury.call.path, "roster_digest")
        named: list[tuple[Place, str, str | None]] = [(place, "the call", jury.call.head.roster_digest)]
        frozen = _last(jury, "pool-frozen")
        if frozen is not None:
            place = course.archive.place(f"{jury.folder}/log.yml", frozen[0], "roster")
            named.append((place, "the event 'pool-frozen'", frozen[1].roster))
        for place, who, digest in named:
            if digest != roster.entries.digest:
                said = "no digest of it" if digest is None else f"sha256 {digest[:12]}..."
                what = f"the roster's sha256 is {roster.entries.digest[:12]}..., {who} names {said}"
                yield Fault(place, what, f"put {roster.entries.file} back as it was frozen")


@check("D003", "seed-too-early")
def seed_too_early(course: Chronicle) -> Iterator[Fault]:
    """A beacon round came out before the call had stood long enough.

    ## Why
    A round that is known, or almost known, when the call is made lets whoever makes the call choose the panel.

    ## Mend
    Announce a later round: at least as long after the call and the freezing of the roster as the charter's draw rule says.
    """
    for jury in course.archive.juries:
        fixed = [found[1].at for act in ("called", "pool-frozen") if (found := _last(jury, act))]
        rule = next(iter(course.version_at(fixed[0]).book.draws.values()), None) if fixed else None
        for position, source in enumerate(jury.call.head.sources):
            comes = _comes_out(source)
            if comes is None or not fixed:
                continue
            earliest = max(fixed)
            if rule is not None:
                earliest = course.deadline(earliest, rule.seed.after)
            if comes < earliest:
                yield Fault(
                    course.archive.place(jury.call.path, "sources", position, "round"),
                    f"round {source.round} came out at {comes:%Y-%m-%dT%H:%M:%SZ}; the call stood only at {max(fixed):%Y-%m-%dT%H:%M:%SZ}",
                    f"announce a round at or after {earliest:%Y-%m-%dT%H:%M:%SZ}",
                )


def _comes_out(source: SeedSource) -> datetime | None:
    """When an announced round comes out; None when it never does."""
    chain = CHAINS.get(source.chain or "")
    try:
        return round_time(chain, source.round or 0) if chain else None
    except FolkmootError:
        return None


@check("D006", "demonstration-beacon")
def demonstration_beacon(course: Chronicle) -> Iterator[Fault]:
    """A draw of a real co-op uses the demonstration beacon.

    ## Why
    Anybody can make the rounds of the demonstration beacon in advance, so a draw from it proves nothing.

    ## Mend
    Announce a round of a real beacon. Only a repository whose genesis says `demonstration: true` may use this one.
    """
    if course.archive.is_demonstration:
        return
    for jury in course.archive.juries:
        for position, source in enumerate(jury.call.head.sources):
            if source.chain == DEMONSTRATION.hash:
                yield Fault(
                    course.archive.place(jury.call.path, "sources", position, "chain"),
                    "this is the demonstration beacon, whose rounds anybody can make",
                    "announce a round of a real beacon, such as drand quicknet",
                )


@check("D007", "seats-do-not-add-up")
def seats_do_not_add_up(course: Chronicle) -> Iterator[Fault]:
    """The seats of a call's strata are not its seats.

    ## Why
    Two numbers for the same thing leave it to somebody to choose between them.

    ## Mend
    Make the seats of the strata add up to `seats`, and their alternates to `alternates`.
    """
    for jury in course.archive.juries:
        head = jury.call.head
        if head.strata is None:
            continue
        for name, shares, wanted in (("seats", head.strata.seats, head.seats), ("alternates", head.strata.alternates, head.alternates)):
            if sum(shares.values()) != wanted:
                yield Fault(
                    course.archive.place(jury.call.path, "strata", name),
                    f"the strata have {sum(shares.values())} {name}, the call has {wanted}",
                    f"make them add up to {wanted}",
                )


@check("D008", "unknown-stratum")
def unknown_stratum(course: Chronicle) -> Iterator[Fault]:
    """A call names a column or a stratum that its roster does not have.

    ## Why
    A stratum nobody is in leaves its seats empty, and one that was forgotten shuts its people out.

    ## Mend
    Name every value of the roster's column, spelled as the roster spells it.
    """
    for jury in course.archive.juries:
        roster = course.archive.roster(jury.call.head.roster)
        if roster is None or roster.entries is None:
            continue
        columns = roster.entries.columns[1:]
        for position, rule in enumerate(jury.call.head.exclude):
            if rule.column is not None and rule.column not in columns:
                place = course.archive.place(jury.call.path, "exclude", position, "column")
                yield Fault(place, f"the roster has no column '{rule.column}'", _choose(rule.column, columns))
        for name in jury.call.head.max_per:
            if name not in columns:
                place = course.archive.place(jury.call.path, "max_per", name)
                yield Fault(place, f"the roster has no column '{name}'", _choose(name, columns))
        strata = jury.call.head.strata
        if strata is None:
            continue
        if strata.column not in columns:
            place = course.archive.place(jury.call.path, "strata", "column")
            yield Fault(place, f"the roster has no column '{strata.column}'", _choose(strata.column, columns))
            continue
        values = set(roster.entries.column(strata.column))
        for name in strata.seats:
            if name not in values:
                place = course.archive.place(jury.call.path, "strata", "seats", name)
                yield Fault(place, f"nobody in the roster has {strata.column} '{name}'", _choose(name, tuple(sorted(values))))
        for name in sorted(values - set(strata.seats)):
            place = course.archive.place(jury.call.path, "strata", "seats")
            yield Fault(place, f"the roster's {strata.column} '{name}' has no seats", f"add '{name}', with 0 seats if that is meant")


def _choose(name: str, known: tuple[str, ...]) -> str:
    close = get_close_matches(name, known, n=1)
    return f"did you mean '{close[0]}'?" if close else f"write one of {', '.join(known)}"


@check("D009", "nobody-excluded")
def nobody_excluded(course: Chronicle) -> Iterator[Fault]:
    """A skip rule of a call names an entry that the roster does not have.

    ## Why
    A rule that matches nothing is mostly a misspelling, and the person it was meant for can be drawn.

    ## Mend
    Spell the entry as the roster does, or leave the rule out.
    """
    for jury in course.archive.juries:
        roster = course.archive.roster(jury.call.head.roster)
        if roster is None or roster.entries is None:
            continue
        known = set(roster.entries.tokens)
        for position, rule in enumerate(jury.call.head.exclude):
            for number, entry in enumerate(rule.entries):
                if entry.encode() not in known:
                    place = course.archive.place(jury.call.path, "exclude", position, "entries", number)
                    yield Fault(place, f"the roster has no entry '{entry}'", "write the entry as the roster has it")


@check("D012", "roster-empty-after-exclusions")
def roster_empty_after_exclusions(course: Chronicle) -> Iterator[Fault]:
    """A call asks for more people than its roster has left after the exclusions.

    ## Why
    A draw that cannot fill its seats fails on the day, when nothing can be changed any more.

    ## Mend
    Call fewer seats and alternates, or exclude fewer entries.
    """
    for jury in course.archive.juries:
        head = jury.call.head
        roster = course.archive.roster(head.roster)
        if roster is None or roster.entries is None:
            continue
        try:
            left = len(set(roster.entries.tokens) - set(skips(head, roster.entries)))
        except FolkmootError:
            continue
        if left < head.seats + head.alternates:
            yield Fault(
                course.archive.place(jury.call.path, "seats"),
                f"{head.seats + head.alternates} seats and alternates are called, {left} entries are eligible",
                f"call at most {left}",
            )


@check("D013", "unknown-chain")
def unknown_chain(course: Chronicle) -> Iterator[Fault]:
    """A call names no beacon that folkmoot can check, or leaves its round out.

    ## Why
    Only a beacon whose key is pinned can be verified by everybody, for ever and offline.

    ## Mend
    Name a known chain by its hash, and a round in the future.
    """
    known = ", ".join(f"{chain.hash[:8]}... ({chain.name})" for chain in CHAINS.values())
    for jury in course.archive.juries:
        for position, source in enumerate(jury.call.head.sources):
            place = course.archive.place(jury.call.path, "sources", position)
            if source.kind == "beacon" and source.chain not in CHAINS:
                yield Fault(place, f"the beacon '{(source.chain or 'without a chain')[:20]}' is not known", f"name one of {known}")
            elif source.kind == "beacon" and _comes_out(source) is None:
                yield Fault(place, "the beacon has no round that ever comes out", "add 'round:' with the number of a future round")
            elif source.kind == "dice" and source is jury.call.head.sources[-1] and position > 0:
                yield Fault(place, "dice come after a beacon", "put the beacon last: nobody may add to the seed after it")
