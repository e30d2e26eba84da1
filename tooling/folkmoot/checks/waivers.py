"""P: the editorial waiver, a correction of a frozen text that may touch white space and spelling and nothing else."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from folkmoot.checks.names import unread
from folkmoot.checks.registry import check
from folkmoot.formats.canonical import manifest_digest
from folkmoot.formats.document import Document, read_document
from folkmoot.formats.layout import FROZEN
from folkmoot.formats.yaml import Value
from folkmoot.procedure.chronicle import Chronicle, Matter
from folkmoot.records.archive import Proposal
from folkmoot.records.finding import Fault, Place
from folkmoot.records.rules import Procedure

_PROSE = ("title", "summary")
"""The fields of a head that are prose; every other one stays as it reads."""
_WEIGHTY = frozenset({
    "not", "no", "never", "none", "nor", "neither", "cannot", "without", "nothing", "nobody", "all", "any", "every", "only",
    "and", "or", "if", "unless", "may", "must", "shall", "can", "will", "should", "before", "after", "half", "zero", "one", "two",
    "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve",
})  # fmt: skip
"""Words on which a sentence turns: none may come, go or be spelled otherwise."""
_TURNING = ("un", "in", "im", "il", "ir", "non", "dis", "mis")
"""Beginnings that turn a word into its opposite."""
_REFERRING = frozenset("/@`_{}[]<>#=|\\")
"""Marks of a link, a name or a placeholder."""
_BEGINNINGS = re.compile(r"^[ \t]*(#+ |>|\||```|~~~|[-*+] |\*\*|[0-9]+[.)] |-+$|=+$)", re.MULTILINE)
"""What makes a line a heading, an item, a quotation, a table or a clause."""
_LETTERS = re.compile(r"[^\W\d_]+|['’-]")
_MOST = 2
"""Letters that may be wrong in a word, one for every three it has."""


@check("P119", "not-editorial")
def not_editorial(course: Chronicle) -> Iterator[Fault]:
    """A frozen text was corrected by somebody who may not, at the wrong time, or in more than white space and spelling.

    ## Why
    A slip of the pen in a frozen text need not cost two more weeks. A correction that changes what the text says would
    put another question to the vote than the one members discussed.

    ## Mend
    Put the frozen files back. A correction needs a rule `editorial` in the procedure, an event `corrected` with `text`
    and `reason` between freeze and vote, and each corrected file as it was frozen below `frozen/`, by the same path.
    Words may be spelled otherwise, by one letter for every three they have and by two at the most. Numbers, links, names,
    punctuation, negations and the fields of a head other than title and summary stay. Anything else is a proposal of its
    own.
    """
    for matter in course.matters.values():
        whole = course.archive.proposal(matter.proposal.id) or matter.proposal
        if f"{whole.folder}/log.yml" in unread(course.archive):
            continue
        if whole.frozen and not any(event.act == "corrected" for event in whole.log):
            mend = "remove it, or record the correction"
            yield from (Fault(Place(path), "this was kept as frozen, and no correction is recorded", mend) for path in whole.frozen)
        yield from _events(course, matter)
        yield from _differences(course, matter)


def _events(course: Chronicle, matter: Matter) -> Iterator[Fault]:
    rule, log = matter.procedure.editorial if matter.procedure else None, matter.proposal.log
    path, kind = f"{matter.proposal.folder}/log.yml", matter.proposal.text.head.kind
    stands = ""
    for index, event in enumerate(log):
        if event.act != "corrected":
            stands = event.act
            continue
        if rule is None:
            what = f"no rule 'procedures.{kind}.editorial' lets anybody correct a frozen text"
            yield Fault(course.archive.place(path, index, "act"), what, "put the frozen files back, and remove this event")
        elif event.by != rule.by:
            what = f"a frozen text is corrected by {rule.by}, not by {event.by}"
            yield Fault(course.archive.place(path, index, "by"), what, f"leave the correction to {rule.by}")
        if stands != "frozen":
            what = f"a text is corrected between its freeze and the vote, this comes after '{stands or 'nothing'}'"
            yield Fault(course.archive.place(path, index, "act"), what, "put the frozen files back, and remove this event")
        if not (event.text and event.reason):
            lacking = "reason" if event.text else "text"
            mend = f"add text: {matter.proposal.text_digest}" if lacking == "text" else "say in 'reason' what was corrected"
            yield Fault(course.archive.place(path, index, "act"), f"the correction has no '{lacking}'", mend)


def _differences(course: Chronicle, matter: Matter) -> Iterator[Fault]:
    """Compare the corrected files with what was frozen, if a correction was made since the last freeze."""
    proposal, path = matter.proposal, f"{matter.proposal.folder}/log.yml"
    acts = [event.act for event in proposal.log]
    if "frozen" not in acts:
        return
    start = len(acts) - 1 - acts[::-1].index("frozen")
    if "corrected" not in acts[start:]:
        return
    kept = {each.replace(f"/{FROZEN}/", "/", 1): course.archive.files[each] for each in proposal.frozen}
    present = {each: course.archive.files[each] for each in (proposal.text.path, *proposal.changes)}
    was = manifest_digest({each.removeprefix(f"{proposal.folder}/"): data for each, data in {**present, **kept}.items()})
    if proposal.log[start].text != was:
        what = f"with what is kept below {FROZEN}/ the text comes to {was[:12]}..., frozen was {str(proposal.log[start].text)[:12]}..."
        mend = f"keep every corrected file, as it was frozen, below {proposal.folder}/{FROZEN}/"
        yield Fault(course.archive.place(path, start, "text"), what, mend)
        return
    changed = 0
    for each, old in kept.items():
        if each not in present:
            yield Fault(Place(proposal.text.path), f"{each} was frozen and is gone", "put the frozen file back")
            continue
        compared = _Comparison(each)
        yield from compared.files(old, present[each])
        changed += compared.words
    yield from _too_many(course, proposal, matter.procedure, changed, start + acts[start:].index("corrected"))


def _too_many(course: Chronicle, proposal: Proposal, procedure: Procedure | None, words: int, index: int) -> Iterator[Fault]:
    most = procedure.editorial.words if procedure and procedure.editorial else words
    if words > most:
        what = f"{words} words are spelled otherwise than when the text was frozen, the rule allows {most}"
        yield Fault(course.archive.place(f"{proposal.folder}/log.yml", index, "act"), what, "put some of the frozen words back")


@dataclass(slots=True)
class _Comparison:
    """One corrected file beside the frozen one; `words` counts what is spelled otherwise."""

    path: str
    words: int = 0

    def files(self, old: bytes, new: bytes) -> Iterator[Fault]:
        """Tell every difference that is more than white space and spelling."""
        before, after = read_document(self.path, old)[0], read_document(self.path, new)[0]
        if not self.path.endswith(".md") or before is None or after is None:
            if old != new:
                yield Fault(Place(self.path), "only a text with a head can be corrected once it is frozen", "put the frozen file back")
            return
        yield from self._heads(before, after)
        yield from self._words(before.body, after.body, after.body_line)
        if _BEGINNINGS.findall(before.body) != _BEGINNINGS.findall(after.body):
            what = "headings, lists or clauses begin on other lines than when the text was frozen"
            yield Fault(Place(self.path, after.body_line), what, "put the frozen line ends back")

    def _heads(self, before: Document, after: Document) -> Iterator[Fault]:
        old, new = _fields(before.head), _fields(after.head)
        for key in sorted(old.keys() | new.keys()):
            place = after.places.get((key,), Place(self.path))
            was, becomes = old.get(key), new.get(key)
            if key in _PROSE and isinstance(was, str) and isinstance(becomes, str):
                yield from self._words(was, becomes, place.line)
            elif was != becomes:
                yield Fault(place, f"'{key}' reads otherwise than when it was frozen", "put the frozen words back")

    def _words(self, old: str, new: str, first_line: int) -> Iterator[Fault]:
        """Compare word by word; `first_line` is the line of the file on which the new words begin."""
        before = old.split()
        after = [(word, line) for line, text in enumerate(new.split("\n"), first_line) for word in text.split()]
        if len(before) != len(after):
            number = next((index for index, (was, (word, _)) in enumerate(zip(before, after, strict=False)) if was != word), len(before))
            line = after[number][1] if number < len(after) else first_line
            what = f"{len(after)} words stand here, {len(before)} were frozen"
            yield Fault(Place(self.path, line), what, "put the frozen words back: none may come or go")
            return
        for was, (word, line) in zip(before, after, strict=True):
            if was != word:
                self.words += 1
                reason = _more_than_spelling(was, word)
                if reason:
                    yield Fault(Place(self.path, line), f"'{word}' stands here for '{was}': {reason}", "put the frozen word back")


def _fields(head: Value) -> dict[str, Value]:
    return {str(key): value for key, value in head.items()} if isinstance(head, dict) else {}


def _more_than_spelling(was: str, word: str) -> str:
    """Say why one word for another is more than another spelling; empty when it is not."""
    both = was + word
    if any(mark.isnumeric() for mark in both):
        return "a number does not change"
    if _REFERRING & set(both):
        return "a link or a name does not change"
    if _LETTERS.sub("", was) != _LETTERS.sub("", word):
        return "a mark does not change"
    plain, other = ("".join(_LETTERS.findall(each)).lower().replace("’", "'") for each in (was, word))
    turned = any(plain == start + other or other == start + plain for start in _TURNING)
    if turned or any(each.strip("'-") in _WEIGHTY or each.endswith("n't") for each in (plain, other)):
        return "on such a word the sentence turns"
    most = min(_MOST, len(plain) // 3, len(other) // 3)
    distance = _distance(plain, other)
    return f"letters that differ: {distance}, at most: {most}" if distance > most else ""


def _distance(one: str, other: str) -> int:
    """Letters put in, left out, exchanged or swapped with a neighbour (Damerau 1964), each stretch being touched once."""
    rows = [list(range(len(other) + 1))]
    for line, left in enumerate(one, 1):
        row = [line]
        for column, right in enumerate(other, 1):
            least = min(rows[-1][column] + 1, row[-1] + 1, rows[-1][column - 1] + (left != right))
            if line > 1 and column > 1 and (left, one[line - 2]) == (other[column - 2], right):
                least = min(least, rows[-2][column - 2] + 1)
            row.append(least)
        rows.append(row)
    return rows[-1][-1]
