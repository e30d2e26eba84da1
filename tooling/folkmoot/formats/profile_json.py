"""An imported election as a vector file: the form of `election_vector`, with where it comes from and no voter in it."""

from collections.abc import Mapping
from typing import Any

from folkmoot.formats.canonical import write_json
from folkmoot.formats.election_vector import read_election
from folkmoot.formats.importers.elections import ballot_text
from folkmoot.records.profile import BallotMarks, ElectionProfile

_KNOWN = {"elekto": {"strength": "winning", "levels": "wins"}}
"""What a system has no choice about, so that its files do not say it."""


def write_profile(profile: ElectionProfile, name: str, rule: Mapping[str, Any] | None = None) -> bytes:
    """Write the vector, named `name`; what the source does not say is left out, but for the fields that `rule` adds or replaces.

    ValueError, as `read_election`, when a rule is given and the ballots could not be counted by it.
    """
    fields: dict[str, Any] = {
        "id": name,
        "options": list(profile.options),
        "ballots_cast": sum(count for _, count in profile.ballots),
        "ballots": {ballot_text(ballot): count for ballot, count in profile.ballots},
        "imported": {"format": profile.format, "source": profile.source, "digest": profile.digest},
    }
    if profile.title:
        fields["what"] = profile.title
    if profile.marks is not BallotMarks.RANKS:
        fields["marks"] = profile.marks.value
    if profile.withdrawn:
        fields["withdrawn"] = list(profile.withdrawn)
    said = {"seats": profile.seats, "method": profile.method, "blank": profile.blank}
    fields |= {key: value for key, value in said.items() if value is not None}
    if profile.format in _KNOWN:
        fields |= _KNOWN[profile.format]
    if profile.order is not None:
        fields["published"] = {"order": [level[0] if len(level) == 1 else list(level) for level in profile.order]}
    data = write_json(fields | dict(rule or {}))
    if rule:
        read_election(data)
    return data
