"""Carrying a decision out: what the decisions made of every file, in order, and whether one may be carried out now."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from folkmoot.formats.blob import same_blob
from folkmoot.procedure.charter import changed_files, decided_files
from folkmoot.procedure.chronicle import Chronicle, Matter
from folkmoot.procedure.status import HOLDING, Status
from folkmoot.records.archive import Proposal
from folkmoot.records.value import write_instant
from folkmoot.rulebook.merge import Merged, merge


@dataclass(frozen=True, slots=True)
class DecidedText:
    """A file as one adopted decision made it."""

    proposal: str
    data: bytes


@dataclass(frozen=True, slots=True)
class Obstacle:
    """Why a decision cannot be carried out now, and what can be done."""

    what: str
    mend: str
    is_done: bool = False
    """Whether it stands in the way only because it was carried out before."""


def decided_texts(course: Chronicle) -> Mapping[str, tuple[DecidedText, ...]]:
    """Give for every file that decisions ever made its texts, in the order in which they took or take effect."""
    texts: dict[str, list[DecidedText]] = {}
    for version in course.versions:
        for path, data in decided_files(course.archive, course.matters[version.proposal].proposal).items():
            texts.setdefault(path, []).append(DecidedText(version.proposal, data))
    return {path: tuple(chain) for path, chain in texts.items()}


def written(proposal: Proposal) -> datetime | None:
    """Return when a text was last laid before the members: opened, or revised since."""
    return next((event.at for event in reversed(proposal.log) if event.act in ("opened", "revised")), None)


def rebase(course: Chronicle, proposal: Proposal, path: str) -> Merged | None:
    """Merge a decided file with the decisions that changed it since it was written; None when none did."""
    if moved_by(course, proposal, path) is None:
        return None
    chain, since = decided_texts(course)[path], written(proposal)
    own = _own(chain, proposal.id)
    known = [text for text in chain[:own] if since is not None and _closed(course, text.proposal) <= since]
    ours = changed_files(course.archive, proposal)[path]
    return merge(known[-1].data if known else b"", chain[own - 1].data, ours)


def moved_by(course: Chronicle, proposal: Proposal, path: str) -> str | None:
    """Name the last decision that changed a file after this proposal was written and that comes before it."""
    chain, since = decided_texts(course).get(path, ()), written(proposal)
    earlier = chain[: _own(chain, proposal.id)]
    movers = [text.proposal for text in earlier if since is not None and _closed(course, text.proposal) > since]
    return movers[-1] if movers else None


def _own(chain: Sequence[DecidedText], name: str) -> int:
    """The position of a proposal's text; the end when it is not among those decided."""
    return next((place for place, text in enumerate(chain) if text.proposal == name), len(chain))


def _closed(course: Chronicle, name: str) -> datetime:
    proposal = course.archive.proposal(name)
    assert proposal is not None, "a version is made by a proposal"
    assert proposal.decision is not None, "and by its decision"
    return proposal.decision.head.closed


def obstacle(course: Chronicle, name: str, standing: Mapping[str, str]) -> Obstacle | None:
    """Say why the decision on a proposal may not be carried out; None when it may.

    `standing` gives Git's id of each file that the decision changes, as it stands now; a file that is left out is absent.
    """
    matter = course.matters[name]
    undecided = _undecided(course, matter)
    if undecided:
        return undecided
    texts, paths = decided_texts(course), changed_files(course.archive, matter.proposal)
    found = [_of_file(course, matter.proposal, path, texts[path], standing.get(path, "")) for path in sorted(paths)]
    waiting = [each for each in found if each is not None and not each.is_done]
    return waiting[0] if waiting else found[0] if None not in found else None


def _undecided(course: Chronicle, matter: Matter) -> Obstacle | None:
    name = matter.proposal.id
    if matter.status is Status.VETOED:
        event = matter.events["vetoed"]
        return Obstacle(f"'{name}' was vetoed by {event.by} on {write_instant(event.at)}", "override the veto, or propose another text")
    if matter.status is Status.SUSPENDED and matter.walk.call_up:
        asked = matter.walk.call_up.id
        return Obstacle(f"'{name}' was called up, and waits until '{asked}' is decided", f"wait for it: folkmoot status {asked}")
    if name not in {version.proposal for version in course.versions} or matter.status not in HOLDING:
        return Obstacle(f"'{name}' is not adopted: it is {matter.status}", "only what was adopted is carried out")
    if not matter.proposal.changes:
        return Obstacle(f"'{name}' changes no file", "there is nothing to carry out", is_done=True)
    if matter.final is not None and course.as_of < matter.final:
        return Obstacle(f"'{name}' can still be vetoed until {write_instant(matter.final)}", "wait until then")
    return None


def _of_file(course: Chronicle, proposal: Proposal, path: str, chain: tuple[DecidedText, ...], standing: str) -> Obstacle | None:
    """Judge one file: what was decided just before must stand there, and it must be what was amended."""
    own, held = _own(chain, proposal.id), _held(chain, standing)
    if held is None:
        mend = f"put back what '{chain[own - 1].proposal}' decided" if own else f"remove {path}"
        return Obstacle(f"what stands in {path} was never decided", mend)
    if held == own:
        return Obstacle(f"'{proposal.id}' is carried out already", "there is nothing left to do", is_done=True)
    if held > own:
        later = chain[held].proposal
        return Obstacle(
            f"'{later}' was decided after '{proposal.id}' and stands in {path}", "open a proposal against the text that stands there"
        )
    if held < own - 1:
        earlier = chain[held + 1].proposal
        return Obstacle(f"'{earlier}' changes {path} too and comes first", f"carry it out first: folkmoot enact {earlier}")
    again = rebase(course, proposal, path)
    if again is None or (not again.overlaps and again.data == chain[own].data):
        return None
    what = f"'{moved_by(course, proposal, path)}' changed {path} after '{proposal.id}' was written"
    if again.overlaps:
        return Obstacle(f"{what}, in the same place: {', '.join(again.overlaps)}", "decide again, on the text that stands there now")
    return Obstacle(f"{what}, in other clauses", f"bring the two together: folkmoot charter rebase {proposal.id}")


def _held(chain: Sequence[DecidedText], standing: str) -> int | None:
    """Which text of the chain stands there, the last of equal ones; -1 when no file stands there, None for another text."""
    if not standing:
        return -1
    return next((place for place in range(len(chain) - 1, -1, -1) if same_blob(chain[place].data, standing)), None)
