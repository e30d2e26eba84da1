"""The command line: one file a verb; `FolkmootError` is caught here, once, and nowhere else.

Nothing heavy is imported before it is needed, so that `folkmoot --version` answers at once.
"""

import gc
import sys

from folkmoot import __version__
from folkmoot.records.error import FolkmootError


def main(arguments: list[str] | None = None) -> None:
    """Run one command; exit 0 sound, 1 findings, 2 could not run."""
    given = sys.argv[1:] if arguments is None else arguments
    if given == ["--version"]:
        print(f"folkmoot, version {__version__}")
        return
    from folkmoot.cli.shell import cli

    seldom_collect()
    try:
        cli.main(args=given, prog_name="folkmoot")
    except FolkmootError as error:
        print(f"folkmoot: {error.what}", file=sys.stderr)
        if error.mend:
            print(f"  mend: {error.mend}", file=sys.stderr)
        sys.exit(2)
    except BrokenPipeError:
        sys.stderr.close()
        sys.exit(2)


def seldom_collect() -> None:
    """Let Python look for circles of garbage seldom: records are many, and none of them refers back to itself."""
    gc.set_threshold(100_000, 50, 100)
