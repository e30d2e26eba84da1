"""Bodies in the vocabulary of rules: what one may do, how its seats are filled, and to whom it answers."""

from typing import Literal

from folkmoot.records.value import Count, Day, Duration, Head, Share, Slug, Text

Power = Literal[
    "operate", "draft", "agenda", "nominate", "elect", "decide", "confirm", "review", "veto", "recall", "adjudicate", "convene",
    "keep-roster",
]  # fmt: skip
Sphere = Literal["operational", "deliberative"]


class Spend(Head):
    """The most a body may spend in a period."""

    max: Count
    currency: Text
    per: Duration


class Scope(Head):
    """What a body may touch: subjects, paths of the repository, money."""

    subjects: tuple[Slug, ...] = ()
    paths: tuple[Text, ...] = ()
    spend: Spend | None = None


class Selection(Head):
    """How the seats of a body are filled."""

    method: Literal["sortition", "election", "appointment", "open"]
    by: Slug | None = None
    source: Text | None = None
    stages: Literal["one", "two"] | None = None
    quotas: tuple[Slug, ...] = ()
    alumni_of: Slug | None = None
    """The body of which only those who sat in it can be drawn."""
    max_per: dict[Slug, Count] = {}
    """Roster column to the most seats that people with the same value may hold, such as two of one employer."""
    unbound: dict[Slug, tuple[Text, ...]] = {}
    """By column of `max_per`: the values that are not capped, such as `none` and `unsaid`."""
    draw_rule: Slug | None = None
    decision_rule: Slug | None = None
    oversubscribed: Literal["sortition"] | None = None


class Seats(Head):
    """How many seats a body has, and how few it can work with."""

    min: Count
    target: Count
    alternates: Count = 0


class Rotation(Head):
    """Which part of the seats changes hands how often."""

    fraction: Share
    every: Duration


class Removal(Head):
    """Who can take a seat away, by which decision rule."""

    by: Slug
    rule: Slug


class ReportDuty(Head):
    """To whom a body reports, and how often."""

    every: Duration
    to: Slug


class Body(Head):
    """A body of the co-op: what it is for, what it may do, who fills it, for how long."""

    purpose: Text
    powers: tuple[Power, ...]
    scope: Scope | None = None
    select: Selection
    seats: Seats
    term: Duration | None = None
    rotation: Rotation | None = None
    max_terms: Count | None = None
    cool_off: Duration | None = None
    cool_off_from: dict[Slug, Duration] = {}
    """The bodies after a seat in which one waits before a seat here, and how long; such as those who drafted its rules."""
    incompatible: tuple[Slug, ...] = ()
    decides_by: Slug | None = None
    removal: Removal | None = None
    reviews: tuple[Slug, ...] = ()
    """The bodies it watches; nobody sits in both, and none of them fills it or can remove it."""
    reports: ReportDuty | None = None
    expires: Day | None = None
