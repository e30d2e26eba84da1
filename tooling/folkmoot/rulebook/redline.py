"""What a new version of a file changes: clause by clause, inside a clause word by word, and rules as rules; data only."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from folkmoot.formats.canonical import write_json
from folkmoot.records.archive import Article
from folkmoot.rulebook.clauses import Passage, article_passages, passages
from folkmoot.rulebook.wording import Mark, Run, after_of, before_of, compare

_MOST_PAIRS = 40_000
"""Clauses of one version times clauses of the other beyond which no resemblance is looked for, only ids and equal words."""
_LEAST_WORDS = 4
"""A clause of fewer words is not recognised under another number by its words alone."""


class Fate(StrEnum):
    """What became of a clause."""

    KEPT = "kept"
    RESPACED = "respaced"
    """Only spaces or line breaks differ."""
    CHANGED = "changed"
    ADDED = "added"
    REMOVED = "removed"


@dataclass(frozen=True, slots=True)
class ClauseChange:
    """One clause before and after; one of the two is missing when it was added or removed."""

    before: Passage | None
    after: Passage | None
    runs: tuple[Run, ...]
    is_moved: bool = False

    @property
    def passage(self) -> Passage:
        """The clause as it reads now, or as it read last."""
        found = self.after or self.before
        assert found is not None
        return found

    @property
    def is_renumbered(self) -> bool:
        """Whether the same clause has another id than before."""
        return self.before is not None and self.after is not None and self.before.id != self.after.id

    @property
    def fate(self) -> Fate:
        """What became of its words."""
        if self.before is None:
            return Fate.ADDED
        if self.after is None:
            return Fate.REMOVED
        if self.before.text == self.after.text:
            return Fate.KEPT
        return Fate.CHANGED if any(run.mark is not Mark.KEPT for run in self.runs) else Fate.RESPACED

    @property
    def is_empty(self) -> bool:
        """Whether a reader sees nothing new."""
        return self.fate in (Fate.KEPT, Fate.RESPACED) and not self.is_moved and not self.is_renumbered


@dataclass(frozen=True, slots=True)
class ValueChange:
    """A rule or another value of the head, by its dotted path and as the file spells it; None where it is not written."""

    path: str
    before: str | None
    after: str | None


@dataclass(frozen=True, slots=True)
class FileRedline:
    """What a new version of one file changes."""

    path: str
    title: str
    is_new: bool
    is_removed: bool
    clauses: tuple[ClauseChange, ...]
    """Every clause in its new order; a removed one stands after the clause it followed."""
    rules: tuple[ValueChange, ...] = ()
    head: tuple[ValueChange, ...] = ()
    is_respelled: bool = False
    """The bytes of the head differ, and it says the same."""
    is_text: bool = True

    @property
    def is_empty(self) -> bool:
        """Whether a reader sees nothing new."""
        same = all(clause.is_empty for clause in self.clauses) and not self.rules and not self.head
        return same and not self.is_new and not self.is_removed and self.is_text


def article_redline(path: str, before: Article | None, after: Article | None) -> FileRedline:
    """Compare two versions of an article; None before it was there, or after it is gone."""
    clauses = clause_changes(article_passages(before) if before else (), article_passages(after) if after else ())
    was, now = _spelled(before), _spelled(after)
    rules = value_changes(was.pop("rules", {}), now.pop("rules", {}))
    lone = {f"clauses.{change.passage.id}.title" for change in clauses if change.fate in (Fate.ADDED, Fate.REMOVED)}
    head = tuple(change for change in value_changes(was, now) if change.path not in lone) if before and after else ()
    same_words = before is not None and after is not None and before.body == after.body
    is_respelled = same_words and not rules and not head and before is not None and after is not None and before.digest != after.digest
    last = after or before
    title = last.head.title if last else path
    return FileRedline(path, title, before is None, after is None, clauses, rules, head, is_respelled)


def file_redline(path: str, before: bytes | None, after: bytes | None) -> FileRedline:
    """Compare two versions of a file that is no article; Markdown by its headings, other text as one stretch."""
    try:
        old, new = ((data or b"").decode() for data in (before, after))
    except UnicodeDecodeError:
        return FileRedline(path, path, before is None, after is None, (), is_text=before == after)
    split = passages if path.endswith(".md") else _whole
    return FileRedline(path, path, before is None, after is None, clause_changes(split(old), split(new)))


def applied(redline: FileRedline, prose: str) -> str:
    """Apply a redline to the prose it was made from; ValueError when it was made from another."""
    earlier = sorted((change for change in redline.clauses if change.before), key=lambda change: change.before.line if change.before else 0)
    if "".join(before_of(change.runs) for change in earlier) != prose:
        raise ValueError(redline.path)
    return "".join(after_of(change.runs) for change in redline.clauses if change.after)


def clause_changes(before: Sequence[Passage], after: Sequence[Passage]) -> tuple[ClauseChange, ...]:
    """Pair the clauses of two versions and compare each pair."""
    earlier = _paired(before, after)
    moved = _moved([earlier[at] for at in sorted(earlier)])
    lost: dict[int, list[int]] = {}
    kept = set(earlier.values())
    for at in range(len(before)):
        if at not in kept:
            follows = next((held for held in range(at - 1, -1, -1) if held in kept), -1)
            lost.setdefault(follows, []).append(at)
    changes = [_gone(before[at]) for at in lost.get(-1, [])]
    for at, passage in enumerate(after):
        if at not in earlier:
            changes.append(ClauseChange(None, passage, compare("", passage.text)))
            continue
        old = before[earlier[at]]
        changes.append(ClauseChange(old, passage, compare(old.text, passage.text), earlier[at] in moved))
        changes += [_gone(before[gone]) for gone in lost.get(earlier[at], [])]
    return tuple(changes)


def _gone(passage: Passage) -> ClauseChange:
    return ClauseChange(passage, None, compare(passage.text, ""))


def _whole(text: str) -> tuple[Passage, ...]:
    return (Passage("text", "", "", text, 0),) if text else ()


def _paired(before: Sequence[Passage], after: Sequence[Passage]) -> dict[int, int]:
    """Say which earlier clause each later one is: by id and words, by words alone, by its neighbour, by resemblance, by id.

    An id that the article declares counts more than resemblance; a number that follows from the order counts less.
    """
    pairs: dict[int, int] = {}
    free = set(range(len(before)))

    def pair(later: int, earlier: int) -> None:
        pairs[later] = earlier
        free.discard(earlier)

    for by in (_same, _same_words, _same_declared):
        known: dict[object, list[int]] = {}
        for at in sorted(free):
            known.setdefault(by(before[at]), []).append(at)
        for at, passage in enumerate(after):
            found = known.get(by(passage)) if at not in pairs and by(passage) is not None else None
            if found:
                pair(at, found.pop(0))
    for at in [*range(len(after)), *reversed(range(len(after)))]:
        for step in (-1, 1):
            beside = pairs.get(at + step, -2) - step
            if at not in pairs and beside in free and before[beside].content == after[at].content:
                pair(at, beside)
    for later, earlier in _resembling(before, after, free, pairs):
        if later not in pairs and earlier in free:
            pair(later, earlier)
    ids = {before[at].id: at for at in free}
    for at, passage in enumerate(after):
        if at not in pairs and passage.id in ids:
            pair(at, ids[passage.id])
    return pairs


def _same(passage: Passage) -> object:
    return passage.id, passage.content


def _same_words(passage: Passage) -> object:
    words = passage.content
    return words if len(words.split()) >= _LEAST_WORDS else None


def _same_declared(passage: Passage) -> object:
    return passage.id if passage.is_declared else None


def _resembling(
    before: Sequence[Passage], after: Sequence[Passage], free: set[int], pairs: Mapping[int, int]
) -> list[tuple[int, int]]:
    """Pairs of unpaired clauses that share at least three fifths of their words, the most alike first."""
    left = [at for at in range(len(after)) if at not in pairs]
    if len(left) * len(free) > _MOST_PAIRS:
        return []
    olds = {at: Counter(before[at].content.lower().split()) for at in sorted(free)}
    found = []
    for later in left:
        words = Counter(after[later].content.lower().split())
        for earlier, others in olds.items():
            total = words.total() + others.total()
            shared = (words & others).total()
            if total >= 2 * _LEAST_WORDS and 10 * shared >= 3 * total:
                is_same = before[earlier].id == after[later].id
                found.append((-shared * 1000 // total, not is_same, abs(later - earlier), later, earlier))
    return [(later, earlier) for *_, later, earlier in sorted(found)]


def _moved(order: list[int]) -> set[int]:
    """The earlier positions that are out of order: all but a longest increasing run of them."""
    ends: list[int] = []
    back: dict[int, int] = {}
    for value in order:
        low, high = 0, len(ends)
        while low < high:
            middle = (low + high) // 2
            low, high = (middle + 1, high) if ends[middle] < value else (low, middle)
        back[value] = ends[low - 1] if low else -1
        ends[low : low + 1] = [value]
    kept = set()
    value = ends[-1] if ends else -1
    while value >= 0:
        kept.add(value)
        value = back[value]
    return set(order) - kept


def _spelled(article: Article | None) -> dict[str, Any]:
    """The head as plain values, what is written and nothing else; clauses by their ids."""
    if article is None:
        return {}
    plain: dict[str, Any] = article.head.model_dump(mode="json", by_alias=True, exclude_none=True, exclude_unset=True)
    clauses = plain.pop("clauses", ())
    plain["clauses"] = {clause["id"]: {name: value for name, value in clause.items() if name != "id"} for clause in clauses}
    plain["rules"] = plain.get("rules", {})
    return plain


def value_changes(before: Mapping[str, Any], after: Mapping[str, Any]) -> tuple[ValueChange, ...]:
    """Compare two groups of plain values leaf by leaf."""
    old, new = dict(_leaves(before, ())), dict(_leaves(after, ()))
    paths = [*new, *(path for path in old if path not in new)]
    return tuple(ValueChange(path, old.get(path), new.get(path)) for path in paths if old.get(path) != new.get(path))


def _leaves(value: Any, steps: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    if isinstance(value, dict) and (value or not steps):
        for name, part in value.items():
            yield from _leaves(part, (*steps, str(name)))
    elif isinstance(value, dict):
        yield ".".join(steps), "{}"
    elif isinstance(value, list):
        yield ".".join(steps), ", ".join(_quoted(str(part)) for part in value) or "[]"
    else:
        yield ".".join(steps), str(value)


def _quoted(part: str) -> str:
    return write_json(part).decode().strip() if {",", '"'} & set(part) else part
