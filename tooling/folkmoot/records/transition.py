"""The vocabulary of a transition: phases of a bootstrap, milestones of a conversion with their gates, and work that may never stop."""

from folkmoot.records.value import Count, Day, Duration, Head, Slug, Text


class Fallback(Head):
    """What is due when a phase ends and a body that should sit does not: who draws which body by lot, and how fast."""

    draw: Slug
    by: Slug
    within: Duration


class Phase(Head):
    """A stretch of the bootstrap or conversion plan, with the dates between which its bodies may act."""

    starts: Day
    ends: Day
    bodies: tuple[Slug, ...] = ()
    seated: tuple[Slug, ...] = ()
    """The bodies that must have as many holders as they can work with when the phase ends."""
    fallback: Fallback | None = None
    milestones: tuple[Slug, ...] = ()
    """What must be passed when the phase ends."""
    successor: Slug | None = None


class Gate(Head):
    """One condition of a milestone: what must be shown, and who judges whether it is."""

    claim: Text
    judged_by: Slug


class Rollback(Head):
    """How a step is undone, and until which day that stays possible."""

    text: Text
    until: Day


class Milestone(Head):
    """One step of a conversion: who takes it, by when, through which gates, and the way back."""

    title: Text
    by: Slug
    """The body that takes the step; it judges none of the gates."""
    due: Day
    after: tuple[Slug, ...] = ()
    """The milestones that must be passed before."""
    gates: dict[Slug, Gate]
    rollback: Rollback
    continuity: tuple[Slug, ...] = ()
    """The continuity duties that must be staffed while the step is taken."""


class ContinuityDuty(Head):
    """Work that may never stop, such as being on call; each hand-over report names those who hold it."""

    what: Text
    by: tuple[Slug, ...]
    """The bodies among whose seats the holders are."""
    holders: Count
    """How many people must hold it, at the least; never fewer than two."""


class Plan(Head):
    """The plan of a transition."""

    phases: dict[Slug, Phase] = {}
    milestones: dict[Slug, Milestone] = {}
    continuity: dict[Slug, ContinuityDuty] = {}
