"""Every vote counted again, once for everybody who asks: the checks, `verify` and the pages."""

from functools import partial

from folkmoot.procedure.chronicle import Chronicle, Matter
from folkmoot.procedure.imprint import imprint_of
from folkmoot.records.archive import Proposal
from folkmoot.records.error import FolkmootError
from folkmoot.records.recall import recall
from folkmoot.tally.decision import Recount, decision_document, recount


class _Counted:
    """What was counted so far of one chronicle."""

    def __init__(self, course: Chronicle) -> None:
        self._course = course
        self._found: dict[str, tuple[Proposal, Recount | FolkmootError]] = {}
        self._written: dict[str, tuple[Proposal, bytes]] = {}

    def of(self, proposal: Proposal) -> Recount:
        if self._found.get(proposal.id, (None,))[0] is not proposal:
            self._found[proposal.id] = proposal, self._count(proposal)
        found = self._found[proposal.id][1]
        if isinstance(found, FolkmootError):
            raise FolkmootError(found.what, found.mend)
        return found

    def _count(self, proposal: Proposal) -> Recount | FolkmootError:
        try:
            return recount(self._course.archive, proposal, self._course.matters[proposal.id].book)
        except FolkmootError as error:
            return error

    def document(self, proposal: Proposal) -> bytes:
        if self._written.get(proposal.id, (None,))[0] is not proposal:
            self._written[proposal.id] = proposal, self._made(proposal)
        return self._written[proposal.id][1]

    def _made(self, proposal: Proposal) -> bytes:
        """What an earlier build made of it stands while the matter's imprint does; an error is met each time."""
        matter = self._course.matters[proposal.id]
        if matter.proposal is not proposal:
            return decision_document(self.of(proposal))
        words = partial(_words, self._course, matter)
        return recall("decisions", words, lambda: decision_document(self.of(proposal)).decode()).encode()


def _words(course: Chronicle, matter: Matter) -> tuple[str]:
    return (imprint_of(course, matter),)


def recounted(course: Chronicle, proposal: Proposal) -> Recount:
    """The ballots of a proposal counted again under the rules it opened under; FolkmootError when something needed is missing."""
    return course.once(_Counted).of(proposal)


def redecided(course: Chronicle, proposal: Proposal) -> bytes:
    """The decision that the ballots of a proposal give, as `decision.md` would hold it; FolkmootError likewise."""
    return course.once(_Counted).document(proposal)
