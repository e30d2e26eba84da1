"""`folkmoot import election`: ballots that another voting system exported become a file that folkmoot counts again."""

import re
import sys
from pathlib import Path

import click

from folkmoot.records.error import FolkmootError

_NOT_SLUG = re.compile(r"[^a-z0-9]+")
_FIELDS = (
    "method", "seats", "strength", "blank", "levels", "default_option", "overvote", "skipped", "elimination", "exhausted", "quota",
    "transfer", "max_approvals", "min_share", "highest", "unscored", "ladder",
)  # fmt: skip
_FORMATS = ("blt", "civs", "elekto", "loomio")


@click.command("election")
@click.argument("source", metavar="FILE|DIR", type=click.Path(path_type=Path, exists=True))
@click.option("--format", "form", required=True, type=click.Choice(_FORMATS), help="What wrote the ballots.")
@click.option("--out", type=click.Path(path_type=Path, file_okay=False), default=None, help="The folder to write to; else printed.")
@click.option("--poll-type", default=None, metavar="TYPE", help="Of a CSV file of Loomio, which does not name it: the type of the poll.")
@click.option("--rule", "rules", multiple=True, metavar="FIELD=VALUE",
              help="What the ballots do not say of the rule, such as method=stv or ladder=prior-rounds,lot.")  # fmt: skip
@click.option("--replace", is_flag=True, help="Write files again that exist already.")
def election_verb(source: Path, form: str, out: Path | None, poll_type: str | None, rules: tuple[str, ...], replace: bool) -> None:
    """Turn ballots into JSON that `folkmoot conform` and other tools count: options, how often each ballot was cast, no voter.

    blt is a ballot file as OpaVote, OpenSTV and Loomio write it, civs the ballots that CIVS lets one download, elekto a folder with
    election.yaml and ballots.csv, loomio a poll exported as CSV or JSON. What cannot be read is told and left out.
    """
    from folkmoot.formats.importers import ELECTIONS
    from folkmoot.formats.profile_json import write_profile
    from folkmoot.repository.writer import write_files

    importer = ELECTIONS[form]
    folder = source if source.is_dir() else source.parent
    below = [path for path in sorted(source.rglob("*")) if importer.takes(path.name)] if source.is_dir() else [source]
    found = {path.relative_to(folder).as_posix(): path for path in below if path.is_file()}
    if not found:
        raise FolkmootError(f"{source} holds no ballots of the format {form}", "name the file or folder that was exported")
    profiles, faults = importer.read({name: path.read_bytes() for name, path in found.items()}, poll_type)
    if not profiles and not faults:
        raise FolkmootError(f"{source} holds no ballots of the format {form}", "an Elekto folder has a file ballots.csv")
    files, rule = dict[str, bytes](), _rule(rules)
    for profile in profiles:
        name = _free(files, _NOT_SLUG.sub("-", (profile.title or Path(profile.source).stem).lower()).strip("-")[:60] or form)
        try:
            files[f"{name}.json"] = write_profile(profile, name, rule)
        except ValueError as error:
            raise FolkmootError(f"{profile.source} cannot be counted so: {error}", "say the rule whole, with --rule FIELD=VALUE") from None
    if out is None:
        for data in files.values():
            click.echo(data.decode(), nl=False)
    else:
        out.mkdir(parents=True, exist_ok=True)
        write_files(out, files, replace=replace)
    for fault in faults:
        place = f"{folder / fault.place.path}:{fault.place.line}:{fault.place.column}"
        click.echo(f"{place}: {fault.what}\n  = mend: {fault.mend}", err=True)
    click.echo(f"{len(files)} elections imported, {len(faults) or 'no'} faults", err=True)
    sys.exit(1 if faults else 0)


def _rule(given: tuple[str, ...]) -> dict[str, object]:
    found: dict[str, object] = {}
    for pair in given:
        field, sign, value = pair.partition("=")
        if not sign or field not in _FIELDS or field in found:
            raise FolkmootError(f"'{pair}' names no field of a rule", f"write FIELD=VALUE, once for each of {', '.join(_FIELDS)}")
        found[field] = int(value) if value.isascii() and value.isdecimal() else value.split(",") if field == "ladder" else value
    return found


def _free(files: dict[str, bytes], name: str) -> str:
    """A name that no other election of this import has."""
    taken, number = name, 1
    while f"{taken}.json" in files:
        number += 1
        taken = f"{name}-{number}"
    return taken
