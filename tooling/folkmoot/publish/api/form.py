"""The ground of every document below `api/v1/`, and the documents about the whole.

A field once published keeps its name and its meaning in its version; new ones may join it.
"""

from typing import Any, Literal

from pydantic import BaseModel, ConfigDict


class Plain(BaseModel):
    """The ground of every part of a document."""

    model_config = ConfigDict(frozen=True, extra="forbid", use_attribute_docstrings=True)


class Stamp(Plain):
    """What every document says of itself."""

    version: Literal[1] = 1
    """The version of this form."""
    as_of: str
    """The instant for which everything was computed, in UTC."""
    demonstration: bool
    """Whether the co-op and all its records are invented."""


class Document(Stamp):
    """A document that names its own form."""

    about: str
    """Where the JSON Schema of this document stands, from the folder `api/v1/`."""


class Listed(Plain):
    """One file of the open data."""

    path: str
    """Its path from the home page of the site; `{id}` stands for the id of a record."""
    form: Literal["json", "csv", "atom", "json-feed", "icalendar"]
    """What kind of file it is."""
    says: str
    """What it holds, in a sentence."""
    about: str | None
    """Its JSON Schema, from the folder `api/v1/`; null where it has none."""


class Index(Document):
    """Where everything is: begin here."""

    id: str | None
    """The id of the co-op, which names it for ever; null before there is a genesis."""
    name: str | None
    """What the co-op calls itself."""
    zone: str
    """The zone of the IANA database whose days its deadlines count."""
    commit: str | None
    """The commit that the records were read from; null for a work tree."""
    files: tuple[Listed, ...]
    """Every document, table, feed and calendar."""


class Event(Plain):
    """One thing that happened: an act that counts, or what followed from acts by computation."""

    id: str
    """Its name for ever, a `tag:` URI; the feeds use the same."""
    at: str
    """When."""
    topic: str
    """The topic whose feed tells of it."""
    act: str
    """The act as the log names it, or the word for what followed."""
    source: str
    """Where: `proposals/` or `juries/` and the id; of what is owed, the id or key it comes from."""
    by: str | None
    """Who acted; null for what was computed."""
    title: str
    """What happened, in a line."""
    says: str
    """What happened, in a few sentences."""
    bodies: tuple[str, ...]
    """The bodies whose business it is."""
    page: str
    """The page that tells more, from the home page of the site."""


class Events(Document):
    """Everything that happened in one year, by UTC."""

    year: int
    """The year."""
    years: tuple[int, ...]
    """Every year of which there is such a document."""
    events: tuple[Event, ...]
    """What happened, the oldest first."""


class Claim(Plain):
    """A claim of the records that was computed again."""

    kind: str
    """What was computed again."""
    id: str
    """The record that claims it."""
    holds: bool
    """Whether it holds."""
    detail: str
    """What was compared with what."""


class Verification(Document):
    """What came of computing every claim of the records again, when the site was built."""

    verification: tuple[Claim, ...]
    """The claims."""


class PageLine(Plain):
    """One page of the site."""

    page: str
    """Its address, from the home page of the site; empty for the home page itself."""
    title: str
    """Its title."""
    description: str
    """What it tells, in a sentence."""
    changed: str | None
    """The day, in UTC, on which what it shows last changed; null where no record says so."""
    about: dict[str, Any] | None
    """The record it is about, in the words of schema.org; null where it is about none."""


class Pages(Document):
    """Every page made from the records."""

    site: str
    """What the co-op calls itself."""
    url: str | None
    """The address of the home page; null where it is not known."""
    pages: tuple[PageLine, ...]
    """The pages, in the order of their addresses."""
