"""What the verbs of a vote share: the vote as its log opened it, and words that become a choice."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from folkmoot.cli.world import the_instant
from folkmoot.records.ballot import ChoiceKind, Choices, Marks
from folkmoot.records.error import FolkmootError
from folkmoot.records.value import shown

if TYPE_CHECKING:
    from folkmoot.procedure.chronicle import Chronicle, Matter
    from folkmoot.records.archive import Archive
    from folkmoot.records.ballot import Choice, Vote
    from folkmoot.records.decision_rule import DecisionRule
    from folkmoot.tally.electorate import Voters


@dataclass(frozen=True, slots=True)
class Poll:
    """One vote: where it stands, the rule that decides it, what a ballot must name and who may vote."""

    course: "Chronicle"
    matter: "Matter"
    name: str
    """Of the decision rule."""
    rule: "DecisionRule"
    vote: "Vote"
    voters: "Voters"

    @property
    def archive(self) -> "Archive":
        """The records it was read from."""
        return self.course.archive

    @property
    def folder(self) -> str:
        """Where its files stand."""
        return self.matter.proposal.folder


def the_matter(root: Path, proposal: str, as_of: str | None) -> "tuple[Chronicle, Matter]":
    """Find a proposal and where it stands; FolkmootError, with a suggestion, when there is none."""
    from folkmoot.procedure.chronicle import chronicle
    from folkmoot.repository.reader import read_work_tree

    course = chronicle(read_work_tree(root), the_instant(as_of))
    name = proposal.removeprefix("proposals/").strip("/")
    if name not in course.matters:
        from difflib import get_close_matches

        close = get_close_matches(name, list(course.matters), n=1)
        mend = f"did you mean '{close[0]}'?" if close else "see proposals/, and: folkmoot check"
        raise FolkmootError(f"there is no proposal '{name}'", mend)
    return course, course.matters[name]


def the_poll(root: Path, proposal: str, as_of: str | None) -> Poll:
    """Read the vote on a proposal; FolkmootError when it was never opened or names no text, electorate or rule."""
    from folkmoot.records.ballot import Vote
    from folkmoot.tally.electorate import voters
    from folkmoot.tally.methods import choices_of

    course, matter = the_matter(root, proposal, as_of)
    found = matter.proposal
    opened = next((event for event in reversed(found.log) if event.act == "voting-opened"), None)
    binding = found.binding(matter.procedure)
    if opened is None or opened.electorate is None or binding is None or binding.text is None:
        raise FolkmootError(f"no vote on {found.id} is open", f"open it first: folkmoot vote open {found.id}")
    name = matter.procedure.decide.rule if matter.procedure else ""
    rule = matter.book.decisions.get(name)
    if rule is None:
        raise FolkmootError(f"the charter has no decision rule for {found.id}", "see: folkmoot check")
    electorate = voters(course.archive, opened.electorate, found)
    choices = choices_of(rule, tuple(option.id for option in found.text.head.options))
    vote = Vote(found.id, binding.text, opened.electorate.digest, choices, None, None)
    return Poll(course, matter, name, rule, vote, electorate)


def the_open_poll(root: Path, proposal: str, as_of: str | None, secrecy: str) -> Poll:
    """Read a vote in which ballots of a kind are collected now; FolkmootError when they are not."""
    poll = the_poll(root, proposal, as_of)
    if poll.matter.status != "voting":
        raise FolkmootError(f"the vote on {poll.vote.proposal} is not open: it is {poll.matter.status}", "a ballot counts while it is open")
    if poll.rule.secrecy != secrecy:
        ways = {"open": "folkmoot vote cast", "attested": "folkmoot vote attest", "counted": "folkmoot vote totals"}
        mend = f"use: {ways[poll.rule.secrecy]}" if poll.rule.secrecy in ways else "vote where the vote's page says"
        raise FolkmootError(f"the rule '{poll.name}' takes ballots of the kind '{poll.rule.secrecy}'", mend)
    return poll


def recorded(course: "Chronicle", matter: "Matter", event: Mapping[str, Any]) -> tuple[str, bytes]:
    """The log with one event more; FolkmootError when by the charter the act does not count."""
    from folkmoot.formats.canonical import write_log
    from folkmoot.formats.layout import read_archive
    from folkmoot.procedure.chronicle import chronicle

    path = f"{matter.proposal.folder}/log.yml"
    data = course.archive.files.get(path, b"") + write_log([dict(event)])
    again = replace(read_archive({**course.archive.files, path: data}), history=course.archive.history)
    fault = next((fault for fault in again.faults if fault.place.path == path), None)
    if fault is not None:
        raise FolkmootError(f"{fault.place.path}: {fault.what}", fault.mend)
    walk = chronicle(again, course.as_of).matters[matter.proposal.id].walk
    last = len(matter.proposal.log)
    refused = next((refusal for refusal in walk.refusals if refusal.position == last), None)
    if refused is not None:
        raise FolkmootError(refused.what, f"see: folkmoot status {matter.proposal.id}")
    return path, data


def read_choice(words: Sequence[str], choices: Choices) -> "Choice":
    """Turn what was typed into a choice; FolkmootError, with what may be said, when the vote does not offer it.

    `for`; a ranking `plan-a plan-b=plan-c`, the best first; approved options `plan-a plan-b`; marks `plan-a=5 plan-b=0`.
    """
    from folkmoot.tally.ballots import choice_fault

    said = _choice(words, choices) if words else None
    fault = "no choice was given" if not words else _slip(words, choices) or choice_fault(said or "", choices)
    if said is None or fault is not None:
        raise FolkmootError(f"'{' '.join(words)}' is not a choice here: {fault}", f"write it so: {_form(choices)}")
    return said


def blank_choice(choices: Choices) -> "Choice":
    """The choice of an empty paper; FolkmootError where a vote has no such thing."""
    if choices.kind not in (ChoiceKind.RANKING, ChoiceKind.APPROVAL):
        raise FolkmootError("this vote has no blank ballot", f"write it so: {_form(choices)}")
    return ()


def _slip(words: Sequence[str], choices: Choices) -> str | None:
    """What is wrong with the options that were named, in words of the one who typed them."""
    match choices.kind:
        case ChoiceKind.VOTE | ChoiceKind.CONSENT:
            return None
        case ChoiceKind.RANKING:
            named = [option for word in words for option in word.split("=")]
        case ChoiceKind.APPROVAL:
            named = list(words)
        case ChoiceKind.SCORES | ChoiceKind.ITEMS:
            named = [] if choices.whole and len(words) == 1 and "=" not in words[0] else [word.partition("=")[0] for word in words]
    for place, option in enumerate(named):
        if option not in choices.options:
            return f"'{shown(option)}' is not on the ballot, which has {', '.join(choices.options)}"
        if option in named[:place]:
            return f"'{option}' stands there twice"
    return None


def _choice(words: Sequence[str], choices: Choices) -> "Choice | None":
    match choices.kind:
        case ChoiceKind.VOTE | ChoiceKind.CONSENT:
            return words[0] if len(words) == 1 else None
        case ChoiceKind.RANKING:
            return tuple(tuple(word.split("=")) for word in words) or None
        case ChoiceKind.APPROVAL:
            return (tuple(words),)
    if choices.whole and len(words) == 1 and "=" not in words[0]:
        return words[0]
    pairs = [word.partition("=") for word in words]
    marks = ((name, int(mark) if mark.isascii() and mark.isdigit() else mark) for name, _, mark in pairs)
    return Marks(tuple(sorted(marks, key=lambda pair: pair[0]))) if pairs else None


def _form(choices: Choices) -> str:
    first, *others = choices.options or ("option",)
    second = others[0] if others else first
    match choices.kind:
        case ChoiceKind.VOTE | ChoiceKind.CONSENT:
            return " | ".join(choices.options)
        case ChoiceKind.RANKING:
            return f"{first} {second}, the best first, or {first}={second} for equals; the options are {', '.join(choices.options)}"
        case ChoiceKind.APPROVAL:
            return f"the options you approve, such as: {first} {second}"
        case ChoiceKind.SCORES:
            return f"{first}={choices.highest} {second}=0; scores go from 0 to {choices.highest}"
        case ChoiceKind.ITEMS:
            return f"{first}=for {second}=against" + (", or one word for all of them" if choices.whole else "")
