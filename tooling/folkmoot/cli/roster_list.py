"""From a registrar's private list to the entries of a roster: the same steps when it is frozen and when a clerk derives it again."""

import re
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import click

from folkmoot.records.error import FolkmootError
from folkmoot.records.value import SLUG, TOKEN
from folkmoot.rulebook.equal_chance import told

if TYPE_CHECKING:
    from folkmoot.formats.cells import Cell
    from folkmoot.formats.members import Members, Wanted

TELLING = frozenset({
    "address", "birthday", "birthdate", "city", "dob", "email", "e-mail", "family", "firstname", "first-name", "forename", "full-name",
    "iban", "last-name", "lastname", "mail", "member", "mobile", "name", "phone", "secret", "street", "surname", "telephone", "username",
})  # fmt: skip
"""Names of columns that tell who somebody is."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked of a list."""

    columns: tuple[str, ...]
    """The columns of the roster in their order, without `entry`."""
    uncounted: frozenset[str] = frozenset({"key"})
    """Those among them whose values are not counted."""
    leave_out: tuple[tuple[str, str, str], ...] = ()
    merge: bool = False
    cross: bool = False
    least: int = 5
    sealed: tuple[str, str] | None = None
    """Of a sealed roster: the co-op's id and the roster's."""
    secrets: Path | None = None
    alumni: frozenset[str] | None = None
    """Those who alone are kept, because they have sat in a body."""

    @property
    def counted(self) -> tuple[str, ...]:
        """The columns whose values are counted."""
        return tuple(column for column in self.columns if column not in self.uncounted)


@dataclass(frozen=True, slots=True)
class Derived:
    """The entries that a list gives, and what is published of them as counts."""

    lines: list[bytes]
    """Rows, sorted; empty where they are too many to hold and were written already."""
    strata: dict[str, dict[str, int]]
    excluded: dict[str, int]
    rewritten: dict[tuple[str, str], int]
    """How many people's value was withheld, by column and value."""
    count: int
    """How many entries there are."""


def list_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add the options that say how a list becomes entries; a clerk who derives them again gives the same."""
    for option in (
        click.option("--cross", is_flag=True, help="Look at combinations of the kept columns too, not only at each column."),
        click.option("--merge", is_flag=True, help="Write 'withheld' for values that too few people share."),
        click.option("--min-cell", "least", type=click.IntRange(1), default=5, show_default=True, help="How many must share a value."),
        click.option("--alumni", default=None, metavar="BODY", help="Keep only those who have sat in this body by the roster's day."),
        click.option("--exclude", "excluded", multiple=True, metavar="COLUMN=VALUE:REASON", help="Leave out rows, counted by reason."),
        click.option(
            "--secrets", type=click.Path(path_type=Path, exists=True, dir_okay=False), default=None,
            help="A file with the columns member and secret, when the list itself has no column 'secret'.",
        ),
    ):  # fmt: skip
        command = option(command)
    return command


def derive(path: Path, asked: Asked) -> Derived:
    """Read a private list and make the rows of the roster; FolkmootError says what is wrong and on which line."""
    check_columns(asked)
    found, secrets = _members(path, asked)
    counts = Counter(found.cells)
    merged = merged_cells(path, counts, asked)
    lines = _lines(found, merged, asked) if asked.sealed is None else _sealed_lines(path, found, merged, asked, secrets)
    lines.sort()  # whole lines sort as their entries do: the comma lies below every mark of an entry
    return summed(lines, counts, merged, found.excluded, asked)


def summed(
    lines: list[bytes], counts: Counter["Cell"], merged: dict["Cell", "Cell"], excluded: Counter[str], asked: Asked
) -> Derived:  # fmt: skip
    """The entries with what is published of them as counts."""
    from folkmoot.formats.cells import rewritten, strata

    after = Counter[tuple[str, ...]]()
    for cell, count in counts.items():
        after[merged[cell]] += count
    return Derived(
        lines, strata(after, asked.counted), dict(sorted(excluded.items())), rewritten(counts, merged, asked.counted), counts.total()
    )  # fmt: skip


def merged_cells(path: Path, counts: Counter["Cell"], asked: Asked) -> dict["Cell", "Cell"]:
    """What is written for each combination of values; FolkmootError where too few share one and none is to be withheld."""
    from folkmoot.formats.cells import merge_cells

    if asked.merge:
        try:
            return dict(merge_cells(counts, asked.least, cross=asked.cross))
        except ValueError as error:
            raise FolkmootError(f"{path}: {error}, and {asked.least} must share a value", "freeze it without --column") from None
    _refuse_small(path, counts, asked)
    return {cell: cell for cell in counts}


def those_who_sat(top: Path, body: str | None, day: date, *, sealed: bool) -> frozenset[str] | None:
    """Those who have had a seat of a body by the end of a day; None when no body is asked for."""
    from folkmoot.procedure.calendar import end_of, zone_named
    from folkmoot.procedure.chronicle import chronicle
    from folkmoot.procedure.seats import alumni, tenures
    from folkmoot.repository.reader import read_work_tree

    if body is None:
        return None
    if sealed:
        what = "a sealed roster has other entries than the seats of a body, so nobody can see who sat there"
        raise FolkmootError(what, "freeze a public roster, or give the list itself a column and use --exclude")
    archive = read_work_tree(top)
    zone = zone_named(archive.coop.zone) if archive.coop else None
    course = chronicle(archive, end_of(day, zone or ZoneInfo("UTC")))
    sat = alumni(tenures(course), body, course.as_of)
    if not sat:
        raise FolkmootError(f"nobody has sat in '{body}' by {day}", "name a body as the charter spells it: folkmoot seats")
    return sat


def read_rules(texts: tuple[str, ...]) -> tuple[tuple[str, str, str], ...]:
    """Read exclusions, `COLUMN=VALUE:REASON`."""
    return tuple(map(_rule, texts))


def _rule(text: str) -> tuple[str, str, str]:
    column, equals, rest = text.partition("=")
    value, colon, reason = rest.rpartition(":")
    if not (equals and colon and column and re.fullmatch(SLUG, reason)):
        mend = "write COLUMN=VALUE:REASON, such as --exclude status=suspended:suspended; a reason is written like an id"
        raise FolkmootError(f"'{text}' is not an exclusion", mend)
    return column, value, reason


def check_columns(asked: Asked) -> None:
    """FolkmootError for columns that a roster must not have."""
    for place, column in enumerate(asked.columns):
        if column == "entry" or column in asked.columns[:place]:
            raise FolkmootError(f"the column '{column}' is asked for twice", "name each column once; 'entry' is always there")
        if not re.fullmatch(SLUG, column):
            raise FolkmootError(f"'{column}' is no name for a column", "use lower-case letters, digits and hyphens")
        if column in TELLING:
            raise FolkmootError(f"the column '{column}' tells who somebody is", "leave it out; what Git has once held stays public")
        if word := told(column):
            mend = "leave it out: every member has the same chance to be drawn, and what they want to be told of stays in the private list"
            raise FolkmootError(f"the column '{column}' records {word}, and a roster must not", mend)
    for rule in asked.leave_out:
        if word := next(filter(None, map(told, rule)), ""):
            mend = "leave that --exclude out: members are left out for a role they hold, never for what they do or think"
            raise FolkmootError(f"'{rule[0]}={rule[1]}:{rule[2]}' leaves members out by {word}", mend)
    if asked.sealed is not None and "key" in asked.columns:
        mend = "leave the column 'key' out, or freeze a public roster"
        raise FolkmootError("a key is the same in every roster, and a sealed roster shall not tell who is in another", mend)


def _members(path: Path, asked: Asked) -> tuple["Members", dict[str, str]]:
    """Read the list, and the secrets that stand in a file of their own."""
    found = read_list(path, wanted_of(asked))
    return found, read_secrets(asked.secrets) if asked.sealed is not None and asked.secrets is not None else {}


def wanted_of(asked: Asked) -> "Wanted":
    """What is read of the list."""
    from folkmoot.formats.members import Wanted
    from folkmoot.trust.commitment import MEMBER

    further = tuple(column for column in asked.columns if column in asked.uncounted)
    name, pattern = ("entry", TOKEN) if asked.sealed is None else ("member", MEMBER)
    own = ("secret",) if asked.sealed is not None and asked.secrets is None else ()
    only = ("never-sat", asked.alumni) if asked.alumni is not None else None
    return Wanted(name, pattern, asked.counted, (*further, *own), leave_out=asked.leave_out, only=only)


def read_list(path: Path, wanted: "Wanted") -> "Members":
    """Read a private list; FolkmootError for the first fault, and when the list lies where Git would take it."""
    from folkmoot.formats.members import read_members
    from folkmoot.repository.private import refuse_exposed

    refuse_exposed(path)
    try:
        with path.open(encoding="utf-8-sig", newline="") as stream:
            found, faults = read_members(str(path), stream, wanted)
    except OSError as error:
        raise FolkmootError(f"{path} cannot be read: {error.strerror}", "see who may read it") from None
    if found is None:
        raise FolkmootError(f"{path}, line {faults[0].place.line}: {faults[0].what}", faults[0].mend)
    return found


def read_secrets(path: Path) -> dict[str, str]:
    """Read a file of secrets into secret by member number."""
    from folkmoot.formats.members import Wanted
    from folkmoot.trust.commitment import MEMBER

    found = read_list(path, Wanted("member", MEMBER, further=("secret",)))
    return dict(zip(found.names, (row[0] for row in found.further), strict=True))


def _refuse_small(path: Path, counts: Counter["Cell"], asked: Asked) -> None:
    from folkmoot.formats.cells import small_cells

    for cell, count in small_cells(counts, asked.least, cross=asked.cross):
        said = ", ".join(f"{column}: '{value}'" for column, value in zip(asked.counted, cell, strict=True) if value)
        what = (
            f"{path}: {count} {'member has' if count == 1 else 'members have'} {said}, fewer than {asked.least}; they could be recognised"
        )
        mend = "freeze it with --merge, join the value with another in the list, or leave the column out"
        raise FolkmootError(what, f"{mend} (--uncounted keeps a column such as household, --min-cell sets the least count)")


def _lines(found: "Members", merged: dict["Cell", "Cell"], asked: Asked) -> list[bytes]:
    if not found.further:
        endings = {cell: "".join(f",{value}" for value in new) for cell, new in merged.items()}
        return [(name + endings[cell]).encode() for name, cell in zip(found.names, found.cells, strict=True)]
    return [",".join((name, *values)).encode() for name, values in zip(found.names, _values(found, merged, asked), strict=True)]


def _values(found: "Members", merged: dict["Cell", "Cell"], asked: Asked) -> "list[tuple[str, ...]]":
    """Each member's values in the order of the roster's columns."""
    places, rows = value_places(asked), found.further or [()] * len(found.names)
    return [values_at(places, merged[cell], row) for cell, row in zip(found.cells, rows, strict=True)]


def value_places(asked: Asked) -> tuple[tuple[bool, int], ...]:
    """Where each column's value is found: whether among the counted ones, and at which place."""
    further = [column for column in asked.columns if column in asked.uncounted]
    return tuple(
        (True, asked.counted.index(column)) if column in asked.counted else (False, further.index(column)) for column in asked.columns
    )


def values_at(places: tuple[tuple[bool, int], ...], cell: "Cell", further: tuple[str, ...]) -> tuple[str, ...]:
    """One member's values in the order of the roster's columns."""
    return tuple(cell[place] if is_counted else further[place] for is_counted, place in places)


def _sealed_lines(path: Path, found: "Members", merged: dict["Cell", "Cell"], asked: Asked, secrets: dict[str, str]) -> list[bytes]:
    lines = []
    for place, (member, values) in enumerate(zip(found.names, _values(found, merged, asked), strict=True)):
        text = secrets.get(member, "") if asked.secrets is not None else found.further[place][-1]
        lines.append(sealed_line(path, asked, member, text, values))
    return lines


def sealed_line(path: Path, asked: Asked, member: str, text: str, values: tuple[str, ...]) -> bytes:
    """One row of a sealed roster; FolkmootError for a text that is no secret."""
    from folkmoot.trust.commitment import commit, read_secret

    assert asked.sealed is not None
    try:
        secret = read_secret(text)
    except ValueError as error:
        where = asked.secrets or path
        what = str(error) if text else "there is no secret"
        mend = f"make the missing ones: folkmoot roster secrets {path} OUT.csv"
        raise FolkmootError(f"{where}, member {member}: {what}", mend) from None
    return ",".join((commit(secret, *asked.sealed, member, values), *values)).encode()
