"""P: the logs of proposals, the part of the family that follows acts in time."""

from collections.abc import Iterator

from folkmoot.checks.names import listed, proceedings, unread
from folkmoot.checks.registry import check
from folkmoot.procedure.chronicle import IMPORTED, Chronicle, Matter
from folkmoot.procedure.status import EDGES, Status
from folkmoot.records.event import ProposalEvent
from folkmoot.records.finding import Fault
from folkmoot.records.value import Span, write_instant

_BOUND = frozenset(Status) - {Status.DRAFT, Status.OPEN, Status.WITHDRAWN, Status.LAPSED, Status.IMPORTED}
"""Where the text of a proposal may no longer move."""


def _readable(course: Chronicle) -> Iterator[tuple[Matter, str]]:
    """Matters with the path of their log, without logs of which an event could not be read."""
    lost = unread(course.archive)
    for matter in course.matters.values():
        path = f"{matter.proposal.folder}/log.yml"
        if path not in lost:
            yield matter, path


def _last(matter: Matter, act: str) -> tuple[int, ProposalEvent] | None:
    """The last event of an act and its position in the log."""
    found = [(index, event) for index, event in enumerate(matter.proposal.log) if event.act == act]
    return found[-1] if found else None


@check("P005", "act-out-of-order")
def act_out_of_order(course: Chronicle) -> Iterator[Fault]:
    """A log records an act at a point where the procedure has no such act.

    ## Why
    A vote on a text that was never frozen, or a veto of what was never adopted, has nothing to hold on to. Such an
    event is ignored, and the proposal stands where it stood before.

    ## Mend
    Record the acts that lead to this one first, or take the event back.
    """
    for matter, path in _readable(course):
        if matter.proposal.text.head.kind == IMPORTED:
            continue
        for index in matter.missteps:
            act = matter.proposal.log[index].act
            sources = {status for status, known in EDGES if known == act}
            what = f"'{act}' follows only when the proposal is {listed(sources)}"
            into = {known for (source, known), status in EDGES.items() if status in sources and source is not status}
            leading = {f"'{known}'" for known in into - {act}}
            mend = f"record {listed(leading)} first, or remove this event" if leading else "remove this event"
            yield Fault(course.archive.place(path, index, "act"), what, mend)


@check("P006", "log-not-monotonic")
def log_not_monotonic(course: Chronicle) -> Iterator[Fault]:
    """An event of a log is dated before the event above it.

    ## Why
    A log is a story in order. If events can be slipped in between, windows can be made to have been long enough.

    ## Mend
    Add events at the end, with the instant at which they happened. What was recorded late is recorded late, with
    the reason.
    """
    for owner in proceedings(course.archive):
        path = f"{owner.folder}/log.yml"
        for index in range(1, len(owner.log) if path not in unread(course.archive) else 0):
            event, before = owner.log[index], owner.log[index - 1]
            if event.at < before.at:
                what = f"'{event.act}' is dated before '{before.act}' above it, {write_instant(before.at)}"
                yield Fault(course.archive.place(path, index, "at"), what, "put the events in the order of their dates")


@check("P007", "text-moved-after-freeze")
def text_moved_after_freeze(course: Chronicle) -> Iterator[Fault]:
    """The text of a proposal, or a file of its changes, is another than the one that was frozen.

    ## Why
    Members vote on the text they read. One that moves afterwards was never voted on.

    ## Mend
    Put the frozen files back. Spelling is corrected with an event `corrected`, where the procedure has a rule `editorial`; see
    P119. A text that must change is withdrawn, and opened again as a proposal of its own. The
    digest is that of `sha256sum proposal.md` and of each file of `changes/` in the order of their paths, taken in the
    proposal's folder and put through `sha256sum` once more.
    """
    for matter, path in _readable(course):
        binding, digest = matter.proposal.binding(matter.procedure), matter.proposal.text_digest
        if matter.status not in _BOUND or binding is None or binding.text in (None, digest):
            continue
        what = f"{binding.act} was {str(binding.text)[:12]}..., the files now come to {digest[:12]}..."
        place = course.archive.place(path, matter.proposal.log.index(binding), "text")
        yield Fault(place, what, "put the frozen files back")


@check("P008", "frozen-without-digest")
def frozen_without_digest(course: Chronicle) -> Iterator[Fault]:
    """A proposal was frozen without the digest of its text.

    ## Why
    The digest is what a vote binds. Without it nobody can tell whether the text moved between the freeze and the vote.

    ## Mend
    Add the field `text` to the event, with the digest that the message gives.
    """
    for matter, path in _readable(course):
        for index, event in enumerate(matter.proposal.log):
            if event.act == "frozen" and event.text is None:
                what = "the text is frozen without its digest"
                place = course.archive.place(path, index, "act")
                yield Fault(place, what, f"add text: {matter.proposal.text_digest}")


@check("P010", "discussion-too-short")
def discussion_too_short(course: Chronicle) -> Iterator[Fault]:
    """A proposal was frozen before the time for discussion was over, counted anew from its last revision.

    ## Why
    Some members come by once a week. The least time for discussion is what they have to notice, to think and to
    answer.

    ## Mend
    Freeze the text after the instant that the message names. The day of opening is not counted, and the window closes
    at midnight in the co-op's time zone.
    """
    for matter, path in _readable(course):
        begun, frozen = _last(matter, "revised") or _last(matter, "opened"), _last(matter, "frozen")
        if matter.procedure is not None and begun is not None and frozen is not None:
            yield from _hurried(course, path, begun[1], frozen, matter.procedure.discuss.min, "discussion lasts")


@check("P011", "freeze-too-short")
def freeze_too_short(course: Chronicle) -> Iterator[Fault]:
    """Voting opened before the time between freeze and vote was over.

    ## Why
    Between the last word of the text and the first vote members read what they will decide about, and declare what
    stakes they have in it.

    ## Mend
    Open the vote after the instant that the message names.
    """
    for matter, path in _readable(course):
        frozen, voting = _last(matter, "frozen"), _last(matter, "voting-opened")
        freeze = matter.procedure.freeze if matter.procedure else None
        if freeze is not None and frozen is not None and voting is not None:
            yield from _hurried(course, path, frozen[1], voting, freeze, "the text stays frozen for")


def _hurried(
    course: Chronicle, path: str, start: ProposalEvent, end: tuple[int, ProposalEvent], least: Span, words: str
) -> Iterator[Fault]:
    due = course.deadline(start.at, least, course.matters[path.split("/")[1]].book)
    index, event = end
    if start.at <= event.at < due:
        what = f"'{event.act}' on {write_instant(event.at)}; {words} {least.words}, until {write_instant(due)}"
        yield Fault(course.archive.place(path, index, "at"), what, f"wait until {write_instant(due)}")


@check("P013", "imported-with-log")
def imported_with_log(course: Chronicle) -> Iterator[Fault]:
    """A proposal from another system has a log here.

    ## Why
    What was decided elsewhere was not decided by these rules. An event here would make it look as if it had been.

    ## Mend
    Remove the log. To decide the matter here, open a proposal of its own that names the imported one.
    """
    for proposal in course.archive.proposals:
        path = f"{proposal.folder}/log.yml"
        if proposal.text.head.kind == IMPORTED and path in course.archive.files:
            what = "this proposal is imported, and nothing happens to it here"
            yield Fault(course.archive.place(path), what, "remove log.yml")
