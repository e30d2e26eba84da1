"""The state machine of a proposal as data: which act leads where, by whom and when, and what each status means to a member."""

from collections.abc import Iterable
from enum import StrEnum

from folkmoot.procedure.acts import Clock, Edge, Guard, Role
from folkmoot.records.speech import phrase


class Status(StrEnum):
    """Where a proposal stands."""

    DRAFT = "draft"
    OPEN = "open"
    FROZEN = "frozen"
    VOTING = "voting"
    CLOSED = "closed"
    ADOPTED = "adopted"
    ENACTED = "enacted"
    IN_FORCE = "in-force"
    REJECTED = "rejected"
    NO_QUORUM = "no-quorum"
    VETOED = "vetoed"
    OVERRIDING = "overriding"
    SUSPENDED = "suspended"
    WITHDRAWN = "withdrawn"
    LAPSED = "lapsed"
    SUPERSEDED = "superseded"
    REPEALED = "repealed"
    EXPIRED = "expired"
    IMPORTED = "imported"


HOLDING = (Status.ADOPTED, Status.ENACTED, Status.IN_FORCE)
"""It was adopted and nothing has ended it."""


def _edges() -> Iterable[Edge[Status]]:
    introducer = (Role.INTRODUCER,)
    conducting = (Role.INTRODUCER, Role.DECIDER, Role.CONVENER, Role.KEEPER, Role.OFFICER)
    yield Edge(Status.DRAFT, "opened", Status.OPEN, introducer)
    yield Edge(Status.OPEN, "revised", Status.OPEN, introducer, closes=Clock.LAPSE)
    yield Edge(Status.OPEN, "frozen", Status.FROZEN, guard=Guard.TEXT, opens=Clock.DISCUSSED, closes=Clock.LAPSE)
    yield Edge(Status.OPEN, "returned", Status.DRAFT, (Role.INTRODUCER, Role.OFFICER), closes=Clock.LAPSE)
    yield Edge(Status.FROZEN, "corrected", Status.FROZEN, (Role.EDITOR,), guard=Guard.REASON)
    yield Edge(Status.FROZEN, "voting-opened", Status.VOTING, conducting, guard=Guard.ELECTORATE, opens=Clock.RESTED)
    yield Edge(Status.VOTING, "ballots-closed", Status.CLOSED, conducting, opens=Clock.VOTED)
    yield Edge(Status.VOTING, "objected", Status.VOTING, (Role.OBJECTOR,), guard=Guard.OBJECTION)
    yield Edge(Status.VOTING, "resolved", Status.VOTING, (Role.OBJECTOR,), guard=Guard.RESOLUTION)
    yield Edge(Status.VOTING, "overruled", Status.VOTING, (Role.VOTER,), guard=Guard.OVERRULING)
    yield Edge(Status.VOTING, "excepted", Status.VOTING, (Role.KEEPER, Role.OFFICER), guard=Guard.EXCEPTION)
    yield Edge(Status.CLOSED, "returned", Status.DRAFT, (Role.INTRODUCER, Role.OFFICER), guard=Guard.ROUND)
    yield Edge(Status.ADOPTED, "vetoed", Status.VETOED, (Role.VETOER,), guard=Guard.REASON, closes=Clock.VETO)
    yield Edge(
        Status.VETOED, "override-opened", Status.OVERRIDING, (Role.INTRODUCER, Role.DECIDER, Role.CONVENER),
        guard=Guard.OVERRIDE, closes=Clock.OVERRIDE,
    )  # fmt: skip
    yield Edge(Status.VETOED, "returned", Status.DRAFT, (Role.INTRODUCER, Role.DECIDER, Role.VETOER, Role.OFFICER))
    for status in HOLDING:
        yield Edge(status, "called-up", Status.SUSPENDED, guard=Guard.CALL_UP, closes=Clock.CALL_UP)
    for status in (Status.DRAFT, Status.OPEN, Status.FROZEN):
        yield Edge(status, "withdrawn", Status.WITHDRAWN, introducer)


ARROWS: dict[tuple[Status, str], Edge[Status]] = {(edge.source, edge.act): edge for edge in _edges()}
"""From a status, by an act: the whole edge."""
EDGES: dict[tuple[Status, str], Status] = {key: edge.target for key, edge in ARROWS.items()}
"""From a status, by an act, to the next one. Adoption, rejection, lapse and effect are computed, never acts."""

COMPUTED: dict[tuple[Status, Status], str] = {
    (Status.OPEN, Status.LAPSED): "the longest discussion passed without a freeze",
    (Status.CLOSED, Status.ADOPTED): "the ballots, counted under the rule, gave this",
    (Status.CLOSED, Status.REJECTED): "the ballots, counted under the rule, gave this",
    (Status.CLOSED, Status.NO_QUORUM): "the ballots, counted under the rule, gave this",
    (Status.ADOPTED, Status.ENACTED): "the veto window passed and the decided bytes stand in charter/",
    (Status.ADOPTED, Status.IN_FORCE): "the veto window and the notice passed",
    (Status.ENACTED, Status.IN_FORCE): "the notice passed",
    (Status.OVERRIDING, Status.ADOPTED): "the overriding proposal was adopted",
    (Status.OVERRIDING, Status.VETOED): "the overriding proposal was not adopted",
    (Status.SUSPENDED, Status.IN_FORCE): "the call-up upheld it, or fell away",
    (Status.SUSPENDED, Status.REPEALED): "the call-up did not uphold it",
    (Status.IN_FORCE, Status.SUPERSEDED): "an adopted proposal that supersedes it took effect",
    (Status.IN_FORCE, Status.EXPIRED): "its last day passed",
}
"""The arrows that nobody's act draws, and why they are drawn."""

OPEN_STATUSES = frozenset({Status.OPEN, Status.FROZEN, Status.VOTING, Status.CLOSED})
"""The matter still waits for somebody."""

MEANING: dict[Status, str] = {
    Status.DRAFT: phrase("The text is being written. Nothing has been asked yet."),
    Status.OPEN: phrase("Members discuss the text. It can still change."),
    Status.FROZEN: phrase("The text is fixed. The vote opens next."),
    Status.VOTING: phrase("Those entitled can vote now."),
    Status.CLOSED: phrase("Voting is over. The ballots are being counted."),
    Status.ADOPTED: phrase("It was adopted and takes effect when the veto window and the notice have passed."),
    Status.ENACTED: phrase(
        "It was adopted, no veto can reach it, and its text stands in the charter. It takes effect when the notice has passed."
    ),
    Status.IN_FORCE: phrase("It was adopted and holds now."),
    Status.REJECTED: phrase("It was voted down."),
    Status.NO_QUORUM: phrase("Too few took part, so nothing was decided."),
    Status.VETOED: phrase("It was adopted and then vetoed. It has no effect."),
    Status.OVERRIDING: phrase("It was adopted and then vetoed. A proposal to override the veto is under way."),
    Status.SUSPENDED: phrase("Members called it up. It waits until that question is decided."),
    Status.WITHDRAWN: phrase("Its introducer took it back."),
    Status.LAPSED: phrase("The time for discussion ran out before it was put to a vote."),
    Status.SUPERSEDED: phrase("It was adopted and held until another decision took its place."),
    Status.REPEALED: phrase("It was adopted, members called it up, and it was not upheld."),
    Status.EXPIRED: phrase("It was adopted and held until its last day."),
    Status.IMPORTED: phrase("It comes from another system and was decided there, not here."),
}
"""One plain sentence a status."""
