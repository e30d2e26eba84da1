"""A strict reader for the small part of YAML that records use, keeping the place of every key and value.

Every scalar stays text (a day, a ratio or `no` gets its meaning from the schema, not from its looks); duplicate keys,
anchors, aliases and tags are faults. libyaml's event stream is read directly. Places are asked for when something is wrong, so a
sound text is read for its values alone, and once more for its places if somebody asks for one.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import Any

import yaml

from folkmoot.records.archive import Keys, Places
from folkmoot.records.finding import Fault, Place
from folkmoot.records.value import shown

Value = str | None | list[Any] | dict[str, Any]
KEY = "#key"
"""First step of the keys under which the place of a key, not of its value, is kept."""
_DEEPEST = 24
_Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@dataclass(frozen=True, slots=True)
class Reading:
    """What one YAML text says, where each value stands, and what is wrong with it."""

    value: Value
    places: Places
    faults: list[Fault]


class _TooDeep(Exception):
    pass


class _Unusual(Exception):
    """Something stands here that is told as a fault."""


def read_yaml(path: str, text: str, first_line: int = 1, whole: Place | None = None) -> Reading:
    """Read one YAML document that begins on `first_line` of `path`; `whole` is told as the place of it all, if given."""
    try:
        value = _alone(_Loader(text).get_event)
    except (yaml.YAMLError, _Unusual):
        found = _Found()
        return Reading(_walked(path, text, first_line, found, whole), found.places, found.faults)
    return Reading(value, _Late(path, text, first_line, whole), [])


@dataclass(slots=True)
class _Found:
    """What one pass over a text finds beside its values."""

    places: dict[Keys, Place] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)


class _Late(Mapping[Keys, Place]):
    """The places of the values of a sound text, found when one is asked for."""

    __slots__ = ("_text",)

    def __init__(self, path: str, text: str, first_line: int, whole: Place | None) -> None:
        self._text = path, text, first_line, whole

    def _all(self) -> Mapping[Keys, Place]:
        return _places(*self._text)

    def __getitem__(self, keys: Keys) -> Place:
        return self._all()[keys]

    def __iter__(self) -> Iterator[Keys]:
        return iter(self._all())

    def __len__(self) -> int:
        return len(self._all())


def _alone(take: Callable[[], Any]) -> Value:
    """The value that a stream of events stands for; _Unusual when `_walked` has something to say of it."""
    take()  # the start of the stream
    if isinstance(take(), yaml.StreamEndEvent):
        return None
    value = _value(take, take(), 0)
    take()  # the end of the document
    if not isinstance(take(), yaml.StreamEndEvent):
        raise _Unusual
    return value


def _value(take: Callable[[], Any], event: Any, depth: int) -> Value:
    kind = type(event)
    if depth > _DEEPEST or kind is yaml.AliasEvent or event.anchor is not None or event.tag not in (None, "!"):
        raise _Unusual
    if kind is yaml.ScalarEvent:
        return None if _is_nothing(event) else str(event.value)
    if kind is yaml.SequenceStartEvent:
        values: list[Any] = []
        while type(event := take()) is not yaml.SequenceEndEvent:
            values.append(_value(take, event, depth + 1))
        return values
    named: dict[str, Any] = {}
    while type(event := take()) is not yaml.MappingEndEvent:
        if type(event) is not yaml.ScalarEvent or event.value in named:
            raise _Unusual
        named[str(event.value)] = _value(take, take(), depth + 1)
    return named


def _is_nothing(event: Any) -> bool:
    """Whether a scalar without quotes says that there is no value."""
    return event.style is None and event.value in ("", "~", "null")


@lru_cache(maxsize=32)
def _places(path: str, text: str, first_line: int, whole: Place | None) -> Mapping[Keys, Place]:
    """The places in the few texts that were asked about last: those of one value are ten times what the value is."""
    found = _Found()
    _walked(path, text, first_line, found, whole)
    return found.places


def _walked(path: str, text: str, first_line: int, found: _Found, whole: Place | None) -> Value:
    """Read a text with the places of its values and its faults; None when it cannot be read."""
    value: Value = None
    try:
        value = _Walker(path, text, first_line, found).document()
    except yaml.YAMLError as error:
        found.faults.append(_syntax_fault(path, error, first_line))
    except _TooDeep:
        what = f"values are nested more than {_DEEPEST} deep"
        found.faults.append(Fault(Place(path, first_line), what, "flatten them", "broken-yaml"))
    if whole is not None:
        found.places[()] = whole
    return value


class _Walker:
    """One pass over the events of one document."""

    def __init__(self, path: str, text: str, first_line: int, reading: _Found) -> None:
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
            return None if _is_nothing(event) else str(event.value)
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
