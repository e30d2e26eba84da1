"""`folkmoot seats`: who holds which seat, since when, until when and why it ends, and which decision or draw gave it."""

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from folkmoot.cli.world import as_of_option, root_option, the_course
from folkmoot.records.error import FolkmootError

if TYPE_CHECKING:
    from datetime import datetime

    from folkmoot.procedure.chronicle import Chronicle
    from folkmoot.procedure.seats import Tenure
    from folkmoot.records.bodies import Body


@click.command("seats")
@click.option("--body", default=None, metavar="BODY", help="Only the seats of this body, with what its rules say of them.")
@click.option("--of", "whom", default=None, metavar="TOKEN", help="Only the seats of this member, those that have ended too.")
@click.option("--lapsing", default=None, metavar="SPAN", help="Only seats that end within a span, such as 60d; the next first.")
@click.option("--past", is_flag=True, help="Show seats that have ended too.")
@click.option("--alumni", default=None, metavar="BODY", help="Print the token of everybody who has ever sat in this body, a line each.")
@click.option("--format", "form", type=click.Choice(("text", "json")), default="text")
@as_of_option
@root_option
def command(
    body: str | None, whom: str | None, lapsing: str | None, past: bool, alumni: str | None, form: str, as_of: str | None,
    root: Path | None,
) -> None:  # fmt: skip
    """Say who holds which seat, since when, until when and why it ends, and who gave it.

    Nobody writes this down anywhere: it follows from draws, from decisions of those who fill a body, and from the terms of
    the charter.
    """
    from folkmoot.formats.canonical import write_json
    from folkmoot.procedure.seats import alumni as alumni_of
    from folkmoot.procedure.seats import tenures

    course = the_course(root, as_of)
    seats = tenures(course)
    for name in (body, alumni):
        _refuse_unknown(course, seats, name)
    if alumni is not None:
        found = sorted(alumni_of(seats, alumni, course.as_of))
        click.echo(write_json(found).decode() if form == "json" else "".join(f"{name}\n" for name in found), nl=False)
        return
    horizon = _horizon(course, lapsing)
    chosen = [seat for seat in seats if _is_wanted(seat, course.as_of, horizon, body, whom, past=past or whom is not None)]
    if form == "json":
        click.echo(write_json([seat_facts(seat) for seat in chosen]).decode(), nl=False)
        return
    lines = _by_end(course, chosen) if horizon else _by_body(course, chosen, body)
    click.echo("\n".join(lines) if lines else "nobody holds such a seat")


def _refuse_unknown(course: "Chronicle", seats: "Iterable[Tenure]", name: str | None) -> None:
    from difflib import get_close_matches

    known = sorted({*course.charter.book.bodies, *(seat.body for seat in seats)})
    if name is not None and name not in known:
        close = get_close_matches(name, known, n=1)
        mend = f"did you mean '{close[0]}'?" if close else f"name one of {', '.join(known) or 'none, for there are none'}"
        raise FolkmootError(f"there is no body '{name}'", mend)


def _horizon(course: "Chronicle", lapsing: str | None) -> "datetime | None":
    from folkmoot.procedure.calendar import deadline
    from folkmoot.records.value import parse_span

    if lapsing is None:
        return None
    try:
        return deadline(course.as_of, parse_span(lapsing), course.zone)
    except ValueError:
        raise FolkmootError(f"'{lapsing}' is not a span of time", "write a count and h, d, w, m or y, like 60d") from None


def _is_wanted(seat: "Tenure", at: "datetime", horizon: "datetime | None", body: str | None, whom: str | None, *, past: bool) -> bool:
    if (body is not None and seat.body != body) or (whom is not None and seat.holder != whom):
        return False
    if horizon is not None:
        return seat.holds(at) and seat.until is not None and seat.until <= horizon
    return seat.holds(at) or (past and seat.since <= at)


def seat_facts(seat: "Tenure") -> dict[str, Any]:
    """One seat as plain values."""
    from folkmoot.records.value import write_instant

    return {
        "body": seat.body, "holder": seat.holder, "since": write_instant(seat.since),
        "until": write_instant(seat.until) if seat.until else None, "ending": str(seat.ending) if seat.ending else None,
        "source": seat.source,
    }  # fmt: skip


def _by_end(course: "Chronicle", seats: "list[Tenure]") -> list[str]:
    ordered = sorted(seats, key=lambda seat: (seat.until, seat.body, seat.holder))
    return [f"{seat.body}: {_told(course, seat)}" for seat in ordered]


def _by_body(course: "Chronicle", seats: "list[Tenure]", wanted: str | None) -> list[str]:
    from folkmoot.publish.seat_words import rotation_sentence

    lines: list[str] = []
    names = [wanted] if wanted else sorted({seat.body for seat in seats})
    for name in names:
        rule = course.charter.book.bodies.get(name)
        own = [seat for seat in seats if seat.body == name]
        held = sum(seat.holds(course.as_of) for seat in own)
        lines += [""] if lines else []
        lines.append(f"{name}: {_counted(held, rule)}")
        if wanted and rule and (sentence := rotation_sentence(rule, rule.seats.target)):
            lines.append(f"  {sentence}")
        lines += [f"  {_told(course, seat)}" for seat in own]
    return lines


def _counted(held: int, rule: "Body | None") -> str:
    from folkmoot.publish.seat_words import filler_words

    if rule is None:
        return f"{held} seats held; the charter of today does not know it"
    return f"{held} of {rule.seats.target} seats held, {rule.seats.min} needed; {filler_words(rule)}"


def _told(course: "Chronicle", seat: "Tenure") -> str:
    from folkmoot.publish.words import instant, until

    ends = f"until {until(seat.until, course.zone)}: {seat.ending}" if seat.until else "with no end known"
    return f"{seat.holder}  since {instant(seat.since, course.zone)}, {ends}  ({seat.source})"
