"""M: two amendments of one text, the part of the family that looks at what a decision would be laid over."""

from collections.abc import Iterator, Mapping
from itertools import combinations

from folkmoot.checks.names import listed
from folkmoot.checks.registry import check
from folkmoot.procedure.charter import changed_files, rebased_path
from folkmoot.procedure.chronicle import Chronicle, Matter
from folkmoot.procedure.enactment import DecidedText, decided_texts, rebase
from folkmoot.procedure.status import HOLDING, OPEN_STATUSES
from folkmoot.records.finding import Fault, Place, Severity
from folkmoot.rulebook.merge import merge


@check("M009", "colliding-amendments", Severity.WARNING)
def colliding_amendments(course: Chronicle) -> Iterator[Fault]:
    """Two proposals on their way change the same clause of the same file.

    ## Why
    Each brings the whole new file. Whichever is carried out second would undo the first, although members adopted both.
    Better to know before the vote.

    ## Mend
    Agree on one text, or let one of the two wait until the other is decided and then write it against what stands
    there.
    """
    paths: dict[str, list[tuple[Matter, bytes]]] = {}
    texts = decided_texts(course)
    for matter in course.matters.values():
        if _is_coming(course, matter, texts):
            for path, data in changed_files(course.archive, matter.proposal).items():
                paths.setdefault(path, []).append((matter, data))
    for path, rivals in paths.items():
        base = course.archive.files.get(path, b"")
        for (one, first), (other, second) in combinations(rivals, 2):
            overlaps = merge(base, first, second).overlaps
            earlier, later = sorted((one, other), key=lambda matter: (matter.opened or course.as_of, matter.proposal.id))
            if overlaps:
                place = Place(f"{later.proposal.folder}/changes/{path}")
                what = f"'{earlier.proposal.id}' changes {listed(overlaps, 'and')} of this file too"
                yield Fault(place, what, "agree on one text, or write this one against the other")


def _is_coming(course: Chronicle, matter: Matter, texts: Mapping[str, tuple[DecidedText, ...]]) -> bool:
    """Whether a proposal is under way, or adopted and not yet carried out."""
    if matter.status in OPEN_STATUSES:
        return True
    if matter.status not in HOLDING:
        return False
    paths = [path.partition("/changes/")[2] for path in matter.proposal.changes]
    last = {path: texts[path][-1] for path in paths if path in texts}
    return any(text.proposal == matter.proposal.id and course.archive.files.get(path) != text.data for path, text in last.items())


@check("M010", "rebase-differs")
def rebase_differs(course: Chronicle) -> Iterator[Fault]:
    """A text that claims to bring two decisions together is not their merge.

    ## Why
    Members decided about both texts, and about this one only in so far as it follows from them. Anybody must be able to
    merge the clauses again and find the same.

    ## Mend
    Delete the file and write it again with `folkmoot charter rebase`. Where both decisions touch the same clause there
    is no merge, and members decide again.
    """
    for matter in course.matters.values():
        proposal = matter.proposal
        for path in changed_files(course.archive, proposal):
            record = rebased_path(proposal, path)
            stated = course.archive.files.get(record)
            if stated is None:
                continue
            again = rebase(course, proposal, path)
            if again is None:
                yield Fault(Place(record), f"nothing that was decided in between touches {path}", "remove this file")
            elif again.overlaps:
                what = f"both decisions change {listed(again.overlaps, 'and')}"
                yield Fault(Place(record), what, "remove this file, and decide again on the text that stands there now")
            elif again.data != stated:
                mend = f"delete it and run: folkmoot charter rebase {proposal.id}"
                yield Fault(Place(record), "merging the clauses again gives another text", mend)
