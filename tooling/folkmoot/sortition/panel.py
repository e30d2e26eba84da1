"""Panels: the seats, alternates and passed-over entries that a seed gives, with strata and without."""

from collections.abc import Iterable, Mapping

from folkmoot.records.draw import Panel, Passed, Seat, Ticket
from folkmoot.records.error import FolkmootError
from folkmoot.sortition.caps import Caps, Places, draw_capped
from folkmoot.sortition.ticket import Ranking, lowest


def draw_simple(
    seed: str,
    entries: Iterable[bytes],
    *,
    seats: int,
    alternates: int = 0,
    skip: Mapping[bytes, str] | None = None,
    caps: Caps | None = None,
) -> Panel:
    """Seat the lowest tickets that `skip` (entry to reason) does not exclude; the next are alternates.

    The order of rows does not matter. Under `caps` an entry whose affiliation has its places is passed over. Raises
    FolkmootError when the eligible entries do not fill every place.
    """
    if seats < 1 or alternates < 0:
        raise FolkmootError(f"a draw of {seats} seats and {alternates} alternates is none", "draw at least one seat")
    if caps is not None:
        return draw_capped(seed, {"": Places(tuple(entries), seats, alternates)}, caps, skip or {})
    return seated({"": lowest(seed, entries, seats + alternates, skip)}, {"": seats}, {"": alternates})


def draw_stratified(
    seed: str,
    entries: Iterable[bytes],
    strata: Iterable[str],
    *,
    seats: Mapping[str, int],
    alternates: Mapping[str, int] | None = None,
    skip: Mapping[bytes, str] | None = None,
    caps: Caps | None = None,
) -> Panel:
    """Seat the lowest tickets of each stratum; `strata` names the stratum of each entry, in the same order.

    Seats and alternates are numbered through the strata in the order of their names, inside a stratum by
    ticket; an entry passed over stands before the last one taken of its own stratum. `caps` hold across all strata. Raises FolkmootError
    for a stratum with too few eligible entries, and for one that has eligible entries and that `seats` does
    not name, even with a 0.
    """
    further = alternates or {}
    check_places(seats, further)
    groups: dict[str, list[bytes]] = {}
    for entry, stratum in zip(entries, strata, strict=True):
        groups.setdefault(stratum, []).append(entry)
    excluded = skip or {}
    check_named(
        {stratum: sum(entry not in excluded for entry in group) for stratum, group in groups.items() if stratum not in seats}, seats
    )
    if caps is not None:
        places = {name: Places(tuple(groups.get(name, ())), seats[name], further.get(name, 0)) for name in seats}
        return draw_capped(seed, places, caps, excluded)
    rankings = {name: lowest(seed, groups.get(name, ()), seats[name] + further.get(name, 0), skip) for name in seats}
    return seated(rankings, seats, further)


def seated(rankings: Mapping[str, Ranking], seats: Mapping[str, int], alternates: Mapping[str, int]) -> Panel:
    """Seat what was ranked, whoever ranked it: by stratum, and under the empty name for a draw without strata.

    Raises FolkmootError for a ranking that does not fill its places.
    """
    sitting, waiting, passed_over = list[Seat](), list[Seat](), list[Passed]()
    for stratum in sorted(seats):
        count = seats[stratum] + alternates.get(stratum, 0)
        taken = _fill(f"stratum '{stratum}'" if stratum else "the roster", rankings[stratum], count).taken
        sitting += _seats(taken[: seats[stratum]], stratum, len(sitting))
        waiting += _seats(taken[seats[stratum] :], stratum, len(waiting))
        passed_over += rankings[stratum].passed_over
    passed_over.sort(key=lambda passed: (passed.ticket, passed.entry))
    return Panel(tuple(sitting), tuple(waiting), tuple(passed_over))


def apportion(counts: Mapping[str, int], seats: int) -> dict[str, int]:
    """Share seats among strata in proportion to their counts, by Hamilton's method of largest remainders.

    Whole numbers throughout; equal remainders go to the lower name (Balinski and Young, "Fair
    Representation", 1982, appendix A). With no more seats than people no stratum gets more seats than it
    counts.
    """
    total = sum(counts.values())
    if min(counts.values(), default=0) < 0 or not 0 <= seats <= total:
        raise FolkmootError(f"{seats} seats cannot be shared among {total}", "ask for no more seats than there are entries")
    shares = {name: seats * count // total if total else 0 for name, count in sorted(counts.items())}
    by_remainder = sorted(shares, key=lambda name: (-(seats * counts[name] - shares[name] * total), name))
    for name in by_remainder[: seats - sum(shares.values())]:
        shares[name] += 1
    return shares


def check_places(seats: Mapping[str, int], alternates: Mapping[str, int]) -> None:
    """FolkmootError for strata that share out no seats, or alternates without seats."""
    if sum(seats.values()) < 1 or min(*seats.values(), *alternates.values(), 0, 0) < 0:
        raise FolkmootError("the strata share out no seats, or fewer than none", "draw at least one seat")
    if unknown := sorted(alternates.keys() - seats.keys()):
        raise FolkmootError(f"stratum '{unknown[0]}' has alternates and no seats", "name the same strata under both")


def check_named(eligible: Mapping[str, int], seats: Mapping[str, int]) -> None:
    """FolkmootError for a stratum with eligible entries that the call does not name, even with 0 seats."""
    for stratum in sorted(eligible.keys() - seats.keys()):
        if eligible[stratum]:
            raise FolkmootError(
                f"stratum '{stratum}' has {eligible[stratum]} eligible entries and no number of seats",
                "name it among the strata, with 0 seats if nobody of it is to be drawn",
            )


def _fill(pool: str, ranking: Ranking, count: int) -> Ranking:
    if len(ranking.taken) < count:
        raise FolkmootError(
            f"{pool} has {len(ranking.taken)} eligible entries for {count} seats and alternates",
            "call fewer seats or exclude fewer entries; a call already signed is voided with this reason",
        )
    return ranking


def _seats(tickets: Iterable[Ticket], stratum: str = "", taken: int = 0) -> tuple[Seat, ...]:
    return tuple(Seat(number, drawn.entry, drawn.ticket, stratum) for number, drawn in enumerate(tickets, start=taken + 1))
