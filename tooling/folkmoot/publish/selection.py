"""What a jury's page says of quotas: the lottery and its proof, who answered the invitation, and what a panel can miss."""

from collections import Counter
from collections.abc import Iterator
from fractions import Fraction
from functools import reduce

from folkmoot.formats.lottery_json import read_lottery
from folkmoot.publish.atlas import Atlas, jury_page
from folkmoot.publish.chances import kinds_table, percent, picture
from folkmoot.publish.markup import code, folded, html, inline, table
from folkmoot.publish.words import begun, counted, numeral, spoken, valued
from folkmoot.records.archive import Jury, Roster
from folkmoot.records.error import FolkmootError
from folkmoot.records.lottery import Lottery
from folkmoot.records.speech import number, say, say_of
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
    yield f"## {say('The quotas')}"
    if head.stage == "invitation":
        yield say("The selection among those who say yes must meet these quotas. They are fixed now, before anybody knows who will.")
    yield _quotas(jury, lottery)
    if head.relax:
        order = reduce(_then, map(spoken, head.relax))
        yield say("If they cannot all be met, {order} gives way, by as few seats as possible. Nothing else does.", order=inline(order))
    if lottery is not None:
        yield from _lottery(jury, lottery)
    if head.stage == "selection":
        yield from _response(atlas, here, jury, lottery)


def _invitation(jury: Jury) -> str:
    words = say(
        "This lot only invites: {people} get a letter. Among those who say yes, a second lot seats the jury.",
        people=counted(jury.call.head.seats, "person"),
    )
    return f"## {say('Two lots')}\n\n{words}"


def _then(first: str, last: str) -> str:
    return say("{first}, then {last}", first=first, last=last)


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
            seats = number(least) if least == most else say("{least} to {most}", least=number(least), most=number(most))
            there = number(pool[column, value]) if lottery else "–"
            rows.append((name, seats, there, number(sit) if drawn else "–"))
    return table((say("Group"), say("Seats"), say("In the pool"), say("Drawn")), rows)


def _lottery(jury: Jury, lottery: Lottery) -> Iterator[str]:
    certificate = lottery.certificate
    yield f"## {say('The lottery')}"
    yield say(
        "Before the seed was known, {compositions} were published, on {tickets} tickets. Each says how many of which kind "
        "sit together, and each meets every quota. The seed draws one ticket; then the lot decides among the people of each kind.",
        compositions=counted(len(lottery.compositions), "composition"),
        tickets=number(lottery.tickets),
    )
    least, bound = (f"{_percent(chance)} ({code(chance)})" for chance in (lottery.least, certificate.bound))
    yield say(
        "The least likely person has a chance of {least}. No lottery within these quotas can give the least likely more than {bound}: "
        "the file carries a proof that anybody can check with fractions alone.",
        least=least,
        bound=bound,
    )
    if jury.draw and jury.draw.chosen:
        chosen = jury.draw.chosen
        yield say(
            "The seed drew ticket {ticket} of {tickets}, which is composition {composition}.",
            ticket=number(chosen.ticket),
            tickets=number(chosen.tickets),
            composition=number(chosen.composition),
        )
    yield picture(lottery)
    kinds = number(len(lottery.pool.kinds))
    yield folded(html(say("The chance of each of the {number} kinds", number=kinds)), kinds_table(lottery))


def _percent(chance: Fraction) -> str:
    return numeral(percent(chance))


def _response(atlas: Atlas, here: str, jury: Jury, lottery: Lottery | None) -> Iterator[str]:
    archive = atlas.course.archive
    invitation = archive.jury(jury.call.head.invitation or "")
    volunteers = archive.roster(jury.call.head.roster)
    invited_from = archive.roster(invitation.call.head.roster) if invitation else None
    if invitation is None or invitation.draw is None or volunteers is None or volunteers.entries is None or invited_from is None:
        return
    yield f"## {say('Who answered')}"
    came, asked = len(volunteers.entries.lines), len(invitation.draw.panel.seats)
    yield say(
        "{first_lot} invited {people}; {count} said yes. So this jury is no random sample: who has no time, or no wish, is not in it. "
        "This is how far it is from one.",
        first_lot=atlas.link(here, jury_page(invitation.id), say("A first lot")),
        people=counted(asked, "person"),
        count=number(came),
    )
    yield _answered(jury, invitation, invited_from, volunteers)
    yield from _figures(jury, invitation, invited_from, volunteers, lottery)


def _answered(jury: Jury, invitation: Jury, invited_from: Roster, volunteers: Roster) -> str:
    """By group of each column of the quotas: how many were invited, and how many of them said yes."""
    rows = []
    for column in jury.call.head.quotas:
        counts = _answers(invited_from, invitation, volunteers, column)
        if counts is None:
            continue
        asked_by, came_by = counts
        try:
            for answer in responses(asked_by, came_by):
                name = f"{begun(spoken(column))}: {valued(answer.stratum)}"
                rows.append((html(name), number(answer.invited), number(answer.volunteered), _percent(answer.rate)))
        except FolkmootError:
            continue
    return table((say("Group"), say("Invited"), say("Said yes"), say("Response")), rows)


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
        (say("Chance to be invited"), _percent(first)),
        (say("Chance of a volunteer to sit"), _between(spread.among_volunteers)),
        (say("Both together, for somebody who would say yes"), _between(spread.overall)),
    ]
    for column in jury.call.head.quotas:
        if column in asked.entries.columns and column in came.entries.columns:
            apart = distance(Counter(came.entries.column(column)), Counter(asked.entries.column(column)))
            rows.append((html(say("Volunteers to exchange to match all by {column}", column=spoken(column))), _percent(apart)))
    yield table((say("How far from a random sample"), say("Figure")), rows)


def _between(chances: tuple[Fraction, Fraction]) -> str:
    return say("{least} to {most}", least=_percent(chances[0]), most=_percent(chances[1]))


def risk_section(jury: Jury) -> str:
    """What one panel of this size can miss, however fair the lot; empty before there is a draw."""
    if jury.draw is None or jury.call.head.stage == "invitation" or jury.draw.eligible < jury.call.head.seats:
        return ""
    found = risk(jury.draw.eligible, jury.call.head.seats)
    rows = [(say("Margin of error of any share, 19 times in 20"), f"± {_percent(found.margin)}")]
    absent = ((_percent(share), _percent(chance)) for share, chance in found.absent)
    rows += [(say("A group of {share} of the members has nobody here", share=share), chance) for share, chance in absent]
    differs = ((_percent(share), _percent(chance)) for share, chance in found.differs)
    rows += [(say("{share} of the members agree, a majority here does not", share=share), chance) for share, chance in differs]
    words = say_of(
        found.seats,
        "Any {count} person drawn by lot can differ from all of us. If the lot alone had drawn them, these were the risks:",
        "Any {count} people drawn by lot can differ from all of us. If the lot alone had drawn them, these were the risks:",
    )
    made = table((say("Risk"), say("How large")), rows)
    return f"## {say('What a panel of this size can miss')}\n\n{words}\n\n{made}"


def padding_section(atlas: Atlas, jury: Jury) -> str:
    """An estimate of how long the roster is from the lowest tickets, which shows a roster that was padded; empty where it says nothing."""
    roster = atlas.course.archive.roster(jury.call.head.roster)
    if jury.draw is None or roster is None or roster.entries is None or len(roster.entries.lines) <= SIZE:
        return ""
    found = estimate(bottom(jury.draw.seed, roster.entries.tokens))
    return say(
        "The {size} lowest tickets are published too ({file}). They lie as close together as those of about {count} entries would, give "
        "or take {error}; the roster says {entries}. Somebody who holds only these can see that the roster was not secretly longer or "
        "shorter.",
        size=number(SIZE),
        file=f"[tickets.json]({_tickets_address(jury)})",
        count=number(found.count),
        error=number(3 * found.error),
        entries=number(jury.draw.roster_count),
    )


def tickets_file(jury: Jury) -> str:
    """Where the lowest tickets of a draw stand on the site."""
    return f"juries/{jury.id}/tickets.json"


def _tickets_address(jury: Jury) -> str:
    return tickets_file(jury).rpartition("/")[2]
