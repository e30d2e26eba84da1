"""A strict reader for the small part of YAML that records use, keeping the place of every key and value.

Every scalar stays text (a day, a ratio or `no` gets its meaning from the schema, not from its looks); duplicate keys,
anchors, aliases and tags are faults. libyaml's event stream is read directly, so a value's place costs nothing extra.
"""

from dataclasses import dataclass, field, replace
from typing import Any

import yaml

from folkmoot.records.archive import Keys
from folkmoot.records.finding import Fault, Place
from folkmoot.records.value import shown

Value = str | None | list[Any] | dict[str, Any]
KEY = "#key"
"""First step of the keys under which the place of a key, not of its value, is kept."""
_DEEPEST = 24
_Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@dataclass(slots=True)
class Reading:
    """What one YAML text says, where each value stands, and what is wrong with it."""

    value: Value = None
    places: dict[Keys, Place] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)


class _TooDeep(Exception):
    pass


def read_yaml(path: str, text: str, first_line: int = 1) -> Reading:
    """Read one YAML document that begins on `first_line` of `path`."""
    reading = Reading()
    walker = _Walker(path, text, first_line, reading)
    try:
        reading.value = walker.document()
    except yaml.YAMLError as error:
        reading.faults.append(_syntax_fault(path, error, first_line))
        reading.value = None
    except _TooDeep:
        reading.faults.append(
            Fault(Place(path, first_line), f"values are nested more than {_DEEPEST} deep", "flatten them", "broken-yaml")
        )
        reading.value = None
    return reading


class _Walker:
    """One pass over the events of one document."""

    def __init__(self, path: str, text: str, first_line: int, reading: Reading) -> None:
        self.path = path
        self.first_line = first_line
        self.reading = reading
        self.loader = _Loader(text)
        self.next = self.loader.get_event

    def document(self) -> Value:
        self.next()  # the start of the stream
        event = self.next()
        if isinstance(event, yaml.StreamEndEvent):
            return None
        value = self.node(self.next(), (), 0)
        self.next()  # the end of the document
        extra = self.next()
        if not isinstance(extra, yaml.StreamEndEvent):
            self.fault(extra, "a second YAML document begins here", "keep one document", "broken-yaml")
        return value

    def node(self, event: Any, keys: Keys, depth: int) -> Value:
        if depth > _DEEPEST:
            raise _TooDeep
        self.reading.places[keys] = self.place(event)
        if isinstance(event, yaml.AliasEvent):
            self.fault(event, f"an alias '*{event.anchor}' stands here", "write the value out", "anchor-or-tag")
            return None
        if event.anchor is not None:
            self.fault(event, f"an anchor '&{event.anchor}' stands here", "remove the anchor", "anchor-or-tag")
        if event.tag is not None and event.tag != "!":
            self.fault(event, f"a tag '{shown(event.tag)}' stands here", "remove the tag", "anchor-or-tag")
        if isinstance(event, yaml.ScalarEvent):
            if event.style is None and event.value in ("", "~", "null"):
                return None
            return str(event.value)
        if isinstance(event, yaml.SequenceStartEvent):
            return self.sequence(keys, depth)
        return self.mapping(keys, depth)

    def sequence(self, keys: Keys, depth: int) -> list[Any]:
        values: list[Any] = []
        while not isinstance(event := self.next(), yaml.SequenceEndEvent):
            values.append(self.node(event, (*keys, len(values)), depth + 1))
        self.stretch(keys, event)
        return values

    def mapping(self, keys: Keys, depth: int) -> dict[str, Any]:
        values: dict[str, Any] = {}
        while not isinstance(event := self.next(), yaml.MappingEndEvent):
            name = self.key(event, depth)
            if name is None:
                self.node(self.next(), (*keys, KEY), depth + 1)
                continue
            here = self.place(event)
            if name in values:
                first = self.reading.places[(KEY, *keys, name)]
                self.reading.faults.append(
                    Fault(here, f"'{shown(name)}' stands here a second time; line {first.line} has it already",
                          "keep one of the two", "duplicate-key")
                )  # fmt: skip
                self.node(self.next(), (*keys, KEY), depth + 1)
                continue
            self.reading.places[(KEY, *keys, name)] = here
            values[name] = self.node(self.next(), (*keys, name), depth + 1)
        self.stretch(keys, event)
        return values

    def key(self, event: Any, depth: int) -> str | None:
        if isinstance(event, yaml.ScalarEvent):
            return str(event.value)
        self.fault(event, "a name of a field should stand here", "write 'name: value'", "broken-yaml")
        self.node(event, (KEY,), depth + 1)
        return None

    def place(self, event: Any) -> Place:
        start, end = event.start_mark, event.end_mark
        same_line = start.line == end.line and end.column > start.column
        return Place(self.path, self.first_line + start.line, start.column + 1, end.column + 1 if same_line else 0)

    def stretch(self, keys: Keys, end: Any) -> None:
        """Let the place of a list or group that ends on its first line reach to its closing bracket."""
        here = self.reading.places[keys]
        if here.line == self.first_line + end.end_mark.line and end.end_mark.column >= here.end_column:
            self.reading.places[keys] = replace(here, end_column=end.end_mark.column + 1)

    def fault(self, event: Any, what: str, mend: str, name: str) -> None:
        self.reading.faults.append(Fault(self.place(event), what, mend, name))


def _syntax_fault(path: str, error: yaml.YAMLError, first_line: int) -> Fault:
    mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
    place = Place(path, first_line + mark.line, mark.column + 1) if mark else Place(path, first_line)
    problem = str(getattr(error, "problem", None) or getattr(error, "reason", None) or "it does not parse")
    mend = "write one 'name: value' a line, lists as '- value'"
    if "mapping values are not allowed" in problem:
        what, mend = "a second ': ' stands in one value", "put the whole value between double quotes"
    elif "cannot start any token" in problem:
        what, mend = "a tab or a reserved mark (@ or `) begins a value", "indent with spaces, and put the value between double quotes"
    elif "undefined alias" in problem:
        what, mend = "an alias '*' stands here", "write the value out"
    elif "control characters" in problem or "not allowed" in problem:
        what, mend = "a control character stands here", "remove it"
    else:
        what = f"this is not YAML: {problem}"
    return Fault(place, what, mend, "broken-yaml")
