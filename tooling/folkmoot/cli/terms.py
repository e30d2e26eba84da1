"""`folkmoot terms`: the Terms of Service at any date, what changed in them, and whether a copy of them is stale."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from folkmoot.cli.world import as_of_option, root_option, the_course
from folkmoot.records.error import FolkmootError

if TYPE_CHECKING:
    from folkmoot.procedure.chronicle import Chronicle
    from folkmoot.procedure.terms import Edition


@click.command("terms")
@click.option("--redline", "is_redline", is_flag=True, help="Print what changed last, and what is decided to change next.")
@click.option("--history", "is_history", is_flag=True, help="List every version with its digest and decision, the newest first.")
@click.option("--write", "target", type=click.Path(path_type=Path, dir_okay=False), default=None, metavar="FILE",
              help="Write the annex to FILE, or put it in the place of the copy that stands in FILE.")  # fmt: skip
@click.option("--compare", "copy", type=click.Path(path_type=Path, dir_okay=False, exists=True), default=None, metavar="FILE",
              help="Say whether the copy in FILE is the annex in force; exit 1 when it is not.")  # fmt: skip
@click.option("--format", "form", type=click.Choice(("text", "json")), default="text", help="How to print it.")
@as_of_option
@root_option
def command(
    is_redline: bool, is_history: bool, target: Path | None, copy: Path | None, form: str, as_of: str | None, root: Path | None
) -> None:
    """Print the Terms of Service in force, byte for byte: `folkmoot terms | sha256sum` is their digest.

    They are the clauses of the charter that are marked for them, in the words that were decided.
    """
    from folkmoot.procedure.terms import editions

    if sum((is_redline, is_history, target is not None, copy is not None)) > 1:
        raise FolkmootError("--redline, --history, --write and --compare are four questions", "ask one of them at a time")
    course = the_course(root, as_of)
    held = editions(course)
    if copy is not None:
        _compare(course, held, copy, form)
    elif target is not None:
        _write(_in_force(course, held), target)
    elif is_redline:
        _redline(course, held)
    elif form == "json":
        _print_json(_facts(course, held))
    elif is_history:
        click.echo("\n".join(_history(course, held)) or "No clause was ever part of the Terms of Service.")
    else:
        click.echo(_in_force(course, held).annex.text.decode(), nl=False)


def _in_force(course: "Chronicle", held: tuple["Edition", ...]) -> "Edition":
    from folkmoot.procedure.terms import in_force

    found = in_force(course, held)
    if found is None:
        day = course.as_of.astimezone(course.zone).date()
        raise FolkmootError(f"on {day} no clause of the charter is part of the Terms of Service", "mark clauses with `tos: true`")
    return found


def _write(now: "Edition", target: Path) -> None:
    """Write the annex; what stands around a copy in the file stays."""
    from folkmoot.repository.writer import write_files
    from folkmoot.rulebook.terms import CLOSING, OPENING

    text = now.annex.text
    if target.exists():
        before = target.read_bytes().replace(b"\r\n", b"\n")
        start, end = before.find(OPENING.encode()), before.find(CLOSING.encode())
        if start < 0 or (start and before[start - 1 : start] != b"\n"):
            raise FolkmootError(f"{target} exists and shows no Terms of Service", "name another file, or remove it first")
        rest = before[end + len(CLOSING) + 1 :] if end > start else b""
        text = before[:start] + text + rest
    write_files(target.parent, {target.name: text}, replace=True)
    click.echo(f"wrote {target}: in force since {now.annex.since}, sha256 {now.annex.digest}")


def _compare(course: "Chronicle", held: tuple["Edition", ...], path: Path, form: str) -> None:
    from folkmoot.procedure.terms import standing
    from folkmoot.rulebook.terms import copies_in

    now = _in_force(course, held)
    copies = [copy for _, copy in copies_in(path.read_bytes())]
    if not copies:
        raise FolkmootError(f"{path} shows no Terms of Service that a machine can find", f"write them with: folkmoot terms --write {path}")
    found = [standing(course, copy, held) for copy in copies]
    is_stale = any(copy != now.annex.text for copy in copies)
    if form == "json":
        _print_json([{"holds": not each.words, "said": each.words, "clauses": list(each.clauses)} for each in found])
    elif is_stale:
        click.echo("\n".join(f"{path}: {each.words}" for each in found if each.words))
        click.echo(f"  mend: folkmoot terms --write {path}")
    else:
        click.echo(f"{path}: these are the Terms of Service in force since {now.annex.since}, sha256 {now.annex.digest}")
    if is_stale:
        raise SystemExit(1)


def _redline(course: "Chronicle", held: tuple["Edition", ...]) -> None:
    from folkmoot.cli.charter_words import line_width, painted, strong
    from folkmoot.procedure.terms import coming
    from folkmoot.rulebook.redline_text import as_text
    from folkmoot.rulebook.terms import redline

    now = _in_force(course, held)
    for each in (now, *coming(course, held)):
        before = held[held.index(each) - 1].annex if held.index(each) else None
        when = f"In force since {each.annex.since}" if each is now else f"Decided, in force from {each.annex.since}"
        click.echo(strong(f"{when}: {each.proposal}"))
        click.echo(as_text((redline(before, each.annex),), line_width(), painted))


def _history(course: "Chronicle", held: tuple["Edition", ...]) -> list[str]:
    lines = []
    for each in reversed(held):
        later = " (not in force yet)" if each.since > course.as_of else ""
        how = f"decided by {each.proposal}" if each.decision else f"an article of {each.proposal} came to its last day"
        lines += [f"{each.annex.since}{later}  sha256 {each.annex.digest}", f"  {how}; {', '.join(each.changed) or 'the order'} changed"]
    return lines


def _facts(course: "Chronicle", held: tuple["Edition", ...]) -> dict[str, Any]:
    from folkmoot.procedure.terms import in_force

    now = in_force(course, held)
    return {
        "in_force": now.annex.digest if now else None,
        "notice": course.charter.book.terms.notice.words if course.charter.book.terms else None,
        "editions": [edition_data(each) for each in held],
    }


def edition_data(each: "Edition") -> dict[str, Any]:
    """One version as plain values."""
    return {
        "since": each.annex.since.isoformat(),
        "digest": each.annex.digest,
        "proposal": each.proposal,
        "changed": list(each.changed),
        "clauses": [{"id": part.clause.id, "title": part.clause.title, "path": part.path, "text": part.words} for part in each.annex.parts],
    }


def _print_json(value: Any) -> None:
    from folkmoot.formats.canonical import write_json

    click.echo(write_json(value).decode(), nl=False)
