"""The topics by which what happens can be followed, in the words of those who follow them."""

from enum import StrEnum

from folkmoot.records.speech import phrase


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
    Topic.OPENED: phrase("A question is opened for discussion"),
    Topic.FROZEN: phrase("A text is fixed, and the vote comes next"),
    Topic.VOTE_OPENED: phrase("A vote opens"),
    Topic.VOTE_CLOSED: phrase("A vote closes"),
    Topic.DECIDED: phrase("Something is decided"),
    Topic.STOPPED: phrase("A decision is vetoed or called up"),
    Topic.IN_FORCE: phrase("A decision takes effect"),
    Topic.ENDED: phrase("A matter ends: withdrawn, lapsed, replaced, repealed or expired"),
    Topic.CHANGED: phrase("Anything else on the way: a text revised, an objection raised, a call challenged"),
    Topic.JURY_CALLED: phrase("A jury is called"),
    Topic.DRAWN: phrase("A jury is drawn by lot"),
    Topic.SEATED: phrase("A jury begins its work"),
    Topic.JURY_ENDED: phrase("A jury is over"),
    Topic.REPORTED: phrase("Somebody reports on what became of something"),
    Topic.OVERDUE: phrase("Something becomes overdue"),
    Topic.MILESTONE: phrase("The conversion moves: evidence, judgements, milestones"),
    Topic.TERMS: phrase("The Terms of Service change"),
}
"""What somebody wants to hear of, in a line."""

ACTS: dict[str, tuple[Topic, str]] = {
    "opened": (Topic.OPENED, phrase("Opened for discussion: {title}")),
    "revised": (Topic.CHANGED, phrase("Text changed: {title}")),
    "frozen": (Topic.FROZEN, phrase("Text fixed: {title}")),
    "corrected": (Topic.CHANGED, phrase("Spelling corrected: {title}")),
    "voting-opened": (Topic.VOTE_OPENED, phrase("Vote opened: {title}")),
    "ballots-closed": (Topic.VOTE_CLOSED, phrase("Vote closed: {title}")),
    "adopted": (Topic.DECIDED, phrase("Adopted: {title}")),
    "rejected": (Topic.DECIDED, phrase("Rejected: {title}")),
    "no-quorum": (Topic.DECIDED, phrase("Too few took part: {title}")),
    "vetoed": (Topic.STOPPED, phrase("Vetoed: {title}")),
    "called-up": (Topic.STOPPED, phrase("Called up: {title}")),
    "override-opened": (Topic.CHANGED, phrase("Override of the veto asked: {title}")),
    "withdrawn": (Topic.ENDED, phrase("Withdrawn: {title}")),
    "returned": (Topic.CHANGED, phrase("Taken back to be rewritten: {title}")),
    "objected": (Topic.CHANGED, phrase("Objection raised: {title}")),
    "resolved": (Topic.CHANGED, phrase("Objection met: {title}")),
    "overruled": (Topic.CHANGED, phrase("Objection overruled: {title}")),
    "excepted": (Topic.CHANGED, phrase("Exception to the electorate: {title}")),
    "in-force": (Topic.IN_FORCE, phrase("In force: {title}")),
    "lapsed": (Topic.ENDED, phrase("Lapsed: {title}")),
    "superseded": (Topic.ENDED, phrase("Replaced: {title}")),
    "repealed": (Topic.ENDED, phrase("Repealed: {title}")),
    "expired": (Topic.ENDED, phrase("Expired: {title}")),
}
"""By what happened to a proposal: the topic, and the line that tells it with its title."""

JURY_ACTS: dict[str, tuple[Topic, str]] = {
    "called": (Topic.JURY_CALLED, phrase("Jury called: {title}")),
    "pool-frozen": (Topic.CHANGED, phrase("Roster frozen: {title}")),
    "challenged": (Topic.CHANGED, phrase("Call challenged: {title}")),
    "drawn": (Topic.DRAWN, phrase("Jury drawn: {title}")),
    "confirmed": (Topic.CHANGED, phrase("Draw confirmed: {title}")),
    "seated": (Topic.SEATED, phrase("Jury seated: {title}")),
    "discharged": (Topic.JURY_ENDED, phrase("Jury discharged: {title}")),
    "failed": (Topic.JURY_ENDED, phrase("Jury could not be seated: {title}")),
    "annulled": (Topic.JURY_ENDED, phrase("Draw annulled: {title}")),
}
"""The same for a jury; what single people answer about their seat is nobody's news."""
