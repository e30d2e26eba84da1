"""`folkmoot draw simulate`: the chances that a call would give, before anybody signs it."""

from collections import Counter
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING

import click

from folkmoot.cli.draw_call import finished, met, pool, reread
from folkmoot.cli.world import as_of_option, root_option, the_instant, the_root
from folkmoot.publish.chances import named, percent
from folkmoot.records.error import FolkmootError
from folkmoot.sortition.certificate import chances as chances_of

if TYPE_CHECKING:
    from folkmoot.records.archive import Archive, Jury
    from folkmoot.records.lottery import Lottery

_BINS = 20
_WIDTH = 40


@click.command("simulate")
@click.argument("jury")
@click.option("--tickets", type=click.IntRange(1), default=1000, show_default=True, help="Into how many tickets a lottery is divided.")
@click.option("--all", "every", is_flag=True, help="Show every kind of people, not only the least and most likely.")
@as_of_option
@root_option
def simulate_verb(jury: str, tickets: int, every: bool, as_of: str | None, root: Path | None) -> None:
    """Show what juries/JURY/call.md would do: the chances by kind of people, and whether its quotas can be met. Writes nothing."""
    from folkmoot.procedure.chronicle import chronicle
    from folkmoot.repository.reader import read_work_tree
    from folkmoot.sortition.lottery.build import build
    from folkmoot.sortition.replay import is_by_quota, ties_of

    course = chronicle(read_work_tree(the_root(root)), the_instant(as_of))
    path = f"juries/{jury.removeprefix('juries/').strip('/')}/call.md"
    found, archive = reread(course.archive, path, finished(course, path))
    head = found.call.head
    if not is_by_quota(head):
        click.echo("\n".join(_plain(archive, found)))
        return
    made = pool(archive, found)
    people = sum(kind.count for kind in made.kinds)
    click.echo(f"{people:,} eligible people of {len(made.kinds):,} kinds by {', '.join(made.columns)}; {made.seats} seats")
    lottery = build(met(made, found), tickets, ties_of(head))
    click.echo("\n".join(_lines(lottery, every)))


def _plain(archive: "Archive", found: "Jury") -> list[str]:
    from folkmoot.sortition.replay import skips

    roster = archive.roster(found.call.head.roster)
    if roster is None or roster.entries is None:
        raise FolkmootError(f"the entries of roster {found.call.head.roster} are not here", "freeze the roster first, or fetch its entries")
    head, skipped = found.call.head, skips(found.call.head, roster.entries)
    if head.strata is None:
        eligible = sum(token not in skipped for token in roster.entries.tokens)
        chance = percent(Fraction(head.seats, max(eligible, 1)))
        return [f"{eligible:,} eligible people for {head.seats} seats: each has a chance of {chance}"]
    values = zip(roster.entries.tokens, roster.entries.column(head.strata.column), strict=True)
    counts = Counter(value for token, value in values if token not in skipped)
    lines = [f"seats by {head.strata.column}; inside each, everybody has the same chance:"]
    for value, seats in head.strata.seats.items():
        chance = percent(Fraction(seats, counts[value])) if counts[value] else "nobody"
        lines.append(f"  {value:24} {counts[value]:9,} people  {seats:4} seats  {chance}")
    return lines


def _lines(lottery: "Lottery", every: bool) -> list[str]:
    chances = chances_of(lottery)
    kinds = lottery.pool.kinds
    order = sorted(range(len(kinds)), key=lambda place: (chances[place], kinds[place].values))
    shown = order if every or len(order) <= 16 else [*order[:8], *order[-8:]]
    certificate = lottery.certificate
    lines = [
        f"least chance {percent(lottery.least)} ({lottery.least}); no lottery within these quotas gives more than "
        f"{percent(certificate.bound)} ({certificate.bound}), proved exactly",
        f"{len(lottery.compositions):,} compositions on {lottery.tickets:,} tickets",
        "", "chance        people  kind",
    ]  # fmt: skip
    for number, place in enumerate(shown):
        if number == 8 and len(shown) < len(order):
            lines.append(f"              ... {len(order) - 16:,} kinds between ...")
        note = "  can sit in no panel (proved)" if place in certificate.uncovered else ""
        lines.append(f"{percent(chances[place]):>8} {kinds[place].count:11,}  {named(kinds[place])}{note}")
    return [*lines, "", *_picture(lottery, chances)]


def _picture(lottery: "Lottery", chances: tuple[Fraction, ...]) -> list[str]:
    """People by their chance of being drawn, a bar for each twentieth of the range."""
    most = max(chances, default=Fraction(0)) or Fraction(1)
    people = [0] * _BINS
    for chance, kind in zip(chances, lottery.pool.kinds, strict=True):
        people[min(_BINS - 1, int(chance * _BINS / most))] += kind.count
    top = max(people)
    lines = ["how many people have which chance:"]
    for number, count in enumerate(people):
        if count:
            low, high = percent(most * number / _BINS), percent(most * (number + 1) / _BINS)
            lines.append(f"{low:>8} to {high:>7}  {'#' * max(1, count * _WIDTH // top)} {count:,}")
    return lines
