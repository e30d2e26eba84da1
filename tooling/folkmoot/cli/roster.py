"""`folkmoot roster`: the list of who may be drawn or may vote, from a private list to a member's own entry."""

import click

from folkmoot.cli.roster_audit import audit, rederive
from folkmoot.cli.roster_check import check
from folkmoot.cli.roster_freeze import freeze
from folkmoot.cli.roster_generate import generate
from folkmoot.cli.roster_member import card, mine, secrets_verb


@click.group("roster")
def command() -> None:
    """Freeze a roster of who may be drawn or may vote; find yourself in one; check and audit one."""


for verb in (freeze, secrets_verb, rederive, audit, card, mine, check, generate):
    command.add_command(verb)
