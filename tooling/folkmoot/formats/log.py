"""`log.yml`: a list of events, one act each, with the place of every value."""

from typing import TypeVar

from pydantic import BaseModel

from folkmoot.formats.document import decode
from folkmoot.formats.schema import read_head
from folkmoot.formats.yaml import read_yaml
from folkmoot.records.archive import Places
from folkmoot.records.finding import Fault, Place

E = TypeVar("E", bound=BaseModel)


def read_log(path: str, data: bytes, event: type[E]) -> tuple[tuple[E, ...], Places, list[Fault]]:
    """Read the events of one log; an event that cannot be read is left out and told in a fault."""
    text, faults = decode(path, data)
    if text is None:
        return (), {}, faults
    reading = read_yaml(path, text, whole=Place(path))
    faults += reading.faults
    if reading.value is None:
        return (), reading.places, faults
    if not isinstance(reading.value, list):
        mend = "write one '- {at: ..., act: ..., by: ...}' an event"
        return (), reading.places, [*faults, Fault(Place(path), "a log is a list of events", mend, "wrong-value")]
    events: list[E] = []
    for index, value in enumerate(reading.value):
        read, wrong = read_head(event, path, value, reading.places, (index,))
        faults += wrong
        if read is not None:
            events.append(read)
    return tuple(events), reading.places, faults
