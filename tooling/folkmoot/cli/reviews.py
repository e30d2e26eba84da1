"""`folkmoot reviews`: what the reviews of the process found, what came of their advice, when the next is due; and their figures."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from folkmoot.cli.world import as_of_option, root_option, the_course
from folkmoot.records.error import FolkmootError

if TYPE_CHECKING:
    from datetime import date

    from folkmoot.procedure.figures import Answer, Figures
    from folkmoot.procedure.ledger import Ledger
    from folkmoot.procedure.reviews import Ahead, Followed, Review

_FORMAT = click.option("--format", "form", type=click.Choice(("text", "json")), default="text")


@click.group("reviews", invoke_without_command=True)
@_FORMAT
@as_of_option
@root_option
@click.pass_context
def command(context: click.Context, form: str, as_of: str | None, root: Path | None) -> None:
    """Tell every review of the process, where each recommendation stands, and when the next review is due."""
    if context.invoked_subcommand is not None:
        return
    from folkmoot.formats.canonical import write_json
    from folkmoot.procedure.ledger import Ledger
    from folkmoot.procedure.reviews import ahead, reviews

    ledger = Ledger(the_course(root, as_of))
    made, nexts = reviews(ledger), ahead(ledger)
    if form == "json":
        facts = {"reviews": [_facts(each) for each in made], "next": [_next_facts(each) for each in nexts]}
        click.echo(write_json(facts).decode(), nl=False)
        return
    lines = [line for each in made for line in _lines(ledger, each)] + [_next_line(ledger, each) for each in nexts]
    click.echo("\n".join(lines) or "no article of the charter asks for a review of the process")


@command.command("figures")
@click.option("--from", "since", default=None, metavar="DAY", help="The first day; that of the last review when left out.")
@click.option("--to", "until", default=None, metavar="DAY", help="The last day; today when left out.")
@_FORMAT
@as_of_option
@root_option
def figures_verb(since: str | None, until: str | None, form: str, as_of: str | None, root: Path | None) -> None:
    """Compute what a review needs to know: turnouts, how lots were answered, who was never drawn, who introduces, what is late."""
    from folkmoot.formats.canonical import write_json
    from folkmoot.procedure.figures import figures
    from folkmoot.procedure.ledger import Ledger
    from folkmoot.procedure.reviews import since_last

    ledger = Ledger(the_course(root, as_of))
    first, last = since_last(ledger)
    first, last = _day(since) or first, _day(until) or last
    if last < first:
        raise FolkmootError(f"{last} is before {first}", "give --from the earlier day")
    found = figures(ledger, first, last)
    click.echo(write_json(_figures(found)).decode() if form == "json" else "".join(f"{line}\n" for line in _told(found)), nl=False)


def _day(text: str | None) -> "date | None":
    from folkmoot.records.value import parse_day

    try:
        return parse_day(text) if text is not None else None
    except ValueError:
        raise FolkmootError(f"'{text}' is not a day", "write year, month and day, like 2026-03-01") from None


def _facts(review: "Review") -> dict[str, Any]:
    head = review.head
    return {
        "id": head.id, "duty": review.duty, "title": head.title, "by": head.by, "path": review.path,
        "from": str(head.period.from_) if head.period else None, "to": str(head.period.to) if head.period else None,
        "questions": [{"id": name, "asks": words or None, "answer": answer or None} for name, words, answer in review.questions],
        "recommended": [_advice(each) for each in review.recommended],
    }  # fmt: skip


def _advice(each: "Followed") -> dict[str, Any]:
    from folkmoot.records.value import write_instant

    return {
        "id": each.name, "to": each.asked.to, "text": each.asked.text, "standing": str(each.standing), "due": write_instant(each.due),
        "answered": write_instant(each.done) if each.done else None, "answer": each.answer or None, "proposals": list(each.proposals),
        "handed_to": each.heir or None,
    }  # fmt: skip


def _next_facts(each: "Ahead") -> dict[str, Any]:
    from folkmoot.records.value import write_instant

    return {
        "duty": each.duty, "who": each.rule.who, "due": write_instant(each.due), "state": str(each.state), "juries": list(each.panels),
        "handed_to": each.heir or None,
    }  # fmt: skip


def _lines(ledger: "Ledger", review: "Review") -> list[str]:
    from folkmoot.publish.words import counted, left, until

    zone, as_of = ledger.course.zone, ledger.course.as_of
    open_questions = [name for name, _, answer in review.questions if not answer]
    lines = [f"{review.head.id}: {review.head.title}, by {review.head.by}"]
    if open_questions:
        lines.append(f"  leaves {counted(len(open_questions), 'question')} open: {', '.join(open_questions)}")
    for each in review.recommended:
        came = f" ({', '.join(each.proposals)})" if each.proposals else ""
        due = "" if each.done else f"; by {until(each.due, zone)}, {left(each.due, as_of)}"
        heir = f", now the business of {each.heir}" if each.heir else ""
        lines.append(f"  {each.standing:11} {each.name}, to {each.asked.to}: {each.asked.text}{came}{due}{heir}")
    return lines


def _next_line(ledger: "Ledger", each: "Ahead") -> str:
    from folkmoot.publish.words import left, until

    heir = f", now the business of {each.heir}" if each.heir else ""
    called = f"; called: {', '.join(each.panels)}" if each.panels else ""
    when = f"by {until(each.due, ledger.course.zone)}, {left(each.due, ledger.course.as_of)}"
    return f"next {each.duty}, by {each.rule.who}: {each.state}, {when}{heir}{called}"


def _figures(found: "Figures") -> dict[str, Any]:
    reach, authors = found.reach, found.authors
    never = reach.members - reach.drawn if reach.drawn is not None else None
    return {
        "from": str(found.since), "to": str(found.until),
        "turnouts": [
            {
                "proposal": vote.proposal, "kind": vote.kind, "electorate": vote.electorate, "entitled": vote.entitled,
                "counted": vote.counted, "turnout": str(vote.share), "outcome": vote.outcome, "days": vote.days,
            }
            for vote in found.turnouts
        ],
        "juries": [
            {"jury": each.jury, "body": each.body, "stage": each.stage, **_answer(each.whole), "strata": [
                {"stratum": one.stratum, **_answer(one)} for one in each.strata
            ]}
            for each in found.responses
        ],
        "reach": {"roster": reach.roster or None, "members": reach.members, "drawn": reach.drawn, "never": never, "seats": reach.seats},
        "introduced": {
            "proposals": authors.proposals, "bodies": dict(authors.bodies),
            "members": [{"proposals": each, "members": people} for each, people in authors.members],
        },
        "overdue": dict(found.late),
    }  # fmt: skip


def _answer(one: "Answer") -> dict[str, Any]:
    return {
        "asked": one.asked, "accepted": one.accepted, "declined": one.declined, "silent": one.silent, "response": str(one.response),
        "decline": str(one.decline),
    }  # fmt: skip


def _told(found: "Figures") -> list[str]:
    from folkmoot.publish.chances import percent
    from folkmoot.publish.words import counted

    lines = [f"from {found.since} to {found.until}"]
    for vote in found.turnouts:
        took = f", {counted(vote.days, 'day')} from opening to decision" if vote.days is not None else ""
        share = f"{vote.counted:,} of {vote.entitled:,} ({percent(vote.share)})"
        lines.append(f"turnout    {share} in {vote.proposal}: {vote.outcome}{took}")
    if found.days:
        lines.append(f"time       {found.days[0]} to {found.days[2]} days from opening to decision, {found.days[1]} in the middle")
    for each in found.responses:
        for one in (each.whole, *each.strata):
            group = f" [{one.stratum}]" if one.stratum else ""
            no = "" if each.stage == "invitation" else f", {one.declined:,} no ({percent(one.decline)})"
            lines.append(f"lot        {each.jury}{group}: {one.asked:,} asked, {one.accepted:,} yes{no}, {one.silent:,} no answer")
    reach = found.reach
    if reach.drawn is not None:
        lines.append(f"reach      {reach.drawn:,} of {reach.members:,} members were ever drawn, {reach.members - reach.drawn:,} never")
    elif reach.seats:
        lines.append(f"reach      {reach.seats:,} seats and letters given out; who was never drawn cannot be told from sealed entries")
    for count, people in found.authors.members:
        lines.append(f"introduced {counted(count, 'proposal')}{' each' if people > 1 else ''} by {counted(people, 'member')}")
    lines += [f"introduced {counted(count, 'proposal')} by {name}" for name, count in found.authors.bodies]
    lines += [f"overdue    {counted(count, 'thing')} of {who}" for who, count in found.late]
    return lines
