"""`folkmoot roster`: the list of who may be drawn or may vote, from a private list to a member's own entry."""

import click

from folkmoot.cli.roster_audit import audit, rederive
from folkmoot.cli.roster_freeze import freeze
from folkmoot.cli.roster_member import card, mine, secrets_verb


@click.group("roster")
def command() -> None:
    """Freeze a roster of who may be drawn or may vote; find yourself in one; audit one."""


for verb in (freeze, secrets_verb, rederive, audit, card, mine):
    command.add_command(verb)
