"""`folkmoot vote`: open a vote, cast and attest ballots, hand in totals, close it."""

from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from folkmoot.cli.draw_beacon import Origin, origin_options, the_round
from folkmoot.cli.vote_attest import attest_verb, totals_verb
from folkmoot.cli.vote_cast import cast_verb
from folkmoot.cli.vote_poll import recorded, the_matter
from folkmoot.cli.world import as_of_option, root_option, the_root
from folkmoot.records.error import FolkmootError

if TYPE_CHECKING:
    from folkmoot.procedure.chronicle import Chronicle, Matter
    from folkmoot.records.event import ElectorateNamed, SeedValue


@click.group("vote")
def command() -> None:
    """Open a vote, cast or attest ballots, hand in counted totals, close it."""


for _verb in (cast_verb, attest_verb, totals_verb):
    command.add_command(_verb)


@command.command("open")
@click.argument("proposal")
@click.option("--electorate", default=None, metavar="roster:ID|jury:ID", help="Who may vote; found when there is only one it can be.")
@click.option("--ties-round", is_flag=True, help="Announce a beacon's round that settles ties by lot, after the vote has closed.")
@click.option("--by", default=None, help="Who opens it; the introducer when left out.")
@as_of_option
@root_option
def open_verb(
    proposal: str, electorate: str | None, ties_round: bool, by: str | None, as_of: str | None, root: Path | None
) -> None:
    """Open the vote on PROPOSAL: from now on its electorate stands."""
    from folkmoot.records.value import write_instant
    from folkmoot.repository.writer import write_files

    top = the_root(root)
    course, matter = the_matter(top, proposal, as_of)
    named = _electorate(course, matter, electorate)
    entitled = _entitled(course, named)
    event: dict[str, Any] = {
        "at": write_instant(course.as_of),
        "act": "voting-opened",
        "by": by or matter.proposal.text.head.introduced_by,
        "electorate": {"kind": named.kind, "id": named.id, "digest": named.digest},
    }
    if ties_round:
        event["sources"] = [_ties(course, matter)]
    path, data = recorded(course, matter, event)
    write_files(top, {path: data}, replace=True)
    click.echo(f"{path}: the vote is open; {entitled:,} may vote, the {named.kind} {named.id}")
    rule = matter.book.decisions.get(matter.procedure.decide.rule) if matter.procedure else None
    if ties_round:
        source = event["sources"][0]
        click.echo(f"  ties are settled by round {source['round']}, which nobody knows before {_comes(source)}", err=True)
    elif rule is not None and rule.ties == "lot":
        words = "the rule settles ties by lot and none is announced, so a tie would stay open"
        click.echo(f"  {words}; before this is merged, put {path} back and open it with --ties-round", err=True)


@command.command("close")
@click.argument("proposal")
@click.option("--by", default=None, help="Who closes it; the introducer when left out.")
@origin_options
@as_of_option
@root_option
def close_verb(
    proposal: str, by: str | None, signature: str | None, file: Path | None, relays: tuple[str, ...], demonstration: bool,
    as_of: str | None, root: Path | None,
) -> None:  # fmt: skip
    """Close the vote on PROPOSAL, and record what the round gave that settles its ties."""
    from folkmoot.records.value import write_instant
    from folkmoot.repository.writer import write_files

    top = the_root(root)
    course, matter = the_matter(top, proposal, as_of)
    event: dict[str, Any] = {
        "at": write_instant(course.as_of), "act": "ballots-closed", "by": by or matter.proposal.text.head.introduced_by
    }  # fmt: skip
    recorded(course, matter, event)  # refused before a relay is asked
    opened = matter.events.get("voting-opened")
    if opened is not None and opened.sources:
        event["sources"] = [_given(course, source, Origin(signature, file, relays, demonstration)) for source in opened.sources]
    path, data = recorded(course, matter, event)
    write_files(top, {path: data}, replace=True)
    click.echo(f"{path}: the vote is closed; count it with: folkmoot tally {matter.proposal.id} --write")


def _electorate(course: "Chronicle", matter: "Matter", given: str | None) -> "ElectorateNamed":
    """The electorate that was named, or the only one it can be: a jury with this mandate, or the newest roster of members."""
    from folkmoot.records.event import ElectorateNamed
    from folkmoot.tally.electorate import electorate_digest

    if given is None:
        given = _found(course, matter)
    kind, _, name = given.partition(":")
    if kind not in ("roster", "jury") or not name:
        raise FolkmootError(f"'{given}' names no electorate", "write roster:ID or jury:ID")
    bare = ElectorateNamed(kind="roster" if kind == "roster" else "jury", id=name, digest="0" * 64)
    return bare.model_copy(update={"digest": electorate_digest(course.archive, bare)})


def _entitled(course: "Chronicle", named: "ElectorateNamed") -> int:
    """How many may vote; of a roster whose shards are kept elsewhere, as many as its manifest says."""
    from folkmoot.tally.electorate import shards_apart, voters

    roster = course.archive.roster(named.id) if named.kind == "roster" else None
    if roster is not None and shards_apart(course.archive, roster) is not None:
        return roster.manifest.head.count
    return voters(course.archive, named).count


def _found(course: "Chronicle", matter: "Matter") -> str:
    decider = matter.procedure.decide.by if matter.procedure else "members"
    if decider == "members":
        found = [f"roster:{roster.id}" for roster in course.archive.rosters]
    else:
        heads = ((jury.id, jury.call.head) for jury in course.archive.juries if jury.draw is not None)
        found = [f"jury:{name}" for name, head in heads if (head.body, head.mandate) == (decider, matter.proposal.id)]
    if len(found) == 1:
        return found[0]
    listed = f"it can be: {', '.join(found)}" if found else "freeze a roster, or draw the jury, first"
    raise FolkmootError(f"{decider} decide {matter.proposal.id}, and --electorate does not say which", listed)


def _ties(course: "Chronicle", matter: "Matter") -> dict[str, Any]:
    """The first round, on the hour, after the window of the vote: when it comes out no ballot can be cast any more."""
    from folkmoot.sortition.beacon import DEMONSTRATION, QUICKNET, round_at

    if matter.procedure is None:
        raise FolkmootError(f"the charter has no procedure for {matter.proposal.id}", "see: folkmoot check")
    chain = DEMONSTRATION if course.archive.is_demonstration else QUICKNET
    ends = course.deadline(course.as_of, matter.procedure.decide.open, matter.book)
    hour = ends.replace(minute=0, second=0, microsecond=0) + timedelta(hours=1)
    return {"kind": "beacon", "chain": chain.hash, "round": round_at(chain, hour)}


def _comes(source: dict[str, Any]) -> str:
    from folkmoot.records.value import write_instant
    from folkmoot.sortition.beacon import CHAINS, round_time

    return write_instant(round_time(CHAINS[source["chain"]], source["round"]))


def _given(course: "Chronicle", source: "SeedValue", origin: Origin) -> dict[str, Any]:
    """What an announced round gave, verified; FolkmootError as long as it has not come out."""
    from folkmoot.sortition.beacon import CHAINS, round_time

    if source.kind != "beacon" or source.chain is None or source.round is None:
        raise FolkmootError("the vote announced a source that is no beacon's round", "record what it gave in log.yml by hand")
    if source.chain in CHAINS:
        comes = round_time(CHAINS[source.chain], source.round)
        if course.as_of < comes:
            what = f"the round that settles ties comes out at {comes:%Y-%m-%dT%H:%M:%SZ}"
            raise FolkmootError(what, "wait for it; nobody knows it before")
    found = the_round(source.chain, source.round, origin)
    value = {"kind": "beacon", "chain": found.chain, "round": found.round, "signature": found.signature}
    return value | ({"previous_signature": found.previous_signature} if found.previous_signature else {})
