"""Ballots too many to hold, counted beside a roster too large to hold: shard meets shard, and what each gives is added up.

A voter's ballots and entry stand in shards of the same name, so no shard is ever joined with another one, and memory depends on
the largest shard alone. A row that does not meet its voter's entry there is off the roster, wherever else that entry may stand.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from folkmoot.engine.progress import Progress, silent
from folkmoot.engine.shards import Shards
from folkmoot.formats.ballot_shards import EXAMPLES
from folkmoot.formats.ballot_text import read_choice
from folkmoot.records.ballot import Choice, ChoiceKind, Choices, Discarded, DiscardReason, Vote
from folkmoot.records.error import FolkmootError
from folkmoot.records.tally import Blank, Pairs
from folkmoot.records.value import shown
from folkmoot.tally.ballots import choice_fault
from folkmoot.tally.circumstances import ClassPapers, rankings_by_place
from folkmoot.tally.pairwise import compare

MOST_KINDS = 100_000
"""Different choices up to which they are kept one by one; more rankings are added up to pairs."""
_KNOWN = 200_000


@dataclass(frozen=True, slots=True)
class Meeting:
    """The shards of ballots and of the roster in which the same members stand."""

    key: str
    """The hex digits that both have in common; empty where the roster is one file."""
    ballots: tuple[str, ...]
    roster: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Box:
    """All that a count needs: the vote, the ballots, the roster, and by which column members are in classes."""

    vote: Vote
    ballots: Shards
    roster: Shards
    column: str | None = None
    added: frozenset[str] = frozenset()
    """Entries let in after the roster was frozen."""
    removed: frozenset[str] = frozenset()
    """Entries of the roster that may not vote."""
    blank: Blank | None = None
    """What an unranked option says, in a count that pairs of options are enough for."""
    kinds: int = MOST_KINDS
    named: int = EXAMPLES
    """How many discarded ballots of each reason are named."""

    def meetings(self) -> tuple[Meeting, ...]:
        """Which shards meet, in the order of their names."""
        digits = min(self.ballots.digits, self.roster.digits)
        ballots, roster = _by_key(self.ballots.sums, digits), _by_key(self.roster.sums, digits)
        return tuple(Meeting(key, ballots.get(key, ()), roster.get(key, ())) for key in sorted(ballots.keys() | roster.keys()))


@dataclass(slots=True)
class Part:
    """What some meetings give."""

    entries: int = 0
    """Rows of the roster."""
    eligible: Counter[str] = field(default_factory=Counter)
    """Members who may vote, by class; all under the empty name where no classes are asked for."""
    rows: int = 0
    """Ballots read."""
    held: Iterable[tuple[str, str, int]] = ()
    """Class, the choice as text, and how many of those that count hold it; the same may come several times."""
    discarded: Counter[DiscardReason] = field(default_factory=Counter)
    examples: list[Discarded] = field(default_factory=list)
    """As many of each reason as the box asks for, the first by shard and row; the path of a ballot tells both."""


Engine = Callable[[Box], Iterator[Part]]
"""Counts the meetings of a box, in any order; one part may stand for several meetings."""


@dataclass(frozen=True, slots=True)
class Counts:
    """A count at size, in the form that the tally of any method begins with."""

    eligible: int
    rows: int
    profile: Mapping[Choice, int]
    pairs: Pairs | None
    """What the rankings add up to, where they were too many to keep; the profile is empty then."""
    classes: tuple[ClassPapers, ...]
    discarded: Mapping[DiscardReason, int]
    examples: tuple[Discarded, ...]


class Offered:
    """Which texts are choices that the vote offers; what was found out once is kept."""

    def __init__(self, choices: Choices) -> None:
        self.choices = choices
        self.known: dict[str, Choice | None] = {}

    def choice(self, text: str) -> Choice | None:
        """The choice that a text stands for; None when the vote does not offer it."""
        if text in self.known:
            return self.known[text]
        choice = read_choice(text, self.choices.kind)
        found = None if choice_fault(choice, self.choices) else choice
        if len(self.known) < _KNOWN:
            self.known[text] = found
        return found

    @property
    def words(self) -> tuple[str, ...] | None:
        """The words that may stand on a ballot, where it holds one of a few words."""
        return self.choices.options if self.choices.kind in (ChoiceKind.VOTE, ChoiceKind.CONSENT) else None


def count(box: Box, engine: Engine, members: int, ballots: int, tell: Progress = silent) -> Counts:
    """Count by an engine; `members` and `ballots` are the numbers that the signed manifests state.

    FolkmootError for a file that is not what its digest says, for rows that are none, for other numbers than stated, and for more
    different choices than can be kept where the method needs each of them.
    """
    whole, sums = Part(), _Sums(box)
    entries = 0
    for part in engine(box):
        entries += part.entries
        whole.rows += part.rows
        whole.eligible += part.eligible
        whole.discarded += part.discarded
        _take_examples(whole, part.examples, box.named)
        tell("ballots", whole.rows, max(ballots, whole.rows))
        for class_, text, number in part.held:
            sums.add(class_, text, number)
    _compare("the roster", "entries", entries, members)
    _compare("the pack of ballots", "ballots", whole.rows, ballots)
    if whole.rows != sums.ballots + whole.discarded.total():
        raise FolkmootError(f"{whole.rows:,} ballots came in, and other numbers were counted", "count with another engine, and report this")
    profile, pairs, classes = sums.taken(whole.eligible)
    return Counts(whole.eligible.total(), whole.rows, profile, pairs, classes, dict(whole.discarded), tuple(whole.examples))


def _by_key(names: Iterable[str], digits: int) -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for name in names:
        key = name.rpartition("/")[2][:digits]
        found[key] = (*found.get(key, ()), name)
    return found


def _take_examples(whole: Part, further: Iterable[Discarded], most: int) -> None:
    """Keep the first of each reason, in whatever order they come."""
    have: Counter[DiscardReason] = Counter()
    found, whole.examples = sorted((*whole.examples, *further), key=lambda each: each.ballot.path), []
    for each in found:
        have[each.reason] += 1
        if have[each.reason] <= most:
            whole.examples.append(each)


def _compare(what: str, unit: str, found: int, said: int) -> None:
    if found != said:
        raise FolkmootError(f"{what} holds {found:,} {unit}, and its manifest says {said:,}", "put back the files that the manifest is of")


class _Sums:
    """Choices added up: one by one while they are few, as pairs of options where that is enough."""

    def __init__(self, box: Box) -> None:
        self.box, self.offered = box, Offered(box.vote.choices)
        self.ballots = 0
        self.kept: dict[str, dict[Choice, int]] = {}
        self.size = 0
        self.matrix: list[list[int]] | None = None
        self.paired = 0

    def add(self, class_: str, text: str, number: int) -> None:
        """Add some ballots of one choice."""
        choice = self.offered.choice(text)
        if choice is None:
            what = f"the choice '{shown(text)}' was counted, and the vote does not offer it"
            raise FolkmootError(what, "count with another engine, and report this")
        if isinstance(choice, tuple):
            choice = tuple(tuple(sorted(level)) for level in choice)
        kept = self.kept.setdefault(class_, {})
        self.size += choice not in kept
        kept[choice] = kept.get(choice, 0) + number
        self.ballots += number
        if self.size > self.box.kinds:
            self.pair()

    def pair(self) -> None:
        """Turn what is kept into pairs, or stop where the method needs every ranking."""
        if self.box.blank is None or self.box.column is not None:
            what = f"the ballots hold more than {self.box.kinds:,} different choices, and this method needs each of them"
            raise FolkmootError(what, "a vote of so many members is counted by majority, by a few options, or by Schulze's method")
        options = self.box.vote.choices.options
        for profile in self.kept.values():
            self.paired += sum(profile.values())
            matrix = compare(rankings_by_place(profile, options), len(options), self.box.blank)
            before = self.matrix or [[0] * len(options) for _ in options]
            self.matrix = [[one + other for one, other in zip(*rows, strict=True)] for rows in zip(before, matrix, strict=True)]
        self.kept, self.size = {}, 0

    def taken(self, eligible: Mapping[str, int]) -> tuple[Mapping[Choice, int], Pairs | None, tuple[ClassPapers, ...]]:
        """The profile or the pairs, and the classes where they are asked for."""
        if self.matrix is not None and self.box.blank is not None:
            self.pair()
            return {}, Pairs(tuple(map(tuple, self.matrix)), self.paired, self.box.blank), ()
        profile: Counter[Choice] = Counter()
        for kept in self.kept.values():
            profile.update(kept)
        if self.box.column is None:
            return profile, None, ()
        return profile, None, tuple(ClassPapers(name, eligible[name], self.kept.get(name, {})) for name in sorted(eligible))
