"""Two amendments of one text brought together, clause by clause, when they touch different clauses.

The text is cut into units: every line of the head, every passage of the prose. What one side changed and the other left
alone is taken over; where both changed the same unit, or neighbouring lines of the head, there is no merge but an
overlap. This is the three-way merge of Khanna, Kunal and Pierce, "A Formal Investigation of Diff3" (2007), over clauses
instead of lines.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from folkmoot.formats.document import read_document
from folkmoot.formats.schema import read_head
from folkmoot.records.heads import ArticleHead
from folkmoot.rulebook.clauses import passages

_HEAD = "the head"


@dataclass(frozen=True, slots=True)
class Unit:
    """A stretch of a text that is taken over whole or not at all."""

    name: str
    """The clause it is; `the head` for a line of the head."""
    text: str

    @property
    def is_head(self) -> bool:
        """Whether it is a line of the head."""
        return self.name == _HEAD


@dataclass(frozen=True, slots=True)
class Hunk:
    """Units of the base from `start` up to `end`, and what one side put in their place."""

    start: int
    end: int
    units: tuple[Unit, ...]


@dataclass(frozen=True, slots=True)
class Merged:
    """The text with both amendments, or the names of the clauses in which they overlap."""

    data: bytes
    overlaps: tuple[str, ...]


def units(data: bytes) -> tuple[Unit, ...]:
    """Cut a text into units; joined they are the text again."""
    text = data.decode("utf-8", "surrogateescape")
    document, _ = read_document("", data)
    if document is None or not text.endswith(document.body):
        return tuple(Unit(passage.id, passage.text) for passage in passages(text))
    article, _ = read_head(ArticleHead, "", document.head, document.places)
    lines = text[: len(text) - len(document.body)].splitlines(keepends=True)
    clauses = passages(document.body, article.clauses if article else ())
    return (*(Unit(_HEAD, line) for line in lines), *(Unit(clause.id, clause.text) for clause in clauses))


def merge(base: bytes, theirs: bytes, ours: bytes) -> Merged:
    """Put both sides' changes of `base` together; with overlaps there is no text."""
    ground = units(base)
    left, right = _hunks(ground, units(theirs)), _hunks(ground, units(ours))
    clashes = [(one, other) for one in left for other in right if one != other and _touch(ground, one, other)]
    if clashes:
        return Merged(b"", tuple(sorted({name for one, other in clashes for name in _names(ground, one, other)})))
    hunks = sorted({*left, *right}, key=lambda hunk: (hunk.start, hunk.end))
    return Merged("".join(_woven(ground, hunks)).encode("utf-8", "surrogateescape"), ())


def _hunks(ground: Sequence[Unit], changed: Sequence[Unit]) -> list[Hunk]:
    """What one side changed: a clause is followed by its id, a line of the head by its words."""
    matcher = SequenceMatcher(None, [_key(unit) for unit in ground], [_key(unit) for unit in changed], autojunk=False)
    hunks: list[Hunk] = []
    for tag, start, end, first, last in matcher.get_opcodes():
        if tag != "equal":
            hunks.append(Hunk(start, end, tuple(changed[first:last])))
            continue
        pairs = zip(range(start, end), changed[first:last], strict=True)
        hunks += [Hunk(place, place + 1, (unit,)) for place, unit in pairs if unit.text != ground[place].text]
    return hunks


def _key(unit: Unit) -> tuple[bool, str]:
    return unit.is_head, unit.text if unit.is_head else unit.name


def _touch(ground: Sequence[Unit], one: Hunk, other: Hunk) -> bool:
    """Whether two hunks overlap; neighbours count where lines of the head or two insertions meet."""
    if one.start < other.end and other.start < one.end:
        return True
    meet = max(one.start, other.start)
    if meet not in (one.end, other.end) or min(one.end, other.end) != meet:
        return False
    is_insertion = one.start == one.end or other.start == other.end
    in_head = any(ground[place].is_head for place in (meet - 1, meet) if 0 <= place < len(ground))
    return is_insertion or in_head


def _names(ground: Sequence[Unit], one: Hunk, other: Hunk) -> Iterator[str]:
    shared = ground[max(one.start, other.start) : min(one.end, other.end)]
    yield from (unit.name for unit in shared or (*ground[one.start : one.end], *one.units, *ground[other.start : other.end], *other.units))


def _woven(ground: Sequence[Unit], hunks: Sequence[Hunk]) -> Iterator[str]:
    place = 0
    for hunk in hunks:
        yield from (unit.text for unit in ground[place : hunk.start])
        yield from (unit.text for unit in hunk.units)
        place = hunk.end
    yield from (unit.text for unit in ground[place:])
