"""`folkmoot tally`: count the ballots of a proposal, and write the decision."""

from pathlib import Path

import click

from folkmoot.cli.world import as_of_option, root_option, the_archive, the_instant, the_root
from folkmoot.records.error import FolkmootError


@click.command("tally")
@click.argument("proposal")
@click.option("--write", is_flag=True, help="Write decision.md.")
@click.option("--format", "form", type=click.Choice(("text", "json")), default="text")
@as_of_option
@root_option
def command(proposal: str, write: bool, form: str, as_of: str | None, root: Path | None) -> None:
    """Count the ballots of PROPOSAL under the rules that were in force when it opened."""
    from folkmoot.formats.canonical import write_json
    from folkmoot.procedure.chronicle import chronicle
    from folkmoot.repository.writer import write_files
    from folkmoot.tally.decision import decision_document, decision_head, recount

    top = the_root(root)
    archive = the_archive(top)
    name = proposal.removeprefix("proposals/").strip("/")
    found = archive.proposal(name)
    if found is None:
        raise FolkmootError(f"there is no proposal '{name}'", "see proposals/, and: folkmoot check")
    matter = chronicle(archive, the_instant(as_of)).matters[name]
    count = recount(archive, found, matter.book)
    head = decision_head(count)
    if form == "json":
        click.echo(write_json({**head, "steps": list(count.tally.steps)}).decode(), nl=False)
    else:
        click.echo(f"{head['title']}\n")
        for place, step in enumerate(count.tally.steps, start=1):
            click.echo(f"  {place}. {step}")
        for gone in count.discarded:
            click.echo(f"  not counted: {gone.ballot.voter}, number {gone.ballot.sequence}: {gone.words}")
        click.echo(f"\noutcome: {head['outcome']}")
    path = f"{found.folder}/decision.md"
    data = decision_document(count)
    if write:
        if path in archive.files and archive.files[path] != data:
            raise FolkmootError(
                f"{path} exists and says something else", "delete it first if it is wrong; a published decision is only corrected"
            )
        write_files(top, {path: data}, replace=True)
        click.echo(f"{path} is written", err=True)
