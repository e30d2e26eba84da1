"""Redlines in the language of the reader; what they say in English is what `rulebook` says of them, to the letter."""

from collections.abc import Iterable, Iterator

from folkmoot.publish.words import listed
from folkmoot.records.speech import phrase, phrase_of, say, say_of
from folkmoot.rulebook import redline_html
from folkmoot.rulebook.redline import ClauseChange, Fate, FileRedline
from folkmoot.rulebook.redline_outline import above, arrow, is_only_number
from folkmoot.rulebook.wording import visible

_MOST_NAMES = 3
_CLAUSES = (
    phrase_of("{count} clause changed ({names})", "{count} clauses changed ({names})"),
    phrase_of("{count} clause new ({names})", "{count} clauses new ({names})"),
    phrase_of("{count} clause removed ({names})", "{count} clauses removed ({names})"),
    phrase_of("{count} clause moved ({names})", "{count} clauses moved ({names})"),
)
_FATES = {Fate.CHANGED: phrase("changed"), Fate.ADDED: phrase("new"), Fate.REMOVED: phrase("removed")}
_HEADS = {"title": phrase("title"), "summary": phrase("summary"), "clauses": phrase("marks of clauses")}


def as_html(redlines: Iterable[FileRedline]) -> str:
    """Redlines as HTML sections, every word of their texts escaped."""
    return redline_html.as_html(redlines, words=_words())


def clause_as_html(change: ClauseChange) -> str:
    """What became of the words of one clause, as HTML paragraphs; empty when they stayed."""
    return redline_html.clause_as_html(change, _words())


def _words() -> redline_html.Words:
    return redline_html.Words(say("removed"), say("added"), say("Rules"), say("Head"), headline, _clause_line)


def headline(redline: FileRedline) -> str:
    """Say in a line what changes in a file."""
    if not redline.is_text:
        return say("it is no text, and its bytes change")
    if redline.is_new:
        return say_of(len(redline.clauses), "new, {count} clause", "new, {count} clauses")
    if redline.is_removed:
        return say_of(len(redline.clauses), "removed, {count} clause", "removed, {count} clauses")
    parts = [*_clauses(redline), *_values(redline)]
    if parts:
        return visible("; ".join(parts))
    if any(change.fate is Fate.RESPACED for change in redline.clauses):
        return say("only spaces and line breaks differ")
    return say("only the spelling of its head differs") if redline.is_respelled else say("unchanged")


def _clauses(redline: FileRedline) -> Iterator[str]:
    found = (
        [change for change in redline.clauses if change.fate is Fate.CHANGED and not is_only_number(change)],
        [change for change in redline.clauses if change.fate is Fate.ADDED],
        [change for change in redline.clauses if change.fate is Fate.REMOVED],
        [change for change in redline.clauses if change.is_moved],
    )
    for words, chosen in zip(_CLAUSES, found, strict=True):
        if chosen:
            names = ", ".join(change.passage.id for change in chosen[:_MOST_NAMES])
            yield say_of(len(chosen), *words, names=f"{names}, ..." if len(chosen) > _MOST_NAMES else names)
    numbered = sum(change.is_renumbered for change in redline.clauses)
    if numbered:
        yield say_of(numbered, "{count} clause renumbered", "{count} clauses renumbered")


def _values(redline: FileRedline) -> Iterator[str]:
    if redline.rules:
        first = redline.rules[0]
        told = f"{first.path} {arrow(first)}{', ...' if len(redline.rules) > 1 else ''}"
        yield say_of(len(redline.rules), "{count} rule value changed ({first})", "{count} rule values changed ({first})", first=told)
    if redline.head:
        names = dict.fromkeys(change.path.partition(".")[0] for change in redline.head)
        yield say("its {names} changed", names=_joined(say(_HEADS[name]) if name in _HEADS else name for name in names))


def _joined(names: Iterable[str]) -> str:
    """`title and summary`; of more than two each with its own `and`, as redlines have it."""
    first, *rest = names
    for name in rest:
        first = listed((first, name))
    return first


def _clause_line(redline: FileRedline, changes: list[ClauseChange]) -> str:
    """Say in a line what became of a clause, or of clauses in a row that were renumbered."""
    first, last = changes[0], changes[-1]
    if first is not last and first.before and last.before and first.after and last.after:
        places = {"before": first.before.id, "before_last": last.before.id, "after": first.after.id, "after_last": last.after.id}
        told = say_of(
            len(changes),
            "{before} to {before_last}: renumbered, now {after} to {after_last} ({count} clause)",
            "{before} to {before_last}: renumbered, now {after} to {after_last} ({count} clauses)",
            **places,
        )
        return visible(told)
    words = []
    if first.is_renumbered and first.before:
        words.append(say("was {clause}", clause=first.before.id))
    if first.is_moved:
        over = above(redline, first)
        words.append(say("moved, now after {clause}", clause=over) if over else say("moved to the beginning"))
    if first.fate not in (Fate.KEPT, Fate.RESPACED) and not is_only_number(first):
        words.append(say(_FATES[first.fate]))
    return visible(f"{first.passage.name}: {', '.join(words)}")
