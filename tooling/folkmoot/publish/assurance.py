"""How sure it is that a person did what a record says, as a letter beside the name."""

from collections.abc import Iterable

from folkmoot.publish.atlas import TRUST, Atlas
from folkmoot.publish.markup import code, html
from folkmoot.records.archive import Jury, Proposal, Roster
from folkmoot.records.event import JuryEvent, ProposalEvent
from folkmoot.records.signature import Assurance
from folkmoot.records.speech import phrase, say
from folkmoot.trust.assurance import assurance_of
from folkmoot.trust.chain import keyring

LEVELS: dict[Assurance, tuple[str, str]] = {
    Assurance.OWN: (phrase("own signature"), phrase("The person signed the act with a key of their own. Nobody else could have made it.")),
    Assurance.ATTESTED: (
        phrase("attested by a clerk"),
        phrase("A clerk signed that the person did it: on paper, in a meeting, on the phone."),
    ),
    Assurance.ACCOUNT: (phrase("a forge account"), phrase("An account on the forge did it. Who holds the account, the forge says.")),
    Assurance.WORD: (
        phrase("the maintainers' word"),
        phrase("Nobody signed it. The maintainers wrote it down and nobody has contradicted."),
    ),
}
"""Each level in a few words, and what it rests on."""


def level_of(atlas: Atlas, owner: Proposal | Jury, event: ProposalEvent | JuryEvent) -> Assurance:
    """How sure an act in the log of a proposal or a jury is."""
    archive = atlas.course.archive
    return assurance_of(archive, keyring(archive), owner.folder, event, _roster(atlas, owner))


def named(atlas: Atlas, here: str, matter: Proposal, token: str, act: str) -> str:
    """A person in the head of a proposal, who introduced or seconded it, with how sure that is, as finished HTML."""
    return f"{code(token)}{mark(atlas, here, _level(atlas, matter, token, act))}"


def all_named(atlas: Atlas, here: str, matter: Proposal, tokens: Iterable[str], act: str) -> str:
    """Many persons in the same way; those of whom it is equally sure stand together, and it is said once for each of them."""
    levels: dict[Assurance, list[str]] = {}
    for token in tokens:
        levels.setdefault(_level(atlas, matter, token, act), []).append(token)
    return " ".join(_together(atlas, here, level, group) for level, group in levels.items())


def _together(atlas: Atlas, here: str, level: Assurance, tokens: list[str]) -> str:
    if len(tokens) == 1:
        return f"{code(tokens[0])}{mark(atlas, here, level)}"
    words = html(say("each: {level}", level=say(LEVELS[level][0])))
    return f'{" ".join(map(code, tokens))} <a class="fm-sure" href="{atlas.address(here, TRUST, "how-sure")}">{words}</a>'


def _level(atlas: Atlas, matter: Proposal, token: str, act: str) -> Assurance:
    event = next((event for event in matter.log if event.act == act and event.by == token), None)
    at = matter.log[0].at if matter.log else atlas.course.as_of
    return level_of(atlas, matter, event or ProposalEvent.model_construct(at=at, act=act, by=token))


def _roster(atlas: Atlas, owner: Proposal | Jury) -> Roster | None:
    """The roster whose keys its people hold: the jury's, or that of the vote; otherwise the newest one of all members."""
    archive = atlas.course.archive
    if isinstance(owner, Jury):
        return archive.roster(owner.call.head.roster)
    named = next((event.electorate for event in owner.log if event.electorate), None)
    if named and named.kind == "roster":
        return archive.roster(named.id)
    volunteers = {jury.call.head.roster for jury in archive.juries if jury.call.head.stage == "selection"}
    whole = [roster for roster in archive.rosters if roster.id not in volunteers]
    return max(whole, key=lambda roster: roster.manifest.head.as_of, default=None)


def mark(atlas: Atlas, here: str, level: Assurance) -> str:
    """The letter of a level, as finished HTML that says what it means and leads to the page about trust."""
    letter = "–" if level is Assurance.WORD else level
    words = html(say("How sure: {level}", level=say(LEVELS[level][0])))
    return f'<a class="fm-sure" href="{atlas.address(here, TRUST, "how-sure")}" title="{words}" aria-label="{words}">{letter}</a>'
