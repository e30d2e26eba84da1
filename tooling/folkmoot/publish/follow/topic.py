"""The topics by which what happens can be followed, in the words of those who follow them."""

from enum import StrEnum


class Topic(StrEnum):
    """What kind of thing happened; each topic has a feed of its own."""

    OPENED = "opened"
    FROZEN = "frozen"
    VOTE_OPENED = "vote-opened"
    VOTE_CLOSED = "vote-closed"
    DECIDED = "decided"
    STOPPED = "stopped"
    IN_FORCE = "in-force"
    ENDED = "ended"
    CHANGED = "changed"
    JURY_CALLED = "jury-called"
    DRAWN = "drawn"
    SEATED = "seated"
    JURY_ENDED = "jury-ended"
    REPORTED = "reported"
    OVERDUE = "overdue"
    MILESTONE = "milestone"
    TERMS = "terms"


INTEREST: dict[Topic, str] = {
    Topic.OPENED: "A question is opened for discussion",
    Topic.FROZEN: "A text is fixed, and the vote comes next",
    Topic.VOTE_OPENED: "A vote opens",
    Topic.VOTE_CLOSED: "A vote closes",
    Topic.DECIDED: "Something is decided",
    Topic.STOPPED: "A decision is vetoed or called up",
    Topic.IN_FORCE: "A decision takes effect",
    Topic.ENDED: "A matter ends: withdrawn, lapsed, replaced, repealed or expired",
    Topic.CHANGED: "Anything else on the way: a text revised, an objection raised, a call challenged",
    Topic.JURY_CALLED: "A jury is called",
    Topic.DRAWN: "A jury is drawn by lot",
    Topic.SEATED: "A jury begins its work",
    Topic.JURY_ENDED: "A jury is over",
    Topic.REPORTED: "Somebody reports on what became of something",
    Topic.OVERDUE: "Something becomes overdue",
    Topic.MILESTONE: "The conversion moves: evidence, judgements, milestones",
    Topic.TERMS: "The Terms of Service change",
}
"""What somebody wants to hear of, in a line."""

ACTS: dict[str, tuple[Topic, str]] = {
    "opened": (Topic.OPENED, "Opened for discussion"),
    "revised": (Topic.CHANGED, "Text changed"),
    "frozen": (Topic.FROZEN, "Text fixed"),
    "corrected": (Topic.CHANGED, "Spelling corrected"),
    "voting-opened": (Topic.VOTE_OPENED, "Vote opened"),
    "ballots-closed": (Topic.VOTE_CLOSED, "Vote closed"),
    "adopted": (Topic.DECIDED, "Adopted"),
    "rejected": (Topic.DECIDED, "Rejected"),
    "no-quorum": (Topic.DECIDED, "Too few took part"),
    "vetoed": (Topic.STOPPED, "Vetoed"),
    "called-up": (Topic.STOPPED, "Called up"),
    "override-opened": (Topic.CHANGED, "Override of the veto asked"),
    "withdrawn": (Topic.ENDED, "Withdrawn"),
    "returned": (Topic.CHANGED, "Taken back to be rewritten"),
    "objected": (Topic.CHANGED, "Objection raised"),
    "resolved": (Topic.CHANGED, "Objection met"),
    "overruled": (Topic.CHANGED, "Objection overruled"),
    "excepted": (Topic.CHANGED, "Exception to the electorate"),
    "in-force": (Topic.IN_FORCE, "In force"),
    "lapsed": (Topic.ENDED, "Lapsed"),
    "superseded": (Topic.ENDED, "Replaced"),
    "repealed": (Topic.ENDED, "Repealed"),
    "expired": (Topic.ENDED, "Expired"),
}
"""By what happened to a proposal: the topic, and the words before its title."""

JURY_ACTS: dict[str, tuple[Topic, str]] = {
    "called": (Topic.JURY_CALLED, "Jury called"),
    "pool-frozen": (Topic.CHANGED, "Roster frozen"),
    "challenged": (Topic.CHANGED, "Call challenged"),
    "drawn": (Topic.DRAWN, "Jury drawn"),
    "confirmed": (Topic.CHANGED, "Draw confirmed"),
    "seated": (Topic.SEATED, "Jury seated"),
    "discharged": (Topic.JURY_ENDED, "Jury discharged"),
    "failed": (Topic.JURY_ENDED, "Jury could not be seated"),
    "annulled": (Topic.JURY_ENDED, "Draw annulled"),
}
"""The same for a jury; what single people answer about their seat is nobody's news."""
