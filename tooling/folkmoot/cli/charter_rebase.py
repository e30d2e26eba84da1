"""`folkmoot charter rebase`: bring a decision together with one that changed other clauses of the same text meanwhile."""

from pathlib import Path

import click

from folkmoot.cli.world import as_of_option, root_option, the_archive, the_instant, the_root
from folkmoot.records.error import FolkmootError


@click.command("rebase")
@click.argument("proposal")
@as_of_option
@root_option
def rebase(proposal: str, as_of: str | None, root: Path | None) -> None:
    """Merge the text of PROPOSAL, clause by clause, with what was decided since it was written.

    The merge is written below its `rebased/` as a record that `check` makes again. Where both decisions touch the same
    clause there is no merge: members decide again.
    """
    from folkmoot.procedure.charter import changed_files, rebased_path
    from folkmoot.procedure.chronicle import chronicle
    from folkmoot.procedure.enactment import moved_by
    from folkmoot.procedure.enactment import rebase as merged
    from folkmoot.repository.writer import write_files

    top = the_root(root)
    name = proposal.removeprefix("proposals/").strip("/")
    course = chronicle(the_archive(top), the_instant(as_of))
    matter = course.matters.get(name)
    if matter is None:
        raise FolkmootError(f"there is no proposal '{name}'", "see proposals/, and: folkmoot check")
    if name not in {version.proposal for version in course.versions}:
        raise FolkmootError(f"'{name}' is not adopted: it is {matter.status}", "an open text is revised instead")
    files: dict[str, bytes] = {}
    for path in changed_files(course.archive, matter.proposal):
        again = merged(course, matter.proposal, path)
        if again is not None and again.overlaps:
            what = f"'{name}' and '{moved_by(course, matter.proposal, path)}' both change {', '.join(again.overlaps)} of {path}"
            raise FolkmootError(what, "decide again, on the text that stands there now")
        if again is not None and again.data != course.archive.files[f"{matter.proposal.folder}/changes/{path}"]:
            files[rebased_path(matter.proposal, path)] = again.data
    if not files:
        raise FolkmootError(f"nothing that '{name}' changes was changed since it was written", f"carry it out: folkmoot enact {name}")
    write_files(top, files)
    for path in files:
        click.echo(f"{path} is the merge")
