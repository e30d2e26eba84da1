"""`folkmoot schema`: the JSON Schema of a record type, for editors."""

import json
from difflib import get_close_matches

import click

from folkmoot.formats.schema import HEADS, LOGS, json_schema
from folkmoot.records.error import FolkmootError


@click.command("schema")
@click.argument("type", required=False)
def command(type: str | None) -> None:
    """Print the JSON Schema of the head of a TYPE of record; without TYPE, list the types."""
    known = [*HEADS, *LOGS]
    if type is None:
        click.echo("\n".join(known))
        return
    if type not in known:
        close = get_close_matches(type.lower(), known, n=1)
        mend = f"did you mean '{close[0]}'? " if close else ""
        raise FolkmootError(f"there is no record type '{type}'", f"{mend}list them with: folkmoot schema")
    click.echo(json.dumps(json_schema(type), indent=2, ensure_ascii=False))
