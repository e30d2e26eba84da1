"""The group in which the verbs meet; a verb's module is imported when the verb is used."""

from importlib import import_module

import click

from folkmoot import __version__

VERBS = {
    "act": "State an act in a log as your own, and sign it.",
    "ballots": "Show who counts in a vote, who does not and why; pack the ballots into one file.",
    "charter": "Read the charter at any date, and see which decisions made each sentence.",
    "check": "Say what is wrong with the records, where, why, and how to mend it.",
    "checkpoint": "Bind all history in one digest, sign it, and see that it only grew.",
    "conform": "Reproduce published draws, beacon rounds and elections from vector files.",
    "digest": "Say what bodies decided on their own word, what it costs, and until when members can call it up.",
    "draw": "Run a draw, show a member's ticket, verify a panel.",
    "enact": "Carry out what was decided: exactly that change of the charter, and nothing else.",
    "enrol": "Bring a member's key into the roster: challenge, answer, proof.",
    "explain": "Explain a check: what it means, why it matters, how to mend it.",
    "forge": "Write the workflows and templates for GitHub, GitLab or Forgejo.",
    "gate": "Say whether a pull request may be merged, path by path, and why.",
    "import": "Bring records of another system under folkmoot.",
    "init": "Begin a co-op's repository after a model of the library.",
    "intake": "Make a branch of a form that a member filled in on paper or by mail.",
    "keys": "Keep the keys by which clerks, tellers and secretaries sign.",
    "log": "Record an act in the log of a proposal or a jury, if the charter lets it count.",
    "models": "Show the library of governance models, and where each is known to fail.",
    "next": "Say who must do what by when, overdue first, and which seats lapse.",
    "plan": "Say where a beginning or a conversion stands: phases, milestones, gates, staffing, and who must do what.",
    "reviews": "Tell what reviews of the process found, what came of it, and the figures they need.",
    "roster": "Freeze a roster of who may be drawn or may vote.",
    "schema": "Print the JSON Schema of a record type, for editors.",
    "seats": "Say who holds which seat, until when, why it ends, and who gave it.",
    "sign": "Sign a record with your own SSH key.",
    "stage": "Write the site as plain Markdown and data, for any site generator.",
    "status": "Say where a proposal or a jury stands, what comes next, and until when.",
    "tally": "Count the ballots of a proposal.",
    "terms": "Print the Terms of Service at any date, what changed in them, and find stale copies.",
    "timeline": "Tell everything that happened to a proposal or a jury, in order.",
    "verify": "Recompute everything there is to recompute, offline.",
    "vote": "Open a vote, cast or attest ballots, close it.",
    "witness": "Confirm another co-op's checkpoint with your own signature.",
}


class Verbs(click.Group):
    """The group of verbs; a verb's module is imported when the verb is used."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Name the verbs in alphabetical order."""
        return sorted(VERBS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import the verb's file and hand on its command."""
        if cmd_name not in VERBS:
            return None
        module = import_module(f"folkmoot.cli.{cmd_name}_" if cmd_name == "import" else f"folkmoot.cli.{cmd_name}")
        command: click.Command = module.command
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """List the verbs without importing them."""
        with formatter.section("Verbs"):
            formatter.write_dl(sorted(VERBS.items()))


@click.group(cls=Verbs, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="folkmoot")
def cli() -> None:
    """Keep the self-government of a co-operative in a Git repository: open, and checkable by anyone."""
