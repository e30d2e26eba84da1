"""`folkmoot roster generate`: a test roster of any size, behind whose entries nobody stands."""

import re
from pathlib import Path
from typing import TYPE_CHECKING

import click

from folkmoot.records.error import FolkmootError
from folkmoot.records.value import SLUG, parse_day

if TYPE_CHECKING:
    from folkmoot.engine.generated import Recipe
    from folkmoot.engine.shards import Shards

_SHARE = re.compile(r'([^,":=\x00-\x1f]+):([1-9][0-9]{0,2})')
_LARGEST = 1_000_000_000


@click.command("generate")
@click.option("--size", type=click.IntRange(1, _LARGEST), required=True, help="How many entries.")
@click.option("--column", "columns", multiple=True, metavar="NAME=VALUE:SHARE,...", help="A column, such as region=north:3,south:1.")
@click.option("--out", type=click.Path(path_type=Path, file_okay=False), default=None, help="The folder; named as the id when left out.")
@click.option("--id", "name", default=None, help="The roster's id; generated-SIZE when left out.")
@click.option("--seed", default="folkmoot test roster", show_default=True, help="Any text; each gives other entries.")
@click.option("--day", default="2026-01-01", show_default=True, metavar="DAY", help="The day the roster says it speaks of.")
@click.option("--workers", type=click.IntRange(1, 64), default=None, help="How many processes; one a core when left out.")
def generate(size: int, columns: tuple[str, ...], out: Path | None, name: str | None, seed: str, day: str, workers: int | None) -> None:
    """Write a test roster of SIZE entries, for rehearsals and measurements: the same options give the same bytes everywhere.

    Up to 1,000,000 entries stand in entries.csv, more in shards. A run that was stopped goes on with the same options.
    """
    from folkmoot.cli.progress_bar import progress_bar
    from folkmoot.engine import generated
    from folkmoot.engine.workers import usual_workers

    name = name or f"generated-{size}"
    if not re.fullmatch(SLUG, name):
        raise FolkmootError(f"'{name}' is no id for a roster", "use lower-case letters, digits and hyphens, like rehearsal-2026")
    try:
        parse_day(day)
    except ValueError:
        raise FolkmootError(f"'{day}' is not a day", "write year, month and day, like 2026-03-01") from None
    recipe = generated.Recipe(size, seed, tuple(map(_column, columns)))
    _check(recipe)
    folder = out or Path(name)
    with progress_bar() as progress:
        made = generated.generate(
            recipe, folder, workers=workers or usual_workers(), progress=progress,
            also=lambda shards: {"roster.md": _manifest(recipe, shards, name, day)},
        )  # fmt: skip
    click.echo(f"{folder}: {size:,} generated entries for tests in {_files(made)}, sha256 {made.digest}")


def _column(text: str) -> tuple[str, tuple[tuple[str, int], ...]]:
    name, equals, rest = text.partition("=")
    shares = [_SHARE.fullmatch(share) for share in rest.split(",")]
    mend = "write NAME=VALUE:SHARE,..., such as --column region=north:3,south:1; a share is a number from 1 to 999"
    if not equals or not re.fullmatch(SLUG, name) or name == "entry" or None in shares:
        raise FolkmootError(f"'{text}' is not a column with the shares of its values", mend)
    values = tuple((share[1], int(share[2])) for share in shares if share is not None)
    if len({value for value, _ in values}) < len(values):
        raise FolkmootError(f"'{text}' names a value twice", mend)
    return name, values


def _check(recipe: "Recipe") -> None:
    from folkmoot.engine.generated import MOST_CELLS

    if len(set(recipe.names)) < len(recipe.names):
        raise FolkmootError("two columns have the same name", "rename or remove one of them")
    if not recipe.seed.isprintable():
        raise FolkmootError("the seed holds marks that cannot be shown", "give a seed of letters, digits and spaces")
    if recipe.period > MOST_CELLS:
        what = f"the shares of all columns together give {recipe.period:,} combinations; {MOST_CELLS:,} are made at most"
        raise FolkmootError(what, "give fewer columns or smaller shares")


def _files(made: "Shards") -> str:
    return f"{len(made.sums):,} shards" if made.digits else "entries.csv"


def _manifest(recipe: "Recipe", made: "Shards", name: str, day: str) -> bytes:
    """The roster.md of a generated roster, which says so in every place that somebody could look at."""
    from folkmoot.formats.canonical import write_document
    from folkmoot.formats.shards import SUMS

    head: dict[str, object] = {
        "id": name,
        "type": "roster",
        "title": f"Generated test roster of {recipe.size:,} entries",
        "summary": "A demonstration: these entries were generated, and nobody stands behind them.",
        "as_of": day,
        "rules_at": day,
        "count": recipe.size,
        "columns": list(recipe.names),
        "digest": made.digest,
        **({"strata": recipe.strata} if recipe.columns else {}),
        "storage": "public",
    }
    columns = "".join(
        f" --column '{column}={','.join(f'{value}:{share}' for value, share in shares)}'" for column, shares in recipe.columns
    )
    check = f"    sha256sum -c {SUMS}\n    sha256sum {SUMS}\n" if made.digits else "    sha256sum entries.csv\n"
    seed = recipe.seed.replace("'", "'\\''")
    body = (
        "\nThis is a generated test roster, for rehearsals and measurements. Nobody stands behind its entries, and no draw or vote over\n"
        "it binds anybody. Make the same bytes yourself:\n"
        f"\n    folkmoot roster generate --size {recipe.size}{columns} --seed '{seed}' --id {name} --day {day}\n"
        f"\nCheck the entries and the digest in this folder:\n\n{check}"
    )
    return write_document(head, body)
