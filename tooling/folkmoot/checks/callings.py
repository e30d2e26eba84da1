"""D: who may be drawn for a body that keeps some people out, and from whom no more than some are drawn."""

from collections.abc import Iterator, Mapping
from functools import cached_property

from folkmoot.checks.registry import check
from folkmoot.procedure.chronicle import Chronicle
from folkmoot.procedure.exclusions import barred, in_pool
from folkmoot.procedure.seats import Tenure, alumni, tenures
from folkmoot.records.archive import Jury
from folkmoot.records.bodies import Body
from folkmoot.records.error import FolkmootError
from folkmoot.records.event import JuryEvent
from folkmoot.records.finding import Fault
from folkmoot.records.jury_heads import JuryHead
from folkmoot.records.roster import Entries
from folkmoot.sortition.replay import is_by_quota, skips

_SHOWN = 3


def _called(course: Chronicle) -> Iterator[tuple[Jury, JuryEvent, Body]]:
    """Every jury that was called and not given up, with its call and its body by the charter of that day."""
    for jury in course.archive.juries:
        acts = {event.act: event for event in jury.log}
        body = course.book_at(acts["called"].at).bodies.get(jury.call.head.body) if "called" in acts else None
        if body is not None and not {"failed", "annulled"} & acts.keys():
            yield jury, acts["called"], body


def _pool(course: Chronicle, jury: Jury) -> tuple[Entries, Mapping[bytes, str]] | None:
    """The entries of a public roster with those that the call skips; None when they are not here or cannot be told apart."""
    roster = course.archive.roster(jury.call.head.roster)
    if roster is None or roster.entries is None or roster.manifest.head.storage == "sealed":
        return None
    try:
        return roster.entries, skips(jury.call.head, roster.entries)
    except FolkmootError:
        return None


class _Seats:
    """The seats ever held, computed when a call first asks for them."""

    def __init__(self, course: Chronicle) -> None:
        self.course = course

    @cached_property
    def all(self) -> tuple[Tenure, ...]:
        """Every seat ever held."""
        return tenures(self.course)


@check("D025", "caps-off-charter")
def caps_off_charter(course: Chronicle) -> Iterator[Fault]:
    """A call caps how many of one affiliation are drawn otherwise than the charter of its day.

    ## Why
    A cap keeps one employer or one house from filling a panel. Whoever calls the jury must not be able to choose whom it
    binds.

    ## Mend
    Leave `max_per` and `unbound` out of the call: `folkmoot draw call` writes what the charter says. A lottery under quotas
    knows no caps; there a cap of one is the call's `household`.
    """
    for jury, _, body in _called(course):
        head, rule = jury.call.head, body.select
        if head.stage == "invitation" or (is_by_quota(head) and _as_household(head, body)):
            continue
        if is_by_quota(head) and (rule.max_per or head.max_per):
            what = f"this call draws by quotas, and {_caps(rule.max_per) if rule.max_per else 'max_per'} cannot be kept there"
            place = course.archive.place(jury.call.path, "max_per")
            yield Fault(place, what, "leave the quotas or the caps out of the charter")
        elif head.max_per != rule.max_per or head.unbound != rule.unbound:
            key = "max_per" if head.max_per != rule.max_per else "unbound"
            said, ruled = (_caps(head.max_per), _caps(rule.max_per)) if key == "max_per" else (_free(head.unbound), _free(rule.unbound))
            place = course.archive.place(jury.call.path, key)
            yield Fault(place, f"the call says {said}, the charter of its day says {ruled}", f"write {key}: {_flow(getattr(rule, key))}")


def _as_household(head: JuryHead, body: Body) -> bool:
    """Whether the one cap of the charter is kept as households are: one seat each, and none for an empty value alone."""
    return not head.max_per and dict(body.select.max_per) == ({head.household: 1} if head.household else {})


def _caps(caps: Mapping[str, int]) -> str:
    return " and ".join(f"at most {most} of one {column}" for column, most in sorted(caps.items())) or "no caps"


def _free(free: Mapping[str, tuple[str, ...]]) -> str:
    return (
        " and ".join(f"{column} {', '.join(values)} is not capped" for column, values in sorted(free.items()))
        or "that every value is capped"
    )


def _flow(value: Mapping[str, object]) -> str:
    parts = (f"{name}: {one if not isinstance(one, tuple) else '[' + ', '.join(one) + ']'}" for name, one in sorted(value.items()))
    return "{" + ", ".join(parts) + "}"


@check("D026", "drawn-from-strangers")
def drawn_from_strangers(course: Chronicle) -> Iterator[Fault]:
    """A call draws for a body of alumni from people who never sat where they should have sat.

    ## Why
    Some bodies need people who know from within what they decide about. Who knows it is no opinion: it follows from the
    seats that were held.

    ## Mend
    Freeze a roster of those who sat there with `folkmoot roster freeze --alumni`, and call again.
    """
    seats = _Seats(course)
    for jury, called, body in _called(course):
        source = body.select.alumni_of
        pool = _pool(course, jury) if source else None
        if source is None or pool is None:
            continue
        sat = alumni(seats.all, source, called.at)
        strangers = sorted(entry.decode() for entry in set(pool[0].tokens) - pool[1].keys() if entry.decode() not in sat)
        if strangers:
            what = f"{_named(strangers)} can be drawn and never sat in {source}"
            mend = f"draw from a roster of those who did: folkmoot roster freeze MEMBERS.csv --alumni {source} ..."
            yield Fault(course.archive.place(jury.call.path, "roster"), what, mend)


@check("D027", "left-in-the-pool")
def left_in_the_pool(course: Chronicle) -> Iterator[Fault]:
    """Somebody can be drawn for a body who could not take the seat: for a seat elsewhere, for a role, or for having served.

    ## Why
    Nobody watches a body they sit in or work for, and seats go round. Found out before the draw this is a line in the call;
    found out afterwards it is an empty seat and a second draw.

    ## Mend
    Leave `exclude` out of the call: `folkmoot draw call` writes in whom the charter keeps out, and why. A call that stands is
    annulled with this reason and called again.
    """
    seats = _Seats(course)
    for jury, called, _ in _called(course):
        pool = _pool(course, jury) if jury.draw is None else None
        if pool is None:
            continue
        reasons: dict[str, list[str]] = {}
        for bar in in_pool(barred(course, seats.all, jury.call.head.body, called.at), *pool):
            reasons.setdefault(bar.reason, []).append(bar.entry)
        for reason, entries in reasons.items():
            what = f"{_named(entries)} can be drawn for {jury.call.head.body}: {_why(reason)}"
            mend = f"exclude {{reason: {reason}, entries: [{', '.join(entries[:_SHOWN])}{', ...' if len(entries) > _SHOWN else ''}]}}"
            yield Fault(course.archive.place(jury.call.path, "exclude"), what, mend)


def _why(reason: str) -> str:
    if reason.startswith("sits-in-"):
        return f"with a seat in {reason.removeprefix('sits-in-')}"
    if reason.startswith("sat-in-"):
        return f"so soon after a seat in {reason.removeprefix('sat-in-')}"
    if reason.startswith("is-"):
        return f"with the role {reason.removeprefix('is-')}, which cannot sit there"
    return "who served there so lately" if reason == "served-lately" else "after all the terms one may have there"


def _named(entries: list[str]) -> str:
    shown = ", ".join(entries[:_SHOWN])
    return f"{shown} and {len(entries) - _SHOWN} more" if len(entries) > _SHOWN else shown
