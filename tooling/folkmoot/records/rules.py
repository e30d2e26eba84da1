"""The closed vocabulary of rules that articles carry: data only, no expressions and no code."""

from typing import Literal

from pydantic import Field

from folkmoot.records.bodies import Body, Sphere
from folkmoot.records.case import Harm, Holding, Remedy
from folkmoot.records.decision_rule import DecisionRule
from folkmoot.records.transition import Plan
from folkmoot.records.value import Count, Day, Duration, Head, Share, Slug, Text


class MemberClass(Head):
    """One class of members; `class_cap` is the greatest share of votes the whole class may cast."""

    class_cap: Share | None = None


class Membership(Head):
    """Who is a member, what a vote weighs, and how long a newcomer waits."""

    classes: dict[Slug, MemberClass] = {}
    weight: Literal["one-per-member"] = "one-per-member"
    waiting: Duration | None = None


class CallUp(Head):
    """How many members can lift an operational matter to deliberation, and how fast they must."""

    members: Count
    within: Duration


class Spheres(Head):
    """The line between running things and deciding things."""

    call_up: CallUp


class Introduction(Head):
    """Who may introduce a matter, and how many members must second it."""

    who: Slug
    seconds: Count


class Discussion(Head):
    """The shortest and the longest time a text is discussed."""

    min: Duration
    max: Duration


class Deciding(Head):
    """Who decides, by which rule, in how long a window."""

    by: Slug
    rule: Slug
    open: Duration


class Override(Head):
    """The kind of proposal that can override a veto, and in how long a window after the veto it must be opened."""

    kind: Slug
    within: Duration


class Veto(Head):
    """Who may veto, by which rule, in how long a window after the decision."""

    by: Slug
    rule: Slug
    within: Duration
    override: Override | None = None


class Timely(Head):
    """Who must act, and how fast."""

    by: Slug
    within: Duration


class Onward(Head):
    """The kind of proposal that asks another jury to look at the same case once more, and how long after the first verdict."""

    kind: Slug
    within: Duration


class Editorial(Head):
    """Who may correct the spelling of a frozen text, and how many words at the most may then be spelled otherwise."""

    by: Slug
    words: Count


class Procedure(Head):
    """The way of one kind of proposal from its introduction to its effect."""

    sphere: Sphere
    introduce: Introduction
    discuss: Discussion
    freeze: Duration | None = None
    editorial: Editorial | None = None
    decide: Deciding
    veto: Veto | None = None
    execute: Timely
    notice: Duration | None = None
    review: Duration | None = None
    unreviewed: Literal["stays", "expires"] | None = None
    paths: tuple[Text, ...] = ()
    reply: Timely | None = None
    appeal: Onward | None = None
    """Of a procedure for cases: the one appeal against its verdict. A procedure that another one names here allows none itself."""


class SeedRule(Head):
    """Where a draw's seed comes from, and how long after the call at the least."""

    kind: Literal["beacon", "dice", "dice-and-beacon"]
    after: Duration


class ReplaceRule(Head):
    """How a seat that falls empty is filled."""

    mode: Literal["fresh-round", "alternate"] = "fresh-round"
    after: Duration | None = None
    """How long after a removal its round comes out at the least; as long as a seed after its call when left out."""


class DrawRule(Head):
    """How draws are done."""

    seed: SeedRule
    challenge: Duration
    response: Duration
    replace: ReplaceRule = ReplaceRule.model_construct(mode="fresh-round")
    min_cell: Count = 5


class Overdue(Head):
    """Whose business a duty becomes, and how long after it fell due."""

    escalate: Slug
    after: Duration


class Replies(Head):
    """How fast each recommendation of a report is answered, and whose business it becomes how long after that day."""

    within: Duration
    escalate: Slug
    after: Duration


class Duty(Head):
    """Something somebody must do again and again."""

    who: Slug
    what: Text
    every: Duration
    to: Slug
    overdue: Overdue | None = None
    questions: dict[Slug, Text] = {}
    """What every report must answer, each under its name in `answers`."""
    apart_from: tuple[Slug, ...] = ()
    """The bodies whose seats nobody who does this held in the time under review."""
    replies: Replies | None = None


class RemedyRule(Head):
    """When a verdict can order something."""

    threshold: Share | None = None
    """The least share of the votes for it, where that is more than the rule for remedies asks."""
    after: tuple[Holding, ...] = ()
    """The findings of which one at least must be among those put to the vote; any finding when empty."""
    harms: tuple[Harm, ...] = ()
    """The harms that it is for; any harm when empty."""


class Terms(Head):
    """How long before it holds a change of a clause that is part of the Terms of Service is announced, at the least."""

    notice: Duration


class Recess(Head):
    """Days, the first and the last among them, that no deadline counts."""

    from_: Day = Field(alias="from")
    to: Day


class Rules(Head):
    """The rules one article carries."""

    membership: Membership | None = None
    spheres: Spheres | None = None
    terms: Terms | None = None
    remedies: dict[Remedy, RemedyRule] = {}
    """What verdicts can order; where a charter says it of one, it says it of all, and nothing else can be ordered."""
    bodies: dict[Slug, Body] = {}
    decisions: dict[Slug, DecisionRule] = {}
    procedures: dict[Slug, Procedure] = {}
    draws: dict[Slug, DrawRule] = {}
    duties: dict[Slug, Duty] = {}
    plan: Plan | None = None
    recess: tuple[Recess, ...] = ()
