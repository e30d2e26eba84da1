"""`folkmoot timeline`: everything that happened to a proposal, a jury or a milestone, what was computed marked as computed."""

from pathlib import Path

import click

from folkmoot.cli.world import as_of_option, root_option, the_course


@click.command("timeline")
@click.argument("name", metavar="ID")
@click.option("--format", "form", type=click.Choice(("text", "json")), default="text")
@as_of_option
@root_option
def command(name: str, form: str, as_of: str | None, root: Path | None) -> None:
    """Tell every event of the proposal, jury or milestone ID in order, and between them what follows by computation."""
    from folkmoot.cli.status import the_id
    from folkmoot.formats.canonical import write_json
    from folkmoot.procedure.jury import sitting
    from folkmoot.procedure.ledger import Ledger
    from folkmoot.procedure.timeline import jury_timeline, matter_timeline, milestone_timeline
    from folkmoot.publish.words import instant
    from folkmoot.records.value import write_instant

    course = the_course(root, as_of)
    planned = name in course.setting.decided_at(course.as_of).milestones
    wanted = name if planned else the_id(course, name)
    jury = course.archive.jury(wanted)
    if planned:
        lines = milestone_timeline(Ledger(course), wanted)
    elif wanted in course.matters or jury is None:
        lines = matter_timeline(course, course.matters[wanted])
    else:
        lines = jury_timeline(course, sitting(course, jury))
    if form == "json":
        facts = [
            {
                "at": write_instant(line.at), "what": line.what, "by": line.by or None, "computed": line.computed,
                "note": line.note or None, "void": line.void or None, "ahead": line.at > course.as_of,
            }
            for line in lines
        ]  # fmt: skip
        click.echo(write_json(facts).decode(), nl=False)
        return
    for line in lines:
        ahead = "ahead, " if line.at > course.as_of else ""
        who = f"by {line.by}" if line.by else f"({ahead}computed)"
        note = f": {line.note}" if line.note else ""
        void = f"  VOID: {line.void}" if line.void else ""
        click.echo(f"{instant(line.at, course.zone)}  {line.what} {who}{note}{void}")
