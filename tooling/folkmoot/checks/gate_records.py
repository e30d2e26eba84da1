"""The gate, record by record: what a pull request may do to a text, a log, a result, a ballot and all that only appears."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from folkmoot.formats.draw_json import write_draw
from folkmoot.procedure.acts import FAULTS_THAT_COUNT
from folkmoot.procedure.chronicle import GENESIS, Chronicle, Matter
from folkmoot.procedure.enactment import rebase
from folkmoot.procedure.status import Status
from folkmoot.records.error import FolkmootError
from folkmoot.records.event import ProposalEvent
from folkmoot.records.value import write_instant
from folkmoot.sortition.apart import fault_of, is_apart
from folkmoot.sortition.replay import redraw
from folkmoot.tally.decision import decision_document, recount

_WRITING = (Status.DRAFT, Status.OPEN, Status.IMPORTED)
_NEVER_DELETED = ("a record is never deleted", "leave it; what was wrong is corrected by a later record")


@dataclass(frozen=True, slots=True)
class Judged:
    """A verdict without its path."""

    allowed: bool
    reason: str
    mend: str = ""


def allow(reason: str) -> Judged:
    """It may be merged."""
    return Judged(True, reason)


def refuse(reason: str, mend: str) -> Judged:
    """It may not."""
    return Judged(False, reason, mend)


@dataclass(frozen=True, slots=True)
class Case:
    """One record that differs, with its bytes before and after, and all records before and after."""

    before: Chronicle
    after: Chronicle
    path: str
    old: bytes | None
    new: bytes | None

    @property
    def name(self) -> str:
        """The id of the proposal, jury or roster."""
        parts = self.path.split("/")
        return parts[2] if parts[:2] == ["juries", "rosters"] else parts[1]

    @property
    def was(self) -> Matter | None:
        """The proposal's matter before."""
        return self.before.matters.get(self.name)

    @property
    def becomes(self) -> Matter | None:
        """The proposal's matter after."""
        return self.after.matters.get(self.name)

    @property
    def added(self) -> tuple[ProposalEvent, ...]:
        """The events that the pull request adds to the proposal's log."""
        known = len(self.was.proposal.log) if self.was else 0
        return self.becomes.proposal.log[known:] if self.becomes else ()


def verdict_of(case: Case) -> Judged:
    """Judge one record that is not a part of the charter."""
    return next(judge for pattern, judge in _KINDS if pattern.fullmatch(case.path))(case)


def _text(case: Case) -> Judged:
    was, becomes = case.was, case.becomes
    if case.new is None and case.path.endswith("/proposal.md") and case.path.count("/") == 2:
        return refuse("a proposal is never deleted", f"record that it was withdrawn: an event 'withdrawn' in proposals/{case.name}/log.yml")
    if was is None:
        return allow("a new proposal")
    if _is_corrected(case):
        return allow("the spelling is corrected, as the log says and as the charter lets it")
    if was.status not in _WRITING:
        event = was.events.get("frozen")
        since = f"frozen since {write_instant(event.at)}" if event else f"{was.status}"
        return refuse(f"the text is {since}, and what is voted on does not change", "put it back; another text is a proposal of its own")
    if was.status is Status.OPEN and not _is_told(case):
        mend = f"add an event 'revised' to proposals/{case.name}/log.yml, so that the discussion goes on from there"
        return refuse("the text is under discussion and changes without a word in the log", mend)
    if becomes is not None and any(event.act == "frozen" for event in case.added):
        return refuse("the text changes and is frozen in one pull request", "merge the new text first, so that members can read it")
    return allow(f"the text is {was.status} and may still change")


def _is_corrected(case: Case) -> bool:
    """Whether the pull request records a correction that binds the files as they become; what it may change, P119 says."""
    was, becomes = case.was, case.becomes
    if was is None or becomes is None or was.status is not Status.FROZEN:
        return False
    binding = becomes.proposal.binding(becomes.procedure)
    return binding is not None and binding.act == "corrected" and binding in case.added and binding.text == becomes.proposal.text_digest


def _is_told(case: Case) -> bool:
    """Whether the log speaks of the change, or nothing but seconds were added."""
    if any(event.act in ("revised", "returned") for event in case.added):
        return True
    if not case.path.endswith("/proposal.md") or case.was is None or case.becomes is None:
        return False
    old, new = case.was.proposal.text, case.becomes.proposal.text
    same = old.body == new.body and old.head == new.head.model_copy(update={"seconds": old.head.seconds})
    return same and new.head.seconds[: len(old.head.seconds)] == old.head.seconds


def _log(case: Case) -> Judged:
    if case.new is None:
        return refuse(*_NEVER_DELETED)
    if case.old is not None and not case.new.startswith(case.old):
        mend = "put the old lines back, and add events at the end"
        return refuse("the log does not begin with what it said before: a log only grows", mend)
    if case.path.startswith("juries/"):
        return _jury_log(case)
    was, becomes = case.was, case.becomes
    if becomes is None:
        return refuse("the proposal of this log cannot be read", "see: folkmoot check")
    if was is not None and becomes.proposal.log[: len(was.proposal.log)] != was.proposal.log:
        return refuse("an event that was recorded reads otherwise now", "add the new event as a line of its own")
    return _new_acts(case, becomes)


def _jury_log(case: Case) -> Judged:
    was, becomes = case.before.archive.jury(case.name), case.after.archive.jury(case.name)
    if was is not None and (becomes is None or becomes.log[: len(was.log)] != was.log):
        return refuse("an event that was recorded reads otherwise now", "add the new event as a line of its own")
    return allow("the log grows")


def _new_acts(case: Case, becomes: Matter) -> Judged:
    """Judge the events added: they follow from where the matter stood, and no public window passes inside a pull request."""
    was, acts = case.was, [event.act for event in case.added]
    known = len(becomes.proposal.log) - len(acts)
    for refusal in becomes.walk.refusals:
        if refusal.position >= known and refusal.cause not in FAULTS_THAT_COUNT:
            return refuse(refusal.what, "record what leads there first, or leave the event out")
    unseen = "" if becomes.proposal.text.head.kind == GENESIS else _unseen(was, becomes, acts)
    if unseen:
        return refuse(f"{unseen} would begin and end inside one pull request, where nobody sees it", "merge the beginning first")
    return allow(f"the log grows: {', '.join(acts)}" if acts else "the log grows by no event")


def _unseen(was: Matter | None, becomes: Matter, acts: Sequence[str]) -> str:
    """Name a time that members are promised and that would not pass in public."""
    stood = was.status if was else Status.DRAFT
    if "frozen" in acts and stood is Status.DRAFT:
        return "the discussion"
    if "voting-opened" in acts and becomes.procedure and becomes.procedure.freeze and stood in (Status.DRAFT, Status.OPEN):
        return "the time between freeze and vote"
    if "ballots-closed" in acts and _secrecy(becomes) == "open" and stood is not Status.VOTING:
        return "the vote"
    return ""


def _secrecy(matter: Matter) -> str:
    rule = matter.book.decisions.get(matter.procedure.decide.rule) if matter.procedure else None
    return rule.secrecy if rule else "open"


def _ballot(case: Case) -> Judged:
    if case.old is not None:
        verb = "removed" if case.new is None else "changed"
        return refuse(f"a ballot that was cast is never {verb}", "put it back; a voter who thinks again casts another with the next number")
    was, becomes = case.was, case.becomes
    if becomes is not None and becomes.proposal.text.head.kind == GENESIS and was is None:
        return allow("a ballot of the founding vote")
    stood = was.status if was else Status.DRAFT
    if becomes is not None and _secrecy(becomes) != "open":
        opening = any(event.act == "voting-opened" for event in case.added)
        if stood in (Status.VOTING, Status.CLOSED) or opening:
            return allow("the votes that were counted, as those who counted them attest")
    if stood is not Status.VOTING:
        return refuse(f"ballots are taken while voting is open; the proposal is {stood}", "nothing can be done for this vote")
    if was is not None and was.due is not None and case.before.as_of >= was.due:
        return refuse(f"voting ended on {write_instant(was.due)}", "nothing can be done for this vote")
    return allow("a ballot, while voting is open")


def _decision(case: Case) -> Judged:
    matter = case.becomes
    if case.old is not None:
        return refuse("a published decision never changes", "put it back; what was counted wrongly is corrected by a proposal that says so")
    if matter is None or matter.proposal.decision is None:
        return refuse("the decision cannot be read", f"write it with: folkmoot tally {case.name} --write")
    try:
        again = decision_document(recount(case.after.archive, matter.proposal, matter.book))
    except FolkmootError as error:
        return refuse(f"the ballots cannot be counted: {error.what}", error.mend)
    if again != case.new:
        return refuse("counting again gives another decision", f"write it with: folkmoot tally {case.name} --write")
    if matter.proposal.packed is not None:
        return allow("taken again from the counts in ballots.json: the same")
    return allow("counted again: the same")


def _packed(case: Case) -> Judged:
    if case.old is not None:
        return refuse("a published count never changes", "put it back; what was counted wrongly is corrected by a proposal that says so")
    matter = case.becomes
    if matter is None or matter.proposal.packed is None:
        return refuse("the count of packed ballots cannot be read", f"count again: folkmoot tally {case.name} --engine duckdb --write")
    try:
        recount(case.after.archive, matter.proposal, matter.book)
    except FolkmootError as error:
        return refuse(f"it is no count of this vote: {error.what}", error.mend)
    return allow(
        f"a count of this vote; that it is the ballots' shows: folkmoot tally {case.name} --engine duckdb --ballots DIR --shards DIR"
    )


def _draw(case: Case) -> Judged:
    if case.old is not None:
        return refuse("a published draw never changes", "put it back; a draw that cannot stand is annulled, and stays")
    jury = case.after.archive.jury(case.name)
    if jury is None or jury.draw is None:
        return refuse("the draw cannot be read", f"draw it with: folkmoot draw run {case.name}")
    try:
        if is_apart(case.after.archive, jury):
            if reason := fault_of(case.after.archive, jury, jury.draw):
                return refuse(reason, f"draw it with: folkmoot draw run {case.name} --shards DIR")
            return allow(f"each ticket is what the seed gives; that no other is lower shows: folkmoot draw verify {case.name} --shards DIR")
        same = write_draw(redraw(case.after.archive, jury)) == case.new
    except FolkmootError as error:
        return refuse(f"it cannot be drawn again: {error.what}", error.mend)
    if not same:
        return refuse("drawing again gives another draw", f"draw it with: folkmoot draw run {case.name}")
    return allow("drawn again: the same")


def _rebased(case: Case) -> Judged:
    matter = case.becomes
    if case.old is not None or matter is None:
        return refuse("a merged text never changes", "put it back")
    again = rebase(case.after, matter.proposal, case.path.partition("/rebased/")[2])
    if again is None or again.overlaps or again.data != case.new:
        return refuse("merging the clauses again does not give this text", f"write it with: folkmoot charter rebase {case.name}")
    return allow("merged again, clause by clause: the same")


def _call(case: Case) -> Judged:
    jury = case.before.archive.jury(case.name)
    if case.new is None:
        return refuse(*_NEVER_DELETED)
    if jury is not None and any(event.act == "called" for event in jury.log):
        return refuse("the jury is called, and its call does not change", "annul it, and call another jury")
    return allow("a new call" if case.old is None else "the jury is not called yet, and its call may still change")


def _kept(case: Case) -> Judged:
    if case.new is None:
        return refuse(*_NEVER_DELETED)
    if case.old is not None:
        return refuse("a record that was merged never changes", "put it back, and add another record that corrects it")
    return allow("a new record")


def _stray(case: Case) -> Judged:
    return allow("this is no record and is removed") if case.new is None else allow("this is no record")


_KINDS: tuple[tuple[re.Pattern[str], Callable[[Case], Judged]], ...] = tuple(
    (re.compile(pattern), judge)
    for pattern, judge in (
        (r".*\.sig\.d/[^/]+", _kept),
        (r"charter/keys/.+", _kept),
        (r"proposals/[^/]+/(proposal\.md|changes/.+)", _text),
        (r"(proposals|juries)/[^/]+/log\.yml", _log),
        (r"proposals/[^/]+/decision\.md", _decision),
        (r"proposals/[^/]+/ballots\.json", _packed),
        (r"proposals/[^/]+/frozen/.+", _kept),
        (r"proposals/[^/]+/ballots/.+", _ballot),
        (r"proposals/[^/]+/rebased/.+", _rebased),
        (r"juries/[^/]+/draw\.json", _draw),
        (r"juries/[^/]+/call\.md", _call),
        (r"juries/rosters/[^/]+/.+", _kept),
        (r"proposals/[^/]+/(reports|acts)/.+", _kept),
        (r"juries/[^/]+/((sessions|reports|acts|removals)/.+|report\.md|decision\.md|lottery\.json)", _kept),
        (r".*", _stray),
    )
)
"""What each kind of path is; the first that fits holds."""
