"""F: what may stand in the words of a record, the part of the family that reads texts as people do."""

import re
import unicodedata
from collections.abc import Iterator
from itertools import islice

from folkmoot.checks.names import proceedings
from folkmoot.checks.registry import check
from folkmoot.formats.unfit import HIDDEN, personal
from folkmoot.procedure.chronicle import IMPORTED, Chronicle
from folkmoot.records.archive import Archive
from folkmoot.records.finding import Fault, Place, Severity
from folkmoot.records.value import write_instant

_MOST = 20
"""Places of one fault that are shown of one file; who mends those will look for the others."""
LONGEST_SUMMARY = 280
"""Characters a summary may have: what a short message and a list of links can show whole."""

_ESCAPE = re.compile(r"\\(?:x([0-9A-Fa-f]{2})|u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{8})|[0abefv])")
"""How YAML writes a character by its number; the short forms all stand for controls."""


@check("F023", "long-summary", Severity.WARNING)
def long_summary(course: Chronicle) -> Iterator[Fault]:
    """A summary has more than 280 characters.

    ## Why
    Most members read only the summary. One that does not fit a message on a phone is cut off where nobody chose to.

    ## Mend
    Say in one or two sentences what would change, and for whom. Leave the reasons to the prose.
    """
    for text in course.archive.texts():
        length = len(text.head.summary)
        if length > LONGEST_SUMMARY:
            what = f"the summary has {length} characters; {LONGEST_SUMMARY} fit"
            place = course.archive.place(text.path, "summary")
            yield Fault(place, what, f"leave out {length - LONGEST_SUMMARY} or more of them")


@check("F024", "personal-data")
def personal_data(course: Chronicle) -> Iterator[Fault]:
    """An e-mail address or a telephone number stands in a record.

    ## Why
    The records are public and are never deleted, so what stands here about a person stands here for ever, in every
    clone. No consent can be taken back from that.

    ## Mend
    Replace it by the member's entry, or by an address that belongs to a body and is reserved for examples, such as
    board@coop.example. If it was ever merged, tell the secretary: it must be removed from history too.
    Imported texts are not searched: they are public where they came from, and not ours to change.
    """
    imported = _imported(course.archive)
    for path, data in course.archive.files.items():
        if path in imported:
            continue
        for match in islice(personal(data, is_prose=path.endswith((".md", ".yml"))), _MOST):
            yield _personal(path, data, match)


def _imported(archive: Archive) -> frozenset[str]:
    """The texts that came from elsewhere: public already, and not ours to change."""
    return frozenset(proposal.text.path for proposal in archive.proposals if proposal.text.head.kind == IMPORTED)


def _personal(path: str, data: bytes, match: re.Match[bytes]) -> Fault:
    start = data.rfind(b"\n", 0, match.start()) + 1
    column = len(data[start : match.start()].decode("utf-8", "replace")) + 1
    place = Place(path, data.count(b"\n", 0, start) + 1, column, column + len(match[0].decode("utf-8", "replace")))
    if b"@" in match[0]:
        return Fault(place, "an e-mail address stands here", "write the member's entry instead")
    return Fault(place, "a telephone number stands here", "remove it")


def _at(path: str, text: str, match: re.Match[str]) -> Place:
    start = text.rfind("\n", 0, match.start()) + 1
    column = match.start() - start + 1
    return Place(path, text.count("\n", 0, start) + 1, column, column + len(match[0]))


@check("F025", "hidden-characters")
def hidden_characters(course: Chronicle) -> Iterator[Fault]:
    """A character that cannot be seen stands in a record.

    ## Why
    Such characters turn the order of what is read around, or make two different names look the same. Members would
    vote on another text than the one that counts.

    ## Mend
    Delete the character; an editor that shows invisible characters helps. Marks that a script needs between its own
    letters may stay.
    """
    imported = _imported(course.archive)
    for path, data in course.archive.files.items():
        is_typed = path.endswith((".md", ".yml"))
        if path in imported or (data.isascii() and not (is_typed and b"\\" in data)):
            continue
        text = data.decode("utf-8", "replace")
        for match in islice(HIDDEN.finditer(text, 1), _MOST):  # one at the very start is a byte order mark
            yield Fault(_at(path, text, match), f"{_named(match[0])} stands here", "delete it")
        for match in islice(_ESCAPE.finditer(_typed_part(path, text)), _MOST if is_typed else 0):
            mark = chr(min(int(match[1] or match[2] or match[3] or "0", 16), 0x10FFFF))
            if not mark.isprintable():
                yield Fault(_at(path, text, match), f"{_named(mark)} stands here as an escape", "delete it")


def _named(mark: str) -> str:
    name = unicodedata.name(mark, "").lower()
    return f"U+{ord(mark):04X}, {name}," if name else f"U+{ord(mark):04X}, a control character,"


def _typed_part(path: str, text: str) -> str:
    """Where an escape means what it stands for: a whole log, or the head of a text."""
    return text if path.endswith(".yml") else text[: max(text.find("\n---\n"), 0)]


@check("F026", "future-date")
def future_date(course: Chronicle) -> Iterator[Fault]:
    """An event is dated later than the instant by which the records are judged.

    ## Why
    A log tells what has happened. An event dated ahead would open or close a vote before its time.

    ## Mend
    Record the event when it has happened, with the instant at which it did. To look at the records as of a day, give
    `--as-of`.
    """
    archive, now = course.archive, write_instant(course.as_of)
    for owner in proceedings(archive):
        path = f"{owner.folder}/log.yml"
        acts = [(event.act, event.at) for event in owner.log]
        for index, (act, at) in enumerate(acts):
            if at > course.as_of:
                what = f"'{act}' is dated {write_instant(at)}; it is {now}"
                yield Fault(archive.place(path, index, "at"), what, "record it when it has happened")
        decision = owner.decision
        if decision is not None and decision.head.closed > course.as_of:
            what = f"the vote closed on {write_instant(decision.head.closed)}; it is {now}"
            yield Fault(archive.place(decision.path, "closed"), what, "count when the vote is over")
