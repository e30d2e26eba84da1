"""The documents about proposals, decisions and what is owed."""

from folkmoot.publish.api.form import Document, Plain


class Tallied(Plain):
    """One way in which people voted, and how many did."""

    ballot: str
    """The choice in words."""
    count: int
    """How many chose it."""


class Shown(Plain):
    """How much of the ballots of a vote is published here."""

    shown: str
    """How much: the raw ballots, counts of the same choice, or the result only."""
    why: str
    """Why that much."""
    places: int | None
    """Of ranked ballots that are cut: how many places of each are shown."""
    ballots: tuple[Tallied, ...]
    """That much of them."""


class ProposalLine(Plain):
    """A proposal in short."""

    id: str
    """Its id, which is the name of its folder and never changes."""
    kind: str
    """Its kind, for which the charter has a procedure."""
    title: str
    """Its title."""
    summary: str
    """What it is about, in a sentence or two."""
    status: str
    """Where it stands, derived from its log, its decision and the time."""
    due: str | None
    """When its present stage ends; null where it has no end."""
    effective: str | None
    """From when what was adopted holds."""
    outcome: str | None
    """What was decided: adopted, rejected or no-quorum; null before."""
    counts: dict[str, int] | None
    """The votes for each option as decided; null before, and where they could give single voters away."""
    ballots_shown: Shown | None
    """How much of the ballots is published here; null where there are none to count again."""
    path: str
    """The file of its text in the repository."""
    digest: str
    """`sha256sum` of that file."""
    text_digest: str
    """What a vote binds: the digest of the text with every file it would change."""
    page: str
    """Its page, from the home page of the site."""


class Proposals(Document):
    """Every proposal in short, in the order of ids."""

    proposals: tuple[ProposalLine, ...]
    """The proposals."""


class Decision(Plain):
    """A decision."""

    id: str
    """Its id."""
    of: str
    """The proposal it decides."""
    kind: str
    """The kind of that proposal."""
    title: str
    """Its title."""
    summary: str
    """The result in a sentence."""
    by: str
    """The body that decided."""
    rule: str
    """The decision rule of the charter."""
    rules_digest: str
    """The digest of the rules that governed it."""
    text: str
    """The digest of the text that was decided."""
    electorate: str
    """Who could vote: the id of a roster or a jury."""
    electorate_digest: str
    """The digest of that roster or panel."""
    entitled: int
    """How many could vote."""
    counted: int
    """How many ballots counted."""
    discarded: int
    """How many did not."""
    secrecy: str
    """The kind of ballots: open, attested or counted."""
    opened: str
    """When the vote opened."""
    closed: str
    """When it closed."""
    outcome: str
    """`adopted`, `rejected` or `no-quorum`."""
    winners: tuple[str, ...]
    """The options adopted."""
    counts: dict[str, int] | None
    """The votes for each option; null where they could give single voters away."""
    effective: str | None
    """From when it holds; null where it never did or will."""
    status: str
    """Where the proposal stands now."""
    review_by: str | None
    """The day by which it is looked at again."""
    path: str
    """Its file in the repository."""
    page: str
    """The page that shows it, from the home page of the site."""


class Decisions(Document):
    """Every decision."""

    decisions: tuple[Decision, ...]
    """The decisions, the oldest first."""


class Act(Plain):
    """One line of a log."""

    at: str
    """When it was done."""
    act: str
    """What was done."""
    by: str
    """Who did it: a body, an office or a token."""
    entry: str | None
    """The entry that it concerns."""
    ref: str | None
    """What it refers to."""
    reason: str | None
    """The reason given."""
    counts: bool
    """Whether it counts."""
    why_not: str | None
    """Why it does not."""


class Report(Plain):
    """A report about a proposal or a jury."""

    id: str
    """Its id."""
    title: str
    """Its title."""
    summary: str
    """What it says, in a sentence or two."""
    about: str
    """What it is about."""
    by: str
    """Who reports."""
    status: str
    """How the thing stands: done, on-track, late, failed or partial."""
    path: str
    """Its file in the repository."""
    digest: str
    """`sha256sum` of that file."""


class Option(Plain):
    """One answer a vote may give."""

    id: str
    """Its id, which ballots and counts use."""
    title: str
    """What it says."""


class ProposalRecord(Document):
    """One proposal with all that belongs to it."""

    proposal: ProposalLine
    """The proposal in short."""
    asks: str
    """The question."""
    introduced_by: str
    """Who introduced it."""
    seconds: tuple[str, ...]
    """Who seconded it."""
    options: tuple[Option, ...]
    """The answers a vote may give, where they are not for and against."""
    supersedes: str | None
    """The proposal it would put itself in the place of."""
    superseded_by: tuple[str, ...]
    """The adopted proposals that took its place."""
    corrects: str | None
    """The proposal it corrects."""
    corrected_by: tuple[str, ...]
    """The proposals that correct it."""
    responds_to: str | None
    """What it answers."""
    subject: str | None
    """The subject it belongs to."""
    decided_by: str | None
    """The body that decides it; null where the charter has no procedure for its kind."""
    changes: tuple[str, ...]
    """The files it would make, by their path in the repository."""
    log: tuple[Act, ...]
    """Its log up to the instant of the document."""
    decision: Decision | None
    """The decision; null before."""
    reports: tuple[Report, ...]
    """What was reported about it."""


class Owed(Plain):
    """Something that somebody owes the co-op."""

    kind: str
    """What kind of thing it is."""
    source: str
    """The record or rule it comes from, by id or key."""
    owner: str
    """Who must do it."""
    what: str
    """What must be done."""
    since: str
    """From when it can be done."""
    due: str
    """Until when it must be done."""
    done: str | None
    """When it was done."""
    state: str
    """`scheduled`, `due`, `done`, `overdue`, or `escalated` to another body."""
    heir: str | None
    """The body whose business it becomes when it stays undone."""
    page: str
    """The page of what it comes from, from the home page of the site."""


class Obligations(Document):
    """Everything owed, done or not: once, again and again, or by a plan."""

    obligations: tuple[Owed, ...]
    """The obligations, the earliest due first."""
