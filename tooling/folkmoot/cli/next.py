"""`folkmoot next`: who must do what by when, overdue first, and which seats lapse soon."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from folkmoot.cli.world import as_of_option, root_option, the_course
from folkmoot.records.error import FolkmootError

if TYPE_CHECKING:
    from folkmoot.procedure.chronicle import Chronicle
    from folkmoot.procedure.ledger import Ledger
    from folkmoot.procedure.waiting import Due


@click.command("next")
@click.option("--for", "whom", default=None, metavar="WHO", help="Only what waits for this body, office or member's token.")
@click.option("--within", default="60d", metavar="SPAN", help="How far to look ahead; 60d when left out.")
@click.option("--format", "form", type=click.Choice(("text", "json")), default="text")
@as_of_option
@root_option
def command(whom: str | None, within: str, form: str, as_of: str | None, root: Path | None) -> None:
    """Say who must do what by when, overdue first, and which seats lapse."""
    from folkmoot.formats.canonical import write_json
    from folkmoot.procedure.calendar import deadline
    from folkmoot.procedure.ledger import Ledger
    from folkmoot.procedure.waiting import waiting
    from folkmoot.records.value import parse_span

    try:
        span = parse_span(within)
    except ValueError:
        raise FolkmootError(f"'{within}' is not a span of time", "write a count and h, d, w, m or y, like 60d") from None
    course = the_course(root, as_of)
    ledger = Ledger(course)
    items = list(waiting(ledger, deadline(course.as_of, span, course.zone)))
    if whom is not None:
        items = [item for item in items if concerns(ledger, item, whom)]
    if form == "json":
        click.echo(write_json([_facts(item) for item in items]).decode(), nl=False)
    elif items:
        click.echo("\n".join(_line(course, item) for item in items))
    else:
        click.echo(f"nothing waits{f' for {whom}' if whom else ''} in the next {span.words}")


def concerns(ledger: "Ledger", item: "Due", whom: str) -> bool:
    """Whether an item waits for somebody: by name, as holder of a seat, or as one of those entitled to vote."""
    from folkmoot.procedure.seats import bodies_of
    from folkmoot.tally.electorate import voters

    course = ledger.course
    if item.state == "lapses":
        return whom in item.who
    if whom in item.who or set(bodies_of(ledger.seats, whom, course.as_of)) & set(item.who):
        return True
    matter = course.matters.get(item.source)
    opened = matter.events.get("voting-opened") if matter and item.what == "vote" else None
    if opened is None or opened.electorate is None:
        return False
    try:
        return whom in voters(course.archive, opened.electorate).entries
    except FolkmootError:
        return False


def _facts(item: "Due") -> dict[str, object]:
    from folkmoot.records.value import write_instant

    return {
        "state": item.state, "who": list(item.who), "what": item.what, "source": item.source,
        "opens": write_instant(item.opens) if item.opens else None, "due": write_instant(item.due) if item.due else None,
    }  # fmt: skip


def _line(course: "Chronicle", item: "Due") -> str:
    from folkmoot.cli.status import people
    from folkmoot.publish.words import instant, left, until

    when = f"by {until(item.due, course.zone)}, {left(item.due, course.as_of)}" if item.due else "no deadline"
    if item.state == "clock" and item.due:
        return f"clock      {item.what} (until {until(item.due, course.zone)})"
    if item.opens and item.opens > course.as_of:
        when += f", from {instant(item.opens, course.zone)}"
    if item.state == "lapses":
        return f"lapses     {item.what}; {when}"
    return f"{item.state:10} {people(list(item.who))}: {item.what} ({item.source}); {when}"
