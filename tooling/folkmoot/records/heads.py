"""The heads of the texts: one model a type; a field named here is the only place where it is defined."""

from typing import Annotated, Any, Literal

from pydantic import Field, PlainValidator, WithJsonSchema

from folkmoot.records.case import Action, ClauseFinding, Harm, Holding, Party, Remedy, Restricted
from folkmoot.records.rules import Rules
from folkmoot.records.value import Count, Day, Digest, Flag, Head, Instant, Ratio, Slug, Text, Token, wrong

TYPES = ("article", "decision", "jury", "model", "proposal", "report", "roster", "session")


def _free(value: Any) -> Any:
    if not isinstance(value, dict):
        raise wrong("a group of fields should stand here", "write one 'name: value' a line below it")
    return value


Imported = Annotated[
    dict[str, Any],
    PlainValidator(_free),
    WithJsonSchema({"type": "object", "description": "what another system said of this matter, kept as it was"}),
]


Heading = Literal[
    "structure", "membership", "removal", "roles", "limits", "rights", "decision", "implementation", "oversight", "deliberation", "access",
    "economics", "grievances", "records", "modification",
]  # fmt: skip
"""What a charter must say something about (CommunityRule's headings)."""


class Clause(Head):
    """One numbered sentence of an article that others can point at."""

    id: Slug
    title: Text | None = None
    tos: Flag = False
    balances_with: tuple[Slug, ...] = ()
    covers: tuple[Heading, ...] = ()
    """The questions every charter must answer that this clause answers."""
    expects: tuple[Literal["conduct", "participation", "operation"], ...] = ()


class Legal(Head):
    """Whether a registrar holds this text too, and under which reference."""

    registered: Flag
    ref: Text | None = None


class Deviation(Head):
    """A rule that differs from the model an article cites, and why."""

    model: Slug
    rule: Text
    """The path of the rule, such as `bodies.policy-jury.seats.target`."""
    why: Text


class ArticleHead(Head):
    """A part of the charter: prose, and the rules that the prose quotes."""

    id: Slug
    type: Literal["article"]
    title: Text
    summary: Text
    lang: Text = "en"
    translation_of: Slug | None = None
    models: tuple[Slug, ...] = ()
    deviations: tuple[Deviation, ...] = ()
    class_: Literal["value", "conduct", "rule", "body", "transitional"] = Field(alias="class")
    expires: Day | None = None
    entrenched_by: Slug | None = None
    legal: Legal | None = None
    clauses: tuple[Clause, ...] = ()
    rules: Rules | None = None


class Coop(Head):
    """Who this repository belongs to; said once, in the genesis proposal."""

    id: Text
    name: Text
    zone: Text
    demonstration: Flag = False
    forge: Text | None = None


class Option(Head):
    """One answer a vote may give."""

    id: Slug
    title: Text
    ratio: Ratio | None = None
    """By how much this option must defeat the default option, where that is another ratio than the rule's."""
    clause: Slug | None = None
    """Of a finding in a case: the clause it is about."""
    holds: Holding | None = None
    """Of a finding in a case: what it says of that clause, if it is adopted; left out, that the clause was not kept."""
    remedy: Remedy | None = None
    """Of a remedy in a case: of what sort it is."""


class Effect(Head):
    """Something that follows from adoption, beyond the changed texts."""

    do: Literal[
        "oblige", "seat", "unseat", "create-body", "dissolve", "remedy", "advance-phase", "pass-gate", "fail-gate", "extend", "roll-back",
    ]  # fmt: skip
    owner: Slug | None = None
    what: Text
    """Of a gate: `milestone/gate`. Of an extension, whose new day is `due`, or of a roll-back: the milestone."""
    due: Day | None = None
    option: Slug | None = None
    """The option, finding or remedy it belongs to; it follows only where that one is adopted."""


class Cost(Head):
    """What a proposal would cost."""

    amount: Count
    currency: Text
    from_: Slug | None = Field(default=None, alias="from")


class ProposalHead(Head):
    """A question put to the co-op."""

    id: Slug
    type: Literal["proposal"]
    kind: Slug
    title: Text
    summary: Text
    lang: Text = "en"
    supersedes: Slug | None = None
    corrects: Slug | None = None
    translation_of: Slug | None = None
    models: tuple[Slug, ...] = ()
    introduced_by: Slug
    seconds: tuple[Token, ...] = ()
    asks: Text
    options: tuple[Option, ...] = ()
    elects: Count | None = None
    """How many of the options this vote elects, where that is fewer than the rule's `winners`."""
    subject: Slug | None = None
    declares: tuple[Text, ...] = ()
    cost: Cost | None = None
    responds_to: Text | None = None
    effects: tuple[Effect, ...] = ()
    review_by: Day | None = None
    derogates: Text | None = None
    """The path of the rule that a derogation departs from."""
    instead: Text | None = None
    """What that rule says while the derogation lasts."""
    expires: Day | None = None
    clauses: tuple[Slug, ...] = ()
    """Of a case: the clauses that it is about."""
    parties: tuple[Party, ...] = ()
    """Of a case: those it concerns, as pseudonyms that hold for this case alone."""
    harm: Harm | None = None
    original_action: Action | None = None
    relief: Text | None = None
    """Of a case: what the complaining party asks for."""
    stage: Literal["first", "appeal"] | None = None
    restricted: Restricted | None = None
    coop: Coop | None = None
    imported: Imported | None = None


class Electorate(Head):
    """Who could vote: a roster or a jury, by id and digest, with its size."""

    kind: Literal["roster", "jury"]
    id: Slug
    digest: Digest
    count: Count


class BallotsUsed(Head):
    """Which ballots were counted: their kind, the digest of their files, how many counted and how many did not."""

    kind: Literal["open", "attested", "counted"]
    digest: Digest
    counted: Count
    discarded: Count


class DecisionHead(Head):
    """What was decided: computed from the ballots and the rule, and recomputed by anyone."""

    id: Slug
    type: Literal["decision"]
    title: Text
    summary: Text
    lang: Text = "en"
    of: Slug
    by: Slug
    rule: Slug
    rules_at: Instant
    rules_digest: Digest
    text: Digest
    electorate: Electorate
    opened: Instant
    closed: Instant
    ballots: BallotsUsed
    counts: dict[Slug, Count]
    quorum: Text | None = None
    threshold: Text | None = None
    outcome: Literal["adopted", "rejected", "no-quorum"]
    winner: Slug | None = None
    winners: tuple[Slug, ...] = ()
    """Of a vote that can adopt several options: those adopted, in the order of their election or of the proposal."""
    reasons: Text | None = None
    effects: tuple[Effect, ...] = ()
    review_by: Day | None = None


class Period(Head):
    """The days a report speaks of."""

    from_: Day = Field(alias="from")
    to: Day


class Claim(Head):
    """A claim, and the digest or address of what supports it."""

    claim: Text
    gate: Slug | None = None
    """The gate of the milestone that the report is about, where it is meant to open one."""
    url: Text | None = None
    digest: Digest | None = None


class Recommendation(Head):
    """Something a report asks somebody to do or to answer."""

    id: Slug
    to: Slug
    reply_by: Day
    text: Text


class ReportHead(Head):
    """What came of something: a decision, a proposal, a milestone, a body, the process itself."""

    id: Slug
    type: Literal["report"]
    title: Text
    summary: Text
    lang: Text = "en"
    about: Slug
    by: Slug
    period: Period | None = None
    status: Literal["done", "on-track", "late", "failed", "partial"]
    evidence: tuple[Claim, ...] = ()
    answers: dict[Slug, Text] = {}
    findings: tuple[ClauseFinding, ...] = ()
    """Of a jury's reasons in a case: every clause that is in tension, each with its reasons."""
    recommends: tuple[Recommendation, ...] = ()
    holders: dict[Slug, tuple[Token, ...]] = {}
    """Of a hand-over: who holds each continuity duty."""
