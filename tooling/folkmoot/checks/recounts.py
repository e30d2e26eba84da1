"""Every vote counted again, once for everybody who asks: the checks, `verify` and the pages."""

from folkmoot.procedure.chronicle import Chronicle
from folkmoot.records.archive import Proposal
from folkmoot.records.error import FolkmootError
from folkmoot.tally.decision import Recount, decision_document, recount


class _Counted:
    """What was counted so far of one chronicle."""

    def __init__(self, course: Chronicle) -> None:
        self._course = course
        self._found: dict[str, tuple[Proposal, Recount | FolkmootError]] = {}
        self._written: dict[str, bytes] = {}

    def of(self, proposal: Proposal) -> Recount:
        if self._found.get(proposal.id, (None,))[0] is not proposal:
            self._found[proposal.id] = proposal, self._count(proposal)
            self._written.pop(proposal.id, None)
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
        found = self.of(proposal)
        if proposal.id not in self._written:
            self._written[proposal.id] = decision_document(found)
        return self._written[proposal.id]


def recounted(course: Chronicle, proposal: Proposal) -> Recount:
    """The ballots of a proposal counted again under the rules it opened under; FolkmootError when something needed is missing."""
    return course.once(_Counted).of(proposal)


def redecided(course: Chronicle, proposal: Proposal) -> bytes:
    """The decision that the ballots of a proposal give, as `decision.md` would hold it; FolkmootError likewise."""
    return course.once(_Counted).document(proposal)
