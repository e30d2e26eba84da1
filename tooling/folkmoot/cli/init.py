"""`folkmoot init`: begin a co-op's repository after a model of the library."""

import re
import secrets
import unicodedata
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import click

from folkmoot.cli.models import the_model
from folkmoot.cli.world import as_of_option, the_instant
from folkmoot.formats.library import DEFAULT
from folkmoot.records.error import FolkmootError

if TYPE_CHECKING:
    from folkmoot.formats.beginning import Beginning
    from folkmoot.records.archive import Model

_FOUNDERS = 5
_MONTHS = 12
"""How long what is there for the beginning only lasts."""
_FEWEST, _MOST = 3, 5000
_MARKS = frozenset(" .,'’&()+-!/")
_ID = re.compile(r"[a-z0-9]+([.-][a-z0-9]+)*")
_KEPT = ("class", "key")
"""The columns of a founders' list that the roster keeps where the list has them."""
Rows = tuple[tuple[str, ...], ...]


@click.command("init")
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path, file_okay=False))
@click.option("--model", "name", default=DEFAULT, show_default=True, help="A model of the library; see: folkmoot models.")
@click.option("--name", "called", default=None, help="What the co-op is called; made from DIR when left out.")
@click.option("--id", "identity", default=None, help="Its name on the web, such as brook.example; made from its name when left out.")
@click.option("--zone", default="UTC", show_default=True, help="The IANA time zone that its deadlines are counted in.")
@click.option(
    "--founders", default=str(_FOUNDERS), metavar="FILE|N", show_default=True,
    help="A private CSV with a column 'entry' (and 'key', 'class'), or how many tokens to make up.",
)  # fmt: skip
@as_of_option
def command(folder: Path, name: str, called: str | None, identity: str | None, zone: str, founders: str, as_of: str | None) -> None:
    """Write into DIR, which must be empty, the repository of a new co-op that will live by a model.

    Its charter is a proposal at first: the founders read it, change it, and adopt it by a vote of their own.
    """
    from folkmoot.formats.beginning import begin

    model = the_model(name)
    _refuse_full(folder)
    title = _title(called, folder)
    said = _beginning(model, title, _identity(identity, title), zone, founders, as_of)
    try:
        files = begin(model, said)
    except ValueError as error:
        raise FolkmootError(f"the founders make no roster: {error}", "give a column 'entry' with a token a founder, each once") from None
    _write(folder, files)
    _tell(folder, model, said, len(files), founders.isdigit())


def _refuse_full(folder: Path) -> None:
    if folder.is_dir() and any(folder.iterdir()):
        raise FolkmootError(f"{folder} is not empty", "name a folder that is empty or does not exist")


def _title(called: str | None, folder: Path) -> str:
    title = " ".join((called or folder.absolute().name.replace("-", " ").replace("_", " ").title()).split())
    odd = next((mark for mark in title if mark not in _MARKS and unicodedata.category(mark)[0] not in "LMN"), "")
    if odd or not title or len(title) > 80:
        what = f"'{title}' has the mark '{odd}'" if odd else "the name is empty or longer than 80 letters"
        raise FolkmootError(what, "give one with --name, in letters, digits, spaces and marks such as . , ' & ( ) -")
    return title


def _identity(given: str | None, title: str) -> str:
    if given is None:
        plain = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode().lower()
        given = f"{re.sub(r'[^a-z0-9]+', '-', plain).strip('-') or 'co-op'}.example"
    if not _ID.fullmatch(given) or len(given) > 100:
        raise FolkmootError(f"'{given}' is no id of a co-op", "write it like a name on the web, such as brook.example")
    return given


def _beginning(model: "Model", title: str, identity: str, zone: str, founders: str, as_of: str | None) -> "Beginning":
    from folkmoot.formats.beginning import Beginning
    from folkmoot.procedure.calendar import add_days, zone_named
    from folkmoot.records.value import Span

    place = zone_named(zone)
    if place is None:
        raise FolkmootError(f"'{zone}' is no time zone of the IANA database", "write a name such as Europe/Lisbon or UTC")
    first = _day(the_instant(as_of), place, as_of)
    classes = model.head.parameters.membership.classes if model.head.parameters and model.head.parameters.membership else {}
    is_capped = any(one.class_cap is not None for one in classes.values())
    columns, rows = _founders(founders, next(iter(classes), "") if is_capped else "")
    if not _FEWEST <= len(rows) <= _MOST:
        raise FolkmootError(f"{len(rows):,} founders are named", f"a co-op is begun by {_FEWEST} at the least and {_MOST:,} at the most")
    months = tuple(add_days(first, Span(number, "m")) for number in range(1, _MONTHS + 1))
    return Beginning(identity, title, zone, first, months, columns, rows)


def _day(instant: datetime, zone: ZoneInfo, as_of: str | None) -> date:
    """The day in the co-op's zone; a bare day that was given is that day everywhere."""
    return instant.date() if as_of is not None and "T" not in as_of else instant.astimezone(zone).date()


def _founders(given: str, first_class: str) -> tuple[tuple[str, ...], Rows]:
    """The columns and the rows of the founders' roster; with `first_class`, a class stands beside each."""
    if given.isdigit() and len(given) < 6:
        names: set[str] = set()
        while len(names) < min(int(given), _MOST + 1):
            names.add(f"m-{secrets.token_hex(3)}")
        return ("entry", *(("class",) if first_class else ())), tuple((name, *filter(None, (first_class,))) for name in sorted(names))
    return _listed(Path(given), first_class)


def _listed(path: Path, first_class: str) -> tuple[tuple[str, ...], Rows]:
    from folkmoot.cli.roster_list import Asked, derive

    if not path.is_file():
        raise FolkmootError(f"there is no file {path}", "give a CSV file with a column 'entry', or how many founders there are")
    header = path.read_text(encoding="utf-8-sig", errors="replace").partition("\n")[0].strip().split(",")
    kept = tuple(column for column in _KEPT if column in header)
    if first_class and "class" not in kept:
        raise FolkmootError(f"{path} has no column 'class', and this model caps classes", f"add it, such as: {first_class}")
    derived = derive(path, Asked(kept, frozenset(_KEPT)))
    return ("entry", *kept), tuple(tuple(line.decode().split(",")) for line in derived.lines)


def _write(folder: Path, files: dict[str, bytes]) -> None:
    from folkmoot.repository.writer import write_files

    write_files(folder.absolute(), files)


def _tell(folder: Path, model: "Model", said: "Beginning", count: int, is_made_up: bool) -> None:
    click.echo(f"{folder}: {count} files; {said.name} begins after the model '{model.head.title}'")
    if is_made_up:
        click.echo(f"The founders' tokens: {', '.join(said.tokens)}")
        click.echo("  Give each founder one, and keep outside this repository who has which.")
    click.echo("What comes next:")
    click.echo(f"  cd {folder} && git init -b main")
    click.echo(f'  git add -A && git commit -m "{said.name} begins"')
    click.echo("  folkmoot check")
    click.echo(f"Then read proposals/{said.genesis}/ and change what does not fit you; README.md goes on from there.")
    click.echo(f"What is there for the beginning only ends on {said.last}.")
