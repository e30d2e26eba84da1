"""`folkmoot tally`: count the ballots of a proposal or of a published election, tell the count, and write the decision."""

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from folkmoot.cli.world import as_of_option, root_option, the_archive, the_instant, the_root
from folkmoot.records.error import FolkmootError

if TYPE_CHECKING:
    from folkmoot.cli.tally_size import Asked
    from folkmoot.records.deliberation import AnyTally
    from folkmoot.records.reading import Reading
    from folkmoot.tally.decision import Recount

FOLDER = click.Path(path_type=Path, exists=True, file_okay=False)


@click.command("tally")
@click.argument("proposal", required=False)
@click.option("--vector", type=click.Path(path_type=Path, exists=True, dir_okay=False), help="Count a published election file instead.")
@click.option("--seats", type=click.IntRange(min=1), help="With --vector: how many are elected, where the file does not say.")
@click.option("--explain", is_flag=True, help="Tell the count round by round, with the pairs compared and the ties used.")
@click.option("--sensitivity", is_flag=True, help="Count again under other readings of the rule; not binding.")
@click.option("--write", is_flag=True, help="Write decision.md; with --engine, ballots.json too.")
@click.option("--engine", type=click.Choice(("plain", "duckdb", "spark")), help="Count packed ballots beside a roster in shards.")
@click.option("--ballots", type=FOLDER, default=None, help="With --engine: the folder of `folkmoot ballots pack --shards`.")
@click.option("--shards", type=FOLDER, default=None, help="With --engine: the folder of the roster's shards, where they are not in Git.")
@click.option("--master", default=None, metavar="URL", help="With --engine spark: the address of a cluster, such as spark://host:7077.")
@click.option("--receipt", type=click.Path(path_type=Path, dir_okay=False), help="With --engine: write which engine counted what.")
@click.option("--format", "form", type=click.Choice(("text", "json")), default="text")
@as_of_option
@root_option
def command(
    proposal: str | None, vector: Path | None, seats: int | None, explain: bool, sensitivity: bool, write: bool, engine: str | None,
    ballots: Path | None, shards: Path | None, master: str | None, receipt: Path | None, form: str, as_of: str | None, root: Path | None,
) -> None:  # fmt: skip
    """Count the ballots of PROPOSAL under the rules that were in force when it opened.

    With --engine, count ballots too many for a file each: those that `folkmoot ballots pack --shards` wrote, beside the shards of the
    roster. The outcome is the same as from single files. --write then keeps the counts in ballots.json, and a later count with --engine
    says whether they are those of the ballots.
    """
    if engine is None and (ballots or shards or master or receipt):
        raise FolkmootError("--ballots, --shards, --master and --receipt belong to a count by an engine", "add --engine duckdb")
    if (proposal is None) == (vector is None):
        raise FolkmootError("it is not clear what to count", "name a proposal, or a file: folkmoot tally --vector FILE.json")
    if vector is not None:
        if write:
            raise FolkmootError("a published election has no decision to write", "leave --write away")
        _election(vector, seats, explain, sensitivity, form)
        return
    if seats is not None:
        raise FolkmootError("the charter says how many are elected", "give --seats only with --vector")
    if engine is not None:
        from folkmoot.cli.tally_size import Asked

        _at_size(str(proposal), Asked(engine, ballots, shards, master, receipt), explain, sensitivity, write, form, as_of, root)
        return
    _proposal(str(proposal), explain, sensitivity, write, form, as_of, root)


def _at_size(
    name: str, asked: "Asked", explain: bool, sensitivity: bool, write: bool, form: str, as_of: str | None, root: Path | None
) -> None:  # fmt: skip
    from folkmoot.cli.tally_size import confirmed, count_at_size, kept

    if sensitivity:
        raise FolkmootError("other readings of the rule are not counted by an engine", "leave --sensitivity away")
    top = the_root(root)
    sized = count_at_size(top, name, asked, as_of)
    count = sized.count
    undecided = count.tally.outcome is None and explain and not write
    _show(_head(count, undecided), count, count.tally, explain, None, form)
    if write:
        kept(top, sized)
    elif not confirmed(sized):
        raise SystemExit(1)


def _proposal(name: str, explain: bool, sensitivity: bool, write: bool, form: str, as_of: str | None, root: Path | None) -> None:
    top = the_root(root)
    archive = the_archive(top, judging=True)
    from folkmoot.procedure.chronicle import chronicle  # while signatures are judged
    from folkmoot.tally.decision import recount
    from folkmoot.tally.sensitivity import sensitivity as read_again

    name = name.removeprefix("proposals/").strip("/")
    found = archive.proposal(name)
    if found is None:
        raise FolkmootError(f"there is no proposal '{name}'", "see proposals/, and: folkmoot check")
    count = recount(archive, found, chronicle(archive, the_instant(as_of)).matters[name].book)
    readings = read_again(count.rule_name, count.rule, count.book, count.profile, count.circumstances) if sensitivity else None
    undecided = count.tally.outcome is None and (explain or sensitivity) and not write
    _show(_head(count, undecided), count, count.tally, explain, readings, form)
    if write:
        _write(top, archive.files, count)
    if found.packed is not None:
        again = f"folkmoot tally {name} --engine duckdb --ballots DIR --shards DIR"
        click.echo(f"the counts are those of ballots.json; whether they are the ballots' shows: {again}", err=True)


def _head(count: "Recount", undecided: bool) -> dict[str, Any]:
    """The head of the decision; of a count that is still open, which has none, only what it is about."""
    from folkmoot.tally.decision import decision_head

    if undecided:
        return {"title": f"Open: {count.proposal.text.head.title}", "of": count.proposal.id, "rule": count.rule_name, "outcome": "open"}
    return decision_head(count)


def _election(path: Path, seats: int | None, explain: bool, sensitivity: bool, form: str) -> None:
    from folkmoot.formats.election_vector import read_election
    from folkmoot.rulebook.book import RuleBook
    from folkmoot.tally.case import rule_of, vote_of
    from folkmoot.tally.methods import METHODS
    from folkmoot.tally.sensitivity import sensitivity as read_again

    try:
        case = read_election(path.read_bytes())
        case = replace(case, seats=seats or case.seats)
        rule, book, (profile, around) = rule_of(case), RuleBook(), vote_of(case)
        tally = METHODS[rule.method].count(case.id, rule, book, profile, around)
        readings = read_again(case.id, rule, book, profile, around) if sensitivity else None
    except ValueError as error:
        raise FolkmootError(f"{path} cannot be counted: {error}", "see: folkmoot conform --help") from None
    head = {"title": case.id or path.stem, "rule": rule.method, "outcome": str(tally.outcome or "open")}
    _show(head, None, tally, explain, readings, form)


def _show(
    head: Mapping[str, Any], count: "Recount | None", tally: "AnyTally", explain: bool, readings: "tuple[Reading, ...] | None", form: str
) -> None:
    from folkmoot.cli.tally_words import data_of, data_of_readings, told, told_readings
    from folkmoot.formats.canonical import write_json

    if form == "json":
        more = data_of(tally) if explain else {}
        other = {"sensitivity": data_of_readings(readings)} if readings is not None else {}
        click.echo(write_json({**head, "steps": list(tally.steps), **more, **other}).decode(), nl=False)
        return
    click.echo(f"{head['title']}\n")
    for place, step in enumerate(tally.steps, start=1):
        click.echo(f"  {place}. {step}")
    for gone in count.discarded if count else ():
        click.echo(f"  not counted: {gone.whose.replace('`', '')}: {gone.words}")
    if count is not None and count.uncounted > len(count.discarded):
        click.echo(f"  not counted: {count.uncounted - len(count.discarded):,} more")
    if explain and (lines := list(told(tally))):
        click.echo("\n" + "\n".join(lines))
    if readings is not None:
        click.echo("\n" + "\n".join(told_readings(readings)))
    click.echo(f"\noutcome: {head['outcome']}")


def _write(top: Path, files: Mapping[str, bytes], count: "Recount") -> None:
    from folkmoot.repository.writer import write_files
    from folkmoot.tally.decision import decision_document

    path, data = f"{count.proposal.folder}/decision.md", decision_document(count)
    if path in files and files[path] != data:
        raise FolkmootError(
            f"{path} exists and says something else", "delete it first if it is wrong; a published decision is only corrected"
        )
    write_files(top, {path: data}, replace=True)
    click.echo(f"{path} is written", err=True)
