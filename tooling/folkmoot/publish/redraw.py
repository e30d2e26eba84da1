"""How a reader draws a jury again: the seed and its sources, the commands to type, and the place for the reader's own browser."""

from collections.abc import Iterator

from folkmoot.publish.atlas import Atlas
from folkmoot.publish.markup import block, code, commands, html, inline
from folkmoot.publish.raw import entries_shown
from folkmoot.publish.words import instant
from folkmoot.records.archive import Jury
from folkmoot.records.speech import number, say
from folkmoot.sortition.beacon import CHAINS, round_time


def seed_section(atlas: Atlas, jury: Jury) -> str:
    """The sources that the call named, and the seed they gave."""
    announced = [f"- {inline(words)}" for words in _announced(atlas, jury)]
    named = inline(say("The call named its sources before anybody could know what they would give:"))
    parts = [f"## {inline(say('The seed'))}", named, "\n".join(announced)]
    if jury.draw:
        parts += [inline(say("They gave the seed")), block(f'<p class="fm-seed">{code(jury.draw.seed)}</p>')]
    return "\n\n".join(parts)


def _announced(atlas: Atlas, jury: Jury) -> Iterator[str]:
    for source in jury.call.head.sources:
        if source.kind == "dice":
            yield say("dice, thrown in public")
            continue
        chain = CHAINS.get(source.chain or "")
        name = chain.name if chain else say("the chain {name}", name=source.chain)
        at = source.when
        if chain and source.round:
            at = round_time(chain, source.round)
        when = instant(at, atlas.course.zone) if at else ""
        match bool(source.round), bool(when):
            case True, True:
                round_ = number(source.round or 0)
                yield say("round {round} of the beacon {name}, which came out on {instant}", round=round_, name=name, instant=when)
            case True, False:
                yield say("round {round} of the beacon {name}", round=number(source.round or 0), name=name)
            case False, True:
                yield say("the beacon {name}, which came out on {instant}", name=name, instant=when)
            case _:
                yield say("the beacon {name}", name=name)


def recheck_section(jury: Jury) -> str:
    """What to type to draw it again; before the draw, to check the call."""
    if jury.draw is None:
        return f"## {inline(say('Check it'))}\n\n{commands(f'sha256sum {jury.call.path}')}"
    first = jury.draw.panel.seats[0] if jury.draw.panel.seats else None
    lines = [f"folkmoot draw verify {jury.id}", f"python tooling/verify_draw.py {jury.folder}"]
    alone = inline(say("The second command needs Python alone, and nothing of this tooling:"))
    parts = [f"## {inline(say('Draw it again'))}", alone, commands(*lines)]
    if first:
        parts += [
            say(
                "Any single ticket needs only {command}. This one must begin with {ticket}:",
                command=code("sha256sum"),
                ticket=code(first.ticket[:16]),
            ),
            commands(f"printf '%s:%s' {jury.draw.seed} {first.entry} | sha256sum"),
        ]
    digests = {"call": code(jury.call.digest), "roster": code(jury.draw.roster_digest)}
    parts.append(say("The call's SHA-256 is {call}, the roster's {roster}.", **digests))
    return "\n\n".join(parts)


def browser_section(atlas: Atlas, jury: Jury) -> str:
    """The place where a reader's browser draws the panel again; it says what to do where it runs no scripts."""
    roster = atlas.course.archive.roster(jury.call.head.roster)
    if jury.draw is None or roster is None:
        return ""
    if not entries_shown(atlas, roster):
        elsewhere = say(
            "Its entries are not on this site, so a browser cannot draw it again here. Whoever holds them can, with this command:"
        )
        return f"{elsewhere}\n\n{commands(f'folkmoot draw verify {jury.id}')}"
    lottery = ' data-lottery="lottery.json"' if jury.draw.chosen else ""
    file = "SHA256SUMS" if roster.entries and roster.entries.digits else "entries.csv"
    sharded = " data-shards" if file == "SHA256SUMS" else ""
    words = say(
        "Your browser fetches the very files from this site, and computes every digest, ticket and fraction by itself. Nothing is sent."
    )
    return block(
        f'<section class="fm-browser" data-check-draw data-call="call.txt" data-log="log.txt" data-draw="draw.json"{lottery} '
        f'data-roster="../rosters/{html(roster.id)}/{file}"{sharded}><p>{html(words)}</p>'
        f"<noscript><p>{html(say('This needs JavaScript. The commands above do the same without it.'))}</p></noscript></section>\n"
        '<script src="../../assets/folkmoot/check-draw.js" defer></script>'
    )
