"""`folkmoot conform`: reproduce published draws, beacon rounds, elections and bounds of lotteries from vector files."""

import json
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import click

from folkmoot.records.error import FolkmootError

Outcome = tuple[str, str | None]


@click.command("conform")
@click.argument("files", nargs=-1, required=True, metavar="FILE...", type=click.Path(path_type=Path, exists=True))
@click.option("--format", "form", type=click.Choice(("text", "json")), default="text")
def command(files: tuple[Path, ...], form: str) -> None:
    """Do published draws, elections and lotteries again, and say of each case whether it comes out the same.

    A folder stands for every .json file below it.
    """
    rows = [(path.as_posix(), name, difference) for path in expanded(files) for name, difference in outcomes(path)]
    failed = sum(difference is not None for _, _, difference in rows)
    if form == "json":
        cases = [
            {"file": path, "case": name, "reproduced": difference is None, "difference": difference} for path, name, difference in rows
        ]
        click.echo(json.dumps({"version": 1, "reproduced": not failed, "cases": cases}, indent=2))
    else:
        for path, name, difference in rows:
            verdict, more = ("DIFFERS   ", f": {difference}") if difference else ("reproduced", "")
            click.echo(f"{verdict}  {Path(path).name}: {name}{more}")
        click.echo(f"{len(rows)} cases, {len(rows) - failed} reproduced, {failed} not", err=True)
    sys.exit(1 if failed else 0)


def expanded(files: tuple[Path, ...]) -> list[Path]:
    """Put the .json files below a folder in its place; FolkmootError for a folder without any."""
    found: list[Path] = []
    for path in files:
        below = sorted(path.rglob("*.json")) if path.is_dir() else [path]
        if not below:
            raise FolkmootError(f"{path} holds no .json file", "name a file of vectors or a folder of them")
        found += below
    return found


def outcomes(path: Path) -> Iterator[Outcome]:
    """Do the cases of one file; a file that cannot be read is one case that is not reproduced."""
    from folkmoot.formats.election_vector import read_election
    from folkmoot.sortition.conform import reproduce as reproduce_draws
    from folkmoot.tally.conform import reproduce as reproduce_election

    data = path.read_bytes()
    try:
        value = json.loads(data)
        draws = reproduce_draws(value)
        if draws is not None:
            yield from draws
        elif isinstance(value, dict) and "ballots" in value and "method" in value:
            case = read_election(data)
            yield str(value.get("id", path.stem)), reproduce_election(case)
        elif isinstance(value, dict) and "pools" in value:
            yield from lotteries(path.parent, value)
        else:
            yield path.stem, "this file holds no vectors of a known form"
    except (OSError, ValueError, KeyError, TypeError, AttributeError, StopIteration, RecursionError) as error:
        said = f"'{error.args[0]}' is missing" if isinstance(error, KeyError) else str(error)
        yield path.stem, f"this file cannot be read: {said}"


def lotteries(folder: Path, value: Mapping[str, Any]) -> Iterator[Outcome]:
    """Build the lotteries of the pools beside a file of known figures; every pool is a folder with its two tables."""
    from folkmoot.formats.selection_pool import read_selection_pool
    from folkmoot.sortition.bounds import reproduce

    for known in value["pools"]:
        name = str(known["folder"])
        pool = read_selection_pool((folder / name / "categories.csv").read_bytes(), (folder / name / "respondents.csv").read_bytes())
        try:
            yield name, reproduce(pool.quotas, pool.entries, known, value["tickets"])
        except FolkmootError as error:
            yield name, error.what
