"""The outline of a redline, the same in every form: what to show, in which order, in which words; and the plain data."""

import re
from collections.abc import Iterable, Iterator
from itertools import groupby, pairwise
from typing import Any

from folkmoot.rulebook.book import in_words
from folkmoot.rulebook.redline import ClauseChange, Fate, FileRedline, ValueChange
from folkmoot.rulebook.wording import Mark, Run, compare, visible

Block = list[tuple[Mark, str]]
"""A paragraph, heading or list item, its spaces flattened."""
_BREAK = re.compile(r"\n[ \t]*\n\s*|\n(?=[ \t]*(?:[-*+>|]|#{1,6}|[0-9]{1,3}[.)])[ \t])|(?:(?<=\n)|\A) {0,3}#{1,6}[ \t][^\n]*")
"""What stands between two paragraphs or list items, and a heading, which ends with its line."""
_WORDS = {Fate.CHANGED: "changed", Fate.ADDED: "new", Fate.REMOVED: "removed"}
_MOST_NAMES = 3


def headline(redline: FileRedline) -> str:
    """Say in a line what changes in a file."""
    if not redline.is_text:
        return "it is no text, and its bytes change"
    if redline.is_new or redline.is_removed:
        return f"{'new' if redline.is_new else 'removed'}, {counted(len(redline.clauses), 'clause')}"
    parts = [*_clause_words(redline)]
    if redline.rules:
        first, more = redline.rules[0], ", ..." if len(redline.rules) > 1 else ""
        parts.append(f"{counted(len(redline.rules), 'rule value')} changed ({first.path} {arrow(first)}{more})")
    if redline.head:
        names = dict.fromkeys(change.path.partition(".")[0] for change in redline.head)
        parts.append(f"its {' and '.join('marks of clauses' if name == 'clauses' else name for name in names)} changed")
    if parts:
        return visible("; ".join(parts))
    if any(change.fate is Fate.RESPACED for change in redline.clauses):
        return "only spaces and line breaks differ"
    return "only the spelling of its head differs" if redline.is_respelled else "unchanged"


def _clause_words(redline: FileRedline) -> Iterator[str]:
    reworded = [change for change in redline.clauses if change.fate is Fate.CHANGED and not is_only_number(change)]
    for words, chosen in (
        ("changed", reworded),
        ("new", [change for change in redline.clauses if change.fate is Fate.ADDED]),
        ("removed", [change for change in redline.clauses if change.fate is Fate.REMOVED]),
        ("moved", [change for change in redline.clauses if change.is_moved]),
    ):
        if chosen:
            names = ", ".join(change.passage.id for change in chosen[:_MOST_NAMES])
            yield f"{counted(len(chosen), 'clause')} {words} ({names}{', ...' if len(chosen) > _MOST_NAMES else ''})"
    numbered = sum(change.is_renumbered for change in redline.clauses)
    if numbered:
        yield f"{counted(numbered, 'clause')} renumbered"


def gathered(clauses: tuple[ClauseChange, ...]) -> Iterator[list[ClauseChange]]:
    """The changes to show; clauses in a row that only got new numbers are one."""
    for is_number, changes in groupby((one for one in clauses if not one.is_empty), key=is_only_number):
        held = list(changes)
        yield from [held] if is_number else ([change] for change in held)


def is_only_number(change: ClauseChange) -> bool:
    """Whether a clause kept its words and its place, and got another number."""
    before, after = change.before, change.after
    return before is not None and after is not None and change.is_renumbered and not change.is_moved and before.content == after.content


def clause_line(redline: FileRedline, changes: list[ClauseChange]) -> str:
    """Say in a line what became of a clause, or of clauses in a row that were renumbered."""
    first, last = changes[0], changes[-1]
    if first is not last and first.before and last.before and first.after and last.after:
        earlier, later = f"{first.before.id} to {last.before.id}", f"{first.after.id} to {last.after.id}"
        return visible(f"{earlier}: renumbered, now {later} ({counted(len(changes), 'clause')})")
    words = []
    if first.is_renumbered and first.before:
        words.append(f"was {first.before.id}")
    if first.is_moved:
        over = above(redline, first)
        words.append(f"moved, now after {over}" if over else "moved to the beginning")
    if first.fate not in (Fate.KEPT, Fate.RESPACED) and not is_only_number(first):
        words.append(_WORDS[first.fate])
    return visible(f"{first.passage.name}: {', '.join(words)}")


def above(redline: FileRedline, change: ClauseChange) -> str:
    """The id of the clause that a clause stands after now; empty for the first, and after one without an id."""
    ids = [one.after.id if one is not change else None for one in redline.clauses if one.after]
    at = ids.index(None)
    return ids[at - 1] or "" if at else ""


def without_heading(found: list[Block], change: ClauseChange) -> list[Block]:
    """Leave out the heading that the line above has shown already."""
    is_shown = bool(found) and found[0][0][1].startswith("#") and bool(change.passage.title)
    return found[1:] if is_shown else found


def elided(found: list[Block]) -> list[Block]:
    """Paragraphs with changes; an empty one stands for those left out between them."""
    shown: list[Block] = []
    for block in found:
        if any(mark is not Mark.KEPT for mark, _ in block):
            shown.append(block)
        elif shown and shown[-1]:
            shown.append([])
    return shown[:-1] if shown and not shown[-1] else shown


def value_block(change: ValueChange) -> Block | None:
    """A text of the head, compared word by word; None for a value that is shown as before and after."""
    if change.path not in ("title", "summary") or not change.before or not change.after:
        return None
    return [segment for block in blocks(compare(change.before, change.after)) for segment in block]


def arrow(change: ValueChange) -> str:
    """A value before and after, in words."""
    before, after = (in_words(value) if value is not None else "(none)" for value in (change.before, change.after))
    return f"{before} -> {after}"


def blocks(runs: Iterable[Run]) -> list[Block]:
    """Cut runs into paragraphs; the space before changed words belongs to neither text."""
    marked: list[tuple[str, Mark]] = []
    for run in runs:
        text = visible(run.text)
        lead = len(text) - len(text.lstrip())
        marked += [(mark, run.mark if at >= lead else Mark.KEPT) for at, mark in enumerate(text)]
    whole = "".join(mark for mark, _ in marked)
    cuts = [0, *(at for match in _BREAK.finditer(whole) for at in match.span()), len(whole)]
    found = (_flat(marked[start:end]) for start, end in pairwise(cuts))
    return [block for block in found if block]


def _flat(marked: list[tuple[str, Mark]]) -> Block:
    kept: list[tuple[str, Mark]] = []
    for character, mark in marked:
        if not character.isspace():
            kept.append((character, mark))
        elif kept and kept[-1][0] != " ":
            kept.append((" ", mark))
    while kept and kept[-1][0] == " ":
        kept.pop()
    return [(mark, "".join(character for character, _ in group)) for mark, group in groupby(kept, key=lambda pair: pair[1])]


def counted(count: int, noun: str) -> str:
    """`1 clause`, `1,200 clauses`."""
    return f"{count:,} {noun}{'' if count == 1 else 's'}"


def as_data(redlines: Iterable[FileRedline]) -> list[dict[str, Any]]:
    """Write redlines as plain values; clauses that stay as they are come without their words."""
    return [
        {
            "path": redline.path,
            "title": redline.title,
            "summary": headline(redline),
            "new": redline.is_new,
            "removed": redline.is_removed,
            "rules": [{"path": one.path, "before": one.before, "after": one.after} for one in redline.rules],
            "head": [{"path": one.path, "before": one.before, "after": one.after} for one in redline.head],
            "clauses": [_clause_data(change) for change in redline.clauses],
        }
        for redline in redlines
    ]


def _clause_data(change: ClauseChange) -> dict[str, Any]:
    return {
        "before": change.before.id if change.before else None,
        "after": change.after.id if change.after else None,
        "title": change.passage.title,
        "fate": change.fate.value,
        "moved": change.is_moved,
        "runs": [] if change.fate is Fate.KEPT else [_run_data(run) for run in change.runs],
    }


def _run_data(run: Run) -> dict[str, str]:
    """A run; `was` stands with it when spaces or line breaks differ."""
    return {"mark": run.mark.value, "text": run.text, **({"was": run.was} if run.was not in ("", run.text) else {})}
