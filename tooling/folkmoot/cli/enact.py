"""`folkmoot enact`: carry out what was decided, exactly that and nothing else."""

from pathlib import Path

import click

from folkmoot.cli.world import as_of_option, root_option, the_archive, the_instant, the_root
from folkmoot.formats.blob import blob_id
from folkmoot.procedure.chronicle import Chronicle
from folkmoot.records.archive import Archive
from folkmoot.records.error import FolkmootError


@click.command("enact")
@click.argument("proposal")
@click.option("--commit", "to_commit", is_flag=True, help="Make the commit 'Proposal ID: enact', with these files only.")
@as_of_option
@root_option
def command(proposal: str, to_commit: bool, as_of: str | None, root: Path | None) -> None:
    """Put the decided text of PROPOSAL into the work tree.

    All of its files or none. It is refused while the decision can be vetoed, when it was vetoed or carried out before,
    when another decision has changed the same text meanwhile, and when charter/ holds changes that are not committed.

    With --commit, author and committer are those of GIT_AUTHOR_NAME and the like, else of your Git configuration; no
    hook runs and nothing is signed.
    """
    from folkmoot.procedure.charter import decided_files
    from folkmoot.procedure.chronicle import chronicle
    from folkmoot.procedure.enactment import obstacle
    from folkmoot.repository.git import Git
    from folkmoot.repository.writer import write_files

    top = the_root(root)
    archive = the_archive(top)
    name = proposal.removeprefix("proposals/").strip("/")
    found = archive.proposal(name)
    if found is None:
        raise FolkmootError(f"there is no proposal '{name}'", "see proposals/, and: folkmoot check")
    course = chronicle(archive, the_instant(as_of))
    files = decided_files(archive, found)
    stands = obstacle(course, name, _standing(top, files))
    if stands is not None:
        raise FolkmootError(stands.what, stands.mend)
    _refuse_unproved(course, name)
    _refuse_dirty(top, archive, found.folder, files, to_commit)
    changed = {path: data for path, data in files.items() if _on_disk(top, path) != data}
    message = f"Proposal {name}: enact"
    made = Git(top).make_commit(changed, message) if to_commit else ""
    write_files(top, changed, replace=True)
    for path in sorted(changed):
        click.echo(f"{path} is what '{name}' decided")
    if made:
        Git(top).advance(made, message)
        click.echo(f"commit {made[:12]} {message}", err=True)


def _standing(root: Path, paths: dict[str, bytes]) -> dict[str, str]:
    held = {path: _on_disk(root, path) for path in paths}
    return {path: blob_id(data) for path, data in held.items() if data is not None}


def _on_disk(root: Path, path: str) -> bytes | None:
    target = root / path
    return target.read_bytes() if target.is_file() else None


def _refuse_unproved(course: Chronicle, name: str) -> None:
    """A decision is carried out only where its text and its count can be repeated."""
    from folkmoot.checks.verification import verify

    for one in verify(course):
        if one.id == name and not one.holds:
            raise FolkmootError(f"the {one.kind} of '{name}' does not hold: {one.detail}", f"see: folkmoot verify {name}")


def _refuse_dirty(root: Path, archive: Archive, folder: str, files: dict[str, bytes], to_commit: bool) -> None:
    """Refuse while the charter or the proposal holds something that is not committed, where there is Git."""
    from folkmoot.repository.git import Git
    from folkmoot.repository.reader import read_revision

    if not (root / ".git").exists():
        if to_commit:
            raise FolkmootError("this is no Git repository", "leave out --commit, or make one with: git init")
        return
    committed = read_revision(root, "HEAD", with_history=False).files
    git = Git(root)
    places = (f"{folder}/", "charter/")
    paths = {path for path in {*archive.files, *committed} if path.startswith(places)}
    known = {blob.path: blob.oid for blob in git.tree(git.commit("HEAD"), *files)}
    loose = [path for path in sorted(paths) if archive.files.get(path) != committed.get(path)]
    for path in sorted(files):
        held = _on_disk(root, path)
        if path not in loose and ("" if held is None else blob_id(held, known.get(path, ""))) != known.get(path, ""):
            loose.append(path)
    if loose:
        raise FolkmootError(f"{loose[0]} holds changes that are not committed", "commit them or take them back first")
