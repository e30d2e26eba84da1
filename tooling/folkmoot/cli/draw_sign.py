"""`folkmoot draw sign`: a call, signed as `folkmoot sign` signs any record."""

from pathlib import Path

import click

from folkmoot.cli.draw_beacon import the_jury
from folkmoot.cli.sign import command as sign
from folkmoot.cli.world import root_option, the_archive, the_root


@click.command("sign")
@click.argument("jury")
@click.option("--as", "person", default=None, metavar="PERSON", help="Who signs; found by the key in charter/keys/ when left out.")
@click.option("--key", type=click.Path(path_type=Path, dir_okay=False), default=None, help="The key file; Git's own, or that in ~/.ssh.")
@click.option("--again", is_flag=True, help="Put a new signature in the place of your earlier one.")
@root_option
@click.pass_context
def sign_verb(context: click.Context, jury: str, person: str | None, key: Path | None, again: bool, root: Path | None) -> None:
    """Sign the call of JURY with your own SSH key: the same as `folkmoot sign juries/JURY/call.md`."""
    top = the_root(root)
    call = top / the_jury(the_archive(top), jury).call.path
    context.invoke(sign, file=call, person=person, key=key, again=again, root=top)
