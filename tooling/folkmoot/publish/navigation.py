"""What the navigation names where `mkdocs.yml` does not say: a few pages, from which every record is reached."""

from typing import Any

from folkmoot.publish.atlas import BRIEF, CALENDAR, CHARTER, CHECKS, FORMS, HOME, JURIES, NEXT, PROPOSALS, ROSTERS, TRUST, VERIFICATION
from folkmoot.records.speech import say


def navigation() -> list[Any]:
    """The entries, in the form of `nav` in `mkdocs.yml`."""
    check = [
        {say("Whom do I have to trust?"): TRUST},
        {say("Verification report"): VERIFICATION},
        {say("What is checked"): CHECKS},
        {say("Rosters"): ROSTERS},
    ]
    return [
        {say("Home"): HOME},
        {say("In two minutes"): BRIEF},
        {say("What is due"): NEXT},
        {say("Calendar"): CALENDAR},
        {say("Proposals"): PROPOSALS},
        {say("Juries"): JURIES},
        {say("Charter"): CHARTER},
        {say("Take part"): FORMS},
        {say("Check it"): check},
    ]
