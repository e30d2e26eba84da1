"""The indexes of juries and rosters, and one page a roster."""

from collections.abc import Iterable, Iterator, Mapping

from folkmoot.formats.shards import LARGEST_IN_ONE_FILE
from folkmoot.procedure.jury_status import JuryStatus
from folkmoot.publish.atlas import JURIES, ROSTERS, Atlas, jury_page, roster_page
from folkmoot.publish.jury import jury_of, stage_words
from folkmoot.publish.markup import block, code, commands, html, inline, page, table
from folkmoot.publish.words import counted, day, spoken
from folkmoot.records.archive import Jury, Roster
from folkmoot.records.speech import number, phrase, say

_KEPT = {"public": phrase("public"), "sealed": phrase("sealed")}
_OVER = (JuryStatus.DISCHARGED, JuryStatus.FAILED, JuryStatus.ANNULLED)


def jury_pages(atlas: Atlas) -> Mapping[str, bytes]:
    """The index and one page a jury."""
    return {JURIES: _index(atlas), **{jury_page(jury.id): jury_of(atlas, jury) for jury in atlas.course.archive.juries}}


def roster_pages(atlas: Atlas) -> Mapping[str, bytes]:
    """The index and one page a roster."""
    rosters = atlas.course.archive.rosters
    return {ROSTERS: _rosters(atlas), **{roster_page(roster.id): _roster(atlas, roster) for roster in rosters}}


def jury_cards(atlas: Atlas, here: str, juries: Iterable[Jury]) -> str:
    """A list of juries, each with its badge and the sentence that says where it stands."""
    items = [
        f'<li><p class="fm-card__title">{atlas.tie(here, jury_page(jury.id), jury.call.head.title)}</p>'
        f"<p>{html(jury.call.head.question)}</p><p>{stage_words(atlas.ledger.juries[jury.id])}</p></li>"
        for jury in juries
    ]
    return block('<ul class="fm-cards">\n' + "\n".join(items) + "\n</ul>") if items else ""


def sitting_juries(atlas: Atlas) -> list[Jury]:
    """The juries that are called or at work; those of a standing body as long as somebody sits whom they seated."""
    called = (jury for jury in atlas.course.archive.juries if atlas.ledger.juries[jury.id].status not in _OVER)
    return [jury for jury in called if not _is_worn_out(atlas, jury)]


def _is_worn_out(atlas: Atlas, jury: Jury) -> bool:
    """Whether all seats of a standing body that a draw gave have ended."""
    given = [seat for seat in atlas.ledger.seats if seat.source == jury.id] if jury.call.head.is_standing else []
    return bool(given) and not any(seat.holds(atlas.course.as_of) for seat in given)


def _index(atlas: Atlas) -> bytes:
    sitting = sitting_juries(atlas)
    past = [jury for jury in atlas.course.archive.juries if jury not in sitting]
    title, rosters = say("Juries"), atlas.link(JURIES, ROSTERS, say("the frozen rosters"))
    parts = [
        f"# {inline(title)}",
        inline(say("Members are drawn by lot to hear a question and decide it. Every draw can be repeated by anybody: its page says how.")),
        f"## {inline(say('At work or called'))}",
        jury_cards(atlas, JURIES, sitting) or inline(say("No jury sits at the moment.")),
        f"## {inline(say('Over'))}" if past else "",
        jury_cards(atlas, JURIES, past),
        f"## {inline(say('Rosters'))}",
        say("Who could be drawn stands in {rosters}, as tokens that name nobody.", rosters=rosters),
    ]
    return page(title, say("Members drawn by lot, what they were asked, and how to repeat each draw."), *parts)


def _rosters(atlas: Atlas) -> bytes:
    rows = [
        (
            atlas.tie(ROSTERS, roster_page(roster.id), roster.manifest.head.title),
            html(day(roster.manifest.head.as_of)),
            number(roster.manifest.head.count),
            html(say(_KEPT[roster.manifest.head.storage])),
        )
        for roster in atlas.course.archive.rosters
    ]
    title, heads = say("Rosters"), (say("Roster"), say("As of"), say("Entries"), say("Kept"))
    frozen = say(
        "A roster is the frozen list of who may be drawn or may vote. It is fixed before a draw is called, and the draw names its digest."
    )
    parts = [f"# {inline(title)}", inline(frozen), table(heads, rows) or inline(say("There is no roster yet."))]
    return page(title, say("The frozen lists of who may be drawn or may vote."), *parts)


def _roster(atlas: Atlas, roster: Roster) -> bytes:
    head, here = roster.manifest.head, roster_page(roster.id)
    used = [jury for jury in atlas.course.archive.juries if jury.call.head.roster == roster.id]
    parts = [
        f"# {inline(head.title)}",
        say(
            "{entries} as of {day}, under the rules of {rules_at}.",
            entries=counted(head.count, "entry"),
            day=day(head.as_of),
            rules_at=day(head.rules_at),
        ),
        f'<p class="fm-lead">{html(head.summary)}</p>',
        atlas.prose(here, roster.manifest, "text"),
        *_strata(roster),
        *_checked(roster),
        f"## {inline(say('Drawn from it'))}" if used else "",
        "\n".join(f"- {atlas.link(here, jury_page(jury.id), jury.call.head.title)}" for jury in used),
    ]
    return page(head.title, head.summary, *parts)


def _checked(roster: Roster) -> Iterator[str]:
    """How to confirm the digest and to find oneself, for a roster in one file, in shards, or sealed."""
    head = roster.manifest.head
    sharded = roster.entries.digits > 0 if roster.entries else head.count > LARGEST_IN_ONE_FILE
    path = f"{roster.folder}/{'SHA256SUMS' if sharded else 'entries.csv'}"
    yield f"## {inline(say('Check it'))}"
    yield say("The digest of the roster is the plain SHA-256 of {file}:", file=code(path))
    yield code(head.digest)
    if sharded:
        yield commands(f"sha256sum {path}", f"cd {roster.folder} && sha256sum -c SHA256SUMS")
    else:
        yield commands(f"sha256sum {path}", f"tail -n +2 {path} | wc -l")
    yield inline(say("To see that you are on it, what it says of you, and what the lot gave you; nothing leaves your machine:"))
    if head.storage == "sealed":
        yield commands(f"folkmoot roster mine {roster.id}")
        yield inline(
            say("It asks for the card that the registrar gave you. The entries here are sealed: nobody can tell from them who is who.")
        )
        return
    yield commands(f"folkmoot roster mine {roster.id} --entry YOUR-TOKEN")
    if not sharded:
        yield inline(say("Or search it for the token the registrar gave you:"))
        yield commands(f"grep '^YOUR-TOKEN,' {path}" if len(head.columns) > 1 else f"grep '^YOUR-TOKEN$' {path}")


def _strata(roster: Roster) -> list[str]:
    head, parts = roster.manifest.head, []
    for column, counts in head.strata.items():
        rows = ((html(value), number(count)) for value, count in counts.items())
        parts.append(f"## {say('By {column}', column=inline(spoken(column)))}")
        parts.append(table((html(spoken(column).capitalize()), say("Entries")), rows))
    if head.excluded:
        rows = ((html(spoken(reason)), number(count)) for reason, count in head.excluded.items())
        parts += [f"## {inline(say('Left out'))}", table((say("Why"), say("Members")), rows)]
    return parts
