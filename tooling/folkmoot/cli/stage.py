"""`folkmoot stage`: the site as a folder of plain Markdown and data, for any site generator.

A generator brings its own look and its own search; the one script that pages name, the check of a draw, is in the folder.
"""

from pathlib import Path

import click

from folkmoot.cli.world import as_of_option, root_option, the_archive, the_instant, the_root
from folkmoot.records.error import FolkmootError

_OWNER = ".folkmoot-stage"
_THEME = Path(__file__).parent.parent / "publish/theme"


@click.command("stage")
@click.argument("out", type=click.Path(path_type=Path, file_okay=False))
@click.option("--at", "revision", default=None, metavar="REF", help="Stage a revision instead of the work tree.")
@click.option("--address", default="", metavar="URL", help="The address of the home page, for the links in feeds; relative when left out.")
@as_of_option
@root_option
def command(out: Path, revision: str | None, address: str, as_of: str | None, root: Path | None) -> None:
    """Write the site below OUT as plain Markdown and data; a file of an earlier run that is no longer made is removed."""
    from folkmoot.checks.registry import all_checks, run_checks
    from folkmoot.checks.verification import verify
    from folkmoot.procedure.chronicle import chronicle
    from folkmoot.publish.safety.gatekeeper import OWN_SCRIPTS, inspect_staged, refusal
    from folkmoot.publish.site import render_site

    course = chronicle(the_archive(the_root(root), revision), the_instant(as_of))
    pages = render_site(course, checks=all_checks(), findings=run_checks(course), verified=verify(course), address=address)
    pages |= {path: (_THEME / path).read_bytes() for path in OWN_SCRIPTS}
    told = refusal(inspect_staged(pages, {path: pages[path] for path in OWN_SCRIPTS}))
    if told:
        raise FolkmootError(told, "nothing was written")
    written, removed = write_tree(out, pages)
    click.echo(f"{len(pages)} files stand below {out}: {written} written, {removed} removed", err=True)


def write_tree(out: Path, pages: dict[str, bytes]) -> tuple[int, int]:
    """Write what changed and remove what an earlier run wrote and this one does not; return both counts."""
    owned = _owned(out)
    written = removed = 0
    for path, data in pages.items():
        target = out / path
        if not target.is_file() or target.read_bytes() != data:
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(data)
            written += 1
    for path in sorted(owned - pages.keys()):
        target = out / path
        if target.is_file() and target.resolve().is_relative_to(out.resolve()):
            target.unlink()
            removed += 1
    (out / _OWNER).write_text("".join(f"{path}\n" for path in sorted(pages)), encoding="utf-8")
    return written, removed


def _owned(out: Path) -> set[str]:
    """The paths an earlier run wrote; FolkmootError when the folder holds something else."""
    if not out.exists() or not any(out.iterdir()):
        return set()
    if not (out / _OWNER).is_file():
        raise FolkmootError(f"{out} is not empty and was not written by this command", "name a folder that is empty or does not exist")
    return set((out / _OWNER).read_text(encoding="utf-8").splitlines())
