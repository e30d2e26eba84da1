"""`folkmoot digest`: what bodies decided on their own word, what is left of their budgets, and what was promised and is late."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from folkmoot.cli.world import as_of_option, root_option, the_course
from folkmoot.records.error import FolkmootError
from folkmoot.records.value import Span, parse_day, parse_span, write_instant

if TYPE_CHECKING:
    from folkmoot.procedure.chronicle import Chronicle
    from folkmoot.procedure.operations import Operation, Promise
    from folkmoot.procedure.spending import Account


@click.command("digest")
@click.option("--since", default="30d", metavar="SPAN|DAY", help="How far to look back, such as 30d or 2026-03-01; 30d when left out.")
@click.option("--module", default=None, metavar="BODY", help="Only what this body decided and promised.")
@click.option("--format", "form", type=click.Choice(("text", "json")), default="text")
@as_of_option
@root_option
def command(since: str, module: str | None, form: str, as_of: str | None, root: Path | None) -> None:
    """Say what bodies decided on their own word: one sentence each, what it costs, and until when members can call it up.

    Then what each body may still spend on its own word, and what was promised and is late, by name.
    """
    from folkmoot.formats.canonical import write_json
    from folkmoot.procedure.ledger import Ledger
    from folkmoot.procedure.operations import operations, promises
    from folkmoot.procedure.spending import accounts

    course = the_course(root, as_of)
    start = _start(since)
    if module is not None and not any(module in version.book.bodies for version in course.versions):
        names = ", ".join(sorted(course.charter.book.bodies)) or "none"
        raise FolkmootError(f"the charter has no body '{module}'", f"its bodies: {names}")
    decided = [each for each in operations(course) if _is_within(course, each, start) and module in (None, each.body)]
    budgets = [each for each in accounts(course) if module in (None, each.body)]
    late = [each for each in promises(Ledger(course)) if each.is_late and module in (None, each.owed.owner)]
    if form == "json":
        found = {
            "version": 1, "as_of": write_instant(course.as_of), "since": str(start), "decided": [_facts(course, each) for each in decided],
            "budgets": [_budget_facts(each) for each in budgets], "late": [_late_facts(each) for each in late],
        }  # fmt: skip
        click.echo(write_json(found).decode(), nl=False)
        return
    lines = [*_decided_lines(course, decided, start), *_budget_lines(budgets), *_late_lines(course, late)]
    click.echo("\n".join(lines))


def _start(text: str) -> Span | date:
    for parse in (parse_span, parse_day):
        try:
            return parse(text)
        except ValueError:
            continue
    raise FolkmootError(f"'{text}' is neither a span of time nor a day", "write 30d, or 2026-03-01")


def _is_within(course: "Chronicle", each: "Operation", start: Span | date) -> bool:
    from folkmoot.procedure.calendar import add_days

    day = each.day(course)
    today = course.as_of.astimezone(course.zone).date()
    return start <= day if isinstance(start, date) else today <= add_days(day, start)


def _decided_lines(course: "Chronicle", decided: "list[Operation]", start: Span | date) -> Iterator[str]:
    if not decided:
        yield f"no body decided anything on its own word {_within(start)}"
        return
    yield f"decided by bodies on their own word {_within(start)}:"
    for each in decided:
        head = each.matter.proposal.text.head
        cost = f", {head.cost.amount:,} {head.cost.currency}" if head.cost else ""
        yield f"  {each.day(course)}  {each.body}: {head.id}{cost}"
        yield f"    {head.summary}"
        yield f"    {_call_up(course, each)}"
    if how := next((each for each in decided if each.can_be_called_up(course.as_of)), None):
        yield f"to call one up, {how.members} members put a question that responds to it, and one of them records it:"
        yield f"  folkmoot log {how.matter.proposal.id} called-up --by TOKEN --ref ID-OF-THE-QUESTION"


def _within(start: Span | date) -> str:
    return f"since {start}" if isinstance(start, date) else f"in the last {start.words}"


def _call_up(course: "Chronicle", each: "Operation") -> str:
    from folkmoot.procedure.status import MEANING
    from folkmoot.publish.words import counted, until

    if each.can_be_called_up(course.as_of) and each.until:
        return f"{counted(each.members, 'member')} can call it up until {until(each.until, course.zone)}"
    return f"{each.matter.status}: {MEANING[each.matter.status]}"


def _budget_lines(budgets: "list[Account]") -> Iterator[str]:
    if budgets:
        yield "left to spend on their own word:"
    for each in budgets:
        currency, free = each.spend.currency, each.next_free
        more = f"; {free[1]:,} come free on {free[0]}" if free else ""
        yield f"  {each.body}: {each.left:,} of {each.spend.max:,} {currency} within {each.spend.per.words}{more}"


def _late_lines(course: "Chronicle", late: "list[Promise]") -> Iterator[str]:
    from folkmoot.publish.words import left, until

    if late:
        yield "promised and late:"
    for each in late:
        when = f"by {until(each.owed.due, course.zone)}, {left(each.owed.due, course.as_of)}"
        yield f"  {each.owed.owner}: {each.owed.what} ({each.owed.source}), {when}"


def _facts(course: "Chronicle", each: "Operation") -> dict[str, Any]:
    head = each.matter.proposal.text.head
    return {
        "id": head.id, "body": each.body, "title": head.title, "summary": head.summary, "subject": head.subject,
        "decided": write_instant(each.decided), "status": str(each.matter.status),
        "cost": {"amount": head.cost.amount, "currency": head.cost.currency} if head.cost else None,
        "call_up": {
            "members": each.members, "until": write_instant(each.until), "open": each.can_be_called_up(course.as_of)
        } if each.until else None,
    }  # fmt: skip


def _budget_facts(each: "Account") -> dict[str, Any]:
    free = each.next_free
    return {
        "body": each.body, "max": each.spend.max, "currency": each.spend.currency, "per": str(each.spend.per), "spent": each.spent,
        "left": each.left, "comes_free": {"day": str(free[0]), "amount": free[1]} if free else None,
        "weighing": [weight.proposal for weight in each.weighing],
    }  # fmt: skip


def _late_facts(each: "Promise") -> dict[str, Any]:
    owed = each.owed
    return {"id": owed.source, "owner": owed.owner, "what": owed.what, "due": write_instant(owed.due), "told": each.told or None}
