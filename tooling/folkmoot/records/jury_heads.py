"""The heads of what sortition is about: rosters, calls for juries, and the sessions in which juries meet."""

from typing import Literal

from folkmoot.records.event import SeedValue
from folkmoot.records.value import Count, Day, Digest, Flag, Head, Instant, Slug, Text, Token


class Exclusion(Head):
    """A published skip rule: entries named, or entries with a value in a column of the roster."""

    reason: Slug
    column: Slug | None = None
    values: tuple[Text, ...] = ()
    entries: tuple[Token, ...] = ()


class Strata(Head):
    """Seats for each value of one column of the roster."""

    column: Slug
    seats: dict[Text, Count]
    alternates: dict[Text, Count] = {}


class Shares(Head):
    """Where quotas come from: each value's share of a roster by largest remainders, and how many seats either way."""

    roster: Slug
    seats: Count
    """How many seats are shared: the jury's, also where the call only invites more."""
    slack: Count
    unbound: tuple[Text, ...] = ()
    """Values that no seat is kept for, such as `unsaid`."""


class SeedSource(Head):
    """Where the seed will come from: a beacon's future round, or dice thrown in public."""

    kind: Literal["dice", "beacon"]
    chain: Digest | None = None
    round: Count | None = None
    when: Instant | None = None


class Pay(Head):
    """What a seat is paid."""

    amount: Count
    currency: Text
    per: Text


class JuryHead(Head):
    """The call for a jury: what it is for and how it is drawn, fixed before anybody can know the seed."""

    id: Slug
    type: Literal["jury"]
    title: Text
    summary: Text
    lang: Text = "en"
    body: Slug
    mandate: Slug
    """The proposal or the duty it is there for; of a standing body, which is there for more than one question, the body itself."""
    question: Text
    seats: Count
    alternates: Count = 0
    roster: Slug
    roster_digest: Digest
    method: Literal["draw/1"] = "draw/1"
    exclude: tuple[Exclusion, ...] = ()
    strata: Strata | None = None
    max_per: dict[Slug, Count] = {}
    """Roster column to the most seats and alternates together that people with the same value get, such as two of one employer."""
    unbound: dict[Slug, tuple[Text, ...]] = {}
    """By column of `max_per`: the values that are not capped, such as `none` and `unsaid`."""
    stage: Literal["single", "invitation", "selection"] = "single"
    """Whether the panel is drawn at once; or this draw only invites; or it selects among those who said yes."""
    invitation: Slug | None = None
    """Of a selection: the jury id of the draw that invited."""
    quotas: dict[Slug, dict[Text, tuple[Count, Count]]] = {}
    """Column to value to the least and the most seats; of an invitation, what the selection will have to meet."""
    shares: Shares | None = None
    """The rule that the quotas follow; left out where they were set otherwise."""
    household: Slug | None = None
    """The column whose equal values are one household, of which one at most sits."""
    relax: tuple[Slug, ...] = ()
    """The quota columns in the order in which they give way when the quotas cannot be met."""
    lottery: Digest | None = None
    """`sha256sum lottery.json`, published before the seed can be known."""
    ties: SeedValue | None = None
    """An earlier round that settles what the construction of the lottery leaves open."""
    keys: Count | None = None
    """The version of `charter/keys` whose secretaries sign this call."""
    sources: tuple[SeedSource, ...]
    challenge_until: Instant | None = None
    hours: Count
    compensation: Pay
    facilitator: Text
    materials: tuple[Text, ...] = ()
    accommodations: Text | None = None
    respond_by: Day
    evaluation_due: Day

    @property
    def is_standing(self) -> bool:
        """Whether the seats drawn are those of a standing body, and not of a jury for one question or duty."""
        return self.mandate == self.body


class RosterHead(Head):
    """The manifest of a frozen roster."""

    id: Slug
    type: Literal["roster"]
    title: Text
    summary: Text
    lang: Text = "en"
    as_of: Day
    rules_at: Day
    count: Count
    columns: tuple[Slug, ...]
    digest: Digest
    strata: dict[Slug, dict[Text, Count]] = {}
    excluded: dict[Slug, Count] = {}
    keys: Count | None = None
    storage: Literal["public", "sealed"]


class Recusal(Head):
    """A seat that stands aside in one matter."""

    seat: Token
    proposal: Slug
    reason: Text


class Evidence(Head):
    """One piece of evidence, and which side offered it."""

    id: Slug
    title: Text
    offered_by: Slug
    side: Text
    digest: Digest | None = None
    public: Flag = True


class SessionHead(Head):
    """A meeting of a jury or body."""

    id: Slug
    type: Literal["session"]
    title: Text
    summary: Text
    lang: Text = "en"
    of: Slug
    date: Day
    kind: Literal["hearing", "deliberation", "meeting", "consent-round"]
    present: Count
    recused: tuple[Recusal, ...] = ()
    evidence: tuple[Evidence, ...] = ()
    open: Flag
