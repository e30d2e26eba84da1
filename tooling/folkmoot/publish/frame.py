"""The frame of every page: the words of its menu, its contents and its foot, and the state of the records for paper."""

from collections.abc import Mapping
from datetime import datetime

from folkmoot.records.speech import say
from folkmoot.records.value import write_instant


def frame_words() -> Mapping[str, str]:
    """What the theme's templates say, by the names they use."""
    return {
        "menu": say("Menu"),
        "places": say("Places of this site"),
        "contents": say("On this page"),
        "demonstration": say("DEMONSTRATION."),
        "invented": say("This co-op and all its records are invented."),
        "open": say("These records are kept in the open: anybody may read, copy and check them."),
        "edit": say("Propose a change to this page"),
        "verification": say("Check it yourself"),
        "trust": say("Whom do I have to trust?"),
        "follow": say("Follow what happens"),
        "records": say("The repository of the records"),
        "printed": say("Printed from:"),
        "state": say("State of the records:"),
    }


def state_style(commit: str, as_of: datetime) -> bytes:
    """The style sheet that shows the commit and the instant where a page is printed.

    It is one file for the whole site, so a new commit changes no page that says the same as before.
    """
    said = ", ".join(filter(None, (commit[:12], write_instant(as_of))))
    return f'.fm-state::before {{ content: "{said}"; }}\n'.encode()
