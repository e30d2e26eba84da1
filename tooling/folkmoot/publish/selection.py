"""What a jury's page says of quotas: the lottery and its proof, who answered the invitation, and what a panel can miss."""

from collections import Counter
from collections.abc import Iterator
from fractions import Fraction

from folkmoot.formats.lottery_json import read_lottery
from folkmoot.publish.atlas import Atlas, jury_page
from folkmoot.publish.chances import kinds_table, percent, picture
from folkmoot.publish.markup import code, folded, html, inline, table
from folkmoot.publish.words import begun, counted, spoken, valued
from folkmoot.records.archive import Jury, Roster
from folkmoot.records.error import FolkmootError
from folkmoot.records.lottery import Lottery
from folkmoot.sortition.certificate import chances as chances_of
from folkmoot.sortition.sketch import SIZE, bottom, estimate
from folkmoot.sortition.stages import chances, distance, responses, risk


def lottery_of_page(atlas: Atlas, jury: Jury) -> Lottery | None:
    """The lottery that a jury published; None where there is none that can be read."""
    data = atlas.course.archive.files.get(f"{jury.folder}/lottery.json")
    try:
        return read_lottery(data).lottery if data is not None else None
    except ValueError:
        return None


def quota_sections(atlas: Atlas, here: str, jury: Jury) -> Iterator[str]:
    """The quotas, the lottery and how people answered; nothing for a call without quotas."""
    head = jury.call.head
    if head.stage == "invitation":
        yield _invitation(jury)
    if not head.quotas:
        return
    lottery = lottery_of_page(atlas, jury)
    yield "## The quotas"
    if head.stage == "invitation":
        yield "The selection among those who say yes must meet these quotas. They are fixed now, before anybody knows who will."
    yield _quotas(jury, lottery)
    if head.relax:
        order = ", then ".join(map(spoken, head.relax))
        yield f"If they cannot all be met, {inline(order)} gives way, by as few seats as possible. Nothing else does."
    if lottery is not None:
        yield from _lottery(jury, lottery)
    if head.stage == "selection":
        yield from _response(atlas, here, jury, lottery)


def _invitation(jury: Jury) -> str:
    seats = counted(jury.call.head.seats, "person").replace("persons", "people")
    return f"## Two lots\n\nThis lot only invites: {seats} get a letter. Among those who say yes, a second lot seats the jury."


def _quotas(jury: Jury, lottery: Lottery | None) -> str:
    drawn: dict[tuple[str, str], int] = {}
    if jury.draw and jury.draw.chosen:
        for seat in jury.draw.panel.seats:
            for column, value in zip(jury.draw.chosen.columns, seat.stratum.split(" / "), strict=False):
                drawn[column, value] = drawn.get((column, value), 0) + 1
    pool: Counter[tuple[str, str]] = Counter()
    for kind in lottery.pool.kinds if lottery else ():
        for column, value in zip(lottery.pool.columns if lottery else (), kind.values, strict=True):
            pool[column, value] += kind.count
    rows = []
    for column, values in jury.call.head.quotas.items():
        for value, (least, most) in values.items():
            name, sit = html(f"{begun(spoken(column))}: {valued(value)}"), drawn.get((column, value), 0)
            seats = f"{least:,}" if least == most else f"{least:,} to {most:,}"
            there = f"{pool[column, value]:,}" if lottery else "–"
            rows.append((name, seats, there, f"{sit:,}" if drawn else "–"))
    return table(("Group", "Seats", "In the pool", "Drawn"), rows)


def _lottery(jury: Jury, lottery: Lottery) -> Iterator[str]:
    certificate = lottery.certificate
    yield "## The lottery"
    compositions = counted(len(lottery.compositions), "composition")
    yield (
        f"Before the seed was known, {compositions} were published, on {lottery.tickets:,} tickets. Each says how many of which kind "
        "sit together, and each meets every quota. The seed draws one ticket; then the lot decides among the people of each kind."
    )
    least, bound = (f"{percent(chance)} ({code(chance)})" for chance in (lottery.least, certificate.bound))
    yield (
        f"The least likely person has a chance of {least}. No lottery within these quotas can give the least likely more than {bound}: "
        "the file carries a proof that anybody can check with fractions alone."
    )
    if jury.draw and jury.draw.chosen:
        chosen = jury.draw.chosen
        yield f"The seed drew ticket {chosen.ticket:,} of {chosen.tickets:,}, which is composition {chosen.composition:,}."
    yield picture(lottery)
    yield folded(html(f"The chance of each of the {len(lottery.pool.kinds):,} kinds"), kinds_table(lottery))


def _response(atlas: Atlas, here: str, jury: Jury, lottery: Lottery | None) -> Iterator[str]:
    archive = atlas.course.archive
    invitation = archive.jury(jury.call.head.invitation or "")
    volunteers = archive.roster(jury.call.head.roster)
    invited_from = archive.roster(invitation.call.head.roster) if invitation else None
    if invitation is None or invitation.draw is None or volunteers is None or volunteers.entries is None or invited_from is None:
        return
    yield "## Who answered"
    came, asked = len(volunteers.entries.lines), len(invitation.draw.panel.seats)
    yield (
        f"{atlas.link(here, jury_page(invitation.id), 'A first lot')} invited {counted(asked, 'person').replace('persons', 'people')}; "
        f"{came:,} said yes. So this jury is no random sample: who has no time, or no wish, is not in it. This is how far it is from one."
    )
    rows = []
    for column in jury.call.head.quotas:
        counts = _answers(invited_from, invitation, volunteers, column)
        if counts is None:
            continue
        asked_by, came_by = counts
        try:
            for answer in responses(asked_by, came_by):
                name = f"{begun(spoken(column))}: {valued(answer.stratum)}"
                rows.append((html(name), f"{answer.invited:,}", f"{answer.volunteered:,}", percent(answer.rate)))
        except FolkmootError:
            continue
    yield table(("Group", "Invited", "Said yes", "Response"), rows)
    yield from _figures(jury, invitation, invited_from, volunteers, lottery)


def _answers(asked: Roster, invitation: Jury, came: Roster, column: str) -> tuple[dict[str, int], dict[str, int]] | None:
    if asked.entries is None or came.entries is None or invitation.draw is None:
        return None
    if column not in asked.entries.columns or column not in came.entries.columns:
        return None
    invited = {seat.entry.encode() for seat in invitation.draw.panel.seats}
    values = zip(asked.entries.tokens, asked.entries.column(column), strict=True)
    return dict(Counter(value for token, value in values if token in invited)), dict(Counter(came.entries.column(column)))


def _figures(jury: Jury, invitation: Jury, asked: Roster, came: Roster, lottery: Lottery | None) -> Iterator[str]:
    if lottery is None or asked.entries is None or came.entries is None or invitation.draw is None:
        return
    first = Fraction(len(invitation.draw.panel.seats), max(1, invitation.draw.eligible))
    spread = chances([(first, chance) for chance in chances_of(lottery) if chance])
    rows = [
        ("Chance to be invited", percent(first)),
        ("Chance of a volunteer to sit", f"{percent(spread.among_volunteers[0])} to {percent(spread.among_volunteers[1])}"),
        ("Both together, for somebody who would say yes", f"{percent(spread.overall[0])} to {percent(spread.overall[1])}"),
    ]
    for column in jury.call.head.quotas:
        if column in asked.entries.columns and column in came.entries.columns:
            apart = distance(Counter(came.entries.column(column)), Counter(asked.entries.column(column)))
            rows.append((html(f"Volunteers to exchange to match all by {spoken(column)}"), percent(apart)))
    yield table(("How far from a random sample", "Figure"), rows)


def risk_section(jury: Jury) -> str:
    """What one panel of this size can miss, however fair the lot; empty before there is a draw."""
    if jury.draw is None or jury.call.head.stage == "invitation" or jury.draw.eligible < jury.call.head.seats:
        return ""
    found = risk(jury.draw.eligible, jury.call.head.seats)
    rows = [("Margin of error of any share, 19 times in 20", f"± {percent(found.margin)}")]
    rows += [(f"A group of {percent(share)} of the members has nobody here", percent(chance)) for share, chance in found.absent]
    rows += [(f"{percent(share)} of the members agree, a majority here does not", percent(chance)) for share, chance in found.differs]
    words = f"Any {found.seats:,} people drawn by lot can differ from all of us. If the lot alone had drawn them, these were the risks:"
    made = table(("Risk", "How large"), rows)
    return f"## What a panel of this size can miss\n\n{words}\n\n{made}"


def padding_section(atlas: Atlas, jury: Jury) -> str:
    """An estimate of how long the roster is from the lowest tickets, which shows a roster that was padded; empty where it says nothing."""
    roster = atlas.course.archive.roster(jury.call.head.roster)
    if jury.draw is None or roster is None or roster.entries is None or len(roster.entries.lines) <= SIZE:
        return ""
    found = estimate(bottom(jury.draw.seed, roster.entries.tokens))
    return (
        f"The {SIZE:,} lowest tickets are published too ([tickets.json]({_tickets_address(jury)})). They lie as close together as those of "
        f"about {found.count:,} entries would, give or take {3 * found.error:,}; the roster says {jury.draw.roster_count:,}. Somebody who "
        f"holds only these can see that the roster was not secretly longer or shorter."
    )


def tickets_file(jury: Jury) -> str:
    """Where the lowest tickets of a draw stand on the site."""
    return f"juries/{jury.id}/tickets.json"


def _tickets_address(jury: Jury) -> str:
    return tickets_file(jury).rpartition("/")[2]
