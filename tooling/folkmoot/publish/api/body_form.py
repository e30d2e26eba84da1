"""The documents about juries, rosters, bodies and their seats."""

from folkmoot.publish.api.form import Document, Plain
from folkmoot.publish.api.matter_form import Act, Report


class JuryLine(Plain):
    """A jury in short."""

    id: str
    """Its id, which is the name of its folder and never changes."""
    title: str
    """Its title."""
    question: str
    """What it is asked."""
    stage: str
    """Where it stands, derived from its log, its draw and the time."""
    roster: str
    """The id of the roster it is drawn from."""
    seed: str | None
    """The seed of its draw in hex; null before."""
    panel: tuple[str, ...] | None
    """The entries drawn, in the order of seats; null before."""
    path: str
    """The file of its call in the repository."""
    digest: str
    """`sha256sum` of the call."""
    page: str
    """Its page, from the home page of the site."""


class Juries(Document):
    """Every jury in short, in the order of ids."""

    juries: tuple[JuryLine, ...]
    """The juries."""


class Drawn(Plain):
    """A place that the lot gave."""

    number: int
    """The place, from 1."""
    entry: str
    """The entry of the roster."""
    ticket: str
    """Its ticket in hex: `sha256` of the seed, a colon and the entry."""
    stratum: str | None
    """The stratum or kind it was drawn in; null where there are none."""


class Answers(Plain):
    """How those answered whom the lot asked."""

    stratum: str | None
    """Of which stratum; null for the whole. Strata with few people are told together."""
    asked: int
    """How many were asked."""
    accepted: int
    """How many said yes."""
    declined: int
    """How many said no, or left later."""
    silent: int
    """How many did not answer."""


class JuryRecord(Document):
    """One jury with its draw and how it was answered."""

    jury: JuryLine
    """The jury in short."""
    body: str
    """The body whose seats it fills."""
    mandate: str
    """The proposal or duty it is there for."""
    drawn_in: str
    """Whether the panel is drawn at once (`single`), or this lot only invites, or selects among those who said yes."""
    seats: int
    """How many seats it has."""
    method: str
    """The method of the draw and its version."""
    roster_digest: str
    """The digest of the roster."""
    rounds: tuple[int, ...]
    """The future beacon rounds that the call announced for the seed."""
    eligible: int | None
    """How many entries no skip rule excluded; null before the draw."""
    drawn: tuple[Drawn, ...]
    """The seats that the lot gave."""
    alternates: tuple[Drawn, ...]
    """Those next in line."""
    answers: tuple[Answers, ...]
    """How those asked answered, the whole first; empty before the draw."""
    log: tuple[Act, ...]
    """Its log up to the instant of the document."""
    reports: tuple[Report, ...]
    """What the jury reported, and what was reported about it."""


class Roster(Plain):
    """The manifest of a frozen list of those who can be drawn or can vote."""

    id: str
    """Its id, which is the name of its folder."""
    title: str
    """Its title."""
    on: str
    """The day of which it is true."""
    count: int
    """How many entries it has."""
    columns: tuple[str, ...]
    """The columns of its table."""
    digest: str
    """What calls, votes and signatures bind: `sha256sum entries.csv`, or of a roster in shards `sha256sum SHA256SUMS`."""
    strata: dict[str, dict[str, int]]
    """By column: how many entries have each value."""
    excluded: dict[str, int]
    """By reason: how many people were left out."""
    storage: str
    """`public` or `sealed`; the entries of a sealed one are commitments that tell nothing."""
    path: str
    """The file of the manifest in the repository."""
    page: str
    """Its page, from the home page of the site."""


class Rosters(Document):
    """Every roster's manifest; no entries."""

    rosters: tuple[Roster, ...]
    """The rosters, in the order of ids."""


class Seat(Plain):
    """One person in one seat for a time."""

    holder: str
    """The token of who holds it; no name."""
    since: str
    """From when."""
    until: str | None
    """Until when, this instant not among them; null where nothing known ends it."""
    ending: str | None
    """What ends it."""
    source: str
    """The proposal or jury that gave the seat."""
    held: bool
    """Whether it is held at the instant of the document."""


class Body(Plain):
    """A body of the co-op, with everybody who sat or sits in it."""

    id: str
    """Its name in the charter."""
    purpose: str | None
    """What it is for; null for a body that is in no article any more."""
    powers: tuple[str, ...]
    """What it may do."""
    filled_by: str | None
    """How its seats are filled: sortition, election, appointment, or open to all."""
    least: int | None
    """How many holders it can work with at the least."""
    target: int | None
    """How many seats it has."""
    watches: tuple[str, ...]
    """The bodies it reviews."""
    seats: tuple[Seat, ...]
    """Every seat ever held, the oldest first."""
    page: str
    """Its page, from the home page of the site."""


class Bodies(Document):
    """Every body and its seats."""

    bodies: tuple[Body, ...]
    """The bodies of today's charter in its order, then those that have ended."""
