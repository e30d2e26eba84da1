"""The vocabulary of cases: who complains of what, what a jury may find, what it may order, and what only those who judge may see."""

import re
from typing import Annotated, Any, Literal

from pydantic import PlainValidator, WithJsonSchema

from folkmoot.records.value import Day, Digest, Head, Slug, Text, wrong

PARTY = r"party-[a-z]"


def _party(value: Any) -> str:
    if not isinstance(value, str) or not re.fullmatch(PARTY, value):
        raise wrong("a party of a case has no name here", "write a pseudonym that holds for this case alone, such as party-a")
    return value


Party = Annotated[str, PlainValidator(_party), WithJsonSchema({"type": "string", "pattern": f"^{PARTY}$"})]
Remedy = Literal["none", "restore", "apologise", "explain", "warn", "reduce-reach", "remove", "pause", "exclude"]
"""What a verdict can order, the gravest last."""
Harm = Literal[
    "targeted-harassment", "incitement", "publishing-private-facts", "threat", "hate", "deception", "spam", "wrongful-sanction", "other",
]  # fmt: skip
"""Of what sort the harm is that a case is about."""


Holding = Literal["kept", "broken", "limited-but-proportionate", "limited-too-far", "served", "not-touched"]
"""What can be found of a clause: of one that asks something of people, or of one that gives them something."""
VIOLATED = frozenset({"broken", "limited-too-far"})
"""The findings that say a clause was not kept."""
NOT_UNDONE = frozenset({"apologise", "remove", "exclude"})
"""What cannot be taken back once it is done, and therefore waits until no appeal can change it."""


class Action(Head):
    """What was done to a member and is now complained of."""

    id: Text
    at: Day
    by: Slug


class Restricted(Head):
    """Material that only those who judge may see: never here, but bound by its digest and destroyed on a day."""

    digest: Digest
    held_by: Slug
    purge_on: Day


class ClauseFinding(Head):
    """What a jury found of one clause in a case, and why."""

    clause: Slug
    holds: Holding
    why: Text
